"""The catalogue of rules: what a rule is, and how one is found by code, prefix or name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, wraps

from ..planning.graph import Graph
from ..planning.keys import KEYS, LEGACY_FILES
from ..planning.options import Options
from ..planning.plan import Plan
from ..planning.readers.reading import OWN, Reading
from ..planning.tasks import TaskFile
from ..planning.work import Work
from ..syntax.nodes import SyntaxProblem
from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from ..text.vocabulary import Budget
from .draft import Draft, LateDraft, Severity
from .facts import Facts
from .wanted import EVERYTHING, Wanted

if TYPE_CHECKING:
    from typing import TypeVar

    from ..planning.beside import Beside, Elsewhere
    from .comparing.comparison import Comparison

    Answer = TypeVar("Answer")
    Found = TypeVar("Found")


TASKS, PLAN, REPOSITORY, COMPARISON = "tasks", "plan", "repository", "comparison"
UNREADABLE, FOREIGN, SUPPRESSIONS = "unreadable text", "foreign file", "suppressions"
OUTSIDE = "link out of the repository"
VALUES = "paths and dependencies that stand alone, and not in sentences"
UNUSUAL, ODD_KEY = "paths that are not plain", "keys beside those of most tasks"
WRONG_SHAPE, CLAIM = "values of a wrong shape", "claims of the format"
SQUADS = "squads that are configured"
SHARED = "what several tasks hold, of this file or of others of the run"
"""What a rule may need: without all of it the rule is not called."""

SIGNS = frozenset({UNUSUAL, ODD_KEY, WRONG_SHAPE, CLAIM, SHARED, SQUADS})
"""Needs without which a rule has nothing to say: a file that has none of it was looked at all the same.

