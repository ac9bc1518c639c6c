"""What a task imports of another's work, as real git tells it."""

from __future__ import annotations

import json

import pytest
from sandbox import Sandbox

from modsquad_lint.cli.main import main


@pytest.fixture
def box(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    box = Sandbox(tmp_path_factory.mktemp("import") / "repository")
    monkeypatch.chdir(box.top)
    box.tasks(("a", ["a.py"]), ("b", ["b.py", "broken.py"]))
    box.commit("tasks.json", content=(box.top / "tasks.json").read_text())
    box.commit("a.py", content="", message="a\n\nTask: a")
    box.commit("broken.py", content="def (", message="b\n\nTask: b")
    box.commit("b.py", content="import a\n", message="b\n\nTask: b")
    return box


def imports(capfd: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["check", "tasks.json", "--against", "HEAD~3", "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)["findings"]
    return [it["message"] for it in found if it["code"] == "MSQ613"]


def test_what_is_committed_counts_not_the_disk(
    box: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    expected = ['"b" imports a.py (b.py:1), which "a" created, and neither waits for the other']
    assert imports(capfd) == expected
    box.write("b.py", "")
    assert imports(capfd) == expected
    box.commit("b.py", content="", message="b\n\nTask: b")
    assert imports(capfd) == []


@pytest.mark.usefixtures("box")
def test_what_can_not_be_parsed_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "tasks.json", "--against", "HEAD~3", "-v"]) == 0
    assert "imports not looked at: 1 changed file can't be parsed\n" in capfd.readouterr().out


def test_what_is_too_long_is_said(box: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    box.commit("b.py", content="import a\n" + "x\n" * 150_000, message="b\n\nTask: b")
    assert main(["check", "tasks.json", "--against", "HEAD~4", "-v"]) == 0
    said = "imports not looked at: 1 changed file would take too long\n"
    assert said in capfd.readouterr().out


def test_who_is_done_at_the_end_was_not_at_the_beginning(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    box = Sandbox(tmp_path_factory.mktemp("import") / "repository")
    monkeypatch.chdir(box.top)
    phase = ".planning/phases/01-store"
    box.commit("modsquad-lint.toml", content='commit-pattern = "...({id}): ..."\n')
    for number, path in (("01", "a.py"), ("02", "b.py"), ("03", "c.py")):
        front = f"plan: {number}\nwave: 1\ndepends_on: []\nfiles_modified: [{path}]"
        box.commit(f"{phase}/01-{number}-PLAN.md", content=f"---\n{front}\n---\n")
    box.commit("c.py", f"{phase}/01-03-SUMMARY.md", content="", message="feat(01-03): c")
    start = box.git("rev-parse", "HEAD")
    box.commit("a.py", f"{phase}/01-01-SUMMARY.md", content="", message="feat(01-01): a")
    box.commit("b.py", content="import a\nimport c\n", message="feat(01-02): b")
    box.commit(f"{phase}/01-02-SUMMARY.md", content="", message="docs(01-02): done")
    main(["check", phase, "--against", start, "--select", "MSQ6", "--format", "json"])
    found = json.loads(capfd.readouterr().out)["findings"]
    assert [(it["code"], it["message"]) for it in found] == [
        (
            "MSQ613",
            '"01-02" imports a.py (b.py:1), which "01-01" created, and neither waits for the other',
        )
    ]
