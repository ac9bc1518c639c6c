"""Plans in other formats from the command line: where they are found, what is said first, what is mended."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from modsquad_lint.cli.main import main
from modsquad_lint.engine.defaults import INCLUDE
from modsquad_lint.planning.readers import FORMATS
from modsquad_lint.text.paths import matches

ROOT = Path(__file__).parent.parent
SPEC = """\
# Tasks

## Phase 1: Setup

- [ ] T001 [P] Describe it in `src/a\\b.py`
- [ ] T002 [P] Show it in src/c.py
- [ ] T003 [P] Test it in src/c.py, tests/ <!-- modsquad: ignore[MSQ406] -->
- [ ] T004 Try it
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    code = main(["check", *arguments])
    return code, capsys.readouterr().out.splitlines()


def test_where_plans_are_found(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    plan = "### Task 1: it\n\n**Files:**\n- Create: `a.py`\n"
    found = {
        "specs/001-a/tasks.md": SPEC,
        "packages/b/specs/001-a/tasks.md": SPEC,
        ".kiro/specs/a/tasks.md": "- [ ] 1. Do a.py\n",
        ".planning/phases/01-a/01-01-PLAN.md": "---\nplan: 01\nfiles_modified: [a.py]\n---\n",
        "docs/superpowers/plans/2026-01-01-a.md": plan,
    }
    others = {
        "specs/001-a/plan.md": "# Plan\n\n- [ ] T001 in a.py\n",
        "README.md": plan,
        "docs/superpowers/plans/2026-01-01-a-design.md": "# Design\n",
    }
    for name, text in {**found, **others}.items():
        _write(here / name, text)
    subprocess.run(["git", "add", "."], check=True)
    _, said = _said(capsys)
    assert [line for line in said if "read as" in line] == [
        ".kiro/specs/a/tasks.md: read as Kiro: 1 task, 1 path in 1 of them",
        ".planning/phases/01-a/01-01-PLAN.md: read as GSD: 1 task, 1 path in 1 of them",
        "docs/superpowers/plans/2026-01-01-a.md: read as superpowers: 1 task, 1 path in 1 of them",
        "packages/b/specs/001-a/tasks.md: read as spec-kit: 4 tasks, 4 paths in 3 of them",
        "specs/001-a/tasks.md: read as spec-kit: 4 tasks, 4 paths in 3 of them",
    ]


def test_findings_suppressions_and_standard_input(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del here
    text = SPEC.replace(" <!-- modsquad: ignore[MSQ406] -->", "")
    expected = {
        SPEC: [
            'tasks.md:8:7: warning MSQ211 "T004" declares no file',
        ],
        text: [
            'tasks.md:6:27: error MSQ406 "T002" and "T003" are both [P], and both write "src/c.py"',
            'tasks.md:8:7: warning MSQ211 "T004" declares no file',
        ],
    }
    for given, said in expected.items():
        for variant in (given, given.replace("\n", "\r\n"), "\ufeff" + given):
            stdin = io.TextIOWrapper(io.BytesIO(variant.encode()))
            monkeypatch.setattr("sys.stdin", stdin)
            arguments = ("--no-git", "--format", "concise", "--stdin-filename", "tasks.md", "-")
            assert _said(capsys, *arguments)[1] == said


def test_json_says_what_was_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(here / "tasks.md", SPEC)
    main(["check", "--no-git", "--format", "json", "tasks.md"])
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert {
        "path": "tasks.md",
        "message": "read as spec-kit: 4 tasks, 4 paths in 3 of them",
    } in notes
    main(["plan", "--no-git", "tasks.md"])
    assert capsys.readouterr().out.startswith("read as spec-kit: 4 tasks, 4 paths in 3 of them\n\n")


def test_only_what_is_sure_is_mended(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = "### Task 1: it\n\n**Files:**\n- Create: `src\\a.py`\n- Modify: src\\b.py\n"
    _write(here / "plan.md", plan)
    main(["check", "--no-git", "--fix", "plan.md"])
    assert "--fix" not in capsys.readouterr().out
    assert (here / "plan.md").read_text() == plan.replace("`src\\a.py`", "`src/a.py`")


def test_other_markdown_is_said_to_be_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(here / "notes.md", "# Notes\n\n- [ ] buy milk\n")
    _, said = _said(capsys, "--no-git", "notes.md")
    assert said[-1].startswith("notes.md NOT checked: it looks like ")


PLAN = {"steps": [{"no": 1, "paths": ["a.py"]}, {"no": 2, "paths": ["a.py"], "needs": [1]}]}


def test_keys_and_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(here / "plans" / "a.json", json.dumps(PLAN))
    _write(
        here / "modsquad-lint.toml",
        '[[files]]\ninclude = ["plans/*.json"]\n'
        'keys = { tasks = "steps", id = "no", files = "paths", dependencies = ["needs"] }\n',
    )
    code, said = _said(capsys, "--no-git")
    assert (code, said[0]) == (
        0,
        "plans/a.json: read as its keys say: 2 tasks, 2 paths in 2 of them",
    )
    main(["check", "--no-git", "--show-settings", "plans/a.json"])
    assert '"keys": {"tasks": ["steps"], "id": ["no"]' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('keys = "taskmaster"', '"keys" takes one of "task-master", "prd", not "taskmaster"'),
        ('keys = { ids = "a" }', '"keys" takes a table of tasks, id, files, dependencies,'),
        ('keys = { id = "" }', '"keys" takes a table whose "id" names at least one key'),
        ('files = [{ include = ["a"] }]', '"files" takes tables that have "include" and "keys"'),
    ],
)
def test_settings_that_say_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], setting: str, message: str
) -> None:
    _write(here / "tasks.json", "[]")
    _write(here / "modsquad-lint.toml", setting + "\n")
    assert main(["check", "--no-git"]) == 2
    assert capsys.readouterr().err.startswith(f"modsquad-lint: modsquad-lint.toml: {message}")


