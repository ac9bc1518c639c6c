"""What a rule may ask about the repository, and what knows nothing of any.

Every answer may be None, which means "cannot be known": then a rule says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from ..planning.meanings import PathFacts
from ..planning.tasks import TaskFile
from ..text.typed import TYPE_CHECKING

if TYPE_CHECKING:  # without a repository there is none of these
    from .answers import Ignored, Link, Moved

ReadPlans = Callable[[], Iterable[TaskFile]]
"""Reads plans, once something has to be asked about one of them."""


class Facts(PathFacts):
    """One repository, asked one fact at a time and only when a rule needs it.

    Paths are normalised and relative to the repository root. An implementation answers from what it
    already knows where it can, and asks git once for all that it does not. Here nothing is known.
    """

    def root(self) -> str | None:
        """The absolute path of the repository root, with "/"; None where nothing is known at all."""

    def is_tracked(self, path: str) -> bool | None:
        """Whether git tracks, or the file system has, exactly this path as a file."""

    def is_directory(self, path: str) -> bool | None:
        """Whether the repository has a directory of exactly this path."""

    def with_extension(self, path: str) -> Sequence[str] | None:
        """The tracked files that are this path and an extension, sorted."""

    def other_spellings(self, path: str) -> Sequence[str] | None:
        """The tracked paths that equal this one but for case or Unicode form, sorted; never itself."""

    def ignored(self, paths: Collection[str]) -> Mapping[str, Ignored] | None:
        """Those of the paths that git ignores and does not track, and why."""

    def tracked(self) -> Sequence[str] | None:
        """Every path that git tracks, sorted, submodules included."""

    def lies_behind(self, path: str) -> Link | None:
        """The submodule, or the symbolic link out of the repository, that a path lies behind."""

    def moved(self, paths: Collection[str]) -> Mapping[str, Moved] | None:
        """Those of the paths that are no longer tracked, and were: in the history of HEAD."""

    def removed_ids(self, path: str, ids: Collection[str]) -> Mapping[str, str] | None:
        """Those of the ids that a commit took out of the tasks file of this path, and the commit."""

    def branches(self) -> Sequence[str] | None:
        """The names of all local branches."""

    def expect(
        self, paths: Collection[str], plans: ReadPlans = tuple, changed: Iterable[str] = ()
    ) -> None:
        """Say which tasks files a run has, and what changed: what is asked about one is asked for all at once."""

    def committed(self, path: str) -> bytes | None:
        """What HEAD has at this path; None also where it has nothing."""
