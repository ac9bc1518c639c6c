"""Who collides with whom for people: at a glance, in colour, within the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.report import Terminal
from ...planning.decisions.collisions import Collision, Radar, Seen
from ...text.words import counted
from ..columns import columns
from ..escape import ascii_only, shortened
from ..escape import terminal as harmless
from . import words

_RED, _YELLOW, _GREEN, _DIM, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[2m", "\x1b[0m"
_WIDTH = 80
"""Columns of what is no terminal."""
_LEAST_PLACE = 12
_MOST_REST = 40
"""Columns that the place of a participant leaves to what is said of it."""
_MOST_NAME = 16
_MOST_SHOWN = {
    True: ("conflicts", 100),
    None: ("that are NOT checked", 10),
    False: ("shared files", 10),
}
"""Of each kind of collision what more of them is called, and how many are shown."""


def render(radar: Radar, terminal: Terminal) -> str:
    """The participants, the conflicts, what is shared, the order of landing, and a line that counts."""
    painter = _Painter(radar, terminal)
    text = "\n".join(painter.lines()) + "\n"
    return ascii_only(text) if terminal.plain else text


class _Painter:
    def __init__(self, radar: Radar, terminal: Terminal) -> None:
        self._radar = radar
        self._color = terminal.color
        self._width = terminal.width or _WIDTH
        self._names = [shortened(harmless(seen.name), _MOST_NAME) for seen in radar.seen]
        self._widest = max(map(columns, self._names), default=0)
        self._rests = [", ".join(filter(None, _about(seen))) for seen in radar.seen]
        longest = min(_MOST_REST, max(map(columns, self._rests), default=0))
        room = self._width - self._widest - longest - 6
        places = [
            harmless(seen.path) if seen.path else f"branch {harmless(seen.branch)}"
            for seen in radar.seen
        ]
        self._places = [_end_of(place, max(room, _LEAST_PLACE)) for place in places]

    def lines(self) -> Iterator[str]:
        widest = max(map(columns, self._places), default=0)
        rows = zip(self._radar.seen, self._names, self._places, self._rests, strict=True)
        for seen, name, place, rest in rows:
            start = f"  {_padded(name, self._widest)}  {_padded(place, widest)}  "
            rest = shortened(rest, self._width - columns(start))  # noqa: PLW2901 - what there is room for
            yield start + self._painted(rest, _YELLOW if seen.strays or seen.remarks else _PLAIN)
        for kind, (what, most) in _MOST_SHOWN.items():
            collisions = [each for each in self._radar.collisions if each.conflict is kind]
            if collisions:
                yield ""
                for collision in collisions[:most]:
                    yield from self._collision(collision)
            if len(collisions) > most:
                yield self._painted(f"and {len(collisions) - most:,} more {what}", _DIM)
        yield from self._last()

    def _last(self) -> Iterator[str]:
        radar = self._radar
        if radar.seen:
            yield ""
        landing = words.landing(radar)
        if landing:
            yield from self._folded(landing)
        for gone in radar.gone:
            yield from self._folded(f"not there: {gone}")
        for failed in radar.not_looked_at:
            yield from (
                self._painted(each, _RED) for each in self._folded(f"NOT checked: {failed}")
            )
        if radar.not_merged:
            said = f"lines NOT checked: {radar.not_merged}"
            yield from (self._painted(line, _RED) for line in self._folded(said))
        if not radar.has_plan:
            yield "without a plan: what was to be expected is not known"
        colour = _RED if radar.surprises or not radar.is_complete else _GREEN
        yield from (self._painted(line, colour) for line in self._folded(words.summary(radar)))

    def _collision(self, collision: Collision) -> Iterator[str]:
        """A line that says who, and one that says where and what the plan said."""
        one, other = (self._names[index] for index in collision.between)
        label, colour = self._label(collision)
        who = f"{one} \N{MULTIPLICATION SIGN} {other}"
        path = _end_of(harmless(collision.file), self._width - 12 - columns(who))
        yield f"{self._painted(f'{label:8}', colour)}  {who}  {path}"
        if collision.conflict is not False:
            where = words.lines(collision) if collision.conflict else "lines NOT checked"
            yield f"          {where}; {words.SAID[collision.plan]}"

    def _label(self, collision: Collision) -> tuple[str, str]:
        if collision.conflict is None:
            return "unknown", _YELLOW
        if not collision.conflict:
            return "shared", _DIM
        return "CONFLICT", _YELLOW if collision.is_predicted else _RED

    def _painted(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_PLAIN}" if self._color and colour != _PLAIN else text

    def _folded(self, text: str) -> Iterator[str]:
        """Words over several lines, for the width of the terminal."""
        line = ""
        for word in harmless(text).split(" "):
            shown = shortened(word, self._width - 2)
            if line and columns(line) + 1 + columns(shown) > self._width:
                yield line
                line = f"  {shown}"
            else:
                line = f"{line} {shown}" if line else shown
        yield line


def _about(seen: Seen) -> Iterator[str]:
    yield counted(len(seen.files), "file")
    yield harmless(words.strays(seen))
    yield from map(harmless, seen.remarks)


def _end_of(text: str, most: int) -> str:
    """The end of a text that is too long: of a path it says the most."""
    return text if columns(text) <= most else f"…{text[-max(1, most - 1) :]}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
