from __future__ import annotations

import pytest
from examples import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from modsquad_lint.text.paths import difference, fold, is_one_on_windows, matches, name, normalise


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("backend/app/main.py", "backend/app/main.py"),
        ("backend\\app\\main.py", "backend/app/main.py"),
        ("./main.py", "main.py"),
        (".\\main.py", "main.py"),
        ("a//b.py", "a/b.py"),
        ("a/./b.py", "a/b.py"),
        ("a/b/", "a/b"),
        ("a/b/.", "a/b"),
        ("a/../b.py", "b.py"),
        ("a/..", ""),
        ("../b.py", "../b.py"),
        ("../../b.py", "../../b.py"),
        ("a/../../b.py", "../b.py"),
        ("/a//b.py", "/a/b.py"),
        ("..a/.b/c..", "..a/.b/c.."),
        ("", ""),
        (".", ""),
        ("./", ""),
        (".\\", ""),
        ("./.", ""),
        ("a/./..", ""),
        (".//", ""),
        ("..", ".."),
        ("../", ".."),
        ("/.", "/"),
        (".a", ".a"),
        ("a.", "a."),
        (" a.py", " a.py"),
        ("C:\\x\\a.py", "C:/x/a.py"),
    ],
)
def test_normalise(written: str, normal: str) -> None:
    assert normalise(written) == normal


@examples(100)
@given(st.text(alphabet="ab./\\ "))
def test_a_slash_at_the_end_changes_nothing(path: str) -> None:
    assert normalise(path + "/.") == normalise(path + "/")
    if path:
        assert normalise(path + "/") == normalise(path)


@examples(100)
@given(st.text(alphabet="ab./\\ "))
def test_a_normal_path_stays_as_it_is(path: str) -> None:
    assert normalise(normalise(path)) == normalise(path)


@pytest.mark.parametrize(
    ("one", "other", "what", "windows_too"),
    [
        pytest.param("src/App.py", "SRC/app.PY", "case", True, id="case"),
        pytest.param("CAF\u00c9.md", "caf\u00e9.md", "case", True, id="case of an accented letter"),
        pytest.param("caf\u00e9.md", "cafe\u0301.md", "Unicode form", False, id="Unicode form"),
        pytest.param(
            "CAF\u00c9.md", "cafe\u0301.md", "case and Unicode form", False, id="case and form"
        ),
        pytest.param("stra\u00dfe.md", "STRASSE.md", "case", False, id="full case folding"),
        pytest.param(
            "\u0130.md", "i\u0307.md", "case", False, id="a letter whose lower case is decomposed"
        ),
    ],
)
def test_fold_makes_one_of_two_spellings(
    one: str, other: str, what: str, windows_too: bool
) -> None:
    assert fold(one) == fold(other)
    assert (difference(one, other), difference(other, one)) == (what, what)
    assert is_one_on_windows(one, other) == windows_too


def test_fold_keeps_different_names_apart() -> None:
    assert len({fold(path) for path in ("a.py", "ab.py", "ä.py", "a/.py")}) == 4


def test_name() -> None:
    assert [name(path) for path in ("a/b.py", "b.py", "a/")] == ["b.py", "b.py", ""]


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        (
            "requirements*.txt",
            ["requirements.txt", "a/b/requirements-dev.txt"],
            ["requirements/x.txt", "my-requirements.txt"],
        ),
        (
            "CHANGELOG.md",
            ["CHANGELOG.md", "docs/CHANGELOG.md"],
            ["changelog.md", "CHANGELOG.md.bak"],
        ),
        ("backend/", ["backend/a.py", "x/backend/a/b.py"], ["backend"]),
        ("/backend/", ["backend/a.py"], ["x/backend/a.py"]),
        ("docs/*.md", ["docs/a.md"], ["docs/a/b.md", "x/docs/a.md"]),
        ("docs/**/*.md", ["docs/a.md", "docs/a/b/c.md"], ["docs/a.txt"]),
        ("**/a.py", ["a.py", "x/y/a.py"], ["xa.py"]),
        ("docs/**", ["docs/a.md", "docs/a/b"], ["docs"]),
        ("docs/**/", ["docs/a/b", "docs/a/b/c"], ["docs/a.md", "docs"]),
        ("a?.py", ["ab.py"], ["a/.py", "a.py", "abc.py"]),
        ("[ab]*.py", ["a.py", "x/bc.py"], ["c.py"]),
        ("[!ab].py", ["c.py"], ["a.py"]),
        ("a.b", ["a.b"], ["axb"]),
        ("*a*b", ["ab", "xaxbxb"], ["ba", "abx"]),
        ("**/a/**/b/c", ["a/b/c", "x/a/b/x/b/c/d"], ["b/a/c", "a/b/x/c"]),
        ("[a-c].py", ["b.py"], ["d.py", "-.py"]),
        ("[z-a].py", [], ["z.py", "a.py", "-.py"]),
        ("[!z-a].py", ["z.py"], ["/.py"]),
        ("[^a].py", ["b.py", "^.py"], ["a.py"]),
        ("[a^].py", ["a.py", "^.py"], ["b.py"]),
        ("[]", ["[]"], ["]", "a"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[!]", ["[!]"], ["a"]),
        (r"[\d-a]", ["\\"], ["d", "a"]),
        ("[[a]", ["[", "a"], ["]"]),
        ("[a&&b||c]", ["a", "&", "|"], ["&&"]),
        ("x[+-0]y", ["x.y"], ["x/y"]),
        (r"\*.py", ["*.py"], ["a.py"]),
    ],
)
def test_matches(glob: str, yes: list[str], no: list[str]) -> None:
    assert [path for path in (*yes, *no) if matches(path, (glob,))] == yes


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a*a*a*a*a*a*a*a*ax", "a" * 10_000),
        ("a*" * 100 + "x", "a" * 10_000),
        ("**/" * 20 + "x", "a/" * 5_000 + "b"),
        ("**/a/" * 20 + "x", "a/" * 5_000 + "b"),
        ("**/*a*a/" * 20 + "x", "aaaa/" * 5_000 + "b"),
    ],
)
def test_stars_multiply_no_time(glob: str, path: str) -> None:
    """To try each star at each letter would take longer than the universe is old."""
    assert not matches(path, (glob,))
    assert matches(path[:-1] + "x", (glob,))


def test_no_glob_matches_nothing() -> None:
    assert not matches("", ())


PARTS = st.lists(st.sampled_from(["a", "b", "a.py", "b.py", "ab"]), min_size=1, max_size=4)
GLOB_PARTS = st.lists(
    st.sampled_from(
        ["a", "*", "**", "?", "*.py", "a*", "b.py", "[ab]", "[!a]", "[^a]", "*a*b*", "*b?"]
    ),
    min_size=1,
    max_size=4,
)


@examples(100)
@given(
    st.builds("/".join, PARTS),
    st.builds(
        lambda parts, start, end: start + "/".join(parts) + end,
        GLOB_PARTS,
        st.sampled_from(["", "/"]),
        st.sampled_from(["", "/"]),
    ),
)
def test_globs_match_what_gitignore_matches(path: str, glob: str) -> None:
    # "a/**/" is all folders below a, git says; pathspec takes files for them.
    assume(not glob.endswith("**/"))
    assert matches(path, (glob,)) == GitIgnoreSpec.from_lines([glob]).match_file(path)


def test_folding_takes_linear_time() -> None:
    """Python sorts the accents on one letter in quadratic time: these would take an hour."""
    path = "a" + "\u0301\u0323" * 100_000
    assert fold(path) == path
