"""What rules, reports and the comparison must know of how a file was read; knows no reader."""

from __future__ import annotations

from collections.abc import Mapping

from ...text.source import Span
from ...text.typed import NamedTuple


class Reading(NamedTuple):
    """A format.

    Attributes:
        name: as people call it; empty for our own.
        is_prose: whether paths and order stand in sentences: how they are written is no promise then.
        bookkeeping: what its tool keeps beside the plan, as globs relative to the plan's folder.
        has_comments: whether a suppression is a comment of Markdown, and no key of a task.
    """

    name: str = ""
    is_prose: bool = False
    bookkeeping: tuple[str, ...] = ()
    has_comments: bool = False

    def suppression(self, code: str) -> str:
        """How a file of this format says that a rule is not to speak of a task."""
        if self.has_comments:
            return f"<!-- modsquad: ignore[{code}] -->"
        return f'"lint_ignore": ["{code}"]'


OWN = Reading()


class Body(NamedTuple):
    """What stands below the heading of a task, for people to read, and where it begins."""

    text: str
    start: int


class Claim(NamedTuple):
    """That some tasks run in parallel.

    Attributes:
        name: as people call it, `[P]` or `in wave 2`.
        marks: the number of each task, and where it is said of it.
        remedy: what to do where it is not so.
        rank: which of several waves it is; None where nothing is before or after.
    """

    name: str
    marks: Mapping[int, Span]
    remedy: str
    rank: int | None = None

    def is_after(self, other: Claim) -> bool:
        """Whether what this speaks of comes later."""
        return self.rank is not None and other.rank is not None and self.rank > other.rank
