"""What rewritten tasks would bring: they are planned, and their figures compared with those of the plan.

Nothing is guessed, and there is no other pricing: rules, `--suggest` and `--why` all ask a `Simulator`.
Knows neither which rewrites are worth trying nor how one is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..text.typed import NamedTuple
from .graph import build_graph
from .options import Options
from .plan import Plan, Rating, UnionMerged, make_plan, nothing_known
from .rewrites import Rewrite, Rewriter
from .schedule import count_turns
from .tasks import Task, TaskFile, Tasks

_SIMULATED = 1_600_000
"""How many tasks, paths and dependencies all simulations of one question may plan: a few seconds."""

_FEWEST_SIMULATIONS = 8
_MOST_SIMULATIONS = 240
_RATINGS = ("Critical", "Poor", "Fair", "Good", "Excellent")


class Figures(NamedTuple):
    """A plan in figures, to be compared with another."""

    tasks: int
    batches: int
    turns: int
    parallelization_percent: float
    speedup_factor: float
    rating: Rating


class Suggestion(NamedTuple):
    """A change of the tasks file, with the figures of the plan before and after it.

    Attributes:
        kind: COMBINE, SPLIT, REGISTER and the like.
        title: what to do, as an order.
        cost: what it costs, in words.
        tasks: the changed tasks, which were planned for `after`.
    """

    kind: str
    title: str
    cost: str
    before: Figures
    after: Figures
    tasks: Sequence[Task]

    @property
    def gain(self) -> tuple[int, int, float]:
        """Turns, batches and percent gained; the larger the better, in this order."""
        return (
            self.before.turns - self.after.turns,
            self.before.batches - self.after.batches,
            self.after.parallelization_percent - self.before.parallelization_percent,
        )

    @property
    def worthwhile(self) -> bool:
        """Whether it gains turns, or else batches, or else a better rating without one more task."""
        turns, batches, _ = self.gain
        if turns or batches:
            return turns > 0 or (turns == 0 and batches > 0)
        return self.rating_gain > 0 and self.after.tasks <= self.before.tasks

    @property
    def rating_gain(self) -> int:
        """By how many words the rating gets better; below zero when it gets worse."""
        before, after = self.before.rating.name, self.after.rating.name
        return _RATINGS.index(after) - _RATINGS.index(before)


def figures(plan: Plan) -> Figures:
    """The figures of a plan."""
    return Figures(
        plan.metrics.total_tasks,
        plan.metrics.total_batches,
        count_turns(plan),
        plan.metrics.parallelization_percent,
        plan.metrics.speedup_factor,
        plan.rating,
    )


class Simulator:
    """Plans rewritten tasks with the settings of one plan, and prices rewrites by it.

    Every rewrite is priced on its own. git is asked for mergeable files once, with the paths of the
    first tasks that ask and with `more`, those that rewrites will bring.
    """

    def __init__(
        self,
        file: TaskFile,
        plan: Plan,
        options: Options | None = None,
        union_merged: UnionMerged = nothing_known,
        more: Collection[str] = (),
    ) -> None:
        self.file = file
        self.plan = plan
        self.options = options or Options()
        self.rewriter = Rewriter(file, plan, self.options)
        self._union_merged = union_merged
        self._more = more
        self._union: frozenset[str] | None = None
        self._before = figures(plan)

    @property
    def allowed(self) -> int:
        """How many rewrites may be planned to answer one question; fewer of larger files."""
        tasks = self.file.tasks
        size = sum(1 + len(task.files) + len(task.dependencies) for task in tasks)
        return min(max(_SIMULATED // size, _FEWEST_SIMULATIONS), _MOST_SIMULATIONS)

    def planned(self, rewrite: Rewrite) -> Plan | None:
        """The plan of rewritten tasks; None when they have none."""
        file = self.file._replace(tasks=Tasks(rewrite.tasks))
        return make_plan(file, build_graph(file), self.options.mergeable, self.union_merged)

    def priced(self, rewrite: Rewrite) -> Suggestion | None:
        """What a rewrite brings, a gain or not; None when there would be no plan."""
        plan = self.planned(rewrite)
        return None if plan is None else self.price(rewrite, plan)

    def price(self, rewrite: Rewrite, plan: Plan) -> Suggestion:
        """What a rewrite that was planned brings."""
        after = figures(plan)
        kind, title, cost, tasks, _ = rewrite
        found = Suggestion(kind, title, cost, self._before, after, tasks)
        if found.rating_gain < 0:
            worse = f"{self._before.rating.name} → {after.rating.name}"
            found = found._replace(cost=f"{cost}; the rating gets worse, {worse}")
        return found

    def union_merged(self, declared: Collection[str]) -> frozenset[str]:
        """The paths that git merges by union; asked for once."""
        if self._union is None:
            self._union = self._union_merged({*declared, *self._more}) or frozenset()
        return self._union
