from __future__ import annotations

import json
import sys
import unicodedata
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from modsquad_lint.reporters.escape import (
    in_ascii_json,
    in_json,
    markdown,
    terminal,
    terminal_path,
    xml,
)

SHOWN = [
    pytest.param("backend/app/main.py", "backend/app/main.py", id="plain"),
    pytest.param("überblick 計画 🎉", "überblick 計画 🎉", id="letters of the world"),
    pytest.param("e\u0301", "e\u0301", id="combining"),
    pytest.param("a\nb\rc\td", r"a\nb\rc\td", id="line ends and tabs"),
    pytest.param("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m", id="colour"),
    pytest.param("\x9b31m", r"\x9b31m", id="C1"),
    pytest.param("\x7f\x00", r"\x7f\x00", id="delete and nul"),
    pytest.param("a\u202eb\u2066c", r"a\u202eb\u2066c", id="direction"),
    pytest.param("a\u200bb\ufeffc\u00ad", r"a\u200bb\ufeffc\xad", id="no width"),
    pytest.param("\u2028\u2029", r"\u2028\u2029", id="line separators"),
    pytest.param("\U000e0041", r"\U000e0041", id="tags"),
    pytest.param("a\udcff", r"a\xff", id="a byte that is not UTF-8"),
    pytest.param("a\ud83d", r"a\ud83d", id="half a pair"),
    pytest.param("x ##[error]y", r"x ##\x5berror]y", id="a command in a log"),
]


@pytest.mark.parametrize(("text", "expected"), SHOWN)
def test_terminal(text: str, expected: str) -> None:
    assert terminal(text) == expected


def test_terminal_leaves_no_character_without_a_glyph() -> None:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    every = map(chr, range(sys.maxunicode + 1))
    assert [
        char
        for char in every
        if (unicodedata.category(char) in hidden or _is_no_character(ord(char)))
        and terminal(char) == char
    ] == []


def _is_no_character(code: int) -> bool:
    """Whether Unicode keeps this code free for good (section 23.7)."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/tasks.json", "a/tasks.json"),
        ("::error::x", "./::error::x"),
        (" ::x", "./ ::x"),
        ("a::b", "a::b"),
        ("\n::x", r"\n::x"),
    ],
)
def test_terminal_path(path: str, expected: str) -> None:
    assert terminal_path(path) == expected


HOSTILE_IN_MARKDOWN = [
    "**bold** _it_ ~~no~~ `code`",
    "[text](https://example.org) ![picture](x) <https://example.org>",
    "https://example.org www.example.org someone@example.org",
    "<script>alert(1)</script> <!-- -->",
    "| a | b |",
    "# heading\n- item\n1. one\n1) one\n===\n---\n> quote",
    "&lt; &#60;",
    "$math$ \\* {x}",
]


@pytest.mark.parametrize("text", HOSTILE_IN_MARKDOWN)
def test_markdown_is_words_only(text: str) -> None:
    escaped = markdown(text)
    (paragraph,) = MarkdownIt("gfm-like", {"linkify": False}).parseInline(f"x {escaped} y")
    assert {child.type for child in paragraph.children or ()} <= {"text", "text_special"}
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse(escaped)
    assert [block.type for block in blocks] == ["paragraph_open", "inline", "paragraph_close"]
    assert unescape(escaped).replace("\u200b", "") == terminal(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@octocat", "&#64;&#8203;octocat"),
        ("a/b#12", "a/b&#35;&#8203;12"),
        ("see GH-12", "see GH&#45;&#8203;12"),
        ("high-12", "high-12"),
        ("gh-x", "gh-x"),
    ],
)
def test_markdown_forms_no_mention_and_no_reference(text: str, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sub/tasks.json:8:7", "sub/tasks.json:8:7"),
        ("file_modifications", "file_modifications"),
        ('"a_b.py" (see app/*.py)', '"a_b.py" (see app/&#42;.py)'),
        ("__init__.py", "&#95;&#95;init&#95;&#95;.py"),
        ("a__b_", "a__b&#95;"),
        ("100 % > 50 - 3 + 1", "100 % > 50 - 3 + 1"),
        ("- item", "&#45; item"),
        ("12. item", "12&#46; item"),
        ("R&D &amp;", "R&#38;D &#38;amp;"),
        ("https://x www.x.y", "https&#58;//x www&#46;x.y"),
        (r"C:\Users\a, \n and a\_b\\", r"C:\Users\a, \n and a&#92;&#95;b&#92;&#92;"),
        ('"lint_ignore": ["MSQ402"] in one', '"lint_ignore": ["MSQ402"] in one'),
        ("[x] a](b [c][d] [e]: f [g]", "&#91;x] a&#93;(b [c&#93;[d] [e&#93;: f [g&#93;"),
    ],
)
def test_markdown_escapes_no_more_than_it_must(text: str, expected: str) -> None:
    assert markdown(text) == expected


@examples(100)
@given(st.text(st.sampled_from(list("ab1_*~`[]()<>&#;!|\\\"'.:/-+= \u00e9"))))
def test_markdown_is_read_back(text: str) -> None:
    words = f"{text}."
    (paragraph,) = MarkdownIt("gfm-like", {"linkify": False}).parseInline(markdown(words))
    children = paragraph.children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children).replace("\u200b", "") == terminal(words)


@examples(100)
@given(st.text())
def test_xml_is_read_back(text: str) -> None:
    element = ET.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>')  # noqa: S314 - our own text
    assert (element.get("b"), element.text or "") == (terminal(text), terminal(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\ud800", r"a\ud800", id="half a pair"),
        pytest.param("\udc00\ud800!", r"\udc00\ud800!", id="halves in the wrong order"),
        pytest.param("\ud83d🎉", r"\ud83d🎉", id="half and pair"),
        pytest.param("🎉\udfff", r"🎉\udfff", id="pair and half"),
        pytest.param("\udcff", r"\xff", id="a byte that is not UTF-8"),
        pytest.param(r"\ud800", r"\ud800", id="an escape in the text"),
        pytest.param("\\\ud800", r"\\ud800", id="half behind a backslash"),
        pytest.param('"\n\ue000', '"\n\ue000', id="others"),
    ],
)
def test_json_holds_no_lone_surrogate(text: str, expected: str) -> None:
    assert json.loads(in_json(json.dumps([text], ensure_ascii=False))) == [expected]
    as_ascii = in_ascii_json(json.dumps([text]))
    assert json.loads(as_ascii) == [expected]
    assert as_ascii.isascii()
