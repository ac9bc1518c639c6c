"""One table of formats: what its rows promise, what each owes its readers, and how one is added."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from runs import finding, places, run, source

from modsquad_lint import reporters
from modsquad_lint.engine.limits import limited
from modsquad_lint.engine.report import Finding, Related
from modsquad_lint.reporters import FINDINGS, PLAN, PLAN_AND_FINDINGS, TABLE, Format

PACKAGE = Path(reporters.__file__).parent.parent


def test_no_two_rows_are_one() -> None:
    assert len({(row.shows == FINDINGS, row.name) for row in TABLE}) == len(TABLE)
    assert len({row.module for row in TABLE}) == len(TABLE)
    assert {row.shows for row in TABLE} == {FINDINGS, PLAN, PLAN_AND_FINDINGS}
    assert {row.reader for row in TABLE} == {reporters.PEOPLE, reporters.MACHINES}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.module)
def test_a_module_has_what_its_row_promises(row: Format) -> None:
    protocol, names = {
        FINDINGS: (reporters.FindingsReporter, ["pieces" if row.streams else "render"]),
        PLAN: (reporters.PlanReporter, ["render"]),
        PLAN_AND_FINDINGS: (reporters.PageReporter, ["render", "render_without_plan"]),
    }[row.shows]
    module = import_module(f"modsquad_lint.reporters.{row.module}")
    for name in names:
        _, *parameters = inspect.signature(getattr(protocol, name)).parameters.values()
        promised = inspect.signature(getattr(protocol, name)).replace(parameters=parameters)
        assert inspect.signature(getattr(module, name)) == promised


FILE, OTHER = source('["a"]'), source('["b"]', "other.json")
FOUND = finding(FILE, '"a"', message="too bad")
ALL_FORMATS = pytest.mark.parametrize("name", reporters.FORMATS)


@ALL_FORMATS
@pytest.mark.parametrize("findings", [[], [FOUND]], ids=["none found", "one found"])
def test_every_format_says_what_was_not_checked(name: str, findings: list[Finding]) -> None:
    assert "no base" in reporters.render(name, run(FILE, findings, not_checked=("no base",)))


@ALL_FORMATS
def test_every_format_says_what_it_left_out(name: str) -> None:
    text = reporters.render(name, limited(run(FILE, [FOUND] * 40), 20))
    said = {"json": '"left_out": {"MSQ201": 20}', "github": "other 30", "markdown": "20 more"}
    assert said.get(name, "left out 20 more findings") in text


@ALL_FORMATS
def test_what_machines_read_points_at_what_changed(name: str) -> None:
    """People read the message, which names it."""
    is_for_people = reporters.FORMATS[name].for_people or name == "markdown"
    text = reporters.render(name, run(FILE, [FOUND._replace(changed_path="app/b.py")]))
    assert ("app/b.py" in text) is not is_for_people


@ALL_FORMATS
def test_a_place_in_another_file_is_shown_with_it_and_a_finding_with_how_many_there_are_more(
    name: str,
) -> None:
    """Where a format shows any of the places that belong to a finding."""
    there = Related(*places(OTHER, '"b"'), "the other one", OTHER)
    some = [FOUND._replace(related=(there,) * number, more_related=700) for number in (1, 0)]
    text, without = (reporters.render(name, run(FILE, [each])) for each in some)
    if there.message in text:
        assert "other.json" in text
        assert "700" in text
    else:
        assert text == without


NEW_MODULE = '''\
"""Findings as a number."""

from ..engine.report import Run


def render(run: Run) -> str:
    """How many there are."""
    return f"{len(run.findings())}\\n"
'''
NEW_ROW = '    Format("count", FINDINGS, "count", MACHINES, "txt", "scripts"),\n'

NEWCOMER = """\
import sys
from modsquad_lint import reporters
from modsquad_lint.cli.completion import script
from modsquad_lint.cli.main import main
from modsquad_lint.cli.parser import make_parser
assert "count" in make_parser("check").format_help()
for shell in ("bash", "zsh", "fish"):
    assert "count text" in script(shell), shell
sys.exit(main(["check", "--no-git", "--format", "count", sys.argv[1]]))
"""


def test_a_new_format_is_a_module_and_a_row(tmp_path: Path) -> None:
    """As a newcomer would add one: the command, its help and the shells know it."""
    shutil.copytree(
        PACKAGE, tmp_path / "modsquad_lint", ignore=shutil.ignore_patterns("__pycache__")
    )
    folder = tmp_path / "modsquad_lint" / "reporters"
    (folder / "count.py").write_text(NEW_MODULE, encoding="utf-8")
    table = folder / "__init__.py"
    head, start, rest = table.read_text(encoding="utf-8").partition("TABLE = (\n")
    table.write_text(head + start + NEW_ROW + rest, encoding="utf-8")
    (tmp_path / "tasks.json").write_text('[{"id": "a", "file_modifications": ["a\\\\b.py"]}]')
    done = subprocess.run(
        [sys.executable, "-c", NEWCOMER, "tasks.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert int(done.stdout) > 0
