"""`radar`: who collides with whom, with a real repository; nothing of it may change, and nothing run."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.engine.report import NO_TERMINAL, Terminal
from modsquad_lint.planning.decisions.collisions import (
    DISJOINT,
    INTERSECTION,
    NONE,
    Changed,
    Collision,
    Radar,
    Seen,
    Stray,
    sharing,
)
from modsquad_lint.planning.decisions.landing import Landing, landing
from modsquad_lint.reporters import radar as reporters
from modsquad_lint.reporters.columns import columns
from modsquad_lint.text.errors import Exit

# ---------------------------------------------------------------- pairs and landing, without git


def _changed(present: str, gone: str = "", left: str = "") -> Changed:
    return Changed({*present.split(), *gone.split()}, present.split(), left.split())


@pytest.mark.parametrize(
    ("changed", "pairs"),
    [
        (["a b", "b c", "d"], {(0, 1): ["b"]}),
        (["a b", "b a", "a"], {(0, 1): ["a", "b"], (0, 2): ["a"], (1, 2): ["a"]}),
        (["a", "a/b"], {(0, 1): []}),
        (["a/b/c", "x", "a"], {(0, 2): []}),
        (["ab", "a/b"], {}),
        ([], {}),
    ],
)
def test_pairs_are_found_by_paths(
    changed: list[str], pairs: dict[tuple[int, int], list[str]]
) -> None:
    assert list(sharing(list(map(_changed, changed)))) == list(pairs.items())


def test_a_deleted_file_is_in_nobodys_way_and_a_moved_folder_is() -> None:
    assert list(sharing([_changed("", gone="a"), _changed("a/b")])) == []
    assert dict(sharing([_changed("new/x", gone="old/x", left="old"), _changed("old/y")])) == {
        (0, 1): []
    }


@pytest.mark.parametrize(
    ("number", "conflicts", "after", "order", "rebased", "exact"),
    [
        (3, [], [], (0, 1, 2), (), True),
        (2, [(0, 1)], [], (0, 1), (1,), True),
        (2, [(0, 1)], [(0, 1)], (1, 0), (0,), True),
        # One conflicts with all others: it lands last, and alone is rebased.
        (4, [(0, 1), (0, 2), (0, 3)], [], (1, 2, 3, 0), (0,), True),
        (3, [(0, 1), (0, 2), (1, 2)], [], (0, 1, 2), (1, 2), True),
        # But where the others wait for it, they are rebased.
        (3, [(0, 1), (0, 2)], [(1, 0), (2, 0)], (0, 1, 2), (1, 2), True),
        (
            22,
            [(i, i + 1) for i in range(21)],
            [],
            (*range(0, 22, 2), *range(1, 22, 2)),
            None,
            False,
        ),
    ],
)
def test_the_order_of_landing(
    number: int,
    conflicts: list[tuple[int, int]],
    after: list[tuple[int, int]],
    order: tuple[int, ...],
    rebased: tuple[int, ...] | None,
    exact: bool,
) -> None:
    found = landing(number, conflicts, after)
    if rebased is not None:
        assert found == Landing(order, rebased, exact)
    else:
        assert (sorted(found.order), len(found.rebased), found.is_exact) == (
            sorted(order),
            11,
            exact,
        )


def _rebases(order: tuple[int, ...], conflicts: set[tuple[int, int]]) -> int:
    return sum(
        any((min(one, other), max(one, other)) in conflicts for other in order[:at])
        for at, one in enumerate(order)
    )


def test_no_order_has_fewer_rebases() -> None:
    """Every order of up to six is tried."""
    for seed in range(120):
        chance = random.Random(seed)  # noqa: S311 - a graph, no secret
        number = chance.randrange(2, 7)
        pairs = list(combinations(range(number), 2))
        conflicts = {pair for pair in pairs if chance.random() < 0.4}
        after = {(other, one) for one, other in pairs if chance.random() < 0.15}
        found = landing(number, conflicts, after)
        allowed = [
            order
            for order in permutations(range(number))
            if all(order.index(first) < order.index(later) for later, first in after)
        ]
        assert found.order in allowed
        assert len(found.rebased) == _rebases(found.order, conflicts)
        assert len(found.rebased) == min(_rebases(order, conflicts) for order in allowed)


# ---------------------------------------------------------------- kinds of conflicts, with git

TEN = "".join(f"{number}\n" for number in range(1, 11))
MARKER = "ran"


def _line(number: int, text: str = "x") -> str:
    return TEN.replace(f"{number}\n", f"{text}\n", 1)


BASE: dict[str, str] = {
    **{
        f"{name}/f.txt": TEN
        for name in [
            "touch",
            "apart",
            "gone",
            "moved",
            "both",
            "mode",
            "kind",
            "driver",
            "same",
            "union",
        ]
    },
    "binary/f.bin": "\0one\n",
    "folder/old/a.txt": TEN,
    "folder/old/b.txt": TEN * 2,
    ".gitattributes": "union/f.txt merge=union\n"
    "driver/f.txt merge=evil filter=evil diff=evil\n"
    "*.smudge filter=evil\n",
}
BRANCHES: dict[str, dict[str, str | None]] = {
    "touch-1": {"touch/f.txt": _line(5)},
    "touch-2": {"touch/f.txt": _line(6)},
    "apart-1": {"apart/f.txt": _line(5)},
    "apart-2": {"apart/f.txt": _line(7)},
    "gone-1": {"gone/f.txt": None},
    "gone-2": {"gone/f.txt": _line(5)},
    "moved-1": {"moved/f.txt": None, "moved/g.txt": TEN},
    "moved-2": {"moved/f.txt": _line(5)},
    "both-1": {"both/f.txt": None, "both/g.txt": TEN},
    "both-2": {"both/f.txt": None, "both/h.txt": TEN},
    "added-1": {"added/f.txt": "a\nb\nc\n"},
    "added-2": {"added/f.txt": "a\nB\nc\n"},
    "way-1": {"way": "file\n"},
    "way-2": {"way/f.txt": "in a folder\n"},
    "binary-1": {"binary/f.bin": "\0two\n"},
    "binary-2": {"binary/f.bin": "\0three\n"},
    "union-1": {"union/f.txt": f"{TEN}a\n"},
    "union-2": {"union/f.txt": f"{TEN}b\n"},
    "driver-1": {"driver/f.txt": _line(5)},
    "driver-2": {"driver/f.txt": _line(5, "y")},
    "mode-1": {"mode/f.txt": f"100755:{TEN}"},
    "mode-2": {"mode/f.txt": _line(5)},
    "kind-1": {"kind/f.txt": "120000:elsewhere"},
    "kind-2": {"kind/f.txt": _line(5)},
    "sub-1": {"sub/m": "160000:" + "1" * 40},
    "sub-2": {"sub/m": "160000:" + "2" * 40},
    "same-1": {"same/f.txt": _line(5)},
    "same-2": {"same/f.txt": _line(5)},
    "folder-1": {
        **{f"folder/old/{name}.txt": None for name in "ab"},
        "folder/new/a.txt": TEN,
        "folder/new/b.txt": TEN * 2,
    },
    "folder-2": {"folder/old/c.txt": "new\n"},
}
"""For each branch what it writes; None deletes, and a mode may stand before a text."""

HOSTILE = {
    "merge.evil.driver": "touch {}",
    "filter.evil.clean": "touch {}",
    "filter.evil.process": "touch {}",
    "diff.evil.textconv": "touch {}",
    "core.fsmonitor": "touch {}",
}


def _import(repo: Sandbox, branches: dict[str, dict[str, str | None]], start: str) -> None:
    """One stream for all commits, since a process for each file takes its time."""
    stream = []
    for name, files in branches.items():
        stream.append(f"commit refs/heads/{name}\ncommitter n <n@example.com> 0 +0000\n")
        stream.append(f"data {len(name)}\n{name}\n{start}")
        for path, text in files.items():
            mode, mark, rest = (text or "").partition(":")
            if not mark or not re.fullmatch(r"\d{6}", mode):
                mode, rest = "100644", text or ""
            if text is None:
                stream.append(f"D {path}\n")
            elif mode == "160000":
                stream.append(f"M 160000 {rest} {path}\n")
            else:
                stream.append(f"M {mode} inline {path}\ndata {len(rest)}\n{rest}\n")
    repo.git("fast-import", "--quiet", given="".join(stream).encode())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A repository in which pairs of branches collide, each pair in a folder of its own."""
    repo = Sandbox(tmp_path_factory.mktemp("world") / "repo")
    _import(repo, {"main": dict(BASE)}, "")
    branches = {f"task/{name}": files for name, files in BRANCHES.items()}
    _import(repo, {**branches, "other": {"touch/f.txt": _line(5, "y")}}, "from refs/heads/main^0\n")
    repo.git("reset", "-q", "--hard")
    for name, command in HOSTILE.items():
        repo.git("config", name, command.format(repo.top.parent / MARKER))
    return repo


