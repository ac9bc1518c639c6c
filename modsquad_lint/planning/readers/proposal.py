"""Guesses how another tool's JSON or YAML names what a task has: a mapping that leads to tasks, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ...text.typed import Any
from ..foreign import TASK_MASTER, USER_STORIES, known_tool
from ..keys import FILES, LEGACY_FILES, misnamed
from .keys import PRESETS, Keys

_PRESETS = {TASK_MASTER: "task-master", USER_STORIES: "prd"}
_DESCRIPTIONS = ("description", "title", "name", "summary", "goal", "task", "details", "text")
_STATES = ("status", "state", "passes", "done", "completed")
_PATHS = ("path", "file", "filename", "file_path", "filePath")
_OURS = {"id": "id", FILES: "files", "dependencies": "dependencies"}
"""The setting for each of our keys."""

_OUR_FILES = (FILES, LEGACY_FILES)
_DEEPEST = 4
_MOST_LISTS, _MOST_LOOKED_AT = 1000, 200
_NO_NAME = frozenset(".[]*")
"""Letters of a path: a key that has one of them can't be a part of it."""

_Entries = Sequence[Mapping[str, Any]]


def propose(value: object) -> Keys | None:
    """A preset, or the mapping by which a document has the most tasks; None where none is seen."""
    if isinstance(value, dict | list) and (known := known_tool(value)):
        return PRESETS[_PRESETS[known]] if known in _PRESETS else None
    best, most = None, 0
    for path, entries in _lists(value).items():
        keys = _mapping(path, entries)
        if keys is not None and len(entries) > most:
            best, most = keys, len(entries)
    return best


def _lists(value: object) -> Mapping[str, list[Mapping[str, Any]]]:
    """The objects in lists, by the path that leads to all lists of their kind; shallow ones first."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    ways: list[tuple[str, object]] = [("", value)]
    for _ in range(_DEEPEST):
        below: list[tuple[str, object]] = []
        for path, each in ways:
            if isinstance(each, list) and each and all(isinstance(item, dict) for item in each):
                found.setdefault(path or "[]", []).extend(each)
                below += ((f"{path}[]", item) for item in each)
            elif isinstance(each, dict):
                below += (
                    (f"{path}.{key}" if path else key, part)
                    for key, part in each.items()
                    if isinstance(key, str) and key and _NO_NAME.isdisjoint(key)
                )
        ways = [way for way in below if isinstance(way[1], dict | list)][:_MOST_LISTS]
    return found


def _mapping(path: str, entries: _Entries) -> Keys | None:
    """The names by which these entries are tasks; None where they are none, or are ours as they are."""
    looked_at = entries[:_MOST_LOOKED_AT]
    names: dict[str, list[str]] = {field: [] for field in _OURS.values()}
    for name, meant in _meanings(looked_at):
        if name not in names[_OURS[meant]]:
            names[_OURS[meant]].append(name)
    has_ids = all("id" in entry for entry in entries)
    idents = () if has_ids else tuple(name for name in names["id"] if _are_ids(name, entries))[:1]
    has_more = any(entry.get(key) for entry in looked_at for key in (*_OUR_FILES, "dependencies"))
    is_plan = (has_ids or idents) and (names["files"] or names["dependencies"] or has_more)
    is_ours = path == "tasks" and not (idents or names["files"] or names["dependencies"])
    if not is_plan or is_ours:
        return None
    return Keys(
        tasks=(path,),
        id=idents,
        files=tuple(names["files"]),
        dependencies=tuple(names["dependencies"]),
        description=_other_name(_DESCRIPTIONS, looked_at, idents),
        status=_other_name(_STATES, looked_at, idents),
    )


def _meanings(entries: _Entries) -> Iterator[tuple[str, str]]:
    """The names that mean one of our keys, the most frequent first; one below another key is a path."""
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        found.update(_meanings_of(entry))
        for key, below in entry.items():
            if isinstance(below, dict) and _NO_NAME.isdisjoint(key):
                inside = [*_meanings_of(below)]
                inside += (
                    (name, FILES) for name in _OUR_FILES if _is_list_of_text(below.get(name))
                )
                found.update((f"{key}.{name}", meant) for name, meant in inside if meant != "id")
    yield from (each for each, _ in found.most_common())


def _meanings_of(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names in an entry that mean one of our keys, and do not stand for it already."""
    inner = {key: name for key, value in entry.items() if (name := _path_in(value))}
    plain = {
        key: [item.get(inner[key]) for item in value] if key in inner else value
        for key, value in entry.items()
        if _NO_NAME.isdisjoint(key)
    }
    meanings = {**misnamed(plain), **{key: FILES for key in _OUR_FILES if key in inner}}
    for key, meant in meanings.items():
        if key in inner:
            yield f"{key}[].{inner[key]}", meant
        elif meant == "id" or _is_list_of_text(entry[key]):
            yield key, meant


def _path_in(value: object) -> str:
    """Under which name the objects of a list hold a path; "" where they hold none."""
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(each, dict) for each in value)
    ):
        return ""
    return next((name for name in _PATHS if isinstance(value[0].get(name), str)), "")


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str | int) for item in value)


def _are_ids(name: str, entries: _Entries) -> bool:
    """Whether every entry has text or a number of its own under this name."""
    values = [entry.get(name) for entry in entries]
    are_names = all(isinstance(value, str | int) and value != "" for value in values)
    return are_names and len(set(map(str, values))) == len(values)


def _other_name(names: Sequence[str], entries: _Entries, taken: Sequence[str]) -> tuple[str, ...]:
    """The first of these names that entries have, where that is not the name that is ours."""
    there = (
        name for name in names if name not in taken and any(name in entry for entry in entries)
    )
    return tuple(name for name in islice(there, 1) if name != names[0])
