"""Several files read as one text, of which every place is that in its file; knows no format."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from .source import Position, Source, Span

_BETWEEN = "\n"


class Joined(Source):
    """The files of one plan, of which there is at least one, one after another."""

    def __init__(
        self, path: str, parts: Sequence[Source], *, display: str, are_plans: bool = False
    ) -> None:
        self.path, self.display, self.are_plans = path, display, are_plans
        self.parts = tuple(parts)
        self.named = any(part.named for part in parts)
        self.has_bom = False
        self.text = _BETWEEN.join(part.text for part in parts)
        sizes = (len(part.text) + len(_BETWEEN) for part in parts[:-1])
        self.starts = tuple(accumulate(sizes, initial=0))
        undecodable = (
            start + part.undecodable
            for part, start in zip(self.parts, self.starts, strict=True)
            if part.undecodable is not None
        )
        self.undecodable = next(undecodable, None)

    def part_at(self, offset: int) -> tuple[Source, int]:
        """The file that an offset lies in, and where its text begins."""
        at = bisect_right(self.starts, offset) - 1
        return self.parts[at], self.starts[at]

    def part(self, path: str) -> Source:
        """The file of this path, which there must be."""
        return next(part for part in self.parts if part.path == path)

    def position(self, offset: int) -> Position:
        """Line and column in the file that an offset lies in, and the offset there."""
        part, start = self.part_at(offset)
        return part.position(offset - start)

    def ends(self, span: Span) -> tuple[Position, Position]:
        """Where a span starts and ends in its file; it ends there at the latest."""
        part, start = self.part_at(span.start)
        end = min(span.end - start, len(part.text))
        return part.ends(Span(span.start - start, end))

    def line_number(self, offset: int) -> int:
        """The number of the line in the text of all files."""
        return super().position(offset).line

    def replacing(self, *parts: Source) -> Joined:
        """The same with other texts of some files; itself where these have the same text."""
        known = {part.path: part for part in parts}
        if all(known.get(each.path, each).text == each.text for each in self.parts):
            return self
        parts = tuple(known.get(each.path, each) for each in self.parts)
        return Joined(self.path, parts, display=self.display, are_plans=self.are_plans)
