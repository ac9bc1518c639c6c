"""What CONTRIBUTING.md and its pages tell a newcomer to write is what works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PAGES = [TOP / "CONTRIBUTING.md", *sorted((TOP / "docs" / "contributing").glob("*.md"))]
_DIFF = re.compile(r"^```diff\n(.*?)^```", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r"`([^`\n]+)`")
_MADE_UP = {"ID", "NAME", "writes", "needs", "atheris"}


def _prose(page: Path) -> str:
    return re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def _differences(page: Path) -> list[str]:
    return _DIFF.findall(page.read_text(encoding="utf-8"))


def _made(page: Path) -> set[str]:
    """The files that a page's differences make or change."""
    return {
        name
        for text in _differences(page)
        for name in re.findall(r"^\+\+\+ b/(.*)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    named = {
        name for name in _QUOTED.findall(_prose(page)) if re.fullmatch(r"[\w./-]+/[\w./-]*", name)
    }
    gone = {name for name in named - _made(page) if not (TOP / name).exists()}
    assert {name for name in gone if "NAME" not in name and not name.startswith("FOLDER")} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_names_that_a_page_names_are_there(page: Path) -> None:
    named = {name for name in _QUOTED.findall(_prose(page)) if re.fullmatch(r"\w+|\w+\.\w+", name)}
    paths = [
        *(TOP / "modsquad_lint").rglob("*.py"),
        *TOP.glob("tests/*.py"),
        TOP / "pyproject.toml",
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    words = set(re.findall(r"\w+", text)) | {path.name for path in paths}
    files = {path.name for path in TOP.iterdir()} | {
        path.name for path in TOP.glob("tests/cases/*/*/*")
    }
    unknown = {
        name
        for name in named - files - words - _MADE_UP
        if not all(part in words for part in name.split("."))
    }
    assert unknown == set()


PROGRAM = """\
from modsquad_lint import RULES, lint, plan, render
assert RULES["MSQ599"].name == "long-description"
report = lint('[{"id": "a", "description": "one two", "file_modifications": ["a.py"]}]',
              settings={"max-description": 5, "select": ["MSQ599"]})
assert [(f.code, f.start.column) for f in report.findings] == [("MSQ599", 29)], report.findings
print(render(report, "tap"), end="")
steps = "## step a\\nwrites: x.py\\n## step b\\nwrites: x.py, y.py\\nneeds: a\\n"
print([[task.id for task in batch.tasks] for batch in plan(steps, "plan.md").plan.batches])
"""


def test_what_the_pages_show_works(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    skipped = shutil.ignore_patterns("fuzz", "data", "bench")
    for name in ("modsquad_lint", "tests"):
        shutil.copytree(TOP / name, copy / name, ignore=skipped)
    for name in ("pyproject.toml", ".pre-commit-hooks.yaml"):
        shutil.copy(TOP / name, copy)
    (copy / "docs").mkdir()
    shutil.copy(TOP / "docs" / "rule_examples.py", copy / "docs")
    subprocess.run(["git", "init", "-q", str(copy)], check=True)
    for page in PAGES:
        for text in _differences(page):
            command = ["git", "apply", "--whitespace=error", "-"]
            applied = subprocess.run(
                command, cwd=copy, input=text.encode(), capture_output=True, check=False
            )
            assert (applied.returncode, applied.stderr) == (0, b""), page.name
    env = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=copy,
        env=env,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "TAP version 14",
        "1..1",
        "ok 1 - tasks.json",
        '# 1:29 warning MSQ599 the description of "a" has 7 characters, more than 5',
        "[['a'], ['b']]",
    ]
    cases = [
        f"tests/test_{name}.py"
        for name in ("cases", "floors", "formats", "init_all", "readers_cli")
    ]
    cases += ["-k", "MSQ599 or read-from-steps or hooks_in_full or takes_plans or tap or of_a_size"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *cases,
    ]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, check=False, text=True)
    assert done.stdout.splitlines()[-1].startswith("12 passed"), done.stdout
