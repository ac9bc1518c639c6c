"""The predicted batches of a tasks file, with metrics and rating: design section 4.

Deterministic and linear: files are indexed to tasks, pairs of tasks are never compared. Knows
neither git nor the configuration; what is mergeable is told to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from ..text import paths
from ..text.typed import NamedTuple
from ..text.words import plural
from .graph import Graph, is_exact
from .options import MERGEABLE
from .tasks import Task, TaskFile

RESOLUTION = "Sequential execution required"
"""What the source document says of every intersection."""

UnionMerged = Callable[[Collection[str]], frozenset[str] | None]


def nothing_known(declared: Collection[str]) -> None:
    """The `union_merged` of a place without git."""
    del declared


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
    """One file that two or more tasks of one level declare (its normalised path, tasks in file order)."""

    file: str
    level: int
    tasks: tuple[Task, ...]


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


_RATINGS = (
    (80, 2.5, Rating("Excellent", "Maintain")),
    (60, 1.8, Rating("Good", "Minor optimization")),
    (40, 1.4, Rating("Fair", "Review file intersections")),
    (20, 1.2, Rating("Poor", "Refactor task definitions")),
    (0, 0, Rating("Critical", "Major restructuring needed")),
)


def make_plan(
    file: TaskFile,
    graph: Graph,
    mergeable: tuple[str, ...] = (),
    union_merged: UnionMerged = nothing_known,
) -> Plan | None:
    """The plan of a file, or None where it has none.

    A file without tasks has no plan, and neither has one with a problem of shape, a repeated id, an
    unknown dependency, a task that depends on itself, or a knot. `mergeable` is added to the default
    globs. `union_merged` is asked once, with every declared path, or not at all: only when tasks of
    one level share a file that no glob makes mergeable.
    """
    levels = graph.levels
    if levels is None or not _is_sound(file, graph):
        return None
    files = file.tasks.files
    members: list[list[int]] = [[] for _ in range(max(levels) + 1)]
    for task, level in enumerate(levels):
        members[level].append(task)
    shared = [{} if file.tasks.shares_none else _shared(files, tasks) for tasks in members]
    merged = _mergeable(
        (path for holders in shared for path in holders), files, mergeable, union_merged
    )
    parts = _Parts(file.tasks, graph, files, merged)
    for level, tasks in enumerate(members):
        parts.add_level(level, tasks, shared[level])
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


def shared_files(
    file: TaskFile,
    mergeable: tuple[str, ...] = (),
    union_merged: UnionMerged = nothing_known,
) -> dict[str, list[int]]:
    """Files that several tasks declare, whatever their levels, when they are not mergeable.

    By first declaration, each with the indexes of its tasks in file order. `union_merged` is asked as
    in `make_plan`.
    """
    files = file.tasks.files
    shared = {} if file.tasks.shares_none else _shared(files, range(len(files)))
    merged = _mergeable(shared, files, mergeable, union_merged)
    return {path: tasks for path, tasks in shared.items() if not merged(path)}


def _is_sound(file: TaskFile, graph: Graph) -> bool:
    return (
        not file.problems
        and 0 < len(file.tasks) == len(file.tasks.index_of)
        # unknown ids and the task's own are what the graph leaves out, beside repeated ones
        and (
            is_exact(file, graph)
            or all(
                len(needed) == len(set(written))
                for needed, written in zip(graph.needs, file.tasks.dependencies, strict=True)
            )
        )
    )


def _shared(files: Sequence[Sequence[str]], tasks: Sequence[int]) -> dict[str, list[int]]:
    """Files that several of these tasks declare, by first declaration, with those tasks in order."""
    if len(tasks) == 1:
        return {}
    together = list(chain.from_iterable([files[task] for task in tasks]))
    if len(set(together)) == len(together):
        return {}
    times = Counter(together)
    holders: dict[str, list[int]] = {path: [] for path, count in times.items() if count > 1}
    for task in tasks:
        for path in files[task]:
            if path in holders:
                holders[path].append(task)
    return holders


def _mergeable(
    shared: Iterable[str],
    files: Sequence[Sequence[str]],
    globs: tuple[str, ...],
    union_merged: UnionMerged,
) -> Callable[[str], bool]:
    """Whether a path is mergeable; asks for git's attribute only if that can matter to `shared`."""
    globs = (*MERGEABLE, *globs)
    union: frozenset[str] = frozenset()
    if any(not paths.matches(path, globs) for path in shared):
        declared = dict.fromkeys(path for task_files in files for path in task_files)
        union = union_merged(declared) or union
    return lambda path: path in union or paths.matches(path, globs)


