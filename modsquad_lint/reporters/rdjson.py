"""Findings in the Reviewdog Diagnostic Format; it counts columns in bytes of UTF-8."""

from __future__ import annotations

import json

from ..finding import Finding
from ..light import Any
from ..report import Run
from ..source import Position, Source
from .escape import encodable, terminal
from .units import Column, utf8_columns


def render(run: Run) -> str:
    """One diagnostic for each finding, and one for each comparison that could not be made."""
    diagnostics: list[dict[str, Any]] = []
    for report in run.reports:
        column = utf8_columns(report.source)
        diagnostics += (_diagnostic(item, report.source, column) for item in report.findings)
    path = run.reports[0].source.path if run.reports else "."
    diagnostics += (
        {
            "message": terminal(f"NOT checked: {reason}"),
            "location": {"path": encodable(path)},
            "severity": "ERROR",
            "code": {"value": "not-checked"},
        }
        for reason in run.not_checked
    )
    return json.dumps({"source": {"name": "modsquad-lint"}, "diagnostics": diagnostics}) + "\n"


def _diagnostic(finding: Finding, source: Source, column: Column) -> dict[str, Any]:
    path = encodable(finding.path)

    def span(start: Position, end: Position) -> dict[str, dict[str, int]]:
        return {
            "start": {"line": start.line, "column": column(start)},
            "end": {"line": end.line, "column": column(end)},
        }

    words = (finding.message, finding.help) if finding.help else (finding.message,)
    value: dict[str, Any] = {
        "message": "\n".join(map(terminal, words)),
        "location": {"path": path, "range": span(finding.start, finding.end)},
        "severity": finding.severity.name,
        "code": {"value": finding.code},
    }
    if finding.related:
        value["relatedLocations"] = [
            {
                "message": terminal(other.message),
                "location": {"path": path, "range": span(other.start, other.end)},
            }
            for other in finding.related
        ]
    # Several suggestions are alternatives, so a fix of several edits can't be one.
    if finding.fix is not None and len(finding.fix.edits) == 1:
        (edit,) = finding.fix.edits
        start, end = map(source.position, edit.span)
        value["suggestions"] = [{"range": span(start, end), "text": edit.text}]
    return value
