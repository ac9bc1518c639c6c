"""How much is shown of very many findings; knows no format. All of them are counted all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..rules.draft import Severity
from .report import Finding, Report, Run, kind_of

MOST = 1_000
"""Findings of a rule that are shown in one run."""

MOST_IN_TERMINAL = 50
MOST_RELATED = 20
"""Related places of a finding that are shown."""


def limited(run: Run, most: int | None) -> Run:
    """The run with at most so many findings of each rule, the worst and then the first; None is all."""
    room = None if most is None else _room(run.reports, most)
    return run._replace(reports=[_limited(report, room) for report in run.reports])


def _room(reports: Sequence[Report], most: int) -> dict[tuple[str, Severity], int]:
    """How many findings of a rule and a severity may be shown: the worst of a rule come first."""
    numbers = Counter(
        (finding.code, finding.severity) for report in reports for finding in report.findings
    )
    left: dict[str, int] = {}
    room = {}
    for code, severity in sorted(numbers, reverse=True):
        shown = min(numbers[code, severity], left.get(code, most))
        left[code] = left.get(code, most) - shown
        room[code, severity] = shown
    return room


def _limited(report: Report, room: dict[tuple[str, Severity], int] | None) -> Report:
    """The report with as many findings as there is room for; takes them away from the room."""
    left_out = Counter(report.left_out)
    findings = []
    for finding in report.findings:
        if room is not None:
            if not room[finding.code, finding.severity]:
                left_out[kind_of(finding)] += 1
                continue
            room[finding.code, finding.severity] -= 1
        findings.append(_short(finding))
    return report._replace(findings=findings, left_out=left_out)


def _short(finding: Finding) -> Finding:
    more = len(finding.related) - MOST_RELATED
    if more <= 0:
        return finding
    related = finding.related[:MOST_RELATED]
    return finding._replace(related=related, more_related=finding.more_related + more)
