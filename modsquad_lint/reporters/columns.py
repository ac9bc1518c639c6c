"""How many columns of a terminal a text takes, and how it is cut to some, or broken into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

ELLIPSIS = "…"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def columns(text: str) -> int:
    """Wide characters take two columns, combining ones none (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    import unicodedata

    return len(text) + sum(
        -1 if unicodedata.combining(character) else unicodedata.east_asian_width(character) in "WF"
        for character in _NOT_ASCII.findall(text)
    )


def wrapped(text: str, width: int | None, *, used: int, indent: str) -> Iterator[str]:
    """The text in lines that are no wider, where its words allow it; without a width in one.

    `used` columns stand before the first line, which is empty where no word fits behind them; the others
    begin with the indent. None of them begins with "::" behind it, which GitHub Actions would take for a command.
    """
    if width is None:
        yield text
        return
    line, *words = text.split(" ")
    if used + columns(line) > width >= columns(indent + line) and len(indent) < used:
        # What stands before it stays alone on its line.
        words, line = [line, *words], ""
    for word in words:
        longer = f"{line} {word}" if line else word
        fits_nowhere = columns(indent + word) > width or word.startswith("::")
        if used + columns(longer) <= width or fits_nowhere:
            line = longer
        else:
            yield line
            line, used = indent + word, 0
    yield line


def first(text: str, room: int, ellipsis: str = ELLIPSIS) -> str:
    """The beginning of a text, in so many columns."""
    if columns(text) <= room:
        return text
    return _as_much(text, room - columns(ellipsis)) + ellipsis[: max(0, room)]


def last(text: str, room: int, ellipsis: str) -> str:
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
