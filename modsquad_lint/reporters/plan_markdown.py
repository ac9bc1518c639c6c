"""A plan as Markdown: tables of its batches, figures and intersections, for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..plan import RESOLUTION, Plan
from ..schedule import Analysis
from ..tasks import Task
from ..words import counted
from .escape import markdown
from .planned import Planned

_MOST_ROWS = 200
_MOST_IDS = 50


def render(planned: Planned) -> str:
    """The tables; of a very long one the first rows, and how many more there are."""
    plan = planned.plan
    blocks = [
        _table(("Batch", "Tasks", "Parallel", "Reason"), list(_batches(plan))),
        _table(("Figure", "Value"), list(_figures(plan, planned.analysis))),
    ]
    if plan.intersections:
        rows = [(markdown(item.file), _ids(item.tasks), RESOLUTION) for item in plan.intersections]
        blocks.append(_table(("Intersection", "Tasks", "Resolution"), rows))
    return "\n".join(blocks)


def _batches(plan: Plan) -> Iterator[tuple[str, ...]]:
    for batch in plan.batches:
        parallel = "yes" if batch.parallel else "no"
        yield str(batch.number), _ids(batch.tasks), parallel, markdown(batch.reason)


def _figures(plan: Plan, analysis: Analysis | None) -> Iterator[tuple[str, ...]]:
    metrics = plan.metrics
    yield "Tasks", f"{metrics.total_tasks:,}"
    yield "Batches", f"{metrics.total_batches:,}"
    yield "Parallelization", f"{metrics.parallelization_percent} %"
    yield "Speedup", f"{metrics.speedup_factor}x"
    yield "Rating", f"{plan.rating.name}: {plan.rating.action}"
    if analysis is not None:
        exact = "" if analysis.proven_minimal else "at least "
        yield "Turns", f"{analysis.turns:,}"
        yield "Effective speedup", f"{analysis.effective_speedup}x"
        yield (
            "Fewest turns possible",
            f"{exact}{analysis.minimum_turns:,}: {markdown(analysis.witness)}",
        )


def _ids(tasks: Sequence[Task]) -> str:
    shown = ", ".join(markdown(task.id) for task in tasks[:_MOST_IDS])
    more = len(tasks) - _MOST_IDS
    return f"{shown} and {more:,} more" if more > 0 else shown


def _table(head: Sequence[str], rows: Sequence[Iterable[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows[:_MOST_ROWS]]
    text = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    more = len(rows) - _MOST_ROWS
    return f"{text}\n… and {counted(more, 'more row')}\n" if more > 0 else text
