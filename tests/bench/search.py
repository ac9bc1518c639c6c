"""Looks for bombs that nobody thought of: shapes put together by chance, and the worst of them changed again.

`make bench BENCH="--search 600"` looks for ten minutes. What it finds gets a name in `bombs.py`, a bound
that a test holds, and is mended.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import bombs
import worlds
from bombs import Bomb, Commit, Damage, Task
from worlds import Shape

Dice = random.Random

PATHS: dict[str, Callable[[int], str]] = {
    "good": lambda n: f"src/part_{n % 40}/module_{n}.py",
    "short": lambda n: f"{n}.py",
    "in one folder": lambda n: f"src/{n}.py",
    "deep": lambda n: f"{'d/' * 60}{n}.py",
    "folders below one another": lambda n: f"{'d/' * (n % 200)}{n}.py",
    "areas": lambda n: f"src/{n}/",
    "areas in areas": lambda n: "a/" * (1 + n % 200),
    "wildcards": lambda n: f"src/**/{n}*.py",
    "many stars": lambda n: f"{'*a' * 20}{n}",
    "braces": lambda n: f"src/{{a,b,c,d,e,f}}{{a,b,c,d,e,f}}{n}.py",
    "backslashes": lambda n: f"src\\{n}.py",
    "dots": lambda n: f"./src//x/../{n}.py",
    "without extension": lambda n: f"src/name{n}",
    "cases": lambda n: f"src/{'Aa'[n % 2]}{n // 2}.py",
    "accents": lambda n: f"src/{n}e\u0301\u0323.py",
    "long and alike": lambda n: f"src/{'abcdefgh' * 10}{n:06}{'x' * 10}.py",
    "words": lambda n: f"`a{n}.py` (modify), b{n}.py and c{n}.py",
    "absolute": lambda n: f"/srv/{n}.py",
    "white space": lambda n: f" {n}.py ",
    "of Windows": lambda n: f"con.{n}",
    "mergeable": lambda n: f"{n}/CHANGELOG.md",
    "tests of others": lambda n: f"tests/test_module_{n}.py",
}

IDS: dict[str, Callable[[int], str]] = {
    "short": lambda n: f"t{n}",
    "long": lambda n: f"{'task-' * 20}{n}",
    "alike": lambda n: "add-" + "abcdefghij"[n % 10] * (n // 10 % 50 + 1) + f"{n // 500}",
    "words": lambda n: f"add-{'abcdefg'[n % 7]}-{['model', 'router', 'view', 'test'][n % 4]}-x{n}",
    "cases": lambda n: f"{'aA'[n % 2]}{n // 2}",
    "folders": lambda n: "/".join("abc"[: n % 3 + 1]) + f"/{n // 3}",
    "the same": lambda _: "a",
}

SHARES: dict[str, Callable[[Dice, int, int, int], int]] = {
    # The number of a path, by the task, the place in its list, and how many there are of each.
    "its own": lambda _, at, place, each: at * each + place,
    "pairs": lambda _, at, place, each: at // 2 * each + place,
    "all": lambda _, at, place, each: place,
    "windows": lambda _, at, place, each: at + place,
    "a few at random": lambda dice, at, place, each: dice.randrange(40),
    "many at random": lambda dice, at, place, each: dice.randrange(3000),
    "the same one": lambda _, at, place, each: 0,
    "half of them all": lambda _, at, place, each: place if place % 2 else at * each + place,
}

NEEDS: dict[str, Callable[[Dice, int, int], list[int]]] = {
    # The numbers of the tasks that a task waits for, of so many.
    "nobody": lambda _, at, count: [],
    "the one before": lambda _, at, count: [at - 1] if at else [],
    "all of the level before": lambda _, at, count: (
        [*range((at // 40 - 1) * 40, at // 40 * 40)] if at >= 40 else []
    ),
    "all before": lambda _, at, count: [*range(max(0, at - 60), at)],
    "some before": lambda dice, at, count: (
        sorted({dice.randrange(at) for _ in range(4)}) if at else []
    ),
    "half of its number": lambda _, at, count: [at // 2] if at else [],
    "the next": lambda _, at, count: [(at + 1) % count],
    "some of all": lambda dice, at, count: [dice.randrange(count) for _ in range(3)],
    "itself": lambda _, at, count: [at] * 20,
    "unknown ones": lambda _, at, count: [count + at],
    "the first": lambda _, at, count: [0] if at else [],
}

EXTRAS: dict[str, Callable[[int], dict[str, object]]] = {
    "nothing": lambda n: {},
    "squads": lambda n: {"squad": f"s{n % 50}"},
    "a squad each": lambda n: {"squad": f"s{n}"},
    "texts that name files": lambda n: {
        "description": f"use src/part_{n % 40}/module_{n * 7 % 999}.py"
    },
    "texts of many names": lambda n: {
        "description": " ".join(f"src/{n + at}.py" for at in range(30))
    },
    "long texts": lambda n: {"description": "x" * 500},
    "unknown keys": lambda n: {f"key{n}": 1, "other": [n]},
    "keys of others": lambda n: {"depends_on": ["t1"], "files_to_modify": ["a.py"]},
    "suppressions": lambda n: {"lint_ignore": ["MSQ402", "MSQ201", f"MSQ{n % 900 + 100}"]},
    "states": lambda n: {"status": ["done", "running", "todo", f"state{n}"][n % 4]},
    "wrong types": lambda n: {"description": n, "squad": [n], "lint_ignore": n},
}

CONFIGS: dict[str, Callable[[int], str]] = {
    "none": lambda n: "",
    "squads": lambda n: (
        "[squads]\n" + "".join(f"s{at} = ['src/part_{at}/**']\n" for at in range(n))
    ),
    "scopes": lambda n: (
        "[scopes]\n" + "".join(f"s{at} = ['src/part_{at}/**']\n" for at in range(n))
    ),
    "mergeable": lambda n: f"mergeable = {[f'src/**/m{at}*' for at in range(n)]}\n",
    "no-extension": lambda n: f"no-extension = {[f'n{at}*' for at in range(n)]}\n",
    "per-file-ignores": lambda n: (
        "[per-file-ignores]\n" + "".join(f"'f{at}*' = ['MSQ2']\n" for at in range(n))
    ),
    "drift-ignore": lambda n: f"drift-ignore = {[f'src/**/m{at}*' for at in range(n)]}\n",
    "extra-keys": lambda n: f"extra-keys = {[f'key{at}' for at in range(n)]}\n",
}

_OFF = ["--no-git"]
COMMANDS: dict[str, list[str]] = {
    "check": ["check", *_OFF],
    "check -v": ["check", "-v", *_OFF],
    **{
        f"check as {name}": ["check", "-v", "--format", name, *_OFF]
        for name in ("json", "sarif", "github", "markdown", "junit", "rdjson", "gitlab", "concise")
    },
    "check everything": ["check", "-v", "--max-findings", "0", "-q", *_OFF],
    "check --diff": ["check", "--diff", "--unsafe-fixes", *_OFF],
    "plan": ["plan", *_OFF],
    "plan --suggest": ["plan", "--suggest", *_OFF],
    "plan -v as json": ["plan", "-v", "--format", "json", *_OFF],
    **{
        f"plan as {name}": ["plan", "--format", name, *_OFF]
        for name in ("html", "svg", "mermaid", "dot", "markdown", "matrix", "workflow")
    },
    "next": ["next", *_OFF],
}

_MOST_TRIED = 300_000
_TASKS_FILES = 0.4


class Recipe(NamedTuple):
    """What a bomb is made of; each but the numbers is a name of a table above."""

    command: str
    path: str
    ident: str
    share: str
    need: str
    extra: str
    config: str
    history: str
    tasks: int
    each: int
    settings: int
    commits: int
    is_yaml: bool


def _changed(seed: int, share: int) -> Callable[[Dice, list[Task], int], Iterator[Commit]]:
    """So many commits of as many tasks, each of which changes a share of some paths."""

    def commits(dice: Dice, tasks: list[Task], count: int) -> Iterator[Commit]:
        paths = [path for task in tasks for path in task["file_modifications"]][: 2000 * seed]
        paths = [*dict.fromkeys(path for path in paths if _can_be_tracked(path))]
        paths += [f"x/{at}.py" for at in range(200 * seed)]
        for at in range(count):
            chosen = paths if share == 1 else paths[at % share :: share]
            who = tasks[at * 7 % len(tasks)]["id"] if at % 5 else ""
            yield Commit([(path, f"{at}\n") for path in chosen[:3000]], who)

    return commits


HISTORIES: dict[str, Callable[[Dice, list[Task], int], Iterator[Commit]]] = {
    "none": lambda *_: iter(()),
    "all of them change": _changed(1, 1),
    "some of them change": _changed(1, 17),
    "a few of many change": _changed(4, 301),
}


def _can_be_tracked(path: str) -> bool:
    parts = path.split("/")
    return (
        path.isascii()
        and path.isprintable()
        and '"' not in path
        and "" not in parts
        and not {".", ".."} & {*parts}
    )


def recipe(dice: Dice) -> Recipe:
    """One by chance."""
    return Recipe(
        command=dice.choice([*COMMANDS]),
        path=dice.choice([*PATHS]),
        ident=dice.choice([*IDS]),
        share=dice.choice([*SHARES]),
        need=dice.choice([*NEEDS]),
        extra=dice.choice([*EXTRAS]),
        config=dice.choice(["none", "none", *CONFIGS]),
        history=dice.choice(["none", "none", *HISTORIES]),
        tasks=dice.choice([1, 2, 30, 300, 2_000, 10_000]),
        each=dice.choice([0, 1, 2, 10, 100, 2_000, 20_000]),
        settings=dice.choice([1, 30, 1_000, 5_000]),
        commits=dice.choice([1, 10, 100, 300]),
        is_yaml=dice.random() < 0.1,
    )


def mutated(made: Recipe, dice: Dice) -> Recipe:
    """The same but for one or two parts."""
    other = recipe(dice)
    fields = dice.sample(Recipe._fields, dice.choice([1, 1, 2]))
    return made._replace(**{name: getattr(other, name) for name in fields})


def build(made: Recipe, folder: Path, size: int = _MOST_TRIED) -> Bomb:
    """The bomb, with as many tasks and settings as fit."""
    dice = Dice(1)
    config = CONFIGS[made.config](made.settings)
    while len(config) > size // 2:
        made = made._replace(settings=made.settings // 2)
        config = CONFIGS[made.config](made.settings)
    tasks, left = [], size - len(config)
    for at in range(made.tasks):
        files = [
            PATHS[made.path](SHARES[made.share](dice, at, place, made.each))
            for place in range(made.each if at else min(made.each, left // 8))
        ]
        needed = [IDS[made.ident](n) for n in NEEDS[made.need](dice, at, made.tasks)]
        entry = bombs.task(IDS[made.ident](at), files, needed, **EXTRAS[made.extra](at))
        text = json.dumps(entry)
        if len(text) > left:
            entry["file_modifications"] = files[: max(0, left // 30)]
            text = json.dumps(entry)
            if len(text) > left:
                break
        left -= len(text)
        tasks.append(entry)
    command = COMMANDS[made.command]
    text = bombs.text_of(tasks)
    if made.history == "none" or not tasks:
        suffix = "yaml" if made.is_yaml else "json"
        return bombs.alone(folder, text, *command, suffix=suffix, config=config)
    first = Commit([("tasks.json", text)])
    later = [*HISTORIES[made.history](dice, tasks, made.commits)]
    arguments = ["check", "-v", "--against", f"HEAD~{len(later)}"]
    if made.command.startswith("plan"):
        arguments = [part for part in command if part != "--no-git"]
    return bombs.history(folder, [first, *later], *arguments, config=config)


def chosen(dice: Dice) -> Recipe | Shape:
    """A tasks file, or something of another world, by chance."""
    return recipe(dice) if dice.random() < _TASKS_FILES else worlds.chosen(dice)


def changed(made: Recipe | Shape, dice: Dice) -> Recipe | Shape:
    """The same but for some of it."""
    return worlds.mutated(made, dice) if isinstance(made, Shape) else mutated(made, dice)


def made(what: Recipe | Shape, folder: Path) -> Bomb:
    """The bomb."""
    return worlds.build(what, folder) if isinstance(what, Shape) else build(what, folder)


def read(text: str) -> Recipe | Shape:
    """What `look` found, from JSON."""
    value = json.loads(text)
    return Shape(**value) if "world" in value else Recipe(**value)


def look(program: str, seconds: float, seed: int) -> Iterator[tuple[Damage, Recipe | Shape]]:
    """Try recipes for so long; yields each that is worse than all of its kind so far."""
    dice, until = Dice(seed), time.monotonic() + seconds
    worst: list[tuple[float, Recipe | Shape]] = []
    known: dict[str, float] = {}
    while time.monotonic() < until:
        what = (
            changed(dice.choice(worst)[1], dice) if worst and dice.random() < 0.5 else chosen(dice)
        )
        with tempfile.TemporaryDirectory() as name:
            bomb = bombs.made(json.dumps(what._asdict()), Path(name) / "bomb")
            damage = bombs.explode(bomb, program)
        kind = what.world if isinstance(what, Shape) else what.command
        rate = damage.worst if isinstance(what, Shape) else damage.per_megabyte
        worst = sorted([*worst, (rate, what)], key=lambda each: -each[0])[:12]
        if damage.code not in {0, 1, 2, 3} or rate > known.get(kind, 1.0):
            known[kind] = rate
            yield damage, what
