"""The catalogue of all rules, one module for each family; who imports this module has read them all."""

from __future__ import annotations

from . import (
    attribution,
    batches,
    claims,
    concurrency,
    dependencies,
    design,
    document,
    drift,
    forgotten,
    ids,
    ignores,
    imported,
    keys,
    path_form,
    path_kind,
    path_names,
    plan_changes,
    shape,
    tracked,
)
from .registry import RULES

FAMILIES = (
    attribution,
    batches,
    claims,
    concurrency,
    dependencies,
    design,
    document,
    drift,
    forgotten,
    ids,
    ignores,
    imported,
    keys,
    path_form,
    path_kind,
    path_names,
    plan_changes,
    shape,
    tracked,
)
"""The modules that hold rules: whoever imports one enters its rules."""

# The modules stand in alphabetical order; the catalogue is in the order of the codes.
for _code in sorted(RULES):
    RULES[_code] = RULES.pop(_code)

__all__ = ["RULES"]
