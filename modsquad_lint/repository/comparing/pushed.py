"""What git's pre-push hook says on standard input: every ref that is pushed, as a range; knows no task."""

from __future__ import annotations

import os
import sys

from ...text.errors import NotCheckedError
from ..git.checked_out import branch_name, branch_of_head
from ..git.repository import Repository, decode, lines
from ..reading import read_bounded
from .ci_events import NothingToCompare
from .ranges import Wish, exists
from .uncommitted import empty_tree

_MOST_BYTES = 1 << 24
_FIELDS = 4


def pushed(repository: Repository) -> list[Wish]:
    """A range for every ref that is pushed, but those that are deleted.

    Raises:
        NotCheckedError: standard input does not come from git.
        NothingToCompare: nothing is pushed, or refs are only deleted.
        GitFailedError: git could not answer.
    """
    if os.environ.get("PRE_COMMIT"):
        raise NotCheckedError(
            "pre-commit hands on nothing of what git says is pushed",
            "call modsquad-lint check --against pushed in .git/hooks/pre-push, or pre-push.legacy beside it",
        )
    if sys.stdin is None or sys.stdin.isatty():
        raise NotCheckedError(
            "what is pushed comes on standard input, from git", "use it in .git/hooks/pre-push"
        )
    try:
        said = decode(read_bounded(sys.stdin.buffer, _MOST_BYTES))
    except OSError as error:
        raise NotCheckedError(f"cannot read standard input: {error.strerror}") from error
    wishes = []
    for line in said.splitlines():
        fields = line.split()
        if len(fields) != _FIELDS:
            raise NotCheckedError(
                f'"{line[:100]}" is no line of git\'s pre-push hook', "hand it on as it is"
            )
        local, commit, remote, before = fields
        if commit.strip("0"):
            here = branch_of_head(repository) if local == "HEAD" else branch_name(local)
            # A task's branch is pushed to another's name, and another's to its.
            branches = tuple(dict.fromkeys(filter(None, (branch_name(remote), here))))
            start = _start(repository, commit, before)
            dots = ".." if start == empty_tree(repository) else "..."
            what = f"the push of {branches[0] if branches else remote}"
            wishes.append(Wish(f"{start}{dots}{commit}", what, is_push=True, branches=branches))
    if not wishes:
        raise NothingToCompare("nothing is pushed")
    return wishes


def _start(repository: Repository, commit: str, before: str) -> str:
    """What a remote has of a ref; of a new one, where it leaves what remotes have."""
    if before.strip("0") and exists(repository, before):
        return before
    question = ("rev-list", "--boundary", "--topo-order", commit, "--not", "--remotes", "--")
    found = lines(repository.ask(*question))
    boundary = next((line[1:] for line in found if line.startswith("-")), None)
    if boundary is not None:
        return boundary
    return empty_tree(repository) if found else commit
