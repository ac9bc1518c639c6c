"""Rules about dependencies that nobody declared, found in what tasks say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..planning.tasks import Task
from ..text.paths import normalise
from ..text.source import Place, Span
from ..text.typed import TYPE_CHECKING, Any
from ..text.words import listed
from .draft import Draft, DraftFix, DraftRelated, Severity
from .registry import PLAN, REPOSITORY, Subject, rule

if TYPE_CHECKING:  # only a run that wants infos looks for any
    from ..planning.mentions import Mention
    from ..planning.readers.said import Body

_SHOWN = 3
"""A message names so many files."""


@rule("MSQ307", "forgotten-dependency", Severity.INFO, fix="unsafe", needs=(PLAN, REPOSITORY))
def forgotten_dependency(subject: Subject) -> Iterator[Draft]:
    """The description of a task names a file that another task creates, and neither waits for the other.

    A file is created by a task when that task alone declares it, and git does not have it; in plans of GSD
    its `SUMMARY.md` too. It is named by its path, by the last two parts of it, or by its last part with
    the extension, if no other file has that name. In plans of GSD all that stands below the front matter
    is looked at as well: there for paths and their last two parts, and for files of plans further up, since
    a text often says what a later plan will bring. A task that declares the file itself is MSQ402's or
    MSQ404's, and one that is done waits for nothing.

    ## Why

    Who reads, imports or tests a file needs it to be there. Without the dependency both tasks may start
    at once, and the one that needs the file invents its own, or fails.

    In public histories more than nine of ten such signs were dependencies that people had declared;
    [how that was measured](../accuracy.md), and what its own findings were worth. They are too few
    for more than an info.

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

    tasks = subject.file.tasks
    created = _created(subject)
    if not created:
        return
    texts = [str(task.entry.get("description") or "") for task in tasks]
    names = names_of(created, subject.facts.tracked() or ())
    bodies: Sequence[Body] = _of_each(subject, "bodies")
    for mention in mentions(texts, created, names, subject.graph, [body.text for body in bodies]):
        task, creator = tasks[mention.task], tasks[mention.creator]
        if not task.is_done and not creator.is_done:
            start = bodies[mention.task].start if bodies else 0
            yield _draft(mention, task, creator, start)


def _created(subject: Subject) -> dict[str, int]:
    """Each file that git does not have and only one task declares, or its tool writes, to that task."""
    created: dict[str, int] = {}
    shared: set[str] = set()
    paths = [(path, index) for index, some in enumerate(subject.file.tasks.files) for path in some]
    paths += [(path, index) for index, path in enumerate(_of_each(subject, "records"))]
    for path, index in paths:
        if created.setdefault(path, index) != index:
            shared.add(path)
    is_tracked = subject.facts.is_tracked
    return {
        path: index
        for path, index in created.items()
        if path not in shared and is_tracked(path) is False
    }


def _of_each(subject: Subject, what: str) -> Sequence[Any]:
    """What the document has of each task, if its format has it; none where a task has a wrong shape."""
    some: Sequence[Any] = getattr(subject.file.document, what, ())
    return some if len(some) == len(subject.file.tasks.files) else ()


def _draft(mention: Mention, task: Task, creator: Task, start: int) -> Draft:
    """The finding; `start` is where the text begins that names the file, if that is not the description."""
    path, word, at = mention.names[0]
    declared = [each for each, file in enumerate(creator.files) if normalise(file) == path]
    place = creator.file(declared[0]) if declared else creator.at("id")
    related = DraftRelated(place, f'created by "{creator.id}"')
    words = listed([name.word for name in mention.names], _SHOWN)
    said = f'"{task.id}" speaks of {words}, which "{creator.id}" creates'
    them = "them" if len(mention.names) > 1 else "the file"
    here: Place | Span = task.at("description")
    if at is not None:
        here = Span(start + at, start + at + len(word))
    draft = Draft(
        here,
        f"{said}, and neither waits for the other",
        help=f'if it needs {them}, add "{creator.id}" to its dependencies',
        related=(related,),
        task=task.id,
    )
    if not mention.is_backwards:
        return draft._replace(fix=fix_for(task, creator.id))
    return draft._replace(
        message=f'{said}, and "{creator.id}" waits for "{task.id}"',
        help="the plan can't be as it is: turn the dependency round, or move the file to another task",
    )


def fix_for(task: Task, needed: str) -> DraftFix:
    """The fix that makes a task depend on another."""
    from ..syntax.changes import AddItem, AddKey

    change: AddItem | AddKey
    if "dependencies" in task.entry:
        change = AddItem(task.at("dependencies"), needed)
    else:
        change = AddKey(Place(task.steps), "dependencies", (needed,))
    return DraftFix(f'depend on "{needed}"', (change,), safe=False)
