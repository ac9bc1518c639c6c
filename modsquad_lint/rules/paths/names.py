"""Rules about all paths of a task or a file: one file under two names, and no file at all."""

from __future__ import annotations

from collections.abc import Iterator

from ...text import paths
from ...text.source import Place
from ..draft import Draft, DraftRelated, Severity
from ..facts import Facts
from ..registry import REPOSITORY, TASKS, VALUES, Subject, rule


@rule("MSQ207", "path-duplicate", Severity.WARNING, fix="safe", needs=(TASKS, VALUES))
def path_duplicate(subject: Subject) -> Iterator[Draft]:
    """One task declares the same file twice.

    Two spellings of one path count as the same: `app/main.py` and `./app/main.py`.

    ## Why

    The second says nothing. Often another file was meant, which then is not claimed by anyone.

    ## Example

    ```json
    ["app/main.py", "app/models.py", "app/main.py"]
    ```

    Instead:

    ```json
    ["app/main.py", "app/models.py"]
    ```

    ## Fix

    Safe: takes the later one out.
    """
    tasks = subject.file.tasks
    normal = tasks.normal
    if tasks.shares_none or sum(map(len, tasks.files)) == len(tasks.paths):
        return
    for task, distinct in zip(tasks, tasks.files, strict=True):
        if len(distinct) == len(task.files):
            continue
        first: dict[str, int] = {}
        for index, path in enumerate(task.files):
            before = first.setdefault(normal.get(path, path), index)
            if before != index:
                from ..mending import removing

                yield Draft(
                    task.file(index),
                    f'"{path}" is declared twice by "{task.id}"',
                    help="remove it, or write the file that was meant",
                    related=(DraftRelated(task.file(before), "first here"),),
                    fix=removing(task.file(index), path),
                )


@rule(
    "MSQ208",
    "path-case-collision",
    Severity.WARNING,
    helped_by=(REPOSITORY,),
    needs=(TASKS, VALUES),
)
def path_case_collision(subject: Subject) -> Iterator[Draft]:
    """Two spellings are one file on Windows or macOS.

    They differ only in upper and lower case, or, on macOS, in the Unicode form of a letter (`é` as one
    character or as `e` with an accent) or in `ß` and `ss`. Both are declared in one tasks file, or both
    are tracked by git. A path that git tracks only in another spelling is MSQ606.

    ## Why

    On Linux these are two files, and tasks that declare one each run side by side. On the other system
    both write to one file, and a checkout loses one of the two.

    ## Example

    ```json
    ["frontend/components/Button.tsx", "frontend/components/button.tsx"]
    ```

    Instead:

    ```json
    ["frontend/components/Button.tsx"]
    ```

    ## Fix

    By hand: decide on one spelling, the tracked one where there is one.
    """
    facts, written = subject.facts, subject.file.tasks
    together = "".join(written.normal_paths)
    # What is folded already can't collide.
    if facts.root() is None and together.isascii() and together == together.lower():
        return
    declared = written.distinct
    # In file order, since in that of a set they lie far apart in memory; and ASCII is quicker to fold.
    fold = str.lower if together.isascii() else paths.fold
    folded = set(map(fold, written.normal_paths))
    collide = len(folded) < len(declared)
    others: dict[str, str] = {}
    if facts.root() is not None:
        others = {path: other for path in declared if (other := _tracked_beside(path, facts))}
    if not collide and not others:
        return
    first: dict[str, tuple[str, Place]] = {}
    seen: set[str] = set()
    for task, index, spelt in subject.file.declared():
        path = written.normal.get(spelt, spelt)
        if path in seen:
            continue
        seen.add(path)
        place = task.file(index)
        spelling, earlier = first.setdefault(paths.fold(path), (spelt, place))
        if earlier is not place:
            yield Draft(
                place,
                _one_file(spelt, f'"{spelling}"', spelling),
                help="write both in one spelling",
                related=(DraftRelated(earlier, "the other spelling"),),
            )
        elif path in others and others[path] not in declared:
            yield Draft(
                place,
                _one_file(spelt, f'"{others[path]}", which git tracks too,', others[path]),
                help="remove one of the two from the repository",
            )


def _tracked_beside(path: str, facts: Facts) -> str | None:
    """Another spelling of a tracked path that git tracks as well; MSQ606 is about paths that are not."""
    others = facts.other_spellings(path) if facts.is_tracked(path) else None
    return others[0] if others else None


def _one_file(path: str, other_words: str, other: str) -> str:
    where = "Windows and macOS" if paths.is_one_on_windows(path, other) else "macOS"
    difference = paths.difference(path, other)
    return f'"{path}" and {other_words} differ only in {difference}: one file on {where}'


@rule("MSQ211", "no-files", Severity.WARNING)
def no_files(subject: Subject) -> Iterator[Draft]:
    """A task declares no file.

    ## Why

    Such a task can run beside any other, as far as anyone can tell. If it does modify files, they are
    not protected from other tasks; if it modifies none, nothing it does can be merged.

    ## Example

    ```json
    {"id": "add-model", "file_modifications": []}
    ```

    Instead:

    ```json
    {"id": "add-model", "file_modifications": ["models.py"]}
    ```

    ## Fix

    By hand: list the files, or suppress the finding for a task that only reads or runs something.
    """
    tasks = subject.file.tasks
    if all(tasks.declared):
        return
    what = "name in its text" if subject.reading.is_prose else "list"
    accepted = subject.reading.suppression("MSQ211")
    for task in tasks:
        if not task.files and not task.is_done:
            yield Draft(
                task.at(task.files_key),
                f'"{task.id}" declares no file',
                help=f"{what} every file that the task will modify; for one that modifies none, add {accepted}",
            )
