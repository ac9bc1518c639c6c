from __future__ import annotations

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from runs import source

from modsquad_lint.reporters.units import utf8_columns, utf16_columns


@examples(100)
@given(st.text("aé計🎉\n", max_size=40))
def test_columns_are_those_of_the_encoded_line(text: str) -> None:
    file = source(text)
    in_utf8, in_utf16 = utf8_columns(file), utf16_columns(file)
    for offset in range(len(text) + 1):
        position = file.position(offset)
        before = text[offset - position.column + 1 : offset]
        assert in_utf8(position) == len(before.encode()) + 1
        assert in_utf16(position) == len(before.encode("utf-16-le")) // 2 + 1


def test_utf16_columns_count_astral_characters_twice() -> None:
    file = source("{\r\n😀b\r\rc\nd")
    column = utf16_columns(file)
    assert [column(file.position(offset)) for offset in (3, 4, 5)] == [1, 3, 4]


def test_a_byte_that_is_no_utf8_is_one_byte() -> None:
    file = source("")
    file.text = "\udcff\udcffa"
    assert utf8_columns(file)(file.position(2)) == 3
