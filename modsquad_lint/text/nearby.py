"""Which path that exists one that does not was probably meant to be; knows neither git nor tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from .tree import Tree
from .vocabulary import Budget, Vocabulary

_FEWEST_LETTERS = 3
"""Shorter names are near too many others."""


class Nearby:
    """The paths that exist, sorted. Answers are exact paths, or None where there is no one answer."""

    def __init__(self, existing: Sequence[str], budget: Budget | None = None) -> None:
        self.budget = Budget() if budget is None else budget
        self._tree = Tree(existing)
        self._known: dict[tuple[str, bool], _Names] = {}
        self._folders: dict[str, str | None] = {}

    def folder(self, folder: str) -> str | None:
        """The folder that is this one but for one of its parts, and there very near it."""
        if folder not in self._folders:
            self._folders[folder] = self._look_for(folder)
        return self._folders[folder]

    def _look_for(self, folder: str) -> str | None:
        above = ""
        parts = folder.split("/")
        for depth, part in enumerate(parts):
            below = f"{above}/{part}" if above else part
            if self._tree.has_folder(below):
                above = below
                continue
            rest = parts[depth + 1 :]
            for known in self._near(above, part, are_folders=True):
                found = "/".join(filter(None, (above, known, *rest)))
                if self._tree.has_folder(found):
                    return found
            return None
        return None

    def with_other_start(self, path: str) -> str | None:
        """The one path that is this one with some first folders more, or less."""
        if "/" not in path:
            return None
        found = [
            known
            for known in self._by_end.get(_end(path), ())
            if known.endswith(f"/{path}") or path.endswith(f"/{known}")
        ]
        return found[0] if len(found) == 1 else None

    def sibling(self, folder: str, name: str) -> str | None:
        """The file of the same folder whose name is nearest to this one."""
        near = self._near(folder, name, are_folders=False)
        return "/".join(filter(None, (folder, near[0]))) if near else None

    @cached_property
    def _by_end(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._tree.paths:
            found.setdefault(_end(path), []).append(path)
        return found

    def _near(self, folder: str, name: str, *, are_folders: bool) -> list[str]:
        """The names near this one, the nearest first; then those with the same letters."""
        if len(name) < _FEWEST_LETTERS:
            return []
        known = self._known.get((folder, are_folders))
        if known is None:
            entries = self._tree.entries(folder)
            names = entries.folders if are_folders else entries.files
            known = self._known[folder, are_folders] = _Names(names, self.budget)
        swapped = known.by_letters.get(_letters(name), [])
        return [*known.words.near(name), *(other for other in swapped if other != name)]


class _Names:
    """The names in one folder."""

    def __init__(self, names: Iterable[str], budget: Budget) -> None:
        ordered = sorted(names)
        self.words = Vocabulary(ordered, budget)
        self.by_letters: dict[str, list[str]] = {}
        for name in ordered if budget.left > 0 else ():
            self.by_letters.setdefault(_letters(name), []).append(name)


def _letters(name: str) -> str:
    """Equal for names whose letters were swapped; digits keep their order, since v12 is not v21."""
    letters = "".join(sorted(letter for letter in name.lower() if not letter.isdigit()))
    return letters + "".join(filter(str.isdigit, name))


def _end(path: str) -> str:
    """The last two parts of a path."""
    return "/".join(path.rsplit("/", 2)[-2:])