class _Parts:
    """The parts of a plan, level by level."""

    def __init__(
        self,
        tasks: Sequence[Task],
        graph: Graph,
        files: Sequence[Sequence[str]],
        merged: Callable[[str], bool],
    ) -> None:
        self._tasks = tasks
        self._graph = graph
        self._files = files
        self._merged = merged
        self._depended_on = {needed for needs in graph.needs for needed in needs}
        self._number_of: dict[int, int] = {}
        self.batches: list[Batch] = []
        self.intersections: list[Intersection] = []
        self.merge_handled: list[Intersection] = []

    def add_level(self, level: int, tasks: list[int], shared: Mapping[str, list[int]]) -> None:
        """Add the batches of a level, once those of all lower levels are there."""
        contested: dict[str, list[int]] = {}
        handled: dict[str, list[int]] = {}
        for path, holders in shared.items():
            (handled if self._merged(path) else contested)[path] = holders
        self.intersections += self._intersections(level, contested)
        self.merge_handled += self._intersections(level, handled)
        if not contested:
            self._add(level, tasks, self._reason(tasks, handled), parallel=len(tasks) > 1)
        elif self._can_take_turns(tasks, contested):
            reason = f"File intersection: {', '.join(contested)}"
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
        members = tuple(self._tasks[task] for task in tasks)
        self.batches.append(Batch(number, level, members, parallel, reason))

    def _intersections(self, level: int, shared: Mapping[str, list[int]]) -> Iterator[Intersection]:
        for path, holders in shared.items():
            yield Intersection(path, level, tuple(self._tasks[task] for task in holders))

    def _can_take_turns(self, tasks: list[int], contested: Mapping[str, list[int]]) -> bool:
        """Whether every two of the tasks intersect, and each has a squad of its own."""
        squads = {self._tasks[task].squad for task in tasks}
        return (
            len(squads) == len(tasks)
            and all(squads)  # an empty name is none
            and _all_intersect(tasks, self._files, contested)
        )

    def _coloured(self, tasks: list[int], contested: Mapping[str, list[int]]) -> list[list[int]]:
        """Each task, in file order, in the first group in which it intersects nothing."""
        from .slots import Slots  # most plans have no intersection

        groups: list[list[int]] = []
        slots = Slots(contested, len(tasks))
        for task in tasks:
            group = slots.take_first(self._files[task])
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
                path.rpartition("/")[0] for path in self._files[task] if not self._merged(path)
            }
            common = folders if common is None else common & folders
            if not common:
                break
        return min(filter(None, map(paths.name, common or ())), default="tasks")


def _all_intersect(
    tasks: list[int], files: Sequence[Sequence[str]], contested: Mapping[str, list[int]]
) -> bool:
    """Whether every two of the tasks share a file; quick where one file is shared by all or most."""
    widest = set(max((len(holders), holders) for holders in contested.values())[1])
    others = [task for task in tasks if task not in widest]
    if not others:
        return True
    from .slots import is_wide

    number = {task: at for at, task in enumerate(tasks)}
    bits = {
        path: _bits([number[task] for task in holders], len(tasks))
        for path, holders in contested.items()
        if is_wide(holders, len(tasks))
    }
    looked_at: set[frozenset[str]] = set()
    for task in others:
        own = frozenset(path for path in files[task] if path in contested)
        if own not in looked_at:
            looked_at.add(own)
            if _count_together(own, contested, number, bits) < len(tasks):
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
) -> int:
    """How many tasks hold any of these files; `bits` has those of the files of many, by their number."""
    many, few = 0, set[int]()
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
    return Metrics(
        tasks, len(batches), rounded(100 * parallel, tasks, 1), rounded(tasks, len(batches), 2)
    )
