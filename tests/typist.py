"""Somebody who writes a plan in an editor: keys, pastes, undone mistakes, and a text that is mostly broken."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_LINE_END = re.compile("\r\n|\r|\n")
_ODD = (
    "😀",
    "é",
    "\u2028",
    "\f",
    "\t",
    "\r\n",
    "\r",
    "\U0001d4b3",
    "日",
    "\x85",
    '"',
    "\\",
    "}",
    "[",
    ",",
)


class Edit(NamedTuple):
    """A text in the place of another, in code points."""

    start: int
    end: int
    new: str


class Typist:
    """Types into one text; the same each time for one seed."""

    def __init__(self, text: str, entry: str, seed: int) -> None:
        """`entry` is what one more task looks like."""
        self.text, self._entry = text, entry
        self._random = random.Random(seed)  # noqa: S311 - chance, no secret
        self._sound = text
        self._actions: tuple[Callable[[], Iterator[Edit]], ...] = (
            *(self._type_word, self._type_word, self._type_task, self._paste, self._take_out),
            *(self._break, self._odd, self._indent, self._line_ends, self._start_again, self._undo),
            *(self._undo, self._undo),
        )

    def act(self) -> Iterator[Edit]:
        """The edits of one thing that somebody does, each in the text that the one before left."""
        for edit in self._random.choice(self._actions)():
            self.text = self.text[: edit.start] + edit.new + self.text[edit.end :]
            yield edit

    def _somewhere(self) -> int:
        """Anywhere but within a line end."""
        at = self._random.randint(0, len(self.text))
        return at - (self.text[at - 1 : at + 1] == "\r\n")

    def _keys(self, at: int, text: str) -> Iterator[Edit]:
        for character in text:
            yield Edit(at, at, character)
            at += len(character)

    def _type_word(self) -> Iterator[Edit]:
        words = list(re.finditer(r"[\w./-]{3,}", self.text))
        if words:
            word = self._random.choice(words)
            yield from self._keys(
                word.end(), self._random.choice(("s", "-2", "/x.py", "é😀", "  "))
            )

    def _type_task(self) -> Iterator[Edit]:
        yield from self._keys(self._end_of_a_line(), self._entry[: self._random.randint(5, 80)])

    def _paste(self) -> Iterator[Edit]:
        at = self._end_of_a_line()
        yield Edit(at, at, self._entry)

    def _end_of_a_line(self) -> int:
        return self._random.choice([*(it.start() for it in _LINE_END.finditer(self.text)), 0])

    def _take_out(self) -> Iterator[Edit]:
        start, end = sorted((self._somewhere(), self._somewhere()))
        yield Edit(
            start,
            min(end, start + 60) if self.text[start + 59 : start + 61] != "\r\n" else start,
            "",
        )

    def _break(self) -> Iterator[Edit]:
        marks = [match.start() for match in re.finditer(r'[\[\]{}",:`*-]', self.text)]
        if marks:
            at = self._random.choice(marks)
            yield Edit(at, at + 1, "")

    def _odd(self) -> Iterator[Edit]:
        at = self._somewhere()
        yield Edit(at, at, self._random.choice(_ODD))

    def _indent(self) -> Iterator[Edit]:
        starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        first = self._random.randrange(len(starts))
        # From below, so that the places of those above stay.
        for start in reversed(starts[first : first + 8]):
            if self.text.startswith("  ", start) and self._random.random() < 0.5:
                yield Edit(start, start + 2, "")
            else:
                yield Edit(start, start, "  ")

    def _line_ends(self) -> Iterator[Edit]:
        end = self._random.choice(("\n", "\r\n"))
        yield Edit(0, len(self.text), _LINE_END.sub(lambda _: end, self.text))

    def _start_again(self) -> Iterator[Edit]:
        yield Edit(0, len(self.text), "")
        yield Edit(0, 0, self._sound)

    def _undo(self) -> Iterator[Edit]:
        if self._random.random() < 0.5:
            yield Edit(0, len(self.text), self._sound)


def position(text: str, offset: int, encoding: str) -> dict[str, int]:
    """An offset as a client counts it: worked out in the plainest way, by cutting the text."""
    before = text[:offset]
    if before.endswith("\r") and text.startswith("\n", offset):
        before = before[:-1]
    *lines, last = _LINE_END.split(before)
    return {"line": len(lines), "character": units(last, encoding)}


def units(text: str, encoding: str) -> int:
    """How many units a text has."""
    name, size = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[
        encoding
    ]
    return len(text.encode(name, "surrogatepass")) // size
