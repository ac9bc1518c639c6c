"""Commits that name tasks, held against the plans of their time."""

from __future__ import annotations

import json

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.recorded import PlanThen, plan_then
from modsquad_lint.planning.decisions.accuracy import Executed, ExecutedPlan
from modsquad_lint.planning.decisions.executed import (
    LATER,
    NO_PLAN,
    SEVERAL,
    Attribution,
    PlanVersion,
    Recorded,
    Work,
    attribute,
)
from modsquad_lint.planning.meanings import Meanings
from modsquad_lint.text.source import Source


def plan(at: int, **tasks: str) -> PlanVersion:
    """Each task as "declared paths > ids that it waits for"."""
    return PlanVersion(at, {ident: _recorded(ident, said) for ident, said in tasks.items()})


def _recorded(ident: str, said: str) -> Recorded:
    declared, _, needs = said.partition(">")
    return Recorded(ident, frozenset(declared.split()), tuple(needs.split()))


def work(at: int, ids: str, paths: str) -> Work:
    return Work(at, f"2026-01-{at + 1:02}", tuple(ids.split()), frozenset(paths.split()))


def covers(declared: frozenset[str], changed: frozenset[str]) -> frozenset[str]:
    """As for plain paths, and folders that end with a slash."""
    folders = tuple(path for path in declared if path.endswith("/"))
    return frozenset(path for path in changed if path in declared or path.startswith(folders))


def executed(ident: str, declared: str, changed: str, undeclared: str, untouched: str) -> Executed:
    return Executed(
        ident, *(frozenset(it.split()) for it in (declared, changed, undeclared, untouched))
    )


def run(works: list[Work], plans: dict[str, list[PlanVersion]]) -> Attribution:
    return attribute(works, plans, lambda path: path == "plan.json", covers)


def test_commits_of_one_task_are_one() -> None:
    found = run(
        [work(1, "a", "x.py plan.json"), work(2, "a", "z.py"), work(3, "b", "lib/y.py z.py")],
        {"plan.json": [plan(0, a="x.py w.py", b="lib/", c="q.py")]},
    )
    assert found == Attribution(
        (
            ExecutedPlan(
                "plan.json",
                "2026-01-04",
                (
                    executed("a", "x.py w.py", "x.py z.py", "z.py", "w.py"),
                    executed("b", "lib/", "lib/y.py z.py", "z.py", ""),
                ),
                1,
                (("a", "b"),),
            ),
        ),
        {},
        (),
        (),
    )


def test_the_plan_of_its_time_counts() -> None:
    versions = [plan(1, a="x.py"), plan(3, a="x.py y.py", b="z.py"), plan(5, b="z.py")]
    found = run([work(2, "a", "y.py"), work(4, "a", "x.py"), work(6, "a", "q.py")], {"p": versions})
    assert found.plans[0].tasks == (executed("a", "x.py", "q.py x.py y.py", "q.py y.py", ""),)


def test_what_was_left_out_is_said() -> None:
    plans = {"p": [plan(2, a="x.py", b="y.py")], "q": [plan(0, b="z.py")]}
    found = run([work(1, "a ui", "x.py"), work(3, "b zz ui", "y.py")], plans)
    assert found == Attribution((), {LATER: 1, NO_PLAN: 3, SEVERAL: 1}, (("ui", 2), ("zz", 1)), ())


def test_an_id_that_several_plans_have_is_that_of_its_full_name_or_of_its_branch() -> None:
    plans = {f"specs/{name}/tasks.md": [plan(0, T1="x.py")] for name in ("1-a", "2-b")}
    works = [
        work(1, "1-a:T1 3-c:T1 1-a:T2", "x.py"),
        work(2, "T1", "y.py")._replace(branch="user/2-b"),
        work(3, "T1", "z.py")._replace(branch="user/3-c"),
    ]
    found = run(works, plans)
    assert [(it.name, [sorted(task.changed) for task in it.tasks]) for it in found.plans] == [
        ("specs/1-a/tasks.md", [["x.py"]]),
        ("specs/2-b/tasks.md", [["y.py"]]),
    ]
    assert (found.left_out, found.unknown) == (
        {NO_PLAN: 2, SEVERAL: 1},
        (("1-a:T2", 1), ("3-c:T1", 1)),
    )


def test_only_pairs_that_were_declared_to_be_apart_count() -> None:
    tasks = {
        "a": "x.py",
        "b": "x.py",
        "c": "lib/",
        "d": "lib/z.py",
        "e": "e.py > f",
        "f": "f.py > a",
        "g": "",
    }
    works = [work(at, ident, "all.py") for at, ident in enumerate(tasks)]
    (found,) = run(works, {"p": [plan(0, **tasks)]}).plans
    # Not: a and b, c and d share a file; e waits for f, and both for a; nobody knows what g changes.
    assert found.apart == 10
    assert len(found.collided) == 10
    assert ("a", "c") in found.collided
    assert ("a", "e") not in found.collided


def test_an_order_through_a_task_that_was_not_executed() -> None:
    versions = [plan(0, a="a.py", b="b.py > a", c="c.py > b")]
    (found,) = run([work(1, "a", "q.py"), work(2, "c", "q.py")], {"p": versions}).plans
    assert (found.apart, found.collided) == (0, ())


def test_what_a_plan_said_before_is_kept_once() -> None:
    def then(second: str, before: PlanThen | None = None) -> PlanThen:
        tasks = [
            {"id": "a", "file_modifications": ["a.py"]},
            {"id": "b", "file_modifications": [second], "description": second[:1]},
        ]
        source = Source.of(json.dumps(tasks), "tasks.json")
        return plan_then([source], DEFAULT, Meanings(), before.tasks if before else {})

    one = then("./b.py")
    same = then("b.py", one)
    assert same.tasks is one.tasks
    other = then("c.py", one)
    assert other.tasks["a"] is one.tasks["a"]
    assert other.tasks["b"] == Recorded("b", frozenset({"c.py"}), ())
