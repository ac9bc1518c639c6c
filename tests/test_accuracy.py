"""Rates over executed plans: exact counts, and intervals that cover the truth in simulated histories."""

from __future__ import annotations

from random import Random

import pytest

from modsquad_lint.planning.decisions import accuracy
from modsquad_lint.planning.decisions.accuracy import (
    Accuracy,
    Executed,
    ExecutedPlan,
    Forgotten,
    Rate,
    measure,
    rate,
)


def task(ident: str, declared: str, changed: str) -> Executed:
    said, done = frozenset(declared.split()), frozenset(changed.split())
    return Executed(ident, said, done, done - said, said - done)


def test_what_is_counted() -> None:
    plans = [
        ExecutedPlan(
            "one", "2026-01-01", (task("a", "x y", "x z"), task("b", "w", "w z")), 1, (("a", "b"),)
        ),
        ExecutedPlan("two", "2026-01-02", (task("a", "x", "x"), task("b", "", "")), 1, ()),
        ExecutedPlan("none", "2026-01-03", (), 0, ()),
    ]
    assert measure(plans) == Accuracy(
        plans=3,
        tasks=4,
        declared=Rate(3, 5, 2),
        changed=Rate(3, 4, 2),
        kept=Rate(2, 3, 3),
        collided=Rate(1, 2, 2),
        forgotten=[Forgotten("z", 2)],
    )


def test_nothing_is_no_figure() -> None:
    assert measure([]) == Accuracy(
        0, 0, Rate(0, 0, 0), Rate(0, 0, 0), Rate(0, 0, 0), Rate(0, 0, 0), []
    )
    assert rate([]).share is None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(4, 5)] * 9, (36, 45, 9, None, None)),
        ([(4, 5), (3, 5)] * 10, (70, 100, 20, (0.65, 0.74), (0.61, 0.78))),
        ([(5, 5)] * 10, (50, 50, 10, (0.69, 1.0), (0.29, 1.0))),
        ([(0, 1)] * 40, (0, 40, 40, (0.0, 0.09), (0.0, 0.25))),
        ([(0, 0)] * 40, (0, 0, 0, None, None)),
    ],
)
def test_intervals(counts: list[tuple[int, int]], expected: tuple[object, ...]) -> None:
    found = rate(counts)
    assert found == rate(counts)
    rounded = [side and tuple(round(edge, 2) for edge in side) for side in found[3:]]
    assert (*found[:3], *rounded) == expected


def test_the_quantile_is_that_of_tables() -> None:
    assert [round(accuracy._quantile(freedom), 3) for freedom in (9, 19, 29, 99)] == [
        2.262,
        2.093,
        2.045,
        1.984,
    ]


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_they_cover_the_truth(spread: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans alike, and plans that differ: the latter is where intervals of single files are too narrow."""
    monkeypatch.setattr(accuracy, "_RESAMPLES", 60)
    random = Random(7)  # noqa: S311 - a simulation
    truth, histories = 0.77, 250

    def counts(plans: int) -> list[tuple[int, int]]:
        found = []
        for _ in range(plans):
            of = max(1, round(random.lognormvariate(1.2, 0.8)))
            own = random.betavariate(truth * 4, (1 - truth) * 4) if spread else truth
            found.append((sum(random.random() < own for _ in range(of)), of))
        return found

    covered = foreseen = 0
    for _ in range(histories):
        found, later = rate(counts(24)), counts(12)
        assert found.interval is not None
        assert found.ahead is not None
        covered += found.interval[0] <= truth <= found.interval[1]
        share = sum(hits for hits, _ in later) / sum(of for _, of in later)
        foreseen += found.ahead[0] <= share <= found.ahead[1]
    assert 0.92 <= covered / histories <= 0.98
    assert foreseen / histories >= 0.9
