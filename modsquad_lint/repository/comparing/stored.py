"""What git has stored of the commits at which ranges begin and end, asked for all ranges at once; knows no task."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from ...text.typed import TYPE_CHECKING
from ..git.blobs import read_blobs
from ..git.formats import RawChange, change_lists
from ..git.repository import GitFailedError, Repository, encode, lines, names
from ..git.together import Expected
from .file_changes import DIFF
from .uncommitted import EMPTY_TREES

if TYPE_CHECKING:
    from ...rules.comparing.changes import FileChange, Habits, Unit
    from .commits import Commit, Logged
    from .ranges import CommitRange

Listed = tuple[str, tuple[str, ...]]
"""A tree, and pathspecs of the files in it."""


class Stored:
    """What is stored, each kind asked for at once.

    Attributes:
        blobs: the content of objects; see `read_blobs`.
        lists: the files of a tree that are like some pathspecs, and perhaps others, with what git says of them.
        logs: the commits of a range, by its `limits`.
        commits: those whose messages were read, by the habits that they were read with and their ids.
        changes: what they changed, by their ids.
        units: who answers for what they changed, by the habits: many ranges have the same ones.
        folders: of `COMMIT:PATH`, whether that is a folder.
        merged: of a commit and a path, the attribute `merge`; two processes for each commit.
    """

    def __init__(self, repository: Repository, ranges: Sequence[CommitRange] = ()) -> None:
        self.repository = repository
        self.blobs = Expected(partial(read_blobs, repository))
        self.lists = Expected(partial(_lists, repository))
        self.logs = Expected(partial(_logs, repository, {each.limits: each for each in ranges}))
        self.commits: dict[Habits, dict[str, Commit]] = {}
        self.changes: dict[str, tuple[FileChange, ...]] = {}
        self.units: dict[Habits, dict[tuple[object, ...], Unit]] = {}
        self.folders = Expected(partial(_are_folders, repository))
        self.merged = Expected(partial(_attributes, repository))
        self.logs.expect(each.limits for each in ranges if not each.is_empty)


def _lists(repository: Repository, asked: Sequence[Listed]) -> Iterator[Mapping[str, str]]:
    # To list all files and choose from them would take three times as long.
    question = ("diff-tree", "--stdin", "-r", "--no-renames", *DIFF)
    pathspecs = dict.fromkeys(chain.from_iterable(some for _, some in asked))
    trees = dict.fromkeys(tree for tree, _ in asked)
    given = "".join(f"{EMPTY_TREES[len(tree)]} {tree}\n" for tree in trees).encode()
    answer = repository.ask(*question, "--", *pathspecs, given=given)
    found = {
        tree: {change.path: f"{change.modes[1]} {change.objects[1]}" for change in changes}
        for tree, changes in zip(trees, change_lists(answer, len(trees)), strict=True)
    }
    return (found[tree] for tree, _ in asked)


def _logs(
    repository: Repository,
    ranges: Mapping[tuple[str, str], CommitRange],
    asked: Sequence[tuple[str, str]],
) -> Iterator[list[Logged]]:
    from .commits import logged  # of what is not committed there are none

    known = [ranges[limits].known for limits in asked]
    ids = dict.fromkeys(chain.from_iterable(each.ids for each in known if each is not None))
    given = "".join(f"{each}\n" for each in ids).encode()
    listed = logged(repository, ("--no-walk=unsorted", "--stdin"), given) if ids else ()
    by_id = {commit.id: commit for commit in listed}
    for (end, excluded), each in zip(asked, known, strict=True):
        if each is None:
            yield logged(repository, (end, *([f"^{excluded}"] if excluded else [])))
        else:
            yield [by_id[ident] for ident in each.ids]


def _are_folders(repository: Repository, asked: Sequence[str]) -> list[bool]:
    given = "".join(f"{name}\n" for name in asked).encode(errors="surrogateescape")
    answer = repository.ask("cat-file", "--batch-check=%(objecttype)", given=given)
    return [line == "tree" for line in lines(answer)]


def _attributes(repository: Repository, asked: Sequence[tuple[str, str]]) -> list[str]:
    from tempfile import TemporaryDirectory

    found: dict[tuple[str, str], str] = {}
    for start in {start: None for start, _ in asked}:
        paths = [path for commit, path in asked if commit == start]
        try:
            with TemporaryDirectory() as folder:
                index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}
                repository.ask("read-tree", start, variables=index)
                question = ("check-attr", "--cached", "-z", "--stdin", "merge")
                answer = names(repository.ask(*question, given=encode(paths), variables=index))
        except OSError as error:
            raise GitFailedError(str(error)) from error
        fields = zip(answer[::3], answer[2::3], strict=False)
        found.update(((start, path), value) for path, value in fields)
    return [found.get(each, "") for each in asked]


def differences(repository: Repository, ranges: Sequence[CommitRange]) -> list[list[RawChange]]:
    """What differs between the ends of each range.

    Where branches were merged both ways a range has several beginnings; what differs from all of them changed,
    and the two sides of a rename are a deletion and an addition.
    """
    asked = [each for each in ranges if not each.is_empty]
    one = [_pair(each) for each in asked if len(each.starts) == 1]
    several = [_pair(each) for each in asked if len(each.starts) > 1]
    try:
        found = _differences(repository, one, "-M")
    except GitFailedError:  # a partial clone may lack what it takes to see a rename
        found = _differences(repository, one, "--no-renames")
    found |= _differences(repository, several, "-c", "--no-renames")
    return [found.get(_pair(each), []) for each in ranges]


def _pair(compared: CommitRange) -> tuple[str, ...]:
    """What git takes for a range: a commit with all that it begins at, or two trees."""
    if compared.excluded:
        return (compared.end, *compared.starts)
    return (*compared.starts, compared.tree)


def _differences(
    repository: Repository, pairs: Sequence[tuple[str, ...]], *options: str
) -> dict[tuple[str, ...], list[RawChange]]:
    asked = dict.fromkeys(pairs)
    if not asked:
        return {}
    given = "".join(f"{' '.join(pair)}\n" for pair in asked).encode()
    question = ("diff-tree", "--stdin", "--always", "-r", *options, *DIFF, "--")
    answer = repository.ask(*question, given=given)
    return dict(zip(asked, change_lists(answer, len(asked)), strict=True))
