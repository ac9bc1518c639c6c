"""What tasks hold: the files and areas that their declared paths mean, and who shares which of them.

Design section 4, points 2, 3 and 11. Paths are compared as they are meant: normal, tracked links followed,
words beside them left aside. Knows neither the order of tasks nor batches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from ..text import paths
from ..text.typed import TYPE_CHECKING, NamedTuple, Protocol
from .options import MERGEABLE
from .tasks import Task, Tasks

if TYPE_CHECKING:  # most plans have no area, and no path that is not plain
    from .areas import Area, Looks


class PathFacts(Protocol):
    """What a repository knows of paths; None where it can't be known."""

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths whose git attribute `merge` is `union`."""

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str] | None:
        """Those of the paths that tracked links lead elsewhere in the repository, and where."""

    def folders(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths that are folders of the repository."""


class Nowhere:
    """The facts of a place without git."""

    def union_merged(self, paths: Collection[str]) -> None:
        """Unknown."""

    def leads_to(self, paths: Collection[str]) -> None:
        """Unknown."""

    def folders(self, paths: Collection[str]) -> None:
        """Unknown."""


class Meanings:
    """How declared paths are read. What it asked of a repository it remembers, for many sets of tasks.

    Attributes:
        globs: of mergeable files.
        links: of the names that were looked up those that lead elsewhere, and where.
        folders: what of that is a folder of the repository.
        union: of the names that git was asked about those that it merges by union.
    """

    def __init__(self, mergeable: tuple[str, ...] = (), facts: PathFacts | None = None) -> None:
        """Read by these globs, added to the default ones, and by what a repository says."""
        self.globs = (*MERGEABLE, *mergeable)
        self._facts = facts or Nowhere()
        self._meant: dict[str, tuple[tuple[str, Area | None], ...]] = {}
        self.links: dict[str, str] = {}
        self.folders: set[str] = set()
        self._asked: set[str] = set()
        self.union: set[str] = set()
        self._asked_union: set[str] = set()
        self._expected: Collection[str] = ()

    @cached_property
    def looks(self) -> Looks:
        """What was found out about which areas meet."""
        from .areas import Looks

        return Looks()

    @property
    def knows_nothing(self) -> bool:
        """Whether there is no repository to ask."""
        return self._facts.folders(()) is None and self._facts.leads_to(()) is None

    def expect(self, more: Collection[str]) -> None:
        """When git is asked next, ask for these paths too."""
        self._expected = more

    def know(self, name: str) -> None:
        """Take a name as it is, whatever it looks like."""
        self._meant[name] = ((name, None),)

    def meant(self, written: str) -> tuple[tuple[str, Area | None], ...]:
        """The names that an unusual path stands for by its spelling, with those that are areas."""
        found = self._meant.get(written)
        if found is None:
            from .areas import read_area

            read = [(path, read_area(path)) for path in _meant_paths(written)]
            found = tuple(
                (paths.normalise(path) if area is None else path, area) for path, area in read
            )
            self._meant[written] = found
        return found

    def look_up(self, names: Collection[str]) -> None:
        """Ask where these names lead, and which of them are folders; of each once."""
        fresh = set(names) - self._asked
        if fresh:
            self._asked |= fresh
            self.links.update(self._facts.leads_to(fresh) or {})
            reached = {self.links.get(name, name) for name in fresh} if self.links else fresh
            self.folders |= self._facts.folders(reached) or frozenset()

    def reached(self, name: str) -> str:
        """Where a name leads that was looked up."""
        return self.links.get(name, name)

    def ask_union(self, names: Iterable[str]) -> None:
        """Ask which of these names git merges by union; of each once."""
        fresh = {*names, *self._expected} - self._asked_union
        if fresh:
            self._asked_union |= fresh
            self.union |= self._facts.union_merged(fresh) or frozenset()

    def is_mergeable(self, name: str) -> bool:
        """Whether a glob, or git as far as it was asked, makes a name mergeable."""
        return name in self.union or paths.matches(name, self.globs)


def _meant_paths(written: str) -> tuple[str, ...]:
    if not paths.has_marks(written):
        return (written,)
    from ..text.meant import meant_paths

    return meant_paths(written)


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

    @cached_property
    def _names(self) -> _Names:
        return _Names(self._tasks, self.meanings)

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
        means, declared = self._names.means, self._tasks.declared
        if not means and self.shares_none:
            return declared
        if not means:
            return [
                written if len(set(written)) == len(written) else tuple(dict.fromkeys(written))
                for written in declared
            ]
        return [
            tuple(dict.fromkeys(name for path in written for name in means.get(path) or (path,)))
            for written in declared
        ]

    @cached_property
    def shares_none(self) -> bool:
        """Whether no file is declared twice, and there is no area."""
        means, written = self._names.means, self._tasks.paths
        if self.areas:
            return False
        if means:
            written = [name for path in written for name in means.get(path) or (path,)]
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
        mergeable = self._mergeable(met)
        if not mergeable:
            return met
        return {
            name: [area for area in found if area not in mergeable]
            for name, found in met.items()
            if name not in mergeable
        }

    def _mergeable(self, names: Collection[str]) -> set[str]:
        """Those of many names that are mergeable."""
        files = [name for name in names if name not in self.areas]
        merged = paths.matching(files, self.meanings.globs)
        merged.update(name for name in names if name in self.areas and self.is_mergeable(name))
        if len(merged) < len(names):
            self._ask_union()
            merged |= self.meanings.union.intersection(names)
        return merged

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
        holders = {
            name: each for name, each in shared.holders.items() if not self.is_mergeable(name)
        }
        return Shares(holders, shared.inside)

    def shared(self, tasks: Sequence[int]) -> Shares:
        """What several of these tasks share, mergeable files too."""
        if len(tasks) < 2 or self.shares_none:  # noqa: PLR2004 - a task shares nothing with itself
            return _NOT_SHARED
        if self.areas:
            return self._with_areas(tasks)
        files = self.files
        together = list(chain.from_iterable([files[task] for task in tasks]))
        if len(set(together)) == len(together):
            return _NOT_SHARED
        times = Counter(together)
        holders: dict[str, list[int]] = {path: [] for path, count in times.items() if count > 1}
        for task in tasks:
            for path in files[task]:
                if path in holders:
                    holders[path].append(task)
        return Shares(holders)

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

    def place(self, task: Task, name: str) -> int:
        """The index of the first declared path of a task that means a name, else that lies in it.

        Raises:
            KeyError: the task holds nothing of it.
        """
        means = [self.names(written) for written in task.files]
        for index, names in enumerate(means):
            if name in names:
                return index
        for index, names in enumerate(means):
            if any(name in self.met.get(other, ()) for other in names):
                return index
        raise KeyError(name)


