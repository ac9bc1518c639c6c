"""Rules about the text and its shape as a whole; they judge no key's name, path, dependency or batch."""

from __future__ import annotations

from collections.abc import Iterator

from ..text.source import Span
from .draft import Draft, DraftRelated, Severity
from .registry import FOREIGN, UNREADABLE, Subject, rule


@rule("MSQ101", "syntax-error", Severity.ERROR, needs=(UNREADABLE,), prevents_plan=True)
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


@rule("MSQ106", "no-tasks", Severity.WARNING, prevents_plan=True)
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


@rule("MSQ107", "foreign-file", Severity.INFO, needs=(FOREIGN,), prevents_plan=True)
def foreign_file(subject: Subject) -> Iterator[Draft]:
    """The file only has the name of a tasks file.

    A tasks file has tasks with an `id`, and files or dependencies. Others are known by their contents: VS
    Code's and Zed's tasks, Task Master's backlog, CrewAI, Ansible, Tekton, Taskfiles, to-do data, Markdown.
    Nothing in them is checked, they never fail a run, and answer for no change. A file that somebody names
    is taken for a tasks file, with its errors, unless it has the shape of a known tool's: then the last
    line says that it was NOT checked.

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
            f"this looks like {subject.foreign}: nothing in it is checked",
            help='a tasks file has "tasks" with "id" and "file_modifications"; '
            'set "include" in the configuration to leave this one out',
        )
