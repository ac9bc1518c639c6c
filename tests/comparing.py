"""A comparison without a `Project`, for the tests of what git says changed."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from modsquad_lint.engine.config import DEFAULT, Config
from modsquad_lint.engine.linting import tasks_of
from modsquad_lint.planning.options import Options
from modsquad_lint.planning.tasks import TaskFile
from modsquad_lint.repository.comparing.comparison import (
    Against,
    Changes,
    answered,
    asked,
    ends_of,
    held_at_ends,
)
from modsquad_lint.repository.git.together import in_step
from modsquad_lint.rules.comparing.changes import Habits
from modsquad_lint.rules.comparing.comparison import Comparison
from modsquad_lint.rules.comparing.judgement import judge
from modsquad_lint.rules.comparing.plans import PlanFile
from modsquad_lint.rules.facts import Facts, NoFacts
from modsquad_lint.text.source import Source


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
    return answered(ends, Habits.of([options or Options()]), tasks)


def seen_from(changes: Changes, path: str) -> Comparison:
    """The comparison with one tasks file; its path is relative to the repository root."""

    def steps() -> Generator[None, None, list[Comparison]]:
        held = yield from held_at_ends(changes.ends, [path])
        return (yield from changes.with_files(held))

    with asked(changes.ends.repository):
        ((found,),) = in_step([steps()])
    return found


def alone(
    source: Source,
    comparison: Comparison,
    facts: Facts | None = None,
    config: Config = DEFAULT,
    *,
    kept: str = "",
) -> Comparison:
    """The comparison with one tasks file, the only one of its run; git may have it at another path."""
    now = NoFacts() if facts is None else facts

    def read(data: bytes) -> TaskFile | None:
        return tasks_of(Source(source.path, data), now, config)

    first = comparison.versions[0].data if comparison.versions else source.encoded()
    ends = (None if first is None else read(first)), read(source.encoded())
    own = {source.path, kept} - {""}
    changes = [change for unit in comparison.units for change in unit.changes]
    own |= {it.path for it in changes if it.how == "renamed to" and it.other in own}
    plan = PlanFile(source.path, *ends, config.options, frozenset(own))
    return comparison._replace(judged=judge([plan], comparison.units, now), read=read, then=now)
