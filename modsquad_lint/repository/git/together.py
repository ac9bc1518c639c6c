"""Answers of git about paths, asked for all plans of a run at once; knows no question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain

from ...planning.tasks import TaskFile, Tasks
from ...rules.facts import Plans
from ...text.typed import Any
from .repository import GitFailedError


class Run:
    """The plans of a run, read when the first of them is in doubt."""

    def __init__(self) -> None:
        self._unread: list[Plans] = []
        self._read: list[TaskFile] = []

    def expect(self, plans: Plans) -> None:
        """More plans."""
        self._unread.append(plans)

    def tasks(self) -> Iterator[Tasks]:
        """The tasks of each."""
        while self._unread:
            # Whoever reads them may have a question, too.
            plans = self._unread.pop()
            self._read += plans()
        return (file.tasks for file in self._read)

    def declared(self) -> Iterator[str]:
        """All that is declared, as written where it is unusual, and normalised."""
        return chain.from_iterable(chain(tasks.distinct, tasks.unusual) for tasks in self.tasks())


class Together:
    """What one question came to for each path; what was asked once is known.

    `ask` answers for those paths of which there is something to say, and raises GitFailedError where it
    cannot; `others` are the paths of which it will be asked, too.
    """

    def __init__(
        self,
        ask: Callable[[Collection[str]], Mapping[str, Any]],
        others: Callable[[], Iterable[str]],
    ) -> None:
        self._ask, self._others = ask, others
        self._asked: set[str] = set()
        self._found: dict[str, Any] = {}

    def of(self, paths: Collection[str]) -> dict[str, Any] | None:
        """The answers for those of the paths that have one; None where git can't say."""
        fresh = [path for path in paths if path not in self._asked]
        if fresh:
            others = {*self._others()}.difference(fresh, self._asked)
            try:
                self._learn([*fresh, *sorted(others)])
            except GitFailedError:
                try:  # it may fail at what somebody else declares
                    self._learn(fresh)
                except GitFailedError:
                    return None
        return {path: self._found[path] for path in paths if path in self._found}

    def _learn(self, paths: Collection[str]) -> None:
        self._found.update(self._ask(paths))
        self._asked.update(paths)
