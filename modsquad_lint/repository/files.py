"""The file system: find tasks files and configuration, read bytes, write whole files or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping

from ..engine.defaults import SECTION
from ..text.errors import UserError
from ..text.typed import Any, NoReturn
from .reading import MOST_NOTED, read_regular

MOST_BYTES = 1 << 29
"""A tasks file of this size holds over a million tasks; a larger one is a mistake."""

_MOST_PARTS = 20
# Comments, and text in quotes of each kind. None of these can fail once it has begun.
_QUOTED = (
    rb'#[^\n]*|"{3}(?:[^"\\]+|\\.|"(?!""))*(?:"{3,5})?|"(?:[^"\\\n]+|\\[^\n])*"?'
    rb"|'{3}.*?(?:'{3,5}|\Z)|'[^'\n]*'?"
)

_SKIPPED_FOLDERS = frozenset({".git", ".venv", "node_modules", "__pycache__"})


def read(path: str, most: int = MOST_BYTES) -> bytes:
    """All bytes of a regular file, which are no more than so many.

    Raises:
        UserError: it is not there, no regular file, too large, or may not be read.
    """
    try:
        return read_regular(path, most)
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise UserError(f"cannot read {path!r}: {error}") from error


def write(
    path: str,
    data: bytes | Iterable[bytes],
    *,
    expected: bytes | None = None,
    is_gits: bool = False,
) -> None:
    """Replace a file by these bytes, or make it: whole, or not at all.

    A symbolic link is followed, but not out of a repository nor into git's own folder; and the mode is kept, and owner and extended attributes where the
    system lets us. A device or a pipe is written to. A file with several names (hard links) is refused,
    since a new file would have one of them.

    Args:
        path: the file.
        data: all that it will hold, or the pieces of that.
        expected: what it must hold before, if that matters.
        is_gits: whether git itself named the file, which may lie in its own folder.

    Raises:
        UserError: it could not be written, or does not hold what was expected; then it is as before.
    """
    astray = None if is_gits else leads_astray(path)
    if astray is not None:
        raise UserError(f"cannot write {path}: it {astray}")
    pieces = [data] if isinstance(data, bytes) else data
    try:
        try:
            before = os.stat(path)
        except FileNotFoundError:
            before = None
        if before is not None and not stat.S_ISREG(before.st_mode):
            # By its own name: what /dev/stdout leads to may have none.
            with open(path, "wb") as file:
                file.writelines(pieces)
            return
        path = os.path.realpath(path)
        if before is not None and not os.access(path, os.W_OK):
            # Replacing it takes a right to the folder only, but who made it read-only meant the file.
            raise UserError(f"cannot write {path}: it is read-only")
        if before is not None and before.st_nlink > 1:
            raise UserError(
                f"cannot write {path}: it has {before.st_nlink} names (hard links), and a new file would"
                " have one of them",
                "make a copy of it first, or write the changes of --diff",
            )
        # Late, since most runs write nothing.
        from .atomic import replace

        replace(
            path, pieces, before, lambda: None if expected is None else _require(path, expected)
        )
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror}") from error


def _require(path: str, expected: bytes) -> None:
    if read(path) != expected:
        raise UserError(
            f"{path} is not what was checked: it has changed in the meantime, or differs from what is"
            " staged; nothing was written"
        )


def walk(directory: str) -> Iterator[str]:
    """Every file below a directory, as paths relative to it with "/", sorted; links are not followed.

    Raises:
        UserError: a folder can't be read.
    """

    def refuse(error: OSError) -> NoReturn:
        raise UserError(
            f"cannot read {error.filename}: {error.strerror}", "name the files to check"
        ) from error

    for folder, folders, names in os.walk(directory, onerror=refuse):
        folders[:] = sorted(set(folders) - _SKIPPED_FOLDERS)
        prefix = os.path.relpath(folder, directory).replace(os.sep, "/")
        for name in sorted(names):
            yield name if prefix == "." else f"{prefix}/{name}"


def find_root(directory: str) -> str | None:
    """The top of the work tree that a directory lies in, absolute and with "/", or None.

    No git is run for it. GIT_DIR and GIT_WORK_TREE hold, relative to the current directory.
    """
    work_tree = os.environ.get("GIT_WORK_TREE")
    git_dir = os.environ.get("GIT_DIR")
    if git_dir and work_tree:
        return _slashes(os.path.abspath(work_tree))
    for folder in _upwards(os.path.abspath(directory)):
        if _is_top(folder):
            return _slashes(folder)
    # With GIT_DIR alone, git takes the current directory for the top.
    return _slashes(os.getcwd()) if git_dir and os.path.isdir(git_dir) else None


def _upwards(path: str) -> Iterator[str]:
    """An absolute path, and all folders that it lies in, the nearest first."""
    above = None
    while path != above:
        yield path
        path, above = os.path.dirname(path), path


def _is_top(folder: str) -> bool:
    """Whether a work tree begins here."""
    # A linked worktree and a submodule have a file; git passes over a folder without HEAD.
    git = os.path.join(folder, ".git")
    return os.path.isfile(git) or os.path.lexists(os.path.join(git, "HEAD"))


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")


def leads_out(path: str, root: str) -> str | None:
    """Where symbolic links lead a path outside a repository; None where it stays inside."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    return None if real == top or real.startswith(top.rstrip(os.sep) + os.sep) else _slashes(real)


