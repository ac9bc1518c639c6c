"""What reporters read: the findings and the plan of each file, and the run that they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from ..planning.plan import Plan, is_minimal
from ..rules.draft import Severity
from ..text.source import Position, Source
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.words import counted

if TYPE_CHECKING:
    from ..planning.pricing.schedule import Analysis
    from ..syntax.changes import Edit
    from ..text.units import Range


class Fix(NamedTuple):
    """A fix as text edits, in order and without overlaps."""

    title: str
    safe: bool
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """Another place that a finding speaks of.

    Attributes:
        source: the file that it lies in, where that is another one of the same plan.
    """

    start: Position
    end: Position
    message: str
    source: Source | None = None


class Finding(NamedTuple):
    """One thing a rule reports, at an exact place.

    Attributes:
        path: the file, relative to the repository root, with "/".
        task: the id of the task that the place lies in, or None.
        related: other places, in the order in which they should be read; of very many the first.
        fingerprint: 32 hexadecimal digits of code, task id and value; the line is not in it.
        more_related: how many related places there are beside those of `related`.
    """

    path: str
    start: Position
    end: Position
    code: str
    name: str
    severity: Severity
    message: str
    help: str = ""
    label: str = ""
    task: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    fingerprint: str = ""
    changed_path: str | None = None
    more_related: int = 0

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings stand in the order of their places, then of their codes."""
        return (self.path, self.start.offset, self.end.offset, self.code, self.message)


class Kind(NamedTuple):
    """As what a finding counts.

    Attributes:
        safe: whether its fix is; None where it has no fix.
    """

    code: str
    severity: Severity
    safe: bool | None


def kind_of(finding: Finding) -> Kind:
    """As what a finding counts."""
    fix = finding.fix
    return Kind(finding.code, finding.severity, None if fix is None else fix.safe)


