"""Rules about who answers for a change: the tasks that commits, branches and variables name."""

from __future__ import annotations

from collections.abc import Iterator

from ..text.vocabulary import Vocabulary
from .declarations import top_of
from .finding import Draft, Severity
from .registry import COMPARISON, Subject, rule


@rule("MSQ608", "unknown-task-trailer", Severity.WARNING, most=Severity.ERROR, needs=(COMPARISON,))
def unknown_task_trailer(subject: Subject) -> Iterator[Draft]:
    """A commit names a task that the file does not have.

    So does a branch, or the variable `MODSQUAD_TASK`, where it is an error: whoever set it meant one
    task. What nobody known answers for is compared with all tasks together.

    ## Why

    The changes could not be compared with the task that they were made for.

    ## Example

    ```text
    Add the orders table

    Task: oders
    ```

    ## Fix

    By hand: correct the trailer, or the tasks file.
    """
    from .changes import TRAILER

    ids = subject.file.ids()
    unknown: dict[tuple[str, str], list[str]] = {}
    for unit in subject.comparison.units:
        if unit.source != TRAILER and unit.answering(ids):
            continue
        for ident in unit.tasks or ():
            if ident not in ids:
                commits = unknown.setdefault((ident, unit.source), [])
                commits += [] if unit.commit is None or unit.source != TRAILER else [unit.commit]
    if not unknown:
        return
    known = Vocabulary(subject.file.by_id, subject.budget)
    for (ident, source), commits in unknown.items():
        near = known.near(ident)
        more = f" (and {len(commits) - 1} more)" if len(commits) > 1 else ""
        who = f"commit {commits[0]}{more}" if commits else source
        yield Draft(
            top_of(subject.file),
            f'{who} names the task "{ident}", which this file does not have',
            help=f'did you mean "{near[0]}"?' if near else "correct the name, or add the task",
            severity=Severity.ERROR if source == "MODSQUAD_TASK" else None,
        )
