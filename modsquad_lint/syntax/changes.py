"""What a fix changes in a document, and the text edits that this comes to; knows no format and no rule."""

from __future__ import annotations

from collections.abc import Iterable

from ..text.source import Place, Span
from ..text.typed import NamedTuple


class SetValue(NamedTuple):
    """Write another string where a value stands, in the quotes that it has."""

    place: Place
    value: str


class SetText(NamedTuple):
    """Write a string, in quotes, where a value of another type stands."""

    place: Place
    value: str


class SetList(NamedTuple):
    """Write a list of strings where a value of another type stands."""

    place: Place
    items: tuple[str, ...]


class Remove(NamedTuple):
    """Take an item out of its list, or a key and its value out of its mapping, with one comma."""

    place: Place


class RenameKey(NamedTuple):
    """Write another key where the key of `place` stands."""

    place: Place
    key: str


class AddKey(NamedTuple):
    """Put a key whose value is a list of strings at the end of the mapping at `place`."""

    place: Place
    key: str
    items: tuple[str, ...] = ()


class AddItem(NamedTuple):
    """Put a string at the end of the list at `place`."""

    place: Place
    value: str


DocumentChange = SetValue | SetText | SetList | Remove | RenameKey | AddKey | AddItem


class Edit(NamedTuple):
    """Replace a span by a text; an empty span inserts."""

    span: Span
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits, which do not overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        parts += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*parts, text[done:]))
