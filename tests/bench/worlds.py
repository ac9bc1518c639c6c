"""All shapes of what is no tasks file of ours, and those of them that cost too much once; knows no rule of the program.

Each world has parts, each of which is one of some; a shape is a world with its parts.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import world_editor
import world_plans
import world_settings
import world_work
from bombs import Bomb
from shapes import Parts, World

WORLDS: dict[str, World] = {
    **world_plans.WORLDS,
    **world_settings.WORLDS,
    **world_work.WORLDS,
    **world_editor.WORLDS,
}


class Shape(NamedTuple):
    """A world, and what its parts are."""

    world: str
    parts: Parts


def chosen(dice: random.Random) -> Shape:
    """One by chance."""
    world = dice.choice([*WORLDS])
    return Shape(world, {name: dice.choice(some) for name, some in WORLDS[world].parts.items()})


def mutated(shape: Shape, dice: random.Random) -> Shape:
    """The same but for one part."""
    some = WORLDS[shape.world].parts
    name = dice.choice([*some])
    return shape._replace(parts={**shape.parts, name: dice.choice(some[name])})


def build(shape: Shape, folder: Path) -> Bomb:
    """The bomb of a shape."""
    return WORLDS[shape.world].build(folder, shape.parts)


KNOWN: dict[str, Shape] = {
    "a phase of 3,000 files": Shape(
        "phase",
        {
            "files": 3_000,
            "paths": 1,
            "needs": "nobody",
            "share": 0,
            "named": 0,
            "against": 0,
            "command": "check",
        },
    ),
    "a phase of many files, compared": Shape(
        "phase",
        {
            "files": 400,
            "paths": 40,
            "needs": "all before",
            "share": 1,
            "named": 3,
            "against": 1,
            "command": "check",
        },
    ),
    "backticks of each length": Shape("backticks", {"reader": "spec-kit", "runs": 1_300}),
    "ranges of ids": Shape(
        "Markdown",
        {
            "reader": "spec-kit",
            "line": "a range",
            "lines": 20_000,
            "unit": "T001-T999, ",
            "long": 100_000,
            "command": "check",
        },
    ),
    "ids of many parts in a wave": Shape(
        "waves", {"waves": "unknown", "tasks": 300, "width": 20_000, "command": "check"}
    ),
    "long texts that import": Shape(
        "imports",
        {
            "text": "expressions",
            "long": 150_000,
            "deep": 0,
            "created": 1,
            "changed": 10,
            "targets": 1,
        },
    ),
    "imports in deep folders": Shape(
        "imports",
        {
            "text": "imports",
            "long": 10_000,
            "deep": 300,
            "created": 2_000,
            "changed": 100,
            "targets": 1,
        },
    ),
    "imports by names with many targets": Shape(
        "imports",
        {
            "text": "imports of a script",
            "long": 10_000,
            "deep": 10,
            "created": 100,
            "changed": 100,
            "targets": 3_000,
        },
    ),
    "texts that name many files": Shape(
        "mentions", {"tasks": 3_000, "named": 30, "way": "src", "chain": 1}
    ),
    "thousands of names in `keys`": Shape(
        "settings",
        {"setting": "keys of names", "number": 40_000, "data": "plain", "command": "check"},
    ),
    "globs of names without an extension": Shape(
        "settings", {"setting": "names", "number": 40_000, "data": "plain", "command": "check"}
    ),
    "`guard`, a path of 100,000 folders": Shape(
        "guard", {"plan": "areas", "tasks": 1_000, "call": "a long path", "number": 100_000}
    ),
    "`guard`, a patch of 20,000 files": Shape(
        "guard", {"plan": "running", "tasks": 1_000, "call": "a patch", "number": 20_000}
    ),
    "`next`, many tasks that share one file": Shape(
        "branches",
        {
            "plan": "one file",
            "tasks": 20_000,
            "branches": 20,
            "files": 50,
            "same": 1,
            "command": "next",
            "format": "json",
        },
    ),
    **{
        f"an editor{'' if pulls else ' that is told'}: {asked} of {text} very often": Shape(
            "editor", {"text": text, "bytes": 880_000, "asked": asked, "pulls": pulls}
        )
        for asked, text, pulls in (
            ("actions", "one dependency", 1),
            ("references", "one dependency", 1),
            ("rename", "one dependency", 0),
            ("fix all", "one dependency", 1),
            ("fix all", "equal dependencies", 1),
        )
    },
}
"""Shapes that cost too much once."""
