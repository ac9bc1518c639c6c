"""What git's pre-push hook says on standard input: every ref that is pushed, as a range; knows no task."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ...text.errors import NotCheckedError
from ...text.typed import NamedTuple
from ..git.checked_out import branch_name, branch_of_head
from ..git.formats import understood
from ..git.repository import Repository, decode, lines
from ..reading import read_bounded
from .new_refs import Begin, begins, since
from .ranges import NothingToCompare, Wish

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
    refs = [_read(line) for line in said.splitlines()]
    refs = _with_commits(repository, [ref for ref in refs if ref.commit.strip("0")])
    if not refs:
        raise NothingToCompare("nothing is pushed")
    tips = [ref.commit for ref in refs]
    new = [ref.commit for ref in refs if not ref.before]
    begin = dict(zip(new, begins(repository, new, tips), strict=True)) if new else {}
    here = branch_of_head(repository)
    return [
        _wish(repository, ref, Begin(ref.before) if ref.before else begin[ref.commit], here)
        for ref in refs
    ]


class _Ref(NamedTuple):
    """One line of git's: what is pushed, to which ref, and what the remote has of that; "" for nothing."""

    local: str
    commit: str
    remote: str
    before: str


def _read(line: str) -> _Ref:
    fields = line.split()
    if len(fields) != _FIELDS:
        raise NotCheckedError(
            f'"{line[:100]}" is no line of git\'s pre-push hook', "hand it on as it is"
        )
    return _Ref(*fields)


def _with_commits(repository: Repository, refs: Sequence[_Ref]) -> list[_Ref]:
    """The refs that lead to commits, with their commits; what git does not know of the remote is nothing."""
    asked = [name for ref in refs for name in (ref.commit, f"{ref.commit}^{{commit}}", ref.before)]
    given = "".join(f"{name}\n" for name in asked).encode()
    question = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
    answers = iter(lines(repository.ask(*question, given=given)))
    found = []
    with understood():
        for ref in refs:
            kind, commit, before = (next(answers).split(" ") for _ in range(3))
            if commit[-1] == "commit":
                known = ref.before if before[-1] in {"commit", "tag"} else ""
                found.append(ref._replace(commit=commit[0], before=known))
            elif kind[-1] == "missing":
                raise NotCheckedError(f"git does not have the commit {ref.commit}")
    return found


def _wish(repository: Repository, ref: _Ref, begin: Begin, here: str) -> Wish:
    local = here if ref.local == "HEAD" else branch_name(ref.local)
    # A task's branch is pushed to another's name, and another's to its.
    branches = tuple(dict.fromkeys(filter(None, (branch_name(ref.remote), local))))
    what = f"the push of {branches[0] if branches else ref.remote}"
    return since(repository, begin, ref.commit, Wish("", what, is_push=True, branches=branches))
