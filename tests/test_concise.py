from __future__ import annotations

from runs import finding, run, source

from modsquad_lint.reporters import render
from modsquad_lint.rules.draft import Severity

FILE = source('["a",\n "é\x1b"]', "sub/tasks.json", "tasks.json")


def test_one_line_for_each_finding_that_people_see() -> None:
    findings = [
        finding(FILE, '"a"', "one"),
        finding(FILE, '"a"', "unseen", severity=Severity.INFO),
        finding(FILE, '"é', "tw\no", code="MSQ402", severity=Severity.WARNING),
    ]
    assert render("concise", run(FILE, findings)) == (
        "tasks.json:1:2: error MSQ201 one\ntasks.json:2:2: warning MSQ402 tw\\no\n"
    )


def test_in_ascii() -> None:
    assert render("concise", run(FILE, [finding(FILE, '"a"', "a → é")], plain=True)) == (
        "tasks.json:1:2: error MSQ201 a -> \\xe9\n"
    )


def test_nothing_to_say() -> None:
    assert render("concise", run(FILE)) == ""
