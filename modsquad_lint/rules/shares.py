"""MSQ402 to MSQ404: rules about files that tasks share; a file without a plan gets no finding here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ..planning.holdings import Holdings
from ..planning.plan import Batch, Intersection, batch_of
from ..planning.tasks import Task
from ..text.source import Place
from .claims import contradicted
from .finding import Draft, DraftRelated, LateDraft, Severity
from .registry import PLAN, REPOSITORY, Subject, rule

_SHOWN = 5
"""A message names so many tasks or batches; its related places are all there."""


@rule("MSQ402", "file-intersection", Severity.WARNING, needs=(PLAN,), everywhere=True)
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
    batches = batch_of(plan)
    declarations = _Declarations(subject.work.holdings)
    spoken_of = contradicted(subject)
    for shared in plan.intersections:
        said = spoken_of.get(shared.file)
        if said is None or said.isdisjoint(task.id for task in shared.tasks):  # else MSQ406
            yield partial(_intersection, subject, shared, batches, declarations)


def _intersection(
    subject: Subject,
    shared: Intersection,
    batches: Mapping[str, Batch],
    declarations: _Declarations,
) -> Draft:
    numbers = sorted({batches[task.id].number for task in shared.tasks})
    count = len(shared.tasks)
    cost = (
        f"they take {count} turns in batch {numbers[0]} instead of one"
        if len(numbers) == 1
        else f"they need {len(numbers)} batches ({_few(numbers)}) instead of one"
    )
    places = [
        (declarations.place(task, shared.file), f'"{task.id}", batch {batches[task.id].number}')
        for task in shared.tasks
    ]
    # Some of them may only have something in an area.
    what = "meet in" if shared.is_area else "declare"
    return Draft(
        places[0][0],
        f'{count} tasks that could run together {what} "{shared.file}": {cost}',
        help=partial(_remedies, subject, shared),
        label=places[0][1],
        related=tuple(DraftRelated(*place) for place in places[1:]),
    )


def _remedies(subject: Subject, shared: Intersection) -> str:
    from .prices import remedies_of

    return remedies_of(subject, shared)


def _few(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:_SHOWN])) + ("" if len(numbers) <= _SHOWN else ", …")


class _Declarations:
    """Where tasks declare what they claim; each task is read once, however many of its files are asked for."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._by_task: dict[str, dict[str, int]] = {}

    def place(self, task: Task, file: str) -> Place:
        """The first path of the task that means this file or area, else that lies in the area."""
        indexes = self._by_task.get(task.id)
        if indexes is None:
            indexes = self._by_task[task.id] = {}
            for index, path in enumerate(task.files):
                for name in self._holdings.names(path):
                    indexes.setdefault(name, index)
            for index, path in enumerate(task.files):
                for name in self._holdings.names(path):
                    for area in self._holdings.met.get(name, ()):
                        indexes.setdefault(area, index)
        return task.file(indexes[file])


@rule(
    "MSQ403",
    "merge-handled",
    Severity.INFO,
    needs=(PLAN,),
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
    declarations = _Declarations(subject.work.holdings)
    for shared in subject.plan.merge_handled:
        places = [declarations.place(task, shared.file) for task in shared.tasks]
        yield Draft(
            places[0],
            f'{len(places)} tasks that could run together declare "{shared.file}",'
            " a mergeable file: the plan leaves them together",
            help="merge what they add to it when they are done",
            label=f'"{shared.tasks[0].id}"',
            related=tuple(
                DraftRelated(place, f'"{task.id}"')
                for place, task in zip(places[1:], shared.tasks[1:], strict=True)
            ),
        )


@rule("MSQ404", "unordered-share", Severity.INFO, needs=(PLAN,))
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
    tasks, declarations = subject.work.file.tasks, _Declarations(subject.work.holdings)
    from ..planning.unordered import unordered_shares

    for share in unordered_shares(subject.work.graph, subject.work.holdings.contested):
        earlier, later = tasks[share.earlier], tasks[share.later]
        yield Draft(
            declarations.place(later, share.file),
            f'"{later.id}" and "{earlier.id}" share "{share.file}",'
            " and neither depends on the other",
            help=f'let "{later.id}" depend on "{earlier.id}", which is on an earlier level',
            related=(
                DraftRelated(
                    declarations.place(earlier, share.file), f'declared by "{earlier.id}"'
                ),
            ),
        )
    yield from _shared_beside(subject)


def _shared_beside(subject: Subject) -> Iterator[Draft]:
    """What tasks share with tasks of another tasks file of the run."""
    if subject.beside is None:
        return
    own = subject.source.display
    for name, task, index, other, source, span in subject.beside().before(subject.source):
        yield Draft(
            task.file(index),
            f'"{task.id}" and "{other.id}" of {source.path} share "{name}",'
            " and nothing puts them in order",
            help=f"modsquad-lint plan {source.display} {own} plans both files as one",
            related=(DraftRelated(span, f'declared by "{other.id}"', source),),
        )
