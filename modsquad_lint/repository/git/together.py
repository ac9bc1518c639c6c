"""One question to git about many things, asked of all of them at once; knows no question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import starmap

from ...text.typed import TYPE_CHECKING, Any
from .repository import GitFailedError

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TypeVar

    T = TypeVar("T")
    Steps = Generator[None, None, T]
    """Work that stops where the next step needs git, so that others can say what they expect."""


def in_step(works: Iterable[Steps[T]]) -> list[T]:
    """What each of these comes to; each waits before a step until all others have done the one before."""
    found: dict[int, T] = {}

    def run(number: int, work: Steps[T]) -> Steps[None]:
        found[number] = yield from work

    waiting = list(starmap(run, enumerate(works)))
    while waiting:
        waiting = [work for work in waiting if next(work, "done") is None]
    return [found[number] for number in sorted(found)]


class Expected:
    """Answers to one question, asked of all that is expected when the first answer is needed.

    `ask` answers for each in turn, and raises GitFailedError where it cannot.
    """

    def __init__(self, ask: Callable[[Sequence[Any]], Iterable[Any]]) -> None:
        self._ask = ask
        self._waiting: dict[Any, None] = {}
        self._found: dict[Any, Any] = {}

    def expect(self, things: Iterable[Any]) -> None:
        """Ask about these, too."""
        self._waiting.update((each, None) for each in things if each not in self._found)

    def of(self, things: Collection[Any]) -> dict[Any, Any]:
        """The answer about each of these."""
        self.expect(things)
        if not self._waiting.keys().isdisjoint(things):
            asked = [*self._waiting]
            self._found.update(zip(asked, self._ask(asked), strict=True))
            self._waiting.clear()
        return {each: self._found[each] for each in things}


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
