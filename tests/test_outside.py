"""Nothing is read, shown or written that lies outside the repository, unless the user names it."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import pytest
from sandbox import Sandbox

from modsquad_lint import Project
from modsquad_lint.cli.main import main
from modsquad_lint.text.errors import UserError

SECRET = "SECRET-123"
TASK = {"id": SECRET, "file_modifications": [f"{SECRET}\\a.py"], "dependencies": []}

_SOUND = '[{"id": "a", "file_modifications": ["a.py"], "dependencies": []}]'

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A repository with links to a password and to a plan beside it, which git tracks."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "netrc").write_text(f"machine example login me password {SECRET}\n")
    (outside / "tasks.json").write_text(json.dumps([TASK]))
    box = Sandbox(tmp_path / "box")
    (box.top / "x.tasks.json").symlink_to("../outside/netrc")
    (box.top / "tasks.json").symlink_to(outside / "tasks.json")
    box.git("add", ".")
    box.git("commit", "-q", "-m", "links")
    monkeypatch.chdir(box.top)
    return box


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="all"),
        pytest.param(["."], id="a folder"),
        pytest.param(["--no-git", "."], id="without git"),
        pytest.param(["--select", "MSQ5"], id="whatever is selected"),
        pytest.param(["-v", "--fix", "--unsafe-fixes"], id="mending"),
        pytest.param(["--format", "github"], id="annotations"),
        pytest.param(["--format", "json"], id="JSON"),
    ],
)
def test_a_link_out_that_a_search_finds_is_reported_and_not_opened(
    arguments: list[str],
    box: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened: list[str] = []

    def read(path: str, *_: object) -> bytes:
        opened.append(path)
        return b""

    monkeypatch.setattr("modsquad_lint.repository.memory.files.read", read)
    assert box.top.exists()
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert opened == []
    assert all(name in out for name in ("MSQ610", "x.tasks.json", "tasks.json"))
    assert f"{tmp_path}/outside/netrc" in out


@pytest.mark.parametrize("against", ["staged", "worktree", "HEAD"])
def test_no_comparison_opens_a_link_out(
    against: str, box: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    box.commit("a.py")
    assert main(["--against", against]) == 3
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert (out + err).count("NOT checked: tasks.json") == 1


def test_pre_commit_names_what_it_found(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert box.top.exists()
    assert main(["x.tasks.json"]) == 1
    assert SECRET not in capsys.readouterr().out


def test_the_only_tasks_file_has_no_plan(box: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    box.git("rm", "-q", "x.tasks.json")
    assert main(["plan"]) == 1
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert err.splitlines()[-1] == "modsquad-lint: tasks.json has no plan, because of MSQ610"


@pytest.mark.parametrize("format", ["github", "markdown", "sarif", "gitlab", "junit", "rdjson"])
def test_what_others_read_quotes_nothing_from_outside(
    format: str,  # noqa: A002
    box: Sandbox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert box.top.exists()
    assert main(["tasks.json", "x.tasks.json", "--format", format]) == 1
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert "MSQ201" in out
    assert "MSQ101" in out


def test_what_the_user_names_is_read(box: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert box.top.exists()
    assert main(["tasks.json"]) == 1
    assert SECRET in capsys.readouterr().out
    assert main(["tasks.json", "--diff"]) == 1
    assert SECRET in capsys.readouterr().out


def test_a_file_outside_is_not_mended(
    box: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "outside" / "tasks.json"
    before = target.read_bytes()
    assert main(["tasks.json", "--fix"]) == 2
    out, err = capsys.readouterr()
    assert "mended" not in out
    assert err.splitlines() == [
        f"modsquad-lint: cannot write tasks.json: it leads to {target}, outside the repository",
        "mend that file by its own name",
    ]
    project = Project(box.top)
    with pytest.raises(UserError, match="outside the repository"):
        project.write("tasks.json", project.fix("tasks.json"))
    assert target.read_bytes() == before


def _all_files(top: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in top.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--format", "gitlab=out.json"], "to TMP/outside/it, outside the repository"),
        (["check", "--format", "json=TOP/out.json"], "to TMP/outside/it, outside the repository"),
        (["plan", "--format", "svg=out.json"], "to TMP/outside/it, outside the repository"),
        (["plan", "--format", "workflow=folder/../it"], "to TMP/it, outside the repository"),
        (
            ["next", "--done", "a", "--format", "json=folder/x"],
            "to TMP/outside/x, outside the repository",
        ),
        (["accuracy", "--output", "out.json"], "to TMP/outside/it, outside the repository"),
        (["radar", "--format", "json=other/x"], "to TMP/other/x, outside the repository"),
        (["check", "--format", "json=hook"], "into TMP/here/.git, which is git's own"),
        (["check", "--format", "json=.git/HEAD"], "into TMP/here/.git, which is git's own"),
        (["check", "--format", "json=bare/HEAD"], "into TMP/here/bare, which is git's own"),
        (["check", "--fix", "git.tasks.json"], "into TMP/here/.git, which is git's own"),
    ],
)
def test_nothing_is_written_where_a_link_leads_out_or_to_git(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    box = Sandbox(tmp_path / "here")
    box.write("tasks.json", _SOUND)
    Sandbox(tmp_path / "other")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "it").write_text(SECRET)
    box.write(".git/plan", json.dumps([TASK]))
    shutil.copytree(box.top / ".git", box.top / "bare")
    links = {"out.json": "../outside/it", "folder": "../outside", "other": "../other"}
    for name, target in {**links, "hook": ".git/hooks/x", "git.tasks.json": ".git/plan"}.items():
        (box.top / name).symlink_to(target)
    box.git("add", "tasks.json", *links)
    box.git("commit", "-q", "-m", "links")
    before = _all_files(tmp_path)
    monkeypatch.chdir(box.top)
    assert main([word.replace("TOP", str(box.top)) for word in arguments]) == 2
    assert _all_files(tmp_path) == before
    err = capsys.readouterr().err
    assert err.startswith("modsquad-lint: cannot write ")
    assert err.endswith(f": it leads {said.replace('TMP', str(tmp_path))}\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["../x.json", "inside.json", "TOP/../outside.json", "wt/x.json"])
def test_what_the_user_names_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also over a link that is in no repository, or in a work tree within git's own folder."""
    box = Sandbox(tmp_path / "here")
    box.write("tasks.json", _SOUND)
    box.git("add", ".")
    box.git("commit", "-q", "-m", "plan")
    box.git("worktree", "add", "-q", ".git/wt")
    (box.top / "wt").symlink_to(".git/wt")
    (box.top / "inside.json").symlink_to("new.json")
    (tmp_path / "outside.json").symlink_to("elsewhere.json")
    monkeypatch.chdir(box.top)
    name = name.replace("TOP", str(box.top))
    assert main(["plan", "--format", f"json={name}"]) == 0
    assert json.loads(Path(name).read_text())["batches"]


