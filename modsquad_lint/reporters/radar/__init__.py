"""Who collides with whom, in the formats of `radar`: one module for each; pure."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from ...engine.report import Terminal
from ...planning.decisions.collisions import Radar

FORMATS: Mapping[str, str] = {
    "text": "people",
    "json": "programs and agents",
    "markdown": "a comment",
    "github": "annotations in GitHub Actions",
}
"""Each format, a module here with `render(radar, terminal) -> str`, and whom it is for."""


def render(name: str, radar: Radar, terminal: Terminal) -> str:
    """In one of `FORMATS`."""
    text: str = import_module(f"{__name__}.{name}").render(radar, terminal)
    return text
