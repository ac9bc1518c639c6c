"""The scan of Markdown: what it finds, where, and that markdown-it-py finds the same."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from modsquad_lint.syntax.markdown import Markdown, front_matter
from modsquad_lint.syntax.markdown_blocks import CODE, COMMENT, FENCE, HEADING, HTML, ITEM, TEXT
from modsquad_lint.text.source import Source

NAMES = {HEADING: "heading", ITEM: "item", TEXT: "text", FENCE: "fence", CODE: "code"}
NAMES |= {COMMENT: "comment", HTML: "html"}

BLOCKS = {
    "# A plan\n\nText\nmore": [
        ("heading", 1, None, "A plan"),
        ("text", 0, None, "Text"),
        ("text", 0, None, "more"),
    ],
    "## End # ##\n": [("heading", 2, None, "End #")],
    "A plan\n===\n": [("heading", 1, None, "A plan")],
    "- [ ] a\n  more\n  - b\n\n- c\n": [
        ("item", 0, None, "- [ ] a"),
        ("text", 1, 0, "[ ] a"),
        ("text", 1, 0, "more"),
        ("item", 1, 0, "- b"),
        ("text", 2, 3, "b"),
        ("item", 0, None, "- c"),
        ("text", 1, 5, "c"),
    ],
    "- a\nlazy\n\nout\n": [
        ("item", 0, None, "- a"),
        ("text", 1, 0, "a"),
        ("text", 1, 0, "lazy"),
        ("text", 0, None, "out"),
    ],
    "Text\n- ends it\n2. does\n": [
        ("text", 0, None, "Text"),
        ("item", 0, None, "- ends it"),
        ("text", 1, 1, "ends it"),
        ("item", 0, None, "2. does"),
        ("text", 1, 3, "does"),
    ],
    "Text\n2. does not\n": [("text", 0, None, "Text"), ("text", 0, None, "2. does not")],
    "```py\n- a\n```\n- b": [
        ("fence", 0, None, "- a\n"),
        ("item", 0, None, "- b"),
        ("text", 1, 1, "b"),
    ],
    "~~~\nopen\n": [("fence", 0, None, "open\n")],
    "- a\n\n  ```\n  b\n  ```\n": [
        ("item", 0, None, "- a"),
        ("text", 1, 0, "a"),
        ("fence", 1, 0, "  b\n"),
    ],
    "<!-- - a\n- b -->\n- c\n": [
        ("comment", 0, None, "<!-- - a\n- b -->"),
        ("item", 0, None, "- c"),
        ("text", 1, 1, "c"),
    ],
    "    - a\n": [("code", 0, None, "    - a")],
    "> - a\n": [("item", 0, None, "- a"), ("text", 1, 0, "a")],
    "-\ta\n\n\tb\n": [("item", 0, None, "-\ta"), ("text", 1, 0, "a"), ("text", 1, 0, "b")],
    "---\na: b\n---\n- c": [("item", 0, None, "- c"), ("text", 1, 0, "c")],
    "***\n* a\n": [("item", 0, None, "* a"), ("text", 1, 0, "a")],
    "<details>\n- a\n\n- b": [
        ("html", 0, None, "<details>\n- a"),
        ("item", 0, None, "- b"),
        ("text", 1, 1, "b"),
    ],
}


@pytest.mark.parametrize("text", BLOCKS)
def test_blocks(text: str) -> None:
    found = Markdown(text)
    assert [
        (NAMES[block.kind], block.level, block.parent, found.slice(block)) for block in found.blocks
    ] == BLOCKS[text]


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("---\na: b\n---\n", "a: b\n"),
        ("---\r\na: b\r\n---", "a: b\r\n"),
        ("---\n---\n", ""),
        ("---\na: b\n", None),
        ("a\n---\nb\n---\n", None),
        ("", None),
    ],
)
def test_front_matter(text: str, matter: str | None) -> None:
    span = front_matter(text)
    assert (None if span is None else text[span.start : span.end]) == matter


SUPPRESSIONS = """\
# Plan <!-- modsquad: ignore[MSQ405] -->

- [ ] a <!-- modsquad: ignore[MSQ402, path-pattern] -->\r
- [ ] b <!-- modsquad: ignore -->
- [ ] c <!-- modsquad: ignore[MSQ402] --> and more
- [ ] d <!-- ignore[MSQ402] -->

<!-- modsquad: ignore[MSQ1] -->

```
- [ ] e <!-- modsquad: ignore[MSQ402] -->
```
"""


def test_suppressions() -> None:
    source = Source("tasks.md", SUPPRESSIONS.encode())
    found = Markdown(source.text).ignores()
    assert {
        line: [(code, source.text[span.start : span.end]) for code, span in codes]
        for line, codes in found.items()
    } == {
        1: [("MSQ405", "MSQ405")],
        3: [("MSQ402", "MSQ402"), ("path-pattern", "path-pattern")],
        4: [("", "<!-- modsquad: ignore -->")],
        8: [("MSQ1", "MSQ1")],
    }
    assert all(source.position(codes[0][1].start).line == line for line, codes in found.items())


ORACLE = MarkdownIt("commonmark")
OF_ORACLE = {"heading_open": "heading", "fence": "fence", "html_block": "html"}


def _by_oracle(text: str) -> list[tuple[object, ...]]:
    """The items with how deep they are, the headings with their level, fences and HTML, by line."""
    found: list[tuple[object, ...]] = []
    depth = 0
    for token in ORACLE.parse(text):
        if token.type == "list_item_close":
            depth -= 1
        elif token.map is not None and token.type == "list_item_open":
            found.append(("item", token.map[0], depth))
            depth += 1
        elif token.map is not None and token.type in OF_ORACLE:
            said = {"heading": int(token.tag[1:] or 0) if token.tag[1:].isdigit() else 0}
            found.append((OF_ORACLE[token.type], token.map[0], said.get(OF_ORACLE[token.type], 0)))
    return sorted(found, key=str)


def _by_scan(text: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for block in Markdown(text).blocks:
        name = NAMES[block.kind].replace("comment", "html")
        line = text.count("\n", 0, block.span.start)
        if name == "fence":  # what opens it stands before; an open one at the end has no line
            line -= text[: block.span.start].endswith("\n")
        if name in {"item", "heading", "fence", "html"}:
            found.append((name, line, block.level if name in {"item", "heading"} else 0))
    return sorted(found, key=str)


PIECES = (
    *("- ", "* ", "1. ", "2) ", "- [ ] ", "  ", "    ", "\t", "a", "b `c`", "# h", "## h #", "```"),
    *("~~~", "```py", "<!-- x", "-->", "<!-- y -->", "<div>", "</p>", "> ", "***", "===", "\n"),
    *("\n", "\n", "\n\n", "-", "1.", "text", "   "),
)


@examples(200)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_the_oracle_finds_the_same(text: str) -> None:
    text = f"x\n{text}\n"
    assert _by_scan(text) == _by_oracle(text)


def test_a_long_text_takes_no_quadratic_time() -> None:
    text = "- [ ] T001 a `b.py`\n  - c\n" * 5_000 + "> " * 5_000 + "- " * 5_000
    assert len(Markdown(text).blocks) == 20_001
