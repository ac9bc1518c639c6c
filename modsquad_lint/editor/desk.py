"""A project as an editor has it: what is open counts, and not what the disk has; knows no protocol."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from ..repository.git.facts import GitFacts
from ..repository.git.folder import GitFolder
from ..repository.git.repository import Repository
from ..repository.project import Project
from ..repository.search import Entry
from ..rules.facts import Facts, Ignored, Moved, NoFacts
from ..text.source import Source

Answer = TypeVar("Answer")

_SETTINGS = ("modsquad-lint.toml", "pyproject.toml")
_OF_GIT = ("HEAD", "index")


class RememberedFacts(GitFacts):
    """The facts of a repository, for which git is asked once for each path, however often it is linted."""

    def __init__(self, repository: Repository) -> None:
        super().__init__(repository)
        self._known: dict[tuple[str, ...], dict[str, object]] = {}

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """As git said it first."""

        def ask(new: Collection[str]) -> Mapping[str, bool] | None:
            found = super(RememberedFacts, self).union_merged(new)
            return None if found is None else dict.fromkeys(found, True)

        found = self._ask(("union",), paths, ask)
        return None if found is None else frozenset(found)

    def ignored(self, paths: Collection[str]) -> Mapping[str, Ignored] | None:
        """As git said it first."""
        return self._ask(("ignored",), paths, super().ignored)

    def moved(self, paths: Collection[str]) -> Mapping[str, Moved] | None:
        """As git said it first."""
        return self._ask(("moved",), paths, super().moved)

    def removed_ids(self, path: str, ids: Collection[str]) -> Mapping[str, str] | None:
        """As git said it first."""
        ask = super().removed_ids
        return self._ask(("removed", path), ids, lambda new: ask(path, new))

    def _ask(
        self,
        question: tuple[str, ...],
        names: Collection[str],
        ask: Callable[[Collection[str]], Mapping[str, Answer] | None],
    ) -> dict[str, Answer] | None:
        known: dict[str, Answer | None] = self._known.setdefault(question, {})  # type: ignore[assignment]
        new = [name for name in names if name not in known]
        if new:
            found = ask(new)
            if found is None:
                return None
            known.update((name, found.get(name)) for name in new)
        answers = ((name, known[name]) for name in names)
        return {name: answer for name, answer in answers if answer is not None}


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

    def facts_of(self, root: str | None) -> Facts:
        """What can be known of a repository, remembered until `refresh`."""
        if root is None:
            return NoFacts()
        if root not in self._facts:
            self._facts[root] = RememberedFacts(Repository(root))
        return self._facts[root]

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
