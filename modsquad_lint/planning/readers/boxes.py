"""List items with a check box, the text that belongs to each, and the task that it is; knows no format's order."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from ...syntax.markdown import Markdown
from ...syntax.markdown_blocks import HEADING, ITEM, TEXT, Block
from ...text.source import Span
from ...text.typed import NamedTuple
from .document import TaskEntry
from .prose import Known, mentions, of_task

STATES = {
    " ": "todo",
    "": "todo",
    "x": "done",
    "X": "done",
    "-": "running",
    "~": "running",
    "/": "running",
}
"""What stands in a box, and the state of a task that it means."""

_BOX = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]+\[([ xX~/-]?)\]")


class CheckBox(NamedTuple):
    """A list item with a check box that is a task.

    Attributes:
        number: its index among the blocks.
        mark: what stands in the box, with the brackets.
        match: the id and what a format writes beside it.
    """

    number: int
    block: Block
    state: str
    mark: Span
    match: re.Match[str]


def boxes(markdown: Markdown, after: re.Pattern[str]) -> list[CheckBox]:
    """The items behind whose box a pattern follows, in file order."""
    found = []
    text = markdown.text
    for number, block in enumerate(markdown.blocks):
        if block.kind != ITEM:
            continue
        box = _BOX.match(text, *block.span)
        match = box and after.match(text, box.end(), block.span.end)
        if box and match:
            state = STATES[box.group(1)]
            found.append(
                CheckBox(number, block, state, Span(box.start(1) - 1, box.end(1) + 1), match)
            )
    return found


def texts(markdown: Markdown, found: Sequence[CheckBox]) -> list[list[Span]]:
    """The lines of text of each box: its own from behind the match on, and those of items in it.

    A task within a task has its own. Fences and code are shown, and no task changes what they name.
    """
    owner: dict[int, int] = {box.number: index for index, box in enumerate(found)}
    lines: list[list[Span]] = [[] for _ in found]
    for number, block in enumerate(markdown.blocks):
        above = None if block.parent is None else owner.get(block.parent)
        if above is None:
            continue
        if block.kind == ITEM:
            owner.setdefault(number, above)
        elif block.kind == TEXT:
            start = max(block.span.start, found[above].match.end())
            if start < block.span.end:
                lines[above].append(Span(start, block.span.end))
    return lines


def boxed_task(
    markdown: Markdown,
    box: CheckBox,
    lines: Sequence[Span],
    waits: Iterable[tuple[str, Span | None]],
    own_documents: Collection[str],
    known: Known,
) -> TaskEntry:
    """The task of a check box.

    Args:
        markdown: the plan.
        box: its box.
        lines: its text.
        waits: what it waits for; what is not written stands at its id.
        own_documents: what stands beside the plan: a task's text speaks of it, and means no file at the top.
        known: what the repository has.
    """
    named = [each for line in lines for each in mentions(markdown.text, line, known)]
    files = of_task([each for each in named if each.path.removeprefix("./") not in own_documents])
    words, span = _description(markdown, lines, box.block.span)
    id_span = Span(*box.match.span("id"))
    return TaskEntry(
        id=box.match["id"],
        id_span=id_span,
        span=box.block.span,
        description=words,
        text_span=span,
        status=box.state,
        done=box.mark,
        files=[(each.path, each.span) for each in files],
        dependencies=[(ident, place or id_span) for ident, place in waits],
        quoted=frozenset(each.span for each in files if each.is_quoted),
    )


def _description(markdown: Markdown, lines: Sequence[Span], otherwise: Span) -> tuple[str, Span]:
    """The first line of a task's text, and where it stands."""
    if not lines:
        return "", otherwise
    body = markdown.text[lines[0].start : lines[0].end]
    start = lines[0].start + len(body) - len(body.lstrip(" \t:-"))
    return body.strip(" \t:-").rstrip(), Span(
        start, max(start, lines[0].start + len(body.rstrip()))
    )


class Section(NamedTuple):
    """A heading, and the boxes below it up to the next heading of the same level or a higher one."""

    title: str
    boxes: Sequence[CheckBox]


def sections(
    markdown: Markdown, found: Sequence[CheckBox], says: Callable[[str], bool]
) -> list[Section]:
    """The boxes by their headings: those of which `says` is true, else the highest level with several."""
    paths = _paths(markdown, found)
    level = _level(markdown, paths, says)
    grouped: list[tuple[int | None, list[CheckBox]]] = []
    for box, path in zip(found, paths, strict=True):
        head = next((each for each in reversed(path) if markdown.blocks[each].level <= level), None)
        if not grouped or grouped[-1][0] != head:
            grouped.append((head, []))
        grouped[-1][1].append(box)
    return [
        Section("" if head is None else markdown.slice(markdown.blocks[head]), inside)
        for head, inside in grouped
    ]


def _paths(markdown: Markdown, found: Sequence[CheckBox]) -> list[tuple[int, ...]]:
    """For each box the headings that it stands below, the highest first."""
    wanted = {box.number for box in found}
    path: list[int] = []
    paths = []
    for number, block in enumerate(markdown.blocks):
        if block.kind == HEADING:
            while path and markdown.blocks[path[-1]].level >= block.level:
                path.pop()
            path.append(number)
        elif number in wanted:
            paths.append(tuple(path))
    return paths


def _level(
    markdown: Markdown, paths: Sequence[tuple[int, ...]], says: Callable[[str], bool]
) -> int:
    """The level of the headings that sort the boxes."""
    heads = dict.fromkeys(each for path in paths for each in path)
    named = [
        markdown.blocks[each].level for each in heads if says(markdown.slice(markdown.blocks[each]))
    ]
    if named:
        return min(named)
    levels = [markdown.blocks[each].level for each in heads]
    several = [level for level in levels if levels.count(level) > 1]
    return min(several or levels, default=1)
