"""Shapes of what tasks import and say, and of settings and attributes of git. Knows no rule of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bombs import Bomb, Commit, Task, history, task, text_of
from shapes import COMMANDS, ROOM, Parts, World, laid, lines

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
    while len(text) > ROOM:
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
    "scopes of stars": lambda n: (
        "[scopes]\n" + "".join(f"s{at} = ['**/*a*a*{at}*', 'src/**/*']\n" for at in range(n))
    ),
    "presets": lambda n: "".join(
        f"[[files]]\ninclude = ['*x*{at}*', 'tasks.json']\nkeys = '{['task-master', 'prd'][at % 2]}'\n"
        for at in range(n)
    ),
    "a pattern of commits": lambda n: f"commit-pattern = '{'*a' * n}({{id}}): *'\n",
    "a pattern": lambda n: f"branch-pattern = '{'a*' * n}{{id}}'\n",
}


def _settings(folder: Path, parts: Parts) -> Bomb:
    count = int(parts["number"])
    make = _SETTINGS[str(parts["setting"])]
    config = make(count)
    while len(config) > ROOM // 2:
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
    return laid(folder, files, *COMMANDS[str(parts["command"])], "tasks.json")


ATTRIBUTES: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "names": lambda n: f"src/a{n}.py merge=union\n",
    "stars": lambda n: f"*a*a*{n}* merge=union\n",
    "deep stars": lambda n: f"**/a/**/*{n}* merge=union\n",
    "macros": lambda n: f"[attr]m{n} m{n - 1} merge=union\n*{n} m{n}\n",
}


def _configured(folder: Path, parts: Parts) -> Bomb:
    """A repository whose settings and attributes are hostile, and what looks at its tasks, history or rules."""
    make, count = _SETTINGS[str(parts["setting"])], int(parts["number"])
    while len(config := make(count)) > ROOM // 3:
        count //= 2
    plan = [
        task(f"t{at}", [f"src/a{at}.py", f"a/{'a/' * 20}{at}"]) for at in range(int(parts["tasks"]))
    ]
    attributes = lines(
        lambda at: ATTRIBUTES[str(parts["attributes"])](at).rstrip(), count, ROOM // 3
    )
    first = Commit([("tasks.json", text_of(plan)), (".gitattributes", attributes)])
    later = [
        Commit([(f"src/a{at}.py", "1")], f"t{at * 7 % len(plan)}")
        for at in range(int(parts["commits"]))
    ]
    bomb = history(folder, [first, *later], config=config)
    command = {
        "check": ["check", "-v", "tasks.json"],
        "compare": ["check", "-v", "--against", f"HEAD~{len(later)}", "tasks.json"],
    }.get(str(parts["command"]), str(parts["command"]).split())
    return bomb._replace(arguments=command)


WORLDS: dict[str, World] = {
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
            "command": [*COMMANDS],
        },
        _settings,
    ),
    "configured": World(
        {
            "setting": [*_SETTINGS],
            "number": (1, 40, 3_000, 40_000),
            "attributes": [*ATTRIBUTES],
            "tasks": (1, 300, 3_000),
            "commits": (1, 30, 300),
            "command": (
                "check",
                "compare",
                "accuracy",
                "init",
                "rule --all",
                "rule MSQ402",
                "next",
            ),
        },
        _configured,
    ),
}
