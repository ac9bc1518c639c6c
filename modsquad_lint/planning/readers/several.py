"""Documents over several files, of which each place stands in the text of all of them.

Several tasks files, each a plan of its own, are read as one plan: design section 4, point 14. In our own
format an id is the same in all of them. In another, every plan has a T001: there an id that stands in
several files is called by its full name, `FOLDER-OR-FILE:ID`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from ...syntax.changes import DocumentChange, Edit
from ...syntax.members import DuplicateKey
from ...syntax.nodes import Document, SyntaxProblem
from ...text.source import Place, Source, Span
from ...text.typed import Any, NamedTuple
from .gsd import GsdDocument
from .names import NamedPlan, Names, name_of
from .reading import Reading
from .said import Claim


class Part(NamedTuple):
    """The document of one file, where its text begins, and how many lines stand before it."""

    document: Document
    start: int
    lines: int


def parts_of(
    joined: Source, read: Callable[[Source], Document | SyntaxProblem | None]
) -> list[Part] | SyntaxProblem:
    """The documents of all files, but for those that `read` leaves out; the first problem is one of all."""
    parts = []
    for source, start in zip(joined.parts, joined.starts, strict=True):
        document = read(source)
        if isinstance(document, GsdDocument):  # alone it waits for nobody
            document.value["tasks"] = [document.in_phase()]
        if isinstance(document, SyntaxProblem):
            return document._replace(span=document.span.shifted(start))
        if document is not None:
            parts.append(Part(document, start, joined.line_number(start) - 1))
    return parts


class _Entry(NamedTuple):
    """One task: the number of its file, and the steps to it there."""

    part: int
    steps: tuple[str | int, ...]
    value: Any


def read(
    joined: Source, read_part: Callable[[Source], tuple[Document | SyntaxProblem, Reading]]
) -> JoinedDocument | SyntaxProblem:
    """The tasks of all files, in their order; the first text that can't be read is a problem of all."""
    names: list[str] = []

    def read_named(source: Source) -> Document | SyntaxProblem:
        document, reading = read_part(source)
        names.append(name_of(source.path) if reading.name else "")
        return document

    parts = parts_of(joined, read_named)
    return parts if isinstance(parts, SyntaxProblem) else JoinedDocument(parts, names)


class JoinedDocument(Document):
    """The tasks of several documents as one list."""

    def __init__(self, parts: Sequence[Part], names: Sequence[str]) -> None:
        """`names` are those of the plans whose ids may be those of others; "" for our own format."""
        self.parts = parts
        tasks = [[*_entries(part.document.value)] for part in parts]
        self._entries = [
            _Entry(number, *each) for number, some in enumerate(tasks) for each in some
        ]
        ids = [{it for _, value in some if (it := _id(value)) is not None} for some in tasks]
        full = Names([*map(NamedPlan, names, ids)])
        called = [
            partial(full.called, number) if name else None for number, name in enumerate(names)
        ]
        self.value = {"tasks": [_called(each.value, called[each.part]) for each in self._entries]}
        self.claims: tuple[Claim, ...] = tuple(self._claims())

    def _claims(self) -> Iterator[Claim]:
        """What the plans claim, each of its own tasks."""
        tasks_of = Counter(each.part for each in self._entries)
        first = 0
        for number, part in enumerate(self.parts):
            for claim in getattr(part.document, "claims", ()):
                marks = {first + at: span.shifted(part.start) for at, span in claim.marks.items()}
                yield claim._replace(marks=marks)
            first += tasks_of[number]

    def part_of(self, place: Place) -> tuple[Part, Place]:
        """The part that a place lies in, and the place in its own document."""
        steps = place.steps
        if len(steps) > 1 and isinstance(steps[1], int):
            entry = self._entries[steps[1]]
            return self.parts[entry.part], place._replace(steps=(*entry.steps, *steps[2:]))
        value = self.parts[0].document.value
        if isinstance(value, dict) and "tasks" in value:
            return self.parts[0], Place(("tasks",), place.is_key)
        return self.parts[0], Place(())

    def span(self, place: Place) -> Span:
        """Where a value stands in the text of all files."""
        part, inner = self.part_of(place)
        return part.document.span(inner).shifted(part.start)

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one mapping."""
        for document, start, _ in self.parts:
            for span, first, key in document.duplicates():
                yield DuplicateKey(span.shifted(start), first.shifted(start), key)

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions, by the line in the text of all files."""
        return {
            line + lines: tuple((code, span.shifted(start)) for code, span in codes)
            for document, start, lines in self.parts
            for line, codes in document.ignores().items()
        }

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The edits in one file; a fix of several files there is none."""
        inside = [(self.part_of(change.place), change) for change in changes]
        if len({part.start for (part, _), _ in inside}) != 1:
            return None
        part = inside[0][0][0]
        moved = tuple(change._replace(place=place) for (_, place), change in inside)
        edits = part.document.edits(moved)
        return edits and tuple(Edit(span.shifted(part.start), text) for span, text in edits)


def _entries(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The tasks of one document with the steps to them."""
    above: tuple[str | int, ...] = ()
    if isinstance(value, dict) and "tasks" in value:
        above, value = ("tasks",), value["tasks"]
    elif isinstance(value, dict):
        yield (), value
    if isinstance(value, list):
        yield from (((*above, number), entry) for number, entry in enumerate(value))


def _id(entry: object) -> str | None:
    ident = entry.get("id") if isinstance(entry, dict) else None
    return ident if isinstance(ident, str) else None


def _called(entry: Any, called: Callable[[str], str] | None) -> Any:
    """An entry with its full names."""
    if called is None or not isinstance(entry, dict):
        return entry
    needed = entry.get("dependencies")
    if isinstance(needed, list):
        needed = [called(each) if isinstance(each, str) else each for each in needed]
        entry = {**entry, "dependencies": needed}
    ident = _id(entry)
    return entry if ident is None else {**entry, "id": called(ident)}
