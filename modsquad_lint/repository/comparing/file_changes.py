"""Asks git what differs, and says it as file changes; knows no task and no commit message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...rules.comparing.changes import FileChange
from ..git.formats import RawChange, raw_changes
from ..git.repository import GitFailedError, Repository

DIFF = (
    *("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-color"),
    # Configuration could leave submodules out, and looking into them would run git there.
    *("--ignore-submodules=dirty", "--no-relative", "-O/dev/null"),
)
_HOW = {
    "A": "added",
    "C": "added",
    "D": "deleted",
    "M": "modified",
    "T": "type changed",
    "U": "in conflict",
}


def ask_renames(
    repository: Repository,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> list[RawChange]:
    """Changes with their renames; without them where a partial clone lacks what it takes to see one."""
    command, *rest = arguments

    def ask(renames: str) -> list[RawChange]:
        answer = repository.ask(command, renames, *rest, settings=settings, variables=variables)
        return raw_changes(answer)

    try:
        return ask("-M")
    except GitFailedError:
        return ask("--no-renames")


def _sides(change: RawChange) -> tuple[str, ...]:
    if change.status == "R" and change.old_path is not None:
        return (change.old_path, change.path)
    return (change.path,)


def paths_of(changes: Iterable[RawChange]) -> Iterator[str]:
    """The paths that changed, both sides of a rename."""
    for change in changes:
        yield from _sides(change)


def changes_of(raw: Iterable[RawChange], own: set[str] | None) -> tuple[FileChange, ...]:
    """Both sides of each change, in the order of their paths; only the own ones, unless None."""
    found: dict[str, FileChange] = {}
    for change in raw:
        if change.status == "R" and change.old_path is not None:
            sides = [
                FileChange(change.old_path, "renamed to", change.path),
                FileChange(change.path, "renamed from", change.old_path),
            ]
        else:
            sides = [FileChange(change.path, _how(change))]
        found.update((side.path, side) for side in sides if own is None or side.path in own)
    return tuple(found[path] for path in sorted(found))


def _how(change: RawChange) -> str:
    if change.status == "M" and change.modes[0] != change.modes[1]:
        return "modified" if change.objects[0] != change.objects[1] else "mode changed"
    return _HOW.get(change.status, "modified")
