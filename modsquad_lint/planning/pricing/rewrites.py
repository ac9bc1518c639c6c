"""Rewrited tasks: what a tasks file would hold after two tasks were combined, a file split, and so on.

Each rewrite is described in words; what it brings, a `Simulator` finds out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from ...text.typed import NamedTuple
from ...text.words import counted, listed, plural, quoted
from ..options import Options
from ..plan import Intersection, Plan
from ..tasks import Task
from ..work import Work

COMBINE, SPLIT, REGISTER, REGISTER_ALL = "combine", "split", "register", "register-all"
ORDER, MOVE, DROP, DECLARE = "order", "move", "drop", "declare"

_MOST_NAMED = 4


class Rewrite(NamedTuple):
    """Tasks as a suggestion would have them, not yet planned; `renamed` says what becomes of ids that go."""

    kind: str
    title: str
    cost: str
    tasks: list[Task]
    renamed: Mapping[str, str] = MappingProxyType({})


class Rewriter:
    """Rewrites the tasks of one plan."""

    def __init__(self, work: Work, plan: Plan, options: Options) -> None:
        self._file = work.file
        self._holdings = work.holdings
        self._options = options
        self._index = work.file.tasks.index_of
        self._batch = {task.id: batch.number for batch in plan.batches for task in batch.tasks}

    def combine_all(self, shared: Sequence[Intersection]) -> Rewrite:
        """One task instead of those that share a file, and so on for each of some intersections."""
        tasks = self._file.tasks
        groups = [
            [tasks[at] for at in sorted(self._index[ident] for ident in group)]
            for group in shared_groups(shared)
        ]
        return self.combine(groups, shared)

    def combine(
        self, groups: Sequence[Sequence[Task]], shared: Sequence[Intersection] = ()
    ) -> Rewrite:
        """One task instead of each group; it waits for all that they wait for, but not for itself."""
        made: list[tuple[Task, str]] = []
        taken: set[str] = set()
        for members in groups:
            ident = self._fresh_id(_common_name(members), members, taken)
            taken.add(ident)
            made.append((_combined(members, ident), self._named(members)))
        tasks = _merged(self._file.tasks, groups, [combined for combined, _ in made])
        if len(made) == 1:
            title = f'combine {self._named(groups[0], shared)} into one task, "{made[0][0].id}"'
        else:
            each = [f'{members} into "{combined.id}"' for combined, members in made]
            title = f"combine tasks: {_few(each, self._where(groups))}"
        renamed = {task.id: made[at][0].id for at, group in enumerate(groups) for task in group}
        return Rewrite(COMBINE, title, self._cost(groups, [one for one, _ in made]), tasks, renamed)

    def _cost(self, groups: Sequence[Sequence[Task]], combined: Sequence[Task]) -> str:
        numbers = [self._count(one.files) for one in combined]
        number = max(numbers)
        most = numbers.index(number)
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

    def split(self, shared: Sequence[Intersection]) -> Rewrite:
        """A part of a file for each of several tasks, and so on for each of some intersections."""
        tasks = list(self._file.tasks)
        parts: Counter[str] = Counter()  # a file may be shared on several levels
        part_of: dict[str, dict[str, str]] = {}
        for path, _, members, _ in shared:
            for task in members:
                parts[path] += 1
                part = f"{path} (part {parts[path]})"
                self._holdings.meanings.know(part)
                part_of.setdefault(task.id, {})[path] = part
        for ident, instead in part_of.items():
            at = self._index[ident]
            tasks[at] = tasks[at]._replace(files=self._replaced(tasks[at].files, instead))
        if len(shared) == 1:
            path, _, members, _ = shared[0]
            each = self._named(members, shared)
            title = f"split {path} so that each of {each} has a part of its own"
            return Rewrite(SPLIT, title, f"{path} becomes {len(members)} files", tasks)
        title = f"split {self._files(shared)}, so that each of these tasks has a part of its own"
        cost = f"{counted(len(parts), 'file')} become {parts.total():,}"
        return Rewrite(SPLIT, title, cost, tasks)

    def register(self, shared: Sequence[Intersection]) -> Rewrite:
        """A task of its own for each shared file, after those that shared it.

        Whatever waited for one of them waits for that task too, since it may need what is in the file.
        """
        paths: dict[str, dict[str, str]] = {}
        lasts: list[Task] = []
        taken: set[str] = set()
        numbers: Counter[str] = Counter()
        registering: dict[str, list[str]] = {}
        for path, _, members, _ in shared:
            last = self._registering(path, members, members, taken, numbers)
            lasts.append(last)
            taken.add(last.id)
            for task in members:
                paths.setdefault(task.id, {})[path] = ""
                registering.setdefault(task.id, []).append(last.id)
        tasks = [
            _waiting_too(
                task._replace(files=self._replaced(task.files, paths[task.id]))
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
            title = (
                f"move {self._files(shared)}, out of these tasks,"
                " each file into one task that depends on those that shared it"
            )
        return Rewrite(REGISTER, title, cost, [*tasks, *lasts])

    def register_all(self, shared: Intersection) -> Rewrite:
        """As `register`, with the tasks that shared the file combined."""
        path, _, members, _ = shared
        stripped = [task._replace(files=self._replaced(task.files, {path: ""})) for task in members]
        rewrite = self.combine([stripped], [shared])
        ident = rewrite.renamed[members[0].id]
        combined = next(task for task in rewrite.tasks if task.id == ident)
        last = self._registering(path, members, [combined], {ident})
        tasks = [_waiting_too(task, {ident: [last.id]}) for task in rewrite.tasks]
        title = f"{rewrite.title}, and move {path} into one that depends on it"
        cost = f"{rewrite.cost}; one more task, {last.id}"
        return Rewrite(REGISTER_ALL, title, cost, [*tasks, last], rewrite.renamed)

    def order(self, first: Task, then: Task) -> Rewrite:
        """Let one task depend on another of its level."""
        tasks = list(self._file.tasks)
        tasks[self._index[then.id]] = then._replace(dependencies=[*then.dependencies, first.id])
        title = f'let "{then.id}" depend on "{first.id}"'
        return Rewrite(ORDER, title, f'"{then.id}" has to wait for "{first.id}"', tasks)

    def move(self, task: Task, before: Task) -> Rewrite:
        """Put a task before another in the file, where batches are filled in file order."""
        tasks = list(self._file.tasks)
        tasks.insert(self._index[before.id], tasks.pop(self._index[task.id]))
        title = f'put "{task.id}" before "{before.id}" in the file'
        return Rewrite(MOVE, title, f'"{before.id}" may start later', tasks)

    def drop(self, task: Task, needed: Task) -> Rewrite:
        """Take a dependency away."""
        tasks = list(self._file.tasks)
        left = [other for other in task.dependencies if other != needed.id]
        tasks[self._index[task.id]] = task._replace(dependencies=left)
        title = f'drop the dependency of "{task.id}" on "{needed.id}"'
        return Rewrite(DROP, title, f'only if "{task.id}" does not need it', tasks)

    def declare(self, task: Task, path: str, waiting_for: Task | None = None) -> Rewrite:
        """Let a task declare one more path, and wait for the task that already does."""
        needed = [] if waiting_for is None else [waiting_for.id]
        tasks = list(self._file.tasks)
        tasks[self._index[task.id]] = task._replace(
            files=[*task.files, path], dependencies=[*task.dependencies, *needed]
        )
        return Rewrite(DECLARE, f'add "{path}" to "{task.id}"', "", tasks)

    def is_area(self, name: str) -> bool:
        """Whether a name is that of an area."""
        return name in self._holdings.areas

    def has_more(self, task: Task, name: str) -> bool:
        """Whether a task declares anything beside one file."""
        return any(other != name for path in task.files for other in self._holdings.names(path))

    def _replaced(self, files: Sequence[str], instead: Mapping[str, str]) -> list[str]:
        """Declared paths with some files replaced, however they are spelt; those by "" are left out."""
        left: list[str] = []
        for path in files:
            names = self._holdings.names(path)
            if instead.keys().isdisjoint(names):
                left.append(path)
            else:
                left += filter(None, (instead.get(name, name) for name in names))
        return left

    def _count(self, files: Sequence[str]) -> int:
        return len({name for path in files for name in self._holdings.names(path)})

    def _registering(
        self,
        path: str,
        members: Sequence[Task],
        needed: Sequence[Task],
        taken: Collection[str],
        numbers: Counter[str] | None = None,
    ) -> Task:
        name = _common_name(members).rpartition("add-")[2]
        ident = self._fresh_id(f"register-{name}", (), taken, numbers)
        return members[-1]._replace(
            id=ident, files=[path], dependencies=[task.id for task in needed], entry={"id": ident}
        )

    def _fresh_id(
        self,
        wanted: str,
        gone: Sequence[Task],
        taken: Collection[str] = (),
        numbers: Counter[str] | None = None,
    ) -> str:
        """An id that no task has but those that go; `numbers` remembers how far it was counted."""
        leaving = {task.id for task in gone}
        number = max(1, numbers[wanted] if numbers else 0)
        ident = wanted if number == 1 else f"{wanted}-{number}"
        while ident in taken or (ident in self._index and ident not in leaving):
            number += 1
            ident = f"{wanted}-{number}"
        if numbers is not None:
            numbers[wanted] = number
        return ident

    def _named(self, tasks: Sequence[Task], shared: Sequence[Intersection] = ()) -> str:
        """All of a few tasks; of many a few, and how to find the others."""
        named = quoted((task.id for task in tasks), _MOST_NAMED)
        if len(tasks) <= _MOST_NAMED or not shared:
            return named
        files = listed(list(dict.fromkeys(item.file for item in shared)), _MOST_NAMED)
        return f"{named} (all that modify {files}{self._where([tasks])})"

    def _files(self, shared: Sequence[Intersection]) -> str:
        """The files of several intersections, and where they are shared."""
        files = list(dict.fromkeys(item.file for item in shared))
        where = self._where([item.tasks for item in shared])
        return f"{listed(files, _MOST_NAMED)}, the files that tasks share{where}"

    def _where(self, groups: Sequence[Sequence[Task]]) -> str:
        numbers = [self._batch[task.id] for group in groups for task in group]
        first, last = min(numbers), max(numbers)
        return f" in batch {first}" if first == last else f" in batches {first} to {last}"


def _few(words: Sequence[str], where: str) -> str:
    if len(words) <= _MOST_NAMED:
        return "; ".join(words)
    rest = (
        f"the same for {counted(len(words) - _MOST_NAMED, 'more group')} that share a file{where}"
    )
    return f"{'; '.join(words[:_MOST_NAMED])}; and {rest}"


def shared_groups(shared: Sequence[Intersection]) -> Iterator[tuple[str, ...]]:
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
