"""Turns changes into text edits, in the style of the text around them; knows brackets, no format.

JSON needs no more; YAML's block style builds on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from json.encoder import encode_basestring as _written
from json.encoder import encode_basestring_ascii as _ascii

from ..text.source import Place, Span
from ..text.typed import Protocol
from .changes import (
    AddItem,
    AddKey,
    DocumentChange,
    Edit,
    Remove,
    RenameKey,
    SetList,
    SetText,
    SetValue,
)
from .members import Container, Member

_ESCAPED = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


class UnsafeError(Exception):
    """The change cannot be made safely."""


class Editable(Protocol):
    """What an editor asks of a document: where things are, and what stands beside a value."""

    def span(self, place: Place) -> Span:
        """Where a value or key stands.

        Raises:
            KeyError: there is none.
        """

    def container(self, steps: tuple[str | int, ...]) -> Container:
        """The container at these steps.

        Raises:
            KeyError: there is none.
        """


class FlowEditor:
    """Makes edits for containers in brackets."""

    def __init__(self, document: Editable, text: str) -> None:
        self.document = document
        self.text = text
        self._read: dict[tuple[str | int, ...], tuple[Container, dict[str | int, int]]] = {}

    def container(self, steps: tuple[str | int, ...]) -> tuple[Container, Mapping[str | int, int]]:
        """The container at these steps, with the index of each key; read once for all its edits."""
        if steps not in self._read:
            container = self.document.container(steps)
            indexes = {member.key: index for index, member in enumerate(container.members)}
            self._read[steps] = container, indexes
        return self._read[steps]

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """The edits in order and without overlaps, or None where a change is not safe."""
        try:
            if len(changes) == 1 and isinstance(changes[0], SetValue):  # nearly all
                return (self._set(changes[0].place, changes[0].value),)
            if len(changes) == 1 and isinstance(changes[0], Remove):  # most of the others
                steps = changes[0].place.steps
                return tuple(self._remove(steps[:-1], steps[-1:]))
            return _in_order(list(self._all(changes)))
        except (UnsafeError, KeyError):
            return None

    def _all(self, changes: tuple[DocumentChange, ...]) -> Iterator[Edit]:
        removed: dict[tuple[str | int, ...], set[str | int]] = {}
        for change in changes:
            if isinstance(change, Remove):
                *parent, last = change.place.steps
                removed.setdefault(tuple(parent), set()).add(last)
            elif isinstance(change, SetValue):
                yield self._set(change.place, change.value)
            elif isinstance(change, SetText):
                yield self.replace(change.place, self.written(change.value))
            elif isinstance(change, SetList):
                yield self.replace(change.place, self.new_list(change))
            elif isinstance(change, RenameKey):
                yield self._rename(change)
            elif isinstance(change, AddItem):
                yield self.append(change, self.container(change.place.steps)[0])
            else:
                yield self.add(change, *self.container(change.place.steps))
        for steps, keys in removed.items():
            yield from self._remove(steps, keys)

    def quoted(self, old: Span, new: str, place: Place) -> str:
        """A string, or a key where the place is one, in the style of the one that it replaces."""
        del place
        was = self.text[old.start : old.end]
        if not was.startswith('"'):
            raise UnsafeError
        # A lone surrogate can only be written as an escape.
        ascii_only = "\\u" in was and was.isascii() and bool(_ESCAPED.search(was))
        return _ascii(new) if ascii_only or not _is_encodable(new) else _written(new)

    def _set(self, place: Place, value: str) -> Edit:
        span = self.document.span(place)
        return Edit(span, self.quoted(span, value, place))

    def replace(self, place: Place, value: str) -> Edit:
        """Write what is written already where a value of any type stands."""
        return Edit(self.document.span(place), value)

    def _rename(self, change: RenameKey) -> Edit:
        place = Place(change.place.steps, is_key=True)
        if change.key in self.container(place.steps[:-1])[1]:
            raise UnsafeError
        span = self.document.span(place)
        return Edit(span, self.quoted(span, change.key, place))

    def _remove(self, steps: tuple[str | int, ...], keys: Collection[str | int]) -> Iterator[Edit]:
        container, indexes = self.container(steps)
        gone = sorted([indexes[key] for key in keys])
        if len(gone) == len(container.members):
            yield self.empty(steps, container)
        else:
            yield from self.remove(container, gone)

    def empty(self, steps: tuple[str | int, ...], container: Container) -> Edit:
        """Take out everything between the brackets."""
        del steps
        span = Span(container.span.start + 1, container.span.end - 1)
        return self.cut(span.start, span.end)

    def remove(self, container: Container, gone: Sequence[int]) -> Iterator[Edit]:
        """Take out some members, not all: each run with the comma before it, the first with the one after."""
        members = container.members
        for first, last in runs(gone):
            if first == 0:
                yield self.cut(members[0].key_span.start, members[last + 1].key_span.start)
            else:
                yield self.cut(members[first - 1].span.end, members[last].span.end)

    def add(self, change: AddKey, container: Container, known: Collection[str | int]) -> Edit:
        """Add a key that is not known after the last, separated as its siblings are."""
        text, members = self.text, container.members
        if change.key in known:
            raise UnsafeError
        if not members:
            start = container.span.start + 1
            # The white space of an empty object is no style of anything.
            return Edit(
                Span(start, container.span.end - 1),
                self.new_key(change.key, None) + ": " + self.new_list(change),
            )
        last = members[-1]
        colon = text[last.key_span.end : last.span.start]
        gap = self._gap(container, is_loose=colon.endswith(" "))
        if colon.strip() != ":" or last.span.start == last.span.end:
            raise UnsafeError
        at = last.span.end
        return Edit(
            Span(at, at), gap + self.new_key(change.key, last) + colon + self.new_list(change)
        )

    def append(self, change: AddItem, container: Container) -> Edit:
        """Add a string after the last item, separated as its siblings are."""
        members = container.members
        if not members:
            inside = Span(container.span.start + 1, container.span.end - 1)
            return Edit(inside, self.new_item(change, None))
        last = members[-1]
        if not isinstance(last.key, int):
            raise UnsafeError
        gap = self._gap(container, is_loose=True)
        return Edit(Span(last.span.end, last.span.end), gap + self.new_item(change, last))

    def _gap(self, container: Container, *, is_loose: bool) -> str:
        """The comma and the white space that stand between two members of brackets that have some."""
        members = container.members
        if len(members) > 1:
            gap = self.text[members[-2].span.end : members[-1].key_span.start]
        else:
            lead = self.text[container.span.start + 1 : members[-1].key_span.start]
            gap = "," + (lead if "\n" in lead else " " if is_loose else "")
        if gap.strip() != ",":
            raise UnsafeError
        return gap

    def new_item(self, change: AddItem, sibling: Member | None) -> str:
        """A string as its sibling is written."""
        if sibling is None or not isinstance(sibling.key, int):
            return self.written(change.value)
        return self.quoted(sibling.span, change.value, Place((*change.place.steps, sibling.key)))

    def written(self, value: str) -> str:
        """A string in double quotes."""
        return _written(value) if _is_encodable(value) else _ascii(value)

    def new_list(self, change: AddKey | SetList) -> str:
        """The items of a change, in brackets."""
        items = [self.new_item(AddItem(change.place, item), None) for item in change.items]
        return f"[{', '.join(items)}]"

    def new_key(self, key: str, sibling: Member | None) -> str:
        """A key as its sibling is written."""
        del sibling
        return _written(key)

    def cut(self, start: int, end: int) -> Edit:
        """Take out a stretch of text; nothing but members, commas and white space may stand in it."""
        return Edit(Span(start, end), "")


def runs(indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of neighbours, from indexes in order."""
    first = last = indexes[0]
    for index in indexes[1:]:
        if index != last + 1:
            yield first, last
            first = index
        last = index
    yield first, last


def _in_order(edits: list[Edit]) -> tuple[Edit, ...] | None:
    """The edits by place; cuts that overlap become one, anything else that overlaps is unsafe."""
    merged: list[Edit] = []
    for edit in sorted(edits):
        before = merged[-1] if merged else None
        if before is None or edit.span.start >= before.span.end:
            merged.append(edit)
        elif before.text == edit.text == "":
            end = max(before.span.end, edit.span.end)
            merged[-1] = Edit(Span(before.span.start, end), "")
        else:
            return None
    return tuple(merged)


def _is_encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
