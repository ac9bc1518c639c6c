"""The plan, against the source document and against a second planner written straight from section 4."""

from __future__ import annotations

import fnmatch
import json
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from works import KnownPaths, planned, tasks_file, work_of

from modsquad_lint.planning.meanings import Meanings
from modsquad_lint.planning.plan import (
    Metrics,
    Plan,
    Rating,
    batch_of,
    make_plan,
    rate,
    rounded,
)
from modsquad_lint.text.paths import normalise

SAMPLES = Path(__file__).parent.parent / "sample_tasks"


def task(ident: str, *files: str, after: str = "", squad: str | None = None) -> dict[str, Any]:
    entry = {"id": ident, "file_modifications": [*files], "dependencies": after.split()}
    return entry if squad is None else {**entry, "squad": squad}


def plan_of(*entries: dict[str, Any], mergeable: tuple[str, ...] = ()) -> Plan:
    return planned([*entries], Meanings(mergeable))[1]


def described(plan: Plan) -> list[tuple[str, bool, str]]:
    return [
        (" ".join(task.id for task in batch.tasks), batch.parallel, batch.reason)
        for batch in plan.batches
    ]


def as_document(plan: Plan) -> dict[str, Any]:
    """What the source document shows, from a plan."""
    return {
        "batches": [
            {
                "batch_id": batch.number,
                "tasks": [task.id for task in batch.tasks],
                "parallel": batch.parallel,
                "reason": batch.reason,
            }
            for batch in plan.batches
        ],
        "metrics": {
            **plan.metrics._asdict(),
            "intersections": [
                {
                    "file": intersection.file,
                    "tasks": [task.id for task in intersection.tasks],
                    "resolution": "Sequential execution required",
                }
                for intersection in plan.intersections
            ],
        },
    }


@pytest.mark.parametrize("number", range(1, 7))
def test_the_documents_examples(number: int) -> None:
    folder = SAMPLES / f"example_{number}"
    _, plan = planned(json.loads((folder / "tasks.json").read_bytes()))
    assert as_document(plan) == json.loads((folder / "batch_results.json").read_bytes())


def test_the_documents_last_example() -> None:
    before = plan_of(*(task(f"add-router-{n}", f"routers/r{n}.py", "main.py") for n in (1, 2, 3)))
    after = plan_of(
        task("add-routers", "routers/r1.py", "routers/r2.py", "routers/r3.py"),
        task("register-routers", "main.py", after="add-routers"),
    )
    assert before.metrics == Metrics(3, 3, 0.0, 1.0)
    # the document says 50 %, against its own formula: section 4, point 10
    assert after.metrics == Metrics(2, 2, 0.0, 1.0)


def test_the_documents_metrics_guide() -> None:
    # Its third batch, two sequential tasks, is a serial one: two squads and one file.
    plan = plan_of(
        *(task(f"a{n}", f"a{n}.py") for n in range(4)),
        *(task(f"b{n}", f"b{n}.py", after="a0") for n in range(3)),
        *(task(f"c{n}", "c.py", after="b0", squad=f"s{n}") for n in range(2)),
        task("d", "d.py", after="c0 c1"),
    )
    assert [(len(batch.tasks), batch.parallel) for batch in plan.batches] == [
        (4, True),
        (3, True),
        (2, False),
        (1, False),
    ]
    assert plan.metrics == Metrics(10, 4, 70.0, 2.5)
    assert plan.rating == Rating("Good", "Minor optimization")


