"""What the MSQ6xx rules share: declarations and where they stand, and who answers for what changed.

Knows no rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..planning.tasks import Task, TaskFile
from ..text import paths
from ..text.source import Place
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.words import listed

if TYPE_CHECKING:
    from .changes import Comparison, Unit


class Declaration(NamedTuple):
    """One declared path: where, by which task, normalised."""

    task: Task
    at: int
    path: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.task.file(self.at)


def spellings(written: str) -> frozenset[str]:
    """What a declared path may mean: normalised, and as it stands where a name has a backslash."""
    return frozenset({paths.normalise(written), written})


def declarations(file: TaskFile, wanted: frozenset[str]) -> dict[str, list[Declaration]]:
    """Each of these paths to every place that declares it, in file order."""
    found: dict[str, list[Declaration]] = {}
    for task, at, written in file.declared():
        for path in spellings(written) & wanted:
            found.setdefault(path, []).append(Declaration(task, at, path))
    return found


def answering_tasks(file: TaskFile, unit: Unit) -> tuple[Task, ...] | None:
    """The tasks that answer for a unit; None, all tasks together, when the file has none of them."""
    return tuple(file.by_id[ident] for ident in unit.answering(file.by_id)) or None


def changed_paths(comparison: Comparison | None) -> frozenset[str]:
    """Every path that changed: gone from the repository or not, it is no typo."""
    units = () if comparison is None else comparison.units
    return frozenset(change.path for unit in units for change in unit.changes)


def home_of(task: Task) -> Place:
    """Where a task says what it declares: its first path, or its id when it declares none."""
    return task.file(0) if task.files else task.at("id")


def place_of(task: Task, path: str) -> Place:
    """Where a task declares a path; what it declares instead when it does not."""
    for index, written in enumerate(task.files):
        if path in spellings(written):
            return task.file(index)
    return home_of(task)


def top_of(file: TaskFile) -> Place:
    """A place that stands for the file as a whole."""
    if file.list_place is not None and file.list_place.steps:
        return Place(file.list_place.steps, is_key=True)
    return file.tasks[0].at("id") if file.tasks else Place(())


def quoted(ids: Sequence[str]) -> str:
    """Ids or paths in quotation marks, as a list in words."""
    return listed([f'"{ident}"' for ident in ids])
