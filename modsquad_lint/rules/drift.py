"""Rules about declared and changed: what git says a task changed, against what it said it would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..planning.plan import batch_of
from ..planning.tasks import Task
from ..text import paths
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.words import counted, plural
from .declarations import (
    Declaration,
    answering_tasks,
    changed_paths,
    declarations,
    home_of,
    quoted,
    spellings,
    top_of,
)
from .finding import Draft, DraftRelated, Severity
from .registry import COMPARISON, Subject, once, rule

if TYPE_CHECKING:
    from .changes import FileChange


class _Drift(NamedTuple):
    """One changed path that those who changed it do not declare.

    Attributes:
        tasks: those that answer for it; None for all tasks together.
        commits: that changed it, the oldest first; empty for what is compared as a whole.
        owners: the declarations of other tasks.
    """

    tasks: tuple[Task, ...] | None
    change: FileChange
    commits: tuple[str, ...]
    owners: tuple[Declaration, ...]


@once
def _drifts(subject: Subject) -> list[_Drift]:
    """What changed and was not declared by those who changed it, each path once for the same tasks."""
    comparison = subject.comparison
    declared = declarations(subject.file, changed_paths(comparison))
    ignored = subject.options.drift_ignore
    own = {subject.source.path, comparison.kept}
    found: dict[tuple[tuple[str, ...] | None, str], _Drift] = {}
    for unit in comparison.units:
        tasks = answering_tasks(subject.file, unit)
        ids = None if tasks is None else tuple(task.id for task in tasks)
        for change in unit.changes:
            path = change.path
            owners = tuple(declared.get(path, ()))
            if ids is None and owners:
                continue
            if ids is not None and any(owner.task.id in ids for owner in owners):
                continue
            # The tasks file may move too.
            if not own.isdisjoint({path, change.other}) or paths.matches(path, ignored):
                continue
            commits = () if unit.commit is None else (unit.commit,)
            known = found.get((ids, path))
            if known is None:
                found[ids, path] = _Drift(tasks, change, commits, owners)
            else:
                found[ids, path] = known._replace(commits=(*known.commits, *commits))
    return list(found.values())


@rule("MSQ601", "undeclared-change", Severity.ERROR, needs=(COMPARISON,), once_a_run=True)
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
                top_of(subject.file),
                f"no task declares {path}, which was {_passive(drift.change)}{_in(drift.commits)}",
                help=f'add "{path}" to the task that it belongs to, or to "drift-ignore"',
                changed_path=path,
            )
            continue
        first = drift.tasks[0]
        yield Draft(
            home_of(first),
            f"{_did(drift)}, and {'does' if len(drift.tasks) == 1 else 'do'} not declare "
            f"{_it(drift.change)}",
            help=_other_case(drift.tasks, path) or f'declare "{path}", or take the change out',
            label=f'what "{first.id}" declares',
            changed_path=path,
        )


@rule("MSQ602", "other-tasks-file", Severity.ERROR, needs=(COMPARISON,))
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
    drifts = _drifts(subject)
    batches = batch_of(subject.predicted) if subject.predicted and drifts else {}
    for drift in drifts:
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
            home_of(first),
            f"{_did(drift)}, {'and only ' if is_rename else 'which only '}{quoted(owners)} {verb}"
            + (f" {path}" if is_rename else ""),
            help=_declaring(subject, first, path, drift.owners[0].task),
            label=f'what "{first.id}" declares',
            related=tuple(related),
            changed_path=path,
        )


def _declaring(subject: Subject, task: Task, path: str, owner: Task) -> str:
    """The ways to let the plan say what a task changed, each with its price where that is known."""
    from .prices import batches_after

    ways = [f'add the path to "{task.id}"{batches_after(subject, task, path) or ""}']
    if owner.id not in task.dependencies:
        price = batches_after(subject, task, path, waiting_for=owner)
        if price is not None:
            ways.append(f'let it depend on "{owner.id}"{price}')
    return ", or ".join(ways)


@rule("MSQ603", "untouched-declaration", Severity.INFO, most=Severity.WARNING, needs=(COMPARISON,))
def untouched_declaration(subject: Subject) -> Iterator[Draft]:
    """A declared file was not changed.

    Reported for the tasks that the comparison is about, and when it is about all of them together, for
    those of which at least one file changed. It is a warning for a task that `--task` names.

    ## Why

    A path that is declared and not needed keeps other tasks out of the batch. Or the task is not done.

    ## Example

    The task declares `backend/app/main.py` and `backend/app/db.py`, and only the first changed.

    ## Fix

    By hand: take the path out, unless the task is still at work.
    """
    comparison = subject.comparison
    changed: dict[str, set[str]] = {}
    named = {
        ident for unit in comparison.units if unit.source == "--task" for ident in unit.tasks or ()
    }
    for unit in comparison.units:
        tasks = answering_tasks(subject.file, unit)
        touched = {change.path for change in unit.changes}
        if tasks is None:
            tasks = tuple(
                task
                for task in subject.file.tasks
                if any(not spellings(written).isdisjoint(touched) for written in task.files)
            )
        for task in tasks:
            changed.setdefault(task.id, set()).update(touched)
    for ident, touched in changed.items():
        task = subject.file.by_id[ident]
        for index, written in enumerate(task.files):
            if spellings(written).isdisjoint(touched):
                yield Draft(
                    task.file(index),
                    f'task "{ident}" declares "{written}", and did not change it',
                    help="take the path out, unless the task is still at work",
                    severity=Severity.WARNING if ident in named else None,
                )


_VERB = {
    "added": "added",
    "deleted": "deleted",
    "mode changed": "changed the mode of",
    "type changed": "changed the type of",
}


def _did(drift: _Drift) -> str:
    """Who did what in which commit: `task "orders" renamed a.py to b.py in 1a2b3c4d5e`."""
    tasks = drift.tasks or ()
    who = f"{plural('task', len(tasks))} {quoted([task.id for task in tasks])}"
    path, how, other = drift.change
    if other is None:
        what = f"{_VERB.get(how, 'changed')} {path}"
    else:
        old, new = (path, other) if how == "renamed to" else (other, path)
        what = f"renamed {old} to {new}"
    return f"{who} {what}{_in(drift.commits)}"


def _passive(change: FileChange) -> str:
    return "changed" if change.how in {"modified", "in conflict"} else str(change)


def _it(change: FileChange) -> str:
    return "it" if change.other is None else change.path


def _in(commits: Sequence[str]) -> str:
    if not commits:
        return ""
    more = len(commits) - 1
    return f" in {commits[0]}" + (f" and {counted(more, 'more commit')}" if more else "")


def _other_case(tasks: Iterable[Task], path: str) -> str:
    """What to do where only upper and lower case, or the Unicode form, is wrong; empty elsewhere."""
    folded = paths.fold(path)
    for task in tasks:
        for written in task.files:
            if paths.fold(paths.normalise(written)) == folded:
                return f'"{task.id}" declares {written}: write "{path}"'
    return ""
