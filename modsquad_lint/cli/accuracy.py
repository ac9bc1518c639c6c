"""`modsquad-lint accuracy`: how far the plans of this repository could be trusted until now."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Mapping

from ..engine.config import Config
from ..engine.linting import Progress
from ..engine.recorded import covering, exempting, plan_then
from ..planning.decisions.accuracy import RECORD, measure
from ..planning.decisions.executed import PlanVersion, Recorded, attribute
from ..planning.meanings import Meanings
from ..reporters import accuracy as reporter
from ..repository import files
from ..repository.git.advice import not_checked
from ..repository.git.repository import GitFailedError, Repository
from ..repository.history import History, read_history
from ..repository.project import Project
from ..repository.search import phase_of
from ..rules.comparing.changes import Habits
from ..text.errors import NotCheckedError
from ..text.paths import matches
from ..text.source import Source
from . import output
from .common import add_configuration, add_formats, destinations
from .output import Destination

_GSD_SUBJECT = "...({id}): ..."
"""How the commits of GSD name a plan: `feat(02-01): ...`."""


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--since", metavar="WHEN", help="commits since a date, a time (3 weeks ago) or a revision"
    )
    parser.add_argument("--end", default="HEAD", metavar="REV", help="the history of this (HEAD)")
    add_formats(parser, reporter.FORMATS)
    parser.add_argument(
        "--output",
        nargs="?",
        const=RECORD,
        metavar="PATH",
        help=f"also write JSON, to {RECORD} unless it is said, whose sentence plan -v shows",
    )
    add_configuration(parser)


def run(arguments: Namespace) -> int:
    """Read the history and say what it shows; returns the exit code."""
    wanted = destinations(arguments, reporter.FORMATS) or [Destination("text")]
    if arguments.output is not None:
        wanted.append(Destination("json", arguments.output))
    root = files.find_root(".")
    if root is None:
        raise NotCheckedError("this is no git repository", "run it in one")
    project = Project(
        config_path=arguments.config, isolated=arguments.isolated, origin="command line"
    )
    config = project.search.config_here()
    with output.Progress("reading") as show:
        trust = _trust(root, config, arguments, show)
    for to in wanted:
        output.write_answer(reporter.render(to.format, trust, output.terminal_of(to).width), to)
    return 0


def _trust(root: str, config: Config, arguments: Namespace, show: Progress) -> reporter.Trust:
    options = config.options
    habits = Habits.of([options])
    if not options.commit_pattern:
        habits = habits._replace(subjects=(_GSD_SUBJECT,))
    repository = Repository(root)
    try:
        history = read_history(
            repository,
            arguments.end,
            habits,
            lambda path: matches(path, config.include),
            arguments.since,
        )
    except GitFailedError as failure:
        raise not_checked(repository, failure) from failure
    plans, bookkeeping = _plans(history, config, show)
    is_exempt = exempting(options, bookkeeping, frozenset(history.files))
    attribution = attribute(history.works, plans, is_exempt, covering(options))
    since = f" since {arguments.since}" if arguments.since else ""
    return reporter.Trust(
        f"{arguments.end}{since}",
        (history.commits, len(history.works)),
        measure(attribution.plans),
        attribution,
        history.left_out,
    )


def _plans(
    history: History, config: Config, show: Progress
) -> tuple[dict[str, list[PlanVersion]], frozenset[str]]:
    """Every plan by its name, with its versions in order; and what their tools keep beside them."""
    events: dict[str, list[tuple[int, str, bytes]]] = defaultdict(list)
    for path, versions in history.files.items():
        events[phase_of(path) or path] += [(at, path, data) for at, data in versions]
    total, done = sum(map(len, history.files.values())), 0
    plans: dict[str, list[PlanVersion]] = {}
    bookkeeping: set[str] = set()
    meanings = Meanings()
    for name, some in events.items():
        parts: dict[str, Source] = {}
        plans[name] = []
        tasks: Mapping[str, Recorded] = {}
        for at, path, data in sorted(some):
            show(done, total)
            done += 1
            parts[path] = Source(path, data)
            tasks, globs = plan_then(
                [parts[each] for each in sorted(parts)], config, meanings, tasks
            )
            plans[name].append(PlanVersion(at, tasks))
            bookkeeping.update(globs)
    return plans, frozenset(bookkeeping)
