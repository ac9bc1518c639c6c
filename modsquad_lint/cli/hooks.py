"""Where each agents' host looks for hooks, and what stands there for `guard`: a table; reads no file."""

from __future__ import annotations

from collections.abc import Mapping

from ..text.typed import Any, NamedTuple

_GUARD = "modsquad-lint guard"


def _command(host: str = "") -> str:
    """What the host runs; where the program is missing, every host goes on as if there were no hook."""
    forced = f" --host {host}" if host else ""
    return f"command -v modsquad-lint >/dev/null || exit 0; {_GUARD}{forced}"


class Hook(NamedTuple):
    """The hook of one host.

    Attributes:
        path: the file that the host reads, relative to the top of the repository.
        steps: what leads to the list of hooks in it.
        item: what stands in the list.
        frame: what the file needs beside it.
        instead: the host whose hooks this one reads; then its own is not needed.
        remark: what its user has to know.
    """

    path: str
    steps: tuple[str, ...]
    item: Mapping[str, Any]
    frame: Mapping[str, Any]
    instead: str = ""
    remark: str = ""


HOOKS: Mapping[str, Hook] = {
    # Without a host in the command: Cursor and Copilot's command line read this file, too.
    "claude": Hook(
        ".claude/settings.json",
        ("hooks", "PreToolUse"),
        {
            "matcher": "Write|Edit|MultiEdit|NotebookEdit",
            "hooks": [{"type": "command", "command": _command()}],
        },
        {},
    ),
    "copilot": Hook(
        ".github/hooks/modsquad-lint.json",
        ("hooks", "preToolUse"),
        {
            "type": "command",
            "matcher": "create|edit|str_replace_editor|apply_patch",
            "bash": _command("copilot"),
            "timeoutSec": 10,
        },
        {"version": 1},
        remark="its cloud agent reads the hooks of the default branch",
    ),
    "cursor": Hook(
        ".cursor/hooks.json",
        ("hooks", "preToolUse"),
        {
            "command": _command("cursor"),
            "matcher": "Write|Edit|MultiEdit|StrReplace|Delete|EditNotebook|ApplyPatch",
        },
        {"version": 1},
        instead="claude",
    ),
    "codex": Hook(
        ".codex/hooks.json",
        ("hooks", "PreToolUse"),
        {
            "matcher": "apply_patch|Edit|Write",
            "hooks": [{"type": "command", "command": _command("codex")}],
        },
        {},
        remark="it asks once whether you trust the hook; versions before 0.124 need [features] hooks = true",
    ),
    "gemini": Hook(
        ".gemini/settings.json",
        ("hooks", "BeforeTool"),
        {
            "matcher": "write_file|replace",
            "hooks": [
                {
                    "name": "modsquad-lint",
                    "type": "command",
                    "command": _command("gemini"),
                    "timeout": 10000,
                }
            ],
        },
        {},
    ),
}


def is_ours(item: object) -> bool:
    """Whether an item of a list of hooks runs the guard, however it is written."""
    if isinstance(item, dict):
        return any(map(is_ours, item.values()))
    if isinstance(item, list):
        return any(map(is_ours, item))
    return isinstance(item, str) and _GUARD in item
