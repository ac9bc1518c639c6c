"""What the MSQ6xx rules share of what was declared, and where it stands; knows no rule."""

from __future__ import annotations

from ..planning.tasks import Task, TaskFile
from ..text import paths
from ..text.source import Place
from ..text.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .comparing.comparison import Comparison


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


def changed_paths(comparison: Comparison | None) -> frozenset[str]:
    """Every path that changed: gone from the repository or not, it is no typo."""
    units = () if comparison is None else comparison.units
    return frozenset(change.path for unit in units for change in unit.changes)


def home_of(task: Task) -> Place:
    """Where a task says what it declares: its first path, or its id when it declares none."""
    return task.file(0) if task.files else task.at("id")


def home_in(file: TaskFile, ident: str) -> Place:
    """As `home_of`; a task that the file does not have is at home at its top."""
    task = file.by_id.get(ident)
    return top_of(file) if task is None else home_of(task)


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
