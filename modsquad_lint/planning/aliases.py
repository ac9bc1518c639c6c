"""Which files a script may mean by a name that is not relative: `paths` and `baseUrl` of TypeScript, `$lib` of SvelteKit.

Knows no task and reads no file: the settings are handed in. Those of all folders above a script count,
the nearest first, so that most of what `extends` would bring is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from ..text.typed import NamedTuple

_SETTINGS = ("tsconfig.json", "tsconfig.app.json", "tsconfig.base.json", "jsconfig.json")
_NO_JSON = re.compile(
    r'(?P<text>"(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|,(?=(?:\s|//[^\n]*|/\*[\s\S]*?\*/)*[}\]])'
)
"""Texts, which stay, and what JSON does not have: comments, and commas before the end of a list."""
_ANY = "*"
_MOST = 100
"""Names of one file that are looked at: each import is held against them."""


class _Alias(NamedTuple):
    """Names that begin and end so, and the folders or files that take the place of the star."""

    start: str
    end: str
    targets: tuple[str, ...]


_SVELTE = (_Alias("$lib", "", ("src/lib",)), _Alias("$lib/", "", ("src/lib/*",)))


def settings_above(scripts: Collection[str]) -> list[str]:
    """Where settings for these scripts may stand; most of them won't."""
    folders = {""} if scripts else set()
    for path in scripts:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return [f"{folder}/{name}".lstrip("/") for folder in sorted(folders) for name in _SETTINGS]


class Aliases:
    """The names that settings give to files."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """`settings` are texts by path; one that can't be read gives no names."""
        self._of_folder: dict[str, list[_Alias]] = {}
        for path, text in settings.items():
            folder = path.rpartition("/")[0]
            self._of_folder.setdefault(folder, []).extend(_aliases(text))

    def meant(self, folder: Sequence[str], name: str) -> Iterator[str]:
        """The paths, without what scripts leave out, that a name may mean in a folder."""
        for depth in range(len(folder), -1, -1):
            above = folder[:depth]
            for alias in (*self._of_folder.get("/".join(above), ()), *_SVELTE):
                for target in _targets(alias, name):
                    path = joined(above, target)
                    if path is not None:
                        yield path


def _targets(alias: _Alias, name: str) -> Iterator[str]:
    start, end, targets = alias
    long_enough = len(name) >= len(start) + len(end)
    if long_enough and name.startswith(start) and name.endswith(end):
        middle = name[len(start) : len(name) - len(end)]
        for target in targets:
            if _ANY in target:
                yield target.replace(_ANY, middle, 1)
            elif not middle:
                yield target


def _aliases(text: str) -> list[_Alias]:
    """What the settings of one file say, the longest beginning first, as TypeScript takes them."""
    import json

    try:
        value = json.loads(_NO_JSON.sub(lambda match: match["text"] or "", text))
    except (ValueError, RecursionError):
        return []
    options = value.get("compilerOptions") if isinstance(value, dict) else None
    if not isinstance(options, dict):
        return []
    base, paths = options.get("baseUrl"), options.get("paths")
    prefix = f"{base}/" if isinstance(base, str) else ""
    found = []
    for pattern, targets in islice(paths.items() if isinstance(paths, dict) else (), _MOST):
        start, _, end = pattern.partition(_ANY)
        some = targets if isinstance(targets, list) else ()
        found.append(
            _Alias(start, end, tuple(f"{prefix}{it}" for it in some if isinstance(it, str)))
        )
    found.sort(key=lambda alias: -len(alias.start))
    return [*found, _Alias("", "", (f"{prefix}{_ANY}",))] if prefix else found


def joined(folder: Sequence[str], name: str) -> str | None:
    """A relative name from a folder, as a path; None where it leaves the repository."""
    parts = [*folder]
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
