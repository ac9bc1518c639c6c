"""Who answers for what changed: `--task`, a variable, commits, merges, the branch; knows no plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from ...rules.comparing.changes import ABBREVIATED, TRAILER, FileChange, Habits, Unit
from ...text.errors import NotCheckedError
from ...text.typed import TYPE_CHECKING, NamedTuple
from ...text.words import counted, listed, plural
from ..git.advice import asking_git
from ..git.checked_out import (
    VARIABLE,
    branch_of_ci,
    branch_of_head,
    task_in_environment,
    tasks_in,
)
from ..git.repository import Repository, lines
from .ends import Ends
from .file_changes import changes_of, paths_of

if TYPE_CHECKING:
    from .commits import Commit
    from .ranges import CommitRange
    from .stored import Stored


class Changed(NamedTuple):
    """What changed, by who answers for it.

    Attributes:
        units: as in `Comparison`.
        branch: the id that the branch names; empty for none.
        commits: of the range, the newest first; none where they are not known.
        notes: what was left out, each one line.
    """

    units: tuple[Unit, ...]
    branch: tuple[str, ...] = ()
    commits: Sequence[Commit] = ()
    notes: tuple[str, ...] = ()

    def called(self, meant: Callable[[str], str]) -> Changed:
        """The same with other names of tasks."""
        units = tuple(_called(unit, meant) for unit in self.units)
        return self._replace(units=units, branch=tuple(map(meant, self.branch)))


def _called(unit: Unit, meant: Callable[[str], str]) -> Unit:
    """A unit with other names of tasks; itself where they stay: many ranges have the same ones."""
    tasks = None if unit.tasks is None else tuple(map(meant, unit.tasks))
    likely = tuple(map(meant, unit.likely))
    is_same = (tasks, likely) == (unit.tasks, unit.likely)
    return unit if is_same else unit._replace(tasks=tasks, likely=likely)


class _Named(NamedTuple):
    """Who answers for what no commit names a task for: ids, or None for nobody, and who says so."""

    ids: tuple[str, ...] | None = None
    source: str = ""


def changed_between(ends: Ends, habits: Habits, tasks: Sequence[str]) -> Changed:
    """What changed between two ends, and who answers for it, by the ids of `--task` and the habits of the plans.

    Raises:
        NotCheckedError: the clone is too shallow to know, or git cannot say.
        UserError: MODSQUAD_TASK is set, and blank.
    """
    by_hand = _named_by_hand(tasks)
    if ends.range is None:
        branch = branch_of_head(ends.repository) or branch_of_ci()
        named = _named_by_branch((branch,), habits)
        ids, source = by_hand or named
        unnamed = () if ids else (branch,)
        unit = Unit(ids, source, changes_of(ends.raw, ends.own), branches=unnamed)
        return Changed((unit,), () if by_hand else named.ids or ())
    with asking_git(ends.repository):
        return _of_range(ends, ends.range, habits, by_hand)


def _of_range(ends: Ends, compared: CommitRange, habits: Habits, by_hand: _Named | None) -> Changed:
    from .commits import commits_in, merged_tasks  # of what is not committed there are none

    repository = ends.repository
    named = _named_by_end(compared, habits)
    rest = by_hand or named
    limits = compared.limits
    listed = [] if compared.is_empty else ends.stored.logs.of([limits])[limits]
    commits = commits_in(listed, habits, ends.stored.commits.setdefault(habits, {}))
    cut = set(repository.note("shallow"))
    if any(commit.id in cut for commit in commits):
        # Only the two ends are known, and what the oldest commits say they changed is wrong.
        if by_hand is None:
            from ..git.advice import fetch_advice

            raise NotCheckedError(
                "the clone is too shallow to know which tasks the commits name",
                fetch_advice(repository, "fetch the whole history"),
            )
        commits = []
    differs = {change.path: change for change in changes_of(ends.raw, None)}
    others = _of_upstream(repository, compared, commits)
    own = [commit for commit in commits if commit.id not in others]
    touched = frozenset(_touched(own))
    left_out = frozenset(_touched(c for c in commits if c.id in others)) - touched
    left_out &= differs.keys()
    notes = _left_out(compared, left_out)
    malformed = (*chain.from_iterable(commit.malformed for commit in reversed(own)),)
    sides = merged_tasks(commits, compared.end, habits)
    if by_hand is not None or not (sides or any(commit.names_tasks for commit in own)):
        changes = [change for path, change in differs.items() if path not in left_out]
        units: tuple[Unit, ...] = (
            Unit(
                *(rest.ids, rest.source, tuple(changes)),
                malformed=malformed,
                branches=() if rest.ids or len(compared.wish.refs) > 1 else compared.branches,
            ),
        )
    else:
        units = tuple(_units(own, differs, rest, sides, habits, ends.stored))
        unexplained = [
            change
            for path, change in differs.items()
            if path not in touched and path not in left_out
        ]
        if unexplained:
            units += (Unit(rest.ids, rest.source, tuple(unexplained)),)
    return Changed(units, () if by_hand else named.ids or (), commits, notes)


def _units(
    commits: Sequence[Commit],
    differs: Mapping[str, FileChange],
    rest: _Named,
    sides: Mapping[str, str],
    habits: Habits,
    stored: Stored,
) -> Iterator[Unit]:
    """One unit for each commit that changed what differs, or names a task; the oldest first."""
    known = stored.units.setdefault(habits, {})
    for commit in reversed(commits):
        if commit.id not in stored.changes:
            stored.changes[commit.id] = changes_of(commit.changes, None)
        changes = tuple(change for change in stored.changes[commit.id] if change.path in differs)
        if not changes and not commit.names_tasks:
            continue
        ids, source = rest
        if side := sides.get(commit.id):
            ids, source = _named_by_branch((side,), habits)
        if commit.trailers:
            ids, source = commit.trailers, TRAILER
        unit = Unit(
            *(ids, source, changes),
            *(commit.id[:ABBREVIATED], commit.likely, commit.malformed),
        )
        yield known.setdefault((commit.id, ids, source, changes), unit)


def _touched(commits: Iterable[Commit]) -> Iterator[str]:
    return paths_of(change for commit in commits for change in commit.changes)


def _named_by_hand(tasks: Sequence[str]) -> _Named | None:
    if tasks:
        return _Named(tuple(tasks), "--task")
    ident = task_in_environment()
    return _Named((ident,), VARIABLE) if ident else None


def _named_by_branch(branches: Sequence[str], habits: Habits) -> _Named:
    """Those whom all these branches name: of a commit with several branches, each may have made it."""
    found = tasks_in(branches, habits.branches)
    names = tuple(dict.fromkeys(found.values()))
    return (
        _Named((*found,), f"{plural('branch', len(names))} {listed(names)}") if found else _Named()
    )


def _named_by_end(compared: CommitRange, habits: Habits) -> _Named:
    """Those whom the end of a range names: of what several refs have in common, all of them or nobody."""
    if not compared.wish.refs:
        return _named_by_branch(compared.branches, habits)
    found = [
        next((some for some in names if tasks_in(some, habits.branches)), ())
        for names in compared.wish.refs
    ]
    return _named_by_branch([*chain.from_iterable(found)], habits) if all(found) else _Named()


def _of_upstream(
    repository: Repository, compared: CommitRange, commits: Sequence[Commit]
) -> Collection[str]:
    """The commits of a range that its base has on a remote, and what a push finds published there.

    What git does not prove to be that is the branch's own.
    """
    if compared.known is not None:
        return compared.known.published
    published = compared.wish.published or tuple(compared.upstream.values())
    if not published or not commits:
        return ()
    excluded = [f"^{compared.excluded}"] if compared.excluded else []
    limits = (compared.end, *excluded, "--not", *published)
    own = set(lines(repository.ask("rev-list", *limits, "--")))
    return {commit.id for commit in commits} - own


def _left_out(compared: CommitRange, paths: Collection[str]) -> tuple[str, ...]:
    if not paths:
        return ()
    files = counted(len(paths), "changed file")
    if compared.wish.published:
        return (f"left out: {files} of commits that a remote has already",)
    remote, known = " and ".join(compared.upstream), next(iter(compared.upstream))
    note = (
        f"left out: {files} that {remote} has and the local branch does not; compare with {known}"
    )
    return (note,)
