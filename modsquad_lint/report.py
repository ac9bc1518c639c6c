"""What reporters read: the findings and the plan of each file, and the run that they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .finding import Finding, Severity
from .plan import Plan
from .source import Source


class Report(NamedTuple):
    """One tasks file after linting.

    Attributes:
        findings: in the order of `Finding.sort_key`.
        plan: None when the file has none.
        foreign: whose file it is, when it is another tool's.
    """

    source: Source
    findings: Sequence[Finding]
    plan: Plan | None
    foreign: bool = False


class Run(NamedTuple):
    """All files of one run, in the order of their paths.

    Attributes:
        verbose: how much is shown to people: -1 quiet, 0, 1.
        show_least: findings below it are left out of output for people.
    """

    reports: Sequence[Report]
    verbose: int = 0
    show_least: Severity = Severity.WARNING

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity, the worst first; every severity has an entry."""
        found = [finding.severity for report in self.reports for finding in report.findings]
        return {severity: found.count(severity) for severity in sorted(Severity, reverse=True)}
