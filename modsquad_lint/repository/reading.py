"""Reads files, and standard input, that may be anything: no more than it was told to."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable

from ..text.typed import BinaryIO

_PIECE = 1 << 20


def standard_input(most: int) -> bytes:
    """All bytes of standard input, for which it waits as long as there may be more.

    Raises:
        OSError: it is closed, larger than `most` bytes, or can't be read.
    """
    if sys.stdin is None:  # closed by whoever started the program
        raise OSError(errno.EBADF, "it is closed")
    return _read_bounded(sys.stdin.buffer, most)


def read_regular(path: str, most: int, *, follow: bool = True) -> bytes:
    """All bytes of a regular file; with `follow` off, of none that is a symbolic link.

    Raises:
        OSError: it is not there, no regular file, larger than `most` bytes, or may not be read.
        ValueError: no path can be such a text.
    """
    # Not blocking: opening a FIFO that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            reason = "it is not a regular file; pipe it into “-”"
            raise OSError(errno.EINVAL, reason)
        if status.st_size > most:
            raise _too_large(most)
        # In one go, without room for more than there is; then whatever it has grown by.
        return _read_bounded(file, most, file.read(status.st_size))


def _read_bounded(stream: BinaryIO, most: int, begun: bytes = b"") -> bytes:
    """What was read of a stream so far, and all that is left of it."""
    pieces, size = [begun], len(begun)
    while piece := _next_piece(stream):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise _too_large(most)
    return b"".join(pieces)


def _next_piece(stream: BinaryIO) -> bytes:
    """What comes next; nothing at the end only, never where a pipe that does not block has nothing yet."""
    read: Callable[[int], bytes | None] = stream.read
    while (piece := read(_PIECE)) is None:
        import select

        # Whoever started the program may share the pipe: it is left as it is.
        select.select([stream], (), ())
    return piece


def _too_large(most: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {most >> 20} MiB")


MOST_NOTED = 1 << 20
"""A mebibyte, which no ignore file, configuration, ref or commit message needs."""


def note(path: str, *, follow: bool = True) -> bytes | None:
    """What a small regular file holds: nothing where there is none, None where it can't be known."""
    try:
        return read_regular(path, MOST_NOTED, follow=follow)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except (OSError, ValueError):
        return None
