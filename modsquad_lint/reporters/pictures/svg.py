"""A plan as an SVG of its own: batches as columns in time, for light and dark grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...text.words import counted
from ..columns import columns
from ..plans.planned import Planned
from . import picture
from .layout import (
    BOX_HEIGHT,
    RAIL,
    REASON_LINE,
    SMALL_LETTER,
    Frame,
    Label,
    Layout,
    Point,
    Route,
    fitting,
    lay_out,
)
from .picture import NO_SQUAD, TINTS, Box, Line, Picture

_LEGEND_HEIGHT = 34
_LEGEND_LETTER = 5.9
_SPACE = 22
_MOST_SQUADS = 30
_MOST_TASKS = 15_000
"""Tasks that are drawn: each takes a kilobyte."""
_MOST_DEPENDENCIES = 5_000
"""Lines that are drawn; of more nobody sees any."""

_ACCESS = 'role="img" aria-labelledby="plan-title plan-text"'
_ARROWS = (("depends", 9), ("turn", 13), ("critical", 13))

# names of the colours: on a light ground, on a dark one
_GROUND = {
    "ground": ("#ffffff", "#0d1117"),
    "frame": ("#f6f8fa", "#161b22"),
    "frame-edge": ("#d0d7de", "#30363d"),
    "ink": (picture.INK, picture.DARK_INK),
    "soft": ("#59636e", "#9198a1"),
    "line": ("#7d8590", "#6e7681"),
    "turn": ("#424a53", "#b7bdc8"),
    "critical": (picture.CRITICAL, picture.DARK_CRITICAL),
    "shared": (picture.CONTESTED, picture.DARK_CONTESTED),
}

_RULES = """
.plan{background:var(--ground);font-family:ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
.plan text{fill:var(--ink);font-size:11px}
.plan .ground{fill:var(--ground)}
.plan .frame{fill:var(--frame);stroke:var(--frame-edge)}
.plan .frame.serial{stroke:var(--turn);stroke-dasharray:7 4;stroke-width:1.5}
.plan .head{font-size:13px;font-weight:600}
.plan .soft{fill:var(--soft)}
.plan .task text{fill:var(--ink)}
.plan .name,.plan .label text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.plan .name{font-size:12px}
.plan .label text{font-size:10px;fill:var(--shared)}
.plan .label rect{fill:var(--ground);stroke:var(--shared);stroke-width:.8}
.plan .task rect{stroke-width:1.3}
.plan .task.critical rect{stroke:var(--critical);stroke-width:3.5}
.plan .badge{fill:var(--turn)}
.plan .task .number{fill:var(--ground);font-weight:700;text-anchor:middle}
.plan path{fill:none;stroke:var(--line);stroke-width:1.3}
.plan path.turn{stroke:var(--turn);stroke-width:4}
.plan path.shared{stroke:var(--shared);stroke-width:1.8;stroke-dasharray:5 4}
.plan path.critical{stroke:var(--critical);stroke-width:3.2}
.plan path.turn.critical{stroke-width:4.5}
.plan polygon{fill:var(--line)}
.plan polygon.turn{fill:var(--turn)}
.plan polygon.critical{fill:var(--critical)}
"""


def render(planned: Planned) -> str:
    """The picture, with a text that says the same."""
    return draw(planned, _ACCESS, f"<style>{css()}</style>") + "\n"


def too_many(planned: Planned) -> str:
    """What is said in the place of a picture; empty where one can be drawn."""
    if planned.plan.metrics.total_tasks <= _MOST_TASKS:
        return ""
    return f"{title(planned)}: too many to draw; the format html shows them by batches"


def draw(planned: Planned, attributes: str, style: str = "") -> str:
    """The picture as one element, with these attributes; `style` is put in front of what is drawn."""
    if said := escape(too_many(planned)):
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="40" {attributes}>'
            f'<title id="plan-title">{said}</title><desc id="plan-text">{said}</desc>'
            f'<text x="8" y="24">{said}</text></svg>'
        )
    drawn = picture.thinned(picture.draw(planned.plan, planned.critical), _MOST_DEPENDENCIES)
    layout = lay_out(drawn)
    legend = _Legend(drawn, max(layout.width, 640))
    width, height = f"{legend.width:.0f}", f"{layout.height + legend.height:.0f}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plan" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" {attributes}>'
    )
    return "\n".join(
        [
            head,
            f'<title id="plan-title">{escape(title(planned))}</title>',
            f'<desc id="plan-text">{escape(in_words(planned))}</desc>',
            style,
            f"<defs>{_markers()}</defs>",
            f'<rect class="ground" width="{width}" height="{height}"/>',
            *legend.lines,
            f'<g transform="translate(0 {legend.height:.0f})">',
            *_parts(layout),
            "</g>",
            "</svg>",
        ]
    )


def title(planned: Planned) -> str:
    """What the picture is of."""
    metrics = planned.plan.metrics
    tasks, batches = metrics.total_tasks, metrics.total_batches
    return (
        f"Plan of {picture.visible(planned.report.source.path)}: {counted(tasks, 'task')} "
        f"in {counted(batches, 'batch')}"
    )


def in_words(planned: Planned) -> str:
    """What the picture shows, in sentences."""
    sentences = [
        f"Batch {batch.number}, {picture.kind(batch)}: {', '.join(task.id for task in batch.tasks)}."
        for batch in planned.plan.batches
    ]
    sentences += [
        f"File intersection, {item.file}: {', '.join(task.id for task in item.tasks)}."
        for item in planned.plan.intersections
    ]
    if planned.critical:
        sentences.append(f"Critical path: {', '.join(planned.critical)}.")
    return " ".join(sentences)


def escape(text: str) -> str:
    """Text for XML: no markup, and no character that XML forbids."""
    text = picture.visible(text)
    for special, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(special, written)
    return text


def css() -> str:
    """The style of the picture."""
    light = {name: colours[0] for name, colours in _GROUND.items()}
    dark = {name: colours[1] for name, colours in _GROUND.items()}
    tints = [(f"squad{at}", tint) for at, tint in enumerate(TINTS)] + [("none", NO_SQUAD)]
    rules = "".join(f".plan .{name}{{fill:{tint.fill};stroke:{tint.edge}}}" for name, tint in tints)
    dark_rules = "".join(
        f".plan .{name}{{fill:{tint.dark_fill};stroke:{tint.dark_edge}}}" for name, tint in tints
    )
    return (
        f".plan{{color-scheme:light dark;{_variables(light)}}}{rules}{_RULES}"
        f"@media (prefers-color-scheme:dark){{.plan{{{_variables(dark)}}}{dark_rules}}}"
    )


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _markers() -> str:
    return "".join(
        f'<marker id="arrow-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="{size}" '
        f'markerHeight="{size}" markerUnits="userSpaceOnUse" orient="auto">'
        f'<polygon class="{name}" points="0,0 8,4 0,8"/></marker>'
        for name, size in _ARROWS
    )


# ---------------------------------------------------------------- the legend


class _Legend:
    """What the colours and lines mean, in as many rows as the width asks for."""

    def __init__(self, drawn: Picture, width: float) -> None:
        self.width = width
        self.lines: list[str] = []
        self._x, self._y = 0.0, 24.0
        for at, squad in enumerate(drawn.squads[:_MOST_SQUADS]):
            shape = f'<rect class="squad{at % len(TINTS)}" y="-10" width="16" height="12" rx="3"/>'
            self._add(shape, 22, picture.visible(squad, 40))
        if (more := len(drawn.squads) - _MOST_SQUADS) > 0:
            self._add("", 0, f"and {counted(more, 'more squad')}")
        number = len(drawn.dependencies)
        of_all = f" ({number:,} of {number + drawn.not_drawn:,})" if drawn.not_drawn else ""
        for name, meaning, shown in (
            ("depends", f"dependency{of_all}", drawn.dependencies),
            ("turn", "turns of a serial batch", drawn.turns),
            ("shared", "file intersection", drawn.intersections),
            ("critical", "critical path", [box for box in drawn.boxes if box.critical]),
        ):
            if not shown:
                continue
            arrow = "" if name == "shared" else f' marker-end="url(#arrow-{name})"'
            self._add(f'<path class="{name}" d="M0 -4H34"{arrow}/>', 40, meaning)
        self.height = self._y + _LEGEND_HEIGHT - 24

    def _add(self, shape: str, text_at: int, text: str) -> None:
        takes = text_at + columns(text) * _LEGEND_LETTER + _SPACE
        if self._x and self._x + takes > self.width:
            self._x, self._y = 0.0, self._y + 20
        self.lines.append(
            f'<g transform="translate({self._x + 16:.0f} {self._y:.0f})">{shape}'
            f'<text class="soft" x="{text_at}">{escape(text)}</text></g>'
        )
        self._x += takes


# ---------------------------------------------------------------- batches, lines, tasks


def _parts(layout: Layout) -> Iterator[str]:
    """Batches first, then lines, boxes and labels, so that nothing hides a name."""
    for frame in layout.frames:
        yield from _frame(frame, layout.height)
    boxes = layout.picture.boxes
    yield from _paths(boxes, layout.dependencies, "depends")
    yield from _paths(boxes, layout.intersections, "shared")
    yield from _paths(boxes, layout.turns, "turn")
    for box, corner in zip(boxes, layout.corners, strict=True):
        yield _task(box, corner, layout.box_width)
    for route in layout.intersections:
        if route.label is not None:
            yield _label(route.line, route.label, _ends(boxes, route.line))


def _frame(frame: Frame, height: float) -> Iterator[str]:
    batch = frame.batch
    serial = " serial" if picture.is_serial(batch) else ""
    yield (
        f"<g><title>{escape(f'Batch {batch.number}: {batch.reason}')}</title>"
        f'<rect class="frame{serial}" x="{frame.x:.0f}" y="4" width="{frame.width:.0f}" '
        f'height="{height - 16:.0f}" rx="8"/>'
    )
    heads = [("head", 26, f"Batch {batch.number:,}"), ("kind", 43, picture.kind(batch))]
    heads += [("soft", 60 + at * REASON_LINE, text) for at, text in enumerate(frame.reason)]
    for name, y, text in heads:
        yield f'<text class="{name}" x="{frame.x + 14:.0f}" y="{y}">{escape(text)}</text>'
    yield "</g>"


def _paths(boxes: Sequence[Box], routes: Iterable[Route], name: str) -> Iterator[str]:
    for route in routes:
        style = f"{name} critical" if route.line.critical else name
        arrow = "critical" if route.line.critical else name
        end = "" if name == "shared" else f' marker-end="url(#arrow-{arrow})"'
        yield f'<path class="{style}" data-ends="{_ends(boxes, route.line)}" d="{route.path}"{end}/>'


def _task(box: Box, corner: Point, width: float) -> str:
    task = box.task
    tint = "none" if box.tint is None else f"squad{box.tint}"
    left = RAIL + 17 if box.turn else 12
    files = counted(len(task.files), "file")
    about = [
        task.id,
        f"batch {box.batch.number:,}" + (f", turn {box.turn:,}" if box.turn else ""),
        *(["on the critical path"] if box.critical else []),
        *([f"squad {task.squad}"] if task.squad else []),
        *task.files,
    ]
    room = width - left - 10
    badge = (
        f'<circle class="badge" cx="{RAIL}" cy="21" r="11"/>'
        f'<text class="number" x="{RAIL}" y="25">{box.turn}</text>'
        if box.turn
        else ""
    )
    squad = escape(fitting(task.squad or "", room - 50, SMALL_LETTER))
    return (
        f'<g class="task{" critical" if box.critical else ""}" id="{box.key}" '
        f'transform="translate({corner.x:.0f} {corner.y:.0f})">'
        f"<title>{' · '.join(map(escape, about))}</title>"
        f'<rect class="{tint}" width="{width:.0f}" height="{BOX_HEIGHT}" rx="6"/>{badge}'
        f'<text class="name" x="{left}" y="18">{escape(fitting(task.id, room))}</text>'
        f'<text class="soft" x="{left}" y="34">{squad}</text>'
        f'<text class="soft" x="{width - 10:.0f}" y="34" text-anchor="end">{files}</text></g>'
    )


def _ends(boxes: Sequence[Box], line: Line) -> str:
    return f"{boxes[line.start].key} {boxes[line.end].key}"


def _label(line: Line, label: Label, ends: str) -> str:
    return (
        f'<g class="label" data-ends="{ends}"><title>{escape(", ".join(line.files))}</title>'
        f'<rect x="{label.at.x - label.width / 2:.0f}" y="{label.at.y - 8:.0f}" '
        f'width="{label.width:.0f}" height="16" rx="8"/>'
        f'<text x="{label.at.x:.0f}" y="{label.at.y + 3.5:.1f}" text-anchor="middle">'
        f"{escape(label.text)}</text></g>"
    )
