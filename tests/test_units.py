from __future__ import annotations

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from runs import source

from modsquad_lint.text.units import Units


@examples(100)
@given(st.text("aé計🎉\n", max_size=40))
def test_columns_are_those_of_the_encoded_line(text: str) -> None:
    file = source(text)
    in_utf8, in_utf16 = Units(file, "utf-8"), Units(file, "utf-16")
    for offset in range(len(text) + 1):
        position = file.position(offset)
        before = text[offset - position.column + 1 : offset]
        column, at = len(before.encode()) + 1, len(text[:offset].encode())
        assert in_utf8.position(position) == (position.line, column, at)
        in_16 = [len(it.encode("utf-16-le")) // 2 for it in (before, text[:offset])]
        assert in_utf16.position(position) == (position.line, in_16[0] + 1, in_16[1])
        assert Units(file, "utf-32").position(position) == position


def test_utf16_columns_count_astral_characters_twice() -> None:
    file = source("{\r\n😀b\r\rc\nd")
    column = Units(file, "utf-16").column
    assert [column(file.position(offset)) for offset in (3, 4, 5)] == [1, 3, 4]


def test_a_byte_that_is_no_utf8_is_one_byte() -> None:
    file = source("")
    file.text = "\udcff\udcffa"
    assert Units(file, "utf-8").column(file.position(2)) == 3
