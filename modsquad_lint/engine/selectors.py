"""How rules are chosen: by code, prefix of codes or name; knows no settings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ..rules.registry import Rule

ALL = "MSQ"
"""The prefix of every code."""


def exactness(rule: Rule, selectors: Iterable[str]) -> int:
    """The length of the longest selector that takes a rule in; its name is as exact as its code; 0 for none."""
    exact = 0
    for selector in selectors:
        if rule.code.startswith(selector):
            exact = max(exact, len(selector))
        elif selector == rule.name:
            exact = len(rule.code)
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


def codes_and_names() -> tuple[str, ...]:
    """The codes of all rules, then their names."""
    from ..rules import RULES

    return (*RULES, *(rule.name for rule in RULES.values()))


def selectable() -> set[str]:
    """All that `select` knows: codes, their prefixes, names."""
    from ..rules import RULES

    prefixes = {code[:length] for code in RULES for length in range(len(ALL), len(code) + 1)}
    return prefixes | {rule.name for rule in RULES.values()}
