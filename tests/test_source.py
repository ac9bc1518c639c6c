from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.text.source import Position, Source, Span


@pytest.mark.parametrize(
    ("data", "text", "has_bom", "undecodable"),
    [
        pytest.param(b"", "", False, None, id="empty"),
        pytest.param(b"\xef\xbb\xbfa\r\n", "a\r\n", True, None, id="byte order mark and CRLF"),
        pytest.param(b"a\xef\xbb\xbf", "a\ufeff", False, None, id="a mark inside is text"),
        pytest.param("ä😀".encode(), "ä😀", False, None, id="wide characters"),
        pytest.param(b"\xc3\xa4\xe4b", "ä\udce4b", False, 1, id="Latin-1 in the middle"),
        pytest.param(b"\xef\xbb\xbf\xff", "\udcff", True, 0, id="not UTF-8 behind a mark"),
        pytest.param(b"\xff\xfe{\0", "\udcff\udcfe{\0", False, 0, id="UTF-16"),
    ],
)
def test_decoding(data: bytes, text: str, has_bom: bool, undecodable: int | None) -> None:
    source = Source("tasks.json", data)
    assert (source.text, source.has_bom, source.undecodable) == (text, has_bom, undecodable)


TEXT = "{\r\n😀b\r\rc\nd"


@pytest.mark.parametrize(
    ("offset", "line", "column"),
    [
        (0, 1, 1),
        (1, 1, 2),
        (2, 1, 3),
        (3, 2, 1),
        (4, 2, 2),
        (5, 2, 3),
        (6, 3, 1),
        (7, 4, 1),
        (9, 5, 1),
        (10, 5, 2),
    ],
)
def test_position(offset: int, line: int, column: int) -> None:
    assert Source("t", TEXT.encode()).position(offset) == Position(line, column, offset)


def test_lines_come_without_their_ends() -> None:
    source = Source("t", TEXT.encode())
    lines = [source.line(source.position(offset)) for offset in range(len(TEXT) + 1)]
    assert lines == [*["{"] * 3, *["😀b"] * 3, "", *["c"] * 2, *["d"] * 2]


def test_the_separators_of_unicode_end_no_line() -> None:
    assert Source("t", "a\u2028\u0085\x0bb".encode()).position(4) == Position(1, 5, 4)


def test_a_text_may_have_other_lines_than_one_end() -> None:
    source = Source("t", b"\r\n\r\r\n\n\r")
    assert [source.position(offset).line for offset in range(8)] == [1, 1, 2, 3, 3, 4, 5, 6]


@examples(100)
@given(
    st.lists(st.sampled_from(["a", "ä", "😀", "\u2028", "\n", "\r", "\r\n", "x" * 5000])), st.data()
)
def test_places_in_any_order(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    source = Source("t", text.encode())
    # What the specification says, letter by letter.
    expected = []
    line, column = 1, 1
    for offset in range(len(text) + 1):
        expected.append(Position(line, column, offset))
        column += 1
        if text[offset : offset + 1] == "\n" or (
            text[offset : offset + 1] == "\r" and text[offset + 1 : offset + 2] != "\n"
        ):
            line, column = line + 1, 1
    offsets = st.integers(0, len(text))
    for first, last in data.draw(st.lists(st.tuples(offsets, offsets))):
        span = Span(min(first, last), max(first, last))
        assert source.ends(span) == (expected[span.start], expected[span.end])
        start = expected[last].offset - expected[last].column + 1
        line_ends = (text.find(end, last) for end in "\r\n")
        end = min((at for at in line_ends if at >= 0), default=len(text))
        assert source.position(last) == expected[last]
        between = text[last - 1 : last + 1] == "\r\n"
        assert source.line(expected[last]) == text[start : end - between]
