"""What may be typed at a place of a text, which may be broken there; knows no protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from ..planning.keys import FILES, KEYS, LEGACY_FILES, clear_meaning
from ..planning.readers import MARKDOWN
from ..planning.tasks import Task
from ..rules import RULES
from ..text.typed import NamedTuple
from .context import IGNORES, TOP, typed_at
from .opened import Opened
from .places import SQUAD

_MOST_PROPOSED = 200
"""Completions that are sent at once; more letters make them fewer."""

_OF_GSD = ("autonomous", "depends_on", "files_modified", "phase", "plan", "type", "wave")
_STATES = ("todo", "running", "done")


class Proposal(NamedTuple):
    """A completion: its text, and a few words about it."""

    text: str
    about: str = ""


class Proposals(NamedTuple):
    """What may be typed from an offset on; whether there is more of it."""

    start: int
    proposals: list[Proposal]
    are_cut: bool


def completions(opened: Opened, offset: int) -> Proposals | None:
    """What may be typed at an offset of the text, which may be broken there."""
    text = opened.source.text
    typed = typed_at(text, offset, opened.path)
    if typed is None:
        return None
    begun = text[typed.start : offset]
    found = (it for it in _proposals(opened, typed.key) if it.text.startswith(begun))
    first = [*islice(found, _MOST_PROPOSED)]
    return Proposals(typed.start, first, next(found, None) is not None)


def _proposals(opened: Opened, key: str | None) -> Iterable[Proposal]:
    if key is None or key == TOP:
        return map(Proposal, _keys(opened, is_top=key == TOP))
    propose = _OF.get(_meaning(opened, key) or "")
    return () if propose is None else propose(opened)


def _tasks(opened: Opened) -> Iterable[Task]:
    """The tasks of the text, or of the last one that could be read."""
    sound = opened.last_sound() or opened
    return () if sound.file is None else sound.file.tasks


def _ids(opened: Opened) -> Iterable[Proposal]:
    return [Proposal(it.id, str(it.entry.get("description") or "")) for it in _tasks(opened)]


def _paths(opened: Opened) -> Iterable[Proposal]:
    known = None if opened.subject is None else opened.subject.facts.tracked()
    return map(Proposal, known or ())


def _squads(opened: Opened) -> Iterable[Proposal]:
    configured = None if opened.entry is None else opened.entry.config.options.squads
    used = [task.squad for task in _tasks(opened) if task.squad]
    return map(Proposal, dict.fromkeys([*(configured or ()), *used]))


_OF: Mapping[str, Callable[[Opened], Iterable[Proposal]]] = {
    "dependencies": _ids,
    FILES: _paths,
    SQUAD: _squads,
    "status": lambda _: map(Proposal, _STATES),
    IGNORES: lambda _: [Proposal(rule.code, rule.name) for rule in RULES.values()],
}
"""What may stand in the value of a key."""


def _keys(opened: Opened, *, is_top: bool) -> list[str]:
    """The keys that a mapping may have."""
    if opened.path.lower().endswith(MARKDOWN):
        return [*_OF_GSD]
    return [*(["tasks"] if is_top else ()), *sorted(KEYS - {LEGACY_FILES})]


def _meaning(opened: Opened, key: str) -> str | None:
    """Which of our keys one stands for."""
    if key in KEYS:
        return key
    keys = None if opened.entry is None else opened.entry.config.keys_of(opened.entry.name)
    mapped = {FILES: keys.files, "dependencies": keys.dependencies} if keys else {}
    for ours, names in mapped.items():
        if key in {name.rpartition(".")[2].removesuffix("[]") for name in names}:
            return ours
    if key == "tasks" and opened.path.lower().endswith(MARKDOWN):  # of a wave
        return "dependencies"
    return clear_meaning(key)
