"""The examples on the pages of rules: what is bad, what is good, and the finding as it is printed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from modsquad_lint.cli.rule import page
from modsquad_lint.engine.config import DEFAULT, configure
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Finding, Terminal
from modsquad_lint.reporters.block import Blocks
from modsquad_lint.rules.facts import Facts
from modsquad_lint.rules.registry import Rule
from modsquad_lint.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent.parent / "tests" / "cases"
SHOWN = "shown"
"""The case of a rule whose example needs a repository; its `printed.txt` stands on the page."""

_EXAMPLE = re.compile(r"```(?:json|markdown)\n(.*?)```", re.DOTALL)
_SETTING = re.compile(r"^With `(.* = .*)`:$", re.MULTILINE)
_WIDTH = 76


def examples(rule: Rule) -> tuple[str, str]:
    """The first and the last block of a page: what is reported, and what is not."""
    bad, *_, good = _EXAMPLE.findall(rule.doc)
    return bad, good


def settings(rule: Rule) -> dict[str, Any]:
    """What the configuration says in the example."""
    setting = _SETTING.search(rule.doc)
    return tomllib.loads(setting[1]) if setting else {}


def source(example: str) -> Source:
    """A whole tasks file, of which the example may be only the paths of a task, or one path."""
    name = "tasks.md" if example.startswith("- [ ]") else "tasks.json"
    return Source(name, document(example).encode())


def document(example: str) -> str:
    """The text of that file."""
    try:
        value = json.loads(example)
    except ValueError:
        return example
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and value and isinstance(value[0], str):
        return (
            f'{{\n  "id": "example",\n  "file_modifications": {json.dumps(value, ensure_ascii=False)},\n'
            '  "dependencies": []\n}\n'
        )
    return example


def printed(file: Source, finding: Finding) -> str:
    """A finding as a terminal shows it."""
    lines = Blocks(Terminal(width=_WIDTH), 0).lines(file, finding)
    return "".join(f"{line}\n" for line in lines)


def shown_page(rule: Rule) -> str:
    """The page of a rule, with the finding behind what is bad and before what is good."""
    text = page(rule)
    begin, end = text.index("## Example\n"), text.index("\n## Fix\n")
    block = re.compile(r"^```\w+\n.*?^```\n", re.MULTILINE | re.DOTALL).search(text, begin, end)
    good = text.find("\nInstead", begin, end)
    at = good if good > 0 else block.end() if block else end
    report = f"\nIt is reported like this:\n\n```text\n{_finding(rule)}```\n"
    return text[:at] + report + text[at:]


def _finding(rule: Rule) -> str:
    case = CASES / rule.code / SHOWN / "printed.txt"
    if case.exists():
        return case.read_text(encoding="utf-8")
    file = source(examples(rule)[0])
    report = lint(file, Facts(), configure(DEFAULT, settings(rule), "the page"))
    return printed(file, next(one for one in report.findings if one.code == rule.code))
