"""What the signs of MSQ307 and MSQ613 are worth on histories with plans of GSD.

    python tests/bench/signs.py REPOSITORY...

For each two plans of a phase: does the sign say that one needs the other, and did the plan declare it? What the
plans declare is held out: no sign sees it. Prints, for each repository and together, how many pairs have the sign,
how many of these are declared to be in order (precision), and how many of the declared dependencies have it (recall).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import look
from modsquad_lint.planning.graph import Graph
from modsquad_lint.planning.imports import NewFiles
from modsquad_lint.planning.mentions import mentions, names_of
from modsquad_lint.planning.tasks import Task
from modsquad_lint.repository.comparing.commits import Commit, Habits, commits_in
from modsquad_lint.repository.git.blobs import read_blobs
from modsquad_lint.repository.git.repository import Repository
from modsquad_lint.repository.search import phase_of
from modsquad_lint.rules.facts import NoFacts
from modsquad_lint.text.joined import Joined
from modsquad_lint.text.source import Source

_HABITS = Habits((), ("Task",), ("...({id}): ...",))
_LARGEST = 1 << 20

Pair = tuple[str, str]


class Phase(NamedTuple):
    """The plans of one phase, as they stood last.

    Attributes:
        at: the position in the history of the first of them.
        texts: all that stands below the front matter of each.
    """

    at: int
    tasks: Sequence[Task]
    texts: Mapping[str, str]


class History(NamedTuple):
    """The commits, the oldest first, and where each path was added first."""

    repository: Repository
    commits: Sequence[Commit]
    added: Mapping[str, int]


def read(root: str) -> tuple[History, list[Phase]]:
    repository = Repository(root)
    commits = commits_in(repository, ("HEAD",), _HABITS)[::-1]
    added: dict[str, int] = {}
    found: dict[str, dict[str, tuple[int, str]]] = {}
    begun: dict[str, int] = {}
    for at, commit in enumerate(commits):
        for change in commit.changes:
            added.setdefault(change.path, at)
            phase = phase_of(change.path)
            if phase is not None and change.status != "D":
                begun.setdefault(phase, at)
                found.setdefault(phase, {})[change.path] = (at, change.objects[1])
    phases = []
    for phase, files in found.items():
        blobs = read_blobs(repository, [blob for _, blob in files.values()])
        parts = [Source(path, data) for path, data in zip(files, blobs, strict=True) if data]
        if len(parts) < 2:
            continue
        subject = look(
            Joined(phase, sorted(parts, key=lambda it: it.path), display=phase), NoFacts(), DEFAULT
        )
        tasks = subject.file.tasks
        bodies = {_ident(part.path): part.text.partition("\n---")[2] for part in parts}
        phases.append(
            Phase(begun[phase], tasks, {task.id: bodies.get(task.id, "") for task in tasks})
        )
    return History(repository, commits, added), phases


def _ident(path: str) -> str:
    return path.rpartition("/")[2].removesuffix("-PLAN.md")


def declared(phase: Phase) -> tuple[set[Pair], set[Pair]]:
    """The pairs (task, what it waits for): direct ones, and all."""
    needs = {task.id: list(task.dependencies) for task in phase.tasks}
    direct = {(task, needed) for task, some in needs.items() for needed in some if needed in needs}
    every: set[Pair] = set()
    for task in needs:
        ahead = [task]
        for one in ahead:
            for needed in needs.get(one, ()):
                if needed in needs and (task, needed) not in every:
                    every.add((task, needed))
                    ahead.append(needed)
    return direct, every


def named(body: Callable[[Phase, Task], str]) -> Callable[[History, Phase], set[Pair]]:
    """The sign of MSQ307, with or without what stands below the front matter."""

    def sign(history: History, phase: Phase) -> set[Pair]:
        owners: dict[str, set[int]] = {}
        for at, task in enumerate(phase.tasks):
            for path in task.files:
                owners.setdefault(path, set()).add(at)
        created = {
            path: next(iter(some))
            for path, some in owners.items()
            if len(some) == 1 and history.added.get(path, phase.at) >= phase.at
        }
        before = [path for path, at in history.added.items() if at < phase.at]
        texts = [str(task.entry.get("description") or "") for task in phase.tasks]
        bodies = [body(phase, task) for task in phase.tasks]
        nobody = Graph([() for _ in texts], [0 for _ in texts])
        return {
            (phase.tasks[it.task].id, phase.tasks[it.creator].id)
            for it in mentions(texts, created, names_of(created, before), nobody, bodies)
        }

    return sign


def imported(history: History, phase: Phase) -> set[Pair]:
    """The sign of MSQ613: a changed file of one plan imports what another one added."""
    ids = {task.id for task in phase.tasks}
    creators: dict[str, set[str]] = {}
    changed: dict[str, dict[str, str]] = {}
    for commit in history.commits:
        for ident in {*commit.trailers, *commit.likely} & ids:
            for change in commit.changes:
                if change.status in "AR":
                    creators.setdefault(change.path, set()).add(ident)
                if change.status != "D":
                    changed.setdefault(change.path, {})[ident] = change.objects[1]
    new = NewFiles([path for path, by in creators.items() if len(by) == 1])
    wanted = [
        (ident, path, blob)
        for path, by in changed.items()
        if path.endswith((".py", ".ts", ".tsx", ".js", ".jsx", ".mjs"))
        for ident, blob in by.items()
    ]
    blobs = read_blobs(history.repository, [blob for *_, blob in wanted])
    found: set[Pair] = set()
    for (ident, path, _), data in zip(wanted, blobs, strict=True):
        if data is None or len(data) > _LARGEST:
            continue
        for it in new.imported(path, data.decode(errors="replace")) or ():
            (creator,) = creators[it.path]
            if creator != ident and creator not in changed[path]:
                found.add((ident, creator))
    return found


SIGNS: Mapping[str, Callable[[History, Phase], set[Pair]]] = {
    "description": named(lambda *_: ""),
    "all of its text": named(lambda phase, task: phase.texts[task.id]),
    "import": imported,
}


def measured(roots: Sequence[str]) -> Iterator[str]:
    yield f"{'':38} {'plans':>6} {'declared':>9}   sign: pairs, precision, recall"
    total: dict[str, list[int]] = {}
    for root in [*roots, ""]:
        if root:
            history, phases = read(root)
            counts = {name: [0, 0, 0, 0, 0] for name in (*SIGNS, "text or import")}
            for phase in phases:
                direct, every = declared(phase)
                found = {name: sign(history, phase) for name, sign in SIGNS.items()}
                found["text or import"] = found["all of its text"] | found["import"]
                for name, signed in found.items():
                    # What comes later is no sign: the order is there, the other way round.
                    pairs = {(task, other) for task, other in signed if (other, task) not in every}
                    new = [
                        len(phase.tasks),
                        len(direct),
                        len(pairs),
                        len(pairs & every),
                        len(pairs & direct),
                    ]
                    counts[name] = [a + b for a, b in zip(counts[name], new, strict=True)]
            for name, some in counts.items():
                total[name] = [a + b for a, b in zip(total.get(name, [0] * 5), some, strict=True)]
        else:
            counts = total
        shown = re.sub(r"^.*/([^/]+)/repo/?$", r"\1", root) or "together"
        for name, (plans, edges, signs, right, hit) in counts.items():
            precision = f"{right / signs:.2f}" if signs else "-"
            recall = f"{hit / edges:.2f}" if edges else "-"
            yield f"{shown[:38]:38} {plans:6} {edges:9}   {name}: {signs}, {precision}, {recall}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in measured(sys.argv[1:]))
