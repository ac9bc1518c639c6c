from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox import Name, Sandbox
from table_facts import TableFacts

from modsquad_lint.planning.meanings import PathFacts
from modsquad_lint.repository.comparing.facts_then import FactsThen
from modsquad_lint.repository.files import find_root
from modsquad_lint.repository.git.facts import GitFacts, open_facts
from modsquad_lint.repository.git.repository import Repository
from modsquad_lint.repository.writes import PathsOnDisk
from modsquad_lint.rules.answers import Ignored, Link, Moved
from modsquad_lint.rules.facts import Facts


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    box = Sandbox(tmp_path / "repository")
    box.commit(
        "backend/app/main.py",
        "backend/app/Main.py",
        "Dockerfile",
        "docs/guide.md",
        "docs/guide.rst",
    )
    return box


def facts(box: Sandbox) -> Facts:
    return open_facts(str(box.top))


@pytest.fixture
def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*arguments: object, **_: object) -> bytes:
        raise AssertionError(arguments)

    monkeypatch.setattr(Repository, "ask", ask)


def _below(kind: type[object]) -> Iterator[type[object]]:
    for each in kind.__subclasses__():
        yield from (each, *_below(each))


def test_whoever_knows_something_answers_every_question() -> None:
    """What one has no answer of its own to would be unknown, and nobody would notice."""
    kinds = {kind for kind in _below(PathFacts) if kind.__module__.startswith("modsquad_lint.")}
    assert kinds >= {Facts, FactsThen, GitFacts, PathsOnDisk}
    for kind in {*kinds, TableFacts} - {Facts}:
        asked = (vars(base) for base in kind.__mro__ if base in {Facts, PathFacts})
        assert {name for names in asked for name in names if name[0] != "_"} <= vars(kind).keys()


class TestRoot:
    @pytest.mark.usefixtures("no_git")
    def test_is_found_upwards_without_git(self, box: Sandbox) -> None:
        assert open_facts(str(box.top / "docs")).root() == str(box.top)

    def test_of_nothing_is_unknown(self, tmp_path: Path) -> None:
        assert type(open_facts(str(tmp_path))) is Facts

    def test_passes_over_a_folder_named_git_that_is_no_repository(self, box: Sandbox) -> None:
        (box.top / "docs" / ".git").mkdir()
        assert find_root(str(box.top / "docs")) == str(box.top)

    def test_of_a_linked_worktree_is_its_own(self, box: Sandbox, tmp_path: Path) -> None:
        box.git("worktree", "add", "-q", str(tmp_path / "linked"))
        assert find_root(str(tmp_path / "linked" / "docs")) == str(tmp_path / "linked")

    def test_of_a_submodule_is_its_own(self, box: Sandbox, tmp_path: Path) -> None:
        other = Sandbox(tmp_path / "other")
        other.commit("x.py")
        box.git("submodule", "add", "-q", str(other.top), "vendor/other")
        assert find_root(str(box.top / "vendor" / "other")) == str(box.top / "vendor" / "other")

    def test_is_the_work_tree_that_the_environment_names(
        self, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_DIR", str(box.top / ".git"))
        monkeypatch.chdir(tmp_path)
        assert find_root(str(tmp_path)) == str(tmp_path)
        monkeypatch.setenv("GIT_WORK_TREE", "elsewhere")
        assert find_root(str(tmp_path)) == str(tmp_path / "elsewhere")


class TestTracked:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("Dockerfile", True),
            ("dockerfile", False),
            ("backend/app/main.py", True),
            ("backend/App/main.py", False),
            ("docs", False),
            ("Dockerfile/x", False),
            ("missing.py", False),
            ("", False),
            ("\ud800", False),
        ],
    )
    def test_is_tracked(self, box: Sandbox, path: str, expected: bool) -> None:
        assert facts(box).is_tracked(path) is expected

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("docs", True),
            ("Docs", False),
            ("backend/app", True),
            ("backend/app/main.py", False),
            ("missing", False),
            ("", False),
        ],
    )
    def test_is_directory(self, box: Sandbox, path: str, expected: bool) -> None:
        assert facts(box).is_directory(path) is expected

    @pytest.mark.usefixtures("no_git")
    def test_what_is_on_disk_needs_no_git(self, box: Sandbox) -> None:
        known = facts(box)
        assert known.is_tracked("docs/guide.md") is True
        assert known.is_directory("docs") is True
        assert known.other_spellings("docs/guide.md") == ()
        assert known.ignored(["docs/guide.md"]) == {}
        assert known.lies_behind("docs/guide.md") is None

    def test_what_is_only_in_the_index_counts(self, box: Sandbox) -> None:
        (box.top / "docs" / "guide.md").unlink()
        (box.top / "docs" / "guide.rst").unlink()
        (box.top / "docs").rmdir()
        assert facts(box).is_tracked("docs/guide.md") is True
        assert facts(box).is_directory("docs") is True

    def test_an_empty_folder_is_one(self, box: Sandbox) -> None:
        (box.top / "empty").mkdir()
        assert facts(box).is_directory("empty") is True

    def test_with_extension(self, box: Sandbox) -> None:
        assert facts(box).with_extension("docs/guide") == ["docs/guide.md", "docs/guide.rst"]
        assert facts(box).with_extension("docs") == []
        box.commit("a.b/c", "a.tar.gz", "a/b.c", "ab.c")
        assert facts(box).with_extension("a") == ["a.tar.gz"]

    def test_names_are_bytes(self, box: Sandbox) -> None:
        names: list[Name] = [b"\xff.py", 'quo"te\n\t.py', ":(top)x", "-x", "ünï/ö.py", " "]
        box.commit(*names)
        known = facts(box)
        tracked = known.tracked()
        assert tracked is not None
        assert {os.fsdecode(name) for name in names} <= set(tracked)
        assert list(tracked) == sorted(tracked)
        assert [known.is_tracked(os.fsdecode(name)) for name in names] == [True] * len(names)

    def test_conflicts_are_one_path(self, box: Sandbox) -> None:
        box.git("checkout", "-q", "-b", "side")
        box.commit("x", content="1")
        box.git("checkout", "-q", "main")
        box.commit("x", content="2")
        with pytest.raises(AssertionError):
            box.git("merge", "-q", "side")
        tracked = facts(box).tracked()
        assert tracked is not None
        assert tracked.count("x") == 1


