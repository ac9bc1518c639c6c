"""Strict JSON: what is read, what is refused, and in which words."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import Any, NoReturn

import pytest
from examples import examples
from growth import grows_evenly
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.syntax import parse
from modsquad_lint.syntax.members import DuplicateKey
from modsquad_lint.syntax.nodes import MAX_DEPTH, Document, SyntaxProblem
from modsquad_lint.text.source import Source, Span


def read(text: str) -> Document:
    document = parse(Source("tasks.json", text.encode()))
    assert not isinstance(document, SyntaxProblem), document
    return document


def refused(data: bytes, path: str = "tasks.json") -> tuple[tuple[int, int, int, int], str, str]:
    source = Source(path, data)
    problem = parse(source)
    assert isinstance(problem, SyntaxProblem)
    start, end = map(source.position, problem.span)
    return (start.line, start.column, end.line, end.column), problem.message, problem.help


@pytest.mark.parametrize(
    ("text", "where", "message", "help_"),
    [
        pytest.param(
            "",
            (1, 1, 1, 1),
            "the file is empty",
            "add a task, or delete the file",
            id="empty",
        ),
        pytest.param(
            " \n",
            (1, 1, 1, 1),
            "the file holds only white space",
            "add a task, or delete the file",
            id="space",
        ),
        pytest.param(
            "[1,]",
            (1, 3, 1, 4),
            'trailing comma before "]"',
            "take the comma away: JSON has none after the last item",
            id="trailing-comma-array",
        ),
        pytest.param(
            '{"a": 1,\n}',
            (1, 8, 1, 9),
            'trailing comma before "}"',
            "take the comma away: JSON has none after the last item",
            id="trailing-comma-object",
        ),
        pytest.param(
            "[1] // hi",
            (1, 5, 1, 10),
            "JSON has no comments: // hi",
            "take the comment away, or keep the tasks in a YAML file",
            id="line-comment",
        ),
        pytest.param(
            "[1, /* x\n */ 2]",
            (1, 5, 2, 4),
            "JSON has no comments: /* x...",
            "take the comment away, or keep the tasks in a YAML file",
            id="block-comment",
        ),
        pytest.param(
            "[1, /* x",
            (1, 5, 1, 9),
            "JSON has no comments: /* x",
            "take the comment away, or keep the tasks in a YAML file",
            id="open-comment",
        ),
        pytest.param(
            "# x\n[]",
            (1, 1, 1, 4),
            "JSON has no comments: # x",
            "take the comment away, or keep the tasks in a YAML file",
            id="hash-comment",
        ),
        pytest.param(
            "{'a': 1}",
            (1, 2, 1, 5),
            "wrong quotes: 'a'",
            'write it in double quotes: "a"',
            id="single-quotes",
        ),
        pytest.param(
            "['a]\n",
            (1, 2, 1, 5),
            "wrong quotes: 'a]",
            'write it in double quotes: "a]"',
            id="open-single-quote",
        ),
        pytest.param(
            "[\u201ca\u201d]",
            (1, 2, 1, 5),
            "wrong quotes: \u201ca\u201d",
            'write it in double quotes: "a"',
            id="typographic-quotes",
        ),
        pytest.param(
            "[1 2]",
            (1, 2, 1, 3),
            "missing comma before 2",
            "write a comma between two items",
            id="missing-comma",
        ),
        pytest.param(
            '{\n  "a": ["b"]\n  "c": 1\n}',
            (2, 12, 2, 13),
            'missing comma before "c"',
            "write a comma between two items",
            id="missing-comma-lines",
        ),
        pytest.param(
            '["x"\n b]',
            (1, 4, 1, 5),
            "missing comma before b",
            "write a comma between two items",
            id="missing-comma-word",
        ),
        pytest.param(
            '["x"\n["y',
            (1, 4, 1, 5),
            'missing comma before "["',
            "write a comma between two items",
            id="missing-comma-open",
        ),
        pytest.param(
            '{"a" 1}',
            (1, 4, 1, 5),
            'missing colon after the key "a"',
            "write a colon between a key and its value",
            id="missing-colon",
        ),
        pytest.param(
            '{"a":}',
            (1, 5, 1, 6),
            'no value for the key "a"',
            'write a colon and a value: "text", [] or null',
            id="missing-value",
        ),
        pytest.param(
            '{"a"}',
            (1, 4, 1, 5),
            'no value for the key "a"',
            'write a colon and a value: "text", [] or null',
            id="missing-colon-and-value",
        ),
        pytest.param(
            '{"a":1:2}',
            (1, 7, 1, 8),
            "a second colon after one key",
            "write keys in { }, one colon after each",
            id="two-colons",
        ),
        pytest.param(
            '["a": 1]',
            (1, 5, 1, 6),
            "a key with a colon stands in an array",
            "write keys in { }, one colon after each",
            id="colon-in-array",
        ),
        pytest.param("{a: 1}", (1, 2, 1, 3), "the key a has no quotes", 'write "a"', id="bare-key"),
        pytest.param(
            "[src/main.py]",
            (1, 2, 1, 13),
            "the word src/main.py has no quotes",
            'write "src/main.py"',
            id="bare-word",
        ),
        pytest.param(
            "[nullx]",
            (1, 2, 1, 7),
            "the word nullx has no quotes",
            'write "nullx"',
            id="glued-word",
        ),
        pytest.param(
            "{1: 2}", (1, 2, 1, 3), "the key 1 has no quotes", 'write "1"', id="number-key"
        ),
        pytest.param("[True]", (1, 2, 1, 6), "True is no JSON value", "write true", id="True"),
        pytest.param("[None]", (1, 2, 1, 6), "None is no JSON value", "write null", id="None"),
        pytest.param("[NaN]", (1, 2, 1, 5), "NaN is no JSON value", "write null", id="NaN"),
        pytest.param(
            "[-Infinity]", (1, 2, 1, 11), "-Infinity is no JSON value", "write null", id="Infinity"
        ),
        pytest.param(
            "[undefined]", (1, 2, 1, 11), "undefined is no JSON value", "write null", id="undefined"
        ),
        pytest.param(
            '["a]\n',
            (1, 2, 1, 5),
            'the string "a] is not closed on its line',
            'add the closing quote; a line break inside a string is written "\\n"',
            id="unclosed-string",
        ),
        pytest.param(
            '{"a: 1}\r\n',
            (1, 2, 1, 8),
            'the string "a: 1} is not closed on its line',
            'add the closing quote; a line break inside a string is written "\\n"',
            id="unclosed-key",
        ),
        pytest.param(
            '["\\',
            (1, 2, 1, 4),
            'the string "\\ is not closed on its line',
            'add the closing quote; a line break inside a string is written "\\n"',
            id="unclosed-escape",
        ),
        pytest.param(
            '{"a": [1',
            (1, 7, 1, 8),
            'the "[" of line 1 is never closed',
            'add the "]" that belongs to it',
            id="unclosed-array",
        ),
        pytest.param(
            '{"a": 1,\n',
            (1, 1, 1, 2),
            'the "{" of line 1 is never closed',
            'add the "}" that belongs to it',
            id="unclosed-object",
        ),
        pytest.param(
            '{"a"',
            (1, 1, 1, 2),
            'the "{" of line 1 is never closed',
            'add the "}" that belongs to it',
            id="unclosed-after-key",
        ),
        pytest.param(
            '{"a":\n [1}',
            (2, 4, 2, 5),
            '"}" cannot close the "[" of line 2',
            'write "]", or close the brackets in the order of their opening',
            id="wrong-closer",
        ),
        pytest.param(
            "[1]]",
            (1, 4, 1, 5),
            '"]" closes nothing: all brackets before it are closed',
            "take it away, or add the bracket that it closes",
            id="extra-closer",
        ),
        pytest.param(
            "}",
            (1, 1, 1, 2),
            'expected a value, found "}"',
            "take it away, or write what is missing before it",
            id="closer-first",
        ),
        pytest.param(
            "{]",
            (1, 2, 1, 3),
            '"]" cannot close the "{" of line 1',
            'write "}", or close the brackets in the order of their opening',
            id="array-closer-in-object",
        ),
        pytest.param(
            '["a\tb"]',
            (1, 4, 1, 5),
            "a string holds the control character U+0009",
            "write it as \\t",
            id="tab-in-string",
        ),
        pytest.param(
            '["ab\x00"]',
            (1, 5, 1, 6),
            "a string holds the control character U+0000",
            "write it as \\u0000",
            id="nul-in-string",
        ),
        pytest.param(
            '["\x1b[0m"]',
            (1, 3, 1, 4),
            "a string holds the control character U+001B",
            "write it as \\u001b",
            id="control-in-string",
        ),
        pytest.param(
            '["C:\\Windows"]',
            (1, 5, 1, 7),
            "\\W is no escape",
            'write "/" in paths; a backslash itself is written "\\\\"',
            id="bad-escape",
        ),
        pytest.param(
            '["\\u12"]',
            (1, 3, 1, 7),
            "\\u12 is no escape: four hexadecimal digits must follow",
            'write "/" in paths; a backslash itself is written "\\\\"',
            id="bad-unicode",
        ),
        pytest.param(
            '["C:\\users"]',
            (1, 5, 1, 7),
            "\\u is no escape: four hexadecimal digits must follow",
            'write "/" in paths; a backslash itself is written "\\\\"',
            id="bad-users",
        ),
        pytest.param(
            "[01]",
            (1, 2, 1, 4),
            "01 is no JSON number",
            'write 1 and not 01 or +1, 0.5 and not .5, 1.0 and not 1. (or "..." for text)',
            id="leading-zero",
        ),
        pytest.param(
            "[+1]",
            (1, 2, 1, 4),
            "+1 is no JSON number",
            'write 1 and not 01 or +1, 0.5 and not .5, 1.0 and not 1. (or "..." for text)',
            id="plus",
        ),
        pytest.param(
            "[.5]",
            (1, 2, 1, 4),
            ".5 is no JSON number",
            'write 1 and not 01 or +1, 0.5 and not .5, 1.0 and not 1. (or "..." for text)',
            id="no-zero",
        ),
        pytest.param(
            "[1.]",
            (1, 2, 1, 4),
            "1. is no JSON number",
            'write 1 and not 01 or +1, 0.5 and not .5, 1.0 and not 1. (or "..." for text)',
            id="no-digits",
        ),
        pytest.param("[-]", (1, 2, 1, 3), "the word - has no quotes", 'write "-"', id="minus"),
        pytest.param(
            "[1.5.2]",
            (1, 2, 1, 7),
            "1.5.2 is no JSON number",
            'write 1 and not 01 or +1, 0.5 and not .5, 1.0 and not 1. (or "..." for text)',
            id="version",
        ),
        pytest.param(
            '{"a":1}\n{"b":2}\n',
            (2, 1, 2, 2),
            'a second document begins here: {"b":2}',
            "a tasks file holds one value; put all tasks into one array",
            id="two-documents",
        ),
        pytest.param(
            "[1] x y ",
            (1, 5, 1, 8),
            "text after the end of the document: x y",
            "take it away",
            id="text-after",
        ),
        pytest.param(
            "[1],",
            (1, 4, 1, 5),
            "text after the end of the document: ,",
            "take it away",
            id="comma-after",
        ),
        pytest.param(
            "[\ufeff1]",
            (1, 2, 1, 3),
            "a byte order mark stands in the middle of the file",
            "take it away; it is invisible in most editors",
            id="mark-in-the-middle",
        ),
        pytest.param(
            "[ \x00]",
            (1, 3, 1, 4),
            "a zero byte stands here",
            "take it away; it is invisible in most editors",
            id="nul",
        ),
        pytest.param(
            "[1,\xa02]",
            (1, 4, 1, 5),
            "the character U+00A0 is no white space in JSON",
            "take it away; it is invisible in most editors",
            id="no-break-space",
        ),
        pytest.param(
            "[]\x0c",
            (1, 3, 1, 4),
            "the character U+000C is no white space in JSON",
            "take it away; it is invisible in most editors",
            id="form-feed",
        ),
        pytest.param(
            "[1,,2]",
            (1, 4, 1, 5),
            'expected a value, found ","',
            "take it away, or write what is missing before it",
            id="two-commas",
        ),
        pytest.param(
            "[,1]",
            (1, 2, 1, 3),
            'expected a value or "]", found ","',
            "take it away, or write what is missing before it",
            id="comma-first",
        ),
        pytest.param(
            "{,}",
            (1, 2, 1, 3),
            'expected a key or "}", found ","',
            "a key is a string in double quotes",
            id="comma-for-key",
        ),
        pytest.param(
            "{[1]}",
            (1, 2, 1, 3),
            'expected a key or "}", found "["',
            "a key is a string in double quotes",
            id="bracket-for-key",
        ),
        pytest.param(
            ":",
            (1, 1, 1, 2),
            'expected a value, found ":"',
            "take it away, or write what is missing before it",
            id="colon-first",
        ),
        pytest.param(
            '["😀" 1]',
            (1, 4, 1, 5),
            "missing comma before 1",
            "write a comma between two items",
            id="astral",
        ),
        pytest.param(
            '{"tasks": [{"id": "a, "file_modifications": ["a.py"]}]}',
            (1, 19, 1, 21),
            'the string "a is not closed',
            'add the closing quote: "a"',
            id="unclosed-before-key",
        ),
        pytest.param(
            '{"id":"a,"dependencies":[]}',
            (1, 7, 1, 9),
            'the string "a is not closed',
            'add the closing quote: "a"',
            id="unclosed-minified",
        ),
        pytest.param(
            '{"id: "a"}',
            (1, 2, 1, 5),
            'the string "id is not closed',
            'add the closing quote: "id"',
            id="unclosed-key-before-value",
        ),
        pytest.param(
            '{"dependencies: ["a"]}',
            (1, 2, 1, 15),
            'the string "dependencies is not closed',
            'add the closing quote: "dependencies"',
            id="unclosed-key-before-list",
        ),
        pytest.param(
            '["a.py, "b.py"]',
            (1, 2, 1, 7),
            'the string "a.py is not closed',
            'add the closing quote: "a.py"',
            id="unclosed-before-item",
        ),
        pytest.param(
            '[{"id": "a}, {"id": "b"}]',
            (1, 9, 1, 11),
            'the string "a is not closed',
            'add the closing quote: "a"',
            id="unclosed-before-object",
        ),
        pytest.param(
            '{"a": ", "b": 1}',
            (1, 7, 1, 8),
            'the string " is not closed',
            'add the closing quote: ""',
            id="unclosed-empty",
        ),
        pytest.param(
            '["a" "b"]',
            (1, 4, 1, 5),
            'missing comma before "b"',
            "write a comma between two items",
            id="missing-comma-strings",
        ),
        pytest.param(
            '["a, "\n  b]',
            (1, 6, 1, 7),
            "missing comma before b",
            "write a comma between two items",
            id="missing-comma-after-separator",
        ),
        pytest.param(
            '["a"b]',
            (1, 4, 1, 5),
            "missing comma before b",
            "write a comma between two items",
            id="missing-comma-glued",
        ),
        pytest.param(
            '["a," "b"]',
            (1, 5, 1, 6),
            'missing comma before "b"',
            "write a comma between two items",
            id="missing-comma-after-comma",
        ),
        pytest.param(
            "tasks:\n- id: a\n",
            (1, 1, 1, 7),
            "this looks like YAML: tasks:",
            "give the file a name that ends in .yaml, or write it as JSON",
            id="yaml-mapping",
        ),
        pytest.param(
            "# c\n\n- id: a\n",
            (3, 1, 3, 8),
            "this looks like YAML: - id: a",
            "give the file a name that ends in .yaml, or write it as JSON",
            id="yaml-list",
        ),
        pytest.param(
            "---\nid: a\n",
            (1, 1, 1, 4),
            "this looks like YAML: ---",
            "give the file a name that ends in .yaml, or write it as JSON",
            id="yaml-document",
        ),
        pytest.param(
            "[" * 201 + "]" * 201,
            (1, 201, 1, 202),
            "nested more than 200 deep",
            "a tasks file needs four levels; take the extra brackets away",
            id="deep",
        ),
        pytest.param(
            "[" * 100_000,
            (1, 201, 1, 202),
            "nested more than 200 deep",
            "a tasks file needs four levels; take the extra brackets away",
            id="very-deep",
        ),
        pytest.param(
            '{"a":' * 201 + "1" + "}" * 201,
            (1, 1001, 1, 1002),
            "nested more than 200 deep",
            "a tasks file needs four levels; take the extra brackets away",
            id="deep-objects",
        ),
        pytest.param(
            '["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" 1 "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"]',
            (1, 53, 1, 54),
            "missing comma before 1",
            "write a comma between two items",
            id="long",
        ),
    ],
)
def test_a_mistake(text: str, where: tuple[int, int, int, int], message: str, help_: str) -> None:
    assert refused(text.encode()) == (where, message, help_)


_MERGE_HELP = (
    "keep what is right of the two sides, and take out the lines with <<<<<<<, ======= and >>>>>>>"
)
_FENCE_HELP = "take out the fences, and all that stands outside them"
_PAGE_HELP = "save the tasks file itself; a page that shows it, or one about an error, was saved"


@pytest.mark.parametrize("path", ["tasks.json", "tasks.yaml"])
@pytest.mark.parametrize(
    ("text", "where", "message", "help_"),
    [
        pytest.param(
            '{"tasks": [],\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> other\n}',
            (2, 1, 2, 13),
            "an unresolved merge conflict: <<<<<<< HEAD",
            _MERGE_HELP,
            id="conflict",
        ),
        pytest.param(
            '{"tasks": []\r\n||||||| 1a2b3c\r\n=======\r\n}',
            (2, 1, 2, 15),
            "an unresolved merge conflict: ||||||| 1a2b3c",
            _MERGE_HELP,
            id="rest-of-a-conflict",
        ),
        pytest.param(
            "{,\n=======",
            (2, 1, 2, 8),
            "an unresolved merge conflict: =======",
            _MERGE_HELP,
            id="one-mark-left",
        ),
        pytest.param(
            '```json\n{"tasks": []}\n```\n',
            (1, 1, 1, 8),
            "a code fence of Markdown stands here: ```json",
            _FENCE_HELP,
            id="fence",
        ),
        pytest.param(
            'The tasks: these:\n\n```\r\n{"tasks": []}\n```\n',
            (3, 1, 3, 4),
            "a code fence of Markdown stands here: ```",
            _FENCE_HELP,
            id="fence-after-prose",
        ),
        pytest.param(
            "\n<!DOCTYPE html>\n<html>\n<p>a: b: c",
            (2, 1, 2, 16),
            "this is HTML or XML: <!DOCTYPE html>",
            _PAGE_HELP,
            id="page",
        ),
        pytest.param(
            '<?xml version="1.0"?>\n<a/>',
            (1, 1, 1, 22),
            'this is HTML or XML: <?xml version="1.0"?>',
            _PAGE_HELP,
            id="xml",
        ),
    ],
)
def test_what_does_not_belong_there(
    path: str, text: str, where: tuple[int, int, int, int], message: str, help_: str
) -> None:
    assert refused(text.encode(), path) == (where, message, help_)


@pytest.mark.parametrize("path", ["tasks.json", "tasks.yaml"])
@pytest.mark.parametrize("data", ["<<<<<<<x", "======== x", " ======= ", "a```", "<a>"])
def test_what_only_looks_as_if_it_did_not(path: str, data: str) -> None:
    _, message, _ = refused(f"{{,\n{data}".encode(), path)
    assert message.startswith(('expected a key or "}"', 'a value is missing before ","'))


@pytest.mark.parametrize("path", ["tasks.json", "tasks.yaml"])
@pytest.mark.parametrize(
    ("data", "column", "message"),
    [
        pytest.param(b'["\xe4"]', 3, "the byte 0xe4 is not UTF-8", id="latin-1"),
        pytest.param('["\xe4'.encode() + b"\xff", 4, "the byte 0xff is not UTF-8", id="after"),
        pytest.param(b'["\xed\xa0\x80"]', 3, "the byte 0xed is not UTF-8", id="surrogate"),
        pytest.param("[]".encode("utf-16"), 1, "the file is UTF-16, not UTF-8", id="utf-16"),
        pytest.param("[]".encode("utf-16-le"), 2, "the file is UTF-16, not UTF-8", id="utf-16-le"),
        pytest.param("[]".encode("utf-16-be"), 1, "the file is UTF-16, not UTF-8", id="utf-16-be"),
        pytest.param(
            "\ufeff[]".encode("utf-16-be"), 1, "the file is UTF-16, not UTF-8", id="utf-16-be-mark"
        ),
        pytest.param("[]".encode("utf-32"), 1, "the file is UTF-32, not UTF-8", id="utf-32"),
        pytest.param("[]".encode("utf-32-le"), 2, "the file is UTF-32, not UTF-8", id="utf-32-le"),
        pytest.param("[]".encode("utf-32-be"), 1, "the file is UTF-32, not UTF-8", id="utf-32-be"),
    ],
)
def test_another_encoding(path: str, data: bytes, column: int, message: str) -> None:
    where, said, _ = refused(data, path)
    assert (where, said) == ((1, column, 1, column + 1), message)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        (" [1.5e3, -0, true, false] ", [1500.0, 0, True, False]),
        (r'"\ud800 \ud83d\ude00 \/ \u00e4"', "\ud800 \U0001f600 / ä"),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, None),
        ("[1e999]", [math.inf]),
        ('"\x7f\u2028\ufeff"', "\x7f\u2028\ufeff"),
    ],
    ids=["null", "scalars", "escapes", "duplicate", "deepest", "huge-float", "raw"],
)
def test_what_is_read(text: str, value: object) -> None:
    document = read(text)
    if "[[" in text:
        value = json.loads(text)
    assert document.value == value
    assert document.ignores() == {}


def test_reading_json_imports_no_yaml_and_no_editor() -> None:
    code = (
        "import sys; from modsquad_lint.text.source import Source; from modsquad_lint.syntax import parse;"
        "parse(Source('tasks.json', b'[]'));"
        "print([name for name in sys.modules if 'yaml' in name or 'edits' in name or 'errors' in name])"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize("digits", [1000, 1001, 5000, 1_000_000])
def test_a_number_of_any_length(digits: int) -> None:
    document = read(f'[{"9" * digits}, "after"]')
    assert type(document.value[0]) in {int, float}
    assert document.value[1] == "after"


def test_duplicate_keys_in_the_order_of_the_text() -> None:
    text = '{"a": {"x": 1, "y": 2, "x": 3}, "b": 1, "\\u0061": [{"k": 0, "k": 0, "k": 0}]}'
    found = list(read(text).duplicates())
    assert found == [
        DuplicateKey(Span(23, 26), Span(7, 10), "x"),
        DuplicateKey(Span(40, 48), Span(1, 4), "a"),
        DuplicateKey(Span(60, 63), Span(52, 55), "k"),
        DuplicateKey(Span(68, 71), Span(52, 55), "k"),
    ]
    assert [text[key.span.start : key.span.end] for key in found[:2]] == ['"x"', r'"\u0061"']
    assert list(read('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}').duplicates()) == []


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _is_json(text: str) -> bool:
    """As Python's own strict reader sees it, and no deeper than MAX_DEPTH."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        lists = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [item for below in lists if isinstance(below, list) for item in below]
    return not any(isinstance(item, dict | list) for item in level)


