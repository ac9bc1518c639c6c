"""The workflow for GitHub Actions that checks each pull request."""

from __future__ import annotations

import os
import re

from ...text.actions import CHECKOUT, SETUP_PYTHON
from ...text.errors import UserError
from ...text.source import Source
from .ground import FileWrite, Ground, LeftAloneError, Part, removed
from .origin import Origin

PATH = ".github/workflows/modsquad-lint.yml"
_FOLDER = ".github/workflows"
_USE = "a workflow that checks each pull request, and compares it with the plan"

_HEAD = f"""\
name: Tasks

on:
  pull_request:

permissions:
  contents: read

jobs:
  tasks:
    runs-on: ubuntu-latest
    steps:
      - uses: {CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
"""
_ACTION = """\
      - uses: {action}
        with:
          against: auto
"""
_INSTALLED = f"""\
      - uses: {SETUP_PYTHON}
        with:
          python-version: "3.13"
      - run: pip install "{{requirement}}"
      - run: python -I -m modsquad_lint check --against auto
"""
_NOBODY = "OWNER/modsquad-lint@REV"
_FILL_IN = "fill in OWNER and REV: where this program is published is not known here"
_UNKNOWN = """\
      # OWNER and REV: fill in where modsquad-lint lives, and a commit of it.
      - uses: OWNER/modsquad-lint@REV
        with:
          against: auto
"""


def part(ground: Ground, origin: Origin) -> Part:
    """The workflow, unless one runs modsquad-lint already.

    Raises:
        UserError: what stands in its place can't be read.
        LeftAloneError: its folder is a link that leads out of the repository, or nowhere.
    """
    ground.real(_FOLDER)
    there = _running(ground)
    if there is not None:
        is_open = _NOBODY in there.text
        words = f"; {_FILL_IN}" if is_open else ""
        return Part(remarks=[f"{there.path}: it runs modsquad-lint already{words}"])
    if ground.has(PATH):
        raise UserError(f"{PATH} is there, and does not run modsquad-lint", "rename it first")
    remarks = [] if origin.action or origin.requirement else [f"{PATH}: {_FILL_IN}"]
    return Part([FileWrite(PATH, None, _text(origin).encode(), _USE)], remarks)


def removal(ground: Ground, origin: Origin) -> Part:
    """Without the workflow, where it is as `part` wrote it.

    Raises:
        UserError: it can't be read.
        LeftAloneError: it is a link that leads out of the repository, or nowhere.
    """
    source = ground.read(PATH)
    if source is None:
        return Part()
    if source.text not in {_text(origin), _text(Origin())}:
        return Part(remarks=[f"{PATH}: it was changed since, so it stays; remove it by hand"])
    return Part([removed(source, "the workflow")])


def _running(ground: Ground) -> Source | None:
    """The workflow that runs modsquad-lint."""
    folder = os.path.join(ground.root, _FOLDER)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for name in names:
        if name.endswith((".yml", ".yaml")):
            try:
                source = ground.read(f"{_FOLDER}/{name}")
            except LeftAloneError:
                continue
            if source is not None and re.search("modsquad[-_]lint", source.text):
                return source
    return None


def _text(origin: Origin) -> str:
    if origin.action:
        return _HEAD + _ACTION.format(action=_named(origin))
    if origin.requirement:
        return _HEAD + _INSTALLED.format(requirement=origin.requirement)
    return _HEAD + _UNKNOWN


def _named(origin: Origin) -> str:
    """The action by its commit, which can't be moved, and the tag beside it."""
    tag = f" # {origin.revision}" if origin.revision != origin.commit else ""
    return f"{origin.action}{tag}"
