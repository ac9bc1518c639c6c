"""What declared paths mean: normal, tracked links followed, words beside them left aside, folders as areas.

Design section 4, points 2 and 11. Knows neither who shares a file nor the order of tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from ..text import paths
from ..text.typed import TYPE_CHECKING
from .options import MERGEABLE
from .tasks import Tasks

if TYPE_CHECKING:  # most plans have no area, and no path that is not plain
    from .areas import Area, Looks


class PathFacts:
    """What a repository knows of paths, now or where a range begins; None where it can't be known, as here."""

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths whose git attribute `merge` is `union`."""

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str] | None:
        """Those of the paths that tracked symbolic links lead elsewhere in the repository, and where."""

    def folders(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths that are folders of the repository; submodules are none."""


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
        self._facts = facts or PathFacts()
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

    @cached_property
    def _read_area(self) -> Callable[[str], Area | None]:
        from .areas import read_area

        return read_area

    @property
    def knows_nothing(self) -> bool:
        """Whether there is no repository to ask."""
        return self._facts.folders(()) is None and self._facts.leads_to(()) is None

    def expect(self, more: Collection[str]) -> None:
        """When git is asked next, ask for these paths too."""
        self._expected = more

    def know(self, name: str) -> None:
        """Take a name as it is, whatever it looks like: it is made up, and git does not know it."""
        self._meant[name] = ((name, None),)
        self._asked_union.add(name)

    def meant(self, written: str) -> tuple[tuple[str, Area | None], ...]:
        """The names that an unusual path stands for by its spelling, with those that are areas."""
        found = self._meant.get(written)
        if found is None:
            read = [(path, self._read_area(path)) for path in _meant_paths(written)]
            named = [(paths.normalise(path) if area is None else path, area) for path, area in read]
            found = self._meant[written] = tuple(named)
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
        if self.knows_nothing:
            return
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


class Names:
    """What every declared path means.

    Attributes:
        means: the names of those paths that are not their own only name.
        areas: every area by its name, equal areas once.
    """

    def __init__(self, tasks: Tasks, meanings: Meanings) -> None:
        self.means: dict[str, tuple[str, ...]] = {}
        self.areas: dict[str, Area] = {}
        unusual = {written: meanings.meant(written) for written in tasks.unusual}
        if not (unusual or _may_have_folders_above(tasks.not_simple)) and meanings.knows_nothing:
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
            named_so = [name if area is None else named[area] for name, area in read_as]
            names = tuple(dict.fromkeys(named_so))
            if names != (written,):
                self.means[written] = names


def _led(
    name: str, area: Area | None, meanings: Meanings, folders: Collection[str]
) -> tuple[str, Area | None]:
    """A name with its links followed; one that is a folder is the area of what that holds."""
    if area is not None:
        return name, area._replace(folder=meanings.reached(area.folder))
    reached = meanings.reached(name)
    if reached not in folders:
        return reached, None
    from .areas import whole

    return name, whole(reached)


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
    from bisect import bisect_left  # few files have a path that could be a folder

    at = bisect_left(paths, folder)
    return at < len(paths) and paths[at].startswith(folder)


_NO_SEPARATORS = bytes(byte for byte in range(256) if byte not in b"./\n")


def _may_have_folders_above(files: Collection[str]) -> bool:
    """A quick look whether one file could be the folder of another; may say yes in vain.

    It could where a folder has a dot in its name as files have, or a file has none: simple paths have neither.
    """
    lines = "\n".join(files).encode(errors="surrogatepass")
    marks = b"\n%b\n" % lines.translate(None, _NO_SEPARATORS)
    return bool(files) and any(sign in marks for sign in (b"./", b"/\n", b"\n\n"))


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