_SOUP = st.lists(
    st.sampled_from(
        [
            *'[]{}:,"',
            '"a"',
            '"b": 1',
            "{}",
            "[]",
            "1",
            "-",
            "0",
            ".5",
            "e3",
            "true",
            "null",
            "NaN",
            " ",
            "\n",
            "\t",
            "\x0c",
            "\ufeff",
            "//x",
            "/*",
            "*/",
            "#",
            "'a'",
            "\\",
            "\\u00",
            "\0",
            "x",
            "é",
        ]
    ),
    max_size=12,
).map("".join)
_MUTATED = st.builds(
    lambda value, indent, at, cut, new: (
        (text := json.dumps(value, indent=indent))[: at % (len(text) + 1)]
        + new
        + text[at % (len(text) + 1) + cut :]
    ),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from([None, 1]),
    st.integers(0, 200),
    st.integers(0, 3),
    _SOUP,
)
_DEEP = st.builds(
    lambda opening, closing, text: "[" * opening + text + "]" * closing,
    st.integers(195, 205),
    st.integers(195, 205),
    st.sampled_from(["", "1", "{}", "[],[[]]"]),
)


@examples(500)
@given(_SOUP | _MUTATED | _DEEP)
def test_refuses_what_a_strict_reader_refuses_and_nothing_else(text: str) -> None:
    source = Source("tasks.json", text.encode())
    document = parse(source)
    assert isinstance(document, SyntaxProblem) is not _is_json(source.text)
    if isinstance(document, SyntaxProblem):
        start, end = document.span
        assert 0 <= start <= end <= len(source.text)
        assert start < end or source.text.strip(" \t\r\n") == ""
        assert "\n" not in document.message
        assert document.help
    elif document.value == document.value:  # NaN aside, which no JSON holds
        assert document.value == json.loads(source.text)


