"""In which order branches that conflict should land; knows neither git nor the plan.

Branches are known here by their indexes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ...text.typed import NamedTuple
from ..graph import reachable

Pair = tuple[int, int]

MOST_EXACT = 20
"""Branches that conflict with one another for which the best order is looked for among all."""


class Landing(NamedTuple):
    """An order of landing.

    Attributes:
        order: all branches.
        rebased: those of them that then conflict with one that has landed before.
        is_exact: whether no order has fewer of these.
    """

    order: tuple[int, ...]
    rebased: tuple[int, ...]
    is_exact: bool


def landing(number: int, conflicts: Collection[Pair], after: Collection[Pair] = ()) -> Landing:
    """The order of landing with the fewest rebases; `after` has pairs of which the second lands first.

    Who lands before all that it conflicts with needs no rebase, and everybody else needs one: so as many
    as possible of them are looked for, none of which conflict with one another.
    """
    near: dict[int, set[int]] = {}
    for one, other in conflicts:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    free: set[int] = set(range(number)) - near.keys()
    is_exact = True
    for group in _groups(near):
        if len(group) > MOST_EXACT:
            is_exact = False
            free |= _greedy(group, near, after)
        else:
            free |= _best(group, near, after)
    order = _in_order(number, [*after, *_first(free, near)])
    return Landing(tuple(order), tuple(index for index in order if index not in free), is_exact)


def _groups(near: Mapping[int, Collection[int]]) -> Iterator[list[int]]:
    """The participants that conflict with one another, even through others."""
    seen: set[int] = set()
    for start in sorted(near):
        if start not in seen:
            group = reachable(start, near)
            seen |= group
            yield sorted(group)


def _first(free: Collection[int], near: Mapping[int, Collection[int]]) -> Iterator[Pair]:
    """That each of these lands before all that it conflicts with."""
    for index in free:
        for other in near.get(index, ()):
            yield other, index


def _greedy(
    group: Sequence[int], near: Mapping[int, Collection[int]], after: Collection[Pair]
) -> set[int]:
    """Those with the fewest conflicts first, as far as they go together."""
    free: set[int] = set()
    for index in sorted(group, key=lambda each: (len(near[each]), each)):
        if free.isdisjoint(near[index]) and _is_possible({*free, index}, near, after):
            free.add(index)
    return free


def _best(
    group: Sequence[int], near: Mapping[int, Collection[int]], after: Collection[Pair]
) -> set[int]:
    """As many as go together; of several such sets the one whose members come first."""
    best = _greedy(group, near, after)
    # Who conflicts with few is tried first, so that a large set is found early and cuts the search short.
    candidates = sorted(group, key=lambda each: (len(near[each]), each))
    stack: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    while stack:
        at, chosen = stack.pop()
        left = [each for each in candidates[at:] if chosen.isdisjoint(near[each])]
        if len(chosen) + len(left) <= len(best):
            continue
        if not left:
            if _is_possible(chosen, near, after):
                best = set(chosen)
            continue
        index = left[0]
        rest = candidates.index(index) + 1
        stack += [(rest, chosen), (rest, chosen | {index})]
    return best


def _is_possible(
    free: Collection[int], near: Mapping[int, Collection[int]], after: Collection[Pair]
) -> bool:
    if not after:
        return True
    pairs = [*after, *_first(free, near)]
    number = 1 + max(max(pair) for pair in pairs)
    return len(_in_order(number, pairs)) == number


def _in_order(number: int, after: Iterable[Pair]) -> list[int]:
    """All indexes, the lowest first wherever it may stand; fewer where the pairs go round in a circle."""
    from heapq import heapify, heappop, heappush

    waiting = [0] * number
    behind: dict[int, list[int]] = {}
    for later, earlier in set(after):
        waiting[later] += 1
        behind.setdefault(earlier, []).append(later)
    ready = [index for index in range(number) if not waiting[index]]
    heapify(ready)
    order = []
    while ready:
        index = heappop(ready)
        order.append(index)
        for later in behind.get(index, ()):
            waiting[later] -= 1
            if not waiting[later]:
                heappush(ready, later)
    return order
