"""Where tracked symbolic links inside a repository lead; knows no rule, and opens no file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ...text.paths import normalise
from ..folders import Folders, is_inside
from .repository import GitFailedError, Repository, names

_MOST_FOLLOWED = 40
"""As many as Linux follows on one way: more are a circle."""
_IS_LINK = "120000 "


class Links:
    """The symbolic links of one repository that git tracks; git is asked once the first is met."""

    def __init__(self, repository: Repository, folders: Folders) -> None:
        self._repository = repository
        self._folders = folders
        self._tracked: frozenset[str] | None = None
        """None as long as no link was met."""

    def reached(self, paths: Iterable[str]) -> Iterator[str]:
        """Where these paths lead; nothing as long as no link was met."""
        if self._tracked is not None:
            yield from (self.leads_to(path) for path in paths if is_inside(path))

    def leads_to(self, path: str) -> str:
        """The path that all links on the way lead to, its last part included.

        Itself where there is none, where one leads out of the repository, or where they go round.
        """
        reached = path
        for _ in range(_MOST_FOLLOWED):
            onward = self._follow_first(reached)
            if onward == reached:
                return reached
            if not onward or onward.startswith(("/", "../")) or onward == "..":
                return path
            reached = onward
        return path

    def _follow_first(self, path: str) -> str:
        """The path with its first tracked link followed; itself without one."""
        above, _, last = path.rpartition("/")
        listing = self._folders.listing(above)
        if listing.holds_some and last not in listing.links:
            return path
        folder = ""
        parts = path.split("/")
        for at, name in enumerate(parts):
            here = f"{folder}/{name}" if folder else name
            if name in self._folders.listing(folder).links and self._is_tracked(here):
                target = self._read(here)
                return normalise("/".join([target, *parts[at + 1 :]]))
            folder = here
        return path

    def _read(self, link: str) -> str:
        """Where a link points to, seen from the top of the repository."""
        try:
            target = os.readlink(f"{self._folders.root}/{link}")
        except OSError:
            return ""
        top = os.path.realpath(self._folders.root)
        if os.path.isabs(target):
            inside = target.startswith(top + os.sep)
            return target[len(top) + 1 :] if inside else target
        return "/".join([*link.split("/")[:-1], target])

    def _is_tracked(self, link: str) -> bool:
        if self._tracked is None:
            try:
                entries = names(self._repository.ask("ls-files", "-s", "-z"))
            except GitFailedError:
                entries = []
            self._tracked = frozenset(
                entry.partition("\t")[2] for entry in entries if entry.startswith(_IS_LINK)
            )
        return link in self._tracked
