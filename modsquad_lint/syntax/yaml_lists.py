"""Puts an item at the end of a list of mappings in a YAML text, as the items there are written, and takes it out again.

Nothing else of the text changes, to the byte. Knows no task; what the item holds is its caller's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..text.blocks import newline_of
from ..text.source import Place
from ..text.typed import NamedTuple
from .members import Member
from .yaml import YamlDocument

Steps = tuple[str | int, ...]

_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n|\Z)")
_COMMENT = re.compile(r"\r?\n((?:[ \t]*\r?\n)*)( *)#[^\r\n]*(?=\r?\n|\Z)")
_EMPTY = re.compile(r"[ \t]*\[\]")


class ListStyle(NamedTuple):
    """How a list of mappings is written, each of which has a list of its own.

    Attributes:
        indent: what stands before the dash of an item.
        gap: what stands between a dash and the first key.
        inner: how much further the dashes of the inner list stand than the keys of the item.
    """

    indent: str = "  "
    gap: str = " "
    inner: str = "  "

    @property
    def keys(self) -> str:
        """What stands before the other keys of an item."""
        return f"{self.indent} {' ' * len(self.gap)}"


Written = Callable[[ListStyle], Sequence[str]]
"""The lines of an item in a style, indented, without line ends."""


def style_of(document: YamlDocument, text: str, steps: Steps, inner: str) -> ListStyle:
    """How an item of a list is written; `inner` is its key whose value is a list.

    Raises:
        KeyError: it is not written in lines of its own.
    """
    start = document.container(steps).span.start
    before = text[text.rfind("\n", 0, start) + 1 : start]
    match = re.fullmatch(r"( *)-( +)", before)
    if match is None:
        raise KeyError(steps)
    style = ListStyle(match[1], match[2])
    members = document.container((*steps, inner)).members
    start = members[0].key_span.start if members else 0
    nested = re.fullmatch(r"( *)-( +)", text[text.rfind("\n", 0, start) + 1 : start])
    further = len(nested[1]) - len(style.keys) if nested else 0
    return style._replace(inner=" " * max(further, 0))


def with_item(document: YamlDocument, text: str, key: str, inner: str, written: Written) -> str:
    """The text with an item at the end of the list under a key at the top.

    Raises:
        KeyError: there is no such list, or it is written in another way than in lines.
    """
    newline = newline_of(text)
    container = document.container((key,))
    if not container.members:
        at = _after_key(document, text, key)
        end = _line_end(text, at + len("[]"))
        before = text[:at].rstrip(" \t") + text[at + 2 : end]
        return before + _lines(written(ListStyle()), newline) + text[end:]
    last = len(container.members) - 1
    if document.is_flow((key,)):
        raise KeyError(key)
    lines = written(style_of(document, text, (key, last), inner))
    end = _item_end(text, container.members[last])
    gap = newline if _are_apart(text, container.members) else ""
    return text[:end] + gap + _lines(lines, newline) + text[end:]


def without_item(
    document: YamlDocument, text: str, key: str, index: int, inner: str, written: Written
) -> str | None:
    """The text before `with_item` put an item there; None where it is not as that wrote it.

    Raises:
        KeyError: it is not written in lines of its own.
    """
    newline = newline_of(text)
    lines = written(style_of(document, text, (key, index), inner))
    members = document.container((key,)).members
    others = [*members[:index], *members[index + 1 :]]
    gap = newline if _are_apart(text, others) else ""
    block = gap + _lines(lines, newline)
    start = members[index].key_span.start
    at = text.rfind(block, 0, start + len(block))
    end = at + len(block)
    if not at < start < end or not re.match(r"\r?\n|\Z", text[end:]):
        return None
    if others:
        return text[:at] + text[end:]
    # What the list was before it had an item.
    head = document.span(Place((key,), is_key=True)).end + 1
    return f"{text[:head]} []{text[head:at]}{text[end:]}"


def _lines(lines: Sequence[str], newline: str) -> str:
    return "".join(f"{newline}{line}" for line in lines)


def _after_key(document: YamlDocument, text: str, key: str) -> int:
    """Where the empty brackets of a list begin that stand behind its key."""
    colon = document.span(Place((key,), is_key=True)).end
    match = _EMPTY.match(text, colon + 1)
    if match is None:
        raise KeyError(key)
    return match.end() - 2


def _line_end(text: str, at: int) -> int:
    rest = _REST.match(text, at)
    if rest is None:
        raise KeyError(at)
    return rest.end()


def _item_end(text: str, member: Member) -> int:
    """Where the last line of an item ends, comments that are indented as a part of it included."""
    start, end = member.span
    while text[end - 1] in "\r\n":
        end -= 1
    end = _line_end(text, end)
    column = start - text.rfind("\n", 0, start) - 1
    while (match := _COMMENT.match(text, end)) and len(match[2]) >= column:
        end = match.end()
    return end


def _are_apart(text: str, members: Sequence[Member]) -> bool:
    """Whether an empty line stands before the last of several items."""
    if len(members) < 2:  # noqa: PLR2004 - the first has no other before it
        return False
    # A block scalar ends behind its line end.
    between = text[members[-2].span.end - 1 : members[-1].key_span.start]
    return re.search(r"\n[ \t]*\r?\n", between) is not None
