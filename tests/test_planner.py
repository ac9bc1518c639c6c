"""The plan against a second planner, which compares each task with each.

The tasks have areas and links, some are done, and they stand in several files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from works import KnownPaths

from modsquad_lint.planning.meanings import Meanings
from modsquad_lint.planning.plan import make_plan
from modsquad_lint.planning.readers import read_together
from modsquad_lint.planning.tasks import TaskFile, read_tasks
from modsquad_lint.planning.work import open_work
from modsquad_lint.syntax.nodes import SyntaxProblem
from modsquad_lint.text.joined import Joined
from modsquad_lint.text.paths import normalise
from modsquad_lint.text.source import Source

LINKS = {"link": "real", "lib/again.py": "lib/a.py"}
FOLDERS = ["docs", "lib"]
MERGEABLE = {"CHANGELOG.md", "src/CHANGELOG.md"}
FILES = ["a.py", "src/a.py", "src/b.ts", "src/ui/a.py", "real/a.py", "link/a.py", "lib/a.py"]
FILES += ["lib/again.py", "docs/a.md", "src/CHANGELOG.md", "CHANGELOG.md", "./src//a.py", "docs"]
FILES += ["src/ui", "src", "`src/a.py`", "src/a.py (modify)", "src/a.py, src/b.ts"]
AREAS = ["src/", "src/**", "src/*.py", "src/ui/", "src/u*", "src/{a,b}.*", "link/", "real/*.py"]
AREAS += ["**/a.py", "*.py", "lib/?.py", "**", "link/*.py", "src/**/*.ts", "docs/*", "real/"]
NAMES = ["a", "b", "ab", "ui", "uv", "CHANGELOG"]
EVERY_FILE = [
    "/".join((*folders, f"{name}{ending}"))
    for depth in range(3)
    for folders in product(["src", "ui", "real", "lib", "docs", "other"], repeat=depth)
    for name in NAMES
    for ending in (".py", ".ts", ".md", "")
] + ["src", "src/ui"]


class Claim(NamedTuple):
    """One file, or all that an area holds; `area` is how equal areas are told."""

    name: str
    held: frozenset[str]
    area: bool


def plan_by_pairs(entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The batches and the intersections of tasks, each compared with each."""
    done = {entry["id"] for entry in entries if entry.get("status") == "done"}
    tasks = [entry for entry in entries if entry["id"] not in done]
    claims = claimed([entry["file_modifications"] for entry in tasks])
    number = {entry["id"]: at for at, entry in enumerate(tasks)}
    levels: list[int] = []
    for entry in tasks:  # a task depends on earlier ones only
        needed = [levels[number[other]] for other in entry["dependencies"] if other in number]
        levels.append(max(needed, default=-1) + 1)
    batches: list[tuple[list[str], bool]] = []
    intersections: list[tuple[str, int, list[str]]] = []
    for level in range(max(levels, default=-1) + 1):
        members = [at for at, its in enumerate(levels) if its == level]
        pairs = {pair: meet(claims[pair[0]], claims[pair[1]]) for pair in combinations(members, 2)}
        squads = [tasks[at].get("squad") for at in members]
        if not any(pairs.values()):
            groups, parallel = [members], True
        elif all(pairs.values()) and all(squads) and len(set(squads)) == len(squads):
            groups, parallel = [members], False
        else:
            groups, parallel = coloured(members, pairs), True
        batches += [
            ([tasks[at]["id"] for at in group], parallel and len(group) > 1) for group in groups
        ]
        for name in dict.fromkeys(claim.name for at in members for claim in claims[at]):
            holders = [at for at in members if any(claim.name == name for claim in claims[at])]
            if (first := next(c for c in claims[holders[0]] if c.name == name)).area:
                holders = [at for at in members if meet([first], claims[at])]
            elif name in MERGEABLE:
                continue
            if len(holders) > 1:
                intersections.append((name, level, [tasks[at]["id"] for at in holders]))
    return {"batches": batches, "intersections": intersections}


def coloured(members: Sequence[int], pairs: dict[tuple[int, int], bool]) -> list[list[int]]:
    groups: list[list[int]] = []
    for at in members:
        free = (group for group in groups if not any(pairs[other, at] for other in group))
        group = next(free, None)
        if group is None:
            groups.append([at])
        else:
            group.append(at)
    return groups


def meet(some: Sequence[Claim], others: Sequence[Claim]) -> bool:
    return any(
        one.name == other.name
        if not (one.area or other.area)
        else not one.held.isdisjoint(other.held)
        for one in some
        for other in others
        if not (MERGEABLE & {one.name, other.name})
    )


