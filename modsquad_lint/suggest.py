"""What would make a plan faster, priced by planning it; and why one task is where it is.

Nothing is guessed: every change is made to the list of tasks, and the planner itself plans the result.
Knows neither git nor how a suggestion is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice, pairwise
from types import MappingProxyType

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
from .words import counted, listed, plural

COMBINE, SPLIT, REGISTER, REGISTER_ALL = "combine", "split", "register", "register-all"
ORDER, MOVE, DROP = "order", "move", "drop"

_SIMULATED = 1_600_000
"""How many tasks, paths and dependencies all simulations of one question may plan: a few seconds."""

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
    """A change that was not simulated yet; `renamed` says what becomes of the ids that go."""

    kind: str
    title: str
    cost: str
    tasks: list[Task]
    renamed: Mapping[str, str] = MappingProxyType({})


_Wanted = partial[_Change]
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
        self._index = {task.id: at for at, task in enumerate(file.tasks)}
        self._batch = {task.id: batch.number for batch in plan.batches for task in batch.tasks}
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

    def priced(self, change: _Change) -> Suggestion | None:
        """What one change brings, a gain or not; None when there would be no plan."""
        return self._priced(change)[0]

    def _allowed(self) -> int:
        tasks = self._file.tasks
        size = sum(1 + len(task.files) + len(task.dependencies) for task in tasks)
        share = _SIMULATED // size
        return min(max(share, _FEWEST_SIMULATIONS), _MOST_SIMULATIONS)

    def _priced(self, change: _Change) -> tuple[Suggestion | None, Plan | None]:
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
                is_combining = change.func == self.combine_all
                key = tuple(_groups(items)) if is_combining else (change.func, *_names(items))
                changes.setdefault(key, change)
        pairs = (pair for item in order for pair in pairwise(item.tasks))
        for one, other in pairs:
            changes.setdefault((one.id, other.id), partial(self.order, one, other))
            changes.setdefault((other.id, one.id), partial(self.order, other, one))
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
        yield partial(self.combine_all, shared)
        yield partial(self.split, shared)
        if all(_without(task.files, item.file) for item in shared for task in item.tasks):
            yield partial(self.register, shared)
            if len(shared) == 1:
                yield partial(self.register_all, shared[0])

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
        for task, other, path in sharing:
            yield self.split([Intersection(path, self._level[task.id], (other, task))])
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
        return self._combine([members], self._named(members))

    def combine_all(self, shared: Sequence[Intersection]) -> _Change:
        """One task instead of those that share a file, and so on for each of some intersections."""
        tasks = self._file.tasks
        groups = [
            [tasks[at] for at in sorted(self._index[ident] for ident in group)]
            for group in _groups(shared)
        ]
        if len(groups) == 1:
            return self._combine(groups, self._named(groups[0], shared))
        return self._combine(groups, "")

    def _combine(self, groups: Sequence[Sequence[Task]], named: str) -> _Change:
        tasks: Sequence[Task] = self._file.tasks
        made: list[tuple[Task, str]] = []
        taken: set[str] = set()
        for members in groups:
            ident = self._fresh_id(_common_name(members), members, taken)
            taken.add(ident)
            made.append((_combined(members, ident), self._named(members)))
        tasks = _merged(tasks, groups, [combined for combined, _ in made])
        if len(made) == 1:
            title = f'combine {named} into one task, "{made[0][0].id}"'
        else:
            each = [f'{members} into "{combined.id}"' for combined, members in made]
            title = f"combine tasks: {_few(each, self._where(groups))}"
        renamed = {task.id: made[at][0].id for at, group in enumerate(groups) for task in group}
        return _Change(COMBINE, title, self._cost(groups, [one for one, _ in made]), tasks, renamed)

    def _cost(self, groups: Sequence[Sequence[Task]], combined: Sequence[Task]) -> str:
        most = max(range(len(groups)), key=lambda at: len(set(map(normalise, combined[at].files))))
        number = len(set(map(normalise, combined[most].files)))
        cost = (
            f"one worker does the work of {len(groups[most]):,} tasks, in {counted(number, 'file')}"
        )
        if len(groups) > 1:
            cost = (
                f"{counted(len(groups), 'worker')} do the work of {sum(map(len, groups)):,} tasks"
            )
            cost += f", in up to {counted(number, 'file')} each"
        if number > self._options.max_files:
            cost += f", more than max-files ({self._options.max_files}): large to review"
        mixed = [
            squads
            for members in groups
            if len(squads := dict.fromkeys(one.squad for one in members if one.squad is not None))
            > 1
        ]
        if mixed:
            squads = dict.fromkeys(squad for group in mixed for squad in group)
            cost += f"; squads {', '.join(squads)} share {'it' if len(groups) == 1 else 'them'}"
        return cost

    def split(self, shared: Sequence[Intersection]) -> _Change:
        """A part of a file for each of several tasks, and so on for each of some intersections."""
        tasks = list(self._file.tasks)
        parts: Counter[str] = Counter()  # a file may be shared on several levels
        for path, _, members in shared:
            for task in members:
                at = self._index[task.id]
                parts[path] += 1
                part = f"{path} (part {parts[path]})"
                files = [part if normalise(name) == path else name for name in tasks[at].files]
                tasks[at] = tasks[at]._replace(files=files)
        if len(shared) == 1:
            path, _, members = shared[0]
            each = self._named(members, shared)
            title = f"split {path} so that each of {each} has a part of its own"
            return _Change(SPLIT, title, f"{path} becomes {len(members)} files", tasks)
        files = list(dict.fromkeys(item.file for item in shared))
        where = self._where([item.tasks for item in shared])
        title = (
            f"split {listed(files, _MOST_NAMED)}, the files that tasks share{where},"
            " so that each of these tasks has a part of its own"
        )
        return _Change(
            SPLIT, title, f"{counted(len(files), 'file')} become {parts.total():,}", tasks
        )

    def register(self, shared: Sequence[Intersection]) -> _Change:
        """A task of its own for each shared file, after those that shared it.

        Whatever waited for one of them waits for that task too, since it may need what is in the file.
        """
        paths: dict[str, set[str]] = {}
        lasts: list[Task] = []
        registering: dict[str, list[str]] = {}
        for path, _, members in shared:
            last = self._registering(path, members, members, {one.id for one in lasts})
            lasts.append(last)
            for task in members:
                paths.setdefault(task.id, set()).add(path)
                registering.setdefault(task.id, []).append(last.id)
        tasks = [
            _waiting_too(
                task._replace(
                    files=[name for name in task.files if normalise(name) not in paths[task.id]]
                )
                if task.id in paths
                else task,
                registering,
            )
            for task in self._file.tasks
        ]
        ids = listed([last.id for last in lasts], _MOST_NAMED)
        cost = f"{'one' if len(lasts) == 1 else f'{len(lasts):,}'} more {plural('task', len(lasts))}, {ids}"
        if len(shared) == 1:
            named = self._named(shared[0].tasks, shared)
            title = f"move {shared[0].file} out of {named} into one task that depends on them"
        else:
            files = list(dict.fromkeys(item.file for item in shared))
            where = self._where([item.tasks for item in shared])
            title = (
                f"move {listed(files, _MOST_NAMED)}, the files that tasks share{where}, out of these"
                " tasks, each file into one task that depends on those that shared it"
            )
        return _Change(REGISTER, title, cost, [*tasks, *lasts])

    def register_all(self, shared: Intersection) -> _Change:
        """As `register`, with the tasks that shared the file combined."""
        path, _, members = shared
        stripped = [_stripped(task, path) for task in members]
        change = self._combine([stripped], self._named(members, [shared]))
        ident = change.renamed[members[0].id]
        combined = next(task for task in change.tasks if task.id == ident)
        last = self._registering(path, members, [combined], {ident})
        tasks = [_waiting_too(task, {ident: [last.id]}) for task in change.tasks]
        title = f"{change.title}, and move {path} into one that depends on it"
        cost = f"{change.cost}; one more task, {last.id}"
        return _Change(REGISTER_ALL, title, cost, [*tasks, last], change.renamed)

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

    def _registering(
        self, path: str, members: Sequence[Task], needed: Sequence[Task], taken: Collection[str]
    ) -> Task:
        name = _common_name(members).rpartition("add-")[2]
        ident = self._fresh_id(f"register-{name}", (), taken)
        return members[-1]._replace(
            id=ident, files=[path], dependencies=[task.id for task in needed], entry={"id": ident}
        )

    def _fresh_id(self, wanted: str, gone: Sequence[Task], taken: Collection[str] = ()) -> str:
        leaving = {task.id for task in gone}
        ident, number = wanted, 1
        while ident in taken or (ident in self._index and ident not in leaving):
            number += 1
            ident = f"{wanted}-{number}"
        return ident

    def _named(self, tasks: Sequence[Task], shared: Sequence[Intersection] = ()) -> str:
        """All of a few tasks; of many a few, and how to find the others."""
        named = listed([f'"{task.id}"' for task in tasks], _MOST_NAMED)
        if len(tasks) <= _MOST_NAMED or not shared:
            return named
        files = listed(list(dict.fromkeys(item.file for item in shared)), _MOST_NAMED)
        return f"{named} (all that modify {files}{self._where([tasks])})"

    def _where(self, groups: Sequence[Sequence[Task]]) -> str:
        numbers = [self._batch[task.id] for group in groups for task in group]
        return f" in batches {min(numbers)} to {max(numbers)}"


def _few(words: Sequence[str], where: str) -> str:
    if len(words) <= _MOST_NAMED:
        return "; ".join(words)
    rest = (
        f"the same for {counted(len(words) - _MOST_NAMED, 'more group')} that share a file{where}"
    )
    return f"{'; '.join(words[:_MOST_NAMED])}; and {rest}"


def _names(shared: Sequence[Intersection]) -> list[tuple[int, str]]:
    return [(item.level, item.file) for item in shared]


def _groups(shared: Sequence[Intersection]) -> Iterator[tuple[str, ...]]:
    """The ids that hang together by shared files of one level, each group in order of its first."""
    group_of: dict[str, list[str]] = {}
    for item in shared:
        groups = {id(group): group for task in item.tasks if (group := group_of.get(task.id))}
        largest = max(groups.values(), key=len, default=[])
        fresh = [task.id for task in item.tasks if task.id not in group_of]
        joined = [one for group in groups.values() if group is not largest for one in group]
        largest += fresh + joined
        for ident in fresh + joined:
            group_of[ident] = largest
    return map(tuple, {id(group): group for group in group_of.values()}.values())


def _merged(
    tasks: Sequence[Task], groups: Sequence[Sequence[Task]], combined: Sequence[Task]
) -> list[Task]:
    """The tasks with one in the place of the first of each group."""
    into = {task.id: one for members, one in zip(groups, combined, strict=True) for task in members}
    merged: dict[str, Task] = {}
    for task in tasks:
        one = into.get(task.id, task)
        merged.setdefault(one.id, _renamed(one, into))
    return list(merged.values())


def _turn_of(plan: Plan, ident: str) -> int:
    """The turn in which a task starts, from 1."""
    turn = 1
    for batch in plan.batches:
        for at, task in enumerate(batch.tasks):
            if task.id == ident:
                return turn if batch.parallel else turn + at
        turn += 1 if batch.parallel else len(batch.tasks)
    raise KeyError(ident)


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


def _renamed(task: Task, into: Mapping[str, Task]) -> Task:
    if into.keys().isdisjoint(task.dependencies):
        return task
    needed = (into[needed].id if needed in into else needed for needed in task.dependencies)
    return task._replace(dependencies=list(dict.fromkeys(needed)))


def _waiting_too(task: Task, more: Mapping[str, Sequence[str]]) -> Task:
    """A task that waits for what some of its dependencies bring along, too."""
    if more.keys().isdisjoint(task.dependencies):
        return task
    needed = [*task.dependencies]
    for other in task.dependencies:
        needed += more.get(other, ())
    return task._replace(dependencies=list(dict.fromkeys(needed)))


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
