"""Dependencies as a graph over the tasks of a file: levels, knots, shortest cycles, reachability.

Knows nothing of paths and batches. Everything is iterative: a chain of 100,000 tasks is a supported
input. What could take quadratic time has a budget, counted in edges so that every machine stops at
the same place; each docstring says what is lost when it is used up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ..text.typed import NamedTuple
from .tasks import TaskFile

_BUDGET = 3_000_000
"""Edges that one question may follow: about half a second."""

_PAIR = 2
"""The length of the shortest possible cycle, and the fewest dependencies of which one can be implied."""


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


def dependants(graph: Graph) -> dict[int, list[int]]:
    """For each task that others depend on, those tasks in file order."""
    return _reverse(graph.needs)


def _reverse(needs: Sequence[tuple[int, ...]]) -> dict[int, list[int]]:
    reverse: dict[int, list[int]] = {}
    for index, needed in enumerate(needs):
        for dependency in needed:
            reverse.setdefault(dependency, []).append(index)
    return reverse


def _levels(needs: list[tuple[int, ...]]) -> list[int] | None:
    reverse = _reverse(needs)
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


def knots(graph: Graph) -> list[tuple[int, ...]]:
    """The strongly connected components of two tasks or more, each sorted, by their first task."""
    if graph.levels is not None:
        return []
    # Kosaraju's algorithm: whoever finishes last, and all that leads there, is one component.
    reverse = _reverse(graph.needs)
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
    budget = _BUDGET
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
                    return _walk_back(came_from, start, task), followed
                if needed in left and needed not in came_from:
                    came_from[needed] = task
                    ahead.append(needed)
        if not ahead:
            break
        reached = ahead
    return (), followed


def _walk_back(came_from: Mapping[int, int], start: int, last: int) -> tuple[int, ...]:
    cycle = [last]
    while cycle[-1] != start:
        cycle.append(came_from[cycle[-1]])
    return tuple(reversed(cycle))


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
    graph: Graph, knot: tuple[int, ...], cycle: tuple[int, ...] = ()
) -> tuple[int, int] | None:
    """A dependency whose removal alone leaves the knot without any cycle: (task, dependency), or None.

    Exact and, the search for a cycle aside, linear. Of several, the first on the way round the cycle
    of `shortest_cycle`, which need not be looked for again where it is known.
    """
    # Such an edge is on every cycle, so on this one too.
    cycle = cycle or shortest_cycle(graph, knot)
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
    order = _topological(ahead)
    if order is None:  # a cycle that shares no edge with this one
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


def _topological(ahead: Mapping[int, Sequence[int]]) -> list[int] | None:
    """The tasks so that every edge leads forwards, or None when there is a cycle."""
    coming = dict.fromkeys(ahead, 0)
    for targets in ahead.values():
        for to in targets:
            coming[to] += 1
    order = [task for task, count in coming.items() if not count]
    for task in order:  # grows while it is read
        for to in ahead[task]:
            coming[to] -= 1
            if not coming[to]:
                order.append(to)
    return order if len(order) == len(coming) else None


def redundant(graph: Graph) -> Iterator[tuple[int, int, int]]:
    """Dependencies that another one implies: (task, dependency, the other one), in file order.

    The other one is not redundant itself. Nothing with a knot. A search ends at the level of the
    lowest dependency; once the budget is used up, the tasks that are left are not looked at.
    """
    levels = graph.levels
    if levels is None:
        return
    budget = _BUDGET
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


class _Ancestors:
    """What a task depends on, even indirectly, found from level to level as far as is asked for."""

    def __init__(self, graph: Graph, levels: list[int], task: int) -> None:
        self._needs = graph.needs
        self._levels = levels
        self._ahead = [(-levels[task], task)]
        self._found: set[int] = set()
        self.followed = 0

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
        if followed > _BUDGET:
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
