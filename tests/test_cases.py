"""Every folder of tests/cases: a tasks file, and exactly what its rule says about it.

tests/cases/CODE/NAME/ holds `tasks.json` or `tasks.yaml` and `expected.txt`, and where a case needs them
`facts.json` (what the repository answers, and as `name` where the tasks file lies in it), `comparison.json` (what changed), `options.toml` (the configuration), and `fixed.*` and
`fixed-unsafe.*` (the file after `--fix`, and after `--fix --unsafe-fixes`, where these change it).
The case `shown` also has `printed.txt`, which the page of its rule shows.
A case in which its rule says nothing is named `silent-NAME`, and no other is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from comparing import alone
from rule_examples import SHOWN, printed
from table_facts import TableFacts

from modsquad_lint.engine.config import DEFAULT, Config, configure
from modsquad_lint.engine.fixer import mend
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Finding, Report
from modsquad_lint.rules import RULES
from modsquad_lint.rules.comparing.changes import FileChange, Unit, Version
from modsquad_lint.rules.comparing.comparison import Comparison
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Position, Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "cases"
SILENT = "silent-"
FOLDERS = sorted(path for path in CASES.glob("*/*") if path.is_dir()) or [CASES]


def _facts(folder: Path) -> Facts:
    table = folder / "facts.json"
    return TableFacts(json.loads(table.read_bytes())) if table.exists() else Facts()


def _name(folder: Path) -> str | None:
    """Where the tasks file lies in the repository, when not at its root."""
    table = folder / "facts.json"
    name: str | None = json.loads(table.read_bytes()).get("name") if table.exists() else None
    return name


def _comparison(folder: Path, source: Source, facts: Facts, config: Config) -> Comparison | None:
    table = folder / "comparison.json"
    if not table.exists():
        return None
    said = json.loads(table.read_bytes())
    units = tuple(
        Unit(
            None if unit.get("tasks") is None else tuple(unit["tasks"]),
            unit.get("source", ""),
            tuple(FileChange(*change) for change in unit["changes"]),
            unit.get("commit"),
            tuple(unit.get("likely", ())),
            tuple(map(tuple, unit.get("malformed", ()))),
        )
        for unit in said["units"]
    )
    versions = tuple(
        Version(commit, None if data is None else json.dumps(data).encode())
        for commit, data in said.get("versions", ())
    )
    return alone(
        source,
        units,
        facts,
        config,
        versions=versions,
        branch=tuple(said.get("branch", ())),
        is_part=said.get("is_part", False),
        texts=lambda paths: {
            path: text.encode() for path, text in said.get("texts", {}).items() if path in paths
        },
    )


def _tasks_file(folder: Path) -> Path:
    (path,) = (path for path in folder.iterdir() if path.stem == "tasks")
    return path


def _described(finding: Finding) -> list[str]:
    lines = [
        f"{_span(finding.start, finding.end)} {finding.severity} {finding.code} {finding.message}",
        *([f"  changed: {finding.changed_path}"] if finding.changed_path else []),
        *([f"  label: {finding.label}"] if finding.label else []),
        *([f"  help: {finding.help}"] if finding.help else []),
        *(f"  related {_span(at.start, at.end)}: {at.message}" for at in finding.related),
    ]
    if finding.fix:
        lines.append(f"  fix {'safe' if finding.fix.safe else 'unsafe'}: {finding.fix.title}")
    return lines


def _span(start: Position, end: Position) -> str:
    return f"{start.line}:{start.column}-{end.line}:{end.column}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(CASES)))
def test_case(folder: Path, request: pytest.FixtureRequest) -> None:
    path = _tasks_file(folder)
    options = folder / "options.toml"
    settings = {
        "select": [folder.parent.name],
        **(tomllib.loads(options.read_text(encoding="utf-8")) if options.exists() else {}),
    }
    config = configure(DEFAULT, settings, "the case")
    facts = _facts(folder)

    def found_in(source: Source) -> Report:
        comparison = _comparison(folder, source, facts, config)
        return lint(source, facts, config, comparison=comparison)

    before = path.read_bytes()
    report = found_in(Source(_name(folder) or path.name, before))
    said = "".join(f"{line}\n" for finding in report.findings for line in _described(finding))
    # A lone surrogate cannot be written in a file.
    said = said.encode(errors="backslashreplace").decode()
    # Before anything is written: an empty expectation is a claim too.
    assert _is_as_named(folder, said), f"{SILENT}NAME is a case without findings, and no other is"
    if folder.name == SHOWN:
        _compare_printed(folder, report, request)
    mended = mend(report, found_in).source.encoded()
    mended_unsafely = mend(report, found_in, unsafe=True).source.encoded()
    if request.config.getoption("--update-cases"):
        (folder / "expected.txt").write_text(said, encoding="utf-8")
        _update(folder / f"fixed{path.suffix}", mended, unless=before)
        _update(folder / f"fixed-unsafe{path.suffix}", mended_unsafely, unless=mended)
    fixed = _read(folder / f"fixed{path.suffix}", before)
    assert said == (folder / "expected.txt").read_text(encoding="utf-8")
    assert mended == fixed
    assert mended_unsafely == _read(folder / f"fixed-unsafe{path.suffix}", fixed)


def _compare_printed(folder: Path, report: Report, request: pytest.FixtureRequest) -> None:
    """What stands on the page of the rule is what people see."""
    text = printed(report.source, report.findings[0])
    path = folder / "printed.txt"
    if request.config.getoption("--update-cases"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def _is_as_named(folder: Path, said: str) -> bool:
    return folder.name.startswith(SILENT) == (not said)


def test_an_expectation_is_only_written_where_the_name_says_so() -> None:
    named = {
        (name, said): _is_as_named(CASES / name, said)
        for name in ("silent-a", "a")
        for said in ("", "1:1")
    }
    assert named == {
        ("silent-a", ""): True,
        ("silent-a", "1:1"): False,
        ("a", ""): False,
        ("a", "1:1"): True,
    }


def _update(path: Path, data: bytes, *, unless: bytes) -> None:
    if data == unless:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(data)


def _read(path: Path, otherwise: bytes) -> bytes:
    return path.read_bytes() if path.exists() else otherwise


@pytest.mark.parametrize(
    ("kind", "pattern"), [("safe", "*/fixed.*"), ("unsafe", "*/fixed-unsafe.*")]
)
def test_every_rule_with_a_fix_has_a_case_that_shows_it(kind: str, pattern: str) -> None:
    fixing = {code for code, rule in RULES.items() if rule.fix == kind}
    shown = {code for code in RULES if any((CASES / code).glob(pattern))}
    # A rule with safe fixes may have others too.
    assert {code for code in shown if kind == "safe" or RULES[code].fix != "safe"} == fixing


def test_every_rule_has_a_case_that_reports_and_one_that_is_silent() -> None:
    lacking = {
        (code, is_silent)
        for code in RULES
        for is_silent in (False, True)
        if is_silent not in {case.name.startswith(SILENT) for case in (CASES / code).glob("*")}
    }
    assert lacking == set()
