"""What is staged, or stands in the work tree, and is not committed; knows no task."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from .file_changes import DIFF, ask_renames
from .git import GitFailedError, Repository, decode, names, understood
from .git_formats import RawChange


def ask_staged(repository: Repository, heads: Sequence[str]) -> list[list[RawChange]]:
    """What is staged, compared with HEAD, and with each of these that are merged into it."""
    ask = ("diff", "--cached", *DIFF, "--ita-invisible-in-index")
    starts = [(), *((head,) for head in heads)]
    return [ask_renames(repository, *ask, *start, "--") for start in starts]


def is_dirty(repository: Repository) -> bool:
    """Whether anything that git tracks is staged, or changed in the work tree."""
    return any(map(any, (ask_staged(repository, ()), _ask_tracked(repository, ()))))


def ask_worktree(repository: Repository, heads: Sequence[str]) -> list[list[RawChange]]:
    """What is in the work tree, likewise."""
    found = _ask_tracked(repository, heads)
    untracked = names(repository.ask("ls-files", "-z", "--others", "--exclude-standard"))
    none = "0" * 40
    new = [
        RawChange("A", path.rstrip("/"), None, ("000000", "100644"), (none, none))
        for path in untracked
    ]
    return [[*raw, *new] for raw in found]


def _ask_tracked(repository: Repository, heads: Sequence[str]) -> list[list[RawChange]]:
    """What changed in the work tree of what git tracks, likewise."""
    from tempfile import TemporaryDirectory

    # The repository's own filters are programs that it names; those of its user are the user's.
    answer = repository.ask(
        *("config", "--show-scope", "--includes", "-z", "--name-only"),
        *("--get-regexp", r"^filter\."),
        accept=(0, 1),
    )
    scoped = iter(names(answer))
    with understood():
        settings = {
            f"{name.rpartition('.')[0]}.{setting}": value
            for scope, name in zip(scoped, scoped, strict=True)
            if scope in {"local", "worktree"}
            for setting, value in (("clean", ""), ("process", ""), ("required", "false"))
        }
    # Without a refresh, a file that was only touched would be a change.
    settings |= {"core.splitIndex": "false", "diff.autoRefreshIndex": "true"}
    first = "HEAD" if head_id(repository) else empty_tree(repository)
    try:
        spare = TemporaryDirectory()
    except OSError as error:
        raise GitFailedError(f"there is no folder for temporary files: {error.strerror}") from error
    with spare as folder:
        variables = repository.spare_index(folder)
        ask = ("diff", *DIFF, "--ita-visible-in-index")
        return [
            ask_renames(repository, *ask, start, "--", settings=settings, variables=variables)
            for start in (first, *heads)
        ]


def head_id(repository: Repository) -> str:
    """The id of the commit that is checked out, whether or not git can read it; "" before the first."""
    answer = repository.ask("rev-parse", "-q", "--verify", "HEAD", accept=(0, 1))
    return decode(answer).strip()


EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""The id of the tree without any file, which git knows unasked, by the length of ids."""


def empty_tree(repository: Repository) -> str:
    """The id of the tree without any file."""
    return decode(repository.ask("hash-object", "-t", "tree", "--stdin")).strip()


def merge_heads(repository: Repository) -> list[str]:
    """What is being merged into HEAD, nothing when nothing is.

    While a clean merge runs hooks there is no MERGE_HEAD yet: git names the heads in the environment.
    """
    heads = repository.note("MERGE_HEAD")
    if heads:
        return heads
    action, *given = os.environ.get("GIT_REFLOG_ACTION", "").split(" ")
    if action not in {"merge", "pull"}:
        return []
    heads = [
        name.removeprefix("GITHEAD_")
        for name in os.environ
        if re.fullmatch(r"GITHEAD_[0-9a-f]{40,64}", name)
    ]
    if not heads and action == "merge":
        heads = [name for name in given if not name.startswith("-")]
    return heads or (["FETCH_HEAD"] if action == "pull" else [])
