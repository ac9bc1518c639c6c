"""How rules are chosen: by code, prefix of codes or name; knows no settings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

ALL = "MSQ"
"""The prefix of every code."""


def exactness(selectors: Iterable[str]) -> dict[str, int]:
    """For each code the length of the longest selector that takes it in; a name is as exact as its code."""
    exact: dict[str, int] = {}
    for selector in selectors:
        codes = select(selector)
        length = len(selector) if selector.startswith(ALL) else len(ALL) + 3
        for code in codes:
            exact[code] = max(exact.get(code, 0), length)
    return exact


@cache
def select(selector: str) -> frozenset[str]:
    """The codes that a code, a prefix of codes ("MSQ2") or a name stands for; none when unknown."""
    from ..rules import RULES

    if selector in RULES:
        return frozenset((selector,))
    if selector.startswith(ALL):
        return frozenset(code for code in RULES if code.startswith(selector))
    return frozenset(code for code, rule in RULES.items() if rule.name == selector)


def selectable() -> set[str]:
    """All that `select` knows: codes, their prefixes, names."""
    from ..rules import RULES

    prefixes = {code[:length] for code in RULES for length in range(len(ALL), len(code) + 1)}
    return prefixes | {rule.name for rule in RULES.values()}
