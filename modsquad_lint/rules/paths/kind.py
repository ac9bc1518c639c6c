"""Rules about whether a declared path is one file: an extension, patterns, directories, none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from ...text import paths
from ...text.typed import TYPE_CHECKING
from ...text.words import quoted
from ..draft import Draft, Severity
from ..facts import Facts
from ..registry import REPOSITORY, TASKS, UNUSUAL, VALUES, Subject, rule
from .written import WrittenPath, every_path, is_pattern, unusual_paths

if TYPE_CHECKING:
    from ...text.meant import Meant

_DOCUMENTS = (".adoc", ".markdown", ".md", ".rst", ".txt")
_SHOWN = 5
"""A help names so many of the paths that stand in one string."""


@rule(
    "MSQ203",
    "path-no-extension",
    Severity.ERROR,
    fix="unsafe",
    helped_by=(REPOSITORY,),
    needs=(TASKS, VALUES, UNUSUAL),
)
def path_no_extension(subject: Subject) -> Iterator[Draft]:
    """A path has no file extension.

    Names that are usual without one are fine (`Dockerfile`, `Makefile`, `LICENSE-MIT`, `.gitignore`), and
    so are programs and hooks (`bin/console`, `.husky/pre-commit`), names and globs of the `no-extension`
    setting, and any path that git tracks exactly as written. It is a warning below a folder whose tracked
    files have no extension either, and of a `README` where git tracks `README.md`.

    ## Why

    Paths are compared letter by letter. `routers/market` and `routers/market.py` are two files, so the
    intersection with the task that wrote the extension is missed.

    ## Example

    ```json
    "backend/app/routers/market"
    ```

    Instead:

    ```json
    "backend/app/routers/market.py"
    ```

    ## Fix

    Unsafe, when git tracks exactly one file of that name with an extension: writes that file. Another
    may have been meant, one that is not there yet.
    """
    facts, configured = subject.facts, subject.options.no_extension
    folders: _Folders | None = None
    for path in unusual_paths(subject):
        if not _lacks_extension(path) or paths.matches(path.normal, configured):
            continue
        if facts.is_tracked(path.normal) or facts.is_directory(path.normal):
            continue
        candidates = facts.with_extension(path.normal) or ()
        from ...text.names import needs_no_extension
        from ..mending import writing

        if needs_no_extension(path.normal):
            yield from _document(path, candidates)
            continue
        folders = folders or _Folders(facts.tracked() or ())
        usual = "" if candidates else folders.without_extensions(path.normal)
        advice = (
            f'add it, or add "{paths.name(path.normal)}" to "no-extension" in the configuration'
        )
        if len(candidates) == 1:
            advice = f'write "{candidates[0]}", which git tracks'
        elif usual:
            advice = f'{advice}, since no file in "{usual}" has one'
        yield Draft(
            path.place,
            f'"{path.bare}" has no file extension',
            help=advice,
            fix=writing(path.place, candidates[0], safe=False) if len(candidates) == 1 else None,
            severity=Severity.WARNING if usual else None,
        )


def _lacks_extension(path: WrittenPath) -> bool:
    """Whether one file is meant, and its name has no extension."""
    return (
        path.is_inside
        and "." not in paths.name(path.normal)
        and not path.is_spelt_as_directory
        and not is_pattern(path.bare)
        and path.read is None
    )


def _document(path: WrittenPath, candidates: Sequence[str]) -> Iterator[Draft]:
    """Of a name that is usual without an extension: that git has it as a document with one."""
    documents = [other for other in candidates if other.endswith(_DOCUMENTS)]
    if len(documents) == 1:
        from ..mending import writing

        fix = writing(path.place, documents[0], safe=False)
        yield Draft(
            path.place,
            f'"{path.bare}" does not exist, and "{documents[0]}" does',
            help=f"{fix.title}, unless a new file was meant",
            fix=fix,
            severity=Severity.WARNING,
        )


class _Folders:
    """The folders of tracked files, sorted; each is looked through once."""

    def __init__(self, tracked: Sequence[str]) -> None:
        self._tracked = tracked
        self._lacks: dict[str, bool] = {}

    def without_extensions(self, path: str) -> str:
        """The nearest folder above a path that has files, when none of these has an extension; else ""."""
        from bisect import bisect_left  # of few paths nobody knows whether they are files

        while path := path.rpartition("/")[0]:
            start, end = (bisect_left(self._tracked, path + mark) for mark in "/0")
            if start < end:
                if path not in self._lacks:
                    names = map(paths.name, islice(self._tracked, start, end))
                    self._lacks[path] = not any("." in name for name in names)
                return path if self._lacks[path] else ""
        return ""


@rule(
    "MSQ206",
    "path-pattern",
    Severity.ERROR,
    fix="safe",
    helped_by=(REPOSITORY,),
    needs=(TASKS, UNUSUAL),
    also_on=(REPOSITORY,),
)
def path_pattern(subject: Subject) -> Iterator[Draft]:
    """A path is a pattern, a directory, several paths or a place, or has words or marks around it.

    Patterns have `*`, `?` or alternatives in braces (`{a,b}`). Directories end with `/`, or are
    directories in the repository. Several paths stand in one string (`a.py, b.py`, `a.py and b.py`); places
    are lines or names in a file (`a.py:12`, `a.py#L12`, `a.py::test_a`). Words speak to a reader
    (`a.py (modify)`, `a.py - add route`, `new: a.py`), and marks are backticks, quotation marks and the
    like. Square brackets and parentheses are names: `app/[id]/page.tsx`. So is any path that git tracks
    exactly as written.

    ## Why

    Intersections are found by comparing paths. Nobody knows which files a pattern will mean once the tasks
    have run. For words and marks the plan takes the path that is meant; other readers may not, and start
    tasks that share a file side by side.

    ## Example

    ```json
    ["app/routers/*.py", "tests/", "app/main.py (modify)"]
    ```

    Instead:

    ```json
    ["app/routers/orders.py", "app/routers/market.py", "tests/test_orders.py", "app/main.py"]
    ```

    ## Fix

    Safe for backticks and quotation marks around one path: removes them. Unsafe for words, a place and
    other marks beside one path: writes the path alone. By hand for the rest: list the files.
    """
    for draft in _no_files(subject):
        # In a sentence a folder is what a person would write, too: all below it is declared.
        yield draft._replace(severity=Severity.INFO) if subject.reading.is_prose else draft


def _no_files(subject: Subject) -> Iterator[Draft]:
    """The declared paths that are not one file."""
    tasks, facts = subject.file.tasks, subject.facts
    # "docs.d" is spelt like a file.
    plain = set(tasks.paths) - tasks.unusual if facts.root() is not None else ()
    directories = {path for path in plain if _is_directory(path, facts)}
    for path in chain(unusual_paths(subject), every_path(subject, directories)):
        draft = _no_file(path, facts) if path.is_inside else None
        if draft is not None and not _is_known(path, facts):
            yield draft


def _no_file(path: WrittenPath, facts: Facts) -> Draft | None:
    """What is said of a path that does not look like one file."""
    if path.read is not None:
        return _not_one_path(path, path.read)
    if is_pattern(path.bare):
        return Draft(
            path.place,
            f'"{path.bare}" is a pattern, not a file',
            help="write the path of each file that the task will modify instead",
        )
    if path.is_spelt_as_directory or _is_directory(path.normal, facts):
        return Draft(
            path.place,
            f'"{path.bare}" is a directory, not a file',
            help="write the path of each file in it that the task will modify instead",
        )
    return None


def _not_one_path(path: WrittenPath, meant: Meant) -> Draft:
    if len(meant.paths) > 1:
        named = quoted(meant.paths, _SHOWN)
        return Draft(
            path.place,
            f'"{path.bare}" is several paths, not one',
            help=f"write each of them as a path of its own: {named}",
        )
    from ..mending import writing

    fix = writing(path.place, meant.paths[0], safe=meant.is_certain)
    return Draft(path.place, f'"{path.bare}" is {meant.what}', help=fix.title, fix=fix)


def _is_known(path: WrittenPath, facts: Facts) -> bool:
    """Whether git has the file as written, or the folder in whose name something looks like more."""
    folder = path.normal.rpartition("/")[0]
    is_odd = re.search(r"[\s,;]", folder) is not None and facts.is_directory(folder) is True
    # A link to a folder is tracked, and with "/" behind it the folder is meant.
    return is_odd or (not path.is_spelt_as_directory and facts.is_tracked(path.normal) is True)


def _is_directory(path: str, facts: Facts) -> bool:
    # Most declared paths are files, and that is known without asking git.
    return facts.is_tracked(path) is False and facts.is_directory(path) is True
