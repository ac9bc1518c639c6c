"""Who collides with whom as JSON, version 1: design section 11."""

from __future__ import annotations

import json

from ...engine.report import Terminal
from ...planning.decisions.collisions import Collision, Radar, Seen
from ...text.typed import Any
from ..escape import in_json

VERSION = 1


def render(radar: Radar, terminal: Terminal) -> str:
    """One object; the numbers in `between`, `landing` and `rebased` are indexes into `participants`."""
    del terminal
    value = {
        "version": VERSION,
        "base": radar.base,
        "has_plan": radar.has_plan,
        "participants": [_participant(seen) for seen in radar.seen],
        "collisions": [_collision(collision) for collision in radar.collisions],
        "landing": radar.landing.order,
        "rebased": radar.landing.rebased,
        "landing_is_exact": radar.landing.is_exact,
        "gone": radar.gone,
        "not_checked": [*radar.not_looked_at, *([radar.not_merged] if radar.not_merged else [])],
    }
    # On one line: layout costs an agent a third more.
    return in_json(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + "\n"


def _participant(seen: Seen) -> dict[str, Any]:
    return {
        "task": seen.task,
        "branch": seen.branch or None,
        "path": seen.path or None,
        "files": seen.files,
        "findings": [
            {
                "code": "MSQ602" if stray.owner else "MSQ601",
                "file": stray.file,
                "declared_by": stray.owner or None,
            }
            for stray in seen.strays
        ],
        "remarks": seen.remarks,
    }


def _collision(collision: Collision) -> dict[str, Any]:
    return {
        "between": collision.between,
        "file": collision.file,
        "conflict": collision.conflict,
        "kind": collision.kind or None,
        "lines": collision.lines,
        "plan": collision.plan,
    }
