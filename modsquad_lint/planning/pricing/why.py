"""Why one task is in its batch, and the cheapest change from which it and the plan gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from ...text.source import Place
from ...text.typed import NamedTuple
from ..options import Options
from ..plan import Batch, Intersection, Plan, batch_of
from ..tasks import Task
from ..work import Work
from .rewrites import Rewrite, Rewriter
from .schedule import DEPENDENCY, FILE, Step, path_to, turns_of
from .simulator import Simulator, Suggestion

_NEAREST_STEPS = 12


class PlacedStep(NamedTuple):
    """A step, where the file says so, and where the other task says so or stands."""

    step: Step
    place: Place
    other_place: Place | None


class Why(NamedTuple):
    """Why a task is in its batch.

    Attributes:
        batch: its batch.
        turn: the turn in which it starts, from 1.
        steps: what put it there, one for each turn up to its own.
        change: the cheapest change that lets it start earlier and from which the plan gains, or None when
            none was found.
        turn_after: the turn in which it would start then.
    """

    task: Task
    batch: Batch
    turn: int
    steps: tuple[PlacedStep, ...]
    change: Suggestion | None
    turn_after: int | None


def explain(work: Work, plan: Plan, ident: str, options: Options | None = None) -> Why:
    """Why a task of a plan is in its batch, and the cheapest change that helps it and the plan.

    Rewrites are tried from the cheapest kind to the dearest: another place in the file, an explicit
    order, a combination, a split file, a dependency less; within a kind from the last step backwards.

    Raises:
        KeyError: no task has this id.
    """
    task = work.file.by_id[ident]
    at = work.file.tasks.index_of[ident]
    turns = turns_of(work, plan)
    turn = next(number for number, members in enumerate(turns, 1) if at in members)
    steps = path_to(work, [*turns[: turn - 1], [at]])
    change, turn_after = _cheapest(Simulator(work, plan, options), task, turn, steps)
    placed = tuple(PlacedStep(step, *_places(step, work)) for step in steps)
    return Why(task, batch_of(plan)[ident], turn, placed, change, turn_after)


def _places(step: Step, work: Work) -> tuple[Place, Place | None]:
    task, other = step.task, step.other
    if other is None:
        return task.at("id"), None
    if step.waits == DEPENDENCY:
        return task.dependency(list(task.dependencies).index(other.id)), other.at("id")
    if step.file is not None:
        number, held = work.file.tasks.index_of, work.holdings.place
        return held(number[task.id], step.file), held(number[other.id], step.file)
    return task.at("id"), other.at("id")


def _cheapest(
    simulator: Simulator, task: Task, turn: int, steps: Sequence[Step]
) -> tuple[Suggestion | None, int | None]:
    """The first rewrite of these steps after which the task starts before `turn`, and when.

    The plan as a whole has to gain something: else another task only pays for it.
    """
    tried = _Tried(simulator, steps)
    for rewrite in islice(chain(tried.of_steps(), tried.of_dependencies(task)), simulator.allowed):
        plan = simulator.planned(rewrite)
        if plan is not None:
            after = _turn_of(plan, rewrite.renamed.get(task.id, task.id))
            found = simulator.price(rewrite, plan)
            if after < turn and found.gain > (0, 0, 0):
                return found, after
    return None, None


class _Tried:
    """The rewrites that could move the last of some steps, the cheapest kind first."""

    def __init__(self, simulator: Simulator, steps: Sequence[Step]) -> None:
        self._file = simulator.work.file
        self._rewriter: Rewriter = simulator.rewriter
        self._steps = steps
        batches = simulator.plan.batches
        self._level = {task.id: batch.level for batch in batches for task in batch.tasks}

    def of_steps(self) -> Iterator[Rewrite]:
        """Those that the steps themselves show."""
        near = [
            (step.waits, step.task, step.other, step.file or "")
            for step in reversed(self._steps[-_NEAREST_STEPS:])
            if step.other is not None
        ]
        sharing = [(task, other, path) for waits, task, other, path in near if waits == FILE]
        same_level = [(task, other) for task, other, _ in sharing if self._is_level(task, other)]
        index_of, rewriter = self._file.tasks.index_of, self._rewriter
        for first, last in self._runs():
            if index_of[first.id] < index_of[last.id]:
                yield rewriter.move(last, first)
        yield from (rewriter.order(other, task) for task, other in same_level)
        yield from (rewriter.order(task, other) for task, other in same_level)
        yield from (rewriter.combine([[other, task]]) for task, other in same_level)
        for task, other, path in sharing:
            if not rewriter.is_area(path):
                yield rewriter.split([Intersection(path, self._level[task.id], (other, task))])
        yield from (
            rewriter.drop(task, other) for waits, task, other, _ in near if waits == DEPENDENCY
        )

    def of_dependencies(self, task: Task) -> Iterator[Rewrite]:
        """Dependencies that the steps do not show, since only a barrier holds the task in its turn."""
        if self._steps[-1].waits != DEPENDENCY:
            for needed in task.dependencies:
                yield self._rewriter.drop(task, self._file.by_id[needed])

    def _is_level(self, task: Task, other: Task) -> bool:
        return self._level[task.id] == self._level[other.id]

    def _runs(self) -> Iterator[tuple[Task, Task]]:
        """First and last task of each run of tasks of one level that wait for one another's files."""
        last: Task | None = None
        for step in reversed(self._steps):
            task, other = step.task, step.other
            if other is None or step.waits != FILE or not self._is_level(task, other):
                if last is not None:
                    yield task, last
                last = None
            elif last is None:
                last = task


def _turn_of(plan: Plan, ident: str) -> int:
    """The turn in which a task starts, from 1."""
    turn = 1
    for batch in plan.batches:
        for at, task in enumerate(batch.tasks):
            if task.id == ident:
                return turn if batch.parallel else turn + at
        turn += 1 if batch.parallel else len(batch.tasks)
    raise KeyError(ident)
