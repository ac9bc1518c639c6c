"""What git keeps in small files beside its objects, read without git; knows no task."""

from __future__ import annotations

import os
from functools import cached_property

from ..reading import note

_SHARED = {"shallow"}
"""The notes that git keeps for all work trees at once."""


def _text(path: str) -> str:
    """What a small file holds, nothing when it cannot be read."""
    return (note(path) or b"").decode(errors="surrogateescape")


class GitFolder:
    """The folder in which git keeps what it knows of a work tree, and what all work trees share."""

    def __init__(self, root: str) -> None:
        """`root` is the top of the work tree."""
        self.root = root

    @cached_property
    def folder(self) -> str:
        """Where git keeps what belongs to this work tree alone: HEAD, MERGE_HEAD, the index."""
        if os.environ.get("GIT_DIR"):
            return os.path.abspath(os.environ["GIT_DIR"])
        path = f"{self.root}/.git"
        if os.path.isdir(path):
            return path
        return os.path.join(self.root, _text(path).removeprefix("gitdir:").strip())

    @cached_property
    def common_folder(self) -> str:
        """Where git keeps what all work trees share."""
        shared = os.environ.get("GIT_COMMON_DIR") or _text(f"{self.folder}/commondir").strip()
        return os.path.join(self.folder, shared)

    def note(self, name: str) -> list[str]:
        """The lines of a small file that git keeps; none without it."""
        path = f"{self.common_folder if name in _SHARED else self.folder}/{name}"
        try:  # HEAD may be a link to a ref, which leads nowhere where refs are packed
            target = os.readlink(path)
        except (OSError, ValueError):
            target = ""
        if target.startswith("refs/"):
            return [f"ref: {target}"]
        # Names may hold what else ends a line for Python.
        lines = _text(path).replace("\r", "").split("\n")
        return [line for line in lines if line]
