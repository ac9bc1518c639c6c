"""MSQ2xx: rules about how declared paths are written, and whether they can be files of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ..syntax.changes import Remove, SetValue
from ..text import paths
from ..text.source import Place
from ..text.typed import NamedTuple
from .facts import Facts
from .finding import Draft, DraftFix, DraftRelated, Severity
from .registry import REPOSITORY, Subject, once, rule

_DEVICE = r"(?:CON|PRN|AUX|NUL|COM[1-9¹²³]|LPT[1-9¹²³])"


# Only unusual paths are matched with these, so most runs never compile them. Of very many paths most time
# goes here: a pattern that begins with a set of characters is quick, one of alternatives is slow.
@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_ABSOLUTE = (
    ("is a URL", r"[A-Za-z][A-Za-z0-9+.-]+://"),
    ("starts with a drive", r"[A-Za-z]:"),
    ("starts with the name of a host", r"[\\/]{2}"),
    ("starts at the root of the file system", r"[\\/]"),
    ("starts in a home directory", r"~(?:[\\/]|$)"),
)
# A folder of the repository may have such a name, though hardly any has.
_EXPANDED = (
    ("starts in a home directory", r"~[^\\/]+[\\/]"),
    ("starts with a variable", r"(?:\$(?:env:)?\w+|\$\{[^\\/]*\}|%\w+%)[\\/]"),
)
_HALF = "[\ud800-\udfff]"
_INVISIBLE = "[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]"
_PATTERN = r"[*?]|\{(?:[^{},.]|\.(?!\.))*(?:,|\.\.)[^{}]*\}"
_PLACE = r".+\.\w+(?=(?:#L\d[-\dCL]*|:\d+(?::\d+)?)$)"
_SEVERAL = r"\S+\.[A-Za-z]\w*(?:[,;]\s+\S+\.[A-Za-z]\w*)+"
_RESERVED = rf"(?i:{_DEVICE}|CONIN\$|CONOUT\$)"

_NO_LETTERS = {"<": 'a "<"', ">": 'a ">"', ":": 'a ":"', "|": 'a "|"', '"': "a quotation mark"}
_NO_LETTER = f"[{''.join(_NO_LETTERS)}]"
# Of a path with "/" before it: one of these letters; a part's end after a dot or a space; a part that
# begins with a reserved name. All begin with one set of characters, and look back which of them it was.
_MAYBE_UNPORTABLE = (
    rf"[. /\\{_NO_LETTER[1:]}"
    rf"(?:(?<={_NO_LETTER})|(?<=[. ])(?:[\\/]|$)|(?<=[\\/]){_RESERVED})"
)

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


class _Unusual(NamedTuple):
    """A declared path that is not plain.

    Attributes:
        bare: without surrounding white space.
        normal: `bare`, normalised.
        absolute: why it is not relative to the repository, in words, or "".
    """

    place: Place
    path: str
    bare: str
    normal: str
    absolute: str

    @property
    def is_spelt_as_directory(self) -> bool:
        """Whether it ends with a slash, or is the repository itself."""
        return not self.normal or self.bare.endswith(("/", "\\"))

    def fix(self, value: str) -> DraftFix:
        """Write another path in its place."""
        return DraftFix(f'write "{value}"', (SetValue(self.place, value),))


@once
def _unusual(subject: Subject) -> list[_Unusual]:
    """The paths that are not plain, in file order."""
    file, facts = subject.file, subject.facts
    normal = file.tasks.normal
    found = []
    for task, index, path in file.declared(file.tasks.unusual):
        bare = path.strip()
        to = normal[path] if bare == path else paths.normalise(bare)
        found.append(_Unusual(task.file(index), path, bare, to, _absolute(bare, to, facts)))
    return found


@once
def _odd(subject: Subject) -> list[_Unusual]:
    """Those that are still not plain when they take no detour: the rest is for MSQ201 and MSQ204."""
    detours = _detours(subject)
    return [path for path in _unusual(subject) if path.path not in detours]


@once
def _detours(subject: Subject) -> frozenset[str]:
    """The unusual paths, as written, that name a file by plain parts alone: "./a.py" and the like."""
    normal = subject.file.tasks.normal
    odd = paths.unusual(normal.values())
    return frozenset(
        path
        for path, to in normal.items()
        # Of "a/../b" only a part is left, and "a.d/" is no file.
        if to not in odd and ".." not in path and not path.endswith(("/", "\\"))
    )


def _absolute(bare: str, normal: str, facts: Facts) -> str:
    """Why a path is not relative to the repository, in words, or ""."""
    if ":" not in bare and not bare.startswith(("/", "\\", "~", "$", "%")):
        return ""
    surely = _beginning(bare, _ABSOLUTE)
    if surely:
        return surely
    words = _beginning(bare, _EXPANDED)
    return "" if words and facts.is_directory(normal.partition("/")[0]) else words


def _beginning(path: str, patterns: tuple[tuple[str, str], ...]) -> str:
    """The words for the first of some patterns that a path begins with, or ""."""
    found = _any_of(patterns).match(path)
    return patterns[found.lastindex - 1][0] if found and found.lastindex else ""


@cache
def _any_of(patterns: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Any of some patterns, none of which has a group: the number of the group that is found is its own."""
    return re.compile("|".join([f"({pattern})" for _, pattern in patterns]))


