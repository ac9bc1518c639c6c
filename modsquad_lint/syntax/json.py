"""Reads strict JSON (RFC 8259), and finds places only when asked; knows no task and no rule."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from itertools import islice

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


@cache
def _skipping() -> tuple[Callable[[str, int], tuple[Any, int]], Callable[[str, int], Any]]:
    """What skips a value, and what skips all that stands between two values of a sound text."""
    # Without the Python around the scanner, which only makes better errors.
    skip_value = json.JSONDecoder(parse_int=float).scan_once  # type: ignore[attr-defined]
    return skip_value, re.compile(r"[ \t\n\r,:]*").match


_MOST_WALKED = 1000
"""Containers whose members are remembered."""

_Found = tuple[str | int, int, int, int, int]
"""A member: its key, where that starts and ends, and its value; items have indexes, of no length."""


class JsonDocument:
    """A JSON text that was read; implements `nodes.Document`."""

    def __init__(self, source: Source, value: object, *, has_duplicates: bool = False) -> None:
        self.value: Any = value
        self._text = source.text
        self._has_duplicates = has_duplicates
        # Where the container starts that was asked for last: it is often asked for again.
        self._latest: tuple[tuple[str | int, ...] | None, int] = (None, 0)
        # By the start of a container: the members found so far, and how to find more.
        self._members: dict[int, tuple[dict[str | int, _Found], Iterator[_Found]]] = {}

    def span(self, place: Place) -> Span:
        """Where a value or key stands; among equal keys the last, whose value holds."""
        _, key_start, key_end, start, end = self._member(place.steps)
        return Span(key_start, key_end) if place.is_key else Span(start, end)

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one object, in the order of the text."""
        if not self._has_duplicates:
            return
        found: list[DuplicateKey] = []
        containers = [self._top]
        while containers:
            firsts: dict[str | int, Span] = {}
            for key, key_start, key_end, start, _ in self._walk(containers.pop()):
                span = Span(key_start, key_end)
                first = firsts.setdefault(key, span)
                if first is not span and isinstance(key, str):
                    found.append(DuplicateKey(span, first, key))
                if self._text[start] in "{[":
                    containers.append(start)
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
        *_, start, end = self._member(steps)
        members = tuple(
            Member(key, Span(key_start, key_end), Span(value_start, value_end))
            for key, key_start, key_end, value_start, value_end in self._walk(start)
        )
        return Container(Span(start, end), members)

    @cached_property
    def _top(self) -> int:
        return _skipping()[1](self._text, 0).end()  # type: ignore[no-any-return]

    def _member(self, steps: tuple[str | int, ...]) -> _Found:
        """The member at the end of these steps; walks each container on the way once."""
        start = self._top
        if not steps:
            return 0, start, start, start, len(self._text.rstrip(" \t\n\r"))
        parent = steps[:-1]
        if parent != self._latest[0]:
            for step in parent:
                start = self._find(start, step)[3]
            self._latest = parent, start
        return self._find(self._latest[1], steps[-1])

    def _find(self, start: int, step: str | int) -> _Found:
        """The member of a container, which is walked no further than needed; of equal keys the last."""
        if start not in self._members:
            if len(self._members) > _MOST_WALKED:
                # Findings come task by task. The document and its list of tasks, walked first, stay.
                self._members = dict(islice(self._members.items(), 2))
            self._members[start] = {}, self._walk(start)
        known, more = self._members[start]
        if step not in known or self._has_duplicates:
            found = self._search(start, step) if isinstance(step, str) else None
            if found is not None:
                known[step] = found
                return found
            for member in more:
                known[member[0]] = member
                if member[0] == step and not self._has_duplicates:
                    break
        return known[step]

    def _search(self, start: int, key: str) -> _Found | None:
        """A member of the object that begins here, by its key's letters; None where that is not sure.

        Sure it is up to the first closing bracket, if none opens before: a quotation mark within a
        string has a backslash before it, and only after a key comes a colon.
        """
        text = self._text
        at = text.find(f'"{key}"', start, text.find("}", start))
        if self._has_duplicates or at < 0 or not (key.isascii() and key.isidentifier()):
            return None
        if text.find("{", start + 1, at) >= 0 or text[at - 1] == "\\":
            return None
        skip_value, skip_gap = _skipping()
        key_end = at + len(key) + 2
        value = skip_gap(text, key_end).end()
        if ":" not in text[key_end:value]:
            return None
        return key, at, key_end, value, skip_value(text, value)[1]

    def _walk(self, start: int) -> Iterator[_Found]:
        """The members of the value that begins here, in the order of the text; a scalar has none."""
        text = self._text
        bracket = text[start]
        if bracket not in "{[":
            return
        skip_value, skip_gap = _skipping()
        at = skip_gap(text, start + 1).end()
        index = 0
        while text[at] not in "}]":
            key: str | int = index
            key_start = key_end = at
            if bracket == "{":
                key, key_end = skip_value(text, at)
                at = skip_gap(text, key_end).end()
            end = skip_value(text, at)[1]
            yield key, key_start, key_end, at, end
            index += 1
            at = skip_gap(text, end).end()
