"""Where hooks are kept by another tool than pre-commit: found, and told what to put there."""

from __future__ import annotations

from collections.abc import Sequence

from ...repository.git.repository import GitFailedError, Repository, decode
from .ground import Ground

CHECK = "modsquad-lint check --against staged"
TRAILER = "modsquad-lint-task-trailer"

_LEFTHOOK = tuple(
    f"{dot}lefthook.{ending}" for ending in ("yml", "yaml", "toml", "json") for dot in ("", ".")
)
_PREK = ("prek.toml",)
_HUSKY = ".husky"


def advice(ground: Ground) -> Sequence[str]:
    """What to put where, for whatever keeps the hooks here; nothing where nothing does."""
    for name in _LEFTHOOK:
        if ground.has(name):
            return (
                f"{name}: lefthook keeps the hooks here, so put this into it yourself:",
                "    pre-commit:",
                "      jobs:",
                f"        - run: {CHECK}",
                "    commit-msg:",
                "      jobs:",
                f"        - run: {TRAILER} {{1}}",
            )
    for name in _PREK:
        if ground.has(name):
            return (
                f"{name}: prek keeps the hooks here, so put this into it yourself:",
                "    [[repos]]",
                '    repo = "local"',
                "    hooks = [",
                '      { id = "modsquad-lint", name = "modsquad-lint", language = "system",',
                f'        entry = "{CHECK}", always_run = true, pass_filenames = false }},',
                "    ]",
            )
    if ground.has(_HUSKY):
        return (
            f"{_HUSKY}: husky keeps the hooks here, so add these lines yourself:",
            f"    {_HUSKY}/pre-commit:  {CHECK}",
            f'    {_HUSKY}/commit-msg:  {TRAILER} "$1"',
        )
    folder = _hooks_path(ground)
    if folder:
        return (
            f"{folder}: git looks for hooks there (core.hooksPath), so add these lines yourself:",
            f"    pre-commit:  {CHECK}",
            f'    commit-msg:  {TRAILER} "$1"',
        )
    return ()


def _hooks_path(ground: Ground) -> str:
    """Where git looks for hooks, if that is said; "" otherwise."""
    repository = Repository(ground.root)
    try:
        answer = repository.ask("config", "--get-all", "core.hooksPath", accept=(0, 1))
    except GitFailedError:
        return ""
    # The last one is our own, by which git runs none.
    said = decode(answer).split("\n")[:-2]
    return said[-1] if said else ""
