"""The workflow for GitHub Actions that checks each pull request."""

from __future__ import annotations

import os

from ...text.errors import UserError
from .ground import Ground, LeftAloneError
from .origin import Origin
from .part import FileWrite, Part

PATH = ".github/workflows/modsquad-lint.yml"
_FOLDER = ".github/workflows"
_USE = "a workflow that checks each pull request, and compares it with the plan"

_HEAD = """\
name: Tasks

on:
  pull_request:

permissions:
  contents: read

jobs:
  tasks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
"""
_ACTION = """\
      - uses: {action}
        with:
          against: auto
"""
_INSTALLED = """\
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: pip install "{requirement}"
      - run: python -I -m modsquad_lint check --against auto
"""
_UNKNOWN = """\
      # OWNER and REV: where modsquad-lint lives, and a commit of it. GitHub can't run this before they are filled in.
      - uses: OWNER/modsquad-lint@REV
        with:
          against: auto
"""


def part(ground: Ground, origin: Origin) -> Part:
    """The workflow, unless one runs modsquad-lint already.

    Raises:
        UserError: what stands in its place can't be read.
    """
    try:
        ground.real(_FOLDER)
        there = _running(ground)
        if there:
            return Part(remarks=[f"{there}: it runs modsquad-lint already"])
        if ground.has(PATH):
            raise UserError(f"{PATH} is there, and does not run modsquad-lint", "rename it first")
    except LeftAloneError as error:
        return Part(remarks=[f"{error}, so it is left alone; docs/ci.md has the workflow"])
    remarks = (
        []
        if _is_whole(origin)
        else [f"{PATH}: fill in OWNER and REV; where this program is published is not known here"]
    )
    return Part([FileWrite(PATH, None, _text(origin).encode(), _USE)], remarks)


def removal(ground: Ground, origin: Origin) -> Part:
    """Without the workflow, where it is as `part` wrote it.

    Raises:
        UserError: it can't be read.
    """
    try:
        source = ground.read(PATH)
    except LeftAloneError as error:
        return Part(remarks=[f"{error}, so it is left alone"])
    if source is None:
        return Part()
    if source.text not in {_text(origin), _text(Origin())}:
        return Part(remarks=[f"{PATH}: it was changed since, so it stays; remove it by hand"])
    return Part([FileWrite(PATH, source.encoded(), None, "the workflow")])


def _running(ground: Ground) -> str:
    """The workflow that runs modsquad-lint; "" for none."""
    folder = os.path.join(ground.root, _FOLDER)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for name in names:
        if name.endswith((".yml", ".yaml")):
            path = f"{_FOLDER}/{name}"
            try:
                source = ground.read(path)
            except LeftAloneError:
                continue
            if source is not None and (
                "modsquad-lint" in source.text or "modsquad_lint" in source.text
            ):
                return path
    return ""


def _is_whole(origin: Origin) -> bool:
    return bool(origin.action or origin.requirement)


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
