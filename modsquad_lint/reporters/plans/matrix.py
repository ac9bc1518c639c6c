"""A plan as matrices for jobs of GitHub Actions, in one line of JSON that a job can give as output.

A stage is a batch, or a part of one that is larger than a matrix may be. Stages run one after
another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...planning.plan import Plan
from ...text.typed import Any
from ..escape import in_ascii_json
from .planned import Planned

MOST_JOBS = 256
"""How many jobs GitHub makes of one matrix."""


def render(planned: Planned) -> str:
    """The stages in order, in ASCII, so that no task id can begin a second output."""
    stages = list(_stages(planned.plan))
    text = json.dumps({"version": 1, "stages": stages}, separators=(",", ":"))
    return in_ascii_json(text) + "\n"


def count(plan: Plan) -> int:
    """How many stages a plan has."""
    return sum(1 for _ in _stages(plan))


def _stages(plan: Plan) -> Iterator[dict[str, Any]]:
    for batch in plan.batches:
        for start in range(0, len(batch.tasks), MOST_JOBS):
            tasks = batch.tasks[start : start + MOST_JOBS]
            yield {
                "batch": batch.number,
                "parallel": batch.parallel,
                "max_parallel": len(tasks) if batch.parallel else 1,
                "matrix": {
                    "include": [{"task": task.id, "squad": task.squad or ""} for task in tasks]
                },
            }