def _relative(some: Iterable[_Unusual]) -> list[_Unusual]:
    """Those that are neither blank nor absolute."""
    return [path for path in some if path.bare and not path.absolute]


def _inside(some: Iterable[_Unusual]) -> list[_Unusual]:
    """Those that also stay in the repository."""
    return [path for path in _relative(some) if not _escapes(path)]


def _escapes(path: _Unusual) -> bool:
    return path.normal == ".." or path.normal.startswith("../")


@once
def no_paths(subject: Subject) -> frozenset[str]:
    """The declared paths, as written, of which a rule here says that they are not one file's."""
    fine = {
        path.path
        for path in _inside(_odd(subject))
        if path.bare == path.path
        and not path.is_spelt_as_directory
        and _no_path(path.bare) is None
        and not _found(_HALF, path.bare)
        and not _found(_INVISIBLE, path.bare)
    }
    return frozenset(path.path for path in _odd(subject)) - fine


def _found(characters: str, path: str) -> re.Match[str] | None:
    """The first of some characters that no path should have, and that are not of printable ASCII."""
    return None if path.isascii() and path.isprintable() else _pattern(characters).search(path)


@rule("MSQ201", "path-backslash", Severity.ERROR, fix="safe")
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
    for path in _relative(_unusual(subject)):
        if "\\" in path.bare:
            fix = path.fix(path.bare.replace("\\", "/"))
            yield Draft(
                path.place, f'"{path.bare}" is written with backslashes', help=fix.title, fix=fix
            )


@rule("MSQ202", "path-absolute", Severity.ERROR, fix="safe")
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
    for path in _odd(subject):
        if not path.absolute:
            continue
        inner = _from_root(path.bare, subject.facts.root())
        meant = inner or _tracked_ending(path.normal, subject.facts)
        yield Draft(
            path.place,
            f'"{path.bare}" is not relative to the repository root: it {path.absolute}',
            help=f'write "{meant}"' if meant else "write it relative to the repository root",
            fix=path.fix(inner) if inner else None,
        )


def _from_root(path: str, root: str | None) -> str | None:
    """An absolute path relative to the root, or None when it does not lie in it."""
    if root is None:
        return None
    if path.lower().startswith("file://"):
        from urllib.parse import unquote

        path = unquote(path[len("file://") :].removeprefix("localhost"))
        # file:///C:/x
        path = path[1:] if _pattern(r"/[A-Za-z]:").match(path) else path
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


@rule("MSQ203", "path-no-extension", Severity.ERROR, fix="unsafe", needs=(REPOSITORY,))
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
    for path in _inside(_odd(subject)):
        name = paths.name(path.normal)
        if "." in name or _is_pattern(path.bare) or path.is_spelt_as_directory:
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


def _is_pattern(path: str) -> bool:
    quick = "*" in path or "?" in path or "{" in path
    return quick and _pattern(_PATTERN).search(path) is not None


@rule("MSQ204", "path-not-normal", Severity.ERROR, fix="safe")
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
    for path in _inside(_unusual(subject)):
        forward = path.bare.replace("\\", "/")
        if path.normal and path.normal != forward.rstrip("/"):
            fix = path.fix(path.normal + ("/" if forward.endswith("/") else ""))
            yield Draft(
                path.place, f'"{path.bare}" is not in its normal form', help=fix.title, fix=fix
            )


@rule("MSQ205", "path-escapes", Severity.ERROR)
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
    for path in _relative(_odd(subject)):
        if _escapes(path):
            yield Draft(
                path.place,
                f'"{path.bare}" leads out of the repository',
                help="write it relative to the repository root, or leave it out",
            )


