"""What is asked of all tasks and paths at once is what is asked of each of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.planning.tasks import TaskFile, read_tasks
from modsquad_lint.syntax.nodes import Document
from modsquad_lint.text.paths import could_match, matches, matching, normalise, not_simple, unusual

PATTERNS = st.lists(
    st.sampled_from(["*.py", "*.tar.gz", "a/", "a/b/", "src/*.py", "b*", "[ab].c", "**/a", "*.p/"]),
    max_size=4,
).map(tuple)
PART = st.sampled_from(["a", "b", "src", "x.py", ".py", "y.tar.gz", "b.c", "A", "x.p", "é.py"])
NORMAL = st.lists(PART, min_size=1, max_size=4).map("/".join)


@examples(300)
@given(st.lists(NORMAL, max_size=6), PATTERNS)
def test_the_paths_that_match_are_those_of_which_each_matches(
    paths: list[str], patterns: tuple[str, ...]
) -> None:
    found = {path for path in paths if matches(path, patterns)}
    assert matching(paths, patterns) == found
    assert could_match("".join(f"{path}\n" for path in paths), patterns) or not found


@examples(100)
@given(st.text(alphabet="aC.o/nN1\\ -é", max_size=8))
def test_a_plain_path_is_ascii_normal_and_has_an_extension(path: str) -> None:
    if not unusual([path]):
        assert path.isascii()
        assert normalise(path) == path
        assert "." in path.rpartition("/")[2]
    if not not_simple([path]):
        assert not unusual([path])
        assert "." not in path.rpartition("/")[0]


def _read(entries: object) -> TaskFile:
    return read_tasks(cast("Document", SimpleNamespace(value={"tasks": entries})))


@examples(100)
@given(st.lists(st.lists(st.sampled_from(["a.py", "./a.py", "b\\c.py", "b/c.py"]), max_size=4)))
def test_the_files_of_tasks_are_their_normal_paths_each_once(declared: list[list[str]]) -> None:
    entries = [
        {"id": str(number), "file_modifications": files} for number, files in enumerate(declared)
    ]
    assert [list(files) for files in _read(entries).tasks.files] == [
        list(dict.fromkeys(map(normalise, files))) for files in declared
    ]
