"""One document in many encodings: every key and value stands exactly where the text has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.syntax import parse
from modsquad_lint.syntax.nodes import Document, SyntaxProblem
from modsquad_lint.text.source import Place, Source

VALUE = {
    "tasks": [
        {
            "id": "über/\u4efb\u52d9",
            "squad": "e\u0301quipe \U0001f600",
            "file_modifications": ["src/a.py", "tests/\U0001f469\u200d\U0001f680.py"],
            "dependencies": [],
        },
        {"id": "b", "file_modifications": ["x"], "n": -1.5, "ok": True, "no": None},
    ]
}
PRETTY = json.dumps(VALUE, indent=2, ensure_ascii=False)
YAML_BLOCK = """\
# über
tasks: # the list
  - id: über/\u4efb\u52d9 # \U0001f600
    squad: "e\u0301quipe \U0001f600"
    file_modifications:
    - src/a.py
    # between
    - 'tests/\U0001f469\u200d\U0001f680.py'

    dependencies: []
  -
    id: b
    file_modifications: [x]
    n: -1.5
    ok: true
    no:
# end
"""
YAML_FLOW = """\
--- {tasks: [{id: über/\u4efb\u52d9, squad: e\u0301quipe \U0001f600,
  "file_modifications": [src/a.py, "tests/\U0001f469\u200d\U0001f680.py" ], dependencies: [ ]},
  {id: b, file_modifications: [x,], n: -1.5, ok: true, no: null, }]}
