"""How often git is started: as often for many commits, tasks and files as for few."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sandbox import Sandbox

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the wrapper around git is a shell script")


def _declared(number: int) -> str:
    return f"src/part_{number}.py"


def _history(box: Sandbox, commits: int, tasks: int) -> None:
    """Tasks of one file each, and commits that each change one of them and name its task."""
    entries = [
        {"id": f"task-{number}", "file_modifications": [_declared(number)], "dependencies": []}
        for number in range(tasks)
    ]
    changes = [("Begin", "tasks.json", json.dumps({"tasks": entries}))]
    changes += [
        (
            f"Change {number}\n\nTask: task-{number % tasks}\n",
            _declared(number % tasks),
            str(number),
        )
        for number in range(commits)
    ]
    stream = "".join(
        "commit refs/heads/main\ncommitter A U Thor <author@example.com> 1700000000 +0000\n"
        f"data {len(message)}\n{message}\nM 100644 inline {path}\ndata {len(text)}\n{text}\n"
        for message, path, text in changes
    )
    box.raw("fast-import", "--quiet", given=stream.encode())
    box.git("checkout", "--quiet", "--force", "main")


def _processes(box: Sandbox, tmp_path: Path, *options: str) -> int:
    """How many git processes a check starts."""
    log, wrapper = tmp_path / "log", tmp_path / "bin" / "git"
    wrapper.parent.mkdir(exist_ok=True)
    real = shutil.which("git")
    wrapper.write_text(f'#!/bin/sh\necho "$*" >>"{log}"\nexec "{real}" "$@"\n')
    wrapper.chmod(0o755)
    log.write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "modsquad_lint", "check", *options],
        cwd=box.top,
        env={**os.environ, "PATH": f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return len(log.read_text().splitlines())


def _more(box: Sandbox, number: int) -> None:
    """More tasks files, files that only have their name, and refs."""
    for at in range(number):
        box.tasks((f"more-{at}", [f"more/{at}.py"]))
        (box.top / f"p{at}").mkdir()
        (box.top / "tasks.json").rename(box.top / f"p{at}" / "tasks.json")
        box.write(f"more/{at}.py")
        box.write(f"q{at}/tasks.json", f'[{{"id": {at}, "title": "x"}}]')
        box.write(f"p{at}/modsquad-lint.toml", "max-files = 12")
    box.git("checkout", "-q", "--", "tasks.json")
    box.git("add", "-A")
    box.git("commit", "-q", "-m", "More\n\nTask: task-0")
    commit = box.git("rev-parse", "HEAD")
    refs = "".join(f"create refs/heads/b{at} {commit}\n" for at in range(10 * number))
    box.raw("update-ref", "--stdin", given=refs.encode())


def _doubtful(box: Sandbox, number: int) -> None:
    """Tasks files of which much has to be asked: what they share, miss, ignore, and no longer have."""
    plain = {"file_modifications": ["more/0.py"], "dependencies": []}
    for gone in (False, True):
        for at in range(number):
            about = ["shared", "missing", "gone"]
            tasks = [{"id": f"{what}-{at}", **plain} for what in about[: 2 if gone else 3]]
            tasks[0]["file_modifications"] = [f"both/{at}.py", f"logs/{at}.log"]
            tasks[1]["file_modifications"] = [f"both/{at}.py", f"moer/{at}.py", f"more/a{at}.py"]
            tasks[1]["dependencies"] = [f"gone-{at}"] if at % 2 else []
            box.write(f"p{at}/tasks.json", json.dumps({"tasks": tasks}, indent=1))
            box.write(f"both/{at}.py")
            box.write(f"more/{at}.py")
        box.write(".gitignore", "*.log\n")
        box.write(".gitattributes", f"*.{'md' if gone else 'txt'} merge=union\n")
        box.git("add", "-A")
        box.git("commit", "-q", "-m", "More\n\nTask: shared-0")


def _processes_of(
    folder: Path, number: int, change: Callable[[Sandbox, int], None], against: str | None
) -> int:
    """How many processes of git a check takes in a repository with so much of something."""
    box = Sandbox(folder / "repository")
    _history(box, 2, 2)
    change(box, number)
    what = ["--against", "HEAD~1" if against == "REV" else against] if against else []
    return _processes(box, folder, ".", "--fail-on", "never", *what)


@pytest.mark.parametrize("against", [None, "REV", "worktree"])
def test_as_many_git_processes_for_many_doubtful_files_as_for_few(
    against: str | None, tmp_path: Path
) -> None:
    def change(box: Sandbox, number: int) -> None:
        _doubtful(box, number)
        for at in range(number):
            box.write(f"both/{at}.py", "changed")
        if against == "REV":
            box.git("commit", "-qam", "Change\n\nTask: missing-0")

    few, many = (_processes_of(tmp_path / f"{n}", n, change, against) for n in (3, 13))
    assert few == many > 0


@pytest.mark.parametrize("against", [None, "REV", "staged", "worktree"])
def test_as_many_git_processes_for_many_files_and_refs_as_for_few(
    against: str | None, tmp_path: Path
) -> None:
    few, many = (_processes_of(tmp_path / f"{n}", n, _more, against) for n in (2, 12))
    assert few == many > 0


@pytest.mark.parametrize("against", ["REV", "staged", "worktree"])
def test_as_many_git_processes_for_many_commits_and_tasks_as_for_few(
    against: str, tmp_path: Path
) -> None:
    counts = []
    for name, commits, tasks in (("few", 5, 5), ("many", 300, 100)):
        box = Sandbox(tmp_path / name)
        _history(box, commits, tasks)
        what = f"HEAD~{commits}" if against == "REV" else against
        counts.append(_processes(box, tmp_path, "tasks.json", "--against", what))
    few, many = counts
    assert few == many > 0