def test_a_link_inside_is_read_and_mended(box: Sandbox) -> None:
    box.write("plans/real.json", json.dumps([TASK]))
    (box.top / "inside.tasks.json").symlink_to("plans/real.json")
    assert main(["inside.tasks.json", "--fix"]) == 0
    assert (box.top / "inside.tasks.json").is_symlink()
    assert "\\" not in (box.top / "plans" / "real.json").read_text()


@pytest.mark.parametrize("name", ["pyproject.toml", "modsquad-lint.toml"])
def test_a_configuration_outside_is_not_read(
    name: str, box: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside" / "it").write_text(f"[tool.modsquad-lint]\nselect = '{SECRET}'\n")
    (box.top / name).symlink_to(tmp_path / "outside" / "it")
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert f"leads to {tmp_path}/outside/it, outside the repository: it is not read" in err
    assert main(["--isolated", "."]) == 1
    assert main(["--config", name]) == 2
    assert "is not read" not in capsys.readouterr().err


def test_the_work_tree_is_the_one_that_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Sandbox(tmp_path / "box")
    box.commit("tasks.json", content=json.dumps([{**TASK, "file_modifications": ["a.py"]}]))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / SECRET).write_text("")
    box.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    box.write("b.py")
    monkeypatch.chdir(box.top)
    assert main(["--against", "worktree"]) == 1
    out, err = capsys.readouterr()
    assert f"elsewhere/{SECRET}" not in out + err
    assert "declares b.py, which was added" in out
    assert "which was deleted" not in out


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param(".", "PYTHONPATH puts calendar.py and git of this folder before", id="here"),
        pytest.param("", None, id="none"),
        pytest.param("plans", None, id="elsewhere"),
    ],
)
def test_modules_that_come_before_pythons_are_named(
    path: str,
    said: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("calendar.py", "mine.py", "git/__init__.py", "json/data.json", "plans/re.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "tasks.json").write_text("[]")
    monkeypatch.setenv("PYTHONPATH", path)
    assert main(["tasks.json"]) == 0
    err = capsys.readouterr().err
    assert (said is None) == (err == "")
    assert said is None or said in err


def test_the_guard_opens_no_link_out(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = {
        "hook_event_name": "PreToolUse",
        "tool_name": "Write",
        "cwd": str(box.top),
        "tool_input": {"file_path": str(box.top / "a.py")},
    }
    opened: list[str] = []

    def read(path: str, *_: object) -> bytes:
        opened.append(path)
        return b""

    monkeypatch.setattr("modsquad_lint.repository.memory.files.read", read)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(call).encode())))
    main(["guard"])
    out, err = capsys.readouterr()
    assert SECRET not in out + err
    assert opened == []
