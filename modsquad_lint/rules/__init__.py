"""The rules: what one is, what it may look at, and one module for each family.

`RULES`, the catalogue, is read when it is first asked for: it takes as long as a small file to check, and
who only reads a plan needs none of it.
"""

from __future__ import annotations

from ..text.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .registry import Rule

    RULES: Mapping[str, Rule]


def __getattr__(name: str) -> object:
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .catalogue import all_rules

    return all_rules()
