"""What readers of Markdown plans say of a task and of a plan in the same way: its text, its title."""

from __future__ import annotations

from collections.abc import Sequence

from ...syntax.markdown import Markdown
from ...syntax.markdown_blocks import HEADING
from ...text.source import Span


def description(markdown: Markdown, lines: Sequence[Span], otherwise: Span) -> tuple[str, Span]:
    """The first line of a task's text, and where it stands."""
    if not lines:
        return "", otherwise
    body = markdown.text[lines[0].start : lines[0].end]
    start = lines[0].start + len(body) - len(body.lstrip(" \t:-"))
    return body.strip(" \t:-").rstrip(), Span(
        start, max(start, lines[0].start + len(body.rstrip()))
    )


def title(markdown: Markdown) -> Span:
    """The first heading, which stands for the plan as a whole; the first character where there is none."""
    for block in markdown.blocks:
        if block.kind == HEADING:
            return block.span
    return Span(0, min(1, len(markdown.text)))
