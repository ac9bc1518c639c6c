"""The tasks of a tasks file: typed views of its values, that know their places.

Reads the shapes of design section 3; what is wrong with others, `shape` says. Knows no graph and no plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, islice, repeat
from operator import attrgetter

from ..syntax.nodes import Document, value_at
from ..text.paths import normalise, not_simple, unusual
from ..text.source import Place
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from .keys import FILES, KEYS, LEGACY_FILES, LISTS, LONGEST_ID, STRINGS, clear_meaning

if TYPE_CHECKING:
    from .shape import ShapeProblem

_place = Place._make


class Task(NamedTuple):
    """A task of sound shape.

    Attributes:
        files: the declared paths as written, in the file's order.
        dependencies: the ids it waits for, as written; empty when the key is missing.
        files_key: the key under which `files` stand, the older name included.
        above: what leads from the top of the document to the list of tasks.
        number: its index in that list; None when the document is one bare task.
        entry: the task as read, for rules about its other keys.
    """

    id: str
    files: Sequence[str]
    dependencies: Sequence[str]
    files_key: str
    above: tuple[str | int, ...]
    number: int | None
    entry: Mapping[str, Any]

    @property
    def steps(self) -> tuple[str | int, ...]:
        """What leads from the top of the document to this task."""
        return self.above if self.number is None else (*self.above, self.number)

    @property
    def squad(self) -> str | None:
        """The squad, or None."""
        return self.entry.get("squad")

    @property
    def status(self) -> str:
        """How far it is: TODO, RUNNING or DONE of `status`."""
        from .status import TODO, read_status  # most plans say nothing of it

        word = self.entry.get("status")
        return (read_status(word) or TODO) if isinstance(word, str) else TODO

    @property
    def is_done(self) -> bool:
        """Whether it is done, or nobody will do it."""
        from .status import DONE, read_status

        word = self.entry.get("status")
        return isinstance(word, str) and read_status(word) == DONE

    def at(self, key: str) -> Place:
        """Where the value of a key stands."""
        return _place(((*self.steps, key), False))

    def key(self, key: str) -> Place:
        """Where a key itself stands."""
        return _place(((*self.steps, key), True))

    def file(self, index: int) -> Place:
        """Where a declared path stands."""
        return _place(((*self.steps, self.files_key, index), False))

    def dependency(self, index: int) -> Place:
        """Where a dependency stands."""
        return _place(((*self.steps, "dependencies", index), False))


_task = Task._make


class Tasks(list[Task]):
    """Tasks in file order, never changed; what many ask of all of them is answered once."""

    def __init__(self, tasks: Iterable[Task] = (), done: AbstractSet[str] = frozenset()) -> None:
        """Take the tasks; nobody waits for the ids in `done`, which are none of them."""
        super().__init__(tasks)
        self.done = done

    @cached_property
    def index_of(self) -> Mapping[str, int]:
        """The index of the first task of each id."""
        # Backwards, so that of a repeated id the first task is kept.
        ids = map(attrgetter("id"), reversed(self))
        return dict(zip(ids, range(len(self) - 1, -1, -1), strict=True))

    @cached_property
    def by_id(self) -> Mapping[str, Task]:
        """The first task of each id, in file order."""
        return {self[index].id: self[index] for index in sorted(self.index_of.values())}

    @cached_property
    def declared(self) -> list[Sequence[str]]:
        """For each task the paths that it declares, as written."""
        return list(map(attrgetter("files"), self))

    @cached_property
    def dependencies(self) -> list[Sequence[str]]:
        """For each task the ids that it waits for, as written; done ones left out."""
        written = list(map(attrgetter("dependencies"), self))
        if not self.done:
            return written
        return [
            needed
            if self.done.isdisjoint(needed)
            else [one for one in needed if one not in self.done]
            for needed in written
        ]

    @cached_property
    def paths(self) -> list[str]:
        """Every declared path as written, in file order."""
        return list(chain.from_iterable(self.declared))

    @cached_property
    def not_simple(self) -> AbstractSet[str]:
        """The declared paths that are not simple (`paths.not_simple`), in file order."""
        return not_simple(self.paths)

    @cached_property
    def unusual(self) -> AbstractSet[str]:
        """The declared paths that are not plain (`paths.unusual`), in file order; most files have none."""
        return unusual(self.not_simple)

    @cached_property
    def normal(self) -> Mapping[str, str]:
        """The unusual paths with their normal forms; all others are normal."""
        return {path: normalise(path) for path in self.unusual}

    @cached_property
    def normal_paths(self) -> list[str]:
        """Every declared path in its normal form, in file order."""
        normal = self.normal
        return [normal.get(path, path) for path in self.paths] if normal else self.paths

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Every declared path in its normal form, each once."""
        return frozenset(self.normal_paths)

    @cached_property
    def shares_none(self) -> bool:
        """Whether no file is declared twice, however it is spelt."""
        return len(self.distinct) == len(self.paths)

    @cached_property
    def files(self) -> list[Sequence[str]]:
        """For each task the normalised paths that it declares, each once, in the order written."""
        normal = self.normal
        if not normal and self.shares_none:
            return self.declared
        if self.shares_none:
            paths = iter(self.normal_paths)
            return [list(islice(paths, size)) for size in map(len, self.declared)]
        if not normal and sum(map(len, map(set, self.declared))) == len(self.paths):
            return self.declared
        return [
            written
            if len(set(written)) == len(written) and normal.keys().isdisjoint(written)
            else tuple(dict.fromkeys([normal.get(path, path) for path in written]))
            for written in self.declared
        ]


