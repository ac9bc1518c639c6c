"""Places of a text as an editor counts them, and what of a plan stands at one; knows no protocol.

Lines count from 0, and characters in the units that the client and the server agreed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ..planning.tasks import Task, TaskFile
from ..text.source import Place, Source, Span
from ..text.typed import NamedTuple
from ..text.units import Units

_LINE = re.compile("\r\n|\r|\n")

ID, DEPENDENCY, FILE, IGNORE, SQUAD = "id", "dependency", "file", "ignore", "squad"


class At(NamedTuple):
    """A position: a line, and the units before it on that line."""

    line: int
    character: int


class Ruler:
    """Offsets of one text as positions, and back."""

    def __init__(self, source: Source, encoding: str) -> None:
        """Raises KeyError where the encoding is none of `text.units.ENCODINGS`."""
        self._source = source
        self._units = Units(source, encoding)
        self._bytes = "utf-32-le" if encoding == "utf-32" else f"{encoding}-le".replace("8-le", "8")
        self._size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE.finditer(self._source.text))]

    def at(self, offset: int) -> At:
        """Where an offset is."""
        position = self._source.position(offset)
        return At(position.line - 1, self._units.column(position) - 1)

    def offset(self, line: int, character: int) -> int:
        """The offset of a position; one behind the end of its line is pulled back to it."""
        text = self._source.text
        if line >= len(self._starts):
            return len(text)
        start = self._starts[line]
        content = text[start : self.end_of_line(start)]
        if content.isascii():
            return start + min(character, len(content))
        units = content.encode(self._bytes, errors="surrogatepass")[: character * self._size]
        # Half a character at the end is none.
        return start + len(units.decode(self._bytes, errors="ignore"))

    def end_of_line(self, offset: int) -> int:
        """Where the line of an offset ends, its line end left out."""
        match = _LINE.search(self._source.text, offset)
        return match.start() if match else len(self._source.text)


class Spot(NamedTuple):
    """What of a plan stands at a place: an id, a dependency, a declared path, a code, a squad."""

    kind: str
    task: Task
    value: str
    span: Span


def spot_at(file: TaskFile, offset: int) -> Spot | None:
    """What stands at an offset, its quotes included; None for anything else."""
    for task in _around(file, offset):
        for kind, value, place in _spots(task):
            span = file.document.span(place)
            if span.start <= offset <= span.end:
                return Spot(kind, task, value, span)
    return None


def _around(file: TaskFile, offset: int) -> Iterator[Task]:
    """The last task that begins at or before an offset; tasks stand in the order of the text."""
    tasks = file.tasks
    low, high = 0, len(tasks)
    while low < high:
        middle = (low + high) // 2
        if file.document.span(Place(tasks[middle].steps)).start <= offset:
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


def inner(source: Source, span: Span) -> Span:
    """A string without its quotes."""
    is_quoted = source.text[span.start : span.start + 1] in {'"', "'", "`"}
    return Span(span.start + 1, span.end - 1) if is_quoted and len(span) > 1 else span
