"""The help of MSQ402, MSQ405 and MSQ501 says what each remedy would bring, where that is soon known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint
from modsquad_lint.planning.plan import Plan, make_plan
from modsquad_lint.planning.pricing import simulator
from modsquad_lint.planning.work import Work
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.rules.wanted import Wanted
from modsquad_lint.text.source import Source

UNPRICED = 'combine the tasks, split the file, or accept the sequence with "lint_ignore": ["MSQ402"] in one of the tasks'


def task(ident: str, *files: str, after: str = "") -> dict[str, Any]:
    return {"id": ident, "file_modifications": [*files], "dependencies": after.split()}


def helps(
    code: str, *entries: dict[str, Any], setting: Mapping[str, object] | None = None
) -> list[str]:
    config = configure(DEFAULT, setting or {}, "the test")
    report = lint(Source("tasks.json", json.dumps([*entries]).encode()), Facts(), config)
    return [finding.help for finding in report.findings if finding.code == code]


def pairs(number: int) -> list[dict[str, Any]]:
    """Tasks of which two and two share a file, and nothing else."""
    return [task(f"t{at}", f"a{at}.py", f"b{at // 2}.py") for at in range(2 * number)]


PRICED = "combine them into one task (2 → 1 batch)"
COMBINE = [
    pytest.param([task("a", "x.py"), task("b", "x.py")], [PRICED], id="gains"),
    pytest.param([task("a", "x.py"), task("b", "x.py", after="a")], [], id="one waits"),
    pytest.param(
        [task("a", "x.py"), task("b", "b.py", after="a"), task("c", "x.py", after="b")],
        [],
        id="would be a knot",
    ),
]


@pytest.mark.parametrize(("entries", "said"), COMBINE)
def test_combining_is_priced(entries: list[dict[str, Any]], said: list[str]) -> None:
    assert helps("MSQ501", *entries) == said


def test_what_brings_nothing_alone_is_said() -> None:
    (first, *_) = helps("MSQ402", *pairs(2))
    assert first == (
        'accept the sequence with "lint_ignore": ["MSQ402"] in one of the tasks: neither combining the tasks nor'
        " splitting the file would bring anything as long as the other intersections stay;"
        " modsquad-lint plan --suggest tries the same remedy for all of them"
    )


def test_the_rating_names_the_best_change() -> None:
    (said,) = helps("MSQ405", task("a", "x.py"), task("b", "x.py"))
    assert said == (
        'Major restructuring needed: split x.py so that each of "a" and "b" has a part of its own'
        " (2 → 1 batch)"
    )
    assert helps("MSQ405", task("a", "x.py")) == [
        "no plan of these tasks takes fewer turns: one turn is the least there is"
    ]
    assert helps("MSQ405", *pairs(2)) == [
        "Minor optimization; modsquad-lint plan --suggest says what would be faster"
    ]
    assert helps("MSQ405", task("a", "x.py"), task("b", "y.py", after="a")) == [
        (
            "no plan of these tasks takes fewer turns: 2 tasks depend on one another in a chain,"
            ' from "a" to "b"'
        )
    ]


@pytest.mark.parametrize(("number", "priced"), [(10, 5), (200, 3), (1000, 1), (1001, 0)], ids=str)
def test_only_as_many_are_priced_as_there_is_time_for(
    number: int, priced: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = []

    def counted(work: Work) -> Plan | None:
        planned.append(len(work.file.tasks))
        return make_plan(work)

    monkeypatch.setattr(simulator, "make_plan", counted)
    found = helps("MSQ402", *pairs(number))
    assert len(found) == number
    assert sum(text != UNPRICED for text in found) == priced
    assert sum(planned) <= 12_100


@pytest.mark.parametrize("hidden", ["ignored", "not selected", "too light"])
def test_what_is_not_shown_is_not_priced(hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(simulator, "Simulator")
    more = {"lint_ignore": ["MSQ402", "MSQ501"]} if hidden == "ignored" else {}
    setting: dict[str, object] = (
        {"ignore": ["MSQ402", "MSQ501"]} if hidden == "not selected" else {}
    )
    if hidden == "too light":
        setting = {"severity": {"MSQ402": "info", "MSQ501": "info"}}
    entries = [{**task("a", "x.py"), **more}, task("b", "x.py")]
    source = Source("tasks.json", json.dumps(entries).encode())
    config = configure(DEFAULT, setting, "the test")
    assert lint(source, Facts(), config, Wanted(Severity.WARNING)).findings == []
