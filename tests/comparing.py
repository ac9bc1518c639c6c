"""A comparison without a `Project`, for the tests of what git says changed."""

from __future__ import annotations

from collections.abc import Sequence

from modsquad_lint.planning.options import Options
from modsquad_lint.repository.comparing.comparison import Against, Changes, answered, ends_of
from modsquad_lint.rules.comparing.changes import Habits


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
