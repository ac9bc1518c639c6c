"""Looks for a schedule of few tasks that takes fewer turns than a list schedule; knows no plan.

Turn by turn, it keeps the most promising sets of tasks that may be done by then. Where it never has to
leave one out, what it finds is the optimum. Tasks are bits of a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ..holdings import Shares

_MOST_KEPT = 600
"""How many sets of tasks are kept for each turn."""

_MOST_NEXT = 60
"""In how many ways one of them is continued."""


class Search:
    """The schedules of some tasks: what each needs, and whom it keeps out."""

    def __init__(
        self, needs: Sequence[Sequence[int]], tails: Sequence[int], shared: Shares
    ) -> None:
        """Of tasks with these dependencies, longest chains after them, and shared files."""
        self._tails = tails
        self._needs = [sum(1 << needed for needed in each) for each in needs]
        self._clash = [0] * len(needs)
        self._files = []
        for name, holders in shared.holders.items():
            inside = shared.inside.get(name, ())
            for one, other in combinations(holders, 2):
                if not (one in inside and other in inside):
                    self._clash[one] |= 1 << other
                    self._clash[other] |= 1 << one
            self._files.append(sum(1 << task for task in shared.owners(name)))
        # The longest tail first, then whoever keeps most others out.
        self._order = sorted(
            range(len(needs)), key=lambda task: (-tails[task], -self._clash[task].bit_count(), task)
        )
        self._all = (1 << len(needs)) - 1

    def fewest_turns(self, fewer_than: int, least: int) -> int:
        """The turns of the best schedule that was found; `fewer_than` where none takes fewer.

        It ends at one that takes `least` turns.
        """
        kept = [0]
        for turn in range(1, fewer_than):
            ahead = {done | new for done in kept for new in self._next(done)}
            if self._all in ahead:
                return turn
            left = fewer_than - 1 - turn
            ranked = sorted((self._left_of(done), -done.bit_count(), done) for done in ahead)
            kept = [
                done
                for bound, _, done in ranked[:_MOST_KEPT]
                if max(bound[0], least - turn) <= left
            ]
            if not kept:
                break
        return fewer_than

    def _left_of(self, done: int) -> tuple[int, int]:
        """How many turns must follow, and the sum of what says so, to tell apart those that are alike."""
        left = self._all & ~done
        longest = max((self._tails[task] + 1 for task in _bits(left)), default=0)
        most = [(file & left).bit_count() for file in self._files]
        weight = sum(self._tails[task] + 1 for task in _bits(left))
        return max(longest, *most, 0), weight + sum(count * count for count in most)

    def _next(self, done: int) -> Iterator[int]:
        """Sets of tasks that may come next, of which none could hold one more; the most urgent first."""
        ready = [
            task for task in self._order if not done >> task & 1 and not self._needs[task] & ~done
        ]
        found = 0
        # What was chosen, what may still be, and from where on in the order.
        todo = [(0, sum(1 << task for task in ready), 0)]
        seen: set[int] = set()
        while todo and found < _MOST_NEXT:
            chosen, free, at = todo.pop()
            while at < len(ready) and not free >> ready[at] & 1:
                at += 1
            if at == len(ready):
                if chosen not in seen and self._is_full(chosen, ready):
                    seen.add(chosen)
                    found += 1
                    yield chosen
                continue
            task = ready[at]
            if self._clash[task] & free:  # without it another may come instead
                todo.append((chosen, free & ~(1 << task), at + 1))
            todo.append((chosen | 1 << task, free & ~(1 << task) & ~self._clash[task], at + 1))

    def _is_full(self, chosen: int, ready: Sequence[int]) -> bool:
        return all(chosen >> task & 1 or self._clash[task] & chosen for task in ready)


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
