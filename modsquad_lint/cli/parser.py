"""argparse as the commands want it; imported only for what `quick` cannot read."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Iterator
from functools import partial
from importlib import import_module

from ..text.addresses import DOCUMENTATION
from ..text.errors import UserError
from ..text.typed import NoReturn
from ..text.version import __version__
from ..text.vocabulary import did_you_mean
from .commands import COMMANDS, PROGRAM
from .output import print_text, width_of

_UNKNOWN = "unrecognized arguments: "
"""How argparse begins to say that there is no such option."""

EXITS = "0 fine, 1 findings, 2 wrong usage, 3 NOT checked, 70 a bug here, 130 interrupted"
"""What the exit codes mean, in short."""

_WIDTH, _WIDEST = 96, 120
"""Columns of the help where nobody knows how wide the terminal is, and where it is very wide."""


class Parser(ArgumentParser):
    """Says what is wrong in one line, not below a screen of usage."""

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            # Asked once: argparse makes a formatter for every argument.
            formatter_class=partial(HelpFormatter, max_help_position=28, width=help_width()),
            allow_abbrev=False,
        )

    def _print_message(self, message: str, file: object = None) -> None:
        """Help and version, which argparse would print without a word where they can't be written."""
        del file
        print_text(message)

    def format_help(self) -> str:
        """The help, and where the rest is."""
        return f"{super().format_help()}Documentation: {DOCUMENTATION}\n"

    def error(self, message: str) -> NoReturn:
        """Raises UserError, which becomes exit code 2."""
        first = message.removeprefix(_UNKNOWN).split(" ", 1)[0].partition("=")[0]
        near = did_you_mean(first, self.options()) if message.startswith(_UNKNOWN) else ""
        raise UserError(f"{message}{near}", f"see {self.prog} --help")

    def options(self) -> list[str]:
        """The long names of all options."""
        return [name for name in self._option_string_actions if name.startswith("--")]


def help_width() -> int:
    """How wide the help is."""
    return min(width_of(sys.stdout) or _WIDTH, _WIDEST)


def _sentence(words: str) -> str:
    end = "" if words.endswith("?") else "."
    return f"{words[0].upper()}{words[1:]}{end}"


def make_parser(name: str) -> Parser:
    """The parser of one command, which is all that a run needs."""
    parser = Parser(
        f"{PROGRAM} {name}",
        _sentence(COMMANDS[name]),
        f"Exit codes: {EXITS}.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    import_module(f"{__package__}.{name}").add_arguments(parser)
    # The options stand below, each with what it does.
    parser.usage = " ".join(["%(prog)s [OPTION...]", *_positional(parser)])
    return parser


def _positional(parser: Parser) -> Iterator[str]:
    """What stands in a command line without an option."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other list of them
        if not action.option_strings:
            name = action.metavar or "|".join(map(str, action.choices or [action.dest.upper()]))
            yield (
                f"[{name}...]"
                if action.nargs == "*"
                else f"[{name}]"
                if action.nargs
                else f"{name}"
            )
