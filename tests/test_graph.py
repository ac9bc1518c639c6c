"""Levels, knots, cycles and reachability, each against a slow search that is plainly right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from types import SimpleNamespace
from typing import Any, cast

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.planning.graph import (
    Graph,
    build_graph,
    dependants,
    redundant,
)
from modsquad_lint.planning.holdings import Shares
from modsquad_lint.planning.knots import breaking_edge, knots, shortest_cycle
from modsquad_lint.planning.tasks import TaskFile, read_tasks
from modsquad_lint.planning.unordered import UnorderedShare, unordered_shares
from modsquad_lint.syntax.nodes import Document


def tasks_file(entries: list[dict[str, Any]]) -> TaskFile:
    return read_tasks(cast("Document", SimpleNamespace(value=entries)))


def graph_of(*needs: Sequence[object]) -> Graph:
    return build_graph(
        tasks_file(
            [
                {"id": str(task), "file_modifications": [], "dependencies": [*map(str, needed)]}
                for task, needed in enumerate(needs)
            ]
        )
    )


def ring(size: int) -> list[tuple[int]]:
    return [((task + 1) % size,) for task in range(size)]


@st.composite
def graphs(draw: st.DrawFn, *, size: int = 7, acyclic: bool = False) -> Graph:
    count = draw(st.integers(1, size))
    return graph_of(
        *(
            draw(
                st.lists(st.integers(0, (task if acyclic else count) - 1), unique=True, max_size=3)
            )
            if task or not acyclic
            else []
            for task in range(count)
        )
    )


def reaches(needs: Sequence[Sequence[int]], start: int) -> set[int]:
    found: set[int] = set()
    ahead = [start]
    for task in ahead:
        for needed in needs[task]:
            if needed not in found:
                found.add(needed)
                ahead.append(needed)
    return found


def test_graph_leaves_out_what_is_no_other_task_of_the_file() -> None:
    file = tasks_file(
        [
            {"id": "a", "file_modifications": [], "dependencies": ["c", "a", "nowhere", "b", "c"]},
            {"id": "b", "file_modifications": []},
            {"id": "c", "file_modifications": [], "dependencies": ["b"]},
            {"id": "b", "file_modifications": [], "dependencies": ["b", "c"]},
        ]
    )
    assert build_graph(file) == Graph([(2, 1), (), (1,), (2,)], [2, 0, 1, 2])
    assert dependants(build_graph(file).needs) == {2: [0, 3], 1: [0, 2]}


def test_graph_of_no_tasks() -> None:
    assert build_graph(tasks_file([])) == Graph([], [])


@given(graphs(acyclic=True))
@examples(100)
def test_level_is_the_length_of_the_longest_chain(graph: Graph) -> None:
    longest: list[int] = []
    for needed in graph.needs:
        longest.append(max((1 + longest[dependency] for dependency in needed), default=0))
    assert graph.levels == longest


@given(graphs())
@examples(300)
def test_knots_are_the_tasks_that_reach_each_other(graph: Graph) -> None:
    below = [reaches(graph.needs, task) for task in range(len(graph.needs))]
    mutual = {
        tuple(sorted({task} | {other for other in below[task] if task in below[other]}))
        for task in range(len(below))
    }
    assert knots(graph) == sorted(knot for knot in mutual if len(knot) > 1)
    assert (graph.levels is None) == bool(knots(graph))


@given(graphs(size=6))
@examples(300)
def test_shortest_cycle_is_the_first_of_the_shortest(graph: Graph) -> None:
    for knot in knots(graph):
        cycles = [
            cycle
            for size in range(2, len(knot) + 1)
            for cycle in permutations(knot, size)
            if cycle[0] == min(cycle)
            and all(
                to in graph.needs[task]
                for task, to in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
            )
        ]
        shortest = shortest_cycle(graph, knot)
        assert shortest in cycles
        assert (len(shortest), shortest[0]) == min((len(cycle), cycle[0]) for cycle in cycles)


@given(graphs())
@examples(500)
def test_breaking_edge_is_one_that_breaks_every_cycle(graph: Graph) -> None:
    for knot in knots(graph):
        breaking = {
            (task, dependency)
            for task in knot
            for dependency in graph.needs[task]
            if dependency in knot and not _has_cycle_without(graph, knot, (task, dependency))
        }
        edge = breaking_edge(graph, knot, shortest_cycle(graph, knot))
        assert edge in breaking if breaking else edge is None


def _has_cycle_without(graph: Graph, knot: tuple[int, ...], edge: tuple[int, int]) -> bool:
    needs = [
        [to for to in needed if task in knot and to in knot and (task, to) != edge]
        for task, needed in enumerate(graph.needs)
    ]
    return any(task in reaches(needs, task) for task in knot)


def test_the_first_breaking_edge_on_the_way_round() -> None:
    graph = graph_of([1], [2, 3], [0], [2])
    assert shortest_cycle(graph, (0, 1, 2, 3)) == (0, 1, 2)
    knot: tuple[int, ...] = (0, 1, 2, 3)
    assert breaking_edge(graph, knot, shortest_cycle(graph, knot)) == (0, 1)
    graph, knot = graph_of([1, 2], [0, 2], [0, 1]), (0, 1, 2)
    assert breaking_edge(graph, knot, shortest_cycle(graph, knot)) is None


@given(graphs(acyclic=True))
@examples(300)
def test_redundant_dependencies_are_those_reached_through_another(graph: Graph) -> None:
    expected = {
        (task, dependency)
        for task, needed in enumerate(graph.needs)
        for dependency in needed
        if any(dependency in reaches(graph.needs, other) for other in needed)
    }
    found = list(redundant(graph))
    assert sorted(expected) == sorted((task, dependency) for task, dependency, _ in found)
    for task, dependency, other in found:
        assert dependency in reaches(graph.needs, other)
        assert (task, other) not in expected


def test_redundant_dependencies_stand_in_file_order() -> None:
    graph = graph_of([], [0], [1, 0], [0, 2, 1])
    assert list(redundant(graph)) == [(2, 0, 1), (3, 0, 2), (3, 1, 2)]
    assert list(redundant(graph_of([1], [0]))) == []


@given(graphs(acyclic=True, size=9), st.data())
@examples(150)
def test_unordered_shares_name_every_task_that_has_one(graph: Graph, data: st.DataObject) -> None:
    tasks = st.lists(st.integers(0, len(graph.needs) - 1), unique=True, min_size=1).map(sorted)
    shared = data.draw(st.dictionaries(st.sampled_from("xyz"), tasks))
    levels = graph.levels
    assert levels is not None
    expected = []
    for later in sorted(range(len(levels)), key=lambda task: (levels[task], task)):
        for path, holders in shared.items():
            below = reaches(graph.needs, later)
            unordered = [
                (-levels[task], task)
                for task in holders
                if later in holders and levels[task] < levels[later] and task not in below
            ]
            if unordered:
                expected.append(UnorderedShare(path, min(unordered)[1], later))
    assert list(unordered_shares(graph, Shares(shared))) == expected


def test_unordered_shares_with_a_knot_are_not_looked_for() -> None:
    assert list(unordered_shares(graph_of([1], [0]), Shares({"x": [0, 1]}))) == []


SIZE = 10_000


@pytest.mark.parametrize(
    "needs",
    [
        pytest.param(ring(SIZE), id="one ring"),
        pytest.param(
            [(to, 0) if to > 1 else (to,) for (to,) in ring(SIZE)], id="a ring and every way back"
        ),
        pytest.param(
            [(to, (to * 7919 + 13) % SIZE) for (to,) in ring(SIZE)], id="a ring with chords"
        ),
    ],
)
def test_a_large_knot_is_answered(needs: list[tuple[int, ...]]) -> None:
    graph = Graph(needs, None)
    (knot,) = knots(graph)
    assert knot == tuple(range(SIZE))
    cycle = shortest_cycle(graph, knot)
    assert all(to in needs[task] for task, to in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    breaking_edge(graph, knot, shortest_cycle(graph, knot))


def test_a_long_chain_is_answered() -> None:
    needs: list[tuple[int, ...]] = [(), *((task,) for task in range(2 * SIZE - 1))]
    graph = graph_of(*needs)
    assert graph.levels == list(range(2 * SIZE))
    chain = Graph(
        [(*needed, task - 2) if task > 1 else needed for task, needed in enumerate(needs)],
        graph.levels,
    )
    assert len(list(redundant(chain))) == 2 * SIZE - 2
    assert list(unordered_shares(graph, Shares({"main.py": [*range(2 * SIZE)]}))) == []
