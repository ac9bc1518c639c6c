"""`modsquad-lint check`: findings in tasks files, and drift from what they declare."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial

from .. import reporters
from ..engine.config import shown
from ..engine.limits import MOST, MOST_IN_TERMINAL, MOST_RELATED, limited
from ..engine.linting import Progress
from ..engine.report import Report, Run, least_shown, run_of
from ..reporters.escape import terminal, terminal_path
from ..reporters.text import mended
from ..repository.memory import Comparisons
from ..repository.project import Project, outside_error
from ..repository.search import STANDARD_INPUT, Entry
from ..rules.draft import Severity
from ..rules.wanted import Wanted
from ..text.errors import Exit, NoTasksFileError, NotCheckedError, UserError
from ..text.typed import TYPE_CHECKING, NamedTuple, TextIO
from ..text.vocabulary import Vocabulary
from ..text.words import listed
from . import common, output
from .commands import COMMANDS, PROGRAM
from .output import Destination

if TYPE_CHECKING:
    from argparse import Namespace

    from ..rules.comparing.comparison import Comparison
    from .quick import AnyParser


def add_arguments(parser: AnyParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="tasks files, or directories to search; - is standard input; "
        "without any, all tasks files that git tracks here",
    )
    common.add_rules(parser)
    group: AnyParser = parser.add_argument_group("comparison with git")
    group.add_argument(
        "--against",
        metavar="WHAT",
        help="compare the declared files with those that git says changed: staged, worktree, auto, pushed, "
        "a revision, A..B or A...B",
    )
    common.add_several(group, "--task", "the task whose changes they are")
    words = "the remote that is pushed to, whose commits alone count as pushed"
    common.add_several(group, "--remote", words, "NAME")
    group = parser.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="mend what is certain, write the file")
    group.add_argument(
        "--fix-only",
        action="store_true",
        help="the same, and say what was mended, but not what is left",
    )
    group.add_argument(
        "--unsafe-fixes", action="store_true", help="with --fix or --diff: also what is likely"
    )
    group.add_argument(
        "--diff", action="store_true", help="show what --fix would change, write nothing"
    )
    group = common.add_output(parser, reporters.FORMATS)
    group.add_argument(
        "--max-findings",
        type=int,
        metavar="N",
        help="show at most so many findings of each rule, and count the others; 0 shows all "
        f"({MOST_IN_TERMINAL} in a terminal, else {MOST:,})",
    )
    common.add_reading(parser)
    group = parser.add_argument_group("looking inside")
    group.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    group.add_argument("--show-files", action="store_true", help="list the files, check none")
    group.add_argument(
        "--show-settings",
        action="store_true",
        help="show every setting and where its value came from, check nothing",
    )


_kept: list[object] = []
_SHOWN = 3
_IN_ACTION = "MODSQUAD_LINT_ACTION"
"""The variable by which the action says that it is the one who asks."""


def run(arguments: Namespace) -> int:
    """Check, report and mend; returns the exit code."""
    _agree(arguments)
    arguments.fix = arguments.fix or arguments.fix_only
    project = common.open_project(arguments, common.settings(arguments))
    comparisons = _comparisons(project, arguments)
    entries = comparisons.entries
    if arguments.show_files:
        return output.print_text("".join(f"{terminal_path(entry.display)}\n" for entry in entries))
    if arguments.show_settings:
        return output.print_text(_shown_settings(entries))
    wanted = common.destinations(arguments, reporters.FORMATS) or _usual_destinations()
    output.keep_apart(wanted, (entry.path for entry in entries))
    # Where a mended text goes to standard output, what is said about it must not.
    mends_input = arguments.fix and any(entry.path == STANDARD_INPUT for entry in entries)
    stream = sys.stderr if mends_input else sys.stdout
    limits = [_most(arguments, to, stream) for to in wanted]
    fail_on = (entry.config.fail_on for entry in entries)
    least = least_shown(fail_on, verbose=arguments.verbose)
    for_people = all(reporters.FORMATS[to.format].for_people for to in wanted)
    collected = Wanted(
        least if for_people else Severity.INFO,
        most=None if None in limits else max(filter(None, limits)),
        most_related=MOST_RELATED,
        hidden_fixes=for_people and not arguments.quiet,  # a quiet run counts none
    )
    checked = _checked(comparisons, project, collected, arguments)
    if arguments.diff:
        return _ending(checked, found=_print_differences(checked.reports, arguments.color))
    if arguments.fix:
        pairs = zip(checked.entries, checked.reports, strict=True)
        written = [_write_mended(*pair, project) for pair in pairs]
        checked = checked._replace(failures=[*checked.failures, *filter(None, written)])
    if arguments.fix_only:
        said = mended(checked.reports, common.verbosity(arguments))
        output.write(said, Destination("text"), stream)
        return _ending(checked, found=False)
    everything = run_of(checked.reports, common.verbosity(arguments))._replace(
        not_checked=checked.not_checked,
        links=_links(),
        statistics=arguments.statistics,
        remarks=(*comparisons.notes, *_passed_over(project)),
    )
    # For the rest of the process: to take all apart that a large file became takes a tenth of a run.
    _kept[:] = [project, everything]
    for to, most in zip(wanted, limits, strict=True):
        terminal = output.terminal_of(to, arguments.color, stream)
        for_people = reporters.FORMATS[to.format].for_people
        # Standard error says why; a text beside it says it once more only where it goes elsewhere.
        shown = everything._replace(terminal=terminal, has_reasons=to.path is not None)
        if not for_people and to.format != "json":
            shown = _without_what_lies_outside(shown, checked.entries)
        pieces = reporters.pieces(to.format, limited(shown, most))
        output.write(pieces, to, stream, for_machines=not for_people)
    return _ending(checked, found=any(report.failed() for report in checked.reports))


def _agree(arguments: Namespace) -> None:
    """Let no option be given that another one leaves nothing to do; raises UserError."""
    if arguments.task and arguments.against is None:
        raise UserError("--task says whose changes are compared", "add --against")
    if arguments.remote and arguments.against not in {"pushed", "auto"}:
        raise UserError("--remote says where a push goes", "add --against pushed")
    if arguments.fix_only and arguments.diff:
        raise UserError("--fix-only writes, and --diff writes nothing", "leave one of them out")
    if arguments.fix_only and arguments.format:
        raise UserError(
            "--fix-only says in text what it mended", "for another format use --fix, which says all"
        )


def _comparisons(project: Project, arguments: Namespace) -> Comparisons:
    """The tasks files, each with what it is compared with, if it is."""
    if arguments.against is None:
        try:
            entries = project.files(*arguments.files, stdin_filename=arguments.stdin_filename)
        except NoTasksFileError as error:
            if arguments.files or not os.environ.get(_IN_ACTION):
                raise
            # A plan has an end, and the check of every pull request goes on.
            return Comparisons((), (), (), (error.message,))
        return Comparisons(entries, [None] * len(entries))
    return project.comparisons(
        arguments.against,
        *arguments.files,
        tasks=arguments.task,
        remotes=arguments.remote,
        stdin_filename=arguments.stdin_filename,
    )


def _passed_over(project: Project) -> Iterable[str]:
    """What a search did not look at, though it stands beside what it found."""
    passed = [terminal_path(path) for path in project.search.passed_over()]
    if passed:
        files = listed(passed, _SHOWN)
        yield f"not looked at: {files}, which git does not track; name it, or add it to git"


def _without_what_lies_outside(run: Run, entries: Sequence[Entry]) -> Run:
    """The run for a report that others read too: it quotes nothing from outside the repository."""
    reports = [
        report if entry.outside is None or entry.is_closed else report.without_values()
        for report, entry in zip(run.reports, entries, strict=True)
    ]
    return run._replace(reports=reports)


class _Checked(NamedTuple):
    """The files that could be read, each with its report, and what could not be read or written."""

    entries: Sequence[Entry]
    reports: Sequence[Report]
    failures: Sequence[UserError]
    not_checked: tuple[str, ...]


def _checked(
    compared: Comparisons, project: Project, wanted: Wanted, arguments: Namespace
) -> _Checked:
    entries, comparisons, not_checked, _ = compared
    read: list[Entry] = []
    reports: list[Report] = []
    unreadable: list[UserError] = []
    with output.Progress("checking") as show:
        for number, (entry, comparison) in enumerate(zip(entries, comparisons, strict=True)):
            tell = partial(_tell, show, number, len(entries))
            report = _linted(entry, project, comparison, entries, wanted, arguments, tell)
            if isinstance(report, UserError):
                unreadable.append(report)
            else:
                read.append(entry)
                reports.append(report)
    if not reports and (not_checked or unreadable):
        # Why nothing was compared comes before that the file is not there any more.
        raise NotCheckedError(not_checked[0]) if not_checked else unreadable[0]
    return _Checked(read, reports, unreadable, not_checked)


def _tell(show: Progress, number: int, files: int, done: int, of: int) -> None:
    """Show how far one of several files is."""
    show(number * of + done, files * of)


def _ending(checked: _Checked, *, found: bool) -> int:
    """Say what could not be done, and return the exit code: that comes before what was found."""
    for error in checked.failures:
        output.complain(error.message, error.advice)
    for reason in checked.not_checked:
        output.complain(f"NOT checked: {reason}")
    if checked.not_checked:
        return Exit.NOT_CHECKED
    if checked.failures:
        return Exit.USAGE
    return Exit.FINDINGS if found else Exit.OK


def _linted(
    entry: Entry,
    project: Project,
    comparison: Comparison | None,
    beside: Sequence[Entry],
    wanted: Wanted,
    arguments: Namespace,
    progress: Progress,
) -> Report | UserError:
    """The report of a file, with --fix or --diff that of its mended text; or why it can't be read."""
    try:
        project.source(entry, None if comparison is None else comparison.data)
    except UserError as error:
        return _with_command(error, entry.path)
    # What can't be written, `_write_mended` says.
    is_mended = entry.outside is None if arguments.fix else arguments.diff
    if is_mended:
        return project.fix(
            entry,
            unsafe=arguments.unsafe_fixes,
            wanted=wanted,
            comparison=comparison,
            beside=beside,
            progress=progress,
        )
    return project.lint(
        entry, wanted=wanted, comparison=comparison, beside=beside, progress=progress
    )


