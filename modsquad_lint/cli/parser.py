"""argparse as the commands want it; imported only for what `quick` cannot read."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from importlib import import_module

from ..text.errors import UserError
from ..text.typed import NoReturn
from ..text.version import __version__
from .commands import COMMANDS, PROGRAM
from .output import print_text

_OVERVIEW = "commands:\n" + "\n".join(
    f"  {name:10} {summary}" for name, summary in COMMANDS.items()
)
_EXITS = """\
exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or a file that can't be
read, 3 the comparison with git could not be made, 70 a bug here, 130 interrupted"""


class _Formatter(RawDescriptionHelpFormatter):
    """Of a fixed width: argparse makes one for every argument, and each would ask the terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=96)


class Parser(ArgumentParser):
    """Says what is wrong in one line, not below a screen of usage."""

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            allow_abbrev=False,
        )

    def _print_message(self, message: str, file: object = None) -> None:
        """Help and version, which argparse would print without a word where they can't be written."""
        del file
        print_text(message)

    def error(self, message: str) -> NoReturn:
        """Raises UserError, which becomes exit code 2."""
        raise UserError(f"{message}", f"see {self.prog} --help")


def make_parser(name: str) -> Parser:
    """The parser of one command, which is all that a run needs."""
    parser = Parser(
        f"{PROGRAM} {name}",
        f"{COMMANDS[name][0].upper()}{COMMANDS[name][1:]}.",
        f"{_OVERVIEW}\n\n{_EXITS}",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    import_module(f"{__package__}.{name}").add_arguments(parser)
    return parser
