"""How many columns of a terminal a text takes."""

from __future__ import annotations

import re

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
