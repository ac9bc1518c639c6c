"""Which tasks declare a path: by its name, as a part of an area, or with its manifest. Knows no order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice

from ...text import paths
from ...text.typed import TYPE_CHECKING
from ..holdings import Holdings
from ..tasks import Task, Tasks

if TYPE_CHECKING:
    from ..areas import AreaIndex


_PER_TASK = 5
_MOST_FOLDERS = 30
"""Above a manifest, the top aside, in which its companions are looked for: a hostile path has a million."""


class Companions:
    """What is declared with a path by the setting `companions`, as a lock file is with its manifest."""

    def __init__(
        self, setting: Mapping[str, tuple[str, ...]], asked: Iterable[str] | None = None
    ) -> None:
        """Where it is known which paths are `asked` about, only what is named like one of them counts."""
        names = None if asked is None else frozenset(map(paths.name, asked))
        self._others = {
            manifest: found
            for manifest, others in setting.items()
            if (found := [name for name in others if names is None or name in names])
        }
        self._globs = tuple(name for name in self._others if not paths.is_literal(name))

    def may_be(self, path: str) -> bool:
        """Whether a path is named like a companion."""
        return any(paths.name(path) in others for others in self._others.values())

    def with_theirs(self, declared: Sequence[str]) -> Sequence[str]:
        """Declared paths, and all their companions."""
        return (
            [*declared, *chain.from_iterable(map(self.of, declared))] if self._others else declared
        )

    def of(self, declared: str) -> Iterator[str]:
        """Paths beside a declared one, and in the folders above it; those of an area may be areas."""
        choices = [declared] if self._others else []
        if choices and "{" in declared:
            from ..areas import read_area  # most plans have no area

            area = read_area(declared)
            choices = area.choices() if area else choices
        for path in map(paths.normalise, choices):
            name = paths.name(path)
            manifests = [name, *(glob for glob in self._globs if paths.matches(name, (glob,)))]
            others = [other for it in manifests for other in self._others.get(it, ())]
            if others:
                folders = islice(paths.folders_above(path), _MOST_FOLDERS)
                for above in (*(f"{folder}/" for folder in folders), ""):
                    yield from [above + other for other in others]


class Declared:
    """The tasks of one tasks file, asked for those that declare a path.

    Attributes:
        looks: how many looks at areas and tasks all questions took so far.
    """

    def __init__(
        self,
        tasks: Tasks,
        holdings: Holdings,
        companions: Companions,
        spelling: Callable[[str], str] = str,
    ) -> None:
        """`holdings` are those of all these tasks; `spelling` makes two spellings of one file equal."""
        self._tasks, self._holdings, self._spelling = tasks, holdings, spelling
        self._companions = companions
        self._by_name: dict[bool, dict[str, list[int]]] = {}
        self._named: tuple[str, list[str]] = "", []
        self._own: dict[int, frozenset[str]] = {}
        self.looks = 0

    def _holders(self, path: str) -> Mapping[str, list[int]]:
        """The tasks by what they declare; companions are worked out where a path is named like one."""
        is_like_one = self._companions.may_be(path)
        if is_like_one not in self._by_name:
            holders = self._by_name[is_like_one] = {}
            for index, files in enumerate(self._holdings.files):
                for name in self._companions.with_theirs(files) if is_like_one else files:
                    holders.setdefault(self._spelling(name), []).append(index)
        return self._by_name[is_like_one]

    def by(self, path: str) -> list[Task]:
        """The tasks that declare a normal path, in file order."""
        holders = self._holders(path)
        found = {index for name in self._names(path) for index in holders.get(name, ())}
        self.looks += _PER_TASK * len(found)
        return [self._tasks[index] for index in sorted(found)]

    def is_by(self, path: str, task: int) -> bool:
        """Whether a task, by its number, declares a normal path."""
        if task not in self._own:
            names = self._companions.with_theirs(self._holdings.files[task])
            self._own[task] = frozenset(map(self._spelling, names))
        return not self._own[task].isdisjoint(self._names(path))

    def _names(self, path: str) -> list[str]:
        """What may be declared where a path is: itself, and the areas that hold it."""
        if self._named[0] != path:
            names = [path]
            if self._holdings.areas:
                self.looks += len(self._holdings.areas)
                names += self._index.of_file(path)
            self._named = path, list(map(self._spelling, names))
        return self._named[1]

    @cached_property
    def _index(self) -> AreaIndex:
        from ..areas import AreaIndex, areas_of  # most plans have no area

        areas = self._holdings.areas
        return AreaIndex(
            {**areas_of(other for name in areas for other in self._companions.of(name)), **areas}
        )
