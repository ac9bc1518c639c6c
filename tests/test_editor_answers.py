"""What an editor is answered about a place: asked without a client, "|" is where the cursor stands."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from modsquad_lint.editor import answers, fixes
from modsquad_lint.editor.actions import actions
from modsquad_lint.editor.desk import Desk
from modsquad_lint.editor.opened import Opened
from modsquad_lint.editor.proposals import completions
from modsquad_lint.syntax.changes import apply

KIRO = """\
# Implementation Plan

- [ ] 1. Keep sessions
  - [ ] 1.1 Write `src/a.py`
  - [ ] 1.2 Write `src/b.py`

## Task Dependency Graph

```json
{"waves": [{"id": 0, "tasks": ["1.1"]}, {"id": 1, "tasks": ["1.2"]}]}
```
"""
SPEC_KIT = """\
# Tasks: sessions

## Phase 1: Setup

- [ ] T001 Write src/a.py
- [ ] T002 [P] Write src/b.py (depends on T001)
"""
SUPERPOWERS = """\
# Sessions

### Task 1: one

**Files:**
- Create: `src/a.py`
"""
PHASE = """\
---
phase: 02-sessions
plan: 01
files_modified: [src/a.py]
depends_on: []
---
<objective>
one
</objective>
"""
KIRO_NAME = ".kiro/specs/s/tasks.md"
SPEC_NAME = "specs/001/tasks.md"
SUPERPOWERS_NAME = "docs/superpowers/plans/p.md"
PHASE_NAME = ".planning/phases/02-sessions/02-01-PLAN.md"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "src").mkdir()
    (folder / "src" / "main.py").touch()
    (folder / "modsquad-lint.toml").write_text(
        'squads = { ALPHA = [], BETA = [] }\n[[files]]\ninclude = ["waves.json"]\n'
        'keys = { tasks = "waves[].jobs[]", id = ["name"], files = ["where[].path"], '
        'dependencies = ["behind"] }\n'
    )
    subprocess.run(["git", "-C", str(folder), "add", "src"], check=True)
    return Desk(str(folder))


def opened(desk: Desk, name: str, text: str) -> tuple[Opened, int]:
    offset = text.index("|")
    path = str(Path(desk.search.here) / name)
    desk.lay(path, text.replace("|", ""))
    return Opened(desk, path, text.replace("|", ""), "utf-16"), offset


@pytest.mark.parametrize(
    ("name", "text", "new", "expected"),
    [
        (
            "tasks.yaml",
            (
                "- id: &x on|e # a\n  file_modifications: [a.py]\n"
                "- id: two\n  file_modifications: [b.py]\n  dependencies: [*x, 'one']\n"
            ),
            "uno",
            (
                "- id: &x uno # a\n  file_modifications: [a.py]\n"
                "- id: two\n  file_modifications: [b.py]\n  dependencies: [*x, 'uno']\n"
            ),
        ),
        (
            "tasks.yaml",
            (
                "- id: one\n  file_modifications: [a.py]\n"
                "- id: two\n  file_modifications: [b.py]\n  dependencies:\n  - |one # b\n"
            ),
            "1",
            (
                '- id: "1"\n  file_modifications: [a.py]\n'
                '- id: two\n  file_modifications: [b.py]\n  dependencies:\n  - "1" # b\n'
            ),
        ),
        (SPEC_NAME, SPEC_KIT.replace("T001", "T0|01", 1), "T009", SPEC_KIT.replace("T001", "T009")),
        (SPEC_NAME, SPEC_KIT.replace("T001", "T0|01", 1), "setup", None),
        (KIRO_NAME, KIRO.replace("1.1 ", "1.|1 "), "1.7", KIRO.replace("1.1", "1.7")),
        (KIRO_NAME, KIRO.replace('"1.1"', '"1.|1"'), "1.7", KIRO.replace("1.1", "1.7")),
        (
            SUPERPOWERS_NAME,
            SUPERPOWERS.replace("Task 1", "Task |1"),
            "7",
            SUPERPOWERS.replace("Task 1", "Task 7"),
        ),
    ],
)
def test_a_rename(desk: Desk, name: str, text: str, new: str, expected: str | None) -> None:
    file, offset = opened(desk, name, text)
    found = answers.spot(file, offset)
    assert found is not None
    edits = answers.renamed(file, found, new)
    assert (None if edits is None else apply(file.source.text, edits)) == expected


@pytest.mark.parametrize(("new", "why"), [(" ", "an id is not blank"), ("two", "there is a task 'two' already"), ("one", "")])  # fmt: skip
def test_a_name_that_a_task_can_not_have(desk: Desk, new: str, why: str) -> None:
    text = (
        '[{"id": "on|e", "file_modifications": ["a.py"]},{"id": "two", "file_modifications": []}]'
    )
    file, offset = opened(desk, "tasks.json", text)
    found = answers.spot(file, offset)
    assert found is not None
    assert answers.unfit(file, found, new) == why


def test_what_takes_long_is_not_done_while_somebody_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_MOST_PLACES", 2)
    monkeypatch.setattr(fixes, "_MOST", 2)
    text = '[{"id": "on|e", "file_modifications": ["./a.py"], "dependencies": ["one", "one"]}]'
    file, offset = opened(desk, "tasks.json", text)
    found = answers.spot(file, offset)
    assert found is not None
    assert answers.unfit(file, found, "two") == "the id stands in more than 2 places"
    top = lsp.Position(0, 0)
    asked = lsp.CodeActionParams(
        lsp.TextDocumentIdentifier("a:b"),
        lsp.Range(top, top),
        lsp.CodeActionContext([], only=["source.fixAll"]),
    )
    (action,) = actions(file, "a:b", asked, lambda _, source: source.path)
    assert action.edit is None
    assert action.disabled == lsp.CodeActionDisabled(
        "so many findings take long: run `modsquad-lint check --fix`"
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (SPEC_NAME, SPEC_KIT + "- [ ] T003 Write src/m|", ["src/main.py"]),
        (SPEC_NAME, SPEC_KIT + "- [ ] T003 Write `|", ["src/main.py"]),
        (SPEC_NAME, SPEC_KIT + "- [ ] T003 Write it (depends on T001, |", ["T001", "T002"]),
        (SPEC_NAME, SPEC_KIT + "- [ ] T003 Write|", None),
        (SPEC_NAME, SPEC_KIT + "- [ ] T003 a <!-- modsquad: ignore[MSQ10|", ["MSQ101", "MSQ102"]),
        (KIRO_NAME, KIRO.replace('"1.2"', '"1.|"'), ["1.1", "1.2"]),
        (PHASE_NAME, PHASE.replace("src/a.py", "s|"), ["src/main.py"]),
        (PHASE_NAME, PHASE.replace("depends_on: []", "dep|"), ["depends_on"]),
        ("tasks.json", '{"ta|": []}', ["tasks"]),
        ("tasks.json", '{"tasks": [{"id": "a", "status": "|"}]}', ["todo", "running"]),
        ("tasks.json", '{"tasks": [{"id": "a", "squad": "|"}]}', ["ALPHA", "BETA"]),
        ("waves.json", '{"waves": [{"jobs": [{"where": [{"path": "s|"}]}]}]}', ["src/main.py"]),
        ("tasks.yaml", "- id: a\n  squad: x # modsquad: ignore[MSQ50|", ["MSQ501", "MSQ502"]),
    ],
)
def test_completion(desk: Desk, name: str, text: str, expected: list[str] | None) -> None:
    file, offset = opened(desk, name, text)
    found = completions(file, offset)
    assert (None if found is None else [it.text for it in found.proposals][:2]) == expected


@pytest.mark.parametrize(
    ("name", "text", "code", "expected"),
    [
        (
            "tasks.json",
            '[{"id": "a|", "file_modifications": ["./a.py"], "lint_ignore": ["MSQ504"]}]',
            "MSQ204",
            '[{"id": "a", "file_modifications": ["./a.py"], "lint_ignore": ["MSQ504", "MSQ204"]}]',
        ),
        (
            "tasks.yaml",
            "- id: a|\n  file_modifications:\n  - ./a.py # modsquad: ignore[MSQ604]\n",
            "MSQ204",
            "- id: a\n  file_modifications:\n  - ./a.py # modsquad: ignore[MSQ604, MSQ204]\n",
        ),
        (
            PHASE_NAME,
            PHASE.replace("[src/a.py]", "[./src/a.py]|"),
            "MSQ204",
            PHASE.replace("[src/a.py]", "[./src/a.py]  # modsquad: ignore[MSQ204]"),
        ),
        (
            SUPERPOWERS_NAME,
            SUPERPOWERS.replace("src/a.py`", "src/b`|"),
            "MSQ203",
            SUPERPOWERS.replace("src/a.py`", "src/b` <!-- modsquad: ignore[MSQ203] -->"),
        ),
    ],
)
def test_a_suppression_silences(desk: Desk, name: str, text: str, code: str, expected: str) -> None:
    file, _ = opened(desk, name, text)
    assert file.report is not None
    finding = next(it for it in file.report.findings if it.code == code)
    silence = fixes.suppressing(file, finding)
    assert silence is not None
    changed = apply(file.source.text, silence[1])
    assert changed == expected
    again, _ = opened(desk, name, changed + "|")
    assert again.report is not None
    assert code not in {it.code for it in again.report.findings}


def test_all_fixes_of_several_rounds_are_one_edit(desk: Desk) -> None:
    text = '[{"id": "a", "files": ["./a.py", "a.py"], "dependencies": ["b", "b"]}, {"id": "b", "files": ["b.py"]}]|'
    file, _ = opened(desk, "tasks.json", text)
    assert apply(file.source.text, fixes.mending(file)) == (
        '[{"id": "a", "file_modifications": ["a.py"], "dependencies": ["b"]},'
        ' {"id": "b", "file_modifications": ["b.py"]}]'
    )


def test_what_is_known_of_a_code_in_a_comment(desk: Desk) -> None:
    text = "- id: a\n  squad: x # modsquad: ignore[MSQ5|04]\n  file_modifications: [a.py]\n"
    file, offset = opened(desk, "tasks.yaml", text)
    found = answers.spot(file, offset)
    assert found is not None
    assert answers.hover(file, found).startswith("**MSQ504 no-description** (info)\n\n")


def test_a_plan_of_several_files_goes_from_one_to_the_other(desk: Desk) -> None:
    other = str(Path(desk.search.here) / PHASE_NAME)
    Path(other).parent.mkdir(parents=True)
    Path(other).write_text("no plan on the disk")
    Path(other.replace("02-01", "02-02")).touch()
    desk.lay(other, PHASE)
    text = PHASE.replace("plan: 01", "plan: 02").replace("depends_on: []", "depends_on: ['0|1']")
    file, offset = opened(desk, PHASE_NAME.replace("02-01", "02-02"), text)
    found = answers.spot(file, file.begin + offset)
    assert found is not None
    part, start, _ = file.where(answers.references(file, found)[0])
    assert (file.path_of(part), start) == (other, (2, 6))
    assert answers.renamed(file, found, "02-07") is None
    assert file.report is not None
    assert {it.path for it in file.report.findings} == {PHASE_NAME.replace("02-01", "02-02")}
