"""What would make a plan faster, priced by planning it; and why one task is where it is.

Nothing is guessed: every change is made to the list of tasks, and the planner itself plans the result.
Knows neither git nor how a suggestion is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, islice, pairwise

from .graph import Graph, build_graph
from .light import NamedTuple
from .options import Options
from .paths import normalise
from .plan import (
    Batch,
    Intersection,
    Plan,
    Rating,
    UnionMerged,
    batch_of,
    make_plan,
    nothing_known,
    shared_files,
)
from .schedule import DEPENDENCY, FILE, Step, count_turns, path_to, turns_of
from .source import Place
from .tasks import Task, TaskFile, Tasks
from .words import counted, listed

COMBINE, SPLIT, REGISTER, REGISTER_ALL = "combine", "split", "register", "register-all"
ORDER, MOVE, DROP = "order", "move", "drop"

_SIMULATED_TASKS = 400_000
"""How many tasks all simulations of one question may plan: a few seconds."""

_FEWEST_SIMULATIONS = 8
_MOST_SIMULATIONS = 240
_NEAREST_STEPS = 12
_MOST_NAMED = 4
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


class _Change(NamedTuple):
    """A change that was not simulated yet; `renamed` is the id that a combined task gets."""

    kind: str
    title: str
    cost: str
    tasks: list[Task]
    renamed: str | None = None


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
        self._index = {task.id: at for at, task in enumerate(file.tasks)}
        self._level = {task.id: batch.level for batch in plan.batches for task in batch.tasks}

    def suggest(self, progress: Callable[[int, int], None] | None = None) -> list[Suggestion]:
        """Changes that gain something, those that gain most first.

        The most contended files are looked at first, and on large files only as many changes as a few
        seconds allow. `progress` is told how many simulations are done, and of how many at most.
        """
        # four ways out of an intersection, and two orders for each pair of neighbours
        most = sum(2 * len(intersection.tasks) + 2 for intersection in self._plan.intersections)
        allowed = min(self._allowed(), most)
        changes = islice(self._changes(), allowed)
        found: list[Suggestion] = []
        for done, change in enumerate(changes, 1):
            suggestion = self._priced(change)[0]
            if suggestion is not None and suggestion.worthwhile:
                found.append(suggestion)
            if progress is not None:
                progress(done, allowed)
        return sorted(found, key=lambda suggestion: suggestion.gain, reverse=True)

    def price(self, intersection: Intersection) -> list[Suggestion]:
        """What an intersection could be changed into, as in `suggest`."""
        priced = (self._priced(change)[0] for change in self._ways_out(intersection))
        found = [item for item in priced if item is not None and item.worthwhile]
        return sorted(found, key=lambda suggestion: suggestion.gain, reverse=True)

    def priced(self, change: _Change) -> Suggestion | None:
        """What one change brings, a gain or not; None when there would be no plan."""
        return self._priced(change)[0]

    def _allowed(self) -> int:
        share = _SIMULATED_TASKS // len(self._file.tasks)
        return min(max(share, _FEWEST_SIMULATIONS), _MOST_SIMULATIONS)

    def _priced(self, change: _Change) -> tuple[Suggestion | None, Plan | None]:
        by_id = {task.id: task for task in change.tasks}
        file = self._file._replace(tasks=Tasks(change.tasks), by_id=by_id, ids=frozenset(by_id))
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

    def _changes(self) -> Iterator[_Change]:
        contended = sorted(self._plan.intersections, key=lambda item: len(item.tasks), reverse=True)
        combined: set[tuple[str, ...]] = set()
        for intersection in contended:
            ids = tuple(task.id for task in intersection.tasks)
            for change in self._ways_out(intersection):
                if change.kind != COMBINE or ids not in combined:
                    yield change
            combined.add(ids)
        for intersection in contended:
            for one, other in pairwise(intersection.tasks):
                yield self.order(one, other)
                yield self.order(other, one)

    def _ways_out(self, intersection: Intersection) -> Iterator[_Change]:
        path, tasks = intersection.file, intersection.tasks
        yield self.combine(tasks)
        yield self.split(path, tasks)
        if all(_without(task.files, path) for task in tasks):
            yield self.register(path, tasks)
            yield self.register_all(path, tasks)

    def cheapest(
        self, task: Task, turn: int, steps: Sequence[Step]
    ) -> tuple[Suggestion | None, int | None]:
        """The first change of these steps after which the task starts before `turn`, and when."""
        changes = chain(self._changes_of(steps), self._without_dependencies(task, steps))
        for change in islice(changes, self._allowed()):
            suggestion, plan = self._priced(change)
            if suggestion is not None and plan is not None:
                after = _turn_of(plan, task.id, change.renamed)
                if after < turn:
                    return suggestion, after
        return None, None

    def _changes_of(self, steps: Sequence[Step]) -> Iterator[_Change]:
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
        for first, last in self._runs(steps):
            if self._index[first.id] < self._index[last.id]:
                yield self.move(last, first)
        yield from (self.order(other, task) for task, other in same_level)
        yield from (self.order(task, other) for task, other in same_level)
        yield from (self.combine([other, task]) for task, other in same_level)
        yield from (self.split(path, [other, task]) for task, other, path in sharing)
        yield from (self.drop(task, other) for waits, task, other, _ in near if waits == DEPENDENCY)

    def _without_dependencies(self, task: Task, steps: Sequence[Step]) -> Iterator[_Change]:
        """Dependencies that `steps` do not show, since only a barrier holds the task in its turn."""
        if steps[-1].waits != DEPENDENCY:
            for needed in task.dependencies:
                yield self.drop(task, self._file.by_id[needed])

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

    def combine(self, members: Sequence[Task]) -> _Change:
        """One task instead of several; it waits for all that they wait for, but not for itself."""
        combined = _combined(members, self._fresh_id(_common_name(members), members))
        number = len(set(map(normalise, combined.files)))
        cost = f"one worker does the work of {len(members)} tasks, in {counted(number, 'file')}"
        if number > self._options.max_files:
            cost += f", more than max-files ({self._options.max_files}): large to review"
        squads = dict.fromkeys(task.squad for task in members if task.squad is not None)
        if len(squads) > 1:
            cost += f"; squads {', '.join(squads)} share it"
        title = f"combine {_named(members)} into one task"
        return _Change(COMBINE, title, cost, self._merged(members, combined), combined.id)

    def split(self, path: str, members: Sequence[Task]) -> _Change:
        """A part of a file for each of several tasks."""
        tasks = list(self._file.tasks)
        for number, task in enumerate(members, 1):
            part = f"{path} (part {number})"
            files = [part if normalise(name) == path else name for name in task.files]
            tasks[self._index[task.id]] = task._replace(files=files)
        title = f"split {path} so that each of {_named(members)} has a part of its own"
        return _Change(SPLIT, title, f"{path} becomes {len(members)} files", tasks)

    def register(self, path: str, members: Sequence[Task]) -> _Change:
        """A task of its own for a shared file, after those that shared it.

        Whatever waited for one of them waits for that task too, since it may need what is in the file.
        """
        last = self._registering(path, members, members)
        ids = frozenset(task.id for task in members)
        tasks = [
            _stripped(task, path) if task.id in ids else _waiting_too(task, ids, last.id)
            for task in self._file.tasks
        ]
        title = f"move {path} out of {_named(members)} into one task that depends on them"
        return _Change(REGISTER, title, f"one more task, {last.id}", [*tasks, last])

    def register_all(self, path: str, members: Sequence[Task]) -> _Change:
        """As `register`, with the tasks that shared the file combined."""
        stripped = [_stripped(task, path) for task in members]
        combined = _combined(stripped, self._fresh_id(_common_name(members), members))
        last = self._registering(path, members, [combined])
        ids = frozenset({combined.id})
        tasks = [_waiting_too(task, ids, last.id) for task in self._merged(members, combined)]
        change = self.combine(stripped)
        title = f"combine {_named(members)}, and move {path} into one task that depends on them"
        return _Change(REGISTER_ALL, title, change.cost, [*tasks, last], combined.id)

    def order(self, first: Task, then: Task) -> _Change:
        """Let one task depend on another of its level."""
        tasks = list(self._file.tasks)
        tasks[self._index[then.id]] = then._replace(dependencies=[*then.dependencies, first.id])
        title = f'let "{then.id}" depend on "{first.id}"'
        return _Change(ORDER, title, f'"{then.id}" has to wait for "{first.id}"', tasks)

    def move(self, task: Task, before: Task) -> _Change:
        """Put a task before another in the file, where batches are filled in file order."""
        tasks = list(self._file.tasks)
        tasks.insert(self._index[before.id], tasks.pop(self._index[task.id]))
        title = f'put "{task.id}" before "{before.id}" in the file'
        return _Change(MOVE, title, f'"{before.id}" may start later', tasks)

    def drop(self, task: Task, needed: Task) -> _Change:
        """Take a dependency away."""
        tasks = list(self._file.tasks)
        left = [other for other in task.dependencies if other != needed.id]
        tasks[self._index[task.id]] = task._replace(dependencies=left)
        title = f'drop the dependency of "{task.id}" on "{needed.id}"'
        return _Change(DROP, title, f'only if "{task.id}" does not need it', tasks)

    def _merged(self, members: Sequence[Task], combined: Task) -> list[Task]:
        """The file's tasks with one in the place of the first of several."""
        gone = frozenset(task.id for task in members)
        tasks: list[Task] = []
        for task in self._file.tasks:
            if task.id not in gone:
                tasks.append(_renamed(task, gone, combined.id))
            elif task.id == members[0].id:
                tasks.append(combined)
        return tasks

    def _registering(self, path: str, members: Sequence[Task], needed: Sequence[Task]) -> Task:
        name = _common_name(members).rpartition("add-")[2]
        ident = self._fresh_id(f"register-{name}", ())
        return members[-1]._replace(
            id=ident, files=[path], dependencies=[task.id for task in needed], entry={"id": ident}
        )

    def _fresh_id(self, wanted: str, gone: Sequence[Task]) -> str:
        taken = self._index.keys() - {task.id for task in gone}
        ident, number = wanted, 1
        while ident in taken:
            number += 1
            ident = f"{wanted}-{number}"
        return ident


