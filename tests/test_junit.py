from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml
from runs import HOSTILE, finding, run, source

from modsquad_lint.engine.report import Run
from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import terminal
from modsquad_lint.rules.draft import Severity

FILE = source('["a"]', "dir/tasks.json")


def read(built: Run) -> ET.Element:
    root = ET.fromstring(render("junit", built))  # noqa: S314 - our own text
    for suite in root:
        counts = {
            "tests": "testcase",
            "failures": "*/failure",
            "errors": "*/error",
            "skipped": "*/skipped",
        }
        for name, path in counts.items():
            assert suite.get(name) == str(len(suite.findall(path)))
    return root


def test_findings_are_cases() -> None:
    findings = [
        finding(FILE, '"a"', "wrong", help="mend it"),
        finding(FILE, '"a"', "odd", severity=Severity.WARNING),
        finding(FILE, '"a"', "by the way", severity=Severity.INFO),
    ]
    suite = read(run(FILE, findings))[0]
    assert suite.get("name") == "dir/tasks.json"
    name = "MSQ201 path-backslash at 1:2"
    assert [
        (case.get("classname"), case.get("name"), case[0].tag, case[0].get("message"), case[0].text)
        for case in suite
    ] == [
        ("dir/tasks.json", name, "failure", "wrong", "dir/tasks.json:1:2: wrong\nmend it"),
        ("dir/tasks.json", name, "skipped", "odd", None),
        ("dir/tasks.json", name, "skipped", "by the way", None),
    ]


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [(None, 0), (Severity.ERROR, 1), (Severity.WARNING, 2), (Severity.INFO, 3)],
)
def test_only_what_fails_the_run_is_a_failure(fail_on: Severity | None, failures: int) -> None:
    built = run(FILE, [finding(FILE, '"a"', severity=severity) for severity in Severity])
    built = built._replace(reports=[built.reports[0]._replace(fail_on=fail_on)])
    (suite,) = read(built)
    assert suite.get("failures") == str(failures)


def test_drift_stands_at_the_changed_file() -> None:
    (case,) = read(run(FILE, [finding(FILE, '"a"', "wrong", changed_path="src/x.py")]))[0]
    assert (case.get("classname"), case.get("file"), case.get("line")) == (
        "dir/tasks.json",
        "src/x.py",
        "1",
    )
    assert case[0].text == "dir/tasks.json:1:2: wrong"


def test_a_clean_file_passes() -> None:
    (case,) = read(run(FILE))[0]
    assert (case.get("name"), len(case)) == ("dir/tasks.json", 0)


def test_what_was_not_checked_is_an_error() -> None:
    (error,) = read(run(FILE, not_checked=("no base",))).findall("*/*/error")
    assert error.get("message") == "no base"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_read_back(text: str) -> None:
    file = source('["a"]', text)
    (case,) = read(run(file, [finding(file, '"a"', text)]))[0]
    assert case.get("file") == terminal(text)
    assert case[0].get("message") == terminal(text)
    assert case[0].text == terminal(f"{text}:1:2: {text}")


def test_another_reader_finds_the_same() -> None:
    findings = [
        finding(FILE, '"a"', "wrong"),
        finding(FILE, '"a"', "by the way", severity=Severity.INFO),
    ]
    suites = JUnitXml.fromstring(render("junit", run(FILE, findings, not_checked=("no base",))))
    assert [
        (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) for suite in suites
    ] == [("dir/tasks.json", 2, 1, 0, 1), ("NOT checked", 1, 0, 1, 0)]
    assert [
        (type(result).__name__, result.message)
        for suite in suites
        for case in suite
        for result in case.result
    ] == [("Failure", "wrong"), ("Skipped", "by the way"), ("Error", "no base")]
