"""Who collides with whom, in the formats of `radar`; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..engine.report import NO_TERMINAL, Terminal
from ..planning.decisions import collisions
from ..planning.decisions.collisions import Collision, Lines, Radar, Seen
from ..text.typed import Any
from ..text.words import counted, listed
from . import workflow_commands as commands
from .columns import ELLIPSIS, columns, last, wrapped
from .escape import as_json, ascii_only, markdown, painted, shortened
from .escape import terminal as escaped
from .workflow_commands import Annotation

VERSION = 1


def render(name: str, radar: Radar, terminal: Terminal) -> str:
    """In one of `FORMATS`."""
    return _as_text(radar, terminal) if name == "text" else FORMATS[name](radar)


# ---------------------------------------------------------------- words, which are not escaped

_MOST_NAMED = 12
"""Participants whose order is written out."""

_SAID = {
    collisions.DISJOINT: "declared disjoint, colliding now",
    collisions.INTERSECTION: "predicted: both declare it",
    collisions.ORDERED: "predicted: one waits for the other",
    collisions.NONE: "no plan says anything about it",
}
"""What the plan said of a conflict."""


def _lines_of(collision: Collision) -> str:
    """Where it is, or of what kind: `lines 3-9 and 4`, `modify/delete`."""
    if collision.lines is None:
        return collision.kind
    return f"lines {listed([_range(each) for each in collision.lines])}"


def _range(some: Lines) -> str:
    first, last = some
    return str(first) if first == last else f"{first}-{last}"


def _strays(seen: Seen) -> str:
    """How many files a task does not declare, and the first of them; "" for none."""
    if not seen.strays:
        return ""
    first = seen.strays[0]
    whose = f" ({first.owner}'s)" if first.owner else ""
    return f"{len(seen.strays):,} not declared: {first.file}{whose}"


def _landing(radar: Radar) -> str:
    """Which order leaves the fewest rebases, with its figure; "" where nothing conflicts.

    Those that conflict with nobody are left out: they may land at any time.
    """
    fighting = {index for each in radar.collisions if each.conflict for index in each.between}
    order = [radar.seen[index].name for index in radar.landing.order if index in fighting]
    if not order:
        return ""
    rebased = [radar.seen[index].name for index in radar.landing.rebased]
    if len(order) > _MOST_NAMED:
        order = [*order[:_MOST_NAMED], f"{len(order) - _MOST_NAMED:,} more"]
    least = "the fewest that are possible" if radar.landing.is_exact else "found greedily"
    least = least if radar.is_complete else "as far as is known"
    number = counted(len(rebased), "rebase")
    return f"land {', then '.join(order)}: {number} ({listed(rebased, _MOST_NAMED)}), {least}"


def _summary(radar: Radar) -> str:
    """One line that counts."""
    pairs = {each.between for each in radar.collisions}
    fighting = {each.between for each in radar.collisions if each.conflict}
    unknown = {each.between for each in radar.collisions if each.conflict is None}
    if not radar.seen:
        return f"nobody is at work: no work tree and no branch of a task differs from {radar.base}"
    parts = [f"{len(radar.seen):,} at work since {radar.base}"]
    if not pairs:
        parts.append("no two of them changed a common file")
    else:
        more = "more than " if radar.is_cut else ""
        parts.append(f"{more}{counted(len(pairs), 'pair')} changed common files")
        parts.append(f"{len(fighting):,} conflict now" if fighting else "none conflicts now")
    if radar.surprises:
        parts.append(f"{len({each.between for each in radar.surprises}):,} not predicted")
    if unknown:
        parts.append(f"{len(unknown):,} NOT checked")
    if radar.is_cut:
        parts.append("the others NOT checked")
    return "; ".join(parts)


# ---------------------------------------------------------------- text

_RED, _YELLOW, _GREEN, _DIM, _PLAIN = "31", "33", "32", "2", ""
_WIDTH = 80
"""Columns of what is no terminal."""
_LEAST_PLACE = 12
_MOST_REST = 40
"""Columns that the place of a participant leaves to what is said of it."""
_LONGEST_NAME = 16
_MOST_SHOWN = {
    True: ("conflicts", 100),
    None: ("that are NOT checked", 10),
    False: ("shared files", 10),
}
"""Of each kind of collision what more of them is called, and how many are shown."""


def _as_text(radar: Radar, terminal: Terminal = NO_TERMINAL) -> str:
    """The participants, the conflicts, what is shared, the order of landing, and a line that counts."""
    painter = _Painter(radar, terminal)
    text = "\n".join(painter.lines()) + "\n"
    return ascii_only(text) if terminal.plain else text


class _Painter:
    def __init__(self, radar: Radar, terminal: Terminal) -> None:
        self._radar = radar
        self._color = terminal.color
        self._width = terminal.width or _WIDTH
        self._names = [shortened(escaped(seen.name), _LONGEST_NAME) for seen in radar.seen]
        self._widest = max(map(columns, self._names), default=0)
        self._rests = [", ".join(filter(None, _about(seen))) for seen in radar.seen]
        longest = min(_MOST_REST, max(map(columns, self._rests), default=0))
        room = self._width - self._widest - longest - 6
        places = [
            escaped(seen.path) if seen.path else f"branch {escaped(seen.branch)}"
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
        landing = _landing(radar)
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
        yield from (self._painted(line, colour) for line in self._folded(_summary(radar)))

    def _collision(self, collision: Collision) -> Iterator[str]:
        """A line that says who, and one that says where and what the plan said."""
        one, other = (self._names[index] for index in collision.between)
        label, colour = self._label(collision)
        who = f"{one} \N{MULTIPLICATION SIGN} {other}"
        path = _end_of(escaped(collision.file), self._width - 12 - columns(who))
        yield f"{self._painted(f'{label:8}', colour)}  {who}  {path}"
        if collision.conflict is not False:
            where = _lines_of(collision) if collision.conflict else "lines NOT checked"
            yield f"          {where}; {_SAID[collision.plan]}"

    def _label(self, collision: Collision) -> tuple[str, str]:
        if collision.conflict is None:
            return "unknown", _YELLOW
        if not collision.conflict:
            return "shared", _DIM
        return "CONFLICT", _YELLOW if collision.is_predicted else _RED

    def _painted(self, text: str, colour: str) -> str:
        return painted(text, colour) if self._color and colour else text

    def _folded(self, text: str) -> Iterator[str]:
        """Words over several lines, for the width of the terminal."""
        words = (shortened(word, self._width - 2) for word in escaped(text).split(" "))
        return wrapped(" ".join(words), self._width, used=0, indent="  ")


def _about(seen: Seen) -> Iterator[str]:
    yield counted(len(seen.files), "file")
    yield escaped(_strays(seen))
    yield from map(escaped, seen.remarks)


def _end_of(text: str, most: int) -> str:
    """The end of a text that is too long: of a path it says the most."""
    return last(text, max(2, most), ELLIPSIS)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


# ---------------------------------------------------------------- JSON


def _as_json(radar: Radar) -> str:
    """One object; the numbers in `between`, `landing` and `rebased` are indexes into `participants`."""
    value = {
        "version": VERSION,
        "base": radar.base,
        "has_plan": radar.has_plan,
        "participants": [_participant(seen) for seen in radar.seen],
        "collisions": [_collision(collision) for collision in radar.collisions],
        "landing": radar.landing.order,
        "rebased": radar.landing.rebased,
        "landing_is_exact": radar.landing.is_exact,
        "gone": radar.gone,
        "not_checked": [*radar.not_looked_at, *([radar.not_merged] if radar.not_merged else [])],
    }
    return as_json(value)


def _participant(seen: Seen) -> dict[str, Any]:
    return {
        "task": seen.task,
        "branch": seen.branch or None,
        "path": seen.path or None,
        "files": seen.files,
        "findings": [
            {
                "code": "MSQ602" if stray.owner else "MSQ601",
                "file": stray.file,
                "declared_by": stray.owner or None,
            }
            for stray in seen.strays
        ],
        "remarks": seen.remarks,
    }


def _collision(collision: Collision) -> dict[str, Any]:
    return {
        "between": collision.between,
        "file": collision.file,
        "conflict": collision.conflict,
        "kind": collision.kind or None,
        "lines": collision.lines,
        "plan": collision.plan,
    }


# ---------------------------------------------------------------- Markdown

_MOST_ROWS = 100
"""A comment has a largest size."""


def _as_markdown(radar: Radar) -> str:
    """A line that counts, a table of the conflicts, the order of landing, and what is shared, folded."""
    return "\n".join(_blocks(radar)) + "\n"


def _blocks(radar: Radar) -> Iterator[str]:
    yield f"**{markdown(_summary(radar))}**"
    rows = [each for each in radar.collisions if each.conflict is not False]
    if rows:
        yield ""
        yield "| who | file | where | the plan |"
        yield "| --- | --- | --- | --- |"
        for collision in rows[:_MOST_ROWS]:
            who = " and ".join(markdown(radar.seen[index].name) for index in collision.between)
            where = _lines_of(collision) if collision.conflict else "NOT checked"
            cells = (who, markdown(collision.file), markdown(where), _SAID[collision.plan])
            yield f"| {' | '.join(cells)} |"
        if len(rows) > _MOST_ROWS:
            yield ""
            yield f"And {len(rows) - _MOST_ROWS:,} more."
    for text in (
        _landing(radar),
        *(f"NOT checked: {failed}" for failed in radar.not_looked_at),
        f"lines NOT checked: {radar.not_merged}" if radar.not_merged else "",
        "" if radar.has_plan else "without a plan: what was to be expected is not known",
    ):
        if text:
            yield ""
            yield markdown(text)


# ---------------------------------------------------------------- annotations of GitHub Actions

_TITLE = {"title": "modsquad-lint radar"}


def _as_github(radar: Radar) -> str:
    """Errors for what no plan predicted, warnings for what one did, and a notice that counts."""
    return "".join(f"{commands.line(each)}\n" for each in _annotations(radar))


def _annotations(radar: Radar) -> Iterator[Annotation]:
    for collision in radar.collisions:
        if collision.conflict is not False:
            yield _annotation(radar, collision)
    for failed in radar.not_looked_at:
        yield Annotation("error", _TITLE, commands.words(f"NOT checked: {failed}"))
    if radar.not_merged:
        yield Annotation("error", _TITLE, commands.words(f"lines NOT checked: {radar.not_merged}"))
    said = "; ".join(filter(None, (_summary(radar), _landing(radar))))
    yield Annotation("notice", _TITLE, commands.words(said))


def _annotation(radar: Radar, collision: Collision) -> Annotation:
    one, other = (radar.seen[index].name for index in collision.between)
    is_milder = collision.is_predicted or collision.conflict is None
    where = _lines_of(collision) if collision.conflict else "lines NOT checked"
    said = _SAID[collision.plan]
    message = f"{one} and {other} both changed {collision.file} ({where}); {said}"
    place: dict[str, object] = {"file": commands.file_name(collision.file)}
    if collision.lines is not None:
        place |= dict(zip(("line", "endLine"), collision.lines[0], strict=True))
    return Annotation(
        "warning" if is_milder else "error", {**place, **_TITLE}, commands.words(message)
    )


FORMATS: Mapping[str, Callable[[Radar], str]] = {
    "text": _as_text,
    "json": _as_json,
    "markdown": _as_markdown,
    "github": _as_github,
}
"""Each format, and what makes it."""
