"""What a tasks file says should not be reported about it, and whether that had an effect.

Two forms (design section 8): `lint_ignore` in a task holds for the findings in that task, a comment at
the end of a YAML line for the findings on that line. An intersection stands in all of its tasks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from .finding import Draft
from .light import NamedTuple
from .source import Place, Source, Span
from .tasks import TaskFile


class Suppression(NamedTuple):
    """One code, prefix or name in a suppression, and where it stands."""

    place: Place | Span
    selector: str
    codes: frozenset[str]


class Suppressions:
    """All suppressions of one file."""

    def __init__(
        self, source: Source, file: TaskFile, select: Callable[[str], frozenset[str]]
    ) -> None:
        """Find them; `select` gives the codes that a selector stands for."""
        self._source = source
        self._file = file
        self._by_steps: dict[tuple[str | int, ...], list[Suppression]] = defaultdict(list)
        self._by_line: dict[int, list[Suppression]] = defaultdict(list)
        for steps, entry in file.placed_entries() if "lint_ignore" in file.keys else ():
            ignores = entry.get("lint_ignore") if isinstance(entry, dict) else None
            for index, selector in enumerate(ignores if isinstance(ignores, list) else ()):
                if isinstance(selector, str):
                    place = Place((*steps, "lint_ignore", index))
                    self._by_steps[steps].append(Suppression(place, selector, select(selector)))
        for line, comments in file.document.ignores().items():
            for selector, span in comments:
                self._by_line[line].append(Suppression(span, selector, select(selector)))

    def __iter__(self) -> Iterator[Suppression]:
        """Those in tasks, then those in comments, each in the order of the text."""
        for suppressions in (*self._by_steps.values(), *self._by_line.values()):
            yield from suppressions

    def of(self, code: str, draft: Draft, *, everywhere: bool) -> tuple[list[Suppression], bool]:
        """Those that speak of a draft, and whether they silence it.

        A finding is silenced where it stands. One that belongs to all of its places is about each pair
        of them, and is silenced when each pair has a side that accepts it.
        """
        places = [draft.place]
        if everywhere:
            places += [related.place for related in draft.related]
        accepting = [
            [suppression for suppression in self._around(place) if code in suppression.codes]
            for place in places
        ]
        refusing = sum(not suppressions for suppressions in accepting)
        found = [suppression for suppressions in accepting for suppression in suppressions]
        return found, bool(found) and refusing <= (1 if everywhere else 0)

    def _around(self, place: Place | Span) -> Iterator[Suppression]:
        if self._by_steps and isinstance(place, Place):
            yield from self._by_steps.get(self._file.task_steps(place) or (), ())
        if self._by_line:
            span = place if isinstance(place, Span) else self._file.document.span(place)
            yield from self._by_line.get(self._source.position(span.start).line, ())
