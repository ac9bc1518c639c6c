"""The catalogue of rules: those of every run, and those that only some runs need, which are read late.

A clean run without a repository would else spend a fifteenth of its time on reading the latter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from . import (  # noqa: F401 - whoever imports one enters its rules
    batches,
    claims,
    dependencies,
    design,
    document,
    ids,
    ignores,
    keys,
    path_form,
    path_kind,
    path_names,
    shape,
    shares,
)
from .registry import COMPARISON, ENTERED, OUTSIDE, REPOSITORY, Rule

_ALONE: Mapping[str, Rule] = dict(sorted(ENTERED.items()))


@cache
def _in_a_repository() -> Mapping[str, Rule]:
    # All rules of these modules need a repository, or are about a file that leads out of it.
    from . import forgotten, tracked  # noqa: F401 - likewise

    return dict(sorted(ENTERED.items()))


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    from .comparing import (  # noqa: F401 - likewise; all of these rules need a comparison
        attribution,
        concurrency,
        drift,
        imported,
        plan_changes,
    )

    _in_a_repository()
    return dict(sorted(ENTERED.items()))


def rules_for(offers: Collection[str]) -> Mapping[str, Rule]:
    """The rules that may have what they need, in the order of the codes."""
    if COMPARISON in offers:
        return all_rules()
    return _in_a_repository() if REPOSITORY in offers or OUTSIDE in offers else _ALONE
