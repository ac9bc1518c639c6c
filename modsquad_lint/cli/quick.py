"""Reads plain command lines without argparse, which would take a tenth of a short run; knows no command."""

from __future__ import annotations

from collections.abc import Sequence

from ..text.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace


class _Read:
    """Stands for argparse's Namespace."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


class QuickParser:
    """Takes what a command declares, as argparse does, and understands flags and files only."""

    def __init__(self) -> None:
        self._flags: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._files = ""

    def add_argument_group(self, title: str) -> QuickParser:
        """A group matters only to the help."""
        del title
        return self

    def add_argument(self, *names: str, **about: Any) -> None:
        """Declare a flag, a file, or an option that argparse will have to read."""
        name = names[-1].lstrip("-").replace("-", "_")
        self._values[name] = about.get("default")
        if names[0] == name:
            self._files = name
        elif about.get("action") == "store_true":
            self._values[name] = False
            self._flags.update(dict.fromkeys(names, name))

    def parse_args(self, arguments: Sequence[str]) -> Namespace | None:
        """What argparse would make of them; None where only argparse can say."""
        given = [argument for argument in arguments if argument.startswith("-")]
        if not self._flags.keys() >= set(given):
            return None
        values = dict(self._values)
        values.update(dict.fromkeys([self._flags[flag] for flag in given], True))
        values[self._files] = [name for name in arguments if not name.startswith("-")]
        return _Read(values)  # type: ignore[return-value]
