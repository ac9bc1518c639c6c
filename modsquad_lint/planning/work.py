"""What is left to be planned of a tasks file: its tasks that are not done, their order, what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..text.typed import NamedTuple
from .graph import Graph, build_graph, is_exact
from .holdings import Holdings
from .meanings import Meanings
from .tasks import Task, TaskFile, Tasks


class Work(NamedTuple):
    """Tasks to be planned.

    Attributes:
        file: the file with only the tasks that are left; the whole file where none is done.
        graph: the order of those.
        holdings: what they hold.
        has_order: whether the tasks can be planned at all: design section 4, the last paragraph.
    """

    file: TaskFile
    graph: Graph
    holdings: Holdings
    has_order: bool

    def with_tasks(self, tasks: Iterable[Task]) -> Work:
        """The same with other tasks, read in the same way."""
        file = self.file._replace(tasks=Tasks(tasks, self.file.tasks.done))
        graph = build_graph(file)
        holdings = Holdings(file.tasks, self.holdings.meanings)
        return Work(file, graph, holdings, _has_order(file, graph))


def open_work(
    file: TaskFile,
    graph: Graph | None = None,
    meanings: Meanings | None = None,
    done: Collection[str] = (),
) -> Work:
    """What is left of a file, of which `graph` is the graph; tasks in `done` are, whatever their status says."""
    graph = graph or build_graph(file)
    has_order = _has_order(file, graph)
    if done or "status" in file.keys:
        finished = frozenset(task.id for task in file.tasks if task.is_done or task.id in done)
        if finished:
            left = Tasks((task for task in file.tasks if task.id not in finished), finished)
            file = file._replace(tasks=left)
            graph = build_graph(file)
    return Work(file, graph, Holdings(file.tasks, meanings), has_order)


def _has_order(file: TaskFile, graph: Graph) -> bool:
    """Whether nothing is wrong with shape, ids and dependencies, and there is a task."""
    return (
        not file.problems
        and graph.levels is not None
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