def _hashes(top: Path) -> dict[str, str]:
    """Everything below a folder: links, bytes, and times but for objects, which git renews when it meets them."""
    found = {}
    for path in sorted(top.rglob("*")):
        name = path.relative_to(top).as_posix()
        time = 0 if "/objects/" in name or path.is_dir() else path.lstat().st_mtime_ns
        data = b"" if path.is_symlink() or not path.is_file() else path.read_bytes()
        held = os.readlink(path) if path.is_symlink() else hashlib.sha256(data).hexdigest()
        found[name] = f"{time} {held}"
    return found


def _radar(capsys: pytest.CaptureFixture[str], *arguments: str, code: int | None = None) -> Any:  # noqa: ANN401 - JSON
    found = main(["radar", "--format", "json", *arguments])
    out, err = capsys.readouterr()
    assert err == ""
    assert code is None or found == code
    return json.loads(out)


def _names(seen: dict[str, Any], collision: dict[str, Any]) -> str:
    branches = [seen["participants"][index]["branch"] or "-" for index in collision["between"]]
    return " ".join(branch.removeprefix("task/") for branch in branches)


def test_kinds_of_conflicts(
    world: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(world.top)
    before = _hashes(world.top.parent)
    seen = _radar(capsys, code=1)
    assert _hashes(world.top.parent) == before
    found = {
        (_names(seen, each), each["file"]): (each["conflict"], each["kind"], each["lines"])
        for each in seen["collisions"]
    }
    both = "both-1 both-2"
    assert found == {
        ("added-1 added-2", "added/f.txt"): (True, "add/add", [[2, 2], [2, 2]]),
        ("apart-1 apart-2", "apart/f.txt"): (False, None, None),
        ("binary-1 binary-2", "binary/f.bin"): (True, "binary", None),
        (both, "both/f.txt"): (True, "rename/rename", None),
        (both, "both/g.txt"): (True, "rename/rename", None),
        (both, "both/h.txt"): (True, "rename/rename", None),
        ("driver-1 driver-2", "driver/f.txt"): (True, "content", [[5, 5], [5, 5]]),
        ("folder-1 folder-2", "folder/old/c.txt"): (True, "file location", None),
        ("gone-1 gone-2", "gone/f.txt"): (True, "modify/delete", None),
        ("kind-1 kind-2", "kind/f.txt"): (True, "distinct types", None),
        ("mode-1 mode-2", "mode/f.txt"): (False, None, None),
        ("moved-1 moved-2", "moved/f.txt"): (False, None, None),
        ("same-1 same-2", "same/f.txt"): (False, None, None),
        ("sub-1 sub-2", "sub/m"): (True, "submodule", None),
        ("touch-1 touch-2", "touch/f.txt"): (True, "content", [[5, 5], [6, 6]]),
        ("union-1 union-2", "union/f.txt"): (False, None, None),
        ("way-1 way-2", "way"): (True, "file/directory", None),
    }
    assert not (world.top.parent / MARKER).exists()
    assert {each["plan"] for each in seen["collisions"]} == {"none"}
    assert "other" not in {each["branch"] for each in seen["participants"]}


def test_more_pairs_than_can_be_looked_at(
    world: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("modsquad_lint.repository.at_work.radar._MOST_FILES", 0)
    monkeypatch.chdir(world.top)
    seen = _radar(capsys, code=3)
    assert [_names(seen, each) for each in seen["collisions"]] == ["added-1 added-2"]
    assert seen["not_checked"] == ["more than 1 pair changed common files"]
    assert main(["radar"]) == Exit.NOT_CHECKED
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "; more than 1 pair changed common files; 1 conflict now; 1 not predicted; the others NOT checked"
        in said
    )


def test_what_was_built_on_another_is_no_pair_too_many(
    repo: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("modsquad_lint.repository.at_work.radar._MOST_FILES", 0)
    for branch, start, path in (
        ("task/a", "main", "f.txt"),
        ("task/b", "main", "f.txt"),
        ("task/c", "main", "g.txt"),
        ("task/d", "task/c", "g.txt"),
    ):
        repo.git("checkout", "-q", "-b", branch, start)
        repo.commit(path, content=_line(2, branch))
    repo.git("checkout", "-q", "main")
    seen = _radar(capsys, code=1)
    assert [_names(seen, each) for each in seen["collisions"]] == ["a b"]
    assert seen["not_checked"] == []


# ---------------------------------------------------------------- work trees


PLAN = [
    {"id": "a", "file_modifications": ["f.txt"]},
    {"id": "b", "file_modifications": ["g.txt"]},
    {"id": "c", "file_modifications": ["f.txt"]},
    {"id": "d", "file_modifications": ["h.txt"], "dependencies": ["a"]},
]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A repository with a plan of four tasks, looked at from its main work tree."""
    sandbox = Sandbox(tmp_path / "repo")
    tasks = json.dumps({"tasks": PLAN})
    files = {"f.txt": TEN, "g.txt": TEN, "tasks.json": tasks, ".gitignore": "*.log\n"}
    _import(sandbox, {"main": dict(files)}, "")
    sandbox.git("reset", "-q", "--hard")
    monkeypatch.chdir(sandbox.top)
    return sandbox


def _linked(repo: Sandbox, name: str, *options: str) -> Sandbox:
    """A linked work tree of its own, which is no new repository."""
    repo.git("worktree", "add", "-q", *options, str(repo.top.parent / name))
    linked = Sandbox.__new__(Sandbox)
    linked.top = repo.top.parent / name
    return linked


def test_what_is_not_committed_counts(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    one = _linked(repo, "one", "-b", "task/a")
    two = _linked(repo, "two", "-b", "task/b")
    one.commit("f.txt", content=_line(2))
    one.write("f.txt", _line(2).replace("5\n", "five\n"))
    one.write("new/one.txt", "one\n")
    one.write("noise.log", "ignored\n")
    two.write("f.txt", _line(5, "FIVE"))
    two.git("add", "f.txt")
    two.write("new/one.txt", "two\n")
    two.git("add", "-N", "new/one.txt")
    (two.top / "g.txt").unlink()
    before = _hashes(repo.top.parent)
    seen = _radar(capsys, code=1)
    assert _hashes(repo.top.parent) == before
    assert seen == {
        "version": 1,
        "base": "main",
        "has_plan": True,
        "participants": [
            {
                "task": "a",
                "branch": "task/a",
                "path": "../one",
                "files": ["f.txt", "new/one.txt"],
                "findings": [{"code": "MSQ601", "file": "new/one.txt", "declared_by": None}],
                "remarks": [],
            },
            {
                "task": "b",
                "branch": "task/b",
                "path": "../two",
                "files": ["f.txt", "g.txt", "new/one.txt"],
                "findings": [
                    {"code": "MSQ602", "file": "f.txt", "declared_by": "a"},
                    {"code": "MSQ601", "file": "new/one.txt", "declared_by": None},
                ],
                "remarks": [],
            },
        ],
        "collisions": [
            {
                "between": [0, 1],
                "file": "f.txt",
                "conflict": True,
                "kind": "content",
                "lines": [[5, 5], [5, 5]],
                "plan": "disjoint",
            },
            {
                "between": [0, 1],
                "file": "new/one.txt",
                "conflict": True,
                "kind": "add/add",
                "lines": [[1, 1], [1, 1]],
                "plan": "disjoint",
            },
        ],
        "landing": [0, 1],
        "rebased": [1],
        "landing_is_exact": True,
        "gone": [],
        "not_checked": [],
    }
    # Seen from another work tree it is the same, but for where the others lie.
    os.chdir(two.top)
    other = _radar(capsys, code=1)
    assert [each["path"] for each in other["participants"]] == ["../one", "."]
    assert other["collisions"] == seen["collisions"]


@pytest.mark.parametrize(
    ("one", "other", "plan", "code"),
    [
        ("a", "b", "disjoint", 1),
        ("a", "c", "intersection", 0),
        ("a", "d", "ordered", 0),
        ("a", "x", "none", 1),
    ],
)
def test_what_the_plan_said(
    one: str,
    other: str,
    plan: str,
    code: int,
    repo: Sandbox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    branches: dict[str, dict[str, str | None]] = {
        f"task/{one}": {"f.txt": _line(5)},
        f"task/{other}": {"f.txt": _line(5, "y")},
    }
    _import(repo, branches, "from refs/heads/main^0\n")
    (collision,) = _radar(capsys, code=code)["collisions"]
    assert (collision["conflict"], collision["plan"]) == (True, plan)


def test_what_may_change_undeclared(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan, lock files of what is declared, areas, and what the settings leave out."""
    plan = [{"id": "a", "file_modifications": ["package.json", "lib/"]}]
    files: dict[str, str | None] = {
        "tasks.json": json.dumps(plan),
        "modsquad-lint.toml": 'drift-ignore = ["*.snap"]\n',
    }
    _import(repo, {"main": files}, "from refs/heads/main^0\n")
    repo.git("reset", "-q", "--hard")
    changed = ("tasks.json", "package-lock.json", "lib/x/y.py", "z.snap", "other.py")
    _import(repo, {"task/a": dict.fromkeys(changed, "x\n")}, "from refs/heads/main^0\n")
    (seen,) = _radar(capsys, code=0)["participants"]
    assert seen["files"] == sorted(changed)
    assert seen["findings"] == [{"code": "MSQ601", "file": "other.py", "declared_by": None}]


def test_unusual_work_trees(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    _linked(repo, "detached", "--detach").write("f.txt", _line(5))
    locked = _linked(repo, "locked", "-b", "task/a")
    locked.write("f.txt", _line(5, "y"))
    repo.git("worktree", "lock", str(locked.top))
    gone = _linked(repo, "gone", "-b", "task/b")
    gone.commit("g.txt", content=_line(5))
    shutil.rmtree(gone.top)
    rebased = _linked(repo, "rebased", "-b", "task/c")
    rebased.commit("f.txt", content=_line(5, "z"))
    before = rebased.git("rev-parse", "HEAD")
    rebased.git("checkout", "-q", "-b", "elsewhere", "HEAD~1")
    rebased.commit("f.txt", content=_line(5, "w"))
    subprocess.run(
        ["git", "rebase", "elsewhere", "task/c"], cwd=rebased.top, capture_output=True, check=False
    )
    seen = _radar(capsys, code=1)
    assert before == rebased.git("rev-parse", "task/c")
    assert [(each["branch"], each["path"], each["remarks"]) for each in seen["participants"]] == [
        (None, "../detached", ["no branch is checked out"]),
        ("task/a", "../locked", ["locked"]),
        ("task/c", "../rebased", ["a rebase is in progress: it is taken as it was before"]),
        # Its commits are there, though its work tree is not.
        ("task/b", None, []),
    ]
    (line,) = seen["gone"]
    assert line == f"{gone.top}: gitdir file points to non-existent location"
    assert [(each["between"], each["file"]) for each in seen["collisions"]] == [
        ([0, 1], "f.txt"),
        ([0, 2], "f.txt"),
        ([1, 2], "f.txt"),
    ]


def test_a_bare_repository_with_work_trees_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = Sandbox(tmp_path / "bare.git", "--bare")
    _import(bare, {"main": {"f.txt": TEN}}, "")
    for name in "ab":
        _linked(bare, name, "-b", f"task/{name}").write("f.txt", _line(5, name))
    monkeypatch.chdir(bare.top)
    seen = _radar(capsys, code=1)
    assert [each["path"] for each in seen["participants"]] == ["../a", "../b"]
    assert (seen["has_plan"], len(seen["collisions"])) == (False, 1)


def test_branches_of_remotes(
    repo: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    branches: dict[str, dict[str, str | None]] = {
        "task/a": {"f.txt": _line(5)},
        "task/b": {"f.txt": _line(5, "y")},
    }
    _import(repo, branches, "from refs/heads/main^0\n")
    repo.git("clone", "-q", "--bare", str(repo.top), str(tmp_path / "remote.git"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repo.git("fetch", "-q", "origin")
    repo.git("branch", "-q", "-D", "task/b")
    assert [each["branch"] for each in _radar(capsys, code=0)["participants"]] == ["task/a"]
    seen = _radar(capsys, "--remote", code=1)
    assert [each["branch"] for each in seen["participants"]] == ["task/a", "task/b"]


def test_one_branch_that_stands_on_another(
    repo: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    one = _linked(repo, "one", "-b", "task/a")
    one.commit("f.txt", content=_line(5))
    two = _linked(
        repo,
        "two",
        "-b",
        "task/b",
    )
    two.git("reset", "-q", "--hard", "task/a")
    two.commit("f.txt", content=_line(5, "y"))
    assert _radar(capsys, code=0)["collisions"] == []
    # What is not committed in the first is not in the second.
    one.write("f.txt", _line(5, "z"))
    seen = _radar(capsys, code=1)
    (collision,) = seen["collisions"]
    assert (collision["file"], collision["conflict"]) == ("f.txt", True)
    assert seen["landing"] == [0, 1]


def test_a_filter_of_the_repository_is_not_run(
    repo: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = _linked(repo, "one", "-b", "task/a")
    two = _linked(repo, "two", "-b", "task/b")
    for tree, text in ((one, "y"), (two, "z")):
        tree.write(".gitattributes", "*.txt filter=evil\n")
        tree.write("f.txt", _line(5, text))
    for name in ("clean", "process", "smudge"):
        repo.git("config", f"filter.evil.{name}", f"touch {tmp_path / MARKER}")
    repo.git("config", "filter.evil.required", "true")
    seen = _radar(capsys, code=1)
    assert [each["file"] for each in seen["collisions"] if each["conflict"]] == ["f.txt"]
    assert not (tmp_path / MARKER).exists()


def test_an_older_git_says_which_files_are_shared(
    world: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(world.top)
    reason = "git version 2.37.1 has no merge-tree --write-tree; 2.38 has"
    monkeypatch.setattr("modsquad_lint.repository.at_work.radar.can_merge", lambda _: reason)
    seen = _radar(capsys, code=3)
    assert {each["conflict"] for each in seen["collisions"]} == {None}
    assert (len(seen["collisions"]), seen["not_checked"]) == (13, [reason])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--base", "gone"], 2, 'git does not know the revision "gone"'),
        (["gone.json"], 2, "cannot read gone.json"),
        (["--format", "yaml"], 2, 'there is no format "yaml"'),
        (["--watch"], 2, "--watch draws on a terminal, and this is none"),
        (["--watch", "--format", "json"], 2, "--watch draws text on a terminal"),
    ],
)
def test_wrong_use(
    arguments: list[str],
    code: int,
    message: str,
    repo: Sandbox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del repo
    assert main(["radar", *arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"modsquad-lint: {message}")


def test_outside_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["radar"]) == 3
    assert capsys.readouterr().err.startswith(
        "modsquad-lint: NOT checked: this is no git repository"
    )


# ---------------------------------------------------------------- how it is shown

SEEN = (
    Seen(
        "orders", "task/orders", "../wt/orders", ("app/main.py", "x.py"), (Stray("x.py", ""),), ()
    ),
    Seen("portfolio", "task/portfolio", "", ("app/main.py",), (), ()),
    Seen(None, "", "../wt/a\x1b[2Jb", ("app/main.py", "z\n::error::y"), (), ("locked",)),
)
RADAR = Radar(
    "main",
    SEEN,
    (
        Collision((0, 1), "app/main.py", True, "content", ((3, 9), (4, 4)), DISJOINT),
        Collision((0, 2), "app/main.py", True, "modify/delete", None, INTERSECTION),
        Collision((0, 2), "z\n::error::y", None, "", None, NONE),
        Collision((1, 2), "app/main.py", False, "", None, NONE),
    ),
    Landing((1, 2, 0), (0,), True),
    has_plan=True,
    gone=("/x: gone",),
    not_looked_at=("/y: git failed",),
    not_merged="",
)


def test_as_text() -> None:
    assert reporters.render("text", RADAR, NO_TERMINAL) == (
        "  orders     ../wt/orders           2 files, 1 not declared: x.py\n"
        "  portfolio  branch task/portfolio  1 file\n"
        "  a\\x1b[2Jb  ../wt/a\\x1b[2Jb        2 files, locked\n"
        "\n"
        "CONFLICT  orders \N{MULTIPLICATION SIGN} portfolio  app/main.py\n"
        "          lines 3-9 and 4; declared disjoint, colliding now\n"
        "CONFLICT  orders \N{MULTIPLICATION SIGN} a\\x1b[2Jb  app/main.py\n"
        "          modify/delete; predicted: both declare it\n"
        "\n"
        "unknown   orders \N{MULTIPLICATION SIGN} a\\x1b[2Jb  z\\n::error::y\n"
        "          lines NOT checked; no plan says anything about it\n"
        "\n"
        "shared    portfolio \N{MULTIPLICATION SIGN} a\\x1b[2Jb  app/main.py\n"
        "\n"
        "land portfolio, then a\\x1b[2Jb, then orders: 1 rebase (orders), as far as is\n"
        "  known\n"
        "not there: /x: gone\n"
        "NOT checked: /y: git failed\n"
        "3 at work since main; 3 pairs changed common files; 2 conflict now; 1 not\n"
        "  predicted; 1 NOT checked\n"
    )


def test_nobody_is_at_work() -> None:
    nothing = Radar("main", (), (), Landing((), (), True), has_plan=False)
    assert reporters.render("text", nothing, NO_TERMINAL) == (
        "without a plan: what was to be expected is not known\n"
        "nobody is at work: no work tree and no branch of a task differs from main\n"
    )


@pytest.mark.parametrize("width", [80, 60])
def test_text_stays_within_the_width(width: int) -> None:
    long = Seen("a" * 200, "b" * 200, "/c" * 100, ("d" * 200,), (), ("e" * 20,))
    wide = RADAR._replace(seen=(SEEN[0], long, SEEN[2]))
    text = reporters.render("text", wide, Terminal(width=width))
    assert max(map(columns, text.splitlines())) <= width


def test_in_colour() -> None:
    text = reporters.render("text", RADAR, Terminal(color=True))
    assert "\x1b[31mCONFLICT\x1b[0m  orders \N{MULTIPLICATION SIGN} portfolio" in text
    assert "\x1b[33mCONFLICT\x1b[0m  orders \N{MULTIPLICATION SIGN} a" in text
    plain = re.sub(r"\x1b\[\d*m", "", text)
    assert plain == reporters.render("text", RADAR, NO_TERMINAL)
    assert reporters.render("text", RADAR, Terminal(plain=True)).isascii()


def test_as_markdown() -> None:
    expected = """\
**3 at work since main; 3 pairs changed common files; 2 conflict now; 1 not predicted; 1 NOT checked**

| who | file | where | the plan |
| --- | --- | --- | --- |
| orders and portfolio | app/main.py | lines 3-9 and 4 | declared disjoint, colliding now |
| orders and a\\x1b[2Jb | app/main.py | modify/delete | predicted: both declare it |
| orders and a\\x1b[2Jb | z\\n::error::y | NOT checked | WORDS |
""".replace("WORDS", "no plan says anything about it")
    assert reporters.render("markdown", RADAR, NO_TERMINAL).startswith(expected)


def test_as_annotations() -> None:
    expected = """\
::error file=app/main.py,line=3,endLine=9,TITLE::orders and portfolio both changed app/main.py\
 (lines 3-9 and 4); declared disjoint, colliding now
::warning file=app/main.py,TITLE::orders and a\\x1b[2Jb both changed app/main.py (modify/delete);\
 predicted: both declare it
::warning file=z\\n%3A%3Aerror%3A%3Ay,TITLE::orders and a\\x1b[2Jb both changed z\\n::error::y\
 (lines NOT checked); no plan says anything about it
::error TITLE::NOT checked: /y: git failed
::notice TITLE::3 at work since main; 3 pairs changed common files; 2 conflict now; 1 not\
 predicted; 1 NOT checked; land portfolio, then a\\x1b[2Jb, then orders: 1 rebase (orders), as\
 far as is known
""".replace("TITLE", "title=modsquad-lint radar")
    assert reporters.render("github", RADAR, NO_TERMINAL) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_watching_ends_cleanly(repo: Sandbox) -> None:
    import pty
    import signal

    _import(repo, {"task/a": {"f.txt": _line(5)}}, "from refs/heads/main^0\n")
    child, terminal = pty.fork()
    if child == 0:
        # Where tests run in the background it is ignored, and whoever is born then ignores it too.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.environ.update(TERM="xterm", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, "-m", "modsquad_lint", "radar", "--watch"])  # noqa: S606 - this program
    text = b""
    while b"1 at work" not in text:
        text += os.read(terminal, 4096)
    os.kill(child, signal.SIGINT)
    try:
        while piece := os.read(terminal, 4096):
            text += piece
    except OSError:  # the other end is closed
        pass
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert text.startswith(b"\x1b[?1049h\x1b[?25l")
    shown, _, rest = text.partition(b"\x1b[?25h\x1b[?1049l")
    assert b"\x1b[H\x1b[2J" in shown
    assert b"Traceback" not in text
    # The last picture stays on the screen that was there before.
    assert b"1 at work since main" in rest
