"""Which commit took a task out of its tasks file, asked of the history of HEAD; knows no rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .renames import HISTORY_SECONDS
from .repository import Repository, decode

_MOST_COMMITS = 200
"""So many changes of a tasks file are looked through: what went earlier, nobody waits for any more."""
_MOST_IDS = 100
_MOST_FILES = 200
"""Of how many tasks files at once the history is asked."""

_LOG = (
    *("--literal-pathspecs", "-c", "core.quotePath=false"),
    *("log", "--format=%x00%h", "--abbrev=10", "-p", "-U0", "--no-renames"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"),
)
_HEADER = "diff --git "

_Change = tuple[str, list[str]]


class Removed:
    """The changes of tasks files that history has, asked of all that a run has together."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._changes: dict[str, list[_Change]] = {}

    def ids(self, path: str, ids: Collection[str], others: Collection[str]) -> dict[str, str]:
        """Those of the ids that a commit took out of this file, each with the latest such commit.

        `others` are the tasks files that will be asked about, too.

        Raises:
            GitFailedError: it cannot be known.
        """
        asked = sorted(ids)[:_MOST_IDS]
        if not asked:
            return {}
        if path not in self._changes:
            more = sorted({*others} - {path} - self._changes.keys())
            self._learn([path, *more][:_MOST_FILES])
        named = "|".join(map(re.escape, asked))
        pattern = re.compile(rf"""\bid["']?\s*:\s*["']?({named})(?=["'\s,}}]|$)""")
        found: dict[str, str] = {}
        for commit, lines in self._changes[path]:
            gone, there = (
                {
                    ident
                    for line in lines
                    if line.startswith(sign)
                    for ident in pattern.findall(line)
                }
                for sign in "-+"
            )
            for ident in gone - there:
                found.setdefault(ident, commit)
        return found

    def _learn(self, paths: Sequence[str]) -> None:
        """Read what each commit changed in these files."""
        log = (*_LOG, f"-n{_MOST_COMMITS * len(paths)}", "HEAD", "--", *paths)
        answer = self._repository.ask(*log, seconds=HISTORY_SECONDS)
        self._changes.update((path, []) for path in paths)
        headers = {_header(path): path for path in paths}
        for said in decode(answer).split("\0")[1:]:
            commit, *lines = said.split("\n")
            starts = [at for at, line in enumerate(lines) if line.startswith(_HEADER)]
            for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
                path = headers.get(lines[start])
                if path is not None:
                    self._changes[path].append((commit, lines[start:end]))


_ESCAPED = {"\\": r"\\", '"': r"\"", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED |= {"\a": r"\a", "\b": r"\b", "\v": r"\v", "\f": r"\f"}


def _header(path: str) -> str:
    """The line with which a change of a file begins; git quotes names with special characters."""
    sides = []
    for side in (f"a/{path}", f"b/{path}"):
        escaped = "".join(
            _ESCAPED.get(each) or (f"\\{ord(each):03o}" if each < " " or each == "\x7f" else each)
            for each in side
        )
        sides.append(f'"{escaped}"' if escaped != side else side)
    return f"{_HEADER}{' '.join(sides)}"
