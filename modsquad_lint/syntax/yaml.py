"""Reads YAML 1.2 (core schema, safe types only) with places; knows no task and no rule.

The events are ruamel.yaml's; what they mean is decided here. It has two readers. The one in C is 25
times as quick, and YAML 1.1 in places: it takes no "[C:x]" and no anchor "&a.b". So what it refuses is
read again by the one in Python, which also serves alone where there is no wheel of the other. A text
that both read is the same with either. Two differences are left:

- The one in Python refuses a tab between words outside quotes ("a:<tab>b"), a quoted key in square
  brackets whose colon nothing follows ('["a":b]'), and a "|#". Alone, it refuses what is read elsewhere.
- Of a text longer than MAX_READ_AGAIN, what the one in C refuses stays refused, in its words.

Of a mark only its index is used: its lines count more line ends than an editor does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, Any, NoReturn
from .changes import DocumentChange, Edit
from .nodes import MAX_DEPTH, Container, Document, DuplicateKey, Member, SyntaxProblem

if TYPE_CHECKING:
    from .yaml_edits import YamlEditor

MAX_READ_AGAIN = 100_000
"""Characters; the reader in Python takes a second or two for so many, and of brackets alone four."""

MAX_ALIASED = 1_000_000
MAX_ALIASED_TIMES = 20
"""Characters that aliases may repeat, all together: so many, or so many times those of the file.

