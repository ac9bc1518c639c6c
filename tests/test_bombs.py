"""Small input, small cost: work counted in lines, of the shapes that `make bench BENCH=--search` is made of."""

from __future__ import annotations

import json
from random import Random

import bombs
import pytest
import search
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


def test_every_recipe_has_parts_that_are_there() -> None:
    made = search.recipe(Random(1))  # noqa: S311 - the same each time
    assert search.Recipe(**json.loads(json.dumps(made._asdict()))) == made
    assert made.path in list(search.PATHS)
    assert made.command in search.COMMANDS
