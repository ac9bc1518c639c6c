"""A real git repository in a temporary folder, for tests that need one."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

Name = str | bytes


@functools.cache
def _new_repository() -> dict[str, bytes | None]:
    """What `git init` writes below `.git`, as a user has it; None is a folder.

    It is asked once: a process for each repository of the tests takes seconds.
    """
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["git", "init", "-q", "-b", "main", "--template=", name], check=True)
        folder = Path(name, ".git")
        (folder / "hooks").mkdir()
        (folder / "info").mkdir()
        return {
            path.relative_to(name).as_posix(): path.read_bytes() if path.is_file() else None
            for path in (folder, *sorted(folder.rglob("*")))
        }


class Sandbox:
    """One repository and its work tree. Every command is run at its top, and must succeed."""

    def __init__(self, top: Path, *options: str) -> None:
        self.top = top
        top.mkdir(parents=True, exist_ok=True)
        if options:
            self.git("init", "-q", "-b", "main", *options)
        elif not (top / ".git").exists():
            for path, content in _new_repository().items():
                if content is None:
                    (top / path).mkdir()
                else:
                    (top / path).write_bytes(content)

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
        return self.head()

    def head(self) -> str:
        """The id of the commit that is checked out: a process less where git's files say it."""
        with contextlib.suppress(OSError):
            said = (self.top / ".git" / "HEAD").read_text().strip()
            if said.startswith("ref: "):
                said = (self.top / ".git" / said[5:]).read_text().strip()
            return said
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
