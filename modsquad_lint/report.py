"""What reporters read: the findings and the plan of each file, and the run that they come from."""

from __future__ import annotations

from collections.abc import Sequence

from .finding import Finding, Severity
from .light import NamedTuple
from .plan import Plan
from .source import Source


class Report(NamedTuple):
    """One tasks file after linting.

    Attributes:
        findings: in the order of `Finding.sort_key`.
        plan: None when the file has none.
        foreign: whether it is another tool's file.
        before: the text before it was mended; None where nothing was.
        mended: what was found before, and mended, in the order in which that was done.
        notes: what people should know of this run on the file, each one line.
    """

    source: Source
    findings: Sequence[Finding]
    plan: Plan | None
    foreign: bool = False
    before: Source | None = None
    mended: Sequence[Finding] = ()
    notes: Sequence[str] = ()


class Run(NamedTuple):
    """All files of one run, in the order of their paths.

    Attributes:
        verbose: how much is shown to people: -1 quiet, 0, 1.
        show_least: findings below it are left out of output for people.
        asked: codes that were selected one by one, which people see whatever their severity.
        not_checked: why a comparison with git that was asked for could not be made.
    """

    reports: Sequence[Report]
    verbose: int = 0
    show_least: Severity = Severity.WARNING
    asked: frozenset[str] = frozenset()
    not_checked: tuple[str, ...] = ()

    def is_shown(self, finding: Finding) -> bool:
        """Whether people see this finding; machines see all."""
        return finding.severity >= self.show_least or finding.code in self.asked

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity, the worst first; every severity has an entry."""
        found = [finding.severity for report in self.reports for finding in report.findings]
        return {severity: found.count(severity) for severity in sorted(Severity, reverse=True)}
