"""Findings as a GitLab Code Quality report."""

from __future__ import annotations

import json
from collections import Counter

from ..finding import Severity
from ..light import Any
from ..report import Run
from .escape import encodable, terminal

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
                    f"{finding.code} {finding.message}",
                    f"{finding.code} {finding.name}",
                    _unique(*key, seen[key]),
                    _SEVERITIES[finding.severity],
                    finding.path,
                    (finding.start.line, finding.end.line),
                )
            )
    path = run.reports[0].source.path if run.reports else "."
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
    return json.dumps(issues) + "\n"


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
