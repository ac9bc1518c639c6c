"""Findings as JUnit's XML: a suite for each file, a case for each finding, or one that passes."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.report import Finding, Report, Run
from . import left_out
from .escape import xml
from .streams import items

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="modsquad-lint">\n'
_SUITE = '<testsuite name="%s" tests="%d" failures="%d" errors="%d" skipped="%d" time="0">\n'
_CASE = '<testcase classname="%s" name="%s" file="%s" line="%d" time="0">\n%s\n</testcase>\n'
_PASSED = '<testcase classname="%s" name="%s" time="0"/>\n'
_OF_THE_RUN = '<testcase classname="modsquad-lint" name="%s" time="0">\n%s\n</testcase>\n'
_END = "</testsuite>\n"


def pieces(run: Run) -> Iterator[str]:
    """The suites; what makes the run fail is a failure, NOT checked an error, the rest is skipped."""
    yield _HEAD
    for report in run.reports:
        yield from _suite(report)
    for name, number, errors, cases in _of_the_run(run):
        yield _SUITE % (name, number, 0, errors, number - errors) + cases + _END
    yield "</testsuites>\n"


def _suite(report: Report) -> Iterator[str]:
    name = xml(report.source.path)
    number = len(report.findings)
    failures = sum(map(report.fails, report.findings))
    yield _SUITE % (name, number or 1, failures, 0, number - failures)
    yield from items((_case(report, finding, name) for finding in report.findings), "")
    yield _END if number else _PASSED % (name, name) + _END


def _of_the_run(run: Run) -> Iterator[tuple[str, int, int, str]]:
    """Suites of what is of no file: the name, how many cases there are and errors among them, and these."""
    if run.not_checked:
        errors = [f'<error type="not-checked" message="{xml(why)}"/>' for why in run.not_checked]
        cases = [_OF_THE_RUN % ("comparison with git", error) for error in errors]
        yield "NOT checked", len(cases), len(cases), "".join(cases)
    if more := left_out.of_run(run):
        yield "left out", 1, 0, _OF_THE_RUN % ("left out", f'<skipped message="{xml(more)}"/>')


def _case(report: Report, finding: Finding, name: str) -> str:
    message = xml(finding.message)
    file, line = name, finding.start.line
    if finding.changed_path is not None:
        # The change is what a review shows; the tasks file may not be in it.
        file, line = xml(finding.changed_path), 1
    if report.fails(finding):
        words = "\n".join(filter(None, (finding.help, left_out.of_finding(finding))))
        text = f"{name}:{finding.start}: {message}" + (f"\n{xml(words)}" if words else "")
        outcome = f'<failure type="{finding.severity}" message="{message}">{text}</failure>'
    else:
        outcome = f'<skipped message="{message}"/>'
    case = xml(f"{finding.code} {finding.name} at {finding.start}")
    return _CASE % (name, case, file, line, outcome)
