"""A place in one line of Markdown, in characters and in columns; knows no block."""

from __future__ import annotations

import re

_TAB = 4
_INDENT = re.compile(r"[ \t]*")


class Cursor:
    """A place in one line, in characters and in columns; a tab reaches to the next column of four."""

    __slots__ = ("at", "column", "end", "text")

    def __init__(self, text: str, at: int, end: int) -> None:
        self.text, self.at, self.end, self.column = text, at, end, 0

    def indent(self) -> tuple[int, int]:
        """How many columns of white space stand here, and where they end."""
        match = _INDENT.match(self.text, self.at, self.end)
        stop = match.end() if match else self.at
        if "\t" not in self.text[self.at : stop]:
            return self.column_of(stop) - self.column, stop
        column = self.column
        for letter in self.text[self.at : stop]:
            column += _TAB - column % _TAB if letter == "\t" else 1
        return column - self.column, stop

    def column_of(self, stop: int) -> int:
        """The column of an offset before which no tab stands."""
        return self.column + stop - self.at

    def skip(self, columns: int) -> None:
        """Go on by columns of white space; of a tab perhaps only a part."""
        goal = self.column + columns
        while self.column < goal and self.at < self.end:
            step = _TAB - self.column % _TAB if self.text[self.at] == "\t" else 1
            if self.column + step > goal:  # the rest of the tab stays
                self.column = goal
                return
            self.column += step
            self.at += 1

    def to(self, stop: int) -> None:
        """Go on to an offset before which no tab stands."""
        self.column, self.at = self.column_of(stop), stop
