"""A git that hangs, floods, or talks nonsense, and a repository that means harm: a clear answer, soon."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import children
import pytest
from comparing import compare
from growth import grows_evenly
from sandbox import Sandbox

from modsquad_lint.repository.git.facts import open_facts
from modsquad_lint.repository.git.formats import raw_changes, raw_log
from modsquad_lint.repository.git.repository import GitFailedError, Repository
from modsquad_lint.text.errors import NotCheckedError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the wrappers around git are shell scripts")
VERSION = "case $* in version) echo git version 2.40.0; exit;; esac\n"


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    box = Sandbox(tmp_path / "repository")
    box.commit("tasks.json", "a.py", message="one", content=box.tasks(("a", ["a.py"])))
    return box


def _stub(folder: Path, text: str) -> str:
    folder.mkdir(exist_ok=True)
    stub = folder / "git"
    stub.write_text(f"#!/bin/sh\n{text}\n")
    stub.chmod(0o755)
    return str(stub)


def _use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    monkeypatch.setenv("GIT_PYTHON_GIT_EXECUTABLE", _stub(tmp_path / "bin", text))


@pytest.mark.parametrize(
    "text",
    [
        "sleep 600; touch woke",
        "exec sh -c 'sleep 600; touch woke'",
        f"{VERSION}sleep 600; touch woke",
        # What it started is in its session, and keeps the pipe open.
        f"{VERSION}(sleep 600; touch woke) & wait",
        f"{VERSION}setsid sh -c 'sleep 30; touch woke' & exit 0",
        f"{VERSION}exec >&- 2>&-; sleep 600; touch woke",
    ],
    ids=["child", "itself", "after its version", "background", "detached", "closed"],
)
def test_a_git_that_hangs_is_asked_once(
    text: str, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = f"case $* in version) ;; *) echo >>'{tmp_path}/asked';; esac; cd '{tmp_path}'"
    _use(monkeypatch, tmp_path, f"{asked}; {text}")
    for seconds in (0.2, 2, 20):  # a busy machine may take longer to begin at all
        monkeypatch.setattr("modsquad_lint.repository.git.repository.SECONDS", seconds)
        with pytest.raises(NotCheckedError, match=f"git did not answer within {seconds} seconds"):
            compare(str(box.top), "staged")
        if (tmp_path / "asked").exists() or not text.startswith(VERSION):
            break
    # What hangs at the question for its version is asked nothing else.
    count = (tmp_path / "asked").read_text() if text.startswith(VERSION) else "\n"
    assert count == "\n"
    assert not (tmp_path / "woke").exists()


def test_endless_output_ends(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, tmp_path, f"{VERSION}exec yes")
    monkeypatch.setattr("modsquad_lint.repository.git.repository._MOST_ANSWERED", 1 << 20)
    with pytest.raises(NotCheckedError, match="git's answer is larger than 1 MiB"):
        compare(str(box.top), "staged")


@pytest.mark.parametrize("against", ["staged", "worktree", "HEAD~1", "auto"])
@pytest.mark.parametrize(
    "answer",
    ["x", ":", ":100644 100644 abc", "\\0", "a\\0b", "0 1 2\\n", "\\377\\0\\n", ": M\\0"],
)
def test_nonsense_is_no_pass(
    answer: str, against: str, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where HEAD leads is asked first, and has an answer.
    _use(monkeypatch, tmp_path, f"{VERSION}printf '{answer}'")
    with pytest.raises(NotCheckedError):
        compare(str(box.top), against)


@pytest.mark.parametrize(
    "answer",
    [b"x", b":", b"\0", b":100644 100644 abc\0", b":100644 100644 a b M\0", b":1 2 a b R\0x\0"],
)
def test_changes_of_another_form_are_refused(answer: bytes) -> None:
    with pytest.raises(GitFailedError, match="cannot be understood"):
        raw_changes(answer)


@pytest.mark.parametrize("answer", [b"x", b"x\0y\0", b"a\0b\0c\0d\0\n:1 2 a b M\0"])
def test_a_log_of_another_form_is_refused(answer: bytes) -> None:
    with pytest.raises(GitFailedError, match="cannot be understood"):
        list(raw_log(answer, 4))


@pytest.mark.parametrize("mode", ["raise", "warn", "quiet"])
def test_what_gitpython_is_told_elsewhere_changes_nothing(mode: str, box: Sandbox) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "modsquad_lint", "check", "--against", "staged", "tasks.json"],
        cwd=box.top,
        env={**os.environ, "GIT_PYTHON_REFRESH": mode},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_note_without_a_last_line_end(box: Sandbox) -> None:
    (box.top / ".git" / "MERGE_HEAD").write_bytes(b"a\r\nb")
    assert Repository(str(box.top)).note("MERGE_HEAD") == ["a", "b"]


def test_a_long_difference_below_a_message_is_no_reason_to_refuse_it(box: Sandbox) -> None:
    scissors = "# ------------------------ >8 ------------------------\n"
    text = f"words\n{scissors}" + "+line\n" * 400_000
    (box.top / "message").write_text(text)
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from modsquad_lint.cli import task_trailer as it; it.main()",
            "message",
        ],
        cwd=box.top,
        env={**os.environ, "MODSQUAD_TASK": "a"},
        check=True,
    )
    assert (box.top / "message").read_text() == text.replace("words\n", "words\n\nTask: a\n", 1)


def test_an_interrupt_ends_git_at_once(box: Sandbox, tmp_path: Path) -> None:
    log = tmp_path / "log"
    # It speaks up once it is waited for: what is interrupted while Python starts it is not known yet.
    text = f'{VERSION}sleep 1; echo $$ >"{log}"; sleep 600; touch woke'
    stub = _stub(tmp_path / "bin", text)
    command = ["-m", "modsquad_lint", "check", "--against", "staged", "tasks.json"]
    environment = {**os.environ, "GIT_PYTHON_GIT_EXECUTABLE": stub}
    with children.python(*command, cwd=box.top, env=environment) as child:
        while not log.exists() or not log.read_text():
            assert child.poll() is None
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate()
    assert (child.returncode, err) == (130, b"")
    with suppress(ProcessLookupError):
        while True:  # it was ended by a signal, which may still be on its way
            os.kill(int(log.read_text()), 0)
            time.sleep(0.01)
    assert not (box.top / "woke").exists()


@pytest.mark.parametrize("kind", ["device", "fifo", "folder", "large"])
def test_notes_of_git_that_are_no_files(kind: str, box: Sandbox) -> None:
    note = box.top / ".git" / "MERGE_HEAD"
    if kind == "device":
        note.symlink_to("/dev/zero")
    elif kind == "fifo":
        os.mkfifo(note)
    elif kind == "folder":
        note.mkdir()
    else:
        with note.open("wb") as stream:
            stream.truncate(1 << 40)
    assert Repository(str(box.top)).note("MERGE_HEAD") == []


def test_an_ignore_file_that_leads_to_a_device(box: Sandbox) -> None:
    (box.top / ".gitignore").symlink_to("/dev/zero")
    assert open_facts(str(box.top)).ignored(["src/new.py"]) == {}


def test_an_index_that_is_a_device(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", "/dev/zero")
    with pytest.raises(NotCheckedError, match="the index /dev/zero is not a file"):
        compare(str(box.top), "worktree")


def test_no_folder_for_temporary_files(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    with pytest.raises(NotCheckedError, match="there is no folder for temporary files"):
        compare(str(box.top), "worktree")


@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [("Task: a", " " * 8, "b"), ("", "Task: tasks\n", "")],
    ids=["spaces", "trailers"],
)
def test_the_longest_messages_take_linear_time(
    before: str, repeated: str, after: str, box: Sandbox
) -> None:
    def committed(times: int) -> str:
        box.write("a.py", f"changed {times}\n")
        message = before + repeated * times + after
        box.raw("commit", "-qaF", "-", given=f"s\n\nbody\n{message}\n".encode())
        return box.git("rev-parse", "HEAD")

    few, many = committed(2000), committed(16_000)
    assert grows_evenly(lambda commit: compare(str(box.top), f"{commit}~1..{commit}"), few, many)


@pytest.mark.parametrize("mark", ["\u2028", "\x85"])
def test_names_hold_what_ends_a_line_elsewhere(mark: str, tmp_path: Path) -> None:
    """Else a name ends in a revision of its own, and hides the commits of this branch as another's."""
    found = []
    for name in ("x", f"x{mark}HEAD"):
        box = Sandbox(tmp_path / f"{len(name)}")
        box.commit("tasks.json", content=box.tasks(("a", ["a.py"])))
        base = box.git("rev-parse", "HEAD")
        box.git("checkout", "-q", "-b", "side")
        box.commit("s.py", message="side\n\nTask: a")
        box.git("checkout", "-q", "-b", "task/a", base)
        box.commit("undeclared.py", message="own\n\nTask: a")
        box.git("merge", "-q", "--no-edit", "side")
        box.raw("update-ref", f"refs/heads/{name}", base)
        found.append([unit.changes for unit in compare(str(box.top), base).units])
    assert found[0] == found[1]
    assert any(change.path == "undeclared.py" for changes in found[1] for change in changes)


