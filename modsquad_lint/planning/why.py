"""Why one task is in its batch, and the cheapest change that lets it start earlier."""

from __future__ import annotations

from ..text.paths import normalise
from ..text.source import Place
from ..text.typed import NamedTuple
from .graph import Graph
from .options import Options
from .plan import Batch, Plan, UnionMerged, batch_of, nothing_known, shared_files
from .schedule import DEPENDENCY, FILE, Step, path_to, turns_of
from .suggest import Simulator, Suggestion
from .tasks import Task, TaskFile


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
        change: the cheapest change that lets it start earlier, or None when none was found.
        turn_after: the turn in which it would start then.
    """

    task: Task
    batch: Batch
    turn: int
    steps: tuple[PlacedStep, ...]
    change: Suggestion | None
    turn_after: int | None


def explain(
    file: TaskFile,
    graph: Graph,
    plan: Plan,
    ident: str,
    options: Options | None = None,
    union_merged: UnionMerged = nothing_known,
) -> Why:
    """Why a task of a plan is in its batch, and the cheapest change that lets it start earlier.

    Changes are tried from the cheapest kind to the dearest: another place in the file, an explicit
    order, a combination, a split file, a dependency less; within a kind from the last step backwards.

    Raises:
        KeyError: no task has this id.
    """
    task = file.by_id[ident]
    options = options or Options()
    turns = turns_of(file, plan)
    at = next(index for index, other in enumerate(file.tasks) if other.id == ident)
    turn = next(number for number, members in enumerate(turns, 1) if at in members)
    shared = shared_files(file, options.mergeable, union_merged)
    steps = path_to(file, graph, [*turns[: turn - 1], [at]], shared)
    simulator = Simulator(file, plan, options, union_merged)
    change, turn_after = simulator.cheapest(task, turn, steps)
    placed = tuple(PlacedStep(step, *_places(step)) for step in steps)
    return Why(task, batch_of(plan)[ident], turn, placed, change, turn_after)


def _places(step: Step) -> tuple[Place, Place | None]:
    task, other = step.task, step.other
    if other is None:
        return task.at("id"), None
    if step.waits == DEPENDENCY:
        return task.dependency(list(task.dependencies).index(other.id)), other.at("id")
    if step.waits == FILE:
        return _declaration(task, step.file), _declaration(other, step.file)
    return task.at("id"), other.at("id")


def _declaration(task: Task, path: str | None) -> Place:
    return task.file(next(at for at, name in enumerate(task.files) if normalise(name) == path))
