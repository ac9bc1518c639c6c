"""A plan as Markdown for a pull request: tables of its batches, figures, intersections, and a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...planning.plan import RESOLUTION, Plan
from ...planning.tasks import Task
from ...text.words import counted
from ..escape import markdown, shortened, terminal
from ..pictures import mermaid
from .planned import Planned

MOST = 65_000
"""Characters; GitHub takes 65,536 in a comment."""

_MOST_ROWS = 200
_MOST_IDS = 50
_MOST_OF_IDS = 4_000
_MOST_OF_ROWS = 18_000
"""Characters of a table, of which there are three: GitHub takes 65,536 in a comment."""
_LONGEST_WORDS = 300


def render(planned: Planned) -> str:
    """The tables, and the picture where a comment has room for both."""
    text, drawn = tables(planned), picture(planned)
    return f"{text}\n{drawn}" if len(text) + len(drawn) < MOST else text


def picture(planned: Planned) -> str:
    """The plan as Mermaid, which GitHub draws."""
    return f"```mermaid\n{mermaid.render(planned)}```\n"


def tables(planned: Planned) -> str:
    """The tables, short enough for a comment; of a long one the first rows, and how many more there are."""
    plan = planned.plan
    blocks = [
        _table(("Batch", "Tasks", "Parallel", "Reason"), list(_batches(plan))),
        _table(("Figure", "Value"), list(_figures(planned))),
    ]
    if plan.intersections:
        rows = [(_words(item.file), _ids(item.tasks), RESOLUTION) for item in plan.intersections]
        blocks.append(_table(("Intersection", "Tasks", "Resolution"), rows))
    return "\n".join(blocks)


def _batches(plan: Plan) -> Iterator[tuple[str, ...]]:
    for batch in plan.batches:
        parallel = "yes" if batch.parallel else "no"
        yield str(batch.number), _ids(batch.tasks), parallel, _words(batch.reason)


def _figures(planned: Planned) -> Iterator[tuple[str, ...]]:
    metrics, analysis = planned.plan.metrics, planned.analysis
    yield "Tasks", f"{metrics.total_tasks:,}"
    yield "Batches", f"{metrics.total_batches:,}"
    yield "Parallelization", f"{metrics.parallelization_percent} %"
    yield "Speedup", f"{metrics.speedup_factor}x"
    for assumption in analysis.assumptions if analysis else ():
        yield "Not known", _words(assumption.unknown)
    if planned.rating:
        yield "Rating", _words(planned.rating)
    if analysis is not None:
        exact = "" if analysis.proven_minimal else "at least "
        yield "Turns", f"{analysis.turns:,}"
        yield "Effective speedup", f"{analysis.effective_speedup}x"
        yield (
            "Fewest turns possible",
            f"{exact}{analysis.minimum_turns:,}: {_words(analysis.witness)}",
        )


def _ids(tasks: Sequence[Task]) -> str:
    shown = list(within(_MOST_OF_IDS, (f", {_words(task.id)}" for task in tasks[:_MOST_IDS])))
    more = len(tasks) - len(shown)
    text = "".join(shown).removeprefix(", ")
    return f"{text} and {more:,} more" if more else text


def _table(head: Sequence[str], rows: Sequence[Iterable[str]]) -> str:
    lines = [_row(head), _row(["---"] * len(head))]
    shown = list(within(_MOST_OF_ROWS, map(_row, rows[:_MOST_ROWS])))
    more = len(rows) - len(shown)
    text = "".join((*lines, *shown))
    return f"{text}\n… and {counted(more, 'more row')}\n" if more else text


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _words(text: str) -> str:
    return markdown(shortened(terminal(text), _LONGEST_WORDS))


def within(room: int, blocks: Iterable[str]) -> Iterator[str]:
    """The first blocks, as many as have no more than so many characters."""
    for block in blocks:
        room -= len(block)
        if room < 0:
            return
        yield block
