"""Places of a text as an editor counts them, and what of a plan stands at one; knows no protocol.

Lines count from 0, and characters in the units that the client and the server agreed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..planning.readers import MARKDOWN
from ..planning.tasks import Task, TaskFile
from ..syntax.markdown import Markdown
from ..syntax.markdown_blocks import FENCE
from ..text.paths import normalise
from ..text.source import Place, Position, Source, Span
from ..text.typed import NamedTuple
from ..text.units import Units
from .typed import At, offset_of

_STRING = r'"([^"\\\n]*)"(\s*:)?'
"""A string of JSON, and whether it is a key."""

ID, DEPENDENCY, FILE, IGNORE, SQUAD = "id", "dependency", "file", "ignore", "squad"


class Ruler:
    """Offsets of one text as positions, and back."""

    def __init__(self, source: Source, encoding: str) -> None:
        """Raises KeyError where the encoding is none of `text.units.ENCODINGS`."""
        self._source = source
        self.text = source.text
        self._encoding = encoding
        self._units = Units(source, encoding)
        # The client has the mark in its text, and the source has not.
        self._mark = (3 if encoding == "utf-8" else 1) if source.has_bom else 0

    def at(self, position: Position) -> At:
        """Where a position is."""
        line, column = position.line - 1, self._units.column(position) - 1
        return At(line, column if line else column + self._mark)

    def range(self, span: Span) -> tuple[At, At]:
        """Where a span starts and ends."""
        start, end = self._source.ends(span)
        return self.at(start), self.at(end)

    def offset(self, line: int, character: int) -> int:
        """The offset of a position; one behind the end of its line is pulled back to it."""
        at = At(line, character if line else max(0, character - self._mark))
        return offset_of(self._source.text, at, self._encoding)


class Spot(NamedTuple):
    """What of a plan stands at a place: an id, a dependency, a declared path, a code, a squad."""

    kind: str
    task: Task | None
    value: str
    span: Span


def spot_at(file: TaskFile, source: Source, offset: int) -> Spot | None:
    """What stands at an offset of the plan, its quotes included; None for anything else."""
    span_of = file.document.span
    for task in _around(file, offset):
        for kind, value, place in _spots(task):
            span = span_of(place)
            if span.start <= offset <= span.end:
                return Spot(kind, task, value, span)
    for code, span in file.document.ignores().get(source.line_number(offset), ()):
        if span.start <= offset <= span.end:
            return Spot(IGNORE, None, code, span)
    for ident, span in in_graph(source):
        if span.start <= offset <= span.end and ident in file.by_id:
            return Spot(DEPENDENCY, None, ident, span)
    return None


def in_graph(source: Source) -> Iterator[tuple[str, Span]]:
    """The ids in the JSON that says the order of a plan in Markdown, which is where no task stands."""
    if not source.path.lower().endswith(MARKDOWN) or "```json" not in source.text:
        return
    for block in Markdown(source.text).blocks:
        if block.kind == FENCE and block.info.startswith("json"):
            for match in re.compile(_STRING).finditer(source.text, *block.span):
                if match[2] is None:
                    yield match[1], Span(*match.span())


def _around(file: TaskFile, offset: int) -> Iterator[Task]:
    """The tasks that may have something at an offset.

    Where a format says the order elsewhere, as Kiro does, this may be any.
    """
    tasks, span_of = file.tasks, file.document.span
    low, high = 0, len(tasks)
    while low < high:
        middle = (low + high) // 2
        if span_of(Place(tasks[middle].steps)).start <= offset:
            low = middle + 1
        else:
            high = middle
    if low:
        yield tasks[low - 1]


def _spots(task: Task) -> Iterator[tuple[str, str, Place]]:
    yield ID, task.id, task.at("id")
    for index, needed in enumerate(task.dependencies):
        yield DEPENDENCY, needed, task.dependency(index)
    for index, path in enumerate(task.files):
        yield FILE, path, task.file(index)
    if task.squad is not None:
        yield SQUAD, task.squad, task.at("squad")
    ignores = task.entry.get("lint_ignore")
    for index, code in enumerate(ignores if isinstance(ignores, list) else ()):
        if isinstance(code, str):
            yield IGNORE, code, Place((*task.steps, "lint_ignore", index))


def places_of(file: TaskFile, ident: str) -> Iterator[Place]:
    """Where an id stands: that of its task, then each dependency on it, in file order."""
    task = file.by_id.get(ident)
    if task is not None:
        yield task.at("id")
    for other in file.tasks:
        for index, needed in enumerate(other.dependencies):
            if needed == ident:
                yield other.dependency(index)


def declarations_of(file: TaskFile, path: str) -> Iterator[Place]:
    """Where a path is declared, in whatever spelling, in file order."""
    wanted = normalise(path)
    for task, paths in zip(file.tasks, file.tasks.files, strict=True):
        if wanted in paths:
            for index, declared in enumerate(task.files):
                if normalise(declared) == wanted:
                    yield task.file(index)


def inner(source: Source, span: Span) -> Span:
    """A string without its quotes."""
    is_quoted = source.text[span.start : span.start + 1] in {'"', "'", "`"}
    return Span(span.start + 1, span.end - 1) if is_quoted and len(span) > 1 else span
