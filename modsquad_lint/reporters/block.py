"""One finding as people see it in a terminal: what is wrong, the places in the file, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..engine.report import Finding, Related, Terminal
from ..rules.draft import Severity
from ..text.source import Position, Source
from ..text.typed import NamedTuple
from .columns import ELLIPSIS, columns, first, last, wrapped
from .concise import headline
from .escape import ascii_only, painted, shortened, terminal, terminal_path

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}
_BOLD, _DIM, _RELATED = "1", "2", "36"
_WIDTH = 100
"""Columns of a line where nobody knows how wide the terminal is; a file may be one line of a megabyte."""

_NARROWEST = 20
_INDENT = "    "
_LONGEST_WORDS = 1000
_MOST_RELATED = 4

_TAB = "    "


class _Gutter(NamedTuple):
    """What stands to the left of lines of the file, and how many columns are left for these."""

    width: int
    empty: str
    room: int


class Blocks:
    """Shows findings in one terminal; quietly each is one line."""

    def __init__(self, shows: Terminal, verbose: int) -> None:
        self._shows, self._verbose = shows, verbose
        self._characters: Callable[[str], str] = ascii_only if shows.plain else str

    def lines(self, source: Source, finding: Finding) -> Iterator[str]:
        """The lines of a finding in a source."""
        yield from self._head(source, finding)
        if self._verbose < 0:
            return
        related = finding.related if self._verbose > 0 else finding.related[:_MOST_RELATED]
        gutter = self._gutter(finding, related)
        yield gutter.empty
        yield from self._places(source, finding, related, gutter)
        if more := len(finding.related) - len(related) + finding.more_related:
            yield f"{'':{gutter.width}} = and {more:,} more"
        if finding.help:
            yield from self._wrapped(f"{'':{gutter.width}} = help: ", finding.help)

    def _paint(self, text: str, code: str) -> str:
        return painted(text, code) if self._shows.color else text

    def _head(self, source: Source, finding: Finding) -> Iterator[str]:
        """Where, how bad, which rule, and what is wrong."""
        paint = self._paint
        place, name, code, mark, words = headline(source, finding)
        shown = [
            paint(f"{place}:", _BOLD),
            paint(name, f"{_BOLD};{_COLOURS[finding.severity]}"),
            paint(_linked(code) if self._shows.links else code, _BOLD),
        ]
        if mark:
            shown.append(paint(mark, _RELATED))
        width = None if self._verbose < 0 else self._shows.width
        if width is None:
            yield f"{' '.join(shown)} {self._characters(words)}"
            return
        used = columns(f"{place}: {name} {code} ") + (columns(mark) + 1 if mark else 0)
        begin, *others = wrapped(self._characters(words), width, used=used, indent=_INDENT)
        yield " ".join([*shown, begin] if begin else shown)
        yield from others

    def _wrapped(self, head: str, text: str) -> Iterator[str]:
        """A text behind a few words, its other lines below its own beginning."""
        used = len(head)
        begin, *others = wrapped(
            self._characters(_words(text)), self._shows.width, used=used, indent=" " * used
        )
        yield head + begin
        yield from others

    def _gutter(self, finding: Finding, related: tuple[Related, ...]) -> _Gutter:
        number = max(finding.start.line, *(place.start.line for place in related), 1)
        width = len(str(number))
        room = max(_NARROWEST, (self._shows.width or _WIDTH) - width - len(" | "))
        return _Gutter(width, self._paint(f"{'':{width}} |", _DIM), room)

    def _places(
        self, source: Source, finding: Finding, related: tuple[Related, ...], gutter: _Gutter
    ) -> Iterator[str]:
        """The line of each place once, and below it what is there."""
        previous = ""
        places: list[Finding | Related] = [finding, *related]
        for place in places:
            other = place.source if isinstance(place, Related) else None
            shown = _excerpt(other or source, place.start, place.end, gutter.room, self._characters)
            number = self._paint(f"{shown.number:>{gutter.width}} |", _DIM)
            line = f"{number} {shown.text}".rstrip()
            if line != previous or other is not None:
                yield line
            previous = line
            if isinstance(place, Related):
                yield from self._underlined(shown, "-", _there(place), _RELATED, gutter)
            else:
                yield from self._underlined(
                    shown, "^", place.label, _COLOURS[place.severity], gutter
                )

    def _underlined(
        self, shown: _Excerpt, mark: str, label: str, code: str, gutter: _Gutter
    ) -> Iterator[str]:
        """An underline with its label: behind it where there is room, else on a line of its own."""
        marks = self._paint(mark * shown.length, code)
        underline = f"{gutter.empty} {'':{shown.indent}}{marks}"
        if not label:
            yield underline
            return
        words = self._characters(_words(label))
        wide = columns(words)
        if shown.indent + shown.length + 1 + wide <= gutter.room:
            yield f"{underline} {words}"
        else:
            yield underline
            indent = max(0, min(shown.indent, gutter.room - wide))
            yield f"{gutter.empty} {'':{indent}}{first(words, gutter.room)}"


def _linked(code: str) -> str:
    """A rule's code that leads to its page, where the terminal can."""
    from ..text.addresses import page_of

    return f"\x1b]8;;{page_of(code)}\x1b\\{code}\x1b]8;;\x1b\\"


def _there(place: Related) -> str:
    """What a related place is, with its file where that is another one."""
    if place.source is None:
        return place.message
    return f"{place.message}, {terminal_path(place.source.display)}:{place.start}"


def _words(text: str) -> str:
    return terminal(shortened(text, _LONGEST_WORDS))


class _Excerpt(NamedTuple):
    """A line of the file as it is shown, and which columns of it are underlined."""

    number: int
    text: str
    indent: int
    length: int


def _excerpt(
    source: Source, start: Position, end: Position, room: int, characters: Callable[[str], str]
) -> _Excerpt:
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
        return _Excerpt(start.line, text, len(before), max(1, length))
    # How a character is shown depends on none after it: what is shown of a part begins the whole.
    left, to_end, whole = (
        characters(terminal(text[:size].replace("\t", _TAB)))
        for size in (len(before), len(before) + length, len(text))
    )
    place, right = to_end[len(left) :], whole[len(to_end) :]
    ellipsis = characters(ELLIPSIS)
    wide = [columns(part) for part in (left, place, right)]
    if sum(wide) > room:
        most = max(room * 3 // 5, room - wide[0] - wide[2])
        place = first(place, most, ellipsis)
        free = room - columns(place)
        ahead_of_it = min(wide[0], max(free // 2, free - wide[2]))
        left = last(left, ahead_of_it, ellipsis)
        right = first(right, free - columns(left), ellipsis)
    return _Excerpt(start.line, left + place + right, columns(left), max(1, columns(place)))
