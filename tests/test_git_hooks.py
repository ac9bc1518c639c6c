"""The hooks that compare with git, under real pre-commit and with real commits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sandbox import Sandbox
from warm import PROGRAM, Program

from modsquad_lint.cli import task_trailer

CHECKOUT = Path(__file__).parent.parent
PRE_COMMIT = "pre_commit.main:main"
TRAILER = f"{task_trailer.__name__}:main"
SIGNED = "Signed-off-by: A U Thor <author@example.com>"
SCISSORS = "------------------------ >8 ------------------------"
STAGES = ("pre-commit", "pre-merge-commit", "pre-push", "prepare-commit-msg", "commit-msg")


def _hooks(program: Program) -> list[dict[str, object]]:
    """The hooks as users get them, but run from this installation instead of one of their own."""
    functions = {"modsquad-lint": PROGRAM, "modsquad-lint-task-trailer": TRAILER}
    with (CHECKOUT / ".pre-commit-hooks.yaml").open(encoding="utf-8") as stream:
        hooks = YAML(typ="safe").load(stream)
    chosen = [hook for hook in hooks if hook["id"] != "modsquad-lint"]
    for hook in chosen:
        script, *options = hook["entry"].split()
        entry = " ".join([program.words(functions[script]), *options])
        hook |= {"language": "system", "entry": entry}
    return chosen


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, program: Program) -> Path:
    """A folder with a repository in which pre-commit has put its hooks."""
    folder = tmp_path_factory.mktemp("installed")
    box = Sandbox(folder / "repository")
    box.tasks(("orders", ["app/orders.py"]), ("users", ["app/users.py"]))
    box.write(
        ".pre-commit-config.yaml",
        json.dumps({"repos": [{"repo": "local", "hooks": _hooks(program)}]}),
    )
    box.git("add", "-A")
    box.commit("app/orders.py", "app/users.py", "app/main.py")
    install = [sys.executable, "-m", "pre_commit", "install"]
    types = [part for stage in STAGES for part in ("--hook-type", stage)]
    environment = {**os.environ, "PRE_COMMIT_HOME": str(folder / "pre-commit")}
    subprocess.run(
        [*install, *types], cwd=box.top, env=environment, check=True, capture_output=True
    )
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nshift # -mpre_commit\nexec {program.words(PRE_COMMIT)} "$@"\n')
    python.chmod(0o755)
    for stage in STAGES:
        hook = box.top / ".git" / "hooks" / stage
        text = hook.read_text().replace(
            f"INSTALL_PYTHON={sys.executable}\n", f"INSTALL_PYTHON={python}\n"
        )
        assert str(python) in text
        hook.write_text(text)
    box.git("checkout", "-q", "-b", "task/orders")
    return folder


@pytest.fixture
def box(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(installed / "pre-commit"))
    shutil.copytree(installed / "repository", tmp_path / "repository")
    return Sandbox(tmp_path / "repository")


def _commit(box: Sandbox, path: str, message: str) -> None:
    """Change a file, and commit it without any hook."""
    box.write(path, message)
    box.git("-c", f"core.hooksPath={os.devnull}", "commit", "-q", "-a", "-m", message)


def _git(top: Path, *arguments: str, **variables: str) -> tuple[bool, str]:
    done = subprocess.run(
        ["git", *arguments],
        cwd=top,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode == 0, done.stdout


def _message(top: Path) -> str:
    return _git(top, "log", "-1", "--format=%B")[1].strip()


def _editor(folder: Path, text: str = "") -> str:
    """An editor in which someone types this at the very top, saves, and leaves."""
    script = folder / f"editor-{zlib.crc32(text.encode())}.py"
    script.write_text(
        "import sys\n"
        "file = sys.argv[1]\n"
        "with open(file) as stream: old = stream.read()\n"
        f"with open(file, 'w') as stream: stream.write({text!r} + old)\n"
    )
    return f'"{sys.executable}" "{script}"'


def test_commits(box: Sandbox) -> None:
    box.write("app/users.py", "2")
    passed, said = _git(box.top, "commit", "-a", "-m", "Users")
    assert not passed
    assert 'MSQ602 task "orders" changed app/users.py, which only "users" declares' in said

    # Only what is named is committed, whatever else changed.
    box.write("app/orders.py", "3")
    passed, said = _git(box.top, "commit", "app/orders.py", "-m", "Orders")
    assert passed, said
    assert _message(box.top) == "Orders\n\nTask: orders"

    passed, said = _git(box.top, "commit", "--amend", "-a", "--no-edit")
    assert not passed
    box.git("checkout", "-q", "app/users.py")
    passed, said = _git(box.top, "commit", "--amend", "--no-edit")
    assert passed, said
    assert _message(box.top) == "Orders\n\nTask: orders"

    box.git("rm", "-q", "app/main.py")
    passed, said = _git(box.top, "commit", "-m", "Deletion")
    assert not passed
    assert 'MSQ601 task "orders" deleted app/main.py' in said


def test_commits_in_an_editor(box: Sandbox, tmp_path: Path) -> None:
    box.write("app/orders.py", "1")
    passed, said = _git(box.top, "commit", "-a", GIT_EDITOR=_editor(tmp_path))
    assert not passed
    assert "Aborting commit due to empty commit message" in said
    passed, said = _git(box.top, "commit", "-a", GIT_EDITOR=_editor(tmp_path, "Orders"))
    assert passed, said
    assert _message(box.top) == "Orders\n\nTask: orders"
    passed, said = _git(box.top, "commit", "--amend", GIT_EDITOR=_editor(tmp_path, "My "))
    assert passed, said
    assert _message(box.top) == "My Orders\n\nTask: orders"


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
    _commit(box, "app/users.py", "Users\n\nTask: users")
    box.git("checkout", "-q", "task/orders")
    _commit(box, "app/orders.py", "Orders\n\nTask: orders")
    passed, said = _git(box.top, "merge", "--no-edit", "task/users")
    assert passed, said
    assert "modsquad-lint-drift" in said


def test_push(box: Sandbox, tmp_path: Path) -> None:
    Sandbox(tmp_path / "remote", "--bare")
    box.git("remote", "add", "origin", str(tmp_path / "remote"))
    box.git("push", "-q", "--no-verify", "origin", "main")
    _commit(box, "app/orders.py", "Orders")
    passed, said = _git(box.top, "push", "origin", "task/orders")
    assert passed, said
    _commit(box, "app/main.py", "Slipped through")
    Sandbox(tmp_path / "fork", "--bare")
    box.git("remote", "add", "fork", str(tmp_path / "fork"))
    box.git("push", "-q", "--no-verify", "fork", "task/orders")
    passed, said = _git(box.top, "push", "origin", "task/orders")
    assert not passed  # what another remote has is new to this one
    assert 'MSQ601 task "orders" changed app/main.py' in said


@pytest.mark.parametrize("name", ["pre-push", "pre-push.legacy"])
def test_a_plain_hook_as_documented(
    box: Sandbox, tmp_path: Path, program: Program, name: str
) -> None:
    """It sees every ref, and knows the remote; pre-commit's own sees one of them."""
    lines = (CHECKOUT / "docs" / "git.md").read_text(encoding="utf-8").split("```sh\n")[1]
    hook = box.top / ".git" / "hooks" / name
    hook.write_text(lines.partition("```")[0].replace("modsquad-lint", program.words(PROGRAM), 1))
    hook.chmod(0o755)
    for remote in ("origin", "fork"):
        Sandbox(tmp_path / remote, "--bare")
        box.git("remote", "add", remote, str(tmp_path / remote))
    box.git("push", "-q", "--no-verify", "origin", "main")
    _commit(box, "app/orders.py", "Orders")
    box.git("branch", "task/users")
    _commit(box, "app/users.py", "Slipped through")
    found = 'MSQ602 task "orders" changed app/users.py'
    box.git("switch", "-q", "task/users")
    _commit(box, "app/users.py", "Users")
    passed, said = _git(box.top, "push", "origin", "task/users", "task/orders")
    assert (passed, found in said) == (False, True), said
    passed, said = _git(box.top, "push", "-q", "fork", "main")
    assert passed, said
    box.git("push", "-q", "--no-verify", "fork", "task/orders")
    passed, said = _git(box.top, "push", "origin", "task/orders")
    assert (passed, found in said) == (False, True), said
    passed, said = _git(box.top, "push", "fork", ":task/orders")
    assert passed, said