def test_the_hook_takes_plans_where_they_are_found_and_nothing_else() -> None:
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = (hook for hook in hooks if hook["id"] == "modsquad-lint-plans")
    names = {
        "specs/001-a/tasks.md": True,
        "packages/b/specs/001-a/tasks.md": True,
        ".kiro/specs/a/tasks.md": True,
        ".planning/phases/01-a/01-01-PLAN.md": True,
        "docs/superpowers/plans/2026-01-01-a.md": True,
        "specs/001-a/plan.md": False,
        "README.md": False,
        "docs/plans/README.md": False,
        "my-specs/a/tasks.md": False,
    }
    for reading in FORMATS.values():
        assert reading.include
        for glob in reading.include:
            name = glob.replace("**/", "").replace("**", "a/b").replace("*", "a")
            names |= {name: True, f"{name}x": False}
            if glob.startswith("**/"):
                names[f"packages/b/{name}"] = True
    assert {name: bool(re.search(hook["files"], name)) for name in names} == names
    assert {name: matches(name, INCLUDE) for name in names} == names


def _git(*words: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
    subprocess.run(command, check=True, capture_output=True)


def test_every_spec_has_a_first_task(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("001-a", "002-b"):
        extra = "- [ ] T009 Do d.py\n" if name == "002-b" else ""
        _write(here / "specs" / name / "tasks.md", f"- [ ] T001 Do src/{name}.py\n{extra}")
    _git("init", "-q", "-b", "main")
    _git("add", ".")
    _git("commit", "-qm", "Plan")
    _git("switch", "-qc", "002-b")
    _write(here / "src" / "002-b.py", "")
    _git("add", ".")
    _git("commit", "-qm", "Do it\n\nTask: T001")
    against = ("--format", "concise", "--against", "main")
    other = (
        'specs/001-a/tasks.md:1:15: error MSQ602 task "001-a:T001" added src/002-b.py,'
        ' which only "002-b:T001" of specs/002-b/tasks.md declares'
    )
    undeclared = (
        'specs/002-b/tasks.md:2:15: error MSQ602 task "T009" added src/002-b.py,'
        ' which only "002-b:T001" declares'
    )
    assert _said(capsys, *against) == (0, [])
    assert _said(capsys, *against, "--task", "002-b:T001") == (0, [])
    assert other in _said(capsys, *against, "--task", "001-a:T001")[1]
    for unique in ("T009", "002-b:T009"):
        assert undeclared in _said(capsys, *against, "--task", unique)[1]
    assert main(["check", *against, "--task", "T001"]) == 0  # the branch says which is meant
    _git("switch", "-qc", "other")
    capsys.readouterr()
    assert main(["check", *against, "--task", "T001"]) == 2
    assert capsys.readouterr().err.endswith("name 001-a:T001 or 002-b:T001\n")
    assert [line.split()[2] for line in _said(capsys, *against)[1]] == ["MSQ608"]


def test_a_folder_of_specs_is_one_plan(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("001-a", "002-b"):
        text = f"- [ ] T001 Do src/{name}.py\n- [ ] T002 Do src/shared.py\n"
        _write(here / "specs" / name / "tasks.md", text)
    assert main(["plan", "--no-git", "--format", "json", "specs"]) == 0
    batches = json.loads(capsys.readouterr().out)["batches"]
    assert [batch["tasks"] for batch in batches] == [
        ["001-a:T001", "002-b:T001"],
        ["001-a:T002"],
        ["002-b:T002"],
    ]
