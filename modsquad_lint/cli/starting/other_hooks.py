"""Where hooks are kept by another tool than pre-commit: found, and told what to put there."""

from __future__ import annotations

from collections.abc import Sequence

from ...repository.git.repository import GitFailedError, Repository, decode
from ...text.typed import NamedTuple
from .ground import Ground

CHECK = "modsquad-lint check --against staged"
TRAILER = "modsquad-lint-task-trailer"

_LEFTHOOK = tuple(
    f"{dot}lefthook.{ending}" for ending in ("yml", "yaml", "toml", "json") for dot in ("", ".")
)
_IN_LEFTHOOK = (
    "    pre-commit:",
    "      jobs:",
    f"        - run: {CHECK}",
    "    commit-msg:",
    "      jobs:",
    f"        - run: {TRAILER} {{1}}",
)
_PREK = "prek.toml"
_IN_PREK = (
    "    [[repos]]",
    '    repo = "local"',
    "    hooks = [",
    '      { id = "modsquad-lint", name = "modsquad-lint", language = "system", always_run = true,',
    f'        pass_filenames = false, entry = "{CHECK}" }},',
    "    ]",
)
_HUSKY = ".husky"
_FILES = {"pre-commit": CHECK, "commit-msg": f'{TRAILER} "$1"'}
"""The line that a hook needs, by the name of its file."""


class Advice(NamedTuple):
    """What people have to put somewhere themselves.

    Attributes:
        lines: what, and where.
        paths: the files of the repository that it changes.
    """

    lines: Sequence[str] = ()
    paths: Sequence[str] = ()


def advice(ground: Ground) -> Advice:
    """What to put where, for whatever keeps the hooks here; nothing where nothing does."""
    for name in _LEFTHOOK:
        if ground.has(name):
            head = f"{name}: lefthook keeps the hooks here, so put this into it yourself:"
            return Advice((head, *_IN_LEFTHOOK), (name,))
    if ground.has(_PREK):
        head = f"{_PREK}: prek keeps the hooks here, so put this into it yourself:"
        return Advice((head, *_IN_PREK), (_PREK,))
    if ground.has(_HUSKY):
        head = f"{_HUSKY}: husky keeps the hooks here, so add these lines yourself:"
        return Advice((head, *_in_folder(f"{_HUSKY}/")), [f"{_HUSKY}/{each}" for each in _FILES])
    folder = _hooks_path(ground)
    if folder:
        head = f"{folder}: git looks for hooks there (core.hooksPath), so add these lines yourself:"
        return Advice((head, *_in_folder("")))
    return Advice()


def _in_folder(above: str) -> Sequence[str]:
    return [f"    {above}{name}:  {line}" for name, line in _FILES.items()]


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
