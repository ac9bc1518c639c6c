"""Rules about the types of values, and what to write instead of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..planning.keys import FILES
from ..planning.shape import LIST, STRING, ShapeProblem
from ..syntax.changes import DocumentChange, Remove, SetList, SetText
from ..text.source import Place
from .draft import Draft, DraftFix, Severity
from .registry import TASKS, WRONG_SHAPE, Subject, rule

_NOTHING = frozenset({"", "-", "[]", "n/a", "na", "nil", "none", "nothing", "null"})
"""What people write for an empty list."""
_PATH_KEYS = ("path", "file", "file_path", "filePath", "filename", "name")


@rule(
    "MSQ103",
    "wrong-shape",
    Severity.ERROR,
    fix="unsafe",
    needs=(TASKS, WRONG_SHAPE),
    prevents_plan=True,
)
def wrong_shape(subject: Subject) -> Iterator[Draft]:
    """A required key is missing, or a value has the wrong type.

    A tasks file is `{"tasks": [...]}`, an array of tasks, or one task. A task needs `id` (a string of
    1 to 1,000 characters) and `file_modifications` (an array of strings). `dependencies` and `lint_ignore` are
    arrays of strings, `description` and `squad` are strings. All problems of a file are reported in
    one run; the other rules still check the sound tasks. A key that only has another name is MSQ110.

    ## Why

    Without a sound `id`, `file_modifications` and `dependencies` nobody can say which tasks may run
    together, so a file with this finding has no plan.

    ## Example

    ```json
    {"tasks": [{"id": 7, "file_modifications": "app/main.py"}]}
    ```

    Instead:

    ```json
    {"tasks": [{"id": "7", "file_modifications": ["app/main.py"]}]}
    ```

    ## Fix

    Unsafe, where one thing can have been meant: a list around a string, quotes around a number as it is
    written, an empty list or nothing for `null`. By hand for the rest: `modsquad-lint schema` prints a JSON
    Schema with which editors check while you type.
    """
    for problem in subject.file.problems:
        if problem.misnamed and problem.misnamed not in subject.options.extra_keys:
            continue
        change = _change(subject, problem) if problem.expected else None
        yield Draft(
            problem.place,
            problem.message,
            help=problem.help if change is None else _in_words(change),
            fix=None if change is None else DraftFix(_in_words(change), (change,), safe=False),
        )


def _change(subject: Subject, problem: ShapeProblem) -> DocumentChange | None:
    """What was meant by a value of the wrong type, where that can be told."""
    place = problem.place
    value = subject.file.value_at(place.steps)
    if isinstance(value, int | float) and not isinstance(value, bool):
        # As its author wrote it: 1.10 is no 1.1.
        start, end = subject.file.document.span(place)
        value = subject.source.text[start:end]
        if problem.expected == STRING:
            return SetText(place, value)
    if problem.expected == LIST:
        return _listed(subject, place, value)
    return _string(place, value)


def _listed(subject: Subject, place: Place, value: object) -> DocumentChange | None:
    if value is None:
        return SetList(place, ())
    if isinstance(value, str):
        return SetList(place, as_list(str(place.steps[-1]), value, subject.file.ids()))
    if isinstance(value, dict) and place.steps[-1] == FILES and all("." in path for path in value):
        return SetList(place, tuple(value))  # what is done to each of them
    return None


def _string(place: Place, value: object) -> DocumentChange | None:
    if value is None and place.steps[-1] != "id":
        return Remove(place)
    if isinstance(value, dict) and FILES in place.steps[-2:-1]:
        value = [value[key] for key in _PATH_KEYS if key in value][:1]
    is_one = isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)
    return SetText(place, value[0]) if is_one else None  # type: ignore[index]


def as_list(key: str, value: str, ids: Collection[str]) -> tuple[str, ...]:
    """The items of a list that was written as one string."""
    if value.strip().lower() in _NOTHING:
        return ()
    if key == FILES:
        from ..text.meant import meant_paths

        return meant_paths(value)
    words = tuple(filter(None, re.split(r"[\s,;]+", value)))
    is_list = key == "lint_ignore" or all(word in ids for word in words)
    return words if is_list and value not in ids else (value,)


def _in_words(change: DocumentChange) -> str:
    import json

    if isinstance(change, SetList):
        return f"write {json.dumps(change.items, ensure_ascii=False)}"
    if isinstance(change, SetText):
        return f"write {json.dumps(change.value, ensure_ascii=False)}"
    key = change.place.steps[-1]
    return f'remove "{key}"' if isinstance(key, str) else "remove it"
