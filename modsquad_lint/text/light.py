"""Names of `typing`, `enum` and `re` that the package uses, without importing those; and late imports.

Each of them takes longer to import than a small file takes to check: `typing` and its NamedTuple, which
compiles the annotation of every field, a sixth of a short run, `enum` and `re` together a fifth. Type
checkers see the originals.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from enum import IntEnum
    from typing import Any, BinaryIO, NamedTuple, NoReturn, Protocol, TextIO
else:
    from collections import _tuplegetter

    Any = BinaryIO = NoReturn = Protocol = TextIO = object
    _FEW = 3

    class _Record(tuple):
        """What all named tuples share."""

        __slots__ = ()

        def __new__(cls, *values, **named):  # noqa: ANN002, ANN003, ANN204 - type checkers are not here
            # Compiled for classes with more than a few instances: in a short run hardly any has, and
            # to compile for all of them, as `collections.namedtuple` does, takes a tenth of it.
            if cls._made < _FEW and (bound := cls._bound(values, named)) is not None:
                cls._made += 1
                return tuple.__new__(cls, bound)
            names = ", ".join(cls._fields)
            source = f"lambda _cls, {names}: _new(_cls, ({names},))"
            make = eval(source, {"_new": tuple.__new__})  # noqa: S307 - of names in this package
            make.__defaults__ = cls._defaults
            cls.__new__ = staticmethod(make)
            return make(cls, *values, **named)

        # As of named tuples, but without the check that the values are as many as the fields: it is for
        # the few places that make hundreds of thousands, and takes half the time.
        _make = classmethod(tuple.__new__)

        @classmethod
        def _bound(cls, values, named):  # noqa: ANN001, ANN206
            """A value for each field; None where arguments are missing, or too many."""
            left = cls._fields[len(values) :]
            rest = {
                **dict(zip(reversed(cls._fields), reversed(cls._defaults), strict=False)),
                **named,
            }
            if len(values) > len(cls._fields) or not rest.keys() >= set(left) >= named.keys():
                return None
            return (*values, *map(rest.__getitem__, left))

        def _replace(self, **changed):  # noqa: ANN003, ANN202
            values = [changed.pop(*pair) for pair in zip(self._fields, self, strict=True)]
            if changed:
                raise TypeError(f"no such fields: {', '.join(changed)}")
            return tuple.__new__(type(self), values)

        def _asdict(self):  # noqa: ANN202
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):  # noqa: ANN204
            return tuple(self)

        def __repr__(self):  # noqa: ANN204
            values = [f"{field}={value!r}" for field, value in self._asdict().items()]
            return f"{type(self).__name__}({', '.join(values)})"

    class _Fields(type):
        """Makes a named tuple of a class body: annotations are fields, values are their defaults."""

        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = tuple([body.pop(field) for field in fields if field in body])
            getters = {field: _tuplegetter(at, None) for at, field in enumerate(fields)}
            shared = {"__slots__": (), "__match_args__": fields, "_fields": fields, "_made": 0}
            return type(name, (_Record,), {**body, **getters, **shared, "_defaults": defaults})

    class NamedTuple(metaclass=_Fields):
        """As `typing.NamedTuple`."""

    class _Members(type):
        """Makes an enumeration of a class body: every name in capitals is a member."""

        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204
            values = {key: body.pop(key) for key in [*body] if key.isupper()}
            made = super().__new__(cls, name, bases, {**body, "_members": []})
            for key, value in values.items():
                member = int.__new__(made, value)
                member.name, member.value = key, value
                setattr(made, key, member)
                made._members.append(member)
            return made

        def __call__(cls, value):  # noqa: ANN001, ANN204
            for member in cls._members:
                if member == value:
                    return member
            raise ValueError(f"{value!r} is not a valid {cls.__name__}")

        def __getitem__(cls, name):  # noqa: ANN001, ANN204
            return {member.name: member for member in cls._members}[name]

        def __iter__(cls):  # noqa: ANN204
            return iter(cls._members)

        def __len__(cls) -> int:
            return len(cls._members)

    class IntEnum(int, metaclass=_Members):
        """As `enum.IntEnum`, without what makes more of its members than numbers with names."""

        def __reduce__(self):  # noqa: ANN204
            return type(self), (self.value,)

        def __repr__(self):  # noqa: ANN204
            return f"<{type(self).__name__}.{self.name}: {self.value}>"

        __str__ = int.__repr__

    class _Late:
        """A module that is imported when something of it is needed."""

        def __init__(self, name) -> None:  # noqa: ANN001
            self._name = name

        def __getattr__(self, name):  # noqa: ANN001, ANN204
            value = getattr(__import__(self._name), name)
            setattr(self, name, value)
            return value

    re = _Late("re")


def is_for_debugging() -> bool:
    """Whether this Python was built to find faults in Python itself."""
    import sys

    return hasattr(sys, "gettotalrefcount")


def load(name: str) -> Any:
    """A module by its full name: `importlib.import_module`, which would have to be imported."""
    return __import__(name, fromlist=("",))


__all__ = [
    "TYPE_CHECKING",
    "Any",
    "BinaryIO",
    "IntEnum",
    "NamedTuple",
    "NoReturn",
    "Protocol",
    "TextIO",
    "is_for_debugging",
    "load",
    "re",
]
