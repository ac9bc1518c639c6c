"""Which known word an unknown one was probably meant to be, within a budget; knows nothing of tasks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_ENOUGH = 0.7
"""How alike two words must be, from 0 to 1, in the part in which they differ."""

_PER_COMPARISON = 100
"""To compare two words takes so many steps, and as many again as their letters multiplied."""
_PER_LETTER = 10
"""Steps to take a word in."""

_LONGEST = 100
"""Longer words are not compared: that would take time quadratic in their length."""

# Patterns are compiled when a word is first looked up: most runs look up none.
_PART = r"[A-Z]?[^\WA-Z_]+|[A-Z]+(?![a-z])"
_DIGITS = r"\d+"


_MOST = 40_000_000
"""One or two seconds for looking up near words, and for globs, whatever the files are like."""
_LARGE = 1_000_000


class Budget:
    """Steps that all look-ups of a run share: it changes, so that each sees what the others left."""

    def __init__(self, steps: int | None = None) -> None:
        self.left = _MOST if steps is None else steps

    def grow(self, characters: int) -> None:
        """Allow more for a text of so many characters; up to a million it makes no difference."""
        self.left += _MOST * max(0, characters - _LARGE) // _LARGE

    def spend(self, steps: int) -> bool:
        """Take so many steps; False where they are not left. Then nobody gets any more."""
        self.left -= steps
        return self.left >= 0


class Vocabulary:
    """Words that exist. Looking one up takes time linear in their number, and all look-ups are bounded."""

    def __init__(self, words: Iterable[str], budget: Budget | None = None) -> None:
        """Sort the words by their numbers: "task-3" is no misspelt "task-4".

        When the budget, its own unless others share it, is spent, there are no more suggestions.
        """
        self._alike: dict[tuple[str, ...], list[tuple[str, list[str]]]] = defaultdict(list)
        self._letters: dict[tuple[str, ...], int] = defaultdict(int)
        self._budget = Budget() if budget is None else budget
        for word in words:
            if len(word) > _LONGEST or not self._budget.spend(_PER_LETTER * len(word)):
                continue
            numbers = _numbers(word)
            self._alike[numbers].append((word, _parts(word)))
            self._letters[numbers] += len(word)

    def near(self, word: str) -> list[str]:
        """The words near this one, the nearest first; never itself. None once the budget is spent."""
        if len(word) > _LONGEST:
            return []
        numbers = _numbers(word)
        candidates = self._alike.get(numbers, [])
        steps = _PER_COMPARISON * len(candidates) + len(word) * self._letters.get(numbers, 0)
        if not self._budget.spend(steps):
            return []
        parts = _parts(word)
        rated = [(_likeness(parts, other), known) for known, other in candidates if known != word]
        rated.sort(key=lambda pair: -pair[0])
        return [known for likeness, known in rated if likeness]


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The end of a message: `; did you mean "x"?`, or nothing."""
    near = Vocabulary(words).near(word)
    return f'; did you mean "{near[0]}"?' if near else ""


def _numbers(word: str) -> tuple[str, ...]:
    return tuple(re.findall(_DIGITS, word))


def _parts(word: str) -> list[str]:
    return [part.casefold() for part in re.findall(_PART, word)]


def _likeness(parts: list[str], others: list[str]) -> float:
    """How alike two words are, from 0 to 1; 0 also when the parts that differ are not alike.

    Long ids often share most of their parts: "add-strategy-model" is not "add-strategy-router".
    """
    from difflib import SequenceMatcher

    start, most = 0, min(len(parts), len(others))
    while start < most and parts[start] == others[start]:
        start += 1
    end = 0
    while end < most - start and parts[-1 - end] == others[-1 - end]:
        end += 1
    one, other = ("".join(each[start : len(each) - end]) for each in (parts, others))
    same = 2 * sum(map(len, parts[:start] + parts[len(parts) - end :]))
    total = same + len(one) + len(other)
    if not one or not other:
        # The same word with other separators, or one that lacks a part.
        return same / total if total and same / total >= _ENOUGH else 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ENOUGH or matcher.quick_ratio() < _ENOUGH:
        return 0.0
    ratio = matcher.ratio()
    alike = same + ratio * (len(one) + len(other))
    return alike / total if ratio >= _ENOUGH else 0.0
