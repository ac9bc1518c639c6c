"""The fixes that several rules make; imported where something is mended, which in a clean file nothing is."""

from __future__ import annotations

from ..syntax.changes import Remove, SetValue
from ..text.source import Place
from .draft import DraftFix


def writing(place: Place, value: str, *, safe: bool = True) -> DraftFix:
    """Write another string where a value stands."""
    return DraftFix(f'write "{value}"', (SetValue(place, value),), safe)


def removing(place: Place, what: str, *, safe: bool = True) -> DraftFix:
    """Take an item out of its list, or a key out of its mapping."""
    return DraftFix(f'remove "{what}"', (Remove(place),), safe)
