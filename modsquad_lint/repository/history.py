"""A whole history as plain data: which commits name tasks, and how plans stood when; knows no format.

Four questions to git, however long the history is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from ..planning.decisions.executed import Work
from ..rules.comparing.changes import Habits
from ..text.errors import NotCheckedError
from ..text.typed import NamedTuple
from .comparing.commits import Commit, commits_in, logged, merged_tasks
from .comparing.file_changes import paths_of
from .git.blobs import read_blobs, read_sizes
from .git.checked_out import tasks_in
from .git.repository import Repository
from .since import commit_named, commits_since

MOST_VERSIONS, MOST_BYTES = 20_000, 32_000_000
"""Versions of plans that are read, and what they hold; older ones of a longer history are left out, and said."""


class StoredVersion(NamedTuple):
    """A version of a file: from which position in the history on, 0 the oldest, and what it holds."""

    at: int
    data: bytes


class History(NamedTuple):
    """What a history says.

    Attributes:
        works: the commits that name tasks and changed something, the oldest first.
        files: the versions of each plan by its path, in order.
        left_out: how many versions of plans were not read.
    """

    commits: int
    works: Sequence[Work]
    files: Mapping[str, Sequence[StoredVersion]]
    left_out: int


def read_history(
    repository: Repository,
    end: str,
    habits: Habits,
    is_plan: Callable[[str], bool],
    since: str | None = None,
) -> History:
    """The history of an end; `since` is a date or a revision, and limits works, not plans.

    Raises:
        NotCheckedError: there is no such end.
        UserError: `since` is neither.
        GitFailedError: git cannot say.
    """
    tip = _commit(repository, end)
    commits = commits_in(logged(repository, (tip,)), habits)
    recent = None if since is None else commits_since(repository, since, tip)
    sides = merged_tasks(commits, tip, habits)
    of_any = merged_tasks(commits, tip, habits._replace(branches=("{id}",)))
    commits.reverse()
    works = [
        Work(at, commit.when, ids, frozenset(paths_of(commit.changes)), of_any.get(commit.id, ""))
        for at, commit in enumerate(commits)
        if commit.changes
        and (recent is None or commit.id in recent)
        and (ids := _named(commit, sides, habits))
    ]
    wanted = [
        (at, change.path, change.objects[1])
        for at, commit in enumerate(commits)
        for change in commit.changes
        if change.status != "D" and is_plan(change.path) and change.modes[1].startswith("100")
    ]
    sizes = accumulate(reversed(read_sizes(repository, [blob for _, _, blob in wanted])))
    left_out = max(0, len(wanted) - min(MOST_VERSIONS, sum(size <= MOST_BYTES for size in sizes)))
    wanted = wanted[left_out:]
    blobs = read_blobs(repository, [blob for _, _, blob in wanted])
    files: dict[str, list[StoredVersion]] = defaultdict(list)
    for (at, path, _), data in zip(wanted, blobs, strict=True):
        if data is not None:
            files[path].append(StoredVersion(at, data))
    return History(len(commits if recent is None else recent), works, files, left_out)


def _named(commit: Commit, sides: Mapping[str, str], habits: Habits) -> tuple[str, ...]:
    """The ids that a commit names, else the one of the branch that a merge brought it from."""
    named = tuple(dict.fromkeys(filter(None, (*commit.trailers, *commit.likely))))
    if named or commit.id not in sides:
        return named
    return tuple(tasks_in((sides[commit.id],), habits.branches))[:1]


def _commit(repository: Repository, end: str) -> str:
    found = commit_named(repository, end)
    if not found:
        repository.ask("rev-parse", "--git-dir")  # says why, where it is the repository
        raise NotCheckedError(
            f'git does not know the revision "{end}"',
            "look at its spelling, or make a first commit",
        )
    return found
