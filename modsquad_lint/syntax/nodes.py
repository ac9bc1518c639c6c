"""What every reader gives: a `Document`, whose values are plain Python and know where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import getitem

from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # of a clean file nobody asks where its values stand, and nothing is mended
    from .changes import DocumentChange, Edit
    from .members import DuplicateKey

MAX_DEPTH = 200
"""Nesting that a reader takes; a tasks file needs four. RFC 8259, section 9, allows such a limit."""


class SyntaxProblem(NamedTuple):
    """The first thing that makes a text no document: its exact place, what it is, what to do."""

    span: Span
    message: str
    help: str


CLOSER = {"{": "}", "[": "]"}
"""What closes each bracket."""


def never_closed(source: Source, opened: int) -> SyntaxProblem:
    """What is wrong where a bracket is open to the end."""
    bracket = source.text[opened]
    return SyntaxProblem(
        Span(opened, opened + 1),
        f'the "{bracket}" of line {source.position(opened).line} is never closed',
        f'add the "{CLOSER[bracket]}" that belongs to it',
    )


def value_at(value: Any, steps: Iterable[str | int]) -> Any:
    """The value that these steps lead to."""
    return reduce(getitem, steps, value)


class Document:
    """A text that was read. This one stands for a text that was not: it holds no task and knows no place.

    Attributes:
        value: None, bool, int, float, str, list and dict (with str keys) as deep as the text goes.
            The last of several equal keys holds, as in most readers.
    """

    value: Any = None

    def span(self, place: Place) -> Span:
        """Where a value, with its quotes, or a key stands.

        Raises:
            KeyError: the document has no such place.
        """
        raise KeyError(place)

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one mapping, in the order of the text."""
        return iter(())

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions written as comments: line number to the codes named there, with their places.

        A comment that names none in brackets has the code "", at its own place.
        """
        return {}

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The text edits that make these changes and keep the rest to the byte, in order.

        None where they cannot be made safely (the value stands behind an alias, say).
        """
        del changes
        return None

    def can_edit(self, changes: tuple[DocumentChange, ...]) -> bool:
        """Whether there are such edits, which need not be made to know it."""
        return self.edits(changes) is not None
