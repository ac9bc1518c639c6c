"""Sorted paths as a tree of folders, each looked into only when asked; knows neither git nor tasks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from .typed import NamedTuple

_AFTER = "0"
"""What follows "/": between the two lies all that is in a folder."""


class Entries(NamedTuple):
    """The names in one folder, in the order of their paths."""

    files: Sequence[str]
    folders: Sequence[str]


class Tree:
    """Paths with "/", sorted and each once. Of 50,000 only those are read that an answer needs."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self._known: dict[str, Entries] = {}

    def __contains__(self, path: str) -> bool:
        """Whether there is a file of exactly this path."""
        return self._at(path) == path

    def has_folder(self, folder: str) -> bool:
        """Whether something lies in a folder of exactly this path; the top is one."""
        return not folder or (self._at(f"{folder}/") or "").startswith(f"{folder}/")

    def entries(self, folder: str) -> Entries:
        """What the folder holds; nothing when there is none."""
        found = self._known.get(folder)
        if found is None:
            found = self._known[folder] = self._look_into(folder)
        return found

    def _at(self, path: str) -> str | None:
        """The path itself or the first after it; None when there is none."""
        at = bisect_left(self.paths, path)
        return self.paths[at] if at < len(self.paths) else None

    def _look_into(self, folder: str) -> Entries:
        above = f"{folder}/" if folder else ""
        at = bisect_left(self.paths, above)
        end = bisect_left(self.paths, folder + _AFTER) if folder else len(self.paths)
        files: list[str] = []
        folders: list[str] = []
        while at < end:
            name, is_folder, _ = self.paths[at][len(above) :].partition("/")
            if is_folder:
                folders.append(name)
                at = bisect_left(self.paths, above + name + _AFTER, at, end)
            else:
                files.append(name)
                at += 1
        return Entries(files, folders)
