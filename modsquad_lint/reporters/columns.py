"""How many columns of a terminal a text takes."""

from __future__ import annotations


def columns(text: str) -> int:
    """Wide characters take two columns, combining ones none (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
