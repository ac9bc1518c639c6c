"""The rules, one module for each family; importing this package fills the catalogue."""

from __future__ import annotations

from . import batches as batches
from . import dependencies as dependencies
from . import design as design
from . import document as document
from . import drift as drift
from . import paths as paths
from .registry import RULES

# The modules stand in alphabetical order above; the catalogue is in the order of the codes.
for _code in sorted(RULES):
    RULES[_code] = RULES.pop(_code)

__all__ = ["RULES"]
