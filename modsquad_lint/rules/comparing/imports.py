"""What the changed files of tasks import of one another's new files; knows no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...planning.aliases import Aliases, settings_above
from ...planning.imports import PYTHON, SCRIPTS, NewFiles
from ...text.typed import NamedTuple
from ..registry import Subject, once
from .judged import judged
from .judgement import Judgement

_LARGEST = 1 << 20
"""Bytes of a file that is looked at; what people write is smaller."""


_MOST_LOOKED_AT = 3_000_000
"""Characters of all files of one run that are looked at, which takes a few seconds at most."""
_OF_A_SCRIPT = 3
"""An import of a script may mean more files than one of Python does."""


class Imported(NamedTuple):
    """A new file of one task that a changed file of another imports.

    Attributes:
        task, creator: their ids.
        where: the importing file, and the line in it, from 1.
    """

    task: str
    creator: str
    path: str
    where: tuple[str, int]


class Looked(NamedTuple):
    """What changed files import, and how many of them could not be parsed or read."""

    found: Sequence[Imported]
    unread: int


@once
def imports_of(subject: Subject) -> Looked:
    """What files that one task changed import of what another, concurrent one created."""
    judgement, texts = judged(subject), subject.comparison.texts
    creators: dict[str, set[str]] = {}
    changed: dict[str, set[str]] = {}
    unclear: set[str] = set()
    for unit, ids, *_ in judgement.answers:
        if len(ids) != 1:
            unclear.update(change.path for change in unit.changes)
            continue
        for change in unit.changes:
            if change.how in {"added", "renamed from"}:
                creators.setdefault(change.path, set()).update(ids)
            if change.how not in {"deleted", "renamed to"}:
                changed.setdefault(change.path, set()).update(ids)
    created = {path: next(iter(ids)) for path, ids in creators.items() if len(ids) == 1}
    # Of a file that several tasks changed nobody knows which of them wrote the import.
    alone = {
        path: next(iter(ids))
        for path, ids in changed.items()
        if len(ids) == 1 and path not in unclear
    }
    importers = [path for path in alone if path.endswith((*PYTHON, *SCRIPTS))]
    tasks = {ident for ids in changed.values() for ident in ids}
    if texts is None or not created or len(tasks) == 1:
        return Looked((), 0)
    settings = settings_above([path for path in importers if path.endswith(SCRIPTS)])
    read = texts([*importers, *settings])
    aliases = Aliases({path: text for path in settings if (text := _decoded(read.get(path)))})
    new = NewFiles(created, aliases)
    return _look(new, created, {path: alone[path] for path in importers}, read, judgement)


def _look(
    new: NewFiles,
    created: Mapping[str, str],
    changed: Mapping[str, str],
    texts: Mapping[str, bytes | None],
    judgement: Judgement,
) -> Looked:
    found: dict[tuple[str, str], Imported] = {}
    unread, left = 0, _MOST_LOOKED_AT
    for importer, task in sorted(changed.items()):
        text = _decoded(texts.get(importer))
        if text is not None:
            left -= len(text) if importer.endswith(PYTHON) else _OF_A_SCRIPT * len(text)
        imports = None if text is None or left < 0 else new.imported(importer, text)
        unread += imports is None
        for path, line in imports or ():
            creator = created[path]
            if creator != task and judgement.plans.are_concurrent(task, creator):
                imported = Imported(task, creator, path, (importer, line))
                found.setdefault((task, path), imported)
    return Looked([*found.values()], unread)


def _decoded(data: bytes | None) -> str | None:
    if data is None or len(data) > _LARGEST:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
