"""Which tasks declare a path: by its name, or as a part of an area. Knows neither order nor repository."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ..text.typed import TYPE_CHECKING
from .holdings import Holdings
from .tasks import Task, Tasks

if TYPE_CHECKING:
    from .areas import AreaIndex


class Declared:
    """The tasks of one tasks file, asked for those that declare a path."""

    def __init__(
        self, tasks: Tasks, holdings: Holdings, spelling: Callable[[str], str] = str
    ) -> None:
        """`holdings` are those of all these tasks; `spelling` makes two spellings of one file equal."""
        self._tasks, self._holdings, self._spelling = tasks, holdings, spelling

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        holders: dict[str, list[int]] = {}
        for index, names in enumerate(self._holdings.files):
            for name in names:
                holders.setdefault(self._spelling(name), []).append(index)
        return holders

    def by(self, path: str) -> list[Task]:
        """The tasks that declare a normal path, in file order."""
        names = [path]
        if self._holdings.areas:
            names += self._index.of_file(path)
        found = {index for name in names for index in self._holders.get(self._spelling(name), ())}
        return [self._tasks[index] for index in sorted(found)]

    @cached_property
    def _index(self) -> AreaIndex:
        from .areas import AreaIndex  # most plans have no area

        return AreaIndex(self._holdings.areas)
