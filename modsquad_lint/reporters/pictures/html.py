"""A plan as one page that works offline: the picture, what is behind each task, the findings.

The page asks for nothing from anywhere, and its policy forbids it. What comes from the tasks file is
data in the page, or text; none of it is markup or script.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template

from ...engine.report import Report
from ...planning.plan import Plan
from ...rules.finding import Finding
from ...text import paths
from ...text.source import Position, Source
from ...text.typed import Any
from ..plans.planned import Planned
from . import picture, svg
from .picture import visible
from .svg import escape

_MOST_BEFORE = 60
_MOST_MARKED = 120
_MOST_RELATED = 10

_SCRIPT_ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&"}


def render(planned: Planned) -> str:
    """The page."""
    title = svg.title(planned)
    body = _filled(
        "plan.html",
        heading=_heading(title) + _figures(planned.plan),
        picture=svg.draw(planned, 'role="group" aria-labelledby="plan-title"'),
    )
    return _page(title, body, _data(planned), _asset("findings.js") + _asset("plan.js"))


def render_without_plan(report: Report) -> str:
    """The page of a report that has no plan: its findings."""
    title = f"{visible(report.source.path)} has no plan"
    body = f"<header>{_heading(title)}</header>"
    data = _json({"tasks": [], **_findings(report, {})})
    return _page(title, body, data, _asset("findings.js"))


def _page(title: str, body: str, data: str, script: str) -> str:
    style = svg.css() + _asset("style.css")
    return _filled(
        "page.html",
        policy=_policy(style, script),
        title=escape(title),
        style=style,
        body=body,
        data=data,
        script=script,
    )


def _filled(name: str, **parts: str) -> str:
    """A template with its parts, in which nothing is looked for."""
    return Template(_asset(name)).substitute(parts)


def _asset(name: str) -> str:
    """A fixed part of the page, in which nothing of a tasks file is."""
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def _heading(title: str) -> str:
    return f"<h1>{escape(title)}</h1>"


def _figures(plan: Plan) -> str:
    metrics, rating = plan.metrics, plan.rating
    return (
        f'<p class="soft">{metrics.parallelization_percent:g} % parallel, speedup '
        f"{metrics.speedup_factor:g}x. {rating.name}: {rating.action}</p>"
    )


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


def _data(planned: Planned) -> str:
    plan = planned.plan
    boxes = picture.draw(plan, planned.critical).boxes
    keys = {box.task.id: box.key for box in boxes}
    return _json(
        {
            "batches": [
                {
                    "number": batch.number,
                    "kind": picture.kind(batch),
                    "reason": visible(batch.reason),
                }
                for batch in plan.batches
            ],
            # a file's number here stands for all tasks of its level that modify it
            "shared": [[keys[task.id] for task in item.tasks] for item in plan.intersections],
            "tasks": _tasks(plan, boxes, keys),
            **_findings(planned.report, keys),
        }
    )


def _findings(report: Report, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        "path": visible(report.source.path),
        "findings": [
            _finding(finding, report.source.part(finding.path), keys) for finding in report.findings
        ],
    }


def _json(value: dict[str, Any]) -> str:
    """What the script shows, in ASCII, without any character that could end the element."""
    return json.dumps(value, separators=(",", ":")).translate(_SCRIPT_ESCAPES)


def _tasks(
    plan: Plan, boxes: Sequence[picture.Box], keys: Mapping[str, str]
) -> list[dict[str, Any]]:
    shared = {(item.level, item.file): at for at, item in enumerate(plan.intersections)}
    return [
        {
            "key": box.key,
            "id": visible(box.task.id),
            "description": _lines(box.task.entry.get("description", "")),
            "squad": visible(box.task.squad or ""),
            "batch": box.batch.number,
            "turn": box.turn,
            "critical": box.critical,
            "needs": [keys[needed] for needed in dict.fromkeys(box.task.dependencies)],
            "files": [
                {
                    "path": visible(file),
                    "shared": shared.get((box.batch.level, paths.normalise(file))),
                }
                for file in box.task.files
            ],
        }
        for box in boxes
    ]


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
        "place": _place(source, finding.start, finding.end),
        "related": [
            {
                "message": visible(related.message),
                "place": _place(related.source or source, related.start, related.end),
            }
            for related in finding.related[:_MOST_RELATED]
        ],
        "more": max(0, len(finding.related) - _MOST_RELATED),
    }


def _place(source: Source, start: Position, end: Position) -> dict[str, Any]:
    """A line with its marked stretch, cut on both sides where it is long."""
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
    }
