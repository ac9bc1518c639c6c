"""Which commit took a task out of its tasks file, asked of the history of HEAD; knows no rule."""

from __future__ import annotations

import re
from collections.abc import Collection

from .renames import HISTORY_SECONDS
from .repository import Repository, decode

_MOST_COMMITS = 200
"""So many changes of the tasks file are looked through: what went earlier, nobody waits for any more."""
_MOST_IDS = 100

_LOG = (
    *("log", f"-n{_MOST_COMMITS}", "--format=%x00%h", "--abbrev=10", "-p", "-U0", "--no-renames"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "HEAD", "--"),
)


def removed_ids(repository: Repository, path: str, ids: Collection[str]) -> dict[str, str]:
    """Those of the ids that a commit took out of this file, each with the latest such commit.

    Raises:
        GitFailedError: it cannot be known.
    """
    asked = sorted(ids)[:_MOST_IDS]
    if not asked:
        return {}
    answer = repository.ask("--literal-pathspecs", *_LOG, path, seconds=HISTORY_SECONDS)
    named = "|".join(map(re.escape, asked))
    pattern = re.compile(rf"""\bid["']?\s*:\s*["']?({named})(?=["'\s,}}]|$)""")
    found: dict[str, str] = {}
    for said in decode(answer).split("\0")[1:]:
        commit, *lines = said.split("\n")
        gone, there = (
            {ident for line in lines if line.startswith(sign) for ident in pattern.findall(line)}
            for sign in "-+"
        )
        for ident in gone - there:
            found.setdefault(ident, commit)
    return found
