"""The rules, one module for each family; importing this package fills the catalogue."""

from __future__ import annotations

from . import dependencies as dependencies
from . import document as document
from . import paths as paths
from .registry import RULES

# A family is imported when its name comes up; the catalogue is in the order of the codes.
for _code in sorted(RULES):
    RULES[_code] = RULES.pop(_code)

__all__ = ["RULES"]
