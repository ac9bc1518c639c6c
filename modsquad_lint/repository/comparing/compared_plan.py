"""One tasks file at the two ends of a comparison, and what is to be said of it; asks git nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...engine.config import Config
from ...engine.linting import running
from ...planning.foreign import tool_of_folder
from ...planning.readers.names import NamedPlan, called, in_phase, name_of
from ...planning.tasks import TaskFile, Tasks
from ...rules.comparing.plans import PlanFile
from ...rules.registry import COMPARISON, Subject
from ...text.typed import NamedTuple
from ..memory import Memory
from ..search import STANDARD_INPUT, Entry
from .held import HeldAtEnds


class ComparedPlan(NamedTuple):
    """One tasks file at both ends.

    Attributes:
        held: what it holds at both ends.
        subject: what the rules look at: the file at its end; at its beginning where it is old.
        file: for the judgement; None where it is no tasks file at either end.
        is_old: whether the end has no plan that could be looked at.
        problem: why the comparison with it is not whole; "" where it is.
        note: what people should know of it; "" for nothing.
        names: the ids that stand in other plans of the run too, each with its full name.
    """

    entry: Entry
    held: HeldAtEnds
    subject: Subject
    file: PlanFile | None
    is_old: bool = False
    problem: str = ""
    note: str = ""
    names: Mapping[str, str] = MappingProxyType({})

    def named(self) -> NamedPlan:
        """It by its name, with every id that it has at either end."""
        ends = () if self.file is None else self.file.ends()
        name = name_of(self.entry.name) if self.subject.reading.name else ""
        return NamedPlan(name, frozenset().union(*(end.ids() for end in ends)))

    def called(self, names: Mapping[str, str]) -> ComparedPlan:
        """The same with these full names."""
        if self.file is None or not names:
            return self
        before, after = self.file.before, self.file.after
        file = self.file._replace(
            before=None if before is None else called(before, names),
            after=None if after is None else called(after, names),
        )
        return self._replace(file=file, names=names)

    def as_it_began(self, was: Callable[[str], str]) -> ComparedPlan:
        """The same, in its phase, where no task is done yet whose record the range itself adds.

        `was` says where a file of the end stood at the beginning; "" where it did not.
        """
        if self.file is None:
            return self
        before, after = (end and in_phase(end) for end in (self.file.before, self.file.after))
        if before is not None:
            before = _begun(before, was)
        else:  # What was not there where the range begins is read at its end.
            after = after and _begun(after, was)
        return self._replace(file=self.file._replace(before=before, after=after))


def _begun(file: TaskFile, was: Callable[[str], str]) -> TaskFile:
    records = getattr(file.document, "records", ())
    if len(records) != len(file.tasks) or all(map(was, records)):
        return file
    tasks = [
        task if was(record) else task._replace(entry={**task.entry, "status": "todo"})
        for task, record in zip(file.tasks, records, strict=True)
    ]
    return file._replace(tasks=Tasks(tasks, file.tasks.done))


def compared_plan(
    project: Memory, entry: Entry, held: HeldAtEnds, *, is_found: bool
) -> ComparedPlan:
    """A tasks file at both ends; `is_found` says that a search found it, and nobody named it."""
    note = ""
    if entry.path == STANDARD_INPUT:
        held = held._replace(after=project.source(entry).encoded())
    elif held.after is None and held.before is None:
        data = project.source(entry).encoded()
        held = held._replace(before=data, after=data)
        note = f"{entry.display} is read from disk: git does not have it"
    old = None
    if held.before is not None:
        before = project.look(as_in_git(entry), held.before)
        old = before if is_sound(before) else None
    if held.after == held.before:
        after = old
    else:
        # What was a tasks file is one with mistakes, unless it clearly is something else.
        entry = entry._replace(named=entry.named or old is not None)
        after = None
    if after is None and held.after is not None:
        after = project.look(entry, held.after)
    if after is not None and is_sound(after):
        file = _plan_file(entry, held, old, after)
        problem = _where_it_is(entry, held) if is_found else ""
        return ComparedPlan(entry, held, after, file, problem=problem, note=note)
    problem = "" if after is None else _what_it_is(entry, after)
    if old is None:
        # A file of another tool's answers for nothing, and nobody asked for this one.
        subject = project.look(entry, held.before) if after is None else after
        is_unasked = subject.foreign is not None and not entry.named
        return ComparedPlan(entry, held, subject, None, problem="" if is_unasked else problem)
    if after is None:
        where = f" ({held.went} is what it was)" if held.went else ""
        note = f"{entry.display} is gone{where}: compared with what it said before"
    file = _plan_file(entry, held, old, old)._replace(after=None)
    problem = f"{problem}, and was a tasks file before" if problem else ""
    return ComparedPlan(entry, held, old, file, is_old=True, problem=problem, note=note)


def as_in_git(entry: Entry) -> Entry:
    """A tasks file as git has it, also where standard input says what it holds now."""
    is_said = entry.path == STANDARD_INPUT
    return entry._replace(path=f"{entry.root}/{entry.name}") if is_said else entry


def _plan_file(entry: Entry, held: HeldAtEnds, old: Subject | None, after: Subject) -> PlanFile:
    """What the judgement is told of a tasks file: what it was where the range begins, if it was one."""
    folder, config = os.path.dirname(entry.name), entry.config
    bookkeeping = [
        os.path.normpath(os.path.join(folder, glob)).replace(os.sep, "/")
        for glob in after.reading.bookkeeping
    ]
    # Another file that only became the plan is none of its paths; nor is one that somebody declares.
    paths = {held.kept, entry.name, "" if old is None else held.was}
    if held.went not in after.file.tasks.distinct:
        paths.add(held.went)
    return PlanFile(
        entry.name,
        None if old is None else old.file,
        after.file,
        config.options,
        frozenset(paths - {""}),
        _can_tell(after, config),
        tuple(bookkeeping),
    )


def is_sound(subject: Subject) -> bool:
    """Whether it is a tasks file that could be read: not one of whose tasks none is sound."""
    is_read = bool(subject.file.tasks) or not subject.file.problems
    return subject.foreign is None and subject.problem is None and is_read


def _what_it_is(entry: Entry, subject: Subject) -> str:
    """Why a file that is no sound tasks file was not compared, in words."""
    if subject.foreign is not None:
        return f"{entry.display} is no tasks file: it looks like {subject.foreign}"
    return f"{entry.display} can't be read"


def _can_tell(subject: Subject, config: Config) -> bool:
    """Whether the rules run on a file that speak once for all files of a run."""
    rules = running(subject, config, {COMPARISON, *subject.offers()})
    return any(rule.once_a_run and COMPARISON in rule.needs for rule in rules)


def _where_it_is(entry: Entry, held: HeldAtEnds) -> str:
    """That the range put a tasks file where another tool keeps its own; "" for all others."""
    tool = tool_of_folder(entry.name)
    if tool is None or held.was == held.kept:
        return ""
    was = f", and was {held.was} before" if held.was else ""
    return f"{entry.display} stands where {tool} is looked for{was}"
