"""Reads YAML 1.2 (core schema, safe types only) with places; knows no task and no rule.

The events are ruamel.yaml's (`yaml_events`); what they mean is decided in `yaml_builder`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, Any
from .changes import DocumentChange, Edit
from .members import Container, DuplicateKey, Member
from .nodes import Document, SyntaxProblem
from .yaml_builder import Builder, MemberPlaces, RefusedError
from .yaml_events import Events, hidden_letters, many_tag_directives, may_be_read, readers

if TYPE_CHECKING:
    from .yaml_edits import YamlEditor

_COLON = re.compile(r"[ \t]*:")
_IGNORE = re.compile(
    r"#(?<![^ \t\r\n#]#)[ \t]*(?i:modsquad:[ \t]*ignore)\b(?:[ \t]*\[([^\]\r\n]*)(\])?)?"
)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_CODE = re.compile(r"[^\s,]+")


def parse(source: Source) -> Document | SyntaxProblem:
    """The document, or the first thing that makes the text no document of safe types."""
    text = source.text
    if text.startswith("\ufeff"):
        return SyntaxProblem(
            Span(0, 1), "a second byte order mark stands here", "take it away; editors hide it"
        )
    if (many := many_tag_directives(text)) is not None:
        return many
    first, *others = readers(text)
    answer = _read(source, first)
    if isinstance(answer, SyntaxProblem) and others:
        again = _read(source, others[0])
        if isinstance(again, YamlDocument) or not may_be_read(text, again.span.start):
            return again
    return answer


def _read(source: Source, events: Events) -> YamlDocument | SyntaxProblem:
    text = source.text
    hidden = hidden_letters(text)
    builder = Builder(text, {stands: letter for letter, stands in hidden.items()})
    try:
        builder.read(events(text.translate(hidden) if hidden else text))
    except RefusedError as refused:
        return refused.problem
    except YAMLError as error:
        from .yaml_errors import problem_of

        marked = error if isinstance(error, MarkedYAMLError) else None
        bracket = next((node.start for node in reversed(builder.stack[1:]) if node.is_flow), None)
        return problem_of(source, marked, bracket)
    return YamlDocument(source, builder)


class YamlDocument(Document):
    """A YAML text that was read."""

    def __init__(self, source: Source, builder: Builder) -> None:
        self._source = source
        self._root = builder.root
        self._duplicates = builder.duplicates
        self._has_properties = builder.has_properties
        self.value: Any = builder.root.value[0] if builder.root.value else None

    def span(self, place: Place) -> Span:
        """Where a value or key stands; of an alias the alias, below it what it repeats."""
        key_start, key_end, start, end, _ = self._member(place.steps)
        return Span(key_start, key_end) if place.is_key else Span(start, end)

    def _member(self, steps: tuple[str | int, ...]) -> MemberPlaces:
        if not self._root.members:
            if steps:
                raise KeyError(steps)
            return (0, 0, 0, 0, None)
        member: MemberPlaces = self._root.members[0]
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
        if node is None or (not node.is_flow and self.is_flow(steps)):
            raise KeyError(steps)
        members = enumerate(node.members)
        if type(node.value) is dict:
            members = node.members.items()
            if not all(_COLON.match(self._source.text, spans[1]) for _, spans in members):
                raise KeyError(steps)
        return Container(
            Span(start, end),
            tuple(Member(key, Span(*spans[:2]), Span(*spans[2:4])) for key, spans in members),
        )

    def is_flow(self, steps: tuple[str | int, ...]) -> bool:
        """Whether these steps lead into brackets."""
        nodes = [self._member(steps[:count])[4] for count in range(len(steps) + 1)]
        return any(node.is_flow for node in nodes if node is not None)
