"""The text of one tasks file and the places in it; knows no format and no rule.

Offsets count characters (code points) from 0, a byte order mark left aside; lines and columns count
from 1. Every end is exclusive.
"""

from __future__ import annotations

import re
from functools import cached_property

from .light import NamedTuple

_LINE_END = r"\r\n|\r|\n"
_NEAR = 100
"""Lines after the one that was asked for last that are looked at first."""


class Span(NamedTuple):
    """A stretch of text, in offsets."""

    start: int
    end: int


class Position(NamedTuple):
    """One offset, as people count."""

    line: int
    column: int
    offset: int

    def __str__(self) -> str:
        """Line and column, as after the name of a file."""
        return f"{self.line}:{self.column}"


_position = Position._make


class Place(NamedTuple):
    """A value in a document by the keys and indexes that lead to it, or the key of that value.

    Rules name places and the document finds them, so that a file without findings pays for none.
    """

    steps: tuple[str | int, ...]
    is_key: bool = False


class _Lines:
    """Where the lines of a text begin.

    Attributes:
        starts: the offsets at which they do.
    """

    def __init__(self, text: str) -> None:
        from bisect import bisect_right

        # The simpler pattern is quicker.
        ends = re.finditer(_LINE_END if "\r" in text else "\n", text)
        self.starts = [0, *[match.end() for match in ends]]
        self._bisect = bisect_right
        self._latest = 0

    def of(self, offset: int) -> int:
        """The number of the line that an offset lies in, from 1."""
        starts, low = self.starts, self._latest
        high = low + _NEAR
        # Places are mostly asked for in their order, and what lies far apart in memory is slow to see.
        if high < len(starts) and starts[low] <= offset < starts[high]:
            line = self._bisect(starts, offset, low, high)
        else:
            line = self._bisect(starts, offset)
        self._latest = line - 1
        return line


class Source:
    """One file's text. Decoding never fails: a byte that is not UTF-8 becomes a lone surrogate.

    Attributes:
        path: the path for machines, with "/", relative to the repository root.
        display: the path for people, relative to the current directory.
        text: the text without a byte order mark, its line ends untouched.
        has_bom: whether a byte order mark stood before it.
        undecodable: the offset of the first byte that is not UTF-8, or None.
    """

    def __init__(self, path: str, data: bytes, *, display: str | None = None) -> None:
        self.path = path
        self.display = path if display is None else display
        self.has_bom = data.startswith(b"\xef\xbb\xbf")
        body = data[3:] if self.has_bom else data
        self.undecodable: int | None = None
        try:
            self.text = body.decode()
        except UnicodeDecodeError as error:
            self.undecodable = len(body[: error.start].decode())
            self.text = body.decode(errors="surrogateescape")

    def with_text(self, text: str) -> Source:
        """The same file with another text."""
        return Source(self.path, self._encoded(text), display=self.display)

    def encoded(self) -> bytes:
        """The bytes that the text was read from."""
        return self._encoded(self.text)

    def _encoded(self, text: str) -> bytes:
        return (b"\xef\xbb\xbf" if self.has_bom else b"") + text.encode(errors="surrogateescape")

    def position(self, offset: int) -> Position:
        """Line and column of an offset; an offset between CR and LF belongs to the line they end."""
        lines = self._lines
        line = lines.of(offset)
        return Position(line, offset - lines.starts[line - 1] + 1, offset)

    def ends(self, span: Span) -> tuple[Position, Position]:
        """Where a span starts and ends."""
        start, end = span
        lines = self._lines
        line, starts = lines.of(start), lines.starts
        before = starts[line - 1] - 1
        begin = _position((line, start - before, start))
        if line == len(starts) or end < starts[line]:  # most spans lie within a line
            return begin, _position((line, end - before, end))
        return begin, self.position(end)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line end."""
        starts = self._lines.starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    @cached_property
    def _lines(self) -> _Lines:
        return _Lines(self.text)
