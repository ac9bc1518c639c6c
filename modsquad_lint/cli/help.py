"""`modsquad-lint help`, and `--help` without a command: what there is, on one screen; or one command's own."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from textwrap import wrap

from ..text.addresses import DOCUMENTATION
from . import output
from .commands import COMMANDS, PROGRAM
from .parser import EXITS, help_width, make_parser

_WIDTH = 80
"""Columns of what there is, at most."""


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("command", nargs="?", choices=tuple(COMMANDS), metavar="COMMAND")


def run(arguments: Namespace) -> int:
    """Print what there is, or what a command takes; returns the exit code."""
    if arguments.command is None:
        return output.print_text("".join(f"{line}\n" for line in _overview()))
    return output.print_text(make_parser(arguments.command).format_help())


def _overview() -> Iterator[str]:
    """One screen of a terminal, in lines that fit it."""
    width = min(help_width(), _WIDTH)
    yield f"usage: {PROGRAM} [COMMAND] [OPTION...] [FILE...]"
    yield ""
    yield from wrap(
        "Checks plans of parallel work on one git repository: before, during and after.", width
    )
    yield ""
    widest = max(map(len, COMMANDS))
    for name, summary in COMMANDS.items():
        yield from wrap(
            f"  {name:{widest}}  {summary}", width, subsequent_indent=" " * (widest + 4)
        )
    yield ""
    yield f"`{PROGRAM} help COMMAND` says what a command takes."
    yield from wrap(f"exit codes: {EXITS}", width, subsequent_indent="            ")
    yield f"documentation: {DOCUMENTATION}"
