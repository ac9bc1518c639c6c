"""Findings, plans and runs built by hand, for the tests of reporters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from modsquad_lint.engine.report import Finding, Fix, Related, Report, Run, Terminal
from modsquad_lint.planning.plan import Plan, make_plan
from modsquad_lint.planning.tasks import read_tasks
from modsquad_lint.planning.work import open_work
from modsquad_lint.rules.draft import Severity
from modsquad_lint.syntax.json import parse
from modsquad_lint.syntax.nodes import SyntaxProblem
from modsquad_lint.text.source import Position, Source

HOSTILE = [
    "a\nb",
    "a\r\n::error::forged",
    "::add-mask::x",
    "%0A%0D%25%3A%2C",
    "##[error]x]]>",
    "a,b=c:d;e",
    "\x1b[2J\x9b1m",
    "计划 🎉 é",
    "|a|<b>&\"'`*_",
    "\u202e\u2066\u200b",
    "\ud800 \udcff",
    "  spaces  ",
    "=x",
    "-->",
]
"""Ids, paths and messages that try to be more than text."""


def source(text: str, path: str = "tasks.json", display: str | None = None) -> Source:
    return Source(path, text.encode("utf-8", "surrogatepass"), display=display)


def places(file: Source, value: str, number: int = 1) -> tuple[Position, Position]:
    """Start and end of a text where it stands in a file for the so-many-th time."""
    at = -1
    for _ in range(number):
        at = file.text.index(value, at + 1)
    return file.position(at), file.position(at + len(value))


def finding(
    file: Source,
    value: str = "",
    message: str = "wrong",
    *,
    number: int = 1,
    code: str = "MSQ201",
    name: str = "path-backslash",
    severity: Severity = Severity.ERROR,
    help: str = "",  # noqa: A002 - the field's name
    label: str = "",
    task: str | None = None,
    related: Sequence[tuple[str, int, str]] = (),
    fix: Fix | None = None,
    changed_path: str | None = None,
    fingerprint: str = "0" * 32,
) -> Finding:
    start, end = places(file, value, number)
    others = tuple(Related(*places(file, text, at), words) for text, at, words in related)
    return Finding(
        file.path,
        start,
        end,
        code,
        name,
        severity,
        message,
        help,
        label,
        task,
        others,
        fix,
        fingerprint,
        changed_path,
    )


def plan(tasks: dict[str, list[str]]) -> Plan:
    """The plan of tasks without dependencies, by their files."""
    entries = [{"id": ident, "file_modifications": files} for ident, files in tasks.items()]
    document = parse(source(json.dumps(entries)))
    assert not isinstance(document, SyntaxProblem)
    file = read_tasks(document)
    made = make_plan(open_work(file))
    assert made is not None
    return made


def run(
    file: Source,
    findings: Sequence[Finding] = (),
    made: Plan | None = None,
    *,
    verbose: int = 0,
    least: Severity = Severity.WARNING,
    not_checked: tuple[str, ...] = (),
    statistics: bool = False,
    color: bool = False,
    plain: bool = False,
) -> Run:
    return Run(
        [Report(file, findings, made)],
        verbose,
        least,
        not_checked=not_checked,
        statistics=statistics,
        terminal=Terminal(color, plain),
    )


def valid(text: str, schema: str) -> Any:  # noqa: ANN401 - a document of JSON
    """What a text of JSON holds, which a schema of tests/data takes."""
    value = json.loads(text)
    path = Path(__file__).with_name("data") / f"{schema}-schema.json"
    Draft202012Validator(json.loads(path.read_text(encoding="utf-8"))).validate(value)
    return value
