from __future__ import annotations

import gc
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from comparing import Seen, compare, seen_from
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sandbox import Sandbox

from modsquad_lint.planning.options import Options
from modsquad_lint.repository.comparing.held import held_at_ends
from modsquad_lint.repository.files import find_root
from modsquad_lint.repository.git.advice import asking_git
from modsquad_lint.repository.git.facts import open_facts
from modsquad_lint.repository.git.together import in_step
from modsquad_lint.rules.comparing.changes import FileChange, Unit, Version
from modsquad_lint.text.errors import NotCheckedError


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    box = Sandbox(tmp_path / "repository")
    box.commit("a.py", "b.py", "c.py", message="first")
    return box


def comparison(
    box: Sandbox, against: str, path: str = "tasks.json", tasks: Sequence[str] = ()
) -> Seen:
    return seen_from(compare(find_root(str(box.top)), against, tasks=tasks), path)


def changed(box: Sandbox, against: str) -> list[str]:
    return [change.path for unit in comparison(box, against).units for change in unit.changes]


def told(box: Sandbox, against: str) -> list[tuple[str, str]]:
    return [
        (change.path, str(change))
        for unit in comparison(box, against).units
        for change in unit.changes
    ]


class TestWhatChanged:
    def test_staged(self, box: Sandbox) -> None:
        box.write("a.py", "staged\n")
        box.git("mv", "b.py", "d.py")
        box.git("rm", "-q", "c.py")
        box.git("add", "a.py")
        box.write("unstaged.py")
        assert told(box, "staged") == [
            ("a.py", "modified"),
            ("b.py", "renamed to d.py"),
            ("c.py", "deleted"),
            ("d.py", "renamed from b.py"),
        ]

    def test_worktree(self, box: Sandbox) -> None:
        box.write("a.py", "other\n")
        box.write("new/x.py")
        box.write("staged.py", "something else altogether\n")
        box.write("ignored.log")
        box.write(".git/info/exclude", "*.log\n")
        box.git("add", "staged.py")
        (box.top / "b.py").unlink()
        assert told(box, "worktree") == [
            ("a.py", "modified"),
            ("b.py", "deleted"),
            ("new/x.py", "added"),
            ("staged.py", "added"),
        ]

    def test_a_touched_file_is_no_change(self, box: Sandbox) -> None:
        os.utime(box.top / "a.py", (1, 1))
        assert changed(box, "worktree") == []
        box.git("config", "diff.autoRefreshIndex", "false")
        assert changed(box, "worktree") == []

    @pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
    def test_modes_and_types(self, box: Sandbox) -> None:
        (box.top / "a.py").chmod(0o755)
        (box.top / "b.py").unlink()
        (box.top / "b.py").symlink_to("c.py")
        box.write("c.py", "other\n")
        (box.top / "c.py").chmod(0o755)
        assert changed(box, "worktree") == ["a.py", "b.py", "c.py"]
        box.git("add", "-A")
        assert told(box, "staged") == [
            ("a.py", "mode changed"),
            ("b.py", "type changed"),
            ("c.py", "modified"),
        ]

    def test_revision_is_since_the_merge_base(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "side")
        box.commit("x.py")
        box.git("checkout", "-q", "main")
        box.commit("y.py")
        box.git("checkout", "-q", "side")
        assert changed(box, "main") == ["x.py"]
        assert changed(box, "main...side") == ["x.py"]
        assert changed(box, "main...") == ["x.py"]
        assert changed(box, "...main") == ["y.py"]
        assert changed(box, "main..side") == ["x.py", "y.py"]

    def test_range(self, box: Sandbox) -> None:
        box.commit("x.py")
        box.commit("y.py")
        assert changed(box, "HEAD~2..HEAD~1") == ["x.py"]
        assert changed(box, "HEAD~1..") == ["y.py"]
        assert changed(box, "HEAD..HEAD") == []

    def test_range_where_head_has_no_commit(self, box: Sandbox) -> None:
        box.commit("x.py")
        box.git("checkout", "-q", "--orphan", "orphan")
        assert changed(box, "main~1..main") == ["x.py"]
        assert changed(box, "main~1...main") == ["x.py"]
        with pytest.raises(NotCheckedError, match='git does not know the revision "HEAD"'):
            comparison(box, "main")
        empty = box.git("hash-object", "-t", "tree", "--stdin")
        assert changed(box, f"{empty}..main") == ["a.py", "b.py", "c.py", "x.py"]

    def test_range_from_the_empty_tree(self, box: Sandbox) -> None:
        empty = box.git("hash-object", "-t", "tree", "--stdin")
        assert changed(box, f"{empty}..HEAD") == ["a.py", "b.py", "c.py"]

    def test_submodule(self, box: Sandbox, tmp_path: Path) -> None:
        other = Sandbox(tmp_path / "other")
        other.commit("x.py")
        box.git("submodule", "add", "-q", str(other.top), "lib")
        assert changed(box, "staged") == [".gitmodules", "lib"]
        box.commit()
        # Nothing in the configuration may hide it.
        box.git("config", "-f", ".gitmodules", "submodule.lib.ignore", "all")
        box.git("config", "diff.ignoreSubmodules", "all")
        box.git("add", ".gitmodules")
        box.commit()
        inner = Sandbox(box.top / "lib")
        inner.commit("y.py")
        assert told(box, "worktree") == [("lib", "modified")]
        box.git("add", "lib")
        assert told(box, "staged") == [("lib", "modified")]
        box.git("rm", "-q", "-f", "lib")
        assert told(box, "staged") == [(".gitmodules", "modified"), ("lib", "deleted")]

    def test_what_changes_within_a_submodule_is_not_ours(
        self, box: Sandbox, tmp_path: Path
    ) -> None:
        other = Sandbox(tmp_path / "other")
        other.commit("x.py")
        box.git("submodule", "add", "-q", str(other.top), "lib")
        box.commit()
        (box.top / "lib" / "x.py").write_text("other\n")
        (box.top / "lib" / "y.py").write_text("new\n")
        assert changed(box, "worktree") == []

    def test_a_conflict_is_a_change(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "side")
        box.commit("a.py", content="1")
        box.git("checkout", "-q", "main")
        box.commit("a.py", content="2")
        _fails(box, "merge", "side")
        assert told(box, "staged") == [("a.py", "in conflict")]
        assert changed(box, "worktree") == ["a.py"]

    def test_configuration_changes_nothing(self, box: Sandbox) -> None:
        box.write("order", "*.py\n")
        for key, value in (
            ("diff.renames", "copies"),
            ("diff.orderFile", str(box.top / "order")),
            ("diff.noprefix", "true"),
            ("diff.mnemonicPrefix", "true"),
            ("diff.relative", "true"),
            ("diff.external", "false"),
            ("core.quotePath", "true"),
            ("core.abbrev", "4"),
            ("color.ui", "always"),
            ("log.showRoot", "false"),
            ("log.showSignature", "true"),
            ("log.decorate", "full"),
            ("log.date", "raw"),
            ("log.diffMerges", "first-parent"),
            ("log.follow", "true"),
            ("format.pretty", "oneline"),
            ("i18n.logOutputEncoding", "UTF-16"),
        ):
            box.git("config", key, value)
        box.commit("copy.py", content="a.py\n", message="one\n\nTask: x")
        assert told(box, "HEAD~1..HEAD") == [("copy.py", "added")]
        box.write("ü.py", "a.py\n")
        box.git("add", "ü.py")
        assert told(box, "staged") == [("ü.py", "added")]