def leads_astray(path: str) -> str | None:
    """Where a path leads that nothing is written to, after the word "it"; None where it may be written.

    No link leads out of the repository in which the path is as it is written, and none into git's own
    folder, where no path of anybody's belongs. What is outside every repository is as the user named it.
    """
    for folder in _upwards(os.path.realpath(path)):
        if _is_gits(folder):
            return f"leads into {_slashes(folder)}, which is git's own"
        if os.path.lexists(os.path.join(folder, ".git")):
            break
    here = find_root(os.curdir)
    for folder in _upwards(os.path.dirname(os.path.abspath(path))):
        if _is_top(folder) or _slashes(folder) == here:
            outside = leads_out(path, folder)
            if outside is not None:
                return f"leads to {outside}, outside the repository"
    return None


def _is_gits(folder: str) -> bool:
    """Whether git keeps a repository in a folder, or a file in its place says where."""
    return os.path.basename(folder).lower() == ".git" or (
        os.path.lexists(os.path.join(folder, "HEAD"))
        and all(os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs"))
    )


def find_config(directory: str, root: str | None) -> tuple[str, Mapping[str, Any]] | None:
    """The nearest configuration from a directory upwards to the repository root, and its file.

    Raises:
        UserError: a configuration file can't be read.
    """
    while True:
        for name in (f"{SECTION}.toml", "pyproject.toml"):
            path = os.path.join(directory, name)
            if not _is_there(path):
                continue
            outside = None if root is None else leads_out(path, root)
            if outside is not None:
                raise UserError(
                    f"{path} leads to {outside}, outside the repository: it is not read",
                    "name it with --config, or read none with --isolated",
                )
            if (settings := read_config(path)) is not None:
                return path, settings
        parent = os.path.dirname(directory)
        if directory in (root, parent):
            return None
        directory = parent


def _is_there(path: str) -> bool:
    """Whether there is something that should be read; a folder of that name is something else."""
    return os.path.lexists(path) and not os.path.isdir(path)


def read_config(path: str) -> Mapping[str, Any] | None:
    """The settings in a configuration file; None for a pyproject.toml without any.

    Raises:
        UserError: the file can't be read, or is no TOML.
    """
    return parse_config(path, read(path, MOST_NOTED))


def parse_config(path: str, data: bytes) -> Mapping[str, Any] | None:
    """The settings in the text of a configuration file, as `read_config`."""
    in_pyproject = os.path.basename(path) == "pyproject.toml"
    # Reading TOML costs as much as a whole run: look first whether it is worth it.
    misspelt = SECTION.replace("-", "_")
    if in_pyproject and SECTION.encode() not in data and f"tool.{misspelt}".encode() not in data:
        return None
    import re
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    # The reader takes quadratic time for such a key. Text in quotes, and in comments, is one word here.
    words = re.sub(_QUOTED, b"_", data, flags=re.DOTALL).translate(None, b" \t")
    if re.search(rb"(?<![\w.-])[\w-]+(?:\.[\w-]+){%d}" % _MOST_PARTS, words):
        raise UserError(f"{path}: a key of more than {_MOST_PARTS} parts is no setting")
    try:
        settings: Any = tomllib.loads(data.decode())
    except RecursionError as error:
        raise UserError(f"{path}: nested too deep", "a setting needs two levels") from error
    except ValueError as error:
        raise UserError(f"{path}: no valid TOML: {error}") from error
    if in_pyproject:
        tools = settings.get("tool")
        tools = tools if isinstance(tools, dict) else {}
        if misspelt in tools:
            raise UserError(
                f"{path}: [tool.{misspelt}] is read by nobody", f"write [tool.{SECTION}]"
            )
        settings = tools.get(SECTION)
    elif settings.keys() == {"tool"}:
        raise UserError(f"{path}: the settings stand in a table", "leave out its heading here")
    if settings is not None and not isinstance(settings, dict):
        raise UserError(f"{path}: [tool.{SECTION}] must be a table")
    return settings
