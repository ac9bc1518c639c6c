"""The hooks by which agents' hosts ask the guard: where each looks for them, put in there, and taken out again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ...syntax.json import JsonDocument, parse
from ...syntax.json_insert import ShapeError, insert, remove
from ...text.errors import UserError
from ...text.typed import Any, NamedTuple
from ...text.vocabulary import did_you_mean
from .ground import FileWrite, Ground, LeftAloneError, Part, changed

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


def part(root: str, hosts: Sequence[str], *, is_removal: bool) -> Part:
    """What becomes of the files of these hosts.

    Raises:
        UserError: one is not as its host wants it.
    """
    writes, remarks = [], []
    for name in hosts:
        hook = HOOKS[name]
        if not is_removal and (other := _read_by(name, hosts, root)):
            remarks.append(
                f"{name}: it reads {HOOKS[other].path} once its settings allow third-party hooks,"
                " so it gets no hook of its own"
            )
            continue
        change = _change(root, hook, is_removal=is_removal)
        if change.before == change.after:
            state = "no hook of ours is in" if is_removal else "the hook is already in"
            remarks.append(f"{name}: {state} {hook.path}")
        else:
            use = f"{'without' if is_removal else 'with'} the hook by which {name} asks the guard"
            writes.append(change._replace(use=use))
            if hook.remark and not is_removal:
                remarks.append(f"{name}: {hook.remark}")
    return Part(writes, remarks)


def hosts_named(given: str) -> list[str]:
    """The hosts that are named, in the order of the table."""
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in HOOKS:
            raise UserError(
                f'there is no host "{name}"{did_you_mean(name, HOOKS)}; choose from {", ".join(HOOKS)}'
            )
    if not names:
        raise UserError("--agents names nobody", f"choose from {', '.join(HOOKS)}")
    return [name for name in HOOKS if name in names]


def _read_by(name: str, names: Sequence[str], root: str) -> str:
    """The host whose hook this one reads, too, where that is there or comes now; "" for none."""
    other = HOOKS[name].instead
    if not other:
        return ""
    if other in names:
        return other
    change = _change(root, HOOKS[other], is_removal=False)
    return other if change.before == change.after else ""


def _change(root: str, hook: Hook, *, is_removal: bool) -> FileWrite:
    """What becomes of the file of a host.

    Raises:
        UserError: it is not as its host wants it.
    """
    try:
        source = Ground(root).read(hook.path)
    except LeftAloneError as error:
        raise UserError(
            f"{error}, so no hook is written there", "put it in by hand: docs/guard.md shows it"
        ) from error
    if source is None:
        return FileWrite(hook.path, None, None if is_removal else _new(hook))
    document = parse(source)
    if not isinstance(document, JsonDocument):
        raise UserError(
            f"{hook.path} is no strict JSON, so the hook cannot be put in by itself",
            "put it in by hand: docs/guard.md shows it",
        )
    try:
        after = _edited(document, source.text, hook, is_removal=is_removal)
    except ShapeError as error:
        where = f'"{error}"' if str(error) else "the whole"
        raise UserError(
            f"{hook.path}: {where} is not what its host reads there", "mend it, then run this again"
        ) from error
    if after is None:
        return FileWrite(source.path, source.encoded(), None)
    return changed(source, after, "")


def _edited(document: JsonDocument, text: str, hook: Hook, *, is_removal: bool) -> str | None:
    items = _items(document.value, hook.steps)
    ours = [index for index, item in enumerate(items) if is_ours(item)]
    if not is_removal:
        return text if ours else insert(document, text, hook.steps, hook.item)
    if not ours:
        return text
    rest = remove(document, text, hook.steps, ours[0])
    left = None if rest is None else json.loads(rest)
    # What only held the hook is ours as well.
    return None if left is None or (hook.frame and left == hook.frame) else rest


def _items(value: Any, steps: Sequence[str]) -> list[Any]:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _new(hook: Hook) -> bytes:
    value: Any = [hook.item]
    for step in reversed(hook.steps):
        value = {step: value}
    return f"{json.dumps({**hook.frame, **value}, indent=2)}\n".encode()
