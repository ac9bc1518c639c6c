"""Reads strict JSON (RFC 8259), and finds places only when asked; knows no task and no rule."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property

from ..finding import Change, Edit
from ..light import TYPE_CHECKING, Any, NoReturn
from ..source import Place, Source, Span
from .nodes import MAX_DEPTH, Container, Document, DuplicateKey, Member, SyntaxProblem

if TYPE_CHECKING:
    from .edits import FlowEditor


def parse(source: Source) -> Document | SyntaxProblem:
    """The document, or the first thing that makes the text no JSON."""
    has_duplicates = False
    objects = 0

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates, objects
        objects += 1
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
        return JsonDocument(source, value, objects, has_duplicates=has_duplicates)
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


_SkipValue = Callable[[str, int], tuple[Any, int]]
_SkipGap = Callable[[str, int], Any]


@cache
def _skipping() -> tuple[_SkipValue, _SkipGap]:
    """What skips a value, and what skips all that stands between two values of a sound text."""
    # Without the Python around the scanner, which only makes better errors.
    skip_value = json.JSONDecoder(parse_int=float).scan_once  # type: ignore[attr-defined]
    return skip_value, re.compile(r"[ \t\n\r,:]*").match


_MOST_WALKED = 1000
"""Objects whose members are remembered."""

_SEARCHED = 4096
"""Characters of an object in which a key is looked for by its letters."""

_Key = tuple[int, int, int]
"""Where the key of a member starts and ends, and where its value starts."""


class JsonDocument:
    """A JSON text that was read; implements `nodes.Document`."""

    def __init__(
        self, source: Source, value: object, objects: int, *, has_duplicates: bool = False
    ) -> None:
        self.value: Any = value
        self._text = source.text
        self._objects = objects
        self._has_duplicates = has_duplicates
        # Of each depth the container that was asked for last, and where it starts: what comes next mostly
        # lies near.
        self._latest: dict[int, tuple[tuple[str | int, ...], int]] = {}
        # A finding's place is often that of its fix as well.
        self._asked: tuple[Place, Span] | None = None
        # By the start of a list: where its items start, as far as they were asked for.
        self._items: dict[int, list[int]] = {}
        # By the start of an object: the members found so far, and how to find more.
        self._members: dict[int, tuple[dict[str, _Key], Iterator[tuple[str | int, _Key]]]] = {}

    def span(self, place: Place) -> Span:
        """Where a value or key stands; among equal keys the last, whose value holds."""
        asked = self._asked
        if asked is None or asked[0] is not place:
            asked = self._asked = place, self._span(place.steps, is_key=place.is_key)
        return asked[1]

    def _span(self, steps: tuple[str | int, ...], *, is_key: bool) -> Span:
        if not steps:
            return Span(self._top, self._top if is_key else self._end(self._top))
        above, step = self._container(steps[:-1]), steps[-1]
        if is_key:
            start, end, _ = self._key(above, step)
            return Span(start, end)
        start = self._value(above, step)
        return Span(start, self._end(start))

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one object, in the order of the text."""
        if not self._has_duplicates:
            return
        found: list[DuplicateKey] = []
        containers = [self._top]
        while containers:
            firsts: dict[str | int, Span] = {}
            for key, (key_start, key_end, start) in self._walk(containers.pop()):
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
        start = self._container(steps)
        members = tuple(
            Member(key, Span(key_start, key_end), Span(value, self._end(value)))
            for key, (key_start, key_end, value) in self._walk(start)
        )
        return Container(Span(start, self._end(start)), members)

    # A text without findings needs none of these.

    @cached_property
    def _skip_value(self) -> _SkipValue:
        return _skipping()[0]

    @cached_property
    def _skip_gap(self) -> _SkipGap:
        return _skipping()[1]

    @cached_property
    def _top(self) -> int:
        return self._next(0)

    def _next(self, at: int) -> int:
        """Where what stands next begins: a value, a key, or a closing bracket."""
        return self._skip_gap(self._text, at).end()  # type: ignore[no-any-return]

    @cached_property
    def _has_plain_braces(self) -> bool:
        """Whether no brace stands within a string: each opens an object, or closes one."""
        return self._text.count("{") == self._objects == self._text.count("}")

    def _end(self, start: int) -> int:
        """Where the value that begins here ends."""
        text = self._text
        if text[start] == "{" and self._has_plain_braces:
            end = text.find("}", start) + 1
            if text.find("{", start + 1, end) < 0:
                return end
        return self._skip_value(text, start)[1]

    def _container(self, steps: tuple[str | int, ...]) -> int:
        """Where the container at these steps begins."""
        latest = self._latest.get(len(steps))
        if latest is None or latest[0] != steps:
            start = self._value(self._container(steps[:-1]), steps[-1]) if steps else self._top
            latest = self._latest[len(steps)] = steps, start
        return latest[1]

    def _value(self, start: int, step: str | int) -> int:
        """Where a value begins in the container that begins here."""
        return self._item(start, step) if isinstance(step, int) else self._key(start, step)[2]

    def _item(self, start: int, index: int) -> int:
        """Where an item begins in the list that begins here."""
        items = self._items.get(start)
        if items is None:
            first = self._next(start + 1)
            if self._text[start] != "[" or self._text[first] == "]":
                raise KeyError(index)
            if index == 0:
                return first
            items = self._items[start] = [first]
        if index >= len(items):
            self._walk_on(items, index)
        return items[index]

    def _walk_on(self, items: list[int], index: int) -> None:
        """Find where more items of a list begin: no more than are asked for, or as many as are known."""
        text, wanted = self._text, max(index + 1, 2 * len(items))
        at = items[-1]
        while len(items) < wanted:
            at = self._next(self._end(at))
            if text[at] == "]":
                break
            items.append(at)
        if index >= len(items):
            raise KeyError(index)

    def _key(self, start: int, key: str | int) -> _Key:
        """A member of the object that begins here; of equal keys the last. An item has an empty key."""
        if isinstance(key, int):
            at = self._item(start, key)
            return at, at, at
        if not self._has_duplicates and (found := self._search(start, key)) is not None:
            return found
        if start not in self._members:
            if len(self._members) > _MOST_WALKED:
                self._members.clear()
            self._members[start] = {}, self._walk(start)
        known, more = self._members[start]
        if key not in known or self._has_duplicates:
            for name, member in more:
                if isinstance(name, str):
                    known[name] = member
                if name == key and not self._has_duplicates:
                    break
        return known[key]

    def _search(self, start: int, key: str) -> _Key | None:
        """A member of the object that begins here, by its key's letters; None where that is not sure.

        Sure it is up to the first closing bracket, if none opens before: a quotation mark within a
        string has a backslash before it, and only after a key comes a colon.
        """
        text, letters = self._text, f'"{key}":'
        end = text.find("}", start, start + _SEARCHED)
        at = text.find(letters, start, end) if end > 0 else -1
        if at < 0 or text[at - 1] == "\\" or text.rfind("{", start, at) != start:
            return None
        if not (key.isascii() and key.isidentifier()):
            return None
        end = at + len(letters)
        return at, end - 1, self._next(end)

    def _walk(self, start: int) -> Iterator[tuple[str | int, _Key]]:
        """The members of the value that begins here, in the order of the text; a scalar has none."""
        text, skip_value, skip_gap = self._text, self._skip_value, self._skip_gap
        bracket = text[start]
        if bracket not in "{[":
            return
        at = skip_gap(text, start + 1).end()
        index = 0
        while text[at] not in "}]":
            key: str | int = index
            key_start = key_end = at
            if bracket == "{":
                key, key_end = skip_value(text, at)
                at = skip_gap(text, key_end).end()
            yield key, (key_start, key_end, at)
            index += 1
            at = skip_gap(text, skip_value(text, at)[1]).end()
