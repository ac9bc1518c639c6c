"""What `auto` stands for: what a hook or the event of a CI says was changed; knows no task."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..text.errors import NotCheckedError
from .advice import fetch_advice
from .git import Repository, lines, understood
from .ranges import PUSH, exists
from .reading import read_regular

STAGED, WORKTREE, AUTO = "staged", "worktree", "auto"
_PULL_REQUEST = "the pull request"


def automatic(repository: Repository) -> tuple[str, str]:
    """What `auto` stands for, and in words."""
    first, last = (os.environ.get(f"PRE_COMMIT_{side}_REF") for side in ("FROM", "TO"))
    if first and last:
        return f"{first}...{last}", PUSH if os.environ.get("PRE_COMMIT_REMOTE_NAME") else ""
    if os.environ.get("PRE_COMMIT_REMOTE_NAME"):
        raise _first_push("push with --no-verify, or with SKIP=modsquad-lint-drift")
    event = _event()
    if os.environ.get("GITHUB_BASE_REF") or "pull_request" in event:
        return _pull_request(repository, event), _PULL_REQUEST
    if "merge_group" in event:
        return f"{_at(event, 'merge_group', 'base_sha')}...HEAD", "the merge group"
    if "before" in event:
        before = str(event["before"])
        if not before.strip("0"):
            raise _first_push("give --against the branch that this one started from")
        return f"{before}...HEAD", "the push"
    name = os.environ.get("GITHUB_EVENT_NAME")
    if name:
        raise NotCheckedError(
            f'nothing says what to compare with when the event is "{name}"',
            "give --against a revision",
        )
    return STAGED, ""


def _first_push(advice: str) -> NotCheckedError:
    return NotCheckedError("this is a first push, and nothing was there before", advice)


_MOST_OF_AN_EVENT = 1 << 26


def _event() -> Mapping[str, object]:
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    import json

    try:
        event = json.loads(read_regular(path, _MOST_OF_AN_EVENT))
    except (OSError, RecursionError, ValueError) as error:
        raise NotCheckedError(
            f"cannot read the event in GITHUB_EVENT_PATH ({error})", "give --against a revision"
        ) from error
    return event if isinstance(event, dict) else {}


def _at(event: Mapping[str, object], *keys: str) -> str:
    """A text somewhere in an event; empty when it is not there."""
    value: object = event
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _pull_request(repository: Repository, event: Mapping[str, object]) -> str:
    """The range of a pull request: what its merge commit brings, or what its head has since its base."""
    with understood():
        head, *parents = lines(repository.ask("rev-parse", "HEAD", "HEAD^@"))
    asked = _at(event, "pull_request", "head", "sha")
    if len(parents) > 1 and asked in {"", parents[1]}:
        return "HEAD^1..HEAD"
    if asked and head != asked:
        raise NotCheckedError(
            "HEAD is not the pull request, nor the commit that merges it",
            fetch_advice(repository, "check out the pull request first"),
        )
    branch = os.environ.get("GITHUB_BASE_REF") or _at(event, "pull_request", "base", "ref")
    bases = [_at(event, "pull_request", "base", "sha"), *([f"origin/{branch}"] if branch else [])]
    for base in filter(None, bases):
        if exists(repository, base):
            return f"{base}...HEAD"
    raise NotCheckedError(
        f'the base of the pull request ("{branch}") is not here',
        fetch_advice(repository, "fetch it, or set fetch-depth: 0 for actions/checkout"),
    )
