"""What is written instead of a path, and which paths are meant."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.text.meant import meant_paths, read_meant

MEANT = {
    "`src/a.py`": ["src/a.py"],
    '"src/a.py"': ["src/a.py"],
    "'src/a.py'": ["src/a.py"],
    "“src/a.py”": ["src/a.py"],
    "**src/a.py**": ["src/a.py"],
    "<src/a.py>": ["src/a.py"],
    "(src/a.py)": ["src/a.py"],
    "[a.py](src/a.py)": ["src/a.py"],
    "`src/ui/`": ["src/ui/"],
    "`Makefile`": ["Makefile"],
    # words
    "src/a.py (modify)": ["src/a.py"],
    "src/a.py [NEW]": ["src/a.py"],
    "`src/a.py` (modify)": ["src/a.py"],
    "src/a.py - add route": ["src/a.py"],
    "src/a.py \u2013 add route": ["src/a.py"],
    "src/a.py — add route": ["src/a.py"],
    "src/a.py: add route": ["src/a.py"],
    "src/a.py, add route": ["src/a.py"],
    "src/a.py # add route": ["src/a.py"],
    "src/a.py // add route": ["src/a.py"],
    "src/a.py - like src/b.py": ["src/a.py"],
    "src/a.py (see b.py)": ["src/a.py"],
    "src/a.py new": ["src/a.py"],
    "src/a.py and its tests": ["src/a.py"],
    "src/a.py lines 10-20": ["src/a.py"],
    "src/a.py,": ["src/a.py"],
    "src/a.py.": ["src/a.py"],
    "docs/My File.md (modify)": ["docs/My File.md"],
    "src/routers (modify)": ["src/routers"],
    "src/ui/** (all)": ["src/ui/**"],
    "Makefile - add target": ["Makefile"],
    ".env (modify)": [".env"],
    "- src/a.py": ["src/a.py"],
    "* src/a.py": ["src/a.py"],
    "1. src/a.py": ["src/a.py"],
    "- [ ] `src/a.py`": ["src/a.py"],
    "(new) src/a.py": ["src/a.py"],
    "[NEW] src/a.py": ["src/a.py"],
    "Modify: src/a.py": ["src/a.py"],
    "Create: `a.py`": ["a.py"],
    "update src/a.py": ["src/a.py"],
    "M src/a.py": ["src/a.py"],
    # places
    "src/a.py:12": ["src/a.py"],
    "src/a.py:12:4": ["src/a.py"],
    "src/a.py:10-20": ["src/a.py"],
    "src/a.py#L1-L3": ["src/a.py"],
    "src/a.py::TestOrders::test_one": ["src/a.py"],
    "src/a.py:main": ["src/a.py"],
    "src/a.py:main()": ["src/a.py"],
    "`src/a.py:12`": ["src/a.py"],
    # lists
    "src/a.py,src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py, src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py; src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py\nsrc/b.py": ["src/a.py", "src/b.py"],
    "src/a.py src/b.py": ["src/a.py", "src/b.py"],
    "a.py b.py": ["a.py", "b.py"],
    "Makefile, src/b.py": ["Makefile", "src/b.py"],
    "src/ui/, src/b.py": ["src/ui/", "src/b.py"],
    "src/a.py and src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py & src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py | src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py → src/b.py": ["src/a.py", "src/b.py"],
    "src/a.py, src/b.py, and src/c.py": ["src/a.py", "src/b.py", "src/c.py"],
    "`src/a.py`, `src/b.py`": ["src/a.py", "src/b.py"],
    "src/a.py (add x, y), src/b.py (z)": ["src/a.py", "src/b.py"],
    "package.json (deps), package-lock.json": ["package.json", "package-lock.json"],
    "src/{a,b}.ts, src/c.ts": ["src/{a,b}.ts", "src/c.ts"],
}

PATHS = [
    *("", " ", "src/a.py", "src/{a,b}.ts", "src/**/*.ts", "src/ui/", "a,b.py", ".env", "Makefile"),
    *("docs/My File.md", "docs/Design and Plan.md", "docs/Plan (draft).md", "src/a - copy.py"),
    *("Copy of a (1).py", "docs/node.js guide.md", "docs/Next.js - Intro.md", "docs/v1.0 notes.md"),
    *("New File.md", "Test plan.md", "app/(group)/page.tsx", "app/[id]/page.tsx", "app/[...slug]"),
    *("(auth)", "[id]", "__init__", "__tests__", "J.R Smith/notes.md", "docs/C#.md", "C:\\a b.py"),
    *("https://example.com/a.py (b)", "docs/2025-10-31T12:00.md", "@types/x.d.ts", "src/a.py/b.py"),
    *("docs/Q&A.md", "docs/R&D notes.md", "a+b.py", "docs/Who's who.md", "It's.md", "- a", "#a.py"),
]


@pytest.mark.parametrize("written", MEANT)
def test_what_is_no_path_stands_for_what_is_meant(written: str) -> None:
    assert list(meant_paths(written)) == MEANT[written]
    assert list(meant_paths(f" {written}\t")) == MEANT[written]


@pytest.mark.parametrize("path", PATHS)
def test_what_may_be_a_path_is_one(path: str) -> None:
    assert read_meant(path) is None


@examples(100)
@given(
    st.lists(
        st.sampled_from([*"`\"'*()[]<>{} ,;:#-|\n", "a.py", "b", "src/", " and ", "new: ", "- "])
    )
)
def test_what_is_meant_is_no_empty_path_and_stands_for_itself_in_the_end(parts: list[str]) -> None:
    paths = meant_paths("".join(parts))
    assert paths
    if paths != ("".join(parts),):
        assert all(path.strip() for path in paths)
        assert sum(map(len, paths)) <= len("".join(parts))


_PARTS = [
    "- ",
    "new: ",
    "(",
    "a.py ",
    "[",
    "`",
    " ",
    "a.py, ",
    ":1",
    "a.",
    "**",
    "**, ",
    "*;",
    "a.py\nnew: ",
]


@pytest.mark.parametrize("end", ["a.py", ":1", ")", "`"])
@pytest.mark.parametrize("part", _PARTS)
def test_many_marks_take_few_steps_and_no_depth(part: str, end: str) -> None:
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        del frame, argument
        calls += event == "call"

    sys.setprofile(count)
    try:
        paths = meant_paths(part * (9_000 // len(part)) + end)
    finally:
        sys.setprofile(None)
    assert paths
    assert calls < 100_000
