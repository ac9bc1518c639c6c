from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modsquad_lint.config import DEFAULT, configure
from modsquad_lint.engine import lint
from modsquad_lint.facts import NoFacts
from modsquad_lint.finding import Finding
from modsquad_lint.rules import paths
from modsquad_lint.source import Source

# The last two fold to ASCII letters.
PARTS = (
    *(
        "a",
        "B",
        "con",
        "AUX",
        "nul",
        "com1",
        "x",
        ".py",
        ".py",
        "/",
        "/",
        ".",
        "..",
        "\\",
        " ",
        ":",
    ),
    *(
        "*",
        "{",
        ",",
        "}",
        "~",
        "[",
        "(",
        "-",
        "\t",
        "é",
        "\u202e",
        "file://",
        "<",
        "\u017f",
        "\u212a",
    ),
)
CONFIG = configure(DEFAULT, {"select": ["MSQ2"]}, "the test")


def _findings(path: str) -> list[Finding]:
    tasks = {"id": "a", "file_modifications": [path], "dependencies": []}
    return list(lint(Source("tasks.json", json.dumps(tasks).encode()), NoFacts(), CONFIG).findings)


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
@settings(deadline=None, max_examples=500)
def test_no_rule_would_complain_of_a_path_that_they_skip(path: str) -> None:
    found = _findings(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "_PLAIN", re.compile(r"(?!)"))
        assert _findings(path) == found


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("C:\\Users\\sam\\market.py", ["MSQ202"]),
        ("C:market", ["MSQ202"]),
        ("\\\\host\\share\\market.py", ["MSQ202"]),
        ("/srv//shop/*.py", ["MSQ202"]),
        ("~/market", ["MSQ202"]),
        ("backend\\app\\market.py", ["MSQ201"]),
        ("backend\\app\\market", ["MSQ201", "MSQ203"]),
        ("./market.py", ["MSQ204"]),
        ("a/../../b", ["MSQ205"]),
        ("..\\market.py", ["MSQ201", "MSQ205"]),
        ("app/*", ["MSQ206"]),
        ("app/", ["MSQ206"]),
        (".", ["MSQ206"]),
        ("./", ["MSQ206"]),
        ("app//", ["MSQ206"]),
        ("aux.py", ["MSQ209"]),
        ("", ["MSQ210"]),
        (" market.py", ["MSQ210"]),
        (" .\\market", ["MSQ201", "MSQ203", "MSQ204", "MSQ210"]),
        ("market.py", []),
        ("app/[id]/(group)/page.tsx", []),
    ],
)
def test_a_path_gets_the_findings_that_its_reader_expects(path: str, codes: list[str]) -> None:
    assert [finding.code for finding in _findings(path)] == codes
