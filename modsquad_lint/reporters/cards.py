"""What `next` says, as text and as JSON; knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..planning.decisions.progress import Blocker
from ..planning.decisions.ready import Beside, Card, Held, Outlook
from ..text.typed import Any
from ..text.words import counted, listed
from .escape import as_json, shortened, terminal

VERSION = 1
_MOST_IDS = 20
"""Ids of tasks that run, may start or are waited for."""
_MOST_IN_IDS = 200
"""Characters of them: a large plan costs an agent hardly more than its own card."""
_LONGEST_ID = 60
_MOST_FILES = 20


def render(name: str, outlook: Outlook) -> str:
    """In a format of `FORMATS`."""
    return FORMATS[name](outlook)


def _as_json(outlook: Outlook) -> str:
    value: dict[str, Any] = {
        "version": VERSION,
        "file": outlook.file,
        "base": outlook.base,
        **({} if outlook.is_one else _of_all(outlook)),
        "cards": [_card_as_json(card) for card in outlook.cards],
    }
    return as_json(value)


def _of_all(outlook: Outlook) -> dict[str, Any]:
    """What is left out where one card was asked for."""
    held, apart = (
        [
            {
                "task": held.task,
                **_some("waits_for", held.waits_for),
                "blocked_by": _blockers(held.blocked_by),
            }
            for held in some
        ]
        for some in (outlook.held, outlook.apart)
    )
    return {
        "total": outlook.total,
        "done": outlook.done,
        "waiting": outlook.waiting,
        **_some("ready", outlook.ready),
        **_some("running", outlook.running),
        **({"held": held} if held else {}),
        **({"apart": apart, "apart_total": outlook.apart_total} if apart else {}),
    }


def _blockers(blockers: Iterable[Blocker]) -> list[dict[str, Any]]:
    return [{"task": blocker.task.id, "file": blocker.file} for blocker in blockers]


def _some(name: str, ids: Sequence[str]) -> dict[str, Any]:
    """The first ids, and how many there are where these are not all."""
    first: list[str] = []
    for ident in ids[:_MOST_IDS]:
        if first and sum(map(len, first)) + len(ident) > _MOST_IN_IDS:
            break
        first.append(ident)
    return {name: first} if len(first) == len(ids) else {name: first, f"{name}_total": len(ids)}


def _card_as_json(card: Card) -> dict[str, Any]:
    """Without what is empty."""
    value = {
        "id": card.id,
        "state": card.state,
        "description": card.description,
        "squad": card.squad,
        "files": card.files,
        "branch": card.branch,
        "after": card.after,
        "waits_for": card.waits_for,
        "blocked_by": _blockers(card.blocked_by),
        "beside": [_beside_as_json(beside) for beside in card.beside],
        "more_beside": card.more_beside,
    }
    return {key: part for key, part in value.items() if part or key == "files"}


def _beside_as_json(beside: Beside) -> dict[str, Any]:
    value = {"task": beside.task, "runs": beside.runs, "files": beside.files}
    return {**value, "more_files": beside.more_files} if beside.more_files else value


# ---------------------------------------------------------------- text


def _as_text(outlook: Outlook) -> str:
    cards = [line for card in outlook.cards for line in (*_card(card), "")]
    return "\n".join([*cards, *_last_lines(outlook)]) + "\n"


def _card(card: Card) -> Iterator[str]:
    squad = f", squad {terminal(card.squad)}" if card.squad else ""
    yield f"{_shown(card.id)} ({card.state}{squad})"
    if card.description:
        yield f"  {terminal(' '.join(card.description.split()))}"
    files = [terminal(path) for path in card.files]
    more = [f"and {len(files) - _MOST_FILES:,} more"] if len(files) > _MOST_FILES else []
    yield f"  files:   {', '.join([*files[:_MOST_FILES], *more]) or 'none declared, so it is not known what it changes'}"
    yield f"  branch:  {terminal(card.branch)}"
    if card.after:
        waiting = set(card.waits_for)
        after = [f"{_shown(i)} ({'not done' if i in waiting else 'done'})" for i in card.after]
        yield f"  after:   {listed(after, _MOST_IDS)}"
    for blocker in card.blocked_by:
        yield f"  blocked: {_blocked(blocker)}"
    for at, beside in enumerate(card.beside):
        yield f"  {'beside: ' if not at else '        '} {_beside(beside)}"
    if card.more_beside:
        yield f"           and {counted(card.more_beside, 'more task')}"


def _beside(beside: Beside) -> str:
    state = "runs" if beside.runs else "may start"
    files = [terminal(path) for path in beside.files]
    if beside.more_files:
        files.append(f"{beside.more_files:,} more" if files else counted(beside.more_files, "file"))
    return f"{_shown(beside.task)} ({state}): {listed(files) if files else 'declares no file'}"


def _blocked(blocker: Blocker) -> str:
    return f"{_shown(blocker.task.id)} runs, and declares {terminal(blocker.file)} too"


def _shown(ident: str) -> str:
    return shortened(terminal(ident), _LONGEST_ID)


def _last_lines(outlook: Outlook) -> Iterator[str]:
    if outlook.is_one:
        pass
    elif outlook.done == outlook.total:
        yield (
            f"all {counted(outlook.total, 'task')} are done"
            if outlook.total > 1
            else "the task is done"
        )
    else:
        for held in outlook.held:
            yield f"{_shown(held.task)} {_why_held(held)}"
        yield from _apart(outlook)
        yield "; ".join(
            [
                f"{outlook.done:,} of {counted(outlook.total, 'task')} done",
                _named("may start", outlook.ready),
                _named("running", outlook.running),
                f"{outlook.waiting:,} waiting",
            ]
        )
    if outlook.base is None:
        yield "git was not asked: what is done and what runs is what the plan and the options say"
    else:
        yield f"what is done was looked up in {terminal(outlook.base)}"


def _apart(outlook: Outlook) -> Iterator[str]:
    for apart in outlook.apart:
        other, file = apart.blocked_by[0]
        yield f"{_shown(apart.task)} shares {terminal(file)} with {_shown(other.id)}: start one of them"
    if more := outlook.apart_total - len(outlook.apart):
        yield f"and so do {counted(more, 'more task')}"


def _why_held(held: Held) -> str:
    if held.waits_for:
        return f"waits for {listed([_shown(ident) for ident in held.waits_for], 5)}"
    return f"is held up: {_blocked(held.blocked_by[0])}"


def _named(what: str, ids: Sequence[str]) -> str:
    if not ids:
        return f"none {what}"
    return f"{len(ids):,} {what} ({listed([_shown(ident) for ident in ids], 5)})"


FORMATS = {"text": _as_text, "json": _as_json}
