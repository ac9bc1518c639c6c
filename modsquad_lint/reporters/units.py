"""Columns as other formats count them: in code units of UTF-16, or in bytes of UTF-8."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

from ..text.source import Position, Source

Column = Callable[[Position], int]

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")


def utf16_columns(source: Source) -> Column:
    """Columns of a file in code units of UTF-16, from 1."""
    return _columns(source, _BEYOND_16_BITS, lambda _: 1)


def utf8_columns(source: Source) -> Column:
    """Columns of a file in bytes of UTF-8, from 1; a byte that was no UTF-8 is one."""
    return _columns(source, _NOT_ASCII, _more_bytes)


def _more_bytes(character: str) -> int:
    return len(character.encode("utf-8", "surrogateescape")) - 1


def _columns(source: Source, wide: re.Pattern[str], extra: Callable[[str], int]) -> Column:
    """The text is read once: a line may be a million characters long and hold every finding."""
    if source.text.isascii():
        return lambda position: position.column
    found = list(wide.finditer(source.text))
    offsets = [match.start() for match in found]
    sums = list(accumulate((extra(match.group()) for match in found), initial=0))

    def column(position: Position) -> int:
        before = bisect_left(offsets, position.offset - position.column + 1)
        return position.column + sums[bisect_left(offsets, position.offset)] - sums[before]

    return column
