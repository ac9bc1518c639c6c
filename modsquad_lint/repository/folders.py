"""The folders of a work tree as the file system lists them: names and spellings, no content, no git."""

from __future__ import annotations

import os
from collections import Counter
from functools import cached_property

from ..text import paths as spelling
from ..text.typed import NamedTuple


class Listing(NamedTuple):
    """One folder as the file system has it; what another repository holds is not listed."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    is_repository: bool = False

    @property
    def holds_some(self) -> bool:
        """Whether anything is listed: then no link was followed on the way."""
        return bool(self.files or self.folders)


class Folders:
    """Listings of folders from the top of a work tree, each read once.

    The spelling of a path counts on file systems that ignore case too: paths are looked up in listings,
    never opened.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._listings: dict[str, Listing] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._only_ones: set[str] = set()
        """Folders that are spelt like no other."""

    def listing(self, folder: str) -> Listing:
        """A folder's entries; none for what is no folder, or cannot be read."""
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = self._scan(folder)
        return listing

    def _scan(self, folder: str) -> Listing:
        if folder:
            # Asked from the top downwards, so that every part's spelling is looked up.
            parts = folder.split("/")
            for depth in range(1, len(parts)):
                self.listing("/".join(parts[:depth]))
            parent, _, name = folder.rpartition("/")
            if name not in self.listing(parent).folders:
                return Listing()
        entries: dict[bool, set[str]] = {False: set(), True: set()}
        links = set()
        try:
            with os.scandir(f"{self.root}/{folder}") as found:
                for entry in found:
                    entries[entry.is_dir(follow_symlinks=False)].add(entry.name)
                    if entry.is_symlink():
                        links.add(entry.name)
        except OSError:
            return Listing()
        files, folders = frozenset(entries[False]), frozenset(entries[True])
        if folder and (".git" in files or ".git" in folders):
            return Listing(is_repository=True)
        return Listing(files, folders, frozenset(links))

    def has_file(self, path: str) -> bool:
        """Whether the file system has exactly this path, and not as a folder."""
        folder, _, name = path.rpartition("/")
        return name in self.listing(folder).files

    @cached_property
    def _ignores_case(self) -> bool:
        return os.path.lexists(f"{self.root}/.GIT")

    def is_only_spelling(self, path: str) -> bool:
        """Whether the file system alone tells that no other spelling of this path is tracked.

        It can where it keeps spellings apart and has this one, and nothing like any part of it.
        """
        if self._ignores_case or not self.has_file(path):
            return False
        above, _, name = path.rpartition("/")
        if self._folded(above)[spelling.fold(name)] > 1:
            return False
        if above not in self._only_ones:
            ways = (each.rpartition("/") for each in spelling.folders_above(path))
            if any(self._folded(folder)[spelling.fold(name)] > 1 for folder, _, name in ways):
                return False
            self._only_ones.add(above)
        return True

    def _folded(self, folder: str) -> Counter[str]:
        """How often each name stands in a folder, case and Unicode form aside."""
        counted = self._counts.get(folder)
        if counted is None:
            listing = self.listing(folder)
            entries = (*listing.files, *listing.folders)
            counted = self._counts[folder] = Counter(map(spelling.fold, entries))
        return counted

    def is_behind_link(self, path: str) -> bool:
        """Whether a folder that leads to a path is a symbolic link."""
        if self.listing(path.rpartition("/")[0]).holds_some:
            return False
        ways = (each.rpartition("/") for each in spelling.folders_above(path))
        return any(name in self.listing(folder).links for folder, _, name in ways)


def is_inside(path: str) -> bool:
    """Whether git can be asked about a path: it fails at one that is none, or leaves the repository."""
    if not path or path.startswith("/") or "\0" in path or ".." in path.split("/"):
        return False
    try:
        path.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
