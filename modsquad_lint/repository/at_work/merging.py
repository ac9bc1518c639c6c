"""Whether commits can be merged as they are, and the lines where they can't; in a scratch directory.

Knows no task. The merge is git's own (`git merge-tree --write-tree`, git 2.38 or newer).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...text.typed import NamedTuple
from ..git.formats import understood
from ..git.repository import GitFailedError, decode
from .scratch import Scratch

Lines = tuple[int, int]
_BASE, _OURS, _THEIRS = "1", "2", "3"
_MERGE = ("merge-tree", "--write-tree", "--messages", "-z")
_KIND = r"CONFLICT \(([^)]*)\)"
_SUBMODULE = "submodule"
"""git adds why it could not merge one, which nobody can change."""
_NONE = "0" * 40
_COMMIT = "160000"


class Merged(NamedTuple):
    """What came of a merge.

    Attributes:
        conflicts: the paths that conflict, each with the kind in git's word: "content", "modify/delete".
        stages: of each path that conflicts the contents of both sides and of what they come from, by the
            numbers that git gives them.
    """

    conflicts: Mapping[str, str]
    stages: Mapping[str, Mapping[str, str]]


def can_merge(scratch: Scratch) -> str:
    """Why this git merges nothing for us; "" where it does."""
    try:
        # With a wrong name a git that knows the command complains of the name.
        scratch.ask("merge-tree", "--write-tree", _NONE, _NONE)
    except GitFailedError as failure:
        if re.search(r"(?i)usage|unknown|option", str(failure)):
            version = decode(scratch.ask("version")).strip()
            return f"{version} has no merge-tree --write-tree; 2.38 has"
    return ""


def merge(scratch: Scratch, pairs: Sequence[tuple[str, str]]) -> list[Merged | None]:
    """What comes of merging each pair of commits; None where git cannot say."""
    if not pairs:
        return []
    given = "".join(f"{one} {other}\n" for one, other in pairs).encode()
    try:
        found: list[Merged | None] = [
            *_all_merged(scratch.ask(*_MERGE[:-1], "--stdin", given=given))
        ]
    except GitFailedError:  # before 2.39 it knows no "--stdin"; or one of the merges failed
        found = []
    if len(found) == len(pairs):
        return found
    if len(pairs) == 1:
        return [_merge_one(scratch, *pairs[0])]
    half = len(pairs) // 2
    return [*merge(scratch, pairs[:half]), *merge(scratch, pairs[half:])]


def _merge_one(scratch: Scratch, one: str, other: str) -> Merged | None:
    try:
        answer = scratch.ask(*_MERGE, one, other, accept=(0, 1))
        # Where many are asked for, each begins with its status.
        return next(_all_merged(b"0\0" + answer + b"\0"))
    except (GitFailedError, StopIteration):
        return None


def _all_merged(answer: bytes) -> Iterator[Merged]:
    """Each merge: status, tree, files that conflict and "", then messages and "", all ended by NUL."""
    tokens = iter(decode(answer).split("\0"))
    with understood():
        for status in tokens:
            if not status:
                return
            next(tokens)
            stages: dict[str, dict[str, str]] = {}
            for entry in iter(tokens.__next__, ""):
                about, _, path = entry.partition("\t")
                mode, ident, stage = about.split(" ")
                stages.setdefault(path, {})
                if mode != _COMMIT:  # of a submodule, which has no lines
                    stages[path][stage] = ident
            conflicts: dict[str, str] = {}
            for number in tokens:
                if (
                    not number.isdigit()
                ):  # the end, or advice about submodules, which ends it as well
                    break
                paths = [next(tokens) for _ in range(int(number))]
                kind, message = next(tokens), next(tokens)
                if kind.startswith("CONFLICT"):
                    match = re.search(_KIND, message) or re.search(_KIND, kind)
                    word = match[1] if match else "content"
                    for path in paths:
                        conflicts.setdefault(path, _SUBMODULE if _SUBMODULE in word else word)
            for path in stages:
                conflicts.setdefault(path, "content")
            yield Merged(conflicts, stages)


class Hunk(NamedTuple):
    """Lines that one side changed: where they were, and where they are; ends are exclusive, from 0."""

    before: Lines
    after: Lines


class Conflicts:
    """Finds the lines that conflict; git is asked once what the sides of all conflicts changed."""

    def __init__(self, scratch: Scratch, merged: Iterable[Merged | None]) -> None:
        stages = [each for it in merged if it is not None for each in it.stages.values()]
        pairs = dict.fromkeys(pair for each in stages for pair in _sides(each))
        self._hunks = dict(zip(pairs, _all_hunks(scratch, [*pairs]), strict=True))

    def lines(self, stages: Mapping[str, str]) -> tuple[Lines, Lines] | None:
        """The first and the last line that conflict on each side, from 1; None where that is not known."""
        found = [self._hunks[pair] for pair in _sides(stages)]
        if len(found) > 1:
            meeting = [
                (one.after, other.after)
                for one in found[0]
                for other in found[1]
                if one.before[0] <= other.before[1] and other.before[0] <= one.before[1]
            ]
        else:
            meeting = [(hunk.before, hunk.after) for hunks in found for hunk in hunks]
        if not meeting:
            return None
        return _around([one for one, _ in meeting]), _around([other for _, other in meeting])


def _sides(stages: Mapping[str, str]) -> list[tuple[str, str]]:
    """What each side made of which content; where both added it, what one is beside the other."""
    if not {_OURS, _THEIRS} <= stages.keys():
        return []
    if _BASE in stages:
        return [(stages[_BASE], stages[_OURS]), (stages[_BASE], stages[_THEIRS])]
    return [(stages[_OURS], stages[_THEIRS])]


def _all_hunks(scratch: Scratch, pairs: Sequence[tuple[str, str]]) -> list[list[Hunk]]:
    """The lines that differ in each pair of contents; none of what git cannot compare."""
    found: list[list[Hunk]] = [[] for _ in pairs]
    if not pairs:
        return found
    # Two folders, in which the contents have the numbers of their pairs for names.
    folders = [
        "".join(f"100644 blob {it}\t{at}\n" for at, it in enumerate(side))
        for side in zip(*pairs, strict=True)
    ]
    diff = (
        "diff-tree",
        "-p",
        "-U0",
        "--no-renames",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
    )
    prefixes = ("--src-prefix=", "--dst-prefix=")
    top = scratch.folder  # where no attributes are
    try:
        trees = decode(scratch.ask("mktree", "--batch", given="\n".join(folders).encode())).split()
        answer = scratch.ask(*diff, *prefixes, *trees, top=top)
    except GitFailedError:
        return found
    at = 0
    for match in re.finditer(_HUNK, answer, re.MULTILINE):
        if match[1]:
            at = int(match[1])
        else:
            found[at].append(_hunk(match))
    return found


_HUNK = rb"^(?:diff --git (\d+) \d+$|@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@)"


def _hunk(match: re.Match[bytes]) -> Hunk:
    numbers = [int(group) if group is not None else 1 for group in match.groups()[1:]]
    return Hunk(_range(*numbers[:2]), _range(*numbers[2:]))


def _range(start: int, size: int) -> Lines:
    """Of no lines git names the one before."""
    return (start, start) if size == 0 else (start - 1, start - 1 + size)


def _around(ranges: Sequence[Lines]) -> Lines:
    first = min(start for start, _ in ranges) + 1
    return first, max(first, *(end for _, end in ranges))
