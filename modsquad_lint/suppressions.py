"""What a tasks file says should not be reported about it, and whether that had an effect.

Two forms (design section 8): `lint_ignore` in a task holds for findings with a place in that task, a
comment at the end of a YAML line for findings with a place on that line. A place is the finding's own or
a related one: an intersection belongs to all of its tasks.
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
        for steps, entry in file.entries if "lint_ignore" in file.keys else ():
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

    def of(self, code: str, draft: Draft) -> Iterator[Suppression]:
        """Those that silence a draft."""
        if not self._by_steps and not self._by_line:
            return
        for place in (draft.place, *(related.place for related in draft.related)):
            for suppression in self._around(place):
                if code in suppression.codes:
                    yield suppression

    def _around(self, place: Place | Span) -> Iterator[Suppression]:
        if self._by_steps and isinstance(place, Place):
            yield from self._by_steps.get(self._file.task_steps(place) or (), ())
        if self._by_line:
            span = place if isinstance(place, Span) else self._file.document.span(place)
            yield from self._by_line.get(self._source.position(span.start).line, ())
