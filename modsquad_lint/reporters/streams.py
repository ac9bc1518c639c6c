"""Arrays of JSON in pieces, since a run may have a hundred thousand findings; knows no format.

To put a text of a hundred megabytes together takes longer than to write it, and holds all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

_TOGETHER = 300
"""Items in a piece."""


def items(texts: Iterable[str], separator: str = ",") -> Iterator[str]:
    """The texts of items with a separator between them, many in each piece."""
    rest, before = iter(texts), ""
    while some := separator.join(islice(rest, _TOGETHER)):
        yield before + some
        before = separator
