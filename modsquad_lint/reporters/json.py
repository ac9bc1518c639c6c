"""Findings and plans as JSON, version 1: design section 6.

ASCII only, so that no escape sequence of a terminal can pass through. A lone surrogate, which many
readers do not take, is shown as its escape.

Findings are written by the templates here, since a file may have hundreds of thousands of them: to make
dictionaries first, and let the standard encoder walk them, takes three times as long. And they are
written in pieces: a text of a hundred megabytes takes longer to put together than to write.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from json.encoder import encode_basestring_ascii as quoted

from ..engine.report import Report, Run, tally
from ..rules.finding import Fix, Severity
from .escape import in_ascii_json
from .plans.json import described

VERSION = 1
_MOST_INDENTED = 1000
"""Findings that are still laid out for reading."""
_TOGETHER = 300
"""Findings in a piece."""
_SEVERITIES = {severity: str(severity) for severity in Severity}

_POSITION = '{"line": %d, "column": %d, "offset": %d}'
_EDIT = '{"start": %d, "end": %d, "old": %s, "new": %s}'
_FIX = '{"title": %s, "safe": %s, "edits": [%s]}'
_RELATED = '{"path": %s, "start": %s, "end": %s, "message": %s}'
_FINDING = (
    '{"code": "%s", "name": "%s", "severity": "%s", "message": %s, "help": %s, '
    '"path": %s, "start": %s, "end": %s, "task": %s, '
    '"related": [%s], "fix": %s, "fingerprint": "%s", "changed_path": %s}'
)


def pieces(run: Run) -> Iterator[str]:
    """All findings, infos included, in the order of the files and of their places."""
    if sum(len(report.findings) for report in run.reports) > _MOST_INDENTED:
        yield from map(in_ascii_json, _text(run))
        return
    yield in_ascii_json(json.dumps(json.loads("".join(_text(run))), indent=2) + "\n")


def _text(run: Run) -> Iterator[str]:
    yield f'{{"version": {VERSION}, "findings": ['
    yield from _separated(chain.from_iterable(map(_findings, run.reports)))
    rest = {
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
    yield f"], {json.dumps(rest)[1:]}\n"


def _separated(items: Iterator[str]) -> Iterator[str]:
    """The items of an array, many in each piece."""
    comma = ""
    while some := ", ".join(islice(items, _TOGETHER)):
        yield comma + some
        comma = ", "


def _findings(report: Report) -> Iterator[str]:
    text, path = report.source.text, quoted(report.source.path)
    for finding in report.findings:
        related = [
            _RELATED % (path, _POSITION % start, _POSITION % end, quoted(message))
            for start, end, message in finding.related
        ]
        yield _FINDING % (
            finding.code,
            finding.name,
            _SEVERITIES[finding.severity],
            quoted(finding.message),
            quoted(finding.help),
            path,
            _POSITION % finding.start,
            _POSITION % finding.end,
            _optional(finding.task),
            ", ".join(related),
            _fix(finding.fix, text),
            finding.fingerprint,
            _optional(finding.changed_path),
        )


def _optional(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def _fix(fix: Fix | None, text: str) -> str:
    if fix is None:
        return "null"
    edits = [
        _EDIT % (start, end, quoted(text[start:end]), quoted(new))
        for (start, end), new in fix.edits
    ]
    return _FIX % (quoted(fix.title), "true" if fix.safe else "false", ", ".join(edits))


def _summary(run: Run) -> dict[str, object]:
    by_severity, safe, unsafe = tally(run.findings())
    return {
        "files": len(run.reports),
        **{str(severity): number for severity, number in by_severity.items()},
        "fixable": safe,
        "fixable_unsafe": unsafe,
        "mended": sum(len(report.mended) for report in run.reports),
        "not_checked": list(run.not_checked),
    }
