from __future__ import annotations

from itertools import combinations
from unittest import mock

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.planning import slots
from modsquad_lint.planning.holdings import Shares
from modsquad_lint.planning.plan import _all_intersect
from modsquad_lint.planning.slots import Slots, is_wide

FILES = "abcdef"
TAKEN = st.lists(
    st.tuples(st.lists(st.sampled_from([*FILES, "own"]), unique=True), st.integers(0, 5)),
    max_size=30,
)


def test_a_file_is_wide_where_bits_are_no_more_than_its_holders() -> None:
    assert [is_wide(range(holders), 640) for holders in (10, 11)] == [False, True]


@examples(200)
@given(TAKEN, st.dictionaries(st.sampled_from(FILES), st.booleans()))
def test_the_first_number_that_is_open_is_taken(
    asked: list[tuple[list[str], int]], wide: dict[str, bool]
) -> None:
    holders = {path: range(20 if wide.get(path) else 1) for path in FILES}
    made = Slots(Shares({path: [*some] for path, some in holders.items()}), 64 * 10)
    taken: dict[str, set[int]] = {path: set() for path in FILES}
    for files, at in asked:
        number = at
        while any(number in taken.get(path, ()) for path in files):
            number += 1
        assert made.take_first(files, (), at) == number
        for path in files:
            taken.get(path, set()).add(number)


@examples(200)
@given(
    st.lists(st.lists(st.sampled_from(FILES), min_size=1, unique=True), min_size=2, max_size=12),
    st.sampled_from([0, 1, 2, 3, 99]),
)
def test_all_intersect_where_each_two_do(files: list[list[str]], widest: int) -> None:
    """Whichever files are taken for those of many tasks."""
    tasks = [3 * at for at in range(len(files))]
    declared = [files[at // 3] for at in range(3 * len(files))]
    holders = {path: [task for task in tasks if path in declared[task]] for path in FILES}
    contested = {path: some for path, some in holders.items() if len(some) > 1}
    expected = all(set(one) & set(other) for one, other in combinations(files, 2))
    if not contested:
        return
    with mock.patch.object(slots, "is_wide", lambda some, _: len(some) > widest):
        assert _all_intersect(tasks, declared, Shares(contested)) == expected
