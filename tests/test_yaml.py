"""YAML 1.2: what is read, what is refused, where, and with either of ruamel.yaml's readers."""

from __future__ import annotations

import math
import re
from typing import Any
from unittest import mock

import pytest
from examples import examples
from fuzz.targets import BLOCK_AT_MARGIN
from hypothesis import assume, given
from hypothesis import strategies as st

from modsquad_lint.syntax import parse, yaml_events
from modsquad_lint.syntax.members import DuplicateKey
from modsquad_lint.syntax.nodes import MAX_DEPTH, Document, SyntaxProblem
from modsquad_lint.text.source import Place, Source, Span


@pytest.fixture(params=["c", "python"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two readers in turn."""
    name: str = request.param
    if name == "python":
        monkeypatch.setattr(yaml_events, "_events_in_c", lambda: None)
    return name


def read(text: str) -> Document:
    document = parse(Source("tasks.yaml", text.encode()))
    assert not isinstance(document, SyntaxProblem), document
    return document


def text_at(text: str, *steps: str | int, is_key: bool = False) -> str:
    start, end = read(text).span(Place(steps, is_key=is_key))
    return text[start:end]


MISTAKES = [
    pytest.param(
        "a: b: c",
        (1, 5, 1, 6),
        'a ":" stands where no key can',
        "put a value that holds a colon and a space in quotes, or mend the indentation of this line",
        id="nested-colon",
    ),
    pytest.param(
        "a: C: x",
        (1, 5, 1, 6),
        'a ":" stands where no key can',
        "put a value that holds a colon and a space in quotes, or mend the indentation of this line",
        id="windows-path-colon",
    ),
    pytest.param(
        "a: [1,2",
        (1, 4, 1, 5),
        'the "[" of line 1 is never closed',
        'add the "]" that belongs to it',
        id="unclosed-list",
    ),
    pytest.param(
        "a: [1,2\nb: c",
        (2, 2, 2, 3),
        'expected a comma or "]", found ":"',
        'close the "[" of line 1, or write a comma between two items',
        id="unclosed-list-then-key",
    ),
    pytest.param(
        "{ ?foo: bar }",
        (1, 3, 1, 7),
        '"?foo" begins with a question mark, and has no quotes',
        "put it in quotes: readers of YAML disagree about it in brackets",
        id="question-mark",
    ),
    pytest.param(
        "a: &a b\nc: {?*a : d}",
        (2, 5, 2, 8),
        '"?*a" begins with a question mark, and has no quotes',
        "put it in quotes: readers of YAML disagree about it in brackets",
        id="question-mark-and-alias",
    ),
    pytest.param(
        "{a: b",
        (1, 1, 1, 2),
        'the "{" of line 1 is never closed',
        'add the "}" that belongs to it',
        id="unclosed-mapping",
    ),
    pytest.param(
        "{a: 1,, b}",
        (1, 7, 1, 8),
        'a value is missing before ","',
        "take it away, or write what is missing",
        id="two-commas",
    ),
    pytest.param(
        "a: [b,",
        (1, 4, 1, 5),
        'the "[" of line 1 is never closed',
        'add the "]" that belongs to it',
        id="comma-at-the-end",
    ),
    pytest.param(
        "tasks: [a,\n  {b: [c],  # x\n",
        (2, 3, 2, 4),
        'the "{" of line 2 is never closed',
        'add the "}" that belongs to it',
        id="comma-and-comment-at-the-end",
    ),
    pytest.param(
        "tasks: [b, a: ",
        (1, 8, 1, 9),
        'the "[" of line 1 is never closed',
        'add the "]" that belongs to it',
        id="key-at-the-end",
    ),
    pytest.param(
        "[a]]",
        (1, 4, 1, 5),
        "text after the end of the document",
        "indent the items of one list, and the keys of one mapping, by the same spaces",
        id="extra-closer",
    ),
    pytest.param(
        "a: ]",
        (1, 4, 1, 5),
        'a value is missing before "]"',
        "take it away, or write what is missing",
        id="closer-first",
    ),
    pytest.param(
        "a:\n\t- b", (2, 1, 2, 2), "a tab cannot indent in YAML", "indent with spaces", id="tab"
    ),
    pytest.param(
        "\ta: 1",
        (1, 1, 1, 2),
        "a tab cannot indent in YAML",
        "indent with spaces",
        id="tab-first",
    ),
    pytest.param(
        "a: 1\n\tb: 2",
        (2, 1, 2, 2),
        "a tab cannot indent in YAML",
        "indent with spaces",
        id="tab-after",
    ),
    pytest.param(
        "a: 'b",
        (1, 4, 1, 6),
        "the quoted text 'b is never closed",
        "add the closing '",
        id="unclosed-single",
    ),
    pytest.param(
        'a: "b\nc: 1\n',
        (1, 4, 1, 6),
        'the quoted text "b is never closed',
        'add the closing "',
        id="unclosed-double",
    ),
    pytest.param(
        'a: "C:\\Windows"',
        (1, 7, 1, 9),
        "\\W is no escape",
        'write "/" in paths; a backslash itself is written "\\\\", or stands in single quotes',
        id="bad-escape",
    ),
    pytest.param(
        'a: "C:\\Users"',
        (1, 7, 1, 9),
        "\\U is no escape",
        'write "/" in paths; a backslash itself is written "\\\\", or stands in single quotes',
        id="bad-users",
    ),
    pytest.param(
        'a: "x\\x\\n"',
        (1, 6, 1, 8),
        "\\x is no escape",
        'write "/" in paths; a backslash itself is written "\\\\", or stands in single quotes',
        id="no-digits-before-an-escape",
    ),
    pytest.param(
        'a: "x\\ud83d\\ude00"',
        (1, 6, 1, 18),
        "\\ud83d\\ude00 is one character in JSON, and two halves in YAML",
        'write the character itself, or "\\U0001F600"',
        id="surrogate-pair",
    ),
    pytest.param(
        'a: "\\\\ud83d \\ude00"',
        (1, 13, 1, 19),
        "\\ude00 is half of a character",
        'write the character itself, or its number: "\\U0001F600"',
        id="half-a-pair",
    ),
    pytest.param(
        'a: "\\U00110000"',
        (1, 5, 1, 7),
        "\\U is no escape",
        'write "/" in paths; a backslash itself is written "\\\\", or stands in single quotes',
        id="beyond-the-last-character",
    ),
    pytest.param(
        "a: [\n<<<<<<< HEAD\n  b\n=======\n  c\n>>>>>>> d\n]\n",
        (2, 1, 2, 13),
        "an unresolved merge conflict: <<<<<<< HEAD",
        "keep what is right of the two sides, and take out the lines with <<<<<<<, ======= and >>>>>>>",
        id="conflict-in-a-list",
    ),
    pytest.param(
        "<html>\n<p>x",
        (1, 1, 1, 7),
        "this is HTML or XML: <html>",
        "save the tasks file itself; a page that shows it, or one about an error, was saved",
        id="page",
    ),
    pytest.param(
        "a: @b",
        (1, 4, 1, 5),
        'a value cannot begin with "@"',
        "put the value in quotes",
        id="at-sign",
    ),
    pytest.param(
        "a: `b`",
        (1, 4, 1, 5),
        'a value cannot begin with "`"',
        "put the value in quotes",
        id="back-quote",
    ),
    pytest.param(
        "a: %b",
        (1, 4, 1, 5),
        'a value cannot begin with "%"',
        "put the value in quotes",
        id="percent",
    ),
    pytest.param(
        "a: b\n c: d",
        (2, 3, 2, 4),
        'a ":" stands where no key can',
        "put a value that holds a colon and a space in quotes, or mend the indentation of this line",
        id="indentation",
    ),
    pytest.param(
        "- a\nb: c",
        (2, 1, 2, 2),
        "this line fits none of the lists and mappings before it",
        "indent the items of one list, and the keys of one mapping, by the same spaces",
        id="list-then-key",
    ),
    pytest.param(
        "a: b\n- c",
        (2, 1, 2, 2),
        "this line fits none of the lists and mappings before it",
        "indent the items of one list, and the keys of one mapping, by the same spaces",
        id="key-then-list",
    ),
    pytest.param(
        "  a: 1\nb: 2",
        (2, 1, 2, 2),
        "text after the end of the document",
        "indent the items of one list, and the keys of one mapping, by the same spaces",
        id="less-indented",
    ),
    pytest.param(
        "a: - b",
        (1, 4, 1, 5),
        '"-" cannot follow a: on its line',
        "put the whole value in quotes, or begin a list on the next line",
        id="list-on-key-line",
    ),
    pytest.param(
        "a: 'b'c",
        (1, 7, 1, 8),
        "\"c\" cannot follow a: 'b' on its line",
        "put the whole value in quotes, or begin a list on the next line",
        id="text-after-quotes",
    ),
    pytest.param(
        "- *.py",
        (1, 3, 1, 7),
        "no anchor &.py stands before the alias *.py",
        'write the value out; put a text that begins with "*" in quotes',
        id="star",
    ),
    pytest.param(
        "a: & b",
        (1, 4, 1, 5),
        "& is no alias or anchor",
        "put a text that begins with * or & in quotes",
        id="ampersand",
    ),
    pytest.param(
        "a: *b",
        (1, 4, 1, 6),
        "no anchor &b stands before the alias *b",
        'write the value out; put a text that begins with "*" in quotes',
        id="unknown-alias",
    ),
    pytest.param(
        "a: &x [*x]",
        (1, 8, 1, 10),
        "the alias *x stands inside the value that it repeats",
        'write the value out; put a text that begins with "*" in quotes',
        id="recursive-alias",
    ),
    pytest.param(
        "a: \x01",
        (1, 4, 1, 5),
        "the character U+0001 may not stand in YAML",
        'take it away, or write it escaped in double quotes: "\\u..."',
        id="control",
    ),
    pytest.param(
        "a: b \x00",
        (1, 6, 1, 7),
        "the character U+0000 may not stand in YAML",
        'take it away, or write it escaped in double quotes: "\\u..."',
        id="nul",
    ),
    pytest.param(
        "? [a]\n: b",
        (1, 3, 1, 4),
        "a list or mapping is a key, but no string",
        "put the key in quotes",
        id="list-key",
    ),
    pytest.param(
        "1: a",
        (1, 1, 1, 2),
        "1 is a key, but no string",
        "put the key in quotes",
        id="number-key",
    ),
    pytest.param(
        "~: a",
        (1, 1, 1, 2),
        "~ is a key, but no string",
        "put the key in quotes",
        id="null-key",
    ),
    pytest.param(
        "- true: a",
        (1, 3, 1, 7),
        "true is a key, but no string",
        "put the key in quotes",
        id="true-key",
    ),
    pytest.param(
        "a: b\n---\nc: d\n",
        (2, 1, 2, 4),
        "a second document begins here",
        "a tasks file holds one document; put all tasks into one list",
        id="two-documents",
    ),
    pytest.param(
        "a: b\n...\nc",
        (3, 1, 3, 2),
        "a second document begins here",
        "a tasks file holds one document; put all tasks into one list",
        id="end-and-more",
    ),
    pytest.param(
        "%YAML 1.3\n---\na: 1",
        (1, 1, 1, 2),
        "this directive is not understood",
        "take the line away: YAML 1.2 is assumed",
        id="directive",
    ),
    pytest.param(
        "\ufeff\ufeffa: 1",
        (1, 1, 1, 2),
        "a second byte order mark stands here",
        "take it away; editors hide it",
        id="second-mark",
    ),
    pytest.param(
        "a: {}\nb:\n  <<: c",
        (3, 3, 3, 5),
        'the merge key "<<" is not part of YAML 1.2',
        "write the keys out; a whole value may be repeated with an alias",
        id="merge",
    ),
    pytest.param(
        "a: !!python/object:x y",
        (1, 4, 1, 21),
        "the tag !!python/object:x is not one of YAML's own",
        "take the tag away: a tasks file holds strings, lists and mappings",
        id="python-tag",
    ),
    pytest.param(
        "a: !foo [1]",
        (1, 4, 1, 8),
        "the tag !foo is not one of YAML's own",
        "take the tag away: a tasks file holds strings, lists and mappings",
        id="own-tag",
    ),
    pytest.param(
        "a: !foo &x [1]",
        (1, 4, 1, 8),
        "the tag !foo is not one of YAML's own",
        "take the tag away: a tasks file holds strings, lists and mappings",
        id="tag-before-anchor",
    ),
    pytest.param(
        "a: &x !foo [1]",
        (1, 7, 1, 11),
        "the tag !foo is not one of YAML's own",
        "take the tag away: a tasks file holds strings, lists and mappings",
        id="tag-behind-anchor",
    ),
    pytest.param(
        "a: !!int x",
        (1, 4, 1, 11),
        "'x' is no int",
        "take the tag away, or write a value of that type",
        id="wrong-type",
    ),
    pytest.param(
        "a: !e!x y",
        (1, 4, 1, 5),
        "this tag is not understood",
        "take the tag away, or put the value in quotes",
        id="undefined-tag",
    ),
    pytest.param(
        "a: |x",
        (1, 5, 1, 6),
        'only a comment may follow "|" or ">"',
        "begin the text on the next line",
        id="block-header",
    ),
    pytest.param(
        "a: 'x\n---\n'",
        (2, 1, 2, 2),
        "the document ends inside a quoted text",
        "add the closing quote",
        id="document-mark-in-text",
    ),
    pytest.param(
        "[" * 201 + "]" * 201,
        (1, 201, 1, 202),
        "nested more than 200 deep",
        "a tasks file needs four levels; take the extra ones away",
        id="deep",
    ),
    pytest.param(
        "[" * 100_000,
        (1, 201, 1, 202),
        "nested more than 200 deep",
        "a tasks file needs four levels; take the extra ones away",
        id="very-deep",
    ),
    pytest.param(
        "- " * 201 + "a",
        (1, 401, 1, 402),
        "nested more than 200 deep",
        "a tasks file needs four levels; take the extra ones away",
        id="deep-block",
    ),
]


@pytest.mark.parametrize(("text", "where", "message", "help_"), MISTAKES)
def test_a_mistake(text: str, where: tuple[int, int, int, int], message: str, help_: str) -> None:
    source = Source("tasks.yaml", text.encode())
    problem = parse(source)
    assert isinstance(problem, SyntaxProblem)
    start, end = map(source.position, problem.span)
    assert (start.line, start.column, end.line, end.column) == where
    assert (problem.message, problem.help) == (message, help_)


def with_either(text: str) -> tuple[Document | SyntaxProblem, Document | SyntaxProblem]:
    """What a machine with the reader in C gives, and what one without it gives."""
    source = Source("tasks.yaml", text.encode())
    with mock.patch.object(yaml_events, "_events_in_c", return_value=None):
        alone = parse(source)
    return parse(source), alone


def places(document: Document | SyntaxProblem) -> object:
    """All that can be told apart of an answer: the problem, or each value with its place."""
    if isinstance(document, SyntaxProblem):
        return document
    found: list[object] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document.value)]
    while waiting:
        steps, value = waiting.pop()
        found.append((steps, repr(value), document.span(Place(steps))))
        if isinstance(value, dict):
            waiting.extend(((*steps, key), child) for key, child in value.items())
            found.extend(document.span(Place((*steps, key), is_key=True)) for key in value)
        elif isinstance(value, list):
            waiting.extend(((*steps, index), child) for index, child in enumerate(value))
    return found


@pytest.mark.parametrize("text", [case.values[0] for case in MISTAKES])
def test_both_readers_refuse_in_the_same_words(text: str) -> None:
    quick, alone = with_either(text)
    assert quick == alone


# The reader in C refuses the first of these, and takes the last for something else.
_SAME = [
    ("dependencies: [feat:x]", {"dependencies": ["feat:x"]}),
    ("file_modifications: [C:\\x.py]", {"file_modifications": ["C:\\x.py"]}),
    ("[http://x/y.py, a]", ["http://x/y.py", "a"]),
    ("[:b, ::, x: :y]", [":b", "::", {"x": ":y"}]),
    ("{a:b: c, d: e:f}", {"a:b": "c", "d": "e:f"}),
    ("[a?b, -:a]", ["a?b", "-:a"]),
    ("a: b\u2028c\nd: e\x85f", {"a": "b\u2028c", "d": "e\x85f"}),
    ("a: b\u2029- c", {"a": "b\u2029- c"}),
    ("a: |\n  x\u2028y\x85", {"a": "x\u2028y\x85"}),
    ("'\x85': \"\u2028 \u2029\"", {"\x85": "\u2028 \u2029"}),
    ("\ue000: \ue001\u2028", {"\ue000": "\ue001\u2028"}),
    ("a: &x.y b\nc: *x.y", {"a": "b", "c": "b"}),
    ("a: 1 # b\u2028c: 2", {"a": 1}),
    ("- 1\n- # b\x85- 2", [1, None]),
    ("a: &x:y b", {"a": "b"}),
    ("&file://#  ", None),
    ("a: &x? b", {"a": "b"}),
    ("a: b\n\ufeffc: d", {"a": "b", "\ufeffc": "d"}),
]


@pytest.mark.parametrize(("text", "value"), _SAME)
def test_both_readers_make_the_same(text: str, value: object) -> None:
    quick, alone = with_either(text)
    assert not isinstance(quick, SyntaxProblem), quick
    assert quick.value == value
    assert places(quick) == places(alone)


needs_c = pytest.mark.skipif(yaml_events._events_in_c() is None, reason="no reader in C here")


@needs_c
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[a\tb.py]", ["a\tb.py"]),
        ("a: b\t# c", {"a": "b"}),
        ("[\"a\":b, 'c' :]", [{"a": "b"}, {"c": None}]),
    ],
)
def test_what_only_the_reader_in_c_takes(text: str, value: object) -> None:
    quick, alone = with_either(text)
    assert not isinstance(quick, SyntaxProblem)
    assert quick.value == value
    assert isinstance(alone, SyntaxProblem)


def test_a_tab_outside_quotes_with_the_reader_in_python_alone() -> None:
    assert with_either("a: b\t# c")[1] == SyntaxProblem(
        Span(4, 5), "a tab stands outside quotes", "write a space"
    )


def test_what_each_reader_refuses_elsewhere_is_said_where_the_last_one_stopped() -> None:
    """It is YAML all the same."""
    text = "a: |\n \t\nb: >\n \n  \n  x\n"
    assert parse(Source("tasks.yaml", text.encode())) == SyntaxProblem(
        Span(20, 21),
        "a blank line before this one has more spaces",
        "take the spaces out of the blank lines at the beginning of this text",
    )


@needs_c
def test_a_long_text_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "MAX_READ_AGAIN", 5)
    assert read("[a:b]").value == ["a:b"]
    assert parse(Source("tasks.yaml", b"[a:bc]")) == SyntaxProblem(
        Span(2, 3), 'a ":" stands inside a value in brackets', "put the value in quotes"
    )


@needs_c
@pytest.mark.parametrize(
    ("text", "where", "quoted"),
    [
        pytest.param("a:\tb\nc: 'd\n", Span(8, 10), "'d", id="the one in Python, at the tab"),
        pytest.param("a: [b:c]\nd: 'e\n", Span(12, 14), "'e", id="the one in C, at the colon"),
    ],
)
def test_a_problem_behind_the_first_that_one_reader_has(
    text: str, where: Span, quoted: str
) -> None:
    assert parse(Source("tasks.yaml", text.encode())) == SyntaxProblem(
        where, f"the quoted text {quoted} is never closed", "add the closing '"
    )


_ONLY_IN_C = re.compile(r"""\t|["']\s*:|[|>][-+0-9]*#""")
_PIECES = st.lists(
    st.sampled_from(
        (
            *"ab:-?#[]{},&*!|>'\"\n\t%@`~1\\é\x85\u2028\u2029\ue000\ufeff ",
            *(
                ": ",
                "- ",
                "\n  ",
                "a: ",
                "&a ",
                "*a",
                "!!str ",
                "...",
                "---",
                "\r\n",
                "\\ud83d",
                "<<",
            ),
        )
    ),
    max_size=12,
).map("".join)


@examples(500)
@given(_PIECES)
def test_any_text_gets_one_verdict(text: str) -> None:
    assume(not BLOCK_AT_MARGIN.search(text))
    quick, alone = with_either(text)
    if not isinstance(alone, SyntaxProblem) or not _ONLY_IN_C.search(text):
        assert places(quick) == places(alone)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing\n", None),
        ("---\n...\n", None),
        (
            "- yes\n- no\n- on\n- y\n- 12:30\n- 2020-01-01\n- 1_000",
            ["yes", "no", "on", "y", "12:30", "2020-01-01", "1_000"],
        ),
        ("[true, False, TRUE, null, ~, Null, ]", [True, False, True, None, None, None]),
        ("[1, -2, +3, 0o17, 0x1F, 017]", [1, -2, 3, 15, 31, 17]),
        ("[1.5, .5, 1e3, -.inf, 1.]", [1.5, 0.5, 1000.0, -math.inf, 1.0]),
        ("[., +, -1a, .a, '1', \"1\", 1.2.3]", [".", "+", "-1a", ".a", "1", "1", "1.2.3"]),
        (
            "[!!str 1, !!int 1, !!float 1, !!null '', ! 1, !!seq [], !!map {}]",
            ["1", 1, 1, None, "1", [], {}],
        ),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", {"a": "x\ny\n", "b": "x y"}),
        ("a: &x [1]\nb: *x\nc: &y z\nd: *y", {"a": [1], "b": [1], "c": "z", "d": "z"}),
        ("a: 1\nb:\na: 2\n", {"a": 2, "b": None}),
        ("'<<': 1", {"<<": 1}),
        ("x: <<", {"x": "<<"}),
        ("{a, b: c}", {"a": None, "b": "c"}),
        ("[a: b]", [{"a": "b"}]),
        ("- " * MAX_DEPTH + "a", None),
        ("%YAML 1.2\n---\na: b", {"a": "b"}),
        ("a: [\n<<<<<<< b\n>>>>>>> c\n]", {"a": ["<<<<<<< b >>>>>>> c"]}),
        ("<a", "<a"),
    ],
)
def test_what_is_read(text: str, value: object) -> None:
    document = read(text)
    if text.startswith("- - -"):
        value = "a"
        for _ in range(MAX_DEPTH):
            value = [value]
    assert document.value == value


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("text", "steps", "expected"),
    [
        ("a: plain text # c\n", ("a",), "plain text"),
        ("a: plain\n  text\nb: 1\n", ("a",), "plain\n  text"),
        ("a: |\n  x\n  y\n\n# c\nb: 1\n", ("a",), "|\n  x\n  y"),
        ("- >- # c\n  x\n- y", (0,), ">- # c\n  x"),
        ("a:\n- b\n- c\n\n# c\n", ("a",), "- b\n- c"),
        ("a:\n  b: 1\n  c: 2 # x\n# c\nd: 3", ("a",), "b: 1\n  c: 2"),
        ("a: [1, [2]] # c", ("a",), "[1, [2]]"),
        ("a: [x: y , z]", ("a", 0), "x: y"),
        ("a: [[1]: , z]".replace("[1]", "x"), ("a", 0), "x:"),
        ("a: &x b\n", ("a",), "b"),
        ("a: &x # c\n  - b\n", ("a",), "- b"),
        ("a: !!str &x 'b'\n", ("a",), "'b'"),
        ("a: !!seq\n- b\n", ("a",), "- b"),
        ("a: &x [b]\nc: *x\n", ("c",), "*x"),
        ("a: &x [b]\nc: *x\n", ("c", 0), "b"),
        ("a: \U0001f600é\nb: 'c'", ("b",), "'c'"),
        ("a:\nb: 1", ("a",), ""),
        ("? a\n: b\n", ("a",), "b"),
        ("-\n  - a\n", (0,), "- a"),
        ("--- a", (), "a"),
        ("", (), ""),
        ("a: 'x''y'", ("a",), "'x''y'"),
    ],
)
def test_the_text_at_a_place(text: str, steps: tuple[str | int, ...], expected: str) -> None:
    assert text_at(text, *steps) == expected


