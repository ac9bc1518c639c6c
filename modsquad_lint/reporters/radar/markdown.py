"""Who collides with whom in Markdown, for a comment."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.report import Terminal
from ...planning.decisions.collisions import Radar
from ..escape import markdown
from . import words

_MOST = 100
"""Rows: a comment has a largest size."""


def render(radar: Radar, terminal: Terminal) -> str:
    """A line that counts, a table of the conflicts, the order of landing, and what is shared, folded."""
    del terminal
    return "\n".join(_lines(radar)) + "\n"


def _lines(radar: Radar) -> Iterator[str]:
    yield f"**{markdown(words.summary(radar))}**"
    rows = [each for each in radar.collisions if each.conflict is not False]
    if rows:
        yield ""
        yield "| who | file | where | the plan |"
        yield "| --- | --- | --- | --- |"
        for collision in rows[:_MOST]:
            who = " and ".join(markdown(radar.seen[index].name) for index in collision.between)
            where = words.lines(collision) if collision.conflict else "NOT checked"
            cells = (who, markdown(collision.file), markdown(where), words.SAID[collision.plan])
            yield f"| {' | '.join(cells)} |"
        if len(rows) > _MOST:
            yield ""
            yield f"And {len(rows) - _MOST:,} more."
    for text in (
        words.landing(radar),
        *(f"NOT checked: {failed}" for failed in radar.not_looked_at),
        f"lines NOT checked: {radar.not_merged}" if radar.not_merged else "",
        "" if radar.has_plan else "without a plan: what was to be expected is not known",
    ):
        if text:
            yield ""
            yield markdown(text)
