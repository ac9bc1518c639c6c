"""The command line: design section 6."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Sequence

from . import __version__, files, output, reporters
from .changes import Comparison
from .config import FAIL_ON, shown
from .engine import lint, look
from .errors import Exit, NotCheckedError, UserError
from .finding import Severity
from .light import TYPE_CHECKING, NamedTuple, NoReturn, TextIO
from .output import Destination
from .report import Report, Run
from .rules.registry import Subject
from .source import Source
from .workspace import STANDARD_INPUT, Entry, Workspace, read_source

if TYPE_CHECKING:
    from .schedule import Analysis

PROGRAM = "modsquad-lint"


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


class Command(NamedTuple):
    """One command: its summary, what it adds to a parser, and what it does."""

    summary: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


# ---------------------------------------------------------------- what several commands take


def _add_reading(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("configuration")
    group.add_argument(
        "--config", metavar="PATH", help="read this configuration file, and no other"
    )
    group.add_argument("--isolated", action="store_true", help="read no configuration file")
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


def _add_output(parser: ArgumentParser, formats: Iterable[str]) -> None:
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        action="append",
        default=[],
        metavar="NAME[=PATH]",
        help=f"{', '.join(formats)}; with a path, to that file; may be given several times",
    )
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    group.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    group.add_argument("-v", "--verbose", action="store_true", help="say all, infos included")


def _destinations(arguments: Namespace, formats: Iterable[str]) -> list[Destination]:
    """Where output goes; raises UserError for a format that does not exist."""
    found = []
    for value in arguments.format:
        name, _, path = value.partition("=")
        if name not in formats:
            from .vocabulary import did_you_mean

            raise UserError(
                f'there is no format "{name}"{did_you_mean(name, formats)}; '
                f"choose from {', '.join(formats)}"
            )
        found.append(Destination(name, path or None))
    if sum(destination.path is None for destination in found) > 1:
        raise UserError("two formats for standard output; give one of them a file: NAME=PATH")
    return found


def _workspace(arguments: Namespace, settings: dict[str, object] | None = None) -> Workspace:
    return Workspace(
        settings=settings or {},
        config_path=arguments.config,
        isolated=arguments.isolated,
        use_git=not arguments.no_git,
    )


def _verbosity(arguments: Namespace) -> int:
    return int(arguments.verbose) - int(arguments.quiet)


# ---------------------------------------------------------------- check


def _add_check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="tasks files, or directories to search; - is standard input; "
        "without any, all tasks files that git tracks here",
    )
    group = parser.add_argument_group("rules")
    group.add_argument(
        "--select",
        action="append",
        metavar="RULES",
        help="run only these: codes, prefixes or names, with commas between them",
    )
    group.add_argument("--ignore", action="append", metavar="RULES", help="do not run these")
    group.add_argument("--fail-on", choices=FAIL_ON, help="what makes the exit code 1 (error)")
    group = parser.add_argument_group("comparison with git")
    group.add_argument(
        "--against",
        metavar="WHAT",
        help="compare the declared files with those that git says changed: staged, worktree, auto, "
        "a revision, A..B or A...B",
    )
    group.add_argument(
        "--task",
        action="append",
        default=[],
        metavar="ID",
        help="the task whose changes they are; may be given several times",
    )
    group = parser.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="mend what is certain, write the file")
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also what is likely"
    )
    group.add_argument(
        "--diff", action="store_true", help="show what --fix would change, write nothing"
    )
    _add_output(parser, reporters.FORMATS)
    _add_reading(parser)
    group = parser.add_argument_group("looking inside")
    group.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    group.add_argument("--show-files", action="store_true", help="list the files, check none")
    group.add_argument(
        "--show-settings",
        action="store_true",
        help="show every setting and where its value came from, check nothing",
    )


def _check(arguments: Namespace) -> int:
    if arguments.task and arguments.against is None:
        raise UserError("--task says whose changes are compared; add --against")
    workspace = _workspace(arguments, _settings(arguments))
    entries = workspace.entries(arguments.files, stdin_filename=arguments.stdin_filename)
    if arguments.show_files:
        return _print("".join(f"{entry.display}\n" for entry in entries))
    if arguments.show_settings:
        return _print(_shown_settings(entries))
    destinations = _destinations(arguments, reporters.FORMATS) or _usual_destinations()
    least = _least_shown(entries, verbose=arguments.verbose)
    collected = (
        least if all(to.format in reporters.FOR_PEOPLE for to in destinations) else Severity.INFO
    )
    not_checked: list[str] = []
    comparisons = [_comparison(entry, workspace, arguments, not_checked) for entry in entries]
    reports = [
        _linted(entry, workspace, comparison, collected, arguments)
        for entry, comparison in zip(entries, comparisons, strict=True)
    ]
    if arguments.diff:
        return _print_differences(reports)
    if arguments.fix:
        for entry, report in zip(entries, reports, strict=True):
            _write_mended(entry, report)
    asked = frozenset(code for entry in entries for code in entry.config.asked)
    run = Run(reports, _verbosity(arguments), least, asked, tuple(dict.fromkeys(not_checked)))
    # Where a mended text goes to standard output, what is said about it must not.
    mends_input = arguments.fix and any(entry.path == STANDARD_INPUT for entry in entries)
    stream = sys.stderr if mends_input else sys.stdout
    for destination in destinations:
        _report(run, destination, arguments, stream)
    if run.not_checked:
        raise NotCheckedError("\n".join(run.not_checked))
    failed = any(_fails(report, entry) for report, entry in zip(reports, entries, strict=True))
    return Exit.FINDINGS if failed else Exit.OK


def _comparison(
    entry: Entry, workspace: Workspace, arguments: Namespace, not_checked: list[str]
) -> Comparison | None:
    """What changed, for one tasks file; why that cannot be known goes to `not_checked`."""
    if arguments.against is None:
        return None
    try:
        return workspace.changes(entry, arguments.against, arguments.task).of(entry.name)
    except NotCheckedError as error:
        not_checked.append(str(error))
        return None


def _linted(
    entry: Entry,
    workspace: Workspace,
    comparison: Comparison | None,
    least: Severity,
    arguments: Namespace,
) -> Report:
    """The report of a file; with --fix or --diff that of its mended text."""
    facts = workspace.facts(entry)
    mends = arguments.fix or arguments.diff

    def run(source: Source) -> Report:
        found = lint(
            source,
            facts,
            entry.config,
            comparison=comparison,
            least=Severity.INFO if mends else least,
        )
        notes = [comparison.summary()] if comparison is not None else []
        return found._replace(notes=notes)

    report = run(read_source(entry, comparison.data if comparison is not None else None))
    if not mends:
        return report
    from .fixer import mend

    return mend(report, run, unsafe=arguments.unsafe_fixes)


def _write_mended(entry: Entry, report: Report) -> None:
    """Write a mended text where it was read; what came from standard input goes to standard output."""
    if entry.path == STANDARD_INPUT:
        output.write(report.source.text, Destination("text"), for_machines=True)
    elif report.before is not None:
        files.write(entry.path, report.source.encoded(), expected=report.before.encoded())


def _print_differences(reports: Iterable[Report]) -> int:
    from .fixer import difference
    from .reporters.escape import terminal

    text = "".join(map(difference, reports))
    if sys.stdout.isatty():
        text = "\n".join(map(terminal, text.split("\n")))
    output.write(text, Destination("diff"), for_machines=not sys.stdout.isatty())
    return Exit.FINDINGS if text else Exit.OK


def _settings(arguments: Namespace) -> dict[str, object]:
    """The settings that the command line holds over every configuration file."""
    settings: dict[str, object] = {}
    for name in ("select", "ignore"):
        given: list[str] | None = getattr(arguments, name)
        if given is not None:
            settings[name] = [
                part.strip() for value in given for part in value.split(",") if part.strip()
            ]
    if arguments.fail_on is not None:
        settings["fail-on"] = arguments.fail_on
    return settings


def _usual_destinations() -> list[Destination]:
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return [Destination("text")]
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    return [
        Destination("github"),
        *([Destination("markdown", summary, append=True)] if summary else []),
    ]


def _least_shown(entries: Iterable[Entry], *, verbose: bool) -> Severity:
    """People see what makes the run fail, and warnings; with --verbose all."""
    fail_on = (entry.config.fail_on for entry in entries)
    limits = (severity for severity in fail_on if severity is not None)
    return Severity.INFO if verbose else min(Severity.WARNING, *limits, Severity.ERROR)


def _fails(report: Report, entry: Entry) -> bool:
    limit = entry.config.fail_on
    return limit is not None and any(finding.severity >= limit for finding in report.findings)


def _report(run: Run, destination: Destination, arguments: Namespace, stream: TextIO) -> None:
    to_terminal = destination.path is None
    text = reporters.render(
        destination.format,
        run,
        color=to_terminal and output.has_colour(arguments.color, stream),
        plain=to_terminal and output.is_plain(stream),
        statistics=arguments.statistics,
    )
    for_people = destination.format in reporters.FOR_PEOPLE
    output.write(text, destination, stream, for_machines=not for_people)


def _shown_settings(entries: Iterable[Entry]) -> str:
    lines = []
    for entry in entries:
        lines.append(f"{entry.display}:")
        lines += [f"  {name} = {value}  ({origin})" for name, value, origin in shown(entry.config)]
    return "\n".join(lines) + "\n"


def _print(text: str) -> int:
    output.write(text, Destination("text"))
    return Exit.OK


# ---------------------------------------------------------------- plan


def _add_plan(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a tasks file; - is standard input; without it, the one that git tracks here",
    )
    _add_output(parser, reporters.PLAN_FORMATS)
    _add_reading(parser)


def _plan(arguments: Namespace) -> int:
    workspace = _workspace(arguments)
    entry = workspace.entry(arguments.file, stdin_filename=arguments.stdin_filename)
    destinations = _destinations(arguments, reporters.PLAN_FORMATS) or [Destination("text")]
    predicted = predict(entry, workspace)
    if predicted.report.plan is None:
        return explain(predicted.report, arguments.color)
    for destination in destinations:
        to_terminal = destination.path is None
        # In JSON the honest figures are an addition to the source document's shape.
        bare = destination.format == "json" and not arguments.verbose
        text = reporters.render_plan(
            destination.format,
            predicted.report,
            None if bare else predicted.analysis(),
            verbose=arguments.verbose,
            color=to_terminal and output.has_colour(arguments.color),
            plain=to_terminal and output.is_plain(sys.stdout),
        )
        for_people = destination.format in reporters.FOR_PEOPLE
        output.write(text, destination, for_machines=not for_people)
    return Exit.OK


class Predicted(NamedTuple):
    """A tasks file with its plan, or with what keeps it from having one."""

    subject: Subject
    report: Report

    def analysis(self) -> Analysis | None:
        """The honest figures of the plan."""
        from .plan import shared_files
        from .schedule import analyse

        file, graph, plan = self.subject.file, self.subject.graph, self.subject.plan
        if plan is None:
            return None
        mergeable = self.subject.options.mergeable
        return analyse(
            file, graph, plan, shared_files(file, mergeable, self.subject.facts.union_merged)
        )


def predict(entry: Entry, workspace: Workspace) -> Predicted:
    """Read and plan a tasks file; rules are run only where it has no plan."""
    source, facts = read_source(entry), workspace.facts(entry)
    subject = look(source, facts, entry.config)
    if subject.plan is None:
        return Predicted(subject, lint(source, facts, entry.config, least=Severity.WARNING))
    return Predicted(subject, Report(source, (), subject.plan))


def explain(report: Report, color: str = "auto") -> int:
    """Say on standard error why there is no plan; returns the exit code."""
    blocking = [finding for finding in report.findings if finding.severity >= Severity.ERROR]
    report = report._replace(findings=blocking or report.findings)
    text = reporters.render(
        "text",
        Run([report], show_least=Severity.INFO),
        color=output.has_colour(color, sys.stderr),
        plain=output.is_plain(sys.stderr),
    )
    output.write(text, Destination("text"), sys.stderr)
    return Exit.FINDINGS if blocking else Exit.OK


# ---------------------------------------------------------------- rule, schema


def _add_rule(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("rule", nargs="?", metavar="CODE", help="the code or the name of a rule")
    which.add_argument("--all", action="store_true", help="every rule")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _rule(arguments: Namespace) -> int:
    from .config import select
    from .rules import RULES

    codes = sorted(RULES) if arguments.all else sorted(select(arguments.rule.strip()))
    if not codes:
        from .vocabulary import did_you_mean

        names = [*RULES, *(rule.name for rule in RULES.values())]
        raise UserError(f'there is no rule "{arguments.rule}"{did_you_mean(arguments.rule, names)}')
    pages = [RULES[code] for code in codes]
    if arguments.format == "json":
        import json

        described = [
            {
                "code": rule.code,
                "name": rule.name,
                "severity": str(rule.severity),
                "fix": rule.fix,
                "page": rule.doc,
            }
            for rule in pages
        ]
        return _print(json.dumps(described if arguments.all else described[0], indent=2) + "\n")
    return _print(
        "\n\n".join(
            f"# {rule.code} {rule.name} ({rule.severity})\n\n{rule.doc}\n" for rule in pages
        )
    )


def _add_schema(parser: ArgumentParser) -> None:
    parser.add_argument("of", nargs="?", choices=("tasks", "config"), default="tasks")


def _schema(arguments: Namespace) -> int:
    import json

    from . import config, schema

    described = config.schema() if arguments.of == "config" else schema.tasks_schema()
    return _print(json.dumps(described, indent=2) + "\n")


# ---------------------------------------------------------------- the program

COMMANDS = {
    "check": Command("check tasks files (the default command)", _add_check, _check),
    "plan": Command("show the predicted batches of a tasks file", _add_plan, _plan),
    "rule": Command("say what a rule means", _add_rule, _rule),
    "schema": Command(
        "print the JSON Schema of the tasks file, or of the configuration", _add_schema, _schema
    ),
}

_OVERVIEW = "commands:\n" + "\n".join(
    f"  {name:8} {command.summary}" for name, command in COMMANDS.items()
)
_EXITS = """\
exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or a file that can't be
read, 3 the comparison with git could not be made, 70 a bug here, 130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return guarded(lambda: _run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(arguments: list[str]) -> int:
    name = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "check"
    command = COMMANDS[name]
    parser = Parser(
        f"{PROGRAM} {name}",
        command.summary[0].upper() + command.summary[1:] + ".",
        f"{_OVERVIEW}\n\n{_EXITS}",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


def guarded(run: Callable[[], int]) -> int:
    """Run a program; whatever happens becomes an exit code of design section 6."""
    try:
        return run()
    except UserError as error:
        output.complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - the last line of defence says that the bug is ours
        import traceback

        traceback.print_exc()
        output.complain(
            f"this is a bug in {PROGRAM} {__version__}; please report it with the lines above\n"
            "to its maintainers (CONTRIBUTING.md says how)"
        )
        return Exit.BUG


if __name__ == "__main__":
    sys.exit(main())
