"""Tasks given as plain values, ready to be planned, for the tests of planning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import cast

from modsquad_lint.planning.meanings import Meanings, PathFacts
from modsquad_lint.planning.plan import Plan, make_plan
from modsquad_lint.planning.tasks import TaskFile, read_tasks
from modsquad_lint.planning.work import Work, open_work
from modsquad_lint.syntax.nodes import Document


class KnownPaths(PathFacts):
    """What a repository knows of paths, as a test says."""

    def __init__(
        self,
        union: Collection[str] = (),
        links: Mapping[str, str] | None = None,
        folders: Collection[str] = (),
    ) -> None:
        self._union, self._links, self._folders = union, links or {}, folders
        self.asked: list[Collection[str]] = []

    def union_merged(self, paths: Collection[str]) -> frozenset[str]:
        self.asked.append(sorted(paths))
        return frozenset(paths) & frozenset(self._union)

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str]:
        return {
            path: target + path[len(link) :]
            for path in paths
            for link, target in self._links.items()
            if f"{path}/".startswith(f"{link}/")
        }

    def folders(self, paths: Collection[str]) -> frozenset[str]:
        return frozenset(paths) & frozenset(self._folders)


def tasks_file(value: object) -> TaskFile:
    return read_tasks(cast("Document", SimpleNamespace(value=value)))


def work_of(value: object, meanings: Meanings | None = None, done: Collection[str] = ()) -> Work:
    return open_work(tasks_file(value), None, meanings, done)


def planned(value: object, meanings: Meanings | None = None) -> tuple[Work, Plan]:
    work = work_of(value, meanings)
    plan = make_plan(work)
    assert plan is not None
    return work, plan
