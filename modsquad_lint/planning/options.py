"""What a team can set about planning and rules, as plain data with its defaults (design section 8)."""

from __future__ import annotations

from collections.abc import Mapping

from ..text.typed import NamedTuple

MERGEABLE = ("requirements*.txt", "CHANGELOG.md")
"""Files that several tasks may add to at once (design section 4, point 3)."""

SCOPES: Mapping[str, tuple[str, ...]] = {
    "front end": (
        "*.tsx",
        "*.jsx",
        "*.vue",
        "*.svelte",
        "*.css",
        "*.scss",
        "*.less",
        "*.html",
        "frontend/",
    ),
    "back end": (
        "*.py",
        "*.go",
        "*.rb",
        "*.java",
        "*.kt",
        "*.cs",
        "*.php",
        "*.rs",
        "*.sql",
        "backend/",
    ),
}
"""What MSQ503 takes for front end and back end; the first scope that matches a path has it."""


class Options(NamedTuple):
    """Settings that planning and rules read.

    Attributes:
        mergeable: globs of mergeable files, added to `MERGEABLE`.
        no_extension: names and globs of files that are right without an extension, added to the well-known ones.
        extra_keys: keys of tasks that are another tool's, and fine.
        max_files: more declared paths than this are too many for one task.
        scopes: name of a scope to its globs.
        squads: squad to the globs that it owns (which may be none); None when none are configured.
        min_parallelization: in percent; a plan below it is a warning.
        min_speedup: a factor; a plan below it is a warning.
        drift_ignore: globs of files that may always change.
        branch_pattern: how a branch names its task.
        task_trailer: the commit trailer that names a task.
    """

    mergeable: tuple[str, ...] = ()
    no_extension: tuple[str, ...] = ()
    extra_keys: tuple[str, ...] = ()
    max_files: int = 10
    scopes: Mapping[str, tuple[str, ...]] = SCOPES
    squads: Mapping[str, tuple[str, ...]] | None = None
    min_parallelization: float | None = None
    min_speedup: float | None = None
    drift_ignore: tuple[str, ...] = ()
    branch_pattern: str = "task/{id}"
    task_trailer: str = "Task"
