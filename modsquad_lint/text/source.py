"""The text of one tasks file and the places in it; knows no format and no rule.

Offsets count characters (code points) from 0, a byte order mark left aside; lines and columns count
from 1. Every end is exclusive.
"""

from __future__ import annotations

import re
from functools import cached_property

from .typed import NamedTuple

_APART = 4096
"""Characters between the marks from which lines are counted."""


class Span(NamedTuple):
    """A stretch of text, in offsets."""

    start: int
    end: int

    def shifted(self, by: int) -> Span:
        """The same stretch in a text with so many characters more before it."""
        return Span(self.start + by, self.end + by)


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
    """Counts lines from marks, and from where it was asked last.

    A list of the lines of a large file would take longer than all that is asked of it.
    """

    def __init__(self, text: str) -> None:
        # With one kind of line end, and of the same length; a CR before an LF stays.
        self.text = re.sub("\r(?!\n)", "\n", text) if "\r" in text else text
        line, start = 1, 0
        # For each mark its line, and where that begins.
        self._marks: list[tuple[int, int]] = []
        for at in range(0, len(text) + 1, _APART):
            self._marks.append((line, start))
            if more := self.text.count("\n", at, at + _APART):
                line, start = line + more, self.text.rfind("\n", at, at + _APART) + 1
        self._latest = 0, 1, 0

    def of(self, offset: int) -> tuple[int, int]:
        """The number of the line that an offset lies in, from 1, and where that line begins."""
        at, line, start = self._latest
        if not at <= offset < at + _APART:
            mark = offset // _APART
            at, (line, start) = mark * _APART, self._marks[mark]
        if more := self.text.count("\n", at, offset):
            line, start = line + more, self.text.rfind("\n", at, offset) + 1
        self._latest = offset, line, start
        return line, start


class Source:
    """One file's text. Decoding never fails: a byte that is not UTF-8 becomes a lone surrogate.

    Attributes:
        path: the path for machines, with "/", relative to the repository root.
        display: the path for people, relative to the current directory.
        named: whether somebody named the file; a search may have found it for its name alone.
        text: the text without a byte order mark, its line ends untouched.
        has_bom: whether a byte order mark stood before it.
        undecodable: the offset of the first byte that is not UTF-8, or None.
        parts: the files of which this is made; none where it is one file.
        are_plans: whether each of these is a plan of its own.
        starts: where the text of each of these begins.
    """

    parts: tuple[Source, ...] = ()
    are_plans = False
    starts: tuple[int, ...] = (0,)

    def __init__(
        self, path: str, data: bytes, *, display: str | None = None, named: bool = True
    ) -> None:
        self.path = path
        self.named = named
        self.display = path if display is None else display
        self.has_bom = data.startswith(b"\xef\xbb\xbf")
        body = data[3:] if self.has_bom else data
        self.undecodable: int | None = None
        try:
            self.text = body.decode()
        except UnicodeDecodeError as error:
            self.undecodable = len(body[: error.start].decode())
            self.text = body.decode(errors="surrogateescape")

    @classmethod
    def of(cls, text: str | bytes, name: str) -> Source:
        """A text that stands in no file."""
        return cls(name, text.encode(errors="surrogatepass") if isinstance(text, str) else text)

    def paths(self) -> tuple[str, ...]:
        """Those of the files of which it is made, or its own."""
        return tuple(part.path for part in self.parts) or (self.path,)

    def with_text(self, text: str) -> Source:
        """The same file with another text."""
        data = self._encoded(text)
        return Source(self.path, data, display=self.display, named=self.named)

    def encoded(self) -> bytes:
        """The bytes that the text was read from."""
        return self._encoded(self.text)

    def _encoded(self, text: str) -> bytes:
        return (b"\xef\xbb\xbf" if self.has_bom else b"") + text.encode(errors="surrogateescape")

    def position(self, offset: int) -> Position:
        """Line and column of an offset; an offset between CR and LF belongs to the line they end."""
        line, start = self._lines.of(offset)
        return _position((line, offset - start + 1, offset))

    def ends(self, span: Span) -> tuple[Position, Position]:
        """Where a span starts and ends."""
        first, last = span
        begin = self.position(first)
        if last - first < _APART and self._lines.text.find("\n", first, last) < 0:  # nearly all
            return begin, _position((begin.line, begin.column + last - first, last))
        return begin, self.position(last)

    def part_at(self, offset: int) -> tuple[Source, int]:
        """The file that an offset lies in, and where its text begins; of one file it is always this."""
        del offset
        return self, 0

    def part(self, path: str) -> Source:
        """The file of this path; of one file it is always this."""
        del path
        return self

    def line_number(self, offset: int) -> int:
        """The number of the line, of several files counted through all of them."""
        return self.position(offset).line

    def line(self, position: Position) -> str:
        """The text of the line that a position is in, without its line end."""
        end = self._lines.text.find("\n", position.offset)
        start = position.offset - position.column + 1
        return self.text[start : None if end < 0 else end].removesuffix("\r")

    @cached_property
    def _lines(self) -> _Lines:
        return _Lines(self.text)
