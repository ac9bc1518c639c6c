"""Shapes of plans of other formats, in Markdown and in folders. Knows no rule of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bombs import Bomb, Commit, history, text_of
from shapes import COMMANDS, ROOM, Parts, World, laid, lines

_COUNTS = (1, 40, 400, 3_000, 20_000, 200_000)
_PLACES = {
    "spec-kit": (
        "specs/001-a/tasks.md",
        "# Tasks: x\n\n## Phase 1: Setup\n\n- [ ] T001 a `a.py`\n",
    ),
    "Kiro": (".kiro/specs/a/tasks.md", "# Implementation Plan\n\n- [ ] 1. a `src/a.py`\n"),
    "superpowers": (
        "docs/plans/a.md",
        "# Plan\n\n### Task 1: a\n\n**Files:**\n- Modify: `src/a.py`\n\n",
    ),
}
MARKDOWN: dict[str, Callable[[int], str]] = {
    "a task": lambda n: f"- [ ] T{n:03} [P] [US1] do src/a{n}.py",
    "a task without [P]": lambda n: f"- [ ] T{n:03} do src/a.py",
    "an area": lambda n: f"- [ ] T{n:03} [P] do `src/*{n}*/` and src/a{n % 50}/",
    "a phase": lambda n: f"## Phase {n}: x\n- [ ] T{n:03} [P] a{n}.py",
    "a story": lambda n: f"## Phase {n}: User Story {n} (P1)\n- [ ] T{n:03} [P] [US{n}] a{n}.py",
    "all before": lambda n: (
        f"- [ ] T{n:03} a (depends on {', '.join(f'T{at:03}' for at in range(max(0, n - 400), n))})"
    ),
    "a range": lambda n: f"- [ ] T{n:03} a (depends on T001-T{n - 1:03})",
    "a heading": lambda n: f"{'#' * (n % 7)} h{n}\n- [ ] T{n} a",
    "nested": lambda n: f"{' ' * (n % 600)}- [ ] T{n:03} a{n}.py\n{' ' * (n % 600)}  more b{n}.py",
    "done": lambda n: f"- [{'x-'[n % 2]}] T{n:03} [P] do src/a{n}.py",
    "a number": lambda n: f"- [ ] {n + 2}. do src/a{n}.py",
    "a number in a number": lambda n: f"- [ ] {n // 20 + 2}.{n % 20} do src/a{n}.py",
    "numbers in numbers": lambda n: f"{'  ' * (n % 40)}- [ ] {'.'.join('1' * (n % 9 + 1))} a{n}.py",
    "a graph": lambda n: f'\n## Task Dependency Graph\n\n```json\n[["1", "{n}"], ["1.{n}"]]\n```\n',
    "a heading of a task": lambda n: f"### Task {n + 2}: a\n**Files:**\n- Modify: `a{n}.py:1-2`",
    "files of a task": lambda n: f"- Create: `a{n}.py`",
    "a fence": lambda n: "`" * (3 + n % 1000),
    "a comment": lambda n: f"<!-- {n}",
    "a reference": lambda n: f"[a{n}]: <b{n}> 'c'\n[a{n}] ![b][a{n}]",
}
UNITS = (
    *(
        "`",
        "`a",
        "``a` ",
        "[",
        "[a](",
        "![",
        "*",
        "**",
        "_a",
        "a/",
        "a.",
        "./",
        "../",
        "\\",
        "<",
        "<!--",
    ),
    *("http://a/", "{a,b}", "`a.py` ", "src/a.py,", "(depends on T001) ", "T001-T999, ", "(", "()"),
    *(
        "[P] ",
        "[US1] ",
        "> ",
        "~",
        "|",
        "a:",
        "a.py:12 ",
        "&amp;",
        " ",
        "\u3000",
        "é",
        "@a/b ",
        "->",
    ),
)


def _markdown(folder: Path, parts: Parts) -> Bomb:
    name, head = _PLACES[str(parts["reader"])]
    unit = str(parts["unit"])
    long = head + f"- [ ] T002 [P] {unit * (int(parts['long']) // len(unit))}\n"
    text = long + lines(MARKDOWN[str(parts["line"])], int(parts["lines"]), ROOM - len(long))
    return laid(folder, {name: text}, *COMMANDS[str(parts["command"])], name)


def _waves(folder: Path, parts: Parts) -> Bomb:
    count, width = int(parts["tasks"]), int(parts["width"])
    ids = [str(at + 1) for at in range(count)]
    some = {
        "in waves": [ids[at : at + width] for at in range(0, count, width)],
        "the same": [ids[:width]] * 1_000,
        "unknown": [[f"{at}{'.1' * width}" for at in range(20)]],
        "in itself": [ids, *([each] for each in ids[:width])],
    }[str(parts["waves"])]
    boxes = lines(lambda at: f"- [ ] {at + 1}. do src/a{at}.py", count, ROOM // 2)
    graph = json.dumps(some)[: ROOM // 2]
    text = f"# Implementation Plan\n\n{boxes}\n## Task Dependency Graph\n\n```json\n{graph}\n```\n"
    name = ".kiro/specs/a/tasks.md"
    return laid(folder, {name: text}, *COMMANDS[str(parts["command"])], name)


def _backticks(folder: Path, parts: Parts) -> Bomb:
    """Runs of backticks, each longer than the one before: none ends another."""
    name, head = _PLACES[str(parts["reader"])]
    runs = " ".join("`" * at for at in range(1, int(parts["runs"])))
    return laid(folder, {name: f"{head}- [ ] T002 {runs}\n"}, "check", "-v", "--no-git", name)


_NEEDS: dict[str, Callable[[int], list[str]]] = {
    "nobody": lambda _: [],
    "all before": lambda at: [f"01-{other:02}" for other in range(at)],
    "the one before": lambda at: [f"01-{at - 1:02}"] if at else [],
    "unknown ones": lambda at: [f"02-{at:02}"],
}


def _phase(folder: Path, parts: Parts) -> Bomb:
    count, each, place = int(parts["files"]), int(parts["paths"]), ".planning/phases/01-a/"
    needs = _NEEDS[str(parts["needs"])]
    texts, room = {}, ROOM
    for at in range(count):
        paths = [f"a{other if parts['share'] else at * each + other}.py" for other in range(each)]
        front = f"phase: 01-a\nplan: {at:02}\nwave: {at % 3}\ndepends_on: {json.dumps(needs(at))}"
        body = " ".join(f"src/a{other}.py" for other in range(int(parts["named"])))
        text = f"---\n{front}\nfiles_modified: {json.dumps(paths)}\n---\n\n{body}\n"
        room -= len(text)
        if room < 0:
            break
        texts[f"{place}01-{at:02}-PLAN.md"] = text
    if not parts["against"] or not texts:
        return laid(folder, texts, *COMMANDS[str(parts["command"])], place)
    changes = [Commit([(f"a{at}.py", "1")], f"01-{at:02}") for at in range(min(count, 100))]
    first = Commit([("tasks.json", text_of([])), *texts.items()])
    bomb = history(folder, [first, *changes], "check", "-v", "--against", f"HEAD~{len(changes)}")
    size = bomb.size + sum(map(len, texts.values()))
    return bomb._replace(arguments=[*bomb.arguments[:-1], place], size=size)


WORLDS: dict[str, World] = {
    "Markdown": World(
        {
            "reader": [*_PLACES],
            "line": [*MARKDOWN],
            "lines": _COUNTS,
            "unit": UNITS,
            "long": (0, 1_000, 100_000, 800_000),
            "command": [*COMMANDS],
        },
        _markdown,
    ),
    "waves": World(
        {
            "waves": ("in waves", "the same", "unknown", "in itself"),
            "tasks": (1, 300, 10_000),
            "width": (1, 2, 100, 1_000, 20_000),
            "command": [*COMMANDS],
        },
        _waves,
    ),
    "backticks": World({"reader": [*_PLACES], "runs": (40, 400, 1_300)}, _backticks),
    "phase": World(
        {
            "files": (2, 40, 400, 3_000),
            "paths": (0, 1, 40, 2_000, 30_000),
            "needs": ("nobody", "all before", "the one before", "unknown ones"),
            "share": (0, 1),
            "named": (0, 3, 300),
            "against": (0, 0, 1),
            "command": [*COMMANDS],
        },
        _phase,
    ),
}
