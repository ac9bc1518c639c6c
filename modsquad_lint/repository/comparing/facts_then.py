"""What rules may ask of a repository as it was where a range begins: what the range adds frees nobody."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping

from ...planning.meanings import PathFacts
from ...rules.facts import Facts
from ..git.repository import GitFailedError, encode, names
from ..git.together import Together
from .ends import Ends

_LINK = "120000"


class FactsThen(PathFacts):
    """Facts that decide whether several tasks may change a file, or which file a path is."""

    def __init__(self, facts: Facts, ends: Ends) -> None:
        self._facts = facts
        self._ends = ends
        changed = {path for change in ends.raw for path in (change.path, change.old_path or "")}
        self._has_other_attributes = any(
            os.path.basename(path) == ".gitattributes" for path in changed
        )
        self._union = Together(self._ask_union, lambda: changed - {""})
        self._new_links = {change.path for change in ends.raw if change.modes[1] == _LINK}

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths whose git attribute `merge` was `union`."""
        if not self._has_other_attributes:
            return self._facts.union_merged(paths)
        return frozenset(self._union.of(paths) or ())

    def _ask_union(self, paths: Collection[str]) -> Mapping[str, bool]:
        from tempfile import TemporaryDirectory

        start = self._ends.start_commit()
        if not start:
            return {}
        repository = self._ends.repository
        try:
            with TemporaryDirectory() as folder:
                index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}
                repository.ask("read-tree", start, variables=index)
                question = ("check-attr", "--cached", "-z", "--stdin", "merge")
                answer = repository.ask(*question, given=encode(paths), variables=index)
        except OSError as error:
            raise GitFailedError(str(error)) from error
        fields = names(answer)
        found = zip(fields[::3], fields[2::3], strict=False)
        return {path: True for path, value in found if value == "union"}

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
        start = self._ends.start_commit()
        if not start or not paths:
            return frozenset()
        command = ("ls-tree", "-d", "-z", "--full-tree", "--name-only", start, "--", *sorted(paths))
        try:
            literal = {"GIT_LITERAL_PATHSPECS": "1"}
            return frozenset(names(self._ends.repository.ask(*command, variables=literal)))
        except GitFailedError:
            return None
