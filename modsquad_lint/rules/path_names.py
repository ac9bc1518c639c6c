"""Rules about one file under two names, and about names that other systems don't have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..syntax.changes import Remove
from ..text import paths
from ..text.source import Place
from .facts import Facts
from .finding import Draft, DraftFix, DraftRelated, Severity
from .registry import REPOSITORY, TASKS, VALUES, Subject, rule
from .written import unusual_paths

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
                yield Draft(
                    task.file(index),
                    f'"{path}" is declared twice by "{task.id}"',
                    help="remove it, or write the file that was meant",
                    related=(DraftRelated(task.file(before), "first here"),),
                    fix=DraftFix(f'remove "{path}"', (Remove(task.file(index)),)),
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
    if facts.root() is None and _is_folded(together):
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


def _is_folded(text: str) -> bool:
    """Whether `paths.fold` would surely leave it as it is."""
    return text.isascii() and text == text.lower()


def _tracked_beside(path: str, facts: Facts) -> str | None:
    """Another spelling of a tracked path that git tracks as well; MSQ606 is about paths that are not."""
    others = facts.other_spellings(path) if facts.is_tracked(path) else None
    return others[0] if others else None


def _one_file(path: str, other_words: str, other: str) -> str:
    where = "Windows and macOS" if paths.is_one_on_windows(path, other) else "macOS"
    difference = paths.difference(path, other)
    return f'"{path}" and {other_words} differ only in {difference}: one file on {where}'


@rule("MSQ209", "path-not-portable", Severity.WARNING, needs=(TASKS, VALUES))
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
