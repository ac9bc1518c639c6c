"""MSQ5xx: rules about how work is cut into tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from ..planning.options import SCOPES
from ..planning.tasks import Task
from ..text import paths
from ..text.vocabulary import Budget
from ..text.words import counted
from .draft import Draft, DraftRelated, Severity
from .registry import PLAN, Subject, rule

_SEVERAL = 2
"""Scopes that a task mixes, at the least."""
_PER_SCOPE, _PER_GLOB = 3, 20
"""Steps to look whether a path is of a scope, and whether a glob that needs a pattern matches it."""


@rule("MSQ501", "too-fine", Severity.WARNING, needs=(PLAN,))
def too_fine(subject: Subject) -> Iterator[Draft]:
    """Several tasks of one level each modify the same single file, and nothing else.

    Tasks of which one waits for the other were put in order on purpose, and mergeable files
    (`requirements.txt`, say) are shared without harm: of both nothing is said.

    ## Why

    Such tasks can never run together, so nothing is gained by keeping them apart; each costs a batch or
    a turn of its own.

    ## Example

    ```json
    [
      {"id": "add-import", "file_modifications": ["router.py"]},
      {"id": "add-function", "file_modifications": ["router.py"]}
    ]
    ```

    Instead:

    ```json
    [{"id": "add-endpoint", "file_modifications": ["router.py"]}]
    ```

    ## Fix

    By hand: combine the tasks into one.
    """
    work = subject.work
    tasks, holdings, levels = work.file.tasks, work.holdings, work.graph.levels
    if levels is None or holdings.shares_none:
        return
    alone: dict[tuple[str, int], list[Task]] = defaultdict(list)
    for index, names in enumerate(holdings.files):
        if len(names) == 1 and names[0] in holdings.several:
            alone[names[0], levels[index]].append(tasks[index])
    found = {at: together for at, together in alone.items() if len(together) > 1}
    mergeable = holdings.mergeable({name for name, _ in found}) if found else ()
    for (name, _), together in found.items():
        if name not in mergeable and name not in holdings.areas:
            yield _too_fine(subject, name, together)


def _too_fine(subject: Subject, name: str, tasks: Sequence[Task]) -> Draft:
    return Draft(
        tasks[0].file(0),
        f'{len(tasks)} tasks modify only "{name}"',
        help=partial(_combine, subject, tasks),
        label=f'all that "{tasks[0].id}" modifies',
        related=tuple(
            DraftRelated(task.file(0), f'all that "{task.id}" modifies') for task in tasks[1:]
        ),
    )


def _combine(subject: Subject, tasks: Sequence[Task]) -> str:
    from .prices import combining

    return f"combine them into one task{combining(subject, tasks)}"


@rule("MSQ502", "too-coarse", Severity.WARNING)
def too_coarse(subject: Subject) -> Iterator[Draft]:
    """A task declares more files than `max-files`, which is 10 unless the configuration says otherwise.

    ## Why

    A task that touches much intersects with much. It keeps others waiting, and what it did is hard to
    review.

    ## Example

    With `max-files = 2`:

    ```json
    {"id": "add-orders", "file_modifications": ["models.py", "routers.py", "page.tsx"]}
    ```

    Instead:

    ```json
    [
      {"id": "add-orders-api", "file_modifications": ["models.py", "routers.py"]},
      {"id": "add-orders-page", "file_modifications": ["page.tsx"]}
    ]
    ```

    ## Fix

    By hand: split the task along its parts, or raise `max-files`.
    """
    tasks, most = subject.file.tasks, subject.options.max_files
    if max(map(len, tasks.declared), default=0) <= most:
        return
    for task in tasks:
        if len(task.files) > most:
            yield Draft(
                task.key(task.files_key),
                f'"{task.id}" declares {len(task.files)} files, more than {most}',
                help='split the task, or raise "max-files" in the configuration',
            )


@rule("MSQ503", "mixed-scope", Severity.INFO, most=Severity.WARNING)
def mixed_scope(subject: Subject) -> Iterator[Draft]:
    """One task has files of two scopes, such as front end and back end.

    Scopes are lists of globs in the configuration (`scopes`). The first scope that matches a path has
    it; a path that none matches may stand in any task. It is an info, and a warning once `scopes` is set:
    whether a template belongs to the front end, each repository knows best.

    ## Why

    Separate tasks can go to the people who know each part, and the back end need not wait until the
    front end is done.

    ## Example

    ```json
    {"id": "update-page", "file_modifications": ["component.tsx", "router.py"]}
    ```

    Instead:

    ```json
    [
      {"id": "update-backend", "file_modifications": ["router.py"]},
      {
        "id": "update-frontend",
        "file_modifications": ["component.tsx"],
        "dependencies": ["update-backend"]
      }
    ]
    ```

    ## Fix

    By hand: split the task, or set `scopes` to what belongs together in this repository.
    """
    is_default = subject.options.scopes is SCOPES
    if is_default and not subject.wanted.has("MSQ503", Severity.INFO):
        return
    scope_of, left_out = _scopes(subject)
    tasks = subject.file.tasks
    scopes = map(scope_of.get, tasks.paths) if len({*scope_of.values()}) > 1 else ()
    together = [list(islice(scopes, size)) for size in map(len, tasks.declared)] if scopes else ()
    for task, mixed in zip(tasks, together, strict=False):
        if len({*mixed} - {None}) < _SEVERAL:
            continue
        first = next(index for index, scope in enumerate(mixed) if scope)
        second = next(
            index for index, scope in enumerate(mixed) if scope not in {None, mixed[first]}
        )
        yield Draft(
            task.file(second),
            f'"{task.id}" mixes {mixed[first]} and {mixed[second]}',
            help="split it into one task for each scope"
            + (', or set "scopes" to what belongs together here' if is_default else ""),
            label=mixed[second] or "",
            related=(DraftRelated(task.file(first), mixed[first] or ""),),
            severity=None if is_default else Severity.WARNING,
        )
    if left_out:
        yield Draft(
            tasks[0].at("id"),
            f"{counted(left_out, 'scope')} of the configuration were NOT compared with these files",
            help="set fewer globs, or check fewer files at once",
            severity=Severity.WARNING,
        )


def _scopes(subject: Subject) -> tuple[dict[str, str], int]:
    """The scope of each declared path, as written, that has one; and how many scopes nobody had time for."""
    tasks, scopes = subject.file.tasks, subject.options.scopes
    # In file order, since in that of a set they lie far apart in memory.
    left = tasks.normal_paths
    lines = "\n".join(left) + "\n"
    if sum(paths.could_match(lines, globs) for globs in scopes.values()) < _SEVERAL:
        return {}, 0
    budget = subject.budget or Budget()
    scope_of: dict[str, str] = {}
    for number, (scope, globs) in enumerate(scopes.items()):
        steps = len(left) * (_PER_SCOPE + _PER_GLOB * paths.with_wildcards(globs))
        if not budget.spend(steps):
            return scope_of, len(scopes) - number
        found = paths.matching(left, globs)
        if found:
            left = [path for path in left if path not in found]
            scope_of.update(dict.fromkeys(found, scope))
    for path, normal in tasks.normal.items():
        if normal in scope_of:
            scope_of[path] = scope_of[normal]
    return scope_of, 0


@rule("MSQ504", "no-description", Severity.INFO)
def no_description(subject: Subject) -> Iterator[Draft]:
    """A task has no description, or a blank one.

    ## Why

    Whoever gets the task, a person or an agent, has only its id and its paths to go by.

    ## Example

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"]}
    ```

    Instead:

    ```json
    {
      "id": "add-router",
      "description": "Create the /orders endpoints",
      "file_modifications": ["routers.py"]
    }
    ```

    ## Fix

    By hand: say in a sentence what is different when the task is done.
    """
    for task in subject.file.tasks:
        if not task.entry.get("description", "").strip():
            yield Draft(
                task.at("id"),
                f'"{task.id}" has no description',
                help='add "description", a sentence that says what the task does',
            )
