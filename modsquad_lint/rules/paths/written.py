"""Declared paths as the MSQ2xx rules look at them: as written, bare, normalised, and what is odd about them.

Knows no rule.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from ...text import paths
from ...text.source import Place
from ...text.typed import TYPE_CHECKING, NamedTuple
from ..facts import Facts
from ..registry import Subject, once

if TYPE_CHECKING:  # most files have no unusual path
    from ...text.meant import Meant

_ABSOLUTE = (
    ("is a URL", r"[A-Za-z][A-Za-z0-9+.-]+://"),
    ("starts with a drive", r"[A-Za-z]:"),
    ("starts with the name of a host", r"[\\/]{2}"),
    ("starts at the root of the file system", r"[\\/]"),
    ("starts in a home directory", r"~(?:[\\/]|$)"),
)
# A folder of the repository may have such a name, though hardly any has.
_EXPANDED = (
    ("starts in a home directory", r"~[^\\/]+[\\/]"),
    ("starts with a variable", r"(?:\$(?:env:)?\w+|\$\{[^\\/]*\}|%\w+%)[\\/]"),
)
_HALF = "[\ud800-\udfff]"
_INVISIBLE = "[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]"
_PATTERN = r"[*?]|\{(?:[^{},.]|\.(?!\.))*(?:,|\.\.)[^{}]*\}"


class WrittenPath(NamedTuple):
    """A declared path.

    Attributes:
        place: where it stands.
        written: as it stands there.
        bare: without surrounding white space.
        normal: `bare`, normalised.
        absolute: why it is not relative to the repository, in words, or "".
        read: what is meant, where it is no path; None where it may be one.
    """

    place: Place
    written: str
    bare: str
    normal: str
    absolute: str
    read: Meant | None

    @property
    def is_relative(self) -> bool:
        """Whether it is neither blank nor absolute."""
        return self.bare != "" and not self.absolute

    @property
    def escapes(self) -> bool:
        """Whether it leaves the repository."""
        return self.normal == ".." or self.normal.startswith("../")

    @property
    def is_inside(self) -> bool:
        """Whether it is relative, and stays in the repository."""
        return self.is_relative and not self.escapes

    @property
    def is_spelt_as_directory(self) -> bool:
        """Whether it ends with a slash, or is the repository itself."""
        return not self.normal or self.bare.endswith(("/", "\\"))

    @property
    def meant(self) -> tuple[str, ...]:
        """The paths that are meant, normalised: itself, where it may be one."""
        read = self.read
        return (self.normal,) if read is None else tuple(map(paths.normalise, read.paths))


def every_path(subject: Subject, among: Collection[str] | None = None) -> Iterator[WrittenPath]:
    """The declared paths in file order; with `among`, those that are in it as written."""
    facts = subject.facts
    for task, index, written in subject.file.declared(among):
        bare = written.strip()
        normal = paths.normalise(bare)
        absolute = _absolute(bare, normal, facts)
        read = None if absolute else _read(bare)
        yield WrittenPath(task.file(index), written, bare, normal, absolute, read)


@once
def unusual_paths(subject: Subject) -> list[WrittenPath]:
    """The declared paths that are not plain, in file order: for rules that only these can break.

    Plain paths are ASCII, in their normal form, have an extension, and are fine on Windows
    (`text.paths.unusual`). Of 100,000 paths nearly all are. A rule that plain paths can break takes
    `every_path`.
    """
    return list(every_path(subject, subject.file.tasks.unusual))


def _read(bare: str) -> Meant | None:
    if not paths.has_marks(bare):
        return None
    from ...text.meant import read_meant

    return read_meant(bare)


def _absolute(bare: str, normal: str, facts: Facts) -> str:
    """Why a path is not relative to the repository, in words, or ""."""
    if ":" not in bare and not bare.startswith(("/", "\\", "~", "$", "%")):
        return ""
    surely = _beginning(bare, _ABSOLUTE)
    if surely:
        return surely
    words = _beginning(bare, _EXPANDED)
    return "" if words and facts.is_directory(normal.partition("/")[0]) else words


def _beginning(path: str, patterns: tuple[tuple[str, str], ...]) -> str:
    """The words for the first of some patterns that a path begins with, or ""."""
    found = _any_of(patterns).match(path)
    return patterns[found.lastindex - 1][0] if found and found.lastindex else ""


@cache
def _any_of(patterns: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Any of some patterns, none of which has a group: the number of the group that is found is its own."""
    return re.compile("|".join([f"({pattern})" for _, pattern in patterns]))


@once
def no_paths(subject: Subject) -> frozenset[str]:
    """The declared paths, as written, of which a rule says that they are not one file's."""
    return frozenset(path.written for path in unusual_paths(subject) if not _is_file(path))


def _is_file(path: WrittenPath) -> bool:
    return (
        path.is_inside
        and path.bare == path.written
        and not path.is_spelt_as_directory
        and path.read is None
        and not is_pattern(path.bare)
        and half_character(path.bare) is None
        and invisible_character(path.bare) is None
    )


def half_character(path: str) -> str | None:
    """The first half of a character in a path, as JSON's escapes can write one alone, or None."""
    return _first_of(_HALF, path)


def invisible_character(path: str) -> str | None:
    """The first control or invisible character in a path, or None."""
    return _first_of(_INVISIBLE, path)


def _first_of(characters: str, path: str) -> str | None:
    if path.isascii() and path.isprintable():
        return None
    found = re.search(characters, path)
    return found.group() if found else None


def is_pattern(path: str) -> bool:
    """Whether a path has wildcards, or alternatives in braces."""
    quick = "*" in path or "?" in path or "{" in path
    return quick and re.search(_PATTERN, path) is not None
