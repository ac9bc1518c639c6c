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
        # below one, and those above it where there are some.
        self._wide: dict[str, int] = {}
        self._below: dict[str, int] = {}
        self._above: dict[str, set[int]] = {}
        for name, holders in names:
            (self._wide if is_wide(holders, tasks) else self._below)[name] = 0

    def first(self, names: Sequence[str], at: int) -> int:
        """The first number from `at` on of which it is not known at once that it is taken."""
        below = self._below
        for name in names:
            if name in below and below[name] > at:
                at = below[name]
        return at

    def closed(self, names: Sequence[str], at: int) -> int:
        """The numbers of those kept as bits, shifted so that `at` is the first."""
        closed = 0
        for name in names if self._wide else ():
            closed |= self._wide.get(name, 0) >> at
        return closed

    def numbers(self, names: Sequence[str]) -> Iterable[int]:
        """The numbers of all others, as far as `first` does not say it."""
        above = self._above
        return chain.from_iterable([above[name] for name in names if name in above])

    def take(self, names: Sequence[str], number: int) -> None:
        """Take a number."""
        for name in names:
            if name in self._wide:
                self._wide[name] |= 1 << number
            elif name in self._below:
                if number != self._below[name]:
                    self._above.setdefault(name, set()).add(number)
                    continue
                after = number + 1
                above = self._above.get(name, set())
                while after in above:
                    above.remove(after)
                    after += 1
                self._below[name] = after


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
        at = self._owners.first(inside, self._anyone.first(owned, at))
        closed = self._anyone.closed(owned, at) | self._owners.closed(inside, at)
        taken = {*self._anyone.numbers(owned), *self._owners.numbers(inside)}
        while (free := (~closed & (closed + 1)).bit_length() - 1) + at in taken:
            closed |= 1 << free
        number = at + free
        self._anyone.take(owned, number)
        if self._has_areas:
            self._anyone.take(inside, number)
            self._owners.take(owned, number)
        return number
