"""The schema of the tasks file says what the checker says, and is itself a good schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from examples import examples
from hypothesis import event, example, given
from hypothesis import strategies as st
from pictures import node

from modsquad_lint.cli.main import main
from modsquad_lint.engine import config
from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint, look
from modsquad_lint.engine.schema import config_schema, tasks_schema
from modsquad_lint.planning.keys import KEYS
from modsquad_lint.rules.facts import Facts
from modsquad_lint.rules.wanted import Wanted
from modsquad_lint.text.errors import UserError
from modsquad_lint.text.source import Source

_SCHEMA = jsonschema.Draft202012Validator(tasks_schema())
_SHAPE = configure(DEFAULT, {"select": ["MSQ101", "MSQ102", "MSQ103", "MSQ107"]}, "the test")

_NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_SCALARS = st.none() | st.booleans() | _NUMBERS | st.text()
_ANYTHING = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_STRINGS = st.lists(st.text(max_size=5), max_size=3)
_SOUND: dict[str, st.SearchStrategy[Any]] = {
    "id": st.text(min_size=1, max_size=5),
    "description": st.text(max_size=5),
    "squad": st.text(max_size=5),
    "status": st.sampled_from(["todo", "done", "no such word", None]),
    "file_modifications": _STRINGS,
    "files": _STRINGS,
    "dependencies": _STRINGS,
    "lint_ignore": _STRINGS,
}


@st.composite
def _tasks(draw: st.DrawFn) -> object:
    """Mostly one thing is wrong, so that either side could miss it without the other's help."""
    keys = draw(st.sets(st.sampled_from(sorted(KEYS - {"id"})))) | {"id"}
    if draw(st.integers(0, 9)):
        keys.add(draw(st.sampled_from(["file_modifications", "files"])))
    task = {key: draw(_SOUND[key]) for key in sorted(keys)}
    wrong = draw(st.sampled_from(["nothing", "nothing", "a value", "an item", "a key", "all"]))
    key = draw(st.sampled_from(sorted(KEYS)))
    if wrong == "a value":
        task[key] = draw(_ANYTHING)
    elif wrong == "an item":
        task[key] = [*draw(_STRINGS), draw(_SCALARS)]
    elif wrong == "a key":
        task.pop(key, None)
        task[draw(st.text(max_size=5))] = draw(_ANYTHING)
    return draw(_ANYTHING) if wrong == "all" else task


_LISTS = st.lists(_tasks(), max_size=3)
_DOCUMENTS = st.one_of(
    st.builds(lambda key, tasks: {key: 1, "tasks": tasks}, st.text(max_size=5), _LISTS),
    _LISTS,
    _tasks(),
    st.builds(lambda tasks: {"tasks": tasks}, _ANYTHING),
    _ANYTHING,
)


def _found(document: object) -> set[str]:
    source = Source("tasks.json", json.dumps(document).encode())
    # What the document suppresses is wrong all the same.
    report = lint(source, Facts(), _SHAPE, Wanted(suppressed=True))
    # A missing key that stands under another name is told by MSQ110.
    problems = look(source, Facts(), _SHAPE).file.problems
    return {finding.code for finding in report.findings} | {"MSQ103" for _ in problems}


@examples(300)
@given(_DOCUMENTS)
@example({})
@example({"tasks": []})
@example([])
@example({"tasks": None})
@example({"tasks": {}, "id": "a", "file_modifications": []})
@example({"id": "", "file_modifications": []})
@example({"id": "a", "files": [], "file_modifications": None})
@example([[]])
@example({"tasks": [{"id": "a", "file_modifications": [""], "dependencies": None}]})
@example([{"id": "0", "lint_ignore": ["MSQ"]}])
def test_a_document_is_valid_exactly_when_its_shape_has_no_finding(document: object) -> None:
    found = _found(document)
    if "MSQ107" in found:  # another tool's file: the checker has nothing to say about its shape
        return
    event("sound" if not found else "wrong")
    assert _SCHEMA.is_valid(document) == (not found)


