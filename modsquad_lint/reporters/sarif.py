"""Findings as SARIF 2.1.0, for code scanning.

Results are written by templates, in pieces: a run may have a hundred thousand of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted

from ..engine.report import Finding, Fix, Related, Report, Run
from ..rules import RULES
from ..rules.draft import Severity
from ..text.addresses import DOCUMENTATION, PROJECT, page_of
from ..text.source import Position, Source
from ..text.typed import Any
from ..text.units import Units
from ..text.version import __version__
from . import left_out
from .escape import in_ascii_json, terminal, uri
from .streams import items

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NOT_CHECKED, _LEFT_OUT = "not-checked", "left-out"
_NOTIFICATIONS = [
    {
        "id": _NOT_CHECKED,
        "name": "NotChecked",
        "helpUri": f"{DOCUMENTATION}/git.md",
        "shortDescription": {"text": "The comparison with git could not be made."},
        "fullDescription": {
            "text": "The comparison with git could not be made, so changes that no task declares are"
            " not among the results."
        },
        "help": {
            "text": "The message says what was missing. In CI that is most often the history: give the"
            " checkout `fetch-depth: 0`."
        },
    },
    {
        "id": _LEFT_OUT,
        "name": "LeftOut",
        "helpUri": f"{DOCUMENTATION}/commands.md",
        "shortDescription": {"text": "Of very many findings only the first are results."},
        "fullDescription": {"text": "Of very many findings of a rule only the first are results."},
        "help": {"text": "Give `--max-findings 0` to have all of them."},
    },
]
_INDEX = {code: number for number, code in enumerate(RULES)}

_REGION = '{"startLine":%d,"startColumn":%d,"endColumn":%d}'
_LONG_REGION = '{"startLine":%d,"startColumn":%d,"endColumn":%d,"endLine":%d}'
_LOCATION = '{"physicalLocation":{"artifactLocation":%s,"region":%s}}'
_RELATED = '{"physicalLocation":{"artifactLocation":%s,"region":%s},"message":%s}'
_REPLACEMENT = '{"deletedRegion":%s,"insertedContent":{"text":%s}}'
_FIX = '{"description":%s,"artifactChanges":[{"artifactLocation":%s,"replacements":[%s]}]}'
_RESULT = (
    '{"ruleId":"%s",%s"level":"%s","message":%s,"locations":[%s],'
    # Equal findings of a file are told apart by their order.
    '"partialFingerprints":{"modsquadLint/v1":"%s:%d"}%s%s}'
)


def pieces(run: Run) -> Iterator[str]:
    """One run with all rules and findings; not successful when a comparison could not be made."""
    about = {
        "tool": {
            "driver": {
                "name": "modsquad-lint",
                "informationUri": PROJECT,
                "semanticVersion": __version__,
                "rules": _rules(),
                "notifications": _NOTIFICATIONS,
            }
        },
        "invocations": [_invocation(run)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "utf16CodeUnits",
    }
    text = json.dumps(about, separators=(",", ":")).removesuffix("}")
    head = f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{text},"results":['
    results = chain.from_iterable(map(_results, run.reports))
    yield from map(in_ascii_json, chain([head], items(results), ["]}]}\n"]))


def _invocation(run: Run) -> dict[str, Any]:
    notifications: list[dict[str, Any]] = [
        {
            "level": "error",
            "descriptor": {"id": _NOT_CHECKED},
            "message": {"text": _words(f"NOT checked: {reason}")},
        }
        for reason in run.not_checked
    ]
    notifications += [
        {"level": "note", "message": {"text": _words(note)}}
        for report in run.reports
        for note in report.notes
    ]
    if more := left_out.of_run(run):
        notifications.append(
            {"level": "warning", "descriptor": {"id": _LEFT_OUT}, "message": {"text": more}}
        )
    succeeded: dict[str, Any] = {"executionSuccessful": not run.not_checked}
    return succeeded | ({"toolExecutionNotifications": notifications} if notifications else {})


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "id": rule.code,
            # SARIF's own checker wants names like this.
            "name": rule.name.title().replace("-", ""),
            "shortDescription": {"text": rule.doc.partition("\n")[0]},
            "fullDescription": {"text": rule.doc.partition("\n\n## ")[0]},
            "help": {"text": rule.doc, "markdown": rule.doc},
            "helpUri": page_of(rule.code),
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in RULES.values()
    ]


def _results(report: Report) -> Iterator[str]:
    places = _Places(report.source)
    seen: Counter[str] = Counter()
    for finding in report.findings:
        fingerprint = finding.fingerprint
        seen[fingerprint] += 1
        index = _INDEX.get(finding.code)
        location, related = places.of(finding)
        yield _RESULT % (
            finding.code,
            "" if index is None else f'"ruleIndex":{index},',
            _LEVELS[finding.severity],
            _message(_said(finding)),
            location,
            fingerprint,
            seen[fingerprint],
            f',"relatedLocations":[{",".join(related)}]' if related else "",
            "" if finding.fix is None else f',"fixes":[{places.fix(finding.fix)}]',
        )


class _Places:
    """The places of one file in the words of SARIF."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._column = Units(source, "utf-16").column
        self._artifact = _artifact(source.path)

    def of(self, finding: Finding) -> tuple[str, list[str]]:
        """Where a finding is, and what is related to it."""
        region = self._region(finding.start, finding.end)
        related = [
            (self if other.source is None else _Places(other.source)).related(other)
            for other in finding.related
        ]
        if finding.changed_path is None:
            return _LOCATION % (self._artifact, region), related
        # The change is what a pull request shows; the tasks file may not be in it.
        declared = _RELATED % (self._artifact, region, _message("the tasks file"))
        return _LOCATION % (_artifact(finding.changed_path), '{"startLine":1}'), [
            declared,
            *related,
        ]

    def related(self, other: Related) -> str:
        """A related place that lies in this file."""
        region = self._region(other.start, other.end)
        return _RELATED % (self._artifact, region, _message(other.message))

    def fix(self, fix: Fix) -> str:
        """A fix as replacements in the file."""
        replacements = [
            _REPLACEMENT % (self._region(*map(self._source.position, span)), quoted(text))
            for span, text in fix.edits
        ]
        return _FIX % (_message(fix.title), self._artifact, ",".join(replacements))

    def _region(self, start: Position, end: Position) -> str:
        columns = start.line, self._column(start), self._column(end)
        return _REGION % columns if start.line == end.line else _LONG_REGION % (*columns, end.line)


def _artifact(path: str) -> str:
    return f'{{"uri":{quoted(uri(path))},"uriBaseId":"{_ROOT}"}}'


def _said(finding: Finding) -> str:
    details = "; ".join(filter(None, (finding.help, left_out.of_finding(finding))))
    return f"{finding.message} ({details})" if details else finding.message


def _message(text: str) -> str:
    return f'{{"text":{quoted(_words(text))}}}'


def _words(text: str) -> str:
    # "[text](target)" would be a link (SARIF 2.1.0, section 3.11.6).
    return terminal(text).replace("](", "\\](")
