"""One question to git about paths, asked of many at once; knows no question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from ...text.typed import Any
from .repository import GitFailedError


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
        self._is_one_by_one = False
        self._asked: set[str] = set()
        self._found: dict[str, Any] = {}

    def of(self, paths: Collection[str]) -> dict[str, Any] | None:
        """The answers for those of the paths that have one; None where git can't say."""
        fresh = [path for path in paths if path not in self._asked]
        if fresh and not self._is_one_by_one:
            others = {*self._others()}.difference(fresh, self._asked)
            try:
                self._learn([*fresh, *sorted(others)])
            except GitFailedError:
                # It may fail at what somebody else declares.
                self._is_one_by_one = True
        if fresh and self._is_one_by_one:
            try:
                self._learn(fresh)
            except GitFailedError:
                return None
        return {path: self._found[path] for path in paths if path in self._found}

    def _learn(self, paths: Collection[str]) -> None:
        self._found.update(self._ask(paths))
        self._asked.update(paths)
