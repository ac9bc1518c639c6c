"""What a repository answers to a rule where yes and no do not say it all; plain data."""

from __future__ import annotations

from ..text.typed import NamedTuple


class Ignored(NamedTuple):
    """Why git ignores a path: the ignore file, the line in it, the pattern that decides."""

    file: str
    line: int
    pattern: str


class Link(NamedTuple):
    """What a path would have to pass through to leave the repository.

    Attributes:
        path: the submodule, or the symbolic link.
        target: where the link leads; None for a submodule.
    """

    path: str
    target: str | None = None


class Moved(NamedTuple):
    """What became of a path that git once tracked: its new path (None: deleted), and the commit."""

    path: str | None
    commit: str
