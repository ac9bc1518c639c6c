"""How git is asked: no program of the repository runs, and what git cannot say is said in words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox import Sandbox

from modsquad_lint.git import GitFailedError, Repository
from modsquad_lint.git_changes import compare


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    box = Sandbox(tmp_path / "repository")
    box.commit("a", "b")
    return box


def _paths(box: Sandbox, against: str) -> list[str]:
    changes = compare(str(box.top), against)
    return [change.path for unit in changes.units for change in unit.changes]


class TestFilters:
    @pytest.mark.parametrize(
        ("name", "scope"),
        [("evil", "--local"), ("evil", "--worktree"), ("a=b", "--local"), ("a=b", "--worktree")],
    )
    def test_of_the_repository_never_run(
        self, box: Sandbox, tmp_path: Path, name: str, scope: str
    ) -> None:
        armed = tmp_path / "armed"
        box.git("config", "extensions.worktreeConfig", "true")
        box.git("config", scope, f"filter.{name}.clean", f"touch '{armed}'; cat")
        box.git("config", scope, f"filter.{name}.required", "true")
        box.write(".git/info/attributes", f"* filter={name}\n")
        box.write("a", "changed")
        box.git("diff", "--raw")
        armed.unlink()
        assert _paths(box, "worktree") == ["a"]
        assert not armed.exists()

    def test_of_the_user_do(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        personal = tmp_path / "gitconfig"
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(personal))
        box.git("config", "--global", "filter.mine.clean", "tr x y")
        box.write(".git/info/attributes", "* filter=mine\n")
        box.commit("c", content="xx")
        box.write("c", "yx")
        assert _paths(box, "worktree") == []


@pytest.mark.skipif(sys.platform == "win32", reason="the stubs are scripts for a shell")
class TestWithoutGit:
    @pytest.mark.parametrize(
        "stub",
        [
            "exit 1",
            "exit 0",
            'case "$*" in *version*) exit 1;; esac; exec "$GIT" "$@"',
            "echo no version; exit 0",
            None,
        ],
        ids=["fails", "says nothing", "has no version", "says something else", "is not there"],
    )
    @pytest.mark.parametrize("against", ["staged", "worktree", "HEAD", "auto"])
    def test_is_not_checked(
        self, box: Sandbox, tmp_path: Path, stub: str | None, against: str
    ) -> None:
        (tmp_path / "bin").mkdir()
        if stub is not None:
            git = tmp_path / "bin" / "git"
            git.write_text(f"#!/bin/sh\n{stub}\n")
            git.chmod(0o755)
        box.tasks(("one", ["a"]))
        done = subprocess.run(
            [sys.executable, "-m", "modsquad_lint", "check", "--against", against, "tasks.json"],
            cwd=box.top,
            env={
                **os.environ,
                "PATH": str(tmp_path / "bin"),
                "GIT": shutil.which("git") or "",
                "PYTHONPATH": str(Path(__file__).parent.parent),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 3
        assert "NOT checked: git was not found, or could not be run" in done.stderr
        assert "install git" in done.stderr


def test_notes_are_those_of_one_work_tree(box: Sandbox, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    box.git("worktree", "add", "-q", "-b", "side", str(linked))
    for name in ("MERGE_HEAD", "shallow", "rebase-merge/head-name"):
        box.write(f".git/{name}", "here\n")
    notes = {
        str(top): [
            Repository(str(top)).note(name)
            for name in ("HEAD", "MERGE_HEAD", "shallow", "rebase-merge/head-name")
        ]
        for top in (box.top, linked)
    }
    assert notes == {
        str(box.top): [["ref: refs/heads/main"], ["here"], ["here"], ["here"]],
        str(linked): [["ref: refs/heads/side"], [], ["here"], []],
    }


def test_says_what_git_says(box: Sandbox) -> None:
    with pytest.raises(GitFailedError, match=r"^Not a valid object name nothing$"):
        Repository(str(box.top)).ask("cat-file", "-p", "nothing")


def test_settings_are_for_one_question(box: Sandbox) -> None:
    repository = Repository(str(box.top))
    settings = {"user.name": "=", "x.a=b.y": "c=d", "x.a=c.y": ""}
    for name, value in settings.items():
        assert repository.ask("config", name, settings=settings).decode() == f"{value}\n"
        assert repository.ask("config", name, accept=(0, 1)) == b""
