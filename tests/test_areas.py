"""Areas: which spellings are one, what they hold, and which of them meet."""

from __future__ import annotations

import tracemalloc

import pytest
from works import planned

from modsquad_lint.planning.areas import (
    _MOST_LOOKS,
    Area,
    AreaIndex,
    Steps,
    read_area,
    too_many,
    whole,
)
from modsquad_lint.planning.meanings import _may_have_folders_above

READ = {
    "src/": Area("src"),
    "src\\ui\\": Area("src/ui"),
    "./src//ui/.": Area("src/ui"),
    "src/**": Area("src"),
    "src/**/*": Area("src"),
    "src/*": Area("src"),
    ".": Area(""),
    "./": Area(""),
    "**": Area(""),
    "*.py": Area("", (("*.py",),)),
    "src/*.py": Area("src", (("*.py",),)),
    "src/**/x.py": Area("src", (("**", "x.py"),)),
    "src/v?/x.py": Area("src", (("v?", "x.py"),)),
    "src/*.d/": Area("src", (("*.d", "**"),)),
    "src/*.d/**/*": Area("src", (("*.d", "**"),)),
    "src/{a,b}.py": Area("src", (("a.py",), ("b.py",))),
    "src/{a,b/c}/d/": Area("src", (("a", "d"), ("b", "c", "d"))),
    "{a,b{1,2}}.py": Area("", (("a.py",), ("b1.py",), ("b2.py",))),
    "{a,*}": Area(""),
    "": None,
    "  ": None,
    "src": None,
    "src/a.py": None,
    "src/[id]/page.tsx": None,
    "src/(group)/page.tsx": None,
    "src/{id}/page.tsx": None,
    "src/a}b,c{d.py": None,
}


@pytest.mark.parametrize(("written", "area"), READ.items())
def test_what_is_an_area(written: str, area: Area | None) -> None:
    assert read_area(written) == area


HOLDS = [
    ("src/", "src/a/b.py", True),
    ("src/*.py", "src/a.py", True),
    ("src/*.py", "src/a.ts", False),
    ("src/*.py", "src/ui/a.py", False),
    ("src/u*", "src/ui/a.py", True),
    ("src/**/a.py", "src/a.py", True),
    ("src/**/a.py", "src/ui/x/a.py", True),
    ("src/**/a.py", "src/ui/x/b.py", False),
    ("src/**/ui/**", "src/a/ui/b/c.py", True),
    ("src/*.py", "src/a.py/b.txt", False),
    ("src/*.py/", "src/a.py/b.txt", True),
    ("src/v1.*/", "src/v1.2/b.txt", True),
    ("*.py", "a.py", True),
    ("*.py", "src/a.py", False),
    ("**/*.py", "a.py", True),
    ("v?.py", "v1.py", True),
    ("v?.py", "v12.py", False),
    ("a*b*c", "abc", True),
    ("a*b*c", "ac", False),
    ("a*?c", "ac", False),
    ("a*?c", "abc", True),
    ("*ab*b?d*", "xababcd", True),
    ("{a,b}.py", "b.py", True),
    ("{a,b}.py", "c.py", False),
    ("src/[id]*.tsx", "src/[id]x.tsx", True),
    ("src/[id]*.tsx", "src/ix.tsx", False),
]


@pytest.mark.parametrize(("written", "path", "held"), HOLDS)
def test_what_an_area_holds(written: str, path: str, held: bool) -> None:
    area = read_area(written)
    assert area is not None
    assert bool(AreaIndex({written: area}).of_file(path)) is held


MEET = [
    ("src/", "src/ui/", True),
    ("src/", "lib/", False),
    ("src/ui/", "src/uix/", False),
    ("src/*.py", "src/*.ts", False),
    ("src/*.py", "src/a*", True),
    ("src/a*", "src/b*", False),
    ("src/*.py", "src/ui/", False),
    ("src/u*", "src/ui/", True),
    ("src/**/a.py", "src/ui/*.ts", False),
    ("src/**/a.py", "src/ui/?.py", True),
    ("src/**/x/*.py", "src/a/x/", True),
    ("{a,b}.py", "{b,c}.py", True),
    ("{a,b}.py", "{c,d}.py", False),
    ("**", "src/a*", True),
    ("**/*.py", "**/*.ts", False),
    ("**/*.py", "src/*", True),
    ("**/*.py", "v1.d/", True),
    ("src/*.d/", "src/a.*", True),
]


@pytest.mark.parametrize(("one", "other", "meet"), MEET)
def test_which_areas_meet(one: str, other: str, meet: bool) -> None:
    areas = {name: area for name in (one, other) if (area := read_area(name)) is not None}
    index = AreaIndex(areas)
    assert (bool(index.of_area(one)) or bool(index.of_area(other))) is meet


def test_braces_that_multiply_hold_anything() -> None:
    assert read_area("a/" + "{a,b}" * 30 + ".py") == Area("a")


def test_in_doubt_areas_meet() -> None:
    area = read_area("a/" + "**/b/" * 50 + "c.py")
    assert area is not None
    steps = Steps(1000)
    assert area.holds("a/" + "b/" * 200 + "d.py", steps)
    assert steps.left < 0


def test_very_many_patterns_of_one_folder_are_one_area() -> None:
    patterns = [f"src/*{number}*" for number in range(400)]
    areas = {name: area for name in patterns if (area := read_area(name)) is not None}
    # all of them lie below the folder, too
    few = [f"src/{number}.py" for number in range(_MOST_LOOKS // 400 - 400)]
    assert too_many(areas, few + ["lib/a.py"] * 1000) == frozenset()
    assert too_many(areas, [*few, "src/a.py"]) == {"src"}
    assert too_many({"src/": whole("src")}, ["src/a.py"] * _MOST_LOOKS) == frozenset()


def test_a_very_deep_path_takes_no_room_for_each_folder_above_it() -> None:
    deep = "a/" * 100_000 + "x.py"
    entries = [
        {"id": "a", "file_modifications": [deep]},
        {"id": "b", "file_modifications": ["a/a/"]},
        {"id": "c", "file_modifications": ["b"]},
        {"id": "d", "file_modifications": ["a"]},
    ]
    tracemalloc.start()
    _, plan = planned(entries)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000  # all folders above it together have 10,000,000,000 letters
    assert [[task.id for task in batch.tasks] for batch in plan.batches] == [
        ["a", "c"],
        ["b"],
        ["d"],
    ]
    assert [shared.file for shared in plan.intersections] == ["a/a/", "a"]


@pytest.mark.parametrize(
    "paths", [["src/ui/a.py", "src/ui"], ["src/ui", "src/ui/a.py"], ["a", "a/b.c"], ["a/b.c", "a"]]
)
def test_a_folder_of_another_path_is_an_area_whichever_is_looked_at_first(paths: list[str]) -> None:
    assert _may_have_folders_above(paths)
    _, plan = planned([{"id": path, "file_modifications": [path]} for path in paths])
    assert [shared.file for shared in plan.intersections] == [min(paths, key=len)]
