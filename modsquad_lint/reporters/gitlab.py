"""Findings as a GitLab Code Quality report."""

from __future__ import annotations

import json
from collections import Counter

from ..engine.report import Run
from ..rules.finding import Finding, Severity
from ..text.typed import Any
from .escape import encodable, in_ascii_json, terminal

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(run: Run) -> str:
    """A list with an issue for each finding, and one for each comparison that could not be made."""
    seen: Counter[tuple[str, str]] = Counter()
    issues = []
    for report in run.reports:
        for finding in report.findings:
            key = finding.path, finding.fingerprint
            seen[key] += 1
            issues.append(
                _issue(
                    _description(finding),
                    f"{finding.code} {finding.name}",
                    _unique(*key, seen[key]),
                    _SEVERITIES[finding.severity],
                    *_place(finding),
                )
            )
    path = run.path()
    issues += (
        _issue(
            f"NOT checked: {reason}",
            "not-checked",
            _unique(path, reason, 0),
            "blocker",
            path,
            (1, 1),
        )
        for reason in run.not_checked
    )
    return in_ascii_json(json.dumps(issues)) + "\n"


def _description(finding: Finding) -> str:
    if finding.changed_path is None:
        return f"{finding.code} {finding.message}"
    return f"{finding.code} {finding.path}:{finding.start}: {finding.message}"


def _place(finding: Finding) -> tuple[str, tuple[int, int]]:
    """A path and its lines: of the changed file, which a merge request shows, where there is one."""
    if finding.changed_path is None:
        return finding.path, (finding.start.line, finding.end.line)
    return finding.changed_path, (1, 1)


def _issue(
    description: str, check: str, fingerprint: str, severity: str, path: str, lines: tuple[int, int]
) -> dict[str, Any]:
    return {
        "description": terminal(description),
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": encodable(path),
            "lines": {"begin": lines[0], "end": lines[1]},
        },
    }


def _unique(path: str, fingerprint: str, number: int) -> str:
    """GitLab drops an issue whose fingerprint another one has."""
    from hashlib import sha256

    text = "\0".join((path, fingerprint, str(number)))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
