"""Rules about tasks that were at work at the same time, as git tells afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..planning.options import MERGEABLE
from ..planning.plan import Plan, batch_of
from ..text import paths
from ..text.words import listed
from .declarations import answering_tasks, place_of
from .finding import Draft, DraftRelated, Severity
from .registry import COMPARISON, PLAN, Subject, rule


@rule("MSQ607", "concurrent-change", Severity.ERROR, needs=(COMPARISON, PLAN))
def concurrent_change(subject: Subject) -> Iterator[Draft]:
    """Two tasks of one parallel batch both changed a file.

    Known from the trailers of commits, each of which names one task. Mergeable files are fine.

    ## Why

    The tasks ran side by side, so that each changed the file without the other's change. Whether both
    survived is chance.

    ## Example

    `orders` and `portfolio` are both in batch 1, and commits of both change `backend/app/main.py`.

    ## Fix

    By hand: look whether both changes are there. Then declare the path in both tasks, which keeps them
    apart, or take it out of one.
    """
    changed: dict[str, dict[str, str]] = {}
    for unit in subject.comparison.units:
        tasks = answering_tasks(subject.file, unit)
        if unit.commit is not None and tasks is not None and len(tasks) == 1:
            for change in unit.changes:
                changed.setdefault(change.path, {}).setdefault(tasks[0].id, unit.commit)
    shared = _concurrent(changed, subject.plan)
    if not shared:
        return
    mergeable = (*MERGEABLE, *subject.options.mergeable)
    union = subject.facts.union_merged({path for path, _, _ in shared}) or frozenset()
    own = {subject.source.path, subject.comparison.kept}
    for path, number, ids in shared:
        if path in union or path in own or paths.matches(path, mergeable):
            continue
        first, *others = (subject.file.by_id[ident] for ident in ids)
        by = listed([f'"{ident}" ({changed[path][ident]})' for ident in ids])
        yield Draft(
            place_of(first, path),
            f"{by} {'all' if others[1:] else 'both'} changed {path}, and run side by side in batch {number}",
            help="look whether both changes are there; declare the path in both tasks",
            label=f'what "{first.id}" declares',
            related=tuple(
                DraftRelated(place_of(other, path), f'what "{other.id}" declares')
                for other in others
            ),
            changed_path=path,
        )


def _concurrent(
    changed: Mapping[str, Mapping[str, str]], plan: Plan
) -> list[tuple[str, int, list[str]]]:
    """Paths that several tasks of one parallel batch changed, with its number and those tasks."""
    batches = batch_of(plan)
    found = []
    for path, by in changed.items():
        together: dict[int, list[str]] = {}
        for ident in by:
            if batches[ident].parallel:
                together.setdefault(batches[ident].number, []).append(ident)
        found += [(path, number, ids) for number, ids in together.items() if len(ids) > 1]
    return found
