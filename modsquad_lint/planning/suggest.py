"""What would make a plan faster, priced by planning it.

Nothing is guessed: every change is made to the list of tasks, and the planner itself plans the result.
Knows neither git nor how a suggestion is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import chain, islice, pairwise

from ..text.typed import NamedTuple
from .graph import build_graph
from .options import Options
from .plan import Intersection, Plan, Rating, UnionMerged, make_plan, nothing_known, shared_files
from .rewrites import Change, Rewriter, shared_groups, without
from .schedule import DEPENDENCY, FILE, Step, count_turns, path_to, turns_of
from .tasks import Task, TaskFile, Tasks

_SIMULATED = 1_600_000
"""How many tasks, paths and dependencies all simulations of one question may plan: a few seconds."""

_FEWEST_SIMULATIONS = 8
_MOST_SIMULATIONS = 240
_NEAREST_STEPS = 12
_RATINGS = ("Critical", "Poor", "Fair", "Good", "Excellent")


class Figures(NamedTuple):
    """A plan in figures, to be compared with another."""

    tasks: int
    batches: int
    turns: int
    parallelization_percent: float
    speedup_factor: float
    rating: Rating


class Suggestion(NamedTuple):
    """A change of the tasks file, with the figures of the plan before and after it.

    Attributes:
        kind: COMBINE, SPLIT, REGISTER and the like.
        title: what to do, as an order.
        cost: what it costs, in words.
        tasks: the changed tasks, which were planned for `after`.
    """

    kind: str
    title: str
    cost: str
    before: Figures
    after: Figures
    tasks: Sequence[Task]

    @property
    def gain(self) -> tuple[int, int, float]:
        """Turns, batches and percent gained; the larger the better, in this order."""
        return (
            self.before.turns - self.after.turns,
            self.before.batches - self.after.batches,
            self.after.parallelization_percent - self.before.parallelization_percent,
        )

    @property
    def worthwhile(self) -> bool:
        """Whether it gains turns, or else batches, or else a better rating without one more task."""
        turns, batches, _ = self.gain
        if turns or batches:
            return turns > 0 or (turns == 0 and batches > 0)
        return self.rating_gain > 0 and self.after.tasks <= self.before.tasks

    @property
    def rating_gain(self) -> int:
        """By how many words the rating gets better; below zero when it gets worse."""
        before, after = self.before.rating.name, self.after.rating.name
        return _RATINGS.index(after) - _RATINGS.index(before)


_Wanted = partial[Change]
"""A change that was not made yet: on a large file only a few are."""


class Suggestions(NamedTuple):
    """What was found, the best first, and how many changes were tried, of how many.

    Attributes:
        tried: on large files only as many as a few seconds allow.
        possible: how many there are to try.
    """

    found: tuple[Suggestion, ...]
    tried: int
    possible: int


def figures(plan: Plan) -> Figures:
    """The figures of a plan."""
    return Figures(
        plan.metrics.total_tasks,
        plan.metrics.total_batches,
        count_turns(plan),
        plan.metrics.parallelization_percent,
        plan.metrics.speedup_factor,
        plan.rating,
    )


class Simulator:
    """Plans changed tasks with the settings of one plan, and prices changes by it.

    Every change is priced on its own. A dependency that another one implies is never among them:
    dropping it moves no task.
    """

    def __init__(
        self,
        file: TaskFile,
        plan: Plan,
        options: Options | None = None,
        union_merged: UnionMerged = nothing_known,
    ) -> None:
        self._file = file
        self._plan = plan
        self._options = options or Options()
        self._union_merged = union_merged
        self._union: frozenset[str] | None = None
        self._before = figures(plan)
        self.rewriter = Rewriter(file, plan, self._options)
        self._level = {task.id: batch.level for batch in plan.batches for task in batch.tasks}

    def suggest(self, progress: Callable[[int, int], None] | None = None) -> Suggestions:
        """Changes that gain something, those that gain most first.

        Tried first is one way out for all intersections together, then those of the critical path, then
        the most contended files; on large files only as many as a few seconds allow. `progress` is told
        how many simulations are done, and of how many.
        """
        changes = self._changes()
        allowed = min(self._allowed(), len(changes))
        found: list[Suggestion] = []
        for done, change in enumerate(changes[:allowed], 1):
            suggestion = self._priced(change())[0]
            if suggestion is not None and suggestion.worthwhile:
                found.append(suggestion)
            if progress is not None:
                progress(done, allowed)
        found.sort(key=lambda suggestion: suggestion.gain, reverse=True)
        return Suggestions(tuple(found), allowed, len(changes))

    def price(self, intersection: Intersection) -> list[Suggestion]:
        """What an intersection could be changed into, as in `suggest`."""
        priced = (self._priced(change())[0] for change in self._ways_out([intersection]))
        found = [item for item in priced if item is not None and item.worthwhile]
        return sorted(found, key=lambda suggestion: suggestion.gain, reverse=True)

    def priced(self, change: Change) -> Suggestion | None:
        """What one change brings, a gain or not; None when there would be no plan."""
        return self._priced(change)[0]

    def _allowed(self) -> int:
        tasks = self._file.tasks
        size = sum(1 + len(task.files) + len(task.dependencies) for task in tasks)
        share = _SIMULATED // size
        return min(max(share, _FEWEST_SIMULATIONS), _MOST_SIMULATIONS)

    def _priced(self, change: Change) -> tuple[Suggestion | None, Plan | None]:
        file = self._file._replace(tasks=Tasks(change.tasks))
        plan = make_plan(file, build_graph(file), self._options.mergeable, self._remembered_union)
        if plan is None:
            return None, None
        after = figures(plan)
        kind, title, cost, tasks, _ = change
        found = Suggestion(kind, title, cost, self._before, after, tasks)
        if found.rating_gain < 0:
            worse = f"{self._before.rating.name} → {after.rating.name}"
            found = found._replace(cost=f"{cost}; the rating gets worse, {worse}")
        return found, plan

    def _remembered_union(self, declared: Collection[str]) -> frozenset[str]:
        if self._union is None:
            self._union = self._union_merged(declared) or frozenset()
        return self._union

    def _changes(self) -> list[_Wanted]:
        shared = self._plan.intersections
        waits = self._waits_of_the_critical_path() if shared else {}
        order = sorted(
            shared, key=lambda item: (-waits.get((item.level, item.file), 0), -len(item.tasks))
        )
        by_level: dict[int, list[Intersection]] = {}
        for item in order:
            by_level.setdefault(item.level, []).append(item)
        together = [items for items in by_level.values() if len(items) > 1]
        changes: dict[object, _Wanted] = {}
        if len(by_level) > 1:
            together.insert(0, [item for items in by_level.values() for item in items])
        for items in (*together, *([item] for item in order)):
            for change in self._ways_out(items):
                is_combining = change.func == self.rewriter.combine_all
                key = tuple(shared_groups(items)) if is_combining else (change.func, *_names(items))
                changes.setdefault(key, change)
        pairs = (pair for item in order for pair in pairwise(item.tasks))
        for one, other in pairs:
            changes.setdefault((one.id, other.id), partial(self.rewriter.order, one, other))
            changes.setdefault((other.id, one.id), partial(self.rewriter.order, other, one))
        return list(changes.values())

    def _waits_of_the_critical_path(self) -> dict[tuple[int, str], int]:
        """How many steps of the critical path wait for each intersection, by level and file."""
        file, plan = self._file, self._plan
        shared = shared_files(file, self._options.mergeable, self._remembered_union)
        steps = path_to(file, build_graph(file), turns_of(file, plan), shared)
        return Counter(
            (self._level[step.task.id], step.file) for step in steps if step.file is not None
        )

    def _ways_out(self, shared: Sequence[Intersection]) -> Iterator[_Wanted]:
        """The same way out for all of some intersections."""
        yield partial(self.rewriter.combine_all, shared)
        yield partial(self.rewriter.split, shared)
        if all(without(task.files, item.file) for item in shared for task in item.tasks):
            yield partial(self.rewriter.register, shared)
            if len(shared) == 1:
                yield partial(self.rewriter.register_all, shared[0])

    def cheapest(
        self, task: Task, turn: int, steps: Sequence[Step]
    ) -> tuple[Suggestion | None, int | None]:
        """The first change of these steps after which the task starts before `turn`, and when."""
        changes = chain(self._changes_of(steps), self._without_dependencies(task, steps))
        for change in islice(changes, self._allowed()):
            suggestion, plan = self._priced(change)
            if suggestion is not None and plan is not None:
                after = _turn_of(plan, change.renamed.get(task.id, task.id))
                if after < turn:
                    return suggestion, after
        return None, None

    def _changes_of(self, steps: Sequence[Step]) -> Iterator[Change]:
        near = [
            (step.waits, step.task, step.other, step.file or "")
            for step in reversed(steps[-_NEAREST_STEPS:])
            if step.other is not None
        ]
        sharing = [(task, other, path) for waits, task, other, path in near if waits == FILE]
        same_level = [
            (task, other)
            for task, other, _ in sharing
            if self._level[task.id] == self._level[other.id]
        ]
        index_of = self._file.tasks.index_of
        for first, last in self._runs(steps):
            if index_of[first.id] < index_of[last.id]:
                yield self.rewriter.move(last, first)
        yield from (self.rewriter.order(other, task) for task, other in same_level)
        yield from (self.rewriter.order(task, other) for task, other in same_level)
        yield from (self.rewriter.combine([other, task]) for task, other in same_level)
        for task, other, path in sharing:
            yield self.rewriter.split([Intersection(path, self._level[task.id], (other, task))])
        yield from (
            self.rewriter.drop(task, other) for waits, task, other, _ in near if waits == DEPENDENCY
        )

    def _without_dependencies(self, task: Task, steps: Sequence[Step]) -> Iterator[Change]:
        """Dependencies that `steps` do not show, since only a barrier holds the task in its turn."""
        if steps[-1].waits != DEPENDENCY:
            for needed in task.dependencies:
                yield self.rewriter.drop(task, self._file.by_id[needed])

    def _runs(self, steps: Sequence[Step]) -> Iterator[tuple[Task, Task]]:
        """First and last task of each run of tasks of one level that wait for one another's files."""
        last: Task | None = None
        for step in reversed(steps):
            task, other = step.task, step.other
            if other is None or step.waits != FILE or self._level[task.id] != self._level[other.id]:
                if last is not None:
                    yield task, last
                last = None
            elif last is None:
                last = task


def _names(shared: Sequence[Intersection]) -> list[tuple[int, str]]:
    return [(item.level, item.file) for item in shared]


def _turn_of(plan: Plan, ident: str) -> int:
    """The turn in which a task starts, from 1."""
    turn = 1
    for batch in plan.batches:
        for at, task in enumerate(batch.tasks):
            if task.id == ident:
                return turn if batch.parallel else turn + at
        turn += 1 if batch.parallel else len(batch.tasks)
    raise KeyError(ident)
