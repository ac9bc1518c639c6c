"""What reporters read: the findings and the plan of each file, and the run that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..planning.plan import Plan
from ..rules.finding import Finding, Severity
from ..syntax.changes import Edit
from ..text.source import Source
from ..text.typed import NamedTuple


class Report(NamedTuple):
    """One tasks file after linting.

    Attributes:
        findings: in the order of `Finding.sort_key`.
        plan: None when the file has none.
        foreign: whether it is another tool's file.
        before: the text before it was mended; None where nothing was.
        mended: what was found before, and mended, in the order in which that was done.
        notes: what people should know of this run on the file, each one line.
        edits: those of each round of mending, in the text that the one before left.
    """

    source: Source
    findings: Sequence[Finding]
    plan: Plan | None
    foreign: bool = False
    before: Source | None = None
    mended: Sequence[Finding] = ()
    notes: Sequence[str] = ()
    edits: Sequence[Sequence[Edit]] = ()


class Terminal(NamedTuple):
    """What shows a text to people.

    Attributes:
        color: whether it shows colours.
        plain: whether it shows ASCII only.
        width: how many columns it has.
    """

    color: bool = False
    plain: bool = False
    width: int = 80


NO_TERMINAL = Terminal()
"""For a file, or a pipe."""


class Run(NamedTuple):
    """All files of one run, in file order.

    Attributes:
        verbose: how much is shown to people: -1 quiet, 0, 1.
        show_least: findings below it are left out of output for people.
        asked: codes that were selected one by one, which people see whatever their severity.
        not_checked: why a comparison with git that was asked for could not be made.
        links: the address below which the files of this commit are shown, or None where it is unknown.
        statistics: whether people see how often each rule was broken.
        terminal: what shows the findings to people.
    """

    reports: Sequence[Report]
    verbose: int = 0
    show_least: Severity = Severity.WARNING
    asked: frozenset[str] = frozenset()
    not_checked: tuple[str, ...] = ()
    links: str | None = None
    statistics: bool = False
    terminal: Terminal = NO_TERMINAL

    def is_shown(self, finding: Finding) -> bool:
        """Whether people see this finding; machines see all."""
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


def tally(findings: Sequence[Finding]) -> Tally:
    """Count findings."""
    severities = [finding.severity for finding in findings]
    fixes = [finding.fix.safe for finding in findings if finding.fix is not None]
    by_severity = {each: severities.count(each) for each in sorted(Severity, reverse=True)}
    return Tally(by_severity, fixes.count(True), fixes.count(False))
