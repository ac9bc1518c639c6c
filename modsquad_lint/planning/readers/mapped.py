"""Reads JSON and YAML whose keys have other names: a mapping says which, and where the list of tasks is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...syntax.changes import AddItem, DocumentChange, Edit, Remove, SetValue
from ...syntax.members import DuplicateKey
from ...syntax.nodes import Document, value_at
from ...text.source import Place, Source, Span
from ...text.typed import Any, NamedTuple
from ..keys import FILES, LEGACY_FILES
from .keys import Keys

Steps = tuple[str | int, ...]


_OWN = Keys(
    "", ("tasks",), ("id",), (FILES, LEGACY_FILES), ("dependencies",), ("description",), ("status",)
)
_STATES = {True: "done", False: "todo"}
_KEPT = ("squad", "lint_ignore")
"""Keys of ours that are read where another format has them too."""


class _Found(NamedTuple):
    """Where the values of one task stand in the document that was mapped.

    Attributes:
        steps: to the entry.
        values: the steps to each value by our key; of a list those to each of its items.
    """

    steps: Steps
    values: Mapping[str, Any]


class MappedDocument(Document):
    """Another format's document in our shape."""

    claims = ()

    def __init__(
        self, inner: Document, source: Source, keys: Keys, entries: Sequence[Steps]
    ) -> None:
        self._inner, self._source, self._keys = inner, source, keys
        self._top: Steps = entries[0][:-1] if entries else ()
        self._found: list[_Found] = []
        tasks = []
        for steps in entries:
            task, found = self._read(steps)
            tasks.append(task)
            self._found.append(found)
        self.value: Any = {"tasks": tasks}

    def span(self, place: Place) -> Span:
        """Where a value stands in the file as it is."""
        return self._inner.span(self._inside(place))

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice."""
        return self._inner.duplicates()

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions in comments."""
        return self._inner.ignores()

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The edits of the changes where they belong; none renames or adds a key, for which we have no name."""
        inside: list[DocumentChange] = []
        for change in changes:
            if isinstance(change, SetValue | Remove):
                place = self._inside(change.place)
                if not self._is_there(change.place) or not isinstance(self._at(place.steps), str):
                    return None
                inside.append(change._replace(place=place))
            elif isinstance(change, AddItem):
                steps = self._list(change.place)
                if steps is None:
                    return None
                inside.append(change._replace(place=Place(steps)))
            else:
                return None
        return self._inner.edits(tuple(inside))

    def _read(self, steps: Steps) -> tuple[Any, _Found]:
        """One entry in our shape, and where its values stand."""
        entry = self._at(steps)
        if not isinstance(entry, dict):
            return entry, _Found(steps, {})
        task: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for key in ("id", "description", "status"):
            at = next(self._named(steps, entry, key), None)
            if at is not None:
                task[key], values[key] = self._scalar(at, key), at
        for key in (FILES, "dependencies"):
            task[key], values[key] = self._list_of(steps, entry, key)
        for key in _KEPT:
            if key in entry:
                task[key], values[key] = entry[key], (*steps, key)
        return task, _Found(steps, values)

    def _named(self, steps: Steps, entry: object, key: str) -> Iterator[Steps]:
        """The values that an entry has under our key and its other names."""
        field = "files" if key == FILES else key
        for name in dict.fromkeys((*getattr(_OWN, field), *getattr(self._keys, field))):
            yield from walk(entry, name, steps)

    def _scalar(self, steps: Steps, key: str) -> Any:
        value = self._at(steps)
        if key == "status" and isinstance(value, bool):
            return _STATES[value]
        return self._text(steps) if key == "id" else value

    def _text(self, steps: Steps) -> Any:
        """A value as text: a number as it is written, since 1.10 is another id than 1.1."""
        value = self._at(steps)
        if type(value) in {int, float}:
            span = self._inner.span(Place(steps))
            return self._source.text[span.start : span.end]
        return value

    def _list_of(self, steps: Steps, entry: object, key: str) -> tuple[Any, Any]:
        """The items of all lists under our key and its other names; what is no list is judged as it is."""
        items: list[Any] = []
        places: list[Steps] = []
        for at in self._named(steps, entry, key):
            value = self._at(at)
            if isinstance(value, list):
                below = [(*at, index) for index in range(len(value))]
                if key == "dependencies":
                    items += map(self._text, below)
                else:
                    items += value
                places += below
            elif (
                isinstance(value, str | int | float)
                and not isinstance(value, bool)
                and "[]" in "".join(getattr(self._keys, "files" if key == FILES else key))
            ):
                items.append(self._text(at))
                places.append(at)
            elif value is not None:
                return value, at
        return items, places

    def _inside(self, place: Place) -> Place:
        """The place in the document that was mapped."""
        match place.steps:
            case (_, int(number)):
                return Place(self._found[number].steps)
            case (_, int(number), str(key), *rest):
                found = self._found[number]
            case _:  # the list of tasks by its key, or the document
                named = [at for at, step in enumerate(self._top) if isinstance(step, str)]
                return Place(self._top[: named[-1] + 1], is_key=True) if named else Place(())
        at = found.values.get(key)
        if isinstance(at, list):
            at = at[int(rest[0])] if rest else self._list(place)
        elif at is not None:
            at = (*at, *rest)
        if at is None:  # the id stands for it, or the entry
            return Place(found.values.get("id", found.steps))
        return Place(at, is_key=place.is_key and isinstance(at[-1], str))

    def _is_there(self, place: Place) -> bool:
        """Whether a value stands in the file itself, and not another for it."""
        match place.steps:
            case (_, int(number), str(key), *rest):
                at = self._found[number].values.get(key)
                return at is not None and (not isinstance(at, list) or rest != [])
        return False

    def _list(self, place: Place) -> Steps | None:
        """The list that an item may be added to: the first under our key, else None."""
        match place.steps:
            case (_, int(number), str(key)):
                steps = self._found[number].steps
                values = self._named(steps, self._at(steps), key)
                return next((at for at in values if isinstance(self._at(at), list)), None)
        return None

    def _at(self, steps: Steps) -> Any:
        return value_at(self._inner.value, steps)


def mapped(inner: Document, source: Source, keys: Keys) -> Document | None:
    """The document in our shape; None where no path of `keys.tasks`, nor our own, leads to a list."""
    value = inner.value
    for path in (*keys.tasks, *(() if keys.tasks else ("tasks", "[]"))):
        lists = [
            steps
            for steps in walk(value, path.removesuffix("[]"), ())
            if isinstance(value_at(value, steps), list)
        ]
        if lists:
            entries = [(*steps, at) for steps in lists for at in range(len(value_at(value, steps)))]
            return MappedDocument(inner, source, keys, entries)
    return None


def walk(value: object, path: str, above: Steps) -> Iterator[Steps]:
    """The steps to every value that a path leads to: names, `[]` for each item, `*` for each key."""
    ways: list[tuple[object, Steps]] = [(value, above)]
    for part in [part for part in path.replace("[]", ".[]").split(".") if part]:
        ways = [below for way in ways for below in _below(*way, part)]
    yield from (steps for _, steps in ways)


def _below(value: object, steps: Steps, part: str) -> Iterator[tuple[object, Steps]]:
    if part == "[]":
        if isinstance(value, list):
            yield from ((item, (*steps, index)) for index, item in enumerate(value))
    elif isinstance(value, dict):
        for key in value if part == "*" else (part,):
            if key in value:
                yield value[key], (*steps, key)
