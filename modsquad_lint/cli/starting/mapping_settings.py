"""The settings by which a plan of other keys is read: tables at the end of the configuration, and out again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ...engine.defaults import SECTION
from ...planning.readers.keys import PRESETS, Keys
from ...repository.files import parse_config
from ...text.blocks import appended, without
from ...text.errors import UserError
from ...text.source import Source
from ...text.typed import Any
from ...text.words import listed
from .ground import FileWrite, Ground, LeftAloneError, Part, changed, removed
from .plans import proposed

_SHOWN = 3
_OWN, _SHARED = f"{SECTION}.toml", "pyproject.toml"


def part(ground: Ground, mapped: Mapping[str, Keys]) -> Part:
    """The configuration with a table for each of these plans.

    Raises:
        UserError: it can't be read, or sets `files` in a way that can't be added to.
    """
    if not mapped:
        return Part()
    use = f"how {listed([*mapped], _SHOWN)} names what a task has, as far as it can be seen: look at it"
    try:
        source = _configuration(ground)
    except LeftAloneError as error:
        return Part(
            remarks=[f"{error}, so no setting says how {listed([*mapped], _SHOWN)} is read"]
        )
    path = source.path if source is not None else _OWN
    blocks = [_block(path, plan, keys) for plan, keys in mapped.items()]
    if source is None:
        return Part([FileWrite(path, None, f"{_joined(blocks)}\n".encode(), use)])
    text = source.text
    for block in blocks:
        text = appended(text, block)
    _require(source, text, mapped)
    return Part([changed(source, text, use)])


def removal(ground: Ground) -> Part:
    """The configuration without these tables, where they are as `part` wrote them.

    Raises:
        UserError: it can't be read.
        LeftAloneError: it is a link that leads out of the repository, or nowhere.
    """
    source = _configuration(ground)
    if source is None:
        return Part()
    blocks = [
        _block(source.path, plan, keys)
        for plan in _mapped_plans(source)
        if (keys := proposed(ground, plan)) is not None
    ]
    if blocks and source.text == f"{_joined(blocks)}\n":
        return Part([removed(source, "it had nothing else")])
    text = source.text
    for block in blocks:
        text = without(text, block) or text
    return Part([changed(source, text, "without the mapping")] if text != source.text else [])


def _configuration(ground: Ground) -> Source | None:
    """What holds the settings at the top, or can."""
    for name in (_OWN, _SHARED):
        if ground.has(name):
            return ground.read(name)
    return None


def _settings(source: Source) -> Mapping[str, Any]:
    return parse_config(source.path, source.text.encode()) or {}


def _mapped_plans(source: Source) -> Sequence[str]:
    """The plans that have a table of their own."""
    tables = _settings(source).get("files")
    includes = [table.get("include") for table in tables or () if isinstance(table, dict)]
    return [each[0] for each in includes if isinstance(each, list) and len(each) == 1]


def _require(source: Source, text: str, mapped: Mapping[str, Keys]) -> None:
    """Let nothing be written that does not mean what it should."""
    before = _settings(source)
    wanted = [*before.get("files", ()), *(_table(*each) for each in mapped.items())]
    try:
        after = parse_config(source.path, text.encode())
    except UserError:
        after = None
    if after != {**before, "files": wanted}:
        raise UserError(
            f'{source.path} is written in a way that a table "files" can\'t be added to by itself',
            "add it by hand: docs/formats.md shows it",
        )


def _table(plan: str, keys: Keys) -> dict[str, Any]:
    return {"include": [plan], "keys": _names(keys)}


def _names(keys: Keys) -> str | dict[str, Any]:
    """A mapping as a configuration says it."""
    if keys.name in PRESETS:
        return keys.name
    named = {name: value for name, value in keys._asdict().items() if name != "name" and value}
    return {name: value[0] if len(value) == 1 else [*value] for name, value in named.items()}


def _block(path: str, plan: str, keys: Keys) -> str:
    above = "" if path.endswith(_OWN) else f"tool.{SECTION}."
    names = _names(keys)
    written = (
        json.dumps(names)
        if isinstance(names, str)
        else f"{{ {', '.join(f'{name} = {_toml(value)}' for name, value in names.items())} }}"
    )
    lines = (
        f"# How {plan} names what a task has.",
        f"[[{above}files]]",
        f"include = {_toml([plan])}",
        f"keys = {written}",
    )
    return "\n".join(lines)


def _toml(value: object) -> str:
    """Text, or a list of it, which TOML writes as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks)
