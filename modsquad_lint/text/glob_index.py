"""Which of very many glob patterns match a path; what a pattern means, `paths.matches` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from .paths import is_literal, is_rooted, matches
from .vocabulary import Budget

_PER_MATCH = 20
"""Steps to match a path with a pattern that needs a regular expression."""


class GlobIndex:
    """Patterns by what they ask for literally, so that a path meets only those that may match it."""

    def __init__(self, patterns: Sequence[str], budget: Budget) -> None:
        """Sort the patterns; what can't be sorted is matched one by one, within the budget."""
        self._patterns = patterns
        self._budget = budget
        self._names: dict[str, list[int]] = {}
        """A part of the path."""
        self._folders: dict[str, list[int]] = {}
        """A part of the path with something below it."""
        self._tops: dict[bool, dict[str, list[int]]] = {True: {}, False: {}}
        """A folder above the path; False: the path itself counts too."""
        self._endings: dict[int, dict[str, list[int]]] = {}
        """The end of a part of the path, by its length."""
        self._below: dict[str, list[int]] = {}
        """The first part of the path: it has to be matched."""
        self._others: list[int] = []
        for number, pattern in enumerate(patterns):
            self._place(pattern).append(number)

    def _place(self, pattern: str) -> list[int]:
        bare = pattern.rstrip("/")
        if is_literal(bare):
            return (self._names if bare == pattern else self._folders).setdefault(bare, [])
        if pattern.startswith("*.") and is_literal(pattern[1:]):
            alike = self._endings.setdefault(len(pattern) - 1, {})
            return alike.setdefault(pattern[1:], [])
        if is_rooted(pattern):
            return self._tops[bare != pattern].setdefault(pattern.strip("/"), [])
        first = pattern.strip("/").partition("/")[0]
        if "/" in bare and is_literal(first):
            return self._below.setdefault(first, [])
        return self._others

    def matching(self, path: str) -> list[int] | None:
        """The numbers of the patterns that match a normalised path, in order; None once the budget is spent."""
        parts = path.split("/")
        found = {number for numbers in self._literally(parts) for number in numbers}
        maybe = [*self._others, *self._below.get(parts[0], ())]
        if not self._budget.spend(_PER_MATCH * len(maybe)):
            return None
        found.update(number for number in maybe if matches(path, (self._patterns[number],)))
        return sorted(found)

    def _literally(self, parts: Sequence[str]) -> Iterator[Sequence[int]]:
        for part in parts:
            yield self._names.get(part, ())
            for length, endings in self._endings.items():
                yield endings.get(part[-length:], ())
        for part in parts[:-1]:
            yield self._folders.get(part, ())
        for above in accumulate(parts, "{}/{}".format):
            yield self._tops[False].get(above, ())
        for above in accumulate(parts[:-1], "{}/{}".format):
            yield self._tops[True].get(above, ())
