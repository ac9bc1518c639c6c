"""Builds the situations in which a comparison with git has to say the right thing, frugal with git."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.text.typed import NamedTuple

Plan = Mapping[str, Sequence[str]]
A_B_C: Plan = {"a": ["a.py", "a2.py"], "b": ["b.py"], "c": ["c.py"]}
OURS = "tasks.json"


def plan(tasks: Plan, **more: Mapping[str, object]) -> str:
    """The text of a tasks file; `more` are other keys of a task, by its id."""
    entries = [
        {"id": ident, "file_modifications": [*files], "dependencies": [], **more.get(ident, {})}
        for ident, files in tasks.items()
    ]
    return json.dumps({"tasks": entries}, indent=1)


class Outcome(NamedTuple):
    """What a check says: its exit code, its findings about changes, and all that it writes."""

    code: int
    found: list[str]
    said: str


class Repo(Sandbox):
    """A repository in which `main` has a plan and the files that it declares."""

    def __init__(
        self, top: Path, tasks: Plan = A_B_C, files: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(top)
        declared = dict.fromkeys((path for some in tasks.values() for path in some), "0\n")
        self.change({OURS: plan(tasks), **declared, **(files or {})}, "Begin")

    def change(self, files: Mapping[str, str | None], message: str = "change") -> None:
        """Write files, or remove those of None, and commit all that is there."""
        self.put(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def put(self, files: Mapping[str, str | None]) -> None:
        """Write files, or remove those of None."""
        for path, content in files.items():
            if content is None:
                (self.top / path).unlink()
            else:
                self.write(path, content)

    def on(self, branch: str, start: str = "HEAD") -> Repo:
        """Make a branch, and go to it."""
        self.git("switch", "-q", "-c", branch, start)
        return self

    def check(self, *arguments: str, where: str = ".") -> Outcome:
        """Run `check` in a folder of the repository."""
        here = os.getcwd()
        out, err = _Stream(), _Stream()
        os.chdir(self.top / where)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(["check", "--format", "json", *arguments])
        finally:
            os.chdir(here)
        text = out.text()
        answer = json.loads(text) if text.startswith("{") else {"findings": [], "notes": []}
        found = [
            " ".join(
                filter(
                    None,
                    (
                        finding["code"]
                        + {"error": "", "warning": "w"}.get(finding["severity"], "i"),
                        finding["changed_path"] or "",
                    ),
                )
            )
            for finding in answer["findings"]
            if finding["code"].startswith("MSQ6") and finding["severity"] != "info"
        ]
        said = "\n".join([*(note["message"] for note in answer["notes"]), err.text()])
        return Outcome(code, sorted(found), said)


class _Stream(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()
