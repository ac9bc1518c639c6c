"""A project as an editor has it: what is open counts, and not what the disk has; knows no protocol."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ..repository.git.folder import GitFolder
from ..repository.project import Project
from ..repository.search import Entry
from ..text.source import Source

_SETTINGS = ("modsquad-lint.toml", "pyproject.toml")
_OF_GIT = ("HEAD", "index")


class Desk(Project):
    """A folder of which some files lie open, each with a text that the disk need not have."""

    def __init__(self, root: str | None) -> None:
        self._texts: dict[str, bytes] = {}
        self._stamps: dict[str, tuple[int, int] | None] = {}
        super().__init__(root, origin="editor")

    def refresh(self) -> None:
        """Forget what was read of the disk, and what git said."""
        super().refresh()
        self._stamps.clear()

    def source(self, file: Entry | str | os.PathLike[str], data: bytes | None = None) -> Source:
        """The text of a tasks file: what lies open, else what the disk has."""
        entry = self.entry(file)
        return super().source(entry, self._texts.get(entry.path, data))

    def lay(self, path: str, text: str | None) -> None:
        """Lay a text open, in the place of the one before; None puts the file away."""
        if text is None:
            self._texts.pop(path, None)
        else:
            self._texts[path] = text.encode(errors="surrogatepass")
        self.forget_texts()

    def is_stale(self, path: str) -> bool:
        """Whether settings, HEAD or the index changed since this was asked of the same file first."""
        found = {name: _stamp(name) for name in _settles(path)}
        before = {name: self._stamps.setdefault(name, stamp) for name, stamp in found.items()}
        return before != found


def _settles(path: str) -> Iterator[str]:
    """The files that settle how one is looked at, whether they are there or not."""
    folder, above = os.path.dirname(path), ""
    while folder != above:
        yield from (os.path.join(folder, name) for name in _SETTINGS)
        if os.path.lexists(os.path.join(folder, ".git")):
            git = GitFolder(folder).folder
            yield from (os.path.join(git, name) for name in _OF_GIT)
            return
        above, folder = folder, os.path.dirname(folder)


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
