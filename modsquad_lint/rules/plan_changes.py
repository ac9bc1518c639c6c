"""Rules about changes of the plan itself, in the range that is compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ..planning.tasks import TaskFile, read_tasks
from ..syntax import parse
from ..syntax.nodes import SyntaxProblem
from ..text.source import Place, Source
from ..text.typed import TYPE_CHECKING, Any
from .declarations import facts_then, judged, spellings, top_of
from .finding import Draft, Severity
from .registry import COMPARISON, Subject, once, rule

if TYPE_CHECKING:
    from .judgement import Judgement, Widening


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

    ## Fix

    By hand: take the change out; or have the plan changed on its own, by whoever owns it, and start from
    there.
    """
    judgement, number = judged(subject), subject.comparison.number
    if judgement.plans.files[number].before is None:
        yield from _new_as_a_whole(subject, judgement)
    for widening in judgement.widenings():
        claim, path, taken_from = widening.claim, widening.path, widening.taken_from
        is_whole = judgement.plans.files[claim.file].before is None
        if claim.file != number or claim.place is None or (is_whole and taken_from is None):
            continue
        if taken_from is not None and _is_merged(subject, path):
            taken_from = None
        owner = (
            f'; "{taken_from}" declares it too, and may run at the same time' if taken_from else ""
        )
        yield Draft(
            claim.place,
            f'task "{claim.task}" changed {path}, and declares it only since '
            f"{_since(subject, widening)}{owner}",
            help="take the change out; or have the plan changed on its own first, by whoever owns it",
            severity=Severity.ERROR if taken_from else None,
            changed_path=path,
        )


def _new_as_a_whole(subject: Subject, judgement: Judgement) -> Iterator[Draft]:
    declared = sum(
        any(
            claim.file == subject.comparison.number
            for claims in judgement.plans.after(path)
            for claim in claims.values()
        )
        for path in {change.path for change in judgement.changes()}
    )
    if declared:
        yield Draft(
            top_of(subject.file),
            "this plan is as new as the changes that it is compared with",
            help="look whether it was agreed on before they were made",
        )


def _is_merged(subject: Subject, path: str) -> bool:
    """Whether several tasks may add to a file at once."""
    from ..planning.options import MERGEABLE
    from ..text import paths

    mergeable = (*MERGEABLE, *subject.options.mergeable)
    return paths.matches(path, mergeable) or path in (
        facts_then(subject).union_merged([path]) or ()
    )


def _since(subject: Subject, widening: Widening) -> str:
    """The commit since which a task declares a path, or words where it is none."""
    claim, _, path, _ = widening
    since = None
    for commit, then in reversed(_declared_then(subject)):
        if then is None or path not in then.get(claim.task, ()):
            break
        since = commit
    return since or "these changes"


@once
def _declared_then(
    subject: Subject,
) -> list[tuple[str | None, Mapping[str, frozenset[str]] | None]]:
    """After each step of the range, what each task declared; None where it can't be read."""
    found: list[tuple[str | None, Mapping[str, frozenset[str]] | None]] = []
    for commit, file in _later_versions(subject):
        declared = None
        if file is not None:
            declared = {
                task.id: frozenset().union(*map(spellings, task.files)) for task in file.tasks
            }
        found.append((commit, declared))
    return found


@once
def _later_versions(subject: Subject) -> list[tuple[str | None, TaskFile | None]]:
    """The tasks file after each step of the range that changed it, as far as it can be read."""
    versions = subject.comparison.versions[1:]
    return [(version.commit, read_version(subject, version.data)) for version in versions]


def read_version(subject: Subject, data: bytes | None) -> TaskFile | None:
    """The tasks of an older version of the file; None where it did not exist, or can't be read."""
    if data is None:
        return None
    if subject.comparison.read is not None:
        return subject.comparison.read(data)
    document = parse(Source(subject.source.path, data))
    return None if isinstance(document, SyntaxProblem) else read_tasks(document)


@rule("MSQ611", "other-tasks-entry", Severity.WARNING, needs=(COMPARISON,))
def other_tasks_entry(subject: Subject) -> Iterator[Draft]:
    """The change of one task edits the entry of another task in the plan.

    ## Why

    What a task may change is agreed on in the plan. Who takes a path out of another's entry, or marks
    another task as done, gives himself what he was not given.

    ## Example

    A commit with the trailer `Task: orders` takes `backend/app/main.py` out of the entry of `portfolio`.

    ## Fix

    By hand: take the edit out, and have the plan changed on its own, by whoever owns it.
    """
    judgement = judged(subject)
    plan = judgement.plans.files[subject.comparison.number]
    if plan.before is None:
        return
    steps = [(None, plan.before), *_later_versions(subject)]
    if len(steps) == 1 or steps[-1][1] is not None:
        steps.append((None, plan.after))
    by_commit = {answer.unit.commit: answer for answer in judgement.answers}
    said: set[tuple[str, tuple[str, ...]]] = set()
    for (_, before), (commit, after) in pairwise(steps):
        answer = by_commit.get(commit, by_commit.get(None))
        if before is None or after is None or answer is None or not answer.ids:
            continue
        if plan.kept.isdisjoint(change.path for change in answer.unit.changes):
            continue
        for ident, what in _edited(before, after):
            if ident in answer.ids or (ident, answer.ids) in said:
                continue
            said.add((ident, answer.ids))
            where = f" in {commit}" if commit else ""
            who = " and ".join(f'"{each}"' for each in answer.ids)
            yield Draft(
                _place_of_entry(subject, ident),
                f'the change of {who} {what} "{ident}"{where}, which is another task',
                help="take the edit out, and have the plan changed on its own, by whoever owns it",
            )


def _edited(before: TaskFile, after: TaskFile) -> Iterator[tuple[str, str]]:
    """The tasks whose entries differ, and what was done to each."""
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


def _place_of_entry(subject: Subject, ident: str) -> Place:
    task = subject.file.by_id.get(ident)
    return top_of(subject.file) if task is None else task.at("id")
