"""Rules about declared and changed: what git says a task changed, against what it said it would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...planning.plan import batch_of
from ...planning.tasks import Task
from ...text import paths
from ...text.source import Place
from ...text.words import counted, listed, plural, quoted
from ..declarations import home_of, top_of
from ..draft import Draft, DraftRelated, Severity
from ..registry import COMPARISON, Subject, once, rule
from .changes import FileChange
from .judgement import Drift, Judgement
from .plans import Holder

_MOST_RELATED = 20
_FEW = 5
"""So many of the tasks that answer are named."""


@rule("MSQ601", "undeclared-change", Severity.ERROR, needs=(COMPARISON,), once_a_run=True)
def undeclared_change(subject: Subject) -> Iterator[Draft]:
    """A file changed that none of the compared tasks declares.

    Reported by `--against`. Both sides of a rename count, and so do deletions, modes and submodules.
    The tasks files themselves and the paths in `drift-ignore` are never drift, and a lock file is
    declared with its manifest (`companions`). A file that another task declares is MSQ602.

    Where commits name tasks, every changed file has to be explained by one of them: what only a commit
    without a task changed, or none at all, is reported too.

    ## Why

    Whoever planned the batches did not know of this file. If another task of the same batch changes it
    too, one of the two overwrites the other.

    ## Example

    The task declares `backend/app/main.py`, and its branch changes `backend/app/db.py` too.

    Instead, the plan is changed first, on its own: the task declares both.

    ## Fix

    By hand: take the change out, hand it over to the task that it belongs to, or have the plan changed by
    whoever owns the plan, before the change is made.
    """
    for drift in _drifts_here(subject):
        if drift.owners:
            continue
        change, tasks = drift.change, _tasks(subject, drift)
        path, it = change.path, "it" if change.other is None else change.path
        if tasks:
            said = f"{_did(drift)}, and {'does' if len(drift.ids) == 1 else 'do'} not declare {it}"
            advice = _other_case(subject, tasks, path) or (
                "take the change out; or, before it is made, have whoever owns the plan add "
                f'"{path}" to "{tasks[0].id}"'
            )
        elif drift.ids:
            said = f"{_did(drift)}, and did not declare {it}"
            advice = "take the change out; the task is no longer in the plan"
        elif drift.is_together:
            how = "changed" if change.how in {"modified", "in conflict"} else str(change)
            said = f"no task declares {path}, which was {how}{_in(drift.commits)}"
            advice = (
                "take the change out, or have whoever owns the plan add the path to the task that it "
                'belongs to; for changes that belong to no plan, there is unplanned = "allow"'
            )
        else:
            said = f"{_nobody(drift)}, and no task declares it"
            advice = "take the change out, or name the task that it belongs to in a trailer of its commit"
        yield Draft(
            home_of(tasks[0]) if tasks else top_of(subject.file),
            said,
            help=advice,
            label=f'what "{tasks[0].id}" declares' if tasks else "",
            changed_path=path,
        )


@rule("MSQ602", "other-tasks-file", Severity.ERROR, needs=(COMPARISON,))
def other_tasks_file(subject: Subject) -> Iterator[Draft]:
    """A task changed a file that only another task declares, of whichever tasks file.

    The finding says in which batch the other task runs, whether the two may run at the same time, and
    what it costs to let the plan say so, in batches: that is planned for it. A task that was done
    where the range begins keeps nobody out.

    ## Why

    In one batch the two tasks run at the same time, and the later one overwrites the earlier one. In
    different batches one of them works on a state that it was not promised.

    ## Example

    `orders` declares `backend/app/orders.py` and changes `backend/app/main.py`, which `portfolio`
    declares.

    Instead, `portfolio` changes `backend/app/main.py` for both; or `orders` declares it too, and waits.

    ## Fix

    By hand: take the change out, hand it over to the other task, or wait for it; or have the plan changed
    by whoever owns the plan, before the change is made.
    """
    drifts = [drift for drift in _drifts_here(subject) if drift.owners]
    batches = batch_of(subject.predicted) if subject.predicted and drifts else {}
    for drift in drifts:
        path = drift.change.path
        tasks = _tasks(subject, drift)
        own = batches.get(tasks[0].id) if tasks else None
        related = []
        for owner in drift.owners[:_MOST_RELATED]:
            if owner.file != subject.comparison.number or owner.place is None:
                continue
            said = f'declared by "{owner.task}"'
            if batch := batches.get(owner.task):
                said += f", {'also ' if batch is own else ''}in batch {batch.number}"
            said += _relation(subject, drift, owner)
            related.append(DraftRelated(owner.place, said))
        owners = _owners(subject, drift)
        verb = "declares" if len(drift.owners) == 1 else "declare"
        is_rename = drift.change.other is not None
        did = _did(drift) if drift.ids else _nobody(drift)
        yield Draft(
            home_of(tasks[0]) if tasks else _place_of_owner(subject, drift),
            f"{did}, {'and only ' if is_rename else 'which only '}{owners} {verb}"
            + (f" {path}" if is_rename else ""),
            help=_remedies(subject, drift, tasks),
            label=f'what "{tasks[0].id}" declares' if tasks else "",
            related=tuple(related if tasks else related[1:]),
            changed_path=path,
        )


def _remedies(subject: Subject, drift: Drift, tasks: Sequence[Task]) -> str:
    """The remedies in the order of honesty; what changes the plan with its price, where that is known."""
    from ..prices import batches_after  # most changes are declared

    owner = drift.owners[0].task
    if not drift.ids:
        return f'take the change out, or let its commit name "{owner}", if that task made it'
    out = f'take the change out, or hand it over to "{owner}"'
    if not tasks:
        return out
    task, path = tasks[0], drift.change.path
    ways = [f'add the path to "{task.id}"{batches_after(subject, task, path) or ""}']
    waited = subject.file.by_id.get(owner)
    if waited is not None and owner not in task.dependencies:
        price = batches_after(subject, task, path, waiting_for=waited)
        if price is not None:
            ways.append(f'that, with "{task.id}" waiting for "{owner}"{price}')
    return f"{out}; or, before it is made, let the plan say so: {', or '.join(ways)}"


def _relation(subject: Subject, drift: Drift, owner: Holder) -> str:
    """Whether an owner could run at the same time as those that answer, in words."""
    plans = subject.comparison.judged.plans
    found = (plans.relation(ident, owner.task) for ident in drift.ids)
    return next((f"; {words}" for words in found if words), "")


@rule("MSQ603", "untouched-declaration", Severity.INFO, most=Severity.WARNING, needs=(COMPARISON,))
def untouched_declaration(subject: Subject) -> Iterator[Draft]:
    """A declared file was not changed.

    Reported for the tasks that the comparison is about, and when it is about all of them together, for
    those of which at least one file changed. It is a warning for a task that `--task` names. What is
    staged, or stands in the work tree, is only a part of the work: nothing is said of that.

    ## Why

    A path that is declared and not needed keeps other tasks out of the batch. Or the task is not done.

    ## Example

    The task declares `backend/app/main.py` and `backend/app/db.py`, and only the first changed.

    Instead, the task declares what it changes: `backend/app/main.py`.

    ## Fix

    By hand: finish the task; or have the path taken out, where the change turned out to need none.
    """
    if subject.comparison.is_part:
        return
    judgement = subject.comparison.judged
    is_together = not judgement.is_attributed
    units_of, units_with = _units(judgement)
    named = {
        ident for unit, ids, *_ in judgement.attributed if unit.source == "--task" for ident in ids
    }

    def counts(ident: str, path: str) -> bool:
        return is_together or not units_of.get(ident, set()).isdisjoint(units_with[path])

    done = judgement.plans.touched(subject.file, counts)
    for task in subject.file.tasks:
        if not is_together and task.id not in units_of:
            continue
        missing = [index for index in range(len(task.files)) if (task.id, index) not in done]
        if is_together and len(missing) == len(task.files):
            continue
        for index in missing:
            yield Draft(
                task.file(index),
                f'task "{task.id}" declares "{task.files[index]}", and did not change it',
                help="finish the task, or have the path taken out of the plan if it is not needed",
                severity=Severity.WARNING if task.id in named else None,
            )


def _units(judgement: Judgement) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """The numbers of the units that each task answers for, and of those with a change of each path."""
    of_task: dict[str, set[int]] = {}
    with_path: dict[str, set[int]] = {}
    for number, (unit, ids, *_) in enumerate(judgement.attributed):
        for ident in ids:
            of_task.setdefault(ident, set()).add(number)
        for change in unit.changes:
            with_path.setdefault(change.path, set()).add(number)
    return of_task, with_path


def _drifts_here(subject: Subject) -> Iterator[Drift]:
    """Those that are reported in this file."""
    number = subject.comparison.number
    return (drift for drift in subject.comparison.judged.drifts if drift.home == number)


def _tasks(subject: Subject, drift: Drift) -> list[Task]:
    """Those that answer and that this file has, as it stands at the end."""
    by_id = subject.file.by_id
    return [by_id[ident] for ident in drift.ids if ident in by_id]


def _owners(subject: Subject, drift: Drift) -> str:
    """The owners in words; of another tasks file, with its name."""
    plans, number = subject.comparison.judged.plans, subject.comparison.number
    shown = drift.owners[:_MOST_RELATED]
    words = [
        f'"{owner.task}"' + ("" if owner.file == number else f" of {plans.files[owner.file].path}")
        for owner in shown
    ]
    words = list(dict.fromkeys(words))
    if more := len(drift.owners) - len(shown):
        words.append(f"{more} more")
    return listed(words)


def _place_of_owner(subject: Subject, drift: Drift) -> Place:
    owner = drift.owners[0]
    if owner.place is not None and owner.file == subject.comparison.number:
        return owner.place
    return top_of(subject.file)


_VERB = {
    "added": "added",
    "deleted": "deleted",
    "mode changed": "changed the mode of",
    "type changed": "changed the type of",
}


def _what(change: FileChange) -> str:
    path, how, other = change
    if other is None:
        return f"{_VERB.get(how, 'changed')} {path}"
    old, new = (path, other) if how == "renamed to" else (other, path)
    return f"renamed {old} to {new}"


def _did(drift: Drift) -> str:
    """Who did what in which commit: `task "orders" renamed a.py to b.py in 1a2b3c4d5e`."""
    who = f"{plural('task', len(drift.ids))} {quoted(drift.ids, _FEW)}"
    return f"{who} {_what(drift.change)}{_in(drift.commits)}"


def _nobody(drift: Drift) -> str:
    """What changed, where nobody answers for it: `commit 1a2b3c4d5e, which names no task, changed a.py`."""
    if not drift.commits:
        return f"{drift.change.path} differs, and no commit that names a task changed it"
    first, *others = drift.commits
    more = f" (and {counted(len(others), 'more commit')})" if others else ""
    return f"commit {first}{more}, which names no task of the plan, {_what(drift.change)}"


def _in(commits: Sequence[str]) -> str:
    if not commits:
        return ""
    more = len(commits) - 1
    return f" in {commits[0]}" + (f" and {counted(more, 'more commit')}" if more else "")


def _other_case(subject: Subject, tasks: Iterable[Task], path: str) -> str:
    """What to do where only upper and lower case, or the Unicode form, is wrong; empty elsewhere."""
    declared = _folded(subject).get(paths.fold(path), {})
    for task in tasks if declared else ():
        if task.id in declared:
            return f'"{task.id}" declares {declared[task.id]}: write "{path}"'
    return ""


@once
def _folded(subject: Subject) -> Mapping[str, Mapping[str, str]]:
    """For each spelling that case and Unicode form don't tell apart, what each task wrote first."""
    found: dict[str, dict[str, str]] = {}
    for task, _, written in subject.file.declared():
        found.setdefault(paths.fold(paths.normalise(written)), {}).setdefault(task.id, written)
    return found
