"""Named tuples of this package are what type checkers take them for: those of `typing`."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from modsquad_lint.text.typed import NamedTuple


class Ours(NamedTuple):
    """A point."""

    x: int
    y: int = 2
    name: str = "here"

    @property
    def double(self) -> int:
        return 2 * self.x


class Theirs(typing.NamedTuple):
    """A point."""

    x: int
    y: int = 2
    name: str = "here"

    @property
    def double(self) -> int:
        return 2 * self.x


class Empty(NamedTuple):
    """Nothing."""


QUESTIONS: dict[str, Callable[[Any], object]] = {
    "made": lambda kind: tuple(kind(1)),
    "by name": lambda kind: tuple(kind(name="there", x=3)),
    "of a sequence": lambda kind: tuple(kind._make([1, 2, "x"])),
    "of too short a sequence": lambda kind: kind._make([1]),
    "without what is required": lambda kind: kind(),
    "with too many": lambda kind: kind(1, 2, "x", 4),
    "with what is unknown": lambda kind: kind(1, z=2),
    "replaced": lambda kind: tuple(kind(1)._replace(y=5)),
    "replaced in vain": lambda kind: kind(1)._replace(z=5),
    "as a mapping": lambda kind: kind(1)._asdict(),
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__),
    "methods": lambda kind: kind(4).double,
    "signature": lambda kind: [*inspect.signature(kind).parameters],
    "document": inspect.getdoc,
    "no other attributes": lambda kind: setattr(kind(1), "other", 1),
    "frozen": lambda kind: setattr(kind(1), "x", 2),
    "shown": lambda kind: repr(kind(1)).partition("(")[2],
    "copied": lambda kind: copy.copy(kind(1)) == kind(1),
    "pickled": lambda kind: pickle.loads(pickle.dumps(kind(1))) == kind(1),  # noqa: S301 - its own
    "module": lambda kind: kind.__module__,
}


def answer(question: Callable[[Any], object], kind: object) -> object:
    try:
        return question(kind)
    except (AttributeError, TypeError, ValueError) as error:
        return type(error)


@pytest.mark.parametrize("name", QUESTIONS)
def test_as_of_typing(name: str) -> None:
    assert answer(QUESTIONS[name], Ours) == answer(QUESTIONS[name], Theirs)


def test_without_fields() -> None:
    assert Empty() == ()