class TestOtherSpellings:
    def test_case(self, box: Sandbox) -> None:
        known = facts(box)
        assert known.other_spellings("backend/app/main.py") == ["backend/app/Main.py"]
        assert known.other_spellings("BACKEND/app/main.py") == [
            "backend/app/Main.py",
            "backend/app/main.py",
        ]
        assert known.other_spellings("docs/new.md") == []

    def test_of_a_folder(self, box: Sandbox) -> None:
        box.commit("Docs/guide.md")
        assert facts(box).other_spellings("docs/guide.md") == ["Docs/guide.md"]

    def test_unicode_form(self, box: Sandbox) -> None:
        box.commit("e\u0301.py")
        assert facts(box).other_spellings("\u00e9.py") == ["e\u0301.py"]


class TestAttributes:
    def test_union(self, box: Sandbox) -> None:
        box.write(".gitattributes", "*.md merge=union\n*.txt merge=ours\n*.lock merge\n")
        assert facts(box).union_merged(
            ["docs/guide.md", "a.txt", "b.lock", "new.md", "", "/x.md", "../x.md", "a\0.md"]
        ) == frozenset({"docs/guide.md", "new.md"})

    @pytest.mark.usefixtures("no_git")
    def test_of_nothing_needs_no_git(self, box: Sandbox) -> None:
        assert facts(box).union_merged([]) == frozenset()


