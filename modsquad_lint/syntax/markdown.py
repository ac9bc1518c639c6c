"""A Markdown text: its front matter, its blocks, and the suppressions in it; knows no task and no rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ..text.source import Span
from .markdown_blocks import CODE, COMMENT, FENCE, Block, Scan, line_end

_FRONT = re.compile(r"---[ \t]*(?:\r\n?|\n)")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_SUPPRESSION = re.compile(
    r"<!--[ \t]*modsquad:[ \t]*ignore(?![\w-])(?:[ \t]*\[([^\]\r\n]*)\])?[^\r\n]*?-->[ \t]*$"
)
_SELECTOR = re.compile(r"[^\s,]+")


class Markdown:
    """The blocks of a text in file order, below its front matter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.front = front_matter(text)
        """What stands between the two lines of the front matter, or None."""

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """All blocks."""
        scan = Scan(self.text)
        scan.read(0 if self.front is None else line_end(self.text, self.front.end))
        return scan.blocks

    def slice(self, block: Block) -> str:
        """The text of a block."""
        return self.text[block.span.start : block.span.end]

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """As `nodes.Document`: comments `<!-- modsquad: ignore[...] -->` at the end of a line.

        Those in code suppress nothing: they are shown, not meant.
        """
        found: dict[int, tuple[tuple[str, Span], ...]] = {}
        if "modsquad:" not in self.text:
            return found
        number, at = 1, 0
        for block in self.blocks:
            match = None if block.kind in {FENCE, CODE} else self._suppression(block)
            if match is not None:
                number += _line_ends(self.text, at, match.start())
                at = match.start()
                found[number] = tuple(_selectors(match))
        return found

    def _suppression(self, block: Block) -> re.Match[str] | None:
        start = block.span.start
        if block.kind == COMMENT:
            start = self.text.rfind("\n", 0, start) + 1
        end = line_end(self.text, start)
        line = self.text[start:end].rstrip("\r\n")
        return _SUPPRESSION.search(self.text, start, start + len(line)) if "<!--" in line else None


def _line_ends(text: str, start: int, end: int) -> int:
    """How many lines end here; an LF after a CR ends no second one."""
    feeds = text.count("\n", start, end)
    returns = text.count("\r", start, end)
    return feeds + returns - text.count("\r\n", start, end) if returns else feeds


def _selectors(match: re.Match[str]) -> Iterator[tuple[str, Span]]:
    if match.group(1) is None:
        yield "", Span(*match.span())
        return
    for selector in _SELECTOR.finditer(match.string, *match.span(1)):
        yield selector.group(), Span(*selector.span())


def front_matter(text: str) -> Span | None:
    """What stands between the lines "---" at the top, or None where none closes it."""
    start = _FRONT.match(text)
    end = start and _FRONT_END.search(text, start.end())
    return Span(start.end(), end.start()) if start and end else None
