"""Time that grows with the text, whatever it has much of: eight times of it, and far less than 64 times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from comparing import alone
from growth import grows_evenly

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Run
from modsquad_lint.planning.holdings import Shares
from modsquad_lint.planning.plan import _all_intersect
from modsquad_lint.reporters import render
from modsquad_lint.rules.comparing.changes import TRAILER, FileChange, Unit
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source

Task = dict[str, Any]

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
    def linted(text: str) -> None:
        lint(Source(name, text.encode()), Facts(), DEFAULT)

    assert grows_evenly(linted, few, many)


@pytest.mark.parametrize("shape", SHAPES)
def test_much_of_one_thing(shape: str) -> None:
    name = "tasks.yaml" if shape.startswith("YAML") else "tasks.json"
    _hold(_repeated(shape, 400), _repeated(shape, 3200), name)


def test_many_shared_files() -> None:
    _hold(_shared(200), _shared(1600), "tasks.json")


def test_many_large_tasks_that_share_files() -> None:
    """Places are asked for file by file, so that each task is come back to again and again."""
    files = ", ".join(f'"{at}.py"' for at in range(40))
    numbers = ", ".join("0" * 1000)

    def tasks(number: int) -> str:
        entries = (
            f'{{"id": "{at}", "x": [{numbers}], "file_modifications": [{files}]}}'
            for at in range(number)
        )
        return f"[{', '.join(entries)}]"

    _hold(tasks(100), tasks(800), "tasks.json")


def _hold_output(few: str, many: str, name: str) -> None:
    """What is written about a text eight times as long is not many times more."""

    def size(text: str) -> int:
        report = lint(Source(name, text.encode()), Facts(), DEFAULT)
        return len(render("json", Run([report])))

    assert size(many) < 20 * size(few)


def test_long_ids_that_many_findings_could_name() -> None:
    def tasks(number: int) -> str:
        files = ", ".join(f'"{at}.py"' for at in range(number))
        keys = ", ".join(f'"key{at}": 1' for at in range(number))
        entries = (
            f'{{"id": "{letter * 10 * number}", "file_modifications": [{files}], {keys}}}'
            for letter in "ab"
        )
        return f"[{', '.join(entries)}]"

    _hold_output(tasks(200), tasks(1600), "tasks.json")


@pytest.mark.parametrize("is_long", [False, True], ids=["many paths", "a long path"])
def test_aliases_of_what_has_a_finding(*, is_long: bool) -> None:
    """A value could be found fault with as often as it is repeated: so often, a file is refused."""

    def tasks(number: int) -> str:
        paths = ["x" * 10 * number] if is_long else map(str, range(number))
        first = f"- {{id: a, file_modifications: &a [{', '.join(f'./{p}.py' for p in paths)}]}}\n"
        aliases = (f"- {{id: a{at}, file_modifications: *a}}\n" for at in range(number))
        return first + "".join(aliases)

    _hold_output(tasks(100), tasks(800), "tasks.yaml")


def test_directives_of_tags() -> None:
    def directives(number: int) -> str:
        return "".join(f"%TAG !{at}! tag:a,{at}:\n" for at in range(number)) + f"---\n{_YAML}"

    _hold(directives(1000), directives(8000), "tasks.yaml")


def test_cycles_that_look_for_one_another() -> None:
    """Two pairs, each within reach of the other by way of half of the tasks."""

    def tasks(number: int) -> str:
        needs = {
            "s": ["l0"],
            **{f"m{at}": ["c"] for at in range(number)},
            "a": ["b", *(f"m{at}" for at in range(number))],
            "b": ["a"],
            "c": ["d"],
            "d": ["c", "s"],
            **{f"l{at}": [f"l{at + 1}"] for at in range(number)},
            f"l{number}": ["a"],
        }
        return json.dumps(
            [
                {"id": ident, "file_modifications": [f"{ident}.py"], "dependencies": ids}
                for ident, ids in needs.items()
            ]
        )

    _hold(tasks(400), tasks(3200), "tasks.json")


def test_tasks_of_which_each_two_share_a_file() -> None:
    def tasks(number: int) -> tuple[list[list[str]], dict[str, list[int]]]:
        files = [
            *(["ab", "ca", f"{at}"] for at in range(number)),
            *(["ab", "bc"] for at in range(number)),
            *(["bc", "ca", f"{at}"] for at in range(number)),
        ]
        holders: dict[str, list[int]] = {}
        for task, own in enumerate(files):
            for path in own:
                holders.setdefault(path, []).append(task)
        return files, holders

    def asked(made: tuple[list[list[str]], dict[str, list[int]]]) -> None:
        files, holders = made
        assert _all_intersect([*range(len(files))], files, Shares(holders))

    assert grows_evenly(asked, tasks(1000), tasks(8000))


def test_words_that_are_long_and_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of these each dependency is compared with each id, until the bound is reached."""
    monkeypatch.setattr("modsquad_lint.text.vocabulary._MOST", 2_000_000)
    compared: list[tuple[object, ...]] = []

    def likeness(*words: object) -> float:
        compared.append(words)
        return 0.0

    monkeypatch.setattr("modsquad_lint.text.vocabulary._likeness", likeness)

    def tasks(number: int) -> str:
        word = Random(1)  # noqa: S311 - the same words each time
        return json.dumps(
            [
                {
                    "id": "".join(word.choices("ab", k=100)),
                    "file_modifications": [],
                    "dependencies": ["".join(word.choices("ab", k=100))],
                }
                for _ in range(number)
            ]
        )

    lint(Source("tasks.json", tasks(80).encode()), Facts(), DEFAULT)
    # With 80 ids a look-up counts 80 * (100 * 100 + 100), so that two of them are within the bound.
    assert len(compared) == 2 * 80