def _turn_of(plan: Plan, *ids: str | None) -> int:
    """The turn in which the first of these ids that the plan has starts, from 1."""
    turn = 1
    starts: dict[str | None, int] = {}
    for batch in plan.batches:
        for at, task in enumerate(batch.tasks):
            starts[task.id] = turn if batch.parallel else turn + at
        turn += 1 if batch.parallel else len(batch.tasks)
    return next(starts[ident] for ident in ids if ident in starts)


def _stripped(task: Task, path: str) -> Task:
    return task._replace(files=_without(task.files, path))


def _without(files: Sequence[str], path: str) -> list[str]:
    return [name for name in files if normalise(name) != path]


def _combined(members: Sequence[Task], ident: str) -> Task:
    files = list(dict.fromkeys(path for task in members for path in task.files))
    gone = {task.id for task in members}
    wanted = (other for task in members for other in task.dependencies if other not in gone)
    needed = list(dict.fromkeys(wanted))
    squads = {task.squad for task in members}
    squad = members[0].squad
    entry = {"id": ident} if len(squads) > 1 or squad is None else {"id": ident, "squad": squad}
    return members[0]._replace(id=ident, files=files, dependencies=needed, entry=entry)


def _renamed(task: Task, gone: frozenset[str], ident: str) -> Task:
    if gone.isdisjoint(task.dependencies):
        return task
    needed = [ident if needed in gone else needed for needed in task.dependencies]
    return task._replace(dependencies=list(dict.fromkeys(needed)))


