"""Measures how long whole runs take, each against a yardstick in turn; `make bench`.

A run and its yardstick are started one after the other, again and again, and the ratio is taken pair
by pair, so that a busy machine slows both. Files are made in a temporary folder. Nothing is kept,
unless `--write FILE` puts the table into a document.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

import bombs
import inputs
import search
import worlds
from measuring import HEAD, Ours, Row, measure

PYTHON = sys.executable
CHECK = ["check", "--no-git", "--isolated"]
_BLOCK = r"(<!-- {} -->\n).*?(<!-- end -->)"

EMPTY = [PYTHON, "-c", "pass"]
READ_JSON = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
READ_YAML = (
    "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), Loader=yaml.CSafeLoader)"
)
LIST_FILES = "import git; git.Repo('.').git.ls_files('-z')"
LIST_STAGED = "import git; git.Repo('.').git.diff('--cached', '--raw', '-z')"
PAIRS = """\
import itertools, json, sys
files = [set(task["file_modifications"]) for task in json.load(open(sys.argv[1]))["tasks"]]
print(sum(not one.isdisjoint(other) for one, other in itertools.combinations(files, 2)))
"""


def rows(folder: Path) -> Iterator[Row]:
    """Every line; what it needs is made when it is asked for."""
    yield from _small(folder)
    yield from _large(folder)
    yield from _shapes(folder)
    yield from _other_commands(folder)
    yield from _with_git(folder)


def _small(folder: Path) -> Iterator[Row]:
    small = str(inputs.tasks_json(folder / "100.tasks.json", 100))
    yield Row("`check --no-git`, 100 tasks", "`python -c pass`", [*CHECK, small], EMPTY, 3, runs=31)
    yield from _guard(folder)


def _guard(folder: Path) -> Iterator[Row]:
    """May a file be written that another task declares?"""
    top = inputs.repository(folder / "guarded", files=1, commits=1)
    call = {
        "cwd": str(top),
        "hook_event_name": "PreToolUse",
        "tool_name": "Write",
        "tool_input": {"file_path": inputs.plain(4)["file_modifications"][0], "content": "x"},
    }
    given = json.dumps(call).encode()
    plans = (
        ("", "task-000001", top / "tasks.json", 3.5),
        (" of YAML", "task-000001", inputs.tasks_yaml(folder / "guarded.tasks.yaml", 100), 6),
        (" of Markdown", "T001", inputs.tasks_md(folder, 100), 6),
    )
    for what, task, plan, limit in plans:
        yield Row(
            f"`guard`, 100 tasks{what}",
            "`python -c pass`",
            ["guard", "--task", task, "--tasks", str(plan)],
            EMPTY,
            limit,
            folder=top,
            runs=31,
            given=given,
        )


def _large(folder: Path) -> Iterator[Row]:
    over = "`json.load`"
    ten, hundred = (
        str(inputs.tasks_json(folder / f"{count}.tasks.json", count)) for count in (10_000, 100_000)
    )
    quiet = [*CHECK, "-q"]
    reading = [PYTHON, "-c", READ_JSON]
    yield Row("`check -q`, 10,000 tasks", over, [*quiet, ten], [*reading, ten], 8)
    yield Row("`check -q`, 100,000 tasks", over, [*quiet, hundred], [*reading, hundred], 3, runs=7)
    both = str(inputs.tasks_json(folder / "both.tasks.json", 100_000, inputs.of_two_scopes))
    yield Row("the same, of two scopes", over, [*quiet, both], [*reading, both], 3, runs=7)
    chance = str(inputs.tasks_json(folder / "chance.tasks.json", 100_000, inputs.by_chance))
    shared = "100,000 tasks by chance, which share 20,000 files"
    yield Row(shared, over, [*quiet, chance], [*reading, chance], 4, runs=7)
    bad = str(inputs.tasks_json(folder / "bad.tasks.json", 100_000, inputs.faulty))
    as_json = [*quiet, "--format", "json", bad]
    yield Row(
        "100,000 tasks, each with a finding, as JSON", over, as_json, [*reading, bad], 12, runs=7
    )
    yield Row(
        "`check -q`, 100,000 tasks", "10,000", [*quiet, hundred], Ours([*quiet, ten]), 11, runs=7
    )
    yaml = str(inputs.tasks_yaml(folder / "10000.tasks.yaml", 10_000))
    reading_yaml = [PYTHON, "-c", READ_YAML, yaml]
    yield Row(
        "`check -q`, 10,000 tasks of YAML", "`CSafeLoader`", [*quiet, yaml], reading_yaml, 1.5
    )


def _shapes(folder: Path) -> Iterator[Row]:
    quiet = [*CHECK, "-q"]
    for what, count, task in (
        ("20,000 tasks that share one file", 20_000, inputs.sharing),
        ("100,000 tasks in one chain", 100_000, inputs.chained),
        ("a knot of 50,000 tasks", 50_000, inputs.knotted),
    ):
        shape = str(inputs.tasks_json(folder / "shape.tasks.json", count, task))
        same = str(inputs.tasks_json(folder / "same.tasks.json", count))
        yield Row(what, "as many plain tasks", [*quiet, shape], Ours([*quiet, same]), 3, runs=7)


def _other_commands(folder: Path) -> Iterator[Row]:
    bad, mended = folder / "faulty.tasks.json", folder / "mended.tasks.json"
    inputs.tasks_json(bad, 10_000, inputs.faulty)
    yield Row(
        "`check --fix`, 10,000 findings",
        "`check` of the same",
        [*CHECK, "--fix", str(mended)],
        Ours([*CHECK, str(bad)]),
        2,
        fresh=lambda: shutil.copy(bad, mended),
    )
    for count, limit in ((1_000, 3), (10_000, 30)):
        path = str(inputs.tasks_json(folder / "some.tasks.json", count, inputs.some_sharing))
        suggest = ["plan", "--suggest", "--no-git", "--isolated", path]
        yield Row(f"`plan --suggest`, {count:,} tasks", "", suggest, None, limit, runs=3)
    some = str(inputs.tasks_json(folder / "5000.tasks.json", 5_000))
    pairs = [PYTHON, "-c", PAIRS, some]
    yield Row("`check -q`, 5,000 tasks", "each compared with each", [*CHECK, "-q", some], pairs)


def _with_git(folder: Path) -> Iterator[Row]:
    small = inputs.repository(folder / "small", files=1_000, commits=1_000)
    listing, staged = [PYTHON, "-c", LIST_FILES], [PYTHON, "-c", LIST_STAGED]
    check = ["check", "--isolated", "tasks.json"]
    facts = "`check` with git's facts, 100 tasks"
    yield Row(facts, "GitPython's `ls-files`", check, listing, 1.3, folder=small)
    inputs.tasks_json(small / "new.tasks.json", 100, inputs.with_new_file)
    check_new = ["check", "--isolated", "new.tasks.json"]
    what = "the same, a new file in each task"
    yield Row(what, "GitPython's `ls-files`", check_new, listing, 1.3, folder=small)
    since, since_ten = ([*check, "--against", f"HEAD~{count}"] for count in (1000, 10))
    against = "`check --against REV`, 1,000 commits"
    yield Row(against, "10 commits", since, Ours(since_ten), folder=small)
    large = inputs.repository(folder / "large", files=50_000, commits=1)
    against = "`check --against staged`, 50,000 files"
    compare = [*check, "--against", "staged"]
    yield Row(against, "GitPython's `diff --cached`", compare, staged, 1.3, folder=large)


def growth(folder: Path) -> Iterator[Row]:
    """Texts of many shapes, each against one with a tenth of it: what is linear takes ten times as much."""
    command = [*CHECK, "-q"]
    for what, shape in inputs.SHAPES.items():
        few, many = (
            str(inputs.write_shape(folder, shape, count))
            for count in (shape.number // 10, shape.number)
        )
        yield Row(
            f"{shape.number:,} {what}", "a tenth", [*command, many], Ours([*command, few]), 11
        )


def peers(folder: Path) -> Iterator[Row]:
    """Other programs on the same files, from the package index, in an environment of their own."""
    environment = folder / "peers"
    venv.create(environment, with_pip=True)
    bin_folder = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(bin_folder / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "check-jsonschema", "yamllint"], check=True)
    schema = folder / "schema.json"
    schema.write_bytes(subprocess.run(["schema"], capture_output=True, check=True).stdout)
    json, yaml = folder / "10000.tasks.json", folder / "10000.tasks.yaml"
    inputs.tasks_json(json, 10_000)
    inputs.tasks_yaml(yaml, 10_000)
    jsonschema = [str(bin_folder / "check-jsonschema"), "--schemafile", str(schema), str(json)]
    yamllint = [str(bin_folder / "yamllint"), "-d", "relaxed", str(yaml)]
    quiet = [*CHECK, "-q"]
    yield Row(
        "`check -q`, 10,000 tasks", "check-jsonschema", [*quiet, str(json)], jsonschema, runs=3
    )
    yield Row("`check -q`, 10,000 tasks of YAML", "yamllint", [*quiet, str(yaml)], yamllint, runs=3)


def program() -> str:
    """The console script of the Python that runs this, as users start it."""
    found = shutil.which("modsquad-lint", path=os.path.dirname(sys.executable))
    if found is None:
        raise SystemExit("install the project for this Python first: make bench does")
    return found


def table(head: list[str], rows: list[list[str]]) -> str:
    """The rows in Markdown."""
    head = [*head, "over before"][: max((len(row) for row in rows), default=len(head))]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def machine() -> str:
    """What the figures depend on, without names."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {git.strip()}, "
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors."
    )


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11, help="pairs of most rows (11)")
    parser.add_argument("--only", default="", help="only rows that contain this")
    parser.add_argument(
        "--peers", action="store_true", help="install and measure other programs too"
    )
    parser.add_argument(
        "--growth", action="store_true", help="measure how time and memory grow instead"
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table into this document"
    )
    parser.add_argument(
        "--bombs", action="store_true", help="measure small inputs that could cost much instead"
    )
    parser.add_argument(
        "--search", type=float, metavar="SECONDS", help="look for such inputs for so long"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the search (1)")
    parser.add_argument(
        "--before", metavar="PROGRAM", help="another modsquad-lint, run in turn with this one"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.search is not None:
            for damage, made in search.look(program(), arguments.search, arguments.seed):
                print(damage, made, flush=True)  # noqa: T201 - it is all that it does
            return
        if arguments.bombs:
            block, head, lines = "bombs", bombs.HEAD, _bombs(folder, arguments.only)
        else:
            block, head = "growth" if arguments.growth else "bench", HEAD
            sources = [growth] if arguments.growth else [rows]
            sources += [peers] if arguments.peers else []
            wanted = (
                row
                for source in sources
                for row in source(folder)
                if arguments.only in f"{row.what} {row.over}"
            )
            lines = (
                measure(row, arguments.runs, program(), arguments.before).cells() for row in wanted
            )
        cells = []
        for line in lines:
            cells.append(line)
            print(" | ".join(line), flush=True)  # noqa: T201 - it says how far it is
    text = f"{table(head, cells)}\n{machine()}\n"
    print(f"\n{text}")  # noqa: T201
    if arguments.write is not None:
        document = arguments.write.read_text(encoding="utf-8")
        changed = re.sub(
            _BLOCK.format(block),
            lambda match: f"{match[1]}\n{text}\n{match[2]}",
            document,
            flags=re.DOTALL,
        )
        arguments.write.write_text(changed, encoding="utf-8")


def _bombs(folder: Path, only: str) -> Iterator[list[str]]:
    for number, what in enumerate([*bombs.BOMBS, *worlds.KNOWN]):
        if only in what:
            bomb = bombs.made(what, folder / str(number))
            yield bombs.explode(bomb, program()).cells(what)
            shutil.rmtree(bomb.folder)


if __name__ == "__main__":
    main()
