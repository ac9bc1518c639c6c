"""Plans to draw, ids that try to break out of a drawing, and the programs that read drawings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Report
from modsquad_lint.planning.keys import LONGEST_ID
from modsquad_lint.planning.pricing.schedule import Analysis, Step
from modsquad_lint.reporters.plans.planned import Planned
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source

SAMPLES = Path(__file__).parent.parent / "sample_tasks"

# Read before conftest takes the variables of this project away
_NODE_MODULES = os.environ.get("MODSQUAD_NODE_MODULES")

HOSTILE = (
    'a"b',
    "</script><img src=x onerror=alert(1)>",
    "--> <!-- -->",
    "x]]>y",
    "two\nlines\r\n",
    "`tick` $(id)",
    "100%",
    "%%{init: {}}%%",
    "::error::x",
    "bidi\u202eevil\u2066",
    "lone\ud800half",
    "a;b#quot;c#35;",
    '"]; end; click t1 call x()',
    "style x:#y;z",
    "classDef x:#y;z",
    "1. list",
    "- dash",
    "_em_ *b* **c**",
    "www.example.com/b",
    "漢字 é 🎉",
    "\\N\\n\\",
    "&amp;&lt;",
    "${{ secrets.X }}",
    "\x00\x1b[31m\x7f",
    "line\u2028para\u2029end",
    "$$x$$",
    "fa:fa-ban",
    "end",
    "not\ufffea\uffffcharacter",
    "<b>bold</b>",
    "x" * LONGEST_ID,
)
"""Task ids; each is also a squad, and part of two paths."""


def report(tasks: Sequence[Mapping[str, Any]], path: str = "tasks.json") -> Report:
    """The report of a tasks file that holds these tasks."""
    return read(json.dumps({"tasks": tasks}, indent=1).encode(), path)


def read(data: bytes, path: str = "tasks.json") -> Report:
    made = lint(Source(path, data), Facts(), DEFAULT)
    assert made.plan is not None, made.findings
    return made


def planned(made: Report, critical: Sequence[str] = ()) -> Planned:
    """What a reporter of plans is given; `critical` stands for the path of an analysis."""
    assert made.plan is not None
    tasks = {task.id: task for batch in made.plan.batches for task in batch.tasks}
    path = tuple(Step(tasks[ident], "", None, None) for ident in critical)
    analysis = Analysis(len(path), 1.0, path, len(path), "", len(path)) if path else None
    return Planned(made.plan, made, analysis)


def sample(number: int) -> Report:
    return read((SAMPLES / f"example_{number}" / "tasks.json").read_bytes())


def task(ident: str, *needs: str, files: Sequence[str] = (), squad: str = "") -> dict[str, Any]:
    return {
        "id": ident,
        "file_modifications": list(files) or [f"{ident}.py"],
        "dependencies": list(needs),
        **({"squad": squad} if squad else {}),
    }


def hostile() -> Report:
    """Three batches of hostile ids, some of which share a file with a hostile name."""
    shared = '"`]]>--></script>\ud800\u202e&.py'
    return report(
        [
            task(
                ident,
                *([HOSTILE[at - 1]] if at % 3 == 1 else []),
                files=[f"{ident}.py", *([shared] if at < 3 else [])],
                squad=ident,
            )
            for at, ident in enumerate(HOSTILE)
        ]
    )


def turns() -> Report:
    """A batch of two, a serial batch with a second file, and a batch of one."""
    return report(
        [
            task("a", squad="RED"),
            task("b"),
            task("c", "a", files=["main.py", "both.py"], squad="RED"),
            task("d", "b", files=["main.py", "both.py"], squad="BLUE"),
            task("e", "d", "a", squad="BLUE"),
        ]
    )


TURNS_PATH = ("a", "c", "d", "e")


def chain(length: int) -> Report:
    return report([task(f"t{n}", *([f"t{n - 1}"] if n else [])) for n in range(length)])


def program(name: str) -> str:
    """A program's path; without it the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on PATH")
    return found


def npm_package(name: str) -> Path:
    """Where a package of npm is; without it the test is skipped."""
    if _NODE_MODULES is None:
        pytest.skip("MODSQUAD_NODE_MODULES names no folder with npm packages")
    folder = Path(_NODE_MODULES, name)
    if not folder.is_dir():
        pytest.skip(f"the npm package {name} is not in MODSQUAD_NODE_MODULES")
    return folder


def node(script: str, given: str, *packages: str) -> Any:  # noqa: ANN401 - whatever the module writes
    """What a module for Node.js writes as JSON, that reads `given` and imports these packages."""
    folders = [npm_package(package) for package in packages]
    done = subprocess.run(
        [program("node"), "--input-type=module", "-e", script],
        cwd=folders[0],
        input=given.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
