"""Whether a pattern of any ignore file could match a path, so that git has to be asked: it is slow to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection

from ...text.paths import folders_above
from ..folders import Folders, is_inside
from ..reading import note
from .repository import decode


def could_ignore(folders: Folders, paths: Collection[str]) -> bool:
    """Whether git has to be asked which of the paths it ignores.

    Not when no pattern could match one: git knows, but is slow to ask.
    """
    if os.environ.get("GIT_DIR") or ".git" not in folders.listing("").folders:
        return True
    if sys.platform != "linux":  # where it keeps its configuration, only git knows
        return True
    if os.environ.get("GIT_CONFIG_COUNT") or os.environ.get("GIT_CONFIG_PARAMETERS"):
        return True
    configurations = (
        *_personal("config"),
        *(os.environ.get(f"GIT_CONFIG_{scope}", "") for scope in ("GLOBAL", "SYSTEM")),
        "/etc/gitconfig",
        "/usr/local/etc/gitconfig",
        f"{folders.root}/.git/config",
        f"{folders.root}/.git/config.worktree",
    )
    texts = [note(file) for file in configurations if file not in {"", os.devnull}]
    if any(
        text is None or word in text.lower()
        for text in texts
        for word in (b"excludesfile", b"[include")
    ):
        return True
    above = {folder for path in paths for folder in (*folders_above(path), "")}
    files = [*_personal("ignore"), f"{folders.root}/.git/info/exclude"]
    files += [
        f"{folders.root}/{folder}/.gitignore"
        for folder in above
        if ".gitignore" in folders.listing(folder).files
    ]
    parts = {part for path in paths for part in path.lower().split("/")}
    # git reads no ignore file of the repository that is a link.
    ignores = [note(file, follow=not file.endswith(".gitignore")) for file in files]
    return any(text is None or _could_match(text, parts) for text in ignores)


def may_be_asked(path: str, folders: Folders) -> bool:
    """Whether git does not fail when it is asked whether it ignores this path."""
    return is_inside(path) and not folders.is_behind_link(path)


def _personal(name: str) -> list[str]:
    """Where a person's own git configuration or ignore file can be."""
    home = os.path.expanduser("~")
    base = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    return [f"{base}/git/{name}", f"{home}/.git{name}"]


_SPECIAL = r"[*?\[]"


def _could_match(ignores: bytes, parts: Collection[str]) -> bool:
    """Whether a pattern of an ignore file could match a path with one of these parts.

    A pattern is judged by the fixed start and end of its last part, which may say too much, and never
    too little.
    """
    for line in decode(ignores).removeprefix("\ufeff").lower().split("\n"):
        pattern = line.rstrip(" \t\r").rstrip("/").rpartition("/")[2]
        if not pattern or line.startswith(("#", "!")):
            continue
        if "\\" in pattern:
            return True
        special = re.search(_SPECIAL, pattern)
        if special is None:
            if pattern in parts:
                return True
            continue
        start = pattern[: special.start()]
        end = pattern[max(map(pattern.rfind, "*?]")) + 1 :]
        if any(part.startswith(start) and part.endswith(end) for part in parts):
            return True
    return False
