"""What rules may ask of a repository as it was where a range begins: what the range adds frees nobody."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import cached_property

from ...planning.meanings import PathFacts
from ...rules.comparing.judgement import doubtful_folders
from ...rules.facts import Facts
from ..git.blobs import is_nameable
from ..git.repository import GitFailedError
from .ends import Ends
from .file_changes import paths_of

_LINK = "120000"


class FactsThen(PathFacts):
    """Facts that decide whether several tasks may change a file, or which file a path is."""

    def __init__(self, facts: Facts, ends: Ends) -> None:
        self._facts = facts
        self._ends = ends
        self._changed = {*paths_of(ends.raw)}
        self._has_other_attributes = any(
            os.path.basename(path) == ".gitattributes" for path in self._changed
        )
        self._new_links = {change.path for change in ends.raw if change.modes[1] == _LINK}

    @cached_property
    def _start(self) -> str:
        return self._ends.start_commit()

    def expect(self, declared: Collection[str]) -> None:
        """Ask about these paths, and those that changed, along with what other comparisons ask."""
        stored = self._ends.stored
        doubtful = filter(is_nameable, doubtful_folders(declared, self._changed))
        stored.folders.expect(map(self._then, doubtful))
        if self._has_other_attributes:
            stored.merged.expect((self._start, path) for path in (*declared, *self._changed))

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths whose git attribute `merge` was `union`."""
        if not self._has_other_attributes:
            return self._facts.union_merged(paths)
        if not self._start:
            return frozenset()
        try:
            found = self._ends.stored.merged.of([(self._start, path) for path in paths])
        except GitFailedError:
            return frozenset()
        return frozenset(path for (_, path), merge in found.items() if merge == "union")

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str]:
        """Where tracked symbolic links led these paths, without links that the range itself made."""
        found = self._facts.leads_to(paths) or {}
        return {
            path: to
            for path, to in found.items()
            if not any(path == link or path.startswith(f"{link}/") for link in self._new_links)
        }

    def folders(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths that were folders of the repository; None where git can't say."""
        if not self._start:
            return frozenset()
        try:
            found = self._ends.stored.folders.of([*map(self._then, filter(is_nameable, paths))])
        except GitFailedError:
            return None
        return frozenset(path for path in paths if found.get(self._then(path)))

    def _then(self, path: str) -> str:
        return f"{self._start}:{path}"
