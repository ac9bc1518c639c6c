"""What tasks hold: the files and areas that their declared paths mean, and who shares which of them.

Design section 4, points 2, 3 and 11. Paths are compared as they are meant: normal, tracked links followed,
words beside them left aside. Knows neither the order of tasks nor batches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain

from ..text import paths
from ..text.source import Place
from ..text.typed import TYPE_CHECKING, NamedTuple
from .meanings import Meanings, Names
from .tasks import Task, Tasks

if TYPE_CHECKING:  # most plans have no area, and no path that is not plain
    from .areas import Area


class Shares(NamedTuple):
    """Files and areas that several tasks claim, by first declaration.

    Attributes:
        holders: for each the tasks that declare it or something in it, in file order.
        inside: for an area those of its holders that only have something in it. They keep out whoever
            declares the area, and not one another. A file has none.
    """

    holders: dict[str, list[int]]
    inside: Mapping[str, frozenset[int]] = {}

    def owners(self, name: str) -> list[int]:
        """The tasks that declare the file or area itself."""
        inside = self.inside.get(name)
        holders = self.holders[name]
        return holders if inside is None else [task for task in holders if task not in inside]

    def owned_by(self) -> dict[int, list[str]]:
        """For each task that shares something what it declares of that."""
        found: dict[int, list[str]] = {}
        for name, holders in self.holders.items():
            for task in self.owners(name) if name in self.inside else holders:
                found.setdefault(task, []).append(name)
        return found

    def by_task(self) -> dict[int, list[str]]:
        """For each task the files and areas of which it is a holder."""
        found: dict[int, list[str]] = {}
        for name, tasks in self.holders.items():
            for task in tasks:
                found.setdefault(task, []).append(name)
        return found

    def inside_of(self) -> dict[int, list[str]]:
        """For each task the areas of which it only has a part."""
        found: dict[int, list[str]] = {}
        for name, tasks in self.inside.items():
            if name in self.holders:
                for task in tasks:
                    found.setdefault(task, []).append(name)
        return found


_NOT_SHARED = Shares({})


class Holdings:
    """What some tasks hold, read in one way; tasks are numbers in file order.

    A file's name is its path, an area's name what was written first for it. Everything is worked out when
    it is first asked for.
    """

    def __init__(self, tasks: Tasks, meanings: Meanings | None = None) -> None:
        """Nothing is read yet; without `meanings`, nothing is known of any repository."""
        self._tasks = tasks
        self.meanings = meanings or Meanings()
        self._asked_union = False
        self._indexes: dict[int, dict[str, int]] = {}

    @cached_property
    def _names(self) -> Names:
        return Names(self._tasks, self.meanings)

    @property
    def areas(self) -> Mapping[str, Area]:
        """Every area by its name."""
        return self._names.areas

    def names(self, written: str) -> tuple[str, ...]:
        """The files and areas that a declared path means."""
        return self._names.means.get(written) or (written,)

    @cached_property
    def files(self) -> list[Sequence[str]]:
        """For each task the names that it declares, each once, in the order written."""
        means = self._names.means
        if not means and not self.areas:
            return self._tasks.files
        return [
            tuple(dict.fromkeys(name for path in written for name in means.get(path) or (path,)))
            for written in self._tasks.declared
        ]

    @cached_property
    def shares_none(self) -> bool:
        """Whether no file is declared twice, and there is no area."""
        means = self._names.means
        if self.areas:
            return False
        if not means:
            return self._tasks.shares_none
        written = [name for path in self._tasks.paths for name in means.get(path) or (path,)]
        return len(set(written)) == len(written)

    @cached_property
    def met(self) -> Mapping[str, Sequence[str]]:
        """For each name that has some the areas that it meets, itself left out; mergeable files meet none."""
        areas = self.areas
        if not areas:
            return {}
        from .areas import AreaIndex

        index = AreaIndex(areas, self.meanings.looks)
        met: dict[str, Sequence[str]] = {}
        of_areas: dict[str, list[str]] = {}
        for name in dict.fromkeys(chain.from_iterable(self.files)):
            if name not in areas:
                if found := index.of_file(name):
                    met[name] = found
                continue
            for other in index.of_area(name):
                of_areas.setdefault(name, []).append(other)
                of_areas.setdefault(other, []).append(name)
        met.update((name, list(dict.fromkeys(found))) for name, found in of_areas.items())
        mergeable = self.mergeable(met)
        if not mergeable:
            return met
        return {
            name: [area for area in found if area not in mergeable]
            for name, found in met.items()
            if name not in mergeable
        }

    def mergeable(self, names: Collection[str]) -> set[str]:
        """Those of many names that are mergeable."""
        areas = self.areas
        files = [name for name in names if name not in areas] if areas else names
        merged = paths.matching(files, self.meanings.globs)
        merged.update(name for name in areas if name in names and self.is_mergeable(name))
        if len(merged) < len(names):
            self._ask_union()
        return merged.union(self.meanings.union.intersection(names) if self.meanings.union else ())

    def _ask_union(self) -> None:
        if not self._asked_union:
            self._asked_union = True
            self.meanings.ask_union(chain.from_iterable(self.files))

    def is_mergeable(self, name: str, *, ask: bool = True) -> bool:
        """Whether several tasks may add to it at once; without `ask`, by what git said up to now."""
        area = self.areas.get(name)
        if area is not None:
            return all(map(self.meanings.is_mergeable, area.choices()))
        if self.meanings.is_mergeable(name):
            return True
        if not ask:
            return False
        self._ask_union()
        return name in self.meanings.union

    @cached_property
    def contested(self) -> Shares:
        """What tasks share whatever their levels, mergeable files left aside."""
        return self.without_mergeable(self.shared(range(len(self._tasks))))

    def without_mergeable(self, shared: Shares) -> Shares:
        """Those of some shares that keep tasks apart."""
        if not shared.holders:
            return shared
        merged = self.mergeable(shared.holders)
        if not merged:
            return shared
        holders = {name: each for name, each in shared.holders.items() if name not in merged}
        return Shares(holders, shared.inside)

    def shared(self, tasks: Sequence[int]) -> Shares:
        """What several of these tasks share, mergeable files too."""
        if len(tasks) < 2 or self.shares_none:  # noqa: PLR2004 - a task shares nothing with itself
            return _NOT_SHARED
        if self.areas:
            return self._with_areas(tasks)
        files, several = self.files, self.several
        holders: dict[str, list[int]] = {}
        for task in tasks:
            if not several.isdisjoint(files[task]):
                for path in files[task]:
                    if path in several:
                        holders.setdefault(path, []).append(task)
        return Shares({path: found for path, found in holders.items() if len(found) > 1})

    @cached_property
    def several(self) -> AbstractSet[str]:
        """The names that more than one task declares."""
        seen: set[str] = set()
        several: set[str] = set()
        for name in chain.from_iterable(self.files):
            if name in seen:
                several.add(name)
            else:
                seen.add(name)
        return several

    def _with_areas(self, tasks: Sequence[int]) -> Shares:
        owners: dict[str, list[int]] = {}
        for task in tasks:
            for name in self.files[task]:
                owners.setdefault(name, []).append(task)
        inside: dict[str, set[int]] = {}
        met, files = self.met, self.files
        for task in tasks:
            near = {area for name in files[task] if name in met for area in met[name]}
            for area in near.difference(files[task]) if near else ():
                if area in owners:
                    inside.setdefault(area, set()).add(task)
        holders = {
            name: sorted((*own, *inside[name])) if name in inside else own
            for name, own in owners.items()
            if len(own) > 1 or name in inside
        }
        return Shares(holders, {name: frozenset(found) for name, found in inside.items()})

    def place(self, task: int, name: str) -> Place:
        """Where a task first declares a file or area, else something in it; each task is read once.

        Raises:
            KeyError: the task holds nothing of it.
        """
        if task not in self._indexes:
            self._indexes[task] = self.indexes(self._tasks[task])
        return self._tasks[task].file(self._indexes[task][name])

    def indexes(self, task: Task) -> dict[str, int]:
        """For each name, and each area that it meets, which path of a task first declares it."""
        indexes: dict[str, int] = {}
        means = list(enumerate(map(self.names, task.files)))
        for index, names in means:
            for held in names:
                indexes.setdefault(held, index)
        for index, names in means:
            for area in chain.from_iterable(self.met.get(held, ()) for held in names):
                indexes.setdefault(area, index)
        return indexes
