"""Which rewrites would make a plan faster: what to try, and in which order; `Simulator` prices each.

Knows neither git nor how a suggestion is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from ...text.typed import NamedTuple
from ..plan import Intersection
from .rewrites import Rewrite, Rewriter, shared_groups
from .schedule import path_to, turns_of
from .simulator import Simulator, Suggestion

_Wanted = partial[Rewrite]
"""A rewrite that was not made yet: on a large file only a few are."""


class Suggestions(NamedTuple):
    """What was found, the best first, and how many changes were tried, of how many.

    Attributes:
        tried: on large files only as many as a few seconds allow.
        possible: how many there are to try.
    """

    found: tuple[Suggestion, ...]
    tried: int
    possible: int


def suggest(
    simulator: Simulator, progress: Callable[[int, int], None] | None = None
) -> Suggestions:
    """Rewrites that gain something, those that gain most first.

    Tried first is one remedy for all intersections together, then those of the critical path, then
    the most contended files; on large files only as many as a few seconds allow. `progress` is told
    how many simulations are done, and of how many. A dependency that another one implies is never
    among them: dropping it moves no task.
    """
    rewrites = _rewrites(simulator)
    allowed = min(simulator.allowed, len(rewrites))
    found: list[Suggestion] = []
    for done, rewrite in enumerate(rewrites[:allowed], 1):
        suggestion = simulator.priced(rewrite())
        if suggestion is not None and suggestion.worthwhile:
            found.append(suggestion)
        if progress is not None:
            progress(done, allowed)
    found.sort(key=lambda suggestion: suggestion.gain, reverse=True)
    return Suggestions(tuple(found), allowed, len(rewrites))


def remedies(simulator: Simulator, intersection: Intersection) -> list[Suggestion]:
    """What an intersection could be rewritten into, as in `suggest`."""
    wanted = _remedies(simulator.rewriter, [intersection])
    priced = (simulator.priced(rewrite()) for rewrite in wanted)
    found = [item for item in priced if item is not None and item.worthwhile]
    return sorted(found, key=lambda suggestion: suggestion.gain, reverse=True)


def _rewrites(simulator: Simulator) -> list[_Wanted]:
    shared, rewriter = simulator.plan.intersections, simulator.rewriter
    waits = _waits_of_the_critical_path(simulator) if shared else {}
    order = sorted(
        shared, key=lambda item: (-waits.get((item.level, item.file), 0), -len(item.tasks))
    )
    by_level: dict[int, list[Intersection]] = {}
    for item in order:
        by_level.setdefault(item.level, []).append(item)
    together = [items for items in by_level.values() if len(items) > 1]
    if len(by_level) > 1:
        together.insert(0, [item for items in by_level.values() for item in items])
    wanted: dict[object, _Wanted] = {}
    for items in (*together, *([item] for item in order)):
        for rewrite in _remedies(rewriter, items):
            is_combining = rewrite.func == rewriter.combine_all
            key = tuple(shared_groups(items)) if is_combining else (rewrite.func, *_names(items))
            wanted.setdefault(key, rewrite)
    for one, other in (pair for item in order for pair in pairwise(item.tasks)):
        wanted.setdefault((one.id, other.id), partial(rewriter.order, one, other))
        wanted.setdefault((other.id, one.id), partial(rewriter.order, other, one))
    return list(wanted.values())


def _waits_of_the_critical_path(simulator: Simulator) -> dict[tuple[int, str], int]:
    """How many steps of the critical path wait for each intersection, by level and file."""
    work, plan = simulator.work, simulator.plan
    steps = path_to(work, turns_of(work, plan))
    level = {task.id: batch.level for batch in plan.batches for task in batch.tasks}
    return Counter((level[step.task.id], step.file) for step in steps if step.file is not None)


def _remedies(rewriter: Rewriter, shared: Sequence[Intersection]) -> Iterator[_Wanted]:
    """The same remedies for all of some intersections."""
    yield partial(rewriter.combine_all, shared)
    if any(rewriter.is_area(item.file) for item in shared):
        return  # nobody knows into what it could be split
    yield partial(rewriter.split, shared)
    if all(rewriter.has_more(task, item.file) for item in shared for task in item.tasks):
        yield partial(rewriter.register, shared)
        if len(shared) == 1:
            yield partial(rewriter.register_all, shared[0])


def _names(shared: Sequence[Intersection]) -> list[tuple[int, str]]:
    return [(item.level, item.file) for item in shared]
