"""Priced suggestions and explanations: each is what the planner makes of the changed tasks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from works import KnownPaths, planned

from modsquad_lint.planning.meanings import Meanings
from modsquad_lint.planning.options import Options
from modsquad_lint.planning.pricing.rewrites import Rewrite
from modsquad_lint.planning.pricing.simulator import Figures, Simulator, Suggestion, figures
from modsquad_lint.planning.pricing.suggest import remedies, suggest
from modsquad_lint.planning.pricing.why import Why, explain
from modsquad_lint.planning.tasks import Task

SAMPLES = Path(__file__).parent.parent / "sample_tasks"


def task(ident: str, *files: str, after: str = "", squad: str | None = None) -> dict[str, Any]:
    entry = {"id": ident, "file_modifications": [*files], "dependencies": after.split()}
    return entry if squad is None else {**entry, "squad": squad}


def suggested(*entries: dict[str, Any], options: Options | None = None) -> list[Suggestion]:
    return [*suggest(Simulator(*planned([*entries]), options)).found]


def why(ident: str, *entries: dict[str, Any]) -> Why:
    return explain(*planned([*entries]), ident)


def entries_of(tasks: list[Task]) -> list[dict[str, Any]]:
    return [task(one.id, *one.files, after=" ".join(one.dependencies)) for one in tasks]


def example(number: int) -> list[dict[str, Any]]:
    text = (SAMPLES / f"example_{number}" / "tasks.json").read_bytes()
    return cast("list[dict[str, Any]]", json.loads(text)["tasks"])


def short(figures: Figures) -> tuple[int, int, int, float, str]:
    return (
        figures.tasks,
        figures.batches,
        figures.turns,
        figures.parallelization_percent,
        figures.rating.name,
    )


ROUTERS = [task(f"add-router-{n}", f"routers/r{n}.py", "main.py") for n in (1, 2, 3)]


def test_the_documents_last_example_before_and_after() -> None:
    by_kind = {suggestion.kind: suggestion for suggestion in suggested(*ROUTERS)}
    both = by_kind["register-all"]
    assert short(both.before) == (3, 3, 3, 0.0, "Critical")
    assert short(both.after) == (2, 2, 2, 0.0, "Critical")
    assert entries_of([*both.tasks]) == [
        task("add-routers", "routers/r1.py", "routers/r2.py", "routers/r3.py"),
        task("register-routers", "main.py", after="add-routers"),
    ]
    alone = by_kind["register"]
    assert short(alone.after) == (4, 2, 2, 75.0, "Good")
    assert entries_of([*alone.tasks]) == [
        *(task(f"add-router-{n}", f"routers/r{n}.py") for n in (1, 2, 3)),
        task("register-routers", "main.py", after="add-router-1 add-router-2 add-router-3"),
    ]


def test_example_6_is_combined_as_the_document_says() -> None:
    market = "backend/app/routers/market.py"
    all_three = '"add-market-cache", "add-market-logging" and "add-market-metrics"'
    assert [
        (item.kind, item.title, item.cost, short(item.after)) for item in suggested(*example(6))
    ] == [
        (
            "split",
            f"split {market} so that each of {all_three} has a part of its own",
            f"{market} becomes 3 files",
            (3, 1, 1, 100.0, "Excellent"),
        ),
        (
            "combine",
            f'combine {all_three} into one task, "add-market"',
            "one worker does the work of 3 tasks, in 4 files",
            (1, 1, 1, 0.0, "Critical"),
        ),
        (
            "register",
            f"move {market} out of {all_three} into one task that depends on them",
            "one more task, register-market",
            (4, 2, 2, 75.0, "Good"),
        ),
        (
            "register-all",
            (
                f'combine {all_three} into one task, "add-market",'
                f" and move {market} into one that depends on it"
            ),
            "one worker does the work of 3 tasks, in 3 files; one more task, register-market",
            (2, 2, 2, 0.0, "Critical"),
        ),
    ]


def test_what_gains_only_together_is_tried_together() -> None:
    found = suggested(
        task("x1", "p", "a"), task("x2", "p", "b"), task("y1", "q", "c"), task("y2", "q", "d")
    )
    where = "the files that tasks share in batches 1 to 2"
    assert [(item.title, item.cost, short(item.after)) for item in found] == [
        (
            'combine tasks: "x1" and "x2" into "xs"; "y1" and "y2" into "ys"',
            "2 workers do the work of 4 tasks, in up to 3 files each",
            (2, 1, 1, 100.0, "Good"),
        ),
        (
            f"split p and q, {where}, so that each of these tasks has a part of its own",
            "2 files become 4",
            (4, 1, 1, 100.0, "Excellent"),
        ),
    ]


def test_levels_are_changed_together_too() -> None:
    entries = [task(f"a{n}", f"p{n % 2}", f"a{n}") for n in range(4)]
    entries += [task(f"b{n}", f"q{n % 2}", f"b{n}", after="a0") for n in range(4)]
    best, *_ = suggested(*entries)
    assert best.gain[:2] == (2, 2)
    assert best.title == (
        'combine tasks: "a0" and "a2" into "as"; "a1" and "a3" into "as-2";'
        ' "b0" and "b2" into "bs"; "b1" and "b3" into "bs-2"'
    )
    assert entries_of([*best.tasks])[2:] == [
        task("bs", "q0", "b0", "b2", after="as"),
        task("bs-2", "q1", "b1", "b3", after="as"),
    ]


def test_a_title_of_many_tasks_says_where_the_others_are() -> None:
    found = suggested(*(task(f"t{n}", "main", f"f{n}") for n in range(6)))
    titles = {item.kind: item.title for item in found}
    assert titles["combine"] == (
        'combine "t0", "t1", "t2", "t3" and 2 more (all that modify main in batches 1 to 6)'
        ' into one task, "ts"'
    )


def test_large_lists_of_paths_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modsquad_lint.planning.pricing.simulator._SIMULATED", 160_000)
    shared = [f"s{n}" for n in range(30)]
    entries = [task(f"t{at}", *shared) for at in range(100)]
    found = suggest(Simulator(*planned(entries)))
    assert found.tried == 50  # of 160,000 paths and tasks


def test_the_critical_path_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [task(f"a{n}", "p", f"a{n}") for n in range(3)]
    entries += [task(f"b{n}", "q", f"b{n}") for n in range(3)]
    entries += [task(f"c{n}", "r", f"c{n}", after="a0") for n in range(2)]
    simulator = Simulator(*planned(entries))
    titles: list[str] = []

    def priced(rewrite: Rewrite) -> None:
        titles.append(rewrite.title)

    monkeypatch.setattr(simulator, "priced", priced)
    suggest(simulator)
    splits = [title.partition(" so that ")[0] for title in titles if title.startswith("split")]
    where = "the files that tasks share in batches"
    # q is shared by more tasks than r, but the longest way goes by p and r
    assert splits == [
        f"split p, q and r, {where} 1 to 5,",
        f"split p and q, {where} 1 to 3,",
        "split p",
        "split r",
        "split q",
    ]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_nothing_is_suggested_where_nothing_gains(number: int) -> None:
    assert suggested(*example(number)) == []


def test_an_explicit_order_can_gain() -> None:
    found = suggested(task("a", "x"), task("b", "x"), task("c", "c", after="a"))
    (order,) = (item for item in found if item.kind == "order")
    assert (order.title, order.cost) == ('let "b" depend on "a"', '"b" has to wait for "a"')
    assert short(order.before) == (3, 3, 3, 0.0, "Critical")
    assert short(order.after) == (3, 2, 2, 66.7, "Fair")


def test_what_only_adds_a_task_is_not_suggested() -> None:
    # each way out leaves two batches and two turns, and a registering task lifts the rating
    entries = [task("a", "x", "a"), task("b", "x", "b"), task("c", "c", after="a")]
    assert {item.kind for item in suggested(task("a", "x", "a"), task("b", "x", "b"))} == {
        "combine",
        "split",
    }
    assert all(item.gain[:2] > (0, 0) for item in suggested(*entries))


def test_a_worse_rating_is_said() -> None:
    # example 5: one turn less, and fewer tasks side by side
    (combine,) = (item for item in suggested(*example(5)) if item.kind == "combine")
    assert combine.cost.endswith("; the rating gets worse, Fair → Poor")
    assert combine.rating_gain == -1


def test_a_combined_task_says_what_it_costs() -> None:
    found = suggested(
        task("a", "x", *(f"a{n}" for n in range(6)), squad="A"),
        task("b", ".\\x", *(f"b{n}" for n in range(6)), squad="B"),
        options=Options(max_files=12),
    )
    (combine,) = (item for item in found if item.kind == "combine")
    assert combine.cost == (
        "one worker does the work of 2 tasks, in 13 files, "
        "more than max-files (12): large to review; squads A, B share it"
    )


def test_combining_keeps_the_dependencies_of_all_and_of_those_that_wait() -> None:
    found = suggested(
        task("p"),
        task("q"),
        task("work-1", "x", after="p"),
        task("work-2", "x", after="q"),
        task("z", after="work-2 p work-1"),
    )
    (combine,) = (item for item in found if item.kind == "combine")
    assert entries_of([*combine.tasks]) == [
        task("p"),
        task("q"),
        task("works", "x", after="p q"),
        task("z", after="works p"),
    ]


def test_what_waited_for_a_task_waits_for_the_registering_one_too() -> None:
    found = suggested(*ROUTERS, task("register-routers"), task("z", after="add-router-2"))
    (register,) = (item for item in found if item.kind == "register")
    assert entries_of([*register.tasks])[-2:] == [
        task("z", after="add-router-2 register-routers-2"),
        task("register-routers-2", "main.py", after="add-router-1 add-router-2 add-router-3"),
    ]


def test_the_repository_is_asked_once() -> None:
    known = KnownPaths(union=["log"])
    entries = [task("a", "x", "log"), task("b", "x", "log"), task("c", "log")]
    found = suggest(Simulator(*planned(entries, Meanings((), known)))).found
    assert {item.kind for item in found} >= {"split", "combine"}
    assert len(known.asked) == 1


def test_progress_counts_up() -> None:
    told: list[tuple[int, int]] = []
    suggest(Simulator(*planned(ROUTERS)), lambda done, of: told.append((done, of)))
    assert told == [(done, 8) for done in range(1, 9)]


def test_price_of_one_intersection() -> None:
    work, plan = planned([*ROUTERS, task("e", "y"), task("f", "y", after="e"), task("g", "y")])
    main, other = plan.intersections
    simulator = Simulator(work, plan)
    assert {item.kind for item in remedies(simulator, main)} == {
        "combine",
        "split",
        "register",
        "register-all",
    }
    assert remedies(simulator, other) == []


WHY = {
    "a file": (
        "c",
        [task("a", "x"), task("b", "x"), task("c", "y", "x")],
        [("a", "", (0, "id")), ("b", "file", (1, "f", 0)), ("c", "file", (2, "f", 1))],
        # before "a" in the file it would start earlier, and "b" later: the plan would gain nothing
        ('combine "b" and "c" into one task, "b"', 2),
    ),
    "a dependency": (
        "b",
        [task("a", "x"), task("b", "y", after="a")],
        [("a", "", (0, "id")), ("b", "dependency", (1, "dependencies", 0))],
        ('drop the dependency of "b" on "a"', 1),
    ),
    "two dependencies, of which no one alone is to blame": (
        "b",
        [task("n", "n"), task("a", "x"), task("b", "y", after="a n")],
        [("n", "", (0, "id")), ("b", "dependency", (2, "dependencies", 1))],
        None,
    ),
    "a barrier": (
        "c",
        [task("a", "x"), task("b", "x"), task("c", "c", after="a")],
        [("a", "", (0, "id")), ("b", "file", (1, "f", 0)), ("c", "batch", (2, "id"))],
        ('let "b" depend on "a"', 2),
    ),
    "a barrier, behind its own dependency": (
        "t3",
        [
            task("t0", "f2"),
            task("t1", "f1"),
            task("t2", "f2"),
            task("t3", "z", after="t0"),
            task("t4", "f1"),
        ],
        [("t0", "", (0, "id")), ("t2", "file", (2, "f", 0)), ("t3", "batch", (3, "id"))],
        ('drop the dependency of "t3" on "t0"', 1),
    ),
    "the second of its files": (
        "a",
        [task("z", "y"), task("a", "x", "y"), task("b", "x"), task("c", "y", after="z")],
        [("z", "", (0, "id")), ("a", "file", (1, "f", 1))],
        None,
    ),
    "nothing": ("a", [task("a", "x")], [("a", "", (0, "id"))], None),
}


@pytest.mark.parametrize(("ident", "entries", "steps", "change"), WHY.values(), ids=WHY)
def test_why(
    ident: str,
    entries: list[dict[str, Any]],
    steps: list[tuple[str, str, tuple[object, ...]]],
    change: tuple[str, int] | None,
) -> None:
    found = why(ident, *entries)
    assert [
        (
            placed.step.task.id,
            placed.step.waits,
            tuple("f" if step == "file_modifications" else step for step in placed.place.steps),
        )
        for placed in found.steps
    ] == steps
    assert found.turn == len(steps)
    title = None if found.change is None else found.change.title
    assert (title, found.turn_after) == (change or (None, None))


def test_why_in_a_serial_batch() -> None:
    found = why("alpaca-webhooks-router", *example(5))
    assert (found.batch.number, found.turn) == (2, 3)
    assert found.steps[-1].place.steps == (3, "file_modifications", 1)
    assert found.steps[-1].other_place is not None
    assert found.steps[-1].other_place.steps == (1, "file_modifications", 1)
    assert found.change is not None
    assert (found.change.kind, found.turn_after) == ("combine", 2)


def test_a_combination_of_others_lets_a_task_start_a_turn_earlier() -> None:
    found = why("live-dashboard-component", *example(5))
    # combined, the routers take one turn, after that of the services
    assert found.change is not None
    assert (found.turn, found.change.kind, found.turn_after) == (4, "combine", 3)


def test_why_of_an_unknown_task() -> None:
    with pytest.raises(KeyError):
        why("nobody", task("a"))


@st.composite
def task_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    files = st.lists(st.sampled_from(("x", ".\\x", "y", "z", "CHANGELOG.md")), max_size=3)
    return [
        task(
            f"t{at}",
            *draw(files),
            after=" ".join(
                f"t{needed}"
                for needed in (draw(st.lists(st.integers(0, at - 1), max_size=2)) if at else ())
            ),
            squad=draw(st.sampled_from(("A", "B", "C"))),
        )
        for at in range(draw(st.integers(1, 8)))
    ]


@given(task_lists())
@examples(150)
def test_every_suggestion_gains_what_it_says(entries: list[dict[str, Any]]) -> None:
    work, plan = planned(entries)
    found = suggest(Simulator(work, plan)).found
    assert [item.gain for item in found] == sorted((item.gain for item in found), reverse=True)
    for suggestion in found:
        again = [
            {
                **task(one.id, *one.files, after=" ".join(one.dependencies)),
                **({} if one.squad is None else {"squad": one.squad}),
            }
            for one in suggestion.tasks
        ]
        turns, batches, _ = suggestion.gain
        assert (turns, batches) > (0, 0) or (
            (turns, batches) == (0, 0)
            and suggestion.rating_gain > 0
            and suggestion.after.tasks <= suggestion.before.tasks
        )
        worse = suggestion.rating_gain < 0
        assert ("the rating gets worse" in suggestion.cost) == worse
        assert suggestion.before == figures(plan)
        assert suggestion.after == figures(planned(again)[1])


def has_what_its_title_says(suggestion: Suggestion, entries: list[dict[str, Any]]) -> None:
    """Read the title as a person would, and compare it with the changed tasks."""
    before = {entry["id"]: entry for entry in entries}
    after = {one.id: one for one in suggestion.tasks}
    groups = re.findall(r'("[^;]*?) into (?:one task, )?"([^"]+)"', suggestion.title)
    merged = {ident: new for named, new in groups for ident in re.findall('"(t[0-9]+)"', named)}
    if suggestion.kind in {"combine", "register-all"}:
        assert merged
        kept = {ident for ident in before if ident not in merged} | set(merged.values())
        for new in merged.values():
            files = {
                name.lstrip(".\\")
                for ident, into in merged.items()
                if into == new
                for name in before[ident]["file_modifications"]
            }
            if suggestion.kind == "combine":
                assert {name.lstrip(".\\") for name in after[new].files} == files
    else:
        assert not merged
        kept = set(before)
    registering = after.keys() - kept
    assert kept <= after.keys()
    if suggestion.kind in {"register", "register-all"}:
        named = set(re.findall("register-[^ ,;]+", suggestion.cost))
        more = re.search("and ([0-9]+) more", suggestion.cost)
        assert named <= registering
        assert len(registering) == len(named) + (int(more[1]) if more else 0)
        for ident in registering:
            (path,) = after[ident].files
            assert f"move {path}" in suggestion.title or path in suggestion.title
    else:
        assert not registering
    if suggestion.kind == "order":
        then, first = re.findall('"([^"]+)"', suggestion.title)
        assert [*after[then].dependencies] == [*before[then]["dependencies"], first]
    if suggestion.kind == "split":
        parts = [name for one in suggestion.tasks for name in {*one.files} if " (part " in name]
        assert len(parts) == len({*parts})
        assert {name.partition(" (part ")[0] for name in parts} == {
            name for name in ("x", "y", "z") if re.search(rf"\b{name}\b", suggestion.title)
        }


@given(task_lists())
@examples(100)
def test_the_tasks_of_a_suggestion_fit_its_title(entries: list[dict[str, Any]]) -> None:
    for suggestion in suggest(Simulator(*planned(entries))).found:
        if " more" not in suggestion.title:
            has_what_its_title_says(suggestion, entries)


@given(task_lists(), st.data())
@examples(150)
def test_every_explanation_leads_to_its_task(
    entries: list[dict[str, Any]], data: st.DataObject
) -> None:
    ident = data.draw(st.sampled_from([entry["id"] for entry in entries]))
    found = why(ident, *entries)
    assert found.steps[-1].step.task.id == ident
    assert ident in {one.id for one in found.batch.tasks}
    assert len(found.steps) == found.turn
    if found.turn_after is not None:
        assert found.turn_after < found.turn


@pytest.mark.parametrize("count", [100, 1_000])
def test_large_files_are_answered(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modsquad_lint.planning.pricing.simulator._SIMULATED", 160_000)
    entries = [
        task(f"t{n}", f"a{n}", f"b{n * 7919 % (count // 10)}", after=f"t{n // 2}" if n % 4 else "")
        for n in range(count)
    ]
    entries[0]["dependencies"] = []
    simulated: list[tuple[int, int]] = []
    work, plan = planned(entries)
    suggest(Simulator(work, plan), lambda *told: simulated.append(told))
    paths = sum(len(entry["file_modifications"]) for entry in entries)
    needed = sum(len(entry["dependencies"]) for entry in entries)
    assert 0 < len(simulated) * (count + paths + needed) <= 160_000
