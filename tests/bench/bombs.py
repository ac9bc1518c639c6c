"""Small inputs that could cost much: shapes by name, and a search for new ones; knows no rule of the program.

Each bomb is at most a megabyte: tasks file, configuration and packed git together. It must not take more
than `MOST_SECONDS`, `MOST_MEBIBYTES` and `MOST_WRITTEN`, git's own work aside.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import inputs

PYTHON = sys.executable
MOST_BYTES = 1_000_000
MOST_SECONDS = 5.0
MOST_MEBIBYTES = 300
MOST_WRITTEN = 20_000_000

Task = dict[str, Any]


class Bomb(NamedTuple):
    """What is run where, how many bytes it was made of, and what stands on standard input."""

    arguments: list[str]
    folder: Path
    size: int
    given: str = ""


class Commit(NamedTuple):
    """Files with their contents, as they change in one commit; a message with a trailer, perhaps.

    A commit of another branch than main begins it.
    """

    files: list[tuple[str, str]]
    task: str = ""
    branch: str = "main"


# ---------------------------------------------------------------- pieces


def task(ident: str, files: Iterable[str] = (), after: Iterable[str] = (), **more: object) -> Task:
    return {"id": ident, "file_modifications": [*files], "dependencies": [*after], **more}


def text_of(tasks: Sequence[Task]) -> str:
    """As short as JSON can be."""
    return json.dumps({"tasks": [*tasks]}, separators=(",", ":")) + "\n"


def alone(folder: Path, text: str, *arguments: str, suffix: str = "json", config: str = "") -> Bomb:
    """A tasks file in no repository, perhaps with a configuration beside it."""
    folder.mkdir(parents=True)
    (folder / f"tasks.{suffix}").write_text(text, encoding="utf-8")
    if config:
        (folder / "modsquad-lint.toml").write_text(config, encoding="utf-8")
    command = [*(arguments or ["check", "--no-git"]), f"tasks.{suffix}"]
    return Bomb(command, folder, len(text) + len(config))


def history(folder: Path, commits: Iterable[Commit], *arguments: str, config: str = "") -> Bomb:
    """A repository whose last commits are compared with the first."""
    folder.mkdir(parents=True)
    inputs.git(folder, "init", "--quiet", "--initial-branch=main")
    inputs.git(folder, "fast-import", "--quiet", given="".join(_stream(commits)))
    inputs.git(folder, "checkout", "--quiet", "--force", "main")
    inputs.git(folder, "gc", "--quiet", "--aggressive", "--prune=now")
    text = (folder / "tasks.json").stat().st_size
    if config:
        (folder / "modsquad-lint.toml").write_text(config, encoding="utf-8")
    packs = sum(path.stat().st_size for path in (folder / ".git/objects/pack").glob("*.pack"))
    return Bomb([*arguments, "tasks.json"], folder, text + len(config) + packs)


def _stream(commits: Iterable[Commit]) -> Iterator[str]:
    for number, commit in enumerate(commits):
        message = f"Change {number}\n" + (f"\nTask: {commit.task}\n" if commit.task else "")
        yield f"commit refs/heads/{commit.branch}\n"
        yield "committer A U Thor <author@example.com> 1700000000 +0000\n"
        yield f"data {len(message.encode())}\n{message}\n"
        if commit.branch != "main":
            yield "from refs/heads/main\n"
        for name, text in commit.files:
            yield f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n"


def since(commits: int) -> list[str]:
    """Compare with what was so many commits ago."""
    return ["check", "--against", f"HEAD~{commits}"]


# ---------------------------------------------------------------- shapes that are known

AS_THE_ACTION = [
    *("check", "--no-git", "--format", "github"),
    *("--format", "sarif=/dev/null", "--format", "markdown=/dev/null"),
]


def aliases(folder: Path) -> Bomb:
    """One task of many bad paths, and very often the same again."""
    text = f"[&a {{id: a, file_modifications: [{'b,' * 360}]}}{',*a' * 150}]"
    return alone(folder, text, *AS_THE_ACTION, suffix="yaml")


def near_names(folder: Path) -> Bomb:
    """Folders with the same files, which git keeps once; each of 50 tasks names a file that none has."""
    letters = random.Random(1)  # noqa: S311 - the same each time
    names = ["".join(letters.choices("ab", k=90)) + ".py" for _ in range(800)]
    wrong = ["".join(letters.choices("ab", k=90)) + ".py" for _ in range(3)]
    tasks = [task(f"t{at}", [f"f{at}/{name}" for name in wrong]) for at in range(50)]
    files = [(f"f{at}/{name}", "") for at in range(50) for name in names]
    return history(folder, [Commit([("tasks.json", text_of(tasks)), *files])], "check", "-v")


def shared_by_commits(folder: Path, tasks: int = 500, paths: int = 40, commits: int = 120) -> Bomb:
    """Each commit, of a task of its own, changes all the paths that all the others share."""
    names = [f"{at}.py" for at in range(paths)]
    plan = [task(f"own{at}", [f"own{at}.py"]) for at in range(commits)]
    plan += [task(f"t{at}", names) for at in range(tasks)]
    first = Commit([("tasks.json", text_of(plan)), *((name, "") for name in names)])
    later = [Commit([(name, f"{at}\n") for name in names], f"own{at}") for at in range(commits)]
    return history(folder, [first, *later], *since(commits))


def many_versions(folder: Path, commits: int = 100) -> Bomb:
    """Each commit changes one letter of a long tasks file."""
    tasks = [task(f"t{at}", [f"src/module_{at}/file.py"]) for at in range(11_000)]

    def version(number: int) -> Commit:
        changed = [*tasks[:-1], {**tasks[-1], "description": str(number)}]
        return Commit([("tasks.json", text_of(changed)), ("a.py", str(number))], f"t{number}")

    return history(folder, map(version, range(commits + 1)), *since(commits))


def many_versions_of_then(folder: Path) -> Bomb:
    """The same history, of which each version says what its task declared then."""
    return many_versions(folder)._replace(arguments=["accuracy"])


def priced(folder: Path) -> Bomb:
    """A change that every task could have declared, of tasks with many paths each."""
    plan = [task("own", ["own.py"])]
    plan += [task(f"t{at}", [f"{at}/{n}.py" for n in range(200)]) for at in range(100)]
    first = Commit([("tasks.json", text_of(plan)), ("own.py", "")])
    second = Commit([(f"{at}/{n}.py", "1") for at in range(100) for n in range(40)], "own")
    return history(folder, [first, second], *since(1))


def undeclared(folder: Path) -> Bomb:
    """Many changes that nobody declares, of a task that declares many others."""
    plan = [task("t", [f"d/{at}.py" for at in range(20_000)])]
    first = Commit([("tasks.json", text_of(plan))])
    second = Commit([(f"x/{at}.py", "1") for at in range(10_000)], "t")
    return history(folder, [first, second], *since(1))


def both_changed(folder: Path) -> Bomb:
    """Two tasks that run at the same time, declare much, and change much of what neither declares."""
    plan = [task(who, [f"{who}/{at}.py" for at in range(10_000)]) for who in ("a", "b")]
    first = Commit([("tasks.json", text_of(plan))])
    changes = [Commit([(f"x/{at}.py", who) for at in range(10_000)], who) for who in ("a", "b")]
    return history(folder, [first, *changes], *since(2))


def many_commits(folder: Path, commits: int = 1_000) -> Bomb:
    """Each of many commits is of one task of many, or of one that nobody knows."""
    plan = [task(f"t{at}", [f"d/{at}.py"]) for at in range(8_000)]
    first = Commit([("tasks.json", text_of(plan))])
    later = [
        Commit([(f"d/{at}.py", "1")], f"t{at}" if at % 2 else f"u{at}") for at in range(commits)
    ]
    return history(folder, [first, *later], *since(commits), "-v")


def squads(folder: Path) -> Bomb:
    config = "[squads]\n" + "".join(f"s{at} = ['d{at}/**']\n" for at in range(2_000))
    plan = [task(f"t{at}", [f"e{at}/a.py"], squad="s1") for at in range(1_000)]
    return alone(folder, text_of(plan), "check", "--no-git", "-v", config=config)


def scopes(folder: Path) -> Bomb:
    config = "[scopes]\n" + "".join(f"s{at} = ['d{at}/**']\n" for at in range(2_000))
    plan = [task(f"t{at}", [f"e{at}/a.py", f"f{at}/a.py"]) for at in range(1_000)]
    return alone(folder, text_of(plan), "check", "--no-git", "-v", config=config)


def pairs(folder: Path) -> Bomb:
    plan = [task(f"t{at}", [f"{at // 2}.py", f"x{at}.py"]) for at in range(12_000)]
    return alone(folder, text_of(plan), "plan", "--no-git", "--suggest")


def choices(folder: Path) -> Bomb:
    """Wildcards with braces, of which each two may match one file."""
    each = "src/{a,b,c,d,e,f}{a,b,c,d,e,f}"
    plan = [task(f"t{at}", [f"{each}{at + n}.py" for n in range(3)]) for at in range(80)]
    return alone(folder, text_of(plan), "plan", "--no-git", "--suggest")


def schedule(folder: Path, count: int = 64) -> Bomb:
    """Tasks of which any two may share a file: how few turns they need is searched for exactly."""
    dice = random.Random(5)  # noqa: S311 - the same each time
    plan = [
        task(
            f"t{at}",
            [f"f{each}.py" for each in dice.sample(range(count // 2), 3)],
            [f"t{other}" for other in range(at) if dice.random() < 0.03],
        )
        for at in range(count)
    ]
    return alone(folder, text_of(plan), "plan", "--no-git", "--suggest")


def schedule_of_choices(folder: Path) -> Bomb:
    """The same, of 40 tasks with wildcards."""
    plan = [
        task(
            f"t{at}",
            [f"src/{{a,b,c,d,e,f}}{{a,b,c,d,e,f}}{(at * 7 + n) % 20}.py" for n in range(3)],
        )
        for at in range(40)
    ]
    return alone(folder, text_of(plan), "plan", "--no-git", "--suggest")


def mended(folder: Path) -> Bomb:
    """Very many findings, each with a fix."""
    plan = [task("a", [f"b\\{at} c" for at in range(50_000)])]
    return alone(folder, text_of(plan), "check", "--no-git", "--diff", "--unsafe-fixes")


def batches(folder: Path) -> Bomb:
    """A batch for each task, as a page."""
    plan = [task(f"t{at}", [f"{at}.py"], [f"t{at - 1}"] if at else []) for at in range(12_000)]
    return alone(folder, text_of(plan), "plan", "--no-git", "--format", "html")


def wrong_types(folder: Path) -> Bomb:
    text = "[" + ",".join(["0"] * 400_000) + "]"
    return alone(folder, text, "check", "--no-git", "--format", "sarif")


def self_dependencies(folder: Path) -> Bomb:
    needed = ",".join(['"a"'] * 200_000)
    text = f'[{{"id":"a","file_modifications":["a.py"],"dependencies":[{needed}]}}]'
    return alone(folder, text, "check", "--no-git")


def dense(folder: Path) -> Bomb:
    """Each task of a level waits for all of the level before."""
    width, levels = 60, 30
    plan = [
        task(
            f"{level}-{at}",
            [f"{level}/{at}.py"],
            [f"{level - 1}-{n}" for n in range(width)] if level else [],
        )
        for level in range(levels)
        for at in range(width)
    ]
    return alone(folder, text_of(plan), "plan", "--no-git", "--format", "html")


BOMBS: dict[str, Callable[[Path], Bomb]] = {
    "aliases of bad paths": aliases,
    "names near missing ones, in the same folders": near_names,
    "commits that change what many others declare": shared_by_commits,
    "versions of a long tasks file": many_versions,
    "the same, for accuracy": many_versions_of_then,
    "changes that tasks of many paths declare": priced,
    "changes that nobody declares": undeclared,
    "paths that two tasks changed": both_changed,
    "commits of many tasks": many_commits,
    "squads": squads,
    "scopes": scopes,
    "pairs that share a file": pairs,
    "wildcards with choices": choices,
    "64 tasks that share files by chance": schedule,
    "40 tasks with choices": schedule_of_choices,
    "fixes of very many findings": mended,
    "a batch for each task, as a page": batches,
    "wrong types, as SARIF": wrong_types,
    "one dependency very often": self_dependencies,
    "a dense graph, as a page": dense,
}


# ---------------------------------------------------------------- what they cost

_MEASURED = """\
import atexit, resource, sys
usage = sys.argv[1]
del sys.argv[:2]
resource.setrlimit(resource.RLIMIT_CPU, (100, 100))
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
def note():
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open(usage, "w") as file:
        print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file=file)
