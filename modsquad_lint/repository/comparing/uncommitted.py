"""What is staged, or stands in the work tree, and is not committed; knows no task."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence

from ..git.formats import RawChange, understood
from ..git.repository import GitFailedError, Repository, decode, encode, names
from .file_changes import DIFF, ask_renames


def ask_staged(repository: Repository, heads: Sequence[str]) -> list[list[RawChange]]:
    """What is staged, compared with HEAD, and with each of these that are merged into it."""
    ask = ("diff", "--cached", *DIFF, "--ita-invisible-in-index")
    starts = [(), *((head,) for head in heads)]
    return [ask_renames(repository, *ask, *start, "--") for start in starts]


def is_dirty(repository: Repository) -> bool:
    """Whether anything that git tracks is staged, or changed in the work tree."""
    filters = local_filters(repository)
    return any(map(any, (ask_staged(repository, ()), _ask_tracked(repository, (), filters))))


def ask_worktree(
    repository: Repository, heads: Sequence[str], filters: Collection[str]
) -> list[list[RawChange]]:
    """What is in the work tree, likewise; these filters are not run."""
    found = _ask_tracked(repository, heads, filters)
    untracked = names(repository.ask("ls-files", "-z", "--others", "--exclude-standard"))
    none = "0" * 40
    new = [
        RawChange("A", path.rstrip("/"), None, ("000000", "100644"), (none, none))
        for path in untracked
    ]
    return [[*raw, *new] for raw in found]


def local_filters(repository: Repository) -> frozenset[str]:
    """The filters that the repository names: they are programs, and those of its user are the user's."""
    answer = repository.ask(
        *("config", "--show-scope", "--includes", "-z", "--name-only"),
        *("--get-regexp", r"^filter\."),
        accept=(0, 1),
    )
    scoped = iter(names(answer))
    with understood():
        return frozenset(
            name.partition(".")[2].rpartition(".")[0]
            for scope, name in zip(scoped, scoped, strict=True)
            if scope in {"local", "worktree"}
        )


def _ask_tracked(
    repository: Repository, heads: Sequence[str], filters: Collection[str]
) -> list[list[RawChange]]:
    """What changed in the work tree of what git tracks, likewise."""
    from tempfile import TemporaryDirectory

    settings = {
        f"filter.{name}.{setting}": value
        for name in sorted(filters)
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


def unknown_by_filter(
    repository: Repository, raw: Iterable[RawChange], filters: Collection[str]
) -> frozenset[str]:
    """Files of which it is not known whether they changed: a filter would say, and they are as long as before."""
    changed = [change.path for change in raw if change.status == "M"]
    if not filters or not changed:
        return frozenset()
    answer = repository.ask("check-attr", "-z", "--stdin", "filter", given=encode(changed))
    fields = names(answer)
    filtered = [
        path for path, name in zip(fields[::3], fields[2::3], strict=False) if name in filters
    ]
    if not filtered:
        return frozenset()
    variables = {"GIT_LITERAL_PATHSPECS": "1"}
    said = decode(repository.ask("ls-files", "--debug", "--", *filtered, variables=variables))
    sizes = re.findall(r"^  size: (\d+)", said, re.MULTILINE)
    listed = sorted(filtered, key=os.fsencode)
    if len(sizes) != len(listed):
        return frozenset()
    return frozenset(
        path
        for path, size in zip(listed, sizes, strict=True)
        if _size_of(os.path.join(repository.root, path)) == int(size)
    )


def _size_of(path: str) -> int | None:
    try:
        return os.stat(path).st_size
    except OSError:
        return None


def overlooked(repository: Repository) -> list[str]:
    """The files at whose content git does not look: assume-unchanged, or skip-worktree."""
    entries = names(repository.ask("ls-files", "-v", "-z"))
    return [entry[2:] for entry in entries if entry[0] == "S" or entry[0].islower()]


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
