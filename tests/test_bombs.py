"""Small input, small cost: work counted in lines, of the shapes that `make bench BENCH=--search` is made of."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import bombs
import pytest
import search
import worlds
from growth import lines_of

from modsquad_lint.cli.main import main
from modsquad_lint.engine import values
from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import lint
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source

_EACH = 3
_TABLES: dict[str, list[str]] = {
    "path": [*search.PATHS],
    "share": [*search.SHARES],
    "extra": [*search.EXTRAS],
}
_MOST_LINES = 40
"""Lines of Python for each byte of a tasks file, wherever it is not bounded for all of them."""

_LOOKS = 12_000_000
"""Lines that looks at which wildcards meet may take, all together, however many choices they have."""


def _text(count: int, *, path: str = "good", share: str = "its own", extra: str = "nothing") -> str:
    dice = Random(1)  # noqa: S311 - the same each time
    return bombs.text_of(
        [
            bombs.task(
                f"t{at}",
                [
                    search.PATHS[path](search.SHARES[share](dice, at, place, _EACH))
                    for place in range(_EACH)
                ],
            )
            | search.EXTRAS[extra](at)
            for at in range(count)
        ]
    )


def _lint(text: str) -> None:
    lint(Source("tasks.json", text.encode()), Facts(), DEFAULT)


@pytest.mark.parametrize(
    ("table", "name"), [(table, name) for table, names in _TABLES.items() for name in names]
)
def test_work_grows_with_the_text_or_is_bounded(table: str, name: str) -> None:
    _lint(_text(3, **{table: name}))  # what is imported and compiled late is no work of the next
    text = _text(24, **{table: name})
    looks = _LOOKS if name in {"wildcards", "many stars", "braces", "areas in areas"} else 0
    assert lines_of(_lint, text) < _MOST_LINES * len(text) + 20_000 + looks


def test_every_known_shape_has_parts_that_are_there() -> None:
    for name, shape in worlds.KNOWN.items():
        parts = worlds.WORLDS[shape.world].parts
        assert parts.keys() == shape.parts.keys(), name
        assert all(shape.parts[part] in some for part, some in parts.items()), name
        assert search.read(json.dumps(shape._asdict())) == shape
    dice = Random(1)  # noqa: S311 - the same each time
    shape = worlds.chosen(dice)
    other = worlds.mutated(shape, dice)
    assert shape.world == other.world
    assert shape.parts.keys() == other.parts.keys()


_TICKS = "".join("`" * at + " " for at in range(1, 200))
_TASK = "- [ ] T001 a `a.py`\n"
TEXTS = {
    "backticks": ("specs/1/tasks.md", f"{_TASK}- [ ] T002 {_TICKS}\n"),
    "backticks of superpowers": (
        "docs/plans/a.md",
        f"### Task 1: a\n\n**Files:**\n- Modify: `a.py`\n- Modify: {_TICKS}\n",
    ),
    "headings": ("specs/1/tasks.md", "".join(f"## h{at}\n- [ ] T{at} a\n" for at in range(400))),
    "a wave": (
        ".kiro/specs/a/tasks.md",
        f'- [ ] 1. a `a.py`\n\n## Task Dependency Graph\n\n```json\n[["1{".1" * 9_000}"]]\n```\n',
    ),
    "a long path": ("specs/1/tasks.md", f"{_TASK}- [ ] T002 [P] {'a/' * 9_000}\n"),
    "brackets": ("specs/1/tasks.md", f"{_TASK}- [ ] T002 [P] {'[' * 9_000}\n"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_work_on_markdown_grows_with_the_text(name: str) -> None:
    def look(text: str) -> None:
        lint(Source(TEXTS[name][0], text.encode()), Facts(), DEFAULT)

    look(_TASK)
    text = TEXTS[name][1]
    assert lines_of(look, text) < 60 * len(text) + 20_000


def test_ranges_of_ids_come_to_so_many_dependencies() -> None:
    tasks = "".join(f"- [ ] T{at:03} a\n" for at in range(1, 1_000))
    said = f"- [ ] T1000 b (depends on {', '.join(['T001-T999'] * 1_100)})\n"
    report = lint(Source("specs/1/tasks.md", (tasks + said).encode()), Facts(), DEFAULT)
    (message,) = {it.message for it in report.findings}
    assert message == "the order of the tasks comes to more than a million dependencies"


_PHASE = ".planning/phases/01-a"


def _files(kind: str, count: int) -> dict[str, str]:
    """So many files of one run, each of which shares a path with all the others."""
    if kind == "beside":
        return {
            f"{at}.tasks.json": bombs.text_of([bombs.task(f"t{at}", ["a.py", f"{at}.py"])])
            for at in range(count)
        }
    front = "phase: 01-a\nplan: {at:02}\nwave: 1\ndepends_on: []\nfiles_modified: [a.py, {at}.py]"
    return {
        f"{_PHASE}/01-{at:02}-PLAN.md": f"---\n{front.format(at=at)}\n---\n" for at in range(count)
    }


@pytest.mark.parametrize("kind", ["beside", "a phase", "a phase, compared"])
def test_work_and_output_grow_with_the_files_of_a_run(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cost(count: int) -> tuple[int, int]:
        files = _files(kind, count)
        arguments = ["check", "--isolated", "-v", "--format", "json"]
        if kind == "a phase, compared":
            first = bombs.Commit([("tasks.json", bombs.text_of([])), *files.items()])
            changes = [
                bombs.Commit([(f"{at}.py", "a = 1\n")], f"01-{at:02}") for at in range(count)
            ]
            bombs.history(tmp_path / str(count), [first, *changes])
            arguments += [_PHASE, "--against", f"HEAD~{count}"]
        else:
            for name, text in files.items():
                path = tmp_path / str(count) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            arguments += ["--no-git", *(files if kind == "beside" else [_PHASE])]
        monkeypatch.chdir(tmp_path / str(count))
        lines = lines_of(main, arguments)
        return lines, len(capsys.readouterr().out)

    cost(2)
    few, many = cost(5), cost(20)
    assert many[0] < 6 * few[0]
    assert many[1] < 6 * few[1]


def test_names_in_keys_are_so_many_and_no_more() -> None:
    names = [f"i{at}" for at in range(41)]
    with pytest.raises(ValueError, match="a table with at most 40 names for each key"):
        values.keys({"tasks": "a[]", "id": names})
    entry = {"i39": "a", "file_modifications": ["a.py"]}
    keys = values.keys({"tasks": "a[]", "id": names[:40]})
    config = DEFAULT.changed("keys", keys)
    text = json.dumps({"a": [entry | {"i39": f"t{at}"} for at in range(50)]})
    source = Source("tasks.json", text.encode())
    report = lint(source, Facts(), config)
    assert report.read_as == "read as its keys say: 50 tasks, 50 paths in 50 of them"
    assert lines_of(lambda _: lint(source, Facts(), config), None) < 60 * len(text) + 20_000


def test_every_recipe_has_parts_that_are_there() -> None:
    made = search.recipe(Random(1))  # noqa: S311 - the same each time
    assert search.Recipe(**json.loads(json.dumps(made._asdict()))) == made
    assert made.path in list(search.PATHS)
    assert made.command in search.COMMANDS
