"""What the value of a setting may be: each function turns a value of a configuration file into ours.

They raise ValueError with what was expected, to stand behind "takes".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from ..planning.options import COMPANIONS
from ..planning.readers.keys import KEY_NAMES, PRESETS, Keys, MappedFiles
from ..rules.draft import Severity
from ..text.typed import Any
from ..text.vocabulary import did_you_mean
from .defaults import GUARD, SEVERITIES
from .selectors import codes_and_names, select


def strings(value: object) -> tuple[str, ...]:
    """An array of strings."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("an array of strings")
    return tuple(value)


def selectors(value: object) -> tuple[str, ...]:
    """Codes, prefixes of codes and names of rules, all of which exist."""
    found = strings(value)
    for selector in found:
        if not select(selector):
            near = did_you_mean(selector, codes_and_names())
            raise ValueError(
                f'codes, prefixes or names of rules, but there is no "{selector}"{near}'
            )
    return found


def one_of(choices: Collection[str]) -> Callable[[object], str]:
    """One of some words: the function that reads it."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            import json

            listed = ", ".join(f'"{choice}"' for choice in choices)
            near = did_you_mean(value, choices) if isinstance(value, str) else ""
            raise ValueError(f"one of {listed}, not {json.dumps(value, default=str)}{near}")
        return value

    return read


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError("a table")  # noqa: TRY004 - one error type for all that a file can hold
    return value


def severities(value: object) -> Mapping[str, Severity]:
    """A severity for each code of the selectors that it is set for."""
    return {
        code: _severity(severity, selector)
        for selector, severity in _mapping(value).items()
        for code in (select(selectors([selector])[0]))
    }


_OFF = ("off", "none", "ignore", "disable", "disabled", "never", "0")


def _severity(value: object, selector: str) -> Severity:
    if value is False or str(value).lower() in _OFF:
        raise ValueError(f'a severity; where a rule is not to run, write ignore = ["{selector}"]')
    return SEVERITIES[one_of(SEVERITIES)(value)]


def selectors_by_glob(value: object) -> Mapping[str, tuple[str, ...]]:
    """Selectors of rules for each glob."""
    return {glob: selectors(chosen) for glob, chosen in _mapping(value).items()}


def globs_by_name(value: object) -> Mapping[str, tuple[str, ...]]:
    """Globs for each name."""
    return {name: strings(globs) for name, globs in _mapping(value).items()}


def squads(value: object) -> Mapping[str, tuple[str, ...]]:
    """The globs of each squad; an array of names gives each none."""
    if isinstance(value, list):
        return dict.fromkeys(strings(value), ())
    return globs_by_name(value)


LARGEST = 1_000_000
"""More files or a greater speedup nobody can ask for; numbers without a bound can't all be shown."""


def count(value: object) -> int:
    """A number of things, at least one."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST:
        raise ValueError(f"a whole number from 1 to {LARGEST:,}")
    return value


def up_to(most: int) -> Callable[[object], float]:
    """A number from 0 to another: the function that reads it."""

    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
            raise ValueError(f"a number from 0 to {most:,}")
        return float(value)

    return read


def branch(value: object) -> str:
    """A pattern of a branch's name."""
    if not isinstance(value, str) or value.count("{id}") != 1:
        raise ValueError('a string that holds "{id}" once')
    return value


def commit(value: object) -> str:
    """A pattern of a commit's subject; empty where none names a task."""
    return "" if value == "" else branch(value)


def companions(value: object) -> Mapping[str, tuple[str, ...]]:
    """The names of the files that change with another one, added to those that are known."""
    return {**COMPANIONS, **globs_by_name(value)}


def trailer(value: object) -> str:
    """The key of a trailer, as git takes it."""
    if not isinstance(value, str) or not value.replace("-", "").isalnum() or not value.isascii():
        raise ValueError("a word of letters, digits and hyphens")
    return value


GUARD_MEANINGS: Mapping[str, str] = {
    "undeclared": "What to say of a file that no task declares.",
    "unattended": "What to say in the place of a question where no person could answer one.",
}


def guard(value: object) -> Mapping[str, str]:
    """All parts of `guard`, those that are not set too."""
    given = _mapping(value)
    for name in given:
        if name not in GUARD:
            raise ValueError(
                f'a table of {" and ".join(GUARD)}, but has "{name}"{did_you_mean(name, GUARD)}'
            )
    return {name: one_of(choices)(given.get(name, choices[0])) for name, choices in GUARD.items()}


_MOST_NAMES = 40


def keys(value: object) -> Keys:
    """The names that another format has for our keys; of each task all of them are looked for."""
    found = _keys(value)
    if any(len(names) > _MOST_NAMES for names in found[1:]):
        raise ValueError(f"a table with at most {_MOST_NAMES} names for each key")
    return found


def _keys(value: object) -> Keys:
    """The name of a preset, or a table of names and paths."""
    if isinstance(value, str):
        return PRESETS[one_of(PRESETS)(value)]
    if not isinstance(value, Mapping):
        raise ValueError(f"a table, or one of {', '.join(PRESETS)}")  # noqa: TRY004 - as above
    for name in value:
        if name not in KEY_NAMES:
            known = ", ".join(KEY_NAMES)
            raise ValueError(
                f'a table of {known}, and not "{name}"{did_you_mean(str(name), KEY_NAMES)}'
            )
    found: Mapping[str, Any] = {name: _paths(name, paths) for name, paths in value.items()}
    return Keys(**found)


def _paths(name: str, value: object) -> tuple[str, ...]:
    """Paths of keys: one, or several."""
    found = (value,) if isinstance(value, str) else strings(value)
    if not found or "" in found:
        raise ValueError(f'a table whose "{name}" names at least one key')
    return found


def mapped_files(value: object) -> tuple[MappedFiles, ...]:
    """Tables of globs with the keys of the files that they match."""
    tables = value if isinstance(value, list) else None
    if tables is None or not all(isinstance(each, Mapping) for each in tables):
        raise ValueError("an array of tables")
    for each in tables:
        if set(each) != {"include", "keys"}:
            raise ValueError('tables that have "include" and "keys", and nothing else')
    return tuple(MappedFiles(strings(each["include"]), keys(each["keys"])) for each in tables)
