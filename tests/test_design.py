"""What MSQ501 calls too fine can be combined: no cycle comes of it, and no batch more; what budgets leave out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint, look, report_on
from modsquad_lint.engine.report import Finding, Report
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source
from modsquad_lint.text.vocabulary import Budget

CONFIG = configure(DEFAULT, {"select": ["MSQ501"]}, "the test")
FILES = st.lists(st.sampled_from(["a.py", "b.py"]), min_size=1, max_size=2, unique=True)


def _report(entries: Sequence[dict[str, Any]]) -> Report:
    return lint(Source("tasks.json", json.dumps([*entries]).encode()), Facts(), CONFIG)


@pytest.mark.parametrize(
    ("code", "setting", "said"),
    [
        (
            "MSQ503",
            {"scopes": {"a": ["*.a"], "b": ["*.b"], "c": ["x*y/**"]}},
            "3 scopes of the configuration were NOT compared with these files",
        ),
        (
            "MSQ506",
            {"squads": {"ALPHA": ["x*y"], "BRAVO": []}},
            "from here on, files were NOT compared with the squads that own them: there are too many globs",
        ),
    ],
)
def test_what_the_budget_leaves_out_is_said(
    code: str, setting: dict[str, object], said: str
) -> None:
    task = {"id": "t", "squad": "ALPHA", "file_modifications": ["a.a", "a.b"], "dependencies": []}
    source, config = (
        Source("tasks.json", json.dumps(task).encode()),
        configure(DEFAULT, {**setting, "select": [code]}, ""),
    )
    found = {
        steps: [
            finding.message
            for finding in report_on(look(source, Facts(), config, Budget(steps)), config).findings
        ]
        for steps in (5, 1000)
    }
    mixed = ['"t" mixes a and b'] if code == "MSQ503" else []
    assert found == {5: [said], 1000: mixed}


@st.composite
def _entries(draw: st.DrawFn) -> list[dict[str, Any]]:
    number = draw(st.integers(2, 7))
    return [
        {
            "id": f"t{at}",
            "file_modifications": draw(FILES),
            "dependencies": [f"t{other}" for other in range(at) if draw(st.booleans())],
        }
        for at in range(number)
    ]


def _combined(entries: Sequence[dict[str, Any]], finding: Finding) -> list[dict[str, Any]]:
    """The tasks with those of a finding as one, named "one"."""
    places = {finding.start.offset, *(related.start.offset for related in finding.related)}
    text = json.dumps([*entries])
    ids = {
        entry["id"]
        for entry in entries
        if text.index('["', text.index(f'"id": "{entry["id"]}"')) + 1 in places
    }
    assert len(ids) == len(places)

    def renamed(names: Sequence[str]) -> list[str]:
        return list(dict.fromkeys("one" if name in ids else name for name in names))

    waits = renamed(
        [name for entry in entries if entry["id"] in ids for name in entry["dependencies"]]
    )
    file = next(entry["file_modifications"] for entry in entries if entry["id"] in ids)
    others = [
        {**entry, "dependencies": renamed(entry["dependencies"])}
        for entry in entries
        if entry["id"] not in ids
    ]
    one = {
        "id": "one",
        "file_modifications": file,
        "dependencies": [name for name in waits if name != "one"],
    }
    return [one, *others]


@examples(300)
@given(_entries())
def test_tasks_that_are_too_fine_can_be_one(entries: list[dict[str, Any]]) -> None:
    before = _report(entries)
    for finding in before.findings:
        after = _report(_combined(entries, finding))
        assert before.plan is not None
        assert after.plan is not None
        assert after.plan.metrics.total_batches <= before.plan.metrics.total_batches
