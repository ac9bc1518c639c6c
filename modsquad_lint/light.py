"""The names of `typing` that the package uses, without importing it; and late imports by name.

`typing` and its NamedTuple, which compiles the annotation of every field, would take a sixth of the
time of a short run. Type checkers see the originals.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NamedTuple, NoReturn, Protocol, TextIO
else:
    from collections import namedtuple

    Any = NoReturn = Protocol = TextIO = object

    class _Fields(type):
        """Makes a named tuple of a class body: annotations are fields, values are their defaults."""

        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204 - type checkers are not here
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            made = namedtuple(
                name,
                fields,
                defaults=[body[field] for field in fields if field in body],
                module=body["__module__"],
            )
            for key, value in body.items():
                if key not in fields and key not in {"__annotations__", "__module__"}:
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Fields):
        """As `typing.NamedTuple`."""


def load(name: str) -> Any:
    """A module by its full name: `importlib.import_module`, which would have to be imported."""
    return __import__(name, fromlist=("",))


__all__ = ["TYPE_CHECKING", "Any", "NamedTuple", "NoReturn", "Protocol", "TextIO", "load"]
