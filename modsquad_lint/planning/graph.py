"""Dependencies as a graph over the tasks of a file: levels, and what they imply.

Knows nothing of paths and batches; what is wrong with a graph of cycles, `knots` finds. Everything is iterative: a chain of 100,000 tasks is a supported
input. What could take quadratic time has a budget, counted in edges so that every machine stops at
the same place; each docstring says what is lost when it is used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..text.typed import TYPE_CHECKING, NamedTuple
from .tasks import TaskFile

if TYPE_CHECKING:
    from typing import TypeVar

    Node = TypeVar("Node", int, str)

BUDGET = 3_000_000
"""Edges that one question may follow: about half a second."""

_PAIR = 2
"""The fewest dependencies of which one can be implied by another."""


class Graph(NamedTuple):
    """The dependencies between the tasks of sound shape, by their indexes in `TaskFile.tasks`.

    Attributes:
        needs: for each task the tasks that it depends on, each once, in the order written; itself,
            unknown ids and later tasks of a repeated id left out.
        levels: for each task the length of its longest chain of dependencies; None with a knot.
    """

    needs: list[tuple[int, ...]]
    levels: list[int] | None


def build_graph(file: TaskFile) -> Graph:
    """The graph of a file; raises nothing: a knot is data."""
    index_of = file.tasks.index_of
    needs = [
        _needs(task.id, needed, index_of) if needed else ()
        for task, needed in zip(file.tasks, file.tasks.dependencies, strict=True)
    ]
    return Graph(needs, _levels(needs))


def _needs(ident: str, dependencies: Sequence[str], index_of: Mapping[str, int]) -> tuple[int, ...]:
    needed = tuple(map(index_of.get, dependencies))
    if None in needed or ident in dependencies or len(set(needed)) < len(needed):
        sound = dict.fromkeys(dependencies)
        sound.pop(ident, None)
        return tuple(index_of[other] for other in sound if other in index_of)
    return needed  # type: ignore[return-value]  # there is no None in it


def is_exact(file: TaskFile, graph: Graph) -> bool:
    """Whether each dependency as written leads to another task, and none is written twice."""
    return sum(map(len, graph.needs)) == sum(map(len, file.tasks.dependencies))


def dependants(needs: Sequence[tuple[int, ...]]) -> dict[int, list[int]]:
    """For each task that others depend on, those tasks in file order."""
    reverse: dict[int, list[int]] = {}
    for index, needed in enumerate(needs):
        for dependency in needed:
            reverse.setdefault(dependency, []).append(index)
    return reverse


def reachable(start: Node, edges: Mapping[Node, Iterable[Node]]) -> set[Node]:
    """All that one comes to along the edges; the start itself only where they go round."""
    found: set[Node] = set()
    ahead = [start]
    while ahead:
        for other in edges.get(ahead.pop(), ()):
            if other not in found:
                found.add(other)
                ahead.append(other)
    return found


def _levels(needs: list[tuple[int, ...]]) -> list[int] | None:
    reverse = dependants(needs)
    waiting = list(map(len, needs))
    levels = [0] * len(needs)
    order = [index for index in reverse if not waiting[index]]
    for index in order:  # grows while it is read
        for dependant in reverse.get(index, ()):
            waiting[dependant] -= 1
            if not waiting[dependant]:
                # the last dependency to be placed has the highest level of all
                levels[dependant] = levels[index] + 1
                order.append(dependant)
    return None if any(waiting) else levels


def redundant(graph: Graph) -> Iterator[tuple[int, int, int]]:
    """Dependencies that another one implies: (task, dependency, the other one), in file order.

    The other one is not redundant itself. Nothing with a knot. A search ends at the level of the
    lowest dependency; once the budget is used up, the tasks that are left are not looked at.
    """
    levels = graph.levels
    if levels is None:
        return
    budget = BUDGET
    for task, needed in enumerate(graph.needs):
        if len(needed) < _PAIR or budget < 0:
            continue
        floor = min(levels[dependency] for dependency in needed)
        implied: dict[int, int] = {}
        for dependency in sorted(needed, key=levels.__getitem__, reverse=True):
            ahead = [] if dependency in implied else [dependency]
            for above in ahead:  # grows while it is read
                budget -= len(graph.needs[above])
                for below in graph.needs[above]:
                    if levels[below] >= floor and below not in implied:
                        implied[below] = dependency
                        ahead.append(below)
        for dependency in needed:
            if dependency in implied:
                yield task, dependency, implied[dependency]
