from __future__ import annotations

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.text.tree import Entries, Tree

PARTS = st.sampled_from(["a", "b", "a.b", "a-", "a0", "\udcff", "\uffff", "\U0001f600", "."])
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)


@examples(100)
@given(st.lists(PATHS, unique=True).map(sorted), PATHS)
def test_a_tree_is_what_its_paths_say(paths: list[str], asked: str) -> None:
    tree = Tree(paths)
    below = [path.removeprefix(f"{asked}/") for path in paths if path.startswith(f"{asked}/")]
    assert (asked in tree) is (asked in paths)
    assert tree.has_folder(asked) is bool(below)
    for folder, inside in ((asked, below), ("", paths)):
        files = [path for path in inside if "/" not in path]
        folders = sorted({path.partition("/")[0] for path in inside if "/" in path})
        entries = tree.entries(folder)
        assert Entries(sorted(entries.files), sorted(entries.folders)) == Entries(
            sorted(files), folders
        )


def test_of_nothing() -> None:
    assert "" not in Tree([])
    assert Tree([]).has_folder("") is True
    assert Tree([]).has_folder("a") is False
    assert Tree([]).entries("") == Entries([], [])
