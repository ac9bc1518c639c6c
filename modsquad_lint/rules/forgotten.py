"""Rules about dependencies that nobody declared, found in what tasks say."""

from __future__ import annotations

from collections.abc import Iterator

from ..planning.tasks import Task
from ..syntax.changes import AddItem, AddKey, DocumentChange
from ..text.paths import normalise
from ..text.source import Place
from ..text.typed import TYPE_CHECKING
from .finding import Draft, DraftFix, DraftRelated, Severity
from .registry import PLAN, REPOSITORY, Subject, rule

if TYPE_CHECKING:  # only a run that wants infos looks for any
    from ..planning.mentions import Mention


@rule("MSQ307", "forgotten-dependency", Severity.INFO, fix="unsafe", needs=(PLAN, REPOSITORY))
def forgotten_dependency(subject: Subject) -> Iterator[Draft]:
    """The description of a task names a file that another task creates, and neither waits for the other.

    A file is created by a task when that task alone declares it, and git does not have it. It is named
    by its path, by the last two parts of it, or by its last part with the extension, if no other file
    has that name. In plans of GSD all that stands below the front matter is looked at too, there for paths and
    their last two parts. A task that declares the file itself is MSQ402's or MSQ404's.

    ## Why

    Who reads, imports or tests a file needs it to be there. Without the dependency both tasks may start
    at once, and the one that needs the file invents its own, or fails.

    In two public histories nine of ten such signs were dependencies that people had declared elsewhere;
    [how that was measured](../accuracy.md). It is an info until its own findings are measured as well.

    ## Example

    ```json
    [
      {"id": "session", "file_modifications": ["src/session.py"]},
      {
        "id": "login",
        "description": "Log in with src/session.py",
        "file_modifications": ["src/login.py"]
      }
    ]
    ```

    Instead:

    ```json
    [
      {"id": "session", "file_modifications": ["src/session.py"]},
      {
        "id": "login",
        "description": "Log in with src/session.py",
        "file_modifications": ["src/login.py"],
        "dependencies": ["session"]
      }
    ]
    ```

    ## Fix

    Unsafe, since the text may only speak of the file: adds the dependency. There is no fix where the
    other task already waits for this one: then the plan can't be as it is.
    """
    from ..planning.mentions import mentions, names_of

    tasks, facts = subject.file.tasks, subject.facts
    created: dict[str, int] = {}
    shared: set[str] = set()
    for index, paths in enumerate(tasks.files):
        for path in paths:
            if created.setdefault(path, index) != index:
                shared.add(path)
    for path in [path for path in created if path in shared or facts.is_tracked(path) is not False]:
        del created[path]
    if not created:
        return
    texts = [str(task.entry.get("description") or "") for task in tasks]
    names = names_of(created, facts.tracked() or ())
    bodies = getattr(subject.file.document, "bodies", ())
    if len(bodies) != len(texts):  # tasks of a wrong shape are not among them
        bodies = ()
    for mention in mentions(texts, created, names, subject.graph, bodies):
        yield _draft(mention, tasks[mention.task], tasks[mention.creator])


def _draft(mention: Mention, task: Task, creator: Task) -> Draft:
    at = next(index for index, path in enumerate(creator.files) if normalise(path) == mention.path)
    related = DraftRelated(creator.file(at), f'created by "{creator.id}"')
    said = f'"{task.id}" speaks of {mention.word}, which "{creator.id}" creates'
    if mention.is_backwards:
        return Draft(
            task.at("description"),
            f'{said}, and "{creator.id}" waits for "{task.id}"',
            help="the plan can't be as it is: turn the dependency round, or move the file to another task",
            related=(related,),
        )
    return Draft(
        task.at("description"),
        f"{said}, and neither waits for the other",
        help=f'if it needs the file, add "{creator.id}" to its dependencies',
        related=(related,),
        fix=fix_for(task, creator.id),
    )


def fix_for(task: Task, needed: str) -> DraftFix:
    """The fix that makes a task depend on another."""
    change: DocumentChange
    if "dependencies" in task.entry:
        change = AddItem(task.at("dependencies"), needed)
    else:
        change = AddKey(Place(task.steps), "dependencies", (needed,))
    return DraftFix(f'depend on "{needed}"', (change,), safe=False)
