"""Reads a phase of GSD: the plans of one folder as one plan, each place in the file that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...syntax.changes import DocumentChange, Edit
from ...syntax.nodes import DuplicateKey, SyntaxProblem
from ...text.source import Place, Source, Span
from ...text.typed import Any, NamedTuple
from ...text.words import listed
from . import gsd
from .prose import Known
from .reading import Claim

_SHOWN = 5
_REMEDY = (
    "let one of them be in a later wave and depend on the other; or combine them, or split the file"
)


class _Part(NamedTuple):
    """The plan of one file, where its text begins, and how many lines stand before it."""

    document: gsd.GsdDocument
    start: int
    lines: int


def read(joined: Source, known: Known) -> PhaseDocument | SyntaxProblem:
    """The tasks of all files, in their order; what is no plan of GSD is left out."""
    parts = []
    for source, start in zip(joined.parts, joined.starts, strict=True):
        if not gsd.is_gsd(source):
            continue
        document = gsd.read(source, known)
        if isinstance(document, SyntaxProblem):
            return document._replace(span=_shifted(document.span, start))
        parts.append(_Part(document, start, joined.line_number(start) - 1))
    return PhaseDocument(parts)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


class PhaseDocument:
    """The plans of a phase; implements `nodes.Document`.

    Attributes:
        claims: its waves.
        notes: what was left out of its order.
    """

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self.value: Any = {"tasks": [part.document.in_phase() for part in parts]}
        elsewhere = dict.fromkeys(ident for part in parts for ident in part.document.elsewhere)
        self.notes: tuple[str, ...] = ()
        if elsewhere:
            self.notes = (f"{listed([*elsewhere], _SHOWN)} of other phases not looked at",)
        self.claims = tuple(self._claims())

    def _claims(self) -> Iterator[Claim]:
        waves: dict[int, dict[int, Span]] = {}
        for number, (document, start, _) in enumerate(self._parts):
            wave, mark = document.wave, document.claim
            if wave is not None and mark is not None:
                waves.setdefault(wave, {})[number] = _shifted(mark, start)
        for wave, marks in sorted(waves.items()):
            yield Claim(f"in wave {wave}", marks, _REMEDY, rank=wave)

    def _part(self, place: Place) -> tuple[_Part, Place]:
        """The part that a place lies in, and the place in its own document."""
        steps = place.steps
        if len(steps) > 1 and isinstance(steps[1], int):
            return self._parts[steps[1]], Place(("tasks", 0, *steps[2:]), place.is_key)
        return self._parts[0], Place(("tasks", 0, "id"))

    def span(self, place: Place) -> Span:
        """Where a value stands in the text of all files."""
        part, inner = self._part(place)
        return _shifted(part.document.span(inner), part.start)

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one front matter."""
        for document, start, _ in self._parts:
            for span, first, key in document.duplicates():
                yield DuplicateKey(_shifted(span, start), _shifted(first, start), key)

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions, by the line in the text of all files."""
        return {
            line + lines: tuple((code, _shifted(span, start)) for code, span in codes)
            for document, start, lines in self._parts
            for line, codes in document.ignores().items()
        }

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The edits in one file; a fix of several files there is none."""
        inside = [(self._part(change.place), change) for change in changes]
        starts = {part.start for (part, _), _ in inside}
        if len(starts) != 1:
            return None
        (start,) = starts
        moved = tuple(change._replace(place=place) for (_, place), change in inside)
        edits = inside[0][0][0].document.edits(moved)
        return edits and tuple(Edit(_shifted(span, start), text) for span, text in edits)
