"""Finds the places of values and keys in a JSON text that was read; knows no task and no rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..text.source import Place, Span
from .members import Container, DuplicateKey, Member

_member, _span = Member._make, Span._make

_SEARCHED = 4096
"""Characters of an object in which a key is looked for by its letters."""

_Key = tuple[int, int, int]
"""Where the key of a member starts and ends, and where its value starts."""
_Walked = tuple[str | int, _Key, int]
"""A key or an index, its place, and where its value ends."""


class Finder:
    """Where the values and keys of one text stand; walks along it no further than it is asked for."""

    def __init__(self, text: str, *, has_duplicates: bool) -> None:
        """Begin with nothing known.

        Args:
            text: sound JSON.
            has_duplicates: whether a key stands twice in any of them.
        """
        self._text = text
        self._has_duplicates = has_duplicates
        # Without the Python around the scanner, which only makes better errors.
        self._skip_value = json.JSONDecoder(parse_int=float).scan_once  # type: ignore[attr-defined]
        # All that stands between two values of a sound text.
        self._skip_gap = re.compile(r"[ \t\n\r,:]*").match
        self._top = self._next(0)
        # Of each depth the container that was asked for last, and where it starts: what comes next mostly
        # lies near.
        self._latest: dict[int, tuple[tuple[str | int, ...], int]] = {0: ((), self._top)}
        # A finding's place is often that of its fix as well.
        self._asked: tuple[Place | None, Span] = None, Span(0, 0)
        # By a key: how the first object that was searched for it began, up to the colon, if with that key.
        # Most objects begin alike.
        self._beginnings: dict[str, str] = {}
        # By the start of a list: where its items start, as far as they were asked for.
        self._items: dict[int, list[int]] = {}
        # By the start of an object: the members found so far, and how to find more.
        self._members: dict[int, tuple[dict[str, _Key], Iterator[_Walked]]] = {}

    def span(self, place: Place) -> Span:
        """Where a value or key stands; among equal keys the last, whose value holds.

        Raises:
            KeyError: there is none.
        """
        asked, span = self._asked
        if asked is place:
            return span
        steps, is_key = place
        if not steps:
            span = Span(self._top, self._top if is_key else self._end(self._top))
        elif is_key:
            start, end, _ = self._key(self._container(steps[:-1]), steps[-1])
            span = Span(start, end)
        else:
            start = self._value(self._container(steps[:-1]), steps[-1])
            span = _span((start, self._end(start)))
        self._asked = place, span
        return span

    def duplicates(self) -> Iterator[DuplicateKey]:
        """Keys that stand twice in one object, in no order."""
        containers = [self._top]
        while containers:
            firsts: dict[str | int, Span] = {}
            for key, (key_start, key_end, start), _ in self._walk(containers.pop()):
                span = Span(key_start, key_end)
                first = firsts.setdefault(key, span)
                if first is not span and isinstance(key, str):
                    yield DuplicateKey(span, first, key)
                if self._text[start] in "{[":
                    containers.append(start)

    def container(self, steps: tuple[str | int, ...]) -> Container:
        """The container at these steps.

        Raises:
            KeyError: there is none.
        """
        start = self._container(steps)
        members = [
            _member((key, _span((key_start, key_end)), _span((value, end))))
            for key, (key_start, key_end, value), end in self._walk(start)
        ]
        return Container(Span(start, self._end(start)), tuple(members))

    def _next(self, at: int) -> int:
        """Where what stands next begins: a value, a key, or a closing bracket."""
        return self._skip_gap(self._text, at).end()  # type: ignore[union-attr]  # may be empty

    def _end(self, start: int) -> int:
        """Where the value that begins here ends."""
        return self._skip_value(self._text, start)[1]  # type: ignore[no-any-return]

    def _container(self, steps: tuple[str | int, ...]) -> int:
        """Where the container at these steps begins."""
        latest = self._latest.get(len(steps))
        if latest is None or latest[0] != steps:
            start = self._value(self._container(steps[:-1]), steps[-1])
            self._latest[len(steps)] = steps, start
            return start
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
        # What stood before the latest item, with how that began: mostly it comes again.
        between = ""
        while len(items) < wanted:
            end = self._end(at)
            if between and text.startswith(between, end):
                at = end + len(between) - 1
            else:
                at = self._next(end)
                between = text[end : at + 1]
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
            self._members[start] = {}, self._walk(start)
        known, more = self._members[start]
        if key not in known or self._has_duplicates:
            for name, member, _ in more:
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
        text = self._text
        beginning = self._beginnings.get(key)
        if beginning and text.startswith(beginning, start):
            end = start + len(beginning)
            return end - len(key) - 3, end - 1, self._next(end)
        if beginning is None and not (key.isascii() and key.isidentifier()):
            return None
        letters = f'"{key}":'
        end = text.find("}", start, start + _SEARCHED)
        at = text.find(letters, start, end) if end > 0 else -1
        if at < 0 or text[at - 1] == "\\" or text.rfind("{", start, at) != start:
            return None
        end = at + len(letters)
        if beginning is None:
            self._beginnings[key] = text[start:end] if self._next(start + 1) == at else ""
        return at, end - 1, self._next(end)

    def _walk(self, start: int) -> Iterator[_Walked]:
        """The members of the value that begins here, in the order of the text; a scalar has none."""
        text = self._text
        bracket = text[start]
        if bracket not in "{[":
            return
        at = self._next(start + 1)
        index = 0
        while text[at] not in "}]":
            key: str | int = index
            key_start = key_end = at
            if bracket == "{":
                key, key_end = self._skip_value(text, at)
                at = self._next(key_end)
            end = self._end(at)
            yield key, (key_start, key_end, at), end
            index += 1
            at = self._next(end)
