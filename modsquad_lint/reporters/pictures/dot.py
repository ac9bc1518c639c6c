"""A plan in Graphviz's language: batches as clusters from left to right, tasks inside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ..plans.planned import Planned
from . import picture, svg
from .picture import Box, Line, Picture

_ID_LENGTH = 60
_FILE_LENGTH = 40
_SQUAD_LENGTH = 30
_TIP_LENGTH = 1_000
# between two quoted strings, which Graphviz joins
_LINE_END = ' + "\\n" + '

_HEAD = f"""\
digraph plan {{
  rankdir=LR; compound=true; newrank=true; nodesep=0.25; ranksep=0.7; bgcolor="white"
  fontname="Helvetica,Arial,sans-serif"; fontcolor="{picture.INK}"
  node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="{picture.INK}"]
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9, color="#57606a"]"""


def render(planned: Planned) -> str:
    """The graph; of too many tasks a box that says so."""
    if said := svg.too_many(planned):
        return f"{_HEAD}\n  {quoted(said)}\n}}\n"
    drawn = picture.draw(planned.plan, planned.critical)
    return "".join(f"{line}\n" for line in (_HEAD, *_parts(drawn), "}"))


def quoted(text: str, limit: int = _TIP_LENGTH) -> str:
    """A string in which Graphviz sees no escape and no entity, only the text."""
    text = picture.visible(text, limit)
    for special, written in (("&", "&amp;"), ("\\", "\\\\"), ('"', '\\"')):
        text = text.replace(special, written)
    return f'"{text}"'


def _parts(drawn: Picture) -> Iterator[str]:
    boxes = iter(drawn.boxes)
    for batch in drawn.batches:
        serial = picture.is_serial(batch)
        title = quoted(f"Batch {batch.number}: {picture.kind(batch)}", _ID_LENGTH)
        yield f"  subgraph cluster_{batch.number} {{"
        yield (
            f"    label={title}; tooltip={quoted(batch.reason, _TIP_LENGTH)}; "
            f'style="rounded,filled{",dashed" if serial else ""}"; '
            f'color="#8c959f"; fillcolor="#f6f8fa"'
        )
        members = list(islice(boxes, len(batch.tasks)))
        for box in members:
            yield f"    {box.key} [{_attributes(box)}]"
        if batch.parallel:
            keys = "; ".join(box.key for box in members)
            yield f"    {{rank=same; {keys}}}"
        yield "  }"
    yield from _edges(drawn.boxes, drawn.dependencies)
    yield from _edges(drawn.boxes, drawn.turns, ['label="then"', "penwidth=3"])
    contested = ["dir=none", "style=dashed"]
    contested += [f'{key}="{picture.CONTESTED}"' for key in ("color", "fontcolor")]
    yield from _edges(drawn.boxes, drawn.intersections, contested)
    yield from _edges(drawn.boxes, drawn.order, ["style=invis"])


def _attributes(box: Box) -> str:
    tint = picture.NO_SQUAD if box.tint is None else picture.TINTS[box.tint]
    turn = f"{box.turn}: " if box.turn else ""
    label = [turn + picture.visible(box.task.id, _ID_LENGTH)]
    if box.task.squad:
        label.append(picture.visible(box.task.squad, _SQUAD_LENGTH))
    tip = f"{box.task.id}: {', '.join(box.task.files)}"
    edge = f'color="{picture.CRITICAL}", penwidth=3' if box.critical else f'color="{tint.edge}"'
    return (
        f"label={_LINE_END.join(map(quoted, label))}, "
        f'tooltip={quoted(tip, _TIP_LENGTH)}, fillcolor="{tint.fill}", {edge}'
    )


def _edges(
    boxes: Sequence[Box], lines: Iterable[Line], attributes: Sequence[str] = ()
) -> Iterator[str]:
    for line in lines:
        own = [*attributes]
        if line.files:
            own.append(f"label={quoted(picture.names(line.files, _FILE_LENGTH))}")
        if line.critical:
            # the last of two values holds
            own += [f'color="{picture.CRITICAL}"', "penwidth=3"]
        yield f"  {boxes[line.start].key} -> {boxes[line.end].key} [{', '.join(own)}]"
