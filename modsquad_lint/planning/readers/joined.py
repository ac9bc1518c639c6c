"""Documents over several files: each place stands in the text of all of them; knows no format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...syntax.changes import DocumentChange, Edit
from ...syntax.nodes import Document, DuplicateKey
from ...text.source import Place, Span
from ...text.typed import NamedTuple
from .said import Claim


class Part(NamedTuple):
    """The document of one file, where its text begins, and how many lines stand before it."""

    document: Document
    start: int
    lines: int


def shifted(span: Span, by: int) -> Span:
    """A span in the text of one file as one in the text of all."""
    return Span(span.start + by, span.end + by)


class JoinedDocument(Document):
    """Several documents as one, which gives the value."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.claims: tuple[Claim, ...] = ()

    def part_of(self, place: Place) -> tuple[Part, Place]:
        """The part that a place lies in, and the place in its own document."""
        raise NotImplementedError

    def span(self, place: Place) -> Span:
        """Where a value stands in the text of all files."""
        part, inner = self.part_of(place)
        return shifted(part.document.span(inner), part.start)

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one mapping."""
        for document, start, _ in self.parts:
            for span, first, key in document.duplicates():
                yield DuplicateKey(shifted(span, start), shifted(first, start), key)

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions, by the line in the text of all files."""
        return {
            line + lines: tuple((code, shifted(span, start)) for code, span in codes)
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
        return edits and tuple(Edit(shifted(span, part.start), text) for span, text in edits)