class TestRealCommits:
    """The trailer hook alone, with git's own hooks."""

    @pytest.fixture
    def box(self, tmp_path: Path, program: Program) -> Sandbox:
        box = Sandbox(tmp_path / "repository")
        box.commit("a", message="First")
        box.git("checkout", "-q", "-b", "task/one")
        for name in ("prepare-commit-msg", "commit-msg"):
            hook = box.top / ".git" / "hooks" / name
            hook.write_text(f'#!/bin/sh\n{program.words(TRAILER)} "$@"\n')
            hook.chmod(0o755)
        box.write("a", "changed")
        box.git("add", "a")
        return box

    @pytest.mark.parametrize(
        ("arguments", "typed", "message"),
        [
            ([], "Subject", "Subject\n\nTask: one"),
            ([], "Subject\n\nBody\n---\nmore", "Subject\n\nBody\n---\nmore\n\nTask: one"),
            ([], "Subject\n\nTask: two", "Subject\n\nTask: two"),
            (["-v"], "Subject", "Subject\n\nTask: one"),
            (["-s"], "Subject", f"Subject\n\n{SIGNED}\nTask: one"),
            (["-m", "Subject", "-e"], "My ", "My Subject\n\nTask: one"),
            (["-m", "#12 Mend it"], "", "#12 Mend it\n\nTask: one"),
            (["-m", "Subject\n\n# kept"], "", "Subject\n\n# kept\n\nTask: one"),
            (["-m", "Subject\n\nbody\n---\nmore"], "", "Subject\n\nbody\n---\nmore\n\nTask: one"),
            (["-m", "Fix: it"], "", "Fix: it\n\nTask: one"),
            (["-m", "Task: two"], "", "Task: two\n\nTask: one"),
            (["-F", "-"], "", "From a file\n\nTask: one"),
            (["--amend"], "", "First\n\nTask: one"),
            (["--amend", "--no-edit"], "", "First\n\nTask: one"),
            (["--fixup", "HEAD"], "", "fixup! First\n\nTask: one"),
            (["--cleanup=verbatim", "-m", "Subject\n"], "", "Subject\n\nTask: one"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_message(
        self, box: Sandbox, tmp_path: Path, arguments: list[str], typed: str, message: str
    ) -> None:
        box.git(
            "commit",
            *arguments,
            given=b"From a file\n",
            env={"GIT_EDITOR": _editor(tmp_path, typed)},
        )
        assert _message(box.top) == message

    @pytest.mark.parametrize(
        ("configuration", "typed"),
        [
            (["core.commentChar", ";"], "Subject\n; left out"),
            (["core.commentChar", ";"], f"Subject\n\n# {SCISSORS}\nkept"),
            (["core.commentChar", "auto"], "Subject"),
            (["core.commentChar", "auto"], "Subject\n\n# 1\n; 2"),
            (["commit.cleanup", "scissors"], "Subject\n\n# kept"),
            (["commit.verbose", "true"], "Subject\n# left out"),
            (["commit.cleanup", "strip"], "Subject\n# left out"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else repr(value),
    )
    def test_comments(
        self, box: Sandbox, tmp_path: Path, configuration: list[str], typed: str
    ) -> None:
        box.git("config", *configuration)
        editor = {"GIT_EDITOR": _editor(tmp_path, typed)}
        passed, said = _git(box.top, "commit", GIT_EDITOR=_editor(tmp_path))
        assert not passed
        assert "Aborting commit" in said
        box.git("commit", env=editor)
        with_hook = _message(box.top)
        box.git("reset", "-q", "--soft", "HEAD~1")
        box.git("config", "core.hooksPath", os.devnull)
        box.git("commit", env=editor)
        assert with_hook == f"{_message(box.top)}\n\nTask: one"

    @pytest.mark.parametrize("arguments", [[], ["-v"], ["-s"], ["-F", os.devnull], ["-m", ""]])
    def test_an_empty_message_is_still_none(
        self, box: Sandbox, tmp_path: Path, arguments: list[str]
    ) -> None:
        passed, said = _git(box.top, "commit", *arguments, GIT_EDITOR=_editor(tmp_path))
        assert not passed
        assert "Aborting commit due to empty commit message" in said

    def test_no_editor_is_no_message(self, box: Sandbox) -> None:
        passed, said = _git(box.top, "commit", GIT_EDITOR=":")
        assert not passed
        assert "Aborting commit due to empty commit message" in said

    def test_a_template_that_nobody_edited_is_no_message(
        self, box: Sandbox, tmp_path: Path
    ) -> None:
        box.write("template", "Say why\n# and how\n")
        box.git("config", "commit.template", "template")
        passed, said = _git(box.top, "commit", GIT_EDITOR=_editor(tmp_path))
        assert not passed
        assert "you did not edit the message" in said
        box.git("commit", env={"GIT_EDITOR": _editor(tmp_path, "Subject\n\n")})
        assert _message(box.top) == "Subject\n\nSay why\n\nTask: one"

    def test_merge_and_squash(self, box: Sandbox, tmp_path: Path) -> None:
        box.git("commit", "-q", "-m", "Subject")
        box.git("checkout", "-q", "-b", "task/two", "main")
        box.commit("b")
        editor = {"GIT_EDITOR": _editor(tmp_path)}
        box.git("merge", "-q", "--edit", "task/one", env=editor)
        assert _message(box.top) == "Merge branch 'task/one' into task/two\n\nTask: two"
        box.git("checkout", "-q", "-b", "task/three", "main")
        box.git("merge", "-q", "--squash", "task/one")
        box.git("commit", "-q", env=editor)
        message = _message(box.top)
        assert message.startswith("Squashed commit of the following:\n\ncommit ")
        assert message.endswith("    Subject\n\n    Task: one\n\nTask: three")

    def test_no_program_of_the_repository_is_run(self, box: Sandbox, tmp_path: Path) -> None:
        for key, kind in (("Trap", "command"), ("Task", "cmd")):
            box.git("config", f"trailer.{key}.{kind}", f"touch '{tmp_path}/armed-{kind}'; echo")
        box.git("interpret-trailers", "--trailer", "Task: x", given=b"Subject\n")
        armed = [tmp_path / f"armed-{kind}" for kind in ("command", "cmd")]
        for trap in armed:
            trap.unlink()
        box.git("commit", "-q", "-m", "Subject")
        assert [trap for trap in armed if trap.exists()] == []
        assert _message(box.top) == "Subject\n\nTask: one"


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
            ("Subject\n\nTASK : two\n", "Subject\n\nTASK : two\n"),
            ("Subject\n\nFixes : 12\n", "Subject\n\nFixes : 12\nTask: one\n"),
        ],
        ids=["none", "another", "the same", "beside others", "comments", "spaced", "spaced others"],
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
