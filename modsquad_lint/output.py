"""Where text goes: standard output or a file, in colour or not, whatever the terminal can show."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple, TextIO

from . import files
from .errors import UserError

_ORNAMENTS = "→│…•"


class Destination(NamedTuple):
    """One output: the name of a format, and a file for it (None: standard output)."""

    format: str
    path: str | None = None
    append: bool = False


def has_colour(choice: str) -> bool:
    """Whether standard output is written in colour; `choice` is auto, always or never."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"] != "0"
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def is_plain(stream: TextIO) -> bool:
    """Whether a stream can't show the arrows and ellipses that people would see."""
    try:
        _ORNAMENTS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def write(text: str, destination: Destination, *, for_machines: bool = False) -> None:
    """Write a text to its destination; machines get UTF-8 wherever they read.

    Raises:
        UserError: it can't be written. A reader that went away is no error.
    """
    data = text.encode("utf-8", "backslashreplace")
    if destination.path is not None:
        if destination.append:
            data = _existing(destination.path) + data
        files.write(destination.path, data)
        return
    stream = sys.stdout
    if not for_machines:
        data = text.encode(stream.encoding or "utf-8", "backslashreplace")
        if os.linesep != "\n":
            data = data.replace(b"\n", os.linesep.encode())
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        # Nobody reads on. Python would complain when it closes the stream at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise UserError(f"cannot write to standard output: {error.strerror}") from error


def complain(message: str) -> None:
    """Say on standard error what is wrong, and what to do."""
    data = f"modsquad-lint: {message}\n".encode(sys.stderr.encoding or "utf-8", "backslashreplace")
    try:
        sys.stderr.flush()
        sys.stderr.buffer.write(data)
        sys.stderr.buffer.flush()
    except OSError:
        pass  # there is nowhere left to say it


def _existing(path: str) -> bytes:
    return files.read(path) if os.path.exists(path) else b""