atexit.register(note)
with open(sys.argv[0]) as script:
    exec(script.read())
"""


class Damage(NamedTuple):
    """What a run took, git's own work aside."""

    size: int
    seconds: float
    mebibytes: float
    written: int
    code: int

    @property
    def worst(self) -> float:
        """The largest part of a bound that is used up."""
        parts = (
            self.seconds / MOST_SECONDS,
            self.mebibytes / MOST_MEBIBYTES,
            self.written / MOST_WRITTEN,
        )
        return max(parts)

    @property
    def per_megabyte(self) -> float:
        """As `worst`, of what the input costs beyond a run without one, were it a megabyte."""
        rest = self._replace(seconds=self.seconds - 0.05, mebibytes=self.mebibytes - 25)
        return rest.worst * MOST_BYTES / max(self.size, 10_000)

    def cells(self, what: str) -> list[str]:
        """The line of the table."""
        return [
            what,
            f"{self.size:,}",
            f"{self.seconds:.2f} s",
            f"{self.mebibytes:.0f} MiB",
            f"{self.written / 1_000_000:.1f} MB",
            "yes" if self.worst <= 1 else "**no**",
        ]


HEAD = ["what", "bytes", "processor time", "peak memory", "written", "within the bounds"]


def made(what: str, folder: Path) -> Bomb:
    """A bomb, made by a process of its own: the next process starts with the peak memory of this one.

    `what` is a name, or a recipe of `search` as JSON.
    """
    command = [PYTHON, __file__, what, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    arguments, size, given = json.loads(done.stdout)
    return Bomb(arguments, folder, size, given)


def explode(bomb: Bomb, program: str) -> Damage:
    """Run the program on a bomb; where it was ended, it took what it was allowed."""
    with (
        tempfile.TemporaryDirectory() as name,
        tempfile.TemporaryFile() as written,
        tempfile.TemporaryFile() as given,
    ):
        given.write(bomb.given.encode())
        given.seek(0)
        usage = Path(name) / "usage"
        its_python = str(Path(program).with_name("python"))
        command = [its_python, "-c", _MEASURED, str(usage), program, *bomb.arguments]
        done = subprocess.run(
            command,
            cwd=bomb.folder,
            stdin=given,
            stdout=written,
            stderr=subprocess.STDOUT,
            check=False,
        )
        size = written.seek(0, 2)
        used = usage.read_text().split() if usage.exists() else ["100", "4096"]
        return Damage(bomb.size, float(used[0]), float(used[1]), size, done.returncode)


if __name__ == "__main__":
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what in BOMBS:
        bomb = BOMBS[what](folder)
    else:
        import search
        import worlds

        bomb = search.made(worlds.KNOWN.get(what) or search.read(what), folder)
    json.dump([bomb.arguments, bomb.size, bomb.given], sys.stdout)