@rule("MSQ206", "path-pattern", Severity.ERROR, needs=(REPOSITORY,))
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
    file, facts = subject.file, subject.facts
    for path in _inside(_odd(subject)):
        what = _no_path(path.bare)
        if what is not None:
            if not facts.is_tracked(path.normal):
                yield Draft(path.place, f'"{path.bare}" is {what[0]}', help=what[1])
        elif path.is_spelt_as_directory or _is_directory(path.normal, facts):
            yield _directory(path.place, path.bare)
    if facts.root() is None:
        return
    # "docs.d" is spelt like a file.
    spelt_like_files = (set(file.tasks.paths) - file.tasks.unusual) | _detours(subject)
    normal = file.tasks.normal
    directories = {
        path for path in spelt_like_files if _is_directory(normal.get(path, path), facts)
    }
    for task, index, written in file.declared(directories):
        yield _directory(task.file(index), written)


def _no_path(written: str) -> tuple[str, str] | None:
    """What is written instead of one path, and what to do about it; None for a path."""
    if _is_pattern(written):
        return (
            "a pattern, not a file",
            "write the path of each file that the task will modify instead",
        )
    if ("," in written or ";" in written) and _pattern(_SEVERAL).fullmatch(written):
        return "several paths, not one", "write each of them as a path of its own"
    file = _without_place(written)
    return ("a place in a file, not a file", f'write "{file}"') if file != written else None


def _without_place(written: str) -> str:
    file = _pattern(_PLACE).match(written) if ":" in written or "#" in written else None
    return file.group() if file else written


def _is_directory(path: str, facts: Facts) -> bool:
    # Most declared paths are files, and that is known without asking git.
    return facts.is_tracked(path) is False and facts.is_directory(path) is True


def _directory(place: Place, path: str) -> Draft:
    return Draft(
        place,
        f'"{path}" is a directory, not a file',
        help="write the path of each file in it that the task will modify instead",
    )


@rule("MSQ207", "path-duplicate", Severity.WARNING, fix="safe")
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
    if tasks.shares_none:
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


@rule("MSQ208", "path-case-collision", Severity.WARNING, needs=(REPOSITORY,))
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


@rule("MSQ209", "path-not-portable", Severity.WARNING)
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
    for path in _relative(_odd(subject)):
        written = _without_place(path.bare)
        is_short = len(written) <= paths.LONGEST_NAME // 2  # in UTF-16 too
        if is_short and not _pattern(_MAYBE_UNPORTABLE).search(f"/{written}"):
            continue
        reason = next(filter(None, map(_unportable, written.replace("\\", "/").split("/"))), None)
        if reason is not None:
            yield Draft(
                path.place,
                f'"{path.bare}" can\'t exist on Windows: {reason}',
                help="choose another name, or ignore MSQ209 where nobody uses Windows",
            )


def _unportable(part: str) -> str | None:
    """Why Windows has no file of this name, or None."""
    letter = _pattern(_NO_LETTER).search(part)
    if letter is not None:
        return f"no name there has {_NO_LETTERS[letter.group()]}"
    if _pattern(_RESERVED).fullmatch(part.partition(".")[0].rstrip(" ")):
        return f'"{part}" is the name of a device'
    if part.endswith((".", " ")) and part not in {".", ".."}:
        return f'"{part}" ends with a ' + ("dot" if part.endswith(".") else "space")
    if len(part.encode("utf-16-le", "surrogatepass")) // 2 > paths.LONGEST_NAME:
        return f"a name there has at most {paths.LONGEST_NAME} characters"
    return None


@rule("MSQ210", "path-blank", Severity.ERROR, fix="safe")
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
    for path in _odd(subject):
        if not path.bare:
            what = f'"{path.path}" is only white space' if path.path else "a path is empty"
            yield Draft(path.place, what, help="write the path that was meant, or remove it")
        elif path.bare != path.path:
            fix = path.fix(path.bare)
            yield Draft(
                path.place, f'"{path.path}" has white space around it', help=fix.title, fix=fix
            )
        elif found := _found(_HALF, path.bare):
            # A file whose name is not UTF-8 is known to git, and written so here.
            if not subject.facts.is_tracked(path.normal):
                yield Draft(
                    path.place,
                    f'"{path.path}" has half of a character, U+{ord(found.group()):04X}:'
                    " no file has such a name",
                    help="write the whole character, or the path without it",
                )
        elif found := _found(_INVISIBLE, path.bare):
            yield Draft(
                path.place,
                f'"{path.path}" has an invisible character, U+{ord(found.group()):04X}',
                help="write the path without it",
            )


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
