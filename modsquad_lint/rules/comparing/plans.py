"""The tasks files of one comparison, where its range begins and where it ends.

Says who declares a path, who waits for whom, and who is done. What the range itself adds to a plan
gives nobody a right that counts, and frees nobody: it is known apart. Knows no rule and no commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ...planning.areas import Area, AreaIndex, whole
from ...planning.decisions.declared import Companions
from ...planning.graph import reachable
from ...planning.meanings import Meanings
from ...planning.options import Options
from ...planning.tasks import Task, TaskFile
from ...text import paths
from ...text.source import Place
from ...text.typed import NamedTuple

_MOST_STEPS = 2_000_000
"""Of chains of dependencies that are followed to say how tasks stand to one another; some tenths of a second."""


class PlanFile(NamedTuple):
    """One tasks file at both ends.

    Attributes:
        path: relative to the repository root.
        before: where the range begins; None where there was none, or none that could be read.
        after: where it ends; None where it is gone, or no tasks file any more.
        options: its settings, as they count.
        kept: the paths that are the file itself, at either end.
        can_tell: whether MSQ601 looks at it.
        bookkeeping: globs of what its tool keeps beside it.
    """

    path: str
    before: TaskFile | None
    after: TaskFile | None
    options: Options = Options()
    kept: frozenset[str] = frozenset()
    can_tell: bool = True
    bookkeeping: tuple[str, ...] = ()

    def ends(self) -> Iterator[TaskFile]:
        """The file where it is one: at its end first."""
        yield from (file for file in (self.after, self.before) if file is not None)

    def task(self, ident: str) -> Task | None:
        """A task as it stands at the end; as it stood at the beginning where it is gone."""
        return next((file.by_id[ident] for file in self.ends() if ident in file.by_id), None)


class Holder(NamedTuple):
    """A task that declares a path.

    Attributes:
        file: the number of its tasks file.
        place: where the path stands at the end; None for what stood at the beginning alone.
    """

    file: int
    task: str
    place: Place | None


_ByTask = Mapping[tuple[int, str], Holder]
"""By file and task; the first of several declarations of one task counts."""


class Holders:
    """Who declares one path at one end: those who name it first, then those of the areas that hold it."""

    def __init__(self, holders: Iterable[_ByTask]) -> None:
        """The holders as an index has them."""
        self.each = [holder for some in holders for holder in some.values()]

    @cached_property
    def _by_task(self) -> Mapping[str, int]:
        numbers = range(len(self.each) - 1, -1, -1)
        return {self.each[number].task: number for number in numbers}

    @cached_property
    def by_place(self) -> Mapping[tuple[int, str], Holder]:
        """The first declaration by each task of each tasks file."""
        return {(holder.file, holder.task): holder for holder in reversed(self.each)}

    def of(self, ids: frozenset[str]) -> Holder | None:
        """The first declaration by one of these tasks; by any where none is named."""
        if not ids:
            return self.each[0] if self.each else None
        if len(ids) > len(self.each):
            return next((holder for holder in self.each if holder.task in ids), None)
        found = [self._by_task[ident] for ident in ids if ident in self._by_task]
        return self.each[min(found)] if found else None


_NONE = Companions({})


class _Index:
    """What the tasks of one end declare, of all that changed."""

    def __init__(
        self, changed: frozenset[str], folders: frozenset[str], links: Mapping[str, str]
    ) -> None:
        self._changed = changed
        self._folders = folders
        self._links = links
        self._meanings = Meanings()
        self._exact: dict[str, dict[tuple[int, str], Holder]] = {}
        self._areas: dict[str, Area] = {}
        self._held: dict[str, dict[tuple[int, str], Holder]] = {}

    def add(
        self, written: str, holder: Holder, also: Companions = _NONE, *, is_plain: bool = False
    ) -> None:
        """Enter one declared path, for all that it means, and its companions also; a plain one means itself."""
        self.enter(written, holder)
        read = ((written, None),) if is_plain else self._meanings.meant(written)
        for name, area in read:
            reached = self._links.get(name, name)
            if area is not None:
                self._hold(name, area, holder)
            elif reached in self._folders:
                self._hold(reached, whole(reached), holder)
            else:
                self.enter(reached, holder)
                self.enter(paths.normalise(name), holder)
            for other in also.of(reached):
                (self.enter if area is None else self.add)(other, holder)

    def enter(self, path: str, holder: Holder) -> None:
        """Enter one path that a task declares, if it changed."""
        if path in self._changed:
            self._exact.setdefault(path, {}).setdefault((holder.file, holder.task), holder)

    def _hold(self, name: str, area: Area, holder: Holder) -> None:
        self._areas[name] = area
        self._held.setdefault(name, {}).setdefault((holder.file, holder.task), holder)

    @cached_property
    def _area_index(self) -> AreaIndex:
        return AreaIndex(self._areas)

    def holders(self, path: str) -> Iterator[_ByTask]:
        """Who declares a path: that path itself first, then the areas that hold it."""
        if path in self._exact:
            yield self._exact[path]
        for name in self._area_index.of_file(path) if self._areas else ():
            yield self._held[name]


class PlanFiles:
    """All tasks files of one comparison, for the paths that changed."""

    def __init__(
        self,
        files: Sequence[PlanFile],
        changed: Iterable[str],
        links: Mapping[str, str] | None = None,
        never: Collection[str] = (),
    ) -> None:
        """What is known where the range begins of declared paths.

        Args:
            files: the tasks files.
            changed: the paths that differ.
            links: declared paths that symbolic links lead elsewhere.
            never: declared paths that are no folders, whatever was put below them since.
        """
        self.files = files
        self._links = links or {}
        self._changed = frozenset(changed)
        self._folders = frozenset(
            folder for path in self._changed for folder in paths.folders_above(path)
        ).difference(never)
        self._steps = _MOST_STEPS
        self._waits: dict[str, set[str]] = {}
        self._waited: dict[str, set[str]] = {}
        self._known: dict[tuple[int, str], Holders] = {}
        self._owners: dict[str, tuple[Holder, ...]] = {}

    @cached_property
    def has_begun(self) -> bool:
        """Whether any plan was there where the range begins."""
        return any(file.before is not None for file in self.files)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id at either end, tasks of unsound shape included."""
        return frozenset().union(*(end.ids() for file in self.files for end in file.ends()))

    @cached_property
    def kept(self) -> frozenset[str]:
        """The paths that are tasks files."""
        return frozenset().union(*(file.kept for file in self.files))

    @cached_property
    def bookkeeping(self) -> tuple[str, ...]:
        """Globs of what the tools of the plans keep beside them."""
        return tuple(f"/{glob}" for file in self.files for glob in file.bookkeeping)

    def before(self, path: str) -> Holders:
        """Who declared a path where the range begins."""
        return self._holders(0, path)

    def after(self, path: str) -> Holders:
        """Who declares it where the range ends."""
        return self._holders(1, path)

    def _holders(self, end: int, path: str) -> Holders:
        found = self._known.get((end, path))
        if found is None:
            found = self._known[end, path] = Holders(self._indexes[end].holders(path))
        return found

    def owners(self, path: str) -> tuple[Holder, ...]:
        """Who declares a path at either end, and is not done; one holder for each task of each file."""
        if path not in self._owners:
            found: dict[tuple[int, str], Holder] = {}
            for holder in (*self.before(path).each, *self.after(path).each):
                known = found.get((holder.file, holder.task))
                if not self.is_done(holder.task) and (known is None or known.place is None):
                    found[holder.file, holder.task] = holder
            self._owners[path] = tuple(found.values())
        return self._owners[path]

    def touched(self, file: TaskFile, counts: Callable[[str, str], bool]) -> set[tuple[str, int]]:
        """What tasks declare and changed: each task's id, and the index of the path in its declaration.

        `counts` says of a task and a changed path whether its change is one of the task.
        """
        index = _Index(self._changed, self._folders, self._links)
        for task, at, written in file.declared():
            index.add(written, Holder(at, task.id, None))
        return {
            (holder.task, holder.file)
            for path in self._changed
            for holders in index.holders(path)
            for holder in holders.values()
            if counts(holder.task, path)
        }

    def home(self, ids: Collection[str]) -> int:
        """The number of the file that has the first of these tasks that any has, at its end if possible."""
        for ends in ([file.after for file in self.files], [file.before for file in self.files]):
            for ident in ids:
                for number, end in enumerate(ends):
                    if end is not None and ident in end.by_id:
                        return number
        return self.first

    @cached_property
    def first(self) -> int:
        """The number of the file in which stands what is about none of them."""
        able = (number for number, file in enumerate(self.files) if file.can_tell)
        return next(able, 0)

    def is_done(self, ident: str) -> bool:
        """Whether a task was done where the range begins."""
        return ident in self._done

    def waits(self, ident: str, other: str) -> bool:
        """Whether a task waited for another where the range begins, even indirectly."""
        if other in self._waited:
            return ident in self._waited[other]
        if ident not in self._waits:
            self._waits[ident] = self._reached(ident, self._needs)
        return other in self._waits[ident]

    def are_concurrent(self, ident: str, other: str) -> bool:
        """Whether two tasks could run at the same time where the range begins.

        Quick for one task and very many others.
        """
        if ident == other or self.is_done(ident) or self.is_done(other):
            return False
        if ident not in self._waited:
            self._waited[ident] = self._reached(ident, self._needed_by)
        return other not in self._waited[ident] and not self.waits(ident, other)

    def relation(self, ident: str, other: str) -> str:
        """How a task stands to another where the range begins, in words; "" where that takes too long."""
        if self._steps < 0:
            return ""
        if self.are_concurrent(ident, other):
            return "the two are concurrent"
        if self.waits(ident, other):
            return f'"{ident}" waits for it'
        return f'it waits for "{ident}"' if self.waits(other, ident) else ""

    def _reached(self, start: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
        """As `reachable`, which takes steps."""
        found = reachable(start, edges)
        self._steps -= len(found)
        return found

    @cached_property
    def _first_ends(self) -> Sequence[TaskFile]:
        if self.has_begun:
            return [file.before for file in self.files if file.before is not None]
        return [file.after for file in self.files if file.after is not None]

    @cached_property
    def _done(self) -> frozenset[str]:
        tasks = [task for end in self._first_ends for task in end.tasks]
        return frozenset(task.id for task in tasks if task.is_done)

    @cached_property
    def _needs(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for end in self._first_ends:
            for task in end.tasks:
                found.setdefault(task.id, []).extend(task.dependencies)
        return found

    @cached_property
    def _needed_by(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for ident, needed in self._needs.items():
            for other in needed:
                found.setdefault(other, []).append(ident)
        return found

    @cached_property
    def _indexes(self) -> tuple[_Index, _Index]:
        before, after = (_Index(self._changed, self._folders, self._links) for _ in range(2))
        for number, file in enumerate(self.files):
            companions = Companions(file.options.companions, self._changed)
            for index, end in ((before, file.before), (after, file.after)):
                if end is None:
                    continue
                unusual = end.tasks.unusual
                for task, at, written in end.declared():
                    holder = Holder(number, task.id, task.file(at) if index is after else None)
                    index.add(written, holder, companions, is_plain=written not in unusual)
        return before, after
