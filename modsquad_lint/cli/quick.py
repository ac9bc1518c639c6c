"""Reads plain command lines without argparse, which would take a tenth of a short run; knows no command."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from ..text.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace, _ActionsContainer


class QuickParser:
    """Takes what a command declares, as argparse does; understands flags, files and plain options."""

    def __init__(self) -> None:
        self._flags: dict[str, str] = {}
        self._options: dict[str, tuple[str, Sequence[str] | None]] = {}
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
        elif not about.keys() & {"action", "type", "nargs"}:
            self._options.update(dict.fromkeys(names, (name, about.get("choices"))))

    def parse_args(self, arguments: Sequence[str]) -> Namespace | None:
        """What argparse would make of them; None where only argparse can say."""
        values = dict(self._values)
        files: list[str] = []
        rest = iter(arguments)
        for argument in rest:
            name, has_value, value = argument.partition("=")
            if not argument.startswith("-"):
                files.append(argument)
            elif argument in self._flags:
                values[self._flags[argument]] = True
            elif name in self._options and name.startswith("--"):
                key, choices = self._options[name]
                values[key] = value if has_value else next(rest, "-")
                if values[key].startswith("-") or (choices and values[key] not in choices):
                    return None
            else:
                return None
        if files and not self._files:
            return None
        if self._files:
            values[self._files] = files
        return SimpleNamespace(**values)  # type: ignore[return-value] # as good as a Namespace


if TYPE_CHECKING:
    AnyParser = _ActionsContainer | QuickParser
