"""MSQ3xx: rules about which task waits for which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from ..planning.graph import is_exact, redundant
from ..planning.keys import KEYS, misnamed
from ..planning.tasks import Task
from ..text.source import Place
from ..text.vocabulary import Vocabulary
from ..text.words import counted
from .draft import Draft, DraftFix, DraftRelated, Severity
from .registry import REPOSITORY, TASKS, VALUES, Subject, rule

_FEW = 3
_SHOWN = 8
"""A longer cycle is cut short in the message; its related places are all there."""


@rule(
    "MSQ301",
    "unknown-dependency",
    Severity.ERROR,
    fix="unsafe",
    helped_by=(REPOSITORY,),
    prevents_plan=True,
)
def unknown_dependency(subject: Subject) -> Iterator[Draft]:
    """A dependency names a task that the file does not have.

    Where git's history shows that a commit took the task out of the file, the finding names the commit: the
    task is done, or was dropped, and this one waits for it no more. Files of one run of which one waits for a
    task of another are one plan. Where the other can't be planned itself, or is another tasks file that git has
    and that was not checked along, the finding names that file.

    ## Why

    The task that it was meant to wait for is not waited for, or a runner stops halfway. A file with this
    finding has no plan.

    ## Example

    ```json
    [
      {"id": "add-model", "file_modifications": ["models.py"]},
      {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-modle"]}
    ]
    ```

    Instead:

    ```json
    [
      {"id": "add-model", "file_modifications": ["models.py"]},
      {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ]
    ```

    ## Fix

    Unsafe, when exactly one other task has an id that is near: writes that id. Ids that differ in a
    number are never near. Of a task that was taken out: removes the dependency.
    """
    if subject.predicted is not None:  # which such a file does not have
        return
    ids = subject.file.ids()
    unknown = [
        (task, index, needed)
        for task in subject.file.tasks
        for index, needed in enumerate(task.dependencies)
        if needed not in ids and needed != task.id
    ]
    if not unknown:
        return
    asked = {needed for _, _, needed in unknown}
    removed = subject.facts.removed_ids(subject.source.path, asked) or {}
    vocabulary = Vocabulary(sorted(ids), subject.budget)
    for task, index, needed in unknown:
        place, fix = task.dependency(index), None
        if found := _elsewhere(subject, needed):
            but, advice = found
        elif needed in removed:
            but = f"which {removed[needed]} took out of this file"
            advice = "remove the dependency if that task is done; if not, put the task back"
            fix = _removal(task, index, safe=False)
        elif unread := subject.elsewhere and subject.elsewhere().unread(subject.source.paths()):
            but = "but no task of a file that can be read has that id"
            advice = f"mend {unread.display} first, which can't be read"
        else:
            near = [ident for ident in vocabulary.near(needed) if ident != task.id]
            but = "but no task has that id"
            advice = _meant(near) + "add a task with this id, or remove the dependency"
            if len(near) == 1 and near[0] not in frozenset(task.dependencies):
                from .mending import writing

                fix = writing(place, near[0], safe=False)
        yield Draft(place, f'"{task.id}" depends on "{needed}", {but}', help=advice, fix=fix)


def _elsewhere(subject: Subject, ident: str) -> tuple[str, str] | None:
    """That another tasks file has the task, and what to do; None where none is known to have it."""
    mend = "mend that file first: then the two are one plan"
    if subject.beside is not None and (other := subject.beside().having(ident)):
        return f"which is a task of {other.display}", mend
    found = subject.elsewhere and subject.elsewhere().having(ident, subject.source.paths())
    if not found:
        return None
    is_sound = found.file is not None and not found.file.problems
    advice = "check it together with that file: then the two are one plan"
    return f"which is a task of {found.display}", advice if is_sound else mend


def _meant(near: Sequence[str]) -> str:
    """The ids that are near, as a question; nothing where there is none."""
    named = " or ".join(f'"{ident}"' for ident in near[:_FEW])
    return f"did you mean {named}? if not, " if near else ""


@rule("MSQ302", "self-dependency", Severity.ERROR, fix="unsafe", prevents_plan=True)
def self_dependency(subject: Subject) -> Iterator[Draft]:
    """A task depends on itself.

    ## Why

    It would wait for its own end and never start. A file with this finding has no plan.

    ## Example

    ```json
    {"id": "add-model", "file_modifications": ["models.py"], "dependencies": ["add-model"]}
    ```

    Instead:

    ```json
    {"id": "add-model", "file_modifications": ["models.py"], "dependencies": []}
    ```

    ## Fix

    Unsafe: takes the dependency out. Another task may have been meant.
    """
    if subject.predicted is not None:  # which such a file does not have
        return
    for task in subject.file.tasks:
        for index, needed in enumerate(task.dependencies):
            if needed == task.id:
                yield Draft(
                    task.dependency(index),
                    f'"{task.id}" depends on itself',
                    help="remove the dependency, or write the task that was meant",
                    fix=_removal(task, index, safe=False),
                )


@rule("MSQ303", "circular-dependency", Severity.ERROR, prevents_plan=True)
def circular_dependency(subject: Subject) -> Iterator[Draft]:
    """Tasks wait for each other in a circle.

    Tasks that are all reachable from each other are one knot, and get one finding: its shortest cycle,
    with a place for each dependency in it, how many more tasks are in the knot, and, where there is one,
    the dependency whose removal alone leaves no cycle.

    ## Why

    None of these tasks could ever start. A file with this finding has no plan.

    ## Example

    ```json
    [
      {"id": "add-model", "file_modifications": ["models.py"], "dependencies": ["add-router"]},
      {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ]
    ```

    Instead:

    ```json
    [
      {"id": "add-model", "file_modifications": ["models.py"], "dependencies": []},
      {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ]
    ```

    ## Fix

    By hand: remove the dependency that points the wrong way, or combine the tasks into one.
    """
    tasks, graph = subject.file.tasks, subject.graph
    if graph.levels is not None:
        return
    from ..planning.knots import breaking_edge, knots, shortest_cycle  # most files have no knot

    for knot in knots(graph):
        shortest = shortest_cycle(graph, knot)
        cycle = [tasks[index] for index in shortest]
        edges = [*pairwise(cycle), (cycle[-1], cycle[0])]
        more = len(knot) - len(cycle)
        others = f" ({counted(more, 'more task')} in the knot)" if more else ""
        breaking = breaking_edge(graph, knot, shortest)
        if breaking is None:
            advice = (
                "combine the tasks, or remove several dependencies: no single one breaks the knot"
            )
        else:
            task, needed = (tasks[index].id for index in breaking)
            advice = (
                f'remove "{needed}" from the dependencies of "{task}": that alone breaks the knot'
            )
        yield Draft(
            _edge(*edges[0]),
            f"circular dependency: {_round(cycle)}{others}",
            help=advice,
            label=_waits(*edges[0]),
            related=tuple(DraftRelated(_edge(*edge), _waits(*edge)) for edge in edges[1:]),
        )


def _round(cycle: list[Task]) -> str:
    ids = [task.id for task in cycle]
    shown = ids if len(ids) <= _SHOWN else [*ids[: _SHOWN - 1], "…"]
    return " → ".join([*shown, ids[0]])


def _edge(task: Task, needed: Task) -> Place:
    return task.dependency(task.dependencies.index(needed.id))


def _waits(task: Task, needed: Task) -> str:
    return f'"{task.id}" waits for "{needed.id}"'


@rule("MSQ304", "duplicate-dependency", Severity.WARNING, fix="safe", needs=(TASKS, VALUES))
def duplicate_dependency(subject: Subject) -> Iterator[Draft]:
    """A dependency is listed twice in one task.

    ## Why

    The second says nothing. Often another task was meant, which then is not waited for.

    ## Example

    ```json
    {
      "id": "add-tests",
      "file_modifications": ["tests.py"],
      "dependencies": ["add-model", "add-router", "add-model"]
    }
    ```

    Instead:

    ```json
    {
      "id": "add-tests",
      "file_modifications": ["tests.py"],
      "dependencies": ["add-model", "add-router"]
    }
    ```

    ## Fix

    Safe: takes the later one out.
    """
    if is_exact(subject.file, subject.graph):
        return
    for task in subject.file.tasks:
        if len(set(task.dependencies)) == len(task.dependencies):
            continue
        first: dict[str, int] = {}
        for index, needed in enumerate(task.dependencies):
            before = first.setdefault(needed, index)
            if before != index:
                yield Draft(
                    task.dependency(index),
                    f'"{task.id}" lists the dependency "{needed}" twice',
                    help="remove it, or write the task that was meant",
                    related=(DraftRelated(task.dependency(before), "first here"),),
                    fix=_removal(task, index),
                )


@rule("MSQ305", "redundant-dependency", Severity.INFO, fix="unsafe", needs=(TASKS, VALUES))
def redundant_dependency(subject: Subject) -> Iterator[Draft]:
    """A dependency is already implied by another one.

    ## Why

    It changes nothing about the plan. Dependencies that add nothing make it harder to see which ones
    matter.

    ## Example

    ```json
    [
      {"id": "add-model", "file_modifications": ["models.py"], "dependencies": []},
      {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]},
      {
        "id": "add-tests",
        "file_modifications": ["tests.py"],
        "dependencies": ["add-model", "add-router"]
      }
    ]
    ```

    Instead, for the last task:

    ```json
    {"id": "add-tests", "file_modifications": ["tests.py"], "dependencies": ["add-router"]}
    ```

    ## Fix

    Unsafe: takes the dependency out. It may have been written down on purpose, so that it stays when the
    other one goes.
    """
    tasks = subject.file.tasks
    for task_index, needed_index, other_index in redundant(subject.graph):
        task, needed, other = (tasks[index] for index in (task_index, needed_index, other_index))
        index = task.dependencies.index(needed.id)
        yield Draft(
            task.dependency(index),
            f'"{task.id}" already waits for "{needed.id}" through "{other.id}"',
            help="remove it, or keep it to say that the task needs it itself",
            related=(
                DraftRelated(
                    task.dependency(task.dependencies.index(other.id)),
                    f'which waits for "{needed.id}"',
                ),
            ),
            fix=_removal(task, index, safe=False),
        )


@rule("MSQ306", "dependencies-not-declared", Severity.INFO, fix="unsafe", needs=(TASKS, VALUES))
def dependencies_not_declared(subject: Subject) -> Iterator[Draft]:
    """A task does not say what it depends on.

    ## Why

    Without the key the task starts in the first batch. An empty list says that this is meant; a missing
    one leaves open whether somebody has thought about it.

    ## Example

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"]}
    ```

    Instead:

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ```

    ## Fix

    Unsafe: adds `"dependencies": []`, which claims that the task needs no other.
    """
    from ..syntax.changes import AddKey  # most runs show no infos

    for task in subject.file.tasks:
        entry = task.entry
        # What stands under another name, MSQ110 is about.
        if "dependencies" not in entry and (
            entry.keys() <= KEYS or "dependencies" not in misnamed(entry).values()
        ):
            yield Draft(
                task.at("id"),
                f'"{task.id}" does not say what it depends on',
                help='add "dependencies", with an empty array if it needs no other task',
                fix=DraftFix(
                    'add "dependencies": []',
                    (AddKey(Place(task.steps), "dependencies"),),
                    safe=False,
                ),
            )


def _removal(task: Task, index: int, *, safe: bool = True) -> DraftFix:
    return _removing()(task.dependency(index), task.dependencies[index], safe=safe)


@cache
def _removing() -> Callable[..., DraftFix]:
    # To import it once more for each of very many findings would take as long as to find these.
    from .mending import removing

    return removing
