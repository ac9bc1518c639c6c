"""Which tasks files there are, each with its repository and its configuration; reads none of them."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..engine.config import DEFAULT, Config, configure
from ..text.errors import NoTasksFileError, UserError
from ..text.paths import matches, matching
from ..text.typed import Any, NamedTuple
from ..text.words import listed
from . import files

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
        named: whether somebody named it; who hands on what changed only knows its name.
        siblings: all files of the plan that it is one of, itself included, as they can be opened; none
            where it is a plan of its own.
        context: the names of those siblings that are only looked at, since nobody handed them on.
        outside: where a symbolic link leads it, outside its repository.
    """

    path: str
    display: str
    name: str
    root: str | None
    config: Config
    named: bool = True
    siblings: tuple[str, ...] = ()
    context: frozenset[str] = frozenset()
    outside: str | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it is not to be opened: a link out of the repository that only a search found."""
        return self.outside is not None and not self.named


# A plan of a phase of GSD; those of one folder, and of one number, are one plan.
PLAN = "-PLAN.md"
_PHASE = rf"(\d+(?:\.\d+)*)-[A-Za-z]?\d+[a-z]?{re.escape(PLAN)}"


def phase_of(path: str) -> str | None:
    """The phase that a plan belongs to, as its folder and number; None for a plan of its own."""
    folder, slash, name = path.rpartition("/")
    match = re.fullmatch(_PHASE, name)
    return f"{folder}{slash}{match[1]}" if match else None


class Search:
    """Finds tasks files from one folder, and remembers the configurations that it met."""

    def __init__(
        self,
        folder: str | None,
        settings: Mapping[str, Any],
        origin: str,
        *,
        config_path: str | None,
        isolated: bool,
        use_git: bool,
        is_part: bool = False,
    ) -> None:
        """Relative paths begin at `folder`, None for the current one; `settings` hold over all files.

        With `is_part` nobody named the files that are named, and there may be more that belong to them.
        """
        self._settings = settings
        self._origin = origin
        self._config_path = config_path
        self.is_isolated = isolated
        self._use_git, self.is_part = use_git, is_part
        self._configs: dict[str, Config] = {}
        self._beside: dict[str, dict[str, None]] = {}
        self._folder = None if folder is None else os.path.abspath(folder)
        try:
            self.here = self._folder or os.getcwd()
        except OSError as error:
            raise UserError("the current folder is gone", "go to one that is there") from error

    def entries(self, paths: Sequence[str], *, stdin_filename: str | None = None) -> list[Entry]:
        """The tasks files that these arguments name, each once, in order; directories are searched.

        Without arguments, those that git tracks below the current directory.

        Raises:
            UserError: a directory, or the repository, has no tasks file.
        """
        found: dict[str, Entry] = {}
        for given in paths or [os.curdir]:
            path = self.at(given)
            if given == STANDARD_INPUT:
                found[given] = self._entry(stdin_filename or INPUT_NAME, path=given)
            elif os.path.isdir(path):
                found.update(
                    (os.path.realpath(name), self._entry(name)._replace(named=False))
                    for name in self._search(path, tracked_only=not paths)
                )
            else:
                found.setdefault(os.path.realpath(path), self._entry(path))
        return self._with_siblings(found.values())

    def _with_siblings(self, entries: Collection[Entry]) -> list[Entry]:
        """The entries; where one is of a plan of several files, all of these.

        What two of them share is said in one of them, which nobody may have named. Where only those that
        changed are handed on, the others are only looked at.
        """
        found: dict[str, Entry] = {}
        given = {os.path.realpath(entry.path) for entry in entries}
        for entry in entries:
            if os.path.realpath(entry.path) in found:  # it came with another one
                continue
            siblings = self._siblings(entry)
            if entry.path == STANDARD_INPUT or not siblings:
                found[os.path.realpath(entry.path)] = entry._replace(siblings=siblings)
                continue
            plan = {os.path.realpath(path): self.sibling(entry, path) for path in siblings}
            others = plan.keys() - given if self.is_part else frozenset()
            context = frozenset(plan[path].name for path in others)
            for path in [path for path in plan if path not in others]:
                found[path] = plan[path]._replace(siblings=siblings, context=context)
        return list(found.values())

    def _siblings(self, entry: Entry) -> tuple[str, ...]:
        """The other plans of a phase of GSD, which stand beside it."""
        folder, name = os.path.split(
            self.at(entry.display) if entry.path == STANDARD_INPUT else entry.path
        )
        # Not to compile the pattern where it can't match.
        match = re.fullmatch(_PHASE, name) if name.endswith(PLAN) else None
        if match is None:
            return ()
        try:
            names = os.listdir(folder or os.curdir)
        except OSError:
            return ()
        others = [
            each for each in names if (other := re.fullmatch(_PHASE, each)) and other[1] == match[1]
        ]
        found = tuple(os.path.join(folder, each) for each in sorted({*others, name}))
        return found if len(found) > 1 else ()

    def sibling(self, entry: Entry, path: str) -> Entry:
        """Another file of the plan that an entry is one of."""
        return self._entry(path)._replace(named=entry.named, siblings=entry.siblings)

    def at(self, path: str) -> str:
        """A path as it can be opened: below the current folder as it is given."""
        return path if self._folder is None else os.path.join(self._folder, path)

    def _search(self, directory: str, *, tracked_only: bool) -> list[str]:
        root = files.find_root(directory) if self._use_git else None
        include = self._config(os.path.abspath(directory), files.find_root(directory)).include
        base = os.path.realpath(self.here if root is None else root)
        below = relative(os.path.realpath(directory), base)
        prefix = "" if below == os.curdir else f"{below}/"
        if root is None:
            found = [prefix + name for name in files.walk(directory)]
        else:
            found = _listed(root, pathspecs(below, include), tracked_only=tracked_only)
        # Globs speak of paths from the root, wherever the search begins.
        chosen = [name.removeprefix(prefix) for name in found if matches(name, include)]
        if not chosen and tracked_only and root is not None:
            raise self._untracked(directory, root, below, include)
        if not chosen:
            is_here = directory == self.at(os.curdir)
            where = "here" if is_here else f"in {directory}"
            raise NoTasksFileError(
                f"there is no tasks file {where} ({listed(include, _SHOWN)})",
                self._remedy(self._above(directory, root, include)),
            )
        if tracked_only and root is not None:
            self.look_beside(root, [prefix + name for name in chosen], include)
        return [os.path.normpath(os.path.join(directory, name)) for name in chosen]

    def look_beside(self, root: str, found: Sequence[str], include: tuple[str, ...]) -> None:
        """Note what a search passes over in the folders of the tasks files that it found."""
        known = frozenset(found)
        there = [
            f"{folder}/{name}" if folder else name
            for folder in dict.fromkeys(map(os.path.dirname, found))
            if os.access(f"{root}/{folder}", os.R_OK) and os.path.isdir(f"{root}/{folder}")
            for name in sorted(os.listdir(f"{root}/{folder}"))
        ]
        others = (path for path in matching(there, include) if path not in known)
        self._beside.setdefault(root, {}).update(dict.fromkeys(others))

    def passed_over(self) -> list[str]:
        """What looks like a tasks file beside one that was found, and is not tracked; as people see it.

        Raises:
            UserError: git cannot say.
        """
        found = [
            relative(f"{root}/{path}", self.here)
            for root, others in self._beside.items()
            if others
            for path in _listed(root, [f":(literal){it}" for it in others], untracked_only=True)
        ]
        return list(dict.fromkeys(found))

    def _untracked(
        self, directory: str, root: str, below: str, include: tuple[str, ...]
    ) -> UserError:
        """That git tracks no tasks file here, and which ones stand here or above all the same."""
        found = _listed(root, pathspecs(below, include), tracked_only=False)
        near = [relative(f"{root}/{name}", self.here) for name in found if matches(name, include)]
        return NoTasksFileError(
            f"git tracks no tasks file here ({listed(include, _SHOWN)})",
            f"name {listed(near[:_SHOWN])}, or add it to git"
            if near
            else self._remedy(self._above(directory, root, include)),
        )

    def _remedy(self, above: Sequence[str]) -> str:
        if not above:
            return "name the files to check; where there is no plan yet, `modsquad-lint init` begins one"
        return f"name the files to check: did you mean {listed(above[:_SHOWN])}, above this folder?"

    def _above(self, directory: str, root: str | None, include: tuple[str, ...]) -> list[str]:
        """The tasks files in the nearest folder above that has any, up to the top of the repository."""
        folder = os.path.realpath(directory)
        top = os.path.realpath(root) if root else None
        while folder not in (top, os.path.dirname(folder)):
            folder = os.path.dirname(folder)
            names = sorted(os.listdir(folder)) if os.access(folder, os.R_OK) else []
            paths = [os.path.join(folder, name) for name in names]
            found = [
                path
                for path in paths
                if matches(relative(path, top or folder), include) and os.path.isfile(path)
            ]
            if found:
                return [relative(path, os.path.realpath(self.here)) for path in found]
        return []

    def tracked(self, root: str) -> list[Entry]:
        """All tasks files of a repository, as the configuration at its top finds them; none that git can't list."""
        include = self._config(root, root).include
        try:
            found = (
                _listed(root, pathspecs(os.curdir, include), tracked_only=True)
                if self._use_git
                else [*files.walk(root)]
            )
        except UserError:
            return []
        chosen = matching(found, include)
        names = (name for name in found if name in chosen)
        return [self._entry(f"{root}/{name}")._replace(named=False) for name in names]

    def _entry(self, name: str, *, path: str | None = None) -> Entry:
        absolute = os.path.abspath(self.at(name))
        directory = os.path.dirname(absolute)
        root = files.find_root(directory)
        base = self.here if root is None else root
        return Entry(
            path or name,
            display=relative(absolute, self.here) if path is None else name,
            name=name if name == INPUT_NAME else relative(absolute, base),
            root=root,
            config=self._config(directory, root),
            named=not self.is_part,
            outside=files.leads_out(absolute, root) if root and path is None else None,
        )

    def config_here(self) -> Config:
        """The configuration of the folder itself."""
        return self._config(self.here, files.find_root(self.here))

    def _config(self, directory: str, root: str | None) -> Config:
        if directory not in self._configs:
            found = None
            if self._config_path is not None:
                path = self.at(self._config_path)
                found = (path, files.read_config(path) or {})
            elif not self.is_isolated:
                found = files.find_config(directory, root)
            path, settings = found or (directory, {})
            of_file = configure(DEFAULT, settings, relative(path, self.here))
            self._configs[directory] = self.over(of_file)
        return self._configs[directory]

    def named_config(self) -> str:
        """The one configuration file to read, as it can be opened; "" where others are looked for."""
        return "" if self._config_path is None else self.at(self._config_path)

    def only(self, root: str) -> str | None:
        """The one configuration file to read, relative to a root; None where others are looked for."""
        if self._config_path is None:
            return None
        return relative(os.path.realpath(self.at(self._config_path)), os.path.realpath(root))

    def over(self, config: Config) -> Config:
        """A file's settings with those of the search over them."""
        return configure(config, self._over(config), self._origin)

    def _over(self, config: Config) -> dict[str, object]:
        """The settings that hold over a file's: `select` begins afresh, `ignore` alone adds."""
        settings = dict(self._settings)
        if "select" in settings:
            settings.setdefault("ignore", ())
        elif "ignore" in settings:
            settings["ignore"] = (*config.values["ignore"], *self._settings["ignore"])
        return settings


def _listed(
    root: str, pathspecs: Iterable[str], *, tracked_only: bool = False, untracked_only: bool = False
) -> list[str]:
    """The files of a repository that git lists for these pathspecs, each once."""
    from .git.repository import GitFailedError, Repository, names

    tracked = () if untracked_only else ("--cached",)
    untracked = () if tracked_only else ("--others", "--exclude-standard")
    command = ("ls-files", "-z", *tracked, *untracked, "--", *pathspecs)
    try:
        return list(dict.fromkeys(names(Repository(root).ask(*command))))
    except GitFailedError as error:
        raise UserError(
            f"git cannot list the files here: {error}", "name them, or use --no-git"
        ) from error


def pathspecs(below: str, include: Iterable[str]) -> Iterator[str]:
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


def relative(path: str, base: str) -> str:
    """A path from a folder, with "/"; as it is where it lies on another drive."""
    try:
        return _slashes(os.path.relpath(path, base))
    except ValueError:  # another drive
        return _slashes(path)


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
