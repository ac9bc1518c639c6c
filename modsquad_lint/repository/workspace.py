"""The tasks files of one run: which they are, and each with its repository and its configuration."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..engine.config import DEFAULT, Config, configure
from ..rules.facts import Facts, NoFacts
from ..text.errors import NotCheckedError, UserError
from ..text.paths import matches
from ..text.source import Source
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from ..text.words import listed
from . import files
from .reading import read_bounded

if TYPE_CHECKING:
    from .comparison import Changes

STANDARD_INPUT = "-"
_SHOWN = 3
"""Globs that a message names."""
INPUT_NAME = "<stdin>"
"""What standard input is called where nobody names it."""


class Entry(NamedTuple):
    """A tasks file before it is read.

    Attributes:
        path: as it can be opened, or "-".
        display: as people see it, relative to the current directory.
        name: as machines see it, relative to the repository root, with "/".
        root: of its repository, or None outside one.
        named: whether somebody named it; pre-commit only passes on what has such a name.
    """

    path: str
    display: str
    name: str
    root: str | None
    config: Config
    named: bool = True


class Workspace:
    """Finds tasks files from the current directory, and remembers what they share."""

    def __init__(
        self,
        *,
        settings: Mapping[str, Any],
        config_path: str | None = None,
        isolated: bool = False,
        use_git: bool = True,
    ) -> None:
        """`settings` come from the command line and hold over every configuration file."""
        self._settings = settings
        self._config_path = config_path
        self._isolated = isolated
        self._use_git = use_git
        self._configs: dict[str, Config] = {}
        self._facts: dict[str, Facts] = {}
        self._sources: dict[str, Source] = {}
        self._changes: dict[tuple[str | None, str, str], Changes | NotCheckedError] = {}
        try:
            self._here = os.getcwd()
        except OSError as error:
            raise UserError("the current folder is gone", "go to one that is there") from error

    def entries(self, paths: Sequence[str], *, stdin_filename: str | None = None) -> list[Entry]:
        """The tasks files that these arguments name, each once, in order; directories are searched.

        Without arguments, those that git tracks below the current directory.

        Raises:
            UserError: a directory, or the repository, has no tasks file.
        """
        found: dict[str, Entry] = {}
        for path in paths or [os.curdir]:
            if path == STANDARD_INPUT:
                found[path] = self._entry(stdin_filename or INPUT_NAME, path=path)
            elif os.path.isdir(path):
                found.update(
                    (os.path.realpath(name), self._entry(name)._replace(named=False))
                    for name in self._search(path, tracked_only=not paths)
                )
            else:
                found.setdefault(os.path.realpath(path), self._entry(path))
        return list(found.values())

    def entry(self, path: str | None, *, stdin_filename: str | None = None) -> Entry:
        """The one tasks file that this argument names; without it, the one that git tracks here.

        Raises:
            UserError: there is none, or more than one.
        """
        entries = self.entries([] if path is None else [path], stdin_filename=stdin_filename)
        if len(entries) > 1:
            names = ", ".join(entry.display for entry in entries[:5])
            raise UserError(f"there are {len(entries)} tasks files ({names}); name one")
        return entries[0]

    def _search(self, directory: str, *, tracked_only: bool) -> list[str]:
        root = files.find_root(directory) if self._use_git else None
        include = self._config(os.path.abspath(directory), files.find_root(directory)).include
        base = os.path.realpath(self._here if root is None else root)
        below = _relative(os.path.realpath(directory), base)
        prefix = "" if below == os.curdir else f"{below}/"
        if root is None:
            found = [prefix + name for name in files.walk(directory)]
        else:
            found = _listed(root, _pathspecs(below, include), tracked_only=tracked_only)
        # Globs speak of paths from the root, wherever the search begins.
        chosen = [name.removeprefix(prefix) for name in found if matches(name, include)]
        if not chosen and tracked_only and root is not None:
            raise self._untracked(root, below, include)
        if not chosen:
            where = "here" if directory == os.curdir else f"in {directory}"
            globs = listed(include, _SHOWN)
            raise UserError(f"there is no tasks file {where} ({globs})", "name the files to check")
        return [os.path.normpath(os.path.join(directory, name)) for name in chosen]

    def _untracked(self, root: str, below: str, include: tuple[str, ...]) -> UserError:
        """That git tracks no tasks file here, and which ones stand beside it all the same."""
        found = _listed(root, _pathspecs(below, include), tracked_only=False)
        near = [_relative(f"{root}/{name}", self._here) for name in found if matches(name, include)]
        globs = listed(include, _SHOWN)
        return UserError(
            f"git tracks no tasks file here ({globs})",
            f"name {listed(near[:3])}, or add it to git" if near else "name the files to check",
        )

    def _entry(self, name: str, *, path: str | None = None) -> Entry:
        absolute = os.path.abspath(name)
        directory = os.path.dirname(absolute)
        root = files.find_root(directory)
        base = self._here if root is None else root
        return Entry(
            path or name,
            display=_relative(absolute, self._here) if path is None else name,
            name=name if name == INPUT_NAME else _relative(absolute, base),
            root=root,
            config=self._config(directory, root),
            named="PRE_COMMIT" not in os.environ,
        )

    def _config(self, directory: str, root: str | None) -> Config:
        if directory not in self._configs:
            config = DEFAULT
            found = None
            if self._config_path is not None:
                settings = files.read_config(self._config_path)
                found = (self._config_path, settings or {})
            elif not self._isolated:
                found = files.find_config(directory, root)
            if found is not None:
                config = configure(config, found[1], _relative(found[0], self._here))
            self._configs[directory] = configure(config, self._over(config), "command line")
        return self._configs[directory]

    def _over(self, config: Config) -> dict[str, object]:
        """The command line's settings: `--select` begins afresh, `--ignore` alone adds."""
        settings = dict(self._settings)
        if "select" in settings:
            settings.setdefault("ignore", ())
        elif "ignore" in settings:
            settings["ignore"] = (*config.values["ignore"], *self._settings["ignore"])
        return settings

    def facts(self, entry: Entry) -> Facts:
        """What can be known of the repository of a tasks file; nothing is asked yet."""
        if entry.root is None or not self._use_git:
            return NoFacts()
        if entry.root not in self._facts:
            from .git_facts import open_facts

            self._facts[entry.root] = open_facts(entry.root)
        return self._facts[entry.root]

    def source(self, entry: Entry, data: bytes | None = None) -> Source:
        """The text of a tasks file, read once; `data` is its bytes where they are known already.

        Raises:
            UserError: it can't be read.
        """
        if entry.path not in self._sources:
            if entry.path == STANDARD_INPUT:
                data = _standard_input()
            elif data is None:
                data = files.read(entry.path)
            self._sources[entry.path] = Source(
                entry.name, data, display=entry.display, named=entry.named
            )
        return self._sources[entry.path]

    def changes(self, entry: Entry, against: str, tasks: Sequence[str]) -> Changes:
        """What changed in the repository of a tasks file; git is asked once for all its files.

        Raises:
            NotCheckedError: it cannot be known.
        """
        if not self._use_git:
            raise NotCheckedError("git may not be asked", "leave --no-git out")
        from .comparison import compare

        options = entry.config.options
        key = entry.root, options.branch_pattern, options.task_trailer
        if key not in self._changes:
            try:
                self._changes[key] = compare(entry.root, against, tasks=tasks, options=options)
            except NotCheckedError as error:  # a git that hangs would take its time again
                self._changes[key] = error
        found = self._changes[key]
        if isinstance(found, NotCheckedError):
            raise found
        return found


