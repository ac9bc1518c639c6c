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


COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "package.json": (
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "bun.lockb",
    ),
    "deno.json": ("deno.lock",),
    "deno.jsonc": ("deno.lock",),
    "pyproject.toml": ("uv.lock", "poetry.lock", "pdm.lock", "pixi.lock", "pylock.toml"),
    "pixi.toml": ("pixi.lock",),
    "Pipfile": ("Pipfile.lock",),
    "requirements.in": ("requirements.txt",),
    "Cargo.toml": ("Cargo.lock",),
    "go.mod": ("go.sum",),
    "go.work": ("go.work.sum",),
    "Gemfile": ("Gemfile.lock",),
    "*.gemspec": ("Gemfile.lock",),
    "composer.json": ("composer.lock",),
    "mix.exs": ("mix.lock",),
    "rebar.config": ("rebar.lock",),
    "pubspec.yaml": ("pubspec.lock",),
    "Podfile": ("Podfile.lock",),
    "Package.swift": ("Package.resolved",),
    "*.csproj": ("packages.lock.json",),
    "*.fsproj": ("packages.lock.json",),
    "build.gradle": ("gradle.lockfile",),
    "build.gradle.kts": ("gradle.lockfile",),
    "MODULE.bazel": ("MODULE.bazel.lock",),
    "stack.yaml": ("stack.yaml.lock",),
    "flake.nix": ("flake.lock",),
    "Chart.yaml": ("Chart.lock",),
    "*.tf": (".terraform.lock.hcl",),
}
"""Lock files, which the package manager writes when their manifest changes: a manifest to those it has."""

UNPLANNED = ("together", "allow", "refuse")
"""What can hold for changes that nobody answers for."""


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
        commit_pattern: how the subject of a commit names a task; "" where it names none.
        companions: a name, or a glob of names, to the names of files that are declared with such a file.
        unplanned: what holds for changes that nobody answers for: "together", "allow" or "refuse".
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
    commit_pattern: str = ""
    companions: Mapping[str, tuple[str, ...]] = COMPANIONS
    unplanned: str = UNPLANNED[0]
