"""What a tasks file says should not be reported about it, and whether that had an effect.

Two forms (design section 8): `lint_ignore` in a task holds for the findings in that task, a comment at
the end of a YAML line for the findings on that line. An intersection stands in all of its tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ..planning.tasks import TaskFile
from ..rules.draft import Draft
from ..rules.registry import COMPARISON, Rule, UnusedIgnore
from ..text.source import Place, Source, Span
from ..text.typed import NamedTuple

Reach = tuple[str | int, ...] | int
"""What a suppression holds for: the steps to a task, or the number of a line."""


class Suppression(NamedTuple):
    """One code, prefix or name in a suppression, where it stands, and what it holds for."""

    place: Place | Span
    selector: str
    codes: frozenset[str]
    reach: Reach


class Suppressions:
    """All suppressions of one file; remembers which of them had an effect."""

    def __init__(
        self,
        source: Source,
        file: TaskFile,
        select: Callable[[str], frozenset[str]],
        *,
        forgiven: Collection[tuple[str, str]] | None = None,
    ) -> None:
        """Find them.

        Args:
            source: the text.
            file: its tasks.
            select: gives the codes that a selector stands for.
            forgiven: of findings about changes only these are silenced, by task and code; None for all.
        """
        self._forgiven = forgiven
        self._source = source
        self._file = file
        found = (*_in_tasks(file), *_in_comments(file))
        self._all = [
            Suppression(place, selector, select(selector), reach)
            for reach, selector, place in found
        ]
        # A task may have thousands of them, and thousands of findings.
        self._codes: dict[Reach, set[str]] = {}
        for suppression in self._all:
            self._codes.setdefault(suppression.reach, set()).update(suppression.codes)
        self._in_tasks = any(isinstance(reach, tuple) for reach in self._codes)
        self._in_comments = any(isinstance(reach, int) for reach in self._codes)
        self._effective: set[tuple[Reach, str]] = set()
        self.codes = frozenset().union(*self._codes.values())
        """The rules that are spoken of anywhere."""

    def silence(self, rule: Rule, draft: Draft) -> bool:
        """Whether a draft of a rule is silenced; whatever speaks of it had an effect.

        A finding is silenced where it stands. One that belongs to all of its places is about each pair
        of them, and is silenced when each pair has a side that accepts it.
        """
        if rule.code not in self.codes:
            return False
        places = [draft.place]
        if rule.everywhere:
            places += [related.place for related in draft.related]
        accepting = [
            [reach for reach in self._around(place) if rule.code in self._codes.get(reach, ())]
            for place in places
        ]
        self._effective.update((reach, rule.code) for reaches in accepting for reach in reaches)
        refusing = sum(not reaches for reaches in accepting)
        if self._forgiven is not None and COMPARISON in rule.needs:
            place = draft.place
            ident = self._file.task_id(place.steps) if isinstance(place, Place) else None
            if (ident, rule.code) not in self._forgiven:
                return False
        return refusing < len(places) and refusing <= (1 if rule.everywhere else 0)

    def by_task(self) -> frozenset[tuple[str, str]]:
        """What is silenced in which task: ids, each with a code; whether in the task or in a comment."""
        found = set()
        lines = self._task_of_line() if self._in_comments else {}
        for suppression in self._all:
            reach = suppression.reach
            ident = lines.get(reach) if isinstance(reach, int) else self._file.task_id(reach)
            if ident is not None:
                found |= {(ident, code) for code in suppression.codes}
        return frozenset(found)

    def _task_of_line(self) -> dict[int, str]:
        """The task that each line lies in."""
        found: dict[int, str] = {}
        for task in self._file.tasks:
            span = self._file.document.span(Place(task.steps))
            first, last = (self._source.position(at).line for at in (span.start, span.end))
            found.update(dict.fromkeys(range(first, last + 1), task.id))
        return found

    def without_effect(self, looked: Collection[str]) -> Iterator[UnusedIgnore]:
        """Those that silenced nothing, though all their rules `looked` where they stand.

        First those in tasks, then those in comments, each in the order of the text.
        """
        if not self._all:
            return
        sound = {task.steps for task in self._file.tasks}
        for suppression in self._all:
            place = suppression.place
            could_speak = isinstance(place, Span) or self._file.task_steps(place.steps) in sound
            could_speak = could_speak and suppression.codes.issubset(looked)
            # Of equal ones each has the effect of all.
            effects = {(suppression.reach, code) for code in suppression.codes}
            if could_speak and self._effective.isdisjoint(effects):
                yield UnusedIgnore(place, suppression.selector, bool(suppression.codes))

    def _around(self, place: Place | Span) -> Iterator[Reach]:
        if self._in_tasks and isinstance(place, Place):
            yield self._file.task_steps(place.steps) or ()
        if self._in_comments:
            span = place if isinstance(place, Span) else self._file.document.span(place)
            yield self._source.line_number(span.start)


_Found = tuple[Reach, str, Place | Span]


def _in_tasks(file: TaskFile) -> Iterator[_Found]:
    for steps, entry in file.placed_entries() if "lint_ignore" in file.keys else ():
        ignores = entry.get("lint_ignore") if isinstance(entry, dict) else None
        for index, selector in enumerate(ignores if isinstance(ignores, list) else ()):
            if isinstance(selector, str):
                yield steps, selector, Place((*steps, "lint_ignore", index))


def _in_comments(file: TaskFile) -> Iterator[_Found]:
    for line, comments in file.document.ignores().items():
        for selector, span in comments:
            yield line, selector, span
