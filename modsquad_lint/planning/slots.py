"""In which batches or turns files are taken, as numbers from 0; knows neither tasks nor plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain


def is_wide(holders: Sequence[int], tasks: int) -> bool:
    """Whether so many of the tasks share a file that a bit for each task takes no more room than they."""
    return 64 * len(holders) > tasks


class Slots:
    """For each shared file the numbers at which it is taken; memory grows with what the files have holders."""

    def __init__(self, shared: Mapping[str, Sequence[int]], tasks: int) -> None:
        """Begin with nothing taken; `shared` has the holders of each file, all of so many tasks."""
        # As bits, of which all files together are quickly asked; of the files of few tasks as numbers.
        self._wide = {path: 0 for path, holders in shared.items() if is_wide(holders, tasks)}
        self._narrow: dict[str, list[int]] = {path: [] for path in shared if path not in self._wide}

    def take_first(self, files: Sequence[str], at: int = 0) -> int:
        """Take the first number, from `at` on, at which none of these files is taken; files of one task are free."""
        if not files:
            return at
        wide = [path for path in files if path in self._wide]
        narrow = [self._narrow[path] for path in files if path in self._narrow]
        taken = set(chain.from_iterable(narrow)) if narrow else ()
        closed = 0
        for path in wide:
            closed |= self._wide[path] >> at
        while (free := (~closed & (closed + 1)).bit_length() - 1) + at in taken:
            closed |= 1 << free
        number = at + free
        for path in wide:
            self._wide[path] |= 1 << number
        for numbers in narrow:
            numbers.append(number)
        return number