@pytest.mark.usefixtures("reader")
def test_an_empty_value_stands_after_its_colon() -> None:
    assert read("a: # c\nb: 1").span(Place(("a",))) == Span(2, 2)


@pytest.mark.usefixtures("reader")
def test_keys() -> None:
    text = "a: 1\n\"b\" : {'c': 2}\n"
    assert text_at(text, "b", is_key=True) == '"b"'
    assert text_at(text, "b", "c", is_key=True) == "'c'"


@pytest.mark.usefixtures("reader")
def test_duplicate_keys_in_the_order_of_the_text() -> None:
    text = "a: {x: 1, x: 2}\n'a': 3\n\"a\": 4\n"
    document = read(text)
    assert list(document.duplicates()) == [
        DuplicateKey(Span(10, 11), Span(4, 5), "x"),
        DuplicateKey(Span(16, 19), Span(0, 1), "a"),
        DuplicateKey(Span(23, 26), Span(16, 19), "a"),
    ]
    assert text_at(text, "a") == "4"


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_aliases_are_bounded() -> None:
    assert read(_bomb(4)).value["a3"][0][0][0] == ["x"] * 10
    problem = parse(Source("tasks.yaml", _bomb(30).encode()))
    assert isinstance(problem, SyntaxProblem)
    assert problem.message == "aliases repeat more than 1,000,000 characters"


