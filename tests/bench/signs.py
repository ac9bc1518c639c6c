"""What the signs of MSQ307 and MSQ613 are worth on histories with plans of GSD.

    python tests/bench/signs.py REPOSITORY...

For each two plans of a phase: does the sign say that one needs the other, and did the plan declare it? What the
plans declare is held out: no sign sees it. Prints, for each repository and together, how many pairs have the sign,
how many of these are declared to be in order (precision), and how many of the declared dependencies have it (recall);
the last figure is the recall of those alone whose earlier plan declares a new file, the only ones of which a text can
name one. The second precision takes two plans for ordered also where one is in a later wave.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import look
from modsquad_lint.planning.aliases import Aliases, settings_above
from modsquad_lint.planning.graph import Graph
from modsquad_lint.planning.imports import PYTHON, SCRIPTS, NewFiles
from modsquad_lint.planning.mentions import mentions, names_of
from modsquad_lint.planning.tasks import Task
from modsquad_lint.repository.comparing.commits import Commit, commits_in, logged
from modsquad_lint.repository.git.blobs import read_blobs
from modsquad_lint.repository.git.repository import Repository
from modsquad_lint.repository.search import phase_of
from modsquad_lint.rules.comparing.changes import Habits
from modsquad_lint.rules.facts import Facts
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
        records: what the tool writes when each is done.
        begun: the position in the history of each.
        waves: the number of the wave that each is in, if it says so; a wave waits for the one before.
    """

    at: int
    tasks: Sequence[Task]
    texts: Mapping[str, str]
    records: Mapping[str, str]
    begun: Mapping[str, int]
    waves: Mapping[str, int]


class History(NamedTuple):
    """The commits, the oldest first, and where each path was added first."""

    repository: Repository
    commits: Sequence[Commit]
    added: Mapping[str, int]


def read(root: str) -> tuple[History, list[Phase]]:
    repository = Repository(root)
    commits = commits_in(logged(repository, ("HEAD",)), _HABITS)[::-1]
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
    phases: dict[tuple[str, ...], Phase] = {}
    for phase, files in found.items():
        blobs = read_blobs(repository, [blob for _, blob in files.values()])
        parts = [Source(path, data) for path, data in zip(files, blobs, strict=True) if data]
        if len(parts) < 2:
            continue
        subject = look(
            Joined(phase, sorted(parts, key=lambda it: it.path), display=phase), Facts(), DEFAULT
        )
        tasks = subject.file.tasks
        bodies = getattr(subject.file.document, "bodies", ())
        texts = {task.id: body.text for task, body in zip(tasks, bodies, strict=False)}
        records = {_ident(part.path): part.path.replace("-PLAN", "-SUMMARY") for part in parts}
        waves = {
            _ident(part.path): int(wave[1])
            for part in parts
            if (wave := re.search(r"^wave:\s*(\d+)", part.text, re.MULTILINE))
        }
        # A phase that was moved, as finished milestones are, is the same one.
        name = (phase.rpartition("/")[2], *texts)
        phases.setdefault(
            name,
            Phase(
                begun[phase],
                tasks,
                texts,
                records,
                {_ident(part.path): added[part.path] for part in parts},
                waves,
            ),
        )
    return History(repository, commits, added), [*phases.values()]


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


def created(
    history: History, phase: Phase, *, files: bool = True, records: bool = False
) -> dict[str, int]:
    """Each path that only one task declares, or its tool writes, and that was not there before the phase."""
    owners: dict[str, set[int]] = {}
    for at, task in enumerate(phase.tasks):
        record = [phase.records[task.id]] if records and task.id in phase.records else []
        for path in (*(task.files if files else ()), *record):
            owners.setdefault(path, set()).add(at)
    return {
        path: next(iter(some))
        for path, some in owners.items()
        if len(some) == 1 and history.added.get(path, phase.at) >= phase.at
    }


def named(
    body: Callable[[Phase, Task], str], *, files: bool, records: bool
) -> Callable[[History, Phase], set[Pair]]:
    """The sign of MSQ307, with or without what stands below the front matter: declared files, and records."""

    def sign(history: History, phase: Phase) -> set[Pair]:
        made = created(history, phase, files=files, records=records)
        before = [path for path, at in history.added.items() if at < phase.at]
        texts = [str(task.entry.get("description") or "") for task in phase.tasks]
        bodies = [body(phase, task) for task in phase.tasks]
        nobody = Graph([() for _ in texts], [0 for _ in texts])
        found: set[Pair] = set()
        for it in mentions(texts, made, names_of(made, before), nobody, bodies):
            task = phase.tasks[it.task].id
            # What git had when the plan was written is new no more.
            at = phase.begun.get(task, phase.at)
            if any(history.added.get(name.path, at) >= at for name in it.names):
                found.add((task, phase.tasks[it.creator].id))
        return found

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
    aliases = Aliases(_settings(history, [path for path in changed if path.endswith(SCRIPTS)]))
    new = NewFiles([path for path, by in creators.items() if len(by) == 1], aliases)
    wanted = [
        (ident, path, blob)
        for path, by in changed.items()
        if path.endswith((*PYTHON, *SCRIPTS)) and len(by) == 1
        for ident, blob in by.items()
    ]
    blobs = read_blobs(history.repository, [blob for *_, blob in wanted])
    found: set[Pair] = set()
    for (ident, path, _), data in zip(wanted, blobs, strict=True):
        if data is None or len(data) > _LARGEST:
            continue
        for it in new.imported(path, data.decode(errors="replace")) or ():
            (creator,) = creators[it.path]
            if creator != ident:
                found.add((ident, creator))
    return found


