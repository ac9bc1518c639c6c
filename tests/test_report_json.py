from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from growth import grows_evenly
from runs import HOSTILE, finding, plan, run, source

from modsquad_lint.cli.main import main
from modsquad_lint.engine.report import Fix
from modsquad_lint.reporters import render
from modsquad_lint.reporters.escape import encodable
from modsquad_lint.rules.draft import Severity
from modsquad_lint.syntax.changes import Edit
from modsquad_lint.text.addresses import page_of
from modsquad_lint.text.source import Span

FILE = source('[\n  "a\\\\b", "c"\n]', "sub/tasks.json", "tasks.json")


def test_a_run_as_a_whole() -> None:
    item = finding(
        FILE,
        '"a\\\\b"',
        "wrong",
        help="mend it",
        task="t",
        related=[('"c"', 1, "here")],
        fix=Fix("use /", safe=True, edits=(Edit(Span(4, 10), '"a/b"'),)),
        changed_path="x",
        fingerprint="f" * 32,
    )
    made = plan({"t": ["a"], "u": ["a"]})
    assert json.loads(render("json", run(FILE, [item], made, not_checked=("why",)))) == {
        "version": 1,
        "findings": [
            {
                "code": "MSQ201",
                "name": "path-backslash",
                "severity": "error",
                "message": "wrong",
                "help": "mend it",
                "path": "sub/tasks.json",
                "start": {"line": 2, "column": 3, "offset": 4},
                "end": {"line": 2, "column": 9, "offset": 10},
                "task": "t",
                "related": [
                    {
                        "path": "sub/tasks.json",
                        "start": {"line": 2, "column": 11, "offset": 12},
                        "end": {"line": 2, "column": 14, "offset": 15},
                        "message": "here",
                    }
                ],
                "related_left_out": 0,
                "fix": {
                    "title": "use /",
                    "safe": True,
                    "edits": [{"start": 4, "end": 10, "old": '"a\\\\b"', "new": '"a/b"'}],
                },
                "fingerprint": "f" * 32,
                "changed_path": "x",
                "url": page_of("MSQ201"),
            }
        ],
        "plans": [
            {
                "path": "sub/tasks.json",
                "batches": [
                    {
                        "batch_id": 1,
                        "tasks": ["t"],
                        "parallel": False,
                        "reason": "File intersection with subsequent tasks",
                    },
                    {
                        "batch_id": 2,
                        "tasks": ["u"],
                        "parallel": False,
                        "reason": "File intersection with previous tasks",
                    },
                ],
                "metrics": {
                    "total_tasks": 2,
                    "total_batches": 2,
                    "parallelization_percent": 0.0,
                    "speedup_factor": 1.0,
                    "intersections": [
                        {
                            "file": "a",
                            "tasks": ["t", "u"],
                            "resolution": "Sequential execution required",
                        }
                    ],
                },
                "rating": {"name": "Critical", "action": "Major restructuring needed"},
            }
        ],
        "notes": [],
        "mended": [],
        "summary": {
            "files": 1,
            "error": 1,
            "warning": 0,
            "info": 0,
            "fixable": 1,
            "fixable_unsafe": 0,
            "mended": 0,
            "left_out": {},
            "not_checked": ["why"],
        },
    }


def test_an_empty_run() -> None:
    value: dict[str, Any] = json.loads(render("json", run(FILE)))
    assert (value["version"], value["findings"], value["plans"]) == (1, [], [])


def test_infos_are_there_and_a_missing_fix_is_null() -> None:
    (found,) = json.loads(
        render("json", run(FILE, [finding(FILE, '"c"', severity=Severity.INFO)]))
    )["findings"]
    assert (found["severity"], found["fix"], found["changed_path"]) == ("info", None, None)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_read_back(text: str) -> None:
    file = source('["a"]', text)
    output = render("json", run(file, [finding(file, '"a"', text, task=text)]))
    (found,) = json.loads(output)["findings"]
    assert (found["message"], found["path"], found["task"]) == (encodable(text),) * 3
    assert output.replace("\n", "").isprintable()
    assert output.isascii()


def test_thousands_of_findings_take_linear_time() -> None:
    item = finding(FILE, '"c"', related=[('"c"', 1, "here")])

    def rendered(number: int) -> None:
        output = render("json", run(FILE, [item] * number))
        assert len(json.loads(output)["findings"]) == number

    assert grows_evenly(rendered, 1000, 8000)


def test_quietly_an_agent_reads_little(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 1,000 tasks with one warning comes to no more than 2,000 characters."""
    tasks = [
        {"id": f"task-{at}", "file_modifications": [f"src/module_{at}/file.py"], "dependencies": []}
        for at in range(1_000)
    ]
    for at in range(6):
        tasks[at * 150]["file_modifications"] = ["src/shared/configuration.py", f"src/{at}.py"]
    monkeypatch.chdir(tmp_path)
    Path("tasks.json").write_text(json.dumps({"tasks": tasks}, indent=2), encoding="utf-8")
    assert main(["check", "--no-git", "-q", "--format", "json", "tasks.json"]) == 0
    text = capsys.readouterr().out
    assert len(text) <= 2_000
    document = json.loads(text)
    (found,) = document["findings"]
    assert list(document) == ["version", "findings", "notes", "summary"]
    assert found["code"] == "MSQ402"
    assert None not in found.values()
    assert (len(found["related"]), found["related_left_out"]) == (5, 0)
    assert document["summary"] == {
        "files": 1,
        "error": 0,
        "warning": 1,
        "fixable": 0,
        "fixable_unsafe": 0,
        "mended": 0,
        "left_out": {},
        "not_checked": [],
    }
