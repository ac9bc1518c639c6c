"""What git says changed, shared out between the tasks files of one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..engine.linting import look, running
from ..rules.changes import Comparison, Unit
from ..text import paths
from ..text.errors import NotCheckedError, UserError
from ..text.typed import TYPE_CHECKING, NamedTuple
from .search import Entry

if TYPE_CHECKING:
    from .project import Project


class Comparisons(NamedTuple):
    """The comparison of each tasks file, in their order, and why some could not be made."""

    of_files: Sequence[Comparison | None]
    not_checked: tuple[str, ...]


class _Plan(NamedTuple):
    """What one tasks file answers for: its own path, its ids, and what its tasks declare.

    Attributes:
        can_tell: whether the rules run on it that speak once for all files of a run.
    """

    name: str
    ids: frozenset[str]
    declared: frozenset[str]
    can_tell: bool


def compare_all(
    entries: Sequence[Entry], project: Project, against: str, tasks: Sequence[str]
) -> Comparisons:
    """Compare every tasks file with what changed.

    Raises:
        UserError: no file has a task that was named.
    """
    not_checked: list[str] = []
    found = [_compare(entry, project, against, tasks, not_checked) for entry in entries]
    if tasks or len(entries) > 1:
        plans = [
            _plan(entry, project, comparison)
            for entry, comparison in zip(entries, found, strict=True)
        ]
        _require(tasks, plans)
        found = [
            None if comparison is None else _share(comparison, own, plans)
            for comparison, own in zip(found, plans, strict=True)
        ]
    return Comparisons(found, tuple(dict.fromkeys(not_checked)))


def _compare(
    entry: Entry, project: Project, against: str, tasks: Sequence[str], not_checked: list[str]
) -> Comparison | None:
    try:
        return project.changes(entry, against, tasks).of(entry.name)
    except NotCheckedError as error:
        not_checked.append(error.reason)
        return None


def _plan(entry: Entry, project: Project, comparison: Comparison | None) -> _Plan:
    data = None if comparison is None else comparison.data
    subject = look(project.source(entry, data), project.facts(entry), entry.config)
    file = subject.file
    subject = subject._replace(compared=comparison)
    can_tell = any(rule.once_a_run for rule in running(subject, entry.config))
    declared = frozenset(paths.normalise(path) for _, _, path in file.declared())
    return _Plan(entry.name, frozenset(file.ids()), declared, can_tell)


def _require(tasks: Sequence[str], plans: Sequence[_Plan]) -> None:
    ids = frozenset().union(*(plan.ids for plan in plans))
    for ident in tasks:
        if ident not in ids:
            from ..text.vocabulary import did_you_mean

            raise UserError(f'no task has the id "{ident}"{did_you_mean(ident, ids)}')


def _share(comparison: Comparison, own: _Plan, plans: Sequence[_Plan]) -> Comparison:
    """What of a comparison one tasks file answers for; the others have the rest."""
    return comparison._replace(units=tuple(_units(comparison.units, own, plans)))


def _units(units: Sequence[Unit], own: _Plan, plans: Sequence[_Plan]) -> Iterator[Unit]:
    names = frozenset(plan.name for plan in plans)
    first = next((plan for plan in plans if plan.can_tell), plans[0])
    others = [plan for plan in plans if plan is not own]
    elsewhere = frozenset().union(*(plan.ids for plan in others)) - own.ids
    declared = frozenset().union(*(plan.declared for plan in others)) - own.declared
    for unit in units:
        answering = frozenset(unit.answering(own.ids | elsewhere))
        if answering and answering.isdisjoint(own.ids):
            continue
        tasks = unit.tasks
        if tasks is not None:
            tasks = tuple(ident for ident in tasks if ident not in elsewhere)
        changes = [change for change in unit.changes if change.path not in names]
        # Where only this file's tasks answer, what another file declares is drift all the same.
        if not answering or not answering <= own.ids:
            changes = [change for change in changes if change.path not in declared]
        # What nobody declares is said once, of the first file of which it can be.
        if not answering and own is not first:
            changes = [change for change in changes if change.path in own.declared]
        yield unit._replace(tasks=tasks, changes=tuple(changes))
