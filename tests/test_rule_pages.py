"""Every rule's page is true: its first example is reported by that rule, its last one is not."""

from __future__ import annotations

import json

import pytest
from rule_examples import CASES, SHOWN, document, examples, settings, source
from table_facts import TableFacts

from modsquad_lint.engine.config import DEFAULT, Config, configure
from modsquad_lint.engine.fixer import mend
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Report
from modsquad_lint.rules import RULES
from modsquad_lint.rules.facts import Facts
from modsquad_lint.rules.registry import REPOSITORY, Rule
from modsquad_lint.text.source import Source

_ABOUT_FILES = [rule for code, rule in RULES.items() if code < "MSQ6"]
# What the pages suppose that a repository has.
_REPOSITORY = {"leads": {"docs/latest": "docs/v2"}}
# Reported whatever a plan is like, so their last example only shows a better one.
_ALWAYS = {"MSQ401", "MSQ405"}


def _lint(example: str, config: Config, *, is_in_repository: bool = False) -> Report:
    facts = TableFacts(_REPOSITORY) if is_in_repository else Facts()
    return lint(source(example), facts, config)


def _codes(example: str, config: Config, rule: Rule) -> set[str]:
    report = _lint(example, config, is_in_repository=REPOSITORY in rule.needs)
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("rule", _ABOUT_FILES, ids=lambda rule: rule.code)
def test_examples_show_what_the_rule_reports(rule: Rule) -> None:
    bad, good = examples(rule)
    config = configure(DEFAULT, settings(rule), "the page")
    assert rule.code in _codes(bad, config, rule)
    assert (rule.code in _codes(good, config, rule)) == (rule.code in _ALWAYS)


@pytest.mark.parametrize(
    "code", ["MSQ108", "MSQ201", "MSQ204", "MSQ207", "MSQ301", "MSQ302", "MSQ304"]
)
def test_the_fix_makes_the_last_example_of_the_first(code: str) -> None:
    bad, good = examples(RULES[code])
    config = configure(DEFAULT, {"select": [code]}, "the test")

    def relint(file: Source) -> Report:
        return lint(file, Facts(), config)

    mended = mend(_lint(bad, config), relint, unsafe=True)
    assert json.loads(mended.source.text) == json.loads(document(good))
    assert mended.findings == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_page_has_a_summary_and_the_same_sections(rule: Rule) -> None:
    summary, blank, *rest = rule.doc.splitlines()
    assert summary.endswith(".")
    assert blank == ""
    sections = [line for line in rest if line.startswith("#")]
    assert sections == ["## Why", "## Example", "## Fix"]
    fix = rule.doc.partition("## Fix\n\n")[2]
    starts = {"safe": ("Safe",), "unsafe": ("Unsafe",), None: ("By hand", "None")}
    assert fix.startswith(starts[rule.fix])


def test_the_catalogue_is_in_the_order_of_the_codes() -> None:
    assert list(RULES) == sorted(RULES)


def test_a_rule_that_needs_a_comparison_shows_a_case() -> None:
    shown = {folder.parent.name for folder in CASES.glob(f"*/{SHOWN}")}
    assert {code for code in RULES if code >= "MSQ6"} <= shown
    assert all((CASES / code / SHOWN / "printed.txt").exists() for code in shown)
