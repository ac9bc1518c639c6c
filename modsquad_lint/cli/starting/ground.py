"""The repository as `init` finds it: which files are there, where links lead, and what they hold."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ...repository import files
from ...repository.git.repository import GitFailedError, Repository, encode, names
from ...repository.reading import MOST_NOTED
from ...text.errors import UserError
from ...text.source import Source
from .part import FileWrite


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
            LeftAloneError: they lead out of the repository, or nowhere.
        """
        full = os.path.join(self.root, path)
        outside = files.leads_out(full, self.root)
        if outside is not None:
            raise LeftAloneError(f"{path} leads to {outside}, outside the repository")
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


def changed(source: Source, text: str, use: str) -> FileWrite:
    """A file with another text."""
    return FileWrite(source.path, source.encoded(), source.with_text(text).encoded(), use)


def removed(source: Source, use: str) -> FileWrite:
    """A file taken away."""
    return FileWrite(source.path, source.encoded(), None, use)
