"""What the program says about sample_tasks: all of it, and what the source document says."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from modsquad_lint import batch_runner
from modsquad_lint.cli import main as cli

SAMPLES = Path(__file__).parent.parent / "sample_tasks"
EXAMPLES = sorted(path.name for path in SAMPLES.glob("example_*"))

# The worst severity, and how often each rule speaks. Of the good files none has more than infos, of
# the examples only the two whose intersections the document explains.
EXPECTED: dict[str, tuple[str, dict[str, int]]] = {
    "example_1/tasks.json": ("info", {"MSQ401": 1, "MSQ405": 1}),
    "example_2/tasks.json": ("info", {"MSQ401": 3, "MSQ405": 1}),
    "example_3/tasks.json": ("info", {"MSQ401": 1, "MSQ405": 1}),
    "example_4/tasks.json": ("info", {"MSQ401": 4, "MSQ405": 1}),
    "example_5/tasks.json": ("warning", {"MSQ401": 3, "MSQ402": 1, "MSQ403": 1, "MSQ405": 1}),
    "example_6/tasks.json": ("warning", {"MSQ401": 3, "MSQ402": 1, "MSQ405": 1}),
    "bad_on_purpose/intersections.tasks.json": (
        "warning",
        {"MSQ306": 3, "MSQ401": 3, "MSQ402": 1, "MSQ405": 1, "MSQ501": 1, "MSQ504": 3},
    ),
    # Only its author knows that the router needs the model: that no dependencies are declared is
    # all that can be said.
    "bad_on_purpose/implicit_dependencies.tasks.json": (
        "info",
        {"MSQ306": 2, "MSQ401": 1, "MSQ405": 1, "MSQ504": 2},
    ),
    # Where front and back end begin, each repository says itself, with "scopes".
    "bad_on_purpose/mixed_scopes.tasks.json": (
        "info",
        {"MSQ306": 1, "MSQ401": 1, "MSQ405": 1, "MSQ503": 1, "MSQ504": 1},
    ),
    "bad_on_purpose/too_fine.tasks.json": (
        "warning",
        {"MSQ306": 3, "MSQ401": 3, "MSQ402": 1, "MSQ405": 1, "MSQ501": 1, "MSQ504": 3},
    ),
    "bad_on_purpose/too_coarse.tasks.json": (
        "warning",
        {"MSQ306": 1, "MSQ401": 1, "MSQ405": 1, "MSQ502": 1, "MSQ504": 1},
    ),
    "bad_on_purpose/file_paths.tasks.json": (
        "error",
        {
            "MSQ201": 1,
            "MSQ202": 1,
            "MSQ203": 1,
            "MSQ306": 3,
            "MSQ401": 1,
            "MSQ405": 1,
            "MSQ504": 3,
        },
    ),
    "bad_on_purpose/dependency_order.tasks.json": ("error", {"MSQ301": 1, "MSQ303": 1}),
    "bad_on_purpose/main_py_before.tasks.json": (
        "warning",
        {"MSQ306": 3, "MSQ401": 3, "MSQ402": 1, "MSQ405": 1, "MSQ504": 3},
    ),
    "good_practice/intersections.tasks.json": ("info", {"MSQ306": 1, "MSQ401": 1, "MSQ405": 1}),
    "good_practice/explicit_dependencies.tasks.json": (
        "info",
        {"MSQ401": 2, "MSQ405": 1, "MSQ504": 2},
    ),
    "good_practice/separate_scopes.tasks.json": (
        "info",
        {"MSQ306": 1, "MSQ401": 2, "MSQ405": 1, "MSQ504": 2},
    ),
    "good_practice/granularity.tasks.json": (
        "info",
        {"MSQ306": 2, "MSQ401": 1, "MSQ405": 1, "MSQ504": 2},
    ),
    "good_practice/file_paths.tasks.json": (
        "info",
        {"MSQ306": 2, "MSQ401": 1, "MSQ405": 1, "MSQ504": 2},
    ),
    "good_practice/main_py_after.tasks.json": (
        "info",
        {"MSQ306": 1, "MSQ401": 2, "MSQ405": 1, "MSQ504": 2},
    ),
    "common_patterns/api_integration.tasks.json": ("info", {"MSQ401": 1, "MSQ405": 1}),
    "common_patterns/backend_router.tasks.json": ("info", {"MSQ401": 1, "MSQ405": 1}),
    "common_patterns/database_migration.tasks.json": ("info", {"MSQ401": 1, "MSQ405": 1}),
    "common_patterns/frontend_component.tasks.json": ("info", {"MSQ401": 1, "MSQ405": 1}),
    # A comment in it suppresses its intersection.
    "yaml/tasks.yaml": ("info", {"MSQ401": 3, "MSQ403": 1, "MSQ405": 1}),
}


def test_every_sample_is_expected() -> None:
    names = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*tasks.*")}
    assert names == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_findings(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["check", "--no-git", "--isolated", "--format", "json", str(SAMPLES / name)])
    findings = json.loads(capsys.readouterr().out)["findings"]
    severities = {finding["severity"] for finding in findings}
    worst = min(severities, key=("error", "warning", "info").index)
    assert (worst, Counter(finding["code"] for finding in findings)) == EXPECTED[name]
    assert code == (1 if worst == "error" else 0)


@pytest.mark.parametrize("example", EXAMPLES)
def test_batch_runner_writes_what_the_document_expects(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "batch_results.json"
    tasks = str(SAMPLES / example / "tasks.json")
    monkeypatch.setattr(sys, "argv", ["batch_runner", "--tasks", tasks, "--output", str(output)])
    assert batch_runner.main() == 0
    expected = (SAMPLES / example / "batch_results.json").read_text(encoding="utf-8")
    assert output.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("example", EXAMPLES)
def test_plan_prints_what_the_document_expects(
    example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = str(SAMPLES / example / "tasks.json")
    assert cli.main(["plan", "--no-git", "--isolated", "--format", "json", tasks]) == 0
    expected = (SAMPLES / example / "batch_results.json").read_text(encoding="utf-8")
    assert capsys.readouterr().out == expected
