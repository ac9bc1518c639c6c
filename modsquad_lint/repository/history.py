"""The commits of a whole history, with the tasks that they name and the plans that they wrote; knows no format.

Two questions to git, however long the history is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ..planning.executed import Work
from ..text.typed import NamedTuple
from .file_changes import DIFF, paths_of
from .git import GitFailedError, Repository
from .git_formats import RawChange, raw_log

MOST_PLANS = 20_000
"""Versions of plans that are read."""


class Logged(NamedTuple):
    """A commit: its parents, its date, its whole message and what it changed."""

    id: str
    parents: tuple[str, ...]
    when: str
    message: str
    changes: Sequence[RawChange]


class Stored(NamedTuple):
    """A version of a file: from which position in the history on, and what it holds; None for gone."""

    at: int
    data: bytes | None


def read_log(repository: Repository, end: str, since: str | None = None) -> list[Logged]:
    """The commits that an end reaches, the oldest first; `since` as git takes it.

    Raises:
        GitFailedError: git cannot say.
    """
    log = ("log", "-c", *DIFF, "--topo-order", "--no-decorate", "--encoding=UTF-8")
    limits = (*([f"--since={since}"] if since else []), end, "--")
    form = "--format=%H%x00%P%x00%cs%x00%B%x00"
    try:
        answer = repository.ask(*log, "-M", form, *limits)
    except GitFailedError:
        answer = repository.ask(*log, "--no-renames", form, *limits)
    found = [
        Logged(ident, tuple(parents.split()), when, message, changes)
        for (ident, parents, when, message), changes in raw_log(answer, 4)
    ]
    return found[::-1]


def works_of(log: Sequence[Logged], named: Callable[[Logged], Iterable[str]]) -> list[Work]:
    """The commits that name tasks, by themselves or by the branch of the merge that brought them.

    A merge itself is no work of the task that its branch names, unless it changed something of its own.
    """
    position = {commit.id: at for at, commit in enumerate(log)}
    ids = [dict.fromkeys(named(commit)) for commit in log]
    for at in range(len(log) - 1, -1, -1):
        merge = log[at]
        if len(merge.parents) > 1 and ids[at]:
            for brought in _brought(log, position, merge):
                if not ids[brought]:
                    ids[brought] = ids[at]
    return [
        Work(at, commit.when, tuple(ids[at]), frozenset(paths_of(commit.changes)))
        for at, commit in enumerate(log)
        if ids[at] and commit.changes
    ]


def _brought(log: Sequence[Logged], position: Mapping[str, int], merge: Logged) -> Iterable[int]:
    """The positions of the commits that a merge brought: what its first parent does not reach."""
    first, *others = (position[parent] for parent in merge.parents if parent in position)
    ours = {first}
    theirs = set(others)
    found: list[int] = []
    # From the newest down; below the oldest of the other side nothing can be brought.
    for at in range(max(first, *theirs), -1, -1):
        if not theirs:
            break
        parents = [position[parent] for parent in log[at].parents if parent in position]
        if at in ours:
            theirs.discard(at)
            ours.update(parents)
        elif at in theirs:
            theirs.remove(at)
            theirs.update(parents)
            found.append(at)
    return found
