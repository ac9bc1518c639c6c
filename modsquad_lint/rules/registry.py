"""The catalogue of rules: what a rule is, and how one is found by code, prefix or name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, wraps

from ..planning.graph import Graph
from ..planning.options import Options
from ..planning.plan import Plan
from ..planning.tasks import TaskFile
from ..syntax.nodes import SyntaxProblem
from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from .facts import Facts
from .finding import Draft, Severity

if TYPE_CHECKING:
    from typing import TypeVar

    from .changes import Comparison

    Answer = TypeVar("Answer")


class UnusedIgnore(NamedTuple):
    """A code or name in a suppression that suppressed nothing."""

    place: Place | Span
    selector: str


class _Subject(NamedTuple):
    source: Source
    file: TaskFile
    graph: Graph
    plan: Plan | None
    facts: Facts
    options: Options
    problem: SyntaxProblem | None = None
    foreign: str | None = None
    unused: tuple[UnusedIgnore, ...] = ()
    comparison: Comparison | None = None
    wanted: frozenset[str] | None = None


class Subject(_Subject):
    """All that a rule may look at.

    Attributes:
        file: without any task when the text could not be read, or is another tool's.
        plan: None when the file has no plan (section 4: wrong shape, a knot, and the like).
        problem: why the text could not be read; only MSQ101 sees one.
        foreign: what other tool's file it is, in words; only MSQ107 sees one.
        unused: suppressions without effect; only MSQ109, which runs last, sees any.
        comparison: what changed; None when no comparison with git was asked for.
        wanted: the rules whose infos are wanted; None means those of all.
    """

    def wants_infos(self, code: str) -> bool:
        """Whether a rule that has infos beside worse findings must look for them."""
        return self.wanted is None or code in self.wanted

    @cached_property
    def answers(self) -> dict[Callable[[Subject], Any], Any]:
        """What questions asked `once` were answered; a subject with anything replaced begins anew."""
        return {}


def once(question: Callable[[Subject], Answer]) -> Callable[[Subject], Answer]:
    """A question that several rules ask of a subject; only the first of them pays for the answer."""

    @wraps(question)
    def ask(subject: Subject) -> Answer:
        if question not in subject.answers:
            subject.answers[question] = question(subject)
        answer: Answer = subject.answers[question]
        return answer

    return ask


PLAN, REPOSITORY, COMPARISON = "plan", "repository", "comparison"

Check = Callable[[Subject], Iterator[Draft]]


class Rule(NamedTuple):
    """One rule.

    Attributes:
        severity: of its findings, unless a draft says otherwise.
        most: the worst severity that a draft of it may say.
        fix: "safe", "unsafe", or None where it never offers one.
        needs: what it looks at beside the tasks: PLAN, REPOSITORY, COMPARISON. Without one of these it
            may say nothing, or less.
        everywhere: whether a finding belongs to all of its places equally, not first of all to one.
        leads: whether its findings stand before others of their severity where not all are shown.
    """

    code: str
    name: str
    severity: Severity
    most: Severity
    fix: str | None
    check: Check
    needs: tuple[str, ...] = ()
    everywhere: bool = False
    leads: bool = False

    @property
    def doc(self) -> str:
        """Its page: the docstring of the function, in Markdown."""
        import inspect

        return inspect.cleandoc(self.check.__doc__ or "")


RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of the codes once `rules` is imported."""


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    most: Severity | None = None,
    fix: str | None = None,
    needs: tuple[str, ...] = (),
    everywhere: bool = False,
    leads: bool = False,
) -> Callable[[Check], Check]:
    """Enter a generator function into the catalogue; its docstring is the rule's page."""

    def enter(check: Check) -> Check:
        RULES[code] = Rule(
            code, name, severity, most or severity, fix, check, needs, everywhere, leads
        )
        return check

    return enter
