"""Which two commits a revision or a range means, as git resolves it; knows no event and no task."""

from __future__ import annotations

import os
import re

from ..text.errors import NotCheckedError
from ..text.typed import NamedTuple
from .advice import fetch_advice
from .checked_out import branch_of_head
from .git import GitFailedError, Repository, decode, lines, understood
from .uncommitted import head_id


class Range(NamedTuple):
    """Two commits to compare.

    Attributes:
        excluded: commits that it reaches are not of the range; "" for none.
        head: what HEAD is; "" before the first commit.
        branch: that the end is of; "" for none.
        what: the range in words.
        is_push: whether commits that a remote already has were compared before.
    """

    start: str
    end: str
    excluded: str
    head: str
    branch: str
    what: str
    is_push: bool = False


_LONGEST_REVISION = 1000

PUSH = "the commits to push"


def resolve(repository: Repository, against: str, what: str) -> Range:
    """The range that a text means; `what` is it in words, where those are known.

    Raises:
        NotCheckedError: git does not know it, or it says nothing to compare with.
        GitFailedError: git could not answer.
    """
    first, dots, last = against.partition("..")
    is_symmetric = not dots or last.startswith(".")
    first, last = first.strip(), last.removeprefix(".").strip()
    if not first and last in {"", "HEAD", "@"}:
        # A variable that is not set looks like this, and HEAD compared with itself like a pass.
        raise NotCheckedError(
            f'"{against}" says nothing to compare with', "give a branch, a tag, a commit, or A..B"
        )
    revisions = [first or "HEAD", last or "HEAD"]
    for name in revisions:
        if name.startswith(("-", "^")) or "\0" in name or len(name) > _LONGEST_REVISION:
            raise NotCheckedError(
                f'"{name[:_LONGEST_REVISION]}" is no revision',
                "give a branch, a tag, a commit, or A..B",
            )
    start, end = (f"{name}^{{commit}}" for name in revisions)
    try:
        # Without "--" git gives back as it stands what could be a pattern of files.
        with understood():
            *ends, _ = lines(repository.ask("rev-parse", f"{start}...{end}", "--"))
    except GitFailedError:
        # A repository that git does not accept has no revisions either, and says so here.
        repository.ask("rev-parse", "--git-dir")
        unknown = next((name for name in revisions if not exists(repository, name)), None)
        if unknown is None:
            raise
        if unknown == revisions[0] and not is_symmetric and exists(repository, unknown, "tree"):
            return _since_tree(repository, unknown, revisions[1], what or f"changes of {against}")
        raise NotCheckedError(
            f'git does not know the revision "{unknown}"',
            fetch_advice(repository, "fetch it, or look at its spelling"),
        ) from None
    bases = [line[1:] for line in ends if line.startswith("^")]
    with understood():
        end_id, start_id = (line for line in ends if not line.startswith("^"))
    if is_symmetric and not bases:
        raise NotCheckedError(
            f"{revisions[0]} and {revisions[1]} have no commit in common",
            fetch_advice(repository, "to compare the two as they are, write A..B"),
        )
    what = what or (f"changes of {against}" if dots else f"changes since {against}")
    base = bases[0] if is_symmetric else start_id
    return Range(
        base,
        end_id,
        start_id,
        end_id if revisions[1] == "HEAD" else head_id(repository),
        _branch_of(repository, revisions[1]),
        what,
        is_push=what == PUSH,
    )


def _since_tree(repository: Repository, tree: str, end: str, what: str) -> Range:
    """From a tree, the empty one above all: before it there is no commit."""
    ends = (f"{tree}^{{tree}}", f"{end}^{{commit}}")
    with understood():
        tree_id, end_id = lines(repository.ask("rev-parse", *ends))
    return Range(tree_id, end_id, "", head_id(repository), _branch_of(repository, end), what)


def _branch_of(repository: Repository, end: str) -> str:
    """The branch that the end of a range names; where it names none, the one that is checked out."""
    if end == os.environ.get("PRE_COMMIT_TO_REF"):
        end = os.environ.get("PRE_COMMIT_LOCAL_BRANCH") or end
    name = re.split("[~^@]", end)[0]
    if name not in {"", "HEAD"}:
        question = ("rev-parse", "-q", "--verify", "--symbolic-full-name", name)
        full = decode(repository.ask(*question, accept=(0, 1, 128))).strip()
        match = re.fullmatch("refs/(?:heads|remotes/[^/]+)/(.+)", full)
        if match:
            return match[1]
    return branch_of_head(repository)


def exists(repository: Repository, revision: str, kind: str = "commit") -> bool:
    """Whether git knows an object of this kind by this name."""
    try:
        repository.ask("rev-parse", "-q", "--verify", f"{revision}^{{{kind}}}")
    except GitFailedError:
        return False
    return True
