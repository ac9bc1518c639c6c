"""The plans that people already have: their tasks in our shape, and where each value stands."""

from __future__ import annotations

import pytest

from modsquad_lint.planning.readers import read
from modsquad_lint.planning.readers.keys import PRESETS, Keys
from modsquad_lint.syntax.changes import SetValue, apply
from modsquad_lint.syntax.nodes import Document, SyntaxProblem
from modsquad_lint.text.source import Place, Source

FILES = "file_modifications"


def _read(
    name: str, text: str, keys: Keys | None = None, tracked: str = ""
) -> tuple[str, Document]:
    document, reading = read(Source(name, text.encode()), keys, tracked.split().__contains__)
    assert not isinstance(document, SyntaxProblem)
    return reading.name, document


def _problem(text: str) -> SyntaxProblem:
    document, _ = read(Source("tasks.md", text.encode()), None, lambda _: False)
    assert isinstance(document, SyntaxProblem)
    return document


def _short(document: Document) -> list[tuple[str, str, str, str]]:
    """Of each task its id, its state, its files and what it waits for."""
    return [
        (
            task["id"],
            task.get("status", ""),
            " ".join(task[FILES]),
            " ".join(task["dependencies"]),
        )
        for task in document.value["tasks"]
    ]


SPEC_KIT = """\
# Tasks: keep sessions

- [P] means something

## Phase 1: Setup

- [x] T001 Make the project as plan.md says
- [X] T002 [P] Lint with `pyproject.toml`

## Phase 2: Foundation

- [ ] T003 [P] Describe a session in src/session.py
### The store
- [ ] T004 [P] Store it in `src/store.py`
  - and test it in tests/test_store.py
  ```python
  open("src/other.py")
  ```
- [ ] T005 Wire both up in src/app.py

## Phase 3: User Story 1 - log in (Priority: P1)

- [ ] T006 [P] [US1] Test it in tests/test_login.py
- [ ] T007 [US1] [P] Show a form in src/login.html
- [-] T008 [US1] Log in with src/login.py (depends on T003-T005, T007)

## Phase 4: User Story 2 - log out

- [ ] T009 [US2] Log out with src/logout.py

## Phase 5: Polish

- [ ] **T010** Write docs/sessions.md
- [ ] T011: Clean up

## Dependencies

- T003 before T004
- [ ] all is well
"""

KIRO = """\
# Implementation Plan

- [x] 1. Keep sessions
  - src/group.py
  - [x] 1.1 Describe a session in `src/session.py`
    - as design.md says
    - _Requirements: 1.1, 1.2_
  - [-]* 1.2 Test it
    - tests/test_session.py
- [ ] 2. Show sessions in src/show.py
- [ ]* 2.1 List them in src/list.py
- [ ] 3 Checkpoint
"""

SUPERPOWERS = """\
# Sessions

### Task 1: Describe a session

**Files:**

- Create: `src/session.py`
- Modify: `src/app.py:12-40`, `src/main.py` (drop `old` from `src/old.py`)
- Test: tests/test_session.py
- Read: `src/base.py`

Some words about src/words.py.

- [x] **Step 1: write it in src/step.py**
- [x] **Step 2: commit**

### Task 2: Show it

**Files:** Modify `src/show.py`

- [x] Step 1
- [ ] Step 2

```markdown
### Task 9: shown, not meant
```

## Later

### Task 3: Polish
"""

GSD = """\
---
phase: 02-sessions
plan: 03
wave: 2
depends_on: ["02-01", 02, "01-04"]
files_modified:
  - src/session.py # the model
  - "src/app.py"
autonomous: true
---

<objective>
Write src/other.py
</objective>
"""


