"""A repository as a table describes it, for tests of rules that ask about one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from modsquad_lint.rules.answers import Ignored, Link, Moved
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text import paths


class TableFacts(Facts):
    """Answers what the table says; what it does not say is not so."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._root: str = table.get("root", "/repository")
        self._tracked: list[str] = sorted(table.get("tracked", ()))
        self._union = frozenset(table.get("union", ()))
        self._ignored = {path: Ignored(*why) for path, why in table.get("ignored", {}).items()}
        self._links = [Link(*link) for link in table.get("links", ())]
        self._leads: dict[str, str] = table.get("leads", {})
        self._moved = {path: Moved(*to) for path, to in table.get("moved", {}).items()}
        self._removed: dict[str, str] = table.get("removed", {})
        self._branches: list[str] = table.get("branches", [])
        self._committed: dict[str, str] = table.get("committed", {})

    def root(self) -> str:
        return self._root

    def is_tracked(self, path: str) -> bool:
        return path in self._tracked

    def is_directory(self, path: str) -> bool:
        return any(tracked.startswith(path + "/") for tracked in self._tracked)

    def with_extension(self, path: str) -> list[str]:
        return [tracked for tracked in self._tracked if tracked.startswith(path + ".")]

    def other_spellings(self, path: str) -> list[str]:
        return [
            tracked
            for tracked in self._tracked
            if tracked != path and paths.fold(tracked) == paths.fold(path)
        ]

    def union_merged(self, paths: Collection[str]) -> frozenset[str]:
        return self._union.intersection(paths)

    def ignored(self, paths: Collection[str]) -> dict[str, Ignored]:
        return {path: self._ignored[path] for path in paths if path in self._ignored}

    def tracked(self) -> list[str]:
        return self._tracked

    def lies_behind(self, path: str) -> Link | None:
        return next((link for link in self._links if path.startswith(link.path + "/")), None)

    def leads_to(self, paths: Collection[str]) -> dict[str, str]:
        found = {}
        for path in paths:
            for link, target in self._leads.items():
                if path == link or path.startswith(f"{link}/"):
                    found[path] = target + path[len(link) :]
        return found

    def folders(self, paths: Collection[str]) -> frozenset[str]:
        return frozenset(filter(self.is_directory, paths))

    def moved(self, paths: Collection[str]) -> dict[str, Moved]:
        return {path: self._moved[path] for path in paths if path in self._moved}

    def removed_ids(self, path: str, ids: Collection[str]) -> dict[str, str]:
        del path
        return {ident: self._removed[ident] for ident in ids if ident in self._removed}

    def branches(self) -> list[str]:
        return self._branches

    def expect(
        self, paths: Collection[str], plans: object = None, changed: Iterable[str] = ()
    ) -> None:
        del paths, plans, changed

    def committed(self, path: str) -> bytes | None:
        return self._committed[path].encode() if path in self._committed else None
