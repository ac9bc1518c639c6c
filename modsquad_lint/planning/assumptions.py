"""What a plan takes for granted and nobody knows: design section 4, point 12; knows no rule and no format."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..text.names import needs_no_extension
from ..text.typed import NamedTuple
from ..text.words import quoted
from .keys import FILES, KEYS, LEGACY_FILES, misnamed
from .tasks import Task
from .work import Work

_MOST_NAMED = 4
_FEW = 2


class Assumption(NamedTuple):
    """Something that has to be so for a plan to hold.

    Attributes:
        unknown: what is not known, as the rest of "not known: ...".
        condition: what is taken for granted, as the rest of "if ...".
    """

    unknown: str
    condition: str


def assumptions(work: Work, extra_keys: Collection[str] = ()) -> tuple[Assumption, ...]:
    """What is not known of the tasks of a plan, in file order of each kind; `extra_keys` are fine."""
    others = _with_other_keys(work, extra_keys)
    return (*_without_files(work), *others, *_maybe_folders(work))


def conditions(found: Sequence[Assumption]) -> str:
    """What has to be so, as a clause that ends a sentence; empty where all is known."""
    if not found:
        return ""
    if len(found) > _FEW:
        return ", if what is not known changes nothing"
    return f", if {' and '.join(assumption.condition for assumption in found)}"


def _without_files(work: Work) -> Iterator[Assumption]:
    some = [task for task in work.file.tasks if not task.files]
    if some:
        change, they, share = (
            ("changes", "it declares", "shares")
            if len(some) == 1
            else ("change", "they declare", "share")
        )
        who = _named(some)
        yield Assumption(
            f"what {who} {change}, since {they} no file", f"{who} {share} no file with another task"
        )


def _with_other_keys(work: Work, extra_keys: Collection[str]) -> Iterator[Assumption]:
    """Keys that look like ours and are not read, but for those that say nothing new."""
    if work.file.keys <= KEYS and not {FILES, LEGACY_FILES} <= work.file.keys:
        return
    unread: dict[tuple[str, str], list[Task]] = {}
    for task in work.file.tasks:
        entry = task.entry
        keys = misnamed(entry)
        if FILES in entry and LEGACY_FILES in entry:
            keys[LEGACY_FILES] = FILES
        for key, meant in keys.items():
            is_new = meant == "dependencies" or (meant == FILES and _says_more(entry[key], task))
            if is_new and key not in extra_keys:
                unread.setdefault((meant, key), []).append(task)
    for (meant, key), some in unread.items():
        who, s = _named(some), "s" if len(some) == 1 else ""
        if meant == FILES:
            unknown, condition = f"what else {who} change{s}", f"{who} change{s} nothing else"
        else:
            unknown, condition = f"what {who} wait{s} for", f"{who} wait{s} for nothing else"
        yield Assumption(f'{unknown}, since "{key}" is not read', condition)


def _says_more(value: object, task: Task) -> bool:
    """Whether a value may name a file that a task does not declare."""
    named = value if isinstance(value, list) else [value]
    # Of a task without files it is said already that nobody knows what it changes.
    return bool(task.files and value) and not all(path in task.files for path in named)


def _maybe_folders(work: Work) -> Iterator[Assumption]:
    """Without a repository nobody knows whether a name without an extension is that of a folder."""
    holdings = work.holdings
    if not holdings.meanings.knows_nothing:
        return
    meant = [name for written in work.file.tasks.unusual for name in holdings.names(written)]
    names = [
        name
        for name in dict.fromkeys(meant)
        if name not in holdings.areas and _could_be_folder(name)
    ]
    if names:
        which = quoted(names, _MOST_NAMED)
        one = len(names) == 1
        yield Assumption(
            f"whether {which} {'is a folder' if one else 'are folders'}, since git was not asked",
            f"{which} {'is a file' if one else 'are files'}",
        )


def _could_be_folder(name: str) -> bool:
    return (
        name.strip() != "" and "." not in name.rpartition("/")[2] and not needs_no_extension(name)
    )


def _named(some: Sequence[Task]) -> str:
    return quoted((task.id for task in some), _MOST_NAMED)