def _standard_input() -> bytes:
    if sys.stdin is None:  # closed by whoever started the program
        raise UserError("cannot read standard input: it is closed")
    try:
        return read_bounded(sys.stdin.buffer, files.MOST_BYTES)
    except OSError as error:
        raise UserError(f"cannot read standard input: {error.strerror}") from error


def _listed(root: str, pathspecs: Iterable[str], *, tracked_only: bool) -> list[str]:
    """The files of a repository that git lists for these pathspecs, each once."""
    from .git import GitFailedError, Repository, names

    untracked = () if tracked_only else ("--others", "--exclude-standard")
    command = ("ls-files", "-z", "--cached", *untracked, "--", *pathspecs)
    try:
        return list(dict.fromkeys(names(Repository(root).ask(*command))))
    except GitFailedError as error:
        raise UserError(
            f"git cannot list the files here: {error}", "name them, or use --no-git"
        ) from error


def _pathspecs(below: str, include: Iterable[str]) -> Iterator[str]:
    """What git has to list: a folder, or of a whole repository what globs match, and a little more.

    Here "*" goes beyond folders: git is quick at patterns of that kind, and with few stars.
    """
    if below != os.curdir:
        yield f":(literal){below}"
        return
    for pattern in include:
        start = "" if "/" in pattern.rstrip("/") else "*"
        loose = f"{start}{pattern.strip('/')}*".replace("**/", "*")
        yield re.sub(r"\*+", "*", loose)


def _relative(path: str, base: str) -> str:
    try:
        return _slashes(os.path.relpath(path, base))
    except ValueError:  # another drive
        return _slashes(path)


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
