"""Rules about declared paths and what git has: near names, ignored, in another case, elsewhere.

A path that a comparison says changed is no typo, wherever it is now.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...text import paths
from ...text.source import Span
from ...text.typed import TYPE_CHECKING
from ...text.words import counted, quoted
from ..declarations import Declaration, changed_paths
from ..draft import Draft, Severity
from ..registry import OUTSIDE, REPOSITORY, Subject, once, rule
from .written import no_paths

if TYPE_CHECKING:
    from ...text.nearby import Nearby


@once
def _missing(subject: Subject) -> list[Declaration]:
    """Declaration paths that could be files, and neither git nor the file system has as written."""
    facts = subject.facts
    impossible = no_paths(subject)
    return [
        Declaration(task, index, path)
        for task, index, written in subject.file.declared()
        if facts.is_tracked(path := paths.normalise(written)) is False and written not in impossible
    ]


@rule("MSQ604", "path-typo", Severity.WARNING, fix="unsafe", needs=(REPOSITORY,))
def path_typo(subject: Subject) -> Iterator[Draft]:
    """A path that does not exist is very near one that does.

    Reported when the path's directory does not exist, and one very near it does; when the same path is
    tracked but for its first directories; and when git knows under which name the file lives now. When
    only the file name is near another one in its directory, it is an info: new files often are. In a package
    of a larger repository, a path that seems to start at the folder of the tasks file is reported: paths
    start at the root of the repository.

    Under which name a file lives now is looked for in the latest 20 commits, and in the whole history
    where git tracks one to three files of its name in other folders.

    ## Why

    The task will change another file than the one it declares, so that the plan is wrong about both.

    ## Example

    ```json
    "backend/app/router/orders.py"
    ```

    Instead, where git tracks files in `backend/app/routers`:

    ```json
    "backend/app/routers/orders.py"
    ```

    ## Fix

    Unsafe, since a new directory may have been meant: writes the path that exists.
    """
    facts = subject.facts
    changed = changed_paths(subject.compared)
    missing = [
        at
        for at in _missing(subject)
        if at.path not in changed
        and not facts.other_spellings(at.path)
        and not facts.is_directory(at.path)
        and facts.lies_behind(at.path) is None
    ]
    tracked = facts.tracked() if missing else None
    if tracked is None:
        return
    moved = facts.moved({at.path for at in missing}) or {}
    from ...text.nearby import Nearby

    near = Nearby(tracked, subject.budget)
    for number, at in enumerate(missing):
        to = moved.get(at.path)
        if to is None or to.path is None:
            found = list(_near(subject, near, at))
            if not found and near.budget.left < 0:
                yield _not_looked_at(at, len(missing) - number)
                return
            yield from found
        elif to.path not in set(map(paths.normalise, at.task.files)):
            message = f'"{at.path}" was renamed to "{to.path}" in {to.commit[:10]}'
            yield _typo(at, to.path, message)


def _near(subject: Subject, near: Nearby, at: Declaration) -> Iterator[Draft]:
    """The path that exists, and that a path was probably meant to be."""
    folder, _, name = at.path.rpartition("/")
    if package := _package(subject, at.path):
        message = f'"{at.path}" does not exist, and seems to start at "{package}"'
        meant = f"{package}/{at.path}"
        advice = f'paths start at the root of the repository: write "{meant}"'
        yield _typo(at, meant, message)._replace(help=advice)
    elif not folder or subject.facts.is_directory(folder):
        wants_infos = subject.wanted.has("MSQ604", Severity.INFO)
        if wants_infos and (sibling := near.sibling(folder, name)):
            message = f'"{at.path}" does not exist, and "{sibling}" does'
            yield _typo(at, sibling, message)._replace(severity=Severity.INFO, fix=None)
    elif known := near.folder(folder):
        message = f'the directory "{folder}" does not exist, and "{known}" does'
        yield _typo(at, f"{known}/{name}", message)
    elif longer := near.with_other_start(at.path):
        yield _typo(at, longer, f'"{at.path}" does not exist, and "{longer}" does')


def _not_looked_at(at: Declaration, paths: int) -> Draft:
    return Draft(
        at.place,
        f"of {counted(paths, 'path')}, this one and others, nobody looked whether there are near ones",
        help="check fewer files at once",
        severity=Severity.INFO,
    )


def _package(subject: Subject, path: str) -> str | None:
    """The folder above the tasks file at which a path seems to start: it has the file, or its first folder."""
    facts, package = subject.facts, subject.source.path
    first, is_below, _ = path.partition("/")
    is_lost = is_below and not facts.is_directory(first)
    while package := package.rpartition("/")[0]:
        has_folder = is_lost and facts.is_directory(f"{package}/{first}")
        if has_folder or facts.is_tracked(f"{package}/{path}"):
            return package
    return None


def _typo(at: Declaration, meant: str, message: str) -> Draft:
    from ..mending import writing

    return Draft(
        at.place,
        message,
        help=f'write "{meant}", unless a new file was meant',
        fix=writing(at.place, meant, safe=False),
    )


@rule("MSQ605", "path-ignored", Severity.ERROR, needs=(REPOSITORY,))
def path_ignored(subject: Subject) -> Iterator[Draft]:
    """A declared path is ignored by git.

    The finding names the ignore file, the line and the pattern that decide, as `git check-ignore -v`
    does. A path that git tracks although a pattern matches it is fine.

    ## Why

    The change would never be committed, and nobody would see that it is missing.

    ## Example

    ```json
    "frontend/dist/bundle.js"
    ```

    while `.gitignore` has the line `dist/`.

    Instead, what it is made from:

    ```json
    "frontend/src/app.ts"
    ```

    ## Fix

    By hand: declare the file that it is generated from, or change the ignore file.
    """
    declared = {
        paths.normalise(written) for written in set(subject.file.tasks.paths) - no_paths(subject)
    }
    ignored = subject.facts.ignored(declared)
    if not ignored:
        return
    for task, index, written in subject.file.declared():
        why = ignored.get(paths.normalise(written))
        if why is not None:
            yield Draft(
                task.file(index),
                f'git ignores "{written}"',
                help=f'{why.file}:{why.line} says "{why.pattern}"; '
                "declare what it is made from, or change that line",
            )


@rule("MSQ606", "path-case-differs", Severity.ERROR, fix="safe", needs=(REPOSITORY,))
def path_case_differs(subject: Subject) -> Iterator[Draft]:
    """A declared path is tracked in other upper and lower case, or in another Unicode form.

    ## Why

    On Linux the declared path is another file, so that drift and intersections are missed. On macOS, and
    where only case differs on Windows too, it is the same file, and git goes on using the tracked
    spelling.

    ## Example

    ```json
    "backend/app/Main.py"
    ```

    Instead, where git tracks `backend/app/main.py`:

    ```json
    "backend/app/main.py"
    ```

    ## Fix

    Safe, when git tracks the path in one other spelling: writes that one.
    """
    changed = changed_paths(subject.compared)
    for at in _missing(subject):
        tracked = () if at.path in changed else subject.facts.other_spellings(at.path) or ()
        if not tracked:
            continue
        from ..mending import writing

        what = paths.difference(at.path, tracked[0])
        fix = writing(at.place, tracked[0])
        yield Draft(
            at.place,
            f'"{at.path}" is tracked in another {what}: {quoted(tracked)}',
            help=f'write "{tracked[0]}"' if len(tracked) == 1 else "write one of them",
            fix=fix if len(tracked) == 1 else None,
        )


@rule("MSQ212", "path-through-link", Severity.WARNING, fix="safe", needs=(REPOSITORY,))
def path_through_link(subject: Subject) -> Iterator[Draft]:
    """A path leads through a symbolic link to a file that has a path of its own.

    Only links that git tracks, and that stay in the repository. One that leaves it is MSQ610.

    ## Why

    git reports a change under the path that the file really has. The plan follows such links, and keeps
    two tasks apart that declare the file by its two paths; other readers of the plan don't.

    ## Example

    ```json
    "docs/latest/guide.md"
    ```

    Instead, where `docs/latest` is a link to `v2`:

    ```json
    "docs/v2/guide.md"
    ```

    ## Fix

    Safe: writes the path to which the links lead.
    """
    tasks = subject.file.tasks
    meanings = subject.work.holdings.meanings  # knows it of most of them
    meanings.look_up(tasks.distinct)
    leads = meanings.links
    for task, index, written in subject.file.declared() if leads else ():
        to = leads.get(tasks.normal.get(written, written))
        if to is not None:
            from ..mending import writing

            to += "/" if written.endswith("/") else ""
            fix = writing(task.file(index), to)
            yield Draft(
                task.file(index),
                f'"{written}" leads through a symbolic link to "{to}"',
                help=fix.title,
                fix=fix,
            )


@rule("MSQ610", "inside-submodule", Severity.ERROR, needs=(REPOSITORY,), also_on=(OUTSIDE,))
def inside_submodule(subject: Subject) -> Iterator[Draft]:
    """A path lies inside a submodule, or behind a symbolic link that leaves the repository.

    A tasks file that is itself such a link is not opened where only a search found it: somebody else
    may have put the link there, and what it leads to is nobody's plan.

    ## Why

    git does not see such a file change: it belongs to another repository, or to none. All that can
    change here is the submodule as a whole, or the link.

    ## Example

    ```json
    "vendor/charts/src/index.ts"
    ```

    Instead, where `vendor/charts` is a submodule:

    ```json
    "vendor/charts"
    ```

    ## Fix

    By hand: declare the submodule, or make the change in its own repository.
    """
    if subject.outside is not None:
        yield Draft(
            Span(0, 0),
            f'this tasks file leads to "{subject.outside}", outside the repository: it was not opened',
            help="put the file into the repository; where it is meant, name it on the command line",
        )
        return
    for at in _missing(subject):
        link = subject.facts.lies_behind(at.path)
        if link is None:
            continue
        if link.target is None:
            where = f'inside the submodule "{link.path}"'
            advice = f'declare "{link.path}", or make the change in its own repository'
        else:
            where = f'behind "{link.path}", a symbolic link to "{link.target}"'
            advice = "declare a path that lies in this repository"
        yield Draft(at.place, f'"{at.path}" lies {where}', help=advice)
