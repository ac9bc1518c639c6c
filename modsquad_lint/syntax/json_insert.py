"""Puts a value into the text of a JSON document, in the style of the text around it; knows no task.

Nothing else of the text changes, to the byte; `Remove` takes it out again without a trace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..text.source import Place
from ..text.typed import Any
from .changes import Edit, Remove, apply
from .json import JsonDocument
from .nodes import value_at

Steps = tuple[str | int, ...]


class ShapeError(Exception):
    """The document has something else where a container is needed; the text is its key."""


def insert(document: JsonDocument, text: str, steps: Steps, item: object) -> str:
    """The text with an item at the end of the list at these steps; what leads there is made.

    Raises:
        ShapeError: what leads there is no object, or there is no list.
    """
    container: Any = document.value
    depth = 0
    while depth < len(steps):
        if not isinstance(container, dict):
            raise ShapeError(str(steps[depth - 1]) if depth else "")
        if steps[depth] not in container:
            break
        container = container[steps[depth]]
        depth += 1
    if depth < len(steps):
        value = _nested(steps[depth + 1 :], item)
        return _added(document, text, steps[:depth], steps[depth], value)
    if not isinstance(container, list):
        raise ShapeError(str(steps[-1]))
    return _added(document, text, steps, None, item)


def _nested(keys: Sequence[str | int], item: object) -> object:
    """A list of one item, below these keys."""
    value: object = [item]
    for key in reversed(keys):
        value = {key: value}
    return value


def _added(
    document: JsonDocument, text: str, steps: Steps, key: str | int | None, value: object
) -> str:
    """The text with a value at the end of a container, under a key where it is an object."""
    start, end = document.span(Place(steps))
    inside = text[start + 1 : end - 1]
    members = _members(document, steps)
    last = document.span(Place((*steps, members[-1]))).end if members else start + 1
    line = text[text.rfind("\n", 0, start) + 1 : start]
    outer = line[: len(line) - len(line.lstrip())]
    unit = _unit(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    is_laid_out = "\n" in inside or (not members and ("\n" in text.strip() or len(text) < 5))  # noqa: PLR2004 - "{}"
    written = json.dumps(value, indent=unit if is_laid_out else None, ensure_ascii=False)
    written = written if key is None else f"{json.dumps(key)}: {written}"
    if not is_laid_out:
        gap = ", " if members else ""
        return text[:last] + gap + written + text[last:]
    inner = newline + outer + unit
    placed = written.replace("\n", inner)
    if members:
        return f"{text[:last]},{inner}{placed}{text[last:]}"
    return f"{text[: start + 1]}{inner}{placed}{newline}{outer}{text[end - 1 :]}"


def _members(document: JsonDocument, steps: Steps) -> list[str | int]:
    container = value_at(document.value, steps)
    return list(container) if isinstance(container, dict) else list(range(len(container)))


def _unit(text: str) -> str:
    """By how much the text indents: as its first indented line does, else two spaces."""
    match = re.search(r"\n([ \t]+)\S", text)
    return match[1] if match else "  "


def remove(document: JsonDocument, text: str, steps: Steps, index: int) -> str | None:
    """The text without an item of the list at these steps, and without what held only that.

    None where that is everything.
    """
    place: Steps = (*steps, index)
    while place and len(_members(document, place[:-1])) == 1:
        place = place[:-1]
    if not place:
        return None
    edits: Sequence[Edit] | None = document.edits((Remove(Place(place)),))
    if edits is None:
        raise ShapeError(str(steps[-1]))
    return apply(text, edits)
