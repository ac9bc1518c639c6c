"""Rules about squads: one that does not exist, and a file that another one owns."""

from __future__ import annotations

from collections.abc import Iterator

from ..text import paths
from ..text.source import Place
from ..text.vocabulary import Budget, Vocabulary
from .draft import Draft, Severity
from .registry import SQUADS, TASKS, Subject, rule


@rule("MSQ505", "unknown-squad", Severity.ERROR, needs=(TASKS, SQUADS))
def unknown_squad(subject: Subject) -> Iterator[Draft]:
    """A task names a squad that the configuration does not have.

    Only checked when `squads` are configured.

    ## Why

    Nobody will pick the task up, and who owns its files can't be checked.

    ## Example

    With `squads = ["ALPHA", "BRAVO"]`:

    ```json
    {"id": "add-router", "squad": "BRAV0", "file_modifications": ["routers.py"]}
    ```

    Instead:

    ```json
    {"id": "add-router", "squad": "BRAVO", "file_modifications": ["routers.py"]}
    ```

    ## Fix

    By hand: write a squad that exists, or add the new one to the configuration.
    """
    squads = subject.options.squads
    if squads is None:
        return
    vocabulary = Vocabulary(squads, subject.budget)
    for task in subject.file.tasks:
        if task.squad is not None and task.squad not in squads:
            near = vocabulary.near(task.squad)
            yield Draft(
                task.at("squad"),
                f'there is no squad "{task.squad}"',
                help=(f'did you mean "{near[0]}"? if not, ' if near else "")
                + 'write a squad that exists, or add this one to "squads" in the configuration',
            )


@rule("MSQ506", "foreign-squad-file", Severity.ERROR, needs=(TASKS, SQUADS))
def foreign_squad_file(subject: Subject) -> Iterator[Draft]:
    """A task declares a file that another squad owns.

    Only checked when the `squads` of the configuration own globs. A file that several squads own belongs
    to all of them, and one that none owns to everybody. Tasks without a squad are left aside.

    ## Why

    Two squads that change the same part of the repository don't know of each other's work.

    ## Example

    With `squads = { ALPHA = ["backend/"], BRAVO = ["frontend/"] }`:

    ```json
    {"id": "add-page", "squad": "ALPHA", "file_modifications": ["frontend/page.tsx"]}
    ```

    Instead:

    ```json
    {"id": "add-page", "squad": "BRAVO", "file_modifications": ["frontend/page.tsx"]}
    ```

    ## Fix

    By hand: give the task, or the part of it that has these files, to the squad that owns them.
    """
    squads = subject.options.squads or {}
    if not any(squads.values()):
        return
    from ..text.glob_index import GlobIndex

    budget = subject.budget or Budget()
    owning = [squad for squad, globs in squads.items() for _ in globs]
    index = GlobIndex([glob for globs in squads.values() for glob in globs], budget)
    owners: dict[str, list[str]] = {}
    for task, number, path in subject.file.declared():
        if task.squad not in squads:
            continue
        if path not in owners:
            found = index.matching(paths.normalise(path))
            if found is None:
                yield _not_compared(task.file(number))
                return
            owners[path] = list(dict.fromkeys(owning[at] for at in found))
        if owners[path] and task.squad not in owners[path]:
            names = " or ".join(f'"{squad}"' for squad in owners[path])
            yield Draft(
                task.file(number),
                f'"{path}" is for {names} to change, and "{task.id}" belongs to "{task.squad}"',
                help=f"move this file to a task of {names}",
            )


def _not_compared(place: Place) -> Draft:
    return Draft(
        place,
        "from here on, files were NOT compared with the squads that own them: there are too many globs",
        help="set fewer globs, or globs that begin with a folder",
        severity=Severity.WARNING,
    )
