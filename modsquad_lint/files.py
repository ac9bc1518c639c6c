"""The file system: find tasks files and configuration, read bytes, write whole files or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from typing import Any

from .config import SECTION
from .errors import UserError

MOST_BYTES = 1 << 29
"""A tasks file of this size holds over a million tasks; a larger one is a mistake."""

_SKIPPED_FOLDERS = frozenset({".git", ".venv", "node_modules", "__pycache__"})


def read(path: str) -> bytes:
    """All bytes of a regular file.

    Raises:
        UserError: it is not there, no regular file, too large, or may not be read.
    """
    try:
        # Not blocking: opening a FIFO that nobody writes to would wait for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UserError(f"cannot read {path}: it is not a regular file; pipe it into “-”")
            if status.st_size > MOST_BYTES:
                raise UserError(f"cannot read {path}: it is larger than {MOST_BYTES >> 20} MiB")
            return file.read()
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise UserError(f"cannot read {path!r}: {error}") from error


def write(path: str, data: bytes) -> None:
    """Replace a file by these bytes, or make it: whole, or not at all.

    Raises:
        UserError: it could not be written; what stood there before still does.
    """
    path = os.path.realpath(path)
    temporary = f"{path}.{os.getpid()}.new"
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            # A device or a pipe is written to, not replaced.
            with open(path, "wb") as file:
                file.write(data)
            return
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror}") from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def walk(directory: str) -> Iterator[str]:
    """Every file below a directory, as paths relative to it with "/", sorted; links are not followed."""
    for folder, folders, names in os.walk(directory):
        folders[:] = sorted(set(folders) - _SKIPPED_FOLDERS)
        prefix = os.path.relpath(folder, directory).replace(os.sep, "/")
        for name in sorted(names):
            yield name if prefix == "." else f"{prefix}/{name}"


def find_config(directory: str, root: str | None) -> tuple[str, Mapping[str, Any]] | None:
    """The nearest configuration from a directory upwards to the repository root, and its file.

    Raises:
        UserError: a configuration file can't be read.
    """
    while True:
        for name in (f"{SECTION}.toml", "pyproject.toml"):
            path = os.path.join(directory, name)
            if os.path.isfile(path) and (settings := read_config(path)) is not None:
                return path, settings
        parent = os.path.dirname(directory)
        if directory in (root, parent):
            return None
        directory = parent


def read_config(path: str) -> Mapping[str, Any] | None:
    """The settings in a configuration file; None for a pyproject.toml without any.

    Raises:
        UserError: the file can't be read, or is no TOML.
    """
    data = read(path)
    in_pyproject = os.path.basename(path) == "pyproject.toml"
    # Reading TOML costs as much as a whole run: look first whether it is worth it.
    if in_pyproject and SECTION.encode() not in data:
        return None
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        settings: Any = tomllib.loads(data.decode())
    except ValueError as error:
        raise UserError(f"{path}: no valid TOML: {error}") from error
    for name in ("tool", SECTION) if in_pyproject else ():
        settings = settings.get(name) if isinstance(settings, dict) else None
    if settings is not None and not isinstance(settings, dict):
        raise UserError(f"{path}: [tool.{SECTION}] must be a table")
    return settings
