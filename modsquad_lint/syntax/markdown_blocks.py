"""The blocks of a Markdown text, read line by line, with exact places; knows no task and no rule.

CommonMark's block structure as far as a plan needs it: headings, list items at any depth, fences,
comments, code by indentation, and what is left, lines of text. Libraries tell lines and no columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..text.source import Span
from ..text.typed import NamedTuple
from .markdown_cursor import Cursor

HEADING, ITEM, TEXT, FENCE, CODE, COMMENT, HTML = range(7)

_CODE = 4
"""Columns of indentation that make code of what follows."""
_DEEPEST = 100
"""Containers within containers; what is nested deeper is read as text."""

_BREAK = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(.*)$")
_MARKER = re.compile(r"([-+*]|\d{1,9}[.)])(?=[ \t]|$)")
_HTML_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog"
    "|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html"
    "|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section"
    "|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_TAG = (
    r"(?:<[a-z][a-z0-9-]*(?:\s+[a-z_:][\w:.-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>"
    r"|</[a-z][a-z0-9-]*\s*>)[ \t]*$"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|(?=\Z)(?<!\n))")


@cache
def _html_blocks() -> Sequence[tuple[re.Pattern[str], re.Pattern[str], bool]]:
    """The start of each kind of HTML, what ends it, and whether it may end a paragraph; CommonMark's seven.

    Compiled when a line first begins with "<": that takes longer than to read a plan.
    """
    return [
        (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE), interrupts)
        for start, end, interrupts in (
            (r"<!--", r"-->", True),
            (
                r"<(?:script|pre|style|textarea)(?=[ \t>]|$)",
                r"</(?:script|pre|style|textarea)>",
                True,
            ),
            (r"<\?", r"\?>", True),
            (r"<![a-z]", r">", True),
            (r"<!\[CDATA\[", r"\]\]>", True),
            (rf"</?(?:{_HTML_NAMES})(?=[ \t]|/?>|$)", r"^$", True),
            (_TAG, r"^$", False),
        )
    ]


class Block(NamedTuple):
    """One block, or one line of text.

    Attributes:
        span: a heading's or a line's text; of an item its first line from the marker on; of a fence,
            of code and of a comment all its lines, of a fence without the two that hold it.
        level: of a heading 1 to 6; of all others how many items it lies in.
        parent: the index of the item that it lies in, or None.
        info: what stands behind the opening of a fence.
    """

    kind: int
    span: Span
    level: int
    parent: int | None
    info: str = ""


def line_end(text: str, at: int) -> int:
    """Where the line ends that this offset lies in, its line end included."""
    match = _LINE.match(text, at)
    return match.end() if match else len(text)


class _Container(NamedTuple):
    """An open list item, or an open block quote.

    Attributes:
        width: columns of indentation that what belongs to an item has at least; None for a quote.
        item: the index of the item among the blocks.
        line: the number of the line that it began on.
    """

    width: int | None
    item: int | None
    line: int


class Scan:
    """Reads line by line, with a stack of open containers and at most one open leaf."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.stack: list[_Container] = []
        self.paragraph: int | None = None
        """The index of the first line of the open paragraph."""
        self.fence: tuple[str, int] | None = None
        """Of an open fence: its characters, its index among the blocks."""
        self.html: tuple[re.Pattern[str], int] | None = None
        """Of open HTML: what ends it, its index among the blocks."""
        self.number = 0
        self.blank = True
        """Whether the line before was blank."""

    def read(self, start: int) -> None:
        """Read all lines from an offset on."""
        text, size = self.text, len(self.text)
        while start < size:
            stop = line_end(text, start)
            end = stop
            while end > start and text[end - 1] in "\r\n":
                end -= 1
            self.number += 1
            self.line(Cursor(text, start, end))
            start = stop

    def line(self, cursor: Cursor) -> None:
        """One line: into what is open, or what it opens."""
        matched = self.matched(cursor)
        indent, stop = cursor.indent()
        blank = stop == cursor.end
        if matched < len(self.stack) and self.is_lazy(cursor, indent, stop, blank=blank):
            self.add(TEXT, Span(stop, cursor.end))
            self.blank = False
            return
        if matched < len(self.stack):
            self.close(matched)
        if self.fence is not None:
            self.in_fence(cursor, indent, stop)
        elif self.html is not None:
            self.in_html(cursor.at, cursor.end)
        elif blank:
            self.paragraph = None
        else:
            self.opened(cursor)
        self.blank = blank

    def matched(self, cursor: Cursor) -> int:
        """How many of the open containers the line goes on with; the cursor then stands in the last."""
        for depth, container in enumerate(self.stack):
            indent, stop = cursor.indent()
            if container.width is None:
                if indent >= _CODE or stop >= cursor.end or self.text[stop] != ">":
                    return depth
                self.in_quote(cursor, indent)
            elif stop == cursor.end:
                # An item that began with a blank line has no second one.
                if container.line == self.number - 1 and self.is_empty(container):
                    return depth
            elif indent >= container.width:
                cursor.skip(container.width)
            else:
                return depth
        return len(self.stack)

    def in_quote(self, cursor: Cursor, indent: int) -> None:
        """Go past the mark of a block quote."""
        cursor.skip(indent)
        cursor.to(cursor.at + 1)
        if cursor.at < cursor.end and self.text[cursor.at] in " \t":
            cursor.skip(1)

    def is_empty(self, container: _Container) -> bool:
        """Whether nothing of an item has been read but its marker."""
        if container.item is None or container.item != len(self.blocks) - 1:
            return False
        return not self.text[slice(*self.blocks[-1].span)].strip("-+*.)0123456789 \t")

    def is_lazy(self, cursor: Cursor, indent: int, stop: int, *, blank: bool) -> bool:
        """Whether a line that leaves a container goes on with the paragraph in it."""
        if blank or self.paragraph is None or self.fence is not None or self.html is not None:
            return False
        return indent >= _CODE or not self.begins(cursor.end, stop)

    def begins(self, end: int, stop: int) -> bool:
        """Whether a block begins here, outside of the container with the open paragraph."""
        text, first = self.text, self.text[stop]
        return (
            first == ">"
            or (first == "#" and _HEADING.match(text, stop, end) is not None)
            or (first in "`~" and self.fence_at(stop, end) is not None)
            or (first in "*-_" and _BREAK.match(text, stop, end) is not None)
            or (first == "<" and self.html_at(stop, end, interrupting=True) is not None)
            or self.marker_at(stop, end, interrupting=False) is not None
        )

    def marker_at(self, stop: int, end: int, *, interrupting: bool) -> re.Match[str] | None:
        """The marker of a list item; only one that is not empty, and 1 of a number, ends a paragraph."""
        match = _MARKER.match(self.text, stop, end)
        if match is None or not interrupting:
            return match
        rest = self.text[match.end() : end].strip(" \t")
        return (
            match
            if rest and (not match.group()[0].isdigit() or int(match.group()[:-1]) == 1)
            else None
        )

    def fence_at(self, stop: int, end: int) -> re.Match[str] | None:
        """The opening of a fence; behind backticks no other backtick stands."""
        match = _FENCE.match(self.text, stop, end)
        return match if match and not (match.group(1)[0] == "`" and "`" in match.group(2)) else None

    def html_at(self, stop: int, end: int, *, interrupting: bool) -> re.Pattern[str] | None:
        """What ends the block of HTML that begins here."""
        for start, last, interrupts in _html_blocks():
            if (interrupts or not interrupting) and start.match(self.text, stop, end):
                return last
        return None

    def close(self, depth: int) -> None:
        """Close all containers but so many, and what is open in them."""
        del self.stack[depth:]
        self.paragraph = None
        self.fence = self.html = None

    def opened(self, cursor: Cursor) -> None:
        """What a line begins: containers first, then one leaf."""
        while True:
            indent, stop = cursor.indent()
            if stop >= cursor.end:
                self.paragraph = None
                return
            if indent >= _CODE and self.paragraph is None:
                self.code(cursor)
                return
            if indent >= _CODE or not self.container(cursor, indent, stop):
                break
        if indent >= _CODE or not self.leaf(cursor.end, stop):
            self.text_line(Span(stop, cursor.end))

    def container(self, cursor: Cursor, indent: int, stop: int) -> bool:
        """Open the quote or the list item that begins here."""
        if len(self.stack) >= _DEEPEST:
            return False
        if self.text[stop] == ">":
            self.stack.append(_Container(None, None, self.number))
            self.paragraph = None
            self.in_quote(cursor, indent)
            return True
        if self.text[stop] in "*-_" and (
            _BREAK.match(self.text, stop, cursor.end) or self.is_underline(stop, cursor.end)
        ):
            return False
        marker = self.marker_at(stop, cursor.end, interrupting=self.paragraph is not None)
        if marker is None:
            return False
        self.paragraph = None
        before = cursor.column
        cursor.skip(indent)
        cursor.to(marker.end())
        space, after = cursor.indent()
        if after == cursor.end or space > _CODE:
            space = 1
        index = self.add(ITEM, Span(stop, cursor.end))
        self.stack.append(_Container(cursor.column - before + space, index, self.number))
        cursor.skip(min(space, cursor.end - cursor.at) if after == cursor.end else space)
        return True

    def is_underline(self, stop: int, end: int) -> bool:
        """Whether this makes a heading of the paragraph above."""
        return self.paragraph is not None and _UNDERLINE.match(self.text, stop, end) is not None

    def leaf(self, end: int, stop: int) -> bool:
        """Open or add the leaf that begins here; False for a line of text."""
        text, first = self.text, self.text[stop]
        if first in "=-" and self.is_underline(stop, end):
            self.underline(1 if first == "=" else 2)
            return True
        if first == "#" and (match := _HEADING.match(text, stop, end)):
            start, last = match.span(2) if match.group(2) is not None else (stop, stop)
            self.paragraph = None
            self.add(HEADING, Span(start, last), level=len(match.group(1)))
            return True
        if first in "`~" and (match := self.fence_at(stop, end)):
            self.paragraph = None
            after = line_end(text, end)
            index = self.add(FENCE, Span(after, after), info=match.group(2).strip())
            self.fence = match.group(1), index
            return True
        if first in "*-_" and _BREAK.match(text, stop, end):
            self.paragraph = None
            return True
        last_of = (
            self.html_at(stop, end, interrupting=self.paragraph is not None)
            if first == "<"
            else None
        )
        if last_of is None:
            return False
        self.paragraph = None
        kind = COMMENT if text.startswith("<!--", stop) else HTML
        self.html = last_of, self.add(kind, Span(stop, end))
        self.in_html(stop, end)
        return True

    def underline(self, level: int) -> None:
        """Make a heading of the open paragraph."""
        assert self.paragraph is not None  # noqa: S101 - a paragraph is open
        first = self.blocks[self.paragraph]
        last = self.blocks[-1]
        heading = Block(HEADING, Span(first.span.start, last.span.end), level, first.parent)
        self.blocks[self.paragraph :] = [heading]
        self.paragraph = None

    def code(self, cursor: Cursor) -> None:
        """A line that is code by its indentation."""
        last = self.blocks[-1] if self.blocks else None
        if last is not None and last.kind == CODE and last.parent == self.parent:
            self.extend(len(self.blocks) - 1, cursor.end)
        else:
            self.add(CODE, Span(cursor.at, cursor.end))

    def in_fence(self, cursor: Cursor, indent: int, stop: int) -> None:
        """A line of an open fence, or the one that closes it."""
        assert self.fence is not None  # noqa: S101 - asked before
        marks, index = self.fence
        rest = self.text[stop : cursor.end].rstrip(" \t")
        if indent < _CODE and len(rest) >= len(marks) and not rest.strip(marks[0]):
            self.fence = None
        else:
            self.extend(index, line_end(self.text, cursor.end))

    def in_html(self, at: int, end: int) -> None:
        """A line of open HTML, perhaps its last."""
        assert self.html is not None  # noqa: S101 - asked before
        last, index = self.html
        is_blank = not self.text[at:end].strip(" \t")
        # A blank line ends some of them, and is no part of them.
        is_ended_by_blank = last.pattern == "^$"
        if not (is_blank and is_ended_by_blank):
            self.extend(index, end)
        if is_blank if is_ended_by_blank else last.search(self.text, at, end):
            self.html = None

    def text_line(self, span: Span) -> None:
        """A line of a paragraph."""
        index = self.add(TEXT, span)
        if self.paragraph is None:
            self.paragraph = index

    @property
    def parent(self) -> int | None:
        """The item that is open."""
        return next((each.item for each in reversed(self.stack) if each.item is not None), None)

    def add(self, kind: int, span: Span, *, level: int | None = None, info: str = "") -> int:
        """Add a block where the scan stands; its index."""
        depth = sum(each.item is not None for each in self.stack) if level is None else level
        self.blocks.append(Block(kind, span, depth, self.parent, info))
        return len(self.blocks) - 1

    def extend(self, index: int, end: int) -> None:
        """Let a block reach to an offset."""
        block = self.blocks[index]
        self.blocks[index] = block._replace(span=Span(block.span.start, end))
