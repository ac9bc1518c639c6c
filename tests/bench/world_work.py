"""Shapes of what is asked while the work runs: by hooks, about branches. Knows no rule of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bombs import MOST_BYTES, Bomb, Commit, Task, history, task, text_of
from shapes import ROOM, Parts, World

_PLANS: dict[str, Callable[[int], Task]] = {
    "running": lambda n: task(f"t{n}", [f"src/{n}.py"], status="running" if n % 2 else "todo"),
    "areas": lambda n: task(f"t{n}", [f"src/**/{n}*.py", f"s{n}/"], status="running"),
    "braces": lambda n: task(f"t{n}", [f"src/{{a,b,c,d}}{{a,b,c,d}}{n}.py"], status="running"),
    "a chain": lambda n: task(f"t{n}", [f"{n}.py"], [f"t{n - 1}"] if n else []),
    "one file": lambda n: task(
        f"t{n}", ["src/a.py", f"{n}.py"], status="running" if n % 2 else "todo"
    ),
}


def _plan(parts: Parts, room: int = ROOM // 2) -> str:
    entry = _PLANS[str(parts["plan"])]
    count = int(parts["tasks"])
    text = text_of([entry(at) for at in range(count)])
    while len(text) > room:
        count //= 2
        text = text_of([entry(at) for at in range(count)])
    return text


def _call(what: str, count: int, top: Path) -> str:
    """What a host gives to its hook."""
    patch = "".join(f"*** Update File: src/{at}.py\n@@\n-a\n+b\n" for at in range(count))
    edits = [{"old_string": "todo", "new_string": "done"}] * count
    tools: dict[str, tuple[str, object]] = {
        "a write": ("Write", {"file_path": "src/1.py", "content": "x" * count * 9}),
        "edits": ("MultiEdit", {"file_path": "tasks.json", "edits": edits}),
        "a patch": ("apply_patch", {"command": f"*** Begin Patch\n{patch}*** End Patch\n"}),
        "a long path": ("Write", {"file_path": "a/" * count + "x.py", "content": ""}),
        "dots": ("Write", {"file_path": "a/../" * count + "x.py", "content": ""}),
        "keys": ("Write", {f"k{at}": at for at in range(count)}),
    }
    tool, given = tools.get(what, ("Write", {}))
    if what == "nesting":
        return "[" * count * 9
    return json.dumps(
        {"cwd": str(top), "hook_event_name": "PreToolUse", "tool_name": tool, "tool_input": given}
    )


def _guarded(folder: Path, parts: Parts) -> Bomb:
    count = int(parts["number"])
    bomb = history(
        folder, [Commit([("tasks.json", _plan(parts))])], "guard", "--task", "t1", "--tasks"
    )
    given = _call(str(parts["call"]), count, folder)[: MOST_BYTES - bomb.size]
    return bomb._replace(given=given, size=bomb.size + len(given))


def _branches(folder: Path, parts: Parts) -> Bomb:
    """Branches of tasks that change the same files, or their own."""
    first = Commit([("tasks.json", _plan(parts))])
    of_each = [
        Commit(
            [
                (f"{'s' if parts['same'] else at}{n}.py", f"{at}")
                for n in range(int(parts["files"]))
            ],
            "",
            f"task/t{at}",
        )
        for at in range(int(parts["branches"]))
    ]
    bomb = history(
        folder, [first, *of_each], str(parts["command"]), "--format", str(parts["format"])
    )
    if parts["command"] == "radar":
        bomb = bomb._replace(arguments=bomb.arguments[:-1])
    return bomb


_SOME = (1, 30, 1_000, 20_000)
WORLDS: dict[str, World] = {
    "guard": World(
        {
            "plan": [*_PLANS],
            "tasks": _SOME,
            "call": ("a write", "edits", "a patch", "a long path", "dots", "keys", "nesting"),
            "number": (1, 1_000, 20_000, 100_000),
        },
        _guarded,
    ),
    "branches": World(
        {
            "plan": [*_PLANS],
            "tasks": _SOME,
            "branches": (1, 20, 200),
            "files": (1, 50, 500),
            "same": (0, 1),
            "command": ("next", "radar"),
            "format": ("text", "json"),
        },
        _branches,
    ),
}
