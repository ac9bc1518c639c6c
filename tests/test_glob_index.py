"""The index of globs finds what matching each of them finds, within a budget."""

from __future__ import annotations

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.text.glob_index import GlobIndex
from modsquad_lint.text.paths import matches
from modsquad_lint.text.vocabulary import Budget

_PATHS = st.lists(st.sampled_from(["a", "b", "a.x", "b.x.y", ".x", "ab"]), min_size=1, max_size=4)
_GLOBS = st.lists(
    st.sampled_from(["a", "b", "/", "*", "**", "*.x", ".x", ".y", "?", "a/", "[ab]", "\\\\"]),
    min_size=1,
    max_size=5,
)


@examples(300)
@given(st.lists(_GLOBS.map("".join), max_size=6), _PATHS.map("/".join))
def test_it_finds_what_matching_each_finds(globs: list[str], path: str) -> None:
    index = GlobIndex(globs, Budget())
    assert index.matching(path) == [
        number for number, glob in enumerate(globs) if matches(path, (glob,))
    ]


def test_only_globs_that_may_match_are_matched() -> None:
    budget = Budget(100)
    globs = [f"{kind}{number}" for number in range(1000) for kind in ("*.e", "n", "t/u", "f/*/g")]
    globs += ["s/**/*.py", "*a*"]
    index = GlobIndex(globs, budget)
    assert index.matching("s/t/u.py") == [4000]
    assert budget.left == 100 - 2 * 20
    assert index.matching("z/n7/x.e9") == [4 * 7 + 1, 4 * 9]
    assert index.matching("t/u5") == [4 * 5 + 2]
    assert index.matching("t/u6") == [4 * 6 + 2]
    assert index.matching("t/u7") is None