class _Names:
    """What every declared path means.

    Attributes:
        means: the names of those paths that are not their own only name.
        areas: every area by its name, equal areas once.
    """

    def __init__(self, tasks: Tasks, meanings: Meanings) -> None:
        self.means: dict[str, tuple[str, ...]] = {}
        self.areas: dict[str, Area] = {}
        unusual = {written: meanings.meant(written) for written in tasks.unusual}
        if not unusual and meanings.knows_nothing and not _may_have_folders_above(tasks.paths):
            return
        files = set(tasks.paths).difference(unusual)
        files.update(name for read in unusual.values() for name, area in read if area is None)
        areas = {area for read in unusual.values() for _, area in read if area is not None}
        meanings.look_up([*files, *(area.folder for area in areas if area.folder)])
        folders = _folders(files, areas, meanings)
        elsewhere = (files & folders) | (files & meanings.links.keys())
        special = {path for path, read in unusual.items() if read != ((path, None),)} | elsewhere
        if not special:
            return
        found: dict[str, list[tuple[str, Area | None]]] = {}
        for written in [path for path in dict.fromkeys(tasks.paths) if path in special]:
            read = unusual.get(written) or ((written, None),)
            found[written] = [_led(name, area, meanings, folders) for name, area in read]
        self.areas, named = _named(found.values(), files)
        for written, read_as in found.items():
            names = dict.fromkeys(name if area is None else named[area] for name, area in read_as)
            if tuple(names) != (written,):
                self.means[written] = tuple(names)


def _led(
    name: str, area: Area | None, meanings: Meanings, folders: Collection[str]
) -> tuple[str, Area | None]:
    """A name with its links followed; one that is a folder is the area of what that holds."""
    if area is not None:
        return name, area._replace(folder=meanings.reached(area.folder))
    from .areas import whole

    reached = meanings.reached(name)
    return (name, whole(reached)) if reached in folders else (reached, None)


def _folders(files: Collection[str], areas: Collection[Area], meanings: Meanings) -> set[str]:
    """What is a folder of the repository, or that of another declared path, as far as files may be one."""
    found = {meanings.reached(area.folder) for area in areas} | meanings.folders
    if not areas and not _may_have_folders_above(files):
        return found
    reached = set(map(meanings.reached, files)) if meanings.links else set(files)
    below = [*reached, *found]
    if sum(map(len, below)) < _MOST_LETTERS and max(map(len, below), default=0) < _LONG:
        ahead = {path.rpartition("/")[0] for path in below}
        while ahead:
            found |= ahead
            ahead = {folder.rpartition("/")[0] for folder in ahead} - found
    else:
        # The folders above long paths would take much memory.
        below.sort()
        found.update(path for path in reached if _is_above(f"{path}/", below))
    found.discard("")
    return found


_LONG = 400
_MOST_LETTERS = 20_000_000


def _is_above(folder: str, paths: Sequence[str]) -> bool:
    """Whether one of these sorted paths begins with a folder."""
    at = bisect_left(paths, folder)
    return at < len(paths) and paths[at].startswith(folder)


_NO_SEPARATORS = bytes(byte for byte in range(256) if byte not in b"./\n")


def _may_have_folders_above(files: Collection[str]) -> bool:
    """A quick look whether one file could be the folder of another; may say yes in vain.

    It could where a folder has a dot in its name as files have, or a file has none.
    """
    lines = "\n".join(files).encode(errors="surrogatepass")
    marks = b"\n%b\n" % lines.translate(None, _NO_SEPARATORS)
    return any(sign in marks for sign in (b"./", b"/\n", b"\n\n"))


def _named(
    found: Iterable[Sequence[tuple[str, Area | None]]], files: Collection[str]
) -> tuple[dict[str, Area], dict[Area, str]]:
    """Areas by name, and the name of each: what was written first for it."""
    named: dict[Area, str] = {}
    for read in found:
        for name, area in read:
            if area is not None:
                named.setdefault(area, name)
    areas = {name: area for area, name in named.items()}
    if not areas:
        return {}, named
    from .areas import too_many, whole

    crowded = too_many(areas, files)
    for area, name in list(named.items()) if crowded else ():
        if area.patterns and area.folder in crowded:
            together = whole(area.folder)
            named[area] = named.setdefault(together, name)
            del areas[name]
            areas[named[together]] = together
    return areas, named
