"""`modsquad-lint guard`: may this write happen? Answers one hook call in its host's own words.

It ends with 0 whatever it finds: hosts take other exit codes for a denial, or for none, each in its own
way. It starts no git and writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence

from ..engine.config import DEFAULT, Config, configure
from ..engine.linting import look
from ..planning.decisions import guard as deciding
from ..planning.decisions.declared import Companions, Declared
from ..planning.decisions.guard import Answer, Decision, Situation, Watched
from ..planning.holdings import Holdings
from ..planning.meanings import Meanings
from ..reporters.escape import shortened, terminal
from ..repository import files, writes
from ..repository.git.checked_out import task_in, task_in_environment
from ..repository.project import Project
from ..repository.reading import standard_input
from ..repository.search import Entry
from ..repository.writes import PathsOnDisk, Spot
from ..rules.facts import Facts
from ..rules.registry import Subject
from ..text.errors import Exit, UserError
from ..text.joined import Joined
from ..text.paths import normalise
from ..text.source import Source
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.vocabulary import did_you_mean
from ..text.words import counted
from . import output
from .hosts import HOSTS, Call, Request, UnreadableCallError, Write, answer, read_call, read_request
from .output import Destination

if TYPE_CHECKING:
    from argparse import Namespace

    from .quick import AnyParser


VARIABLE = "MODSQUAD_TASKS"
"""Names the tasks file, where `--tasks` does not."""
_IN_THE_CLOUD = "COPILOT_AGENT_PROMPT"
"""What the machine of Copilot's cloud agent sets: nobody is there, and a question is a denial."""
_MOST_BYTES = 1 << 26
_MOST_LOOKS = 3_000_000
"""Looks at tasks and areas for the files of one call: about a second."""
_LONGEST_PATH = 8192
"""Characters of a path that is looked at: twice what systems take."""
_LONGEST = 2000
"""Characters of an answer: agents pay for it, and an id may be a thousand long."""


def add_arguments(parser: AnyParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--host", choices=tuple(HOSTS), help="whose call it is; told by its shape otherwise"
    )
    parser.add_argument(
        "--tasks",
        metavar="FILE",
        help=f"the tasks file; else what {VARIABLE} names, else those that include matches",
    )
    parser.add_argument(
        "--task", metavar="ID", help="the task at work; else MODSQUAD_TASK, else the branch"
    )


def run(arguments: Namespace) -> int:
    """Answer the call on standard input; returns the exit code, which is 0."""
    call: Call | None = None
    request: Request | None = None
    try:
        call = read_call(_standard_input())
        request = read_request(call, arguments.host, is_alone=bool(os.environ.get(_IN_THE_CLOUD)))
        said = _answer(request, arguments)
    except UnreadableCallError as error:
        said = _note(f"this call of a hook was not checked: {error}")
    except UserError as error:
        said = _note(f"this write was not checked: {error.message}")
    except Exception as bug:  # noqa: BLE001 - a host may deny every write once its hook fails
        said = _note(f"this write was not checked, by a bug in modsquad-lint: {bug!r}")
    said = said._replace(message=shortened(terminal(said.message), _LONGEST))
    output.write(
        answer(request, arguments.host, call, said), Destination("json"), for_machines=True
    )
    return Exit.OK


def _note(message: str) -> Answer:
    return Answer(Decision.NOTE, message)


def _too_much(files: int) -> Answer:
    return Answer(
        Decision.ASK,
        f"not looked at: {counted(files, 'file')} of this call, since the tasks file has too many "
        "areas or tasks that declare the others: write fewer files at once.",
    )


def _standard_input() -> bytes:
    try:
        return standard_input(_MOST_BYTES)
    except OSError as error:
        raise UnreadableCallError(f"cannot read standard input: {error.strerror}") from error


def _answer(request: Request, arguments: Namespace) -> Answer:
    """The most severe of what is to be said of the files of a call."""
    if request.is_unclear:
        return _note("this write was not checked: its call names no file")
    landing: dict[str, list[tuple[Write, Spot]]] = {}
    worst = deciding.NOTHING
    for write in request.writes:
        if len(write.path) > _LONGEST_PATH:
            worst = _note(f"a write was not checked: its path has {len(write.path):,} characters")
            continue
        spot = writes.locate(write.path, request.folder)
        if spot is not None:
            landing.setdefault(spot.root, []).append((write, spot))
    for root, some in landing.items():
        names = {name for _, spot in some for name in spot.names}
        watch = _Watch.open(root, names, arguments)
        if watch is None:
            continue
        for at, (write, spot) in enumerate(some):
            is_too_much = watch.looks > _MOST_LOOKS
            said = _too_much(len(some) - at) if is_too_much else watch.judge(write, spot)
            if said.decision is Decision.ASK and not request.is_attended:
                said = said._replace(decision=watch.unattended)
            worst = max(worst, said, key=lambda each: each.decision)
            if is_too_much or worst.decision is Decision.DENY:  # nothing is more severe
                break
    return worst


