"""Findings and plans as text, one module for each format; pure.

The two tables name the formats. A module is imported when its format is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from ..engine.report import Report, Run
from ..text.typed import TYPE_CHECKING
from . import escape

if TYPE_CHECKING:
    from ..planning.plan import Plan
    from ..planning.schedule import Analysis

FORMATS = ("text", "concise", "json", "github", "sarif", "gitlab", "junit", "rdjson", "markdown")
"""Formats of findings, each the name of a module here with `render(run) -> str`."""

IN_PIECES = frozenset({"json"})
"""Those of them that have `pieces(run) -> Iterator[str]` instead, to write a hundred megabytes quickly."""

PLAN_FORMATS = (
    *("text", "json", "markdown", "mermaid", "dot"),
    *("svg", "html", "matrix", "workflow"),
)
"""Formats of a plan, each a module `plan_NAME` here with `render(planned) -> str`."""

WITH_FINDINGS = frozenset({"html"})
"""Formats of a plan that show the findings too, and alone where there is no plan."""

FOR_PEOPLE = frozenset({"text", "concise"})
"""Formats that a terminal shows: they obey its encoding, and leave out what people did not ask for."""


def pieces(
    name: str, run: Run, *, color: bool = False, plain: bool = False, statistics: bool = False
) -> Iterator[str]:
    """Findings in a format; `plain` is for a terminal that shows ASCII only, the others for `text`."""
    module = import_module(f"{__name__}.{name}")
    if name in IN_PIECES:
        yield from module.pieces(run)
        return
    options = {"color": color, "plain": plain, "statistics": statistics} if name == "text" else {}
    text: str = module.render(run, **options)
    yield escape.ascii_only(text) if plain and name in FOR_PEOPLE else text


def render(
    name: str, run: Run, *, color: bool = False, plain: bool = False, statistics: bool = False
) -> str:
    """What the `pieces` of a format come to."""
    return "".join(pieces(name, run, color=color, plain=plain, statistics=statistics))


def render_plan(
    name: str,
    plan: Plan,
    report: Report,
    analysis: Analysis | None = None,
    *,
    verbose: bool = False,
    color: bool = False,
    plain: bool = False,
) -> str:
    """A plan, and what its report adds, in a format; the flags are as in `render`."""
    from .planned import Planned  # only some runs show a plan

    module = import_module(f"{__name__}.plan_{name}")
    options = {"verbose": verbose, "color": color} if name == "text" else {}
    text: str = module.render(Planned(plan, report, analysis), **options)
    return escape.ascii_only(text) if plain and name in FOR_PEOPLE else text


def render_without_plan(name: str, report: Report) -> str:
    """The findings of a report that has no plan, in one of the formats `WITH_FINDINGS`."""
    text: str = import_module(f"{__name__}.plan_{name}").render_without_plan(report)
    return text