@pytest.mark.parametrize(
    ("value", "name", "too_often"),
    [
        pytest.param(f"- &a {'x' * 10_000}", "a", 100, id="a long value"),
        pytest.param(f"- &a [{'x, ' * 1000}]", "a", 59, id="short values"),
        pytest.param(f"- &a {{{'x' * 1000}: 1}}", "a", 954, id="a long key"),
        pytest.param(f"- [&a {'x' * 10_000}, &b [*a, *a]]", "b", 49, id="aliases of aliases"),
    ],
)
def test_aliases_repeat_so_many_characters(value: str, name: str, too_often: int) -> None:
    alias = f"\n- *{name}"
    text = value + alias * too_often
    problem = parse(Source("tasks.yaml", text.encode()))
    assert isinstance(problem, SyntaxProblem)
    assert problem.message == "aliases repeat more than 1,000,000 characters"
    assert problem.span == Span(len(text) - 2, len(text))
    assert len(read(value + alias * (too_often - 1)).value) == too_often


def test_aliases_may_repeat_twenty_times_the_file() -> None:
    files = "- &a [" + "x, " * 10_000 + "]"
    most = 20 * len(files + "\n- *a" * 7) // (17 * 10_000 + 16)
    assert len(read(files + "\n- *a" * most).value) == most + 1
    assert isinstance(parse(Source("t.yaml", (files + "\n- *a" * 60).encode())), SyntaxProblem)


