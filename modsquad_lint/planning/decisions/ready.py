"""What `next` says: which tasks may start, and a card with all that the worker of one needs.

A card has a bound, whatever the plan: it is read by an agent, whose context is money.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...text.typed import NamedTuple
from ..status import DONE, RUNNING
from ..tasks import Task, TaskFile
from .progress import BLOCKED, READY, WAITING, Blocker, Neighbour, Progress

MOST_DESCRIPTION = 400
"""Characters of a description that a card shows."""
MOST_NEIGHBOURS = 5
_MOST_OF_NEIGHBOURS = 400
"""Characters of ids and paths that a card spends on what others change."""
MOST_BLOCKERS = 3
MOST_HELD = 5
_LESS_FILES = 3
"""Files of one neighbour that a card shows."""


class Beside(NamedTuple):
    """Another task that runs, or may start, while this one is at work.

    Attributes:
        files: the first of those that it declares.
        more_files: how many others it declares.
    """

    task: str
    runs: bool
    files: tuple[str, ...]
    more_files: int


class Card(NamedTuple):
    """All that the worker of one task needs.

    Attributes:
        description: at most `MOST_DESCRIPTION` characters; None where the plan has none.
        after: the ids that it waits for, as written.
        waits_for: those of them that are not done.
        blocked_by: tasks that run and share a file with it, and the file; the first few.
        beside: the first few tasks beside it; `more_beside` is how many others there are.
    """

    id: str
    state: str
    description: str | None
    squad: str | None
    files: tuple[str, ...]
    branch: str
    after: tuple[str, ...]
    waits_for: tuple[str, ...]
    blocked_by: tuple[Blocker, ...]
    beside: tuple[Beside, ...]
    more_beside: int


class Held(NamedTuple):
    """What keeps a task from starting: tasks that are not done, or files of tasks that run."""

    task: str
    waits_for: tuple[str, ...]
    blocked_by: tuple[Blocker, ...]


class Outlook(NamedTuple):
    """What may start now.

    Attributes:
        base: whose history was asked what is done; None where git was not asked.
        ready, running: ids in file order.
        waiting: how many tasks wait for a task or for a file.
        held: the first few of these, where none is ready.
        apart: the first few tasks that are ready and share a file with another that is, before them if
            possible; `apart_total` is how many there are.
        cards: of the first tasks that are ready, or of the one that was asked for.
        is_one: whether one was asked for.
    """

    file: str
    base: str | None
    total: int
    done: int
    running: tuple[str, ...]
    ready: tuple[str, ...]
    waiting: int
    held: tuple[Held, ...]
    apart: tuple[Held, ...]
    apart_total: int
    cards: tuple[Card, ...]
    is_one: bool


def outlook(
    file: TaskFile,
    progress: Progress,
    *,
    name: str,
    base: str | None,
    branch_pattern: str,
    asked: str | None = None,
    most_cards: int | None = None,
) -> Outlook:
    """What may start, with the card of the task asked for, or of the first that are ready."""
    ready = progress.of_state(READY)
    shown = ready[:most_cards] if asked is None else [file.by_id[asked]]
    rest = progress.of_state(BLOCKED, WAITING)
    held = () if ready else rest[:MOST_HELD]
    return Outlook(
        name,
        base,
        len(file.tasks),
        len(progress.of_state(DONE)),
        tuple(task.id for task in progress.of_state(RUNNING)),
        tuple(task.id for task in ready),
        len(rest),
        tuple(_held(task, progress) for task in held),
        tuple(Held(task.id, (), (other,)) for task, other in progress.apart[:MOST_HELD]),
        len(progress.apart),
        tuple(make_card(task, progress, branch_pattern) for task in shown),
        asked is not None,
    )


def _held(task: Task, progress: Progress) -> Held:
    waits_for = tuple(needed.id for needed in progress.waits_for(task.id))
    return Held(task.id, waits_for, tuple(progress.blockers(task.id)[:MOST_BLOCKERS]))


def make_card(task: Task, progress: Progress, branch_pattern: str) -> Card:
    """The card of one task."""
    description = task.entry.get("description")
    neighbours = progress.neighbours(task.id)
    beside = _beside(neighbours[:MOST_NEIGHBOURS])
    return Card(
        task.id,
        progress.state(task.id),
        None if not description else _shortened(description, MOST_DESCRIPTION),
        task.squad or None,
        tuple(dict.fromkeys(task.files)),
        branch_pattern.replace("{id}", task.id),
        tuple(dict.fromkeys(task.dependencies)),
        tuple(needed.id for needed in progress.waits_for(task.id)),
        tuple(progress.blockers(task.id)[:MOST_BLOCKERS]),
        beside,
        len(neighbours) - len(beside),
    )


def _beside(neighbours: Sequence[Neighbour]) -> tuple[Beside, ...]:
    found = []
    left = _MOST_OF_NEIGHBOURS
    for task, runs in neighbours:
        left -= len(task.id)
        if left < 0:
            break
        files: list[str] = []
        declared = list(dict.fromkeys(task.files))
        for path in declared[:_LESS_FILES]:
            if len(path) > left:
                break
            left -= len(path)
            files.append(path)
        found.append(Beside(task.id, runs, tuple(files), len(declared) - len(files)))
    return tuple(found)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
