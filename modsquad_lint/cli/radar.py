"""`modsquad-lint radar`: who collides with whom, over work trees and branches, now."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from shutil import get_terminal_size

from ..planning.decisions.collisions import Radar
from ..reporters import radar as reporters
from ..repository import files
from ..repository.at_work.radar import look
from ..text.errors import Exit, NotCheckedError, UserError
from . import output
from .common import add_base, add_color, add_formats, destinations
from .output import Destination, terminal_of

_SECONDS = 2.0
"""Between two looks with --watch."""


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="tasks files that say what was to be expected; without any, those that git tracks here",
    )
    add_base(parser)
    parser.add_argument(
        "--remote",
        action="store_true",
        help="look at the branches of the remotes, too, as last fetched",
    )
    parser.add_argument(
        "--watch", action="store_true", help="look again every two seconds, until Ctrl+C"
    )
    add_formats(parser, reporters.FORMATS)
    add_color(parser)


def run(arguments: Namespace) -> int:
    """Show who collides with whom; returns the exit code."""
    wanted = destinations(arguments, reporters.FORMATS) or [Destination("text")]
    root = files.find_root(os.curdir) or _bare()
    if root is None:
        raise NotCheckedError("this is no git repository", "run it in one")
    if arguments.watch:
        return _watch(root, arguments, wanted)
    seen = _look(root, arguments)
    for to in wanted:
        shown = reporters.render(to.format, seen, terminal_of(to, arguments.color))
        output.write_answer(shown, to)
    return exit_code(seen)


def exit_code(seen: Radar) -> int:
    """3 where something could not be looked at, 1 for a conflict that no plan predicted."""
    if not seen.is_complete:
        return Exit.NOT_CHECKED
    return Exit.FINDINGS if seen.surprises else Exit.OK


def _bare() -> str | None:
    """The current folder, where it is a repository without a work tree of its own."""
    here = os.getcwd()
    is_bare = all(os.path.lexists(f"{here}/{name}") for name in ("HEAD", "objects", "refs"))
    return here if is_bare else None


def _look(root: str, arguments: Namespace) -> Radar:
    return look(root, arguments.files, base=arguments.base, remote=arguments.remote)


# ---------------------------------------------------------------- again and again


def _watch(root: str, arguments: Namespace, wanted: Sequence[Destination]) -> int:
    """Draw on the terminal until it is interrupted, and leave it as it was."""
    if [to.format for to in wanted] != ["text"] or wanted[0].path is not None:
        raise UserError("--watch draws text on a terminal", "leave --format out")
    if not sys.stdout.isatty():
        raise UserError("--watch draws on a terminal, and this is none", "leave --watch out")
    _draw("\x1b[?1049h\x1b[?25l")
    last, code = "", int(Exit.OK)
    try:
        while True:
            begun = time.monotonic()
            try:
                seen = _look(root, arguments)
                code = exit_code(seen)
                last = reporters.render("text", seen, terminal_of(wanted[0], arguments.color))
            except NotCheckedError as error:
                code, last = int(error.exit_code), f"{error.message}\n{error.advice}\n"
            _draw(f"\x1b[H\x1b[2J{_fitting(last)}")
            time.sleep(max(0.0, _SECONDS - (time.monotonic() - begun)))
    except KeyboardInterrupt:
        return code
    finally:
        _draw("\x1b[?25h\x1b[?1049l")
        output.print_text(last)


def _draw(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _fitting(text: str) -> str:
    """As many lines as the terminal has, and a word on the rest."""
    lines = text.split("\n")
    most = get_terminal_size().lines - 1
    if len(lines) <= most:
        return text
    return "\n".join([*lines[: most - 1], f"and {len(lines) - most:,} more lines"])
