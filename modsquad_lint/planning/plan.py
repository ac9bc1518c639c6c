"""The predicted batches of a tasks file, with metrics and rating: design section 4.

Deterministic and linear: files are indexed to tasks, pairs of tasks are never compared. Knows
neither git nor the configuration: what tasks hold, `holdings` tells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..text import paths
from ..text.typed import NamedTuple
from ..text.words import plural
from .holdings import Shares
from .tasks import Task
from .work import Work

RESOLUTION = "Sequential execution required"
"""What the source document says of every intersection."""


class Batch(NamedTuple):
    """Tasks started together.

    Attributes:
        number: from 1, in the order of the plan; `batch_id` in the source document.
        level: of all its tasks.
        tasks: in file order.
        parallel: side by side; otherwise they take turns.
        reason: in the source document's words.
    """

    number: int
    level: int
    tasks: tuple[Task, ...]
    parallel: bool
    reason: str


class Intersection(NamedTuple):
    """One file or area that two or more tasks of one level claim.

    Attributes:
        file: the normalised path; an area as it was written.
        tasks: in file order; of an area all that declare it or something in it.
        is_area: whether it is one of which some tasks only hold a part, so that they may be concurrent.
    """

    file: str
    level: int
    tasks: tuple[Task, ...]
    is_area: bool = False


class Rating(NamedTuple):
    """A word for the plan's parallelism, and the source document's advice."""

    name: str
    action: str


class Metrics(NamedTuple):
    """The figures of design section 4, point 6; rounded as they are shown, a half upwards."""

    total_tasks: int
    total_batches: int
    parallelization_percent: float
    speedup_factor: float


class Plan(NamedTuple):
    """The batches in order, with metrics.

    Attributes:
        intersections: by level, then by first declaration in that level.
        merge_handled: mergeable files that tasks of one level share, in the same order.
    """

    batches: tuple[Batch, ...]
    metrics: Metrics
    rating: Rating
    intersections: tuple[Intersection, ...]
    merge_handled: tuple[Intersection, ...]

    @property
    def turns(self) -> int:
        """How many it takes: a parallel batch is one, a serial batch one for each task."""
        return sum(1 if batch.parallel else len(batch.tasks) for batch in self.batches)


_RATINGS = (
    (80, 2.5, Rating("Excellent", "Maintain")),
    (60, 1.8, Rating("Good", "Minor optimization")),
    (40, 1.4, Rating("Fair", "Review file intersections")),
    (20, 1.2, Rating("Poor", "Refactor task definitions")),
    (0, 0, Rating("Critical", "Major restructuring needed")),
)


def make_plan(work: Work) -> Plan | None:
    """The plan of what is left of a file, or None where it has none.

    A file without tasks has no plan, and neither has one with a problem of shape, a repeated id, an
    unknown dependency, a task that depends on itself, or a knot. Where all tasks are done, the plan is
    empty. git is asked for mergeable files only when tasks of one level share a file that no glob
    makes mergeable, or an area is in the way.
    """
    levels = work.graph.levels
    if levels is None or not work.has_order:
        return None
    members: list[list[int]] = [[] for _ in range(max(levels, default=-1) + 1)]
    for task, level in enumerate(levels):
        members[level].append(task)
    shared = [work.holdings.shared(tasks) for tasks in members]
    # Before the first reason is written, which asks nobody.
    contested = [work.holdings.without_mergeable(each) for each in shared]
    parts = _Parts(work)
    for level, tasks in enumerate(members):
        parts.add_level(level, tasks, shared[level], contested[level])
    metrics = _metrics(parts.batches)
    return Plan(
        tuple(parts.batches),
        metrics,
        rate(metrics.parallelization_percent, metrics.speedup_factor),
        tuple(parts.intersections),
        tuple(parts.merge_handled),
    )


def batch_of(plan: Plan) -> dict[str, Batch]:
    """The batch of each task, by id, in the order of the plan."""
    return {task.id: batch for batch in plan.batches for task in batch.tasks}


def is_minimal(plan: Plan) -> bool:
    """Whether no plan of these tasks takes fewer turns, as far as is seen at once; `analyse` sees more."""
    levels = max((batch.level + 1 for batch in plan.batches), default=0)
    one_by_one = (each for each in plan.intersections if not each.is_area)
    return plan.turns == max(levels, *(each.level + len(each.tasks) for each in one_by_one), 0)


def rate(parallelization_percent: float, speedup_factor: float) -> Rating:
    """The worse of the two columns of section 4, point 7, for the figures as they are shown."""
    return next(
        rating
        for percent, speedup, rating in _RATINGS
        if parallelization_percent >= percent and speedup_factor >= speedup
    )


def rounded(dividend: int, divisor: int, digits: int) -> float:
    """The quotient with so many decimals, a half rounded upwards; in integers, so it is exact."""
    scale: int = 10**digits
    return (2 * dividend * scale + divisor) // (2 * divisor) / scale


class _Parts:
    """The parts of a plan, level by level."""

    def __init__(self, work: Work) -> None:
        self._tasks: Sequence[Task] = work.file.tasks
        self._graph = work.graph
        self._holdings = work.holdings
        self._depended_on = {needed for needs in work.graph.needs for needed in needs}
        self._number_of: dict[int, int] = {}
        self.batches: list[Batch] = []
        self.intersections: list[Intersection] = []
        self.merge_handled: list[Intersection] = []

    def add_level(self, level: int, tasks: list[int], shared: Shares, contested: Shares) -> None:
        """Add the batches of a level, once those of all lower levels are there."""
        keeps_apart = contested.holders
        handled: dict[str, list[int]] = {}
        if contested is not shared:
            handled = {
                name: each for name, each in shared.holders.items() if name not in keeps_apart
            }
        self.intersections += self._intersections(level, keeps_apart, contested.inside)
        self.merge_handled += self._intersections(level, handled, {})
        if not keeps_apart:
            self._add(level, tasks, self._reason(tasks, handled), parallel=len(tasks) > 1)
        elif self._can_take_turns(tasks, contested):
            reason = f"File intersection: {', '.join(keeps_apart)}"
            self._add(level, tasks, reason, parallel=False)
        else:
            groups = self._coloured(tasks, contested)
            for group in groups:
                others = "previous" if group is groups[-1] else "subsequent"
                reason = f"File intersection with {others} tasks"
                self._add(level, group, reason, parallel=len(group) > 1)

    def _add(self, level: int, tasks: Sequence[int], reason: str, *, parallel: bool) -> None:
        number = len(self.batches) + 1
        self._number_of.update(dict.fromkeys(tasks, number))
        members = tuple([self._tasks[task] for task in tasks])
        self.batches.append(Batch(number, level, members, parallel, reason))

    def _intersections(
        self, level: int, shared: Mapping[str, list[int]], inside: Collection[str]
    ) -> Iterator[Intersection]:
        for path, holders in shared.items():
            tasks = tuple([self._tasks[task] for task in holders])
            yield Intersection(path, level, tasks, path in inside)

    def _can_take_turns(self, tasks: list[int], contested: Shares) -> bool:
        """Whether every two of the tasks intersect, and each has a squad of its own."""
        squads: set[str] = set()
        for task in tasks:
            squad = self._tasks[task].squad
            if not squad or squad in squads:  # an empty name is none
                return False
            squads.add(squad)
        return _all_intersect(tasks, self._holdings.files, contested)

    def _coloured(self, tasks: list[int], contested: Shares) -> list[list[int]]:
        """Each task, in file order, in the first group in which it intersects nothing."""
        from .slots import Slots  # most plans have no intersection

        slots = Slots(contested, len(tasks))
        owned_by, inside_of = contested.owned_by(), contested.inside_of()
        groups: list[list[int]] = [[]]
        for task in tasks:
            # Who shares nothing joins the first.
            group = slots.take_first(owned_by.get(task, ()), inside_of.get(task, ()))
            if group == len(groups):
                groups.append([])
            groups[group].append(task)
        return groups

    def _reason(self, tasks: list[int], handled: Mapping[str, list[int]]) -> str:
        """Why a level that was not split is one batch."""
        needs = self._graph.needs
        if len(tasks) == 1:
            if needs[tasks[0]]:
                ids = (self._tasks[needed].id for needed in needs[tasks[0]])
                return f"Depends on: {', '.join(ids)}"
            return (
                "Required by subsequent tasks" if tasks[0] in self._depended_on else "Single task"
            )
        numbers = sorted({self._number_of[needed] for task in tasks for needed in needs[task]})
        if numbers:
            who = {2: "Both"}.get(len(tasks), "All")
            which = ", ".join(map(str, numbers))
            return f"{who} depend on {plural('batch', len(numbers))} {which}, no file intersections"
        if handled:
            names = ", ".join(map(paths.name, handled))
            return f"Independent {self._noun(tasks)}, {names} merge handled"
        return "No file intersections detected"

    def _noun(self, tasks: list[int]) -> str:
        """The last part of a directory in which every one of these tasks declares a file."""
        common: set[str] | None = None
        for task in tasks:
            folders = {
                path.rpartition("/")[0]
                for path in self._holdings.files[task]
                if not self._holdings.is_mergeable(path, ask=False)
            }
            common = folders if common is None else common & folders
            if not common:
                break
        return min(filter(None, map(paths.name, common or ())), default="tasks")


def _all_intersect(tasks: list[int], files: Sequence[Sequence[str]], contested: Shares) -> bool:
    """Whether every two of the tasks share something; quick where one file is shared by all or most."""
    holders = dict(contested.holders)
    together = [found for name, found in holders.items() if name not in contested.inside]
    widest = set(max(together, key=len, default=()))
    others = [task for task in tasks if task not in widest]
    if not others:
        return True
    from .slots import is_wide

    number = {task: at for at, task in enumerate(tasks)}
    # Who only has something in an area meets those that declare it.
    own = {name: f"{name}\0" for name in contested.inside if name in holders}
    holders.update((alias, contested.owners(name)) for name, alias in own.items())
    bits = {
        path: _bits([number[task] for task in found], len(tasks))
        for path, found in holders.items()
        if is_wide(found, len(tasks))
    }
    inside_of = contested.inside_of()
    looked_at: set[frozenset[str]] = set()
    for task in others:
        met = frozenset(
            [path for path in files[task] if path in holders]
            + [own[area] for area in inside_of.get(task, ())]
        )
        if met not in looked_at:
            looked_at.add(met)
            if _count_together(met, holders, number, bits, task) < len(tasks):
                return False
    return True


def _bits(numbers: Iterable[int], size: int) -> int:
    """A number with these bits set, of so many."""
    found = bytearray(size // 8 + 1)
    for number in numbers:
        found[number // 8] |= 1 << number % 8
    return int.from_bytes(found, "little")


def _count_together(
    own: Iterable[str],
    contested: Mapping[str, list[int]],
    number: Mapping[int, int],
    bits: Mapping[str, int],
    task: int,
) -> int:
    """How many tasks hold any of these files, and `task`; `bits` has those of the files of many."""
    many, few = 0, {task}
    for path in own:
        if path in bits:
            many |= bits[path]
        else:
            few.update(contested[path])
    known = many.to_bytes(len(number) // 8 + 1, "little")
    others = sum(not known[number[task] // 8] >> number[task] % 8 & 1 for task in few)
    return many.bit_count() + others


def _metrics(batches: Sequence[Batch]) -> Metrics:
    tasks = sum(len(batch.tasks) for batch in batches)
    parallel = sum(len(batch.tasks) for batch in batches if batch.parallel)
    if not tasks:
        return Metrics(0, 0, 0.0, 0.0)
    return Metrics(
        tasks, len(batches), rounded(100 * parallel, tasks, 1), rounded(tasks, len(batches), 2)
    )
