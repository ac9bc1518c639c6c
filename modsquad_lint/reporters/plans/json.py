"""A plan as JSON in exactly the source document's shape, as `batch_results.json` has it; what is faster, and why."""

from __future__ import annotations

from collections.abc import Callable

from ...planning.plan import RESOLUTION, Plan
from ...text.source import Place, Position
from ...text.typed import TYPE_CHECKING, Any
from ..escape import as_json
from .planned import Planned

if TYPE_CHECKING:  # most runs ask for no suggestion
    from ...planning.pricing.schedule import Analysis, Step
    from ...planning.pricing.simulator import Figures, Suggestion
    from ...planning.pricing.suggest import Suggestions
    from ...planning.pricing.why import Why

_VERSION = 1
"""Of suggestions and reasons."""


def render(planned: Planned) -> str:
    """The plan, keys in the document's order, with `analysis` last when there is one.

    Letters stay as they are; what a terminal would obey or hide is escaped, and what no encoding could
    write is shown as its escape.
    """
    value = described(planned.plan)
    if planned.analysis is not None:
        value["analysis"] = planned.analysis.as_json()
    return as_json(value, indent=2)


def described(plan: Plan) -> dict[str, Any]:
    """The plan as values of JSON, without any analysis."""
    return {
        "batches": [
            {
                "batch_id": batch.number,
                "tasks": [task.id for task in batch.tasks],
                "parallel": batch.parallel,
                "reason": batch.reason,
            }
            for batch in plan.batches
        ],
        "metrics": {
            **plan.metrics._asdict(),
            "intersections": [
                {
                    "file": intersection.file,
                    "tasks": [task.id for task in intersection.tasks],
                    "resolution": RESOLUTION,
                }
                for intersection in plan.intersections
            ],
        },
    }


def render_suggestions(suggestions: Suggestions, analysis: Analysis) -> str:
    """The suggestions in their order, with the figures of the plan before and after each."""
    return as_json(
        {
            "version": _VERSION,
            "suggestions": [_suggestion(suggestion) for suggestion in suggestions.found],
            "tried": suggestions.tried,
            "possible": suggestions.possible,
            "analysis": analysis.as_json(),
        },
        indent=2,
    )


def render_why(why: Why, path: str, where: Callable[[Place], Position]) -> str:
    """One step for each turn, with its places in the tasks file `path`; `where` finds a place."""
    steps = [
        {
            **_step(placed.step),
            "place": where(placed.place)._asdict(),
            "other_place": None
            if placed.other_place is None
            else where(placed.other_place)._asdict(),
        }
        for placed in why.steps
    ]
    change = None if why.change is None else {**_suggestion(why.change), "turn": why.turn_after}
    return as_json(
        {
            "version": _VERSION,
            "path": path,
            "task": why.task.id,
            "batch_id": why.batch.number,
            "reason": why.batch.reason,
            "turn": why.turn,
            "steps": steps,
            "change": change,
        },
        indent=2,
    )


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "kind": suggestion.kind,
        "title": suggestion.title,
        "cost": suggestion.cost,
        "before": _figures(suggestion.before),
        "after": _figures(suggestion.after),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {**figures._asdict(), "rating": figures.rating.name}


def _step(step: Step) -> dict[str, Any]:
    return {
        "task": step.task.id,
        "waits_for": step.waits or None,
        "file": step.file,
        "after": None if step.other is None else step.other.id,
    }
