"""Rules about what a task imports of another one's work, as git tells afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from ...planning.tasks import Task
from ..declarations import home_of, place_of
from ..finding import Draft, DraftRelated, Severity
from ..forgotten import fix_for
from ..registry import COMPARISON, Subject, rule


@rule("MSQ613", "forgotten-import", Severity.INFO, fix="unsafe", needs=(COMPARISON,))
def forgotten_import(subject: Subject) -> Iterator[Draft]:
    """What a task changed imports a file that a concurrent task created.

    Known where commits name their tasks. Python is read as Python reads it; of JavaScript and TypeScript
    relative imports are, and the names that `paths` and `baseUrl` of a `tsconfig.json` above the file give
    (`@/session`), and `$lib` of SvelteKit. Only changed files are looked at, as they are where the range
    ends; a file that several tasks changed is left aside, since nobody knows which of them wrote the
    import. A file that can't be parsed is not looked at, and counted in the last lines.

    ## Why

    The file was not there when the task began. Whoever worked on it waited for the other task, or made
    the file up; the plan should say which, so that the next plan of this kind does.

    In public histories nine of ten such signs were dependencies that people had declared;
    [how that was measured](../accuracy.md), and what its own findings were worth. They are too few
    for more than an info.

    ## Example

    `session` creates `src/session.py`. `login` changes `src/login.py`, which imports `src.session`, and
    neither waits for the other.

    Instead, `login` has `"dependencies": ["session"]`.

    ## Fix

    Unsafe: adds the dependency to the task that imports.
    """
    from .imports import imports_of  # most runs compare nothing

    known = subject.file.by_id
    for task, creator, path, (importer, line) in imports_of(subject).found:
        if task not in known:
            continue
        home = known[task]
        related = _created_by(known.get(creator), path)
        yield Draft(
            place_of(home, importer),
            f'"{task}" imports {path} ({importer}:{line}), which "{creator}" created, '
            "and neither waits for the other",
            help=f'let "{task}" depend on "{creator}"',
            label=f'what "{task}" declares',
            related=related,
            fix=fix_for(home, creator) if creator in known else None,
            changed_path=path,
        )


def _created_by(creator: Task | None, path: str) -> tuple[DraftRelated, ...]:
    if creator is None:
        return ()
    place = place_of(creator, path)
    declares = place != home_of(creator) or path in creator.files
    said = f'declared by "{creator.id}"' if declares else f'what "{creator.id}" declares'
    return (DraftRelated(place, said),)
