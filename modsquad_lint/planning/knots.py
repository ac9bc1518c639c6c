"""Cycles of dependencies: the knots of a graph, the shortest cycle of each, the edge that breaks it.

Knows nothing of paths and batches. Everything is iterative; what could take quadratic time has a
budget, as in `graph`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from .graph import BUDGET, Graph, dependants

_PAIR = 2
"""The length of the shortest possible cycle."""


def knots(graph: Graph) -> list[tuple[int, ...]]:
    """The strongly connected components of two tasks or more, each sorted, by their first task."""
    if graph.levels is not None:
        return []
    # Kosaraju's algorithm: whoever finishes last, and all that leads there, is one component.
    reverse = dependants(graph.needs)
    placed: set[int] = set()
    found: list[tuple[int, ...]] = []
    for root in reversed(_finished(graph.needs)):
        if root in placed:
            continue
        placed.add(root)
        component = [root]
        for task in component:  # grows while it is read
            ahead = [other for other in reverse.get(task, ()) if other not in placed]
            placed.update(ahead)
            component += ahead
        if len(component) > 1:
            found.append(tuple(sorted(component)))
    return sorted(found)


def _finished(needs: Sequence[tuple[int, ...]]) -> list[int]:
    """The tasks in the order in which a depth-first search leaves them."""
    order: list[int] = []
    seen: set[int] = set()
    for root in range(len(needs)):
        if root in seen:
            continue
        seen.add(root)
        path = [(root, iter(needs[root]))]
        while path:
            task, rest = path[-1]
            ahead = next((needed for needed in rest if needed not in seen), None)
            if ahead is None:
                order.append(task)
                path.pop()
            else:
                seen.add(ahead)
                path.append((ahead, iter(needs[ahead])))
    return order


def shortest_cycle(graph: Graph, knot: tuple[int, ...]) -> tuple[int, ...]:
    """The shortest cycle of a knot; of several, the one that begins at the first task in file order.

    Each task in it depends on the next one, and the last on the first. Once the budget is used up,
    the shortest cycle found so far is given: it is one, but a shorter one may exist.
    """
    left = _Cyclic(graph, knot)
    best: tuple[int, ...] = ()
    budget = BUDGET
    for start in knot:
        if start in left.tasks:
            cycle, followed = _cycle_through(graph, start, left.tasks, len(best) or len(knot) + 1)
            best = cycle or best
            budget -= followed
            if len(best) == _PAIR or budget < 0:
                break
            left.remove(start)
    return best


def _cycle_through(
    graph: Graph, start: int, left: set[int], shorter_than: int
) -> tuple[tuple[int, ...], int]:
    """A shortest cycle from `start` within `left`, or nothing; and how many edges were followed."""
    came_from = {start: start}
    reached = [start]
    followed = 0
    for _ in range(shorter_than - 1):
        ahead: list[int] = []
        for task in reached:
            followed += len(graph.needs[task])
            for needed in graph.needs[task]:
                if needed == start:
                    cycle = [task]
                    while cycle[-1] != start:
                        cycle.append(came_from[cycle[-1]])
                    return tuple(reversed(cycle)), followed
                if needed in left and needed not in came_from:
                    came_from[needed] = task
                    ahead.append(needed)
        if not ahead:
            break
        reached = ahead
    return (), followed


class _Cyclic:
    """What is left of a knot when tasks are taken out, and then all that is on no cycle any more."""

    def __init__(self, graph: Graph, knot: tuple[int, ...]) -> None:
        self.tasks = set(knot)
        self._ahead = {task: [to for to in graph.needs[task] if to in self.tasks] for task in knot}
        self._behind: dict[int, list[int]] = {task: [] for task in knot}
        for task in knot:
            for needed in self._ahead[task]:
                self._behind[needed].append(task)
        # how many neighbours are left, in each direction
        self._ahead_left = {task: len(near) for task, near in self._ahead.items()}
        self._behind_left = {task: len(near) for task, near in self._behind.items()}

    def remove(self, task: int) -> None:
        """Take a task out, and all that is on no cycle without it."""
        out = [task]
        self.tasks.remove(task)
        while out:
            gone = out.pop()
            for near, left in (
                (self._ahead[gone], self._behind_left),
                (self._behind[gone], self._ahead_left),
            ):
                for other in near:
                    left[other] -= 1
                    if not left[other] and other in self.tasks:
                        self.tasks.remove(other)
                        out.append(other)


def breaking_edge(
    graph: Graph, knot: tuple[int, ...], cycle: tuple[int, ...]
) -> tuple[int, int] | None:
    """A dependency whose removal alone leaves the knot without any cycle: (task, dependency), or None.

    Exact and linear. Of several, the first on the way round the cycle, which is that of `shortest_cycle`:
    such an edge is on every cycle, so on this one too.
    """
    position = {task: index for index, task in enumerate(cycle)}
    size = len(cycle)
    inside = set(knot)
    ahead = {
        task: [
            to
            for to in graph.needs[task]
            if to in inside and (task not in position or to != cycle[(position[task] + 1) % size])
        ]
        for task in knot
    }
    try:
        order = list(TopologicalSorter(ahead).static_order())[::-1]
    except CycleError:  # a cycle that shares no edge with this one
        return None
    detours = _Detours(ahead, order, position)
    first, last = 0, size - 1
    for at, task in enumerate(cycle):
        if detours.nearest.get(task, size) < at:
            last = min(last, at - 1)
        if detours.origin.get(task, -1) > at:
            first = max(first, at)
    passed = 0
    for at, task in enumerate(cycle[: last + 1]):
        passed = max(passed, detours.farthest.get(task, -1))
        if at >= first and at >= passed:
            return task, cycle[(at + 1) % size]
    return None


class _Detours:
    """Ways that leave a cycle and come back to it, by positions on the cycle.

    A detour from position i to a later j stands in for the edges between them. One to an earlier j
    makes a cycle of its own with the edges from j to i. So an edge is on every cycle when it lies
    under no detour forwards, and within the span of every detour backwards.

    Attributes:
        farthest: for each task the last position at which a detour from it ends.
        nearest: for each task the first such position.
        origin: for each task the last position at which a detour to it begins.
    """

    def __init__(
        self, ahead: Mapping[int, Sequence[int]], order: Sequence[int], position: Mapping[int, int]
    ) -> None:
        self.farthest: dict[int, int] = {}
        self.nearest: dict[int, int] = {}
        self.origin: dict[int, int] = {}
        far = len(position)
        for task in reversed(order):
            for to in ahead[task]:
                high = position.get(to, self.farthest.get(to, -1))
                low = position.get(to, self.nearest.get(to, far))
                self.farthest[task] = max(self.farthest.get(task, -1), high)
                self.nearest[task] = min(self.nearest.get(task, far), low)
        for task in order:
            begin = position.get(task, self.origin.get(task, -1))
            for to in ahead[task]:
                self.origin[to] = max(self.origin.get(to, -1), begin)
