from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from runs import source

from modsquad_lint.reporters.units import utf8_columns, utf16_columns


@settings(deadline=None)
@given(st.text("aé計🎉\n", max_size=40))
def test_columns_are_those_of_the_encoded_line(text: str) -> None:
    file = source(text)
    in_utf8, in_utf16 = utf8_columns(file), utf16_columns(file)
    for offset in range(len(text) + 1):
        position = file.position(offset)
        before = text[offset - position.column + 1 : offset]
        assert in_utf8(position) == len(before.encode()) + 1
        assert in_utf16(position) == file.utf16_column(position)


def test_a_byte_that_is_no_utf8_is_one_byte() -> None:
    file = source("")
    file.text = "\udcff\udcffa"
    assert utf8_columns(file)(file.position(2)) == 3
