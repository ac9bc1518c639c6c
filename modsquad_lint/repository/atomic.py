"""Replaces a file as a whole: at any moment there is the old one or the new one, and never half of it."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import mkstemp

from ..text.errors import UserError

_SUFFIX = ".modsquad-lint"
_LONGEST = 200
"""Bytes of a file name that the temporary one repeats; most systems take 255 in all."""
_OLD = 3600.0
"""Seconds: no run takes as long."""


def replace(
    path: str,
    pieces: Iterable[bytes],
    before: os.stat_result | None,
    check: Callable[[], object],
) -> None:
    """Put a new file in the place of the one at a path, or where none is.

    Mode, owner and extended attributes stay as they were, as far as the system lets us.

    Args:
        path: of a regular file, or of none; it leads over no link.
        pieces: all that the new file holds.
        before: the state of the old one; None where there is none.
        check: called last of all; where it raises, the old file stays.

    Raises:
        UserError: no file can be made beside it.
        OSError: it cannot be written or replaced.
    """
    # Beside the file, since only within one file system a rename is atomic; hidden, should it be left
    # there by a kill.
    folder, name = os.path.split(path)
    prefix = f".{_short(name)}."
    try:
        handle, temporary = mkstemp(_SUFFIX, prefix, folder)
    except OSError as error:
        raise UserError(
            f"cannot write {path}: no file can be made in its folder: {error.strerror}"
        ) from error
    with _removed_on_signals(temporary):
        try:
            _remove_old(temporary, prefix)
            with open(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(handle)
            if before is not None:
                _keep_owner(temporary, before)
                _keep_attributes(temporary, path)
            # After the owner, since a change of that takes some bits away.
            os.chmod(temporary, _new_mode() if before is None else stat.S_IMODE(before.st_mode))
            check()
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def _short(name: str) -> str:
    """As much of a name as leaves room for what is put around it."""
    while len(os.fsencode(name)) > _LONGEST:
        name = name[:-1]
    return name


def _remove_old(temporary: str, prefix: str) -> None:
    """Remove what a run for the same file left when it was killed, long before this one."""
    now = os.stat(temporary).st_mtime
    with suppress(OSError), os.scandir(os.path.dirname(temporary) or os.curdir) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith(_SUFFIX):
                with suppress(OSError):
                    if now - entry.stat(follow_symlinks=False).st_mtime > _OLD:
                        os.unlink(entry.path)


@contextmanager
def _removed_on_signals(path: str) -> Iterator[None]:
    """Remove a file before a signal ends the process, at which Python does nothing of its own."""

    def end(number: int, frame: object) -> None:
        del frame
        with suppress(OSError):
            os.unlink(path)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    with suppress(ValueError):  # only the main thread may
        for number in ours:
            signal.signal(number, end)
    try:
        yield
    finally:
        with suppress(ValueError):
            for number in ours:
                signal.signal(number, signal.SIG_DFL)


def _new_mode() -> int:
    """The mode of a file that is made like any other: the mask can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _keep_owner(path: str, before: os.stat_result) -> None:
    mine = os.stat(path)
    if (mine.st_uid, mine.st_gid) != (before.st_uid, before.st_gid) and hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, before.st_uid, before.st_gid)


def _keep_attributes(path: str, before: str) -> None:
    """Give a file the extended attributes of another, access control lists among them."""
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(before):
                with suppress(OSError):
                    os.setxattr(path, name, os.getxattr(before, name))
