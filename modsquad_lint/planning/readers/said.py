"""What a plan of another format says beside its tasks: who runs in parallel, and the text of each; knows no reader."""

from __future__ import annotations

from collections.abc import Mapping

from ...text.source import Span
from ...text.typed import NamedTuple


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
