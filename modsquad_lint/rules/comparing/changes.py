"""What git says changed, and which tasks say that they did it: plain data; knows neither git nor any rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ...text.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...planning.options import Options

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
        branches: that a whole comparison is of, where nobody is named for it.
    """

    tasks: tuple[str, ...] | None
    source: str
    changes: tuple[FileChange, ...]
    commit: str | None = None
    likely: tuple[str, ...] = ()
    malformed: tuple[tuple[str, str], ...] = ()
    branches: tuple[str, ...] = ()

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


ABBREVIATED = 10
"""Characters of a commit's id, as it is shown."""


class Habits(NamedTuple):
    """How branches and commits name tasks here: each way of all tasks files of a run."""

    branches: tuple[str, ...]
    trailers: tuple[str, ...]
    subjects: tuple[str, ...]

    @classmethod
    def of(cls, options: Iterable[Options]) -> Habits:
        """All habits of these settings, each once, the first file's first."""
        ways = [(each.branch_pattern, each.task_trailer, each.commit_pattern) for each in options]
        branches, trailers, subjects = (
            tuple(dict.fromkeys(filter(None, way))) for way in zip(*ways, strict=True)
        )
        return cls(branches, trailers, subjects)
