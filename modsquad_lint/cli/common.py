"""What several commands take and do: shared options, and saying why there is no plan."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from .. import reporters
from ..engine.report import Report, Run
from ..repository.project import Project
from ..rules.finding import Severity
from ..text.errors import Exit, UserError
from ..text.typed import TYPE_CHECKING
from . import output
from .output import Destination

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup

    from .quick import QuickParser


def add_configuration(
    parser: ArgumentParser | QuickParser,
) -> _ArgumentGroup | QuickParser:
    """Options that say which configuration is read; the group, for more of them."""
    group = parser.add_argument_group("configuration")
    group.add_argument(
        "--config", metavar="PATH", help="read this configuration file, and no other"
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    return group


def add_reading(parser: ArgumentParser | QuickParser) -> None:
    """Options that say how files are read."""
    group = add_configuration(parser)
    group.add_argument(
        "--no-git",
        action="store_true",
        help="ask git nothing; rules that need it say nothing",
    )
    group.add_argument(
        "--stdin-filename",
        metavar="NAME",
        help="what standard input (-) is called: its ending says how it is read",
    )


def add_output(
    parser: ArgumentParser | QuickParser, formats: Iterable[str]
) -> _ArgumentGroup | QuickParser:
    """Options that say what is written, and where; returns their group."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="NAME[=PATH]",
        help=f"{', '.join(formats)}; with a path, to that file; may be given several times",
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: where a terminal shows it",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    group.add_argument("-v", "--verbose", action="store_true", help="say all, infos included")
    return group


def destinations(arguments: Namespace, formats: Iterable[str]) -> list[Destination]:
    """Where output goes; empty without `--format`.

    Raises:
        UserError: there is no such format, or two are to go to standard output.
    """
    found = []
    for value in arguments.format:
        name, _, path = value.partition("=")
        if name not in formats:
            from ..text.vocabulary import did_you_mean

            raise UserError(
                f'there is no format "{name}"{did_you_mean(name, formats)}; '
                f"choose from {', '.join(formats)}"
            )
        found.append(Destination(name, path or None))
    if sum(destination.path is None for destination in found) > 1:
        raise UserError("two formats for standard output; give one of them a file: NAME=PATH")
    return found


def open_project(arguments: Namespace, settings: dict[str, object] | None = None) -> Project:
    """The project that the options of `add_reading` describe; `settings` hold over its files."""
    return Project(
        settings=settings,
        config_path=arguments.config,
        isolated=arguments.isolated,
        use_git=not arguments.no_git,
        origin="command line",
    )


def verbosity(arguments: Namespace) -> int:
    """As in `Run`: -1 quiet, 0, 1.

    Raises:
        UserError: both were asked for.
    """
    if arguments.quiet and arguments.verbose:
        raise UserError("--quiet and --verbose contradict each other", "leave one of them out")
    return int(arguments.verbose) - int(arguments.quiet)


def explain(report: Report, color: str = "auto") -> int:
    """Say on standard error why there is no plan; returns the exit code."""
    to = Destination("text")
    terminal = output.terminal_of(to, color, sys.stderr)
    run = Run([report], show_least=Severity.INFO, terminal=terminal)
    output.write(reporters.render("text", run), to, sys.stderr)
    return Exit.FINDINGS