def _fails(box: Sandbox, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=box.top, capture_output=True, check=False, text=True
    )
    assert done.returncode != 0
    return done.stderr


NAMES = st.binary(min_size=1, max_size=6).map(
    lambda data: bytes(byte for byte in data if byte not in b"\0/")
)
NASTY = st.sampled_from(
    [b"-x", b":(top)y", b'"q"', b"a b", b"new\nline", b"t\tab", b"\xff\xfe", "ü".encode(), b"*"]
)
PART = (NAMES | NASTY).filter(
    lambda name: name not in {b"", b".", b".."} and not name.lower().startswith(b".git")
)
PATHS = st.lists(PART, min_size=1, max_size=2).map(b"/".join)
TREES = st.dictionaries(PATHS, st.sampled_from(["1\n", "2\n", "3\n" * 50, ""]), max_size=6)


def _fitting(tree: dict[bytes, str]) -> dict[bytes, str]:
    folders = {path.partition(b"/")[0] for path in tree if b"/" in path}
    return {path: content for path, content in tree.items() if path not in folders}


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes only there")
@examples(25, HealthCheck.function_scoped_fixture)
@given(trees=st.tuples(TREES, TREES, TREES))
def test_git_agrees(tmp_path: Path, trees: tuple[dict[bytes, str], ...]) -> None:
    top = tmp_path / "random"
    shutil.rmtree(top, ignore_errors=True)
    box = Sandbox(top)
    for number, tree in enumerate(map(_fitting, trees)):
        for entry in top.iterdir():
            if entry.name != ".git":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        for path, content in tree.items():
            box.write(path, content)
        if number < 2:
            box.git("add", "-A", "-f")
            if number == 1:
                assert changed(box, "staged") == _truth(box, "diff", "--cached")
            box.commit()
    assert changed(box, "HEAD~1..HEAD") == _truth(box, "diff", "HEAD~1", "HEAD")
    box.git("add", "-A", "-N", "-f")
    before = box.index()
    found = changed(box, "worktree")
    assert box.index() == before
    assert found == _truth(box, "diff", "HEAD")
    box.git("add", "-A", "-f")
    assert changed(box, "staged") == _truth(box, "diff", "--cached")


def _truth(box: Sandbox, *command: str) -> list[str]:
    answer = box.raw(*command, "--raw", "-z", "--no-renames")
    return sorted(map(_decoded, answer.split(b"\0")[1::2]))


def _decoded(name: bytes) -> str:
    return name.decode(errors="surrogateescape")


