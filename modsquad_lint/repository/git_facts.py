"""What a rule may ask about a repository, answered by the file system and git; knows no rule.

A declared path that the file system has in exactly that spelling needs no git. The spelling counts on
file systems that ignore case too: paths are looked up in listings of folders, never opened.
"""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from ..rules.facts import Facts, Ignored, Link, Moved, NoFacts
from ..text import paths as spelling
from ..text.tree import Tree
from ..text.typed import NamedTuple
from . import files
from .git import GitFailedError, RawChange, Repository, decode, encode, names, raw_log, understood
from .reading import note

HISTORY_SECONDS = 3.0
"""The most that looking up what became of a path may take; after that it is unknown."""

MOST_PATHS = 200
"""Of how many paths at once the history is asked."""

_RECENT = 20
"""Commits of HEAD's own line that are looked through for any path: what comes with each of them counts too.

New files are normal, and to follow them through a long history takes longer than all else together.
"""

_FEW = 3
"""A name that git tracks no more often than this may be that of a file that was moved."""


def open_facts(directory: str) -> Facts:
    """The facts of the repository that a directory lies in; `NoFacts` outside any."""
    root = files.find_root(directory)
    return NoFacts() if root is None else GitFacts(Repository(root))


class _Listing(NamedTuple):
    """One folder as the file system has it; what another repository holds is not listed."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    is_repository: bool = False


class GitFacts:
    """The facts of one repository. Listings and answers are kept: it is for one run."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._root = repository.root
        self._listings: dict[str, _Listing] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._spellings: dict[str, Sequence[str] | None] = {}
        self._names_alike: dict[str, dict[str, list[str]]] = {}

    def root(self) -> str | None:
        """The absolute path of the repository root, with "/"."""
        return self._root

    def is_tracked(self, path: str) -> bool | None:
        """Whether git tracks, or the file system has, exactly this path as a file."""
        if self._has_file(path):
            return True
        known = self._tree
        return None if known is None else path in known

    def is_directory(self, path: str) -> bool | None:
        """Whether the repository has a directory of exactly this path; a submodule is none."""
        parent, _, name = path.rpartition("/")
        on_disk = name in self._listing(parent).folders
        listing = self._listing(path) if on_disk else _Listing()
        if listing.is_repository:
            return False
        if listing.files or listing.folders:
            return True
        known = self._tree
        if known is None:
            return None
        # An empty folder can be a submodule that is not checked out.
        return bool(path) and (known.has_folder(path) or (on_disk and path not in known))

    def with_extension(self, path: str) -> Sequence[str] | None:
        """The tracked files that are this path and an extension, sorted."""
        known = self.tracked()
        if known is None:
            return None
        start, end = (bisect_left(known, path + mark) for mark in "./")
        return [found for found in known[start:end] if "/" not in found[len(path) :]]

    def other_spellings(self, path: str) -> Sequence[str] | None:
        """The tracked paths that equal this one but for case or Unicode form, sorted; never itself."""
        if path not in self._spellings:
            self._spellings[path] = self._look_for_spellings(path)
        return self._spellings[path]

    def _look_for_spellings(self, path: str) -> Sequence[str] | None:
        if self._is_only_spelling(path):
            return ()
        if self._tree is None:
            return None
        *folders, name = path.split("/")
        found = [""]
        for part in folders:
            found = [f"{above}{other}/" for above in found for other in self._alike(above, part)]
        found = [f"{above}{other}" for above in found for other in self._alike(above, name)]
        return sorted(other for other in found if other != path and other in self._tree)

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths whose git attribute `merge` is `union`."""
        asked = [path for path in paths if _is_inside(path)]
        if not asked:
            return frozenset()
        try:
            answer = self._repository.ask(
                "check-attr", "-z", "--stdin", "merge", given=encode(asked)
            )
        except GitFailedError:
            return None
        fields = names(answer)
        # What is cut off is unknown.
        return frozenset(
            path for path, value in zip(fields[::3], fields[2::3], strict=False) if value == "union"
        )

    def ignored(self, paths: Collection[str]) -> Mapping[str, Ignored] | None:
        """Those of the paths that git ignores and does not track, and why."""
        asked = [path for path in paths if _is_inside(path) and not self._is_behind_link(path)]
        if not self._could_ignore(asked):
            return {}
        try:
            # Without the index it neither reads that nor fails at a path in a submodule. "./" keeps
            # a name that starts with ":" from being a pattern.
            answer = self._repository.ask(
                *("check-ignore", "--no-index", "-z", "-v", "--stdin"),
                given=encode("./" + path for path in asked),
                accept=(0, 1),
            )
            fields = iter(names(answer))
            with understood():
                found = {
                    path.removeprefix("./"): Ignored(file, int(line), pattern)
                    for file, line, pattern, path in zip(*([fields] * 4), strict=True)
                    # The deciding pattern may be one that takes the path out again.
                    if not pattern.startswith("!")
                }
        except GitFailedError:
            return None
        if not found:
            return found
        known = self._tree
        if known is None:
            return None
        return {path: why for path, why in found.items() if path not in known}

    def tracked(self) -> Sequence[str] | None:
        """Every path that git tracks, sorted, submodules included."""
        return self._tracked

    def lies_behind(self, path: str) -> Link | None:
        """The submodule, or the symbolic link out of the repository, that a path lies behind."""
        folder = ""
        for name in path.split("/")[:-1]:
            above, folder = self._listing(folder), f"{folder}/{name}" if folder else name
            if name in above.links:
                return self._link_out(folder)
            if self._listing(folder).is_repository:
                return Link(folder)
        return self._submodule_above(path)

    def moved(self, paths: Collection[str]) -> Mapping[str, Moved] | None:
        """Those of the paths that are no longer tracked, and were: in the history of HEAD."""
        known = self._tree
        if known is None:
            return None
        gone = sorted(path for path in paths if path not in known and _is_inside(path))
        if not gone:
            return {}
        gone = gone[:MOST_PATHS]
        likely = _with_namesakes(gone, known)
        others = [path for path in gone if path not in likely]
        found: dict[str, Moved] = {}
        try:
            for some, range_ in ((sorted(likely), ("HEAD",)), (others, _RECENTLY)):
                if some:
                    found.update(_moves(self._repository, some, known, range_))
        except GitFailedError:
            return None
        return found

    def _listing(self, folder: str) -> _Listing:
        """A folder's entries; none for what is no folder, or cannot be read."""
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = self._scan(folder)
        return listing

    def _scan(self, folder: str) -> _Listing:
        if folder:
            # Asked from the top downwards, so that every part's spelling is looked up.
            parts = folder.split("/")
            for depth in range(1, len(parts)):
                self._listing("/".join(parts[:depth]))
            parent, _, name = folder.rpartition("/")
            if name not in self._listing(parent).folders:
                return _Listing()
        entries: dict[bool, set[str]] = {False: set(), True: set()}
        links = set()
        try:
            with os.scandir(f"{self._root}/{folder}") as found:
                for entry in found:
                    entries[entry.is_dir(follow_symlinks=False)].add(entry.name)
                    if entry.is_symlink():
                        links.add(entry.name)
        except OSError:
            return _Listing()
        files, folders = frozenset(entries[False]), frozenset(entries[True])
        if folder and (".git" in files or ".git" in folders):
            return _Listing(is_repository=True)
        return _Listing(files, folders, frozenset(links))

    def _has_file(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return name in self._listing(folder).files

    @cached_property
    def _ignores_case(self) -> bool:
        return os.path.lexists(f"{self._root}/.GIT")

    def _is_only_spelling(self, path: str) -> bool:
        """Whether the file system alone tells that no other spelling of this path is tracked.

        It can where it keeps spellings apart and has this one, and nothing like any part of it.
        """
        if self._ignores_case or not self._has_file(path):
            return False
        folder = ""
        for name in path.split("/"):
            if self._folded(folder)[spelling.fold(name)] > 1:
                return False
            folder = f"{folder}/{name}" if folder else name
        return True

    def _folded(self, folder: str) -> Counter[str]:
        """How often each name stands in a folder, case and Unicode form aside."""
        counted = self._counts.get(folder)
        if counted is None:
            listing = self._listing(folder)
            entries = (*listing.files, *listing.folders)
            counted = self._counts[folder] = Counter(map(spelling.fold, entries))
        return counted

    def _could_ignore(self, paths: Collection[str]) -> bool:
        """Whether git has to be asked which of the paths it ignores.

        Not when no pattern could match one: git knows, but is slow to ask.
        """
        if os.environ.get("GIT_DIR") or ".git" not in self._listing("").folders:
            return True
        if sys.platform != "linux":  # where it keeps its configuration, only git knows
            return True
        if os.environ.get("GIT_CONFIG_COUNT") or os.environ.get("GIT_CONFIG_PARAMETERS"):
            return True
        configurations = (
            *_personal("config"),
            *(os.environ.get(f"GIT_CONFIG_{scope}", "") for scope in ("GLOBAL", "SYSTEM")),
            "/etc/gitconfig",
            "/usr/local/etc/gitconfig",
            f"{self._root}/.git/config",
            f"{self._root}/.git/config.worktree",
        )
        texts = [note(file) for file in configurations if file not in {"", os.devnull}]
        if any(
            text is None or word in text.lower()
            for text in texts
            for word in (b"excludesfile", b"[include")
        ):
            return True
        folders = {folder for path in paths for folder in (*_folders_above(path), "")}
        files = [*_personal("ignore"), f"{self._root}/.git/info/exclude"]
        files += [
            f"{self._root}/{folder}/.gitignore"
            for folder in folders
            if ".gitignore" in self._listing(folder).files
        ]
        parts = {part for path in paths for part in path.lower().split("/")}
        # git reads no ignore file of the repository that is a link.
        ignores = [note(file, follow=not file.endswith(".gitignore")) for file in files]
        return any(text is None or _could_match(text, parts) for text in ignores)

    def _is_behind_link(self, path: str) -> bool:
        folder = ""
        for name in path.split("/")[:-1]:
            if name in self._listing(folder).links:
                return True
            folder = f"{folder}/{name}" if folder else name
        return False

    def _link_out(self, link: str) -> Link | None:
        top = os.path.realpath(self._root)
        target = os.path.realpath(f"{self._root}/{link}")
        if target == top or target.startswith(top.rstrip(os.sep) + os.sep):
            return None
        return Link(link, os.readlink(f"{self._root}/{link}"))

    def _submodule_above(self, path: str) -> Link | None:
        """A submodule that is not checked out; without .gitmodules there is none."""
        if self._has_file(path) or not self._has_file(".gitmodules"):
            return None
        known = self._tree or Tree(())
        for folder in _folders_above(path):
            # A file of that name is no submodule; whoever declared the path will see MSQ604.
            if folder in known and not self._has_file(folder):
                return Link(folder)
        return None

    @cached_property
    def _tracked(self) -> list[str] | None:
        try:
            # A path with conflicts stands there once for each side. git has sorted the names as bytes.
            return sorted(dict.fromkeys(names(self._repository.ask("ls-files", "-z"))))
        except GitFailedError:
            return None

    @cached_property
    def _tree(self) -> Tree | None:
        return None if self._tracked is None else Tree(self._tracked)

    def _alike(self, folder: str, name: str) -> Sequence[str]:
        """What git tracks in a folder, named with its "/", that has this name but for its spelling."""
        known = self._names_alike.get(folder)
        if known is None:
            known = self._names_alike[folder] = {}
            entries = (self._tree or Tree(())).entries(folder[:-1])
            for other in dict.fromkeys((*entries.files, *entries.folders)):
                known.setdefault(spelling.fold(other), []).append(other)
        return known.get(spelling.fold(name), ())


def _personal(name: str) -> list[str]:
    """Where a person's own git configuration or ignore file can be."""
    home = os.path.expanduser("~")
    base = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    return [f"{base}/git/{name}", f"{home}/.git{name}"]


_SPECIAL = re.compile(r"[*?\[]")


def _could_match(ignores: bytes, parts: Collection[str]) -> bool:
    """Whether a pattern of an ignore file could match a path with one of these parts.

    A pattern is judged by the fixed start and end of its last part, which may say too much, and never
    too little.
    """
    for line in decode(ignores).removeprefix("\ufeff").lower().split("\n"):
        pattern = line.rstrip(" \t\r").rstrip("/").rpartition("/")[2]
        if not pattern or line.startswith(("#", "!")):
            continue
        if "\\" in pattern:
            return True
        special = _SPECIAL.search(pattern)
        if special is None:
            if pattern in parts:
                return True
            continue
        start = pattern[: special.start()]
        end = pattern[max(map(pattern.rfind, "*?]")) + 1 :]
        if any(part.startswith(start) and part.endswith(end) for part in parts):
            return True
    return False


def _folders_above(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def _is_inside(path: str) -> bool:
    """Whether git can be asked about a path: it fails at one that is none, or leaves the repository."""
    if not path or path.startswith("/") or "\0" in path or ".." in path.split("/"):
        return False
    try:
        path.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


_RECENTLY = ("HEAD", "--ignore-missing", f"^HEAD~{_RECENT}")


def _with_namesakes(gone: Collection[str], tracked: Tree) -> set[str]:
    """Those of the paths of whose name git tracks a file, or a few, in other folders."""
    wanted = frozenset(map(spelling.name, gone))
    times = Counter(name for name in map(spelling.name, tracked.paths) if name in wanted)
    return {path for path in gone if 0 < times[spelling.name(path)] <= _FEW}


def _moves(
    repository: Repository, gone: Collection[str], tracked: Tree, range_: tuple[str, ...]
) -> dict[str, Moved]:
    """What became of paths that are gone: where a chain of renames ends at one that is tracked."""
    log = ("log", "--topo-order", "--raw", "-z", "--no-abbrev", "--format=%H")
    answer = repository.ask(
        *("--literal-pathspecs", *log, "--no-renames", "--diff-filter=D", *range_, "--", *gone),
        seconds=HISTORY_SECONDS,
    )
    deletions = [(commit, changes) for (commit,), changes in raw_log(answer, 1)]
    if not deletions:
        return {}
    # Whatever the others became happened after that: a commit stands before its ancestors.
    oldest = deletions[-1][0]
    since = repository.ask(
        *(*log, "-M", "--diff-filter=RD", "HEAD", "--not", f"{oldest}^@", "--"),
        seconds=HISTORY_SECONDS,
    )
    asked = frozenset(gone)
    found: dict[str, Moved] = {}
    # What each path became at the next commit that took it away, seen from the one at hand.
    later: dict[str, Moved] = {}
    for (commit,), changes in raw_log(since, 1):
        became = {
            change.old_path or change.path: _end(change, commit, later, tracked)
            for change in changes
        }
        later.update(became)
        for path in asked & became.keys():
            found.setdefault(path, became[path])
    return found


def _end(change: RawChange, commit: str, later: Mapping[str, Moved], tracked: Tree) -> Moved:
    if change.old_path is None:
        return Moved(None, commit)
    then = later.get(change.path, Moved(None, commit))
    return Moved(change.path, commit) if then.path is None and change.path in tracked else then
