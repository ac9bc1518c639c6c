"""The hook as its users get it: installed by pre-commit in a scratch repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOOKS = ("-fix", "", "-drift", "-task-trailer")
CHECKOUT = Path(__file__).parent.parent
HOME = os.environ.get("HOME", "")  # read before the tests get another: pip's configuration is there

GOOD = '{"tasks": [{"id": "a", "file_modifications": ["app/a.py"]}]}\n'
BAD = '{"tasks": [{"id": "a", "file_modifications": ["app\\\\a.py"]}]}\n'
VS_CODE = (
    '{\n  // build it\n  "version": "2.0.0",\n  "tasks": [{"label": "build", "type": "shell"}]\n}\n'
)
TASK_MASTER = '{"tasks": [{"id": 1, "title": "Begin", "status": "pending", "subtasks": []}]}\n'
FILES: dict[str, str | bytes] = {
    "good/tasks.json": GOOD,
    "good/release-tasks.yaml": "tasks:\n- id: a\n  file_modifications: [app/a.py]\n",
    "bad/tasks.json": BAD,
    "bad/wide.tasks.json": GOOD.encode("utf-16"),
    ".vscode/tasks.json": VS_CODE,
    ".taskmaster/tasks/tasks.json": TASK_MASTER,
    "elsewhere/vscode/tasks.json": VS_CODE,
    "elsewhere/taskmaster/tasks.json": TASK_MASTER,
    "tasks.py": "tasks = []\n",
}
RUNNERS = [
    [sys.executable, "-m", "pre_commit"],
    # It installs with uv, and would look for that where no test may look. Not every system has wheels of both.
    *([["prek"]] if shutil.which("prek") and shutil.which("uv") else []),
]
PASS = [name for name in FILES if not name.startswith("bad/")]


def _wheels(folder: Path) -> None:
    """Put all that the hook's environment needs into a folder, from wherever pip here installs."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *needed], check=True, env=os.environ | {"HOME": HOME})


def _as_it_stands(folder: Path) -> str:
    """Clone the checkout, and commit there what is not committed here yet; the commit's id."""
    subprocess.run(["git", "clone", "-q", "--bare", str(CHECKOUT), str(folder)], check=True)
    here = ["git", "--git-dir", str(folder), "--work-tree", str(CHECKOUT)]
    for command in (
        ["read-tree", "HEAD"],
        ["add", "--all"],
        ["commit", "-q", "--allow-empty", "-m", "As it stands"],
    ):
        subprocess.run([*here, *command], cwd=CHECKOUT, check=True)
    return subprocess.check_output([*here, "rev-parse", "HEAD"], text=True).strip()


def _scratch_repository(folder: Path) -> None:
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (["init", "-q"], ["add", "--all"], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


@pytest.mark.network
@pytest.mark.skipif(not (CHECKOUT / ".git").exists(), reason="pre-commit clones the checkout")
def test_hook_in_a_scratch_repository(tmp_path: Path) -> None:
    scratch, hooks = tmp_path / "scratch", tmp_path / "hooks"
    _wheels(tmp_path / "wheels")
    _scratch_repository(scratch)
    configuration = {
        "repos": [
            {
                "repo": str(hooks),
                "rev": _as_it_stands(hooks),
                "hooks": [{"id": f"modsquad-lint{name}"} for name in HOOKS],
            }
        ]
    }
    (tmp_path / "hooks.yaml").write_text(json.dumps(configuration))
    environment = os.environ | {
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path / "wheels"),
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(tmp_path / "wheels"),
    }

    def run(*arguments: str, program: Sequence[str] = RUNNERS[0]) -> tuple[int, str]:
        command = [*program, "run", "--config", str(tmp_path / "hooks.yaml"), "--color", "never"]
        done = subprocess.run(
            [*command, *arguments],
            cwd=scratch,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    code, said = run("modsquad-lint", "--verbose", "--files", *FILES)
    assert re.search(r"^modsquad-lint\.+Failed$", said, re.MULTILINE), said
    assert code == 1
    found = re.findall(r"^(\S+?):\d+:\d+: error (MSQ\d+) ", said, re.MULTILINE)
    assert found == [("bad/tasks.json", "MSQ201"), ("bad/wide.tasks.json", "MSQ101")]

    code, said = run("modsquad-lint", "--verbose", "--files", *PASS)
    assert re.search(r"^modsquad-lint\.+Passed$", said, re.MULTILINE), said
    assert code == 0

    code, said = run("modsquad-lint-fix", "--verbose", "--files", "bad/tasks.json", *PASS)
    assert re.search(r"^modsquad-lint-fix\.+Failed$", said, re.MULTILINE), said
    assert "- files were modified by this hook" in said
    assert "bad/tasks.json: mended 1 finding" in said
    assert code == 1
    changed = FILES | {"bad/tasks.json": BAD.replace("\\\\", "/")}
    for name, content in changed.items():
        expected = content if isinstance(content, bytes) else content.encode()
        assert (scratch / name).read_bytes() == expected

    code, said = run("modsquad-lint-fix", "--verbose", "--files", "bad/tasks.json", *PASS)
    assert re.search(r"^modsquad-lint-fix\.+Passed$", said, re.MULTILINE), said
    assert code == 0

    # Together they say each thing once, and the others are passed over in silence.
    (scratch / "bad/tasks.json").write_text(GOOD.replace("app/a.py", "app/a"))
    subprocess.run(["git", "add", "--all"], cwd=scratch, check=True)
    for program in RUNNERS:
        _, said = run("--files", "bad/tasks.json", program=program)
        assert said.count("MSQ203") == 1, said
        assert "Skipped" not in said
        assert "task-trailer" not in said
