"""Tells other tools' files named tasks.json from tasks files; knows no rule."""

from __future__ import annotations

import re

from ..text.source import Source
from ..text.typed import Any
from .keys import FILES, LEGACY_FILES

VS_CODE = "VS Code's tasks file"
TASK_MASTER = "Task Master's tasks file"

_FOLDERS = {".vscode": VS_CODE, ".taskmaster": TASK_MASTER}
_VS_CODE_VERSIONS = ("2.0.0", "0.1.0")
_VS_CODE_KEYS = {"label", "taskName", "command", "type", "script", "dependsOn"}
# What is never closed is read to the end as well: else each quote would be looked behind anew.
_STRING = r'"(?:[^"\\\r\n]+|\\.)*"?'
_COMMENT = _STRING + r"|(//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z))"
_TRAILING_COMMA = _STRING + r"|(,)(?=\s*[\]}])"


def recognise(source: Source, value: object | None) -> str | None:
    """What other tool's file this is, in words, or None; `value` is None when it was not read.

    The folder decides first. By content a file is foreign only if no task of it declares files.
    """
    for folder in source.path.split("/")[:-1]:
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    if value is None:
        value = _read_leniently(source.text)
    if not isinstance(value, dict):
        return None
    if _is_vs_code(value):
        return VS_CODE
    lists = [value["tasks"]] if "tasks" in value else _tagged(value)
    return TASK_MASTER if lists and all(map(_is_task_master, lists)) else None


def _read_leniently(text: str) -> object:
    """The value of JSON with comments and trailing commas, as VS Code writes it, or None."""
    if not any(f'"{version}"' in text for version in _VS_CODE_VERSIONS):
        return None
    for pattern in (_COMMENT, _TRAILING_COMMA):
        text = re.sub(pattern, lambda match: " " if match.group(1) else match.group(), text)
    try:
        import json

        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def _is_vs_code(value: dict[str, Any]) -> bool:
    """Its version and one of its keys: a version alone would let a mistyped tasks file pass unread."""
    tasks = value.get("tasks", [])
    if value.get("version") not in _VS_CODE_VERSIONS or _any_declares(tasks):
        return False
    keys = [task.keys() for task in tasks if isinstance(task, dict)]
    # What VS Code runs has no id.
    return not any("id" in each for each in keys) and any(
        not _VS_CODE_KEYS.isdisjoint(each) for each in (value, *keys)
    )


def _any_declares(tasks: object) -> bool:
    """Whether a task declares files; what is no list of tasks is not VS Code's either."""
    if not isinstance(tasks, list):
        return True
    return any(isinstance(task, dict) and (FILES in task or LEGACY_FILES in task) for task in tasks)


def _tagged(value: dict[str, Any]) -> list[object]:
    """The lists of tasks under Task Master's tags: {"master": {"tasks": [...]}}."""
    return [tag["tasks"] for tag in value.values() if isinstance(tag, dict) and "tasks" in tag]


def _is_task_master(tasks: object) -> bool:
    return (
        isinstance(tasks, list)
        and bool(tasks)
        # stops at the first task that is ours
        and all(
            isinstance(task, dict) and type(task.get("id")) is int and "title" in task
            for task in tasks
        )
        and not _any_declares(tasks)
    )
