"""What a repository keeps of how far its plans could be trusted."""

from __future__ import annotations

import json

from ..planning.decisions.accuracy import RECORD
from .reading import note

_LONGEST = 500


def recorded_sentence(root: str | None) -> str:
    """What a repository's own record says of its plans, with its date; empty where there is none."""
    data = note(f"{root}/{RECORD}", follow=False) if root is not None else None
    if not data:
        return ""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    said, until = (
        (record.get(key) for key in ("sentence", "to")) if isinstance(record, dict) else ("", "")
    )
    if not isinstance(said, str) or not isinstance(until, str):
        return ""
    return f"{said[:_LONGEST]} (until {until[:10]})"
