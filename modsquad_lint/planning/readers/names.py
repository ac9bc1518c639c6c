"""Full names of tasks, for plans whose ids are not theirs alone: every spec has a T001.

A full name is `FOLDER-OR-FILE:ID`. An id that only one plan of a run has stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from ...text.typed import Any, NamedTuple
from ..tasks import TaskFile, Tasks

_USUAL = frozenset({"tasks", "plan", "todo"})
"""Names of files that say nothing of the plan: then its folder does."""


def name_of(path: str) -> str:
    """What tells a plan from others: its file, or its folder where the file has a usual name."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return folder.rpartition("/")[2] if folder and stem.lower() in _USUAL else stem


class NamedPlan(NamedTuple):
    """One plan of a run: its name, "" where its ids are the same in all of them, and its ids."""

    name: str
    ids: Collection[str]


class Names:
    """How the tasks of a run are called."""

    def __init__(self, plans: Sequence[NamedPlan]) -> None:
        self._plans = plans
        numbers = Counter(ident for plan in plans for ident in set(plan.ids))
        self._several = {ident for ident, number in numbers.items() if number > 1}

    def of(self, number: int) -> Mapping[str, str]:
        """The ids of one plan that are called by their full names, each with that."""
        names = {ident: self.called(number, ident) for ident in self._plans[number].ids}
        return {ident: name for ident, name in names.items() if name != ident}

    def called(self, number: int, ident: str) -> str:
        """How a task of one plan is called; so is one that it waits for and lacks, for it is no other's."""
        name = self._plans[number].name
        return f"{name}:{ident}" if name and ident in self._several else ident

    def full(self, ident: str) -> list[str]:
        """The full names of an id that several plans have."""
        several = ident in self._several
        return [f"{plan.name}:{ident}" for plan in self._plans if several and ident in plan.ids]

    def meant(self, ident: str, branches: Iterable[str]) -> str:
        """How the task is called that is meant by what somebody wrote: a full name, or an id.

        Of an id that several plans have it is that of the plan that a branch names.
        """
        name, colon, short = ident.rpartition(":")
        for number, plan in enumerate(self._plans):
            if colon and plan.name == name and short in plan.ids:
                return self.called(number, short)
        if ident in self._several:
            parts = {part for branch in branches for part in branch.split("/")}
            named = [plan for plan in self._plans if plan.name in parts and ident in plan.ids]
            if len(named) == 1:
                return f"{named[0].name}:{ident}"
        return ident


def in_phase(file: TaskFile) -> TaskFile:
    """A plan of GSD as its phase sees it, with what it waits for there; any other tasks file as it is."""
    document: Any = file.document
    if not hasattr(document, "in_phase"):
        return file
    tasks = (task._replace(dependencies=document.waits) for task in file.tasks)
    entry = {**document.in_phase(), "wave": document.wave}
    return file._replace(tasks=Tasks(tasks, file.tasks.done), entries=[entry])


def called(file: TaskFile, names: Mapping[str, str]) -> TaskFile:
    """A tasks file whose tasks are called by these names."""
    tasks = (
        task._replace(
            id=names.get(task.id, task.id),
            dependencies=[names.get(ident, ident) for ident in task.dependencies],
        )
        for task in file.tasks
    )
    done = frozenset(names.get(ident, ident) for ident in file.tasks.done)
    return file._replace(tasks=Tasks(tasks, done))
