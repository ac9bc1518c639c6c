"""Findings and plans as JSON, version 1: design section 6. Each finding stands on a line of its own.

ASCII only, so that no escape sequence of a terminal can pass through. A lone surrogate, which many
readers do not take, is shown as its escape.

Findings are written by the templates here, since a file may have hundreds of thousands of them: to make
dictionaries first, and let the standard encoder walk them, takes three times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted

from ..engine.limits import MOST
from ..engine.report import Fix, Related, Report, Run, tally
from ..rules.draft import Severity
from ..text.addresses import page_of
from .escape import in_ascii_json
from .plans.json import described
from .streams import items

VERSION = 1
_MOST_RELATED_QUIETLY = 5
_SEVERITIES = {severity: str(severity) for severity in Severity}

_POSITION = '{"line": %d, "column": %d, "offset": %d}'
_EDIT = '{"start": %d, "end": %d, "old": %s, "new": %s}'
_FIX = '{"title": %s, "safe": %s, "edits": [%s]}'
_RELATED = '{%s"start": %s, "end": %s, "message": %s}'
_FINDING = (
    '{"code": "%s", "name": "%s", "severity": "%s", "message": %s, "help": %s, '
    '"path": %s, "start": %s, "end": %s%s, '
    '"related": [%s], "related_left_out": %d%s, "fingerprint": "%s"%s%s}'
)


def pieces(run: Run) -> Iterator[str]:
    """All findings by file and then by place.

    Quietly, for an agent, neither infos, nor plans, nor what is null, nor addresses of pages, nor the
    path of related places, which is that of the finding.
    """
    yield from map(in_ascii_json, _pieces(run))


def _pieces(run: Run) -> Iterator[str]:
    yield f'{{"version": {VERSION}, "findings": [\n'
    yield from items(chain.from_iterable(_findings(report, run) for report in run.reports), ",\n")
    plans = [
        {
            "path": report.plan_of.path,
            **described(report.plan),
            "rating": report.plan.rating._asdict(),
        }
        for report in run.reports
        if report.plan is not None
    ]
    rest = {
        **({} if _is_quiet(run) else {"plans": plans}),
        "notes": [
            {"path": report.plan_of.path, "message": note}
            for report in run.reports
            for note in (*filter(None, [report.read_as]), *report.notes)
        ]
        + [{"path": None, "message": remark} for remark in run.remarks],
        **({} if _is_quiet(run) and not _mended(run) else {"mended": _mended(run)}),
        "summary": _summary(run),
    }
    yield f"\n], {json.dumps(rest)[1:]}\n"


def _is_quiet(run: Run) -> bool:
    return run.verbose < 0


def _findings(report: Report, run: Run) -> Iterator[str]:
    text, path, quiet = report.source.text, quoted(report.source.path), _is_quiet(run)
    for finding in report.findings:
        if quiet and not run.is_shown(finding):
            continue
        related = finding.related[:_MOST_RELATED_QUIETLY] if quiet else finding.related
        yield _FINDING % (
            finding.code,
            finding.name,
            _SEVERITIES[finding.severity],
            quoted(finding.message),
            quoted(finding.help),
            path,
            _POSITION % finding.start,
            _POSITION % finding.end,
            _member("task", _quoted(finding.task), quiet=quiet),
            ", ".join([_related(other, "" if quiet else f'"path": {path}, ') for other in related]),
            finding.more_related + len(finding.related) - len(related),
            _member("fix", None if finding.fix is None else _fix(finding.fix, text), quiet=quiet),
            finding.fingerprint,
            _member("changed_path", _quoted(finding.changed_path), quiet=quiet),
            "" if quiet else f', "url": "{page_of(finding.code)}"',
        )


def _member(name: str, value: str | None, *, quiet: bool) -> str:
    """One member of an object, where it may be null."""
    if value is None:
        return "" if quiet else f', "{name}": null'
    return f', "{name}": {value}'


def _quoted(value: str | None) -> str | None:
    return None if value is None else quoted(value)


def _related(other: Related, path: str) -> str:
    """A related place; `path` says in which file, where that is not left out to be brief."""
    if other.source is not None:
        path = f'"path": {quoted(other.source.path)}, '
    start, end = _POSITION % other.start, _POSITION % other.end
    return _RELATED % (path, start, end, quoted(other.message))


def _fix(fix: Fix, text: str) -> str:
    edits = [
        _EDIT % (start, end, quoted(text[start:end]), quoted(new))
        for (start, end), new in fix.edits
    ]
    return _FIX % (quoted(fix.title), "true" if fix.safe else "false", ", ".join(edits))


def _mended(run: Run) -> list[dict[str, object]]:
    """What was mended; where it stood means little by now. The summary counts all."""
    return [
        {
            "code": finding.code,
            "name": finding.name,
            "severity": str(finding.severity),
            "message": finding.message,
            "path": finding.path,
            "task": finding.task,
            "title": "" if finding.fix is None else finding.fix.title,
            "fingerprint": finding.fingerprint,
        }
        for report in run.reports
        for finding in report.mended[:MOST]
    ]


def _summary(run: Run) -> dict[str, object]:
    """Figures of all findings; quietly infos are not looked for, so nothing is said of their number."""
    quiet = _is_quiet(run)
    by_severity, safe, unsafe = tally(run.counts(shown=quiet))
    return {
        "files": len(run.reports),
        **{
            str(severity): number
            for severity, number in by_severity.items()
            if number or not quiet or severity >= run.show_least
        },
        "fixable": safe,
        "fixable_unsafe": unsafe,
        "mended": sum(len(report.mended) for report in run.reports),
        "left_out": run.left_out(shown=quiet),
        "not_checked": list(run.not_checked),
    }
