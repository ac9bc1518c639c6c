"""A comparison without a `Project`, for the tests of what git says changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from typing import NamedTuple

from modsquad_lint.engine.config import DEFAULT, Config
from modsquad_lint.engine.linting import tasks_of
from modsquad_lint.planning.options import Options
from modsquad_lint.repository.comparing.answering import Changed, changed_between
from modsquad_lint.repository.comparing.compared_plan import compared_plan
from modsquad_lint.repository.comparing.ends import Against, Ends, ends_of
from modsquad_lint.repository.comparing.held import HeldAtEnds, held_at_ends, versions_of
from modsquad_lint.repository.git.advice import asking_git
from modsquad_lint.repository.git.together import in_step
from modsquad_lint.repository.memory import Memory
from modsquad_lint.repository.search import Entry, Search
from modsquad_lint.rules.comparing.changes import Habits, Unit, Version
from modsquad_lint.rules.comparing.comparison import Comparison
from modsquad_lint.rules.comparing.judgement import judge
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source


class Changes(NamedTuple):
    """What differs between two ends, and who answers for it."""

    ends: Ends
    changed: Changed

    @property
    def units(self) -> Sequence[Unit]:
        return self.changed.units


class Seen(NamedTuple):
    """What changed, as it is seen from one tasks file: `data` is what that holds where the range ends."""

    what: str
    units: Sequence[Unit]
    data: bytes | None
    versions: Sequence[Version]


def compare(
    root: str | None, against: str, *, tasks: Sequence[str] = (), options: Options | None = None
) -> Changes:
    """What changed, and which tasks answer for it.

    Args:
        root: the repository's; None outside one.
        against: `staged`, `worktree`, `auto`, a revision, `A..B` or `A...B`; of what is pushed the first.
        tasks: the ids of `--task`.
        options: how a branch and a trailer name a task.

    Raises:
        NotCheckedError: it cannot be known.
    """
    ends = ends_of(root, Against(against))[0]
    return Changes(ends, changed_between(ends, Habits.of([options or Options()]), tasks))


def seen_from(changes: Changes, path: str) -> Seen:
    """What changed, with one tasks file; its path is relative to the repository root."""
    ends, changed = changes

    def steps() -> Generator[None, None, Seen]:
        (held,) = yield from held_at_ends(ends, [path])
        (versions,) = yield from versions_of(ends, changed.commits, [held])
        return Seen(ends.what, changed.units, held.after, versions)

    with asking_git(ends.repository):
        (found,) = in_step([steps()])
    return found


class _Told(Memory):
    """Knows of every repository the same."""

    def __init__(self, facts: Facts) -> None:
        def opened() -> Search:
            return Search(None, {}, "the test", config_path=None, isolated=True, use_git=False)

        super().__init__(opened, use_git=False)
        self._told = facts

    def facts_of(self, root: str | None) -> Facts:
        del root
        return self._told


def alone(
    source: Source,
    units: Sequence[Unit],
    facts: Facts | None = None,
    config: Config = DEFAULT,
    *,
    versions: Sequence[Version] = (),
    branch: Sequence[str] = (),
    is_part: bool = False,
    texts: Callable[[Collection[str]], Mapping[str, bytes | None]] | None = None,
) -> Comparison:
    """The comparison with one tasks file, the only one of its run, that is called "it"."""
    now = Facts() if facts is None else facts
    path, data = source.path, source.encoded()
    changes = [change for unit in units for change in unit.changes]
    moved = [it.path for it in changes if it.how == "renamed to" and it.other == path]
    held = HeldAtEnds(path, (moved or [path])[0], versions[0].data if versions else data, data)
    entry = Entry(path, source.display, path, "/", config, named=source.named)
    plan = compared_plan(_Told(now), entry, held, is_found=False).file
    assert plan is not None
    return Comparison(
        "it",
        tuple(units),
        judge([plan], units, now),
        versions=tuple(versions),
        read=lambda data: tasks_of(Source(path, data), now, config),
        branch=tuple(branch),
        is_part=is_part,
        texts=texts,
        then=now,
    )