class TestIgnored:
    def test_says_the_line_that_decides(self, box: Sandbox) -> None:
        box.write(".gitignore", "# no\n*.log\n!keep.log\n/dist/\n")
        box.write("docs/.gitignore", "secret*\n")
        box.write("docs/secret.md")
        box.commit("forced.log")
        assert facts(box).ignored(
            ["a.log", "keep.log", "dist/a.py", "docs/secret.md", "forced.log", "docs/guide.md", ""]
        ) == {
            "a.log": Ignored(".gitignore", 2, "*.log"),
            "dist/a.py": Ignored(".gitignore", 4, "/dist/"),
            "docs/secret.md": Ignored("docs/.gitignore", 1, "secret*"),
        }

    def test_nasty_names(self, box: Sandbox) -> None:
        box.write(".gitignore", "*\n")
        names = [":(top)x", "-x", "a\nb", "\udcff", '"q"', "!x", "#x"]
        answer = facts(box).ignored(names)
        assert answer is not None
        assert list(answer) == names

    @pytest.mark.parametrize(
        ("where", "pattern", "ignored"),
        [
            (".gitignore", "*.md", True),
            (".gitignore", "gu*md", True),
            (".gitignore", "docs/", True),
            (".gitignore", "DOCS", False),
            (".gitignore", "**", True),
            (".gitignore", "[dD]ocs", True),
            (".gitignore", r"guide\.md", True),
            (".gitignore", "*.py", False),
            (".gitignore", "guide", False),
            ("docs/.gitignore", "new.md", True),
            (".git/info/exclude", "new.md", True),
            ("../home/.config/git/ignore", "new.md", True),
        ],
    )
    def test_what_exists_is_asked_about_when_a_pattern_could_match(
        self,
        box: Sandbox,
        monkeypatch: pytest.MonkeyPatch,
        where: str,
        pattern: str,
        ignored: bool,
    ) -> None:
        monkeypatch.setenv("HOME", str(box.top.parent / "home"))
        box.write(where, pattern + "\n")
        path = "docs/new.md" if "new" in pattern else "docs/guide.md"
        box.write(path)
        box.git("rm", "-q", "--cached", "-f", "--ignore-unmatch", path)
        assert set(facts(box).ignored([path]) or ()) == ({path} if ignored else set())

    @pytest.mark.usefixtures("no_git")
    def test_what_no_pattern_could_match_needs_no_git(self, box: Sandbox) -> None:
        box.write(".gitignore", "*.log\n/dist/\n")
        assert facts(box).ignored(["docs/new.md", "new/new.md", "docs/guide.md"]) == {}

    def test_a_personal_ignore_file_that_an_included_file_names(
        self, box: Sandbox, tmp_path: Path
    ) -> None:
        (tmp_path / "more").write_text(f"[core]\nexcludesFile = {tmp_path}/mine\n")
        (tmp_path / "mine").write_text("new.md\n")
        box.git("config", "include.path", str(tmp_path / "more"))
        assert facts(box).ignored(["new.md"]) == {
            "new.md": Ignored(f"{tmp_path}/mine", 1, "new.md")
        }

    def test_a_personal_ignore_file_that_the_configuration_names(self, box: Sandbox) -> None:
        box.git("config", "core.excludesFile", str(box.top / "mine"))
        box.write("mine", "new.md\n")
        box.write("new.md")
        assert facts(box).ignored(["new.md"]) == {
            "new.md": Ignored(str(box.top / "mine"), 1, "new.md")
        }


class TestWayOut:
    @pytest.fixture
    def outer(self, box: Sandbox, tmp_path: Path) -> Sandbox:
        other = Sandbox(tmp_path / "other")
        other.commit("src/x.py")
        box.git("submodule", "add", "-q", str(other.top), "vendor/other")
        box.commit(message="add a submodule")
        return box

    @pytest.mark.parametrize("checked_out", [True, False])
    def test_submodule(self, outer: Sandbox, checked_out: bool) -> None:
        if not checked_out:
            outer.git("submodule", "deinit", "-q", "-f", "vendor/other")
        known = facts(outer)
        assert known.lies_behind("vendor/other/src/x.py") == Link("vendor/other")
        assert known.lies_behind("vendor/other") is None
        assert known.is_tracked("vendor/other") is True
        assert known.is_tracked("vendor/other/src/x.py") is False
        assert known.is_directory("vendor/other") is False
        assert known.is_directory("vendor") is True
        assert known.ignored(["vendor/other/src/x.py"]) == {}

    @pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
    def test_symbolic_link(self, box: Sandbox) -> None:
        (box.top / "out").symlink_to("../elsewhere")
        (box.top / "within").symlink_to("docs")
        known = facts(box)
        assert known.lies_behind("out/x.py") == Link("out", "../elsewhere")
        assert known.lies_behind("within/guide.md") is None
        assert known.is_tracked("within/guide.md") is False
        assert known.is_tracked("out") is True
        assert known.ignored(["out/x.py", "within/guide.md", "a"]) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
