"""A plan as JSON in exactly the source document's shape: what `batch_results.json` holds."""

from __future__ import annotations

from ...planning.plan import RESOLUTION, Plan
from ...text.typed import Any
from ..escape import as_json
from .planned import Planned


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
