"""What every world is made of: parts, lines of text, files in a folder. Knows no world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bombs import MOST_BYTES, Bomb

Part = str | int
Parts = Mapping[str, Part]
ROOM = MOST_BYTES * 9 // 10


class World(NamedTuple):
    """What each part of a shape can be, and what makes a bomb of them."""

    parts: Mapping[str, Sequence[Part]]
    build: Callable[[Path, Parts], Bomb]


COMMANDS: dict[str, list[str]] = {
    "check": ["check", "-v", "--no-git"],
    "sarif": ["check", "-v", "--no-git", "--format", "sarif"],
    "fix": ["check", "--diff", "--unsafe-fixes", "--no-git"],
    "suggest": ["plan", "--suggest", "--no-git"],
    "page": ["plan", "--format", "html", "--no-git"],
    "next": ["next", "--no-git"],
}


def lines(line: Callable[[int], str], count: int, room: int = ROOM) -> str:
    """So many lines, or as many as there is room for."""
    lines = []
    for at in range(count):
        lines.append(line(at) + "\n")
        room -= len(lines[-1])
        if room < 0:
            break
    return "".join(lines)


def laid(folder: Path, files: Mapping[str, str], *command: str, given: str = "") -> Bomb:
    """Files in no repository, and a text on standard input."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    size = sum(len(text) for text in files.values()) + len(given)
    return Bomb([*command], folder, size, given)
