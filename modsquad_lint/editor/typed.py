"""A text as a client changes it, in the units that it counts in; knows no protocol and no plan.

Lines end with CR LF, LF or CR and with nothing else. A client that counts UTF-16 may cut a character in
half, and join the halves again later.
"""

from __future__ import annotations

import re
from itertools import islice

from ..text.typed import NamedTuple

LINE_END = re.compile("\r\n|\r|\n")

_UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""What Python calls an encoding, and how many bytes its unit has."""
_ANY = "surrogatepass"


class At(NamedTuple):
    """A position: a line from 0, and the units before it on that line."""

    line: int
    character: int


class _Cut(NamedTuple):
    """A line that is cut at a position: where it begins and ends, its bytes before and behind that."""

    start: int
    end: int
    before: bytes
    behind: bytes


def replaced(text: str, start: At, end: At, new: str, encoding: str) -> str:
    """The text with another one between two positions.

    Positions behind the end of their line, or of the text, mean that end.
    """
    name, _ = _UNITS[encoding]
    first, last = _cut(text, start, encoding), _cut(text, end, encoding)
    between = first.before + new.encode(name, _ANY) + last.behind
    return text[: first.start] + between.decode(name, _ANY) + text[last.end :]


def offset_of(text: str, at: At, encoding: str) -> int:
    """Where a position is in a text; one within a character is before it."""
    name, _ = _UNITS[encoding]
    cut = _cut(text, at, encoding)
    before = cut.before.decode(name, _ANY)
    end = cut.start + len(before)
    is_half = bool(before) and text[end - 1] != before[-1]
    return end - is_half


def end_of_line(text: str, offset: int) -> int:
    """Where the line of an offset ends, its line end left out."""
    match = LINE_END.search(text, offset)
    return match.start() if match else len(text)


def _cut(text: str, at: At, encoding: str) -> _Cut:
    start = _start_of(text, at.line)
    end = end_of_line(text, start)
    name, size = _UNITS[encoding]
    line = text[start:end].encode(name, _ANY)
    middle = max(0, at.character) * size
    # In UTF-8 there are no halves of a character.
    while encoding == "utf-8" and middle < len(line) and line[middle] & 0xC0 == 0x80:  # noqa: PLR2004
        middle -= 1
    return _Cut(start, end, line[:middle], line[middle:])


def _start_of(text: str, line: int) -> int:
    """Where a line begins; of one behind the last, the end of the text."""
    if line <= 0:
        return 0
    match = next(islice(LINE_END.finditer(text), line - 1, None), None)
    return match.end() if match else len(text)
