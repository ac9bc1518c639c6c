"""Makes values and their places from the events of a YAML reader, or says what no tasks file needs.

Of a mark only its index is used: its lines count more line ends than an editor does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..text.source import Span
from ..text.typed import Any, NoReturn
from .members import DuplicateKey
from .nodes import MAX_DEPTH, SyntaxProblem
from .yaml_scalars import PREFIX, SCALAR_TAGS, STRING_TAGS, plain_value

MAX_ALIASED = 1_000_000
MAX_ALIASED_TIMES = 20
"""Characters that aliases may repeat, all together: so many, or so many times those of the file.

As if each value were written out on a line of its own; a file of a few lines can name billions.
"""

_LINE = 16
"""Characters around a value on a line of its own."""

# anchor and tag stand before the value that they belong to, perhaps on lines before it
_PROPERTIES = re.compile(r"(?:[&!][^ \t\r\n,\[\]{}]*(?:[ \t\r\n]+|#[^\r\n]*(?=[\r\n]))*)*")
_SURROGATE = re.compile("[\ud800-\udfff]")
# after "? key" it may stand on a later line
_ANY_COLON = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*(?=[\r\n]))*:")
_TAG = re.compile(r"(?:&\S*\s+)?(!\S*)")


class RefusedError(Exception):
    """Well-formed YAML that is no document of safe types."""

    def __init__(self, start: int, end: int, message: str, help_: str) -> None:
        super().__init__(message)
        self.problem = SyntaxProblem(Span(start, end), message, help_)


# key start and end (of an item: its own start), value start and end, what is below it
MemberPlaces = tuple[int, int, int, int, "Node | None"]


class Node:
    """A mapping or sequence that is open, or was closed at `end`."""

    __slots__ = ("anchor", "before", "end", "height", "is_flow", "key", "members", "start", "value")

    def __init__(self, value: Any, start: int, *, is_flow: bool, before: int) -> None:
        self.value = value
        self.members: Any = {} if type(value) is dict else []
        self.start = start
        self.end = start
        self.is_flow = is_flow
        self.before = before
        self.height = 1
        self.anchor: str | None = None
        self.key: tuple[str, int, int] | None = None


class Builder:
    """Makes values and their places from events, without recursion."""

    def __init__(self, text: str, hidden: Mapping[int, int]) -> None:
        self.text = text
        self.hidden = hidden
        self.root = Node([], 0, is_flow=True, before=0)
        self.stack = [self.root]
        self.duplicates: list[DuplicateKey] = []
        # value, node, how long it is with all that it repeats, how deep it nests
        self.anchors: dict[str, tuple[Any, Node | None, int, int] | None] = {}
        # Characters so far, and of these what aliases repeat.
        self.length = 0
        self.aliased = 0
        self.most_aliased = max(MAX_ALIASED, MAX_ALIASED_TIMES * len(text))
        self.documents = 0
        self.has_properties = False

    def read(self, events: Iterable[Any]) -> None:
        """Read all events; raises RefusedError, and what the reader raises."""
        steps: dict[type, Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            AliasEvent: self._alias,
            SequenceStartEvent: self._open,
            MappingStartEvent: self._open,
            SequenceEndEvent: self._close,
            MappingEndEvent: self._close,
            DocumentStartEvent: self._document,
        }
        for event in events:
            step = steps.get(type(event))
            if step is not None:
                step(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise RefusedError(
                event.start_mark.index,
                max(event.end_mark.index, event.start_mark.index + 1),
                "a second document begins here",
                "a tasks file holds one document; put all tasks into one list",
            )

    def _scalar(self, event: Any) -> None:
        start, end, value = event.start_mark.index, event.end_mark.index, event.value
        anchor, tag = event.anchor, event.tag
        self._refuse_question(start, end)
        if not value.isascii():
            value = self._letters(value, start, end)
        if anchor is not None or tag is not None:
            start = self._after_properties(start, end)
        if event.implicit[0] and tag is None:
            if value == "<<":
                self._refuse_merge(start, end)
            value = plain_value(value)
        elif tag not in STRING_TAGS:
            value = self._tagged(event, tag, value)
        elif start < end and self.text[start] in "|>":
            end = start + len(self.text[start:end].rstrip(" \t\r\n"))
        if start == end:
            start = end = self._empty_place(start)
        length = _LINE + end - start
        self.length += length
        if anchor is not None:
            self.anchors[anchor] = (value, None, length, 0)
        self._add(value, start, end, None)

    def _letters(self, value: str, start: int, end: int) -> str:
        """A value with the letters that were hidden; of half a pair of surrogates nothing can be made."""
        if _SURROGATE.search(value):
            from .yaml_errors import surrogate_in

            span, message, help_ = surrogate_in(self.text, start, end)
            raise RefusedError(*span, message, help_)
        return value.translate(self.hidden) if self.hidden else value

    def _empty_place(self, at: int) -> int:
        """Where an empty value stands: after its colon, whichever of the two readers found it."""
        key = self.stack[-1].key
        colon = None if key is None else _ANY_COLON.match(self.text, key[2])
        return colon.end() if colon else at

    def _refuse_question(self, start: int, end: int) -> None:
        """A "?" that a space follows says that a key comes; both readers see one without, in brackets."""
        if start < end and self.text[start - 1 : start] == "?":
            raise RefusedError(
                start - 1,
                end,
                f'"{self.text[start - 1 : end][:40]}" begins with a question mark, and has no quotes',
                "put it in quotes: readers of YAML disagree about it in brackets",
            )

    def _refuse_merge(self, start: int, end: int) -> None:
        parent = self.stack[-1]
        if type(parent.value) is dict and parent.key is None:
            raise RefusedError(
                start,
                end,
                'the merge key "<<" is not part of YAML 1.2',
                "write the keys out; a whole value may be repeated with an alias",
            )

    def _tagged(self, event: Any, tag: str, value: str) -> Any:
        types = SCALAR_TAGS.get(tag)
        made = plain_value(value)
        if types is None:
            self._refuse_tag(event)
        elif type(made) not in types:
            raise RefusedError(
                event.start_mark.index,
                event.end_mark.index,
                f"{value[:40]!r} is no {tag.removeprefix(PREFIX)}",
                "take the tag away, or write a value of that type",
            )
        return made

    def _refuse_tag(self, event: Any) -> NoReturn:
        start = event.start_mark.index
        found = _TAG.match(self.text, start)
        # Where an anchor follows the tag, both readers start at the anchor.
        before = self.text[:start].rstrip()
        name = before.split()[-1] if before else ""
        if found:
            first, last = found.span(1)
        elif name.startswith("!"):
            first, last = len(before) - len(name), len(before)
        else:
            first, last = start, start + 1
        raise RefusedError(
            first,
            last,
            f"the tag {self.text[first:last]} is not one of YAML's own",
            "take the tag away: a tasks file holds strings, lists and mappings",
        )

    def _alias(self, event: Any) -> None:
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        self._refuse_question(start, end)
        anchored = self.anchors.get(name)
        if anchored is None:
            raise RefusedError(
                start,
                end,
                f"the alias *{name} stands inside the value that it repeats"
                if name in self.anchors
                else f"no anchor &{name} stands before the alias *{name}",
                'write the value out; put a text that begins with "*" in quotes',
            )
        value, node, length, height = anchored
        self.length += length
        self.aliased += length
        if self.aliased > self.most_aliased:
            raise RefusedError(
                start,
                end,
                f"aliases repeat more than {self.most_aliased:,} characters",
                "write out what is needed; this looks like a file made to fill memory",
            )
        if len(self.stack) - 1 + height > MAX_DEPTH:
            self._refuse_depth(start, end)
        self.stack[-1].height = max(self.stack[-1].height, height + 1)
        self._add(value, start, end, node)

    def _refuse_depth(self, start: int, end: int) -> NoReturn:
        raise RefusedError(
            start,
            end,
            f"nested more than {MAX_DEPTH} deep",
            "a tasks file needs four levels; take the extra ones away",
        )

    def _open(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        is_mapping = type(event) is MappingStartEvent
        if event.tag not in {None, "!", PREFIX + ("map" if is_mapping else "seq")}:
            self._refuse_tag(event)
        if event.anchor is not None or event.tag is not None:
            start = self._after_properties(start, len(self.text))
        if len(self.stack) > MAX_DEPTH:
            self._refuse_depth(start, max(end, start + 1))
        parent = self.stack[-1]
        if type(parent.value) is dict and parent.key is None:
            self._refuse_key(start, max(end, start + 1), "a list or mapping")
        self.length += _LINE
        node = Node(
            {} if is_mapping else [],
            start,
            is_flow=bool(event.flow_style) and self.text[start] in "[{",
            before=self.length - _LINE,
        )
        if event.anchor is not None:
            node.anchor = event.anchor
            self.anchors[event.anchor] = None
        self.stack.append(node)

    def _close(self, event: Any) -> None:
        node = self.stack.pop()
        if node.is_flow:
            node.end = event.end_mark.index
        if node.anchor is not None:
            length = self.length - node.before
            self.anchors[node.anchor] = (node.value, node, length, node.height)
        parent = self.stack[-1]
        parent.height = max(parent.height, node.height + 1)
        self._add(node.value, node.start, node.end, node)

    def _add(self, value: Any, start: int, end: int, node: Node | None) -> None:
        parent = self.stack[-1]
        if type(parent.value) is list:
            parent.value.append(value)
            parent.members.append((start, start, start, end, node))
        elif parent.key is None:
            if type(value) is not str:
                self._refuse_key(start, end, self.text[start:end][:40] or "null")
            parent.key = (value, start, end)
        else:
            key, key_start, key_end = parent.key
            parent.key = None
            if key in parent.members:
                first = parent.members[key]
                self.duplicates.append(
                    DuplicateKey(Span(key_start, key_end), Span(first[0], first[1]), key)
                )
            parent.value[key] = value
            parent.members[key] = (key_start, key_end, start, end, node)
        # A block ends with its last value; a flow's end comes with its bracket.
        parent.end = end

    def _refuse_key(self, start: int, end: int, shown: str) -> NoReturn:
        raise RefusedError(
            start,
            end,
            f"{shown} is a key, but no string",
            "put the key in quotes",
        )

    def _after_properties(self, start: int, end: int) -> int:
        self.has_properties = True
        found = _PROPERTIES.match(self.text, start, end)
        return found.end() if found else start
