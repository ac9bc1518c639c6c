"""Findings as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from ..engine.report import Report, Run
from ..rules import RULES
from ..rules.finding import Finding, Fix, Severity
from ..text.source import Position, Source
from ..text.typed import Any
from ..text.version import __version__
from .escape import in_ascii_json, terminal, uri
from .units import Column, utf16_columns

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NOT_CHECKED = "not-checked"
_NOTIFICATION = {
    "id": _NOT_CHECKED,
    "shortDescription": {"text": "The comparison with git could not be made."},
    "fullDescription": {
        "text": "The comparison with git could not be made, so changes that no task declares are not"
        " among the results."
    },
    "help": {
        "text": "The message says what was missing. In CI that is most often the history: give the"
        " checkout `fetch-depth: 0`."
    },
}
_INDEX = {code: number for number, code in enumerate(RULES)}


def render(run: Run) -> str:
    """One run with all rules and findings; not successful when a comparison could not be made."""
    invocation: dict[str, Any] = {"executionSuccessful": not run.not_checked}
    notifications = [
        {
            "level": "error",
            "descriptor": {"id": _NOT_CHECKED},
            "message": _message(f"NOT checked: {reason}"),
        }
        for reason in run.not_checked
    ]
    notifications += [
        {"level": "note", "message": _message(note)}
        for report in run.reports
        for note in report.notes
    ]
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    value = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "modsquad-lint",
                        "semanticVersion": __version__,
                        "rules": _rules(),
                        "notifications": [_NOTIFICATION],
                    }
                },
                "invocations": [invocation],
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The root of the repository."}}
                },
                "columnKind": "utf16CodeUnits",
                "results": [result for report in run.reports for result in _results(report)],
            }
        ],
    }
    return in_ascii_json(json.dumps(value, separators=(",", ":"))) + "\n"


def _rules() -> list[dict[str, Any]]:
    rules = []
    for rule in RULES.values():
        page = rule.doc
        rules.append(
            {
                "id": rule.code,
                "name": rule.name,
                "shortDescription": {"text": page.partition("\n")[0]},
                "fullDescription": {"text": page.partition("\n\n## ")[0]},
                "help": {"text": page, "markdown": page},
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
            }
        )
    return rules


def _results(report: Report) -> Iterator[dict[str, Any]]:
    place = _Places(report.source)
    seen: Counter[str] = Counter()
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        declared = place.physical(finding.start, finding.end)
        related = [
            {
                "physicalLocation": place.physical(other.start, other.end),
                "message": _message(other.message),
            }
            for other in finding.related
        ]
        if finding.changed_path is None:
            location = declared
        else:
            # The change is what a pull request shows; the tasks file may not be in it.
            changed = _artifact(finding.changed_path)
            location = {"artifactLocation": changed, "region": {"startLine": 1}}
            related.insert(0, {"physicalLocation": declared, "message": _message("the tasks file")})
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "level": _LEVELS[finding.severity],
            "message": _message(_words(finding)),
            "locations": [{"physicalLocation": location}],
            "partialFingerprints": {
                # Equal findings of a file are told apart by their order.
                "modsquadLint/v1": f"{finding.fingerprint}:{seen[finding.fingerprint]}"
            },
        }
        if finding.code in _INDEX:
            result["ruleIndex"] = _INDEX[finding.code]
        if related:
            result["relatedLocations"] = related
        if finding.fix is not None:
            result["fixes"] = [place.fix(finding.fix)]
        yield result


class _Places:
    """The places of one file in the words of SARIF."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._column: Column = utf16_columns(source)
        self._artifact = _artifact(source.path)
        self._regions: dict[tuple[int, int], dict[str, int]] = {}

    def physical(self, start: Position, end: Position) -> dict[str, Any]:
        return {"artifactLocation": self._artifact, "region": self._region(start, end)}

    def fix(self, fix: Fix) -> dict[str, Any]:
        replacements = [
            {
                "deletedRegion": self._region(*map(self._source.position, edit.span)),
                "insertedContent": {"text": edit.text},
            }
            for edit in fix.edits
        ]
        change = {"artifactLocation": self._artifact, "replacements": replacements}
        return {"description": _message(fix.title), "artifactChanges": [change]}

    def _region(self, start: Position, end: Position) -> dict[str, int]:
        # The same place is often that of a finding, of its fix, and of what is related to others.
        region = self._regions.get((start.offset, end.offset))
        if region is None:
            region = {
                "startLine": start.line,
                "startColumn": self._column(start),
                "endColumn": self._column(end),
            }
            if end.line != start.line:
                region["endLine"] = end.line
            self._regions[start.offset, end.offset] = region
        return region


def _artifact(path: str) -> dict[str, str]:
    return {"uri": uri(path), "uriBaseId": _ROOT}


def _words(finding: Finding) -> str:
    return f"{finding.message} ({finding.help})" if finding.help else finding.message


def _message(text: str) -> dict[str, str]:
    # "[text](target)" would be a link (SARIF 2.1.0, section 3.11.6).
    return {"text": terminal(text).replace("](", "\\](")}
