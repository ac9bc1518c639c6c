"""Rules about changes of the plan itself, in the range that is compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...planning.tasks import TaskFile
from ...text.typed import Any, NamedTuple
from ..declarations import spellings, top_of
from ..draft import Draft, Severity
from ..registry import COMPARISON, Subject, once, rule
from .judgement import Judgement


@rule("MSQ609", "widened-declaration", Severity.WARNING, most=Severity.ERROR, needs=(COMPARISON,))
def widened_declaration(subject: Subject) -> Iterator[Draft]:
    """The changes that touch a file also add it to the task's declaration, or add the task.

    What a plan says is read where the range begins: what only the range itself adds is allowed, and
    said. It is an error where another task declares the file there that may run at the same time. Of a
    plan that is new as a whole, one finding says so. The finding says since which commit the task
    declares the file.

    ## Why

    A declaration that follows the change says nothing: whoever planned the batches did not know of it,
    and other tasks may have been at work on the same file.

    ## Example

    One branch changes `backend/app/main.py`, and adds that path to the task that the branch is for.

    Instead, the path is added first, in a change of the plan alone, and the branch starts from there.

    ## Fix

    By hand: take the change out; or have the plan changed on its own, by whoever owns it, and start from
    there.
    """
    judgement, number = subject.comparison.judged, subject.comparison.number
    if judgement.plans.files[number].before is None:
        yield from _new_as_a_whole(subject, judgement)
    widenings = list(judgement.widenings())
    taken = {it.path for it in widenings if it.taken_from is not None}
    merged = subject.comparison.merged_then(taken, subject.options.mergeable)
    for widening in widenings:
        holder, path, taken_from = widening.holder, widening.path, widening.taken_from
        is_whole = judgement.plans.files[holder.file].before is None
        if holder.file != number or holder.place is None or (is_whole and taken_from is None):
            continue
        if path in merged:
            taken_from = None
        owner = (
            f'; "{taken_from}" declares it too, and may run at the same time' if taken_from else ""
        )
        yield Draft(
            holder.place,
            f'task "{holder.task}" changed {path}, and declares it only since '
            f"{_history(subject).since.get((holder.task, path)) or 'these changes'}{owner}",
            help="take the change out; or have the plan changed on its own first, by whoever owns it",
            severity=Severity.ERROR if taken_from else None,
            changed_path=path,
        )


def _new_as_a_whole(subject: Subject, judgement: Judgement) -> Iterator[Draft]:
    number = subject.comparison.number
    if any(
        holder.file == number
        for change in judgement.changes()
        for holder in judgement.plans.after(change.path).each
    ):
        yield Draft(
            top_of(subject.file),
            "this plan is as new as the changes that it is compared with",
            help="look whether it was agreed on before they were made",
        )


class _Edit(NamedTuple):
    """What those who answer for a step of the range did to the entry of another task."""

    commit: str | None
    ids: tuple[str, ...]
    task: str
    what: str


class _History(NamedTuple):
    """What the versions of the plan say.

    Attributes:
        since: for each task and path that the range added, the commit since which it is declared; None
            for what is not committed.
        edits: each task once for the same that answer.
    """

    since: Mapping[tuple[str, str], str | None]
    edits: Sequence[_Edit]


@once
def _history(subject: Subject) -> _History:
    """Read each version of the plan once, and hold no more than two of them."""
    judgement, comparison = subject.comparison.judged, subject.comparison
    added = [
        (it.holder.task, it.path)
        for it in judgement.widenings()
        if it.holder.file == comparison.number
    ]
    plan = judgement.plans.files[comparison.number]
    by_commit = {answer.unit.commit: answer for answer in judgement.attributed}
    since: dict[tuple[str, str], str | None] = {}
    edits: dict[tuple[str, tuple[str, ...]], _Edit] = {}
    before = plan.before
    for commit, after in _steps(subject, plan.after):
        answer = by_commit.get(commit, by_commit.get(None))
        # Those who answer may not have changed the tasks file.
        is_touched = answer and any(it.path in plan.kept for it in answer.unit.changes)
        if answer is not None and answer.ids and is_touched:
            for ident, what in _edited(before, after):
                if ident not in answer.ids:
                    edits.setdefault((ident, answer.ids), _Edit(commit, answer.ids, ident, what))
        _follow(since, added, commit, after)
        before = after
    return _History(since, list(edits.values()))


def _steps(subject: Subject, last: TaskFile | None) -> Iterator[tuple[str | None, TaskFile | None]]:
    """The tasks file after each step of the range that changed it, and as it stands at the end."""
    file: TaskFile | None = last
    for version in subject.comparison.versions[1:]:
        file = None if version.data is None else subject.comparison.read(version.data)
        yield version.commit, file
    if file is not None:
        yield None, last


def _follow(
    since: dict[tuple[str, str], str | None],
    added: Sequence[tuple[str, str]],
    commit: str | None,
    file: TaskFile | None,
) -> None:
    """Note what a version declares and the one before it did not; forget what it no longer declares."""
    declared: dict[str, frozenset[str]] = {}
    for ident, path in added:
        task = None if file is None else file.by_id.get(ident)
        if task is not None and ident not in declared:
            declared[ident] = frozenset().union(*map(spellings, task.files))
        if path in declared.get(ident, ()):
            since.setdefault((ident, path), commit)
        else:
            since.pop((ident, path), None)


@rule("MSQ611", "other-tasks-entry", Severity.WARNING, needs=(COMPARISON,))
def other_tasks_entry(subject: Subject) -> Iterator[Draft]:
    """The change of one task edits the entry of another task in the plan.

    ## Why

    What a task may change is agreed on in the plan. Who takes a path out of another's entry, or marks
    another task as done, gives himself what he was not given.

    ## Example

    A commit with the trailer `Task: orders` takes `backend/app/main.py` out of the entry of `portfolio`.

    Instead, `Task: orders` changes no other entry, and the plan is changed by a commit of its own.

    ## Fix

    By hand: take the edit out, and have the plan changed on its own, by whoever owns it.
    """
    for edit in _history(subject).edits:
        where = f" in {edit.commit}" if edit.commit else ""
        who = " and ".join(f'"{ident}"' for ident in edit.ids)
        task = subject.file.by_id.get(edit.task)
        yield Draft(
            top_of(subject.file) if task is None else task.at("id"),
            f'the change of {who} {edit.what} "{edit.task}"{where}, which is another task',
            help="take the edit out, and have the plan changed on its own, by whoever owns it",
        )


def _edited(before: TaskFile | None, after: TaskFile | None) -> Iterator[tuple[str, str]]:
    """The tasks whose entries differ, and what was done to each; none where a version can't be read."""
    if before is None or after is None:
        return
    old, new = _entries(before), _entries(after)
    for ident, entry in old.items():
        if ident not in new:
            yield ident, "removed"
        elif entry != new[ident]:
            yield ident, "edited the entry of"


def _entries(file: TaskFile) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for entry in file.entries:
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            entries.setdefault(entry["id"], entry)
    return entries