class TestLinks:
    def test_tracked_links_inside_are_followed(self, box: Sandbox, asked: list[str]) -> None:
        for link, target in (
            ("within", "docs"),
            ("guide.md", "docs/guide.md"),
            ("backend/again", "../within"),
            ("whole", str(box.top / "docs")),
            ("round", "about"),
            ("about", "round"),
            ("out", "../elsewhere"),
        ):
            (box.top / link).symlink_to(target)
        box.git("add", ".")
        (box.top / "fresh").symlink_to("docs")
        known = facts(box)
        assert known.leads_to(
            [
                *("within/guide.md", "within", "guide.md", "backend/again/new.md", "whole/a/b.md"),
                *("docs/guide.md", "fresh/guide.md", "round/a.md", "out/a.md", "../a", "no/a.md"),
            ]
        ) == {
            "within/guide.md": "docs/guide.md",
            "within": "docs",
            "guide.md": "docs/guide.md",
            "backend/again/new.md": "docs/new.md",
            "whole/a/b.md": "docs/a/b.md",
        }
        assert asked == ["ls-files"]

    @pytest.mark.usefixtures("no_git")
    def test_without_a_link_git_is_not_asked(self, box: Sandbox) -> None:
        assert facts(box).leads_to(["docs/guide.md", "new/a.md", "Dockerfile"]) == {}


def test_folders(box: Sandbox, asked: list[str]) -> None:
    (box.top / "empty.d").mkdir()
    (box.top / "docs/guide.md").unlink()
    (box.top / "docs/guide.rst").unlink()
    (box.top / "docs").rmdir()
    paths = ["backend/app", "backend", "docs", "Dockerfile", "docs/new.md", "a.b/c", "empty.d", ""]
    found = facts(box).folders(paths)
    assert found == frozenset({"backend/app", "backend", "docs", "empty.d"})
    assert asked == ["ls-files"]


class TestMoved:
    def test_renamed_deleted_and_never_there(self, box: Sandbox) -> None:
        box.commit("old/a.py", "old/b.py", message="both")
        box.git("mv", "old", "new")
        box.commit(message="folder")
        box.git("mv", "new/a.py", "new/c.py")
        last = box.commit(message="file")
        box.git("rm", "-q", "new/b.py")
        deleted = box.commit(message="gone")
        assert facts(box).moved(["old/a.py", "old/b.py", "old/never.py", "new/a.py", "x\n"]) == {
            "old/a.py": Moved("new/c.py", last),
            "new/a.py": Moved("new/c.py", last),
            "old/b.py": Moved(None, deleted),
        }

    def test_a_long_chain_ends_where_it_is_tracked(self, box: Sandbox) -> None:
        box.commit("app/0.py", "app/other.py")
        for number in range(9):
            box.git("mv", f"app/{number}.py", f"app/{number + 1}.py")
            last = box.commit()
        names = [f"app/{number}.py" for number in range(9)]
        assert facts(box).moved(names) == dict.fromkeys(names, Moved("app/9.py", last))
        assert facts(box).moved(["app/0.py"]) == {"app/0.py": Moved("app/9.py", last)}
        box.git("rm", "-q", "app/9.py")
        gone = box.commit()
        assert facts(box).moved(["app/0.py"]) == {"app/0.py": Moved(None, gone)}

    def test_a_name_that_is_used_again(self, box: Sandbox) -> None:
        box.commit("a", content="first\n" * 9)
        box.git("mv", "a", "b")
        box.commit()
        box.git("mv", "b", "c")
        last = box.commit()
        # Another file, which has nothing to do with the one that is "c" now.
        box.commit("b", content="second\n" * 9)
        assert facts(box).moved(["a"]) == {"a": Moved("c", last)}
        box.git("rm", "-q", "b")
        gone = box.commit()
        assert facts(box).moved(["a", "b"]) == {"a": Moved("c", last), "b": Moved(None, gone)}

    def test_renames_there_and_back(self, box: Sandbox) -> None:
        box.commit("a", content="first\n" * 9)
        for old, new in ("ab", "ba", "ab"):
            box.git("mv", old, new)
            last = box.commit()
        assert facts(box).moved(["a"]) == {"a": Moved("b", last)}

    def test_renames_on_a_branch_that_was_merged(self, box: Sandbox) -> None:
        box.commit("a", content="first\n" * 9)
        box.git("checkout", "-q", "-b", "side")
        box.git("mv", "a", "b")
        moved = box.commit()
        box.git("checkout", "-q", "main")
        box.commit("other")
        box.git("merge", "-q", "--no-edit", "side")
        assert facts(box).moved(["a"]) == {"a": Moved("b", moved)}

    def test_asks_git_the_same_number_of_times(self, box: Sandbox, asked: list[str]) -> None:
        for number in range(3):
            box.commit(f"{number}/0.py")
            for step in range(number + 1):
                box.git("mv", f"{number}/{step}.py", f"{number}/{step + 1}.py")
                box.commit()
        assert facts(box).moved(["never"]) == {}
        assert asked == ["ls-files", "--literal-pathspecs"]
        for number in range(3):
            asked.clear()
            known = facts(box)
            assert known.moved([f"{at}/0.py" for at in range(number + 1)])
            assert asked == ["ls-files", "--literal-pathspecs", "log"]

    def test_only_what_has_a_namesake_is_looked_for_in_a_long_history(self, box: Sandbox) -> None:
        box.commit("old/a.py", "old/b.py", content="first\n" * 9)
        box.git("mv", "old/b.py", "old/c.py")
        box.git("mv", "old/a.py", "new_a.py")
        box.commit(message="names")
        for _ in range(19):
            box.commit("other")
        # Both are within the latest 20 commits, and then are no longer.
        assert set(facts(box).moved(["old/a.py"]) or ()) == {"old/a.py"}
        assert set(facts(box).moved(["old/b.py"]) or ()) == {"old/b.py"}
        box.git("mv", "new_a.py", "a.py")
        last = box.commit()
        assert facts(box).moved(["old/a.py"]) == {"old/a.py": Moved("a.py", last)}
        assert facts(box).moved(["old/b.py"]) == {}
        # Of each path on its own, whatever else is asked of.
        assert facts(box).moved(["old/a.py", "old/b.py"]) == {"old/a.py": Moved("a.py", last)}

    def test_without_history_is_unknown(self, tmp_path: Path) -> None:
        assert facts(Sandbox(tmp_path / "new")).moved(["a"]) is None


