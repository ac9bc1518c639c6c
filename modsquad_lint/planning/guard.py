"""May this write happen? Decides for one path, from the plan and who is at work; knows no host and no disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import IntEnum

from ..text.paths import matches
from ..text.typed import NamedTuple
from .graph import Graph
from .options import Options
from .progress import related, said
from .status import DONE, RUNNING
from .tasks import Task, TaskFile


class Decision(IntEnum):
    """What may be said of a write, the mildest first. There is no "allow": it is not ours to give."""

    NOTHING = 0
    NOTE = 1
    ASK = 2
    DENY = 3


class Answer(NamedTuple):
    """A decision, and why, with what to do; nothing for `NOTHING`."""

    decision: Decision
    message: str


NOTHING = Answer(Decision.NOTHING, "")
UNDECLARED = {"ask": Decision.ASK, "deny": Decision.DENY, "note": Decision.NOTE}
"""What the setting `guard.undeclared` may say."""


class Watched(NamedTuple):
    """One tasks file that has a plan.

    Attributes:
        name: relative to the repository root.
        links: declared paths that lead over symbolic links, each with where it leads.
    """

    name: str
    file: TaskFile
    graph: Graph
    options: Options
    links: Mapping[str, str]


class Situation(NamedTuple):
    """Who is at work.

    Attributes:
        watched: the tasks files of the repository that have a plan.
        configuration: the file that holds the settings, relative to the root; "" for none.
        task: the id of the task at work; "" where none is known.
        branches: the ids whose branch exists; None where branches are not known.
        undeclared: what to say of a path that no task declares.
        spelling: makes two spellings of one file equal, where the file system does.
    """

    watched: Sequence[Watched]
    configuration: str
    task: str
    branches: Collection[str] | None
    undeclared: Decision
    spelling: Callable[[str], str] = str


def judge(names: Sequence[str], situation: Situation, *, is_own_state: bool = False) -> Answer:
    """What to say of a write to a file.

    Args:
        names: of the file, relative to the repository root: as it was named, and where links lead.
        situation: who is at work.
        is_own_state: whether it changes nothing in a tasks file but the state of the task at work.
    """
    wanted = frozenset(map(situation.spelling, names))
    path = names[0]
    if any(situation.spelling(watched.name) in wanted for watched in situation.watched):
        return NOTHING if is_own_state else _ask_for_plan(path, situation.task)
    declaring = [
        _Declaring(watched, [watched.file.tasks[i] for i in _declaring(watched, wanted, situation)])
        for watched in situation.watched
    ]
    own = [each for each in declaring if situation.task in each.watched.file.tasks.index_of]
    if any(task.id == situation.task for each in own for task in each.tasks):
        return NOTHING
    if _is_configuration(names, situation):
        return _ask_for_configuration(path)
    return _of_others(path, declaring, own, situation) if own else NOTHING


class _Declaring(NamedTuple):
    """The tasks of one tasks file that declare a path."""

    watched: Watched
    tasks: Sequence[Task]


def _of_others(
    path: str, declaring: Sequence[_Declaring], own: Sequence[_Declaring], situation: Situation
) -> Answer:
    """What to say of a path that the task at work does not declare."""
    for watched, tasks in own:
        for task in tasks:
            runs = _why_it_runs(watched, task, situation)
            if runs:
                return _deny(path, task, runs, situation.task)
    for _, tasks in declaring:
        for task in tasks:
            if said(task) != DONE:
                return _ask_for(path, task, situation.task)
    if any(matches(path, watched.options.drift_ignore) for watched, _ in own):
        return NOTHING
    return Answer(
        situation.undeclared,
        f'"{situation.task}" does not declare {path}, and no other open task does. '
        f"{_remedies(situation.task)}",
    )


def _declaring(watched: Watched, wanted: Collection[str], situation: Situation) -> Iterator[int]:
    """The tasks that declare any of these paths, by their indexes."""
    spelling = situation.spelling
    names = {*wanted, *(path for path, to in watched.links.items() if spelling(to) in wanted)}
    for index, files in enumerate(watched.file.tasks.files):
        if any(path in names or spelling(path) in names for path in files):
            yield index


def _is_configuration(names: Sequence[str], situation: Situation) -> bool:
    return any(
        name == situation.configuration or name.rpartition("/")[2] == "modsquad-lint.toml"
        for name in names
    )


def _why_it_runs(watched: Watched, task: Task, situation: Situation) -> str:
    """Why a task of the same file counts as running beside the one at work; "" where it does not."""
    tasks, graph = watched.file.tasks, watched.graph
    mine, other = tasks.index_of[situation.task], tasks.index_of[task.id]
    if DONE in {said(task), said(tasks[mine])} or other in related(graph, mine):
        return ""
    if said(task) == RUNNING:
        return "its status says so"
    branches = situation.branches or ()
    if task.id in branches:
        return "its branch is there"
    is_silent = not any("status" in each.entry for each in tasks)
    if is_silent and not any(each.id in branches for each in tasks):
        levels = graph.levels or ()
        if levels and levels[mine] == levels[other]:
            return "the plan starts both at once"
    return ""


def _deny(path: str, task: Task, runs: str, mine: str) -> Answer:
    return Answer(
        Decision.DENY,
        f'{path} belongs to "{task.id}", which is running ({runs}); this is "{mine}". '
        f'Do without the change, or hand it to whoever works on "{task.id}"; else wait until that is '
        f'done. If "{mine}" cannot do without it, stop and say so: whoever owns the plan can change it.',
    )


def _ask_for(path: str, task: Task, mine: str) -> Answer:
    return Answer(
        Decision.ASK, f'{path} is declared by "{task.id}", not by "{mine}". {_remedies(mine)}'
    )


def _remedies(mine: str) -> str:
    return f'Leave it as it is, or have whoever owns the plan add it to "{mine}".'


def _ask_for_plan(path: str, mine: str) -> Answer:
    who = f'"{mine}"' if mine else "a worker"
    return Answer(
        Decision.ASK,
        f"{path} is the plan that all workers rely on. Let whoever owns the plan change it: {who} "
        "may change its own state there, and nothing else.",
    )


def _ask_for_configuration(path: str) -> Answer:
    return Answer(
        Decision.ASK,
        f"{path} says how the plan is checked. Let whoever owns the plan change it.",
    )


def changes_only_state(before: TaskFile, after: TaskFile, ident: str) -> bool:
    """Whether two versions of a tasks file differ in nothing but the status of one task."""
    return _without_state(before, ident) == _without_state(after, ident)


def _without_state(file: TaskFile, ident: str) -> object:
    value = file.document.value
    entries = [
        {key: part for key, part in entry.items() if key != "status"}
        if isinstance(entry, dict) and entry.get("id") == ident
        else entry
        for entry in file.entries
    ]
    is_object = isinstance(value, dict) and file.list_place is not None
    rest = {key: part for key, part in value.items() if key != "tasks"} if is_object else None
    return entries, rest, file.list_place