Of a file with suppressions such a rule is asked even so, and has to say nothing by itself.
"""

_USUAL_KEYS = KEYS - {LEGACY_FILES, "status"}


class UnusedIgnore(NamedTuple):
    """A code or name in a suppression that suppressed nothing, and whether any rule has it."""

    place: Place | Span
    selector: str
    is_known: bool


class _Subject(NamedTuple):
    source: Source
    file: TaskFile
    graph: Graph
    work: Work
    predicted: Plan | None
    facts: Facts
    options: Options
    problem: SyntaxProblem | None = None
    foreign: str | None = None
    unused: tuple[UnusedIgnore, ...] = ()
    selectors: tuple[str, ...] = ()
    compared: Comparison | None = None
    wanted: Wanted = EVERYTHING
    reading: Reading = OWN
    budget: Budget | None = None
    beside: Callable[[], Beside] | None = None
    elsewhere: Callable[[], Elsewhere] | None = None
    outside: str | None = None


class Subject(_Subject):
    """All that a rule may look at.

    Attributes:
        file: without any task when the text could not be read, or is another tool's.
        work: what is left of it to be planned, with what tasks claim.
        predicted: the plan of that; None when the file has none (wrong shape, a knot, and the like).
        problem: why the text could not be read, for rules that need UNREADABLE.
        foreign: what other tool's file it is, in words, for rules that need FOREIGN.
        outside: where the tasks file itself leads, which was not opened, for rules also on OUTSIDE.
        unused: suppressions without effect, for rules that need SUPPRESSIONS.
        selectors: the codes and names of all rules, where there are any such suppressions.
        compared: what changed; None when no comparison with git was asked for.
        wanted: which findings it pays to look for.
        reading: how the file was read, where its format is not ours.
        beside: what this file shares with others of the run; None where it is checked alone.
        elsewhere: the tasks of all tasks files of the repository; None where these are not known.
        budget: what looking for near words may cost in this run; None where nothing else is run.
    """

    @property
    def plan(self) -> Plan:
        """The plan, for rules that need PLAN."""
        return _there(self.predicted, PLAN)

    @property
    def comparison(self) -> Comparison:
        """What changed, for rules that need COMPARISON."""
        return _there(self.compared, COMPARISON)

    def offers(self) -> frozenset[str]:
        """What rules may need, as far as it is there; SUPPRESSIONS are known last, to the engine."""
        if self.outside is not None:
            return frozenset({OUTSIDE})
        if self.foreign is not None:
            return frozenset({FOREIGN})
        if self.problem is not None:
            return frozenset({UNREADABLE})
        known = {
            PLAN: self.predicted is not None,
            REPOSITORY: self.facts.root() is not None,
            COMPARISON: self.compared is not None,
            VALUES: not self.reading.is_prose,
            UNUSUAL: len(self.file.tasks.unusual) > 0,
            ODD_KEY: not self.file.keys <= _USUAL_KEYS,
            WRONG_SHAPE: len(self.file.problems) > 0,
            SQUADS: self.options.squads is not None,
            CLAIM: len(getattr(self.file.document, "claims", ())) > 0,
            SHARED: self.predicted is not None
            and (self.beside is not None or not self.work.holdings.shares_none),
        }
        return frozenset({TASKS, *(need for need, is_there in known.items() if is_there)})

    @cached_property
    def answers(self) -> dict[Callable[[Subject], Any], Any]:
        """What questions asked `once` were answered; a subject with anything replaced begins anew."""
        return {}


def _there(value: Found | None, need: str) -> Found:
    if value is None:
        raise LookupError(f"only a rule that says it needs a {need} may look at it")
    return value


def once(question: Callable[[Subject], Answer]) -> Callable[[Subject], Answer]:
    """A question that several rules ask of a subject; only the first of them pays for the answer."""

    @wraps(question)
    def ask(subject: Subject) -> Answer:
        if question not in subject.answers:
            subject.answers[question] = question(subject)
        answer: Answer = subject.answers[question]
        return answer

    return ask


def answered(question: Callable[[Subject], Answer], subject: Subject) -> Answer | None:
    """What a question asked `once` was answered; None where no rule has asked it."""
    answer: Answer | None = subject.answers.get(getattr(question, "__wrapped__", question))
    return answer


Check = Callable[[Subject], Iterator[Draft] | Iterator[LateDraft]]


class Rule(NamedTuple):
    """One rule.

    Attributes:
        severity: of its findings, unless a draft says otherwise.
        most: the worst severity that a draft of it may say.
        fix: "safe", also where some of its fixes are not; "unsafe" where none is; None where it offers none.
        needs: what it is not called without.
        helped_by: what else it looks at; without that it may say less.
        also_on: what it is called with, too, whatever else it needs.
        everywhere: whether a finding belongs to all of its places equally, not first of all to one.
        leads: whether its findings stand before others of their severity where not all are shown.
        pictured: whether a picture of the plan says what its findings say.
        prevents_plan: whether what it finds can keep a file from having a plan.
        once_a_run: whether what it says is of all files of a run, and said of the first that it can
            look at.
    """

    code: str
    name: str
    severity: Severity
    most: Severity
    fix: str | None
    check: Check
    needs: tuple[str, ...] = (TASKS,)
    helped_by: tuple[str, ...] = ()
    also_on: tuple[str, ...] = ()
    everywhere: bool = False
    leads: bool = False
    pictured: bool = False
    prevents_plan: bool = False
    once_a_run: bool = False

    @property
    def is_about_plans(self) -> bool:
        """Whether a plan is doubtful where this rule finds something: not of advice, nor of what git has."""
        return self.code < "MSQ5"

    @property
    def doc(self) -> str:
        """Its page: the docstring of the function, in Markdown."""
        import inspect

        return inspect.cleandoc(self.check.__doc__ or "")


ENTERED: dict[str, Rule] = {}
"""Every rule by its code, in the order of the codes once `rules` is imported."""
_TAKEN: set[str] = set()
"""The codes and the names of these."""


def rule(  # noqa: PLR0913 - all that a rule is stands above its function
    code: str,
    name: str,
    severity: Severity,
    *,
    most: Severity | None = None,
    fix: str | None = None,
    needs: tuple[str, ...] = (TASKS,),
    helped_by: tuple[str, ...] = (),
    also_on: tuple[str, ...] = (),
    everywhere: bool = False,
    leads: bool = False,
    pictured: bool = False,
    prevents_plan: bool = False,
    once_a_run: bool = False,
) -> Callable[[Check], Check]:
    """Enter a generator function into the catalogue; its docstring is the rule's page.

    Raises:
        ValueError: another rule has this code or this name.
    """

    def enter(check: Check) -> Check:
        if not _TAKEN.isdisjoint((code, name)):
            raise ValueError(f"{code} {name}: another rule has this code or this name")
        _TAKEN.update((code, name))
        ENTERED[code] = Rule(
            *(code, name, severity, most or severity, fix, check, needs, helped_by, also_on),
            everywhere=everywhere,
            leads=leads,
            pictured=pictured,
            prevents_plan=prevents_plan,
            once_a_run=once_a_run,
        )
        return check

    return enter