class _Watch(NamedTuple):
    """One work tree whose plans are looked after.

    Attributes:
        trouble: why a plan could not be read; "" where all could.
        unknown: the task at work, where no plan has it.
        wholes: the plans in several files, by the name of each file.
    """

    root: str
    config: Config
    situation: Situation
    trouble: str
    unknown: str
    wholes: Mapping[str, Joined]

    @classmethod
    def open(cls, root: str, written: Collection[str], arguments: Namespace) -> _Watch | None:
        """What there is to look after where these files are written; None without any tasks file."""
        found = files.find_config(root, root)
        config = configure(DEFAULT, *reversed(found)) if found is not None else DEFAULT
        named = arguments.tasks or os.environ.get(VARIABLE)
        names = [named] if named else writes.plans_by_name(root, config.include)
        project = Project(use_git=False)
        paths = names if named else [os.path.join(root, name) for name in names]
        entries = project.files(*paths) if paths else []
        if not named:  # a link out of the repository, which a search found, stays closed
            entries = [each._replace(named=each.outside is None) for each in entries]
        plans: dict[Source, list[Entry]] = {}
        for entry in entries:
            plans.setdefault((project.whole(entry, None) or project.source(entry)), []).append(
                entry
            )
        looked = [(some, look(text, Facts(), some[0].config)) for text, some in plans.items()]
        subjects = [each for each in looked if each[1].foreign is None]  # but other tools' files
        if not subjects:
            return None
        without = [some[0].name for some, subject in subjects if subject.predicted is None]
        watched = [
            _watched(root, written, some, subject)
            for some, subject in subjects
            if subject.predicted is not None
        ]
        config_of_first = subjects[0][0][0].config
        task = _task_at_work(root, arguments, config_of_first)
        ids = {ident for each in watched for ident in each.file.tasks.index_of}
        is_known = task in ids
        pattern = config_of_first.options.branch_pattern
        situation = Situation(
            watched,
            "" if found is None else os.path.relpath(found[0], root).replace(os.sep, "/"),
            task if is_known else "",
            writes.ids_with_branch(root, ids, pattern) if is_known else None,
            deciding.UNDECLARED[config.values["guard"]["undeclared"]],
            writes.spelling,
        )
        trouble = (
            f"{', '.join(without)} has no plan; modsquad-lint check says why" if without else ""
        )
        wholes = {
            part.path: text for text in plans if isinstance(text, Joined) for part in text.parts
        }
        return cls(root, config, situation, trouble, "" if is_known else task, wholes)

    @property
    def looks(self) -> int:
        """How many looks at tasks and areas the writes took so far."""
        return sum(each.declared.looks for each in self.situation.watched)

    @property
    def unattended(self) -> Decision:
        """What takes the place of a question where nobody could answer one."""
        return deciding.UNDECLARED[self.config.values["guard"]["unattended"]]

    def judge(self, write: Write, spot: Spot) -> Answer:
        """What to say of one file."""
        if self.trouble:
            return _note(f"this write was not checked: {self.trouble}")
        said = deciding.judge(
            spot.names, self.situation, is_own_state=self._is_own_state(write, spot)
        )
        if said.decision is Decision.NOTHING and self.unknown:
            known = [i for each in self.situation.watched for i in each.file.tasks.index_of]
            near = did_you_mean(self.unknown, known)
            return _note(f'this write was not checked: no task has the id "{self.unknown}"{near}')
        return said

    def _is_own_state(self, write: Write, spot: Spot) -> bool:
        """Whether a write changes nothing in the plan but the state of the task at work."""
        plans = ((each, name) for each in self.situation.watched for name in each.names)
        plan, name = next(((each, name) for each, name in plans if name in spot.names), (None, ""))
        if plan is None or not self.situation.task:
            return False
        before = Source(name, files.read(os.path.join(self.root, spot.names[-1])))
        text = write.applied(before.text)
        if text is None or (plan.is_prose and not deciding.ticks_only(before.text, text)):
            return False
        now = before.with_text(text)
        whole = self.wholes.get(name)
        after = look(now if whole is None else whole.replacing(now), Facts(), self.config)
        return after.predicted is not None and deciding.changes_only_state(
            plan.file, after.file, self.situation.task
        )


def _watched(
    root: str, written: Collection[str], entries: Sequence[Entry], subject: Subject
) -> Watched:
    """A plan with what its tasks declare, done ones too, as the disk shows links and folders."""
    tasks, options = subject.file.tasks, entries[0].config.options
    holdings = Holdings(tasks, Meanings(options.mergeable, PathsOnDisk(root, written)))
    declared = Declared(tasks, holdings, Companions(options.companions, written), writes.spelling)
    names = [entry.name for entry in entries]
    folder = names[0].rpartition("/")[0]
    kept = tuple(normalise(f"{folder}/{glob}") for glob in subject.reading.bookkeeping)
    exempt = (*options.drift_ignore, *kept)
    is_prose = subject.reading.is_prose
    return Watched(names, subject.file, subject.graph, declared, exempt, is_prose=is_prose)


def _task_at_work(root: str, arguments: Namespace, config: Config) -> str:
    return (
        arguments.task
        or task_in_environment()
        or task_in(writes.branch_at(root), config.options.branch_pattern)
    )
