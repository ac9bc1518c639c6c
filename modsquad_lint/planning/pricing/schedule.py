"""The honest figures of a plan: design section 4, point 8.

`turns` counts what a plan really takes. The lower bound says what no plan can beat, the list schedule
what some plan reaches. Knows neither how figures are shown nor what would change them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import heappop, heappush

from ...text.typed import Any, NamedTuple
from ...text.words import counted
from ..assumptions import Assumption, assumptions, conditions
from ..graph import Graph
from ..plan import Plan, rounded
from ..slots import Slots
from ..tasks import Task, TaskFile
from ..work import Work

MOST_SEARCHED = 64
"""Of so many tasks at the most a schedule is searched where the list schedule is not surely the best."""

DEPENDENCY, FILE, BATCH = "dependency", "file", "batch"


class Step(NamedTuple):
    """One task on the critical path, and why it could not start a turn earlier.

    Attributes:
        waits: DEPENDENCY, FILE, or BATCH when only the barrier between batches holds it; "" for the
            first step.
        other: the task of the turn before that it waits for; None for the first step.
        file: the file that both declare, when `waits` is FILE.
    """

    task: Task
    waits: str
    other: Task | None
    file: str | None


class Analysis(NamedTuple):
    """What a plan takes, and what it could take at best.

    Attributes:
        turns: one for each parallel batch, and one for each task of a serial batch.
        critical_path: one step for each turn; of all such paths one with the fewest barriers.
        minimum_turns: no schedule takes fewer.
        witness: why not, in one sentence.
        scheduled_turns: what the best schedule takes that was found: this plan, or a better one.
        assumptions: what has to be so for all of this, and is not known.
    """

    turns: int
    effective_speedup: float
    critical_path: tuple[Step, ...]
    minimum_turns: int
    witness: str
    scheduled_turns: int
    assumptions: tuple[Assumption, ...] = ()

    def conditions(self) -> str:
        """What has to be so, as a clause that ends a sentence; empty where all is known."""
        return conditions(self.assumptions)

    @property
    def proven_minimal(self) -> bool:
        """Whether the minimum is reached by some schedule, so that it is exact."""
        return self.scheduled_turns == self.minimum_turns

    def as_json(self) -> dict[str, Any]:
        """For machines; a step waits for a dependency, a file, a batch, or for nothing."""
        return {
            "turns": self.turns,
            "effective_speedup": self.effective_speedup,
            "critical_path": [
                {
                    "task": step.task.id,
                    "waits_for": step.waits or None,
                    "file": step.file,
                    "after": None if step.other is None else step.other.id,
                }
                for step in self.critical_path
            ],
            "minimum_turns": self.minimum_turns,
            "witness": self.witness,
            "scheduled_turns": self.scheduled_turns,
            "proven_minimal": self.proven_minimal,
            "assumptions": [assumption.unknown for assumption in self.assumptions],
        }


def analyse(work: Work, plan: Plan, extra_keys: Collection[str] = ()) -> Analysis:
    """The honest figures of a plan of some work; of `extra_keys` is known that they are another tool's."""
    turns = turns_of(work, plan)
    if not turns:
        return Analysis(0, 0.0, (), 0, "nothing is left to do", 0)
    minimum, witness = lower_bound(work)
    reached = min(len(turns), max(list_schedule(work)))
    if reached > minimum:
        reached = _searched(work, reached, minimum)
    return Analysis(
        len(turns),
        rounded(len(work.file.tasks), len(turns), 2),
        path_to(work, turns),
        minimum,
        witness,
        reached,
        assumptions(work, extra_keys),
    )


def _searched(work: Work, fewer_than: int, least: int) -> int:
    """What the best schedule takes that a search finds for few tasks; of many nobody searches."""
    levels = work.graph.levels or []
    if len(levels) > MOST_SEARCHED:
        return fewer_than
    from .search import Search

    search = Search(work.graph.needs, _tails(work.graph, levels), work.holdings.contested)
    return search.fewest_turns(fewer_than, least)


