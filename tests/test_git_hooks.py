"""The hooks that compare with git, under real pre-commit and with real commits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sandbox import Sandbox

from modsquad_lint import task_trailer

CHECKOUT = Path(__file__).parent.parent
STAGES = ("pre-commit", "pre-merge-commit", "pre-push", "prepare-commit-msg")


def _hooks() -> list[dict[str, object]]:
    """The two hooks as users get them, but run from this checkout instead of an installation."""
    with (CHECKOUT / ".pre-commit-hooks.yaml").open(encoding="utf-8") as stream:
        hooks = YAML(typ="safe").load(stream)
    chosen = [hook for hook in hooks if hook["id"] != "modsquad-lint"]
    for hook in chosen:
        entry = (
            hook["entry"]
            .replace("python -m ", "-m ")
            .replace("modsquad-lint ", "-m modsquad_lint ")
        )
        hook |= {"language": "system", "entry": f"{sys.executable} {entry}"}
    return chosen


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    box = Sandbox(tmp_path / "repository")
    box.tasks(("orders", ["app/orders.py"]), ("users", ["app/users.py"]))
    box.write(
        ".pre-commit-config.yaml", json.dumps({"repos": [{"repo": "local", "hooks": _hooks()}]})
    )
    box.git("add", "-A")
    box.commit("app/orders.py", "app/users.py", "app/main.py")
    install = [sys.executable, "-m", "pre_commit", "install"]
    types = [part for stage in STAGES for part in ("--hook-type", stage)]
    subprocess.run([*install, *types], cwd=box.top, check=True, capture_output=True)
    box.git("checkout", "-q", "-b", "task/orders")
    return box


def _git(top: Path, *arguments: str) -> tuple[bool, str]:
    done = subprocess.run(
        ["git", *arguments],
        cwd=top,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode == 0, done.stdout


def _message(top: Path) -> str:
    return _git(top, "log", "-1", "--format=%B")[1].strip()


def test_commits(box: Sandbox) -> None:
    box.write("app/orders.py", "1")
    passed, said = _git(box.top, "commit", "-a", "-m", "Orders")
    assert passed, said
    assert _message(box.top) == "Orders\n\nTask: orders"

    box.write("app/users.py", "2")
    passed, said = _git(box.top, "commit", "-a", "-m", "Users")
    assert not passed
    assert 'MSQ602 task "orders" changed app/users.py, which only "users" declares' in said

    # Only what is named is committed, whatever else changed.
    box.write("app/orders.py", "3")
    passed, said = _git(box.top, "commit", "app/orders.py", "-m", "Orders again")
    assert passed, said

    passed, said = _git(box.top, "commit", "--amend", "-a", "--no-edit")
    assert not passed
    box.git("checkout", "-q", "app/users.py")
    passed, said = _git(box.top, "commit", "--amend", "--no-edit")
    assert passed, said
    assert _message(box.top) == "Orders again\n\nTask: orders"

    box.git("rm", "-q", "app/main.py")
    passed, said = _git(box.top, "commit", "-m", "Deletion")
    assert not passed
    assert 'MSQ601 task "orders" deleted app/main.py' in said


def test_linked_worktree(box: Sandbox, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    box.git("worktree", "add", "-q", "-b", "task/users", str(linked), "main")
    (linked / "app" / "users.py").write_text("1")
    passed, said = _git(linked, "commit", "-a", "-m", "Users")
    assert passed, said
    assert _message(linked) == "Users\n\nTask: users"
    (linked / "app" / "orders.py").write_text("1")
    passed, said = _git(linked, "commit", "-a", "-m", "Orders")
    assert not passed
    assert 'MSQ602 task "users" changed app/orders.py' in said


def test_merges(box: Sandbox) -> None:
    box.git("checkout", "-q", "-b", "task/users", "main")
    box.write("app/users.py", "1")
    assert _git(box.top, "commit", "-a", "-m", "Users")[0]
    box.git("checkout", "-q", "task/orders")
    box.write("app/orders.py", "1")
    assert _git(box.top, "commit", "-a", "-m", "Orders")[0]
    passed, said = _git(box.top, "merge", "--no-edit", "task/users")
    assert passed, said
    assert "modsquad-lint-drift" in said


def test_push(box: Sandbox, tmp_path: Path) -> None:
    Sandbox(tmp_path / "remote", "--bare")
    box.git("remote", "add", "origin", str(tmp_path / "remote"))
    box.git("push", "-q", "--no-verify", "origin", "main")
    box.commit("app/orders.py", content="1", message="Orders")
    passed, said = _git(box.top, "push", "origin", "task/orders")
    assert passed, said
    box.write("app/main.py", "1")
    box.git("commit", "-q", "-a", "--no-verify", "-m", "Slipped through")
    passed, said = _git(box.top, "push", "origin", "task/orders")
    assert not passed
    assert 'MSQ601 task "orders" changed app/main.py' in said


class TestTrailer:
    @pytest.fixture
    def message(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        box = Sandbox(tmp_path / "repository")
        monkeypatch.chdir(box.top)
        return box.top / ".git" / "COMMIT_EDITMSG"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Subject\n", "Subject\n\nTask: one\n"),
            ("Subject\n\nTask: two\n", "Subject\n\nTask: two\n"),
            ("Subject\n\nTask: one\n", "Subject\n\nTask: one\n"),
            (
                "Subject\n\nbody\n\nSigned-off-by: A <a@example.com>\n",
                "Subject\n\nbody\n\nSigned-off-by: A <a@example.com>\nTask: one\n",
            ),
            ("Subject\n\n# a comment\n", "Subject\n\nTask: one\n\n# a comment\n"),
        ],
        ids=["none", "another", "the same", "beside others", "comments"],
    )
    def test_is_added_once(
        self, message: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
    ) -> None:
        monkeypatch.setenv("MODSQUAD_TASK", "one")
        message.write_text(before)
        for _ in range(2):
            assert task_trailer.main([str(message), "message"]) == 0
            assert message.read_text() == after

    def test_is_not_added_without_a_task(self, message: Path) -> None:
        message.write_text("Subject\n")
        assert task_trailer.main([str(message)]) == 0
        assert message.read_text() == "Subject\n"

    @pytest.mark.parametrize("ident", ["one\nSigned-off-by: x", "--x", "a b"])
    def test_odd_ids(self, message: Path, monkeypatch: pytest.MonkeyPatch, ident: str) -> None:
        monkeypatch.setenv("MODSQUAD_TASK", ident)
        message.write_text("Subject\n")
        assert task_trailer.main([str(message)]) == 0
        added = f"\nTask: {ident}\n" if "\n" not in ident else ""
        assert message.read_text() == f"Subject\n{added}"

    def test_follows_the_configuration(
        self, message: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MODSQUAD_TASK", "one")
        Path("modsquad-lint.toml").write_text('task-trailer = "Plan-Task"\n')
        message.write_text("Subject\n")
        assert task_trailer.main([str(message)]) == 0
        assert message.read_text() == "Subject\n\nPlan-Task: one\n"

    def test_says_what_is_wrong(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert task_trailer.main([]) == 2
        assert task_trailer.main(["x"]) == 2
        assert "which file holds the commit message" in capsys.readouterr().err
        assert os.listdir(tmp_path) == []
