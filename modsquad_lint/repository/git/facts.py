"""What a rule may ask about a repository, answered by the file system and git; knows no rule.

A declared path that the file system has in exactly that spelling needs no git. The spelling counts on
file systems that ignore case too: paths are looked up in listings of folders, never opened.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from ...rules.facts import Facts, ReadPlans
from ...text import paths as spelling
from ...text.typed import TYPE_CHECKING
from .. import files
from ..folders import Folders, Listing, is_inside
from .ignores import could_ignore, may_be_asked
from .links import Links
from .repository import GitFailedError, Repository, decode, names

if TYPE_CHECKING:  # of nearly all files everything is known without git
    from ...rules.answers import Ignored, Link, Moved
    from ...text.tree import Tree
    from .questions import Questions


def open_facts(directory: str) -> Facts:
    """The facts of the repository that a directory lies in; outside any nothing is known."""
    root = files.find_root(directory)
    return Facts() if root is None else GitFacts(Repository(root))


class GitFacts(Facts):
    """The facts of one repository. Listings and answers are kept: it is for one run."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._root = repository.root
        self._folders = Folders(repository.root)
        self._expected: set[str] = set()
        self._plans: list[ReadPlans] = []
        self._changed: set[str] = set()
        self._committed: dict[str, bytes | None] = {}
        self._links = Links(repository, self._folders)
        self._spellings: dict[str, Sequence[str] | None] = {}
        self._names_alike: dict[str, dict[str, list[str]]] = {}

    def root(self) -> str | None:
        """The absolute path of the repository root, with "/"."""
        return self._root

    def is_tracked(self, path: str) -> bool | None:
        """Whether git tracks, or the file system has, exactly this path as a file."""
        if self._folders.has_file(path):
            return True
        known = self._tree
        return None if known is None else path in known

    def is_directory(self, path: str) -> bool | None:
        """Whether the repository has a directory of exactly this path; a submodule is none."""
        parent, _, name = path.rpartition("/")
        on_disk = name in self._folders.listing(parent).folders
        listing = self._folders.listing(path) if on_disk else Listing()
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
        from bisect import bisect_left

        start, end = (bisect_left(known, path + mark) for mark in "./")
        return [found for found in known[start:end] if "/" not in found[len(path) :]]

    def other_spellings(self, path: str) -> Sequence[str] | None:
        """The tracked paths that equal this one but for case or Unicode form, sorted; never itself."""
        if path not in self._spellings:
            self._spellings[path] = self._look_for_spellings(path)
        return self._spellings[path]

    def _look_for_spellings(self, path: str) -> Sequence[str] | None:
        if self._folders.is_only_spelling(path):
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
        found = self._questions.union.of(paths)
        return None if found is None else frozenset(found)

    def ignored(self, paths: Collection[str]) -> Mapping[str, Ignored] | None:
        """Those of the paths that git ignores and does not track, and why."""
        if not could_ignore(
            self._folders, [path for path in paths if may_be_asked(path, self._folders)]
        ):
            return {}
        found = self._questions.ignored.of(paths)
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
            above, folder = self._folders.listing(folder), f"{folder}/{name}" if folder else name
            if name in above.links:
                return self._link_out(folder)
            if self._folders.listing(folder).is_repository:
                return _link(folder)
        return self._submodule_above(path)

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str]:
        """Those of the paths that tracked symbolic links lead elsewhere in the repository, and where."""
        inside = filter(is_inside, paths)
        return {path: to for path in inside if (to := self._links.leads_to(path)) != path}

    def folders(self, paths: Collection[str]) -> frozenset[str]:
        """Those of the paths that are folders of the repository; submodules are none."""
        return frozenset(path for path in paths if is_inside(path) and self._is_folder(path))

    def _is_folder(self, path: str) -> bool:
        parent, _, name = path.rpartition("/")
        listing = self._folders.listing(parent)
        if name in listing.files:
            return False
        # Of what the file system does not have, only a name without a dot is worth a question to git.
        return (name in listing.folders or "." not in name) and self.is_directory(path) is True

    def moved(self, paths: Collection[str]) -> Mapping[str, Moved] | None:
        """Those of the paths that are no longer tracked, and were: in the history of HEAD."""
        known = self._tree
        if known is None:
            return None
        return self._questions.moved.of(
            sorted(path for path in paths if path not in known and is_inside(path))
        )

    def removed_ids(self, path: str, ids: Collection[str]) -> Mapping[str, str] | None:
        """Those of the ids that a commit took out of the tasks file of this path, and the commit."""
        try:
            return self._questions.removed.ids(path, ids, self._expected)
        except GitFailedError:
            return None

    def branches(self) -> Sequence[str] | None:
        """The names of all local branches."""
        return self._branches

    @cached_property
    def _branches(self) -> Sequence[str] | None:
        try:
            answer = self._repository.ask(
                "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/"
            )
        except GitFailedError:
            return None
        return decode(answer).splitlines()

    def expect(
        self, paths: Collection[str], plans: ReadPlans = tuple, changed: Iterable[str] = ()
    ) -> None:
        """Ask for what HEAD has at these paths, and of what plans declare and what changed, once for all."""
        self._expected.update(paths)
        self._plans.append(plans)
        self._changed.update(changed)

    def committed(self, path: str) -> bytes | None:
        """What HEAD has at this path; None also where it has nothing."""
        if path not in self._committed:
            self._expected.add(path)
            # Nearly all files are tasks files without a doubt.
            from .blobs import is_nameable, read_blobs

            asked = list(filter(is_nameable, self._expected - self._committed.keys()))
            try:
                found = read_blobs(self._repository, [f"HEAD:{each}" for each in asked])
            except GitFailedError:
                found = [None for _ in asked]
            self._committed.update(zip(asked, found, strict=True))
            self._committed.setdefault(path, None)
        return self._committed[path]

    def _link_out(self, link: str) -> Link | None:
        top = os.path.realpath(self._root)
        target = os.path.realpath(f"{self._root}/{link}")
        if target == top or target.startswith(top.rstrip(os.sep) + os.sep):
            return None
        return _link(link, os.readlink(f"{self._root}/{link}"))

    def _submodule_above(self, path: str) -> Link | None:
        """A submodule that is not checked out; without .gitmodules there is none."""
        if self._folders.has_file(path) or not self._folders.has_file(".gitmodules"):
            return None
        known = self._tree or ()
        for folder in spelling.folders_above(path):
            # A file of that name is no submodule; whoever declared the path will see MSQ604.
            if folder in known and not self._folders.has_file(folder):
                return _link(folder)
        return None

    @cached_property
    def _questions(self) -> Questions:
        from .questions import Questions

        expected = self._plans, self._changed
        return Questions(
            self._repository, self._folders, lambda: self._tree, *expected, self._links
        )

    @cached_property
    def _tracked(self) -> list[str] | None:
        try:
            # A path with conflicts stands there once for each side. git has sorted the names as bytes.
            return sorted(dict.fromkeys(names(self._repository.ask("ls-files", "-z"))))
        except GitFailedError:
            return None

    @cached_property
    def _tree(self) -> Tree | None:
        from ...text.tree import Tree

        return None if self._tracked is None else Tree(self._tracked)

    def _alike(self, folder: str, name: str) -> Sequence[str]:
        """What git tracks in a folder, named with its "/", that has this name but for its spelling."""
        known = self._names_alike.get(folder)
        if known is None:
            known = self._names_alike[folder] = {}
            files, folders = self._tree.entries(folder[:-1]) if self._tree else ((), ())
            for other in dict.fromkeys((*files, *folders)):
                known.setdefault(spelling.fold(other), []).append(other)
        return known.get(spelling.fold(name), ())


def _link(path: str, target: str | None = None) -> Link:
    from ...rules.answers import Link

    return Link(path, target)
