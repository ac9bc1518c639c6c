"""`plan --suggest` and `plan --why` in the formats that can hold their answers, and in no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modsquad_lint.cli.main import main

BEFORE = {
    "tasks": 2,
    "batches": 2,
    "turns": 2,
    "parallelization_percent": 0.0,
    "speedup_factor": 1.0,
    "rating": "Critical",
}
AFTER = {**BEFORE, "batches": 1, "turns": 1, "parallelization_percent": 100.0}


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tasks.json"
    path.write_text(
        '[{"id": "a", "file_modifications": ["x.py"], "dependencies": []},\n'
        ' {"id": "b", "file_modifications": ["x.py"], "dependencies": []}]\n'
    )
    return path


def plan(*arguments: str) -> int:
    return main(["plan", "--no-git", "tasks.json", *arguments])


def test_suggestions_as_json(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tasks.exists()
    assert plan("--suggest", "--format", "json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["version", "suggestions", "tried", "possible", "analysis"]
    assert (answer["version"], answer["analysis"]["turns"]) == (1, 2)
    assert (answer["tried"], answer["possible"]) == (4, 4)
    assert answer["suggestions"][0] == {
        "kind": "split",
        "title": 'split x.py so that each of "a" and "b" has a part of its own',
        "cost": "x.py becomes 2 files",
        "before": BEFORE,
        "after": {**AFTER, "speedup_factor": 2.0, "rating": "Good"},
    }


def test_the_answer_why_as_json(tasks: Path) -> None:
    answer = tasks.parent / "why.json"
    assert plan("--why", "b", "--format", "json=why.json") == 0
    value = json.loads(answer.read_text())
    change = value.pop("change")
    assert (change["kind"], change["turn"], change["before"]) == ("combine", 1, BEFORE)
    assert value == {
        "version": 1,
        "path": "tasks.json",
        "task": "b",
        "batch_id": 2,
        "reason": "File intersection with previous tasks",
        "turn": 2,
        "steps": [
            {
                "task": "a",
                "waits_for": None,
                "file": None,
                "after": None,
                "place": {"line": 1, "column": 9, "offset": 8},
                "other_place": None,
            },
            {
                "task": "b",
                "waits_for": "file",
                "file": "x.py",
                "after": "a",
                "place": {"line": 2, "column": 37, "offset": 102},
                "other_place": {"line": 1, "column": 37, "offset": 36},
            },
        ],
    }


@pytest.mark.parametrize("question", [("--suggest",), ("--why", "b")], ids=" ".join)
@pytest.mark.parametrize("wanted", ["svg=x.svg", "markdown", "html"])
def test_no_other_format_has_an_answer(
    question: tuple[str, ...],
    wanted: str,
    tasks: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert plan(*question, "--format", wanted) == 2
    assert capsys.readouterr() == (
        "",
        (
            f"modsquad-lint: --suggest and --why have no format {wanted.partition('=')[0]}\n"
            "give --format text or json, or ask for the plan alone\n"
        ),
    )
    assert [path.name for path in tasks.parent.iterdir()] == ["tasks.json"]
