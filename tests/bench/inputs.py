"""Makes the files and repositories that the benchmark measures on; the same ones every time."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

Task = dict[str, Any]

_SQUADS = ("ALPHA", "BRAVO", "CHARLIE")
_ENVIRONMENT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def plain(number: int) -> Task:
    """A task that no rule complains of; every third depends on the one before it."""
    service = f"backend/app/services/service_{number}"
    return {
        "id": f"task-{number:06}",
        "description": f"Add endpoint {number} to its service",
        "squad": _SQUADS[number % 3],
        "file_modifications": [
            f"{service}/routes.py",
            f"{service}/models.py",
            f"tests/services/test_service_{number}.py",
        ],
        "dependencies": [f"task-{number - 1:06}"] if number % 3 == 2 else [],
    }


def faulty(number: int) -> Task:
    """A task with one finding: a path that is not in its normal form."""
    task = plain(number)
    first, *others = task["file_modifications"]
    return {**task, "file_modifications": [f"./{first}", *others]}


def with_new_file(number: int) -> Task:
    """A task that also makes a file, in a folder that is there."""
    task = plain(number)
    task["file_modifications"].append(f"backend/app/services/service_{number}/schemas.py")
    return task


def of_two_scopes(number: int) -> Task:
    """A task of the back end, or of the front end, with capitals in its paths."""
    if number % 2 == 0:
        return plain(number)
    feature = f"frontend/src/components/feature_{number}"
    files = [f"{feature}/Panel{number}.tsx", f"{feature}/panel.css", f"{feature}/Panel.test.tsx"]
    return {**plain(number), "file_modifications": files}


def sharing(number: int) -> Task:
    """A task that shares one file with all others."""
    files = ["backend/app/main.py", *plain(number)["file_modifications"][1:]]
    return {**plain(number), "file_modifications": files, "dependencies": []}


def by_chance(number: int) -> Task:
    """A task of a plan by chance: one to four files of many, and up to two of the tasks before it."""
    chance = random.Random(number)  # noqa: S311 - no secret
    modules = {chance.randrange(520_000) for _ in range(chance.randint(1, 4))}
    needed = {chance.randrange(max(0, number - 200), number) for _ in range(2) if number}
    return {
        **plain(number),
        "squad": chance.choice(_SQUADS),
        "file_modifications": [
            f"backend/app/area_{at % 400}/service_{at // 7 % 900}/module_{at}.py"
            for at in sorted(modules)
        ],
        "dependencies": [f"task-{other:06}" for other in sorted(needed)][
            : chance.choice((0, 0, 0, 1, 2))
        ],
    }


def some_sharing(number: int) -> Task:
    """A task of which every tenth shares a file with the next four like it."""
    task = plain(number)
    if number % 10 == 0:
        task["file_modifications"].append(f"backend/app/routers_{number // 50}.py")
    return {**task, "dependencies": []}


def chained(number: int) -> Task:
    """A task that depends on the one before it."""
    return {**plain(number), "dependencies": [f"task-{number - 1:06}"] if number else []}


def knotted(number: int, count: int = 50_000) -> Task:
    """A task of one knot: it depends on the next one, and on one of them all."""
    needed = {(number + 1) % count, random.Random(number).randrange(count)} - {number}  # noqa: S311 - no secret
    return {**plain(number), "dependencies": [f"task-{other:06}" for other in sorted(needed)]}


def tasks_json(path: Path, count: int, task: Callable[[int], Task] = plain) -> Path:
    """A tasks file of so many tasks."""
    with path.open("w") as file:
        file.write('{\n  "tasks": [')
        for number in range(count):
            # One after the other: on Linux a process starts with the peak memory of its parent.
            text = json.dumps(task(number), indent=2).replace("\n", "\n    ")
            file.write(f"{',' * (number > 0)}\n    {text}")
        file.write("\n  ]\n}\n")
    return path


def tasks_yaml(path: Path, count: int) -> Path:
    """The same in YAML, as people write it."""
    with path.open("w") as file:
        file.write("tasks:\n")
        for number in range(count):
            task = plain(number)
            file.write(f"  - id: {task['id']}\n    description: {task['description']}\n")
            file.write(f"    squad: {task['squad']}\n    file_modifications:\n")
            file.writelines(f"      - {name}\n" for name in task["file_modifications"])
            file.write(f"    dependencies: [{', '.join(task['dependencies'])}]\n")
    return path


def tasks_md(folder: Path, count: int) -> Path:
    """A list of boxes to tick with as many files, in the manner of spec-kit."""
    path = folder / "specs" / "001-services" / "tasks.md"
    path.parent.mkdir(parents=True)
    with path.open("w") as file:
        file.write("# Tasks: services\n\n## Phase 1: Setup\n\n")
        for number in range(count):
            names = " and ".join(plain(number)["file_modifications"])
            file.write(f"- [ ] T{number:03} [P] Add endpoint {number} in {names}\n")
    return path


class Shape(NamedTuple):
    """A text that repeats something, in which "@" is its number."""

    suffix: str
    number: int
    head: str
    repeated: str
    tail: str = ""


_PATHS = '[{"id": "a", "file_modifications": ["a.py"'
_YAML = "id: a\nfile_modifications:"
SHAPES = {
    "paths of one task": Shape(".json", 200_000, _PATHS, ', "src/@.py"', "]}]"),
    "faulty paths of one task": Shape(".json", 20_000, _PATHS, ', "./src/@.py"', "]}]"),
    "paths that differ in case": Shape(".json", 40_000, _PATHS, ', "a@.py", "A@.py"', "]}]"),
    "tasks with one id": Shape(".json", 40_000, f"{_PATHS}]}}", f", {_PATHS[1:]}]}}", "]"),
    "unknown dependencies": Shape(
        *(".json", 20_000, f"{_PATHS}]}}"),
        ', {"id": "t@", "file_modifications": ["@.py"], "dependencies": ["u@"]}',
        "]",
    ),
    "unknown keys": Shape(".json", 20_000, f"{_PATHS}]", ', "key@": 1', "}]"),
    "duplicate keys": Shape(".json", 40_000, f"{_PATHS}]", ', "squad": "A"', "}]"),
    "suppressions": Shape(
        ".json", 20_000, f'{_PATHS}], "lint_ignore": ["MSQ201"', ', "MSQ20"', "]}]"
    ),
    "open brackets": Shape(".json", 4_000_000, "", "["),
    "letters of one string": Shape(".json", 40_000_000, f"{_PATHS}", "x", '"]}]'),
    "numbers": Shape(".json", 100_000, "[0", ", @", "]"),
    "paths, in YAML": Shape(".yaml", 40_000, f"{_YAML}\n", "  - src/@.py\n"),
    "paths in brackets, in YAML": Shape(".yaml", 40_000, f"{_YAML} [a.py", ", src/@.py", "]\n"),
    "comments that suppress": Shape(
        ".yaml", 20_000, f"{_YAML}\n", "  - src/@.py  # modsquad: ignore[MSQ201]\n"
    ),
    "aliases": Shape(".yaml", 10_000, f"{_YAML} [&x a.py", ", *x", "]\n"),
    "open brackets, in YAML": Shape(".yaml", 400_000, "", "["),
    "lines of a block scalar": Shape(
        ".yaml", 400_000, f"{_YAML} [a.py]\ndescription: |\n", "  word\n"
    ),
}
"""What a text can have much of."""


def write_shape(folder: Path, shape: Shape, count: int) -> Path:
    """A file with so many of what a shape repeats."""
    path = folder / f"{count}{shape.suffix}"
    with path.open("w") as file:
        file.write(shape.head)
        # In pieces, for the same reason as above.
        for start in range(0, count, 10_000):
            numbers = range(start, min(start + 10_000, count))
            file.write("".join(shape.repeated.replace("@", str(number)) for number in numbers))
        file.write(shape.tail)
    return path


def repository(folder: Path, *, files: int, commits: int) -> Path:
    """A repository with a tasks file of 100 tasks, so many other files, and so many commits of tasks.

    Each commit changes one declared file and names its task in a trailer. One more change is staged.
    """
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "fast-import", "--quiet", given="".join(_history(files, commits)))
    git(folder, "checkout", "--quiet", "--force", "main")
    changed = folder / plain(0)["file_modifications"][0]
    changed.write_text("staged\n")
    git(folder, "add", "--", str(changed))
    return folder


def _history(files: int, commits: int) -> Iterator[str]:
    tasks = [plain(number) for number in range(100)]
    text = json.dumps({"tasks": tasks}, indent=2) + "\n"
    declared = [name for task in tasks for name in task["file_modifications"]]
    others = [f"library/part_{number // 100}/module_{number}.py" for number in range(files)]
    yield from _commit("Begin", [("tasks.json", text), *((name, "") for name in declared + others)])
    for number in range(commits):
        task = tasks[number % len(tasks)]
        changed = task["file_modifications"][0]
        yield from _commit(f"Change {number}\n\nTask: {task['id']}\n", [(changed, f"{number}\n")])


def _commit(message: str, files: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "commit refs/heads/main\ncommitter A U Thor <author@example.com> 1700000000 +0000\n"
    yield f"data {len(message.encode())}\n{message}\n"
    for name, text in files:
        yield f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n"


def git(folder: Path, *command: str, given: str = "") -> None:
    """Run git there, with no configuration of this machine."""
    environment = {**os.environ, **_ENVIRONMENT}
    subprocess.run(
        ["git", *command], cwd=folder, input=given, text=True, check=True, env=environment
    )
