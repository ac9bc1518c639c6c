"""What a plan takes for granted, and when people are told how good it is."""

from __future__ import annotations

from typing import Any

import pytest
from runs import finding, source
from works import KnownPaths, planned

from modsquad_lint.engine.report import Report
from modsquad_lint.planning.assumptions import assumptions
from modsquad_lint.planning.meanings import Meanings
from modsquad_lint.planning.pricing.schedule import analyse
from modsquad_lint.rules.draft import Severity


def task(ident: str, *files: str, after: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": ident, "file_modifications": [*files], "dependencies": after.split(), **more}


A, B = task("a", "a.py"), task("b", "b.py")
NOTHING = task("c")

UNKNOWN: dict[str, tuple[list[dict[str, Any]], list[str], str]] = {
    "all is known": ([A, B], [], ""),
    "no file": (
        [A, NOTHING],
        ['what "c" changes, since it declares no file'],
        ', if "c" shares no file with another task',
    ),
    "several without": (
        [NOTHING, task("d")],
        ['what "c" and "d" change, since they declare no file'],
        ', if "c" and "d" share no file with another task',
    ),
    "many without": (
        [task(f"t{number}") for number in range(9)],
        ['what "t0", "t1", "t2", "t3" and 5 more change, since they declare no file'],
        ', if "t0", "t1", "t2", "t3" and 5 more share no file with another task',
    ),
    "done": ([A, task("c", status="done")], [], ""),
    "another key": (
        [A, {**B, "depends_on": ["a"]}],
        ['what "b" waits for, since "depends_on" is not read'],
        ', if "b" waits for nothing else',
    ),
    "another key for files": (
        [{**A, "files_to_create": ["n.py"]}, {**B, "files_to_create": "n.py"}],
        ['what else "a" and "b" change, since "files_to_create" is not read'],
        ', if "a" and "b" change nothing else',
    ),
    "the older key beside ours": (
        [A, {**B, "files": ["n.py"]}],
        ['what else "b" changes, since "files" is not read'],
        ', if "b" changes nothing else',
    ),
    "a key for files that says nothing new": (
        [
            {**A, "files": ["a.py"]},
            {**B, "files_to_create": [], "newFiles": None, "creates": "b.py"},
        ],
        [],
        "",
    ),
    "a key that is fine": ([A, {**B, "needs": ["a"]}], [], ""),
    "a folder or a file": (
        [task("a", "docs", "Makefile"), B],
        ['whether "docs" is a folder, since git was not asked'],
        ', if "docs" is a file',
    ),
    "folders of others": ([task("a", "docs"), task("b", "docs/a.md")], [], ""),
    "two things": (
        [{**A, "depends_on": ["b"]}, NOTHING, B],
        [
            'what "c" changes, since it declares no file',
            'what "a" waits for, since "depends_on" is not read',
        ],
        ', if "c" shares no file with another task and "a" waits for nothing else',
    ),
    "more": (
        [{**A, "depends_on": ["b"]}, NOTHING, task("b", "docs")],
        [
            'what "c" changes, since it declares no file',
            'what "a" waits for, since "depends_on" is not read',
            'whether "docs" is a folder, since git was not asked',
        ],
        ", if what is not known changes nothing",
    ),
}


@pytest.mark.parametrize(("entries", "unknown", "condition"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_known(
    entries: list[dict[str, Any]], unknown: list[str], condition: str
) -> None:
    work, plan = planned(entries)
    analysis = analyse(work, plan, ["needs"])
    assert [assumption.unknown for assumption in analysis.assumptions] == unknown
    assert analysis.as_json()["assumptions"] == unknown
    assert analysis.conditions() == condition


def test_a_repository_knows_its_folders() -> None:
    work, _ = planned(
        [task("a", "docs"), task("b", "new")], Meanings((), KnownPaths(folders=["docs"]))
    )
    assert assumptions(work) == ()


RATED = {
    "shares nothing": ([A, B], "", "Good (Minor optimization)"),
    "one task": ([A], "", "Critical (Major restructuring needed)"),
    "no one file shows it, but all do": (
        [
            task("a", "x.c"),
            task("b", "x.c"),
            task("c", "c.c", after="a"),
            task("d", "d.c", after="b"),
        ],
        "Poor (Refactor task definitions)",
        "Poor (Refactor task definitions)",
    ),
    "all done": ([task("a", "a.py", status="done")], "", ""),
}


@pytest.mark.parametrize(("entries", "said", "verbosely"), RATED.values(), ids=RATED)
def test_a_rating_is_said_where_it_helps(
    entries: list[dict[str, Any]], said: str, verbosely: str
) -> None:
    work, plan = planned(entries)
    file = source("a\\b")
    report = Report(file, [], plan)
    analysis = analyse(work, plan)
    assert report.rating() == said
    assert report.rating(analysis, verbose=True) == verbosely
    broken = report._replace(findings=[finding(file), finding(file, severity=Severity.WARNING)])
    assert broken.rating(analysis) == ("none while there is 1 error" if plan.batches else "")


def test_a_plan_that_analysis_proves_minimal_is_not_rated() -> None:
    entries = [task("z", "z.py"), task("a", "x.py", after="z"), task("b", "x.py", after="z")]
    work, plan = planned([*entries, task("c", "c.py", after="a b")])
    report = Report(source(""), [], plan)
    assert report.rating() == "Critical (Major restructuring needed)"
    assert report.rating(analyse(work, plan)) == ""
