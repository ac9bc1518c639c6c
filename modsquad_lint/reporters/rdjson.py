"""Findings in the Reviewdog Diagnostic Format; it counts columns in bytes of UTF-8."""

from __future__ import annotations

import json

from ..engine.report import Run
from ..rules.finding import Finding
from ..text.source import Position, Source
from ..text.typed import Any
from .escape import encodable, in_ascii_json, terminal
from .units import Column, utf8_columns

_FIRST_LINE = {"start": {"line": 1}}


def render(run: Run) -> str:
    """One diagnostic for each finding, and one for each comparison that could not be made."""
    diagnostics: list[dict[str, Any]] = []
    for report in run.reports:
        column = utf8_columns(report.source)
        diagnostics += (_diagnostic(item, report.source, column) for item in report.findings)
    diagnostics += (
        {
            "message": terminal(f"NOT checked: {reason}"),
            "location": {"path": encodable(run.path())},
            "severity": "ERROR",
            "code": {"value": "not-checked"},
        }
        for reason in run.not_checked
    )
    value = {"source": {"name": "modsquad-lint"}, "diagnostics": diagnostics}
    return in_ascii_json(json.dumps(value)) + "\n"


def _diagnostic(finding: Finding, source: Source, column: Column) -> dict[str, Any]:
    path = encodable(finding.path)

    def span(start: Position, end: Position) -> dict[str, dict[str, int]]:
        return {
            "start": {"line": start.line, "column": column(start)},
            "end": {"line": end.line, "column": column(end)},
        }

    def related(start: Position, end: Position, message: str) -> dict[str, Any]:
        return {
            "message": terminal(message),
            "location": {"path": path, "range": span(start, end)},
        }

    words = (finding.message, finding.help) if finding.help else (finding.message,)
    value: dict[str, Any] = {
        "message": "\n".join(map(terminal, words)),
        "location": {"path": path, "range": span(finding.start, finding.end)},
        "severity": finding.severity.name,
        "code": {"value": finding.code},
    }
    others = [related(*other) for other in finding.related]
    if finding.changed_path is not None:
        # The change is what a review shows; the tasks file may not be in it.
        value["location"] = {"path": encodable(finding.changed_path), "range": _FIRST_LINE}
        others.insert(0, related(finding.start, finding.end, "the tasks file"))
    if others:
        value["relatedLocations"] = others
    # A suggestion is for the file of the location. Several are alternatives, so a fix of several
    # edits can't be one.
    if finding.changed_path is None and finding.fix is not None and len(finding.fix.edits) == 1:
        (edit,) = finding.fix.edits
        start, end = map(source.position, edit.span)
        value["suggestions"] = [{"range": span(start, end), "text": edit.text}]
    return value
