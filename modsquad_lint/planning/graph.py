"""Dependencies as a graph over the tasks of a file: levels, and what they imply.

Knows nothing of paths and batches; what is wrong with a graph of cycles, `knots` finds. Everything is iterative: a chain of 100,000 tasks is a supported
input. What could take quadratic time has a budget, counted in edges so that every machine stops at
the same place; each docstring says what is lost when it is used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ..text.typed import NamedTuple
from .tasks import TaskFile

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


class UnorderedShare(NamedTuple):
    """Two tasks of different levels that share a file, neither depending on the other."""

    file: str
    earlier: int
    later: int


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


class Order:
    """Which tasks come before which, asked pair by pair; all questions together have one budget."""

    def __init__(self, graph: Graph) -> None:
        """Of a graph without a knot."""
        self._graph = graph
        self._left = BUDGET

    def before(self, task: int, among: Iterable[int]) -> frozenset[int] | None:
        """Those of `among` that a task depends on, even indirectly; None once the budget is used up."""
        levels = self._graph.levels or []
        by_level: dict[int, list[int]] = {}
        for other in among:
            if levels[other] < levels[task]:
                by_level.setdefault(levels[other], []).append(other)
        if not by_level:
            return frozenset()
        if self._left < 0:
            return None
        ancestors = _Ancestors(self._graph, levels, task)
        lowest = by_level[min(by_level)]
        ancestors.lacking(lowest)
        self._left -= ancestors.followed
        return frozenset(
            other for some in by_level.values() for other in some if other in ancestors
        )


class _Ancestors:
    """What a task depends on, even indirectly, found from level to level as far as is asked for."""

    def __init__(self, graph: Graph, levels: list[int], task: int) -> None:
        self._needs = graph.needs
        self._levels = levels
        self._ahead = [(-levels[task], task)]
        self._found: set[int] = set()
        self.followed = 0

    def __contains__(self, task: int) -> bool:
        """Whether it was found so far."""
        return task in self._found

    def lacking(self, tasks: Sequence[int]) -> int | None:
        """The first of these tasks, all of one level, that is not among them."""
        from heapq import heappop, heappush

        level = self._levels[tasks[0]]
        while self._ahead and -self._ahead[0][0] > level:
            task = heappop(self._ahead)[1]
            self.followed += len(self._needs[task])
            for needed in self._needs[task]:
                if needed not in self._found:
                    self._found.add(needed)
                    heappush(self._ahead, (-self._levels[needed], needed))
        for task in tasks:
            self.followed += 1
            if task not in self._found:
                return task
        return None


def unordered_shares(graph: Graph, shared: Mapping[str, Sequence[int]]) -> Iterator[UnorderedShare]:
    """Tasks of different levels that share a file, neither depending on the other, even indirectly.

    `shared` has for each file its tasks in file order. Of a file each task is the later one at most
    once, by level and then in file order: with the first task, on the nearest lower level where there
    is one, that is not ordered before it. So a file is reported exactly when it has such a pair. Once
    the budget is used up, the tasks that are left are not looked at. Nothing with a knot.
    """
    levels = graph.levels
    if levels is None:
        return
    files_of: dict[int, list[str]] = {}
    for path, holders in shared.items():
        for task in holders:
            files_of.setdefault(task, []).append(path)
    lower = {path: _LowerTasks() for path in shared}
    followed = 0
    for task in sorted(files_of, key=lambda task: (levels[task], task)):
        ancestors = _Ancestors(graph, levels, task)
        for path in files_of[task]:
            earlier = lower[path].add(task, levels[task], ancestors)
            if earlier is not None:
                yield UnorderedShare(path, earlier, task)
        followed += ancestors.followed
        if followed > BUDGET:
            return


class _LowerTasks:
    """The tasks of one file as they come, level by level."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, list[int]]] = []
        self._ordered: set[int] = set()  # after all tasks of lower levels

    def add(self, task: int, level: int, ancestors: _Ancestors) -> int | None:
        """The first task, on the nearest level that has one, which this one is not ordered after."""
        if not self._levels or self._levels[-1][0] != level:
            self._levels.append((level, []))
        for _, tasks in islice(reversed(self._levels), 1, None):
            lacking = ancestors.lacking(tasks)
            if lacking is not None:
                self._levels[-1][1].append(task)
                return lacking
            if not self._ordered.isdisjoint(tasks):
                break
        self._levels[-1][1].append(task)
        self._ordered.add(task)
        return None
