"""A plan as boxes and lines: what every picture of it draws, in which order and colours.

Knows no format. Whatever is drawn is bounded by the plan: the lines of a file are a chain, so they
never grow with the pairs of its tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ...planning.plan import Batch, Plan
from ...planning.tasks import Task
from ...text.typed import NamedTuple
from ..escape import shortened, terminal


class Tint(NamedTuple):
    """The colours of one squad: filling and edge on a light ground, the same on a dark one."""

    fill: str
    edge: str
    dark_fill: str
    dark_edge: str


TINTS = (
    Tint("#dbeafe", "#1d4ed8", "#1e3a6e", "#93c5fd"),
    Tint("#fef3c7", "#b45309", "#5b3a0c", "#fcd34d"),
    Tint("#dcfce7", "#15803d", "#14492a", "#86efac"),
    Tint("#f3e8ff", "#7e22ce", "#4a2569", "#d8b4fe"),
    Tint("#ccfbf1", "#0f766e", "#134e4a", "#5eead4"),
    Tint("#ecfccb", "#4d7c0f", "#354a12", "#bef264"),
    Tint("#e0e7ff", "#4338ca", "#312e70", "#a5b4fc"),
    Tint("#ffedd5", "#9a3412", "#5f2a12", "#fdba74"),
)
"""Squads take them in the order in which they first appear, and begin again after the last."""

NO_SQUAD = Tint("#f3f4f6", "#6b7280", "#2f343c", "#9ca3af")
INK, DARK_INK = "#1f2328", "#e6edf3"
CRITICAL, DARK_CRITICAL = "#d1246b", "#ff6fa8"
CONTESTED, DARK_CONTESTED = "#c2410c", "#fb923c"


_SHORTEST = 6
"""How much of a path is shown at least."""


class Box(NamedTuple):
    """One task.

    Attributes:
        key: a name that holds letters and digits only, whatever the task's id.
        turn: from 1 in a serial batch, else 0.
        tint: the number of its squad's tint; None without a squad.
    """

    key: str
    task: Task
    batch: Batch
    turn: int
    tint: int | None
    critical: bool


class Line(NamedTuple):
    """From one box to a later one, by their indexes; `files` is empty but for intersections."""

    start: int
    end: int
    critical: bool = False
    files: tuple[str, ...] = ()


class Picture(NamedTuple):
    """What to draw.

    Attributes:
        boxes: batch by batch, in the order of the plan.
        squads: in the order of their first task.
        dependencies: by the task that waits.
        turns: between neighbours in a serial batch.
        intersections: for each file a chain through its tasks; lines between the same two are one.
        order: holds that put a batch after the one before it where no dependency does.
        not_drawn: how many dependencies there are beside those of `dependencies`.
    """

    batches: Sequence[Batch]
    boxes: Sequence[Box]
    squads: Sequence[str]
    dependencies: Sequence[Line]
    turns: Sequence[Line]
    intersections: Sequence[Line]
    order: Sequence[Line]
    not_drawn: int = 0


def draw(plan: Plan, critical: Sequence[str] = ()) -> Picture:
    """The boxes and lines of a plan; `critical` is the path of task ids to emphasise, in order."""
    squads: dict[str, int] = {}
    boxes: list[Box] = []
    on_path = set(critical)
    for batch in plan.batches:
        for at, task in enumerate(batch.tasks, 1):
            squad = task.squad
            tint = None if squad is None else squads.setdefault(squad, len(squads)) % len(TINTS)
            turn = at if is_serial(batch) else 0
            boxes.append(Box(f"t{len(boxes) + 1}", task, batch, turn, tint, task.id in on_path))
    index = {box.task.id: at for at, box in enumerate(boxes)}
    steps = {(index[one], index[two]) for one, two in pairwise(critical)}
    dependencies = [
        Line(index[needed], end, (index[needed], end) in steps)
        for end, box in enumerate(boxes)
        for needed in dict.fromkeys(box.task.dependencies)
        if needed in index
    ]
    turns = [
        Line(at - 1, at, (at - 1, at) in steps) for at, box in enumerate(boxes) if box.turn > 1
    ]
    # one line of a pair is emphasised, not two
    steps.difference_update((line.start, line.end) for line in turns)
    chains: dict[tuple[int, int], list[str]] = {}
    for intersection in plan.intersections:
        holders = sorted(index[task.id] for task in intersection.tasks)
        for pair in pairwise(holders):
            chains.setdefault(pair, []).append(intersection.file)
    intersections = [
        Line(start, end, (start, end) in steps, tuple(files))
        for (start, end), files in sorted(chains.items())
    ]
    order = list(_order(boxes, dependencies))
    return Picture(plan.batches, boxes, tuple(squads), dependencies, turns, intersections, order)


def thinned(drawn: Picture, most: int) -> Picture:
    """The picture with at most so many dependencies: those on the critical path, then the shortest."""
    more = len(drawn.dependencies) - most
    if more <= 0:
        return drawn
    numbers = [box.batch.number for box in drawn.boxes]

    def weight(line: Line) -> tuple[bool, int]:
        return not line.critical, numbers[line.end] - numbers[line.start]

    kept = sorted(sorted(drawn.dependencies, key=weight)[:most], key=lambda line: line.end)
    return drawn._replace(dependencies=kept, not_drawn=more)


def is_serial(batch: Batch) -> bool:
    """Whether its tasks take turns; a single task has no one to take turns with."""
    return not batch.parallel and len(batch.tasks) > 1


def kind(batch: Batch) -> str:
    """How its tasks are started, in a few words."""
    number = len(batch.tasks)
    if number == 1:
        return "one task"
    return f"{number:,} tasks {'in parallel' if batch.parallel else 'in turn (serial)'}"


def visible(text: str, limit: int = 0) -> str:
    r"""The text with what can't be seen as its escape (\u202e), cut to at most `limit` characters.

    No line ends are left, no direction marks, no halves of surrogate pairs: nothing that XML forbids.
    """
    text = terminal(text[: limit + 1] if limit else text)
    return shortened(text, limit) if limit else text


def cut_path(path: str, limit: int) -> str:
    """A path cut at its front, where it says least."""
    text = visible(path)
    return f"…{text[len(text) - max(limit, _SHORTEST) + 1 :]}" if len(text) > limit else text


def names(files: Iterable[str], limit: int) -> str:
    """Paths for a line's label: the first, and how many more."""
    first, *more = files
    others = f" +{len(more)} more" if more else ""
    return cut_path(first, limit - len(others)) + others


def _order(boxes: Sequence[Box], dependencies: Iterable[Line]) -> Iterator[Line]:
    last = {box.batch.number: at for at, box in enumerate(boxes)}
    ends = set(last.values())
    held = {
        line.end
        for line in dependencies
        if boxes[line.start].batch.number == boxes[line.end].batch.number - 1
        and (boxes[line.start].turn == 0 or line.start in ends)
    }
    for at, box in enumerate(boxes):
        before = box.batch.number - 1
        if before and box.turn <= 1 and at not in held:
            yield Line(last[before], at)
