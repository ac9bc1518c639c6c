"""What one part of `init` would write, and how all of that is shown and written: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from ...engine.difference import difference_of_file
from ...repository import files
from ...text.errors import UserError
from ...text.typed import NamedTuple


class FileWrite(NamedTuple):
    """One file before and after; None where it is not there.

    Attributes:
        path: relative to the top of the repository, with "/"; it leads over no link.
        use: what the file is for, or what is put into it.
    """

    path: str
    before: bytes | None
    after: bytes | None
    use: str = ""

    def shown(self) -> str:
        """The change as a patch that `git apply` takes."""
        return difference_of_file(self.path, self.before, self.after)


class Part(NamedTuple):
    """What a part of `init` comes to.

    Attributes:
        writes: the files that it changes.
        remarks: what is there already, and what people have to know, each a line.
    """

    writes: Sequence[FileWrite] = ()
    remarks: Sequence[str] = ()


def write_all(root: str, writes: Iterable[FileWrite]) -> None:
    """Write these files, or take them away; where one can't be, those before it are as they were.

    Raises:
        UserError: one can't be written, or has changed in the meantime.
    """
    done: list[FileWrite] = []
    try:
        for write in writes:
            _write(root, write)
            done.append(write)
    except UserError:
        for write in reversed(done):
            with suppress(UserError):
                _write(root, write._replace(before=write.after, after=write.before))
        raise


def _write(root: str, write: FileWrite) -> None:
    full = os.path.join(root, write.path)
    try:
        if write.after is None:
            os.unlink(full)
            _remove_empty_folders(root, os.path.dirname(write.path))
            return
        if write.before is None and os.path.lexists(full):
            raise UserError(f"{write.path} is there by now; nothing was written")
        os.makedirs(os.path.dirname(full), exist_ok=True)
    except OSError as error:
        raise UserError(
            f"cannot write {write.path}: {error.strerror}; nothing was written"
        ) from error
    files.write(full, write.after, expected=write.before)


def _remove_empty_folders(root: str, folder: str) -> None:
    while folder and not os.listdir(os.path.join(root, folder)):
        os.rmdir(os.path.join(root, folder))
        folder = os.path.dirname(folder)
