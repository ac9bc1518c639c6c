"""Names of `typing` for a program that a commit waits for, without importing it (docs/performance.md).

Type checkers see `typing` itself. When the program runs, only `NamedTuple` is more than a name: the
named tuple of `collections`, for a class body as `typing.NamedTuple` takes it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO, NamedTuple, NoReturn, Protocol, TextIO
else:
    from collections import namedtuple

    Any = BinaryIO = NoReturn = Protocol = TextIO = object

    class _Fields(type):
        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204 - type checkers are not here
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            record = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for key in body:
                setattr(record, key, body[key])
            return record

    class NamedTuple(metaclass=_Fields):
        """As `typing.NamedTuple`."""


__all__ = ["TYPE_CHECKING", "Any", "BinaryIO", "NamedTuple", "NoReturn", "Protocol", "TextIO"]
