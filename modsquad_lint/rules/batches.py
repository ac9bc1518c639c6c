"""MSQ401 and MSQ405: rules about the predicted plan as a whole; a file without a plan gets no finding here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..planning.plan import Batch, Plan
from ..text.words import counted, listed, quoted
from .draft import Draft, DraftRelated, Severity
from .registry import PLAN, Subject, rule

_SHOWN = 5
"""A message names so many tasks or batches; its related places are all there."""


@rule("MSQ401", "predicted-batch", Severity.INFO, needs=(PLAN,), leads=True, pictured=True)
def predicted_batch(subject: Subject) -> Iterator[Draft]:
    """A batch of the predicted plan: its number, its tasks, how they run, and why.

    Tasks that wait for nothing in each other and share no file start together. A serial batch is one
    whose tasks take turns.

    ## Why

    It shows where the plan puts a task before anyone starts to work.

    ## Example

    ```json
    [
      {"id": "add-orders", "file_modifications": ["routers/orders.py", "main.py"]},
      {"id": "add-market", "file_modifications": ["routers/market.py", "main.py"]}
    ]
    ```

    These are two batches. Here the two tasks are one batch, and run in parallel:

    ```json
    [
      {"id": "add-orders", "file_modifications": ["routers/orders.py"]},
      {"id": "add-market", "file_modifications": ["routers/market.py"]}
    ]
    ```

    ## Fix

    None is needed: this is information. `modsquad-lint plan` shows the plan as a whole.
    """
    batches = subject.plan.batches
    for batch in batches:
        first, *others = batch.tasks
        also = f"also in batch {batch.number}"
        yield Draft(
            first.at("id"),
            f"batch {batch.number} of {len(batches)}: {_how(batch)} ({batch.reason})",
            related=tuple([DraftRelated(task.at("id"), also) for task in others]),
        )


def _how(batch: Batch) -> str:
    who = quoted((task.id for task in batch.tasks), _SHOWN)
    if len(batch.tasks) == 1:
        return f"{who} runs alone"
    return f"{who} run in parallel" if batch.parallel else f"{who} take turns"


@rule("MSQ405", "plan-rating", Severity.INFO, most=Severity.WARNING, needs=(PLAN,), pictured=True)
def plan_rating(subject: Subject) -> Iterator[Draft]:
    """How well the plan as a whole runs in parallel.

    The rating is the worse of two columns: 80 % of the tasks in parallel batches and a speedup of 2.5
    are Excellent, 60 and 1.8 Good, 40 and 1.4 Fair, 20 and 1.2 Poor, less is Critical. The finding is a
    warning when the plan is below `min-parallelization` or `min-speedup` of the configuration.

    ## Why

    It tells at a glance whether the file is worth another look before the work starts.

    ## Example

    Critical, since every task needs the same file:

    ```json
    [
      {"id": "add-router-1", "file_modifications": ["routers/r1.py", "main.py"]},
      {"id": "add-router-2", "file_modifications": ["routers/r2.py", "main.py"]}
    ]
    ```

    Better:

    ```json
    [
      {"id": "add-router-1", "file_modifications": ["routers/r1.py"]},
      {"id": "add-router-2", "file_modifications": ["routers/r2.py"]}
    ]
    ```

    ## Fix

    By hand: look at the intersections (MSQ402) and at long chains of dependencies. The help names the
    best change among those of the first intersections, with what it would bring.
    """
    plan = subject.plan
    metrics = plan.metrics
    if not plan.batches:
        return  # all tasks are done
    short = list(_below(plan, subject))
    top = subject.file.list_place
    yield Draft(
        top._replace(is_key=True) if top and top.steps else subject.file.tasks[0].at("id"),
        f"the plan is rated {plan.rating.name}: {counted(metrics.total_tasks, 'task')} in"
        f" {counted(metrics.total_batches, 'batch')}, {metrics.parallelization_percent} % parallel,"
        f" speedup {metrics.speedup_factor}" + (f"; {listed(short)}" if short else ""),
        help=partial(_better, subject, plan),
        severity=Severity.WARNING if short else None,
    )


def _better(subject: Subject, plan: Plan) -> str:
    """The source document's advice, and the best change that is known; nothing where nothing helps."""
    from ..planning.pricing.schedule import lower_bound
    from .prices import best

    action = plan.rating.action
    if change := best(subject):
        return f"{action}: {change}"
    if plan.intersections:
        return f"{action}; modsquad-lint plan --suggest says what would be faster"
    least, witness = lower_bound(subject.work)
    if least == plan.turns:
        return f"no plan of these tasks takes fewer turns: {witness}"
    return action


def _below(plan: Plan, subject: Subject) -> Iterator[str]:
    """What the configuration asks for and the plan does not reach."""
    percent, speedup = subject.options.min_parallelization, subject.options.min_speedup
    if percent is not None and plan.metrics.parallelization_percent < percent:
        yield f"min-parallelization is {percent:g} %"
    if speedup is not None and plan.metrics.speedup_factor < speedup:
        yield f"min-speedup is {speedup:g}"
