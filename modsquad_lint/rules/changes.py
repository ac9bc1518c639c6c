"""What git says changed, and which tasks answer for it: plain data; knows neither git nor any rule."""

from __future__ import annotations

from collections.abc import Collection

from ..text.typed import NamedTuple
from ..text.words import counted, plural

TRAILER = "trailer"
"""The source of tasks that a commit names itself."""


class FileChange(NamedTuple):
    """One path that differs. A rename is two of them, one for each side.

    Attributes:
        path: relative to the repository root, with "/"; a byte that is not UTF-8 is a lone surrogate.
        how: "added", "deleted", "modified", "mode changed", "type changed", "in conflict",
            "renamed to" or "renamed from".
        other: the other side of a rename.
    """

    path: str
    how: str
    other: str | None = None

    def __str__(self) -> str:
        """How it changed, in words: `renamed from a.py`."""
        return self.how if self.other is None else f"{self.how} {self.other}"


class Unit(NamedTuple):
    """Changes that the same tasks answer for.

    Attributes:
        tasks: ids as someone wrote them, which the file may not have; None means all tasks together.
        source: who named them, in words: `--task`, `branch task/orders`, `trailer`; "" for nobody.
        changes: in the order of their paths.
        commit: the commit that made them, abbreviated; None for a whole comparison.
        buried: ids found in a commit's text outside its trailers, as squashing leaves them: there an
            id that the file does not have is only text, and one that it has comes before the branch.
    """

    tasks: tuple[str, ...] | None
    source: str
    changes: tuple[FileChange, ...]
    commit: str | None = None
    buried: tuple[str, ...] = ()

    def answering(self, known: Collection[str]) -> tuple[str, ...]:
        """The ids that answer, of those that the file has; none: all tasks together."""
        named = [ident for ident in self.tasks or () if ident in known]
        buried = [ident for ident in self.buried if ident in known]
        if self.source != TRAILER and buried:
            named = []
        return tuple(dict.fromkeys((*named, *buried)))


class Version(NamedTuple):
    """The tasks file as it once was; `data` is None where it did not exist.

    Attributes:
        commit: the commit that wrote it, abbreviated; None for what is not committed yet.
    """

    commit: str | None
    data: bytes | None


class Comparison(NamedTuple):
    """What changed, to be compared with one tasks file.

    Attributes:
        what: what was compared, in words: `staged changes`, `3f2a91c..HEAD`.
        units: a whole comparison is one; with trailers, one for each commit, the oldest first.
        data: the tasks file to compare with, where it is not the file on disk.
        versions: the tasks file before, and after each step that changed it, the oldest first; empty
            when it did not change.
        kept: the path under which git has the tasks file: its own, unless that leads over symbolic
            links; "" where git has none.
    """

    what: str
    units: tuple[Unit, ...]
    data: bytes | None = None
    versions: tuple[Version, ...] = ()
    kept: str = ""

    def summary(self, known: Collection[str]) -> str:
        """One line for people: what was compared with which tasks, of those known, and who named them."""
        if not self.units:
            return f"{self.what}: no change to compare with the tasks of this file"
        changed = len({change.path for unit in self.units for change in unit.changes})
        files = counted(changed, "changed file")
        named: dict[str, dict[str, None]] = {}
        unknown: dict[str, None] = {}
        is_together = False
        for unit in self.units:
            ids = unit.answering(known)
            if ids:
                source = unit.source if set(ids) <= set(unit.tasks or ()) else TRAILER
                named.setdefault(source, {}).update(dict.fromkeys(map(_quoted, ids)))
            else:
                is_together = True
                unknown.update({f"{_quoted(i)} ({unit.source})": None for i in unit.tasks or ()})
        words = [
            f"{plural('task', len(ids))} {', '.join(ids)} ({source})"
            for source, ids in named.items()
        ]
        if is_together:
            why = f", since the file has no task {', '.join(unknown)}" if unknown else ""
            words.append(f"all tasks together{why}")
        return f"{self.what}: {files} compared with {', and '.join(words)}"


def _quoted(ident: str) -> str:
    return f'"{ident}"'