def claimed(declared: Sequence[Sequence[str]]) -> list[list[Claim]]:
    """What each task claims."""
    meant = [[path for written in each for path in said(written)] for each in declared]
    folders = {linked(path) for each in meant for path in each}
    named: dict[frozenset[str], str] = {}
    found = []
    for each in meant:
        claims = []
        for path in each:
            normal = linked(path)
            is_folder = (
                normal in FOLDERS
                or path.endswith("/")
                or any(other.startswith(f"{normal}/") for other in folders)
                or any(
                    linked(other) == normal and other.endswith("/")
                    for few in meant
                    for other in few
                )
            )
            if is_folder or spelt_as_area(path):
                held = frozenset(filter(holds(f"{normal}/**" if is_folder else normal), EVERY_FILE))
                claims.append(
                    Claim(
                        named.setdefault(
                            held,
                            path if path.endswith("/") or spelt_as_area(path) else normalise(path),
                        ),
                        held,
                        area=True,
                    )
                )
            else:
                claims.append(Claim(normal, frozenset({normal}), area=False))
        found.append(claims)
    return found


def said(written: str) -> list[str]:
    """What the few spellings with words beside a path mean."""
    return [path.strip("`").removesuffix(" (modify)") for path in written.split(", ")]


def spelt_as_area(path: str) -> bool:
    return path.endswith("/") or any(mark in path for mark in "*?{")


def linked(path: str) -> str:
    """The normal path behind all links."""
    normal = normalise(path)
    for link, target in LINKS.items():
        if f"{normal}/".startswith(f"{link}/"):
            return target + normal[len(link) :]
    return normal


def holds(pattern: str) -> Any:  # noqa: ANN401 - a method of a pattern
    """Whether a file matches, or lies in a folder that does; nothing lies in "*.py"."""
    regex = "".join(
        {
            "**/": "(?:[^/]+/)*",
            "/**": "/.+",
            "**": ".*",
            "*": "[^/]*",
            "?": "[^/]",
            "{": "(?:",
            "}": ")",
            ",": "|",
        }.get(token, re.escape(token))
        for token in re.findall(r"^\*\*/|(?<=/)\*\*/|/\*\*$|\*\*|.", pattern)
    )
    is_file = re.search(r"\.\w+$|\.\*$", pattern) is not None and not pattern.endswith("/**")
    return re.compile(regex + ("" if is_file else "(?:/.*)?")).fullmatch


@st.composite
def task_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    paths = st.lists(st.sampled_from([*FILES, *AREAS]), max_size=3)
    choices: list[list[str | None]] = [[None], [None, "A"], [*"ABCDEF"]]
    squads = st.sampled_from(draw(st.sampled_from(choices)))
    entries = []
    for number in range(draw(st.integers(1, 7))):
        needed: set[int] = set()
        if number:
            needed = draw(st.sets(st.integers(0, number - 1), max_size=2))
        entry = {
            "id": f"t{number}",
            "file_modifications": draw(paths),
            "dependencies": [f"t{other}" for other in sorted(needed)],
        }
        if squad := draw(squads):
            entry["squad"] = squad
        if draw(st.integers(0, 4)) == 0:
            entry["status"] = draw(st.sampled_from(["done", "todo", "running"]))
        entries.append(entry)
    return entries


def in_files(entries: list[dict[str, Any]], sizes: list[int]) -> TaskFile:
    """The tasks as those of several files, with so many in each and the rest in the last."""
    parts, left = [], entries
    for number, size in enumerate([*sizes, len(entries)]):
        some, left = left[:size], left[size:]
        if some:
            text = json.dumps(some if number % 2 else {"tasks": some})
            parts.append(Source(f"{number}.tasks.json", text.encode()))
    joined = Joined("all", parts, display="all", are_plans=True)
    document, _ = read_together(joined, lambda _: None, lambda _: False)
    assert not isinstance(document, SyntaxProblem)
    return read_tasks(document)


@examples(250)
@given(task_lists(), st.lists(st.integers(1, 3), max_size=2))
def test_the_plan_is_that_of_a_planner_that_compares_each_pair(
    entries: list[dict[str, Any]], sizes: list[int]
) -> None:
    known = KnownPaths(union=["src/CHANGELOG.md"], links=LINKS, folders=FOLDERS)
    plan = make_plan(open_work(in_files(entries, sizes), None, Meanings((), known)))
    assert plan is not None
    assert {
        "batches": [([task.id for task in batch.tasks], batch.parallel) for batch in plan.batches],
        "intersections": [
            (each.file, each.level, [task.id for task in each.tasks]) for each in plan.intersections
        ],
    } == plan_by_pairs(entries)