def test_tag_directives_are_bounded() -> None:
    lines = [f"%TAG !{at}! tag:a,{at}:\n" for at in range(11)]
    assert read("".join(lines[:10]) + "---\na: b").value == {"a": "b"}
    for end in "\n", "\r", "\r\n":
        text = "".join(lines).replace("\n", end) + f"---{end}a: b"
        start = text.index("%TAG !10!")
        assert parse(Source("tasks.yaml", text.encode())) == SyntaxProblem(
            Span(start, start + 4),
            "more than 10 lines begin with %TAG",
            "take them away: a tasks file needs no tags",
        )


@needs_c
@pytest.mark.parametrize(
    ("head", "tail"), [("--- |\n", ""), ('{a: "\n', '"}'), ("a: |\n x\n...\n--- >\n", "")]
)
def test_no_directive_stands_within_a_text(head: str, tail: str) -> None:
    found = parse(Source("tasks.yaml", (head + "%TAG x\n" * 12 + tail).encode()))
    assert "%TAG" not in getattr(found, "message", "")


def test_aliases_cannot_nest_deeper_than_lists_can() -> None:
    chain = ["- &a0 [x]"] + [f"- &a{n} [*a{n - 1}]" for n in range(1, 300)]
    problem = parse(Source("tasks.yaml", "\n".join(chain).encode()))
    assert isinstance(problem, SyntaxProblem)
    assert problem.message == "nested more than 200 deep"


