from __future__ import annotations

from typing import Any

import pytest
from runs import HOSTILE, finding, run, source, valid

from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import encodable, terminal
from modsquad_lint.rules.draft import Severity

FILE = source('[\n"a"\n]', "dir/tasks.json")


def read(text: str) -> Any:  # noqa: ANN401 - a document of JSON
    return valid(text, "gitlab-code-quality")


def test_an_issue_for_each_finding() -> None:
    findings = [finding(FILE, '"a"', "wrong"), finding(FILE, '"a"\n]', severity=Severity.WARNING)]
    first, second = read(render("gitlab", run(FILE, findings)))
    assert len({first["fingerprint"], second["fingerprint"]}) == 2
    del first["fingerprint"]
    assert first == {
        "description": "MSQ201 wrong",
        "check_name": "MSQ201 path-backslash",
        "severity": "major",
        "location": {"path": "dir/tasks.json", "lines": {"begin": 2, "end": 2}},
    }
    assert (second["severity"], second["location"]["lines"]) == ("minor", {"begin": 2, "end": 3})


def test_drift_stands_at_the_changed_file() -> None:
    item = finding(FILE, '"a"', "wrong", changed_path="src/x.py")
    (issue,) = read(render("gitlab", run(FILE, [item])))
    assert issue["description"] == "MSQ201 dir/tasks.json:2:1: wrong"
    assert issue["location"] == {"path": "src/x.py", "lines": {"begin": 1, "end": 1}}


def test_fingerprints_do_not_depend_on_the_line() -> None:
    moved = source('[\n\n"a"\n]', "dir/tasks.json")
    one, other = (
        read(render("gitlab", run(file, [finding(file, '"a"')])))[0]["fingerprint"]
        for file in (FILE, moved)
    )
    assert one == other


def test_an_empty_report_is_a_list() -> None:
    assert read(render("gitlab", run(FILE))) == []


def test_what_was_not_checked_blocks() -> None:
    (issue,) = read(render("gitlab", run(FILE, not_checked=("no base",))))
    assert (issue["severity"], issue["description"]) == ("blocker", "NOT checked: no base")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_read_back(text: str) -> None:
    file = source('["a"]', text)
    (issue,) = read(render("gitlab", run(file, [finding(file, '"a"', text)])))
    assert issue["description"] == terminal(f"MSQ201 {text}")
    assert issue["location"]["path"] == encodable(text)
