"""What a clean run imports: each module costs every run, and every commit, a hundredth of its time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from modsquad_lint import reporters

TASKS = {
    "tasks": [
        {
            "id": "add-orders",
            "description": "Add the model of orders",
            "squad": "ALPHA",
            "file_modifications": ["backend/app/models/orders.py"],
            "dependencies": [],
        }
    ]
}

# Modules of the standard library that take long, or that only rarer runs need.
LIBRARY = {
    "argparse",
    "asyncio",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "difflib",
    "email",
}
LIBRARY |= {"fnmatch", "gettext", "glob", "hashlib", "heapq", "inspect"}
LIBRARY |= {"locale", "logging"}
LIBRARY |= {"pathlib", "pickle", "random", "shutil", "signal", "socket", "string", "subprocess"}
LIBRARY |= {"tempfile", "textwrap", "threading", "tomllib", "traceback", "typing", "unicodedata"}
LIBRARY |= {"urllib", "uuid", "weakref"}

OTHERS = {"git", "gitdb", "identify", "ruamel", "tomli"}

PACKAGE = {
    "__main__",
    "_door",
    "cli",
    "cli.check",
    "cli.commands",
    "cli.common",
    "cli.main",
    "cli.output",
    "cli.quick",
    "engine",
    "engine.config",
    "engine.limits",
    "engine.linting",
    "engine.report",
    "engine.selectors",
    "engine.settings",
    "engine.suppressions",
    "engine.values",
    "planning",
    "planning.foreign",
    "planning.graph",
    "planning.keys",
    "planning.options",
    "planning.plan",
    "planning.readers",
    "planning.readers.keys",
    "planning.readers.reading",
    "planning.shape",
    "planning.tasks",
    "reporters",
    "reporters.escape",
    "reporters.text",
    "repository",
    "repository.files",
    "repository.project",
    "repository.reading",
    "repository.search",
    "rules",
    "rules.attribution",
    "rules.batches",
    "rules.claims",
    "rules.concurrency",
    "rules.declarations",
    "rules.dependencies",
    "rules.design",
    "rules.document",
    "rules.drift",
    "rules.facts",
    "rules.finding",
    "rules.forgotten",
    "rules.ids",
    "rules.ignores",
    "rules.keys",
    "rules.path_form",
    "rules.path_kind",
    "rules.path_names",
    "rules.plan_changes",
    "rules.registry",
    "rules.wanted",
    "rules.shape",
    "rules.tracked",
    "rules.written",
    "syntax",
    "syntax.changes",
    "syntax.json",
    "syntax.nodes",
    "text",
    "text.errors",
    "text.paths",
    "text.source",
    "text.typed",
    "text.version",
    "text.vocabulary",
    "text.words",
}

PROGRAM = """\
import sys
before = set(sys.modules)
import modsquad_lint.__main__ as program
program._leave = lambda code: None
program.run()
print(sorted(set(sys.modules) - before), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that a clean run imports, beside those that Python itself starts with."""
    folder = tmp_path_factory.mktemp("clean")
    (folder / "tasks.json").write_text(json.dumps(TASKS))
    # -S and -I: what the environment puts into every Python is not ours.
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-S", "-c"),
            f"import sys; sys.path.insert(0, {str(root)!r})\n{PROGRAM}",
            *("check", "--no-git", "tasks.json"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no findings in 1 file" in done.stdout
    modules: list[str] = json.loads(done.stderr.replace("'", '"'))
    return set(modules)


def test_a_clean_run_imports_no_more_of_the_package_than_it_needs(imported: set[str]) -> None:
    ours = {name.partition(".")[2] for name in imported if name.startswith("modsquad_lint.")}
    assert ours == PACKAGE


def test_a_clean_run_imports_nothing_slow(imported: set[str]) -> None:
    assert {name.partition(".")[0] for name in imported} & (LIBRARY | OTHERS) == set()


@pytest.mark.parametrize("text", ["[1", "[NaN]", '["a\\x"]', "[1]]", "[" * 100_000, ""])
def test_a_text_that_is_no_json(text: str, tmp_path: Path) -> None:
    """Where the half of `json` that says what is wrong was not imported."""
    (tmp_path / "tasks.json").write_text(text)
    command = [sys.executable, "-m", "modsquad_lint", "--no-git", "tasks.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "error MSQ101" in done.stdout


def test_what_others_have_registered_for_the_exit_is_still_done(tmp_path: Path) -> None:
    (tmp_path / "tasks.json").write_text(json.dumps(TASKS))
    program = (
        "import atexit; atexit.register(print, 'left')\n"
        "from modsquad_lint.__main__ import run; run()"
    )
    command = [sys.executable, "-c", program, "check", "--no-git", "-q", "tasks.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "left\n"


def test_a_format_is_imported_only_when_it_is_asked_for() -> None:
    program = """\
import sys
from modsquad_lint import reporters
from modsquad_lint.engine.report import Run
def loaded():
    names = {name.partition(".reporters.")[2] for name in sys.modules}
    return names & {row.module for row in reporters.TABLE}
before = loaded()
reporters.render(sys.argv[1], Run([]))
print(*sorted(before), "|", *sorted(loaded()))
"""
    needed = {
        "json": "json plans.json",
        "text": "text",
        "markdown": "markdown pictures.mermaid plans.markdown",
    }
    for name in reporters.FORMATS:
        command = [sys.executable, "-c", program, name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == f"| {needed.get(name, name)}"
