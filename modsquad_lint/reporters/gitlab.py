"""Findings as a GitLab Code Quality report.

Issues are written by a template, in pieces: a run may have a hundred thousand of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from json.encoder import encode_basestring_ascii as quoted

from ..engine.report import Finding, Report, Run
from ..rules.draft import Severity
from . import left_out
from .escape import encodable, in_ascii_json, terminal
from .streams import items

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_ISSUE = (
    '{"description": %s, "check_name": "%s", "fingerprint": "%s", "severity": "%s", '
    '"location": {"path": %s, "lines": {"begin": %d, "end": %d}}}'
)


def pieces(run: Run) -> Iterator[str]:
    """A list with an issue for each finding, and one for each comparison that could not be made."""
    issues = chain(chain.from_iterable(map(_issues, run.reports)), _of_the_run(run))
    yield from map(in_ascii_json, chain(["["], items(issues, ", "), ["]\n"]))


def _of_the_run(run: Run) -> Iterator[str]:
    path = run.path()
    said = [
        ("not-checked", "blocker", f"NOT checked: {reason}", reason) for reason in run.not_checked
    ]
    if more := left_out.of_run(run):
        said.append(("left-out", "info", more, "left out"))
    for name, severity, words, reason in said:
        unique = _unique(path, reason, 0)
        where = quoted(encodable(path)), 1, 1
        yield _ISSUE % (quoted(terminal(words)), name, unique, severity, *where)


def _issues(report: Report) -> Iterator[str]:
    seen: Counter[str] = Counter()
    path = quoted(encodable(report.source.path))
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        yield _ISSUE % (
            quoted(terminal(_description(finding))),
            f"{finding.code} {finding.name}",
            _unique(finding.path, finding.fingerprint, seen[finding.fingerprint]),
            _SEVERITIES[finding.severity],
            *_place(finding, path),
        )


def _description(finding: Finding) -> str:
    if finding.changed_path is None:
        return f"{finding.code} {finding.message}"
    return f"{finding.code} {finding.path}:{finding.start}: {finding.message}"


def _place(finding: Finding, path: str) -> tuple[str, int, int]:
    """A path and its lines: of the changed file, which a merge request shows, where there is one."""
    if finding.changed_path is None:
        return path, finding.start.line, finding.end.line
    return quoted(encodable(finding.changed_path)), 1, 1


def _unique(path: str, fingerprint: str, number: int) -> str:
    """GitLab drops an issue whose fingerprint another one has."""
    text = f"{path}\0{fingerprint}\0{number}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
