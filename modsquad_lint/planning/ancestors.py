"""What a task depends on, even indirectly, and what on it; knows neither paths nor batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from .graph import BUDGET, Graph, dependants, reachable


class Ancestors:
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
        ancestors = Ancestors(self._graph, levels, task)
        lowest = by_level[min(by_level)]
        ancestors.lacking(lowest)
        self._left -= ancestors.followed
        return frozenset(
            other for some in by_level.values() for other in some if other in ancestors
        )


class Waits:
    """Which tasks wait for which, even indirectly, by their ids; each is followed once."""

    def __init__(self, needs: Mapping[str, Iterable[str]]) -> None:
        """The ids that each waits for."""
        self._needs = needs
        self._ahead: dict[str, set[str]] = {}

    def waits(self, one: str, other: str) -> bool:
        """Whether the first task waits for the other; never for itself."""
        if one not in self._ahead:
            self._ahead[one] = reachable(one, self._needs) - {one}
        return other in self._ahead[one]

    def are_ordered(self, one: str, other: str) -> bool:
        """Whether one of the two waits for the other."""
        return self.waits(one, other) or self.waits(other, one)


def related(graph: Graph, index: int) -> Collection[int]:
    """A task, all that it waits for, and all that wait for it, even indirectly."""
    needs = dict(enumerate(graph.needs))
    return {index} | reachable(index, needs) | reachable(index, dependants(graph.needs))
