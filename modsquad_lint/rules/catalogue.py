"""The catalogue of rules: those of every run, and those that only some runs need, which are read late.

A clean run would else spend a tenth of its time on reading the latter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from . import (  # noqa: F401 - whoever imports one enters its rules
    batches,
    dependencies,
    design,
    document,
    ids,
)
from .paths import names  # noqa: F401 - as above
from .registry import (
    CLAIM,
    COMPARISON,
    ENTERED,
    ODD_KEY,
    OUTSIDE,
    REPOSITORY,
    SHARED,
    SQUADS,
    SUPPRESSIONS,
    UNUSUAL,
    WRONG_SHAPE,
    Rule,
)

LATE: Mapping[str, tuple[str, ...]] = {
    WRONG_SHAPE: ("shape",),
    ODD_KEY: ("keys",),
    UNUSUAL: ("paths.form", "paths.kind"),
    CLAIM: ("claims",),
    SHARED: ("shares",),
    SQUADS: ("squads",),
    SUPPRESSIONS: ("ignores",),
    REPOSITORY: ("forgotten", "paths.kind", "paths.tracked"),
    OUTSIDE: ("paths.tracked",),
    COMPARISON: (
        "comparing.attribution",
        "comparing.concurrency",
        "comparing.drift",
        "comparing.imported",
        "comparing.plan_changes",
    ),
}
"""Modules of which every rule needs the same, by what that is."""


@cache
def _read(need: str) -> None:
    for module in LATE.get(need, ()):
        __import__(f"{__package__}.{module}")


def rules_for(offers: Iterable[str]) -> Mapping[str, Rule]:
    """All rules that may have what they need, in the order of the codes; some others, too."""
    for need in offers:
        _read(need)
    return dict(sorted(ENTERED.items()))


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    return rules_for(LATE)