@pytest.mark.parametrize(
    ("name", "text", "read_as", "tasks"),
    [
        (
            "specs/001-sessions/tasks.md",
            SPEC_KIT,
            "spec-kit",
            [
                ("T001", "done", "", ""),
                ("T002", "done", "pyproject.toml", "T001"),
                ("T003", "todo", "src/session.py", "T002"),
                ("T004", "todo", "src/store.py tests/test_store.py", "T002"),
                ("T005", "todo", "src/app.py", "T003 T004"),
                ("T006", "todo", "tests/test_login.py", "T005"),
                ("T007", "todo", "src/login.html", "T005"),
                ("T008", "running", "src/login.py", "T003 T004 T005 T007 T006"),
                ("T009", "todo", "src/logout.py", "T005"),
                ("T010", "todo", "docs/sessions.md", "T008 T009"),
                ("T011", "todo", "", "T010"),
            ],
        ),
        (
            ".kiro/specs/sessions/tasks.md",
            KIRO,
            "Kiro",
            [
                ("1.1", "done", "src/session.py", ""),
                ("1.2", "running", "tests/test_session.py", "1.1"),
                ("2.1", "todo", "src/list.py", "1.2"),
                ("3", "todo", "", "2.1"),
            ],
        ),
        (
            "docs/superpowers/plans/sessions.md",
            SUPERPOWERS,
            "superpowers",
            [
                ("1", "done", "src/session.py src/app.py src/main.py tests/test_session.py", ""),
                ("2", "running", "src/show.py", "1"),
                ("3", "todo", "", "2"),
            ],
        ),
        (
            ".planning/phases/02-sessions/02-03-PLAN.md",
            GSD,
            "GSD",
            [("02-03", "todo", "src/session.py src/app.py", "")],
        ),
    ],
)
def test_tasks(name: str, text: str, read_as: str, tasks: list[tuple[str, str, str, str]]) -> None:
    for variant in (text, text.replace("\n", "\r\n"), "\ufeff" + text):
        found, document = _read(name, variant)
        assert (found, _short(document)) == (read_as, tasks)
        _assert_places(Source(name, variant.encode()), document)


def _assert_places(source: Source, document: Document) -> None:
    """Every value that stands in the text stands where it is said to stand."""
    for number, task in enumerate(document.value["tasks"]):
        steps = ("tasks", number)
        for index, path in enumerate(task[FILES]):
            span = document.span(Place((*steps, FILES, index)))
            assert source.text[span.start : span.end].strip("\"'") == path
        ids = {task["id"], task["id"].rpartition("-")[2]}
        span = document.span(Place((*steps, "id")))
        assert source.text[span.start : span.end] in ids
        for index, needed in enumerate(task["dependencies"]):
            span = document.span(Place((*steps, "dependencies", index)))
            assert source.text[span.start : span.end].strip("\"'") in {
                *ids,
                needed,
                needed.rpartition("-")[2],
                "T003-T005",
            }
        for key in (FILES, "dependencies", "description", "status"):
            span = document.span(Place((*steps, key)))
            assert 0 <= span.start <= span.end <= len(source.text)


WAVES = {
    '{"waves": [{"id": 0, "tasks": ["1.1"]}, {"id": 1, "tasks": ["1.2", "2.1"]}]}': [
        ("1.1", ""),
        ("1.2", "1.1"),
        ("2.1", "1.1"),
        ("3", "1.2 2.1"),
    ],
    '{"waves": [{"wave": 2, "tasks": ["1.1"]}, {"wave": 1, "tasks": [1.2, 3]}]}': [
        ("1.1", "1.2 3"),
        ("1.2", ""),
        ("2.1", "1.1"),
        ("3", ""),
    ],
    '{"waves": [["1", "2.1"], ["3"]]}': [
        ("1.1", ""),
        ("1.2", ""),
        ("2.1", ""),
        ("3", "1.1 1.2 2.1"),
    ],
    '{"waves": [["9"]]}': [("1.1", "9"), ("1.2", "1.1"), ("2.1", "1.2"), ("3", "2.1")],
    '[["2.1"], ["1", "1.1", "1.2"]]': [
        ("1", "2.1"),
        ("1.1", "2.1"),
        ("1.2", "2.1"),
        ("2.1", ""),
        ("3", "1 1.1 1.2"),
    ],
    '{"waves": [{"id": 0, "tasks": ["9.9"]}, {"id": 1, "tasks": ["1.1", "1.2", "2.1", "3"]}]}': [
        ("1.1", "9.9"),
        ("1.2", ""),
        ("2.1", ""),
        ("3", ""),
    ],
}


@pytest.mark.parametrize("graph", WAVES)
def test_waves(graph: str) -> None:
    text = f"{KIRO}\n## Task Dependency Graph\n\n```json\n{graph}\n```\n"
    _, document = _read("tasks.md", text)
    assert [(ident, needed) for ident, _, _, needed in _short(document)] == WAVES[graph]


@pytest.mark.parametrize(
    ("graph", "where", "message"),
    [
        ("{'waves': []}", "'waves'", "the graph is no JSON: "),
        ('{"wavs": []}', '{"wavs": []}', "the graph has no list of waves"),
    ],
)
def test_a_broken_graph(graph: str, where: str, message: str) -> None:
    text = f"{KIRO}\n## Task Dependency Graph\n\n```json\n{graph}\n```\n"
    problem = _problem(text)
    assert problem.message.startswith(message)
    assert text[problem.span.start : problem.span.end] == where


