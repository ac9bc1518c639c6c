"""Rules about the names of keys: unknown, and older ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ..planning.shape import FILES, KEYS, LEGACY_FILES
from ..syntax.changes import RenameKey
from ..text.source import Place
from ..text.vocabulary import Vocabulary
from .finding import Draft, DraftFix, DraftRelated, Severity
from .registry import Subject, rule

_TOP_KEYS = frozenset({"tasks", "$schema"})

_OTHER_NAMES = {
    "blockedBy": "dependencies",
    "blocked_by": "dependencies",
    "depends_on": "dependencies",
    "dependsOn": "dependencies",
    "name": "id",
    "needs": "dependencies",
    "paths": FILES,
    "requires": "dependencies",
    "team": "squad",
    "title": "description",
}
"""What other formats call a key; none of them is a near spelling."""


@rule("MSQ104", "unknown-key", Severity.WARNING)
def unknown_key(subject: Subject) -> Iterator[Draft]:
    """A key that the format does not have.

    A task has `id`, `description`, `squad`, `file_modifications`, `dependencies` and `lint_ignore`. The
    top level has `tasks`, and may have `$schema`.

    ## Why

    Readers skip keys that they don't know. A misspelt `dependencies` is a task that waits for nothing.

    ## Example

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "depends_on": ["add-model"]}
    ```

    Instead:

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ```

    ## Fix

    By hand: write the key that was meant, or remove it. A tool that keeps keys of its own in the file
    can be allowed to with `lint_ignore` or in the configuration.
    """
    file = subject.file
    value = file.document.value
    if isinstance(value, dict) and "tasks" in value:
        yield from _unknown_keys((), value.keys() - _TOP_KEYS, value, _TOP_KEYS, "the top level")
    # One bare task is its own top level.
    known = KEYS if file.list_place else KEYS | {"$schema"}
    if file.keys <= known:
        return
    for steps, entry in file.placed_entries():
        if isinstance(entry, dict) and not entry.keys() <= known:
            yield from _unknown_keys(steps, entry.keys() - known, entry, KEYS, "a task")


def _unknown_keys(
    steps: tuple[str | int, ...],
    unknown: set[str],
    mapping: dict[str, object],
    known: frozenset[str],
    owner: str,
) -> Iterator[Draft]:
    for key in mapping:
        if key in unknown:
            meant = _meant(key, known)
            yield Draft(
                Place((*steps, key), is_key=True),
                f'"{key}" is no key of {owner}',
                help=f'did you mean "{meant}"? then rename it: readers skip this one'
                if meant and meant not in mapping
                else "remove it: readers skip it",
            )


@lru_cache(maxsize=64)
def _meant(key: str, known: frozenset[str]) -> str | None:
    """The known key that an unknown one was meant to be, or None; tasks repeat each other's keys."""
    near = Vocabulary(sorted(known - {LEGACY_FILES})).near(key)
    other = _OTHER_NAMES.get(key)
    return near[0] if near else other if other in known else None


@rule("MSQ108", "legacy-files-key", Severity.WARNING, fix="safe")
def legacy_files_key(subject: Subject) -> Iterator[Draft]:
    """A task lists its files under `files`, the older name of `file_modifications`.

    The paths are read and checked all the same, unless the task also has `file_modifications`: then
    `files` is not read at all.

    ## Why

    Other readers may know only the newer name, and would run the task as if it changed nothing.

    ## Example

    ```json
    {"id": "add-model", "files": ["models.py"]}
    ```

    Instead:

    ```json
    {"id": "add-model", "file_modifications": ["models.py"]}
    ```

    ## Fix

    Safe: renames the key. When the task has both keys there is no fix, since only the author knows
    whether the two lists belong together.
    """
    if LEGACY_FILES not in subject.file.keys:
        return
    for steps, entry in subject.file.placed_entries():
        if not isinstance(entry, dict) or LEGACY_FILES not in entry:
            continue
        key = Place((*steps, LEGACY_FILES), is_key=True)
        if FILES in entry:
            yield Draft(
                key,
                f'"{LEGACY_FILES}" is not read in a task that has "{FILES}"',
                help=f'move its paths to "{FILES}", then remove it',
                related=(DraftRelated(Place((*steps, FILES), is_key=True), "this one is read"),),
            )
        else:
            yield Draft(
                key,
                f'"{LEGACY_FILES}" is the older name of "{FILES}"',
                help=f'rename it to "{FILES}"',
                fix=DraftFix(f'rename "{LEGACY_FILES}" to "{FILES}"', (RenameKey(key, FILES),)),
            )
