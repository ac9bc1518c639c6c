"""Rules about tasks that were at work at the same time, as git tells afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ...text.source import Place
from ...text.words import listed
from ..declarations import home_in
from ..draft import Draft, DraftRelated, Severity
from ..registry import COMPARISON, Subject, rule
from .judgement import Judgement

_MOST_BESIDE = 20
"""So many of the tasks that were at work beside one are looked for."""


@rule("MSQ607", "concurrent-change", Severity.ERROR, needs=(COMPARISON,))
def concurrent_change(subject: Subject) -> Iterator[Draft]:
    """Two concurrent tasks both changed a file.

    Known from the trailers of commits, each of which names one task. Two tasks are concurrent when neither
    waits for the other where the range begins, even indirectly, and neither is done, in whichever batches
    they are. Tasks that all declare the file take turns, and mergeable files are fine.

    ## Why

    Nothing kept the tasks apart, so that each may have changed the file without the other's change. Whether
    both survived is chance.

    ## Example

    Neither of `orders` and `portfolio` waits for the other, and commits of both change
    `backend/app/main.py`, which only `portfolio` declares.

    Instead, both declare it: then they take turns.

    ## Fix

    By hand: look whether both changes are there, and take one of them out if not. For the next time, have
    whoever owns the plan declare the path in both tasks, which keeps them apart.
    """
    judgement = subject.comparison.judged
    changed = _changed(judgement)
    shared = {path: by for path, by in changed.items() if len(by) > 1}
    if not shared:
        return
    number = subject.comparison.number
    merged = subject.comparison.merged_then(shared, subject.options.mergeable)
    for path, by_task in shared.items():
        ids = _concurrent(judgement, path, by_task)
        if not ids or judgement.plans.home(ids) != number:
            continue
        if path in merged or judgement.is_exempt(path, number):
            continue
        places = [_place_of(subject, ident, path) for ident in ids]
        by = listed([f'"{ident}" ({changed[path][ident]})' for ident in ids])
        yield Draft(
            places[0],
            f"{by} {'all' if ids[2:] else 'both'} changed {path}, and nothing kept the tasks apart",
            help="look whether both changes are there, and take one out if not; for the next time, have "
            "whoever owns the plan declare the path in both tasks",
            label=f'what "{ids[0]}" declares',
            related=tuple(
                DraftRelated(place, f'what "{ident}" declares')
                for place, ident in zip(places[1:], ids[1:], strict=True)
            ),
            changed_path=path,
        )


def _place_of(subject: Subject, ident: str, path: str) -> Place:
    """Where a task declares a path; what it declares instead when it does not."""
    holder = subject.comparison.judged.plans.after(path).by_place.get(
        (subject.comparison.number, ident)
    )
    if holder is not None and holder.place is not None:
        return holder.place
    return home_in(subject.file, ident)


def _changed(judgement: Judgement) -> dict[str, dict[str, str]]:
    """Each changed path to the tasks whose commits changed it, with the first commit of each."""
    changed: dict[str, dict[str, str]] = {}
    for unit, ids, *_ in judgement.attributed:
        if unit.commit is not None and len(ids) == 1:
            for change in unit.changes:
                changed.setdefault(change.path, {}).setdefault(ids[0], unit.commit)
    return changed


def _concurrent(judgement: Judgement, path: str, by: Iterable[str]) -> list[str]:
    """The tasks that changed a path beside one that does not declare it; those that do take turns."""
    plans, by = judgement.plans, list(by)
    held = plans.before(path) if plans.has_begun else plans.after(path)
    declaring = {holder.task for holder in held.each}
    found: set[str] = set()
    for ident in by:
        if ident not in declaring:
            beside = (other for other in by if plans.are_concurrent(ident, other))
            some = [*islice(beside, _MOST_BESIDE)]
            found.update((ident, *some) if some else ())
    return [ident for ident in by if ident in found]