class Report(NamedTuple):
    """One tasks file after linting.

    Attributes:
        findings: in the order of `Finding.sort_key`; of very many the first.
        plan: None when the file has none.
        foreign: what else the file seems to be, in words; "" for a tasks file.
        before: the text before it was mended; None where nothing was.
        mended: what was found before, and mended, in the order in which that was done.
        notes: what people should know of this run on the file, each one line.
        edits: those of each round of mending, in the text that the one before left.
        left_out: how many findings there are beside those of `findings`.
        hidden: how many findings with a fix nobody wants to see, where that was asked for.
        fail_on: what makes the run fail is as bad as this, or worse; None where nothing does.
        read_as: what was read, and how much of it, where the format is not ours.
        unchanged: whether it is known that the range compared with left the file as it was.
        whole: all files of the plan, of which `source` is one; None where it is the only one. Plan,
            notes and `read_as` are those of the whole, and stand in the report of one file only.
        asked: codes that were selected one by one, which people see whatever their severity.
    """

    source: Source
    findings: Sequence[Finding]
    plan: Plan | None
    foreign: str = ""
    before: Source | None = None
    mended: Sequence[Finding] = ()
    notes: Sequence[str] = ()
    edits: Sequence[Sequence[Edit]] = ()
    left_out: Mapping[Kind, int] = MappingProxyType({})
    hidden: Mapping[Kind, int] = MappingProxyType({})
    fail_on: Severity | None = Severity.ERROR
    read_as: str = ""
    unchanged: bool = False
    whole: Source | None = None
    asked: frozenset[str] = frozenset()

    @property
    def plan_of(self) -> Source:
        """What the plan is of: the file, or all files of the plan."""
        return self.whole or self.source

    def of_part(
        self, part: Source, *, leads: bool, alone: bool = False, context: Collection[str] = ()
    ) -> Report:
        """What a report of several files says of one; the one that `leads` has what is said of them all.

        A finding that belongs to several files is said in the first; where this one stands `alone`, here.
        One in a file that is only looked at, as `context`, is said in the first other file that it names.
        """
        mine = [finding for finding in self.findings if finding.path == part.path]
        if alone or context:
            others = (finding for finding in self.findings if finding.path != part.path)
            seen = (_seen_from(part, it, self.source, None if alone else context) for it in others)
            mine += filter(None, seen)
            mine.sort(key=Finding.sort_key)
        report = self._replace(source=part, findings=mine, whole=self.source)
        if leads:
            return report
        none: Mapping[Kind, int] = MappingProxyType({})
        return report._replace(plan=None, notes=(), read_as="", left_out=none, hidden=none)

    def fails(self, finding: Finding | Kind) -> bool:
        """Whether this finding, or those of this kind, make the run fail."""
        return self.fail_on is not None and finding.severity >= self.fail_on

    def failed(self) -> bool:
        """Whether any finding makes the run fail."""
        return any(map(self.fails, self.findings)) or any(map(self.fails, self.left_out))

    def errors(self) -> int:
        """How many errors there are."""
        return sum(
            number for kind, number in self.counts().items() if kind.severity is Severity.ERROR
        )

    def rating(self, analysis: Analysis | None = None, *, verbose: bool = False) -> str:
        """How good the plan is, for people, where that helps: design section 4, point 7.

        Why there is no rating; empty without a plan, and where the plan can't be better. Verbosely the
        source document's word is said whatever it helps.
        """
        plan = self.plan
        if plan is None or not plan.batches:
            return ""
        if errors := self.errors():
            return f"none while there {'is' if errors == 1 else 'are'} {counted(errors, 'error')}"
        is_proven = analysis is not None and analysis.turns == analysis.minimum_turns
        if (is_proven or is_minimal(plan)) and not verbose:
            return ""
        if_so = "" if analysis is None else analysis.conditions()
        return f"{plan.rating.name} ({plan.rating.action}){if_so}"

    def counts(self) -> Counter[Kind]:
        """How many findings of each kind there are, those that were left out too."""
        return Counter(map(kind_of, self.findings)) + Counter(self.left_out)

    def without_values(self) -> Report:
        """The report with nothing in it that the file says: which rules were broken, and where."""
        words = "what the file says is not shown, since it lies outside the repository"
        findings = [
            finding._replace(
                message=f"{finding.name}: {words}",
                help="",
                label="",
                task=None,
                related=(),
                fix=None,
            )
            for finding in self.findings
        ]
        return self._replace(findings=findings, plan=None, notes=(), mended=(), read_as="")

    def ranges(self, encoding: str = "utf-32") -> Callable[[Finding | Related | Edit], Range]:
        """What tells where a finding, a related place or an edit starts and ends in the text.

        Lines and columns count from 1, offsets from 0: in code points, or in code units of `utf-8` or
        `utf-16`.

        Raises:
            KeyError: there is no such encoding.
        """
        from ..text.units import Range, Units

        in_units = Units(self.source, encoding).position

        def range_of(what: Finding | Related | Edit) -> Range:
            if isinstance(what, Finding | Related):
                return Range(in_units(what.start), in_units(what.end))
            return Range(*map(in_units, self.source.ends(what.span)))

        return range_of


class Reports(list[Report]):
    """Those of a comparison, in file order; and in `notes` what is said of all of it, each one line."""

    def __init__(self, reports: Iterable[Report] = (), notes: tuple[str, ...] = ()) -> None:
        super().__init__(reports)
        self.notes = notes


def _seen_from(
    part: Source, finding: Finding, whole: Source, context: Collection[str] | None
) -> Finding | None:
    """A finding of another file as one of this: of the context, or without any where it belongs to both equally."""
    from ..rules import RULES  # who only reads a plan has no need for them

    if not (RULES[finding.code].everywhere if context is None else finding.path in context):
        return None
    sources = [at.source for at in finding.related if at.source is not None]
    if context is not None and part is not next(
        (it for it in sources if it.path not in context), None
    ):
        return None
    here = next((at for at in finding.related if at.source is part), None)
    if here is None:
        return None
    there = whole.part(finding.path)
    first = Related(finding.start, finding.end, finding.label, there)
    others = [
        at._replace(source=None if at.source is part else at.source or there)
        for at in finding.related
        if at is not here
    ]
    return finding._replace(
        path=part.path,
        start=here.start,
        end=here.end,
        label=here.message,
        related=(first, *others),
        fix=None,
    )


class Terminal(NamedTuple):
    """What shows a text to people.

    Attributes:
        color: whether it shows colours.
        plain: whether it shows ASCII only.
        width: how many columns it has; None where nobody knows.
        links: whether it lets words lead to an address.
    """

    color: bool = False
    plain: bool = False
    width: int | None = None
    links: bool = False


