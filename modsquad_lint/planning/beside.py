"""What tasks files of one run share, each of which is a plan of its own; knows no rule.

Nothing orders tasks of two files, so whoever works by one may meet whoever works by the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat

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
    """The tasks files of one run, in their order."""

    def __init__(self, files: Sequence[Planned]) -> None:
        """Nothing is compared before it is asked for; mergeable is what it is in the first file."""
        self._files = files

    def having(self, ident: str) -> Source | None:
        """The first file that has a task with this id."""
        return next((file.source for file in self._files if ident in file.work.file.by_id), None)

    def before(self, source: Source) -> Sequence[SharedBeside]:
        """What a file shares with files before it: each file or area once, with the first that has it."""
        number = self._numbers.get(source)
        return () if number is None else self._shared.get(number, ())

    @cached_property
    def _numbers(self) -> dict[Source, int]:
        return {file.source: at for at, file in enumerate(self._files)}

    @cached_property
    def _shared(self) -> dict[int, list[SharedBeside]]:
        found: dict[int, list[SharedBeside]] = {}
        for number, shared in self._pairs():
            found.setdefault(number, []).append(shared)
        return found

    def _pairs(self) -> Iterator[tuple[int, SharedBeside]]:
        works = [file.work for file in self._files]
        tasks = Tasks(chain.from_iterable(work.file.tasks for work in works))
        file_of = list(
            chain.from_iterable(repeat(at, len(work.file.tasks)) for at, work in enumerate(works))
        )
        holdings = Holdings(tasks, works[0].holdings.meanings)
        contested = holdings.contested
        for name, holders in contested.holders.items():
            inside = contested.inside.get(name, ())
            first: dict[int, int] = {}
            for task in sorted(holders, key=lambda task: task in inside):
                first.setdefault(file_of[task], task)
            earliest = min(first)
            # Who only has something in an area meets no other such task.
            owner = min((file for file, task in first.items() if task not in inside), default=None)
            for later, task in first.items():
                file = owner if task in inside else earliest
                if file is not None and file < later:
                    other = first[file]
                    source, work = self._files[file]
                    yield (
                        later,
                        SharedBeside(
                            name,
                            tasks[task],
                            holdings.place(task, name),
                            tasks[other],
                            source,
                            work.file.document.span(holdings.place(other, name)),
                        ),
                    )
