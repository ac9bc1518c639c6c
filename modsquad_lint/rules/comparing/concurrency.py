"""Rules about tasks that were at work at the same time, as git tells afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...planning.meanings import Meanings
from ...planning.options import MERGEABLE
from ...planning.plan import Plan, batch_of, make_plan
from ...planning.work import open_work
from ...text import paths
from ...text.source import Place
from ...text.typed import TYPE_CHECKING
from ...text.words import listed
from ..declarations import home_of, top_of
from ..finding import Draft, DraftRelated, Severity
from ..registry import COMPARISON, Subject, rule
from .judged import facts_then, judged

if TYPE_CHECKING:
    from .judgement import Judgement


@rule("MSQ607", "concurrent-change", Severity.ERROR, needs=(COMPARISON,))
def concurrent_change(subject: Subject) -> Iterator[Draft]:
    """Two concurrent tasks both changed a file.

    Known from the trailers of commits, each of which names one task. Two tasks are concurrent when the
    plan, as it was where the range begins, has them in one parallel batch and neither is done.
    Mergeable files are fine.

    ## Why

    The tasks ran side by side, so that each changed the file without the other's change. Whether both
    survived is chance.

    ## Example

    `orders` and `portfolio` are both in batch 1, and commits of both change `backend/app/main.py`.

    Instead, both declare it: then they take turns.

    ## Fix

    By hand: look whether both changes are there, and take one of them out if not. For the next time, have
    whoever owns the plan declare the path in both tasks, which keeps them apart.
    """
    judgement = judged(subject)
    changed = _changed(judgement)
    shared = {path: by for path, by in changed.items() if len(by) > 1}
    if not shared:
        return
    plan = _plan_before(subject, judgement)
    if plan is None:
        return
    mergeable = (*MERGEABLE, *subject.options.mergeable)
    union = facts_then(subject).union_merged(shared) or frozenset()
    for path, number, ids in _concurrent(shared, plan):
        is_exempt = judgement.is_exempt(path, subject.comparison.number)
        if path in union or is_exempt or paths.matches(path, mergeable):
            continue
        places = [_place_of(subject, ident, path) for ident in ids]
        by = listed([f'"{ident}" ({changed[path][ident]})' for ident in ids])
        yield Draft(
            places[0],
            f"{by} {'all' if ids[2:] else 'both'} changed {path}, and run side by side in batch {number}",
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
    claim = judged(subject).plans.after(path).in_file(subject.comparison.number, ident)
    if claim is not None and claim.place is not None:
        return claim.place
    task = subject.file.by_id.get(ident)
    return top_of(subject.file) if task is None else home_of(task)


def _changed(judgement: Judgement) -> dict[str, dict[str, str]]:
    """Each changed path to the tasks whose commits changed it, with the first commit of each."""
    changed: dict[str, dict[str, str]] = {}
    for unit, ids, *_ in judgement.answers:
        if unit.commit is not None and len(ids) == 1:
            for change in unit.changes:
                changed.setdefault(change.path, {}).setdefault(ids[0], unit.commit)
    return changed


def _plan_before(subject: Subject, judgement: Judgement) -> Plan | None:
    """The plan as it was where the range begins; as it is where there was none."""
    file = judgement.plans.files[subject.comparison.number].before
    if file is None or file is subject.file:
        return subject.predicted
    meanings = Meanings(subject.options.mergeable, facts_then(subject))
    return make_plan(open_work(file, meanings=meanings))


def _concurrent(
    changed: Mapping[str, Mapping[str, str]], plan: Plan
) -> Iterator[tuple[str, int, list[str]]]:
    """Paths that several tasks of one parallel batch changed, with its number and those tasks."""
    batches = batch_of(plan)
    for path, by in changed.items():
        together: dict[int, list[str]] = {}
        for ident in by:
            if ident in batches and batches[ident].parallel:
                together.setdefault(batches[ident].number, []).append(ident)
        for number, ids in together.items():
            if len(ids) > 1:
                yield path, number, ids
