"""How far a task is, in the words that people and other tools use for it; knows no task."""

from __future__ import annotations

from functools import lru_cache

TODO, RUNNING, DONE = "todo", "running", "done"

_NAMES = {
    TODO: (
        *("todo", "to_do", "pending", "open", "new", "planned", "ready", "backlog", "queued"),
        *("not_started", "blocked", "deferred", "waiting", "failed"),
    ),
    RUNNING: (
        *("running", "in_progress", "doing", "started", "active", "ongoing", "claimed", "wip"),
        *("review", "in_review"),
    ),
    DONE: (
        *("done", "completed", "complete", "closed", "finished", "merged", "resolved"),
        *("cancelled", "canceled", "skipped", "wontfix", "wont_fix", "won't_fix", "obsolete"),
    ),
}
STATUS = {name: status for status, names in _NAMES.items() for name in names}
"""What each known word means."""


@lru_cache(1024)
def read_status(word: str) -> str | None:
    """TODO, RUNNING or DONE; None for a word that nobody knows, which counts as TODO."""
    return STATUS.get("_".join(word.casefold().replace("-", " ").split()))
