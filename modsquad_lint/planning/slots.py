"""In which batches or turns files are taken, as numbers from 0; knows neither tasks nor plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from .holdings import Shares


def is_wide(holders: Sequence[int], tasks: int) -> bool:
    """Whether so many of the tasks share a file that a bit for each task takes no more room than they."""
    return 64 * len(holders) > tasks


class _Taken:
    """For each name the numbers at which it is taken; memory grows with what the names have holders."""

    def __init__(self, names: Iterable[tuple[str, Sequence[int]]], tasks: int) -> None:
        # As bits, of which all names together are quickly asked; of those of few tasks as numbers: all
        # below one, and those above it.
        self._wide: dict[str, int] = {}
        self._below: dict[str, int] = {}
        self._above: dict[str, set[int]] = {}
        for name, holders in names:
            if is_wide(holders, tasks):
                self._wide[name] = 0
            else:
                self._below[name] = 0
                self._above[name] = set()

    def first(self, names: Sequence[str]) -> int:
        """All numbers below this one are taken for some of these."""
        return max([self._below[name] for name in names if name in self._below], default=0)

    def closed(self, names: Sequence[str], at: int) -> int:
        """The numbers of those kept as bits, shifted so that `at` is the first."""
        closed = 0
        for name in names:
            if name in self._wide:
                closed |= self._wide[name] >> at
        return closed

    def numbers(self, names: Sequence[str]) -> Iterable[int]:
        """The numbers of all others, as far as `first` does not say it."""
        return chain.from_iterable([self._above[name] for name in names if name in self._above])

    def take(self, names: Sequence[str], number: int) -> None:
        """Take a number."""
        for name in names:
            if name in self._wide:
                self._wide[name] |= 1 << number
            elif name in self._above:
                above = self._above[name]
                above.add(number)
                while self._below[name] in above:
                    above.remove(self._below[name])
                    self._below[name] += 1


class Slots:
    """For each shared file and area the numbers at which it is taken: by anyone, and by its owners."""

    def __init__(self, shared: Shares, tasks: int) -> None:
        """Begin with nothing taken; the holders are among so many tasks."""
        self._anyone = _Taken(shared.holders.items(), tasks)
        areas = [(name, shared.holders[name]) for name in shared.inside if name in shared.holders]
        self._owners = _Taken(areas, tasks)
        self._has_areas = bool(areas)

    def take_first(self, owned: Sequence[str], inside: Sequence[str] = (), at: int = 0) -> int:
        """Take the first number, from `at` on, at which none of these is in the way.

        What is owned keeps out everyone, and areas of which only a part is needed, `inside`, their owners.
        Names that nobody shares are free.
        """
        if not owned and not inside:
            return at
        at = max(at, self._anyone.first(owned), self._owners.first(inside))
        closed = self._anyone.closed(owned, at)
        taken = set(self._anyone.numbers(owned))
        if inside:
            closed |= self._owners.closed(inside, at)
            taken.update(self._owners.numbers(inside))
        while (free := (~closed & (closed + 1)).bit_length() - 1) + at in taken:
            closed |= 1 << free
        number = at + free
        self._anyone.take(owned, number)
        if self._has_areas:
            self._anyone.take(inside, number)
            self._owners.take(owned, number)
        return number
