"""Several tasks files as one plan: in their order, each place in its own file, ids apart or said to be one."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from works import tasks_file

from modsquad_lint.engine.prediction import Prediction
from modsquad_lint.planning.readers.several import JoinedDocument, Part
from modsquad_lint.repository.project import Project

SPEC = """\
# Tasks: {name}

## Phase 1: Setup

- [ ] T001 Write {name}/a.py
- [ ] T002 Write shared/b.py (depends on T001)
"""


def task(ident: str, *files: str, after: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": ident, "file_modifications": [*files], "dependencies": after.split(), **more}


def together(folder: Path, files: dict[str, str]) -> Prediction:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    project = Project(folder, use_git=False, isolated=True)
    return project.plan_together(list(files), has_findings=True)


def batches(prediction: Prediction) -> list[tuple[str, bool]]:
    assert prediction.plan is not None
    return [
        (" ".join(task.id for task in batch.tasks), batch.parallel)
        for batch in prediction.plan.batches
    ]


def test_tasks_of_several_files_share_files_and_wait_for_each_other(tmp_path: Path) -> None:
    found = together(
        tmp_path,
        {
            "one.tasks.json": json.dumps(
                {"tasks": [task("a", "a.py"), task("b", "b.py", after="a")]}
            ),
            "two.tasks.json": json.dumps([task("c", "a.py"), task("d", "d.py", after="b")]),
            "three.tasks.yaml": "id: e\nfile_modifications: [e.py]\ndependencies: []\n",
        },
    )
    assert batches(found) == [("a e", True), ("c", False), ("b", False), ("d", False)]
    (shared,) = (each for each in found.report.findings if each.code == "MSQ402")
    assert (shared.path, shared.start.line, shared.start.column) == ("one.tasks.json", 1, 47)
    assert [(each.source and each.source.path, each.start.column) for each in shared.related] == [
        ("two.tasks.json", 37)
    ]
    places = {each.task: each.path for each in found.report.findings if each.code == "MSQ504"}
    assert places == {
        "a": "one.tasks.json",
        "b": "one.tasks.json",
        "c": "two.tasks.json",
        "d": "two.tasks.json",
        "e": "three.tasks.yaml",
    }


def test_an_id_that_stands_in_two_files_is_an_error_that_shows_both(tmp_path: Path) -> None:
    entries = json.dumps([task("a", "a.py")])
    found = together(tmp_path, {"one.tasks.json": entries, "two.tasks.json": entries})
    assert found.plan is None
    assert [
        (each.code, each.path, [other.source and other.source.path for other in each.related])
        for each in found.report.findings
    ] == [("MSQ105", "two.tasks.json", ["one.tasks.json"])]


def test_plans_of_another_format_are_told_apart_by_full_names(tmp_path: Path) -> None:
    found = together(
        tmp_path,
        {
            "specs/001-login/tasks.md": SPEC.format(name="login"),
            "specs/002-pay/tasks.md": SPEC.format(name="pay"),
            "own.tasks.json": json.dumps([task("x", "x.py")]),
        },
    )
    assert batches(found) == [
        ("001-login:T001 002-pay:T001 x", True),
        ("001-login:T002", False),
        ("002-pay:T002", False),
    ]


def test_an_id_that_a_plan_lacks_is_no_others_where_several_have_it(tmp_path: Path) -> None:
    """Not even that of a plan of our own format, whose ids are theirs alone."""
    lacking = SPEC.format(name="lacking").replace("T002", "T003").replace("on T001", "on T002")
    plans = {name: SPEC.format(name=name) for name in ("login", "pay")}
    files = {f"specs/{name}/tasks.md": text for name, text in (plans | {"off": lacking}).items()}
    own = json.dumps([task("T002", "x.py")])
    found = together(tmp_path, {**files, "own.tasks.json": own})
    assert [(each.code, each.message) for each in found.report.findings] == [
        ("MSQ301", '"T003" depends on "off:T002", but no task has that id')
    ]


def test_full_names_take_memory_that_grows_with_the_plans() -> None:
    def most(number: int) -> int:
        """Of that many plans, of which each two have the same ids."""
        parts = [
            Part(tasks_file([{"id": f"T{at // 2}-{i}"} for i in range(9)]).document, 0, 0)
            for at in range(number)
        ]
        tracemalloc.start()
        JoinedDocument(parts, [f"p{at}" for at in range(number)])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert most(80) < 3 * most(40)


def test_tasks_that_are_done_in_one_file_keep_nobody_waiting(tmp_path: Path) -> None:
    found = together(
        tmp_path,
        {
            "one.tasks.json": json.dumps([task("a", "a.py", status="completed")]),
            "two.tasks.json": json.dumps([task("b", "a.py", after="a")]),
        },
    )
    assert batches(found) == [("b", False)]
    assert found.plan is not None
    assert found.plan.batches[0].reason == "Single task"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("{", "MSQ101", id="no JSON"),
        pytest.param('[{"id": "a"}]', "MSQ103", id="a wrong shape"),
        pytest.param("[]", "MSQ106", id="no tasks"),
        pytest.param('{"version": "2.0.0", "tasks": [{"label": "x"}]}', "MSQ107", id="VS Code's"),
    ],
)
def test_a_file_that_cannot_be_planned_says_why(tmp_path: Path, text: str, code: str) -> None:
    entries = json.dumps([task("a", "a.py")])
    found = together(tmp_path, {"one.tasks.json": entries, "two.tasks.json": text})
    assert found.plan is None
    assert [(each.code, each.path) for each in found.report.findings] == [(code, "two.tasks.json")]
