"""Findings and plans as JSON, version 1: design section 6.

ASCII only, so that no escape sequence of a terminal can pass through. A lone surrogate, which many
readers do not take, is shown as its escape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..finding import Finding
from ..light import Any
from ..report import Report, Run, tally
from ..source import Position
from .escape import in_ascii_json
from .plan_json import described

VERSION = 1
_MOST_INDENTED = 1000
"""Findings that are still laid out for reading: indenting takes Python's slow encoder."""


def render(run: Run) -> str:
    """All findings, infos included, in the order of the files and of their places."""
    findings = [finding for report in run.reports for finding in _findings(report)]
    document = {
        "version": VERSION,
        "findings": findings,
        "plans": [
            {
                "path": report.source.path,
                **described(report.plan),
                "rating": report.plan.rating._asdict(),
            }
            for report in run.reports
            if report.plan is not None
        ],
        "notes": [
            {"path": report.source.path, "message": note}
            for report in run.reports
            for note in report.notes
        ],
        "summary": _summary(run),
    }
    indent = 2 if len(findings) <= _MOST_INDENTED else None
    return in_ascii_json(json.dumps(document, indent=indent)) + "\n"


def _findings(report: Report) -> Iterator[dict[str, Any]]:
    text = report.source.text
    for finding in report.findings:
        yield {
            "code": finding.code,
            "name": finding.name,
            "severity": str(finding.severity),
            "message": finding.message,
            "help": finding.help,
            "path": finding.path,
            "start": _position(finding.start),
            "end": _position(finding.end),
            "task": finding.task,
            "related": [
                {
                    "path": finding.path,
                    "start": _position(related.start),
                    "end": _position(related.end),
                    "message": related.message,
                }
                for related in finding.related
            ],
            "fix": _fix(finding, text),
            "fingerprint": finding.fingerprint,
            "changed_path": finding.changed_path,
        }


def _position(position: Position) -> dict[str, int]:
    line, column, offset = position
    return {"line": line, "column": column, "offset": offset}


def _fix(finding: Finding, text: str) -> dict[str, Any] | None:
    fix = finding.fix
    if fix is None:
        return None
    edits = [
        {"start": start, "end": end, "old": text[start:end], "new": new}
        for (start, end), new in fix.edits
    ]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _summary(run: Run) -> dict[str, Any]:
    by_severity, safe, unsafe = tally(run.findings())
    return {
        "files": len(run.reports),
        **{str(severity): number for severity, number in by_severity.items()},
        "fixable": safe,
        "fixable_unsafe": unsafe,
        "mended": sum(len(report.mended) for report in run.reports),
        "not_checked": list(run.not_checked),
    }
