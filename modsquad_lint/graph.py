"""Dependencies as a graph over the tasks of a file: levels, knots, shortest cycles, reachability."""

from __future__ import annotations

from typing import NamedTuple

from .tasks import TaskFile


class Graph(NamedTuple):
    """The dependencies between the tasks of sound shape, by their indexes in `TaskFile.tasks`.

    Attributes:
        needs: for each task the tasks that it depends on, each once, in the order written; itself,
            unknown ids and later tasks of a repeated id left out.
        levels: for each task the length of its longest chain of dependencies; None with a knot.
    """

    needs: list[tuple[int, ...]]
    levels: list[int] | None


def build_graph(file: TaskFile) -> Graph:
    raise NotImplementedError
