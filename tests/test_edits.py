"""Changes become text edits that keep everything else to the byte."""

from __future__ import annotations

import copy
import itertools
import json
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.syntax import parse
from modsquad_lint.syntax.changes import (
    AddItem,
    AddKey,
    DocumentChange,
    Remove,
    RenameKey,
    SetList,
    SetText,
    SetValue,
)
from modsquad_lint.syntax.nodes import Document, SyntaxProblem
from modsquad_lint.text.source import Place, Source


def read(path: str, text: str) -> Document:
    document = parse(Source(path, text.encode()))
    assert not isinstance(document, SyntaxProblem), document
    return document


def edited(path: str, text: str, *changes: DocumentChange) -> str | None:
    edits = read(path, text).edits(changes)
    if edits is None:
        return None
    for before, after in itertools.pairwise(edits):
        assert before.span.end <= after.span.start
    for span, new in reversed(edits):
        text = text[: span.start] + new + text[span.end :]
    return text


def at(*steps: str | int) -> Place:
    return Place(steps)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        pytest.param('["a\\\\b"]', [SetValue(at(0), "a/b")], '["a/b"]', id="set"),
        pytest.param('["a"]', [SetValue(at(0), 'ä"\\\t')], '["ä\\"\\\\\\t"]', id="set-escapes"),
        pytest.param('["\\u00e4"]', [SetValue(at(0), "öx")], '["\\u00f6x"]', id="set-keeps-ascii"),
        pytest.param('["a"]', [SetValue(at(0), "\ud800")], '["\\ud800"]', id="set-surrogate"),
        pytest.param("[1]", [SetValue(at(0), "a")], None, id="set-number"),
        pytest.param('["a"]', [SetValue(at(1), "a")], None, id="set-nothing"),
        pytest.param('["a", "b", "c"]', [Remove(at(0))], '["b", "c"]', id="first"),
        pytest.param('["a", "b", "c"]', [Remove(at(1))], '["a", "c"]', id="middle"),
        pytest.param('["a", "b", "c"]', [Remove(at(2))], '["a", "b"]', id="last"),
        pytest.param('["a", "b", "c"]', [Remove(at(0)), Remove(at(1))], '["c"]', id="first-two"),
        pytest.param('["a", "b", "c"]', [Remove(at(2)), Remove(at(1))], '["a"]', id="last-two"),
        pytest.param('["a", "b", "c"]', [Remove(at(2)), Remove(at(0))], '["b"]', id="outer-two"),
        pytest.param('[ "a" ]', [Remove(at(0))], "[]", id="only"),
        pytest.param("[\n  1,\n  2\n]", [Remove(at(0)), Remove(at(1))], "[]", id="all"),
        pytest.param("[\n  1,\n  2\n]", [Remove(at(0))], "[\n  2\n]", id="lines-first"),
        pytest.param("[\n  1,\n  2\n]", [Remove(at(1))], "[\n  1\n]", id="lines-last"),
        pytest.param("[\r\n\t1,\r\n\t2,\r\n\t3]", [Remove(at(1))], "[\r\n\t1,\r\n\t3]", id="crlf"),
        pytest.param('{"a":1,"b":[]}', [Remove(at("b"))], '{"a":1}', id="member"),
        pytest.param(
            '{"a": [1, 2]}', [Remove(at("a")), Remove(at("a", 0))], "{}", id="inside-what-goes"
        ),
        pytest.param('[["a"]]', [Remove(at(0)), SetValue(at(0, 0), "b")], None, id="contradiction"),
        pytest.param('{"files": []}', [RenameKey(at("files"), "f")], '{"f": []}', id="rename"),
        pytest.param('{"a": 1, "b": 2}', [RenameKey(at("a"), "b")], None, id="rename-taken"),
        pytest.param("{}", [AddKey(at(), "d")], '{"d": []}', id="add-empty"),
        pytest.param('{"a":1}', [AddKey(at(), "d")], '{"a":1,"d":[]}', id="add-minified"),
        pytest.param('{"a": 1}', [AddKey(at(), "d")], '{"a": 1, "d": []}', id="add-one-line"),
        pytest.param('{ "a": 1 }', [AddKey(at(), "d")], '{ "a": 1, "d": [] }', id="add-spaced"),
        pytest.param(
            '{\r\n\t"a": 1\r\n}',
            [AddKey(at(), "d")],
            '{\r\n\t"a": 1,\r\n\t"d": []\r\n}',
            id="add-lines",
        ),
        pytest.param('{"a": 1}', [AddKey(at(), "a")], None, id="add-taken"),
        pytest.param("[1]", [AddKey(at(), "a")], None, id="add-to-list"),
        pytest.param('{"a": 1, "a": 2}', [Remove(at("a"))], None, id="duplicate-keys"),
        pytest.param(
            '{"a":1}', [AddKey(at(), "d", ("b", "c"))], '{"a":1,"d":["b", "c"]}', id="add-items"
        ),
        pytest.param("[1.10]", [SetText(at(0), "1.10")], '["1.10"]', id="text"),
        pytest.param('{"a": {"b": 1}}', [SetText(at("a"), "b")], '{"a": "b"}', id="text-of-object"),
        pytest.param(
            '{"a": "b"}', [SetList(at("a"), ("b", '"'))], '{"a": ["b", "\\""]}', id="list"
        ),
        pytest.param("[null]", [SetList(at(0), ())], "[[]]", id="empty-list"),
        pytest.param('["a"]', [AddItem(at(), "b")], '["a", "b"]', id="item"),
        pytest.param('["a","b"]', [AddItem(at(), "c")], '["a","b","c"]', id="item-minified"),
        pytest.param("[ ]", [AddItem(at(), 'b"')], '["b\\""]', id="item-of-empty"),
        pytest.param('[\n  "a"\n]', [AddItem(at(), "b")], '[\n  "a",\n  "b"\n]', id="item-line"),
        pytest.param("[1]", [AddItem(at(), "b")], None, id="item-beside-number"),
        pytest.param('{"a": "x"}', [AddItem(at(), "b")], None, id="item-of-mapping"),
        pytest.param(
            '{"a": 1, "b": 2}',
            [Remove(at("b")), AddKey(at(), "d")],
            '{"a": 1, "d": []}',
            id="add-and-remove",
        ),
    ],
)
def test_json(text: str, changes: list[DocumentChange], expected: str | None) -> None:
    assert edited("tasks.json", text, *changes) == expected


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        pytest.param("- a\\b # c\n", [SetValue(at(0), "a/b")], "- a/b # c\n", id="plain"),
        pytest.param("- a\n", [SetValue(at(0), "a: b")], '- "a: b"\n', id="plain-unsafe"),
        pytest.param("- a\n", [SetValue(at(0), "1")], '- "1"\n', id="plain-number"),
        pytest.param("- a\n", [SetValue(at(0), "x #y")], '- "x #y"\n', id="plain-comment"),
        pytest.param("- a\n", [SetValue(at(0), "[id].tsx")], '- "[id].tsx"\n', id="plain-bracket"),
        pytest.param("- a\n", [SetValue(at(0), "a[1],b")], "- a[1],b\n", id="plain-block"),
        pytest.param("[a]\n", [SetValue(at(0), "a[1],b")], '["a[1],b"]\n', id="plain-flow"),
        pytest.param("[a]\n", [SetValue(at(0), "a:b")], '["a:b"]\n', id="plain-flow-colon"),
        pytest.param("- a\n", [SetValue(at(0), "a:b")], "- a:b\n", id="plain-block-colon"),
        pytest.param("- 'a'\n", [SetValue(at(0), "it's")], "- 'it''s'\n", id="single"),
        pytest.param("- 'a'\n", [SetValue(at(0), "a\tb")], '- "a\\tb"\n', id="single-unsafe"),
        pytest.param('- "a"\n', [SetValue(at(0), "ä\x85")], '- "ä\\u0085"\n', id="double"),
        pytest.param("- |\n  a\n- b\n", [SetValue(at(0), "c")], None, id="block-scalar"),
        pytest.param("a:\n", [SetValue(at("a"), "c")], None, id="empty"),
        pytest.param("a: b\n \t\n", [SetValue(at("a"), "c")], None, id="tab"),
        pytest.param("- [a: b]\n", [AddKey(at(0, 0), "c")], None, id="pair-in-brackets"),
        pytest.param("-\n  a: 1\n- b\n", [Remove(at(0))], None, id="dash-on-its-own-line"),
        pytest.param("? a\n: 1\n", [AddKey(at(), "c")], None, id="question-mark"),
        pytest.param("- &x a\n- *x\n", [SetValue(at(1), "b")], None, id="alias"),
        pytest.param("- [a]\n", [SetValue(at(0), "b")], None, id="list"),
        pytest.param(
            "a: 1\n", [AddKey(at(), "d", ("b", "no"))], 'a: 1\nd: [b, "no"]\n', id="add-items"
        ),
        pytest.param("a: 1.10 # x\n", [SetText(at("a"), "1.10")], 'a: "1.10" # x\n', id="text"),
        pytest.param("a:\n", [SetList(at("a"), ())], "a: []\n", id="list-of-nothing"),
        pytest.param("a:\n- \n", [SetText(at("a", 0), "b")], 'a:\n- "b" \n', id="text-of-nothing"),
        pytest.param("a: b\n", [SetList(at("a"), ("b", "c: d"))], 'a: [b, "c: d"]\n', id="list"),
        pytest.param("a: |\n  b\n", [SetList(at("a"), ("b",))], None, id="list-of-block-scalar"),
        pytest.param("a: b\n  c\n", [SetList(at("a"), ("b c",))], None, id="list-of-two-lines"),
        pytest.param("a:\n  b: 1\n  c: 2\n", [SetText(at("a"), "b")], None, id="text-of-block"),
        pytest.param("d: []\n", [AddItem(at("d"), "b")], "d: [b]\n", id="item-of-empty"),
        pytest.param("d: [a]\n", [AddItem(at("d"), "b: c")], 'd: [a, "b: c"]\n', id="item-flow"),
        pytest.param(
            "d:\n  - a # x\nf: 1\n",
            [AddItem(at("d"), "b")],
            "d:\n  - a # x\n  - b\nf: 1\n",
            id="item-block",
        ),
        pytest.param("d:\n- 'a'", [AddItem(at("d"), "b")], "d:\n- 'a'\n- 'b'", id="item-last"),
        pytest.param("d:\n- a\n- {b: 1}\n", [AddItem(at("d"), "c")], None, id="item-beside-map"),
        pytest.param("- - a\n", [AddItem(at(0), "b")], None, id="item-nested"),
        pytest.param("f:\n  - a\n  - b\n", [Remove(at("f", 1))], "f:\n  - a\n", id="last"),
        pytest.param("f:\n- a\n- b # c\n", [Remove(at("f", 0))], "f:\n- b # c\n", id="first"),
        pytest.param("f:\n  - a\n  - b # c\n", [Remove(at("f", 1))], None, id="last-comment"),
        pytest.param("f:\n- a # c\n- b\n", [Remove(at("f", 0))], None, id="first-comment"),
        pytest.param("a: 1\nf:\n- a # c\n- b\n", [Remove(at("f"))], None, id="comment-inside"),
        pytest.param("- a\n- 'b #'\n", [Remove(at(1))], "- a\n", id="no-comment"),
        pytest.param("f:\n- a # c\n", [Remove(at("f", 0))], "f: [] # c\n", id="only-comment"),
        pytest.param("- a\n- b\n- c", [Remove(at(2)), Remove(at(1))], "- a", id="no-final-newline"),
        pytest.param(
            "- a\n- b\n# c\n- d", [Remove(at(1)), Remove(at(2))], "- a\n# c", id="comment-between"
        ),
        pytest.param("f:\n  - a\ng: 1\n", [Remove(at("f", 0))], "f: []\ng: 1\n", id="only"),
        pytest.param("- - a\n- b\n", [Remove(at(0, 0))], "- []\n- b\n", id="only-nested"),
        pytest.param("- - a\n  - b\n", [Remove(at(0, 0))], "- - b\n", id="first-nested"),
        pytest.param("f: # c\n  - a\n", [Remove(at("f", 0))], None, id="comment-before-only"),
        pytest.param(
            "- id: a\n  b: 1\n  c: 2\n", [Remove(at(0, "id"))], "- b: 1\n  c: 2\n", id="key"
        ),
        pytest.param(
            "- id: a\n  b: 1\n  c: 2\n",
            [Remove(at(0, "id")), Remove(at(0, "b"))],
            "- c: 2\n",
            id="keys",
        ),
        pytest.param("f: [a, b]\n", [Remove(at("f", 0))], "f: [b]\n", id="flow"),
        pytest.param("f: [a, # c\n  b]\n", [Remove(at("f", 1))], None, id="flow-comment"),
        pytest.param("files:\n- a\n", [RenameKey(at("files"), "f")], "f:\n- a\n", id="rename"),
        pytest.param("'a': 1\n", [RenameKey(at("a"), "b")], "'b': 1\n", id="rename-single"),
        pytest.param("a: 1\n", [RenameKey(at("a"), "null")], '"null": 1\n', id="rename-word"),
        pytest.param(
            "- id: a # c\n- id: b\n",
            [AddKey(at(0), "d")],
            "- id: a # c\n  d: []\n- id: b\n",
            id="add",
        ),
        pytest.param("a:\r\n- b", [AddKey(at(), "d")], "a:\r\n- b\r\nd: []", id="add-crlf"),
        pytest.param(
            "a:\r- b\r\nc: 1\r", [AddKey(at(), "d")], "a:\r- b\r\nc: 1\rd: []\r", id="add-cr"
        ),
        pytest.param(
            "a:\r- b\r\nc: 1", [AddKey(at(), "d")], "a:\r- b\r\nc: 1\r\nd: []", id="add-at-the-end"
        ),
        pytest.param("a: 1\rc: 1", [AddKey(at(), "d")], "a: 1\rc: 1\rd: []", id="add-after-cr"),
        pytest.param("- {id: a}\n", [AddKey(at(0), "d")], "- {id: a, d: []}\n", id="add-flow"),
        pytest.param('- {"a": 1}\n', [AddKey(at(0), "d")], '- {"a": 1, "d": []}\n', id="add-json"),
        pytest.param("a: |\n  x\nb: 1\n", [Remove(at("b"))], "a: |\n  x\n", id="after-block"),
        pytest.param("b: 1\na: |+\n  x\n\n", [AddKey(at(), "d")], None, id="add-after-kept-lines"),
        pytest.param("a:\nb: 1\n", [AddKey(at(), "d")], "a:\nb: 1\nd: []\n", id="add-null"),
        pytest.param("b: 1\na:\n", [AddKey(at(), "d")], "b: 1\na:\nd: []\n", id="add-last-null"),
    ],
)
def test_yaml(text: str, changes: list[DocumentChange], expected: str | None) -> None:
    assert edited("tasks.yaml", text, *changes) == expected


