from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product

import pytest
from table_facts import TableFacts

from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint, look, report_on
from modsquad_lint.planning import tasks
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.paths import not_simple, unusual
from modsquad_lint.text.source import Source
from modsquad_lint.text.vocabulary import Budget

# The last two fold to ASCII letters.
PARTS = (
    *("a", "B", "con", "AUX", "com1", ".py", "/", ".", "..", "\\", " ", ":", "*", "{", ",", "}"),
    *("~", "[", "(", "](", ")", "-", "é", "\u202e", "file://", "\u017f", "\u212a"),
)
CONFIG = configure(DEFAULT, {"select": ["MSQ2"]}, "the test")


def _codes(*declared: str, ignore: Sequence[str] = ()) -> list[str]:
    task = {"id": "a", "file_modifications": declared, "dependencies": []}
    config = configure(CONFIG, {"ignore": ignore}, "the test")
    report = lint(Source("tasks.json", json.dumps(task).encode()), Facts(), config)
    return [finding.code for finding in report.findings]


def test_no_rule_would_complain_of_a_path_that_they_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    every = ["".join(parts) for length in range(5) for parts in product(PARTS, repeat=length)]
    assert set(every) - not_simple(every) > {"a.py", "a/B.py", "acon.py"}
    skipped = sorted(set(every) - unusual(not_simple(every)))
    assert set(skipped) > {"a.py", ".a", "a/B.py", "(a/.py", "acon.py"}
    monkeypatch.setattr(tasks, "not_simple", frozenset)
    monkeypatch.setattr(tasks, "unusual", frozenset)
    assert _codes(*skipped, ignore=["MSQ208"]) == []


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
    assert _codes(path) == codes


def test_what_the_budget_leaves_out_is_said() -> None:
    """Folders of long names, and as many paths near one of them."""
    folders = [f"f{letter}" for letter in "abcdefgh"]
    tracked = [f"{folder}/{letter * 90}.py" for folder in folders for letter in "abcdefgh"]
    declared = [f"{folder}/{'a' * 89}.py" for folder in folders]
    task = {"id": "a", "file_modifications": declared, "dependencies": []}
    source = Source("tasks.json", json.dumps(task).encode())
    found = []
    for steps in (10_000_000, 200_000):
        subject = look(source, TableFacts({"tracked": tracked}), DEFAULT, Budget(steps))
        report = report_on(subject, configure(DEFAULT, {"select": ["MSQ604"]}, ""))
        found.append([finding.message for finding in report.findings])
    assert (len(found[0]), len(found[1])) == (8, 3)
    said = "of 6 paths, this one and others, nobody looked whether there are near ones"
    assert found[1] == [*found[0][:2], said]