def test_a_repository_that_git_refuses_is_unknown(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    box.write(".gitignore", "miss*\n")
    known = facts(box)
    assert known.is_tracked("Dockerfile") is True
    assert known.is_tracked("missing") is None
    assert known.is_directory("missing") is None
    assert known.with_extension("missing") is None
    assert known.other_spellings("missing") is None
    assert known.tracked() is None
    assert known.union_merged(["missing"]) is None
    assert known.ignored(["missing"]) is None
    assert known.moved(["missing"]) is None


def test_nothing_is_known_without_git(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_PYTHON_GIT_EXECUTABLE", "no-such-git")
    assert facts(box).is_tracked("missing") is None


def test_git_is_asked_once_for_each_fact(box: Sandbox, asked: list[str]) -> None:
    box.write(".gitignore", "m1\n")
    known = facts(box)
    for number in range(5):
        known.is_tracked(f"m{number}")
        known.is_directory(f"m{number}")
        known.other_spellings(f"m{number}")
        known.with_extension(f"m{number}")
        known.lies_behind(f"m{number}/x")
    known.ignored([f"m{number}" for number in range(5)])
    known.union_merged([f"m{number}" for number in range(5)])
    assert asked == ["ls-files", "check-ignore", "check-attr"]


def test_the_same_facts_from_a_folder_below(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    monkeypatch.chdir(box.top)
    assert facts(box).is_tracked("missing") is False
    assert GitFacts(Repository(str(box.top))).tracked() == facts(box).tracked()


def test_ids_that_a_commit_took_out(box: Sandbox) -> None:
    box.commit(
        "tasks.json", content='[\n{"id": "a"},\n{"id": "b"},\n{"id": "a-2"},\n{"id": "c"}\n]\n'
    )
    box.commit("tasks.json", content='[\n{"id": "b"},\n{"id": "c", "x": 1}\n]\n')
    first = box.git("rev-parse", "--short=10", "HEAD").strip()
    box.commit("tasks.json", content="- id: c\n  x: 1\n- id: 'd'\n")
    second = box.git("rev-parse", "--short=10", "HEAD").strip()
    known = facts(box)
    asked = ["a", "a-2", "b", "c", "d", "never", "x"]
    assert known.removed_ids("tasks.json", asked) == {"a": first, "a-2": first, "b": second}
    assert known.removed_ids("other.json", asked) == {}
    assert known.removed_ids("tasks.json", []) == {}


def test_branches_and_what_is_committed(box: Sandbox) -> None:
    box.commit("a b.json", content="[]")
    box.git("branch", "task/orders")
    known = facts(box)
    assert known.branches() == ["main", "task/orders"]
    assert known.committed("a b.json") == b"[]"
    assert known.committed("none.json") is None
