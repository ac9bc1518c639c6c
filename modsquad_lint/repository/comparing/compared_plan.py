"""One tasks file at the two ends of a comparison, read already; asks git nothing."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from types import MappingProxyType

from ...engine.config import Config
from ...engine.linting import running
from ...planning.readers.names import called
from ...rules.comparing.comparison import Comparison
from ...rules.comparing.plans import PlanFile
from ...rules.registry import COMPARISON, Subject
from ...text.typed import NamedTuple
from ..search import Entry
from .comparison import Held


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
    held: Held
    subject: Subject
    file: PlanFile | None
    is_old: bool = False
    problem: str = ""
    note: str = ""
    names: Mapping[str, str] = MappingProxyType({})

    def ids(self) -> Collection[str]:
        """Every id that it has at either end."""
        ends = () if self.file is None else self.file.ends()
        return frozenset().union(*(end.ids() for end in ends))

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


def plan_file(entry: Entry, held: Held, old: Subject | None, after: Subject) -> PlanFile:
    """What the judgement is told of a tasks file: what it was where the range begins, if it was one."""
    folder, config = os.path.dirname(entry.name), entry.config
    beside = [
        os.path.normpath(os.path.join(folder, glob)).replace(os.sep, "/")
        for glob in after.reading.bookkeeping
    ]
    return PlanFile(
        entry.name,
        None if old is None else old.file,
        after.file,
        config.options,
        frozenset({held.kept, held.was, entry.name} - {""}),
        _can_tell(after, config),
        tuple(beside),
    )


def is_sound(subject: Subject) -> bool:
    """Whether it is a tasks file that could be read."""
    return subject.foreign is None and subject.problem is None


def what_it_is(entry: Entry, subject: Subject) -> str:
    """Why a file that is no sound tasks file was not compared, in words."""
    if subject.foreign is not None:
        return f"{entry.display} is no tasks file: it looks like {subject.foreign}"
    return f"{entry.display} can't be read"


def _can_tell(subject: Subject, config: Config) -> bool:
    """Whether the rules run on a file that speak once for all files of a run."""
    there = subject._replace(compared=Comparison("", ()))
    rules = running(there, config)
    return any(rule.once_a_run and COMPARISON in rule.needs for rule in rules)
