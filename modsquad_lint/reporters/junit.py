"""Findings as JUnit's XML: a suite for each file, a case for each finding, or one that passes."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.report import Report, Run
from ..rules.finding import Finding, Severity
from .escape import xml


def render(run: Run) -> str:
    """The suites; errors and warnings are failures, infos are skipped, NOT checked is an error."""
    lines = [line for report in run.reports for line in _suite(report)]
    if run.not_checked:
        lines += _not_checked(run.not_checked)
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<testsuites name="modsquad-lint">',
            *lines,
            "</testsuites>",
            "",
        )
    )


def _suite(report: Report) -> Iterator[str]:
    name = xml(report.source.path)
    infos = sum(finding.severity is Severity.INFO for finding in report.findings)
    failures = len(report.findings) - infos
    yield (
        f'<testsuite name="{name}" tests="{len(report.findings) or 1}" failures="{failures}" '
        f'errors="0" skipped="{infos}" time="0">'
    )
    for finding in report.findings:
        yield from _case(finding, name)
    if not report.findings:
        yield f'<testcase classname="{name}" name="{name}" time="0"/>'
    yield "</testsuite>"


def _case(finding: Finding, name: str) -> Iterator[str]:
    place = f"{name}:{finding.start}"
    case = f"{finding.code} {finding.name} at {finding.start}"
    message = xml(finding.message)
    file, line = name, finding.start.line
    if finding.changed_path is not None:
        # The change is what a review shows; the tasks file may not be in it.
        file, line = xml(finding.changed_path), 1
    yield f'<testcase classname="{name}" name="{xml(case)}" file="{file}" line="{line}" time="0">'
    if finding.severity is Severity.INFO:
        yield f'<skipped message="{message}"/>'
    else:
        text = f"{place}: {message}" + (f"\n{xml(finding.help)}" if finding.help else "")
        yield f'<failure type="{finding.severity}" message="{message}">{text}</failure>'
    yield "</testcase>"


def _not_checked(reasons: tuple[str, ...]) -> Iterator[str]:
    number = len(reasons)
    yield f'<testsuite name="NOT checked" tests="{number}" failures="0" errors="{number}" skipped="0" time="0">'
    for reason in reasons:
        yield '<testcase classname="modsquad-lint" name="comparison with git" time="0">'
        yield f'<error type="not-checked" message="{xml(reason)}"/>'
        yield "</testcase>"
    yield "</testsuite>"
