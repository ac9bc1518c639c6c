"""JSON of every kind, made after the ideas of the known test suites for its readers: what must be read
(Y), what must be refused and where (N), and what readers may do as they like, with what this one does (I).
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from growth import grows_evenly

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import look
from modsquad_lint.rules.facts import Facts
from modsquad_lint.syntax import parse
from modsquad_lint.syntax.nodes import MAX_DEPTH, Document, SyntaxProblem
from modsquad_lint.text.source import Source

Y: dict[str, bytes] = {
    "array_empty": b"[]",
    "array_of_arrays": b"[[],[[]]]",
    "array_with_space_around": b" [ 1 , 2 ] ",
    "array_newlines": b"[\n1\r\n,\r2\t]",
    "object_empty": b"{}",
    "object_empty_key": b'{"":0}',
    "object_escaped_key": b'{"\\u0000\\"":1}',
    "object_same_key_twice": b'{"a":1,"a":2}',
    "object_nested": b'{"a":{"b":{"c":[]}}}',
    "object_key_with_colon": b'{"a:b":":"}',
    "number_zero": b"0",
    "number_minus_zero": b"-0",
    "number_minus_zero_point": b"-0.0",
    "number_small": b"1e-7",
    "number_capital_e": b"1E2",
    "number_plus_exponent": b"1e+2",
    "number_leading_zero_exponent": b"1e02",
    "number_fraction": b"0.000001",
    "number_twenty_digits": b"12345678901234567890",
    "literal_true": b"true",
    "literal_false": b"[false]",
    "literal_null": b"null\n",
    "string_empty": b'""',
    "string_every_escape": b'"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4"',
    "string_hexadecimal_cases": b'"\\uABCD\\uabcd"',
    "string_pair": b'"\\ud83d\\ude00"',
    "string_escaped_nul": b'"\\u0000"',
    "string_delete": b'"\x7f"',
    "string_two_bytes": b'"\xc3\xa9"',
    "string_three_bytes": b'"\xe8\xa8\x88"',
    "string_four_bytes": b'"\xf0\x9f\x98\x80"',
    "string_last_character": b'"\xf4\x8f\xbf\xbf"',
    "string_noncharacter": b'"\xef\xbf\xbf"',
    "string_line_separators": b'"\xe2\x80\xa8\xe2\x80\xa9"',
    "string_bom_inside": b'"\xef\xbb\xbf"',
    "string_comment": b'"// /* # */"',
    "string_slashes": b'"\\\\/"',
    "string_escaped_surrogate_text": b'"\\\\ud800"',
    "string_no_width": b'"\xe2\x80\x8b"',
}

N: dict[str, tuple[bytes, tuple[int, int]]] = {
    "array_trailing_comma": (b"[1,]", (2, 3)),
    "array_only_comma": (b"[,]", (1, 2)),
    "array_leading_comma": (b"[,1]", (1, 2)),
    "array_double_comma": (b"[1,,2]", (3, 4)),
    "array_missing_comma": (b"[1 2]", (1, 2)),
    "array_unclosed": (b"[1", (0, 1)),
    "array_unclosed_after_comma": (b"[1,", (0, 1)),
    "array_extra_close": (b"[1]]", (3, 4)),
    "array_wrong_close": (b"[1}", (2, 3)),
    "array_with_key": (b'["a":1]', (4, 5)),
    "array_star": (b"[*]", (1, 2)),
    "array_just_minus": (b"[-]", (1, 2)),
    "array_form_feed": (b"[\x0c]", (1, 2)),
    "array_vertical_tab": (b"[1\x0b]", (2, 3)),
    "array_colon": (b"[:]", (1, 2)),
    "array_semicolon": (b"[1;2]", (1, 2)),
    "object_trailing_comma": (b'{"a":1,}', (6, 7)),
    "object_only_comma": (b"{,}", (1, 2)),
    "object_missing_colon": (b'{"a" 1}', (3, 4)),
    "object_missing_value": (b'{"a":}', (4, 5)),
    "object_missing_key": (b"{:1}", (1, 2)),
    "object_double_colon": (b'{"a"::1}', (5, 6)),
    "object_equals": (b'{"a"=1}', (3, 4)),
    "object_bare_key": (b"{a:1}", (1, 2)),
    "object_single_quotes": (b"{'a':1}", (1, 4)),
    "object_number_key": (b"{1:1}", (1, 2)),
    "object_null_key": (b"{null:1}", (1, 5)),
    "object_array_key": (b"{[]:1}", (1, 2)),
    "object_unclosed": (b'{"a":1', (0, 1)),
    "object_only_key": (b'{"a"}', (3, 4)),
    "object_two_values": (b'{"a":1 2}', (5, 6)),
    "object_missing_comma": (b'{"a":1 "b":2}', (5, 6)),
    "object_wrong_close": (b'{"a":1]', (6, 7)),
    "object_unclosed_key": (b'{"a', (1, 3)),
    "object_double_comma": (b'{"a":1,,"b":2}', (7, 8)),
    "number_plus": (b"+1", (0, 2)),
    "number_leading_zero": (b"01", (0, 2)),
    "number_minus_leading_zero": (b"-01", (0, 3)),
    "number_only_minus": (b"-", (0, 1)),
    "number_two_minus": (b"--1", (0, 3)),
    "number_no_fraction": (b"1.", (0, 2)),
    "number_no_integer": (b".5", (0, 2)),
    "number_minus_point": (b"-.5", (0, 3)),
    "number_no_exponent": (b"1e", (0, 2)),
    "number_only_sign_exponent": (b"1e+", (0, 3)),
    "number_fraction_exponent": (b"1.e1", (0, 4)),
    "number_two_points": (b"1.2.3", (0, 5)),
    "number_exponent_point": (b"1e1.5", (0, 5)),
    "number_hexadecimal": (b"0x1F", (0, 4)),
    "number_octal": (b"0o7", (0, 3)),
    "number_underscore": (b"1_000", (0, 5)),
    "number_comma_decimal": (b"1,5", (1, 3)),
    "number_space": (b"1 000", (2, 5)),
    "number_nan": (b"NaN", (0, 3)),
    "number_infinity": (b"Infinity", (0, 8)),
    "number_minus_infinity": (b"-Infinity", (0, 9)),
    "number_minus_nan": (b"-NaN", (0, 4)),
    "number_wide_digit": (b"\xef\xbc\x91", (0, 1)),
    "number_other_digits": (b"\xd9\xa3", (0, 1)),
    "number_minus_sign": (b"\xe2\x88\x921", (0, 2)),
    "number_suffix": (b"1n", (0, 2)),
    "number_double_exponent": (b"1ee2", (0, 4)),
    "literal_capital": (b"True", (0, 4)),
    "literal_none": (b"None", (0, 4)),
    "literal_cut": (b"tru", (0, 3)),
    "literal_long": (b"nulll", (0, 5)),
    "literal_joined": (b"truefalse", (0, 9)),
    "literal_undefined": (b"undefined", (0, 9)),
    "string_unclosed": (b'"a', (0, 2)),
    "string_only_quote": (b'"', (0, 1)),
    "string_single_quoted": (b"'a'", (0, 3)),
    "string_curly_quotes": (b"\xe2\x80\x9ca\xe2\x80\x9d", (0, 3)),
    "string_raw_newline": (b'"a\nb"', (0, 2)),
    "string_raw_return": (b'"a\rb"', (0, 2)),
    "string_raw_tab": (b'"a\tb"', (2, 3)),
    "string_raw_nul": (b'"a\x00b"', (2, 3)),
    "string_raw_escape": (b'"\x1b[0m"', (1, 2)),
    "string_bad_escape": (b'"\\x41"', (1, 3)),
    "string_escaped_single_quote": (b'"\\\'"', (1, 3)),
    "string_octal_escape": (b'"\\012"', (1, 3)),
    "string_short_u": (b'"\\u12"', (1, 5)),
    "string_u_letters": (b'"\\u12G4"', (1, 5)),
    "string_u_sign": (b'"\\u+123"', (1, 3)),
    "string_u_wide_digits": (b'"\\u00\xef\xbc\x911"', (1, 5)),
    "string_capital_u": (b'"\\U00000041"', (1, 3)),
    "string_braces_u": (b'"\\u{41}"', (1, 3)),
    "string_ends_in_backslash": (b'"\\"', (0, 3)),
    "string_only_backslash": (b'"\\', (0, 2)),
    "string_backslash_newline": (b'"a\\\nb"', (0, 3)),
    "string_escaped_newline_u": (b'"\\u00\n"', (1, 5)),
    "string_without_quotes": (b"abc", (0, 3)),
    "string_backticks": (b"`a`", (0, 3)),
    "string_joined": (b'"a" "b"', (4, 5)),
    "string_triple": (b'"""a"""', (2, 3)),
    "structure_empty": (b"", (0, 0)),
    "structure_space": (b" \n", (0, 0)),
    "structure_two_documents": (b"[]\n[]", (3, 4)),
    "structure_lines": (b'{"a":1}\n{"a":2}\n', (8, 9)),
    "structure_text_after": (b"[] end", (3, 6)),
    "structure_line_comment": (b"[1] // one", (4, 10)),
    "structure_block_comment": (b"/* one */ []", (0, 9)),
    "structure_open_comment": (b"[] /*", (3, 5)),
    "structure_hash": (b"# one\n[]", (0, 5)),
    "structure_close_first": (b"]", (0, 1)),
    "structure_nul_after": (b"[]\x00", (2, 3)),
    "structure_end_of_file_character": (b"[]\x1a", (2, 3)),
    "structure_no_break_space": (b"\xc2\xa0[]", (0, 1)),
    "structure_ideographic_space": (b"[\xe3\x80\x80]", (1, 2)),
    "structure_line_separator": (b"[\xe2\x80\xa8]", (1, 2)),
    "structure_no_width": (b"[\xe2\x80\x8b]", (1, 2)),
    "structure_second_bom": (b"\xef\xbb\xbf\xef\xbb\xbf[]", (0, 1)),
    "structure_bom_inside": (b"[\xef\xbb\xbf]", (1, 2)),
    "structure_html": (b"<html>", (0, 6)),
    "structure_python_tuple": (b"(1, 2)", (0, 2)),
    "structure_python_set": (b'{"a", "b"}', (3, 4)),
    "structure_yaml": (b"- a\n- b\n", (0, 3)),
    "structure_xml_prefix": (b")]}'\n[]", (0, 1)),
    "structure_backslash": (b"\\", (0, 1)),
    "structure_at": (b"@", (0, 1)),
    "structure_mixed_brackets": (b"[{]}", (2, 3)),
    "structure_open_everything": (b'[{"a":[{"b":', (7, 8)),
    "encoding_latin1": (b'["\xe9"]', (2, 3)),
    "encoding_lone_continuation": (b'["\x80"]', (2, 3)),
    "encoding_overlong_slash": (b'["\xc0\xaf"]', (2, 3)),
    "encoding_overlong_nul": (b'["\xe0\x80\x80"]', (2, 3)),
    "encoding_cut_sequence": (b'["\xe8\xa8"]', (2, 3)),
    "encoding_cut_at_end": (b'["\xf0\x9f', (2, 3)),
    "encoding_surrogate_bytes": (b'["\xed\xa0\x80"]', (2, 3)),
    "encoding_beyond_unicode": (b'["\xf4\x90\x80\x80"]', (2, 3)),
    "encoding_five_bytes": (b'["\xf8\x88\x80\x80\x80"]', (2, 3)),
    "encoding_fe": (b"\xfe", (0, 1)),
    "encoding_outside_string": (b"[\xff]", (1, 2)),
    "encoding_utf16_le": (b"[\x001\x00]\x00", (1, 2)),
    "encoding_utf16_be": (b"\x00[\x001\x00]", (0, 1)),
    "encoding_utf16_le_bom": (b"\xff\xfe[\x001\x00]\x00", (0, 1)),
    "encoding_utf16_be_bom": (b"\xfe\xff\x00[\x001\x00]", (0, 1)),
    "encoding_utf32_le": (b"[\x00\x00\x001\x00\x00\x00]\x00\x00\x00", (1, 2)),
    "encoding_utf32_be": (b"\x00\x00\x00[\x00\x00\x001\x00\x00\x00]", (0, 1)),
    "encoding_utf32_le_bom": (b"\xff\xfe\x00\x00[\x00\x00\x001\x00\x00\x00]\x00\x00\x00", (0, 1)),
    "encoding_utf7": (b"+AFs-1+AF0-", (0, 11)),
    "encoding_cut_bom": (b"\xef\xbb[]", (0, 1)),
    "encoding_ebcdic": (b"\xad\xf1\xbd", (0, 1)),
}
"""Text, and where the problem stands: start and end in characters, a byte order mark left aside."""

I: dict[str, tuple[bytes, object]] = {  # noqa: E741
    "number_huge_exponent": (b"[1e999]", [float("inf")]),
    "number_huge_negative_exponent": (b"[-1e999]", [float("-inf")]),
    "number_tiny": (b"[1e-999]", [0.0]),
    "number_thousand_digits": (b"9" * 1000, int("9" * 1000)),
    "number_more_digits": (b"9" * 10_000, float("inf")),
    "string_half_of_a_pair": (b'"\\ud800"', "\ud800"),
    "string_other_half": (b'"\\udc00"', "\udc00"),
    "string_halves_in_wrong_order": (b'"\\udc00\\ud800"', "\udc00\ud800"),
    "string_half_and_letter": (b'"\\ud800a"', "\ud800a"),
    "string_half_and_pair": (b'"\\ud800\\ud83d\\ude00"', "\ud800\U0001f600"),
    "object_same_key_twice": (b'{"a": 1, "\\u0061": 2}', {"a": 2}),
    "structure_byte_order_mark": (b"\xef\xbb\xbf[]", []),
}
"""Text, and its value."""


def _read(data: bytes) -> Document | SyntaxProblem:
    return parse(Source("tasks.json", data))


@pytest.mark.parametrize("data", Y.values(), ids=Y)
def test_what_must_be_read(data: bytes) -> None:
    document = _read(data)
    assert not isinstance(document, SyntaxProblem)
    assert document.value == json.loads(data)


@pytest.mark.parametrize(("data", "place"), N.values(), ids=N)
def test_what_must_be_refused(data: bytes, place: tuple[int, int]) -> None:
    problem = _read(data)
    assert isinstance(problem, SyntaxProblem)
    assert tuple(problem.span) == place
    assert problem.message
    assert problem.help


@pytest.mark.parametrize(("data", "value"), I.values(), ids=I)
def test_what_readers_may_choose(data: bytes, value: object) -> None:
    document = _read(data)
    assert not isinstance(document, SyntaxProblem)
    assert document.value == value


@pytest.mark.parametrize("data", [*Y.values(), *(data for data, _ in N.values())], ids=[*Y, *N])
def test_every_part_of_it_is_an_answer_too(data: bytes) -> None:
    """Cut off anywhere, as by a crash of what wrote it, a text is read or refused like any other."""
    for end in range(len(data)):
        part = data[:end]
        try:
            text = part.decode("utf-8-sig")
            value: Any = json.loads(text, parse_constant=float)
            sound = "NaN" not in text and "Infinity" not in text
        except ValueError:
            sound = False
        document = _read(part)
        assert isinstance(document, SyntaxProblem) is not sound
        if not isinstance(document, SyntaxProblem):
            assert document.value == value


_DEEP = {
    "arrays": (b"[", b"]"),
    "objects": (b'{"a":', b"}"),
    "both": (b'[{"a":', b"}]"),
}


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1000, 5000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), _DEEP.values(), ids=_DEEP)
@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "open"])
def test_any_depth_is_a_finding_at_the_first_bracket_too_deep(
    opening: bytes, closing: bytes, depth: int, *, is_closed: bool
) -> None:
    inner = b"1" if is_closed else b""
    problem = _read(opening * depth + inner + closing * depth * is_closed)
    assert isinstance(problem, SyntaxProblem)
    assert problem.message == f"nested more than {MAX_DEPTH} deep"
    brackets = len(opening.replace(b'"a":', b""))
    whole, rest = divmod(MAX_DEPTH, brackets)
    assert problem.span.start == whole * len(opening) + rest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says it that way")
def test_a_hundred_megabytes_in_one_string() -> None:
    """Twice the text and a little: the bytes, the text, and the value."""
    code = (
        "from modsquad_lint.engine.linting import lint\n"
        "from modsquad_lint.engine.config import DEFAULT\n"
        "from modsquad_lint.rules.facts import Facts\n"
        "from modsquad_lint.text.source import Source\n"
        "from modsquad_lint.rules.draft import Severity\n"
        "from modsquad_lint.rules.wanted import Wanted\n"
        'data = b\'[{"id": "a", "description": "\' + b\'x\' * 100_000_000\n'
        'data += b\'", "file_modifications": ["a.py"]}]\'\n'
        "report = lint(Source('tasks.json', data), Facts(), DEFAULT, Wanted(Severity.WARNING))\n"
        # Not the resource module's figure, which starts with that of the process that runs the tests.
        "status = dict(line.split(':') for line in open('/proc/self/status'))\n"
        "print(len(report.findings), status['VmHWM'].split()[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    findings, kilobytes = map(int, done.stdout.split())
    assert findings == 0
    assert kilobytes < 500_000


GROWING = {
    "open arrays": b"[",
    "open objects": b'{"a":',
    "commas": b"[,",
    "quotes": b'"',
    "backslashes": b'"\\',
    "escapes": b"\\u0041",
    "slashes": b"/",
    "comments": b"/* ",
    "apostrophes": b"'",
    "minus": b"-",
    "digits": b"7",
    "zeros": b"\0",
    "spaces": b" ",
    "line ends": b"\r\n",
    "bad bytes": b"\xff",
    "items": b"1,",
    "empty tasks": b"{},",
    "keys": b'"a":1,',
    "VS Code's version": b'"version": "2.0.0", ',
    "VS Code's version and quotes": b'"2.0.0" "\\',
}


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING)
@pytest.mark.parametrize("prefix", [b"", b"[", b'{"version": "2.0.0",', b'["'], ids=repr)
def test_time_grows_with_the_text(prefix: bytes, unit: bytes) -> None:
    """Eight times the text in far less than the 64 times of quadratic time."""

    def looked(number: int) -> None:
        look(Source("tasks.json", prefix + unit * number), Facts(), DEFAULT)

    assert grows_evenly(looked, 4000, 32_000)