def test_suppressions_are_comments_and_nothing_else() -> None:
    text = """\
# modsquad: ignore[MSQ1]
a: b # modsquad: ignore[MSQ402, path-backslash]
c: "# modsquad: ignore[MSQ2]"
d: | # modsquad: ignore[MSQ3]
  # modsquad: ignore[MSQ4]
e: x#modsquad:ignore[MSQ5]
f: [1, # modsquad:ignore[ MSQ6 ] because
  2] # noqa # modsquad: ignore[MSQ7]
g: \U0001f600 # modsquad: ignore[MSQ8]
"""
    found = read(text).ignores()
    assert {line: [code for code, _ in codes] for line, codes in found.items()} == {
        1: ["MSQ1"],
        2: ["MSQ402", "path-backslash"],
        4: ["MSQ3"],
        7: ["MSQ6"],
        8: ["MSQ7"],
        9: ["MSQ8"],
    }
    assert all(
        text[span.start : span.end] == code for codes in found.values() for code, span in codes
    )


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("# modsquad: ignore[MSQ1]", ["MSQ1"]),
        ("# Modsquad: Ignore[MSQ1]", ["MSQ1"]),
        ("#MODSQUAD:\tIGNORE [MSQ1]", ["MSQ1"]),
        ("# modsquad: ignore[msq1]", ["msq1"]),
        ("# modsquad: ignore", [""]),
        ("# modsquad: ignore this", [""]),
        ("# modsquad: ignore[]", [""]),
        ("# modsquad: ignore[ , ]", [""]),
        ("# modsquad: ignore[MSQ1", [""]),
    ],
)
def test_how_a_suppression_may_be_written(comment: str, codes: list[str]) -> None:
    found = read(f"a: b {comment}\n").ignores()
    assert [code for code, _ in found[1]] == codes
    if codes == [""]:
        (((_, span),),) = found.values()
        assert f"a: b {comment}"[slice(*span)] in comment


