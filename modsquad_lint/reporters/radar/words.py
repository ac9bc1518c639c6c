"""How what `radar` saw is put into words, for every format that has words; escapes nothing."""

from __future__ import annotations

from ...planning.decisions.collisions import (
    DISJOINT,
    INTERSECTION,
    NONE,
    ORDERED,
    Collision,
    Lines,
    Radar,
    Seen,
)
from ...text.words import counted, listed

_MOST_NAMED = 12
"""Participants whose order is written out."""

SAID = {
    DISJOINT: "declared disjoint, colliding now",
    INTERSECTION: "predicted: both declare it",
    ORDERED: "predicted: one waits for the other",
    NONE: "no plan says anything about it",
}
"""What the plan said of a conflict."""


def lines(collision: Collision) -> str:
    """Where it is, or of what kind: `lines 3-9 and 4`, `modify/delete`."""
    if collision.lines is None:
        return collision.kind
    return f"lines {listed([_range(each) for each in collision.lines])}"


def _range(some: Lines) -> str:
    first, last = some
    return str(first) if first == last else f"{first}-{last}"


def strays(seen: Seen) -> str:
    """How many files a task does not declare, and the first of them; "" for none."""
    if not seen.strays:
        return ""
    first = seen.strays[0]
    whose = f" ({first.owner}'s)" if first.owner else ""
    return f"{len(seen.strays):,} not declared: {first.file}{whose}"


def landing(radar: Radar) -> str:
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


def summary(radar: Radar) -> str:
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
        parts.append(f"{counted(len(pairs), 'pair')} changed common files")
        parts.append(f"{len(fighting):,} conflict now" if fighting else "none conflicts now")
    if radar.surprises:
        parts.append(f"{len({each.between for each in radar.surprises}):,} not predicted")
    if unknown:
        parts.append(f"{len(unknown):,} NOT checked")
    return "; ".join(parts)