REASONS = {
    "one task": ([task("a", "a")], [("a", False, "Single task")]),
    "one task that another waits for": (
        [task("a", "a"), task("b", "b", after="a")],
        [("a", False, "Required by subsequent tasks"), ("b", False, "Depends on: a")],
    ),
    "dependencies in the order written, each once": (
        [task("a", "a"), task("b", "b"), task("c", "c", after="b a b")],
        [("a b", True, "No file intersections detected"), ("c", False, "Depends on: b, a")],
    ),
    "several batches to wait for": (
        [
            task("a", "f"),
            task("b", "f"),
            task("c", "f"),
            task("d", "d", after="c"),
            task("e", "e", after="a"),
        ],
        [
            ("a", False, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with subsequent tasks"),
            ("c", False, "File intersection with previous tasks"),
            ("d e", True, "Both depend on batches 1, 3, no file intersections"),
        ],
    ),
    "three that wait": (
        [task("a", "a"), *(task(ident, ident, after="a") for ident in "bcd")],
        [
            ("a", False, "Required by subsequent tasks"),
            ("b c d", True, "All depend on batch 1, no file intersections"),
        ],
    ),
    "three that wait for two batches": (
        [task("a", "a"), task("b", "a"), *(task(ident, ident, after="a b") for ident in "cde")],
        [
            ("a", False, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with previous tasks"),
            ("c d e", True, "All depend on batches 1, 2, no file intersections"),
        ],
    ),
    "mergeable files of tasks that wait are not spoken of": (
        [
            task("a", "a"),
            task("b", "b", "requirements.txt", after="a"),
            task("c", "c", "requirements.txt", after="a"),
        ],
        [
            ("a", False, "Required by subsequent tasks"),
            ("b c", True, "Both depend on batch 1, no file intersections"),
        ],
    ),
    "a parallel batch of a split level": (
        [task("a", "f"), task("b", "f"), task("c", "c"), task("d", "f", "c")],
        [
            ("a c", True, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with subsequent tasks"),
            ("d", False, "File intersection with previous tasks"),
        ],
    ),
    "a split level that waits": (
        [task("a", "a"), task("b", "f", after="a"), task("c", "f", after="a")],
        [
            ("a", False, "Required by subsequent tasks"),
            ("b", False, "File intersection with subsequent tasks"),
            ("c", False, "File intersection with previous tasks"),
        ],
    ),
    "the first batch with room, not the last": (
        [task("a", "f"), task("b", "f"), task("c", "g"), task("d", "g")],
        [
            ("a c", True, "File intersection with subsequent tasks"),
            ("b d", True, "File intersection with previous tasks"),
        ],
    ),
    "squads take turns, files by first declaration": (
        [
            task("a", "z", "requirements.txt", "m", squad="A"),
            task("b", "m", "requirements.txt", "q", squad="B"),
            task("c", "q", "z", "own", squad="C"),
        ],
        [("a b c", False, "File intersection: z, m, q")],
    ),
    "squads of which one has two tasks": (
        [task("a", "f", squad="A"), task("b", "f", squad="B"), task("c", "f", squad="A")],
        [
            ("a", False, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with subsequent tasks"),
            ("c", False, "File intersection with previous tasks"),
        ],
    ),
    "squads of which one is missing": (
        [task("a", "f", squad="A"), task("b", "f")],
        [
            ("a", False, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with previous tasks"),
        ],
    ),
    "squads of which one has no name": (
        [task("a", "f", squad="A"), task("b", "f", squad="")],
        [
            ("a", False, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with previous tasks"),
        ],
    ),
    "squads of which two do not meet": (
        [
            task("a", "f", squad="A"),
            task("b", "f", "g", squad="B"),
            task("c", "g", squad="C"),
        ],
        [
            ("a c", True, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with previous tasks"),
        ],
    ),
    "squads that meet only at a mergeable file": (
        [task("a", "CHANGELOG.md", squad="A"), task("b", "CHANGELOG.md", squad="B")],
        [("a b", True, "Independent tasks, CHANGELOG.md merge handled")],
    ),
    "the noun is a directory that all have": (
        [
            task("a", "x/routers/a.py", "x/models/a.py", "x/requirements.txt"),
            task("b", "x/models/b.py", "x/requirements.txt", "y/routers/b.py"),
        ],
        [("a b", True, "Independent models, requirements.txt merge handled")],
    ),
    "the noun is the alphabetically first": (
        [
            task("a", "a/views/a", "z/models/a", "requirements-dev.txt", "CHANGELOG.md"),
            task("b", "a/views/b", "CHANGELOG.md", "z/models/b", "requirements-dev.txt"),
        ],
        [("a b", True, "Independent models, requirements-dev.txt, CHANGELOG.md merge handled")],
    ),
    "no noun at the root, nor where only the mergeable file lies": (
        [task("a", "a.py", "lib/CHANGELOG.md"), task("b", "b.py", "lib/CHANGELOG.md")],
        [("a b", True, "Independent tasks, CHANGELOG.md merge handled")],
    ),
    "one path in several spellings": (
        [task("a", ".\\app//main.py", "app/main.py"), task("b", "app/x/../main.py")],
        [
            ("a", False, "File intersection with subsequent tasks"),
            ("b", False, "File intersection with previous tasks"),
        ],
    ),
    "tasks without files": (
        [task("a"), task("b")],
        [("a b", True, "No file intersections detected")],
    ),
}


@pytest.mark.parametrize(("entries", "batches"), REASONS.values(), ids=REASONS)
def test_reasons(entries: list[dict[str, Any]], batches: list[tuple[str, bool, str]]) -> None:
    assert described(plan_of(*entries)) == batches


NO_PLAN = {
    "no tasks": [],
    "wrong shape": [task("a"), {"id": "b"}],
    "repeated id": [task("a"), task("a")],
    "unknown dependency": [task("a", after="b")],
    "self-dependency": [task("a", after="a")],
    "knot": [task("a", after="b"), task("b", after="a")],
}


@pytest.mark.parametrize("entries", NO_PLAN.values(), ids=NO_PLAN)
def test_no_plan(entries: list[dict[str, Any]]) -> None:
    assert make_plan(work_of(entries)) is None


UNION = {
    "nothing shared": ([task("a", "x"), task("b", "y")], False),
    "shared and mergeable by pattern": (
        [task("a", "x", "CHANGELOG.md"), task("b", "CHANGELOG.md")],
        False,
    ),
    "shared on two levels": ([task("a", "x"), task("b", "x", after="a")], False),
    "shared on one level": ([task("a", "x"), task("b", "x", "y")], True),
}


@pytest.mark.parametrize(("entries", "asks"), UNION.values(), ids=UNION)
def test_the_repository_is_asked_once_and_only_when_it_matters(
    entries: list[dict[str, Any]], asks: bool
) -> None:
    known = KnownPaths(union=["x"])
    _, plan = planned(entries, Meanings((), known))
    assert known.asked == ([["x", "y"]] if asks else [])
    assert plan.intersections == ()


def test_union_merged_files_are_merge_handled() -> None:
    known = KnownPaths(union=["x/log"])
    entries = [task("a", "x/a", "x/log"), task("b", "x/b", "x/log")]
    _, plan = planned(entries, Meanings((), known))
    assert described(plan) == [("a b", True, "Independent x, log merge handled")]
    assert [(item.file, item.level, len(item.tasks)) for item in plan.merge_handled] == [
        ("x/log", 0, 2)
    ]


def test_configured_globs_are_added_to_the_defaults() -> None:
    entries = [task("a", "x.lock", "CHANGELOG.md"), task("b", "x.lock", "CHANGELOG.md")]
    plan = plan_of(*entries, mergeable=("*.lock",))
    assert described(plan) == [
        ("a b", True, "Independent tasks, x.lock, CHANGELOG.md merge handled")
    ]


def test_a_file_that_intersects_on_two_levels_is_two_intersections() -> None:
    plan = plan_of(
        task("a", "x", "y"),
        task("b", "y", "x"),
        task("c", "y", "x", after="a"),
        task("d", "x", "y", after="a"),
        task("e", "x", after="c"),
    )
    assert [
        (item.level, item.file, "".join(task.id for task in item.tasks))
        for item in plan.intersections
    ] == [(0, "x", "ab"), (0, "y", "ab"), (1, "y", "cd"), (1, "x", "cd")]


def test_shared_files_are_of_all_levels_and_not_mergeable() -> None:
    work = work_of(
        [
            task("a", "y", "x", "CHANGELOG.md", "log"),
            task("b", ".\\x", "CHANGELOG.md", "log", after="a"),
            task("c", "y", "z"),
        ],
        Meanings((), KnownPaths(union=["log"])),
    )
    assert list(work.holdings.contested.holders.items()) == [("y", [0, 2]), ("x", [0, 1])]


@given(st.lists(st.text(st.sampled_from("./\\\na"), max_size=8), max_size=3))
@examples(500)
def test_declared_files_are_normalised_and_each_once(written: list[str]) -> None:
    assert [*tasks_file([task("a", *written)]).tasks.files[0]] == list(
        dict.fromkeys(map(normalise, written))
    )


def test_batch_of() -> None:
    plan = plan_of(task("a", "x"), task("b", "x"), task("c", "y"))
    assert {ident: batch.number for ident, batch in batch_of(plan).items()} == {
        "a": 1,
        "c": 1,
        "b": 2,
    }


@pytest.mark.parametrize(
    ("percent", "speedup", "name"),
    [
        (80.0, 2.5, "Excellent"),
        (79.9, 2.5, "Good"),
        (80.0, 2.49, "Good"),
        (60.0, 1.8, "Good"),
        (59.9, 9.0, "Fair"),
        (100.0, 1.79, "Fair"),
        (40.0, 1.4, "Fair"),
        (39.9, 1.4, "Poor"),
        (40.0, 1.39, "Poor"),
        (20.0, 1.2, "Poor"),
        (19.9, 1.2, "Critical"),
        (20.0, 1.19, "Critical"),
        (0.0, 1.0, "Critical"),
    ],
)
def test_rating_is_the_worse_of_two_columns(percent: float, speedup: float, name: str) -> None:
    assert rate(percent, speedup).name == name


@pytest.mark.parametrize(
    ("dividend", "divisor", "digits", "quotient"),
    [
        (200, 3, 1, 66.7),
        (5, 3, 2, 1.67),
        (100, 16, 1, 6.3),  # 6.25: a half goes up
        (9, 8, 2, 1.13),
        (107, 40, 2, 2.68),  # 2.675, which is no binary fraction
        (0, 7, 1, 0.0),
    ],
)
def test_rounded(dividend: int, divisor: int, digits: int, quotient: float) -> None:
    assert rounded(dividend, divisor, digits) == quotient


# A second planner, written from section 4 and from nothing else. Slow, and in another manner: it
# compares every pair of tasks.


def naive_normal(path: str) -> str:
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def naive_mergeable(path: str) -> bool:
    name = path.rsplit("/", maxsplit=1)[-1]
    return fnmatch.fnmatchcase(name, "requirements*.txt") or name == "CHANGELOG.md"


class NaivePlanner:
    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self.entries = {entry["id"]: entry for entry in entries}
        self.needs = {ident: entry["dependencies"] for ident, entry in self.entries.items()}
        self.files = {
            ident: [naive_normal(path) for path in entry["file_modifications"]]
            for ident, entry in self.entries.items()
        }
        self.batches: list[dict[str, Any]] = []
        self.intersections: list[dict[str, Any]] = []

    def level(self, ident: str) -> int:
        return max((1 + self.level(needed) for needed in self.needs[ident]), default=0)

    def common(self, one: str, other: str) -> list[str]:
        return [path for path in self.files[one] if path in self.files[other]]

    def intersect(self, one: str, other: str) -> bool:
        return any(not naive_mergeable(path) for path in self.common(one, other))

    def shared(self, idents: list[str]) -> list[str]:
        return list(
            dict.fromkeys(
                path
                for ident in idents
                for path in self.files[ident]
                if any(path in self.files[other] for other in idents if other != ident)
            )
        )

    def plan(self) -> dict[str, Any]:
        for level in range(1 + max(map(self.level, self.entries))):
            self.plan_level([ident for ident in self.entries if self.level(ident) == level])
        parallel = sum(len(batch["tasks"]) for batch in self.batches if batch["parallel"])
        total = len(self.entries)
        return {
            "batches": self.batches,
            "metrics": {
                "total_tasks": total,
                "total_batches": len(self.batches),
                "parallelization_percent": half_up(Fraction(100 * parallel, total), 1),
                "speedup_factor": half_up(Fraction(total, len(self.batches)), 2),
                "intersections": self.intersections,
            },
        }

    def plan_level(self, idents: list[str]) -> None:
        pairs = list(combinations(idents, 2))
        contested = [path for path in self.shared(idents) if not naive_mergeable(path)]
        squads = [self.entries[ident].get("squad") for ident in idents]
        for path in contested:
            self.intersections.append(
                {
                    "file": path,
                    "tasks": [ident for ident in idents if path in self.files[ident]],
                    "resolution": "Sequential execution required",
                }
            )
        if not contested:
            self.add(idents, self.reason(idents), parallel=len(idents) >= 2)
        elif (
            all(self.intersect(*pair) for pair in pairs)
            and None not in squads
            and len(set(squads)) == len(squads)
        ):
            self.add(idents, "File intersection: " + ", ".join(contested), parallel=False)
        else:
            groups: list[list[str]] = []
            for ident in idents:
                for group in groups:
                    if not any(self.intersect(ident, other) for other in group):
                        group.append(ident)
                        break
                else:
                    groups.append([ident])
            for group in groups[:-1]:
                reason = "File intersection with subsequent tasks"
                self.add(group, reason, parallel=len(group) >= 2)
            reason = "File intersection with previous tasks"
            self.add(groups[-1], reason, parallel=len(groups[-1]) >= 2)

    def add(self, idents: list[str], reason: str, *, parallel: bool) -> None:
        self.batches.append(
            {
                "batch_id": len(self.batches) + 1,
                "tasks": idents,
                "parallel": parallel,
                "reason": reason,
            }
        )

    def reason(self, idents: list[str]) -> str:
        needed = list(dict.fromkeys(other for ident in idents for other in self.needs[ident]))
        merged = [path for path in self.shared(idents) if naive_mergeable(path)]
        if len(idents) == 1 and needed:
            return "Depends on: " + ", ".join(needed)
        if len(idents) == 1:
            is_needed = any(idents[0] in needs for needs in self.needs.values())
            return "Required by subsequent tasks" if is_needed else "Single task"
        if needed:
            numbers = [
                str(batch["batch_id"])
                for batch in self.batches
                if any(other in batch["tasks"] for other in needed)
            ]
            return (
                f"{'Both' if len(idents) == 2 else 'All'} depend on "
                f"batch{'es' if len(numbers) > 1 else ''} {', '.join(numbers)}, no file intersections"
            )
        if merged:
            names = ", ".join(path.split("/")[-1] for path in merged)
            return f"Independent {self.noun(idents)}, {names} merge handled"
        return "No file intersections detected"

    def noun(self, idents: list[str]) -> str:
        folders = [
            {
                path[: path.rindex("/")]
                for path in self.files[ident]
                if "/" in path and not naive_mergeable(path)
            }
            for ident in idents
        ]
        nouns = sorted(folder.split("/")[-1] for folder in set.intersection(*folders))
        return nouns[0] if nouns else "tasks"


def half_up(value: Fraction, digits: int) -> float:
    scale = int(10**digits)
    return int(value * scale + Fraction(1, 2)) / scale


PATHS = (
    "app/main.py",
    ".\\app//main.py",
    "app/./x/../main.py",
    "app/a.py",
    "app\\b.py",
    "lib/app/a.py",
    "lib/models/c.ts",
    "./d",
    "e.py",
    "requirements.txt",
    "lib//requirements-dev.txt",
    "lib/CHANGELOG.md",
)


@st.composite
def task_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.permutations("abcdefghij"[: draw(st.integers(1, 10))]))
    few = draw(st.integers(1, len(PATHS)))
    paths = st.lists(
        st.sampled_from(PATHS[:few] if draw(st.booleans()) else PATHS[-few:]), max_size=4
    )
    squads = st.sampled_from(draw(st.sampled_from([(None,), ("A", "B", None), (*"ABCDEF",)])))
    most = draw(st.integers(0, 3))
    entries = [
        task(
            name,
            *draw(paths),
            after=" ".join(
                draw(st.lists(st.sampled_from(names[:at]), max_size=most)) if at else ()
            ),
            squad=draw(squads),
        )
        for at, name in enumerate(names)
    ]
    return draw(st.permutations(entries))


@given(task_lists())
@examples(500)
def test_the_plan_is_that_of_a_second_planner(entries: list[dict[str, Any]]) -> None:
    unique = [
        {**entry, "dependencies": [*dict.fromkeys(entry["dependencies"])]} for entry in entries
    ]
    assert as_document(plan_of(*entries)) == NaivePlanner(unique).plan()


@given(st.integers(1, 12), st.data())
@examples(150)
def test_squads_take_turns_exactly_when_every_two_tasks_intersect(
    count: int, data: st.DataObject
) -> None:
    paths = st.lists(st.sampled_from("abcde"), unique=True, min_size=1)
    entries = [task(f"t{n}", *data.draw(paths), squad=f"s{n}") for n in range(count)]
    assert as_document(plan_of(*entries)) == NaivePlanner(entries).plan()


MANY = 5_000


@pytest.mark.parametrize(
    ("entries", "batches"),
    [
        pytest.param([task(f"t{n}", "main.py") for n in range(MANY)], MANY, id="one file"),
        pytest.param(
            [task(f"t{n}", "ab"[n % 2], "cd"[n % 2], squad=f"s{n}") for n in range(MANY)],
            MANY // 2,
            id="two halves, a squad each",
        ),
        pytest.param(
            [task(f"t{n}", *{*"abc"} - {"abc"[n % 3]}, squad=f"s{n}") for n in range(MANY)],
            1,
            id="thirds that all meet, a squad each",
        ),
        pytest.param(
            [task(f"t{n}", "x", after=f"t{n - 1}" if n else "") for n in range(MANY)],
            MANY,
            id="a chain",
        ),
    ],
)
def test_large_files(entries: list[dict[str, Any]], batches: int) -> None:
    plan = plan_of(*entries)
    assert (plan.metrics.total_tasks, plan.metrics.total_batches) == (MANY, batches)
