"""Reads strict JSON (RFC 8259), and finds places only when asked; knows no task and no rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property

from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, Any, NoReturn
from .nodes import MAX_DEPTH, Document, SyntaxProblem

if TYPE_CHECKING:
    from .changes import DocumentChange, Edit
    from .edits import FlowEditor
    from .json_places import Finder
    from .members import DuplicateKey


def parse(source: Source) -> Document | SyntaxProblem:
    """The document, or the first thing that makes the text no JSON."""
    has_duplicates = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates
        value = dict(pairs)
        if len(value) != len(pairs):
            has_duplicates = True
        return value

    text = source.text
    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_int=_integer, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        sound = False
    else:
        sound = not _too_deep(value)
    if sound:
        return JsonDocument(source, value, has_duplicates=has_duplicates)
    from .json_errors import first_problem

    return first_problem(source)


_MAX_DIGITS = 1000


def _integer(digits: str) -> float:
    # int() takes quadratic time, and refuses more than 4,300 digits for that.
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_CONTAINERS = frozenset({list, dict})


def _too_deep(value: object) -> bool:
    """Whether containers nest deeper than MAX_DEPTH: the decoder's own limit differs by Python."""
    level: list[Any] = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) in _CONTAINERS
        ]
    return bool(level)


class JsonDocument(Document):
    """A JSON text that was read."""

    def __init__(self, source: Source, value: object, *, has_duplicates: bool = False) -> None:
        self.value: Any = value
        self._text = source.text
        self._has_duplicates = has_duplicates

    def span(self, place: Place) -> Span:
        """Where a value or key stands; among equal keys the last, whose value holds."""
        return self._finder.span(place)

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one object, in the order of the text."""
        yield from sorted(self._finder.duplicates()) if self._has_duplicates else ()

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The text edits that make these changes; None where a key stands twice."""
        return None if self._has_duplicates else self._editor.edits(changes)

    def can_edit(self, changes: tuple[DocumentChange, ...]) -> bool:
        """Whether there are such edits; what stands once can be taken out."""
        from .changes import Remove

        is_removal = len(changes) == 1 and isinstance(changes[0], Remove)
        return not self._has_duplicates and (is_removal or super().can_edit(changes))

    # A text without findings needs neither of these.

    @cached_property
    def _finder(self) -> Finder:
        from .json_places import Finder

        return Finder(self._text, has_duplicates=self._has_duplicates)

    @cached_property
    def _editor(self) -> FlowEditor:
        from .edits import FlowEditor

        return FlowEditor(self._finder, self._text)
