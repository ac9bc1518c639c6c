"""Says that modules of the current folder come before those of Python, which only Python could prevent."""

from __future__ import annotations

import os
import sys

from ..text.words import listed
from .output import complain

_OURS = frozenset({"git", "gitdb", "identify", "modsquad_lint", "ruamel", "smmap", "tomli"})
_MOST_NAMED = 3


def warn_of_shadows(python_path: str) -> None:
    """Say it where PYTHONPATH names the current folder, and it has a module of such a name."""
    here = os.path.realpath(os.curdir)
    if here not in map(os.path.realpath, python_path.split(os.pathsep)):
        return
    known = _OURS | sys.stdlib_module_names
    names = [name for name in sorted(os.listdir(here)) if name.removesuffix(".py") in known]
    own = os.path.realpath(os.path.dirname(os.path.dirname(__file__)))
    shadows = [name for name in names if _is_module(name) and os.path.realpath(name) != own]
    if shadows:
        complain(
            f"PYTHONPATH puts {listed(shadows, _MOST_NAMED)} of this folder before what Python has"
            " by that name",
            "python -I -m modsquad_lint heeds no such variable",
        )


def _is_module(name: str) -> bool:
    return name.endswith(".py") or os.path.isfile(os.path.join(name, "__init__.py"))
