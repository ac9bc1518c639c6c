"""A plan as a Mermaid flowchart: batches as boxes from left to right, tasks inside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ...planning.plan import Batch, Plan
from ...text.words import counted
from ..plans.planned import Planned
from . import picture
from .picture import Box, Line, Picture

MOST_CHARACTERS = 50_000
MOST_LINES = 500
"""Where Mermaid, and so GitHub, refuses a picture."""

_MOST_BOXES = 400
_MOST_BATCHES = 200
_ID_LENGTH = 60
_FILE_LENGTH = 40
# Between letters and digits these can't begin Markdown. All else is written by its number.
_KEPT = re.compile(r"(?<=[A-Za-z0-9])[-_/ .](?=[A-Za-z0-9])|[A-Za-z0-9]")
# Mermaid reads these after it has put the numbers back: icons (fa:fa-x), formulas, line ends
_LATE = re.compile(r"[:$\\]")
_ZERO_WIDTH_SPACE = "\u200b"
_LINK = re.compile("www[.]", re.IGNORECASE)


def render(planned: Planned) -> str:
    """The flowchart; a plan too large for Mermaid is drawn by its batches alone, and says so."""
    plan = planned.plan
    if plan.metrics.total_tasks <= _MOST_BOXES:
        drawn = picture.draw(plan, planned.critical)
        lines = [*drawn.dependencies, *drawn.turns, *drawn.intersections, *drawn.order]
        if len(lines) <= MOST_LINES:
            text = _text(_whole(drawn))
            if len(text) <= MOST_CHARACTERS:
                return text
    return _text(_folded(plan))


def escape(text: str) -> str:
    """Text for a label in quotes: no character of it can end the label, or be Markdown or HTML."""
    text = _LATE.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", picture.visible(text))
    kept = {match.start() for match in _KEPT.finditer(text)}
    # Mermaid would make a link of it, and then draw none of the label
    kept -= {match.end() - 1 for match in _LINK.finditer(text)}
    return "".join(
        character if at in kept else f"#{ord(character)};" for at, character in enumerate(text)
    )


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _whole(drawn: Picture) -> Iterator[str]:
    yield "flowchart LR"
    boxes = iter(drawn.boxes)
    for batch in drawn.batches:
        yield f'  subgraph b{batch.number}["{_title(batch)}"]'
        for box in islice(boxes, len(batch.tasks)):
            yield f'    {box.key}["{_label(box)}"]'
        yield "  end"
    links = [
        *((line, "-->") for line in drawn.dependencies),
        *((line, "==>|then|") for line in drawn.turns),
        *(
            (line, f'-. "{escape(picture.names(line.files, _FILE_LENGTH))}" .-')
            for line in drawn.intersections
        ),
        *((line, "~~~") for line in drawn.order),
    ]
    for line, arrow in links:
        yield f"  {drawn.boxes[line.start].key} {arrow} {drawn.boxes[line.end].key}"
    yield from _styles(drawn, [line for line, _ in links])


def _title(batch: Batch) -> str:
    return f"Batch {batch.number}: {picture.kind(batch)}"


def _label(box: Box) -> str:
    name = escape(picture.visible(box.task.id, _ID_LENGTH))
    turn = f"{box.turn}: " if box.turn else ""
    squad = box.task.squad
    return turn + name + (f"<br>{escape(picture.visible(squad, 30))}" if squad else "")


def _styles(drawn: Picture, lines: Sequence[Line]) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for box in drawn.boxes:
        members.setdefault("none" if box.tint is None else f"squad{box.tint + 1}", []).append(
            box.key
        )
        if box.critical:
            members.setdefault("critical", []).append(box.key)
    for name, keys in sorted(members.items(), key=lambda item: item[0] == "critical"):
        if name == "critical":
            yield f"  classDef critical stroke:{picture.CRITICAL},stroke-width:4px"
        else:
            tint = picture.NO_SQUAD if name == "none" else picture.TINTS[int(name[5:]) - 1]
            yield f"  classDef {name} fill:{tint.fill},stroke:{tint.edge},color:{picture.INK}"
        yield f"  class {','.join(keys)} {name}"
    first = len(drawn.dependencies) + len(drawn.turns)
    for style, numbers in (
        (
            f"stroke:{picture.CONTESTED},stroke-width:2px",
            range(first, first + len(drawn.intersections)),
        ),
        (
            f"stroke:{picture.CRITICAL},stroke-width:4px",
            [number for number, line in enumerate(lines) if line.critical],
        ),
    ):
        if numbers:
            yield f"  linkStyle {','.join(map(str, numbers))} {style}"


def _folded(plan: Plan) -> Iterator[str]:
    batches = plan.batches
    number = counted(plan.metrics.total_tasks, "task")
    yield "flowchart LR"
    yield f'  subgraph plan["Batches alone: {number} and their lines are too many to draw here"]'
    half = len(batches) if len(batches) <= _MOST_BATCHES else _MOST_BATCHES // 2
    left_out = batches[half:-half]
    nodes = [(f"b{batch.number}", _title(batch)) for batch in batches[:half]]
    if left_out:
        tasks = sum(len(batch.tasks) for batch in left_out)
        nodes.append(("more", f"{counted(len(left_out), 'more batch')}, {counted(tasks, 'task')}"))
    nodes += [(f"b{batch.number}", _title(batch)) for batch in batches[half:][-half:]]
    yield from (f'    {key}["{title}"]' for key, title in nodes)
    yield "  end"
    if len(nodes) > 1:
        yield f"  {' ==> '.join(key for key, _ in nodes)}"
