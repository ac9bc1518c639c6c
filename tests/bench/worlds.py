"""Shapes of what is no tasks file of ours: plans in Markdown, folders, hook calls, settings, texts in git, an editor.

Each world has parts, each of which is one of some; a shape is a world with its parts. Knows no rule of the program.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bombs import MOST_BYTES, Bomb, Commit, Task, history, task, text_of

Part = str | int
Parts = Mapping[str, Part]
_ROOM = MOST_BYTES * 9 // 10


class World(NamedTuple):
    """What each part of a shape can be, and what makes a bomb of them."""

    parts: Mapping[str, Sequence[Part]]
    build: Callable[[Path, Parts], Bomb]


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


def _lines(line: Callable[[int], str], count: int, room: int = _ROOM) -> str:
    """So many lines, or as many as there is room for."""
    lines = []
    for at in range(count):
        lines.append(line(at) + "\n")
        room -= len(lines[-1])
        if room < 0:
            break
    return "".join(lines)


def _laid(folder: Path, files: Mapping[str, str], *command: str, given: str = "") -> Bomb:
    """Files in no repository, and a text on standard input."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    size = sum(len(text) for text in files.values()) + len(given)
    return Bomb([*command], folder, size, given)


# ---------------------------------------------------------------- plans in Markdown

_COMMANDS: dict[str, list[str]] = {
    "check": ["check", "-v", "--no-git"],
    "sarif": ["check", "-v", "--no-git", "--format", "sarif"],
    "fix": ["check", "--diff", "--unsafe-fixes", "--no-git"],
    "suggest": ["plan", "--suggest", "--no-git"],
    "page": ["plan", "--format", "html", "--no-git"],
    "next": ["next", "--no-git"],
}
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
    text = long + _lines(MARKDOWN[str(parts["line"])], int(parts["lines"]), _ROOM - len(long))
    return _laid(folder, {name: text}, *_COMMANDS[str(parts["command"])], name)


