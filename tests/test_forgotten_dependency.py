"""What the text of a plan of GSD names of another plan's work, as real git tells it."""

from __future__ import annotations

import json

import pytest
from sandbox import Sandbox

from modsquad_lint.cli.main import main

PHASE = ".planning/phases/02-sessions"


def plan(number: str, path: str, body: str) -> str:
    front = f"plan: {number}\nwave: {number}\ndepends_on: []\nfiles_modified: [{path}]"
    return f"---\n{front}\n---\n<objective>\nPart {number}\n</objective>\n{body}\n"


def forgotten(capfd: pytest.CaptureFixture[str]) -> list[tuple[str, int, int, str, str]]:
    main(["check", PHASE, "--select", "MSQ307", "--format", "json"])
    return [
        (it["path"][-10:], it["start"]["line"], it["start"]["column"], it["task"], it["message"])
        for it in json.loads(capfd.readouterr().out)["findings"]
    ]


def test_a_name_stands_where_it_is_found(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    box = Sandbox(tmp_path_factory.mktemp("forgotten") / "repository")
    monkeypatch.chdir(box.top)
    box.commit(f"{PHASE}/02-01-PLAN.md", content=plan("01", "src/a.py", "Not src/b.py: 02-02 does"))
    box.commit(
        f"{PHASE}/02-02-PLAN.md",
        content=plan(
            "02",
            "src/b.py",
            "## Artifacts this phase produces\n`src/a.py`\n## Look at\n`src/a.py`, ./src/a.py",
        ),
    )
    box.commit(
        f"{PHASE}/02-03-PLAN.md",
        content=plan("03", "c.py", f"@{PHASE}/02-02-SUMMARY.md\n@src/b.py"),
    )
    end = "creates, and neither waits for the other"
    assert forgotten(capfd) == [
        ("02-PLAN.md", 13, 2, "02-02", f'"02-02" speaks of src/a.py, which "02-01" {end}'),
        (
            *("03-PLAN.md", 10, 2, "02-03"),
            f'"02-03" speaks of {PHASE}/02-02-SUMMARY.md and src/b.py, which "02-02" {end}',
        ),
    ]
    # Who is done waits for nobody, and who waits for what is done waits no more.
    box.write(f"{PHASE}/02-02-SUMMARY.md", "done")
    assert forgotten(capfd) == []
