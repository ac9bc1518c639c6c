"""How far a plan is: which tasks are done, which run, and which may start; knows neither git nor disk.

What git's history and branches say about that is told to it, as ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from ...text.typed import NamedTuple
from ..ancestors import related
from ..graph import Graph
from ..holdings import Shares
from ..status import DONE, RUNNING, TODO
from ..tasks import Task, TaskFile

READY, WAITING, BLOCKED = "ready", "waiting", "blocked"
"""What a task can be that is neither done nor running: `waiting` for a task that is not done, or `blocked` by a file of one that runs."""


def said(task: Task) -> str:
    """What the plan itself says of a task: done, running, or nothing."""
    return "" if task.status == TODO else task.status


class Claim(NamedTuple):
    """Why a task counts as done or as running: `status`, `--done`, `commit 3f2a91c`, `branch task/a`."""

    task: str
    why: str


class Blocker(NamedTuple):
    """A task that runs, and a file that it shares with one that might start."""

    task: Task
    file: str


class Neighbour(NamedTuple):
    """A task that runs, or may start, beside another one."""

    task: Task
    runs: bool


class Progress:
    """The state of every task of a plan without a knot.

    Attributes:
        done: why each task that is done counts as done, by id.
        running: why each task that runs counts as running, by id.
    """

    def __init__(
        self,
        file: TaskFile,
        graph: Graph,
        shared: Shares,
        done: Iterable[Claim] = (),
        running: Iterable[Claim] = (),
    ) -> None:
        """`shared` is what several tasks claim, mergeable files left aside; ids must be those of tasks.

        A task that is done does not run, whoever says so. Of several reasons the first is kept.
        """
        self._file, self._graph, self._shared = file, graph, shared
        by_plan = [Claim(task.id, said(task)) for task in file.tasks]
        self.done = _reasons(
            [*(Claim(i, "status") for i, state in by_plan if state == DONE), *done]
        )
        claimed = [*(Claim(i, "status") for i, state in by_plan if state == RUNNING), *running]
        self.running = _reasons(claim for claim in claimed if claim.task not in self.done)

    @cached_property
    def states(self) -> list[str]:
        """The state of each task, in file order."""
        return [self._state(index) for index in range(len(self._file.tasks))]

    def _state(self, index: int) -> str:
        ident = self._file.tasks[index].id
        if ident in self.done:
            return DONE
        if ident in self.running:
            return RUNNING
        if any(True for _ in self._unfinished(index)):
            return WAITING
        return BLOCKED if index in self._blockers else READY

    def _unfinished(self, index: int) -> Iterator[int]:
        """The dependencies of a task that are not done."""
        tasks = self._file.tasks
        return (needed for needed in self._graph.needs[index] if tasks[needed].id not in self.done)

    @cached_property
    def _blockers(self) -> dict[int, list[Blocker]]:
        """For each task that shares a file with one that runs, the first such task of each file."""
        running = map(self._file.tasks.index_of.__getitem__, self.running)
        return self._sharing(frozenset(running))

    @cached_property
    def apart(self) -> list[tuple[Task, Blocker]]:
        """The tasks that may start, and share a file with another that may: each with the first of these."""
        ready = frozenset(at for at, state in enumerate(self.states) if state == READY)
        found = sorted(self._sharing(ready).items())
        return [(self._file.tasks[at], others[0]) for at, others in found if at in ready]

    def _sharing(self, these: Collection[int]) -> dict[int, list[Blocker]]:
        """For each task that shares a file with others of these, the first such task of each file."""
        tasks, found = self._file.tasks, dict[int, list[Blocker]]()
        if not these:
            return found
        for path, holders in self._shared.holders.items():
            among = [task for task in holders if task in these]
            inside = self._shared.inside.get(path, frozenset())
            # Who only has a part of an area keeps out whoever declares all of it, and not one another.
            first = among[:1]
            first_owner = [task for task in among if task not in inside][:1]
            for task in holders:
                for other in first_owner if task in inside else first:
                    if task != other:
                        found.setdefault(task, []).append(Blocker(tasks[other], path))
        return found

    def of_state(self, *states: str) -> list[Task]:
        """The tasks of these states, in file order."""
        pairs = zip(self._file.tasks, self.states, strict=True)
        return [task for task, state in pairs if state in states]

    def state(self, ident: str) -> str:
        """The state of one task."""
        return self.states[self._file.tasks.index_of[ident]]

    def waits_for(self, ident: str) -> list[Task]:
        """The dependencies of a task that are not done, as written."""
        index = self._file.tasks.index_of[ident]
        return [self._file.tasks[needed] for needed in self._unfinished(index)]

    def blockers(self, ident: str) -> Sequence[Blocker]:
        """Tasks that run and share a file with this one, one for each file."""
        return self._blockers.get(self._file.tasks.index_of[ident], ())

    def neighbours(self, ident: str) -> list[Neighbour]:
        """The tasks that run, and then those that may start, which are not ordered with this one."""
        tasks = self._file.tasks
        index = tasks.index_of[ident]
        ordered = related(self._graph, index)
        beside = [
            (state, task)
            for other, (task, state) in enumerate(zip(tasks, self.states, strict=True))
            if state in {RUNNING, READY} and other not in ordered
        ]
        return [
            Neighbour(task, runs)
            for runs in (True, False)
            for state, task in beside
            if (state == RUNNING) == runs
        ]


def _reasons(claims: Iterable[Claim]) -> dict[str, str]:
    found: dict[str, str] = {}
    for task, why in claims:
        found.setdefault(task, why)
    return found
