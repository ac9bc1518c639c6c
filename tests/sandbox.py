"""A real git repository in a temporary folder, for tests that need one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

Name = str | bytes


class Sandbox:
    """One repository and its work tree. Every command is run at its top, and must succeed."""

    def __init__(self, top: Path, *options: str) -> None:
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)

    def git(
        self, *arguments: Name, given: bytes = b"", env: Mapping[str, str] | None = None
    ) -> str:
        return os.fsdecode(self.raw(*arguments, given=given, env=env)).strip()

    def raw(
        self, *arguments: Name, given: bytes = b"", env: Mapping[str, str] | None = None
    ) -> bytes:
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=self.top,
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout

    def write(self, path: Name, content: str = "content\n") -> None:
        full = os.path.join(os.fsencode(self.top), os.fsencode(path))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as stream:
            stream.write(content.encode(errors="surrogateescape"))

    def commit(self, *paths: Name, message: str = "change", content: str | None = None) -> str:
        """Write the paths, and commit them with all that is staged; the commit's id."""
        for path in paths:
            self.write(path, os.fsdecode(path) + "\n" if content is None else content)
        if paths:
            self.git("--literal-pathspecs", "add", "-f", "--", *paths)
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def tasks(self, *tasks: tuple[str, list[str]]) -> str:
        """A tasks file, written to tasks.json: each task's id and what it declares."""
        text = json.dumps(
            {"tasks": [{"id": i, "file_modifications": f} for i, f in tasks]}, indent=1
        )
        self.write("tasks.json", text)
        return text

    def index(self) -> bytes:
        return (self.top / ".git" / "index").read_bytes()


def files_below(top: Path) -> dict[str, bytes]:
    """What each file of a work tree holds, by its path with "/"; git's own left out."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(top).parts
    }
