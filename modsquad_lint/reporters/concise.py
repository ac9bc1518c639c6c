"""Findings for people and editors: one line each."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.report import Finding, Run
from ..text.source import Source
from . import left_out
from .escape import shortened, terminal, terminal_path
from .streams import items

FIXABLE = "[*]"
"""Marks what `--fix` mends."""

_LONGEST_WORDS = 1000


def headline(source: Source, finding: Finding) -> tuple[str, str, str, str, str]:
    """What is said of a finding in one line: place, severity, code, `FIXABLE` or nothing, words."""
    fix = finding.fix
    return (
        f"{terminal_path(source.display)}:{finding.start}",
        str(finding.severity),
        finding.code,
        FIXABLE if fix is not None and fix.safe else "",
        terminal(shortened(finding.message, _LONGEST_WORDS)),
    )


def pieces(run: Run) -> Iterator[str]:
    """`path:line:column: severity CODE message`, in file order; last what was left out, and not checked."""
    lines = (
        _line(*headline(report.source.part(finding.path), finding))
        for report in run.reports
        for finding in report.findings
        if run.is_shown(finding)
    )
    yield from items(lines, "")
    if more := left_out.of_run(run, shown=True):
        yield f"{more}\n"
    if run.has_reasons:
        yield from (f"NOT checked: {terminal(reason)}\n" for reason in run.not_checked)


def _line(place: str, *parts: str) -> str:
    return f"{place}: {' '.join(filter(None, parts))}\n"
