"""Reads a plan of superpowers: `### Task 1: name` with a list under `**Files:**`, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...syntax.markdown import Markdown
from ...syntax.markdown_blocks import FENCE, HEADING, ITEM, TEXT, Block
from ...text.source import Source, Span
from .boxes import STATES
from .document import PlanDocument, TaskEntry
from .prose import POSITION, Known, PathMention, each_once, mentions

_TASK = re.compile(
    r"(?:Task|任务|任務|タスク|작업)[ ]?#?(?P<id>[A-Za-z]?\d+(?:[.-]\d+)*[a-z]?)\b[ ]?[:\uff1a.\u2013\u2014-]?[ ]*(?P<name>.*)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^ {0,3}#{2,5}[ \t]+(?:Task|任务|任務|タスク|작업)[ ]?#?[A-Za-z]?\d",
    re.MULTILINE | re.IGNORECASE,
)
_FILES_LINE = re.compile(r"^[ \t]*\*\*(?:Files?|文件)\b", re.MULTILINE | re.IGNORECASE)
_FILES = re.compile(r"\*\*(?:Files?|文件)(?:[ ][^*]*)?[:\uff1a]?\*\*[:\uff1a]?", re.IGNORECASE)
_VERB = re.compile(
    r"(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]?\][ \t]+)?\*{0,2}(?P<verb>[A-Za-z][A-Za-z /&]{0,30}|[^\W\d_ -]{1,12})\*{0,2}[:\uff1a]\*{0,2}[ \t]*"
)
_BULLET = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]?\][ \t]+)?")
_ONLY_READ = re.compile(
    r"read|reference|see|context|review|no change|unchanged|existing|produces|consumes|depends",
    re.IGNORECASE,
)
_CODE = re.compile(r"`([^`\r\n]+)`")
_BETWEEN = re.compile(r"[ \t]*(?:,|&|\+|and|or|to|→|->|=>|\u3001|\uff0c)?[ \t]*(?=`)")
_STEP = re.compile(r"[-+*][ \t]+\[([ xX-]?)\]")


def has_sign(source: Source) -> bool:
    """Whether a Markdown text has a heading of a task, and files below it."""
    head = _HEADING.search(source.text)
    return head is not None and _FILES_LINE.search(source.text, head.end()) is not None


def read(source: Source, known: Known) -> PlanDocument:
    """One task for each heading, each waiting for the one before."""
    markdown = Markdown(source.text)
    entries: list[TaskEntry] = []
    for head, match, inside in _parts(markdown):
        before = entries[-1].id if entries else None
        entries.append(_entry(markdown, head, match, inside, before, known))
    return PlanDocument(markdown, entries)


def _parts(
    markdown: Markdown,
) -> Iterator[tuple[Block, re.Match[str], Sequence[tuple[int, Block]]]]:
    """The headings of tasks, each with the blocks up to the next heading of its level or a higher one."""
    head: tuple[Block, re.Match[str]] | None = None
    inside: list[tuple[int, Block]] = []
    for number, block in enumerate(markdown.blocks):
        if block.kind == HEADING and block.level > 1:
            match = _TASK.match(markdown.text, *block.span)
            if head is not None and (match or block.level <= head[0].level):
                yield (*head, inside)
                head, inside = None, []
            if match:
                head = block, match
        elif head is not None:
            inside.append((number, block))
    if head is not None:
        yield (*head, inside)


def _entry(
    markdown: Markdown,
    head: Block,
    match: re.Match[str],
    inside: Sequence[tuple[int, Block]],
    before: str | None,
    known: Known,
) -> TaskEntry:
    found = _files(markdown, inside, known)
    files = each_once((each.path, each) for each in found).values()  # it may be created and tested
    id_span = Span(*match.span("id"))
    return TaskEntry(
        id=match["id"],
        id_span=id_span,
        span=head.span,
        description=match["name"].strip(),
        text_span=Span(*match.span("name")) if match["name"] else head.span,
        status=_state(markdown, inside),
        done=None,
        files=[(each.path, each.span) for each in files],
        dependencies=[] if before is None else [(before, id_span)],
        quoted=frozenset(each.span for each in files if each.is_quoted),
    )


def _state(markdown: Markdown, inside: Sequence[tuple[int, Block]]) -> str:
    """Done when the boxes of all its steps are ticked, running when some are."""
    marks = [
        STATES[match.group(1)]
        for _, block in inside
        if block.kind == ITEM and (match := _STEP.match(markdown.text, *block.span))
    ]
    if marks and set(marks) == {"done"}:
        return "done"
    return "running" if "done" in marks or "running" in marks else "todo"


def _files(
    markdown: Markdown, inside: Sequence[tuple[int, Block]], known: Known
) -> Iterator[PathMention]:
    """The paths of the list under **Files:**, and those on that line itself."""
    is_open = False
    items: set[int] = set()
    for number, block in inside:
        if block.kind == TEXT and block.parent is None:
            start = _FILES.match(markdown.text, *block.span)
            if is_open and items and start is None:
                return
            if start is not None:
                is_open = True
                yield from _paths(markdown.text, Span(start.end(), block.span.end), known)
        elif is_open and block.kind == ITEM:
            items.add(number)
            verb = _VERB.match(markdown.text, *block.span) or _BULLET.match(
                markdown.text, *block.span
            )
            words = verb.groupdict().get("verb") if verb else None
            if verb is not None and not (words and _ONLY_READ.match(words)):
                yield from _paths(markdown.text, Span(verb.end(), block.span.end), known)
        elif is_open and block.kind in {FENCE, HEADING}:
            return


def _paths(text: str, span: Span, known: Known) -> Iterator[PathMention]:
    """The code spans that a line begins with, as they are written; without any, the paths of its prose."""
    first = _CODE.search(text, *span)
    if first is None or text[span.start : first.start()].strip(" \t*"):
        end = next(
            (at for at in (text.find(" (", *span), text.find(" - ", *span)) if at >= 0), span.end
        )
        yield from mentions(text, Span(span.start, end), known)
        return
    code: re.Match[str] | None = first
    while code is not None:
        path = POSITION.sub("", code.group(1).strip())
        if path and not any(letter.isspace() for letter in path):
            start = code.start(1) + code.group(1).index(path)
            yield PathMention(path, Span(start, start + len(path)), is_quoted=True)
        between = _BETWEEN.match(text, code.end(), span.end)
        code = _CODE.match(text, between.end(), span.end) if between else None
