"""`plan` with several files, and with tasks that are done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from modsquad_lint import reporters
from modsquad_lint.cli.main import main


def task(ident: str, *files: str, after: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": ident, "file_modifications": [*files], "dependencies": after.split(), **more}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.tasks.json").write_text(
        json.dumps([task("a", "a.py"), task("b", "b.py", after="a")])
    )
    (tmp_path / "two.tasks.json").write_text(
        json.dumps([task("c", "a.py"), task("d", "b.py", after="b")])
    )
    return tmp_path


def planned(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """The exit code, and the batches."""
    code = main(["plan", "--no-git", "--isolated", "--format", "json", *arguments])
    batches = json.loads(capsys.readouterr().out)["batches"]
    return code, [" ".join(batch["tasks"]) for batch in batches]


@pytest.mark.usefixtures("here")
def test_several_files_are_one_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert planned(capsys, "one.tasks.json", "two.tasks.json") == (0, ["a", "c", "b", "d"])
    # in the order in which they were given
    assert planned(capsys, "two.tasks.json", "one.tasks.json") == (0, ["c", "a", "b", "d"])
    assert planned(capsys, "one.tasks.json") == (0, ["a", "b"])


@pytest.mark.usefixtures("here")
def test_why_names_the_file_of_each_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--no-git", "--why", "c", "one.tasks.json", "two.tasks.json"]) == 0
    assert "(two.tasks.json:1:37, one.tasks.json:1:37)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.usefixtures("here")
def test_a_workflow_is_of_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["plan", "--no-git", "--format", "workflow", "one.tasks.json", "two.tasks.json"]) == 2
    )
    assert "a workflow reads one tasks file" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_command_names_all_files_that_have_errors(capsys: pytest.CaptureFixture[str]) -> None:
    Path("two.tasks.json").write_text(json.dumps([task("c", "x\\y.py")]))
    assert main(["plan", "--no-git", "one.tasks.json", "two.tasks.json"]) == 1
    assert "modsquad-lint check --no-git one.tasks.json two.tasks.json" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_tasks_that_are_done_are_not_planned(capsys: pytest.CaptureFixture[str]) -> None:
    assert planned(capsys, "--done", "a", "one.tasks.json") == (0, ["b"])
    both = ["--done", "a", "--done", "b", "one.tasks.json", "two.tasks.json"]
    assert planned(capsys, *both) == (0, ["c d"])
    assert main(["plan", "--no-git", "--done", "A", "one.tasks.json"]) == 2
    assert capsys.readouterr().err == 'modsquad-lint: no task has the id "A"; did you mean "a"?\n'
    assert main(["plan", "--no-git", "--done", "a", "--why", "a", "one.tasks.json"]) == 2
    assert capsys.readouterr().err == 'modsquad-lint: "a" is done, so that it is in no batch\n'


@pytest.mark.parametrize("name", reporters.PLAN_FORMATS)
def test_a_plan_of_which_all_is_done_is_shown_in_every_format(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    done = json.dumps([task("a", "a.py", status="done"), task("b", "a.py", status="cancelled")])
    (here / "one.tasks.json").write_text(done)
    assert main(["plan", "--no-git", "--isolated", "--format", name, "one.tasks.json"]) == 0
    text = capsys.readouterr().out
    if name == "text":
        assert text == "nothing is left to plan: all tasks are done\n"
    if name == "json":
        assert json.loads(text) == {
            "batches": [],
            "metrics": {
                "total_tasks": 0,
                "total_batches": 0,
                "parallelization_percent": 0.0,
                "speedup_factor": 0.0,
                "intersections": [],
            },
        }
    assert main(["check", "--no-git", "--isolated", "-v", "one.tasks.json"]) == 0