@pytest.mark.parametrize("text", ["- a\n", "[a]\n", "a: 0\n"], ids=["block", "flow", "key"])
@pytest.mark.parametrize(
    "word",
    [
        "y",
        "N",
        "yes",
        "No",
        "ON",
        "off",
        "True",
        "null",
        "Null",
        "~",
        "=",
        "<<",
        ".inf",
        "-.INF",
        ".nan",
        "1",
        "0x1F",
        "0o7",
        "0b1_0",
        "017",
        "1_0",
        "+1",
        "1.5",
        "1e3",
        "1.",
        ".5",
        ".",
        "1:30",
        "190:20:30.15",
        "2020-01-01",
        "2020-01-01T01:02:03Z",
        "2020-01-01T01:02:03.5+01:00",
    ],
)
def test_what_older_readers_take_for_something_else_is_quoted(text: str, word: str) -> None:
    place = at("a") if text.startswith("a") else at(0)
    change = RenameKey(place, word) if text.startswith("a") else SetValue(place, word)
    assert edited("tasks.yaml", text, change) == text.replace("a", f'"{word}"')


_TEXTS = st.text(
    st.sampled_from("ab/\\ :#'\"[]{},-?*&!|>%@`~.0159é\u2028\U0001f600\t\n\x85"), max_size=6
) | st.sampled_from(["null", "true", "yes", "src/a.py", "...", "---", "<<", "1e3", "0x1f"])
_KEYS = st.sampled_from(["id", "files", "b c", "'q'", "1"])
_VALUES = st.recursive(
    _TEXTS | st.integers(-9, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=14,
)


def _places(value: object) -> list[tuple[tuple[str | int, ...], Any]]:
    found: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    for steps, below in found:
        if isinstance(below, dict):
            found.extend(((*steps, key), item) for key, item in below.items())
        elif isinstance(below, list):
            found.extend(((*steps, index), item) for index, item in enumerate(below))
    return found


def _parent(value: Any, steps: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    for step in steps[:-1]:
        value = value[step]
    return value


def _takes_items(steps: tuple[str | int, ...], item: object) -> bool:
    """Whether it is a list that a string can be added to, which begins on a line of its own."""
    is_nested = bool(steps) and isinstance(steps[-1], int)
    return isinstance(item, list) and not is_nested and (not item or isinstance(item[-1], str))


def _random_strings(
    kind: str,
    places: list[tuple[tuple[str | int, ...], object]],
    new: str,
    expected: object,
) -> list[DocumentChange]:
    """A string in the place of another, or at the end of a list, which `expected` has then too."""
    if kind == "set":
        strings = [steps for steps, item in places if isinstance(item, str) and steps]
        for steps in strings[:1]:
            _parent(expected, steps)[steps[-1]] = new
        return [SetValue(Place(steps), new) for steps in strings[:1]]
    lists = [steps for steps, item in places if _takes_items(steps, item)]
    for steps in lists[:1]:
        _parent(expected, (*steps, "")).append(new)
    return [AddItem(Place(steps), new) for steps in lists[:1]]


def _random_changes(data: st.DataObject, value: object) -> tuple[list[DocumentChange], object]:
    """One to three changes of one kind, and the value that they make."""
    expected = copy.deepcopy(value)
    places = _places(value)
    kind = data.draw(st.sampled_from(["set", "remove", "rename", "add", "item"]))
    if kind in {"set", "item"}:
        return _random_strings(kind, places, data.draw(_TEXTS), expected), expected
    if kind == "remove":
        containers = [steps for steps, item in places if isinstance(item, dict | list) and item]
        if not containers:
            return [], expected
        chosen = data.draw(st.sampled_from(containers))
        inside = [steps for steps, _ in places if steps and steps[:-1] == chosen]
        gone = data.draw(st.lists(st.sampled_from(inside), min_size=1, unique=True))
        for steps in sorted(gone, key=inside.index, reverse=True):
            del _parent(expected, steps)[steps[-1]]
        return [Remove(Place(steps)) for steps in gone], expected
    mappings = [
        steps for steps, item in places if isinstance(item, dict) and (item or kind == "add")
    ]
    if not mappings:
        return [], expected
    chosen = data.draw(st.sampled_from(mappings))
    mapping = _parent(expected, (*chosen, ""))
    if kind == "add":
        mapping["new"] = []
        return [AddKey(Place(chosen), "new")], expected
    key = data.draw(st.sampled_from(list(mapping)))
    items = [("new: #" if name == key else name, item) for name, item in mapping.items()]
    mapping.clear()
    mapping.update(items)
    return [RenameKey(Place((*chosen, key)), "new: #")], expected


@examples(150)
@given(_VALUES, st.data(), st.sampled_from([None, 0, 2, "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_json_parses_to_what_was_asked_for(
    value: object, data: st.DataObject, indent: int | str | None, line_end: str
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=data.draw(st.booleans()))
    text = text.replace("\n", line_end)
    changes, expected = _random_changes(data, value)
    result = edited("tasks.json", text, *changes)
    assert result is not None
    assert json.loads(result) == expected


def _block(value: object, data: st.DataObject, indent: int = 0) -> str:
    """YAML in block style; a line of it may end in a comment."""
    note = data.draw(st.sampled_from(["", "", " # note"]))
    pad = " " * indent
    if isinstance(value, dict) and value:
        lines = []
        for key, item in value.items():
            nested = isinstance(item, dict | list) and item
            gap = "\n" + pad + "  " if nested else " "
            lines.append(f"{json.dumps(key)}:{gap}{_block(item, data, indent + 2)}")
        return f"\n{pad}".join(lines)
    if isinstance(value, list) and value:
        return f"\n{pad}".join(f"- {_block(item, data, indent + 2)}" for item in value)
    text = json.dumps(value, ensure_ascii=False)
    text = text.replace("\x85", "\\u0085").replace("\u2028", "\\u2028")
    if isinstance(value, str) and value.isalpha() and value not in {"null", "true"}:
        text = data.draw(st.sampled_from([value, text, f"'{value}'"]))
    return text + note


@examples(150)
@given(_VALUES, st.data(), st.sampled_from(["\n", ""]))
def test_yaml_parses_to_what_was_asked_for(
    value: object, data: st.DataObject, last_line_end: str
) -> None:
    text = _block(value, data) + last_line_end
    assert read("tasks.yaml", text).value == value
    changes, expected = _random_changes(data, value)
    result = edited("tasks.yaml", text, *changes)
    # A comment between what goes and what stays may be about either: then nothing is done.
    assert result is not None or "#" in text
    if result is not None:
        assert read("tasks.yaml", result).value == expected
