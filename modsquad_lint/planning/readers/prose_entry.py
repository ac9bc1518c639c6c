"""What readers of Markdown plans say of a task and of a plan in the same way: its text, its title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...syntax.markdown import Markdown
from ...syntax.markdown_blocks import HEADING
from ...text.source import Span
from .boxes import Box
from .document import Entry
from .prose import Mention


def description(markdown: Markdown, lines: Sequence[Span], otherwise: Span) -> tuple[str, Span]:
    """The first line of a task's text, and where it stands."""
    if not lines:
        return "", otherwise
    body = markdown.text[lines[0].start : lines[0].end]
    start = lines[0].start + len(body) - len(body.lstrip(" \t:-"))
    return body.strip(" \t:-").rstrip(), Span(
        start, max(start, lines[0].start + len(body.rstrip()))
    )


def boxed_task(
    markdown: Markdown,
    box: Box,
    lines: Sequence[Span],
    files: Sequence[Mention],
    waits: Iterable[tuple[str, Span | None]],
) -> Entry:
    """The task of a check box: `lines` are its text, `waits` what it waits for; what is not written stands at its id."""
    words, span = description(markdown, lines, box.block.span)
    id_span = Span(*box.match.span("id"))
    return Entry(
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


def title(markdown: Markdown) -> Span:
    """The first heading, which stands for the plan as a whole; the first character where there is none."""
    for block in markdown.blocks:
        if block.kind == HEADING:
            return block.span
    return Span(0, min(1, len(markdown.text)))
