"""Small input, small cost: work counted in lines, of the shapes that `make bench BENCH=--search` is made of."""

from __future__ import annotations

import json
from random import Random

import bombs
import pytest
import search
import worlds
from growth import lines_of

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import lint
from modsquad_lint.rules.facts import NoFacts
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
    lint(Source("tasks.json", text.encode()), NoFacts(), DEFAULT)


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
        lint(Source(TEXTS[name][0], text.encode()), NoFacts(), DEFAULT)

    look(_TASK)
    text = TEXTS[name][1]
    assert lines_of(look, text) < 60 * len(text) + 20_000


def test_ranges_of_ids_come_to_so_many_dependencies() -> None:
    tasks = "".join(f"- [ ] T{at:03} a\n" for at in range(1, 1_000))
    said = f"- [ ] T1000 b (depends on {', '.join(['T001-T999'] * 1_100)})\n"
    report = lint(Source("specs/1/tasks.md", (tasks + said).encode()), NoFacts(), DEFAULT)
    (message,) = {it.message for it in report.findings}
    assert message == "the order of the tasks comes to more than a million dependencies"


def test_every_recipe_has_parts_that_are_there() -> None:
    made = search.recipe(Random(1))  # noqa: S311 - the same each time
    assert search.Recipe(**json.loads(json.dumps(made._asdict()))) == made
    assert made.path in list(search.PATHS)
    assert made.command in search.COMMANDS
