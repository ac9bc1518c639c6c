"""The predicted batches of a tasks file, with metrics and rating: design section 4."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from .graph import Graph
from .tasks import Task, TaskFile


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
    """The figures of design section 4, point 6; rounded as they are shown."""

    total_tasks: int
    total_batches: int
    parallelization_percent: float
    speedup_factor: float


class Plan(NamedTuple):
    """The batches in order, with metrics.

    Attributes:
        intersections: by level, then by first declaration.
        merge_handled: mergeable files that tasks of one level share, in the same order.
    """

    batches: tuple[Batch, ...]
    metrics: Metrics
    rating: Rating
    intersections: tuple[Intersection, ...]
    merge_handled: tuple[Intersection, ...]


def make_plan(
    file: TaskFile,
    graph: Graph,
    mergeable: tuple[str, ...] = (),
    union_merged: Callable[[Collection[str]], frozenset[str] | None] = lambda paths: None,
) -> Plan | None:
    raise NotImplementedError
