"""How git is asked: no program of the repository runs, and what git cannot say is said in words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from comparing import compare
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.repository.git import repository as git
from modsquad_lint.repository.git.facts import open_facts
from modsquad_lint.repository.git.repository import GitFailedError, Repository
from modsquad_lint.rules.answers import Ignored, Moved


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


@pytest.mark.skipif(sys.platform == "win32", reason="the traps are scripts for a shell")
class TestTraps:
    """Each is sprung by git itself first, so that it is known to be armed."""

    @pytest.fixture
    def trap(self, tmp_path: Path) -> Path:
        trap = tmp_path / "trap"
        trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\nexit 1\n")
        trap.chmod(0o755)
        return trap

    def test_the_signature_of_a_commit(self, box: Sandbox, trap: Path) -> None:
        commit = box.git("cat-file", "commit", "HEAD").replace(
            "\n\n",
            "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n",
            1,
        )
        box.commit("a", content="changed")
        tree = box.git("rev-parse", "HEAD^{tree}")
        signed = (
            f"tree {tree}\nparent {box.git('rev-parse', 'HEAD~1')}\n" + commit.partition("\n")[2]
        )
        box.git(
            "reset",
            "-q",
            "--hard",
            box.git("hash-object", "-t", "commit", "-w", "--stdin", given=f"{signed}\n".encode()),
        )
        box.git("config", "gpg.program", str(trap))
        box.git("config", "log.showSignature", "true")
        box.git("log", "-1")
        _spring(trap)
        assert _paths(box, "HEAD~1") == ["a"]
        box.git("rm", "-q", "b")
        box.git("commit", "-q", "-m", "b")
        assert open_facts(str(box.top)).moved(["b"]) == {
            "b": Moved(None, box.git("rev-parse", "HEAD"))
        }
        assert not _is_sprung(trap)

    @pytest.mark.parametrize("unknown", [None, "GIT_NO_LAZY_FETCH"])
    def test_content_that_a_partial_clone_left_out(
        self,
        box: Sandbox,
        tmp_path: Path,
        trap: Path,
        monkeypatch: pytest.MonkeyPatch,
        unknown: str | None,
    ) -> None:
        """Also where git is too old to know one of the two variables that forbid it."""
        if unknown:
            monkeypatch.delitem(git._ENVIRONMENT, unknown)
        box.git("config", "uploadpack.allowFilter", "true")
        box.git("mv", "a", "c")
        box.commit("c", content="changed")
        clone = Sandbox(tmp_path / "clone")
        clone.git("remote", "add", "origin", f"file://{box.top}")
        clone.git("fetch", "-q", "--filter=blob:none", "origin", "main")
        clone.git("update-ref", "refs/heads/main", "FETCH_HEAD")
        clone.git("config", "remote.origin.uploadpack", str(trap))
        clone.git("config", "protocol.file.allow", "always")
        with pytest.raises(AssertionError, match="HEAD:c"):
            clone.git("cat-file", "-p", "HEAD:c")
        _spring(trap)
        assert _paths(clone, "HEAD~1..HEAD") == ["a", "c"]
        assert not _is_sprung(trap)

    @pytest.mark.parametrize("kind", ["LITERAL", "GLOB", "NOGLOB", "ICASE"])
    def test_how_pathspecs_are_read(
        self, box: Sandbox, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        box.commit("*", ":x")
        box.write(".gitignore", ":y\n")
        box.git("rm", "-q", "--", ":(literal)*", ":(literal):x")
        gone = box.commit()
        monkeypatch.setenv(f"GIT_{kind}_PATHSPECS", "1")
        known = open_facts(str(box.top))
        assert known.moved(["*", ":x", "A"]) == {
            "*": Moved(None, gone),
            ":x": Moved(None, gone),
        }
        assert known.ignored([":y", "B"]) == {":y": Ignored(".gitignore", 1, ":y")}
        assert _paths(box, "HEAD~1") == ["*", ":x"]

    @pytest.mark.parametrize("against", ["staged", "worktree", "HEAD~1"])
    def test_a_file_for_the_order_of_changes(self, box: Sandbox, against: str) -> None:
        box.commit("a", content="changed")
        box.write("b", "changed")
        box.git("add", "b")
        box.git("config", "diff.orderFile", "missing")
        with pytest.raises(AssertionError, match="order"):
            box.git("diff", "--raw", "HEAD~1")
        assert _paths(box, against) == (["a"] if against == "HEAD~1" else ["b"])

    def test_a_split_index(self, box: Sandbox) -> None:
        box.git("config", "core.splitIndex", "true")
        box.git("config", "splitIndex.maxPercentChange", "0")
        for name in ("a", "b"):
            os.utime(box.top / name, (1, 1))
        before = sorted(path.name for path in (box.top / ".git").iterdir())
        assert _paths(box, "worktree") == []
        assert sorted(path.name for path in (box.top / ".git").iterdir()) == before
        box.git("status")
        assert sorted(path.name for path in (box.top / ".git").iterdir()) != before

    def test_branches_in_one_table(self, tmp_path: Path) -> None:
        try:
            box = Sandbox(tmp_path / "new", "--ref-format=reftable")
        except AssertionError:
            pytest.skip("this git keeps branches in files alone")
        box.commit("a")
        box.git("checkout", "-q", "-b", "task/x")
        assert compare(str(box.top), "staged").units[0].tasks == ("x",)


def _is_sprung(trap: Path) -> bool:
    return (trap.parent / "sprung").exists()


def _spring(trap: Path) -> None:
    """Make sure that a trap was sprung, and set it again."""
    (trap.parent / "sprung").unlink()


@pytest.mark.parametrize("against", ["staged", "worktree", "HEAD~1", None])
def test_the_number_of_questions_does_not_grow(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, against: str | None
) -> None:
    """With all the rules ask: of paths that are new, renamed, ignored, misspelled, or inside folders."""
    asked: list[str] = []
    ask = Repository.ask

    def count(self: Repository, *arguments: str, **options: object) -> bytes:
        asked.append(next(word for word in arguments if not word.startswith("-")))
        return ask(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.chdir(box.top)
    box.commit("tasks.json", ".gitignore", content="*.log\n")
    counts = []
    for size in (1, 2, 12):
        for number in range(size):
            box.commit(f"src{number}/old.py", f"src{number}/same.py")
            box.git("mv", f"src{number}/old.py", f"src{number}/name{size}.py")
            box.commit(message=f"m\n\nTask: t{number}")
        box.tasks(
            *(
                (f"t{n}", [f"src{n}/{name}" for name in ("old.py", "Same.py", "x.log", "new.py")])
                for n in range(size)
            )
        )
        box.git("add", "tasks.json")
        box.commit()
        box.write("src0/same.py", f"{size}")
        box.git("add", "src0/same.py")
        monkeypatch.setattr(Repository, "ask", count)
        main(["check", "tasks.json", *(["--against", against] if against else [])])
        monkeypatch.setattr(Repository, "ask", ask)
        counts.append(asked.copy())
        asked.clear()
    assert counts[0]
    assert counts == [counts[0]] * len(counts)


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
            (tmp_path / "bin" / "git").write_text(f"#!/bin/sh\n{stub}\n")
            (tmp_path / "bin" / "git").chmod(0o755)
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
        said = done.stdout + done.stderr
        assert said.count("NOT checked: git was not found, or could not be run") == 1
        assert "install git" in said


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
