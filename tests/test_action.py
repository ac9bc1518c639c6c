"""The GitHub Action: its scripts are run as the runner runs them, in a scratch repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML
from sandbox import Sandbox
from warm import Program

from modsquad_lint import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CHECKOUT = Path(__file__).parent.parent
HOME = os.environ.get("HOME", "")  # read before the tests get another: pip's configuration is there
ACTION: dict[str, Any] = YAML(typ="safe", pure=True).load(
    (CHECKOUT / "action.yml").read_text(encoding="utf-8")
)
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}

_EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
_BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(_BASH is None, reason="the scripts are for bash")


class Done(NamedTuple):
    """What a step left behind."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


def _step(name: str, cwd: Path, temp: Path, known: Mapping[str, str], **env: str) -> Done:
    """Run a step of the action; `known` says what the expressions in its environment stand for."""
    temp.mkdir(exist_ok=True)
    script, output, summary = temp / "script.sh", temp / "output", temp / "summary"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    output.write_text("", encoding="utf-8")
    summary.write_text("before\n", encoding="utf-8")
    own = {
        key: _EXPRESSION.sub(lambda match: known[match[1]], value)
        for key, value in STEPS[name]["env"].items()
    }
    runner = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(CHECKOUT),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "RUNNER_TEMP": str(temp),
        # The Python that this test runs on, of all that the machine has: the wheels are for it.
        "PATH": os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])),
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        cwd=cwd,
        env={**os.environ, **runner, **env, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    lines = output.read_text(encoding="utf-8").splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    return Done(done.returncode, done.stdout, outputs, summary.read_text(encoding="utf-8"))


def _lint(
    repository: Sandbox,
    tmp_path: Path,
    inputs: Mapping[str, str],
    *,
    python: Path | None = None,
    **env: str,
) -> Done:
    known = {f"inputs.{name}": given["default"] for name, given in ACTION["inputs"].items()}
    known |= {f"inputs.{name}": value for name, value in inputs.items()}
    folder = tmp_path / "a folder"
    folder.mkdir(exist_ok=True)
    known |= {
        "steps.install.outputs.folder": str(folder),
        "steps.install.outputs.python": str(python or tmp_path / "python"),
    }
    return _step("lint", repository.top, tmp_path / "temp", known, **env)


@pytest.fixture
def repository(tmp_path: Path, program: Program) -> Sandbox:
    """A repository; the Python beside it runs the program, whatever comes after `-I -m modsquad_lint`."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nshift 3\nexec {program.words()} "$@"\n')
    python.chmod(0o755)
    sandbox = Sandbox(tmp_path / "repository")
    sandbox.tasks(("first", ["app/first.py"]), ("second", ["app\\second.py"]))
    sandbox.git("add", "tasks.json")
    sandbox.commit("app/first.py", "app/second.py")
    return sandbox


def test_findings_go_to_the_log_the_summary_and_a_file(repository: Sandbox, tmp_path: Path) -> None:
    done = _lint(repository, tmp_path, {}, python=Path(sys.executable))
    error, notice, *_ = done.log.splitlines()
    assert error.startswith("::error file=tasks.json,line=12,")
    assert "title=MSQ201 path-backslash::" in error
    assert "title=MSQ401 predicted-batch::" in notice
    assert (done.code, done.outputs["exit-code"]) == (1, "1")
    assert done.summary.startswith("before\n")
    assert "MSQ201" in done.summary
    (run,) = json.loads(Path(done.outputs["sarif"]).read_text(encoding="utf-8"))["runs"]
    assert "MSQ201" in {result["ruleId"] for result in run["results"]}


@pytest.mark.parametrize("against", ["", "auto"])
def test_a_repository_without_tasks_files_passes(
    repository: Sandbox, tmp_path: Path, against: str
) -> None:
    repository.git("rm", "-q", "tasks.json")
    repository.commit()
    (tmp_path / "event").write_text(json.dumps({"before": repository.git("rev-parse", "HEAD")}))
    done = _lint(
        repository, tmp_path, {"against": against}, GITHUB_EVENT_PATH=str(tmp_path / "event")
    )
    assert (done.code, "no tasks file" in done.log) == (0, True), done.log


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"fail-on": "never"}, 0),
        ({"fail-on": "nothing"}, 2),
        ({"files": "good.tasks.json"}, 0),
        ({"files": "good.tasks.json\r\ntasks.json\r\n"}, 1),
        ({"files": "\n  \n".replace(" ", "") + "tasks.json"}, 1),
        ({"files": "other.json"}, 2),
        ({"files": "-"}, 1),
        ({"config": "lenient.toml"}, 0),
        ({"select": "MSQ1,MSQ3"}, 0),
        ({"select": "path-backslash"}, 1),
        ({"ignore": "MSQ201"}, 0),
        ({"ignore": "MSQ999"}, 2),
        ({"against": "no-such-revision"}, 3),
        ({"against": "HEAD", "files": "good.tasks.json", "task": "third"}, 0),
        ({"task": "first"}, 2),
    ],
    ids=str,
)
def test_an_input_is_the_option_of_its_name(
    repository: Sandbox, tmp_path: Path, inputs: dict[str, str], code: int
) -> None:
    repository.write("good.tasks.json", '[{"id": "third", "file_modifications": ["a.py"]}]')
    repository.write("lenient.toml", 'ignore = ["MSQ201"]')
    done = _lint(repository, tmp_path, inputs)
    assert (done.code, done.outputs["exit-code"]) == (code, str(code))
    assert ("sarif" in done.outputs) == (code in {0, 1, 3})


def test_a_pull_request_is_compared_with_its_base(repository: Sandbox, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "-b", "task/first")
    repository.commit("app/first.py", "app/other.py", content="changed\n")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": base}}}), encoding="utf-8")
    done = _lint(
        repository,
        tmp_path,
        {"against": "auto"},
        GITHUB_EVENT_NAME="pull_request",
        GITHUB_EVENT_PATH=str(event),
        GITHUB_BASE_REF="main",
        GITHUB_HEAD_REF="task/first",
    )
    assert done.code == 1
    assert "file=app/other.py,line=1,title=MSQ601 undeclared-change" in done.log


@pytest.mark.parametrize(
    "hostile",
    [
        "$(touch harm)",
        "`touch harm`",
        '"; touch harm; "',
        "'; touch harm; '",
        "x\ntouch harm",
        "--fix",
        "*",
        "${{ github.token }}",
    ],
)
def test_an_input_reaches_the_program_as_it_stands(tmp_path: Path, hostile: str) -> None:
    stub, work = tmp_path / "python", tmp_path / "work"
    work.mkdir()
    stub.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\" >../arguments\n")
    stub.chmod(0o755)
    known = {f"inputs.{name}": hostile for name in ACTION["inputs"]}
    known |= {"steps.install.outputs.folder": "F", "steps.install.outputs.python": str(stub)}
    done = _step("lint", work, tmp_path / "temp", known)
    assert (done.code, done.log, os.listdir(work)) == (0, "", [])
    assert (tmp_path / "arguments").read_text().split("\0")[:-1] == [
        *("-I", "-m", "modsquad_lint", "check"),
        *("--format", "github", "--format", "sarif=F/findings.sarif"),
        *("--format", "markdown=F/summary.md"),
        *(f"--{name}={hostile}" for name in ("against", "fail-on", "select", "ignore", "config")),
        *(f"--task={line}" for line in hostile.split("\n")),
        "--",
        *hostile.split("\n"),
    ]


@pytest.mark.parametrize(
    "name", ["files", "against", "task", "fail-on", "select", "ignore", "config"]
)
def test_no_input_becomes_an_option(repository: Sandbox, tmp_path: Path, name: str) -> None:
    before = (repository.top / "tasks.json").read_bytes()
    done = _lint(repository, tmp_path, {"against": "HEAD"} | {name: "--fix"})
    assert done.code in {2, 3}
    assert repository.git("status", "--porcelain") == ""
    assert (repository.top / "tasks.json").read_bytes() == before


def test_no_module_of_the_repository_is_imported(repository: Sandbox, tmp_path: Path) -> None:
    for name in ("git", "json", "importlib", "modsquad_lint", "ruamel"):
        repository.write(f"{name}.py", "open('harm', 'w')\n")
    done = _lint(
        repository, tmp_path, {"against": "HEAD"}, python=Path(sys.executable), PYTHONPATH="."
    )
    assert done.outputs["exit-code"] in {"1", "3"}
    assert not (repository.top / "harm").exists()


def test_scripts_hold_no_expression() -> None:
    """GitHub puts an expression into a script as it stands, commands and all."""
    assert [name for name, step in STEPS.items() if "${{" in step["run"]] == []


def test_every_input_reaches_a_script_and_every_output_comes_from_one() -> None:
    given = [value for step in STEPS.values() for value in step["env"].values()]
    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} <= set(given)
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.lint.outputs.{name} }}}}"


def test_it_is_valid_by_githubs_schema(capfd: pytest.CaptureFixture[str]) -> None:
    checker = pytest.importorskip("check_jsonschema")
    with pytest.raises(SystemExit) as done:
        checker.main(["--builtin-schema", "vendor.github-actions", str(CHECKOUT / "action.yml")])
    assert (done.value.code, capfd.readouterr().err) == (0, "")


def test_a_release_is_asked_of_pip_by_its_version(tmp_path: Path) -> None:
    stub = tmp_path / "bin" / "python3"
    stub.parent.mkdir()
    stub.write_text(
        'case "$*" in *venv*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python";; esac; echo "$@" >>log\n'
    )
    stub.chmod(0o755)
    path = os.pathsep.join((str(stub.parent), os.environ["PATH"]))
    known = {"inputs.version": "0.1.0"}
    done = _step("install", tmp_path, tmp_path / "temp", known, PATH=path)
    assert (done.code, done.log) == (0, "")
    pip = "-I -m pip install --quiet --disable-pip-version-check"
    assert (tmp_path / "log").read_text().splitlines()[1:] == [
        f"-I -m venv {done.outputs['folder']}/venv",
        f"{pip} --require-hashes -r {CHECKOUT}/.github/action-requirements.txt",
        f"{pip} -- modsquad-lint==0.1.0",
    ]


@pytest.mark.network
def test_it_installs_the_program(tmp_path: Path) -> None:
    """Files of the repository that are called like Python's own modules are not run."""
    wheels, work = tmp_path / "wheels", tmp_path / "work"
    work.mkdir()
    for name in ("venv", "pip", "json", "ensurepip", "modsquad_lint"):
        (work / f"{name}.py").write_text("open('harm', 'w')\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(wheels)]
    pinned = ["--require-hashes", "-r", str(CHECKOUT / ".github/action-requirements.txt")]
    subprocess.run([*pip, *pinned], check=True, env=os.environ | {"HOME": HOME})
    done = _step(
        "install",
        work,
        tmp_path / "temp",
        {"inputs.version": ""},
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(wheels),
    )
    assert (done.code, done.log) == (0, "")
    shown = subprocess.run(
        [done.outputs["python"], "-I", "-m", "modsquad_lint", "--version"],
        cwd=work,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert shown.stdout.split() == ["modsquad-lint", __version__]
    assert Path(done.outputs["python"]).is_relative_to(done.outputs["folder"])
    assert not (work / "harm").exists()


def test_what_it_installs_is_what_the_project_needs() -> None:
    """In CI `.ci/pin --check` makes the file anew; here nobody is asked."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    text = (CHECKOUT / ".github/action-requirements.txt").read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if not line.startswith("#")]
    pinned = {}
    for line in lines:
        requirement, *hashes = line.split("--hash=sha256:")
        assert hashes
        name, _, version = requirement.partition(";")[0].partition("==")
        pinned[canonicalize_name(name.strip())] = version.strip()
    for each in map(Requirement, needed):
        assert each.specifier.contains(pinned[canonicalize_name(each.name)])
