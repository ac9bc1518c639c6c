"""`modsquad-lint next`: the tasks that may start now, each with all that its worker needs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator

from ..planning.decisions.progress import Claim, Progress
from ..planning.decisions.ready import outlook
from ..planning.holdings import Holdings
from ..reporters import cards
from ..repository.at_work.worktrees import list_work_trees
from ..repository.git.branches import Base, find_base, named_in_history, unmerged
from ..repository.git.checked_out import task_in
from ..repository.git.repository import GitFailedError, Repository
from ..repository.project import require_tasks
from ..repository.search import Entry
from ..rules.comparing.changes import Habits
from ..rules.registry import Subject
from ..text.errors import NotCheckedError, UserError
from . import common, output
from .output import Destination

_MOST_CARDS = {"text": 10, "json": 1}
"""How many cards are shown unless it is said; an agent takes one."""


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a tasks file; - is standard input; without it, the one that git tracks here",
    )
    parser.add_argument("--task", metavar="ID", help="the card of this task, whatever its state")
    parser.add_argument(
        "--cards",
        type=int,
        metavar="N",
        help="show the cards of the first N tasks that may start, 0 for all; 10 in text, 1 in JSON",
    )
    group = parser.add_argument_group("what is done, and what runs")
    for name, what in (("--done", "is done"), ("--running", "runs")):
        common.add_several(group, name, f"this task {what}, whatever else is known")
    common.add_base(group)
    group.add_argument(
        "--done-in", metavar="REV", help="look up what is done in this history, not in the base's"
    )
    common.add_formats(parser, cards.FORMATS)
    common.add_reading(parser)


def run(arguments: Namespace) -> int:
    """Show what may start, or why there is no plan; returns the exit code."""
    wanted = common.destinations(arguments, cards.FORMATS) or [Destination("text")]
    if arguments.cards is not None and arguments.cards < 0:
        raise UserError(f"--cards {arguments.cards}: give a number from 0")
    project = common.open_project(arguments)
    entry = project.file(arguments.file, stdin_filename=arguments.stdin_filename)
    predicted = project.plan(entry)
    subject = predicted.subject
    if subject.predicted is None:
        return common.explain(predicted, arguments)
    given = [*arguments.done, *arguments.running, *([arguments.task] if arguments.task else [])]
    require_tasks(subject.file.by_id, given)
    base, done, running = _claims(entry, subject, arguments)
    shared = Holdings(subject.file.tasks, subject.work.holdings.meanings).contested
    progress = Progress(
        subject.file,
        subject.graph,
        shared,
        [*(Claim(ident, "--done") for ident in arguments.done), *done],
        [*(Claim(ident, "--running") for ident in arguments.running), *running],
    )
    for to in wanted:
        most = _MOST_CARDS[to.format] if arguments.cards is None else arguments.cards or None
        answer = outlook(
            subject.file,
            progress,
            name=entry.name,
            base=base,
            branch_pattern=subject.options.branch_pattern,
            asked=arguments.task,
            most_cards=most,
        )
        output.write_answer(cards.render(to.format, answer), to)
    return 0


def _claims(
    entry: Entry, subject: Subject, arguments: Namespace
) -> tuple[str | None, list[Claim], list[Claim]]:
    """Whose history was asked, and what git says is done and runs; nothing where git is not asked.

    Raises:
        NotCheckedError: git was to be asked, and cannot answer.
    """
    if entry.root is None or arguments.no_git:
        if arguments.base or arguments.done_in:
            raise NotCheckedError(
                "there is no git to ask",
                "leave --base and --done-in out, or run it in a repository",
            )
        return None, [], []
    repository = Repository(entry.root)
    try:
        base = find_base(repository, arguments.base)
        history = find_base(repository, arguments.done_in) if arguments.done_in else base
        done = list(_done(repository, history, entry, subject))
        running = list(_running(repository, base, subject, {claim.task for claim in done}))
    except GitFailedError as failure:
        raise NotCheckedError(str(failure), "leave git out with --no-git") from failure
    return history.name, done, running


def _done(repository: Repository, history: Base, entry: Entry, subject: Subject) -> Iterator[Claim]:
    named = named_in_history(repository, history.commit, entry.name, Habits.of([subject.options]))
    return (
        Claim(ident, f"commit {commit}") for ident, commit in named if ident in subject.file.by_id
    )


def _running(
    repository: Repository, base: Base, subject: Subject, done: Iterable[str]
) -> Iterator[Claim]:
    """Branches with a difference, and those that are checked out in a linked work tree."""
    linked = [tree.branch for tree in list_work_trees(repository) if tree.linked]
    names = [branch.name for branch in unmerged(repository, base) if branch.differs]
    for name in dict.fromkeys([*names, *linked]):
        ident = task_in(name, subject.options.branch_pattern)
        if ident in subject.file.by_id and ident not in done:
            yield Claim(ident, f"branch {name}")
