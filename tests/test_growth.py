"""Time that grows with the text, whatever it has much of: eight times of it, and far less than 64 times."""

from __future__ import annotations

import time

import pytest

from modsquad_lint.config import DEFAULT
from modsquad_lint.engine import lint
from modsquad_lint.facts import NoFacts
from modsquad_lint.report import Run
from modsquad_lint.reporters import render
from modsquad_lint.source import Source

_PATHS = '"id": "a", "file_modifications": ["a.py"'
_YAML = "id: a\nfile_modifications: [a.py]"

# What a text begins with, what it repeats ("@" is its number), what it ends with.
SHAPES = {
    "keys of no task": ('{"tasks": []', ', "key@": 1', "}"),
    "unknown keys": (f"{{{_PATHS}]", ', "key@": 1', "}"),
    "escaped keys": (f"{{{_PATHS}]", ', "\\u0061@": 1', "}"),
    "letters of the world": (f"{{{_PATHS}]", ', "ä@": 1', "}"),
    "duplicate keys": (f"{{{_PATHS}]", ', "squad": "@"', "}"),
    "faulty paths": (f"{{{_PATHS}", ', "./@.py"', "]}"),
    "paths that differ in case": (f"{{{_PATHS}", ', "a@.py", "A@.py"', "]}"),
    "the same path": (f"{{{_PATHS}", ', "a.py"', "]}"),
    "unknown dependencies": (f'{{{_PATHS}], "dependencies": ["b"', ', "b@"', "]}"),
    "the same dependency": (f'{{{_PATHS}], "dependencies": ["b"', ', "b"', "]}"),
    "tasks with one id": (f"[{{{_PATHS}]}}", f", {{{_PATHS}]}}", "]"),
    "numbers for tasks": ("[0", ", @", "]"),
    "YAML: comments of one line": (_YAML, "  # modsquad: ignore[MSQ204]", "\n"),
    "YAML: comments that say nothing": (_YAML, "  # modsquad: ignore", "\n"),
    "YAML: comments": (f"{_YAML}\ndependencies:", "\n  - a@  # modsquad: ignore", "\n"),
    "YAML: unknown keys": (_YAML, "\nkey@: 1", "\n"),
}


def _repeated(shape: str, number: int) -> str:
    head, repeated, tail = SHAPES[shape]
    return head + "".join(repeated.replace("@", str(at)) for at in range(number)) + tail


def _shared(number: int) -> str:
    """Two tasks of one level, and two of the next, that share so many files."""
    files = ", ".join(f'"{at}.py"' for at in range(number))
    tasks = (
        f'{{"id": "{ident}", "dependencies": [{needed}], "file_modifications": [{files}]}}'
        for ident, needed in (("a", ""), ("b", ""), ("c", '"a"'), ("d", '"b"'))
    )
    return f"[{', '.join(tasks)}]"


def _hold(few: str, many: str, name: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        lint(Source(name, text.encode()), NoFacts(), DEFAULT)
        return time.process_time() - start

    assert seconds(many) < 30 * seconds(few) + 0.2


@pytest.mark.parametrize("shape", SHAPES)
def test_much_of_one_thing(shape: str) -> None:
    name = "tasks.yaml" if shape.startswith("YAML") else "tasks.json"
    _hold(_repeated(shape, 1000), _repeated(shape, 8000), name)


def test_many_shared_files() -> None:
    _hold(_shared(500), _shared(4000), "tasks.json")


def test_many_large_tasks_that_share_files() -> None:
    """Places are asked for file by file, so that each task is come back to again and again."""
    files = ", ".join(f'"{at}.py"' for at in range(40))
    numbers = ", ".join("0" * 2000)

    def tasks(number: int) -> str:
        entries = (
            f'{{"id": "{at}", "x": [{numbers}], "file_modifications": [{files}]}}'
            for at in range(number)
        )
        return f"[{', '.join(entries)}]"

    _hold(tasks(200), tasks(1600), "tasks.json")


def _hold_output(few: str, many: str, name: str) -> None:
    """What is written about a text eight times as long is not many times more."""

    def size(text: str) -> int:
        report = lint(Source(name, text.encode()), NoFacts(), DEFAULT)
        return len(render("json", Run([report])))

    assert size(many) < 20 * size(few)


def test_long_ids_that_many_findings_could_name() -> None:
    def tasks(number: int) -> str:
        files = ", ".join(f'"{at}.py"' for at in range(number))
        entries = (
            f'{{"id": "{letter * 10 * number}", "file_modifications": [{files}]}}'
            for letter in "ab"
        )
        return f"[{', '.join(entries)}]"

    _hold_output(tasks(100), tasks(800), "tasks.json")


@pytest.mark.parametrize("is_long", [False, True], ids=["many paths", "a long path"])
def test_aliases_of_what_has_a_finding(*, is_long: bool) -> None:
    """A value that is written once can be found fault with as often as it is repeated."""

    def tasks(number: int) -> str:
        paths = ["x" * 10 * number] if is_long else map(str, range(number))
        first = f"- {{id: a, file_modifications: &a [{', '.join(f'./{p}.py' for p in paths)}]}}\n"
        aliases = (f"- {{id: a{at}, file_modifications: *a}}\n" for at in range(number))
        return first + "".join(aliases)

    _hold_output(tasks(100), tasks(800), "tasks.yaml")


def test_directives_of_tags() -> None:
    def directives(number: int) -> str:
        return "".join(f"%TAG !{at}! tag:a,{at}:\n" for at in range(number)) + f"---\n{_YAML}"

    _hold(directives(5000), directives(40_000), "tasks.yaml")
