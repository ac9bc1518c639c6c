"""Which files a script may mean by a name that is not relative: `paths` and `baseUrl` of TypeScript, `$lib` of SvelteKit.

Knows no task and reads no file: the settings are handed in. Those of all folders above a script count,
the nearest first, so that most of what `extends` would bring is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from ..text.typed import NamedTuple
from ..text.vocabulary import Budget

_SETTINGS = ("tsconfig.json", "tsconfig.app.json", "tsconfig.base.json", "jsconfig.json")
_TEXT = r'(?P<text>"(?:[^"\\\n]|\\.)*")'
_NO_JSON = (rf"{_TEXT}|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)", rf"{_TEXT}|,(?=\s*[}}\]])")
"""Texts, which stay, and what JSON does not have: comments, then commas before the end of a list."""
_ANY = "*"
_MOST = 100
"""Names of one file that are looked at: each import is held against them."""
LONGEST_PATH = 1_000
"""Characters of the path of a text that is looked at; each folder above it may hold what is meant."""
_MOST_FOLDERS = 5_000
"""Folders in which settings are looked for."""
_PER_TARGET = 20
"""Steps to put together what a name may mean."""
_LETTERS = 100
"""Characters that are copied in the time of a step."""


class TooMuch(Exception):  # noqa: N818 - not an error of the program
    """More would have to be looked at than a run takes time for."""


class _Alias(NamedTuple):
    """Names that begin and end so, and the folders or files that take the place of the star."""

    start: str
    end: str
    targets: tuple[str, ...]


_SVELTE = (_Alias("$lib", "", ("src/lib",)), _Alias("$lib/", "", ("src/lib/*",)))


def settings_above(scripts: Collection[str]) -> list[str]:
    """Where settings for these scripts may stand; most of them won't.

    Raises:
        TooMuch: the scripts lie in too many folders.
    """
    folders = {""} if scripts else set()
    for path in scripts:
        folder = path.rpartition("/")[0] if len(path) <= LONGEST_PATH else ""
        while folder not in folders:
            folders.add(folder)
            if len(folders) > _MOST_FOLDERS:
                raise TooMuch
            folder = folder.rpartition("/")[0]
    return [f"{folder}/{name}".lstrip("/") for folder in sorted(folders) for name in _SETTINGS]


class Aliases:
    """The names that settings give to files."""

    def __init__(self, settings: Mapping[str, str], budget: Budget | None = None) -> None:
        """`settings` are texts by path; one that can't be read gives no names."""
        self._budget = budget or Budget()
        self._of_folder: dict[str, list[_Alias]] = {}
        for path, text in settings.items():
            folder = path.rpartition("/")[0]
            self._of_folder.setdefault(folder, []).extend(_aliases(text))

    def spend(self, looks: int, letters: int) -> None:
        """Take the time for so many looks at names of so many characters.

        Raises:
            TooMuch: all imports of a run together have used up what there was.
        """
        if not self._budget.spend(looks * (1 + letters // _LETTERS)):
            raise TooMuch

    def meant(self, folder: Sequence[str], name: str) -> Iterator[str]:
        """The paths, without what scripts leave out, that a name may mean in a folder.

        Raises:
            TooMuch: as `spend` does.
        """
        for depth in range(len(folder), -1, -1):
            above = folder[:depth]
            some = (*self._of_folder.get("/".join(above), ()), *_SVELTE)
            self.spend(len(some) + depth, 0)
            for alias in some:
                for target in _targets(alias, name):
                    self.spend(_PER_TARGET, len(target))
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
        for pattern in _NO_JSON:
            text = re.sub(pattern, lambda match: match["text"] or "", text)
        value = json.loads(text)
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
