"""Rules about what a task imports of another one's work, as git tells afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from ...planning.aliases import Aliases, TooMuch, settings_above
from ...planning.imports import PYTHON, SCRIPTS, Import, NewFiles
from ...planning.tasks import Task
from ...text.typed import NamedTuple
from ..declarations import home_of, place_of
from ..draft import Draft, DraftRelated, Severity
from ..forgotten import fix_for
from ..registry import COMPARISON, Subject, once, rule
from .judgement import Judgement


@rule("MSQ613", "forgotten-import", Severity.INFO, fix="unsafe", needs=(COMPARISON,))
def forgotten_import(subject: Subject) -> Iterator[Draft]:
    """What a task changed imports a file that a concurrent task created.

    Known where commits name their tasks. Python is read as Python reads it; of JavaScript and TypeScript
    relative imports are, and the names that `paths` and `baseUrl` of a `tsconfig.json` above the file give
    (`@/session`), and `$lib` of SvelteKit. Only changed files are looked at, as they are where the range
    ends; a file that several tasks changed is left aside, since nobody knows which of them wrote the
    import. A file that can't be parsed, or would take too long, is not looked at, and counted in the last lines.

    ## Why

    The file was not there when the task began. Whoever worked on it waited for the other task, or made
    the file up; the plan should say which, so that the next plan of this kind does.

    In public histories nine of ten such signs were dependencies that people had declared;
    [how that was measured](../accuracy.md), and what its own findings were worth. They are too few
    for more than an info.

    ## Example

    `session` creates `src/session.py`. `login` changes `src/login.py`, which imports `src.session`, and
    neither waits for the other.

    Instead, `login` has `"dependencies": ["session"]`.

    ## Fix

    Unsafe: adds the dependency to the task that imports.
    """
    known = subject.file.by_id
    for task, creator, path, (importer, line) in imports_of(subject).found:
        if task not in known:
            continue
        home = known[task]
        related = _created_by(known.get(creator), path)
        yield Draft(
            place_of(home, importer),
            f'"{task}" imports {path} ({importer}:{line}), which "{creator}" created, '
            "and neither waits for the other",
            help=f'let "{task}" depend on "{creator}"',
            label=f'what "{task}" declares',
            related=related,
            fix=fix_for(home, creator) if creator in known else None,
            changed_path=path,
        )


def _created_by(creator: Task | None, path: str) -> tuple[DraftRelated, ...]:
    if creator is None:
        return ()
    place = place_of(creator, path)
    declares = place != home_of(creator) or path in creator.files
    said = f'declared by "{creator.id}"' if declares else f'what "{creator.id}" declares'
    return (DraftRelated(place, said),)


_LARGEST = 1 << 20
"""Bytes of a file that is looked at; what people write is smaller."""


_MOST_LOOKED_AT = 2_000_000
"""Characters of all files of one run that are looked at, which takes a few seconds at most."""
_UNREAD, _UNPARSED, _TOO_LONG = "can't be read", "can't be parsed", "would take too long"
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
    """What changed files import, and how many of them were not looked at, by the reason."""

    found: Sequence[Imported]
    left_out: Mapping[str, int] = {}


@once
def imports_of(subject: Subject) -> Looked:
    """What files that one task changed import of what another, concurrent one created."""
    judgement, texts = subject.comparison.judged, subject.comparison.texts
    created, alone = _changed(judgement)
    importers = _importers(created, alone)
    if texts is None or not importers:
        return Looked(())
    try:
        read, aliases = _read(importers, texts)
    except TooMuch:
        return Looked((), {_TOO_LONG: len(importers)})
    found: dict[tuple[str, str], Imported] = {}
    left_out: Counter[str] = Counter()
    for importer, imports in _looked(NewFiles(created, aliases), importers, read):
        if isinstance(imports, str):
            left_out[imports] += 1
            continue
        task = alone[importer]
        for path, line in imports:
            creator = created[path]
            if creator != task and judgement.plans.are_concurrent(task, creator):
                imported = Imported(task, creator, path, (importer, line))
                found.setdefault((task, path), imported)
    return Looked([*found.values()], left_out)


def read_for_imports(judgement: Judgement) -> list[str]:
    """The files that have to be read to know what imports what."""
    importers = _importers(*_changed(judgement))
    return [*importers, *_settings(importers)]


def _importers(created: Mapping[str, str], alone: Mapping[str, str]) -> list[str]:
    if not created or len({*alone.values(), *created.values()}) == 1:
        return []
    return sorted(path for path in alone if path.endswith((*PYTHON, *SCRIPTS)))


def _settings(importers: Sequence[str]) -> Sequence[str]:
    return settings_above([path for path in importers if path.endswith(SCRIPTS)])


def _changed(judgement: Judgement) -> tuple[dict[str, str], dict[str, str]]:
    """The files that one task alone created, and those that one alone changed, each to that task."""
    creators: dict[str, set[str]] = {}
    changed: dict[str, set[str]] = {}
    unclear: set[str] = set()
    for unit, ids, *_ in judgement.attributed:
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
    return created, alone


def _read(
    importers: Sequence[str], texts: Callable[[Collection[str]], Mapping[str, bytes | None]]
) -> tuple[Mapping[str, bytes | None], Aliases]:
    """What these files hold, and the names that settings above them give.

    Raises:
        TooMuch: the settings would take too long.
    """
    settings = _settings(importers)
    read = texts([*importers, *settings])
    if sum(len(read.get(path) or b"") for path in settings) > _MOST_LOOKED_AT:
        raise TooMuch
    return read, Aliases({path: text for path in settings if (text := _decoded(read.get(path)))})


def _looked(
    new: NewFiles, importers: Sequence[str], texts: Mapping[str, bytes | None]
) -> Iterator[tuple[str, Sequence[Import] | str]]:
    """What each file imports, or why it was not looked at."""
    left = _MOST_LOOKED_AT
    for importer in importers:
        data = texts.get(importer)
        if data is None:
            yield importer, _UNREAD
            continue
        left -= len(data) if importer.endswith(PYTHON) else _OF_A_SCRIPT * len(data)
        if left < 0 or len(data) > _LARGEST:
            yield importer, _TOO_LONG
            continue
        text = _decoded(data)
        try:
            imports = None if text is None else new.imported(importer, text)
        except TooMuch:
            yield importer, _TOO_LONG
        else:
            yield importer, _UNPARSED if imports is None else imports


def _decoded(data: bytes | None) -> str | None:
    if data is None or len(data) > _LARGEST:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
