"""One comparison of what changed with the tasks files that answer for it; knows no rule.

The number of questions to git does not depend on the number of commits, files or tasks. Whatever git
cannot answer raises `NotCheckedError`: nothing here may look like a pass.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..planning.options import Options
from ..rules.changes import TRAILER, Comparison, Unit, Version
from ..text.errors import NotCheckedError
from .advice import not_checked
from .blobs import read_blobs
from .checked_out import VARIABLE, branch_of_head, task_in, task_in_environment
from .ci_events import AUTO, STAGED, WORKTREE, automatic
from .commits import ABBREVIATED, Commit, commits_of, each_once, of_others, units_of
from .file_changes import DIFF, ask_renames, changes_of, paths_of
from .git import GitFailedError, Repository
from .git_formats import RawChange
from .ranges import Range, resolve
from .uncommitted import ask_staged, ask_worktree, head_id, merge_heads


class Changes:
    """One comparison, before it is known with which tasks file.

    Attributes:
        what: what is compared, in words.
        units: as in `Comparison`.
    """

    def __init__(
        self,
        repository: Repository,
        what: str,
        units: tuple[Unit, ...],
        raw: Sequence[RawChange],
        *,
        commits: Sequence[Commit] = (),
        data_at: str | None = None,
    ) -> None:
        """`data_at` names where the tasks file is read: a commit, "" for the index, None on disk."""
        self.what = what
        self.units = units
        self._repository = repository
        moved = (change for change in raw if change.status == "R")
        self._raw = {
            **{str(change.old_path): change._replace(status="D") for change in moved},
            **{change.path: change for change in raw},
        }
        self._commits = commits
        self._data_at = data_at

    def of(self, path: str) -> Comparison:
        """The comparison with one tasks file; its path is relative to the repository root.

        Raises:
            NotCheckedError: git cannot say what the tasks file holds, or held.
        """
        kept = self._kept(path)
        change = self._raw.get(kept)
        wanted: list[str] = []
        steps: list[str | None] = []
        if change is not None and change.status != "A":
            wanted.append(change.objects[0])
            steps.append(None)
            for commit in reversed(self._commits):
                for touched in commit.changes:
                    if touched.path == kept:
                        wanted.append(touched.objects[1])
                        steps.append(commit.id[:ABBREVIATED])
        data = None
        try:
            if self._data_at is not None and kept:
                if change is None:
                    data = self._unchanged(kept)
                else:
                    wanted.append(self._current(kept, change))
            blobs = read_blobs(self._repository, wanted)
        except GitFailedError as failure:
            raise not_checked(self._repository, failure) from failure
        if len(blobs) > len(steps):
            data = blobs[-1]
        return Comparison(self.what, self.units, data, tuple(map(Version, steps, blobs)), kept)

    def _kept(self, path: str) -> str:
        """Where git keeps what a path holds: there, unless it leads over links; "" outside."""
        top = os.path.join(os.path.realpath(self._repository.root), "")
        full = os.path.realpath(os.path.join(top, path))
        return full[len(top) :].replace(os.sep, "/") if full.startswith(top) else ""

    def _unchanged(self, path: str) -> bytes | None:
        """What a path holds that did not change; None where git does not have it."""
        at = self._data_at or "HEAD"
        try:
            return self._repository.ask("cat-file", "blob", f"{at}:{path}")
        except GitFailedError:
            if at == "HEAD" and not head_id(self._repository):
                return None
            question = ("ls-tree", "-z", "--name-only", at, "--", path)
            if self._repository.ask(*question, variables={"GIT_LITERAL_PATHSPECS": "1"}):
                raise
            return None

    def _current(self, path: str, change: RawChange) -> str:
        """The content that a path has after its change."""
        if change.status != "D":
            return change.objects[1]
        where = f"in {self._data_at[:ABBREVIATED]}" if self._data_at else "in the index"
        if change.path != path:
            raise NotCheckedError(
                f"{path} is renamed to {change.path} {where}", f"name {change.path} instead"
            )
        raise NotCheckedError(
            f"{path} is deleted {where}", "keep it, or name the tasks file that takes its place"
        )


def compare(
    root: str | None, against: str, *, tasks: Sequence[str] = (), options: Options | None = None
) -> Changes:
    """What changed, and which tasks answer for it.

    Args:
        root: the repository's; None outside one.
        against: `staged`, `worktree`, `auto`, a revision, `A..B` or `A...B`.
        tasks: the ids of `--task`.
        options: how a branch and a trailer name a task.

    Raises:
        NotCheckedError: it cannot be known.
    """
    if root is None:
        raise NotCheckedError("this is no git repository", "run it in one, or leave --against out")
    reader = _Reader(Repository(root), tuple(tasks), options or Options())
    try:
        return reader.read(against)
    except GitFailedError as failure:
        raise not_checked(reader.repository, failure) from failure


class _Reader:
    def __init__(self, repository: Repository, tasks: tuple[str, ...], options: Options) -> None:
        self.repository = repository
        self._tasks = tasks
        self._options = options

    def read(self, against: str) -> Changes:
        what = ""
        if against == AUTO:
            against, what = automatic(self.repository)
        if against == STAGED:
            return self._uncommitted(STAGED, "staged changes")
        if against == WORKTREE:
            return self._uncommitted(WORKTREE, "working tree")
        return self._range(resolve(self.repository, against, what))

    # -- what is not committed

    def _uncommitted(self, mode: str, what: str) -> Changes:
        ask = ask_staged if mode == STAGED else ask_worktree
        raw, *sides = ask(self.repository, merge_heads(self.repository))
        # What a merge takes over as it is on the other side, is the other side's.
        own = set.intersection(*(set(paths_of(side)) for side in sides)) if sides else None
        changes = changes_of(raw, own)
        by_branch = self._named_by_branch(branch_of_head(self.repository))
        ids, source = self._named() or by_branch or (None, "")
        return Changes(
            self.repository,
            what,
            (Unit(ids, source, changes),),
            raw,
            data_at="" if mode == STAGED else None,
        )

    # -- what is

    def _range(self, compared: Range) -> Changes:
        raw = ask_renames(
            self.repository, "diff-tree", "-r", *DIFF, compared.start, compared.end, "--"
        )
        commits = commits_of(self.repository, compared, self._options.task_trailer)
        named = self._named()
        rest = named or self._named_by_branch(compared.branch) or (None, "")
        says = [] if named else [commit for commit in commits if commit.trailers or commit.buried]
        what = compared.what
        cut = set(self.repository.note("shallow"))
        if any(commit.id in cut for commit in commits):
            # Only the two ends are known, and what the oldest commits say they changed is wrong.
            commits = []
            if named is None:
                what += " (the clone is too shallow to know the trailers of all commits)"
        # Where no task is named, nothing is another's.
        others = of_others(self.repository, compared, commits) if rest[0] else frozenset()
        own = [commit for commit in commits if commit.id not in others]
        touched = None
        if commits and (others or compared.is_push):
            touched = set(paths_of(change for commit in own for change in commit.changes))
        if says and commits:
            units = tuple(units_of(commits, others, rest))
        else:
            trailers = each_once(commit.trailers for commit in says)
            buried = each_once(commit.buried for commit in says)
            ids, source = (trailers, TRAILER) if trailers else rest
            units = (Unit(ids, source, changes_of(raw, touched), buried=buried),)
        return Changes(
            self.repository,
            what,
            units,
            raw,
            commits=commits,
            data_at=None if compared.end == compared.head else compared.end,
        )

    # -- who answers for it

    def _named(self) -> tuple[tuple[str, ...], str] | None:
        if self._tasks:
            return self._tasks, "--task"
        ident = task_in_environment()
        return ((ident,), VARIABLE) if ident else None

    def _named_by_branch(self, branch: str) -> tuple[tuple[str, ...], str] | None:
        ident = task_in(branch, self._options.branch_pattern)
        return ((ident,), f"branch {branch}") if ident else None
