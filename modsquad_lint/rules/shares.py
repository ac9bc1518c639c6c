"""MSQ402 to MSQ404: rules about files that tasks share; a file without a plan gets no finding here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ..planning.plan import Batch, Intersection, batch_of
from ..text.source import Place
from .draft import Draft, DraftRelated, LateDraft, Severity
from .registry import PLAN, REPOSITORY, SHARED, Subject, rule

_SHOWN = 5
"""A message names so many tasks or batches; its related places are all there."""


@rule("MSQ402", "file-intersection", Severity.WARNING, needs=(PLAN, SHARED), everywhere=True)
def file_intersection(subject: Subject) -> Iterator[LateDraft]:
    """Tasks that could run together declare the same file.

    The place is the first declaring path, the related places are all others. A declared folder or
    wildcard meets every file that it may hold, and is one intersection. Mergeable files
    (`requirements*.txt`, `CHANGELOG.md`, those of the `mergeable` setting or with git's attribute
    `merge=union`) never intersect.

    ## Why

    Two workers that write to one file overwrite each other, so these tasks run one after another. Each
    of them costs a batch or a turn.

    ## Example

    ```json
    [
      {"id": "add-cache", "file_modifications": ["routers/market.py", "core/cache.py"]},
      {"id": "add-metrics", "file_modifications": ["routers/market.py", "core/metrics.py"]}
    ]
    ```

    Instead, combined:

    ```json
    [
      {
        "id": "add-market-observability",
        "file_modifications": ["routers/market.py", "core/cache.py", "core/metrics.py"]
      }
    ]
    ```

    ## Fix

    By hand, in one of three ways: combine the tasks into one; split the file into smaller ones, so that
    each task has its own; or accept the sequence, and say so with `"lint_ignore": ["MSQ402"]` in all of
    the tasks but one. For the first intersections of a file the help says what each way would bring: the
    changed plan is worked out. `modsquad-lint plan --suggest` does so for all of them.
    """
    plan = subject.plan
    if not plan.intersections:
        return
    from .claims import contradicted

    batches = batch_of(plan)
    spoken_of = contradicted(subject)
    for shared in plan.intersections:
        said = spoken_of.get(shared.file)
        if said is None or said.isdisjoint(task.id for task in shared.tasks):  # else MSQ406
            yield partial(_intersection, subject, shared, batches)


def _intersection(subject: Subject, shared: Intersection, batches: Mapping[str, Batch]) -> Draft:
    numbers = sorted({batches[task.id].number for task in shared.tasks})
    count = len(shared.tasks)
    cost = (
        f"they take {count} turns in batch {numbers[0]} instead of one"
        if len(numbers) == 1
        else f"they need {len(numbers)} batches ({_few(numbers)}) instead of one"
    )
    labels = [f'"{task.id}", batch {batches[task.id].number}' for task in shared.tasks]
    first, *others = map(DraftRelated, _places(subject, shared), labels)
    # Some of them may only have something in an area.
    what = "meet in" if shared.is_area else "declare"
    return Draft(
        first.place,
        f'{count} tasks that could run together {what} "{shared.file}": {cost}',
        help=partial(_remedies, subject, shared),
        label=first.message,
        related=tuple(others),
    )


def _remedies(subject: Subject, shared: Intersection) -> str:
    from .prices import remedies_of

    return remedies_of(subject, shared)


def _few(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + ("" if len(numbers) <= _SHOWN else ", …")


def _places(subject: Subject, shared: Intersection) -> list[Place]:
    """Where each of the tasks declares what they share, or something in it."""
    number, place = subject.work.file.tasks.index_of, subject.work.holdings.place
    return [place(number[task.id], shared.file) for task in shared.tasks]


@rule(
    "MSQ403",
    "merge-handled",
    Severity.INFO,
    needs=(PLAN, SHARED),
    helped_by=(REPOSITORY,),
)
def merge_handled(subject: Subject) -> Iterator[Draft]:
    """Tasks that could run together share a mergeable file.

    ## Why

    The plan lets them run together, because each only adds to the file. Somebody, or git, still has to
    merge what they added.

    ## Example

    ```json
    [
      {"id": "add-quotes", "file_modifications": ["services/quotes.py", "requirements.txt"]},
      {"id": "add-hooks", "file_modifications": ["services/hooks.py", "requirements.txt"]}
    ]
    ```

    Where the merge should not be left to chance, one task adds all requirements:

    ```json
    [
      {"id": "add-requirements", "file_modifications": ["requirements.txt"]},
      {
        "id": "add-quotes",
        "file_modifications": ["services/quotes.py"],
        "dependencies": ["add-requirements"]
      }
    ]
    ```

    ## Fix

    None is needed. With `requirements.txt merge=union` in `.gitattributes` git keeps the lines of both
    sides.
    """
    for shared in subject.plan.merge_handled:
        labels = [f'"{task.id}"' for task in shared.tasks]
        first, *others = map(DraftRelated, _places(subject, shared), labels)
        yield Draft(
            first.place,
            f'{len(labels)} tasks that could run together declare "{shared.file}",'
            " a mergeable file: the plan leaves them together",
            help="merge what they add to it when they are done",
            label=first.message,
            related=tuple(others),
        )


@rule("MSQ404", "unordered-share", Severity.INFO, needs=(PLAN, SHARED))
def unordered_share(subject: Subject) -> Iterator[Draft]:
    """Two tasks share a file, neither waits for the other, and no batch keeps them apart for sure.

    They are of different levels of one tasks file, or of two tasks files of one run.

    ## Why

    Only the barrier between two batches keeps tasks of different levels apart. A runner that starts each
    task as soon as its own dependencies are done would let both write to the file at once. Of two tasks
    files nobody knows which is worked on first: each plan may say "100 % parallel", and both are wrong
    together.

    ## Example

    ```json
    [
      {"id": "add-model", "file_modifications": ["models.py"]},
      {"id": "add-docs", "file_modifications": ["README.md"]},
      {
        "id": "add-router",
        "file_modifications": ["routers.py", "README.md"],
        "dependencies": ["add-model"]
      }
    ]
    ```

    Instead, for the last task:

    ```json
    {
      "id": "add-router",
      "file_modifications": ["routers.py", "README.md"],
      "dependencies": ["add-model", "add-docs"]
    }
    ```

    ## Fix

    By hand: let the later task depend on the earlier one. The batches usually stay the same.
    `modsquad-lint plan FILE FILE` plans several tasks files as one.
    """
    tasks, place = subject.work.file.tasks, subject.work.holdings.place
    from ..planning.unordered import unordered_shares

    for share in unordered_shares(subject.work.graph, subject.work.holdings.contested):
        earlier, later = tasks[share.earlier], tasks[share.later]
        yield Draft(
            place(share.later, share.file),
            f'"{later.id}" and "{earlier.id}" share "{share.file}",'
            " and neither depends on the other",
            help=f'let "{later.id}" depend on "{earlier.id}", which is on an earlier level',
            related=(
                DraftRelated(place(share.earlier, share.file), f'declared by "{earlier.id}"'),
            ),
        )
    yield from _shared_beside(subject)


def _shared_beside(subject: Subject) -> Iterator[Draft]:
    """What tasks share with tasks of another tasks file of the run."""
    if subject.beside is None:
        return
    own = subject.source.display
    for name, task, place, other, source, span in subject.beside().before(subject.source.path):
        yield Draft(
            place,
            f'"{task.id}" and "{other.id}" of {source.path} share "{name}",'
            " and nothing puts them in order",
            help=f"modsquad-lint plan {source.display} {own} plans both files as one",
            related=(DraftRelated(span, f'declared by "{other.id}"', source),),
        )