@pytest.mark.parametrize("comment", ["# modsquad", "# modsquad: ignored", "# to modsquad: ignore"])
def test_a_comment_that_is_no_suppression(comment: str) -> None:
    assert read(f"a: b {comment}\n").ignores() == {}


_SOUP = st.lists(
    st.sampled_from(
        [
            "a",
            "b: ",
            "- ",
            "\n",
            "\n  ",
            "\n- ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "'",
            '"',
            "# x",
            "&x ",
            "*x",
            "!",
            "!!int ",
            "|",
            ">",
            "|+",
            "\t",
            "---",
            "...",
            "?",
            "%",
            "\\",
            "@",
            "~",
            "1",
            "é",
            "\r\n",
            "<<",
            "\u2028",
        ]
    ),
    max_size=14,
).map("".join)


@examples(300)
@given(_SOUP)
def test_any_text_is_a_document_or_a_problem_with_a_place(text: str) -> None:
    source = Source("tasks.yaml", text.encode())
    document = parse(source)
    if isinstance(document, SyntaxProblem):
        assert 0 <= document.span.start <= document.span.end <= len(source.text)
        assert document.message
        assert "\n" not in document.message
    else:
        start, end = document.span(Place(()))
        assert 0 <= start <= end <= len(source.text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[a, b]#c", ["a", "b"]),
        ("a: [\nb]", {"a": ["b"]}),
        ('a: "b\nc"', {"a": "b c"}),
        ("[-]", ["-"]),
    ],
)
def test_what_is_read_although_it_is_an_error(text: str, value: object) -> None:
    """docs/tasks-file.md lists these kinds."""
    quick, alone = with_either(text)
    assert places(quick) == places(alone)
    assert read(text).value == value


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    "text", ["{a\n: 1}", "\t{a: 1}", "%YAML 1.3\n---\na: 1", "# a\n...", "[: a]"]
)
def test_what_is_refused_although_it_is_yaml(text: str) -> None:
    """docs/tasks-file.md lists these kinds."""
    assert isinstance(parse(Source("tasks.yaml", text.encode())), SyntaxProblem)
