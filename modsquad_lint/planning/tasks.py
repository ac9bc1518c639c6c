"""The tasks of a tasks file: typed views of its values, that know their places.

Reads the shapes of design section 3 and collects what is wrong with them as data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial, reduce
from itertools import chain, count, islice, repeat
from operator import attrgetter, getitem, itemgetter

from ..syntax.nodes import Document
from ..text.paths import normalise, unusual
from ..text.source import Place
from ..text.typed import Any, NamedTuple

FILES = "file_modifications"
LEGACY_FILES = "files"
KEYS = frozenset({"id", "description", "squad", FILES, LEGACY_FILES, "dependencies", "lint_ignore"})
LONGEST_ID = 1000
"""Characters of an id: most findings name one, and a branch or a commit should be able to."""
_PLAIN_KEYS = frozenset({"id", "description", "squad", FILES, "dependencies"})
_STRING = {str}
_place = Place._make


class ShapeProblem(NamedTuple):
    """A missing field or a wrong type: place, what is wrong, what to write instead."""

    place: Place
    message: str
    help: str


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


class Tasks(list[Task]):
    """Tasks in file order, never changed; what many ask of all of them is answered once."""

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
        """For each task the ids that it waits for, as written."""
        return list(map(attrgetter("dependencies"), self))

    @cached_property
    def paths(self) -> list[str]:
        """Every declared path as written, in file order."""
        return list(chain.from_iterable(self.declared))

    @cached_property
    def unusual(self) -> AbstractSet[str]:
        """The declared paths that are not plain (`paths.unusual`), in file order; most files have none."""
        return unusual(self.paths)

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
        return reduce(getitem, steps, self.document.value)


def read_tasks(document: Document) -> TaskFile:
    """The tasks of a document, and all that is wrong with their shape; raises nothing."""
    value = document.value
    problems: list[ShapeProblem] = []
    list_place: Place | None = None
    entries: list[Any] = []
    if isinstance(value, dict) and "tasks" in value:
        list_place = Place(("tasks",))
        value = value["tasks"]
        if isinstance(value, list):
            entries = value
        else:
            problems.append(_wrong_type(list_place, '"tasks"', "an array of tasks", value))
    elif isinstance(value, list):
        list_place = Place(())
        entries = value
    elif isinstance(value, dict) and not KEYS.isdisjoint(value):
        entries = [value]
    else:
        problems.append(_no_tasks(value))
    keys = frozenset().union(*[entry for entry in entries if type(entry) is dict])
    tasks = _plain_tasks(entries, list_place, keys)
    if tasks is None:
        tasks = Tasks()
        for index, (steps, entry) in enumerate(
            zip(_steps(list_place, len(entries)), entries, strict=True)
        ):
            task = _sound_task(list_place, index, entry)
            if task is None:
                problems.extend(_shape_problems(steps, entry))
            else:
                tasks.append(task)
    unsound: frozenset[str] = frozenset()
    if problems:
        named = (entry.get("id") for entry in entries if isinstance(entry, dict))
        unsound = frozenset(ident for ident in named if isinstance(ident, str))
        unsound -= tasks.index_of.keys()
    return TaskFile(document, list_place, tasks, unsound, problems, entries, keys)


def _steps(list_place: Place | None, number: int) -> Iterator[tuple[str | int, ...]]:
    """The steps to so many entries of a list, or to the one that is the whole document."""
    if list_place is None:
        yield from repeat((), number)
    else:
        yield from ((*list_place.steps, index) for index in range(number))


def _no_tasks(value: object) -> ShapeProblem:
    advice = 'write {"tasks": [...]}, an array of tasks, or one task'
    if not isinstance(value, dict):
        return ShapeProblem(Place(()), f"expected tasks, found {_TYPE_NAMES[type(value)]}", advice)
    from ..text.vocabulary import Vocabulary

    message = 'expected tasks, found an object without "tasks"'
    near = Vocabulary(value).near("tasks")
    if not near:
        return ShapeProblem(Place(()), message, advice)
    return ShapeProblem(
        Place((near[0],), is_key=True), message, 'did you mean "tasks"? then rename it'
    )


def _plain_tasks(
    entries: Sequence[Any], list_place: Place | None, keys: frozenset[str]
) -> Tasks | None:
    """The tasks when every one of them is sound, and none has an older or a rare key.

    Looks at one key of all tasks after the other, which takes a third of the time.
    """
    if list_place is None or not keys <= _PLAIN_KEYS or set(map(type, entries)) - {dict}:
        return None
    try:
        ids, files = (list(map(itemgetter(key), entries)) for key in ("id", FILES))
    except KeyError:
        return None
    dependencies, descriptions, squads = (
        _column(entries, key, missing)
        for key, missing in (("dependencies", ()), ("description", ""), ("squad", ""))
    )
    if set(map(type, files)) - {list} or set(map(type, dependencies)) - {list, tuple}:
        return None
    strings = chain(
        *(ids, descriptions, squads),
        *(chain.from_iterable(files), chain.from_iterable(dependencies)),
    )
    if (
        set(map(type, strings)) - _STRING
        or "" in ids
        or len(max(ids, key=len, default="")) > LONGEST_ID
    ):
        return None
    fields = zip(
        *(ids, files, dependencies, repeat(FILES)), repeat(list_place.steps), count(), entries
    )
    return Tasks(map(partial(tuple.__new__, Task), fields))


def _column(entries: Sequence[Any], key: str, missing: object) -> Sequence[Any]:
    """The value that each entry has under a key."""
    try:
        return list(map(itemgetter(key), entries))
    except KeyError:
        return [entry.get(key, missing) for entry in entries]


def _sound_task(list_place: Place | None, index: int, entry: object) -> Task | None:
    """The task, or None when anything in it has a wrong shape; quick, since most tasks are sound."""
    if type(entry) is not dict:
        return None
    ident = entry.get("id")
    files_key = FILES if FILES in entry else LEGACY_FILES
    files = entry.get(files_key)
    dependencies = entry.get("dependencies", ())
    ignores = entry.get("lint_ignore", ())
    sound = (
        _wrong_id(ident) is None
        and _is_strings(files)
        and (files_key is LEGACY_FILES or _is_strings(entry.get(LEGACY_FILES, [])))
        and (dependencies == () or _is_strings(dependencies))
        and (ignores == () or _is_strings(ignores))
        and type(entry.get("description", "")) is str
        and type(entry.get("squad", "")) is str
    )
    if not sound:
        return None
    above, at = ((), None) if list_place is None else (list_place.steps, index)
    return Task(ident, files, dependencies, files_key, above, at, entry)  # type: ignore[arg-type]


def _is_strings(value: object) -> bool:
    return type(value) is list and set(map(type, value)) <= _STRING


_LISTS = {
    FILES: "paths",
    LEGACY_FILES: "paths",
    "dependencies": "task ids",
    "lint_ignore": "rule codes",
}


def _shape_problems(steps: tuple[str | int, ...], entry: object) -> Iterator[ShapeProblem]:
    if not isinstance(entry, dict):
        yield _wrong_type(Place(steps), "a task", "an object", entry)
        return
    ident = entry.get("id")
    # A missing key is shown at the id, which says which task it is; without an id, at the task.
    owner = Place((*steps, "id")) if isinstance(ident, str) and ident else Place(steps)
    if "id" not in entry:
        yield ShapeProblem(
            owner, 'the task has no "id"', 'add "id" with a string that no other task has'
        )
    elif (wrong := _wrong_id(ident)) is not None:
        yield ShapeProblem(Place((*steps, "id")), *wrong)
    if FILES not in entry and LEGACY_FILES not in entry:
        yield ShapeProblem(
            owner,
            f'the task has no "{FILES}"',
            f'add "{FILES}" with the paths that the task will modify',
        )
    for key, items in _LISTS.items():
        if key in entry:
            yield from _list_problems(steps, key, items, entry[key])
    for key in ("description", "squad"):
        if key in entry and not isinstance(entry[key], str):
            yield _wrong_type(Place((*steps, key)), f'"{key}"', "a string", entry[key])


def _wrong_id(ident: object) -> tuple[str, str] | None:
    """What is wrong with the value of an id, and what to do; None for a sound one."""
    if not isinstance(ident, str):
        return f'"id" must be a string, not {_TYPE_NAMES[type(ident)]}', "write a string"
    if not ident:
        return '"id" is empty', "write a string that no other task has"
    if len(ident) > LONGEST_ID:
        return (
            f'"id" has more than {LONGEST_ID:,} characters',
            'write a short name, and the rest into "description"',
        )
    return None


def _list_problems(
    steps: tuple[str | int, ...], key: str, items: str, value: object
) -> Iterator[ShapeProblem]:
    place = Place((*steps, key))
    if not isinstance(value, list):
        yield _wrong_type(place, f'"{key}"', f"an array of {items}", value)
        return
    for index, item in enumerate(value):
        if not isinstance(item, str):
            yield _wrong_type(
                Place((*place.steps, index)), f'"{key}" item {index + 1}', "a string", item
            )


_TYPE_NAMES = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def _wrong_type(place: Place, what: str, expected: str, value: object) -> ShapeProblem:
    found = _TYPE_NAMES[type(value)]
    return ShapeProblem(place, f"{what} must be {expected}, not {found}", f"write {expected}")
