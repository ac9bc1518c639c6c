"""Rules about changes of the plan itself, in the range that is compared with it."""

from __future__ import annotations

from collections.abc import Iterator

from ..planning.tasks import read_tasks
from ..syntax import parse
from ..syntax.nodes import SyntaxProblem
from ..text import paths
from ..text.source import Source
from .declarations import answering_tasks, spellings
from .finding import Draft, Severity
from .registry import COMPARISON, Subject, rule


@rule("MSQ609", "widened-declaration", Severity.WARNING, needs=(COMPARISON,))
def widened_declaration(subject: Subject) -> Iterator[Draft]:
    """The changes that touch a file also add it to the task's declaration.

    The finding says since which commit the task declares it. A task that is new as a whole is fine.

    ## Why

    A declaration that follows the change says nothing: whoever planned the batches did not know of it,
    and other tasks may have been at work on the same file.

    ## Example

    One branch changes `backend/app/main.py`, and adds that path to the task that the branch is for.

    ## Fix

    By hand: look at the new plan, and whether a task that ran meanwhile changed the file too.
    """
    comparison = subject.comparison
    if not comparison.versions:
        return
    before, *later = (_declared_then(subject, version.data) for version in comparison.versions)
    if before is None:
        return
    anyone = frozenset().union(*before.values()) if before else frozenset()
    said: set[tuple[str, str]] = set()
    for unit in comparison.units:
        touched = {change.path for change in unit.changes}
        answering = answering_tasks(subject.file, unit)
        for task in subject.file.tasks if answering is None else answering:
            if task.id not in before:
                continue
            known = anyone if answering is None else before[task.id]
            for index, written in enumerate(task.files):
                path = written if written in touched else paths.normalise(written)
                if path not in touched or path in known or (task.id, path) in said:
                    continue
                said.add((task.id, path))
                since = None
                for version, then in zip(comparison.versions[:0:-1], later[::-1], strict=True):
                    if then is None or path not in then.get(task.id, ()):
                        break
                    since = version.commit
                yield Draft(
                    task.file(index),
                    f'task "{task.id}" changed {path}, and declares it only since '
                    + (since or "these changes"),
                    help="look at the new plan, and whether another task changed the file meanwhile",
                )


def _declared_then(subject: Subject, data: bytes | None) -> dict[str, frozenset[str]] | None:
    """What each task declared in an older version of the file; None where it can't be read."""
    if data is None:
        return None
    document = parse(Source(subject.source.path, data))
    if isinstance(document, SyntaxProblem):
        return None
    file = read_tasks(document)
    return {task.id: frozenset().union(*map(spellings, task.files)) for task in file.tasks}
