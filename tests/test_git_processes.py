"""How often git is started: as often for many commits, tasks and files as for few."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sandbox import Sandbox
from warm import Program

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
    stream = "".join(_commit("main", message, {path: text}) for message, path, text in changes)
    box.raw("fast-import", "--quiet", given=stream.encode())
    box.git("checkout", "--quiet", "--force", "main")


def _commit(branch: str, message: str, files: Mapping[str, str], start: str = "") -> str:
    """What `git fast-import` is told of a commit."""
    return (
        f"commit refs/heads/{branch}\ncommitter A U Thor <author@example.com> 1700000000 +0000\n"
        f"data {len(message)}\n{message}\n"
        + (f"from {start}\n" if start else "")
        + "".join(f"M 100644 inline {path}\ndata {len(it)}\n{it}\n" for path, it in files.items())
    )


def _processes(
    program: Program,
    box: Sandbox,
    tmp_path: Path,
    *options: str,
    given: str = "",
    command: str = "check",
) -> int:
    """How many git processes a command starts."""
    log, wrapper = tmp_path / "log", tmp_path / "bin" / "git"
    wrapper.parent.mkdir(exist_ok=True)
    real = shutil.which("git")
    wrapper.write_text(f'#!/bin/sh\necho "$*" >>"{log}"\nexec "{real}" "$@"\n')
    wrapper.chmod(0o755)
    log.write_text("")
    done = program.run(
        command,
        *options,
        cwd=box.top,
        env={**os.environ, "PATH": f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"},
        given=given.encode(),
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
            way = f"way{at}/more/new{at}.py"
            tasks[0]["file_modifications"] = [f"both/{at}.py", f"logs/{at}.log", way]
            tasks[1]["file_modifications"] = [f"both/{at}.py", f"moer/{at}.py", f"more/a{at}.py"]
            tasks[1]["dependencies"] = [f"gone-{at}"] if at % 2 else []
            box.write(f"p{at}/tasks.json", json.dumps({"tasks": tasks}, indent=1))
            box.write(f"both/{at}.py")
            box.write(f"more/{at}.py")
            if not gone:
                (box.top / f"way{at}").symlink_to(".")
        box.write(".gitignore", "*.log\n")
        box.write(".gitattributes", f"*.{'md' if gone else 'txt'} merge=union\n")
        box.git("add", "-A")
        box.git("commit", "-q", "-m", "More\n\nTask: shared-0")


def _processes_of(
    program: Program,
    folder: Path,
    number: int,
    change: Callable[[Sandbox, int], None],
    against: str | None,
) -> int:
    """How many processes of git a check takes in a repository with so much of something."""
    box = Sandbox(folder / "repository")
    _history(box, 2, 2)
    change(box, number)
    what = ["--against", "HEAD~1" if against == "REV" else against] if against else []
    return _processes(program, box, folder, ".", "--fail-on", "never", *what)


@pytest.mark.parametrize("against", [None, "REV", "worktree"])
def test_as_many_git_processes_for_many_doubtful_files_as_for_few(
    against: str | None, tmp_path: Path, program: Program
) -> None:
    def change(box: Sandbox, number: int) -> None:
        _doubtful(box, number)
        for at in range(number):
            box.write(f"both/{at}.py", "changed")
        if against == "REV":
            box.git("commit", "-qam", "Change\n\nTask: missing-0")

    few, many = (_processes_of(program, tmp_path / f"{n}", n, change, against) for n in (3, 13))
    assert few == many > 0


@pytest.mark.parametrize("against", [None, "REV", "staged", "worktree"])
def test_as_many_git_processes_for_many_files_and_refs_as_for_few(
    against: str | None, tmp_path: Path, program: Program
) -> None:
    few, many = (_processes_of(program, tmp_path / f"{n}", n, _more, against) for n in (2, 12))
    assert few == many > 0


@pytest.mark.parametrize("against", ["REV", "staged", "worktree"])
def test_as_many_git_processes_for_many_commits_and_tasks_as_for_few(
    against: str, tmp_path: Path, program: Program
) -> None:
    counts = []
    for name, commits, tasks in (("few", 5, 5), ("many", 300, 100)):
        box = Sandbox(tmp_path / name)
        _history(box, commits, tasks)
        what = f"HEAD~{commits}" if against == "REV" else against
        counts.append(_processes(program, box, tmp_path, "tasks.json", "--against", what))
    few, many = counts
    assert few == many > 0


def _pushed(box: Sandbox, number: int, what: str, more: Mapping[str, str] | None = None) -> str:
    """Branches of which much has to be asked, each from a commit of its own, and what git says of their push."""
    plain: dict[str, list[str]] = {"dependencies": []}
    files = [
        [{"id": f"t-{at}", "file_modifications": [f"s{at}.py", f"deep{at}.d"], **plain}]
        + [{"id": f"{it}-{at}", "file_modifications": [f"both{at}.py"], **plain} for it in "uv"]
        for at in range(20)
    ]
    tasks = [task for some in files for task in some]
    stream = _commit("main", "Begin\n", {"tasks.json": json.dumps({"tasks": tasks}), "deep/x": "1"})
    for at in range(number):
        stream += _commit(f"b{at}", "Common\n", {"common.py": "1"}, "refs/heads/main")
        own = {
            f"s{at}.py": "x = 1\n",
            f"deep{at}.d/x.py": "1",
            f"p{at}/modsquad-lint.toml": "",
            f"p{at}/tasks.json": json.dumps(
                [{"id": f"n-{at}", "file_modifications": ["q"], **plain}]
            ),
        }
        stream += _commit(f"b{at}", f"One\n\nTask: t-{at}\n", own)
        stream += f"reset refs/heads/old{at}\nfrom refs/heads/b{at}\n\n"
        own |= {f"s{at}.py": "x = 2\n", f"new{at}.py": "1", f"p{at}/tasks.yaml": "[]"}
        stream += _commit(f"b{at}", f"Two\n\nTask: t-{at}\n", {**own, **(more or {})})
        imports = {f"both{at}.py": f"import new{at}\nimport s{at}\n"}
        stream += _commit(f"b{at}", f"Three\n\nTask: u-{at}\n", imports)
        stream += _commit(f"b{at}", f"Four\n\nTask: v-{at}\n", {f"both{at}.py": "1"})
    box.raw("fast-import", "--quiet", given=stream.encode())
    box.git("checkout", "--quiet", "--force", "main")
    box.git("update-ref", "refs/remotes/origin/main", "main")
    box.write("my-tasks.json", "[]")
    answer = box.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads")
    tips = dict(line.split(" ") for line in answer.splitlines())
    kind = "tags" if what == "tags" else "heads"
    before = [tips[f"old{at}"] if what == "known" else "0" * 40 for at in range(number)]
    return "".join(
        f"refs/{kind}/b{at} {tips[f'b{at}']} refs/{kind}/b{at} {before[at]}\n"
        for at in range(number)
    )


def _processes_of_push(
    program: Program, folder: Path, number: int, what: str, more: Mapping[str, str]
) -> int:
    box = Sandbox(folder / f"{number}")
    given = _pushed(box, number, what, more)
    how = (".", "--fail-on", "never", "-v", "--against", "pushed", "--remote", "origin")
    return _processes(program, box, folder, *how, given=given)


@pytest.mark.parametrize("what", ["new", "known", "tags"])
def test_as_many_git_processes_for_many_pushed_refs_as_for_one(
    what: str, tmp_path: Path, program: Program
) -> None:
    few, many = (_processes_of_push(program, tmp_path, number, what, {}) for number in (1, 20))
    assert few == many > 0


@pytest.mark.parametrize(("what", "more"), [("new", 0), ("known", 2)])
def test_each_beginning_of_changed_attributes_takes_two_more(
    what: str, more: int, tmp_path: Path, program: Program
) -> None:
    """git says only of one commit at a time how its attributes are; new branches begin at the same one."""
    attributes = {".gitattributes": "*.md merge=union\n"}
    one, two, three = (
        _processes_of_push(program, tmp_path, at, what, attributes) for at in (1, 2, 3)
    )
    assert (two - one, three - two) == (more, more)


@pytest.mark.parametrize("kind", ["heads", "remotes/origin"])
def test_radar_starts_as_many_for_many_branches_that_collide(
    program: Program, kind: str, tmp_path: Path
) -> None:
    counts = []
    for number in (2, 12):
        box = Sandbox(tmp_path / f"{number}")
        box.git("config", "remote.origin.url", "nowhere")
        lines = "".join(f"{line}\n" for line in range(number))
        declared = [
            {"id": f"task-{at}", "file_modifications": ["shared.py"]} for at in range(number)
        ]
        files = {f"a{at}/.gitattributes": "* -diff\n" for at in range(number)}
        files |= {"shared.py": lines, "tasks.json": json.dumps(declared)}
        stream = _commit("main", "Begin", files)
        for at in range(number):
            change = {"shared.py": lines.replace("1\n", f"other {at}\n")}
            stream += _commit(f"task/{at}", "Change", change, "refs/heads/main")
        stream = stream.replace("refs/heads/task/", f"refs/{kind}/task/task-")
        box.raw("fast-import", "--quiet", given=stream.encode())
        box.git("checkout", "--quiet", "--force", "main")
        options = () if kind == "heads" else ("--remote",)
        counts.append(_processes(program, box, tmp_path, *options, command="radar"))
    few, many = counts
    assert few == many > 0
