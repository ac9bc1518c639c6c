"""The rules, one module for each family; importing this package fills the catalogue."""

from __future__ import annotations

from . import attribution as attribution
from . import batches as batches
from . import claims as claims
from . import concurrency as concurrency
from . import dependencies as dependencies
from . import design as design
from . import document as document
from . import drift as drift
from . import forgotten as forgotten
from . import ids as ids
from . import ignores as ignores
from . import keys as keys
from . import path_form as path_form
from . import path_kind as path_kind
from . import path_names as path_names
from . import plan_changes as plan_changes
from . import shape as shape
from . import tracked as tracked
from .registry import RULES

# The modules stand in alphabetical order above; the catalogue is in the order of the codes.
for _code in sorted(RULES):
    RULES[_code] = RULES.pop(_code)

__all__ = ["RULES"]