def _settings(history: History, scripts: Sequence[str]) -> dict[str, str]:
    """The settings above these scripts as they are now."""
    specs = [f"HEAD:{path}" for path in settings_above(scripts)]
    given = "".join(f"{spec}\n" for spec in specs).encode()
    found = history.repository.ask(
        "cat-file", "--batch-check=%(objectname) %(objecttype)", given=given
    )
    idents = [line.split() for line in found.decode().splitlines()]
    there = [(spec, it[0]) for spec, it in zip(specs, idents, strict=True) if it[1:] == ["blob"]]
    texts = read_blobs(history.repository, [ident for _, ident in there])
    return {
        spec.removeprefix("HEAD:"): (data or b"").decode(errors="replace")
        for (spec, _), data in zip(there, texts, strict=True)
    }


def _text(phase: Phase, task: Task) -> str:
    return phase.texts[task.id]


SIGNS: Mapping[str, Callable[[History, Phase], set[Pair]]] = {
    "description, files": named(lambda *_: "", files=True, records=False),
    "text, files": named(_text, files=True, records=False),
    "text, records": named(_text, files=False, records=True),
    "import": imported,
}
TOGETHER: Mapping[str, Sequence[str]] = {
    "MSQ307": ("text, files", "text, records"),
    "files or import": ("text, files", "import"),
    "MSQ307 or MSQ613": ("text, files", "text, records", "import"),
}


class Count(NamedTuple):
    """What was counted of one sign.

    Attributes:
        declared: the direct dependencies.
        new: those of `declared` whose earlier task declares a new file of its own; of others no text can name one.
        signs: the pairs with the sign.
        right: those of `signs` that are declared to be in order by `depends_on`, also indirectly.
        right_waves: those that are so by `depends_on`, or by their waves.
        hit, hit_new: those of `declared` and of `new` with the sign.
    """

    plans: int
    declared: int
    new: int
    signs: int
    right: int
    right_waves: int
    hit: int
    hit_new: int


def count(history: History, phase: Phase) -> Iterator[tuple[str, Count]]:
    """Each sign, alone and together, in one phase."""
    direct, every = declared(phase)
    creators = {phase.tasks[at].id for at in created(history, phase).values()}
    new = {(task, other) for task, other in direct if other in creators}
    found = {name: sign(history, phase) for name, sign in SIGNS.items()}
    for name, parts in TOGETHER.items():
        found[name] = set().union(*map(found.__getitem__, parts))
    for name, signed in found.items():
        # What comes later is no sign: the order is there, the other way round.
        pairs = {(task, other) for task, other in signed if (other, task) not in every}
        by_wave = {
            (task, other)
            for task, other in pairs
            if phase.waves.get(task, 0) > phase.waves.get(other, sys.maxsize)
        }
        right = pairs & every
        some = (direct, new, pairs, right, right | by_wave, pairs & direct, pairs & new)
        yield name, Count(len(phase.tasks), *map(len, some))


def measured(roots: Sequence[str]) -> Iterator[str]:
    """A line for each repository and sign, and for all repositories together."""
    yield f"{'':38} {'plans':>6} {'declared':>9} {'new':>5}   sign: pairs, precision, the same with waves, recall, recall of new"
    total: dict[str, Count] = {}
    for root in roots:
        history, phases = read(root)
        counts: dict[str, Count] = {}
        for phase in phases:
            for name, some in count(history, phase):
                counts[name] = _sum(counts.get(name), some)
                total[name] = _sum(total.get(name), some)
        yield from _lines(re.sub(r"^.*/([^/]+)/repo/?$", r"\1", root), counts)
    yield from _lines("together", total)


def _sum(first: Count | None, second: Count) -> Count:
    return Count(*map(sum, zip(first, second, strict=True))) if first else second


def _lines(shown: str, counts: Mapping[str, Count]) -> Iterator[str]:
    for name, it in counts.items():
        shares = (
            (it.right, it.signs),
            (it.right_waves, it.signs),
            (it.hit, it.declared),
            (it.hit_new, it.new),
        )
        said = ", ".join(f"{some / of:.2f}" if of else "-" for some, of in shares)
        yield f"{shown[:38]:38} {it.plans:6} {it.declared:9} {it.new:5}   {name}: {it.signs}, {said}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in measured(sys.argv[1:]))