KEYED = """\
{
  "waves": [
    {"name": "first", "tasks": [
      {"task_id": 1, "title": "Model", "files_to_create": ["a.py"], "files_to_modify": ["b.py"]}
    ]},
    {"name": "second", "tasks": [
      {"task_id": 1.10, "depends_on": [1], "files_to_modify": [], "scope": [{"path": "c.py"}], "passes": true}
    ]}
  ]
}
"""


def test_keys() -> None:
    keys = Keys(
        tasks=("waves[].tasks[]",),
        id=("task_id",),
        files=("files_to_modify", "files_to_create", "scope[].path"),
        dependencies=("depends_on",),
        description=("title",),
        status=("passes",),
    )
    name, document = _read("plan.json", KEYED, keys)
    assert (name, document.value) == (
        "its keys say",
        {
            "tasks": [
                {"id": "1", "description": "Model", FILES: ["b.py", "a.py"], "dependencies": []},
                {"id": "1.10", "status": "done", FILES: ["c.py"], "dependencies": ["1"]},
            ]
        },
    )
    _assert_places(Source("plan.json", KEYED.encode()), document)


@pytest.mark.parametrize(
    "text",
    [
        '{"tasks": [{"id": 1, "title": "A", "dependencies": [], "status": "pending"}, {"id": 2, "dependencies": [1]}]}',
        '{"master": {"tasks": [{"id": "1", "title": "A", "status": "pending"}, {"id": "2", "dependencies": ["1"]}]}}',
    ],
)
def test_task_master(text: str) -> None:
    name, document = _read("tasks.json", text, PRESETS["task-master"])
    assert (name, _short(document)) == (
        "task-master",
        [("1", "pending", "", ""), ("2", "", "", "1")],
    )


def test_our_own_keys_are_read_beside_others() -> None:
    text = (
        '{"features": [{"id": "a", "files": ["a.py"], "paths": ["b.py"], "lint_ignore": ["MSQ4"]}]}'
    )
    _, document = _read("plan.json", text, Keys(tasks=("features",), files=("paths",)))
    assert document.value["tasks"] == [
        {"id": "a", FILES: ["a.py", "b.py"], "dependencies": [], "lint_ignore": ["MSQ4"]}
    ]


def test_keys_that_lead_nowhere_change_nothing() -> None:
    name, document = _read("tasks.json", '{"tasks": 1}', Keys(tasks=("features",)))
    assert (name, document.value) == ("", {"tasks": 1})


@pytest.mark.parametrize(
    "text",
    ["# Notes\n\n- [ ] buy milk\n", "", "```\n- [ ] T001 shown\n```\n", "### Task 1: x\n" * 20_000],
)
def test_other_markdown_is_no_plan(text: str) -> None:
    assert _problem(text).message


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("- [ ] T001 Add a/b.py, that is `a/b.py`\n", "- [ ] T001 Add a/b.py, that is `new`\n"),
        ("- [ ] T001 Add `a/b.py`, that is a/b.py\n", "- [ ] T001 Add `new`, that is a/b.py\n"),
        ("- [ ] T001 Add `a/b.py`, and `a/b.py`\n", "- [ ] T001 Add `new`, and `a/b.py`\n"),
        ("- [ ] T001 Add a/b.py, that is a/b.py\n", None),
        (
            "### Task 1: A\n**Files:**\n- Create: a/b.py\n- Test: `a/b.py`\n",
            "### Task 1: A\n**Files:**\n- Create: a/b.py\n- Test: `new`\n",
        ),
        (
            "### Task 1: A\n**Files:**\n- Create: `a/b.py`\n- Test: a/b.py\n",
            "### Task 1: A\n**Files:**\n- Create: `new`\n- Test: a/b.py\n",
        ),
        ("### Task 1: A\n**Files:**\n- Create: a/b.py\n", None),
    ],
)
def test_a_path_that_stands_in_backticks_anywhere_in_its_task_is_mended_there(
    text: str, mended: str | None
) -> None:
    _, document = _read("tasks.md", text)
    edits = document.edits((SetValue(Place(("tasks", 0, FILES, 0)), "new"),))
    assert (edits and apply(text, edits)) == mended


def test_a_plan_of_gsd_is_done_with_its_summary() -> None:
    name = ".planning/phases/02-sessions/02-03-PLAN.md"
    _, document = _read(name, GSD, tracked=name.replace("PLAN", "SUMMARY"))
    assert document.value["tasks"][0]["status"] == "done"


def test_more_than_a_million_dependencies_are_refused() -> None:
    phase = "".join(f"- [ ] T{number:04} [P] a\n" for number in range(1100))
    text = f"## Phase 1\n{phase}## Phase 2\n{phase.replace('T', 'T9')}"
    problem = _problem(text)
    assert problem.message == "the order of the tasks comes to more than a million dependencies"