"""
TEXTS = {
    "pretty.json": PRETTY,
    "crlf.json": PRETTY.replace("\n", "\r\n"),
    "bom.json": "\ufeff" + PRETTY,
    "minified.json": json.dumps(VALUE, separators=(",", ":"), ensure_ascii=False),
    "tabs.json": json.dumps(VALUE, indent="\t", ensure_ascii=False) + "\n\n",
    "escapes.json": json.dumps(VALUE, indent=1).replace("/", r"\/"),
    "block.yaml": YAML_BLOCK,
    "crlf.yaml": YAML_BLOCK.replace("\n", "\r\n"),
    "bom.yaml": "\ufeff" + YAML_BLOCK,
    "flow.yaml": YAML_FLOW,
    "json.yaml": PRETTY,
}


def read(path: str, text: str) -> tuple[Source, Document]:
    source = Source(path, text.encode())
    document = parse(source)
    assert not isinstance(document, SyntaxProblem), document
    return source, document


def places(value: object) -> Iterator[tuple[Place, Any]]:
    """Every place in a value, with what stands there; for a key the key."""
    found: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    for steps, below in found:
        yield Place(steps), below
        if isinstance(below, dict):
            found.extend(((*steps, key), item) for key, item in below.items())
            yield from ((Place((*steps, key), is_key=True), key) for key in below)
        elif isinstance(below, list):
            found.extend(((*steps, index), item) for index, item in enumerate(below))


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_at_every_place_reads_as_its_value(name: str) -> None:
    source, document = read(name, TEXTS[name])
    assert document.value == VALUE
    for place, value in places(VALUE):
        start, end = document.span(place)
        text = source.text[start:end]
        # white space before a block would change its indentation, so keep its column
        column = source.position(start).column - 1
        assert text == text.strip()
        assert read(name, " " * column + text)[1].value == value, place


@pytest.mark.parametrize(
    ("name", "steps", "is_key", "expected"),
    [
        ("pretty.json", (), False, (1, 1, 22, 2)),
        ("pretty.json", ("tasks",), True, (2, 3, 2, 10)),
        ("pretty.json", ("tasks", 0, "id"), False, (4, 13, 4, 22)),
        ("pretty.json", ("tasks", 0, "squad"), False, (5, 16, 5, 27)),
        ("crlf.json", ("tasks", 0, "squad"), False, (5, 16, 5, 27)),
        ("bom.json", ("tasks", 0, "squad"), False, (5, 16, 5, 27)),
        ("minified.json", ("tasks", 1, "n"), False, (1, 156, 1, 160)),
        ("tabs.json", ("tasks", 1, "no"), True, (19, 4, 19, 8)),
        ("escapes.json", ("tasks", 0, "id"), False, (4, 10, 4, 35)),
        ("block.yaml", ("tasks",), False, (3, 3, 16, 8)),
        ("block.yaml", ("tasks", 0), False, (3, 5, 10, 21)),
        ("block.yaml", ("tasks", 0, "id"), False, (3, 9, 3, 16)),
        ("block.yaml", ("tasks", 0, "file_modifications"), False, (6, 5, 8, 21)),
        ("block.yaml", ("tasks", 1, "no"), False, (16, 8, 16, 8)),
        ("crlf.yaml", ("tasks", 0, "file_modifications", 1), False, (8, 7, 8, 21)),
        ("flow.yaml", ("tasks", 0, "dependencies"), False, (2, 68, 2, 71)),
    ],
)
def test_lines_and_columns(
    name: str, steps: tuple[str | int, ...], is_key: bool, expected: tuple[int, int, int, int]
) -> None:
    source, document = read(name, TEXTS[name])
    span = document.span(Place(steps, is_key=is_key))
    start, end = map(source.position, span)
    assert (start.line, start.column, end.line, end.column) == expected


@pytest.mark.parametrize("name", ["pretty.json", "block.yaml"])
@pytest.mark.parametrize(
    "steps", [("x",), (0,), ("tasks", 2), ("tasks", "0"), ("tasks", 0, "id", 0)]
)
def test_a_place_that_is_not_there(name: str, steps: tuple[str | int, ...]) -> None:
    with pytest.raises(KeyError):
        read(name, TEXTS[name])[1].span(Place(steps))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "\\"id\\": 1", "id": 0}',
        '{"a": "\\\\", "id": 0}',
        '{"id\\\\": 1, "id": 0}',
        '{"a": "id", "id": 0}',
        '{"a": ["id", "id"], "id": 0}',
        '{"a": {"id": 1}, "id": 0}',
        '{"a": [{"id": 1}], "id": 0}',
        '{"a": "}", "id": 0}',
        '{"a": "{", "id": 0}',
        '{"a": {}, "b": {"id": 1}, "id": 0}',
        '{"\\u0069d": 0}',
        '{"a": 1, "i\\u0064": 0, "b": {"id": 1}}',
        '{"id"\n:\t0}',
        '{"id": 1, "id": 0}',
        '{"idea": 1, "id": 0, "my id": 1}',
        '{"a": ":\\"id\\"", "id": 0}',
    ],
)
def test_a_key_is_found_among_its_likenesses(text: str) -> None:
    source, document = read("tasks.json", text)
    start, end = document.span(Place(("id",)))
    assert source.text[start:end] == "0"
    start, end = document.span(Place(("id",), is_key=True))
    assert json.loads(text[start:end]) == "id"
    assert text[end:].lstrip().startswith(":")


_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
_VALUES = st.recursive(
    _SCALARS | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


def _with_random_space(value: object, data: st.DataObject) -> str:
    """The value as JSON, with white space between any two tokens."""
    tokens = json.dumps(value, ensure_ascii=data.draw(st.booleans()))
    space = st.text(" \t\r\n", max_size=3)
    text = data.draw(space)
    at = 0
    decoder = json.JSONDecoder()
    while at < len(tokens):
        end = at + 1
        if tokens[at] not in "{}[],: ":
            end = decoder.raw_decode(tokens, at)[1]
        text += tokens[at:end].strip() + data.draw(space)
        at = end
    return text


@examples(100)
@given(_VALUES, st.data())
def test_every_place_of_random_json(value: object, data: st.DataObject) -> None:
    text = _with_random_space(value, data)
    source, document = read("tasks.json", text)
    assert document.value == value
    assert source.text == text
    for place, expected in places(value):
        start, end = document.span(place)
        assert json.loads(text[start:end]) == expected
        assert text[start:end] == text[start:end].strip()


_WORDS = st.sampled_from(
    ["id", "a", "files", "{", "}", '"id', '"id":', "id\\", "[", ":", '{"id": 1}', 'id":1,"a', ""]
)
_ALIKE = st.recursive(
    _WORDS | st.integers(0, 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=30,
)


@examples(100)
@given(st.lists(_ALIKE, max_size=4), st.sampled_from([None, 1, 2]), st.randoms())
def test_places_among_likenesses_in_any_order(
    value: list[object], indent: int | None, shuffle: Random
) -> None:
    text = json.dumps(value, indent=indent)
    _, document = read("tasks.json", text)
    wanted = list(places(value))
    shuffle.shuffle(wanted)
    for place, expected in wanted:
        start, end = document.span(place)
        # Equal values stand in many places: what lies before this one tells which it is.
        assert json.loads(text[start:end]) == expected
        assert _steps_to(text, start, is_key=place.is_key) == place.steps


def _steps_to(text: str, offset: int, *, is_key: bool) -> tuple[str | int, ...]:
    """The steps to what begins at an offset, read token by token from the beginning."""
    decoder = json.JSONDecoder()
    steps: list[str | int] = []
    at, in_key = 0, False
    while at < offset:
        if text[at] in "{[":
            in_key = text[at] == "{"
            steps.append("" if in_key else 0)
            at += 1
        elif text[at] in "}]":
            steps.pop()
            in_key = False
            at += 1
        elif text[at] == ",":
            in_key = isinstance(steps[-1], str)
            if not in_key:
                steps[-1] += 1  # type: ignore[operator]
            at += 1
        elif text[at] in ": \n":
            at += 1
        else:
            token, at = decoder.raw_decode(text, at)
            if in_key:
                steps[-1], in_key = token, False
    if is_key and isinstance(steps[-1], str):
        steps[-1] = decoder.raw_decode(text, offset)[0]
    return tuple(steps)