def _with_command(error: UserError, name: str) -> UserError:
    """The error, and what is to be done where the name of a command was meant."""
    if name in COMMANDS:
        return UserError(error.message, f"a command comes first: {PROGRAM} {name} ...")
    near = Vocabulary(COMMANDS).near(name)
    if near:
        return UserError(error.message, f'did you mean the command "{near[0]}"?')
    from .parser import make_parser

    option = f"--{name}"
    meant = option in make_parser("check").options()
    return UserError(error.message, f'did you mean "{option}"?') if meant else error


def _write_mended(entry: Entry, report: Report, project: Project) -> UserError | None:
    """Write a mended text where it was read, standard input to standard output; or why it can't be written."""
    try:
        if entry.path == STANDARD_INPUT:
            output.write_bytes(report.source.encoded())
        elif entry.outside is not None and any(kind.safe for kind in report.counts()):
            raise outside_error(entry)
        else:
            project.write(entry, report)
    except UserError as error:
        return error
    return None


def _print_differences(reports: Iterable[Report], color: str) -> bool:
    """Show what mending would change; whether it would change anything."""
    from ..engine.difference import difference

    text = "".join(map(difference, reports))
    output.print_patch(text, color)
    return text != ""


def _usual_destinations() -> list[Destination]:
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return [Destination("text")]
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    return [
        Destination("github"),
        *([Destination("markdown", summary, append=True)] if summary else []),
    ]


def _links() -> str | None:
    """Where GitHub shows the files of the commit that it runs on."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = map(os.environ.get, names)
    return f"{server}/{repository}/blob/{commit}" if server and repository and commit else None


def _most(arguments: Namespace, to: Destination, stream: TextIO) -> int | None:
    """How many findings of each rule go to a destination; None is all."""
    if arguments.max_findings is None:
        in_terminal = to.format == "text" and to.path is None and stream.isatty()
        return MOST_IN_TERMINAL if in_terminal else MOST
    most: int = arguments.max_findings
    if most < 0:
        raise UserError("--max-findings is a number of findings, or 0 for all of them")
    return most or None


def _shown_settings(entries: Iterable[Entry]) -> str:
    lines = []
    for entry in entries:
        lines.append(f"{terminal_path(entry.display)}:")
        for name, value, origin in shown(entry.config):
            lines.append(f"  {name} = {terminal(value)}  ({terminal(origin)})")
    return "".join(f"{line}\n" for line in lines)
