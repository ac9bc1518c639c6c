"""Turns an order of runs into dependencies: a run is tasks that may be worked on side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_EDGES = 1_000_000
"""Dependencies that an order in prose may come to: a run of 1,000 tasks that waits for one of 1,000."""


class TooManyEdges(Exception):  # noqa: N818 - not an error of the program
    """An order that comes to more dependencies than anybody can work with."""


class RunOrder:
    """The dependencies of tasks, by their numbers; each run waits for all of the runs named for it."""

    def __init__(self) -> None:
        self.waits: dict[int, tuple[int, ...]] = {}
        self._edges = 0

    def count(self, edges: int) -> None:
        """Take so many more into account.

        Raises:
            TooManyEdges: there are more than MOST_EDGES in all.
        """
        self._edges += edges
        if self._edges > MOST_EDGES:
            raise TooManyEdges

    def run(self, tasks: Sequence[int], after: Iterable[int]) -> Sequence[int]:
        """Let all of these wait for all of those; returns them, for the next run to wait for.

        Raises:
            TooManyEdges: there would be more than MOST_EDGES in all.
        """
        needed = tuple(after)
        self.count(len(tasks) * len(needed))
        for task in tasks:
            self.waits[task] = needed
        return tasks
