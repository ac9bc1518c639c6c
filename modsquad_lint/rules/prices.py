"""What remedies would bring, in words; knows no rule.

Each is planned by a `Simulator`, for the first few findings of a file that is not too large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ..planning.plan import Intersection
from ..planning.tasks import Task
from ..text.typed import TYPE_CHECKING
from ..text.words import counted
from .declarations import changed_paths
from .registry import Subject, once

if TYPE_CHECKING:  # most files have no intersection
    from ..planning.pricing.simulator import Simulator, Suggestion

_MOST_PRICED = 5
_MOST_TASKS = 2000
_MOST_PLANNED = 4000
"""When so many tasks were planned to price what is found in one file, no more is: some hundredths of a
second."""

_MOST_DECLARED = 200_000
"""How many tasks and paths may be planned to say what declaring costs, for all findings of one run."""

_A_PAIR = 2
_REMEDIES = 4
_TITLES = {
    "combine": "combine the tasks",
    "split": "split the file",
    "register": "move it into one task that depends on the others",
}


class _Prices:
    """The prices of one plan; each is worked out when it is first asked for."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.plan = subject.plan
        self._left = _MOST_PLANNED
        self._left_to_declare = _MOST_DECLARED
        self._known: dict[tuple[int, str], list[Suggestion] | None] = {}
        self._simulator: Simulator | None = None

    def of(self, shared: Intersection) -> list[Suggestion] | None:
        """What gains something, the best first; None where there is no time to find out."""
        key = shared.level, shared.file
        if key not in self._known:
            from ..planning.pricing.suggest import remedies

            can = len(self._known) < _MOST_PRICED and self._pays(_REMEDIES)
            self._known[key] = remedies(self._planner(), shared) if can else None
        return self._known[key]

    def of_combining(self, tasks: Sequence[Task]) -> Suggestion | None:
        """What one task instead of these brings; None where that is not known, or not possible."""
        if not self._pays(1):
            return None
        planner = self._planner()
        return planner.priced(planner.rewriter.combine([tasks]))

    def of_declaring(self, task: Task, path: str, waiting_for: Task | None) -> str | None:
        """As `batches_after`."""
        tasks = self._subject.work.file.tasks
        if task.id not in tasks.index_of:  # it is done
            return ""
        self._left_to_declare -= len(tasks) + len(tasks.paths)
        if self._left_to_declare < 0:
            return ""
        planner = self._planner()
        after = planner.planned(planner.rewriter.declare(task, path, waiting_for))
        if after is None:
            return None
        batches = self.plan.metrics.total_batches, after.metrics.total_batches
        if batches[0] == batches[1]:
            return f" (still {counted(batches[0], 'batch')})"
        return f" ({batches[0]:,} → {counted(batches[1], 'batch')})"

    def _pays(self, plans: int) -> bool:
        tasks = self._subject.work.file.tasks
        # As many tasks as plans of usual tasks have that are so large: with three paths or dependencies.
        size = max(len(tasks), (len(tasks) + len(tasks.paths)) // 4)
        if self._left <= 0 or size > _MOST_TASKS:
            return False
        self._left -= plans * size
        return True

    def _planner(self) -> Simulator:
        if self._simulator is None:
            from ..planning.pricing.simulator import Simulator

            subject = self._subject
            self._simulator = Simulator(subject.work, self.plan, subject.options)
            subject.work.holdings.meanings.expect(changed_paths(subject.compared))
        return self._simulator


@once
def _prices(subject: Subject) -> _Prices:
    return _Prices(subject)


def remedies_of(subject: Subject, shared: Intersection) -> str:
    """What can be done about an intersection, the best first, each with what it brings."""
    where = "one" if len(shared.tasks) == _A_PAIR else "all but one"
    accept = (
        f"accept the sequence with {subject.reading.suppression('MSQ402')} in {where} of the tasks"
    )
    found = _prices(subject).of(shared)
    if shared.file in subject.work.holdings.areas:
        combined = next((f" ({gain(it)})" for it in found or () if it.kind == "combine"), "")
        return f"name the files instead of the area, combine the tasks{combined}, or {accept}"
    if found is None:
        return f"combine the tasks, split the file, or {accept}"
    titled = [f"{_TITLES[it.kind]} ({gain(it)})" for it in found if it.kind in _TITLES]
    if not titled:
        alone = "neither combining the tasks nor splitting the file would bring anything"
        if len(subject.plan.intersections) == 1:
            return f"{accept}: {alone}"
        together = "modsquad-lint plan --suggest tries the same remedy for all of them"
        return f"{accept}: {alone} as long as the other intersections stay; {together}"
    return f"{', '.join(titled)}, or {accept}"


def combining(subject: Subject, tasks: Sequence[Task]) -> str:
    """What one task instead of several would bring, in brackets; empty where that is not known."""
    found = _prices(subject).of_combining(tasks)
    return "" if found is None else f" ({gain(found)})"


def batches_after(
    subject: Subject, task: Task, path: str, *, waiting_for: Task | None = None
) -> str | None:
    """How many batches there are once a task declares a path, and waits for another, in brackets.

    Empty where that is not known, and None where there would be no plan at all.
    """
    if subject.predicted is None:
        return ""
    return _prices(subject).of_declaring(task, path, waiting_for)


def best(subject: Subject) -> str:
    """The best remedy of one of the first intersections, as an order; empty where there is none."""
    prices = _prices(subject)
    found = [
        suggestion
        for shared in islice(subject.plan.intersections, _MOST_PRICED)
        for suggestion in prices.of(shared) or ()
    ]
    if not found:
        return ""
    suggestion = max(found, key=lambda it: it.gain)
    return f"{suggestion.title} ({gain(suggestion)})"


def gain(suggestion: Suggestion) -> str:
    """The figure that a change moves, before and after it, and the rating when it gets worse."""
    moved = next(_figures(suggestion), f"still {counted(suggestion.before.batches, 'batch')}")
    if suggestion.rating_gain < 0:
        moved += f", rated {suggestion.before.rating.name} → {suggestion.after.rating.name}"
    return moved


def _figures(suggestion: Suggestion) -> Iterator[str]:
    before, after = suggestion.before, suggestion.after
    if before.batches != after.batches:
        yield f"{before.batches:,} → {counted(after.batches, 'batch')}"
    if before.turns != after.turns:
        yield f"{before.turns:,} → {counted(after.turns, 'turn')}"
    if before.parallelization_percent != after.parallelization_percent:
        yield f"{before.parallelization_percent} → {after.parallelization_percent} % parallel"