@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [
        ('["', "\\n", ""),
        ("[", "1,", ""),
        ("/*", "***", ""),
        ("'", "\\'", ""),
        ('["', " ", '"b'),
        ("", "#\n", "a"),
        ("{\n", "<<<<<<< a\n", ""),
    ],
    ids=["escapes", "items", "comment", "quotes", "spaces", "comments", "conflicts"],
)
def test_a_long_text_takes_one_pass(before: str, repeated: str, after: str) -> None:
    def refused(number: int) -> None:
        source = Source("tasks.json", (before + repeated * number + after).encode())
        assert isinstance(parse(source), SyntaxProblem)

    assert grows_evenly(refused, 10_000, 80_000)


TEXTS = ['{"a": [1]}', ' [1, 2.5, "x"]\n', "[1] 2", "{", '["\\x"]', "[NaN]", ""]


@pytest.mark.parametrize("text", TEXTS)
def test_a_python_that_asks_more_of_a_reader_reads_the_same(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("tasks.json", text.encode())
    expected = _shown(parse(source))

    def refuse(context: object) -> NoReturn:
        raise AttributeError(context, "of a Python to come")

    monkeypatch.setattr("_json.make_scanner", refuse)
    assert _shown(parse(source)) == expected


def _shown(document: Document | SyntaxProblem) -> object:
    return document if isinstance(document, SyntaxProblem) else document.value


@pytest.mark.parametrize("text", TEXTS)
def test_a_python_for_debugging_reads_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("tasks.json", text.encode())
    expected = _shown(parse(source))
    monkeypatch.setattr(sys, "gettotalrefcount", int, raising=False)
    assert _shown(parse(source)) == expected