@pytest.mark.parametrize(
    "event",
    ['{"before": "\\u0000"}', '{"before": "\\ud800"}', "[" * 200_000, '{"before": "x', ""],
    ids=["nul", "surrogate", "deep", "cut", "empty"],
)
def test_events_of_any_kind(
    event: str, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "event").write_text(event)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event"))
    with pytest.raises(NotCheckedError):
        compare(str(box.top), "auto")


def test_a_revision_is_not_repeated_at_any_length(box: Sandbox) -> None:
    with pytest.raises(NotCheckedError) as caught:
        compare(str(box.top), "x" * 3_000_000)
    assert len(str(caught.value)) < 2000


def test_what_git_says_about_a_setting_is_said_whole(box: Sandbox) -> None:
    box.git("config", "core.repositoryFormatVersion", "1")
    box.git("config", "extensions.fancyThing", "true")
    with pytest.raises(GitFailedError, match="unknown repository extension found: fancything"):
        Repository(str(box.top)).ask("rev-parse", "HEAD")


def test_modules_of_the_repository_are_not_imported(box: Sandbox) -> None:
    for name in ("git", "json", "re", "identify", "subprocess", "ruamel"):
        box.write(f"{name}.py", f"open('imported-{name}', 'w')\n")
    for command in (
        ["-m", "modsquad_lint", "check", "--against", "staged", "tasks.json"],
        ["-m", "modsquad_lint.batch_runner", "--tasks", "tasks.json"],
        ["-m", "modsquad_lint.validator", "--check-deps", "tasks.json"],
    ):
        subprocess.run([sys.executable, *command], cwd=box.top, capture_output=True, check=True)
    assert not list(box.top.glob("imported-*"))
