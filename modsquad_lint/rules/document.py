"""MSQ1xx: rules about the text and its shape; they judge no path, dependency or batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ..planning.shape import FILES, KEYS, LEGACY_FILES
from ..planning.tasks import TaskFile
from ..syntax.changes import Remove, RenameKey
from ..text.source import Place, Span
from ..text.vocabulary import Vocabulary
from .finding import Draft, DraftFix, DraftRelated, Severity
from .registry import RULES, Subject, rule

_TOP_KEYS = frozenset({"tasks", "$schema"})

_OTHER_NAMES = {
    "blockedBy": "dependencies",
    "blocked_by": "dependencies",
    "depends_on": "dependencies",
    "dependsOn": "dependencies",
    "name": "id",
    "needs": "dependencies",
    "paths": FILES,
    "requires": "dependencies",
    "team": "squad",
    "title": "description",
}
"""What other formats call a key; none of them is a near spelling."""


@rule("MSQ101", "syntax-error", Severity.ERROR)
def syntax_error(subject: Subject) -> Iterator[Draft]:
    """The file is not JSON, not YAML or not UTF-8.

    The place is the first character that can't be read. JSON is strict (RFC 8259): no comments, no
    trailing commas, no single quotes, no `NaN`. The message names the usual mistake where it knows it.
    Whatever is selected, this is reported, unless it is ignored: such a file must not pass for a good one.

    ## Why

    Nothing else can be checked in such a file, and each reader of tasks files fails in its own way, or
    guesses.

    ## Example

    ```json
    {"tasks": [{"id": "add-model", "file_modifications": ["models.py",]}]}
    ```

    Instead, without the comma before the bracket:

    ```json
    {"tasks": [{"id": "add-model", "file_modifications": ["models.py"]}]}
    ```

    ## Fix

    By hand. Only the first error of a file is reported, so run again afterwards. For comments in a
    tasks file, use YAML.
    """
    if subject.problem is not None:
        yield Draft(subject.problem.span, subject.problem.message, help=subject.problem.help)


@rule("MSQ102", "duplicate-key", Severity.ERROR)
def duplicate_key(subject: Subject) -> Iterator[Draft]:
    """A key stands twice in one object.

    Every later one is reported; the related place is the first.

    ## Why

    Most JSON readers keep the last value and drop the others without a word. A task that lists its
    files under two equal keys then claims only half of them, and another task may write to the rest.

    ## Example

    ```json
    {
      "id": "add-router",
      "file_modifications": ["app/routers/orders.py"],
      "file_modifications": ["app/main.py"]
    }
    ```

    Instead:

    ```json
    {
      "id": "add-router",
      "file_modifications": ["app/routers/orders.py", "app/main.py"]
    }
    ```

    ## Fix

    By hand: only the author knows whether the two values belong together.
    """
    for duplicate in subject.file.document.duplicates():
        yield Draft(
            duplicate.span,
            f'the key "{duplicate.key}" stands twice in one object, and only the last value counts',
            help="join the values under one key, or remove one of the two",
            related=(DraftRelated(duplicate.first, "first here"),),
        )


@rule("MSQ103", "wrong-shape", Severity.ERROR)
def wrong_shape(subject: Subject) -> Iterator[Draft]:
    """A required key is missing, or a value has the wrong type.

    A tasks file is `{"tasks": [...]}`, an array of tasks, or one task. A task needs `id` (a string of
    1 to 1,000 characters) and `file_modifications` (an array of strings). `dependencies` and `lint_ignore` are
    arrays of strings, `description` and `squad` are strings. All problems of a file are reported in
    one run; the other rules still check the sound tasks.

    ## Why

    Without a sound `id`, `file_modifications` and `dependencies` nobody can say which tasks may run
    together, so a file with this finding has no plan.

    ## Example

    ```json
    {"tasks": [{"id": 7, "file_modifications": "app/main.py"}]}
    ```

    Instead:

    ```json
    {"tasks": [{"id": "add-endpoints", "file_modifications": ["app/main.py"]}]}
    ```

    ## Fix

    By hand. `modsquad-lint schema` prints a JSON Schema with which editors check while you type.
    """
    for problem in subject.file.problems:
        yield Draft(problem.place, problem.message, help=problem.help)


@rule("MSQ104", "unknown-key", Severity.WARNING)
def unknown_key(subject: Subject) -> Iterator[Draft]:
    """A key that the format does not have.

    A task has `id`, `description`, `squad`, `file_modifications`, `dependencies` and `lint_ignore`. The
    top level has `tasks`, and may have `$schema`.

    ## Why

    Readers skip keys that they don't know. A misspelt `dependencies` is a task that waits for nothing.

    ## Example

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "depends_on": ["add-model"]}
    ```

    Instead:

    ```json
    {"id": "add-router", "file_modifications": ["routers.py"], "dependencies": ["add-model"]}
    ```

    ## Fix

    By hand: write the key that was meant, or remove it. A tool that keeps keys of its own in the file
    can be allowed to with `lint_ignore` or in the configuration.
    """
    file = subject.file
    value = file.document.value
    if isinstance(value, dict) and "tasks" in value:
        yield from _unknown_keys((), value.keys() - _TOP_KEYS, value, _TOP_KEYS, "the top level")
    # One bare task is its own top level.
    known = KEYS if file.list_place else KEYS | {"$schema"}
    if file.keys <= known:
        return
    for steps, entry in file.placed_entries():
        if isinstance(entry, dict) and not entry.keys() <= known:
            yield from _unknown_keys(steps, entry.keys() - known, entry, KEYS, "a task")


def _unknown_keys(
    steps: tuple[str | int, ...],
    unknown: set[str],
    mapping: dict[str, object],
    known: frozenset[str],
    owner: str,
) -> Iterator[Draft]:
    for key in mapping:
        if key in unknown:
            meant = _meant(key, known)
            yield Draft(
                Place((*steps, key), is_key=True),
                f'"{key}" is no key of {owner}',
                help=f'did you mean "{meant}"? then rename it: readers skip this one'
                if meant and meant not in mapping
                else "remove it: readers skip it",
            )


@lru_cache(maxsize=64)
def _meant(key: str, known: frozenset[str]) -> str | None:
    """The known key that an unknown one was meant to be, or None; tasks repeat each other's keys."""
    near = Vocabulary(sorted(known - {LEGACY_FILES})).near(key)
    other = _OTHER_NAMES.get(key)
    return near[0] if near else other if other in known else None


@rule("MSQ105", "duplicate-task-id", Severity.ERROR)
def duplicate_task_id(subject: Subject) -> Iterator[Draft]:
    """Two tasks have the same id.

    Every later one is reported; the related place is the first.

    ## Why

    A dependency on that id could mean either task, and results are reported by id. A file with this
    finding has no plan.

    ## Example

    ```json
    [
      {"id": "add-router", "file_modifications": ["routers/orders.py"]},
      {"id": "add-router", "file_modifications": ["routers/market.py"]}
    ]
    ```

    Instead:

    ```json
    [
      {"id": "add-orders-router", "file_modifications": ["routers/orders.py"]},
      {"id": "add-market-router", "file_modifications": ["routers/market.py"]}
    ]
    ```

    ## Fix

    By hand: rename one task, then look at who depends on it.
    """
    file = subject.file
    if len(file.ids()) == len(file.entries):
        return
    first: dict[str, tuple[str | int, ...]] = {}
    for steps, entry in file.placed_entries():
        ident = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(ident, str) or not ident:
            continue
        if first.setdefault(ident, steps) is not steps:
            yield Draft(
                Place((*steps, "id")),
                f'another task already has the id "{ident}"',
                help="give this task an id of its own, and check which of the two others depend on",
                related=(DraftRelated(Place((*first[ident], "id")), "first here"),),
            )


@rule("MSQ106", "no-tasks", Severity.WARNING)
def no_tasks(subject: Subject) -> Iterator[Draft]:
    """The list of tasks is empty.

    ## Why

    There is nothing to run and nothing to check. Usually the file was written by a program that found
    no work, or a merge lost its contents.

    ## Example

    ```json
    {"tasks": []}
    ```

    Instead:

    ```json
    {"tasks": [{"id": "add-model", "file_modifications": ["models.py"]}]}
    ```

    ## Fix

    By hand: add tasks, or delete the file.
    """
    place = subject.file.list_place
    if place is not None and subject.file.value_at(place.steps) == []:
        yield Draft(place, "the list of tasks is empty", help="add a task, or delete the file")


@rule("MSQ107", "foreign-file", Severity.INFO)
def foreign_file(subject: Subject) -> Iterator[Draft]:
    """The file belongs to another tool that also calls it `tasks.json`.

    VS Code keeps build tasks in `.vscode/tasks.json`, Task Master keeps a backlog in `.taskmaster/`. They
    are known by their folder or by their contents, and nothing in them is checked. They never fail a
    run.

    ## Why

    It says why a file that looks like a tasks file has no findings and no plan.

    ## Example

    VS Code's:

    ```json
    {"version": "2.0.0", "tasks": [{"label": "build", "type": "shell", "command": "make"}]}
    ```

    Checked here:

    ```json
    {"tasks": [{"id": "add-model", "file_modifications": ["models.py"]}]}
    ```

    ## Fix

    None is needed. To leave such files out altogether, set `include` in the configuration.
    """
    if subject.foreign is not None:
        yield Draft(
            Span(0, 1),
            f"this is {subject.foreign}: nothing in it is checked",
            help='set "include" in the configuration to leave it out',
        )


@rule("MSQ108", "legacy-files-key", Severity.WARNING, fix="safe")
def legacy_files_key(subject: Subject) -> Iterator[Draft]:
    """A task lists its files under `files`, the older name of `file_modifications`.

    The paths are read and checked all the same, unless the task also has `file_modifications`: then
    `files` is not read at all.

    ## Why

    Other readers may know only the newer name, and would run the task as if it changed nothing.

    ## Example

    ```json
    {"id": "add-model", "files": ["models.py"]}
    ```

    Instead:

    ```json
    {"id": "add-model", "file_modifications": ["models.py"]}
    ```

    ## Fix

    Safe: renames the key. When the task has both keys there is no fix, since only the author knows
    whether the two lists belong together.
    """
    if LEGACY_FILES not in subject.file.keys:
        return
    for steps, entry in subject.file.placed_entries():
        if not isinstance(entry, dict) or LEGACY_FILES not in entry:
            continue
        key = Place((*steps, LEGACY_FILES), is_key=True)
        if FILES in entry:
            yield Draft(
                key,
                f'"{LEGACY_FILES}" is not read in a task that has "{FILES}"',
                help=f'move its paths to "{FILES}", then remove it',
                related=(DraftRelated(Place((*steps, FILES), is_key=True), "this one is read"),),
            )
        else:
            yield Draft(
                key,
                f'"{LEGACY_FILES}" is the older name of "{FILES}"',
                help=f'rename it to "{FILES}"',
                fix=DraftFix(f'rename "{LEGACY_FILES}" to "{FILES}"', (RenameKey(key, FILES),)),
            )


@rule("MSQ109", "unused-ignore", Severity.WARNING, fix="safe")
def unused_ignore(subject: Subject) -> Iterator[Draft]:
    """A suppression suppresses nothing.

    It names a rule that finds nothing there, or no rule at all. Suppressions are the `lint_ignore` of a
    task, and `# modsquad: ignore[MSQ402]` at the end of a line of YAML. A comment without the brackets, or
    with nothing in them, does not suppress everything: it suppresses nothing.

    ## Why

    A suppression that outlived its reason hides the next finding of that kind, which nobody has judged.

    ## Example

    ```json
    {
      "id": "add-model",
      "file_modifications": ["models.py"],
      "lint_ignore": ["MSQ201"]
    }
    ```

    Instead:

    ```json
    {
      "id": "add-model",
      "file_modifications": ["models.py"]
    }
    ```

    ## Fix

    Safe: takes the code out of `lint_ignore`, and `lint_ignore` out of the task when no code in it has an
    effect. A comment is left to its author.
    """
    unused = Counter(_list_of(place) for place, _ in subject.unused)
    names = [known.name for known in RULES.values()]
    vocabulary: Vocabulary | None = None
    for place, selector in subject.unused:
        codes = [code for code in RULES if selector.startswith("MSQ") and code.startswith(selector)]
        if isinstance(place, Span) and not selector:
            yield Draft(
                place,
                "a comment that names no rule in brackets suppresses nothing",
                help='write "# modsquad: ignore[MSQ402]", with the codes or names that are meant',
            )
            continue
        if codes or selector in names:
            message, meant = f'ignoring "{selector}" has no effect here', ""
        else:
            message = f'ignoring "{selector}" has no effect: no rule has that code or name'
            vocabulary = vocabulary or Vocabulary([*RULES, *names])
            near = vocabulary.near(selector)
            meant = f'; did you mean "{near[0]}"?' if near else ""
        yield Draft(
            place,
            message,
            help="remove it" + meant,
            fix=_without(place, selector, unused[_list_of(place)], subject.file),
        )


def _list_of(place: Place | Span) -> Place | None:
    return Place(place.steps[:-1]) if isinstance(place, Place) else None


def _without(place: Place | Span, selector: str, unused: int, file: TaskFile) -> DraftFix | None:
    """Take one code out of its list, or the list with the last of them."""
    if isinstance(place, Span):
        return None
    listed = Place(place.steps[:-1])
    if unused == len(file.value_at(listed.steps)):
        return DraftFix('remove "lint_ignore"', (Remove(listed),))
    return DraftFix(f'remove "{selector}"', (Remove(place),))
