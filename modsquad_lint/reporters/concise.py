"""Findings for people and editors: one line each."""

from __future__ import annotations

from ..engine.report import Run
from .escape import terminal, terminal_path


def render(run: Run) -> str:
    """`path:line:column: severity CODE message`, in the order of the files and of their places."""
    return "".join(
        f"{terminal_path(report.source.display)}:{finding.start}: "
        f"{finding.severity} {finding.code} {terminal(finding.message)}\n"
        for report in run.reports
        for finding in report.findings
        if run.is_shown(finding)
    )
