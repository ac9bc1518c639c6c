"""Which tasks declare a path: by its name, as a part of an area, or with its manifest. Knows no order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from ...text.paths import matches
from ...text.typed import TYPE_CHECKING
from ..holdings import Holdings
from ..tasks import Task, Tasks

if TYPE_CHECKING:
    from ..areas import AreaIndex


_PER_TASK = 5


class Declared:
    """The tasks of one tasks file, asked for those that declare a path.

    Attributes:
        looks: how many looks at areas and tasks all questions took so far.
    """

    def __init__(
        self,
        tasks: Tasks,
        holdings: Holdings,
        companions: Mapping[str, tuple[str, ...]],
        spelling: Callable[[str], str] = str,
    ) -> None:
        """`holdings` are those of all these tasks; `spelling` makes two spellings of one file equal."""
        self._tasks, self._holdings, self._spelling = tasks, holdings, spelling
        self._companions = companions
        self._named: tuple[str, list[str]] = "", []
        self._own: dict[int, frozenset[str]] = {}
        self.looks = 0

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        holders: dict[str, list[int]] = {}
        for index, names in enumerate(self._holdings.files):
            for name in names:
                holders.setdefault(self._spelling(name), []).append(index)
        return holders

    def by(self, path: str) -> list[Task]:
        """The tasks that declare a normal path, in file order."""
        found = {
            index
            for name in self._names(path)
            for index in self._holders.get(self._spelling(name), ())
        }
        self.looks += _PER_TASK * len(found)
        return [self._tasks[index] for index in sorted(found)]

    def is_by(self, path: str, task: int) -> bool:
        """Whether a task, by its number, declares a normal path."""
        if task not in self._own:
            self._own[task] = frozenset(map(self._spelling, self._holdings.files[task]))
        return any(self._spelling(name) in self._own[task] for name in self._names(path))

    def _names(self, path: str) -> list[str]:
        """What may be declared where a path is: itself, its manifests, areas that hold one of these."""
        if self._named[0] != path:
            names = [path, *self._manifests(path)]
            if self._holdings.areas:
                self.looks += len(self._holdings.areas)
                names += [area for name in names for area in self._index.of_file(name)]
            self._named = path, names
        return self._named[1]

    def _manifests(self, path: str) -> Iterator[str]:
        """The declared manifests of which a path is the companion, in the same folder."""
        folder, slash, name = path.rpartition("/")
        for manifest, others in self._companions.items():
            if name not in others:
                continue
            if "*" not in manifest:
                yield folder + slash + manifest
                continue
            for held in self._holders:
                beside = held.rpartition("/")
                if beside[0] == folder and matches(beside[2], (manifest,)):
                    yield held

    @cached_property
    def _index(self) -> AreaIndex:
        from ..areas import AreaIndex  # most plans have no area

        return AreaIndex(self._holdings.areas)
