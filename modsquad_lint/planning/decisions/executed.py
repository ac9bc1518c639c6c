"""Which tasks of which plans a history executed: commits that name tasks, held against the plans of their time.

Plain data in and out; knows neither git nor formats. Which paths a declared one covers it is told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from ...text.typed import NamedTuple
from ..ancestors import Waits
from ..readers.names import name_of
from .accuracy import Executed, ExecutedPlan

MOST_IN_PAIRS = 500
"""Executed tasks of one plan of which each two are compared."""

NO_PLAN, LATER, SEVERAL = "no plan has the id", "the plan came later", "several plans have the id"


class Work(NamedTuple):
    """A commit that names tasks.

    Attributes:
        at: its position in the history, 0 the oldest.
        when: its date, `2026-03-01`.
        ids: as it names them.
        paths: all that it changed, both sides of renames.
        branch: the branch that a merge brought it from; "" for none.
    """

    at: int
    when: str
    ids: tuple[str, ...]
    paths: frozenset[str]
    branch: str = ""


class Recorded(NamedTuple):
    """A task as a plan had it: its declared paths, normalised, and the ids that it waits for."""

    id: str
    declared: frozenset[str]
    needs: tuple[str, ...]


class PlanVersion(NamedTuple):
    """A plan from a position in the history on, until its next version; tasks in file order."""

    at: int
    tasks: Mapping[str, Recorded]


Covers = Callable[[frozenset[str], frozenset[str]], frozenset[str]]
"""Which of the changed paths are declared, areas and companions taken into account."""


class Attribution(NamedTuple):
    """What was executed, and what could not be attributed.

    Attributes:
        plans: with at least one executed task, by the date of their last commit, then by name.
        left_out: why a commit's name of a task was left out, and how often.
        unknown: the ids that no plan has, each with how often, the most frequent first.
        uncompared: plans with too many executed tasks to compare each two of them.
    """

    plans: tuple[ExecutedPlan, ...]
    left_out: Mapping[str, int]
    unknown: tuple[tuple[str, int], ...]
    uncompared: tuple[str, ...]


def attribute(
    works: Sequence[Work],
    plans: Mapping[str, Sequence[PlanVersion]],
    is_exempt: Callable[[str], bool],
    covers: Covers,
) -> Attribution:
    """Hold works, the oldest first, against the plans by name, each with its versions in order."""
    holders = defaultdict(list)
    for name, versions in plans.items():
        for ident in dict.fromkeys(ident for version in versions for ident in version.tasks):
            holders[ident].append(name)
    left_out: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    done: dict[str, dict[str, _Done]] = {}
    for work in works:
        for written in work.ids:
            ident, names = _meant(written, holders)
            found = _plan_of(ident, work, names, plans)
            if isinstance(found, str):
                left_out[found] += 1
                if found == NO_PLAN:
                    unknown[written] += 1
                continue
            name, task = found
            known = done.setdefault(name, {}).setdefault(ident, _Done(task))
            known.when = max(known.when, work.when)
            known.paths.update(path for path in work.paths if not is_exempt(path))
    executed = []
    uncompared = []
    for name, tasks in done.items():
        executed.append(_executed_plan(name, tasks, plans[name], covers))
        if len(tasks) > MOST_IN_PAIRS:
            uncompared.append(name)
    executed.sort(key=lambda plan: (plan.when, plan.name))
    return Attribution(
        tuple(executed),
        dict(sorted(left_out.items())),
        tuple(sorted(unknown.items(), key=lambda item: (-item[1], item[0]))),
        tuple(sorted(uncompared)),
    )


class _Done:
    """One task while its commits are gathered."""

    def __init__(self, task: Recorded) -> None:
        self.task = task
        self.when = ""
        self.paths: set[str] = set()


def _meant(written: str, holders: Mapping[str, Sequence[str]]) -> tuple[str, Sequence[str]]:
    """The id that somebody wrote, alone or behind the name of its plan, and the plans that may be meant."""
    name, colon, short = written.rpartition(":")
    if colon and written not in holders:
        return short, [plan for plan in holders.get(short, ()) if name_of(plan) == name]
    return written, holders.get(written, ())


def _plan_of(
    ident: str, work: Work, names: Sequence[str], plans: Mapping[str, Sequence[PlanVersion]]
) -> tuple[str, Recorded] | str:
    """The one plan that has the id at that time, with the task as it was; or why there is none.

    Of several it is the one that the branch names.
    """
    found = []
    for name in names:
        versions = plans[name]
        at = bisect_right([version.at for version in versions], work.at)
        # A later version may have dropped what is done.
        tasks = next((v.tasks for v in reversed(versions[:at]) if ident in v.tasks), None)
        if tasks is not None:
            found.append((name, tasks[ident]))
    if len(found) > 1:
        parts = work.branch.split("/")
        found = [one for one in found if name_of(one[0]) in parts] or found
    if len(found) == 1:
        return found[0]
    if found:
        return SEVERAL
    return LATER if names else NO_PLAN


def _executed_plan(
    name: str, done: Mapping[str, _Done], versions: Sequence[PlanVersion], covers: Covers
) -> ExecutedPlan:
    tasks = []
    for ident, one in done.items():
        declared, changed = one.task.declared, frozenset(one.paths)
        covered = covers(declared, changed)
        untouched = frozenset(path for path in declared if not covers(frozenset({path}), changed))
        tasks.append(Executed(ident, declared, changed, changed - covered, untouched))
    apart, collided = 0, []
    if len(tasks) <= MOST_IN_PAIRS:
        needs = {task.id: task.needs for version in versions for task in version.tasks.values()}
        order = Waits(needs | {ident: one.task.needs for ident, one in done.items()})
        for first, second in combinations(tasks, 2):
            if order.are_ordered(first.id, second.id) or _meet(first, second, covers):
                continue
            apart += 1
            if not first.changed.isdisjoint(second.changed):
                collided.append((first.id, second.id))
    when = max(one.when for one in done.values())
    return ExecutedPlan(name, when, tuple(tasks), apart, tuple(collided))


def _meet(first: Executed, second: Executed, covers: Covers) -> bool:
    """Whether two tasks declared a common file, or one an area with a file of the other."""
    if not first.declared or not second.declared:
        return True  # what they change was not known: they were not declared to be apart
    return bool(covers(first.declared, second.declared) or covers(second.declared, first.declared))
