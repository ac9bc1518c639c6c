"""Names of `typing` for a program that a commit waits for, without importing it (docs/performance.md).

Type checkers see `typing` itself. When the program runs, only `NamedTuple` is more than a name.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO, NamedTuple, NoReturn, Protocol, TextIO
else:
    from collections import _tuplegetter as field_at

    Any = BinaryIO = NoReturn = Protocol = TextIO = object

    class _Record(tuple):
        """What all named tuples share: `collections.namedtuple` makes it anew, and compiles, for each."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):  # noqa: ANN001, ANN206 - type checkers are not here
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
            return made

        def _replace(self, /, **changed):  # noqa: ANN003, ANN202
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(changed)}")
            return made

        def _asdict(self):  # noqa: ANN202
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):  # noqa: ANN204
            return tuple(self)

        def __repr__(self):  # noqa: ANN204
            fields = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({fields})"

    _MAKERS = {}

    def _maker(fields):  # noqa: ANN001, ANN202
        """A `__new__` that takes these: compiled once for each number of fields, then only renamed."""
        if len(fields) not in _MAKERS:
            names = "".join(f"_{at}, " for at in range(len(fields)))
            _MAKERS[len(fields)] = eval(f"lambda _cls, {names}: _new(_cls, ({names}))")  # noqa: S307 - no input
        code = _MAKERS[len(fields)].__code__.replace(co_varnames=("_cls", *fields))
        return type(_maker)(code, {"_new": tuple.__new__}, "__new__")

    class _Fields(type):
        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            make = _maker(fields)
            make.__defaults__ = tuple(defaults.values())
            about = {"_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            getters = {field: field_at(at, None) for at, field in enumerate(fields)}
            own = {**body, **about, **getters, "__slots__": (), "__new__": make}
            return type(name, (_Record,), own)

    class NamedTuple(metaclass=_Fields):
        """As `typing.NamedTuple`."""


__all__ = ["TYPE_CHECKING", "Any", "BinaryIO", "NamedTuple", "NoReturn", "Protocol", "TextIO"]
