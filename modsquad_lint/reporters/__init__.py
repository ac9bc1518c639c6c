"""Findings and plans as text, one module for each format; pure. A format is imported when asked for."""

from __future__ import annotations

from importlib import import_module

from ..report import Report, Run

FORMATS = ("text", "concise", "json", "github", "sarif", "gitlab", "junit", "rdjson", "markdown")
"""What `render` knows; each is a module of that name."""

PLAN_FORMATS = ("text", "json", "markdown")
"""What `render_plan` knows; each is a module of that name after "plan_"."""

FOR_PEOPLE = frozenset({"text", "concise"})
"""Formats that leave out what people did not ask to see, and that a terminal shows."""


def render(
    name: str, run: Run, *, color: bool = False, plain: bool = False, statistics: bool = False
) -> str:
    """A run in one of the formats; the three options are about the formats for people."""
    module = import_module(f".{name}", __name__)
    if name in FOR_PEOPLE:
        text: str = module.render(run, color=color, plain=plain, statistics=statistics)
    else:
        text = module.render(run)
    return text


def render_plan(
    name: str,
    report: Report,
    *,
    verbose: bool = False,
    color: bool = False,
    plain: bool = False,
) -> str:
    """The plan of a file that has one; the options are about the format for people."""
    module = import_module(f".plan_{name}", __name__)
    if name in FOR_PEOPLE:
        text: str = module.render(report.plan, color=color, verbose=verbose)
        return plainly(text) if plain else text
    text = module.render(report.plan)
    return text


def plainly(text: str) -> str:
    """A text in ASCII, for terminals that lack arrows and the like."""
    for ornament, plain in (("→", "->"), ("…", "..."), ("│", "|"), ("•", "*")):
        text = text.replace(ornament, plain)
    return text.encode("ascii", "backslashreplace").decode()
