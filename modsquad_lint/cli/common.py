"""What several commands take and do: shared options, and saying why there is no plan."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from .. import reporters
from ..engine.defaults import FAIL_ON
from ..engine.limits import MOST, MOST_IN_TERMINAL, limited
from ..engine.report import Run
from ..repository.project import Project
from ..rules.draft import Severity
from ..text.errors import Exit, UserError
from ..text.source import Source
from ..text.typed import TYPE_CHECKING
from ..text.vocabulary import did_you_mean
from ..text.words import counted, listed
from . import output
from .commands import PROGRAM
from .output import Destination

if TYPE_CHECKING:
    from argparse import Namespace

    from ..engine.prediction import Prediction
    from .quick import AnyParser


_MOST_NAMED = 5


def add_configuration(parser: AnyParser) -> AnyParser:
    """Options that say which configuration is read; the group, for more of them."""
    group = parser.add_argument_group("configuration")
    group.add_argument(
        "--config", metavar="PATH", help="read this configuration file, and no other"
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
    return group


def add_reading(parser: AnyParser) -> None:
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


class Formats(str):
    """How the help shows what `--format` takes; `names` are the formats, for shells that complete them."""

    __slots__ = ("names",)
    names: tuple[str, ...]


def add_formats(parser: AnyParser, formats: Iterable[str]) -> None:
    """The option that says in which formats something is written."""
    shown = Formats("NAME[=PATH]")
    shown.names = tuple(formats)
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        metavar=shown,
        help=f"{', '.join(formats)}; with a path, to that file; may be given several times",
    )


def add_color(parser: AnyParser) -> None:
    """The option that says whether text has colours."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: where a terminal shows it",
    )


def add_several(parser: AnyParser, name: str, words: str, metavar: str = "ID") -> None:
    """An option that may be given several times: names of tasks, unless it is said."""
    words = f"{words}; may be given several times"
    parser.add_argument(name, action="append", default=[], metavar=metavar, help=words)


def add_base(parser: AnyParser) -> None:
    """The option that says where all work begins."""
    parser.add_argument(
        "--base", metavar="REV", help="the branch that tasks start from, and are merged into"
    )


def add_output(parser: AnyParser, formats: Iterable[str]) -> AnyParser:
    """Options that say what is written, and where; returns their group."""
    group = parser.add_argument_group("output")
    add_formats(group, formats)
    add_color(group)
    group.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    group.add_argument("-v", "--verbose", action="store_true", help="say all, infos included")
    return group


def add_rules(parser: AnyParser) -> None:
    """Options that say which rules run, and what makes the run fail."""
    group = parser.add_argument_group("rules")
    group.add_argument(
        "--select",
        action="append",
        metavar="RULES",
        help="run only these: codes, prefixes or names, with commas between them",
    )
    group.add_argument("--ignore", action="append", metavar="RULES", help="do not run these")
    group.add_argument("--fail-on", choices=FAIL_ON, help="what makes the exit code 1 (error)")


def settings(arguments: Namespace) -> dict[str, object]:
    """The settings that the command line holds over every configuration file."""
    given: dict[str, object] = {}
    for name in ("select", "ignore"):
        values: list[str] | None = getattr(arguments, name)
        if values is not None:
            given[name] = _names(name, values)
    if arguments.fail_on is not None:
        given["fail-on"] = arguments.fail_on
    return given


def _names(option: str, given: Sequence[str]) -> list[str]:
    names = [part.strip() for value in given for part in value.split(",") if part.strip()]
    if not names:
        # An empty variable, most likely; with no rule left, everything would pass.
        raise UserError(f"--{option} names no rule", "give codes, prefixes or names of rules")
    return names


def check_command(source: Source, arguments: Namespace | None = None) -> str:
    """The command line that checks a tasks file, or several planned as one, as this one reads them."""
    from shlex import join

    words = [PROGRAM, "check"]
    for name in ("select", "ignore", "config", "stdin_filename"):
        given = getattr(arguments, name, None)
        for value in given if isinstance(given, list) else [given] if given else []:
            words += [f"--{name.replace('_', '-')}", value]
    words += [
        f"--{name.replace('_', '-')}"
        for name in ("isolated", "no_git")
        if getattr(arguments, name, False)
    ]
    names = [part.display for part in source.parts] if source.are_plans else [source.display]
    apart = ["--"] if any(name.startswith("-") and name != "-" for name in names) else []
    return join([*words, *apart, *names])


def destinations(arguments: Namespace, formats: Iterable[str]) -> list[Destination]:
    """Where output goes; empty without `--format`.

    Raises:
        UserError: there is no such format, or two are to go to standard output.
    """
    found = []
    for value in arguments.format:
        name, _, path = value.partition("=")
        if name not in formats:
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
        is_part="PRE_COMMIT" in os.environ,  # which hands on what a commit changes
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


def explain(predicted: Prediction, arguments: Namespace | None = None) -> int:
    """Say on standard error why there is no plan; returns the exit code."""
    report = predicted.report
    to = Destination("text")
    terminal = output.terminal_of(to, getattr(arguments, "color", "auto"), sys.stderr)
    check = check_command(report.source, arguments)
    run = Run([report], show_least=Severity.INFO, terminal=terminal, mends=f"{check} --fix")
    most = MOST_IN_TERMINAL if sys.stderr.isatty() else MOST
    output.write(reporters.pieces("text", limited(run, most)), to, sys.stderr)
    codes = listed(list(dict.fromkeys(finding.code for finding in report.findings)))
    output.complain(f"{report.source.display} has no plan, because of {codes}")
    return Exit.FINDINGS


def doubt(predicted: Prediction, arguments: Namespace | None = None) -> int:
    """Say on standard error what makes a plan doubtful, if anything; returns the exit code."""
    doubts = predicted.doubts()
    if not doubts:
        return Exit.OK
    report = predicted.report
    what = "error" if report.fail_on is Severity.ERROR else "finding"
    output.complain(
        f"{report.source.display} has {counted(sum(doubts.values()), what)}"
        f" ({listed(list(doubts), _MOST_NAMED)}): do not rely on this plan",
        f"{check_command(report.source, arguments)} shows them",
    )
    return Exit.FINDINGS
