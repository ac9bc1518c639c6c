"""The commits of a range, the tasks that they name, and whose they are; knows no tasks file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..rules.changes import TRAILER, Unit
from ..text.typed import NamedTuple
from .file_changes import DIFF, changes_of
from .git import GitFailedError, Repository, lines
from .git_formats import RawChange, raw_log
from .ranges import Range

ABBREVIATED = 10


class Commit(NamedTuple):
    """One commit of a range."""

    id: str
    parents: tuple[str, ...]
    trailers: tuple[str, ...]
    buried: tuple[str, ...]
    changes: list[RawChange]


def commits_of(repository: Repository, compared: Range, trailer: str) -> list[Commit]:
    """The commits of a range, the newest first."""
    log = ("log", "-c", *DIFF, "--topo-order", "--no-decorate", "--encoding=UTF-8")
    published = ("--not", "--remotes") if compared.is_push else ()
    excluded = (f"^{compared.excluded}",) if compared.excluded else ()
    limits = (compared.end, *excluded, *published, "--")
    form = "--format=%H%x00%P%x00%B%x00%(trailers:only,unfold)%x00"
    try:
        answer = repository.ask(*log, "-M", form, *limits)
    except GitFailedError:
        answer = repository.ask(*log, "--no-renames", form, *limits)
    # The end is stripped later: a pattern that looks for it takes quadratic time.
    named = re.compile(rf"\s*{re.escape(trailer)}\s*:\s*(\S.*)", re.IGNORECASE)
    return [
        Commit(ident, tuple(parents.split()), *_named_in(body, trailers, named), changes)
        for (ident, parents, body, trailers), changes in raw_log(answer, 4)
    ]


def _named_in(
    body: str, trailers: str, named: re.Pattern[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids in what git takes for a commit's trailers, and those in other text, as squashing leaves them."""
    said, text = (
        each_once([match[1].rstrip()] for line in part.split("\n") if (match := named.match(line)))
        for part in (trailers, body.strip().partition("\n")[2])
    )
    known = frozenset(said)
    return said, tuple(ident for ident in text if ident not in known)


def each_once(ids: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each id once."""
    return tuple(dict.fromkeys(ident for some in ids for ident in some))


def of_others(repository: Repository, compared: Range, commits: Sequence[Commit]) -> frozenset[str]:
    """The commits that merges brought in from another branch that is known here.

    What git does not prove to be another's is the task's own: a colleague may push to the same branch.
    """
    by_id = {commit.id: commit for commit in commits}
    own = set(_line(by_id, compared.end))
    merges = {ident for ident in own if len(by_id[ident].parents) > 1}
    # A line of merges alone, as a pull request has, is what these merges brought.
    if not merges or len(merges) == len(own):
        return frozenset()
    oldest = [commit.id for commit in commits if commit.id in merges][-1]
    # A branch that has the merge may have all the rest from here.
    form = ("--format=%(objectname) %(refname)", "--no-contains", oldest)
    answer = repository.ask("for-each-ref", *form, "refs/heads", "refs/remotes")
    limits = [compared.end, *([f"^{compared.excluded}"] if compared.excluded else [])]
    for line in lines(answer):
        tip, _, name = line.partition(" ")
        if compared.branch and name.endswith(f"/{compared.branch}"):
            own.update(_line(by_id, tip))
        else:
            limits.append(f"^{tip}")
    given = "".join(f"{limit}\n" for limit in limits).encode()
    own.update(lines(repository.ask("rev-list", "--stdin", given=given)))
    return frozenset(by_id.keys() - own)


def _line(by_id: Mapping[str, Commit], tip: str) -> Iterator[str]:
    """The commits of a range's own line down from this one, without what its merges brought in."""
    current = by_id.get(tip)
    while current is not None:
        yield current.id
        current = by_id.get(current.parents[0]) if current.parents else None


def units_of(
    commits: Sequence[Commit], others: Collection[str], rest: tuple[tuple[str, ...] | None, str]
) -> Iterator[Unit]:
    """One unit for each commit that answers for something, the oldest first."""
    for commit in reversed(commits):
        changes = changes_of(commit.changes, None)
        is_another = commit.id in others
        if not changes or (is_another and not commit.trailers and not commit.buried):
            continue
        ids, source = (None, "") if is_another else rest
        if commit.trailers:
            ids, source = commit.trailers, TRAILER
        yield Unit(ids, source, changes, commit.id[:ABBREVIATED], commit.buried)
