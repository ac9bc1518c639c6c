"""How far plans could be trusted: rates over executed plans, with intervals. Knows neither git nor formats.

Files of one plan go together, so a plan is one observation, however many files it has. An interval comes
from a bootstrap over plans: its standard error on the scale of log odds, times the quantile of
Student's t for so many plans. All or nothing has no spread to resample; there each plan counts as
one trial, which is exact. Plans that are all alike are so by chance: the error is at least half of that of
independent trials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log, sqrt

from ...text.typed import NamedTuple

FEWEST_PLANS = 10
"""A figure of fewer is no figure."""

RECORD = "modsquad-accuracy.json"
"""Where a repository keeps what was measured, at its root, if it wants plans to show it."""

_RESAMPLES = 1000
_SEED = 1
_COVERAGE = 0.95


class Executed(NamedTuple):
    """What a task declared, and what its commits changed: normalised paths.

    Attributes:
        undeclared: those of `changed` that it did not declare, areas and companions taken into account.
        untouched: those of its declarations that nothing of it changed.
    """

    id: str
    declared: frozenset[str]
    changed: frozenset[str]
    undeclared: frozenset[str]
    untouched: frozenset[str]


class ExecutedPlan(NamedTuple):
    """One plan after its work.

    Attributes:
        when: the date of its last commit, `2026-03-01`.
        apart: how many pairs of concurrent tasks declared no common file.
        collided: the pairs of these that changed a common file, as ids in file order.
    """

    name: str
    when: str
    tasks: tuple[Executed, ...]
    apart: int
    collided: tuple[tuple[str, str], ...]

    @property
    def kept_to_itself(self) -> bool:
        """Whether no task changed what it did not declare."""
        return not any(task.undeclared for task in self.tasks)


class Rate(NamedTuple):
    """A share of something, over plans.

    Attributes:
        hits: how often it was so, of `of`.
        plans: over so many plans that have any; fewer than `FEWEST_PLANS` are no figure.
        interval: where the true rate lies, in 95 of 100 histories; None without a figure.
        ahead: where the rate of half as many plans to come will lie, likewise.
    """

    hits: int
    of: int
    plans: int
    interval: tuple[float, float] | None = None
    ahead: tuple[float, float] | None = None

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there was nothing to share."""
        return self.hits / self.of if self.of else None


class Forgotten(NamedTuple):
    """A file that tasks changed without declaring it.

    Attributes:
        times: how many tasks.
        beside: the file of the same folder that most of them declared, if most who declare it change
            this one; None where there is none.
    """

    path: str
    times: int
    beside: str | None = None


class Accuracy(NamedTuple):
    """What the executed plans of a repository say of its plans.

    Attributes:
        declared: of the files that tasks changed, those that they declared.
        changed: of the files that tasks declared, those that they changed.
        kept: of the plans, those whose tasks all changed only what they declared.
        collided: of the pairs of concurrent tasks that declared no common file, those that changed one.
        forgotten: files that tasks changed without declaring them, the most frequent first.
    """

    plans: int
    tasks: int
    declared: Rate
    changed: Rate
    kept: Rate
    collided: Rate
    forgotten: Sequence[Forgotten]


def measure(plans: Sequence[ExecutedPlan]) -> Accuracy:
    """The rates over these plans; the same plans give the same figures on every machine."""
    declared = []
    changed = []
    for plan in plans:
        total = sum(len(task.changed) for task in plan.tasks)
        declared.append((total - sum(len(task.undeclared) for task in plan.tasks), total))
        total = sum(len(task.declared) for task in plan.tasks)
        changed.append((total - sum(len(task.untouched) for task in plan.tasks), total))
    return Accuracy(
        len(plans),
        sum(len(plan.tasks) for plan in plans),
        rate(declared),
        rate(changed),
        rate([(int(plan.kept_to_itself), 1) for plan in plans]),
        rate([(len(plan.collided), plan.apart) for plan in plans]),
        _forgotten([task for plan in plans for task in plan.tasks]),
    )


def _forgotten(tasks: Sequence[Executed]) -> Sequence[Forgotten]:
    times = Counter(path for task in tasks for path in task.undeclared)
    declared_by = Counter(path for task in tasks for path in task.declared)
    beside: dict[str, Counter[str]] = {path: Counter() for path in times}
    for task in tasks:
        folders: dict[str, list[str]] = {}
        for declared in task.declared:
            folders.setdefault(_folder(declared), []).append(declared)
        for path in task.undeclared:
            beside[path].update(folders.get(_folder(path), ()))
    found = []
    for path, number in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        nearest = min(beside[path].items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        is_usual = 2 * nearest[1] > max(number, declared_by[nearest[0]])
        found.append(Forgotten(path, number, nearest[0] if is_usual else None))
    return found


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def rate(counts: Sequence[tuple[int, int]]) -> Rate:
    """The rate over plans of which each has so many hits, of so many trials."""
    counts = [pair for pair in counts if pair[1]]
    hits, of = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    if len(counts) < FEWEST_PLANS:
        return Rate(hits, of, len(counts))
    if hits in {0, of}:
        return Rate(hits, of, len(counts), *(_unseen(len(counts) // part, hits) for part in (1, 3)))
    middle = _log_odds(hits, of)
    alone = sqrt(1 / hits + 1 / (of - hits))  # the error of trials that don't go together
    reach = _quantile(len(counts) - 1) * max(_error(counts), alone / 2)
    # Half as many plans have twice the variance, and this history's own comes on top.
    further, coming = reach * sqrt(3), max(1, of // 2)
    return Rate(
        *(hits, of, len(counts)),
        (_share(middle - reach), _share(middle + reach)),
        (_counted(middle - further, coming), _counted(middle + further, coming)),
    )


def _unseen(plans: int, hits: int) -> tuple[float, float]:
    """The rates at which so many plans would all be alike too often to be by chance, left out."""
    rare = 1 - ((1 - _COVERAGE) / 2) ** (1 / plans)
    return (1 - rare, 1.0) if hits else (0.0, rare)


def _error(counts: Sequence[tuple[int, int]]) -> float:
    """The standard error of the log odds, by resampling whole plans."""
    from random import Random

    number = len(counts)
    random = Random(_SEED)  # noqa: S311 - to draw plans again is no secret
    drawn = []
    for _ in range(_RESAMPLES):
        some = random.choices(counts, k=number)
        drawn.append(_log_odds(sum(hits for hits, _ in some), sum(of for _, of in some)))
    mean = sum(drawn) / len(drawn)
    variance = sum((one - mean) ** 2 for one in drawn) / (len(drawn) - 1)
    # A sample of so many varies a little less than what it was drawn from.
    return sqrt(variance * number / (number - 1))


def _log_odds(hits: int, of: int) -> float:
    return log((hits + 0.5) / (of - hits + 0.5))


def _share(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def _counted(log_odds: float, of: int) -> float:
    """The share of so many whose log odds these are: it can be 0 or 1, as a true rate hardly is."""
    return min(1.0, max(0.0, (_share(log_odds) * (of + 1) - 0.5) / of))


def _quantile(freedom: int) -> float:
    """Student's t for `_COVERAGE`, by the expansion about the normal distribution (Abramowitz and Stegun, 26.7.5)."""
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + _COVERAGE) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
