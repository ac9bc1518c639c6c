"""MSQ6xx: rules about declared paths and what git has, and about declared and changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .. import paths
from ..changes import Change, Comparison, Unit
from ..facts import Facts
from ..finding import Draft, DraftFix, DraftRelated, SetValue, Severity
from ..graph import build_graph
from ..options import MERGEABLE
from ..plan import Plan, batch_of, make_plan
from ..source import Place, Source
from ..syntax import parse
from ..syntax.nodes import SyntaxProblem
from ..tasks import Task, TaskFile, read_tasks
from .registry import Subject, rule

_PRICED_TASKS = 200_000
"""How many tasks may be planned to say what the ways out of all findings of one run cost."""


# ---------------------------------------------------------------- declared and changed


class _Declared(NamedTuple):
    """One declared path: where, by which task, normalised."""

    task: Task
    index: int
    path: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.task.file(self.index)


class _Drift(NamedTuple):
    """One changed path that those who changed it do not declare.

    Attributes:
        tasks: those that answer for it; None for all tasks together.
        commits: that changed it, the oldest first; empty for what is compared as a whole.
        owners: the declarations of other tasks.
    """

    tasks: tuple[Task, ...] | None
    change: Change
    commits: tuple[str, ...]
    owners: tuple[_Declared, ...]


def _declarations(tasks: Iterable[Task]) -> dict[str, list[_Declared]]:
    """Normalised path to every place that declares it, in file order."""
    found: dict[str, list[_Declared]] = {}
    for task in tasks:
        for index, written in enumerate(task.files):
            path = paths.normalise(written)
            found.setdefault(path, []).append(_Declared(task, index, path))
    return found


def _answering(file: TaskFile, unit: Unit) -> tuple[Task, ...] | None:
    """The tasks that answer for a unit; None, all tasks together, when the file has none of them."""
    named = dict.fromkeys((*(unit.tasks or ()), *unit.buried))
    return tuple(file.by_id[ident] for ident in named if ident in file.by_id) or None


def _drifts(subject: Subject) -> list[_Drift]:
    """What changed and was not declared by those who changed it, each path once for the same tasks."""
    comparison = subject.comparison
    if comparison is None:
        return []
    declared = _declarations(subject.file.tasks)
    ignored = subject.options.drift_ignore
    found: dict[tuple[tuple[str, ...] | None, str], _Drift] = {}
    for unit in comparison.units:
        tasks = _answering(subject.file, unit)
        ids = None if tasks is None else tuple(task.id for task in tasks)
        for change in unit.changes:
            path = change.path
            owners = tuple(declared.get(path, ()))
            if ids is None and owners:
                continue
            if ids is not None and any(owner.task.id in ids for owner in owners):
                continue
            if path == subject.source.path or paths.matches(path, ignored):
                continue
            commits = () if unit.commit is None else (unit.commit,)
            known = found.get((ids, path))
            if known is None:
                found[ids, path] = _Drift(tasks, change, commits, owners)
            else:
                found[ids, path] = known._replace(commits=(*known.commits, *commits))
    return list(found.values())


@rule("MSQ601", "undeclared-change", Severity.ERROR)
def undeclared_change(subject: Subject) -> Iterator[Draft]:
    """A file changed that none of the compared tasks declares.

    Reported by `--against`. Both sides of a rename count, and so do deletions, modes and submodules.
    The tasks file itself and the paths in `drift-ignore` are never drift. A file that another task
    declares is MSQ602.

    ## Why

    Whoever planned the batches did not know of this file. If another task of the same batch changes it
    too, one of the two overwrites the other.

    ## Example

    The task declares `backend/app/main.py`, and its branch changes `backend/app/db.py` too.

    ## Fix

    By hand: declare the path, or take the change out.
    """
    for drift in _drifts(subject):
        if drift.owners:
            continue
        path = drift.change.path
        if drift.tasks is None:
            yield Draft(
                _top(subject.file),
                f"no task declares {path}, which was {_passive(drift.change)}{_in(drift.commits)}",
                help=f'add "{path}" to the task that it belongs to, or to "drift-ignore"',
                changed_path=path,
            )
            continue
        first = drift.tasks[0]
        yield Draft(
            _home(first),
            f"{_did(drift)}, and {'does' if len(drift.tasks) == 1 else 'do'} not declare "
            f"{_it(drift.change)}",
            help=_other_case(drift.tasks, path) or f'declare "{path}", or take the change out',
            label=f'what "{first.id}" declares',
            changed_path=path,
        )


@rule("MSQ602", "other-tasks-file", Severity.ERROR)
def other_tasks_file(subject: Subject) -> Iterator[Draft]:
    """A task changed a file that only another task declares.

    The finding says in which batch the other task runs, and what each way out costs, in batches: both
    are planned for it.

    ## Why

    In one batch the two tasks run at the same time, and the later one overwrites the earlier one. In
    different batches one of them works on a state that it was not promised.

    ## Example

    `orders` declares `backend/app/orders.py` and changes `backend/app/main.py`, which `portfolio`
    declares.

    ## Fix

    By hand: declare the path in both tasks, let one depend on the other, or take the change out.
    """
    batches = batch_of(subject.plan) if subject.plan else {}
    prices = _Prices(subject)
    for drift in _drifts(subject):
        if drift.tasks is None or not drift.owners:
            continue
        first, path = drift.tasks[0], drift.change.path
        owners = list(dict.fromkeys(owner.task.id for owner in drift.owners))
        own = batches.get(first.id)
        related = []
        for owner in drift.owners:
            batch = batches.get(owner.task.id)
            where = ""
            if batch is not None:
                where = f", {'also ' if batch is own else ''}in batch {batch.number}"
            related.append(DraftRelated(owner.place, f'declared by "{owner.task.id}"{where}'))
        verb = "declares" if len(owners) == 1 else "declare"
        is_rename = drift.change.other is not None
        yield Draft(
            _home(first),
            f"{_did(drift)}, {'and only ' if is_rename else 'which only '}{_and(owners)} {verb}"
            + (f" {path}" if is_rename else ""),
            help=prices.ways_out(first, path, drift.owners[0].task),
            label=f'what "{first.id}" declares',
            related=tuple(related),
            changed_path=path,
        )


class _Prices:
    """What ways out cost in batches, as long as there is time to plan them."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._left = _PRICED_TASKS

    def ways_out(self, task: Task, path: str, owner: Task) -> str:
        """The ways out in words, each with its price when that is known."""
        declare = task._replace(files=[*task.files, path])
        wait = task._replace(dependencies=[*task.dependencies, owner.id])
        ways = [f'add the path to "{task.id}"{self._price(declare)}']
        price = self._price(wait)
        if price is not None and owner.id not in task.dependencies:
            ways.append(f'let it depend on "{owner.id}"{price}')
        ways[0] = ways[0].replace("None", "")
        return ", or ".join(ways)

    def _price(self, changed: Task) -> str | None:
        return None
