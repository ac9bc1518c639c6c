"""Rules about whether a declared path is one file: an extension, patterns, directories, none at all."""

from __future__ import annotations

from collections.abc import Iterator

from ..text import paths
from .facts import Facts
from .finding import Draft, Severity
from .registry import REPOSITORY, Subject, rule
from .written import every_path, is_pattern, no_path, unusual_paths

# What `identify` does not know.
_MORE_NAMES = frozenset(
    {
        "Appfile",
        "CNAME",
        "CODEOWNERS",
        "Caddyfile",
        "Earthfile",
        "Guardfile",
        "Justfile",
        "OWNERS",
        "Podfile",
        "Procfile",
        "Snakefile",
        "VERSION",
        "gradlew",
        "justfile",
        "mvnw",
    }
)


@rule("MSQ203", "path-no-extension", Severity.ERROR, fix="unsafe", helped_by=(REPOSITORY,))
def path_no_extension(subject: Subject) -> Iterator[Draft]:
    """A path has no file extension.

    Names that are known without one are fine (`Dockerfile`, `Makefile`, `LICENSE`, `.gitignore`), and so
    are those in the `no-extension` setting and any path that git tracks exactly as written.

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
    facts, configured = subject.facts, frozenset(subject.options.no_extension)
    for path in unusual_paths(subject):
        if not path.is_inside:
            continue
        name = paths.name(path.normal)
        if "." in name or is_pattern(path.bare) or path.is_spelt_as_directory:
            continue
        if name in configured or _is_known_name(name):
            continue
        if facts.is_tracked(path.normal) or facts.is_directory(path.normal):
            continue
        candidates = facts.with_extension(path.normal) or ()
        advice = (
            f'write "{candidates[0]}", which git tracks'
            if len(candidates) == 1
            else f'add it, or add "{name}" to "no-extension" in the configuration'
        )
        yield Draft(
            path.place,
            f'"{path.bare}" has no file extension',
            help=advice,
            fix=path.fix(candidates[0])._replace(safe=False) if len(candidates) == 1 else None,
        )


def _is_known_name(name: str) -> bool:
    from identify.extensions import NAMES

    return name in NAMES or name in _MORE_NAMES


@rule("MSQ206", "path-pattern", Severity.ERROR, helped_by=(REPOSITORY,))
def path_pattern(subject: Subject) -> Iterator[Draft]:
    """A path is a wildcard pattern, a directory, several paths or a place instead of one file.

    Patterns have `*`, `?` or alternatives in braces (`{a,b}`). Directories end with `/`, or are
    directories in the repository. Several paths in one have a comma or semicolon and a space between
    them (`a.py, b.py`); places are lines of a file (`a.py:12`, `a.py#L12`). Square brackets and
    parentheses are names: `app/[id]/page.tsx`. So is any path that git tracks exactly as written.

    ## Why

    Intersections are found by comparing paths. Nobody knows which files a pattern will mean once the
    tasks have run, so tasks that share a file would be started side by side.

    ## Example

    ```json
    ["app/routers/*.py", "tests/"]
    ```

    Instead:

    ```json
    ["app/routers/orders.py", "app/routers/market.py", "tests/test_orders.py"]
    ```

    ## Fix

    By hand: list the files.
    """
    tasks, facts = subject.file.tasks, subject.facts
    # "docs.d" is spelt like a file.
    plain = set(tasks.paths) - tasks.unusual if facts.root() is not None else ()
    directories = {path for path in plain if _is_directory(path, facts)}
    for path in every_path(subject, tasks.unusual | directories):
        if not path.is_inside:
            continue
        what = no_path(path.bare)
        if what is not None:
            if not facts.is_tracked(path.normal):
                yield Draft(path.place, f'"{path.bare}" is {what[0]}', help=what[1])
        elif path.is_spelt_as_directory or _is_directory(path.normal, facts):
            yield Draft(
                path.place,
                f'"{path.bare}" is a directory, not a file',
                help="write the path of each file in it that the task will modify instead",
            )


def _is_directory(path: str, facts: Facts) -> bool:
    # Most declared paths are files, and that is known without asking git.
    return facts.is_tracked(path) is False and facts.is_directory(path) is True


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
    for task in () if all(tasks.declared) else tasks:
        if not task.files:
            yield Draft(
                task.at(task.files_key),
                f'"{task.id}" declares no file',
                help="list every file that the task will modify; for one that modifies none, "
                'add "lint_ignore": ["MSQ211"]',
            )