def _waiting_too(task: Task, needed: frozenset[str], ident: str) -> Task:
    if needed.isdisjoint(task.dependencies):
        return task
    return task._replace(dependencies=[*task.dependencies, ident])


def _common_name(members: Sequence[Task]) -> str:
    """What the ids have in common: add-routers for add-router-1 and add-router-2."""
    first, last = min(task.id for task in members), max(task.id for task in members)
    size = next(
        (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other),
        len(first),
    )
    common = first[:size].rstrip("-_. ")
    if not common:
        return first
    are_numbered = all(task.id[size:].isdigit() for task in members)
    return common + "s" if are_numbered else common


def _named(tasks: Sequence[Task]) -> str:
    return listed([f'"{task.id}"' for task in tasks], _MOST_NAMED)


class PlacedStep(NamedTuple):
    """A step, where the file says so, and where the other task says so or stands."""

    step: Step
    place: Place
    other_place: Place | None


class Why(NamedTuple):
    """Why a task is in its batch.

    Attributes:
        batch: its batch.
        turn: the turn in which it starts, from 1.
        steps: what put it there, one for each turn up to its own.
        change: the cheapest change that lets it start earlier, or None when none was found.
        turn_after: the turn in which it would start then.
    """

    task: Task
    batch: Batch
    turn: int
    steps: tuple[PlacedStep, ...]
    change: Suggestion | None
    turn_after: int | None


def explain(
    file: TaskFile,
    graph: Graph,
    plan: Plan,
    ident: str,
    options: Options | None = None,
    union_merged: UnionMerged = nothing_known,
) -> Why:
    """Why a task of a plan is in its batch, and the cheapest change that lets it start earlier.

    Changes are tried from the cheapest kind to the dearest: another place in the file, an explicit
    order, a combination, a split file, a dependency less; within a kind from the last step backwards.

    Raises:
        KeyError: no task has this id.
    """
    task = file.by_id[ident]
    options = options or Options()
    turns = turns_of(file, plan)
    at = next(index for index, other in enumerate(file.tasks) if other.id == ident)
    turn = next(number for number, members in enumerate(turns, 1) if at in members)
    shared = shared_files(file, options.mergeable, union_merged)
    steps = path_to(file, graph, [*turns[: turn - 1], [at]], shared)
    simulator = Simulator(file, plan, options, union_merged)
    change, turn_after = simulator.cheapest(task, turn, steps)
    placed = tuple(PlacedStep(step, *_places(step)) for step in steps)
    return Why(task, batch_of(plan)[ident], turn, placed, change, turn_after)


def _places(step: Step) -> tuple[Place, Place | None]:
    task, other = step.task, step.other
    if other is None:
        return task.at("id"), None
    if step.waits == DEPENDENCY:
        return task.dependency(list(task.dependencies).index(other.id)), other.at("id")
    if step.waits == FILE:
        return _declaration(task, step.file), _declaration(other, step.file)
    return task.at("id"), other.at("id")


def _declaration(task: Task, path: str | None) -> Place:
    return task.file(next(at for at, name in enumerate(task.files) if normalise(name) == path))
