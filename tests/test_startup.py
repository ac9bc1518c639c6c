"""What a clean run imports: each module costs every run, and every commit, a hundredth of its time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sandbox import Sandbox

from modsquad_lint import reporters

TASKS: dict[str, Any] = {
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
    "bisect",
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
    "cli",
    "cli.check",
    "cli.commands",
    "cli.common",
    "cli.main",
    "cli.output",
    "cli.quick",
    "engine",
    "engine.config",
    "engine.defaults",
    "engine.limits",
    "engine.linting",
    "engine.report",
    "engine.selectors",
    "planning",
    "planning.graph",
    "planning.holdings",
    "planning.keys",
    "planning.meanings",
    "planning.options",
    "planning.plan",
    "planning.readers",
    "planning.readers.reading",
    "planning.tasks",
    "planning.work",
    "reporters",
    "reporters.escape",
    "reporters.text",
    "repository",
    "repository.files",
    "repository.memory",
    "repository.project",
    "repository.reading",
    "repository.search",
    "rules",
    "rules.batches",
    "rules.catalogue",
    "rules.dependencies",
    "rules.design",
    "rules.document",
    "rules.facts",
    "rules.draft",
    "rules.ids",
    "rules.paths",
    "rules.paths.names",
    "rules.registry",
    "rules.wanted",
    "syntax",
    "syntax.json",
    "syntax.nodes",
    "text",
    "text.errors",
    "text.paths",
    "text.source",
    "text.typed",
    "text.vocabulary",
    "text.words",
}

# What the usual run imports beside: in a repository, where git has to be asked nothing.
IN_A_REPOSITORY = {
    "repository.folders",
    "repository.git",
    "repository.git.facts",
    "repository.git.folder",
    "repository.git.ignores",
    "repository.git.links",
    "repository.git.repository",
    "rules.declarations",
    "rules.forgotten",
    "rules.paths.kind",
    "rules.paths.tracked",
    "rules.paths.written",
}


# The console script, and at the end of it what it has imported, and the named tuples that this made: for each
# a function is compiled. -I and -S: what the environment puts into every Python is not ours.
PROGRAM = """\
import atexit, collections, sys
sys.path.insert(0, sys.argv.pop(1))
before, tuples, make = set(sys.modules), [], collections.namedtuple
def namedtuple(name, *fields, **about):
    tuples.append(f"{about.get('module')}:{name}")
    return make(name, *fields, **about)
collections.namedtuple = namedtuple
atexit.register(lambda: print(*set(sys.modules) - before, *tuples, file=sys.stderr))
del sys.argv[0]
with open(sys.argv[0]) as script:
    exec(script.read())
"""


@pytest.fixture(scope="module", params=["--no-git", "in a repository"])
def imported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bool, set[str]]:
    """Whether it is in a repository, and what a clean run of the console script imports."""
    in_a_repository = request.param == "in a repository"
    box = Sandbox(tmp_path_factory.mktemp("clean"))
    box.write("tasks.json", json.dumps(TASKS))
    box.git("add", "--all")
    box.commit(*TASKS["tasks"][0]["file_modifications"])
    script = str(Path(sys.executable).with_name("modsquad-lint"))
    arguments = [] if in_a_repository else ["check", "--no-git"]
    package = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [*(sys.executable, "-I", "-S", "-c", PROGRAM, package, script), *arguments, "tasks.json"],
        cwd=box.top,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no findings in 1 file" in done.stdout
    return in_a_repository, set(done.stderr.split())


def test_a_clean_run_imports_no_more_of_the_package_than_it_needs(
    imported: tuple[bool, set[str]],
) -> None:
    in_a_repository, modules = imported
    ours = {name.partition(".")[2] for name in modules if name.startswith("modsquad_lint.")}
    tuples = {name for name in ours if ":" in name}
    ours -= tuples
    assert ours == (PACKAGE | IN_A_REPOSITORY if in_a_repository else PACKAGE)
    assert len(tuples) == (42 if in_a_repository else 39)


def test_a_clean_run_imports_nothing_slow(imported: tuple[bool, set[str]]) -> None:
    _, modules = imported
    assert {name.partition(".")[0] for name in modules} & (LIBRARY | OTHERS) == set()


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
    # The language server has closed its standard output then.
    program = (
        "import atexit, sys; atexit.register(sys.stdout.close)\n"
        "from modsquad_lint.__main__ import run; run()"
    )
    command = [sys.executable, "-c", program, "check", "--no-git", "-q", "tasks.json"]
    subprocess.run(command, cwd=tmp_path, check=True)


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
