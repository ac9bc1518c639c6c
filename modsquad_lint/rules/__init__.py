"""The rules, one module for each family; importing this package fills the catalogue."""

from __future__ import annotations

from . import document as document
from . import paths as paths
from .registry import RULES

__all__ = ["RULES"]