def turns_of(work: Work, plan: Plan) -> list[list[int]]:
    """The tasks of each turn of a plan, in file order: a serial batch has one turn for each task."""
    index = work.file.tasks.index_of
    turns: list[list[int]] = []
    for batch in plan.batches:
        members = [index[task.id] for task in batch.tasks]
        turns += [members] if batch.parallel else [[member] for member in members]
    return turns


class _Wait(NamedTuple):
    """Why a task cannot start a turn earlier, the best of its reasons first in order.

    `barriers` counts those on the way here; `other` is -1 in the first turn.
    """

    barriers: int
    kind: int
    other: int
    file: str | None


_KINDS = ("", DEPENDENCY, FILE, BATCH)


class _Waits:
    """For each task the wait that comes by the fewest barriers; a dependency before a file."""

    def __init__(self, turns: Sequence[Sequence[int]], work: Work) -> None:
        self.of: dict[int, _Wait] = {}
        self._needs = work.graph.needs
        self._contested = work.holdings.contested
        self._files_of = self._contested.by_task()
        before: Sequence[int] = ()
        for turn in turns:
            self._add(turn, before)
            before = turn

    def _add(self, turn: Sequence[int], before: Sequence[int]) -> None:
        if not before:
            self.of.update((task, _Wait(0, 0, -1, None)) for task in turn)
            return
        last = set(before)
        # Whom an owner of a file waits for, and whom someone who needs a part of an area.
        anyone, owners = dict[str, int](), dict[str, int]()
        for task in sorted(before, key=lambda task: self.of[task].barriers, reverse=True):
            for path in self._files_of.get(task, ()):
                anyone[path] = task
                if not self._is_inside(task, path):
                    owners[path] = task
        nearest = min(before, key=lambda task: self.of[task].barriers)
        barrier = _Wait(self.of[nearest].barriers + 1, 3, nearest, None)
        for task in turn:
            own = [barrier]
            own += (
                _Wait(self.of[other].barriers, 1, other, None)
                for other in self._needs[task]
                if other in last
            )
            for path in self._files_of.get(task, ()):
                holders = owners if self._is_inside(task, path) else anyone
                if path in holders:
                    other = holders[path]
                    own.append(_Wait(self.of[other].barriers, 2, other, path))
            self.of[task] = min(own, key=lambda wait: wait[:3])

    def _is_inside(self, task: int, path: str) -> bool:
        return task in self._contested.inside.get(path, ())


def path_to(work: Work, turns: Sequence[Sequence[int]]) -> tuple[Step, ...]:
    """Why the last of these turns does not come earlier: one step for each turn, from the first on.

    Of all such paths to one of its tasks one with the fewest barriers.
    """
    waits, tasks = _Waits(turns, work).of, work.file.tasks
    task = min(turns[-1], key=lambda task: waits[task].barriers)
    steps: list[Step] = []
    while task >= 0:
        _, kind, before, file = waits[task]
        other = None if before < 0 else tasks[before]
        steps.append(Step(tasks[task], _KINDS[kind], other, file))
        task = before
    return tuple(reversed(steps))


def _tails(graph: Graph, levels: Sequence[int]) -> list[int]:
    """For each task the length of the longest chain of tasks that must come after it."""
    tails = [0] * len(levels)
    for task in sorted(range(len(levels)), key=levels.__getitem__, reverse=True):
        after = tails[task] + 1
        for needed in graph.needs[task]:
            tails[needed] = max(tails[needed], after)
    return tails