class TestWhoAnswers:
    def test_nobody_is_all_together(self, box: Sandbox) -> None:
        box.write("a.py", "x")
        box.git("add", "a.py")
        found = comparison(box, "staged")
        assert found.units[0].tasks is None

    def test_branch(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "task/orders")
        found = comparison(box, "staged")
        assert (found.units[0].tasks, found.units[0].source) == (
            ("orders",),
            "branch task/orders",
        )

    def test_branch_pattern(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "me/orders-wip")
        found = compare(str(box.top), "staged", options=Options(branch_pattern="me/{id}-wip"))
        assert found.units[0].tasks == ("orders",)

    def test_branch_before_the_first_commit(self, tmp_path: Path) -> None:
        box = Sandbox(tmp_path / "new", "-b", "task/first")
        assert comparison(box, "staged").units[0].tasks == ("first",)

    def test_branch_during_a_rebase(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "task/orders")
        box.commit("x.py", content="1")
        box.git("checkout", "-q", "main")
        box.commit("x.py", content="2")
        box.git("checkout", "-q", "task/orders")
        _fails(box, "rebase", "-q", "main")
        assert comparison(box, "staged").units[0].tasks == ("orders",)

    def test_branch_of_a_pull_request(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        box.git("checkout", "-q", "--detach")
        monkeypatch.setenv("GITHUB_HEAD_REF", "task/orders")
        assert comparison(box, "staged").units[0].tasks == ("orders",)

    @pytest.mark.parametrize("end", ["task/users", "task/users~1", "origin/task/users"])
    def test_branch_that_a_range_ends_with(self, box: Sandbox, end: str) -> None:
        box.git("checkout", "-q", "-b", "task/users")
        box.commit("x.py")
        box.commit("y.py")
        box.git("update-ref", "refs/remotes/origin/task/users", "task/users")
        box.git("checkout", "-q", "-b", "task/orders", "main")
        assert comparison(box, f"main..{end}").units[0].tasks == ("users",)
        assert comparison(box, "main..main").units[0].tasks is None
        assert comparison(box, "main..").units[0].tasks == ("orders",)

    def test_branch_that_is_pushed(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", box.git("rev-parse", "HEAD"))
        box.git("checkout", "-q", "-b", "task/users")
        monkeypatch.setenv("PRE_COMMIT_TO_REF", box.commit("x.py"))
        monkeypatch.setenv("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/task/users")
        monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
        box.git("checkout", "-q", "-b", "task/orders", "main")
        assert comparison(box, "auto").units[0].tasks == ("users",)

    def test_the_first_that_applies(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        box.git("checkout", "-q", "-b", "task/branch")
        box.commit("x.py")
        assert comparison(box, "main").units[0].source == "branch task/branch"
        box.commit("y.py", message="y\n\nTask: trailer")
        assert [unit.source for unit in comparison(box, "main").units] == [
            "branch task/branch",
            "trailer",
        ]
        monkeypatch.setenv("MODSQUAD_TASK", "variable")
        (unit,) = comparison(box, "main").units
        assert (unit.tasks, unit.source, unit.commit) == (("variable",), "MODSQUAD_TASK", None)
        (unit,) = comparison(box, "main", tasks=["one", "two"]).units
        assert (unit.tasks, unit.source) == (("one", "two"), "--task")

    def test_trailers(self, box: Sandbox) -> None:
        first = box.commit("x.py", message="x\n\nTask: one\nSigned-off-by: A <a@example.com>")
        second = box.commit("y.py", message="y\n\nbody\n\ntask : two\nTask: three")
        third = box.commit("z.py", message="Task: not a trailer")
        found = comparison(box, "HEAD~3..HEAD")
        assert [(unit.tasks, unit.commit, unit.likely) for unit in found.units] == [
            (("one",), first[:10], ()),
            (("two", "three"), second[:10], ()),
            (None, third[:10], ()),
        ]

    def test_text_leaves_the_branch_its_task(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "task/orders")
        commit = box.commit("x.py", message="do x\n\nb\n\nTask: tidy\n\nMore words.")
        found = comparison(box, "main")
        assert found.units == (
            Unit(
                ("orders",),
                "branch task/orders",
                (FileChange("x.py", "added"),),
                commit[:10],
                ("tidy",),
            ),
        )
        assert found.units[0].answering({"orders", "users"}) == ("orders",)
        assert found.units[0].answering({"orders", "tidy"}) == ("tidy",)
        assert found.units[0].answering({"users"}) == ()

    def test_own_trailer_key(self, box: Sandbox) -> None:
        box.commit("x.py", message="x\n\nModsquad-Task: one\nTask: two")
        found = compare(str(box.top), "HEAD~1", options=Options(task_trailer="Modsquad-Task"))
        assert found.units[0].tasks == ("one",)

    @pytest.mark.parametrize(
        ("body", "trailers", "likely"),
        [
            ("* one\n\nTask: one\n\n* two\n\nTask: two", ("two",), ("one",)),
            (
                "Squashed commit of the following:\n\ncommit 1\n\n    x\n\n    Task: one\n\ncommit 2\n\n    y",
                (),
                ("one",),
            ),
            ("body\n\nTask: one\n\nCo-authored-by: B <b@example.com>", (), ("one",)),
            ("Task: one\r\nTask: one", ("one",), ()),
            ("b\n\nTask: tidy the config\n\nMore words.", (), ("tidy the config",)),
            ("words\nTask: tidy\nmore", (), ("tidy",)),
            ("Task:   one two  ", ("one two",), ()),
            ("Tasks: one\nTask:\nMy Task: two", (), ()),
        ],
    )
    def test_trailers_of_squashed_commits(
        self, box: Sandbox, body: str, trailers: tuple[str, ...], likely: tuple[str, ...]
    ) -> None:
        box.commit("x.py", message=f"Squash\n\n{body}")
        (unit,) = comparison(box, "HEAD~1").units
        assert (unit.tasks or (), unit.likely) == (trailers, likely)


class TestMerges:
    @pytest.fixture
    def merged(self, box: Sandbox) -> Sandbox:
        """Branch task/own has own.py, and meets side, which has side.py."""
        box.git("checkout", "-q", "-b", "side")
        box.commit("side.py", "both.py", content="side\n")
        box.git("checkout", "-q", "-b", "task/own", "main")
        box.commit("own.py")
        return box

    def test_what_a_merge_brought_is_of_who_merged_it(self, merged: Sandbox) -> None:
        merged.git("merge", "-q", "--no-edit", "side")
        assert changed(merged, "main") == ["both.py", "own.py", "side.py"]

    def test_what_a_merge_brought_is_of_the_task_whose_branch_it_names(
        self, merged: Sandbox
    ) -> None:
        merged.git("branch", "-q", "-m", "side", "task/side")
        merged.git("merge", "-q", "--no-edit", "task/side")
        assert [
            (unit.tasks, unit.source, [change.path for change in unit.changes])
            for unit in comparison(merged, "main").units
        ] == [
            (("own",), "branch task/own", ["own.py"]),
            (("side",), "branch task/side", ["both.py", "side.py"]),
        ]

    def test_what_the_merge_itself_changed_counts(self, merged: Sandbox) -> None:
        merged.git("merge", "-q", "--no-commit", "side")
        merged.write("side.py", "neither\n")
        merged.write("evil.py", "new\n")
        merged.git("add", "-A")
        assert changed(merged, "staged") == ["evil.py", "side.py"]
        assert changed(merged, "worktree") == ["evil.py", "side.py"]
        merged.commit(message="merge")
        assert changed(merged, "main") == ["both.py", "evil.py", "own.py", "side.py"]

    def test_trailers_count_on_both_sides(self, merged: Sandbox) -> None:
        merged.git("checkout", "-q", "side")
        merged.commit("s.py", message="s\n\nTask: side")
        merged.git("checkout", "-q", "task/own")
        merged.git("merge", "-q", "--no-edit", "side")
        found = {
            (unit.tasks, tuple(change.path for change in unit.changes))
            for unit in comparison(merged, "main").units
        }
        assert found == {
            (("own",), ("own.py",)),
            (("own",), ("both.py", "side.py")),
            (("side",), ("s.py",)),
        }

    def test_a_pull_request_merge_is_all_that_it_brings(self, merged: Sandbox) -> None:
        merged.git("checkout", "-q", "main")
        merged.commit("main.py")
        merged.git("merge", "-q", "--no-edit", "side")
        assert changed(merged, "HEAD^1..HEAD") == ["both.py", "side.py"]

    def test_octopus(self, merged: Sandbox) -> None:
        merged.git("checkout", "-q", "-b", "third", "main")
        merged.commit("third.py")
        merged.git("checkout", "-q", "task/own")
        merged.git("merge", "-q", "--no-edit", "side", "third")
        assert changed(merged, "main") == ["both.py", "own.py", "side.py", "third.py"]

    @pytest.mark.parametrize("head", ["branch", "pull request"])
    def test_two_people_on_one_branch(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str
    ) -> None:
        clone = _clone(box, tmp_path)
        box.git("checkout", "-q", "-b", "task/own")
        box.commit("users.py")
        clone.git("checkout", "-q", "-b", "task/own")
        clone.commit("own.py")
        clone.git("fetch", "-q", "origin")
        clone.git("merge", "-q", "--no-edit", "origin/task/own")
        if head == "pull request":
            clone.git("checkout", "-q", "--detach")
            monkeypatch.setenv("GITHUB_HEAD_REF", "task/own")
        assert comparison(clone, "origin/main").units[0].tasks == ("own",)
        assert changed(clone, "origin/main") == ["own.py", "users.py"]
        assert changed(clone, "origin/main...HEAD") == ["own.py", "users.py"]

    def test_a_helper_branch_that_nobody_has_any_more(self, merged: Sandbox) -> None:
        merged.git("merge", "-q", "--no-edit", "--no-ff", "side")
        merged.git("branch", "-q", "-D", "side")
        assert changed(merged, "main") == ["both.py", "own.py", "side.py"]

    @pytest.mark.parametrize("later", [False, True])
    def test_a_branch_that_started_here_proves_nothing(
        self, merged: Sandbox, *, later: bool
    ) -> None:
        merged.git("merge", "-q", "--no-edit", "side")
        merged.git("branch", "-q", "-D", "side")
        merged.git("branch", "task/next")
        if later:
            merged.commit("own.py", content="later")
        assert changed(merged, "main") == ["both.py", "own.py", "side.py"]

    def test_the_base_that_was_merged_is_no_change(self, merged: Sandbox) -> None:
        merged.git("checkout", "-q", "main")
        merged.commit("main.py")
        merged.git("update-ref", "refs/remotes/origin/main", "main")
        merged.git("checkout", "-q", "task/own")
        merged.git("merge", "-q", "--no-edit", "main")
        assert changed(merged, "main") == ["own.py"]
        # So does a base that is behind what was published.
        merged.git("branch", "-q", "-f", "main", "main~1")
        assert changed(merged, "main") == ["own.py"]

    def test_where_no_task_is_named_nothing_is_anothers(self, merged: Sandbox) -> None:
        merged.git("checkout", "-q", "main")
        before = merged.commit("direct.py")
        merged.git("merge", "-q", "--no-edit", "side")
        assert changed(merged, f"{before}~1...HEAD") == ["both.py", "direct.py", "side.py"]

    def test_a_trailer_hides_no_commit_without_one(self, merged: Sandbox) -> None:
        merged.git("merge", "-q", "--no-edit", "side")
        merged.git("branch", "-q", "-D", "side")
        merged.commit("later.py", message="later\n\nTask: own")
        assert sorted(changed(merged, "main")) == ["both.py", "later.py", "own.py", "side.py"]

    @pytest.mark.parametrize("told_by", ["git", "GIT_REFLOG_ACTION alone", "pull"])
    def test_hooks_of_a_clean_merge(self, merged: Sandbox, told_by: str) -> None:
        hook = _hook(merged, "pre-merge-commit", forget_heads=told_by.endswith("alone"))
        if told_by == "pull":
            merged.git("pull", "-q", "--no-rebase", "--no-edit", ".", "side")
        else:
            merged.git("merge", "-q", "--no-edit", "side")
        assert hook() == [[]]

    def test_a_commit_that_ends_a_merge(self, merged: Sandbox) -> None:
        merged.commit("both.py", content="own\n")
        _fails(merged, "merge", "side")
        merged.write("both.py", "solved\n")
        merged.git("add", "both.py")
        hook = _hook(merged, "pre-commit")
        merged.git("commit", "-q", "--no-edit")
        assert hook() == [["both.py"]]
        assert changed(merged, "main") == ["both.py", "own.py", "side.py"]


def _clone(box: Sandbox, tmp_path: Path) -> Sandbox:
    clone = Sandbox(tmp_path / "clone")
    clone.git("remote", "add", "origin", str(box.top))
    clone.git("fetch", "-q", "origin")
    clone.git("reset", "-q", "--hard", "origin/main")
    return clone


class Hook:
    """A hook that writes down what is compared in it."""

    def __init__(self, box: Sandbox, stage: str, *, forget_heads: bool) -> None:
        self._log = box.top.parent / "hook.log"
        script = box.top.parent / "hook.py"
        script.write_text(
            "import json, os, sys\n"
            f"sys.path.insert(0, {str(Path(__file__).parent.parent)!r})\n"
            + (
                "for name in [n for n in os.environ if n.startswith('GITHEAD_')]:\n"
                "    del os.environ[name]\n"
                if forget_heads
                else ""
            )
            + "from modsquad_lint.repository.files import find_root\n"
            "from modsquad_lint.planning.options import Options\n"
            "from modsquad_lint.rules.comparing.changes import Habits\n"
            "from modsquad_lint.repository.comparing.answering import changed_between\n"
            "from modsquad_lint.repository.comparing.ends import Against, ends_of\n"
            "(ends,) = ends_of(find_root('.'), Against('staged'))\n"
            "found = changed_between(ends, Habits.of([Options()]), ())\n"
            "paths = [c.path for u in found.units for c in u.changes]\n"
            f"open({str(self._log)!r}, 'a').write(json.dumps(paths) + '\\n')\n"
        )
        hook = Path(box.git("rev-parse", "--git-path", f"hooks/{stage}"))
        hook = box.top / hook
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}"\n')
        hook.chmod(0o755)

    def __call__(self) -> list[list[str]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]


def _hook(box: Sandbox, stage: str, *, forget_heads: bool = False) -> Hook:
    return Hook(box, stage, forget_heads=forget_heads)


class TestHooks:
    def test_commit_all(self, box: Sandbox) -> None:
        box.write("a.py", "x")
        hook = _hook(box, "pre-commit")
        box.git("commit", "-q", "-a", "-m", "all")
        assert hook() == [["a.py"]]

    def test_commit_of_a_path_with_others_staged(self, box: Sandbox) -> None:
        for path in ("a.py", "b.py"):
            box.write(path, "x")
        box.git("add", "a.py")
        hook = _hook(box, "pre-commit")
        box.git("commit", "-q", "-m", "one", "b.py")
        assert hook() == [["b.py"]]

    def test_commit_with_an_index_of_its_own(self, box: Sandbox) -> None:
        box.write("a.py", "x")
        box.git("add", "a.py")
        other = {"GIT_INDEX_FILE": str(box.top.parent / "index")}
        box.git("read-tree", "HEAD", env=other)
        box.write("c.py", "x")
        box.git("add", "c.py", env=other)
        hook = _hook(box, "pre-commit")
        box.git("commit", "-q", "-m", "one", env=other)
        assert hook() == [["c.py"]]

    def test_amend(self, box: Sandbox) -> None:
        box.commit("x.py")
        box.write("b.py", "x")
        hook = _hook(box, "pre-commit")
        box.git("commit", "-q", "--amend", "-a", "--no-edit")
        box.git("commit", "-q", "--amend", "-m", "words")
        assert hook() == [["b.py"], []]

    def test_first_commit(self, tmp_path: Path) -> None:
        box = Sandbox(tmp_path / "new")
        box.write("x.py")
        box.git("add", "x.py")
        hook = _hook(box, "pre-commit")
        box.git("commit", "-q", "-m", "first")
        assert hook() == [["x.py"]]

    def test_deletions_alone(self, box: Sandbox) -> None:
        box.git("rm", "-q", "a.py")
        hook = _hook(box, "pre-commit")
        box.git("commit", "-q", "-m", "gone")
        assert hook() == [["a.py"]]

    def test_linked_worktree(self, box: Sandbox, tmp_path: Path) -> None:
        box.git("worktree", "add", "-q", "-b", "task/linked", str(tmp_path / "linked"))
        hook = _hook(box, "pre-commit")
        (tmp_path / "linked" / "a.py").write_text("x")
        git_dir = box.git("-C", str(tmp_path / "linked"), "rev-parse", "--absolute-git-dir")
        subprocess.run(
            ["git", "commit", "-q", "-a", "-m", "x"],
            cwd=tmp_path / "linked",
            check=True,
            env={**os.environ, "GIT_DIR": git_dir, "GIT_INDEX_FILE": f"{git_dir}/index"},
        )
        assert hook() == [["a.py"]]

    def test_the_branch_of_a_linked_worktree(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        linked = tmp_path / "linked"
        box.git("worktree", "add", "-q", "-b", "task/linked", str(linked))
        assert compare(str(linked), "staged").units[0].tasks == ("linked",)
        git_dir = box.git("-C", str(linked), "rev-parse", "--absolute-git-dir")
        monkeypatch.setenv("GIT_DIR", git_dir)
        monkeypatch.setenv("GIT_INDEX_FILE", f"{git_dir}/index")
        assert compare(str(linked), "staged").units[0].tasks == ("linked",)


class TestKindsOfRepository:
    @pytest.mark.parametrize(
        "configure",
        [
            [("update-index", "--index-version", "4")],
            [("update-index", "--split-index")],
            [("config", "core.untrackedCache", "true"), ("update-index", "--untracked-cache")],
            [("sparse-checkout", "set", "--no-cone", "/x.py"), ("config", "index.sparse", "true")],
            [("sparse-checkout", "set", "--cone", "--sparse-index", "d")],
        ],
        ids=["index v4", "split index", "untracked cache", "sparse checkout", "sparse index"],
    )
    def test_indexes(self, box: Sandbox, configure: list[tuple[str, ...]]) -> None:
        box.commit("d/a.py", "e/b.py")
        for command in configure:
            box.git(*command)
        box.write("d/a.py", "x")
        box.git("add", "--sparse", "d/a.py")
        box.write("x.py", "x")
        before = {path: path.read_bytes() for path in _indexes(box)}
        assert changed(box, "staged") == ["d/a.py"]
        assert changed(box, "worktree") == ["d/a.py", "x.py"]
        assert {path: path.read_bytes() for path in _indexes(box)} == before

    def test_sha256(self, tmp_path: Path) -> None:
        box = Sandbox(tmp_path / "new", "--object-format=sha256")
        box.tasks(("one", ["x.py"]))
        box.git("add", "tasks.json")
        assert changed(box, "staged") == ["tasks.json"]
        assert changed(box, "worktree") == ["tasks.json"]
        assert comparison(box, "staged").data == (box.top / "tasks.json").read_bytes()
        box.commit()
        box.commit("x.py")
        assert changed(box, "HEAD~1") == ["x.py"]

    def test_reftable_or_packed_refs(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "task/x")
        box.git("pack-refs", "--all")
        assert comparison(box, "staged").units[0].tasks == ("x",)

    def test_intent_to_add(self, box: Sandbox) -> None:
        box.write("new.py")
        box.git("add", "-N", "new.py")
        assert changed(box, "staged") == []
        assert told(box, "worktree") == [("new.py", "added")]

    def test_bare_with_a_work_tree(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        bare = Sandbox(tmp_path / "bare", "--bare")
        work = tmp_path / "home"
        work.mkdir()
        (work / "x.py").write_text("x")
        monkeypatch.chdir(work)
        monkeypatch.setenv("GIT_DIR", "../bare")
        monkeypatch.setenv("GIT_WORK_TREE", ".")
        subprocess.run(["git", "add", "x.py"], cwd=work, check=True)
        found = compare(find_root(str(work)), "staged")
        assert [change.path for change in found.units[0].changes] == ["x.py"]
        assert bare.top.exists()

    def test_bare_has_ranges_alone(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        box.commit("x.py")
        box.git("clone", "-q", "--bare", str(box.top), str(tmp_path / "bare"))
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GIT_DIR", "bare")
        root = find_root(str(tmp_path))
        found = compare(root, "HEAD~1..HEAD")
        assert [change.path for change in found.units[0].changes] == ["x.py"]
        with pytest.raises(NotCheckedError, match=r"^NOT checked: this operation must be run in"):
            compare(root, "worktree")

    def test_from_a_folder_below(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        box.commit("d/x.py")
        box.write("a.py", "x")
        box.write("d/x.py", "x")
        box.git("add", "-A")
        monkeypatch.chdir(box.top / "d")
        found = compare(find_root("."), "staged")
        assert [change.path for change in found.units[0].changes] == ["a.py", "d/x.py"]

    def test_partial_clone(self, box: Sandbox, tmp_path: Path) -> None:
        box.commit("big.py", content="line\n" * 100)
        box.git("mv", "big.py", "moved.py")
        box.commit("moved.py", content="line\n" * 101)
        clone = _partial(box, tmp_path)
        assert changed(clone, "HEAD~1..HEAD") == ["big.py", "moved.py"]


def _partial(box: Sandbox, tmp_path: Path) -> Sandbox:
    """A clone that has no content at all."""
    box.git("config", "uploadpack.allowFilter", "true")
    clone = Sandbox(tmp_path / "clone")
    clone.git("remote", "add", "origin", f"file://{box.top}")
    clone.git("fetch", "-q", "--filter=blob:none", "origin", "main")
    clone.git("update-ref", "refs/heads/main", "FETCH_HEAD")
    return clone


def _indexes(box: Sandbox) -> Iterator[Path]:
    yield box.top / ".git" / "index"
    yield from (box.top / ".git").glob("sharedindex.*")


class TestTasksFile:
    def test_staged_is_read_from_the_index(self, box: Sandbox) -> None:
        box.tasks(("one", ["a.py"]))
        box.git("add", "tasks.json")
        staged = (box.top / "tasks.json").read_bytes()
        box.tasks(("one", ["b.py"]))
        assert comparison(box, "staged").data == staged
        box.commit()
        box.write("a.py", "x")
        box.git("add", "a.py")
        assert comparison(box, "staged").data == staged
        assert comparison(box, "worktree").data == (box.top / "tasks.json").read_bytes()

    def test_one_that_git_does_not_have_is_read_from_disk(self, box: Sandbox) -> None:
        box.tasks(("one", ["a.py"]))
        assert comparison(box, "staged").data is None

    def test_one_that_is_deleted(self, box: Sandbox) -> None:
        data = box.tasks(("one", ["a.py"])).encode()
        box.commit("tasks.json", content=data.decode())
        box.git("rm", "-q", "tasks.json")
        found = comparison(box, "staged")
        assert (found.data, found.versions) == (None, (Version(None, data),))

    def test_one_that_is_renamed(self, box: Sandbox) -> None:
        data = box.tasks(("one", ["a.py"])).encode()
        box.git("add", "tasks.json")
        box.commit()
        box.git("mv", "tasks.json", "plan.tasks.json")
        for path in ("tasks.json", "plan.tasks.json"):
            found = comparison(box, "staged", path)
            assert found.versions == (Version(None, data),)
            assert found.data == (None if path == "tasks.json" else data)

    @pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
    def test_a_symbolic_link(self, box: Sandbox, tmp_path: Path) -> None:
        box.commit("real/tasks.json", content="[1]")
        (box.top / "plan.json").symlink_to("real/tasks.json")
        (box.top / "link").symlink_to("real")
        (tmp_path / "elsewhere.json").write_text("[2]")
        (box.top / "out.json").symlink_to(tmp_path / "elsewhere.json")
        box.git("add", "-A")
        for commit in (None, box.commit()):
            against = "staged" if commit is None else "HEAD~1..HEAD~1"
            for path in ("plan.json", "link/tasks.json"):
                ends = compare(find_root(str(box.top)), against).ends
                with asking_git(ends.repository):
                    ((held,),) = in_step([held_at_ends(ends, [path])])
                assert held.kept == "real/tasks.json"
                assert comparison(box, against, path).data == b"[1]"
            assert comparison(box, against, "out.json").data is None
        box.write("real/tasks.json", "[3]")
        box.git("add", "-A")
        assert comparison(box, "staged", "plan.json").data == b"[3]"

    def test_one_that_a_partial_clone_lacks(self, box: Sandbox, tmp_path: Path) -> None:
        box.commit("tasks.json", content="[1]")
        box.commit("x.py")
        box.commit("tasks.json", content="[2]")
        clone = _partial(box, tmp_path)
        for against in ("HEAD~2..HEAD~1", "HEAD~1..HEAD", "HEAD~3..HEAD~1"):
            with pytest.raises(NotCheckedError, match="fetch what the clone leaves out"):
                comparison(clone, against)
        assert comparison(clone, "HEAD~2..HEAD~1", "none.json").data is None

    def test_a_range_that_does_not_end_at_head_has_its_own(self, box: Sandbox) -> None:
        box.commit("tasks.json", content="[1]")
        box.commit("tasks.json", content="[2]")
        assert comparison(box, "HEAD~2..HEAD~1").data == b"[1]"
        assert comparison(box, "HEAD~2..HEAD").data == b"[2]"

    def test_versions_of_a_range(self, box: Sandbox) -> None:
        box.commit("tasks.json", content="[0]")
        box.commit("a.py", content="x")
        second = box.commit("tasks.json", content="[1]")
        third = box.commit("tasks.json", "b.py", content="[2]")
        assert comparison(box, "HEAD~3..HEAD").versions == (
            Version(None, b"[0]"),
            Version(second[:10], b"[1]"),
            Version(third[:10], b"[2]"),
        )
        assert comparison(box, "HEAD~4..HEAD").versions == ()

    def test_versions_of_what_is_staged(self, box: Sandbox) -> None:
        box.commit("tasks.json", content="[0]")
        box.write("tasks.json", "[1]")
        assert comparison(box, "worktree").versions == (Version(None, b"[0]"),)
        assert comparison(box, "staged").versions == ()
        box.git("add", "-A")
        found = comparison(box, "staged")
        assert (found.versions, found.data) == ((Version(None, b"[0]"),), b"[1]")

    def test_an_odd_name(self, box: Sandbox) -> None:
        name = "od\nd \udcff.json" if sys.platform == "linux" else "odd .json"
        box.commit(os.fsencode(name), content="[0]")
        assert comparison(box, "staged", name).data == b"[0]"
        box.commit(os.fsencode(name), content="[1]")
        box.commit("x.py")
        found = comparison(box, "HEAD~2..HEAD~1", name)
        assert (found.data, len(found.versions)) == (b"[1]", 2)
        assert comparison(box, "HEAD~1..HEAD", name).data == b"[1]"
        box.commit("y.py")
        assert comparison(box, "HEAD~2..HEAD~1", name).data == b"[1]"

    def test_before_the_first_commit(self, tmp_path: Path) -> None:
        box = Sandbox(tmp_path / "new")
        box.tasks(("one", ["a.py"]))
        assert comparison(box, "staged").data is None


NEVER = [
    ("nope", 'git does not know the revision "nope"'),
    ("HEAD~9", 'git does not know the revision "HEAD~9"'),
    ("nope..HEAD", 'git does not know the revision "nope"'),
    ("HEAD...nope", 'git does not know the revision "nope"'),
    ("HEAD:a.py", 'git does not know the revision "HEAD:a.py"'),
    ("0" * 40, f'git does not know the revision "{"0" * 40}"'),
    ("a.py", 'git does not know the revision "a.py"'),
    ("--output=x", '"--output=x" is no revision'),
    ("HEAD..-x", '"-x" is no revision'),
    ("^HEAD", '"^HEAD" is no revision'),
    ("*", 'git does not know the revision "*"'),
    ("orphan", "orphan and HEAD have no commit in common"),
    ("", '"" says nothing to compare with'),
    ("...HEAD", '"...HEAD" says nothing to compare with'),
    ("..", '".." says nothing to compare with'),
]


class TestNeverAFalsePass:
    @pytest.mark.parametrize(("against", "message"), NEVER, ids=[case[0] for case in NEVER])
    def test_revisions(self, box: Sandbox, against: str, message: str) -> None:
        box.git("checkout", "-q", "--orphan", "orphan")
        box.commit()
        box.git("checkout", "-q", "main")
        with pytest.raises(NotCheckedError) as caught:
            comparison(box, against)
        assert str(caught.value).splitlines()[0] == f"NOT checked: {message}"
        assert len(str(caught.value).splitlines()) == 2
        assert caught.value.exit_code == 3
        assert not (box.top / "x").exists()

    def test_without_a_repository(self, tmp_path: Path) -> None:
        with pytest.raises(NotCheckedError, match="this is no git repository"):
            compare(find_root(str(tmp_path)), "staged")

    @pytest.mark.parametrize("against", ["staged", "worktree", "HEAD", "HEAD~1..HEAD"])
    def test_of_another_owner(
        self, box: Sandbox, monkeypatch: pytest.MonkeyPatch, against: str
    ) -> None:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(NotCheckedError) as caught:
            comparison(box, against)
        assert str(caught.value) == (
            f"NOT checked: detected dubious ownership in repository at '{box.top}'\n"
            f"git config --global --add safe.directory {box.top}"
        )

    def test_without_git(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_PYTHON_GIT_EXECUTABLE", "no-such-git")
        with pytest.raises(NotCheckedError, match="git was not found"):
            comparison(box, "staged")

    def test_git_that_is_too_old(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = tmp_path / "git"
        old.write_text(
            "#!/bin/sh\ncase $* in version) echo git version 2.20;; *rev-parse*) exit 0;; esac\n"
            "[ $1 != version ] || exit 0\n"
            'echo "error: unknown option: --ita-invisible-in-index" >&2; exit 129\n'
        )
        old.chmod(0o755)
        monkeypatch.setenv("GIT_PYTHON_GIT_EXECUTABLE", str(old))
        with pytest.raises(NotCheckedError, match=r"git 2\.26 or newer is needed"):
            comparison(box, "staged")

    def test_git_that_takes_too_long(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow = tmp_path / "git"
        slow.write_text("#!/bin/sh\nexec sleep 600\n")
        slow.chmod(0o755)
        monkeypatch.setenv("GIT_PYTHON_GIT_EXECUTABLE", str(slow))
        monkeypatch.setattr("modsquad_lint.repository.git.repository.SECONDS", 0.1)
        with pytest.raises(NotCheckedError, match=r"did not answer within 0\.1 seconds"):
            comparison(box, "staged")
        gc.collect()

    def test_a_root_with_a_space(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        box = Sandbox(tmp_path / "it's here")
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        with pytest.raises(NotCheckedError) as caught:
            comparison(box, "staged")
        line = str(caught.value).splitlines()[1]
        assert shlex.split(line)[-2:] == ["safe.directory", str(box.top)]

    @pytest.mark.parametrize("against", ["staged", "worktree", "HEAD"])
    def test_a_commit_that_is_lost(self, box: Sandbox, against: str) -> None:
        ident = box.git("rev-parse", "HEAD")
        (box.top / ".git" / "objects" / ident[:2] / ident[2:]).unlink()
        with pytest.raises(NotCheckedError, match=r"^NOT checked: "):
            comparison(box, against)

    def test_a_shallow_clone_without_the_base(self, box: Sandbox, tmp_path: Path) -> None:
        first = box.git("rev-parse", "HEAD")
        box.commit("x.py")
        clone = _shallow(box, tmp_path, 1)
        for against in (first, "HEAD~1", "HEAD~1..HEAD"):
            with pytest.raises(NotCheckedError, match=r"fetch-depth: 0 .* git fetch --unshallow"):
                comparison(clone, against)

    @pytest.mark.parametrize("against", ["staged", "worktree"])
    def test_a_broken_index(self, box: Sandbox, against: str) -> None:
        (box.top / ".git" / "index").write_bytes(b"not an index")
        with pytest.raises(NotCheckedError, match=r"^NOT checked: "):
            comparison(box, against)


def _shallow(box: Sandbox, tmp_path: Path, depth: int, ref: str = "main") -> Sandbox:
    clone = Sandbox(tmp_path / "shallow")
    clone.git("fetch", "-q", f"--depth={depth}", f"file://{box.top}", ref)
    clone.git("checkout", "-q", "--detach", "FETCH_HEAD")
    return clone


class TestAutomatic:
    def test_is_what_is_staged(self, box: Sandbox) -> None:
        assert comparison(box, "auto").what == "staged changes"

    @pytest.fixture
    def request_(self, box: Sandbox) -> Sandbox:
        """Branch topic, and branch merge that merges it into main, as GitHub does."""
        box.git("checkout", "-q", "-b", "topic")
        box.commit("one.py", message="one\n\nTask: one")
        box.commit("two.py")
        box.git("checkout", "-q", "main")
        box.commit("main.py")
        box.git("checkout", "-q", "-b", "merge")
        box.git("merge", "-q", "--no-ff", "--no-edit", "topic")
        return box

    def _event(
        self, box: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, event: object
    ) -> None:
        path = box.top.parent / "event.json"
        path.write_text(json.dumps(event))
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_EVENT_NAME", name)
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))

    def _pull_request(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        base, head = (box.git("rev-parse", name) for name in ("main", "topic"))
        event = {"pull_request": {"base": {"sha": base, "ref": "main"}, "head": {"sha": head}}}
        self._event(box, monkeypatch, "pull_request", event)
        monkeypatch.setenv("GITHUB_BASE_REF", "main")
        monkeypatch.setenv("GITHUB_HEAD_REF", "task/topic")

    def test_pull_request(self, request_: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pull_request(request_, monkeypatch)
        found = comparison(request_, "auto")
        assert found.what == "the pull request"
        assert [(unit.tasks, unit.changes) for unit in found.units] == [
            (("one",), (FileChange("one.py", "added"),)),
            (("topic",), (FileChange("two.py", "added"),)),
        ]

    def test_pull_request_of_depth_2(
        self, request_: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Older commits could name a task, unless somebody does by hand."""
        self._pull_request(request_, monkeypatch)
        clone = _shallow(request_, tmp_path, 2, "merge")
        with pytest.raises(NotCheckedError, match=r"too shallow to know .*\n.*fetch-depth: 0"):
            comparison(clone, "auto")
        (unit,) = comparison(clone, "auto", tasks=["topic"]).units
        assert (unit.tasks, [change.path for change in unit.changes]) == (
            ("topic",),
            ["one.py", "two.py"],
        )

    def test_pull_request_of_depth_1(
        self, request_: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._pull_request(request_, monkeypatch)
        with pytest.raises(NotCheckedError, match="fetch-depth: 0"):
            comparison(_shallow(request_, tmp_path, 1, "merge"), "auto")

    def test_pull_request_whose_head_is_checked_out(
        self, request_: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._pull_request(request_, monkeypatch)
        request_.git("checkout", "-q", "topic")
        assert changed(request_, "auto") == ["one.py", "two.py"]

    def test_pull_request_whose_base_is_checked_out(
        self, request_: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._pull_request(request_, monkeypatch)
        request_.git("checkout", "-q", "main")
        with pytest.raises(NotCheckedError, match="HEAD is not the pull request"):
            comparison(request_, "auto")

    def test_pull_request_target(self, request_: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self._pull_request(request_, monkeypatch)
        monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
        request_.git("checkout", "-q", "main")
        request_.git("merge", "-q", "--no-ff", "--no-edit", request_.git("rev-parse", "topic~1"))
        monkeypatch.setenv("GITHUB_SHA", request_.git("rev-parse", "HEAD"))
        with pytest.raises(NotCheckedError, match="HEAD is not the pull request"):
            comparison(request_, "auto")

    def test_push(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        before = box.commit("x.py")
        box.commit("y.py")
        self._event(box, monkeypatch, "push", {"before": before})
        assert changed(box, "auto") == ["y.py"]

    def test_first_push(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self._event(box, monkeypatch, "push", {"before": "0" * 40})
        with pytest.raises(NotCheckedError, match="this is a first push"):
            comparison(box, "auto")

    def test_merge_group(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        base = box.git("rev-parse", "HEAD")
        box.commit("x.py")
        self._event(box, monkeypatch, "merge_group", {"merge_group": {"base_sha": base}})
        assert changed(box, "auto") == ["x.py"]

    def test_another_event(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self._event(box, monkeypatch, "schedule", {"schedule": "daily"})
        with pytest.raises(NotCheckedError, match='the event is "schedule"'):
            comparison(box, "auto")

    def test_an_event_that_cannot_be_read(
        self, box: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(box.top / "nothing"))
        with pytest.raises(NotCheckedError, match="GITHUB_EVENT_PATH"):
            comparison(box, "auto")

    def test_push_through_pre_commit(self, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", box.git("rev-parse", "HEAD"))
        box.commit("x.py")
        monkeypatch.setenv("PRE_COMMIT_TO_REF", box.git("rev-parse", "HEAD"))
        monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
        assert changed(box, "auto") == ["x.py"]

    def test_first_push_through_pre_commit(
        self, box: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
        assert changed(box, "auto") == ["a.py", "b.py", "c.py"]

    def test_pushing_a_merge_of_what_is_published(
        self, box: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        box.git("checkout", "-q", "-b", "topic")
        monkeypatch.setenv("PRE_COMMIT_FROM_REF", box.commit("topic.py"))
        box.git("checkout", "-q", "main")
        box.commit("main.py")
        box.git("update-ref", "refs/remotes/origin/main", "main")
        box.git("checkout", "-q", "topic")
        box.git("merge", "-q", "--no-edit", "main")
        monkeypatch.setenv("PRE_COMMIT_TO_REF", box.git("rev-parse", "HEAD"))
        monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
        assert changed(box, "auto") == []
        box.git("update-ref", "-d", "refs/remotes/origin/main")
        assert changed(box, "auto") == ["main.py"]


class TestSafety:
    @pytest.mark.skipif(sys.platform == "win32", reason="the traps are shell scripts")
    def test_no_program_that_the_repository_names_is_run(
        self, box: Sandbox, tmp_path: Path
    ) -> None:
        trap = tmp_path / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
        trap.chmod(0o755)
        box.write(".gitattributes", "* diff=evil filter=evil merge=evil\n")
        box.commit(".gitattributes")
        box.commit("x.py", message="x\n\nTask: x")
        for key in (
            "core.fsmonitor",
            "core.pager",
            "core.sshCommand",
            "core.askPass",
            "core.editor",
            "diff.external",
            "diff.evil.command",
            "diff.evil.textconv",
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "merge.evil.driver",
            "gpg.program",
            "pager.log",
            "pager.diff",
            "alias.diff",
            "core.alternateRefsCommand",
        ):
            box.git("config", key, str(trap))
        box.git("config", "log.showSignature", "true")
        box.git("config", "core.hooksPath", str(tmp_path / "hooks"))
        (tmp_path / "hooks").mkdir()
        for hook in ("post-index-change", "reference-transaction", "pre-commit"):
            shutil.copy(trap, tmp_path / "hooks" / hook)
        box.write("a.py", "changed\n")
        os.utime(box.top / "b.py", (1, 1))
        (tmp_path / "sprung").unlink(missing_ok=True)
        for against in ("staged", "worktree", "HEAD~1", "HEAD~2..HEAD"):
            comparison(box, against)
        assert changed(box, "worktree") == ["a.py"]
        assert not (tmp_path / "sprung").exists()

    def test_nothing_is_written_and_no_lock_is_taken(self, box: Sandbox) -> None:
        box.tasks(("one", ["a.py"]))
        box.commit("tasks.json")
        box.write("a.py", "x")
        for name in ("a.py", "b.py", "c.py"):
            os.utime(box.top / name, (1, 1))
        before = _snapshot(box.top)
        for against in ("staged", "worktree", "HEAD~1", "HEAD~1..HEAD", "auto"):
            comparison(box, against)
        facts = open_facts(str(box.top))
        facts.tracked()
        facts.ignored(["x"])
        facts.union_merged(["x"])
        facts.moved(["x"])
        assert _snapshot(box.top) == before

    def test_a_lock_that_someone_else_holds_is_no_hindrance(self, box: Sandbox) -> None:
        (box.top / ".git" / "index.lock").write_bytes(b"")
        box.write("a.py", "x")
        assert changed(box, "worktree") == ["a.py"]
        assert changed(box, "staged") == []

    def test_the_number_of_questions_is_fixed(self, box: Sandbox, asked: list[str]) -> None:
        box.tasks(("one", ["a.py"]))
        box.commit("tasks.json")
        for number in range(8):
            box.tasks(*((f"t{n}", [f"f{n}"]) for n in range(number)))
            box.git("add", "tasks.json")
            box.commit(f"f{number}.py", message=f"m\n\nTask: t{number}")
        comparison(box, "HEAD~8")
        assert asked == ["rev-parse", "diff-tree", "log", "cat-file", "cat-file"]
        asked.clear()
        comparison(box, "staged")
        assert asked == ["diff", "cat-file"]
        asked.clear()
        comparison(box, "worktree")
        assert asked == ["config", "rev-parse", "diff", "ls-files", "ls-files"]
        for side in ("one", "two"):
            box.git("checkout", "-q", "-b", side, "HEAD~1")
            box.commit(f"{side}.py")
        box.git("checkout", "-q", "main")
        box.git("merge", "-q", "--no-commit", "one", "two")
        asked.clear()
        assert changed(box, "worktree") == []
        assert asked == ["config", "rev-parse", *["diff"] * 3, "ls-files", "ls-files"]


def _snapshot(top: Path) -> dict[str, tuple[int, bytes]]:
    """Every file's content, and the times of folders, which tell of files that came and went."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(top.rglob("*"))
    }
