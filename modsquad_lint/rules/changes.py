"""What git says changed, and which tasks answer for it: plain data; knows neither git nor any rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from ..text.typed import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ..planning.tasks import TaskFile
    from .judgement import Judgement

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
        tasks: ids as someone wrote them, which no plan may have; None: nobody named any.
        source: who named them, in words: `--task`, `branch task/orders`, `trailer`; "" for nobody.
        changes: in path order.
        commit: the commit that made them, abbreviated; None for a whole comparison.
        likely: ids that a commit says in another way: outside its trailers, as squashing leaves them, or
            in its subject. One that no plan has is only text; one that a plan has comes before the branch.
        malformed: commits, abbreviated, each with a line that looks like a trailer for a task and is none.
    """

    tasks: tuple[str, ...] | None
    source: str
    changes: tuple[FileChange, ...]
    commit: str | None = None
    likely: tuple[str, ...] = ()
    malformed: tuple[tuple[str, str], ...] = ()

    def answering(self, known: Collection[str]) -> tuple[str, ...]:
        """The ids that answer, of those that a plan has."""
        named = [ident for ident in self.tasks or () if ident in known]
        likely = [ident for ident in self.likely if ident in known]
        if self.source != TRAILER and likely:
            named = []
        return tuple(dict.fromkeys((*named, *likely)))

    def is_named_by_itself(self, known: Collection[str]) -> bool:
        """Whether the commit itself names a task that a plan has."""
        return self.source == TRAILER or any(ident in known for ident in self.likely)


class Version(NamedTuple):
    """The tasks file as it once was; `data` is None where it did not exist.

    Attributes:
        commit: the commit that wrote it, abbreviated; None for what is not committed yet.
    """

    commit: str | None
    data: bytes | None


class Then(Protocol):
    """What is known of a repository where a range begins, as `Facts` is of it now."""

    def union_merged(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths whose git attribute `merge` was `union`."""

    def leads_to(self, paths: Collection[str]) -> Mapping[str, str] | None:
        """Those of the paths that tracked symbolic links led elsewhere in the repository, and where."""

    def folders(self, paths: Collection[str]) -> frozenset[str] | None:
        """Those of the paths that are folders of the repository."""


class Comparison(NamedTuple):
    """What changed, to be compared with the tasks files of one run; seen from one of them.

    Attributes:
        what: what was compared, in words: `staged changes`, `3f2a91c..HEAD`.
        units: a whole comparison is one; where commits name tasks, one for each commit, the oldest first,
            and one for what differs and no commit changed.
        data: the tasks file to compare with, where it is not the file on disk.
        versions: the tasks file before, and after each step that changed it, the oldest first; empty
            when it did not change.
        kept: the path under which git has the tasks file: its own, unless that leads over symbolic
            links; "" where git has none.
        branch: the ids that the branch names.
        is_part: whether it sees only a part of the work, as what is staged is.
        judged: the judgement that all files of a run share; None where this file is the only one.
        number: which file of the judgement this is.
        notes: what people should know of it, each one line.
        read: how older versions of the file are read; None for JSON and YAML of our own shape.
        is_old: whether the text that is looked at is that of the beginning, since the end has none.
        then: what is known of the repository where the range begins; None for what is known of it now.
        texts: what changed files hold where the range ends; None for a file that can't be read.
        names: ids of this file that other plans of the run have too, each with its full name.
        forgiven: what tasks were forgiven there: ids, each with a code; None where what the text says counts.
    """

    what: str
    units: tuple[Unit, ...]
    data: bytes | None = None
    versions: tuple[Version, ...] = ()
    kept: str = ""
    branch: tuple[str, ...] = ()
    is_part: bool = False
    judged: Judgement | None = None
    number: int = 0
    notes: tuple[str, ...] = ()
    read: Callable[[bytes], TaskFile | None] | None = None
    is_old: bool = False
    then: Then | None = None
    forgiven: frozenset[tuple[str, str]] | None = None
    texts: Callable[[Collection[str]], Mapping[str, bytes | None]] | None = None
    names: Mapping[str, str] = MappingProxyType({})
