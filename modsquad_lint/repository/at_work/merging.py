"""Whether commits can be merged as they are, and the lines where they can't; in a scratch directory.

Knows no task. The merge is git's own (`git merge-tree --write-tree`, git 2.38 or newer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ...text.typed import NamedTuple
from ..git.formats import understood
from ..git.repository import GitFailedError, decode
from .scratch import Scratch

Lines = tuple[int, int]
_BASE, _OURS, _THEIRS = "1", "2", "3"
_MERGE = ("merge-tree", "--write-tree", "--messages", "-z")
_TOGETHER = 200
"""Merges that git is asked for at once: if it fails, these are asked for one by one."""
_KIND = r"CONFLICT \(([^)]*)\)"
_SUBMODULE = "submodule"
"""git adds why it could not merge one, which nobody can change."""
_NONE = "0" * 40


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
    found: list[Merged | None] = []
    for at in range(0, len(pairs), _TOGETHER):
        some = pairs[at : at + _TOGETHER]
        given = "".join(f"{one} {other}\n" for one, other in some).encode()
        try:
            answer = scratch.ask(*_MERGE[:-1], "--stdin", given=given)
            merged = list(_all_merged(answer))
        except (
            GitFailedError
        ):  # before 2.40 or so it knows no "--stdin"; or one of the merges failed
            merged = []
        whole = len(merged) == len(some)
        found += merged if whole else [_merge_one(scratch, *pair) for pair in some]
    return found


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
                _, ident, stage = about.split(" ")
                stages.setdefault(path, {})[stage] = ident
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
    """Finds the lines that conflict; what one side changed is asked once for all its conflicts."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._hunks: dict[tuple[str, str], list[Hunk]] = {}

    def lines(self, stages: Mapping[str, str]) -> tuple[Lines, Lines] | None:
        """The first and the last line that conflict on each side, from 1; None where it is not about lines.

        Raises:
            GitFailedError: git cannot say.
        """
        if not {_OURS, _THEIRS} <= stages.keys():
            return None
        ours, theirs = stages[_OURS], stages[_THEIRS]
        if _BASE not in stages:  # both added it
            meeting = [(hunk.before, hunk.after) for hunk in self._changed(ours, theirs)]
        else:
            base = stages[_BASE]
            meeting = [
                (one.after, other.after)
                for one in self._changed(base, ours)
                for other in self._changed(base, theirs)
                if one.before[0] <= other.before[1] and other.before[0] <= one.before[1]
            ]
        if not meeting:
            return None
        return _around([one for one, _ in meeting]), _around([other for _, other in meeting])

    def _changed(self, before: str, after: str) -> list[Hunk]:
        key = before, after
        if key not in self._hunks:
            answer = self._scratch.ask(
                *("diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", before, after)
            )
            self._hunks[key] = [_hunk(match) for match in re.finditer(_HUNK, answer, re.MULTILINE)]
        return self._hunks[key]


_HUNK = rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@"


def _hunk(match: re.Match[bytes]) -> Hunk:
    numbers = [int(group) if group is not None else 1 for group in match.groups()]
    return Hunk(_range(*numbers[:2]), _range(*numbers[2:]))


def _range(start: int, size: int) -> Lines:
    """Of no lines git names the one before."""
    return (start, start) if size == 0 else (start - 1, start - 1 + size)


def _around(ranges: Sequence[Lines]) -> Lines:
    first = min(start for start, _ in ranges) + 1
    return first, max(first, *(end for _, end in ranges))
