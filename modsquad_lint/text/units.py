"""Positions as other programs count them: in code units of UTF-8, UTF-16 or UTF-32."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import accumulate

from .source import Position, Source
from .typed import NamedTuple

Column = Callable[[Position], int]


class Range(NamedTuple):
    """Where something starts and ends; the end is exclusive."""

    start: Position
    end: Position


_WIDE: Mapping[str, tuple[re.Pattern[str], Callable[[str], int]]] = {
    "utf-8": (
        re.compile(r"[^\x00-\x7f]"),
        lambda letter: len(letter.encode("utf-8", "surrogateescape")) - 1,
    ),
    "utf-16": (re.compile("[\U00010000-\U0010ffff]"), lambda _: 1),
    "utf-32": (re.compile(r"(?!)"), lambda _: 0),
}
"""The characters of more than one unit, and how many more they have. A byte that is no UTF-8 is one."""

ENCODINGS = tuple(_WIDE)
"""What may be counted in. One unit of UTF-32 is one code point: that is how `Position` counts."""


class Units:
    """Counts the positions in one text in the code units of an encoding, from 1 as `Position` does.

    The text is read once: a line may be a million characters long and hold every finding.
    """

    def __init__(self, source: Source, encoding: str) -> None:
        """Raises KeyError where the encoding is none of `ENCODINGS`."""
        wide, extra = _WIDE[encoding]
        found = [] if source.text.isascii() else list(wide.finditer(source.text))
        self._offsets = [match.start() for match in found]
        self._sums = [0, *accumulate(extra(match.group()) for match in found)]

    def column(self, position: Position) -> int:
        """The column in units."""
        if not self._offsets:
            return position.column
        start = position.offset - position.column + 1
        return position.column + self._more(position.offset) - self._more(start)

    def position(self, position: Position) -> Position:
        """The same place, column and offset in units."""
        offset = position.offset + self._more(position.offset)
        return Position(position.line, self.column(position), offset)

    def _more(self, offset: int) -> int:
        """How many units more than code points stand before an offset."""
        return self._sums[bisect_left(self._offsets, offset)]