_CONFIG = jsonschema.Draft202012Validator(config_schema())
_WORDS = st.sampled_from(
    ["MSQ", "MSQ2", "MSQ201", "MSQ9", "path-backslash", "error", "never", "{id}", "a{b}/{id}", "--"]
)
_VALUES = st.recursive(
    _WORDS
    | st.text("MSQ12a-{}id", max_size=6)
    | st.integers(-1, 2)
    | st.floats(-1, 2)
    | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(_WORDS | st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=3,
)


@examples(300)
@given(st.sampled_from([*config.DEFAULT.values, "selct"]), _VALUES)
@example("squads", ["ALPHA", 1])
@example("squads", {"ALPHA": ["app/"]})
@example("per-file-ignores", {"app/": ["MSQ7"]})
@example("severity", {"MSQ2": "info"})
@example("severity", {"MSQ7": "info"})
@example("branch-pattern", "{id}/{id}")
def test_a_setting_is_valid_exactly_when_it_is_taken(name: str, value: object) -> None:
    if isinstance(value, float) and value.is_integer():
        return  # 1.0 is an integer for a schema; in TOML it is none
    try:
        configure(DEFAULT, {name: value}, "the test")
        taken = True
    except UserError:
        taken = False
    event(f"{name}: {'taken' if taken else 'refused'}")
    assert _CONFIG.is_valid({name: value}) == taken


@pytest.mark.parametrize("schema", [tasks_schema(), config_schema()], ids=["tasks", "config"])
def test_the_schema_is_valid_by_its_own_draft(schema: dict[str, object]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def _parts(schema: object, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield at, schema
        for key, value in schema.items():
            yield from _parts(value, f"{at}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _parts(value, f"{at}/{index}")


def _named(schema: dict[str, object]) -> dict[str, dict[str, Any]]:
    """Every key that the schema names, with what it says of its value."""
    return {
        f"{at}/{name}": described
        for at, part in _parts(schema)
        for name, described in part.get("properties", {}).items()
    }


@pytest.mark.parametrize("schema", [tasks_schema(), config_schema()], ids=["tasks", "config"])
def test_an_editor_has_words_for_every_key(schema: dict[str, object]) -> None:
    assert {"title", "description"} <= set(schema)
    assert (
        "$id" not in schema
    )  # it is published nowhere, and an address that leads nowhere misleads
    # An empty one says nothing of its own: it stands where the key is only asked for.
    named = {key: value for key, value in _named(schema).items() if value != {}}
    assert [key for key, value in named.items() if "description" not in value] == []


def test_the_schema_names_every_key_of_a_task() -> None:
    (task,) = (part for at, part in _parts(tasks_schema()) if at == "/$defs/task")
    assert set(task["properties"]) == KEYS


@pytest.mark.parametrize("schema", [tasks_schema(), config_schema()], ids=["tasks", "config"])
def test_examples_and_defaults_are_valid(schema: dict[str, object]) -> None:
    definitions = schema.get("$defs", {})
    shown = 0
    for _, part in _parts(schema):
        validator = jsonschema.Draft202012Validator({**part, "$defs": definitions})
        values = [*part.get("examples", []), *([part["default"]] if "default" in part else [])]
        for value in json.loads(json.dumps(values)):
            shown += 1
            validator.validate(value)
    assert shown > 5


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [([], tasks_schema()), (["tasks"], tasks_schema()), (["config"], config_schema())],
    ids=["usual", "tasks", "config"],
)
def test_the_command_prints_it(
    capsys: pytest.CaptureFixture[str], arguments: list[str], schema: dict[str, object]
) -> None:
    assert main(["schema", *arguments]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(schema))


_AJV = """
import Ajv from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
const [schema, ...values] = JSON.parse(readFileSync(0));
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
process.stdout.write(JSON.stringify(values.map((value) => validate(value))));
"""


@pytest.mark.parametrize("schema", [tasks_schema(), config_schema()], ids=["tasks", "config"])
def test_it_compiles_in_the_strict_mode_of_ajv(schema: dict[str, object]) -> None:
    assert node(_AJV, json.dumps([schema]), "ajv") == []


def test_ajv_judges_as_we_do() -> None:
    task = {"id": "a", "file_modifications": ["a.py"]}
    values = [{"tasks": [task]}, [task], task, {"tasks": [{"id": "a"}]}, {"tasks": {}}, [1], 1]
    assert node(_AJV, json.dumps([tasks_schema(), *values]), "ajv") == [True] * 3 + [False] * 4
