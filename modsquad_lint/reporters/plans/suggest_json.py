"""What would make a plan faster, and why a task is where it is, as JSON; knows no terminal."""

from __future__ import annotations

from collections.abc import Callable

from ...planning.pricing.schedule import Analysis, Step
from ...text.source import Place, Position
from ...text.typed import TYPE_CHECKING, Any
from ..escape import as_json

if TYPE_CHECKING:  # most runs ask for no suggestion
    from ...planning.pricing.simulator import Figures, Suggestion
    from ...planning.pricing.suggest import Suggestions
    from ...planning.pricing.why import Why

_VERSION = 1


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
