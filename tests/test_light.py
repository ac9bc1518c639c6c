from __future__ import annotations

import copy
import enum
import json
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from modsquad_lint.text.errors import Exit
from modsquad_lint.text.light import IntEnum, NamedTuple


def new() -> type[NamedTuple]:
    """A class without instances, whose constructor is not compiled yet."""

    class Light(NamedTuple):
        """A point."""

        x: int
        y: int = 2
        name: str = "here"

        @property
        def double(self) -> int:
            return 2 * self.x

    return Light


Light: Any = new()
Light.__qualname__ = "Light"  # by which pickle finds it
for _ in range(9):
    Light(1)


class Typed(typing.NamedTuple):
    """A point."""

    x: int
    y: int = 2
    name: str = "here"

    @property
    def double(self) -> int:
        return 2 * self.x


USES: dict[str, Callable[[Any], object]] = {
    "defaults": lambda kind: tuple(kind(1)),
    "by name": lambda kind: tuple(kind(name="there", x=3)),
    "fields": lambda kind: kind._fields,
    "attributes": lambda kind: (kind(1).x, kind(1).y, kind(1).name, kind(1).double),
    "replace": lambda kind: tuple(kind(1)._replace(y=5)),
    "asdict": lambda kind: kind(1)._asdict(),
    "equal": lambda kind: kind(1) == (1, 2, "here") and hash(kind(1)) == hash((1, 2, "here")),
    "ordered": lambda kind: kind(1) < kind(1, 3),
    "unpacked": lambda kind: [*kind(4)],
    "shown": lambda kind: repr(kind(1)).partition("(")[2],
    "documented": lambda kind: kind.__doc__,
    "copied": lambda kind: copy.copy(kind(1)) == kind(1) and type(copy.copy(kind(1))) is kind,
    "pickled": lambda kind: type(pickle.loads(pickle.dumps(kind(1)))) is kind,  # noqa: S301
    "no other attributes": lambda kind: hasattr(kind(1), "__dict__"),
    "matched": lambda kind: kind.__match_args__,
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_light_named_tuple_is_as_the_original(use: Callable[[Any], object]) -> None:
    assert use(Light) == use(Typed)


@pytest.mark.parametrize("use", [use for name, use in USES.items() if name != "pickled"])
def test_so_are_the_first_of_a_class(use: Callable[[Any], object]) -> None:
    assert use(new()) == use(Typed)


WRONG: dict[str, Callable[[Any], object]] = {
    "too few": lambda kind: kind(),
    "too many": lambda kind: kind(1, 2, "a", 4),
    "unknown": lambda kind: kind(1, z=1),
    "given twice": lambda kind: kind(1, x=1),
}


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize(
    "make", [lambda: Light, new, lambda: Typed], ids=["light", "first", "typed"]
)
def test_wrong_arguments_are_type_errors(
    make: Callable[[], Any], use: Callable[[Any], object]
) -> None:
    with pytest.raises(TypeError):
        use(make())


def test_unknown_fields_are_not_replaced() -> None:
    with pytest.raises(TypeError, match="no such fields: z"):
        Light(1)._replace(z=2)


class LightLevel(IntEnum):
    """A light."""

    LOW = 1
    HIGH = 3

    def __str__(self) -> str:
        return self.name.lower()


class TypedLevel(enum.IntEnum):
    """A light."""

    LOW = 1
    HIGH = 3

    def __str__(self) -> str:
        return self.name.lower()


@pytest.mark.parametrize(
    "use",
    [
        lambda kind: [(each.name, each.value, str(each), int(each)) for each in kind],
        lambda kind: (kind.LOW < kind.HIGH, max(kind), sorted(kind, reverse=True)),
        lambda kind: (
            kind.LOW == 1,
            hash(kind.LOW),
            {kind.HIGH: "x"}[3],
            isinstance(kind.LOW, int),
        ),
        lambda kind: (f"{kind.LOW}", json.dumps(kind.HIGH), kind.__doc__),
        lambda kind: repr(kind.HIGH).partition(".")[2],
        lambda kind: (kind(3) is kind.HIGH, kind["LOW"] is kind.LOW, len(kind)),
        lambda kind: [copied(kind.LOW) is kind.LOW for copied in (copy.copy, copy.deepcopy)],
        lambda kind: pickle.loads(pickle.dumps(kind.HIGH)) is kind.HIGH,  # noqa: S301
    ],
)
def test_an_enumeration_is_as_that_of_enum(use: Callable[[Any], object]) -> None:
    assert use(LightLevel) == use(TypedLevel)
    assert str(Exit.USAGE) == f"{Exit.USAGE}" == "2"


@pytest.mark.parametrize("kind", [LightLevel, TypedLevel])
def test_what_is_no_member_is_refused(kind: type[IntEnum]) -> None:
    with pytest.raises(ValueError, match="2 is not a valid"):
        kind(2)
    with pytest.raises(KeyError, match="MIDDLE"):
        kind["MIDDLE"]
