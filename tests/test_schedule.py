"""Turns, bounds and schedules, against exhaustive search over every possible schedule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from examples import examples
from growth import lines_of
from hypothesis import given
from hypothesis import strategies as st
from works import planned, work_of

from modsquad_lint.planning.graph import Graph
from modsquad_lint.planning.pricing import search
from modsquad_lint.planning.pricing.schedule import (
    Analysis,
    analyse,
    list_schedule,
    lower_bound,
    turns_of,
)
from modsquad_lint.planning.work import Work

SAMPLES = Path(__file__).parent.parent / "sample_tasks"


def task(ident: str, *files: str, after: str = "", squad: str | None = None) -> dict[str, Any]:
    entry = {"id": ident, "file_modifications": [*files], "dependencies": after.split()}
    return entry if squad is None else {**entry, "squad": squad}


def analysed(*entries: dict[str, Any]) -> Analysis:
    return analyse(*planned([*entries]))


def path_of(analysis: Analysis) -> list[tuple[str, ...]]:
    return [
        tuple(filter(None, (step.task.id, step.waits, step.other and step.other.id, step.file)))
        for step in analysis.critical_path
    ]


def example(number: int) -> list[dict[str, Any]]:
    text = (SAMPLES / f"example_{number}" / "tasks.json").read_bytes()
    return cast("list[dict[str, Any]]", json.loads(text)["tasks"])


def test_example_5_takes_four_turns() -> None:
    analysis = analysed(*example(5))
    assert analysis.as_json() == {
        "turns": 4,
        "effective_speedup": 1.25,
        "critical_path": [
            {
                "task": "tradier-streaming-service",
                "waits_for": None,
                "file": None,
                "after": None,
            },
            {
                "task": "tradier-streaming-router",
                "waits_for": "dependency",
                "file": None,
                "after": "tradier-streaming-service",
            },
            {
                "task": "alpaca-webhooks-router",
                "waits_for": "file",
                "file": "backend/app/main.py",
                "after": "tradier-streaming-router",
            },
            {
                "task": "live-dashboard-component",
                "waits_for": "dependency",
                "file": None,
                "after": "alpaca-webhooks-router",
            },
        ],
        "minimum_turns": 4,
        "witness": "backend/app/main.py is modified by 2 tasks, "
        "and 1 step must come before them and 1 step after",
        "scheduled_turns": 4,
        "proven_minimal": True,
        "assumptions": [],
    }


@pytest.mark.parametrize(
    ("number", "turns", "speedup"),
    [(1, 1, 3.0), (2, 3, 1.0), (3, 1, 3.0), (4, 4, 1.5), (5, 4, 1.25), (6, 3, 1.0)],
)
def test_no_schedule_beats_the_examples(number: int, turns: int, speedup: float) -> None:
    analysis = analysed(*example(number))
    assert (analysis.turns, analysis.minimum_turns, analysis.scheduled_turns) == (turns,) * 3
    assert analysis.effective_speedup == speedup


WITNESSES = {
    "one turn": ([task("a", "x"), task("b", "y")], "one turn is the least there is"),
    "a chain": (
        [task("a"), task("b", after="a"), task("c", after="b a")],
        '3 tasks depend on one another in a chain, from "a" to "c"',
    ),
    "a file": ([task("a", "x"), task("b", "x")], "x is modified by 2 tasks"),
    "a file after a step": (
        [task("a"), *(task(ident, "app/main.py", after="a") for ident in "bcd")],
        "app/main.py is modified by 3 tasks, and 1 step must come before them",
    ),
    "a file before two steps": (
        [
            task("a", "x"),
            task("b", "x"),
            task("c", after="a b"),
            task("d", after="c"),
        ],
        "x is modified by 2 tasks, and 2 steps must come after them",
    ),
    "most tasks of a file": (
        [
            task("first", "x"),
            task("b"),
            task("c", after="b"),
            *(task(ident, "x", after="c") for ident in "def"),
        ],
        "x is modified by 4 tasks, and 2 steps must come before 3 of them",
    ),
}


@pytest.mark.parametrize(("entries", "witness"), WITNESSES.values(), ids=WITNESSES)
def test_witness(entries: list[dict[str, Any]], witness: str) -> None:
    assert analysed(*entries).witness == witness


def test_the_critical_path_prefers_reasons_to_barriers() -> None:
    analysis = analysed(
        task("a", "x"),
        task("b", "x"),
        task("c", after="a"),
        task("d", after="b"),
        task("e", after="c"),
    )
    assert path_of(analysis) == [
        ("a",),
        ("b", "file", "a", "x"),
        ("c", "batch", "b"),
        ("e", "dependency", "c"),
    ]
    assert (analysis.turns, analysis.minimum_turns, analysis.scheduled_turns) == (4, 3, 3)
    assert analysis.proven_minimal


def test_a_gap_that_is_not_closed_is_said() -> None:
    # an odd ring of files: two turns for each file, three for the ring, which no one file shows
    analysis = analysed(task("a", "x", "y"), task("b", "y", "z"), task("c", "z", "x"))
    assert (analysis.turns, analysis.minimum_turns, analysis.scheduled_turns) == (3, 2, 3)
    assert not analysis.proven_minimal


def test_a_bound_needs_a_plan() -> None:
    with pytest.raises(ValueError, match="only a file with a plan has a bound"):
        lower_bound(work_of([]))


@st.composite
def task_lists(draw: st.DrawFn, *, most: int = 7) -> list[dict[str, Any]]:
    count = draw(st.integers(1, most))
    files = st.lists(st.sampled_from("xyz"), unique=True, max_size=2)
    squads = st.sampled_from(draw(st.sampled_from(["A", "ABCDEFG"])))
    return [
        task(
            f"t{at}",
            *draw(files),
            after=" ".join(
                f"t{needed}"
                for needed in (
                    draw(st.lists(st.integers(0, at - 1), unique=True, max_size=2)) if at else ()
                )
            ),
            squad=draw(squads),
        )
        for at in range(count)
    ]


def fewest_turns(graph: Graph, shared: Mapping[str, Sequence[int]]) -> int:
    """The optimum, by trying every set of tasks as the next turn."""
    count = len(graph.needs)
    needs = [sum(1 << other for other in needed) for needed in graph.needs]
    clashes = {frozenset(pair) for holders in shared.values() for pair in combinations(holders, 2)}
    free = [
        members
        for members in range(1, 1 << count)
        if not any(
            frozenset(pair) in clashes
            for pair in combinations([at for at in range(count) if members >> at & 1], 2)
        )
    ]
    reached, turns = {0}, 0
    while (1 << count) - 1 not in reached:
        reached = {
            done | members
            for done in reached
            for members in free
            if not members & done
            and all(not members >> at & 1 or not needs[at] & ~done for at in range(count))
        }
        turns += 1
    return turns


@given(task_lists(most=6))
@examples(500)
def test_the_bound_is_below_every_schedule(entries: list[dict[str, Any]]) -> None:
    work, plan = planned(entries)
    analysis = analyse(work, plan)
    optimum = fewest_turns(work.graph, work.holdings.contested.holders)
    assert analysis.minimum_turns <= optimum <= analysis.scheduled_turns <= analysis.turns


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=5),
)
@examples(150)
def test_the_bound_of_one_file_is_exact(jobs: list[tuple[int, int]]) -> None:
    # each task of the file with a chain before it and a chain after it
    entries: list[dict[str, Any]] = []
    for number, (head, tail) in enumerate(jobs):
        before = [f"{number}h{at}" for at in range(head)]
        after = [f"{number}t{at}" for at in range(tail)]
        chain = [*before, f"{number}", *after]
        entries += [
            task(ident, *(["main.py"] if ident == f"{number}" else []), after=previous)
            for previous, ident in zip(["", *chain], chain, strict=False)
        ]
    work, _ = planned(entries)
    most = max(head + 1 + tail for head, tail in jobs) + len(jobs)
    optimum = next(turns for turns in range(1, most + 1) if _fits(jobs, turns))
    assert lower_bound(work)[0] == optimum


def _fits(jobs: list[tuple[int, int]], turns: int) -> bool:
    """Whether every job has a slot of its own between its head and its tail: earliest deadline first."""
    left = sorted(jobs, key=lambda job: -job[1])
    for now in range(turns):
        ready = next((job for job in left if job[0] <= now), None)
        if ready is not None:
            if now + 1 + ready[1] > turns:
                return False
            left.remove(ready)
    return not left


def dense_plan(random: Random, most: int) -> list[dict[str, Any]]:
    """Tasks of which most share a file with several others."""
    files = [f"f{number}.py" for number in range(random.randint(3, 8))]
    return [
        task(
            f"t{at}",
            *random.sample(files, min(len(files), random.choice([1, 1, 2, 2, 3]))),
            after=" ".join(f"t{other}" for other in range(at) if random.random() < 0.05),
        )
        for at in range(random.randint(most // 2, most))
    ]


def optimum_of(work: Work, known: int) -> int:
    """The fewest turns, by every set of tasks to which none can be added; at most what is known."""
    needs = [sum(1 << other for other in needed) for needed in work.graph.needs]
    clash = [0] * len(needs)
    for holders in work.holdings.contested.holders.values():
        for one, other in combinations(holders, 2):
            clash[one] |= 1 << other
            clash[other] |= 1 << one
    layer, turns = {0}, 0
    while turns < known - 1:
        turns += 1
        layer = {
            done | chosen
            for done in layer
            for chosen in _full_sets(
                [at for at in range(len(needs)) if not done >> at & 1 and not needs[at] & ~done],
                clash,
            )
        }
        if (1 << len(needs)) - 1 in layer:
            return turns
        # whoever has done all that another has, and more, is never worse off
        best: list[int] = []
        for done in sorted(layer, key=int.bit_count, reverse=True):
            if not any(done & ~other == 0 for other in best):
                best.append(done)
        layer = set(best)
    return known


def _full_sets(ready: Sequence[int], clash: Sequence[int]) -> Iterator[int]:
    sets = [0]
    for task in ready:
        sets += [chosen | 1 << task for chosen in sets if not chosen & clash[task]]
    return (
        chosen for chosen in sets if all(chosen >> at & 1 or chosen & clash[at] for at in ready)
    )


def test_the_best_schedule_of_dense_plans_is_found() -> None:
    random = Random(0)  # noqa: S311 - the same plans each time
    missed = 0
    for _ in range(20):
        work, plan = planned(dense_plan(random, 16))
        analysis = analyse(work, plan)
        if not analysis.proven_minimal:
            missed += optimum_of(work, analysis.scheduled_turns) < analysis.scheduled_turns
    assert missed <= 1


@given(task_lists(most=12))
@examples(200)
def test_the_list_schedule_is_one(entries: list[dict[str, Any]]) -> None:
    work, _ = planned(entries)
    turn = list_schedule(work)
    assert set(turn) == set(range(1, max(turn) + 1))
    for at, needed in enumerate(work.graph.needs):
        assert all(turn[other] < turn[at] for other in needed)
    for holders in work.holdings.contested.holders.values():
        assert len({turn[at] for at in holders}) == len(holders)


@given(task_lists(most=9))
@examples(200)
def test_turns_and_the_critical_path_fit_the_plan(entries: list[dict[str, Any]]) -> None:
    work, plan = planned(entries)
    file, turns = work.file, turns_of(work, plan)
    assert plan.turns == len(turns)
    assert sorted(at for members in turns for at in members) == list(range(len(file.tasks)))
    analysis = analyse(work, plan)
    turn_of = {file.tasks[at].id: turn for turn, members in enumerate(turns) for at in members}
    assert [turn_of[step.task.id] for step in analysis.critical_path] == list(range(len(turns)))
    previous = None
    for step in analysis.critical_path:
        assert step.other == previous
        if step.waits == "dependency":
            assert previous is not None
            assert previous.id in step.task.dependencies
        elif step.waits == "file":
            assert previous is not None
            assert step.file in {*previous.files} & {*step.task.files}
        previous = step.task


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([task(f"t{n}", "main.py") for n in range(5_000)], id="one file"),
        pytest.param(
            [task(f"t{n}", "x", after=f"t{n - 1}" if n else "") for n in range(5_000)],
            id="a chain",
        ),
    ],
)
def test_large_files(entries: list[dict[str, Any]]) -> None:
    analysis = analysed(*entries)
    assert (analysis.turns, analysis.minimum_turns, analysis.scheduled_turns) == (5_000,) * 3


def _of_pairs(count: int) -> list[dict[str, Any]]:
    """64 tasks, of which any two share one of so many files."""
    random = Random(1)  # noqa: S311 - the same each time
    pairs = [random.sample(range(64), 2) for _ in range(count)]
    files: list[list[str]] = [[] for _ in range(64)]
    for number, pair in enumerate(pairs):
        for at in pair:
            files[at].append(f"{number}.py")
    return [task(f"t{at}", *own) for at, own in enumerate(files)]


@pytest.mark.parametrize("count", [150, 1_500])
def test_a_search_takes_so_many_steps_at_the_most(count: int) -> None:
    work, _ = planned(_of_pairs(count))
    levels = work.graph.levels or []
    shared = work.holdings.contested

    def look(steps: int) -> None:
        search.Search(work.graph.needs, [0] * len(levels), shared, steps).fewest_turns(40, 2)

    lines = [lines_of(look, steps) for steps in (1, 20_000)]
    assert lines[0] < 40 * count + 100_000
    assert lines[1] - lines[0] < 3 * 20_000