def _waves(folder: Path, parts: Parts) -> Bomb:
    count, width = int(parts["tasks"]), int(parts["width"])
    ids = [str(at + 1) for at in range(count)]
    some = {
        "in waves": [ids[at : at + width] for at in range(0, count, width)],
        "the same": [ids[:width]] * 1_000,
        "unknown": [[f"{at}{'.1' * width}" for at in range(20)]],
        "in itself": [ids, *([each] for each in ids[:width])],
    }[str(parts["waves"])]
    boxes = _lines(lambda at: f"- [ ] {at + 1}. do src/a{at}.py", count, _ROOM // 2)
    graph = json.dumps(some)[: _ROOM // 2]
    text = f"# Implementation Plan\n\n{boxes}\n## Task Dependency Graph\n\n```json\n{graph}\n```\n"
    name = ".kiro/specs/a/tasks.md"
    return _laid(folder, {name: text}, *_COMMANDS[str(parts["command"])], name)


def _backticks(folder: Path, parts: Parts) -> Bomb:
    """Runs of backticks, each longer than the one before: none ends another."""
    name, head = _PLACES[str(parts["reader"])]
    runs = " ".join("`" * at for at in range(1, int(parts["runs"])))
    return _laid(folder, {name: f"{head}- [ ] T002 {runs}\n"}, "check", "-v", "--no-git", name)


_NEEDS: dict[str, Callable[[int], list[str]]] = {
    "nobody": lambda _: [],
    "all before": lambda at: [f"01-{other:02}" for other in range(at)],
    "the one before": lambda at: [f"01-{at - 1:02}"] if at else [],
    "unknown ones": lambda at: [f"02-{at:02}"],
}


def _phase(folder: Path, parts: Parts) -> Bomb:
    count, each, place = int(parts["files"]), int(parts["paths"]), ".planning/phases/01-a/"
    needs = _NEEDS[str(parts["needs"])]
    texts, room = {}, _ROOM
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
        return _laid(folder, texts, *_COMMANDS[str(parts["command"])], place)
    changes = [Commit([(f"a{at}.py", "1")], f"01-{at:02}") for at in range(min(count, 100))]
    first = Commit([("tasks.json", text_of([])), *texts.items()])
    bomb = history(folder, [first, *changes], "check", "-v", "--against", f"HEAD~{len(changes)}")
    size = bomb.size + sum(map(len, texts.values()))
    return bomb._replace(arguments=[*bomb.arguments[:-1], place], size=size)


# ---------------------------------------------------------------- what tasks import, say and settle

TEXTS: dict[str, str] = {
    "imports": "import m.n\n",
    "names": "from a import " + ",".join(f"m{at}" for at in range(300)) + "\n",
    "dots": f"from {'.' * 150}a{'.b' * 40} import c\n",
    "brackets": f"x={'(' * 90}{')' * 90}\n",
    "expressions": "f'{0}{0}{0}'\n",
    "comparisons": "a<" * 400 + "a\n",
    "operators": f"{'-' * 80}1\n",
    "open brackets": "(" * 300,
    "imports of a script": "import 'q';\n",
    "relative imports": "import './x/../y';\n",
    "library": "import '$lib/q';\n",
    "long names": f"import '{'a/' * 2_000}';\n",
    "quotes": "'\"`${",
    "comments": "/*//\n",
}


def _imports(folder: Path, parts: Parts) -> Bomb:
    kind = "py" if list(TEXTS).index(str(parts["text"])) < 8 else "ts"
    line, deep = TEXTS[str(parts["text"])], "d/" * int(parts["deep"])
    text = line * (int(parts["long"]) // len(line))
    paths = {
        f"x{at}*" if at else "*": [f"y{n}/*" for n in range(int(parts["targets"]))]
        for at in range(90)
    }
    settings = json.dumps({"compilerOptions": {"baseUrl": ".", "paths": paths}})
    plan = [task("a", ["a/"]), task("b", ["b/"])]
    first = Commit(
        [("tasks.json", text_of(plan)), *([("tsconfig.json", settings)] if kind == "ts" else [])]
    )
    created = [(f"a/{deep}m{at}.{kind}", "") for at in range(int(parts["created"]))]
    changed = [(f"b/{deep}{at}.{kind}", text) for at in range(int(parts["changed"]))]
    commits = [first, Commit(created or [("a/x", "")], "a"), Commit(changed, "b")]
    return history(folder, commits, "check", "-v", "--against", "HEAD~2")


def _mentions(folder: Path, parts: Parts) -> Bomb:
    """Tasks whose texts name what others create."""
    count, each = int(parts["tasks"]), int(parts["named"])
    plan: list[Task] = []
    for at in range(count):
        named = " ".join(f"{parts['way']}/m{(at * 7 + n) % count}.py" for n in range(each))
        plan.append(
            task(
                f"t{at}",
                [f"src/m{at}.py"],
                [f"t{at - 1}"] if at and parts["chain"] else [],
                description=named,
            )
        )
    text = text_of(plan)
    while len(text) > _ROOM:
        plan = plan[: len(plan) // 2]
        text = text_of(plan)
    return history(folder, [Commit([("tasks.json", text)])], "check", "-v")


_SETTINGS: dict[str, Callable[[int], str]] = {
    "keys of names": lambda n: (
        f"keys = {{ tasks = 'a[]', id = {[f'i{at}' for at in range(n)]} }}\n"
    ),
    "deep keys": lambda n: f"keys = {{ tasks = '{'.'.join(['a[]'] * n)}' }}\n",
    "files": lambda n: "".join(
        f"[[files]]\ninclude = ['x{at}/*']\nkeys = {{ tasks = 'a[]' }}\n" for at in range(n)
    ),
    "dotted": lambda n: f"a{'.a' * n} = 1\n",
    "nested": lambda n: f"a = {'[' * n}{']' * n}\n",
    "tables": lambda n: "".join(f"[a{at}]\n" for at in range(n)),
    "scopes": lambda n: (
        "[scopes]\n" + "".join(f"s{at} = ['d{at}/**', '*x{at}*']\n" for at in range(n))
    ),
    "squads": lambda n: "[squads]\n" + "".join(f"s{at} = ['d{at}/**']\n" for at in range(n)),
    "companions": lambda n: (
        "[companions]\n" + "".join(f"'a{at}.json' = ['b{at}.json']\n" for at in range(n))
    ),
    "stars": lambda n: f"mergeable = {['*a*a*a*a' + str(at) for at in range(n)]}\n",
    "names": lambda n: f"no-extension = {['*n*n*n' + str(at) for at in range(n)]}\n",
    "a long glob": lambda n: f"drift-ignore = ['{'*a' * n}']\n",
    "braces": lambda n: f"mergeable = ['{'{a,b}' * n}']\n",
    "ignored files": lambda n: (
        "[per-file-ignores]\n" + "".join(f"'*a*a{at}' = ['MSQ2']\n" for at in range(n))
    ),
    "a pattern": lambda n: f"branch-pattern = '{'a*' * n}{{id}}'\n",
}


def _settings(folder: Path, parts: Parts) -> Bomb:
    count = int(parts["number"])
    make = _SETTINGS[str(parts["setting"])]
    config = make(count)
    while len(config) > _ROOM // 2:
        count //= 2
        config = make(count)
    entries = [
        {"id": f"t{at}", "i1": f"u{at}", "file_modifications": [f"src/a{at}.py", "xn"]}
        for at in range(500)
    ]
    top: dict[str, object] = {"tasks": entries, "a": entries}
    if parts["data"] == "nested":
        top["a"] = [{"a": [entries[0]] * 40}] * 90
    files = {"tasks.json": json.dumps(top), "modsquad-lint.toml": config}
    return _laid(folder, files, *_COMMANDS[str(parts["command"])], "tasks.json")


# ---------------------------------------------------------------- while the work runs

_PLANS: dict[str, Callable[[int], Task]] = {
    "running": lambda n: task(f"t{n}", [f"src/{n}.py"], status="running" if n % 2 else "todo"),
    "areas": lambda n: task(f"t{n}", [f"src/**/{n}*.py", f"s{n}/"], status="running"),
    "braces": lambda n: task(f"t{n}", [f"src/{{a,b,c,d}}{{a,b,c,d}}{n}.py"], status="running"),
    "a chain": lambda n: task(f"t{n}", [f"{n}.py"], [f"t{n - 1}"] if n else []),
    "one file": lambda n: task(
        f"t{n}", ["src/a.py", f"{n}.py"], status="running" if n % 2 else "todo"
    ),
}


def _plan(parts: Parts, room: int = _ROOM // 2) -> str:
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


# ---------------------------------------------------------------- an editor

EDITED: dict[str, Callable[[int], str]] = {
    "fine": lambda n: text_of(
        [task(f"t{at}", [f"{at}.py"], [f"t{at - 1}"] if at else []) for at in range(n // 50)]
    ),
    "wrong types": lambda n: f"[{'0,' * (n // 2)}0]",
    "one dependency": lambda n: (
        '[{"id":"a","file_modifications":["a.py"],"dependencies":['
        + ",".join(['"a"'] * (n // 4))
        + "]}]"
    ),
    "equal dependencies": lambda n: (
        '[{"id":"a","file_modifications":["a.py"],"dependencies":['
        + ",".join(['"b"'] * (n // 4))
        + ']},{"id":"b","file_modifications":["b.py"]}]'
    ),
    "bad paths": lambda n: text_of([task("a", [f"b\\{at} c" for at in range(n // 16)])]),
    "unknown keys": lambda n: (
        '[{"id":"a","file_modifications":[]'
        + "".join(f',"k{at}":1' for at in range(n // 12))
        + "}]"
    ),
    "one file": lambda n: text_of([task(f"t{at}", ["a.py"]) for at in range(n // 60)]),
}
_ASKED: dict[str, tuple[str, dict[str, object]]] = {
    "hover": ("textDocument/hover", {}),
    "actions": ("textDocument/codeAction", {"context": {"diagnostics": [], "only": ["quickfix"]}}),
    "fix all": (
        "textDocument/codeAction",
        {"context": {"diagnostics": [], "only": ["source.fixAll"]}},
    ),
    "outline": ("textDocument/documentSymbol", {}),
    "hints": ("textDocument/inlayHint", {}),
    "references": ("textDocument/references", {"context": {"includeDeclaration": True}}),
    "rename": ("textDocument/rename", {"newName": "zz"}),
    "completion": ("textDocument/completion", {}),
    "findings": ("textDocument/diagnostic", {}),
}


def _message(**content: object) -> str:
    body = json.dumps({"jsonrpc": "2.0", **content})
    return f"Content-Length: {len(body)}\r\n\r\n{body}"


def _edited(folder: Path, parts: Parts) -> Bomb:
    """A file that is opened, changed by one letter, and asked about once."""
    text = EDITED[str(parts["text"])](int(parts["bytes"]))
    method, more = _ASKED[str(parts["asked"])]
    document: dict[str, object] = {"uri": (folder / "tasks.json").as_uri()}
    start: dict[str, object]
    start, end = {"line": 0, "character": 0}, {"line": 9, "character": 0}
    change = {"range": {"start": start, "end": start}, "text": " "}
    item = {**document, "languageId": "json", "version": 1, "text": text}
    asked: dict[str, object] = {
        "textDocument": document,
        "position": {"line": 0, "character": 9},
        "range": {"start": start, "end": end},
    }
    asks = {"codeAction": {"disabledSupport": True}}
    can: dict[str, object] = {"textDocument": asks | ({"diagnostic": {}} if parts["pulls"] else {})}
    messages = [
        _message(
            id=0,
            method="initialize",
            params={"processId": None, "rootUri": folder.as_uri(), "capabilities": can},
        ),
        _message(method="initialized", params={}),
        _message(method="textDocument/didOpen", params={"textDocument": item}),
        _message(
            method="textDocument/didChange",
            params={"textDocument": document | {"version": 2}, "contentChanges": [change]},
        ),
        _message(id=1, method=method, params={**asked, **more}),
        _message(id=2, method="shutdown", params=None),
        _message(method="exit", params=None),
    ]
    folder.mkdir(parents=True)
    return Bomb(["server"], folder, len(text), "".join(messages))


# ---------------------------------------------------------------- all of them

_SOME = (1, 30, 1_000, 20_000)
WORLDS: dict[str, World] = {
    "Markdown": World(
        {
            "reader": [*_PLACES],
            "line": [*MARKDOWN],
            "lines": _COUNTS,
            "unit": UNITS,
            "long": (0, 1_000, 100_000, 800_000),
            "command": [*_COMMANDS],
        },
        _markdown,
    ),
    "waves": World(
        {
            "waves": ("in waves", "the same", "unknown", "in itself"),
            "tasks": (1, 300, 10_000),
            "width": (1, 2, 100, 1_000, 20_000),
            "command": [*_COMMANDS],
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
            "command": [*_COMMANDS],
        },
        _phase,
    ),
    "imports": World(
        {
            "text": [*TEXTS],
            "long": (100, 10_000, 150_000, 900_000),
            "deep": (0, 10, 300, 900),
            "created": (1, 100, 2_000),
            "changed": (1, 10, 100, 2_000),
            "targets": (1, 30, 3_000),
        },
        _imports,
    ),
    "mentions": World(
        {
            "tasks": (2, 100, 3_000, 12_000),
            "named": (1, 30, 3_000),
            "way": ("src", ".", "x"),
            "chain": (0, 1),
        },
        _mentions,
    ),
    "settings": World(
        {
            "setting": [*_SETTINGS],
            "number": (1, 40, 3_000, 40_000, 400_000),
            "data": ("plain", "nested"),
            "command": [*_COMMANDS],
        },
        _settings,
    ),
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
    "editor": World(
        {
            "text": [*EDITED],
            "bytes": (1_000, 100_000, 880_000),
            "asked": [*_ASKED],
            "pulls": (0, 1),
        },
        _edited,
    ),
}

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
