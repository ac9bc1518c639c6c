"""A place as people see it: its line of the file, cut to a width, and what underlines it; knows no finding."""

from __future__ import annotations

from collections.abc import Callable

from ..text.source import Position, Source
from ..text.typed import NamedTuple
from .columns import columns
from .escape import terminal

_TAB = "    "
_ELLIPSIS = "…"


class Excerpt(NamedTuple):
    """A line of the file as it is shown, and which columns of it are underlined."""

    number: int
    text: str
    indent: int
    length: int


def excerpt(
    source: Source, start: Position, end: Position, room: int, characters: Callable[[str], str]
) -> Excerpt:
    """The first line of a place, in at most `room` columns; takes no longer where the line is long.

    `characters` shows a text in those that the terminal has.
    """
    before = source.text[
        max(start.offset - start.column + 1, start.offset - room - 1) : start.offset
    ]
    ahead = source.text[start.offset : start.offset + 2 * room]
    rest = ahead.replace("\r", "\n").partition("\n")[0]
    length = min(end.offset - start.offset, len(rest))
    text = before + rest
    if len(text) <= room and text.isascii() and terminal(text) == text:  # nearly all
        return Excerpt(start.line, text, len(before), max(1, length))
    # How a character is shown depends on none after it: what is shown of a part begins the whole.
    left, to_end, whole = (
        characters(terminal(text[:size].replace("\t", _TAB)))
        for size in (len(before), len(before) + length, len(text))
    )
    place, right = to_end[len(left) :], whole[len(to_end) :]
    ellipsis = characters(_ELLIPSIS)
    wide = [columns(part) for part in (left, place, right)]
    if sum(wide) > room:
        most = max(room * 3 // 5, room - wide[0] - wide[2])
        place = first(place, most, ellipsis)
        free = room - columns(place)
        ahead_of_it = min(wide[0], max(free // 2, free - wide[2]))
        left = _last(left, ahead_of_it, ellipsis)
        right = first(right, free - columns(left), ellipsis)
    return Excerpt(start.line, left + place + right, columns(left), max(1, columns(place)))


def first(text: str, room: int, ellipsis: str = _ELLIPSIS) -> str:
    """The beginning of a text, in so many columns."""
    if columns(text) <= room:
        return text
    return _as_much(text, room - columns(ellipsis)) + ellipsis[: max(0, room)]


def _last(text: str, room: int, ellipsis: str) -> str:
    """The end of a text, in so many columns."""
    if columns(text) <= room:
        return text
    return ellipsis[: max(0, room)] + _as_much(text[::-1], room - columns(ellipsis))[::-1]


def _as_much(text: str, room: int) -> str:
    """As many of the first characters as fit."""
    if room <= 0:
        return ""
    text = text[: 2 * room]
    while columns(text) > room:
        text = text[: -max(1, (columns(text) - room) // 2)]
    return text
