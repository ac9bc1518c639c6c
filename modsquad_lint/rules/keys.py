"""Rules about the names of keys: unknown, older, and those of other formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..planning.keys import FILES, KEYS, LEGACY_FILES, clear_meaning, misnamed
from ..planning.status import STATUS, TODO, read_status
from ..syntax.changes import DocumentChange, RenameKey, SetList
from ..text.source import Place
from ..text.typed import Any
from ..text.vocabulary import Vocabulary, did_you_mean
from ..text.words import counted
from .draft import Draft, DraftFix, DraftRelated, Severity
from .registry import ODD_KEY, TASKS, Subject, rule
from .shape import as_list

_OTHER_NAMES = {
    **dict.fromkeys(("desc", "details", "goal", "prompt", "summary", "title"), "description"),
    **dict.fromkeys(("agent", "assignee", "owner", "team"), "squad"),
    **dict.fromkeys(("done", "state"), "status"),
}
"""What other formats call a key that a task need not have; none is a near spelling."""


@rule("MSQ104", "unknown-key", Severity.WARNING, needs=(TASKS, ODD_KEY))
def unknown_key(subject: Subject) -> Iterator[Draft]:
    """A key that a task does not have, or a status that nobody knows.

    Each key is reported once for a file, where it stands first, with how many tasks have it; so is each
    unknown word for a `status`. A task has `id`, `description`, `squad`, `file_modifications`,
    `dependencies`, `status` and `lint_ignore`. What stands beside `tasks` is nobody's concern here. A key
    that seems to mean `id`, `file_modifications` or `dependencies` is MSQ110.

    ## Why

    Readers skip keys that they don't know, and what the key says with them.

    ## Example

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "sqaud": "ALPHA"}
    ```

    Instead:

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "squad": "ALPHA"}
    ```

    ## Fix

    By hand: write the key that was meant; or name it in `extra-keys` of the configuration, when another
    tool keeps it in the file.
    """
    yield from _unknown_statuses(subject)
    file = subject.file
    # One bare task is its own top level.
    fine = {*KEYS, *subject.options.extra_keys, *(() if file.list_place else ("$schema",))}
    unknown = {key for key in file.keys if key not in fine and clear_meaning(key) is None}
    if not unknown:
        return
    found = _Counted()
    entries: dict[object, Mapping[str, Any]] = {}
    for steps, entry in file.placed_entries():
        if not isinstance(entry, dict) or unknown.isdisjoint(entry):
            continue
        meanings = misnamed(entry)
        for key in entry:
            if key in unknown and key not in meanings:
                found.add(key, Place((*steps, key), is_key=True))
                entries.setdefault(key, entry)
    vocabulary = Vocabulary(sorted(KEYS - {LEGACY_FILES}), subject.budget)
    for key, place, often in found:
        near = vocabulary.near(str(key))
        meant = near[0] if near else _OTHER_NAMES.get(str(key), "")
        is_free = meant != "" and meant not in entries[key]
        yield Draft(
            place,
            f'"{key}" is no key of a task{often}',
            help=(f'did you mean "{meant}"? ' if is_free else "")
            + 'readers skip it; name it in "extra-keys" if another tool needs it',
        )


def _unknown_statuses(subject: Subject) -> Iterator[Draft]:
    if "status" not in subject.file.keys or "status" in subject.options.extra_keys:
        return
    found = _Counted()
    for steps, entry in subject.file.placed_entries():
        word = entry.get("status", TODO) if isinstance(entry, dict) else TODO
        if not isinstance(word, str) or read_status(word) is None:
            found.add(word if isinstance(word, str) else None, Place((*steps, "status")))
    for word, place, often in found:
        said = "no text" if word is None else f'"{word}", a word that nobody knows'
        yield Draft(
            place,
            f'"status" is {said}: it counts as todo{often}',
            help="write todo, running, done or another usual word"
            + ("" if word is None else did_you_mean(str(word), STATUS)),
        )


class _Counted:
    """Words, each with where it stands first, and how many tasks have it."""

    def __init__(self) -> None:
        self._first: dict[object, Place] = {}
        self._times: dict[object, int] = {}

    def add(self, word: object, place: Place) -> None:
        self._first.setdefault(word, place)
        self._times[word] = self._times.get(word, 0) + 1

    def __iter__(self) -> Iterator[tuple[object, Place, str]]:
        """Each word with its place and, in brackets, how often it stands."""
        for word, place in self._first.items():
            times = self._times[word]
            yield word, place, f" ({counted(times, 'task')} have it)" if times > 1 else ""


@rule(
    "MSQ110",
    "misnamed-key",
    Severity.ERROR,
    fix="unsafe",
    needs=(TASKS, ODD_KEY),
    prevents_plan=True,
)
def misnamed_key(subject: Subject) -> Iterator[Draft]:
    """A key has another name for `id`, `file_modifications` or `dependencies`.

    Known are the names of other formats (`depends_on`, `deps`, `after`, `needs`, `blockedBy`,
    `files_to_modify`, `modifies`, `paths`, `task_id` and more of their kind) and misspelt ones. It is a
    warning where the task has our own key too: then the other is not read. Nothing is said of keys in
    `extra-keys`.

    ## Why

    Readers skip keys that they don't know. A task whose `depends_on` is skipped waits for nothing, and
    starts beside the task that it needs; one whose `files_to_modify` is skipped shares no file with anybody.

    ## Example

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "depends_on": "add-model"}
    ```

    Instead:

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ```

    ## Fix

    Unsafe, since the key may mean something else: renames it, and writes a list where a string stands. Where
    two keys mean the same, join them by hand.
    """
    file, extra = subject.file, subject.options.extra_keys
    if file.keys <= KEYS:
        return
    for steps, entry in file.placed_entries():
        if not isinstance(entry, dict) or entry.keys() <= KEYS:
            continue
        read = {FILES if key == LEGACY_FILES else key: key for key in entry if key in KEYS}
        for key, ours in misnamed(entry).items():
            if key not in extra:
                yield _misnamed(subject, (*steps, key), ours, read.get(ours))
                read.setdefault(ours, key)


def _misnamed(subject: Subject, steps: tuple[str | int, ...], ours: str, read: str | None) -> Draft:
    """A key at these steps that means one of ours, in whose place another may be read."""
    key, place = steps[-1], Place(steps, is_key=True)
    if read is not None:
        return Draft(
            place,
            f'"{key}" is not read beside "{read}": both mean "{ours}"',
            help=f'move what it says to "{ours}"',
            related=(DraftRelated(Place((*steps[:-1], read), is_key=True), "the other one"),),
            severity=Severity.WARNING if read in KEYS else None,
        )
    value = subject.file.value_at(steps)
    changes: list[DocumentChange] = [RenameKey(place, ours)]
    if ours != "id" and isinstance(value, str):
        changes.append(SetList(Place(steps), as_list(ours, value, subject.file.ids())))
    return Draft(
        place,
        f'"{key}" is not read: the key is "{ours}"',
        help=f'rename it to "{ours}"',
        fix=DraftFix(f'rename "{key}" to "{ours}"', tuple(changes), safe=False),
    )


@rule("MSQ108", "legacy-files-key", Severity.WARNING, fix="safe", needs=(TASKS, ODD_KEY))
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