def _commits(number: int) -> dict[str, tuple[list[Task], list[Unit]]]:
    """Tasks and commits, by what is long in them."""
    many = [f"x{at}.py" for at in range(number)]
    others = [FileChange(f"q{at}.py", "added") for at in range(number)]

    def by(ident: str, changes: Sequence[FileChange], commit: str = "c") -> Unit:
        return Unit((ident,), TRAILER, tuple(changes), f"{commit}{ident}")

    def task(ident: str, files: list[str]) -> Task:
        return {"id": ident, "file_modifications": files, "dependencies": []}

    shared = [FileChange(path, "modified") for path in many]
    owners = [task(f"o{at}", many[:20]) for at in range(number // 4)]
    return {
        "nobody declares them": ([task("a", many)], [by("a", others)]),
        "two change them": (
            [task("a", many), task("b", ["b.py"])],
            [by("a", others), by("b", others)],
        ),
        "many own them": (
            [task("a", ["a.py"]), *owners],
            [by("a", shared[:20], f"{at}") for at in range(20)],
        ),
        "one commit of many tasks": (
            [task(f"t{at}", [f"a{at}.py"]) for at in range(number)],
            [Unit(tuple(f"t{at}" for at in range(number)), TRAILER, tuple(others), "c")],
        ),
        "many tasks with an area": (
            [task(f"t{at}", [f"d{at}/", f"e{at}.py"]) for at in range(number)],
            [by(f"t{at}", [FileChange(f"d{at}/x.py", "added")]) for at in range(number)],
        ),
    }


@pytest.mark.parametrize("shape", _commits(0))
def test_what_changed_and_who_declares_it(shape: str) -> None:
    def compared(made: tuple[list[Task], list[Unit]]) -> None:
        tasks, units = made
        source = Source("tasks.json", json.dumps(tasks).encode())
        lint(source, Facts(), DEFAULT, comparison=alone(source, units))

    assert grows_evenly(compared, _commits(100)[shape], _commits(800)[shape])
