"""What became of paths that git once tracked, asked of its history; knows no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from ...rules.answers import Moved
from ...text import paths as spelling
from ...text.tree import Tree
from .formats import RawChange, raw_log
from .repository import Repository

HISTORY_SECONDS = 3.0
"""The most that looking up what became of a path may take; after that it is unknown."""

_MOST_PATHS = 200
"""Of how many paths at once the history is asked."""

_RECENT = 20
"""Commits of HEAD's own line that are looked through for any path: what comes with each of them counts too.

New files are normal, and to follow them through a long history takes longer than all else together.
"""

_FEW = 3
"""A name that git tracks no more often than this may be that of a file that was moved."""

_RECENTLY = ("HEAD", "--ignore-missing", f"^HEAD~{_RECENT}")


def became(repository: Repository, gone: Sequence[str], tracked: Tree) -> dict[str, Moved]:
    """What became of paths that git no longer tracks; of too many, only the first are looked for.

    Raises:
        GitFailedError: it cannot be known.
    """
    gone = gone[:_MOST_PATHS]
    likely = _with_namesakes(gone, tracked)
    others = [path for path in gone if path not in likely]
    found: dict[str, Moved] = {}
    for some, range_ in ((sorted(likely), ("HEAD",)), (others, _RECENTLY)):
        if some:
            found.update(_moves(repository, some, tracked, range_))
    return found


def _with_namesakes(gone: Collection[str], tracked: Tree) -> set[str]:
    """Those of the paths of whose name git tracks a file, or a few, in other folders."""
    wanted = frozenset(map(spelling.name, gone))
    times = Counter(name for name in map(spelling.name, tracked.paths) if name in wanted)
    return {path for path in gone if 0 < times[spelling.name(path)] <= _FEW}


def _moves(
    repository: Repository, gone: Collection[str], tracked: Tree, range_: tuple[str, ...]
) -> dict[str, Moved]:
    """What became of paths that are gone: where a chain of renames ends at one that is tracked."""
    log = ("log", "--topo-order", "--raw", "-z", "--no-abbrev", "--format=%H")
    answer = repository.ask(
        *("--literal-pathspecs", *log, "--no-renames", "--diff-filter=D", *range_, "--", *gone),
        seconds=HISTORY_SECONDS,
    )
    deletions = [(commit, changes) for (commit,), changes in raw_log(answer, 1)]
    if not deletions:
        return {}
    # Whatever the others became happened after that: a commit stands before its ancestors.
    oldest = deletions[-1][0]
    since = repository.ask(
        *(*log, "-M", "--diff-filter=RD", "HEAD", "--not", f"{oldest}^@", "--"),
        seconds=HISTORY_SECONDS,
    )
    asked = frozenset(gone)
    found: dict[str, Moved] = {}
    # What each path became at the next commit that took it away, seen from the one at hand.
    later: dict[str, Moved] = {}
    for (commit,), changes in raw_log(since, 1):
        became = {
            change.old_path or change.path: _end(change, commit, later, tracked)
            for change in changes
        }
        later.update(became)
        for path in asked & became.keys():
            found.setdefault(path, became[path])
    return found


def _end(change: RawChange, commit: str, later: Mapping[str, Moved], tracked: Tree) -> Moved:
    if change.old_path is None:
        return Moved(None, commit)
    then = later.get(change.path, Moved(None, commit))
    return Moved(change.path, commit) if then.path is None and change.path in tracked else then
