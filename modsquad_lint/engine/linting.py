"""From the text of one tasks file to its report: read, plan, run the rules, suppress, stamp, sort.

Pure: what it has to know of the repository it asks `Facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache

from ..planning.foreign import recognise
from ..planning.graph import Graph, build_graph
from ..planning.plan import make_plan
from ..planning.tasks import read_tasks
from ..rules import RULES
from ..rules.facts import Facts
from ..rules.finding import Finding, Severity
from ..rules.registry import SUPPRESSIONS, UNREADABLE, Subject, UnusedIgnore
from ..syntax import parse
from ..syntax.nodes import NoDocument, SyntaxProblem
from ..text.source import Source, Span
from ..text.typed import TYPE_CHECKING
from .config import Config, select
from .report import Report
from .suppressions import Reach, Suppressions

if TYPE_CHECKING:
    from ..rules.changes import Comparison
    from .stamping import Stamper

Progress = Callable[[int, int], None]
"""What is told how much of something is done, and of how much."""


def tell_nobody(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


def lint(
    source: Source,
    facts: Facts,
    config: Config,
    *,
    least: Severity = Severity.INFO,
    always: frozenset[str] = frozenset(),
    comparison: Comparison | None = None,
    suppressible: bool = True,
    progress: Progress = tell_nobody,
) -> Report:
    """The findings of a tasks file, and its plan; with a comparison, drift too.

    Findings below `least` are left out, unless their rule is in `always` or was selected by its own
    code or name. Without `suppressible` what the file suppresses is found all the same. `progress` is
    told how many rules have looked, and of how many.
    """
    subject = look(source, facts, config)._replace(compared=comparison)
    offers = subject.offers()
    codes = running(subject, config)
    last = frozenset(code for code in codes if SUPPRESSIONS in RULES[code].needs)
    suppressions = Suppressions(source, subject.file, select)
    asked = config.asked | always
    mentioned = frozenset(
        code for suppression in suppressions if suppressible for code in suppression.codes
    )
    subject = subject._replace(wanted=None if least is Severity.INFO else asked | mentioned)
    findings: list[Finding] = []
    effective: set[tuple[Reach, str]] = set()

    @cache
    def stamper() -> Stamper:
        from .stamping import Stamper  # of clean files nothing is stamped

        return Stamper(source, subject.file)

    def run(codes: Collection[str], subject: Subject, tell: Progress) -> None:
        for done, code in enumerate(sorted(codes)):
            tell(done, len(codes))
            rule, configured = RULES[code], config.severity(code)
            for draft in rule.check(subject):
                severity = configured or draft.severity or rule.severity
                silenced = False
                if code in mentioned:
                    speaking, silenced = suppressions.of(code, draft, everywhere=rule.everywhere)
                    effective.update((reach, code) for reach in speaking)
                if not silenced and (severity >= least or code in asked):
                    # At once: of very many, those made long ago are slow to see again.
                    findings.append(stamper().stamp(rule, severity, draft))

    run(
        {
            code
            for code in codes - last
            if (config.severity(code) or RULES[code].most) >= least
            or code in asked
            or code in mentioned
        },
        subject,
        progress,
    )
    if last and suppressible:
        looked = {code for code in codes - last if offers.issuperset(RULES[code].helped_by)}
        unused = tuple(_without_effect(suppressions, effective, looked, subject))
        run(last, subject._replace(unused=unused), tell_nobody)
    findings.sort(key=Finding.sort_key)
    notes = [] if comparison is None else [comparison.summary(subject.file.by_id)]
    return Report(source, findings, subject.predicted, subject.foreign is not None, notes=notes)


def look(source: Source, facts: Facts, config: Config) -> Subject:
    """What the rules look at: the file read and planned, as far as that goes; raises nothing."""
    parsed = parse(source)
    foreign = recognise(source, None if isinstance(parsed, SyntaxProblem) else parsed.value)
    problem = parsed if isinstance(parsed, SyntaxProblem) and foreign is None else None
    if foreign is not None or isinstance(parsed, SyntaxProblem):
        file, graph, plan = read_tasks(NoDocument()), Graph([], []), None
    else:
        file = read_tasks(parsed)
        graph = build_graph(file)
        plan = make_plan(file, graph, config.options.mergeable, facts.union_merged)
    return Subject(source, file, graph, plan, facts, config.options, problem, foreign)


def running(subject: Subject, config: Config) -> frozenset[str]:
    """The rules that look at a file: those that have what they need, as far as they are selected."""
    path, offers = subject.source.path, subject.offers() | {SUPPRESSIONS}
    able = frozenset(code for code, rule in RULES.items() if offers.issuperset(rule.needs))
    chosen = config.codes(path)
    if UNREADABLE in offers:
        # Whatever was selected: a text that can't be read must not pass for one without findings.
        chosen |= able - config.dropped(path).keys()
    return able & chosen


def _without_effect(
    suppressions: Suppressions,
    effective: Collection[tuple[Reach, str]],
    looked: Collection[str],
    subject: Subject,
) -> Iterator[UnusedIgnore]:
    """Suppressions that silenced nothing, though all their rules `looked` where they stand."""
    if not any(True for _ in suppressions):
        return
    sound = {task.steps for task in subject.file.tasks}
    for suppression in suppressions:
        place = suppression.place
        could_speak = isinstance(place, Span) or subject.file.task_steps(place.steps) in sound
        could_speak = could_speak and suppression.codes.issubset(looked)
        if could_speak and not suppression.has_effect(effective):
            yield UnusedIgnore(place, suppression.selector)
