"""May this write happen? Decides for one path, from the plan and who is at work; knows no host and no disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from enum import IntEnum
from functools import cached_property

from ...text.paths import matches
from ...text.typed import NamedTuple
from ..ancestors import related
from ..graph import Graph
from ..status import DONE, RUNNING, TODO
from ..tasks import Task, TaskFile
from .declared import Declared


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


class Watched:
    """One plan; what is the same for each write is found out once.

    Attributes:
        names: of its tasks file, or of all that it stands in, relative to the repository root.
        declared: which of its tasks declare a path.
        exempt: globs of files that may change without being declared.
        is_prose: whether it says of every task whether it is done, as boxes to tick do.
    """

    def __init__(
        self,
        names: Collection[str],
        file: TaskFile,
        graph: Graph,
        declared: Declared,
        exempt: tuple[str, ...] = (),
        *,
        is_prose: bool = False,
    ) -> None:
        self.names, self.file, self.graph, self.declared = names, file, graph, declared
        self.exempt, self.is_prose = exempt, is_prose
        self._related: dict[int, Collection[int]] = {}

    def related(self, task: int) -> Collection[int]:
        """A task, all that it waits for, and all that wait for it, even indirectly."""
        if task not in self._related:
            self._related[task] = related(self.graph, task)
        return self._related[task]

    @cached_property
    def says_states(self) -> bool:
        """Whether somebody said of any task how far it is."""
        # A box that is not ticked says nothing.
        is_said = not self.is_prose
        return any(
            task.status != TODO or (is_said and "status" in task.entry) for task in self.file.tasks
        )


class Situation(NamedTuple):
    """Who is at work.

    Attributes:
        watched: the plans of the repository.
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
    plans = (name for watched in situation.watched for name in watched.names)
    if not wanted.isdisjoint(map(situation.spelling, plans)):
        return NOTHING if is_own_state else _ask_for_plan(path, situation.task)
    own = [each for each in situation.watched if situation.task in each.file.tasks.index_of]
    for watched in own:
        mine = watched.file.tasks.index_of[situation.task]
        if any(watched.declared.is_by(name, mine) for name in names):
            return NOTHING
    declaring = [
        (watched, task)
        for watched in situation.watched
        for name in names
        for task in watched.declared.by(name)
    ]
    if _is_configuration(names, situation):
        says = f"{path} says how the plan is checked. Let whoever owns the plan change it."
        return Answer(Decision.ASK, says)
    return _of_others(path, declaring, own, situation) if own else NOTHING


def _of_others(
    path: str,
    declaring: Sequence[tuple[Watched, Task]],
    own: Sequence[Watched],
    situation: Situation,
) -> Answer:
    """What to say of a path that the task at work does not declare; `own` are the plans that have it."""
    for watched, task in declaring:
        runs = _why_it_runs(watched, task, situation) if watched in own else ""
        if runs:
            return _deny(path, task, runs, situation.task)
    for _, task in declaring:
        if not task.is_done:
            mine = situation.task
            whose = f'{path} is declared by "{task.id}", not by "{mine}"'
            return Answer(Decision.ASK, f"{whose}. {_remedies(mine)}")
    if any(matches(path, watched.exempt) for watched in own):
        return NOTHING
    return Answer(
        situation.undeclared,
        f'"{situation.task}" does not declare {path}, and no other open task does. '
        f"{_remedies(situation.task)}",
    )


def _is_configuration(names: Sequence[str], situation: Situation) -> bool:
    return any(
        name == situation.configuration or name.rpartition("/")[2] == "modsquad-lint.toml"
        for name in names
    )


def _why_it_runs(watched: Watched, task: Task, situation: Situation) -> str:
    """Why a task of the same file counts as running beside the one at work; "" where it does not."""
    tasks, graph = watched.file.tasks, watched.graph
    mine, other = tasks.index_of[situation.task], tasks.index_of[task.id]
    if DONE in {task.status, tasks[mine].status} or other in watched.related(mine):
        return ""
    if task.status == RUNNING:
        return "its status says so"
    branches = situation.branches or ()
    if task.id in branches:
        return "its branch is there"
    if not watched.says_states and not any(ident in tasks.index_of for ident in branches):
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


def _remedies(mine: str) -> str:
    return f'Leave it as it is, or have whoever owns the plan add it to "{mine}".'


def _ask_for_plan(path: str, mine: str) -> Answer:
    who = f'"{mine}"' if mine else "a worker"
    return Answer(
        Decision.ASK,
        f"{path} is the plan that all workers rely on. Let whoever owns the plan change it: {who} "
        "may change its own state there, and nothing else.",
    )


def changes_only_state(before: TaskFile, after: TaskFile, ident: str) -> bool:
    """Whether two versions of a tasks file differ in nothing but the status of one task."""
    return _without_state(before, ident) == _without_state(after, ident)


_BOX = r"\[[ xX~-]\]"


def ticks_only(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but what stands in one box."""
    lines = [text.split("\n") for text in (before, after)]
    if len(lines[0]) != len(lines[1]):
        return False
    changed = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    return (
        len(changed) == 1 and len({re.sub(_BOX, "[ ]", line, count=1) for line in changed[0]}) == 1
    )


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
