"""Reads strict JSON (RFC 8259), and finds places only when asked; knows no task and no rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from ..finding import Change, Edit
from ..light import TYPE_CHECKING, Any, NoReturn
from ..source import Place, Source, Span
from .nodes import MAX_DEPTH, Container, Document, DuplicateKey, Member, SyntaxProblem

if TYPE_CHECKING:
    from .edits import FlowEditor


def parse(source: Source) -> Document | SyntaxProblem:
    """The document, or the first thing that makes the text no JSON."""
    has_duplicates = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates
        value = dict(pairs)
        if len(value) != len(pairs):
            has_duplicates = True
        return value

    decoder = json.JSONDecoder(
        object_pairs_hook=members, parse_int=_integer, parse_constant=_refuse_constant
    )
    try:
        value = decoder.decode(source.text)
    except (ValueError, RecursionError):
        sound = False
    else:
        sound = not _too_deep(value)
    if sound:
        return JsonDocument(source, value, has_duplicates=has_duplicates)
    from .json_errors import first_problem

    return first_problem(source)


_MAX_DIGITS = 1000


def _integer(digits: str) -> float:
    # int() takes quadratic time, and refuses more than 4,300 digits for that.
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_CONTAINERS = frozenset({list, dict})


def _too_deep(value: object) -> bool:
    """Whether containers nest deeper than MAX_DEPTH: the decoder's own limit differs by Python."""
    level: list[Any] = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) in _CONTAINERS
        ]
    return bool(level)


# Skips a value at the speed of C; the text has been read before, so it raises nothing.
_skip_value = json.JSONDecoder(parse_int=float).raw_decode
# Between two values of a sound text stands nothing else.
_skip_gap = re.compile(r"[ \t\n\r,:]*").match


class JsonDocument:
    """A JSON text that was read; implements `nodes.Document`."""

    def __init__(self, source: Source, value: object, *, has_duplicates: bool = False) -> None:
        self.value: Any = value
        self._text = source.text
        self._has_duplicates = has_duplicates
        self._members: dict[int, dict[str | int, Member]] = {}

    def span(self, place: Place) -> Span:
        """Where a value or key stands; among equal keys the last, whose value holds."""
        member = self._member(place.steps)
        return member.key_span if place.is_key else member.span

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one object, in the order of the text."""
        if not self._has_duplicates:
            return
        found: list[DuplicateKey] = []
        containers = [self._top()]
        while containers:
            firsts: dict[str | int, Span] = {}
            for key, key_span, span in self._walk(containers.pop()):
                first = firsts.setdefault(key, key_span)
                if first is not key_span and isinstance(key, str):
                    found.append(DuplicateKey(key_span, first, key))
                if self._text[span.start] in "{[":
                    containers.append(span.start)
        yield from sorted(found)

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """None: JSON has no comments."""
        return {}

    def edits(self, changes: tuple[Change, ...]) -> tuple[Edit, ...] | None:
        """The text edits that make these changes; None where a key stands twice."""
        return None if self._has_duplicates else self._editor.edits(changes)

    @cached_property
    def _editor(self) -> FlowEditor:
        from .edits import FlowEditor

        return FlowEditor(self, self._text)

    def container(self, steps: tuple[str | int, ...]) -> Container:
        """The container at these steps."""
        span = self._member(steps).span
        return Container(span, tuple(self._walk(span.start)))

    def _top(self) -> int:
        return _gap_end(self._text, 0)

    def _member(self, steps: tuple[str | int, ...]) -> Member:
        """The member at the end of these steps; walks each container on the way once."""
        start = self._top()
        if not steps:
            return Member(0, Span(start, start), Span(start, len(self._text.rstrip(" \t\n\r"))))
        for step in steps[:-1]:
            start = self._members_at(start)[step].span.start
        return self._members_at(start)[steps[-1]]

    def _members_at(self, start: int) -> dict[str | int, Member]:
        known = self._members.get(start)
        if known is None:
            known = {member.key: member for member in self._walk(start)}
            self._members[start] = known
        return known

    def _walk(self, start: int) -> Iterator[Member]:
        """The members of the value that begins here, in the order of the text; a scalar has none."""
        text = self._text
        bracket = text[start]
        if bracket not in "{[":
            return
        at = _gap_end(text, start + 1)
        index = 0
        while text[at] not in "}]":
            key: str | int = index
            key_span = Span(at, at)
            if bracket == "{":
                key, end = _skip_value(text, at)
                key_span = Span(at, end)
                at = _gap_end(text, end)
            span = Span(at, _skip_value(text, at)[1])
            yield Member(key, key_span, span)
            index += 1
            at = _gap_end(text, span.end)


def _gap_end(text: str, at: int) -> int:
    """Where the white space, comma or colon at an offset ends."""
    gap = _skip_gap(text, at)
    return gap.end() if gap else at