As if each value were written out on a line of its own; a file of a few lines can name billions.
"""

MAX_TAG_DIRECTIVES = 10
"""The reader in C compares each with all before it."""


def parse(source: Source) -> Document | SyntaxProblem:
    """The document, or the first thing that makes the text no document of safe types."""
    text = source.text
    if text.startswith("\ufeff"):
        return SyntaxProblem(
            Span(0, 1), "a second byte order mark stands here", "take it away; editors hide it"
        )
    if (many := _many_tag_directives(text)) is not None:
        return many
    first, *others = _readers(text)
    answer = _read(source, first)
    if isinstance(answer, SyntaxProblem) and others:
        again = _read(source, others[0])
        if isinstance(again, YamlDocument) or not _may_be_read(text, again.span.start):
            return again
    return answer


def _many_tag_directives(text: str) -> SyntaxProblem | None:
    for lines in _DIRECTIVES.finditer(text) if "%TAG" in text else ():
        directives = _TAG_DIRECTIVE.finditer(text, *lines.span())
        for directive in islice(directives, MAX_TAG_DIRECTIVES, None):
            return SyntaxProblem(
                Span(*directive.span()),
                f"more than {MAX_TAG_DIRECTIVES} lines begin with %TAG",
                "take them away: a tasks file needs no tags",
            )
    return None


def _may_be_read(text: str, at: int) -> bool:
    """Whether the reader in Python might have stopped here at something that the one in C can read."""
    stop = text[at : at + 1]
    return (
        stop == "#"
        or "\t" in {stop, text[at - 1 : at]}
        or (stop == ":" and text[:at].rstrip().endswith(("'", '"')))
    )


_Events = Callable[[str], Iterator[Any]]


def _readers(text: str) -> tuple[_Events, ...]:
    """Those to ask, in order, until one reads the text."""
    quick = _events_in_c()
    if quick is None or ("&" in text and _ODD_NAME.search(text)):
        return (_events_in_python,)
    return (quick,) if len(text) > MAX_READ_AGAIN else (quick, _events_in_python)


def _events_in_c() -> _Events | None:
    try:
        from _ruamel_yaml import CParser  # type: ignore[import-not-found]
    except ImportError:
        return None
    return lambda text: iter(CParser(text).get_event, None)


def _events_in_python(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except (AssertionError, OverflowError, ValueError) as error:
        # a version 1.3, a character beyond the last: the reader in C explains
        raise YAMLError from error


def _read(source: Source, events: _Events) -> YamlDocument | SyntaxProblem:
    text = source.text
    hidden = _hidden(text)
    builder = _Builder(text, {stands: letter for letter, stands in hidden.items()})
    try:
        builder.read(events(text.translate(hidden) if hidden else text))
    except _RefusedError as refused:
        return refused.problem
    except YAMLError as error:
        from .yaml_errors import problem_of

        marked = error if isinstance(error, MarkedYAMLError) else None
        bracket = next((node.start for node in reversed(builder.stack[1:]) if node.is_flow), None)
        return problem_of(source, marked, bracket)
    return YamlDocument(source, builder)


def _hidden(text: str) -> dict[int, int]:
    """Letters that the readers take for line ends or nothing, each with one that the text does not have.

    So it was in YAML 1.1. Both would end a comment there, and each would make something else of plain text.
    """
    if text.isascii():
        return {}
    found = [ord(letter) for letter in _OTHERWISE_IN_C if letter in text]
    free = (code for code in range(0xE000, 0xF900) if chr(code) not in text)
    return dict(zip(found, free, strict=False))


class _RefusedError(Exception):
    """Well-formed YAML that is no document of safe types."""

    def __init__(self, start: int, end: int, message: str, help_: str) -> None:
        super().__init__(message)
        self.problem = SyntaxProblem(Span(start, end), message, help_)


# key start and end (of an item: its own start), value start and end, what is below it
_Member = tuple[int, int, int, int, "_Node | None"]


class _Node:
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


_PREFIX = "tag:yaml.org,2002:"
_SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    _PREFIX + "null": (type(None),),
    _PREFIX + "bool": (bool,),
    _PREFIX + "int": (int,),
    _PREFIX + "float": (float, int),
}
_STRING_TAGS = frozenset({None, "!", _PREFIX + "str"})
# anchor and tag stand before the value that they belong to, perhaps on lines before it
_PROPERTIES = re.compile(r"(?:[&!][^ \t\r\n,\[\]{}]*(?:[ \t\r\n]+|#[^\r\n]*(?=[\r\n]))*)*")
# The reader in C ends such a name before its last letter, and takes the rest for the value.
_ODD_NAME = re.compile(r"(?<![^\s,:\[{])&[\w-]+[:?]")
_OTHERWISE_IN_C = "\x85\u2028\u2029\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_COLON = re.compile(r"[ \t]*:")
# after "? key" it may stand on a later line
_ANY_COLON = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*(?=[\r\n]))*:")
# The lines that a document may begin with, and what ends the one before it.
_DIRECTIVES = re.compile(
    r"(?:\A|(?<![^\r\n])\.\.\.(?![^ \t\r\n])[^\r\n]*)(?:[ \t\r\n]+|[#%][^\r\n]*)*"
)
_TAG_DIRECTIVE = re.compile(r"(?<![^\r\n])%TAG")
_TAG = re.compile(r"(?:&\S*\s+)?(!\S*)")

_WORDS = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{
        sign + word: float(sign + "inf")
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS = 1000
_LINE = 16
"""Characters around a value on a line of its own."""


def plain_value(text: str) -> Any:
    """What a plain scalar means in the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text) and len(text) <= _MAX_DIGITS:
        return int(text)
    if _OTHER_INTEGER.fullmatch(text) and len(text) <= _MAX_DIGITS:
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Builder:
    """Makes values and their places from events, without recursion."""

    def __init__(self, text: str, hidden: Mapping[int, int]) -> None:
        self.text = text
        self.hidden = hidden
        self.root = _Node([], 0, is_flow=True, before=0)
        self.stack = [self.root]
        self.duplicates: list[DuplicateKey] = []
        # value, node, how long it is with all that it repeats, how deep it nests
        self.anchors: dict[str, tuple[Any, _Node | None, int, int] | None] = {}
        # Characters so far, and of these what aliases repeat.
        self.length = 0
        self.aliased = 0
        self.most_aliased = max(MAX_ALIASED, MAX_ALIASED_TIMES * len(text))
        self.documents = 0
        self.has_properties = False

    def read(self, events: Iterable[Any]) -> None:
        """Read all events; raises _RefusedError, and what the reader raises."""
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
            raise _RefusedError(
                event.start_mark.index,
                max(event.end_mark.index, event.start_mark.index + 1),
                "a second document begins here",
                "a tasks file holds one document; put all tasks into one list",
            )

    def _scalar(self, event: Any) -> None:
        start, end, value = event.start_mark.index, event.end_mark.index, event.value
        anchor, tag = event.anchor, event.tag
        if not value.isascii():
            value = self._letters(value, start, end)
        if anchor is not None or tag is not None:
            start = self._after_properties(start, end)
        if event.implicit[0] and tag is None:
            if value == "<<":
                self._refuse_merge(start, end)
            value = plain_value(value)
        elif tag not in _STRING_TAGS:
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
            raise _RefusedError(*span, message, help_)
        return value.translate(self.hidden) if self.hidden else value

    def _empty_place(self, at: int) -> int:
        """Where an empty value stands: after its colon, whichever of the two readers found it."""
        key = self.stack[-1].key
        colon = None if key is None else _ANY_COLON.match(self.text, key[2])
        return colon.end() if colon else at

    def _refuse_merge(self, start: int, end: int) -> None:
        parent = self.stack[-1]
        if type(parent.value) is dict and parent.key is None:
            raise _RefusedError(
                start,
                end,
                'the merge key "<<" is not part of YAML 1.2',
                "write the keys out; a whole value may be repeated with an alias",
            )

    def _tagged(self, event: Any, tag: str, value: str) -> Any:
        types = _SCALAR_TAGS.get(tag)
        made = plain_value(value)
        if types is None:
            self._refuse_tag(event)
        elif type(made) not in types:
            raise _RefusedError(
                event.start_mark.index,
                event.end_mark.index,
                f"{value[:40]!r} is no {tag.removeprefix(_PREFIX)}",
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
        raise _RefusedError(
            first,
            last,
            f"the tag {self.text[first:last]} is not one of YAML's own",
            "take the tag away: a tasks file holds strings, lists and mappings",
        )

    def _alias(self, event: Any) -> None:
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        anchored = self.anchors.get(name)
        if anchored is None:
            raise _RefusedError(
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
            raise _RefusedError(
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
        raise _RefusedError(
            start,
            end,
            f"nested more than {MAX_DEPTH} deep",
            "a tasks file needs four levels; take the extra ones away",
        )

    def _open(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        is_mapping = type(event) is MappingStartEvent
        if event.tag not in {None, "!", _PREFIX + ("map" if is_mapping else "seq")}:
            self._refuse_tag(event)
        if event.anchor is not None or event.tag is not None:
            start = self._after_properties(start, len(self.text))
        if len(self.stack) > MAX_DEPTH:
            self._refuse_depth(start, max(end, start + 1))
        parent = self.stack[-1]
        if type(parent.value) is dict and parent.key is None:
            self._refuse_key(start, max(end, start + 1), "a list or mapping")
        self.length += _LINE
        node = _Node(
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

    def _add(self, value: Any, start: int, end: int, node: _Node | None) -> None:
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
        raise _RefusedError(
            start,
            end,
            f"{shown} is a key, but no string",
            "put the key in quotes",
        )

    def _after_properties(self, start: int, end: int) -> int:
        self.has_properties = True
        found = _PROPERTIES.match(self.text, start, end)
        return found.end() if found else start


_IGNORE = re.compile(
    r"#(?<![^ \t\r\n#]#)[ \t]*(?i:modsquad:[ \t]*ignore)\b(?:[ \t]*\[([^\]\r\n]*)(\])?)?"
)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_CODE = re.compile(r"[^\s,]+")


class YamlDocument:
    """A YAML text that was read; implements `nodes.Document`."""

    def __init__(self, source: Source, builder: _Builder) -> None:
        self._source = source
        self._root = builder.root
        self._duplicates = builder.duplicates
        self._has_properties = builder.has_properties
        self.value: Any = builder.root.value[0] if builder.root.value else None

    def span(self, place: Place) -> Span:
        """Where a value or key stands; of an alias the alias, below it what it repeats."""
        key_start, key_end, start, end, _ = self._member(place.steps)
        return Span(key_start, key_end) if place.is_key else Span(start, end)

    def _member(self, steps: tuple[str | int, ...]) -> _Member:
        if not self._root.members:
            if steps:
                raise KeyError(steps)
            return (0, 0, 0, 0, None)
        member: _Member = self._root.members[0]
        for step in steps:
            node = member[4]
            try:
                member = node.members[step]  # type: ignore[union-attr]
            except (AttributeError, IndexError, TypeError) as error:
                raise KeyError(steps) from error
        return member

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one mapping, in the order of the text."""
        return iter(sorted(self._duplicates))

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions in comments: line number to codes with their places."""
        text = self._source.text
        comments = list(_IGNORE.finditer(text))
        if not comments:
            return {}
        scalars = self._scalar_spans()
        starts = [span.start for span in scalars]
        found: dict[int, list[tuple[str, Span]]] = {}
        for comment in comments:
            last = bisect_right(starts, comment.start()) - 1
            if last >= 0 and comment.start() < scalars[last].end:
                continue
            line = self._source.position(comment.start()).line
            is_closed = comment.group(2) is not None
            codes = _CODE.finditer(text, *comment.span(1)) if is_closed else ()
            named = tuple((code.group(), Span(*code.span())) for code in codes)
            found.setdefault(line, []).extend(named or (("", Span(*comment.span())),))
        return {line: tuple(codes) for line, codes in found.items()}

    def _scalar_spans(self) -> list[Span]:
        """Where text stands that is no comment, in order: keys and scalars."""
        text = self._source.text
        spans: set[Span] = set()
        nodes = [self._root]
        while nodes:
            node = nodes.pop()
            members = node.members.values() if type(node.value) is dict else node.members
            for key_start, key_end, start, end, below in members:
                spans.add(Span(key_start, key_end))
                if below is None:
                    # The line of a block scalar's "|" may end in a comment.
                    header = text.startswith(("|", ">"), start)
                    spans.add(Span(text.find("\n", start, end) if header else start, end))
                elif start == below.start:
                    nodes.append(below)
        return sorted(spans)

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The text edits that make these changes; None where that is not safe."""
        return self._editor.edits(changes) if self._is_editable else None

    @cached_property
    def _editor(self) -> YamlEditor:
        from .yaml_edits import YamlEditor

        return YamlEditor(self, self._source.text, parse)

    @cached_property
    def _is_editable(self) -> bool:
        """No anchor, tag or duplicate key, and no tab that could come to indent a value."""
        if self._has_properties or self._duplicates:
            return False
        return _TAB.search(self._source.text) is None

    def container(self, steps: tuple[str | int, ...]) -> Container:
        """The container at these steps, of a document without duplicate keys.

        Raises:
            KeyError: there is none, or one that is seldom written and hard to edit: with a key
                that no colon follows ("? key"), or in brackets without its own ("[a: b]").
        """
        _, _, start, end, node = self._member(steps)
        if node is None:
            raise KeyError(steps)
        if not node.is_flow and self.is_flow(steps):
            raise KeyError(steps)
        if type(node.value) is dict:
            key_ends = [member[1] for member in node.members.values()]
            if not all(_COLON.match(self._source.text, end) for end in key_ends):
                raise KeyError(steps)
        members = node.members.items() if type(node.value) is dict else enumerate(node.members)
        return Container(
            Span(start, end),
            tuple(Member(key, Span(*spans[:2]), Span(*spans[2:4])) for key, spans in members),
        )

    def is_flow(self, steps: tuple[str | int, ...]) -> bool:
        """Whether these steps lead into brackets."""
        nodes = [self._member(steps[:count])[4] for count in range(len(steps) + 1)]
        return any(node.is_flow for node in nodes if node is not None)
