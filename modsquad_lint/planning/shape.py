"""What shape a tasks file's values must have, and what is wrong with those that have another.

Knows entries as they were read; which are sound, and what those mean, `tasks` knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..text.source import Place
from ..text.typed import NamedTuple
from .keys import FILES, LEGACY_FILES, LISTS, LONGEST_ID, STRINGS, misnamed


class ShapeProblem(NamedTuple):
    """A missing field or a wrong type.

    Attributes:
        expected: the type that should stand there, STRING or LIST; "" for a missing field, and for others.
        misnamed: the key that stands where a missing one should, and seems to mean it.
    """

    place: Place
    message: str
    help: str
    expected: str = ""
    misnamed: str = ""


STRING, LIST = "string", "list"


def no_tasks(value: object) -> ShapeProblem:
    """What a document is told that has no tasks at all."""
    if isinstance(value, dict) and "tasks" in value:
        return _wrong_type(Place(("tasks",)), '"tasks"', "an array of tasks", value["tasks"])
    advice = 'write {"tasks": [...]}, an array of tasks, or one task'
    if value is None:
        return ShapeProblem(Place(()), "the file is empty", "add a task, or delete the file")
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


def problems_of(steps: tuple[str | int, ...], entry: object) -> Iterator[ShapeProblem]:
    """What is wrong with the shape of an entry, which these steps lead to."""
    if not isinstance(entry, dict):
        yield _wrong_type(Place(steps), "a task", "an object", entry)
        return
    ident = entry.get("id")
    others = {ours: key for key, ours in reversed(misnamed(entry).items())}
    # A missing key is shown at the id, which says which task it is; without an id, at the task.
    owner = Place((*steps, "id")) if isinstance(ident, str) and ident else Place(steps)
    if "id" not in entry:
        yield ShapeProblem(
            owner,
            'the task has no "id"',
            'add "id" with a string that no other task has',
            misnamed=others.get("id", ""),
        )
    elif (wrong := _wrong_id(ident)) is not None:
        expected = "" if isinstance(ident, str) else STRING
        yield ShapeProblem(Place((*steps, "id")), *wrong, expected)
    if FILES not in entry and LEGACY_FILES not in entry:
        yield ShapeProblem(
            owner,
            f'the task has no "{FILES}"',
            f'add "{FILES}" with the paths that the task will modify',
            misnamed=others.get(FILES, ""),
        )
    for key, items in LISTS.items():
        if key in entry:
            yield from _list_problems(steps, key, items, entry[key])
    for key in STRINGS:
        if key in entry and not isinstance(entry[key], str):
            yield _wrong_type(Place((*steps, key)), f'"{key}"', "a string", entry[key], STRING)


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
        yield _wrong_type(place, f'"{key}"', f"an array of {items}", value, LIST)
        return
    for index, item in enumerate(value):
        if not isinstance(item, str):
            yield _wrong_type(
                Place((*place.steps, index)), f'"{key}" item {index + 1}', "a string", item, STRING
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


def _wrong_type(
    place: Place, what: str, in_words: str, value: object, expected: str = ""
) -> ShapeProblem:
    """What is said of a value that has another type than the expected one."""
    found = _TYPE_NAMES[type(value)]
    return ShapeProblem(
        place, f"{what} must be {in_words}, not {found}", f"write {in_words}", expected
    )
