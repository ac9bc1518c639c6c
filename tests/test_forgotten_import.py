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
