"""What a program is given to read, and what it writes, within bounds of bytes and seconds; knows no git."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ...text.typed import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from subprocess import Popen


class TooMuchError(Exception):
    """A program writes more than it may."""


def read_all(process: Popen[bytes], seconds: float, most: int) -> tuple[int, bytes, bytes]:
    """The exit code of a program that was started, and what it wrote to its two outputs.

    Whatever is raised, the program is ended with all that it has started in its session.

    Raises:
        TimeoutError: it did not end in time.
        TooMuchError: it writes more than `most` bytes.
    """
    from subprocess import TimeoutExpired
    from time import monotonic

    last = monotonic() + seconds
    with process:  # closes its streams, and waits for it
        try:
            answer, error = _read(process, last, most)
            # It may have closed what it writes to, and go on.
            return process.wait(max(0, last - monotonic())), answer, error
        except TimeoutExpired as timeout:
            _end(process)
            raise TimeoutError from timeout
        except BaseException:
            _end(process)
            raise


def _read(process: Popen[bytes], last: float, most: int) -> tuple[bytes, bytes]:
    from selectors import EVENT_READ, DefaultSelector
    from time import monotonic

    if sys.platform == "win32":  # where nothing can wait for two pipes
        return process.communicate(timeout=max(0, last - monotonic()))
    written: dict[int, list[bytes]] = {}
    with DefaultSelector() as selector:
        for stream in filter(None, (process.stdout, process.stderr)):
            written[stream.fileno()] = []
            selector.register(stream, EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0, last - monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                piece = os.read(key.fd, 1 << 18)
                written[key.fd].append(piece)
                most -= len(piece)
                if not piece:
                    selector.unregister(key.fileobj)
            if most < 0:
                raise TooMuchError
    answer, error = map(b"".join, written.values())
    return answer, error


def _end(process: Popen[bytes]) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            from signal import SIGKILL

            os.killpg(process.pid, SIGKILL)


@contextmanager
def file_of(given: bytes | None) -> Iterator[BinaryIO | None]:
    """A file with what a program is to read: it may write before it has read all of it."""
    if given is None:
        yield None
        return
    from tempfile import TemporaryFile

    with TemporaryFile() as stream:
        stream.write(given)
        stream.seek(0)
        yield stream
