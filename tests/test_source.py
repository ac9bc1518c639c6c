from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.source import Position, Source


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
    assert [source.line(number) for number in range(1, 6)] == ["{", "😀b", "", "c", "d"]


def test_the_separators_of_unicode_end_no_line() -> None:
    assert Source("t", "a\u2028\u0085\x0bb".encode()).position(4) == Position(1, 5, 4)


@given(st.text(alphabet="ab\r\nä😀\u2028"), st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    source = Source("t", text.encode())
    offset = data.draw(st.integers(0, len(text)))
    line, column, _ = source.position(offset)
    before = sum(len(source.line(number)) for number in range(1, line))
    ends = text[: offset - (column - 1)]
    assert before == len(ends) - sum(ends.count(end) for end in "\r\n")
    assert text[offset - (column - 1) : offset] in source.line(line) + "\r"
