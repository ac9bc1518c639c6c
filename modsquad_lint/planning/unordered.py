"""Tasks that share a file without an order between them, on different levels: design section 4, point 9.

Iterative; what could take quadratic time has a budget, as in `graph`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..text.typed import NamedTuple
from .ancestors import Ancestors
from .graph import BUDGET, Graph
from .holdings import Shares


class UnorderedShare(NamedTuple):
    """Two tasks of different levels that share a file, neither depending on the other."""

    file: str
    earlier: int
    later: int


def unordered_shares(graph: Graph, shared: Shares) -> Iterator[UnorderedShare]:
    """Tasks of different levels that share a file, neither depending on the other, even indirectly.

    Of a file each task is the later one at most once, by level and then in file order: with the first
    task, on the nearest lower level where there is one, that is not ordered before it. So a file is
    reported exactly when it has such a pair. Of an area, two tasks that only have something in it are no
    pair. Once the budget is used up, the tasks that are left are not looked at. Nothing with a knot.
    """
    levels = graph.levels
    if levels is None:
        return
    files_of = shared.by_task()
    lower = {path: _Holders(shared.inside.get(path, frozenset())) for path in shared.holders}
    followed = 0
    for task in sorted(files_of, key=lambda task: (levels[task], task)):
        ancestors = Ancestors(graph, levels, task)
        for path in files_of[task]:
            earlier = lower[path].add(task, levels[task], ancestors)
            if earlier is not None:
                yield UnorderedShare(path, earlier, task)
        followed += ancestors.followed
        if followed > BUDGET:
            return


class _Holders:
    """The tasks of one file or area as they come, level by level."""

    def __init__(self, inside: frozenset[int]) -> None:
        self._inside = inside
        self._all = _LowerTasks()
        self._owners = _LowerTasks()

    def add(self, task: int, level: int, ancestors: Ancestors) -> int | None:
        """The first task, on the nearest level that has one, which this one is not ordered after."""
        if not self._inside:
            return self._all.add(task, level, ancestors)
        if task in self._inside:
            self._all.put(task, level)
            return self._owners.lacking(level, ancestors)
        self._owners.put(task, level)
        return self._all.add(task, level, ancestors)


class _LowerTasks:
    """Tasks as they come, level by level."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, list[int]]] = []
        self._ordered: set[int] = set()  # after all tasks of lower levels

    def put(self, task: int, level: int) -> None:
        """Take a task in."""
        if not self._levels or self._levels[-1][0] != level:
            self._levels.append((level, []))
        self._levels[-1][1].append(task)

    def lacking(self, level: int, ancestors: Ancestors) -> int | None:
        """The first task, on the nearest lower level that has one, that is not among the ancestors."""
        for other, tasks in reversed(self._levels):
            if other == level:
                continue
            lacking = ancestors.lacking(tasks)
            if lacking is not None:
                return lacking
            if not self._ordered.isdisjoint(tasks):
                break
        return None

    def add(self, task: int, level: int, ancestors: Ancestors) -> int | None:
        """Take a task in, and say whom it is `lacking`."""
        lacking = self.lacking(level, ancestors)
        self.put(task, level)
        if lacking is None:
            self._ordered.add(task)
        return lacking
