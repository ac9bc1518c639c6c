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


class Declared:
    """The tasks of one tasks file, asked for those that declare a path."""

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

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        holders: dict[str, list[int]] = {}
        for index, names in enumerate(self._holdings.files):
            for name in names:
                holders.setdefault(self._spelling(name), []).append(index)
        return holders

    def by(self, path: str) -> list[Task]:
        """The tasks that declare a normal path, in file order."""
        names = [path, *self._manifests(path)]
        if self._holdings.areas:
            names += [area for name in names for area in self._index.of_file(name)]
        found = {index for name in names for index in self._holders.get(self._spelling(name), ())}
        return [self._tasks[index] for index in sorted(found)]

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
