"""What the engine adds to the rules: suppression, severity, order, fingerprints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest
from comparing import alone
from examples import examples
from growth import grows_evenly
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint, look, report_on
from modsquad_lint.engine.report import Report
from modsquad_lint.engine.stamping import _fingerprint
from modsquad_lint.rules.comparing.changes import FileChange, Unit
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.rules.wanted import Wanted
from modsquad_lint.text.source import Source


def linted(
    text: str | bytes,
    name: str = "tasks.json",
    least: Severity = Severity.INFO,
    **settings: object,
) -> Report:
    data = text.encode() if isinstance(text, str) else text
    config = configure(DEFAULT, {key.replace("_", "-"): v for key, v in settings.items()}, "here")
    return lint(Source(name, data), Facts(), config, Wanted(least))


def task(ident: str, *files: str, **more: object) -> Mapping[str, object]:
    return {
        "id": ident,
        "description": ident,
        "file_modifications": files,
        "dependencies": [],
        **more,
    }


def tasks(*entries: Mapping[str, object]) -> str:
    return json.dumps({"tasks": entries}, indent=1)


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


SHARED = (task("a", "x.py", "a.py"), task("b", "x.py", "b.py"))


def test_findings_stand_in_the_order_of_their_places() -> None:
    report = linted(tasks(task("b", "b\\c.py", "/a.py"), task("a", "x")), least=Severity.WARNING)
    assert [(f.code, f.start.line, f.start.column) for f in report.findings] == [
        ("MSQ201", 7, 5),
        ("MSQ202", 8, 5),
        ("MSQ203", 16, 5),
    ]
    assert [finding.task for finding in report.findings] == ["b", "b", "a"]


def test_infos_are_left_out_unless_their_rule_was_asked_for() -> None:
    text = tasks(task("a", "a.py"))
    assert codes(linted(text)) == ["MSQ405", "MSQ401"]
    assert codes(linted(text, least=Severity.WARNING)) == []
    assert codes(linted(text, least=Severity.WARNING, select=["MSQ401", "MSQ2"])) == ["MSQ401"]
    assert codes(linted(text, least=Severity.WARNING, select=["MSQ4"])) == []


def test_severity_of_the_configuration_holds() -> None:
    report = linted(tasks(*SHARED), least=Severity.ERROR, severity={"MSQ402": "error"})
    assert [(f.code, f.severity) for f in report.findings] == [("MSQ402", Severity.ERROR)]


def test_only_a_syntax_error_is_found_where_there_is_one() -> None:
    report = linted('{"tasks": [}')
    assert (codes(report), report.plan) == (["MSQ101"], None)


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        (".vscode/tasks.json", "VS Code's tasks file"),
        ("a/.taskmaster/tasks/tasks.json", "Task Master's tasks file"),
    ],
)
def test_another_tools_file_has_one_finding_and_is_foreign(name: str, tool: str) -> None:
    report = linted('{"tasks": [{"id": 1}, {"id": 1}], // broken', name)
    assert (codes(report), report.foreign) == (["MSQ107"], tool)


@pytest.mark.parametrize(
    "ignore", ["MSQ402", "MSQ40", "file-intersection"], ids=["code", "prefix", "name"]
)
@pytest.mark.parametrize("owner", [0, 1], ids=["the first task", "a related task"])
def test_a_task_suppresses_what_has_a_place_in_it(ignore: str, owner: int) -> None:
    entries = [dict(entry) for entry in SHARED]
    entries[owner]["lint_ignore"] = [ignore]
    assert codes(linted(tasks(*entries), least=Severity.WARNING)) == []


def test_an_intersection_is_silenced_when_every_pair_has_a_side_that_accepts_it() -> None:
    three = [task(name, "x.py", f"{name}.py") for name in "abc"]
    accepting = [{**entry, "lint_ignore": ["MSQ402"]} for entry in three]
    one = (three[0], three[1], accepting[2])
    two = (three[0], accepting[1], accepting[2])
    assert codes(linted(tasks(*one), least=Severity.WARNING)) == ["MSQ402"]
    assert codes(linted(tasks(*two), least=Severity.WARNING)) == []


def test_one_task_of_a_knot_does_not_silence_it_for_the_others() -> None:
    knot = (
        task("a", "a.py", dependencies=["b"]),
        task("b", "b.py", dependencies=["a"], lint_ignore=["MSQ303"]),
    )
    assert codes(linted(tasks(*knot), least=Severity.WARNING)) == ["MSQ303", "MSQ109"]


def test_a_task_suppresses_nothing_elsewhere() -> None:
    entries = (*SHARED, task("c", "c.py", lint_ignore=["MSQ402"]))
    report = linted(tasks(*entries), least=Severity.WARNING)
    assert codes(report) == ["MSQ402", "MSQ109"]
    assert report.findings[1].task == "c"


def test_a_comment_suppresses_what_has_a_place_on_its_line() -> None:
    text = (
        "tasks:\n"
        "  - id: a\n"
        "    file_modifications:\n"
        "      - 'a\\b.py'  # modsquad: ignore[MSQ201]\n"
        "      - 'c\\d.py'  # modsquad: ignore[MSQ205]\n"
    )
    report = linted(text, "tasks.yaml", least=Severity.WARNING)
    assert [(f.code, f.start.line, f.start.column) for f in report.findings] == [
        ("MSQ201", 5, 9),
        ("MSQ109", 5, 38),
    ]


@pytest.mark.parametrize(
    ("entry", "settings", "reported"),
    [
        pytest.param(
            task("a", "a.py", lint_ignore=["MSQ401"]), {}, [], id="of an info that is hidden"
        ),
        pytest.param(task("a", "a.py", lint_ignore=["MSQ999"]), {}, ["MSQ109"], id="of no rule"),
        pytest.param(
            task("a", "a.py", lint_ignore=["MSQ201"]),
            {"ignore": ["MSQ201"]},
            [],
            id="of a rule that is off",
        ),
        pytest.param(
            task("a", "a.py", lint_ignore=["MSQ402"], dependencies=["z"]),
            {},
            ["MSQ301"],
            id="of a rule that needs a plan",
        ),
        pytest.param(
            task("a", "a.py", lint_ignore=["MSQ601"]),
            {},
            [],
            id="of a rule that needs a comparison",
        ),
        pytest.param(task("a", "a.py", lint_ignore=["MSQ999", "MSQ109"]), {}, [], id="of itself"),
    ],
)
def test_unused_suppressions(
    entry: Mapping[str, object], settings: dict[str, Any], reported: list[str]
) -> None:
    assert codes(linted(tasks(entry), least=Severity.WARNING, **settings)) == reported


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        pytest.param({"select": ["MSQ6"]}, ["MSQ101"], id="not selected"),
        pytest.param({"ignore": ["MSQ101"]}, [], id="ignored"),
        pytest.param({"per_file_ignores": {"tasks.json": ["MSQ1"]}}, [], id="ignored there"),
    ],
)
def test_a_text_that_cannot_be_read_passes_only_where_it_is_ignored(
    settings: dict[str, Any], found: list[str]
) -> None:
    assert codes(linted("{", **settings)) == found


def test_a_fingerprint_survives_moved_lines_and_tells_findings_apart() -> None:
    entries = (task("a", "a\\b.py", "c\\d.py"), task("b", "a\\b.py"))
    one, two = (
        [f.fingerprint for f in linted(text, select=["MSQ201"]).findings]
        for text in (tasks(*entries), "\n\n" + json.dumps(entries[::-1]))
    )
    assert sorted(one) == sorted(two)
    assert len(set(one)) == 3
    assert all(len(fingerprint) == 32 for fingerprint in one)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param(
            '[{"id": "ä\\ud800", "file_modifications": ["./a\\"\\n.py"]}]',
            "MSQ204",
            ("ä\ud800", './a"\n.py'),
            id="a value",
        ),
        pytest.param(
            '[{"id": "a", "file_modifications": ["a.py"], "x": 1}]',
            "MSQ104",
            ("a", "x"),
            id="a key",
        ),
        pytest.param(
            '[{"id": "a", "id": "a", "file_modifications": ["a.py"]}]',
            "MSQ102",
            (None, '"id"'),
            id="a stretch of text",
        ),
        pytest.param('{"tasks": []}', "MSQ106", (None, []), id="of no task"),
        pytest.param('[{"id": "a", "file_modifications": [1]}]', "MSQ103", ("a", 1), id="a number"),
    ],
)
def test_a_fingerprint_is_of_code_task_and_value(
    text: str, code: str, said: tuple[str | None, object]
) -> None:
    (finding,) = (each for each in linted(text).findings if each.code == code)
    expected = sha256(json.dumps((code, *said)).encode()).hexdigest()[:32]
    assert finding.fingerprint == expected


def test_the_fingerprint_of_a_change_is_of_its_path() -> None:
    text = '[{"id": "a", "file_modifications": ["a.py"]}]'
    source = Source("tasks.json", text.encode())
    units = [Unit(("a",), "--task", (FileChange("é.py", "added"),))]
    report = lint(source, Facts(), DEFAULT, comparison=alone(source, units))
    (finding,) = (each for each in report.findings if each.code == "MSQ601")
    assert finding.fingerprint == "769d9537db174cf0a361c93f91a1dfbc"


@examples(100)
@given(st.text(), st.text())
def test_the_quick_fingerprint_is_that_of_json(task: str, value: str) -> None:
    said = json.dumps(("MSQ201", task, value))
    assert _fingerprint("MSQ201", task, value) == sha256(said.encode()).hexdigest()[:32]


def test_thousands_of_suppressions_beside_thousands_of_findings() -> None:
    """Eight times as many in far less than the 64 times of quadratic time."""

    def suppressed(number: int) -> None:
        paths = ", ".join(f"./{at}.py" for at in range(number))
        ignores = ", ".join(["MSQ204", "MSQ201"] * (number // 2))
        text = f"id: a\nfile_modifications: [{paths}]  # modsquad: ignore[{ignores}]\n"
        report = linted(text, "tasks.yaml", least=Severity.WARNING)
        assert sorted(codes(report)) == ["MSQ109"] * (number // 2) + ["MSQ502"]

    assert grows_evenly(suppressed, 400, 3200)


def test_progress_is_told_of_each_rule() -> None:
    told: list[tuple[int, int]] = []
    source = Source("tasks.json", tasks(*SHARED).encode())
    config = configure(DEFAULT, {"select": ["MSQ1", "MSQ402"]}, "here")
    subject = look(source, Facts(), config)
    report_on(subject, config, progress=lambda *far: told.append(far))
    # Of MSQ1xx three look at this file; the others at what it has not: other keys, say, or a wrong shape.
    assert told == [(done, 4) for done in range(4)]