def lower_bound(work: Work) -> tuple[int, str]:
    """Turns that no schedule can do without, and why, in one sentence.

    The longest dependency chain, or the best one-machine schedule of the tasks of one file with the
    steps before and after each as heads and tails. With tasks of one turn and whole heads that
    schedule is exact: of the tasks that can start, the one with the longest tail goes first. Of the
    tasks that need a part of an area, which may run side by side, the one with the most steps before
    and after it stands for all.
    """
    levels = work.graph.levels
    if not levels:
        raise ValueError("only a file with a plan has a bound")
    tails = _tails(work.graph, levels)
    best = max(levels) + 1
    witness = _chain_witness(work.file, work.graph, levels)
    contested = work.holdings.contested
    for path, holders in contested.holders.items():
        one_by_one = holders
        if inside := contested.inside.get(path):
            last = max(sorted(inside), key=lambda task: levels[task] + tails[task])
            one_by_one = [task for task in holders if task not in inside or task == last]
        # never more than all of them between the largest head and the largest tail
        most = max(levels[task] for task in one_by_one) + len(one_by_one)
        if most + max(tails[task] for task in one_by_one) <= best:
            continue
        bound, before, several, after = _one_machine(
            [(levels[task], tails[task]) for task in one_by_one]
        )
        if bound > best:
            best = bound
            witness = _file_witness(path, len(one_by_one), before, several, after)
    return best, witness


def _one_machine(jobs: Sequence[tuple[int, int]]) -> tuple[int, int, int, int]:
    """The best makespan of jobs of one turn, given as (head, tail), and the jobs that force it.

    Those jobs as (turns before any of them, how many they are, turns after any of them); the makespan
    is their sum.
    """
    coming = sorted(jobs, reverse=True)
    ready: list[int] = []
    best = (0, 0, 0, 0)
    now = 0
    # for each tail the start of the run of jobs up to now that all have this tail or a longer one
    runs: list[tuple[int, int]] = []
    while coming or ready:
        if not ready and coming[-1][0] > now:
            now = coming[-1][0]
            runs.clear()
        while coming and coming[-1][0] <= now:
            heappush(ready, -coming.pop()[1])
        tail = -heappop(ready)
        start = now
        # a job with a shorter tail ends the runs of longer ones, and its own run begins with theirs
        while runs and runs[-1][0] > tail:
            start = runs.pop()[1]
        if runs and runs[-1][0] == tail:
            start = runs[-1][1]
        else:
            runs.append((tail, start))
        now += 1
        best = max(best, (now + tail, start, now - start, tail), key=lambda found: found[0])
    return best


def _chain_witness(file: TaskFile, graph: Graph, levels: Sequence[int]) -> str:
    top = max(levels)
    if not top:
        return "one turn is the least there is"
    task = last = levels.index(top)
    while graph.needs[task]:
        task = max(graph.needs[task], key=levels.__getitem__)
    return (
        f"{top + 1} tasks depend on one another in a chain, "
        f'from "{file.tasks[task].id}" to "{file.tasks[last].id}"'
    )


def _file_witness(path: str, holders: int, before: int, several: int, after: int) -> str:
    them = "them" if several == holders else f"{several} of them"
    parts = [f"{counted(before, 'step')} must come before {them}"] if before else []
    if after:
        parts.append(
            f"{counted(after, 'step')} after"
            if before
            else f"{counted(after, 'step')} must come after {them}"
        )
    return f"{path} is modified by {holders} tasks" + (
        f", and {' and '.join(parts)}" if parts else ""
    )


def list_schedule(work: Work) -> list[int]:
    """For each task its turn, from 1, when every task starts as soon as it can.

    The longest tail goes first, then the most contended file, then file order. No two tasks of a turn
    share a file, and every dependency comes in an earlier turn.
    """
    graph, shared, files = work.graph, work.holdings.contested, work.holdings.files
    levels = graph.levels or []
    tails = _tails(graph, levels)
    files_of, inside_of = shared.by_task(), shared.inside_of()
    contention = {
        task: max(len(shared.holders[path]) for path in own) for task, own in files_of.items()
    }
    turn = [0] * len(levels)
    slots = Slots(shared, len(levels))
    # a dependency has a longer tail than what depends on it, so it is placed first
    for task in sorted(
        range(len(levels)), key=lambda task: (-tails[task], -contention.get(task, 0), task)
    ):
        at = max((turn[needed] for needed in graph.needs[task]), default=0)
        if task in files_of:
            at = slots.take_first(files[task], inside_of.get(task, ()), at)
        turn[task] = at + 1
    return turn
