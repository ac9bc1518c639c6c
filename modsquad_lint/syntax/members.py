"""Keys and values with where they stand, as the readers find them when somebody asks; knows no format."""

from __future__ import annotations

from collections.abc import Sequence

from ..text.source import Span
from ..text.typed import NamedTuple


class DuplicateKey(NamedTuple):
    """A key that its mapping already has; later readers keep only the last of them."""

    span: Span
    first: Span
    key: str


class Member(NamedTuple):
    """A key with its value; the key of an item is its index, at an empty span before it."""

    key: str | int
    key_span: Span
    span: Span


class Container(NamedTuple):
    """A list or mapping with its members in the order of the text."""

    span: Span
    members: Sequence[Member]
