"""What git is asked about declared paths, for all plans of a run at once; knows no rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain

from ...planning.tasks import TaskFile
from ...rules.answers import Ignored, Moved
from ...rules.facts import ReadPlans
from ...text.tree import Tree
from ..folders import Folders, is_inside
from .formats import understood
from .ignores import may_be_asked
from .links import Links
from .removed import Removed
from .renames import became
from .repository import Repository, encode, names
from .together import Together


class Questions:
    """The questions about one repository, each with what is known of its answers.

    Attributes:
        union: which paths git merges by union.
        ignored: which it ignores, and why.
        moved: what became of paths that it no longer tracks.
        removed: which commit took a task out of its tasks file.
    """

    def __init__(
        self,
        repository: Repository,
        folders: Folders,
        tracked: Callable[[], Tree | None],
        plans: list[ReadPlans],
        changed: Collection[str],
        links: Links,
    ) -> None:
        """`plans` are those of the run, which are read when one of them is in doubt; `changed` are paths."""
        self._repository, self._folders, self._tracked = repository, folders, tracked
        self._unread = plans
        self._read: list[TaskFile] = []
        self._changed, self._links = changed, links
        self.union = Together(self._ask_union, self._reached)
        self.ignored = Together(self._ask_ignored, self._declared)
        self.moved = Together(self._ask_moved, self._missing)
        self.removed = Removed(repository)

    def _declared(self) -> Iterator[str]:
        """All that the plans declare, as written where it is unusual, and normalised."""
        while self._unread:
            # Whoever reads them may have a question, too.
            plans = self._unread.pop()
            self._read += plans()
        of_all = (file.tasks for file in self._read)
        return chain.from_iterable(chain(tasks.distinct, tasks.unusual) for tasks in of_all)

    def _reached(self) -> Iterator[str]:
        """What the plans declare, where links lead that, and what changed."""
        declared = [*self._declared()]
        return chain(declared, self._links.reached(declared), self._changed)

    def _ask_union(self, paths: Collection[str]) -> Mapping[str, bool]:
        asked = encode(filter(is_inside, paths))
        if not asked:
            return {}
        answer = self._repository.ask("check-attr", "-z", "--stdin", "merge", given=asked)
        fields = names(answer)
        # What is cut off is unknown.
        pairs = zip(fields[::3], fields[2::3], strict=False)
        return {path: True for path, value in pairs if value == "union"}

    def _ask_ignored(self, paths: Collection[str]) -> Mapping[str, Ignored]:
        asked = [path for path in paths if may_be_asked(path, self._folders)]
        # Without the index it neither reads that nor fails at a path in a submodule. "./" keeps
        # a name that starts with ":" from being a pattern.
        answer = self._repository.ask(
            *("check-ignore", "--no-index", "-z", "-v", "--stdin"),
            given=encode("./" + path for path in asked),
            accept=(0, 1),
        )
        fields = iter(names(answer))
        with understood():
            return {
                path.removeprefix("./"): Ignored(file, int(line), pattern)
                for file, line, pattern, path in zip(*([fields] * 4), strict=True)
                # The deciding pattern may be one that takes the path out again.
                if not pattern.startswith("!")
            }

    def _ask_moved(self, paths: Collection[str]) -> Mapping[str, Moved]:
        return became(self._repository, [*paths], self._tracked() or Tree(()))

    def _missing(self) -> Iterator[str]:
        """The declared paths of the run that git does not track."""
        known = self._tracked() or Tree(())
        return (
            path
            for path in self._declared()
            if path not in known and is_inside(path) and not self._folders.has_file(path)
        )
