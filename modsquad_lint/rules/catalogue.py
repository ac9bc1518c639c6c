"""The catalogue of rules: those of every run, and those that only a comparison needs, which are read late.

A clean run without a comparison would else spend a thirtieth of its time on reading the latter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from . import (
    batches,
    claims,
    dependencies,
    design,
    document,
    forgotten,
    ids,
    ignores,
    keys,
    path_form,
    path_kind,
    path_names,
    shape,
    tracked,
)
from .registry import COMPARISON, ENTERED, Rule

FAMILIES = (
    batches,
    claims,
    dependencies,
    design,
    document,
    forgotten,
    ids,
    ignores,
    keys,
    path_form,
    path_kind,
    path_names,
    shape,
    tracked,
)
"""The modules that hold rules: whoever imports one enters its rules."""

_ALONE: Mapping[str, Rule] = dict(sorted(ENTERED.items()))


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    # Each of these modules enters its rules, all of which need a comparison.
    from .comparing import attribution, concurrency, drift, imported, plan_changes

    del attribution, concurrency, drift, imported, plan_changes
    return dict(sorted(ENTERED.items()))


def rules_for(offers: Collection[str]) -> Mapping[str, Rule]:
    """The rules that may have what they need, in the order of the codes."""
    return all_rules() if COMPARISON in offers else _ALONE
