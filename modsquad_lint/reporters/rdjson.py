"""Findings in the Reviewdog Diagnostic Format; it counts columns in bytes of UTF-8.

Diagnostics are written by templates, in pieces: a run may have a hundred thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted

from ..engine.report import Finding, Related, Report, Run
from ..text.addresses import page_of
from ..text.source import Position, Source
from ..text.units import Column, Units
from . import left_out
from .escape import encodable, in_ascii_json, terminal
from .streams import items

_RANGE = '{"start": {"line": %d, "column": %d}, "end": {"line": %d, "column": %d}}'
_FIRST_LINE = '{"start": {"line": 1}}'
_LOCATION = '{"path": %s, "range": %s}'
_RELATED = '{"message": %s, "location": %s}'
_SUGGESTION = '{"range": %s, "text": %s}'
_DIAGNOSTIC = (
    '{"message": %s, "location": %s, "severity": "%s", "code": {"value": "%s", "url": "%s"}%s%s}'
)
_OF_THE_RUN = '{"message": %s, "location": {"path": %s}, "severity": "%s", "code": {"value": "%s"}}'


def pieces(run: Run) -> Iterator[str]:
    """One diagnostic for each finding, and one for each comparison that could not be made."""
    diagnostics = chain(chain.from_iterable(map(_diagnostics, run.reports)), _of_the_run(run))
    head = '{"source": {"name": "modsquad-lint"}, "diagnostics": ['
    yield from map(in_ascii_json, chain([head], items(diagnostics, ", "), ["]}\n"]))


def _of_the_run(run: Run) -> Iterator[str]:
    path = quoted(encodable(run.path()))
    for reason in run.not_checked:
        message = quoted(terminal(f"NOT checked: {reason}"))
        yield _OF_THE_RUN % (message, path, "ERROR", "not-checked")
    if more := left_out.of_run(run):
        yield _OF_THE_RUN % (quoted(more), path, "INFO", "left-out")


def _diagnostics(report: Report) -> Iterator[str]:
    places = _Places(report.source)
    for finding in report.findings:
        words = (finding.message, finding.help, left_out.of_finding(finding))
        location, related = places.of(finding)
        suggestion = places.suggestion(finding)
        yield _DIAGNOSTIC % (
            quoted("\n".join(map(terminal, filter(None, words)))),
            location,
            finding.severity.name,
            finding.code,
            page_of(finding.code),
            f', "relatedLocations": [{", ".join(related)}]' if related else "",
            "" if suggestion is None else f', "suggestions": [{suggestion}]',
        )


class _Places:
    """The places of one file in the words of the format."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._column: Column = Units(source, "utf-8").column
        self._path = quoted(encodable(source.path))

    def of(self, finding: Finding) -> tuple[str, list[str]]:
        """Where a finding is, and what is related to it."""
        location = self._location(finding.start, finding.end)
        related = [
            (self if other.source is None else _Places(other.source)).related(other)
            for other in finding.related
        ]
        if finding.changed_path is None:
            return location, related
        # The change is what a review shows; the tasks file may not be in it.
        changed = _LOCATION % (quoted(encodable(finding.changed_path)), _FIRST_LINE)
        return changed, [_RELATED % ('"the tasks file"', location), *related]

    def suggestion(self, finding: Finding) -> str | None:
        """The fix, which must be of one edit, since several are alternatives, in the file shown."""
        if finding.changed_path is not None or finding.fix is None or len(finding.fix.edits) != 1:
            return None
        ((span, text),) = finding.fix.edits
        return _SUGGESTION % (self._range(*map(self._source.position, span)), quoted(text))

    def related(self, other: Related) -> str:
        """A related place that lies in this file."""
        return _RELATED % (quoted(terminal(other.message)), self._location(other.start, other.end))

    def _location(self, start: Position, end: Position) -> str:
        return _LOCATION % (self._path, self._range(start, end))

    def _range(self, start: Position, end: Position) -> str:
        return _RANGE % (start.line, self._column(start), end.line, self._column(end))