NO_TERMINAL = Terminal()
"""For a file, or a pipe."""


class Run(NamedTuple):
    """All files of one run, in file order.

    Attributes:
        verbose: how much is shown to people: -1 quiet, 0, 1.
        show_least: findings below it are left out of output for people.
        asked: codes that people see whatever their severity.
        not_checked: why a comparison with git that was asked for could not be made.
        has_reasons: whether people are told so here; they are told that it was not in any case.
        links: the address below which the files of this commit are shown, or None where it is unknown.
        statistics: whether people see how often each rule was broken.
        terminal: what shows the findings to people.
        remarks: what people should know of the whole run, each one line; said last.
        mends: what people give, to have findings mended.
    """

    reports: Sequence[Report]
    verbose: int = 0
    show_least: Severity = Severity.WARNING
    asked: frozenset[str] = frozenset()
    not_checked: tuple[str, ...] = ()
    links: str | None = None
    statistics: bool = False
    terminal: Terminal = NO_TERMINAL
    remarks: tuple[str, ...] = ()
    has_reasons: bool = True
    mends: str = "--fix"

    def is_shown(self, finding: Finding | Kind) -> bool:
        """Whether people see this finding, or those of this kind; machines see all."""
        return finding.severity >= self.show_least or finding.code in self.asked

    def path(self) -> str:
        """Where formats that want a file for everything show what is of no one file."""
        return self.reports[0].source.path if self.reports else "."

    def findings(self) -> list[Finding]:
        """Those of all files."""
        return [finding for report in self.reports for finding in report.findings]

    def shown(self) -> list[Finding]:
        """Those that people see."""
        return [finding for finding in self.findings() if self.is_shown(finding)]

    def counts(self, *, shown: bool = False) -> Counter[Kind]:
        """How many findings of each kind there are in all files, or are those that people see."""
        counts = Counter[Kind]()
        for report in self.reports:
            counts += report.counts()
        return Counter({kind: counts[kind] for kind in counts if not shown or self.is_shown(kind)})

    def mendable(self) -> Tally:
        """Those that can be mended among all findings, hidden ones included, since `--fix` mends them too."""
        counts = self.counts()
        for report in self.reports:
            counts += Counter(report.hidden)
        return tally(counts)

    def left_out(self, *, shown: bool = False) -> dict[str, int]:
        """How many findings of each rule were left out, by code; or of those that people would see."""
        numbers = Counter[str]()
        for report in self.reports:
            for kind, number in report.left_out.items():
                if not shown or self.is_shown(kind):
                    numbers[kind.code] += number
        return dict(sorted(numbers.items()))


def least_shown(fail_on: Iterable[Severity | None], *, verbose: bool) -> Severity:
    """People see what makes the run fail, and warnings; verbosely all."""
    limits = (severity for severity in fail_on if severity is not None)
    return Severity.INFO if verbose else min(Severity.WARNING, *limits, Severity.ERROR)


def run_of(reports: Sequence[Report], verbose: int) -> Run:
    """A run of these files, of which people see that, and what was asked for."""
    least = least_shown((report.fail_on for report in reports), verbose=verbose > 0)
    asked = frozenset(code for report in reports for code in report.asked)
    remarks = reports.notes if isinstance(reports, Reports) else ()
    return Run(reports, verbose, least, asked, remarks=remarks)


class Tally(NamedTuple):
    """How many findings there are.

    Attributes:
        by_severity: the worst first; every severity has an entry.
        safe: those with a safe fix.
        unsafe: those whose fix could be wrong.
    """

    by_severity: Mapping[Severity, int]
    safe: int
    unsafe: int

    @property
    def total(self) -> int:
        """Of all severities."""
        return sum(self.by_severity.values())


def tally(counts: Mapping[Kind, int]) -> Tally:
    """Count findings."""
    by_severity = dict.fromkeys(sorted(Severity, reverse=True), 0)
    fixes = {True: 0, False: 0, None: 0}
    for kind, number in counts.items():
        by_severity[kind.severity] += number
        fixes[kind.safe] += number
    return Tally(by_severity, fixes[True], fixes[False])
