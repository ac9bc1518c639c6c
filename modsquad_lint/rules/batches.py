"""MSQ4xx: rules about the predicted plan; a file without a plan gets no finding here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from ..planning.holdings import Holdings
from ..planning.plan import Batch, Intersection, Plan, batch_of
from ..planning.tasks import Task
from ..text.source import Place
from ..text.words import counted, listed
from .claims import contradicted
from .finding import Draft, DraftRelated, LateDraft, Severity
from .registry import PLAN, REPOSITORY, Subject, rule

_SHOWN = 5
"""A message names so many tasks or batches; its related places are all there."""


@rule("MSQ401", "predicted-batch", Severity.INFO, needs=(PLAN,), leads=True, pictured=True)
def predicted_batch(subject: Subject) -> Iterator[Draft]:
    """A batch of the predicted plan: its number, its tasks, how they run, and why.

    Tasks that wait for nothing in each other and share no file start together. A serial batch is one
    whose tasks take turns.

    ## Why

    It shows where the plan puts a task before anyone starts to work.

    ## Example

    ```json
    [
      {"id": "add-orders", "file_modifications": ["routers/orders.py", "main.py"]},
      {"id": "add-market", "file_modifications": ["routers/market.py", "main.py"]}
    ]
    ```

    These are two batches. Here the two tasks are one batch, and run in parallel:

    ```json
    [
      {"id": "add-orders", "file_modifications": ["routers/orders.py"]},
      {"id": "add-market", "file_modifications": ["routers/market.py"]}
    ]
    ```

    ## Fix

    None is needed: this is information. `modsquad-lint plan` shows the plan as a whole.
    """
    batches = subject.plan.batches
    for batch in batches:
        first, *others = batch.tasks
        also = f"also in batch {batch.number}"
        yield Draft(
            first.at("id"),
            f"batch {batch.number} of {len(batches)}: {_how(batch)} ({batch.reason})",
            related=tuple([DraftRelated(task.at("id"), also) for task in others]),
        )


def _how(batch: Batch) -> str:
    who = listed([f'"{task.id}"' for task in batch.tasks], _SHOWN)
    if len(batch.tasks) == 1:
        return f"{who} runs alone"
    return f"{who} run in parallel" if batch.parallel else f"{who} take turns"


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


@rule("MSQ405", "plan-rating", Severity.INFO, most=Severity.WARNING, needs=(PLAN,), pictured=True)
def plan_rating(subject: Subject) -> Iterator[Draft]:
    """How well the plan as a whole runs in parallel.

    The rating is the worse of two columns: 80 % of the tasks in parallel batches and a speedup of 2.5
    are Excellent, 60 and 1.8 Good, 40 and 1.4 Fair, 20 and 1.2 Poor, less is Critical. The finding is a
    warning when the plan is below `min-parallelization` or `min-speedup` of the configuration.

    ## Why

    It tells at a glance whether the file is worth another look before the work starts.

    ## Example

    Critical, since every task needs the same file:

    ```json
    [
      {"id": "add-router-1", "file_modifications": ["routers/r1.py", "main.py"]},
      {"id": "add-router-2", "file_modifications": ["routers/r2.py", "main.py"]}
    ]
    ```

    Better:

    ```json
    [
      {"id": "add-router-1", "file_modifications": ["routers/r1.py"]},
      {"id": "add-router-2", "file_modifications": ["routers/r2.py"]}
    ]
    ```

    ## Fix

    By hand: look at the intersections (MSQ402) and at long chains of dependencies. The help names the
    best change among those of the first intersections, with what it would bring.
    """
    plan = subject.plan
    metrics = plan.metrics
    if not plan.batches:
        return  # all tasks are done
    short = list(_below(plan, subject))
    top = subject.file.list_place
    yield Draft(
        top._replace(is_key=True) if top and top.steps else subject.file.tasks[0].at("id"),
        f"the plan is rated {plan.rating.name}: {counted(metrics.total_tasks, 'task')} in"
        f" {counted(metrics.total_batches, 'batch')}, {metrics.parallelization_percent} % parallel,"
        f" speedup {metrics.speedup_factor}" + (f"; {listed(short)}" if short else ""),
        help=partial(_better, subject, plan),
        severity=Severity.WARNING if short else None,
    )


def _better(subject: Subject, plan: Plan) -> str:
    """The source document's advice, and the best change that is known; nothing where nothing helps."""
    from ..planning.pricing.schedule import count_turns, lower_bound
    from .prices import best

    action = plan.rating.action
    if change := best(subject):
        return f"{action}: {change}"
    if plan.intersections:
        return f"{action}; modsquad-lint plan --suggest says what would be faster"
    least, witness = lower_bound(subject.work)
    if least == count_turns(plan):
        return f"no plan of these tasks takes fewer turns: {witness}"
    return action


def _below(plan: Plan, subject: Subject) -> Iterator[str]:
    """What the configuration asks for and the plan does not reach."""
    percent, speedup = subject.options.min_parallelization, subject.options.min_speedup
    if percent is not None and plan.metrics.parallelization_percent < percent:
        yield f"min-parallelization is {percent:g} %"
    if speedup is not None and plan.metrics.speedup_factor < speedup:
        yield f"min-speedup is {speedup:g}"
