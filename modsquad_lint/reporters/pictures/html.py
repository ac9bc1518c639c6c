"""A plan as one page that works offline: the picture, what is behind each task, the findings.

The page asks for nothing from anywhere, and its policy forbids it. What comes from the tasks file is
data in the page, or text; none of it is markup or script.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from string import Template

from ...engine.limits import limited
from ...engine.report import Finding, Kind, Report, Run
from ...planning.plan import Plan
from ...rules import RULES
from ...rules.draft import Severity
from ...text import paths
from ...text.source import Position, Source
from ...text.typed import Any
from ..plans.planned import Planned
from . import picture, svg
from .picture import NO_SQUAD, TINTS, Picture, visible
from .svg import escape

_MOST_BEFORE = 60
_MOST_MARKED = 120
_MOST_RELATED = 10
_MOST_OF_A_RULE = 50
_MOST_DRAWN, _MOST_LINES = 200, 1_500
"""Tasks, and lines between them, of which a picture can still be read."""

_MOST_SQUADS = 30

_SCRIPT_ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&"}


def render(planned: Planned) -> str:
    """The page: a picture of all tasks, or of very many the batches, folded to counts."""
    drawn = picture.draw(planned.plan, planned.critical)
    number_of_lines = len(drawn.dependencies) + len(drawn.intersections)
    is_folded = len(drawn.boxes) > _MOST_DRAWN or number_of_lines > _MOST_LINES
    view = _asset("folded.js" if is_folded else "drawn.js")
    title = svg.title(planned)
    body = _filled(
        "plan.html",
        heading=_heading(title) + _figures(planned),
        tools="" if is_folded else _asset("tools.html"),
        picture=_folded(drawn) if is_folded else _drawn(planned),
    )
    script = _asset("findings.js") + _asset("plan.js") + view
    return _page(title, body, _data(planned, drawn), script)


def _drawn(planned: Planned) -> str:
    """All tasks, with the lines between them."""
    drawing = svg.draw(planned, 'role="group" aria-labelledby="plan-title"')
    return (
        '<section id="picture" aria-label="Picture of the plan. Arrow keys move between tasks, '
        f'Enter shows one.">\n{drawing}\n</section>'
    )


def _folded(drawn: Picture) -> str:
    """The place of the batches, which the script makes of the data, and what squads look like."""
    squads = "".join(
        f'<span class="squad"><i class="squad{at % len(TINTS)}"></i>{escape(squad)}</span> '
        for at, squad in enumerate(drawn.squads[:_MOST_SQUADS])
    )
    legend = f'<p class="soft legend">{squads}</p>' if squads else ""
    return (
        '<section id="batches" aria-label="Batches, of which one is opened at a time">\n'
        f"{legend}<noscript><p>The batches are shown by a script of this page.</p></noscript>\n</section>"
    )


def render_without_plan(report: Report) -> str:
    """The page of a report that has no plan: its findings."""
    title = f"{visible(report.source.path)} has no plan"
    body = f"<header>{_heading(title)}</header>"
    data = _json({"tasks": [], **_findings(report, {})})
    return _page(title, body, data, _asset("findings.js"))


def _page(title: str, body: str, data: str, script: str) -> str:
    style = svg.css() + _tints() + _asset("style.css")
    return _filled(
        "page.html",
        policy=_policy(style, script),
        title=escape(title),
        style=style,
        body=body,
        data=data,
        script=script,
    )


def _tints() -> str:
    """The colours of squads, for what is no part of a drawing."""
    tints = [*((f"squad{at}", tint) for at, tint in enumerate(TINTS)), ("none", NO_SQUAD)]
    light = "".join(f".{name}{{--fill:{tint.fill};--edge:{tint.edge}}}" for name, tint in tints)
    dark = "".join(
        f".{name}{{--fill:{tint.dark_fill};--edge:{tint.dark_edge}}}" for name, tint in tints
    )
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}\n"


def _filled(name: str, **parts: str) -> str:
    """A template with its parts, in which nothing is looked for."""
    return Template(_asset(name)).substitute(parts)


def _asset(name: str) -> str:
    """A fixed part of the page, in which nothing of a tasks file is."""
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def _heading(title: str) -> str:
    return f"<h1>{escape(title)}</h1>"


def _figures(planned: Planned) -> str:
    metrics, analysis = planned.plan.metrics, planned.analysis
    rating = f"; rating: {planned.rating}" if planned.rating else ""
    figures = f"{metrics.parallelization_percent:g} % parallel, speedup {metrics.speedup_factor:g}x{rating}."
    unknown = [f"not known: {each.unknown}." for each in (analysis.assumptions if analysis else ())]
    sentences = [figures, *unknown, *([planned.trust] if planned.trust else [])]
    said = " ".join(escape(visible(each)) for each in sentences)
    return f'<p class="soft">{said}</p>'


def _policy(style: str, script: str) -> str:
    """Only this very style and this very script are let in, and nothing from outside."""
    import base64
    import hashlib

    def allowed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {allowed(style)}; script-src {allowed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _data(planned: Planned, drawn: Picture) -> str:
    plan, boxes = planned.plan, drawn.boxes
    keys = {box.task.id: box.key for box in boxes}
    # One by one, since tasks may be very many.
    tasks = ",".join(map(_json, _tasks(plan, boxes, keys)))
    rest = _json(
        {
            "batches": [
                {"kind": picture.kind(batch), "reason": visible(batch.reason)}
                for batch in plan.batches
            ],
            # a file's number here stands for all tasks of its level that modify it
            "shared": [[keys[task.id] for task in item.tasks] for item in plan.intersections],
            **_findings(planned.report, keys),
        }
    )
    return f'{{"tasks":[{tasks}],{rest[1:]}'


def _findings(report: Report, keys: Mapping[str, str]) -> dict[str, Any]:
    """What the rules found; what the picture shows is not said again, very many are cut, and counted."""
    (shown,) = limited(Run([report]), _MOST_OF_A_RULE).reports
    found = [finding for finding in shown.findings if not _is_pictured(finding)]
    more = Counter[str]()
    for kind, number in shown.left_out.items():
        if not _is_pictured(kind):
            more[str(kind.severity)] += number
    return {
        "path": visible(report.source.path),
        "findings": [_finding(it, report.source.part(it.path), keys) for it in found],
        "more": more,
    }


def _is_pictured(finding: Finding | Kind) -> bool:
    """Whether it says what the picture says; a warning about the plan as a whole says more."""
    is_info = finding.severity is Severity.INFO
    return is_info and finding.code in RULES and RULES[finding.code].pictured


def _json(value: dict[str, Any]) -> str:
    """What the script shows, in ASCII, without any character that could end the element."""
    return json.dumps(value, separators=(",", ":")).translate(_SCRIPT_ESCAPES)


def _tasks(
    plan: Plan, boxes: Sequence[picture.Box], keys: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """What is to be said of each task; what it lacks is left out."""
    shared = {(item.level, item.file): at for at, item in enumerate(plan.intersections)}

    def file(path: str, level: int) -> dict[str, Any]:
        at = shared.get((level, paths.normalise(path)))
        return {"path": visible(path), **({} if at is None else {"shared": at})}

    return (
        {
            "key": box.key,
            "id": visible(box.task.id),
            "batch": box.batch.number,
            **({} if box.tint is None else {"tint": box.tint}),
            **{
                name: value
                for name, value in (
                    ("description", _lines(box.task.entry.get("description", ""))),
                    ("squad", visible(box.task.squad or "")),
                    ("turn", box.turn),
                    ("critical", box.critical),
                    (
                        "needs",
                        [keys[it] for it in dict.fromkeys(box.task.dependencies) if it in keys],
                    ),
                    ("files", [file(path, box.batch.level) for path in box.task.files]),
                )
                if value
            },
        }
        for box in boxes
    )


def _lines(text: str) -> str:
    return "\n".join(map(visible, text.splitlines()))


def _finding(finding: Finding, source: Source, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "message": visible(finding.message),
        "help": visible(finding.help),
        "task": keys.get(finding.task or ""),
        "place": _place(source, finding.start, finding.end, finding.label),
        "related": [
            _place(related.source or source, related.start, related.end, related.message)
            for related in finding.related[:_MOST_RELATED]
        ],
        "more": max(0, len(finding.related) - _MOST_RELATED) + finding.more_related,
    }


def _place(source: Source, start: Position, end: Position, says: str) -> dict[str, Any]:
    """A line with its marked stretch, cut on both sides where it is long, and what is there."""
    line = source.line(start)
    first = start.column - 1
    last = end.column - 1 if end.line == start.line else len(line)
    left = max(0, first - _MOST_BEFORE)
    return {
        "line": start.line,
        "column": start.column,
        "before": ("…" if left else "") + visible(line[left:first]),
        "marked": visible(line[first:last], _MOST_MARKED),
        "after": visible(line[last:], _MOST_BEFORE),
        "says": visible(says),
    }
