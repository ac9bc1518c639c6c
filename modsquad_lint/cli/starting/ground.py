"""The repository as `init` finds it, and what a part of it would write there: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from ...engine.difference import difference_of_file
from ...repository import files
from ...repository.git.repository import GitFailedError, Repository, encode, names
from ...repository.reading import MOST_NOTED
from ...text.errors import UserError
from ...text.source import Source
from ...text.typed import NamedTuple


class LeftAloneError(Exception):
    """A file is none that `init` may write; the text says why."""


class Ground:
    """The top of a repository."""

    def __init__(self, root: str) -> None:
        """Nothing is read yet."""
        self.root = root

    def has(self, path: str) -> bool:
        """Whether there is anything at a path, be it a link that leads nowhere."""
        return os.path.lexists(os.path.join(self.root, path))

    def ignored(self, paths: Sequence[str]) -> frozenset[str]:
        """Those of these paths that git ignores, as far as it says so."""
        if not paths:
            return frozenset()
        try:
            answer = Repository(self.root).ask(
                "check-ignore", "-z", "--stdin", given=encode(paths), accept=(0, 1)
            )
        except GitFailedError:
            return frozenset()
        return frozenset(names(answer))

    def real(self, path: str) -> str:
        """The path that links lead to, relative to the top.

        Raises:
            LeftAloneError: they lead out of the repository, into git's own folder, or nowhere.
        """
        full = os.path.join(self.root, path)
        astray = files.leads_astray(full)
        if astray is not None:
            raise LeftAloneError(f"{path} {astray}")
        real = os.path.realpath(full)
        if os.path.lexists(full) and not os.path.exists(real):
            raise LeftAloneError(f"{path} is a link that leads nowhere")
        return os.path.relpath(real, os.path.realpath(self.root)).replace(os.sep, "/")

    def read(self, path: str, most: int = MOST_NOTED) -> Source | None:
        """The text of a file of no more bytes than `most`; None where there is none.

        Raises:
            UserError: it can't be read, or is no UTF-8.
            LeftAloneError: it is a link that leads out of the repository, or nowhere.
        """
        real = self.real(path)
        if not self.has(real):
            return None
        try:
            source = Source(real, files.read(os.path.join(self.root, real), most))
        except UserError as error:
            message = error.message.replace(os.path.join(self.root, real), real)
            raise UserError(message, error.advice) from error
        if source.undecodable is not None:
            raise UserError(
                f"{real} is no UTF-8, so nothing can be put into it", "convert it first"
            )
        return source


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


def changed(source: Source, text: str, use: str) -> FileWrite:
    """A file with another text."""
    return FileWrite(source.path, source.encoded(), source.with_text(text).encoded(), use)


def removed(source: Source, use: str) -> FileWrite:
    """A file taken away."""
    return FileWrite(source.path, source.encoded(), None, use)


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