class TaskFile(NamedTuple):
    """The tasks of one document.

    Attributes:
        document: what it was read from.
        list_place: the list of tasks; None when the document is one bare task.
        tasks: those of sound shape, in file order. A repeated id keeps all its tasks.
        unsound_ids: every id of an entry that is no task for its shape.
        problems: what is wrong with the shape, in file order.
        entries: every entry, sound or not, as read.
        keys: every key that any entry has.
    """

    document: Document
    list_place: Place | None
    tasks: Tasks
    unsound_ids: frozenset[str]
    problems: Sequence[ShapeProblem]
    entries: Sequence[Any]
    keys: frozenset[str]

    @property
    def by_id(self) -> Mapping[str, Task]:
        """The first sound task of each id, in file order."""
        return self.tasks.by_id

    @property
    def is_unmistakable(self) -> bool:
        """Whether it holds nothing but sound tasks with our keys: no other tool has such a file."""
        top = self.document.value
        is_all = self.list_place is None or self.list_place == Place(()) or len(top) == 1
        return is_all and len(self.tasks) > 0 and not self.problems and self.keys <= KEYS

    def ids(self) -> AbstractSet[str]:
        """Every id that any entry has, tasks of unsound shape included."""
        known = self.tasks.index_of.keys()
        return known | self.unsound_ids if self.unsound_ids else known

    def placed_entries(self) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        """Every entry, sound or not, with the steps to it."""
        return zip(_steps(self.list_place, len(self.entries)), self.entries, strict=True)

    def declared(self, among: Collection[str] | None = None) -> Iterator[tuple[Task, int, str]]:
        """Every declared path as written, with its task and its index there, in file order.

        With `among`, only paths that are in it: those of all tasks are quicker to look through than
        to walk along.
        """
        paths = self.tasks.paths
        wanted: Iterable[int] = range(len(paths))
        if among is not None:
            wanted = [at for at, path in enumerate(paths) if path in among] if among else ()
        end = 0
        tasks = iter(self.tasks)
        for at in wanted:
            while at >= end:
                task = next(tasks)
                begin, end = end, end + len(task.files)
            yield task, at - begin, paths[at]

    def task_steps(self, steps: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
        """The steps to the entry that a place with these steps lies in, or None when it lies in none."""
        depth = self._depth
        return None if len(steps) < depth else steps[:depth]

    @property
    def _depth(self) -> int:
        """How many steps lead to an entry."""
        return 0 if self.list_place is None else len(self.list_place.steps) + 1

    def task_id(self, steps: tuple[str | int, ...]) -> str | None:
        """The id of the task that a place with these steps lies in, or None; too long a one is none."""
        depth = self._depth
        if len(steps) < depth:
            return None
        entry = self.entries[steps[depth - 1]] if depth else self.document.value  # type: ignore[index]
        ident = entry.get("id") if isinstance(entry, dict) else None
        return ident if isinstance(ident, str) and len(ident) <= LONGEST_ID else None

    def value_at(self, steps: tuple[str | int, ...]) -> Any:
        """The value that these steps lead to."""
        return value_at(self.document.value, steps)


def read_tasks(document: Document) -> TaskFile:
    """The tasks of a document, and all that is wrong with their shape; raises nothing."""
    list_place, listed = _listed(document.value)
    entries = listed or []
    keys = frozenset().union(*[entry for entry in entries if type(entry) is dict])
    above = () if list_place is None else list_place.steps
    tasks = Tasks()
    odd: list[tuple[tuple[str | int, ...], Any]] = []
    for index, entry in enumerate(entries):
        number = None if list_place is None else index
        if _is_sound(entry):
            files_key = FILES if FILES in entry else LEGACY_FILES
            needed = entry.get("dependencies", ())
            tasks.append(
                _task((entry["id"], entry[files_key], needed, files_key, above, number, entry))
            )
        else:
            odd.append((above if number is None else (*above, number), entry))
    problems: list[ShapeProblem] = []
    unsound: frozenset[str] = frozenset()
    if odd or listed is None:
        from .shape import no_tasks, problems_of  # most files are sound

        problems += [no_tasks(document.value)] if listed is None else []
        problems += [problem for steps, entry in odd for problem in problems_of(steps, entry)]
        named = (entry.get("id") for _, entry in odd if isinstance(entry, dict))
        unsound = frozenset(ident for ident in named if isinstance(ident, str))
        unsound -= tasks.index_of.keys()
    return TaskFile(document, list_place, tasks, unsound, problems, entries, keys)


def _listed(value: Any) -> tuple[Place | None, list[Any] | None]:
    """Where the list of tasks stands, and what is in it; None for what has no list."""
    if isinstance(value, dict) and "tasks" in value:
        tasks = value["tasks"]
        return Place(("tasks",)), tasks if isinstance(tasks, list) else None
    if isinstance(value, list):
        return Place(()), value
    if isinstance(value, dict) and (not KEYS.isdisjoint(value) or any(map(clear_meaning, value))):
        return None, [value]
    return None, None


def _is_sound(entry: Any) -> bool:
    """Whether `shape` finds nothing wrong with an entry; quick, since most tasks are sound."""
    if type(entry) is not dict or not (FILES in entry or LEGACY_FILES in entry):
        return False
    for key, value in entry.items():
        if key in LISTS:
            if type(value) is not list or not _STRING.issuperset(map(type, value)):
                return False
        elif key in STRINGS and type(value) is not str:
            return False
    ident = entry.get("id")
    return isinstance(ident, str) and 0 < len(ident) <= LONGEST_ID


_STRING = {str}


def _steps(list_place: Place | None, number: int) -> Iterator[tuple[str | int, ...]]:
    """The steps to so many entries of a list, or to the one that is the whole document."""
    if list_place is None:
        yield from repeat((), number)
    else:
        yield from ((*list_place.steps, index) for index in range(number))
