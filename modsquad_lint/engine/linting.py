"""From the text of one tasks file to its report: read, plan, run the rules, suppress, stamp, sort.

Pure: what it has to know of the repository it asks `Facts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial

from ..planning.graph import build_graph
from ..planning.meanings import Meanings
from ..planning.plan import make_plan
from ..planning.readers import read, read_together
from ..planning.tasks import read_tasks
from ..planning.work import open_work
from ..rules.draft import Draft, Severity
from ..rules.facts import Facts
from ..rules.registry import COMPARISON, OUTSIDE, SIGNS, SUPPRESSIONS, UNREADABLE, Rule, Subject
from ..rules.wanted import EVERYTHING, Wanted
from ..syntax import parse
from ..syntax.nodes import Document, SyntaxProblem
from ..text.source import Source
from ..text.typed import TYPE_CHECKING
from ..text.vocabulary import Budget
from ..text.words import counted
from .config import Config
from .report import Finding, Kind, Report
from .selectors import codes_and_names, select

if TYPE_CHECKING:
    from ..planning.readers.reading import Reading
    from ..planning.tasks import TaskFile
    from ..rules.comparing.comparison import Comparison
    from .stamping import Stamper
    from .suppressions import Suppressions

    WasRead = tuple[TaskFile, Reading, SyntaxProblem | None, str | None]

Progress = Callable[[int, int], None]
"""What is told how much of something is done, and of how much."""


def tell_nobody(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


def lint(
    source: Source,
    facts: Facts,
    config: Config,
    wanted: Wanted = EVERYTHING,
    *,
    comparison: Comparison | None = None,
) -> Report:
    """The findings of a tasks file, and its plan; with a comparison, drift too."""
    subject = look(source, facts, config)._replace(compared=comparison)
    return report_on(subject, config, wanted)


def report_on(
    subject: Subject, config: Config, wanted: Wanted = EVERYTHING, progress: Progress = tell_nobody
) -> Report:
    """What the rules find in a file that was looked at.

    Wanted are also all findings of rules that were selected by their own code or name. `progress` is
    told how many rules have looked, and of how many.
    """
    source, comparison = subject.source, subject.compared
    wanted = wanted.with_all_of(config.asked)
    suppressions = None if wanted.suppressed else _suppressions(subject)
    offers, looked_for = subject.offers(), wanted
    if suppressions is not None:
        # Whether one has an effect is asked of all rules, and of findings that nobody wants to see, too.
        offers |= {SUPPRESSIONS, *SIGNS}
        looked_for = wanted.with_all_of(suppressions.codes)
    subject = subject._replace(wanted=looked_for)
    sieve = _Sieve(subject, config, wanted, suppressions)
    rules = running(subject, config, offers)
    first = [rule for rule in rules if SUPPRESSIONS not in rule.needs]
    last = [rule for rule in rules if SUPPRESSIONS in rule.needs]
    worth = [rule for rule in first if looked_for.has(rule.code, config.worst_of(rule))]
    findings = [*sieve.found_by(worth, subject, progress)]
    if wanted.hidden_fixes and findings:
        others = [rule for rule in first if rule.fix and rule not in worth]
        findings += sieve.found_by(others, subject, tell_nobody)
    if suppressions is not None and last:
        looked = {rule.code for rule in first if offers.issuperset(rule.helped_by)}
        if unused := tuple(suppressions.without_effect(looked)):
            told = subject._replace(unused=unused, selectors=codes_and_names())
            findings += sieve.found_by(last, told, tell_nobody)
    findings.sort(key=Finding.sort_key)
    notes: list[str] = []
    if comparison is not None:
        from ..rules.comparing.notes import notes_on

        notes = notes_on(subject)
        if not _judges(config, source.path):
            notes.append("no rule about changes is selected, so nothing looked at what changed")
    return Report(
        source,
        findings,
        subject.predicted,
        subject.foreign or "",
        notes=notes,
        left_out=sieve.left_out,
        hidden=sieve.hidden,
        fail_on=config.fail_on,
        asked=config.asked,
        read_as=read_as(subject),
        unchanged=subject.compared is not None and not subject.compared.versions,
    )


def _suppressions(subject: Subject) -> Suppressions | None:
    """All that the file asks to leave out; None where it asks for nothing."""
    file, compared = subject.file, subject.compared
    if "lint_ignore" not in file.keys and not file.document.ignores():
        return None
    from .suppressions import Suppressions

    forgiven = None if compared is None else compared.forgiven
    return Suppressions(subject.source, file, select, forgiven=forgiven)


class _Sieve:
    """Lets those drafts of one file become findings that are wanted, and counts others.

    Attributes:
        left_out: how many there are beyond the number that is wanted.
        hidden: how many with a fix are not wanted, where that was asked for.
    """

    def __init__(
        self, subject: Subject, config: Config, wanted: Wanted, suppressions: Suppressions | None
    ) -> None:
        self._config, self._wanted, self._suppressions = config, wanted, suppressions
        self._stamper = cache(partial(_stamper, subject, wanted.most_related))
        self._has_parts = bool(subject.source.parts)
        self.left_out = Counter[Kind]()
        self.hidden = Counter[Kind]()

    def found_by(
        self, rules: Sequence[Rule], subject: Subject, progress: Progress
    ) -> Iterator[Finding]:
        """What rules find, one after another; the progress is told how many have looked."""
        for done, rule in enumerate(rules):
            progress(done, len(rules))
            own = self._config.severity_of(rule, None)
            numbers = dict.fromkeys(Severity, 0)
            only_counted = 0
            for found in rule.check(subject):
                if callable(found) and self._are_enough(rule, numbers[own]):
                    only_counted += 1
                    continue
                draft = found() if callable(found) else found
                finding = self._sieved(rule, draft, numbers)
                if finding is not None and not self._is_dropped(rule, finding.path):
                    # At once: of very many, those made long ago are slow to see again.
                    yield finding
            if only_counted:
                self.left_out[Kind(rule.code, own, None)] += only_counted

    def _is_dropped(self, rule: Rule, path: str) -> bool:
        """Whether the settings ignore the rule in one of several files that are one plan."""
        config = self._config
        return (
            self._has_parts and bool(config.dropped(rule, path)) and not config.chooses(rule, path)
        )

    def _are_enough(self, rule: Rule, number: int) -> bool:
        """Whether so many findings of a rule are all that is wanted, and no other can have an effect."""
        most = self._wanted.most
        is_silenced = self._suppressions is not None and rule.code in self._suppressions.codes
        return most is not None and number >= most and not is_silenced

    def _sieved(self, rule: Rule, draft: Draft, numbers: dict[Severity, int]) -> Finding | None:
        """The finding that a draft becomes; None where it is silenced, not wanted or only counted."""
        wanted = self._wanted
        severity = self._config.severity_of(rule, draft)
        if self._suppressions is not None and self._suppressions.silence(rule, draft):
            return None
        if not wanted.has(rule.code, severity):
            if wanted.hidden_fixes and draft.fix is not None:
                self.hidden[self._stamper().count(rule, severity, draft)] += 1
            return None
        numbers[severity] += 1
        if wanted.most is None or numbers[severity] <= wanted.most:
            return self._stamper().stamp(rule, severity, draft)
        self.left_out[self._stamper().count(rule, severity, draft)] += 1
        return None


def read_as(subject: Subject) -> str:
    """What was read in another format than ours: how many tasks, and how many paths were found in how many."""
    if not subject.reading.name:
        return ""
    tasks = subject.file.tasks
    with_paths = sum(map(bool, tasks.declared))
    return (
        f"read as {subject.reading.name}: {counted(len(tasks), 'task')},"
        f" {counted(len(tasks.paths), 'path')} in {with_paths:,} of them"
        + "".join(f"; {note}" for note in getattr(subject.file.document, "notes", ()))
    )


def look(
    source: Source,
    facts: Facts,
    config: Config,
    budget: Budget | None = None,
    was_read: WasRead | None = None,
) -> Subject:
    """What the rules look at: the file read and planned, as far as that goes; raises nothing.

    The budget is that of a run of several files; `was_read` is what `read_tasks_file` gave.
    """
    budget = budget or Budget()
    budget.grow(len(source.text))
    file, reading, problem, foreign = was_read or read_tasks_file(source, facts, config)
    graph = build_graph(file)
    work = open_work(file, graph, Meanings(config.options.mergeable, facts))
    plan = make_plan(work)
    return Subject(
        *(source, file, graph, work, plan, facts, config.options, problem, foreign),
        reading=reading,
        budget=budget,
    )


def tasks_of(source: Source, facts: Facts, config: Config) -> TaskFile | None:
    """The tasks of a text, and no plan; None for what is no tasks file."""
    file, _, problem, foreign = read_tasks_file(source, facts, config)
    return file if problem is None and foreign is None else None


def read_tasks_file(source: Source, facts: Facts, config: Config) -> WasRead:
    """The tasks of a text, how it was read, why it could not be, and what it is instead of a tasks file."""
    is_there = partial(_is_there, facts)
    if source.are_plans:
        parsed, reading = read_together(source, config.keys_of, is_there)
    else:
        parsed, reading = read(source, config.keys_of(source.path), is_there)
    problem = parsed if isinstance(parsed, SyntaxProblem) else None
    file = read_tasks(Document() if isinstance(parsed, SyntaxProblem) else parsed)
    if reading.name or file.is_unmistakable:
        return file, reading, problem, None
    from ..planning.foreign import recognise

    value = None if problem is not None else file.document.value
    foreign = recognise(source, value, partial(_was_tasks_file, facts, source.path))
    if foreign is None:
        return file, reading, problem, None
    return read_tasks(Document()), reading, None, foreign


def with_names(subject: Subject, names: Mapping[str, str]) -> Subject:
    """The subject with other names for some of its tasks."""
    if not names:
        return subject
    from ..planning.readers.names import called  # only of several plans some have the same ids

    file = called(subject.file, names)
    graph = build_graph(file)
    work = open_work(file, graph, subject.work.holdings.meanings)
    return subject._replace(file=file, graph=graph, work=work, predicted=make_plan(work))


def _was_tasks_file(facts: Facts, path: str) -> bool:
    """Whether HEAD has a tasks file at this path."""
    from ..planning.foreign import is_tasks_file

    data = facts.committed(path)
    parsed = None if data is None else parse(Source(path, data))
    return (
        parsed is not None and not isinstance(parsed, SyntaxProblem) and is_tasks_file(parsed.value)
    )


def with_done(subject: Subject, done: Collection[str]) -> Subject:
    """The same where these tasks are done, whatever their status says."""
    work = open_work(subject.file, subject.graph, subject.work.holdings.meanings, done)
    return subject._replace(work=work, predicted=make_plan(work))


def _is_there(facts: Facts, path: str) -> bool:
    """Whether the repository has a path, as a file or as a folder."""
    return bool(facts.is_tracked(path)) or bool(facts.is_directory(path))


def running(subject: Subject, config: Config, offers: Collection[str]) -> Sequence[Rule]:
    """The rules that look at a file: those that have what they need, as far as they are selected."""
    from ..rules.catalogue import rules_for  # who only reads a plan has no need for them

    path, offers = subject.source.path, frozenset(offers)
    # Whatever was selected: a text that was not read must not pass for one without findings.
    is_unread = not offers.isdisjoint({UNREADABLE, OUTSIDE})
    able = [
        rule
        for rule in rules_for(offers).values()
        if offers.issuperset(rule.needs) or not offers.isdisjoint(rule.also_on)
    ]
    if subject.compared is not None and subject.compared.only_compared:
        able = [rule for rule in able if COMPARISON in rule.needs]
    return [
        rule
        for rule in able
        if config.chooses(rule, path) or (is_unread and not config.dropped(rule, path))
    ]


def _judges(config: Config, path: str) -> bool:
    """Whether any rule that a comparison is for looks at a file."""
    from ..rules.catalogue import rules_for

    about_changes = (it for it in rules_for((COMPARISON,)).values() if COMPARISON in it.needs)
    return any(config.chooses(rule, path) for rule in about_changes)


def _stamper(subject: Subject, most_related: int | None) -> Stamper:
    from .stamping import Stamper  # of clean files nothing is stamped

    return Stamper(subject.source, subject.file, most_related)
