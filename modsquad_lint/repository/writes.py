"""Where a write would land, and what the disk alone tells about it: no git is started, nothing is written."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress

from ..planning.meanings import PathFacts
from ..text.paths import fold, folders_above, matches
from ..text.typed import NamedTuple
from .files import find_root
from .git.checked_out import task_in
from .git.folder import GitFolder
from .reading import read_regular

_DRIVE = r"/?([A-Za-z]):[\\/]"
_SPECIAL = "*?[{"
_MOST_REFS = 1 << 26
_NO_HEAD = "refs/heads/.invalid"
"""What HEAD holds where the refs are in one table, which only git reads."""


class Spot(NamedTuple):
    """Where a write would land.

    Attributes:
        root: the top of the work tree, absolute.
        names: of the file, relative to the root with "/": as it is named, and where links lead.
    """

    root: str
    names: tuple[str, ...]


def locate(path: str, folder: str) -> Spot | None:
    """Where a path that a host names would be written; None outside any repository."""
    try:
        full = _absolute(path, folder)
        parent, name = os.path.split(full)
        # A folder is followed as the system would, ".." behind a link included; the name itself not.
        named = os.path.join(os.path.realpath(parent), name)
        if name in {"", os.curdir, os.pardir}:
            named = os.path.realpath(full)
        found = find_root(os.path.dirname(named))
        if found is None:
            return None
        root = os.path.realpath(found)
        names = [_below(root, each) for each in (named, os.path.realpath(full))]
    except (OSError, ValueError):  # no path can be such a text
        return None
    inside = tuple(dict.fromkeys(name for name in names if name))
    return Spot(root, inside) if names[0] else None


def _absolute(path: str, folder: str) -> str:
    here = os.getcwd()
    if path.startswith("file://"):
        from urllib.parse import unquote, urlsplit

        path = unquote(urlsplit(path).path)
    if sys.platform == "win32":
        path, folder = (re.sub(r"^/(?=[A-Za-z]:)", "", each) for each in (path, folder))
    elif _has_drive(folder) or _has_drive(path):
        path, folder = _from_windows(path, folder), here
    if not folder or not os.path.isdir(folder):
        folder = here
    if "\\" in path and os.sep == "/" and not os.path.lexists(os.path.join(folder, path)):
        path = path.replace("\\", "/")
    return os.path.join(folder, os.path.expanduser(path))


def _has_drive(path: str) -> bool:
    """Whether a path begins as those of Windows do; a "/" may stand before it."""
    start = path.removeprefix("/")[:3]
    return start[:1].isalpha() and start[1:] in {":/", ":\\"}


def _from_windows(path: str, folder: str) -> str:
    """A path of Windows relative to its folder, which here is the current one."""
    plain, base = (
        re.sub(_DRIVE, lambda match: f"{match[1].lower()}:/", each).replace("\\", "/")
        for each in (path, folder)
    )
    base = base.rstrip("/") + "/"
    if plain.lower().startswith(base.lower()):
        return plain[len(base) :]
    # Of another folder, it is nowhere here.
    return f"/nowhere/{plain}" if _has_drive(path) else plain


def _below(root: str, path: str) -> str:
    """A path relative to a folder; "" for the folder itself and for all outside."""
    top = os.path.join(root, "")
    return path[len(top) :].replace(os.sep, "/") if path.startswith(top) else ""


def spelling(path: str) -> str:
    """Equal for two spellings of one file, as file systems of this system usually have it."""
    return fold(path) if sys.platform in {"win32", "darwin"} else path


_MOST_FOLDERS = 1000
"""Folders in which plans are looked for by one glob."""


def plans_by_name(root: str, include: Iterable[str]) -> list[str]:
    """The files that globs match in folders of a known depth, relative to the root, sorted.

    Nothing is walked: "**" stands for the top here, and a star for the names in one folder.
    """
    found: set[str] = set()
    for pattern in include:
        parts = [part for part in pattern.strip("/").split("/") if part != "**"]
        below = [""]
        for part in parts:
            below = [path for folder in below for path in _named(root, folder, part)]
            del below[_MOST_FOLDERS:]
        found.update(below)
    return sorted(path for path in found if os.path.isfile(os.path.join(root, path)))


def _named(root: str, folder: str, part: str) -> Iterator[str]:
    """What a part of a glob matches in a folder; without a star it is not looked for."""
    above = f"{folder}/" if folder else ""
    if not set(part) & set(_SPECIAL):
        yield above + part
        return
    with suppress(OSError):
        names = sorted(os.listdir(os.path.join(root, folder)))
        yield from (above + name for name in names if matches(name, (part,)))


class PathsOnDisk(PathFacts):
    """What the disk says of declared paths, tracked or not: `PathFacts` for the moment of a write.

    Only what matters to the files that are about to be written is looked up: a path is a folder where one
    of these lies below it.
    """

    def __init__(self, root: str, written: Collection[str]) -> None:
        """`written` are the files, relative to the root."""
        self._root = root
        self._linked: dict[str, bool] = {"": False}
        self._above = frozenset(folder for path in written for folder in folders_above(path))

    def union_merged(self, paths: Collection[str]) -> None:
        """Unknown: only git knows its attributes."""

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str]:
        """Those of these normal paths that lead over a symbolic link, each with where it leads."""
        reached = {
            path: _below(self._root, os.path.realpath(os.path.join(self._root, path)))
            for path in paths
            if self._is_linked(path)
        }
        return {path: to for path, to in reached.items() if to and to != path}

    def folders(self, paths: Collection[str]) -> frozenset[str]:
        """Those of these paths that are folders, and hold what is written."""
        return self._above.intersection(paths)

    def _is_linked(self, path: str) -> bool:
        """Whether a path or a folder above it is a link; of each it is remembered."""
        known = self._linked.get(path)
        if known is None:
            folder = path.rpartition("/")[0]
            known = bool(folder) and self._is_linked(folder)
            try:
                known = known or os.path.islink(f"{self._root}/{path}")
            except ValueError:  # no path can be such a text
                known = False
            self._linked[path] = known
        return known


def branch_at(root: str) -> str:
    """The branch that a work tree has checked out, or is rebasing; "" where files do not say."""
    kept = GitFolder(root)
    for note in ("HEAD", "rebase-merge/head-name", "rebase-apply/head-name"):
        lines = kept.note(note)
        head = lines[0].removeprefix("ref: ") if lines else ""
        if head.startswith("refs/heads/") and head != _NO_HEAD:
            return head.removeprefix("refs/heads/")
    return ""


def ids_with_branch(root: str, ids: Collection[str], pattern: str) -> frozenset[str] | None:
    """Those of these ids whose branch exists; None where files do not say."""
    kept = GitFolder(root)
    if kept.note("HEAD") == [f"ref: {_NO_HEAD}"]:
        return None
    shared = kept.common_folder
    try:
        packed = read_regular(f"{shared}/packed-refs", _MOST_REFS).decode(errors="surrogateescape")
    except (OSError, ValueError):
        packed = ""
    before = pattern.partition("{id}")[0]
    names = _packed(packed, before)
    folder = f"{shared}/refs/heads/{before.rpartition('/')[0]}"
    if os.path.isdir(folder):
        names |= {
            name
            for name in (pattern.replace("{id}", ident) for ident in ids)
            if _is_file(f"{shared}/refs/heads/{name}")
        }
    return frozenset(ids) & {task_in(name, pattern) for name in names}


def _is_file(path: str) -> bool:
    try:
        return os.path.isfile(path)
    except ValueError:
        return False


def _packed(packed: str, start: str) -> set[str]:
    """The branches in packed refs whose names begin so."""
    return set(re.findall(rf" refs/heads/({re.escape(start)}[^\r\n]*)", packed))
