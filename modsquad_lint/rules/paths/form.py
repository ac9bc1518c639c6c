"""Rules about how a declared path is written: slashes, where it starts, detours, white space, other systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...text import paths
from ..draft import Draft, Severity
from ..facts import Facts
from ..mending import writing
from ..registry import TASKS, UNUSUAL, VALUES, Subject, rule
from .written import half_character, invisible_character, unusual_paths

_DEVICE = r"(?:CON|PRN|AUX|NUL|COM[1-9¹²³]|LPT[1-9¹²³])"
_RESERVED = rf"(?i:{_DEVICE}|CONIN\$|CONOUT\$)"

_NO_LETTERS = {"<": 'a "<"', ">": 'a ">"', ":": 'a ":"', "|": 'a "|"', '"': "a quotation mark"}
_NO_LETTER = f"[{''.join(_NO_LETTERS)}]"
# Of a path with "/" before it: one of these letters; a part's end after a dot or a space; a part that
# begins with a reserved name. All begin with one set of characters, and look back which of them it was.
_MAYBE_UNPORTABLE = (
    rf"[. /\\{_NO_LETTER[1:]}"
    rf"(?:(?<={_NO_LETTER})|(?<=[. ])(?:[\\/]|$)|(?<=[\\/]){_RESERVED})"
)


@rule("MSQ201", "path-backslash", Severity.ERROR, fix="safe", needs=(TASKS, VALUES, UNUSUAL))
def path_backslash(subject: Subject) -> Iterator[Draft]:
    r"""A path is written with backslashes.

    Paths have `/` between their parts, on Windows too. An absolute Windows path is MSQ202.

    ## Why

    git, CI and every system but Windows take a backslash for a letter of the file's name. For them the
    path is one long name that no file has, so the task seems to touch nothing that exists.

    ## Example

    ```json
    "backend\\app\\routers\\market.py"
    ```

    Instead:

    ```json
    "backend/app/routers/market.py"
    ```

    ## Fix

    Safe: writes `/` for every backslash.
    """
    for path in unusual_paths(subject):
        if path.is_relative and "\\" in path.bare:
            fix = writing(path.place, path.bare.replace("\\", "/"))
            yield Draft(
                path.place, f'"{path.bare}" is written with backslashes', help=fix.title, fix=fix
            )


@rule("MSQ202", "path-absolute", Severity.ERROR, fix="safe", needs=(TASKS, VALUES, UNUSUAL))
def path_absolute(subject: Subject) -> Iterator[Draft]:
    r"""A path is not relative to the repository root.

    `/x`, `C:\x`, `C:x`, `\\host\x`, `~/x`, `~sam/x`, `$HOME/x`, `%USERPROFILE%\x`, `file:///x` and other
    URLs are reported. `~sam` and `$HOME` are fine where the repository has a folder of that name.

    ## Why

    The repository lies somewhere else on every machine and for every worker. Two tasks that name one
    file in these two ways don't seem to share it, and git never lists an absolute path as changed.

    ## Example

    ```json
    "C:\\Users\\sam\\shop\\backend\\app\\routers\\market.py"
    ```

    Instead:

    ```json
    "backend/app/routers/market.py"
    ```

    ## Fix

    Safe, when the path lies inside the repository: writes it relative to the root. When it does not,
    and git tracks a file by the last parts of the path, the help names that file.
    """
    for path in unusual_paths(subject):
        if not path.absolute:
            continue
        inner = _from_root(path.bare, subject.facts.root())
        meant = inner or _tracked_ending(path.normal, subject.facts)
        yield Draft(
            path.place,
            f'"{path.bare}" is not relative to the repository root: it {path.absolute}',
            help=f'write "{meant}"' if meant else "write it relative to the repository root",
            fix=writing(path.place, inner) if inner else None,
        )


def _from_root(path: str, root: str | None) -> str | None:
    """An absolute path relative to the root, or None when it does not lie in it."""
    if root is None:
        return None
    if path.lower().startswith("file://"):
        from urllib.parse import unquote

        path = unquote(path[len("file://") :].removeprefix("localhost"))
        # file:///C:/x
        path = path[1:] if re.match(r"/[A-Za-z]:", path) else path
    normal, above = paths.normalise(path), root.rstrip("/") + "/"
    start = normal[: len(above)]
    if start != above and not (above[1:2] == ":" and start.lower() == above.lower()):
        return None
    return normal[len(above) :] or None


def _tracked_ending(path: str, facts: Facts) -> str | None:
    """The longest ending of a path that git tracks."""
    parts = path.split("/")[-20:]
    endings = ("/".join(parts[start:]) for start in range(1, len(parts)))
    return next((ending for ending in endings if facts.is_tracked(ending)), None)


@rule("MSQ204", "path-not-normal", Severity.ERROR, fix="safe", needs=(TASKS, VALUES, UNUSUAL))
def path_not_normal(subject: Subject) -> Iterator[Draft]:
    """A path has parts that lead nowhere: `./`, `//` or `a/../`.

    A path that leaves the repository altogether is MSQ205.

    ## Why

    One file then has several spellings. The plan compares paths in their normal form and is not misled,
    but other tools, and people who search for the path, are.

    ## Example

    ```json
    ["./app/main.py", "app//models.py", "app/routers/../schemas.py"]
    ```

    Instead:

    ```json
    ["app/main.py", "app/models.py", "app/schemas.py"]
    ```

    ## Fix

    Safe: writes the normal form.
    """
    for path in unusual_paths(subject):
        if not path.is_inside:
            continue
        forward = path.bare.replace("\\", "/")
        if path.normal and path.normal != forward.rstrip("/"):
            fix = writing(path.place, path.normal + ("/" if forward.endswith("/") else ""))
            yield Draft(
                path.place, f'"{path.bare}" is not in its normal form', help=fix.title, fix=fix
            )


@rule("MSQ205", "path-escapes", Severity.ERROR, needs=(TASKS, VALUES, UNUSUAL))
def path_escapes(subject: Subject) -> Iterator[Draft]:
    """A path leads out of the repository.

    ## Why

    git does not see files outside the repository. A change there is in no commit and no comparison, and
    two workers may make it at once.

    ## Example

    ```json
    "../shared/config.py"
    ```

    Instead, for a file of this repository:

    ```json
    "shared/config.py"
    ```

    ## Fix

    By hand. Paths start at the repository root, not at the folder of the tasks file. A file of another
    repository belongs into a task there.
    """
    for path in unusual_paths(subject):
        if path.is_relative and path.escapes:
            yield Draft(
                path.place,
                f'"{path.bare}" leads out of the repository',
                help="write it relative to the repository root, or leave it out",
            )


@rule("MSQ210", "path-blank", Severity.ERROR, fix="safe", needs=(TASKS, VALUES, UNUSUAL))
def path_blank(subject: Subject) -> Iterator[Draft]:
    r"""A path is empty, has white space around it, or has control or invisible characters.

    Half of a character, such as `\ud83d` alone, is reported too.

    ## Why

    Such a path looks right on the screen and equals no other. Its intersections are missed, and nobody
    sees why.

    ## Example

    ```json
    ["backend/app/main.py ", "backend/app/models.py\n", ""]
    ```

    Instead:

    ```json
    ["backend/app/main.py", "backend/app/models.py"]
    ```

    ## Fix

    Safe for white space around a path: removes it. Empty paths and control characters are for the author
    to judge.
    """
    for path in unusual_paths(subject):
        if not path.bare:
            what = f'"{path.written}" is only white space' if path.written else "a path is empty"
            yield Draft(path.place, what, help="write the path that was meant, or remove it")
        elif path.bare != path.written:
            fix = writing(path.place, path.bare)
            yield Draft(
                path.place, f'"{path.written}" has white space around it', help=fix.title, fix=fix
            )
        elif half := half_character(path.bare):
            # A file whose name is not UTF-8 is known to git, and written so here.
            if not subject.facts.is_tracked(path.normal):
                yield Draft(
                    path.place,
                    f'"{path.written}" has half of a character, U+{ord(half):04X}:'
                    " no file has such a name",
                    help="write the whole character, or the path without it",
                )
        elif mark := invisible_character(path.bare):
            yield Draft(
                path.place,
                f'"{path.written}" has an invisible character, U+{ord(mark):04X}',
                help="write the path without it",
            )


@rule("MSQ209", "path-not-portable", Severity.WARNING, needs=(TASKS, VALUES, UNUSUAL))
def path_not_portable(subject: Subject) -> Iterator[Draft]:
    """A path can't exist on Windows.

    Windows has no names with `<`, `>`, `:`, `"` or `|`, none that end with a dot or a space, and none
    like `CON`, `PRN`, `AUX`, `NUL`, `COM1` or `LPT1`, with or without an extension. A name, of a folder
    too, has at most 255 characters. `*` and `?` are MSQ206.

    ## Why

    git can't check such a file out there, so the whole repository is unusable on that system.

    ## Example

    ```json
    ["docs/2025-10-31T12:00.md", "backend/app/aux.py"]
    ```

    Instead:

    ```json
    ["docs/2025-10-31T1200.md", "backend/app/auxiliary.py"]
    ```

    ## Fix

    By hand: choose another name.
    """
    for path in unusual_paths(subject):
        reason = _unportable_in(path.meant) if path.is_relative else None
        if reason is not None:
            yield Draft(
                path.place,
                f'"{path.bare}" can\'t exist on Windows: {reason}',
                help="choose another name, or ignore MSQ209 where nobody uses Windows",
            )


def _unportable_in(some: Iterable[str]) -> str | None:
    """Why Windows can't have one of some normalised paths, or None."""
    for path in some:
        is_short = len(path) <= paths.LONGEST_NAME // 2  # in UTF-16 too
        if is_short and not re.search(_MAYBE_UNPORTABLE, f"/{path}"):
            continue
        reason = next(filter(None, map(_unportable, path.split("/"))), None)
        if reason is not None:
            return reason
    return None


def _unportable(part: str) -> str | None:
    """Why Windows has no file of this name, or None."""
    letter = re.search(_NO_LETTER, part)
    if letter is not None:
        return f"no name there has {_NO_LETTERS[letter.group()]}"
    if re.fullmatch(_RESERVED, part.partition(".")[0].rstrip(" ")):
        return f'"{part}" is the name of a device'
    if part.endswith((".", " ")) and part not in {".", ".."}:
        return f'"{part}" ends with a ' + ("dot" if part.endswith(".") else "space")
    if len(part.encode("utf-16-le", "surrogatepass")) // 2 > paths.LONGEST_NAME:
        return f"a name there has at most {paths.LONGEST_NAME} characters"
    return None
