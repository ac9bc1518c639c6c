"""What rewritten tasks would bring: they are planned, and their figures compared with those of the plan.

Nothing is guessed, and there is no other pricing: rules, `--suggest` and `--why` all ask a `Simulator`.
Knows neither which rewrites are worth trying nor how one is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...text.typed import NamedTuple
from ..options import Options
from ..plan import Plan, Rating, make_plan
from ..tasks import Task
from ..work import Work
from .rewrites import Rewrite, Rewriter

_SIMULATED = 1_000_000
"""How many tasks, paths and dependencies all simulations of one question may plan: a few seconds."""

_FEWEST_SIMULATIONS = 4
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
        plan.turns,
        plan.metrics.parallelization_percent,
        plan.metrics.speedup_factor,
        plan.rating,
    )


class Simulator:
    """Plans rewritten tasks as those of one plan were, and prices rewrites by it, each on its own."""

    def __init__(self, work: Work, plan: Plan, options: Options | None = None) -> None:
        """Compare with the plan of some work."""
        self.work = work
        self.plan = plan
        self.rewriter = Rewriter(work, plan, options or Options())
        self._before = figures(plan)

    @property
    def allowed(self) -> int:
        """How many rewrites may be planned to answer one question; fewer of larger files."""
        tasks = self.work.file.tasks
        size = sum(1 + len(task.files) + len(task.dependencies) for task in tasks)
        # What is not plain takes longer to read, and an area has tasks that do not declare it.
        size += 2 * len(tasks.unusual)
        size += sum(len(shared.tasks) for shared in self.plan.intersections if shared.is_area)
        return min(max(_SIMULATED // max(size, 1), _FEWEST_SIMULATIONS), _MOST_SIMULATIONS)

    def planned(self, rewrite: Rewrite) -> Plan | None:
        """The plan of rewritten tasks; None when they have none."""
        return make_plan(self.work.with_tasks(rewrite.tasks))

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
