"""argparse as the commands want it; imported only for what `quick` cannot read."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter

from ..errors import UserError
from ..light import NoReturn


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

    def error(self, message: str) -> NoReturn:
        """Raises UserError, which becomes exit code 2."""
        raise UserError(f"{message}\nsee {self.prog} --help")
