"""Looks for a schedule of few tasks that takes fewer turns than a list schedule; knows no plan.

Turn by turn, it keeps the most promising sets of tasks that may be done by then. Where it never has to
leave one out, what it finds is the optimum. Tasks are bits of a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..holdings import Shares

MOST_STEPS = 4_000_000
"""How many looks at a task or a file a search may take, the turns an equal part each: about a second."""

_MOST_KEPT = 600
"""How many sets of tasks are kept for each turn."""

_MOST_NEXT = 60
"""In how many ways one of them is continued."""

_MOST_FILES = 64
"""How many sets of tasks that share a file say what must follow: the largest."""


class Search:
    """The schedules of some tasks: what each needs, and whom it keeps out."""

    def __init__(
        self,
        needs: Sequence[Sequence[int]],
        tails: Sequence[int],
        shared: Shares,
        steps: int = MOST_STEPS,
    ) -> None:
        """Of tasks with these dependencies, longest chains after them, and shared files."""
        self._tails = tails
        self._needs = [sum(1 << needed for needed in each) for each in needs]
        self._clash = [0] * len(needs)
        files: set[int] = set()
        for name, holders in shared.holders.items():
            owners, anyone = shared.owners(name), sum(1 << task for task in holders)
            files.add(owning := sum(1 << task for task in owners))
            for task in owners:
                self._clash[task] |= anyone & ~(1 << task)
            for task in shared.inside.get(name, ()):
                self._clash[task] |= owning
        self._files = sorted(files, key=lambda file: (-file.bit_count(), file))[:_MOST_FILES]
        # The longest tail first, then whoever keeps most others out.
        self._order = sorted(
            range(len(needs)), key=lambda task: (-tails[task], -self._clash[task].bit_count(), task)
        )
        self._all = (1 << len(needs)) - 1
        self._steps = steps
        self._left = 0

    def fewest_turns(self, fewer_than: int, least: int) -> int:
        """The turns of the best schedule that was found; `fewer_than` where none takes fewer.

        It ends at one that takes `least` turns.
        """
        kept = [0]
        for turn in range(1, fewer_than):
            self._left = self._steps // fewer_than
            ahead = self._ahead(kept)
            if self._all in ahead:
                return turn
            left = fewer_than - 1 - turn
            ranked = sorted((bound, -done.bit_count(), done) for done, bound in ahead.items())
            kept = [
                done
                for bound, _, done in ranked[:_MOST_KEPT]
                if max(bound[0], least - turn) <= left
            ]
            if not kept:
                break
        return fewer_than

    def _ahead(self, kept: Sequence[int]) -> dict[int, tuple[int, int]]:
        """What may be done a turn after one of these sets, as far as the steps last, and what is left then."""
        ahead: dict[int, tuple[int, int]] = {}
        for done in kept:
            for new in self._next(done):
                if done | new not in ahead:
                    ahead[done | new] = self._left_of(done | new)
            if self._left < 0:
                break
        return ahead

    def _left_of(self, done: int) -> tuple[int, int]:
        """How many turns must follow, and the sum of what says so, to tell apart those that are alike."""
        left = self._all & ~done
        chains = [self._tails[task] + 1 for task in _bits(left)]
        most = [(file & left).bit_count() for file in self._files]
        self._left -= len(chains) + len(most)
        return max(*chains, *most, 0, 0), sum(chains) + sum(count * count for count in most)

    def _next(self, done: int) -> Iterator[int]:
        """Sets of tasks that may come next, of which none could hold one more; the most urgent first."""
        ready = [
            task for task in self._order if not done >> task & 1 and not self._needs[task] & ~done
        ]
        self._left -= len(self._order)
        found = 0
        # What was chosen, what may still be, and from where on in the order.
        todo = [(0, sum(1 << task for task in ready), 0)]
        seen: set[int] = set()
        while todo and found < _MOST_NEXT and (self._left >= 0 or not found):
            chosen, free, at = todo.pop()
            self._left -= 1
            while at < len(ready) and not free >> ready[at] & 1:
                at += 1
            if at == len(ready):
                self._left -= len(ready)
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
