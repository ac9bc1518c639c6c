"""Finds what stands in a tasks file by accident: marks of a merge, of Markdown, of a web page; knows no format.

All of it begins a line. There it can be part of no JSON, and of next to no YAML.
"""

from __future__ import annotations

import re

from ..text.source import Span
from .nodes import SyntaxProblem

_CONFLICT = r"^(?:<{7}|\|{7}|={7}|>{7})(?![^ \r\n])[^\r\n]*"
_FENCE = r"^```[^\r\n`]*(?![^\r\n])"
_PAGE = r"\s*(<(?:!doctype|html|head|body|\?xml)\b[^>\r\n]*>?)"
_MOST_SHOWN = 40


def stray(text: str, *, is_refused: bool) -> SyntaxProblem | None:
    """What to take out of a text; one that a reader could take must show it more clearly."""
    conflict = re.search(_CONFLICT, text, re.MULTILINE)
    if conflict and (is_refused or _is_whole(text)):
        return SyntaxProblem(
            Span(*conflict.span()),
            f"an unresolved merge conflict: {conflict.group()[:_MOST_SHOWN]}",
            "keep what is right of the two sides, and take out the lines with"
            " <<<<<<<, ======= and >>>>>>>",
        )
    fence = re.search(_FENCE, text, re.MULTILINE) if is_refused else None
    if fence:
        return SyntaxProblem(
            Span(*fence.span()),
            f"a code fence of Markdown stands here: {fence.group()[:_MOST_SHOWN]}",
            "take out the fences, and all that stands outside them",
        )
    page = re.match(_PAGE, text, re.IGNORECASE)
    if page:
        return SyntaxProblem(
            Span(*page.span(1)),
            f"this is HTML or XML: {page.group(1)[:_MOST_SHOWN]}",
            "save the tasks file itself; a page that shows it, or one about an error, was saved",
        )
    return None


def _is_whole(text: str) -> bool:
    """Whether the marks of a conflict stand in their order, as YAML takes them for plain text in a list."""
    marks = "".join(mark.group()[0] for mark in re.finditer(_CONFLICT, text, re.MULTILINE))
    at = marks.find("<")
    for mark in "=>":
        at = marks.find(mark, at) if at >= 0 else at
    return at >= 0
