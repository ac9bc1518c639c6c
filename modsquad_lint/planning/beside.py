"""What tasks files of one run share, each of which is a plan of its own; knows no rule.

Nothing orders tasks of two files, so whoever works by one may meet whoever works by the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from ..text.source import Place, Source, Span
from ..text.typed import NamedTuple
from .holdings import Holdings
from .tasks import Task, TaskFile, Tasks
from .work import Work


def waiting_together(files: Sequence[TaskFile]) -> list[list[int]]:
    """The numbers of files of which one waits for tasks of another, in their order: each such set is one plan."""
    needed = [needed_elsewhere(file) for file in files]
    asked = frozenset().union(*needed)
    having: dict[str, list[int]] = {}
    for number, file in enumerate(files):
        for ident in asked & file.ids():
            having.setdefault(ident, []).append(number)
    leaders = [*range(len(files))]

    def leader(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = number = leaders[leaders[number]]
        return number

    for number, some in enumerate(needed):
        for other in chain.from_iterable(having.get(ident, ()) for ident in some):
            first, second = sorted((leader(number), leader(other)))
            leaders[second] = first
    sets: dict[int, list[int]] = {}
    for number in range(len(files)):
        sets.setdefault(leader(number), []).append(number)
    return [each for each in sets.values() if len(each) > 1]


def needed_elsewhere(file: TaskFile) -> frozenset[str]:
    """The ids that its tasks wait for, and that it does not have."""
    return frozenset(ident for task in file.tasks for ident in task.dependencies) - file.ids()


class Planned(NamedTuple):
    """One file, and what is left to do in it."""

    source: Source
    work: Work


class Tracked(NamedTuple):
    """A tasks file that the repository has; without tasks, `file` is None where it can't be read."""

    path: str
    display: str
    file: TaskFile | None


class Elsewhere:
    """The tasks of all tasks files that a repository has, whichever of them a run looks at."""

    def __init__(self, files: Sequence[Tracked]) -> None:
        """Files in the order in which they are named."""
        self._files = files
        self._having: dict[str, list[Tracked]] = {}
        for each in files:
            for ident in each.file.ids() if each.file is not None else ():
                self._having.setdefault(ident, []).append(each)

    def having(self, ident: str, own: Collection[str]) -> Tracked | None:
        """The first file that has a task with this id, but for those of these paths."""
        return next((it for it in self._having.get(ident, ()) if it.path not in own), None)

    def unread(self, own: Collection[str]) -> Tracked | None:
        """The first file that can't be read, but for those of these paths."""
        unread = (it for it in self._files if it.file is None and it.path not in own)
        return next(unread, None)


class SharedBeside(NamedTuple):
    """A file or area that a task of one file shares with a task of one that comes before it.

    Attributes:
        place: where the task declares it.
        span: where the other task declares it, in `source`.
    """

    name: str
    task: Task
    place: Place
    other: Task
    source: Source
    span: Span


class Beside:
    """The tasks files of one run, in their order, each as it was looked at last."""

    def __init__(self, files: Sequence[Planned]) -> None:
        """Nothing is compared before it is asked for; mergeable is what it is in the first file."""
        self._files = [*files]
        self._numbers = {file.source.path: number for number, file in enumerate(files)}
        self._sharing: _Sharing | None = None

    def put(self, file: Planned) -> None:
        """Take another text of one of the files in the place of the one before."""
        number = self._numbers.get(file.source.path)
        if number is None or self._files[number].source is file.source:
            return
        before, self._files[number] = self._files[number], file
        # To mend how paths are written changes nothing that is shared.
        if self._sharing and self._sharing.names(before) != self._sharing.names(file):
            self._sharing = None

    def having(self, ident: str) -> Source | None:
        """The first file that has a task with this id."""
        return next((file.source for file in self._files if ident in file.work.file.by_id), None)

    def before(self, path: str) -> Iterator[SharedBeside]:
        """What a file shares with files before it: each file or area once, with the first that has it."""
        sharing = self._sharing = self._sharing or _Sharing([file.work for file in self._files])
        number = self._numbers.get(path, -1)
        for name, task, earlier, other in sharing.of_files.get(number, ()):
            own, there = self._files[number], self._files[earlier]
            yield SharedBeside(
                name,
                own.work.file.tasks[task],
                sharing.place(own, task, name),
                there.work.file.tasks[other],
                there.source,
                there.work.file.document.span(sharing.place(there, other, name)),
            )


class _Sharing:
    """What files share, by their numbers and those of their tasks.

    Attributes:
        of_files: for each file what it shares with earlier ones: a name, the task, the other file and task.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        tasks = Tasks(chain.from_iterable(work.file.tasks for work in works))
        self._holdings = Holdings(tasks, works[0].holdings.meanings)
        self.of_files: dict[int, list[tuple[str, int, int, int]]] = {}
        self._indexes: dict[tuple[Source, int], Mapping[str, int]] = {}
        owner_of = [
            (file, task) for file, work in enumerate(works) for task in range(len(work.file.tasks))
        ]
        contested = self._holdings.contested
        for name, holders in contested.holders.items():
            inside = contested.inside.get(name, ())
            first: dict[int, int] = {}
            owners: set[int] = set()
            for holder in sorted(holders, key=lambda task: task in inside):
                file, task = owner_of[holder]
                first.setdefault(file, task)
                if holder not in inside:
                    owners.add(file)
            earliest, owner = min(first), min(owners, default=None)
            for later, task in first.items():
                # Who only has something in an area meets no other such task.
                earlier = earliest if later in owners else owner
                if earlier is not None and earlier < later:
                    shared = (name, task, earlier, first[earlier])
                    self.of_files.setdefault(later, []).append(shared)

    def names(self, file: Planned) -> list[set[str]]:
        """What each task of a file declares."""
        names = self._holdings.names
        return [set(chain.from_iterable(map(names, task.files))) for task in file.work.file.tasks]

    def place(self, file: Planned, task: int, name: str) -> Place:
        """Where a task of a file declares a file or area, as the file is now."""
        found, key = file.work.file.tasks[task], (file.source, task)
        if key not in self._indexes:
            self._indexes[key] = self._holdings.indexes(found)
        return found.file(self._indexes[key][name])
