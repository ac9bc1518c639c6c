"""Who collides with whom, and what the plan said of it; knows neither git nor disk.

Participants are known here by their indexes: those of the work trees and branches that were looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ...text.paths import folders_above, matches
from ...text.typed import NamedTuple
from ..ancestors import Waits
from ..graph import Graph
from ..tasks import TaskFile
from .declared import Declared
from .landing import Landing, Pair

Lines = tuple[int, int]

NONE, DISJOINT, INTERSECTION, ORDERED = "none", "disjoint", "intersection", "ordered"
"""What the plan said of two tasks and a file: nothing; that they share it not; that they do; that one waits."""


class Changed(NamedTuple):
    """What one participant changed.

    Attributes:
        touched: every path that differs, both sides of a rename.
        present: those of them that are there now.
        left: folders from which it moved files.
    """

    touched: Collection[str]
    present: Collection[str]
    left: Collection[str]


def sharing(changed: Sequence[Changed]) -> Iterator[tuple[Pair, list[str]]]:
    """The pairs that could collide, in order, each with the paths that both touched, sorted.

    A pair without any such path may collide all the same: a file of one is a folder of the other, or one
    moved a folder's files into which the other put a new one. Pairs are found by paths, never by comparing
    all with all, and one after another: of many who all changed the same there are very many.
    """
    touching = _indexes(each.touched for each in changed)
    present = [frozenset(each.present) for each in changed]
    above = [
        frozenset(folder for path in some for folder in folders_above(path)) for some in present
    ]
    inside = [frozenset(path.rpartition("/")[0] for path in some) for some in present]
    # Whoever has the one is in the way of who has the other.
    ways = (
        *((present, _indexes(above)), (above, _indexes(present))),
        *(
            ([each.left for each in changed], _indexes(inside)),
            (inside, _indexes(each.left for each in changed)),
        ),
    )
    for index, each in enumerate(changed):
        found: dict[int, list[str]] = {}
        for path in sorted(each.touched):
            for other in touching[path]:
                if other > index:
                    found.setdefault(other, []).append(path)
        for some, having in ways:
            for name in some[index]:
                for other in having.get(name, ()):
                    if other > index:
                        found.setdefault(other, [])
        for other in sorted(found):
            yield (index, other), found[other]


def _indexes(named: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """For each name the indexes of those that have it."""
    found: dict[str, list[int]] = {}
    for index, names in enumerate(named):
        for name in names:
            found.setdefault(name, []).append(index)
    return found


class Collision(NamedTuple):
    """One file that two participants changed.

    Attributes:
        conflict: whether git could not merge them now; None where that is not known.
        kind: of the conflict, in git's word ("content", "modify/delete"); "" for none.
        lines: the first and the last line that conflict, on both sides; None where there are none.
        plan: what the plan said of it: NONE, DISJOINT, INTERSECTION or ORDERED.
    """

    between: Pair
    file: str
    conflict: bool | None
    kind: str = ""
    lines: tuple[Lines, Lines] | None = None
    plan: str = NONE

    @property
    def is_predicted(self) -> bool:
        """Whether the plan said that the two cannot just go on side by side."""
        return self.plan in {INTERSECTION, ORDERED}


class Plans:
    """The tasks files of a repository, asked about pairs of tasks.

    An id that several of them have is that of the first.

    Attributes:
        order: which tasks wait for which.
    """

    def __init__(
        self,
        plans: Iterable[tuple[TaskFile, Graph, Declared]],
        names: Collection[str],
        exempt: tuple[str, ...],
    ) -> None:
        """`names` are those of the tasks files, `exempt` globs of what may change without being declared."""
        self._names, self._exempt = names, exempt
        self._needs: dict[str, list[str]] = {}
        self._declared: list[Declared] = []
        self._holders_of: dict[str, list[str]] = {}
        for file, graph, declared in plans:
            ids = [task.id for task in file.tasks]
            for ident, needed in zip(ids, graph.needs, strict=True):
                self._needs.setdefault(ident, [ids[other] for other in needed])
            self._declared.append(declared)
        self.order = Waits(self._needs)

    def _holders(self, path: str) -> list[str]:
        """The ids of the tasks that declare a path."""
        if path not in self._holders_of:
            self._holders_of[path] = [
                task.id for declared in self._declared for task in declared.by(path)
            ]
        return self._holders_of[path]

    def knows(self, ident: str) -> bool:
        """Whether a plan has a task of this id."""
        return ident in self._needs

    def relation(self, one: str, other: str, path: str) -> str:
        """What the plans said of two tasks and a file."""
        if not (self.knows(one) and self.knows(other)):
            return NONE
        if self.order.are_ordered(one, other):
            return ORDERED
        holders = self._holders(path)
        return INTERSECTION if one in holders and other in holders else DISJOINT

    def undeclared(self, ident: str, paths: Iterable[str]) -> Iterator[Stray]:
        """The paths that a task of a plan does not declare."""
        for path in paths if self.knows(ident) else ():
            holders = self._holders(path)
            is_exempt = path in self._names or matches(path, self._exempt)
            if ident not in holders and not is_exempt:
                yield Stray(path, holders[0] if holders else "")


class Stray(NamedTuple):
    """A path that a task changed and does not declare, and the first task that does; "" for none."""

    file: str
    owner: str


class Seen(NamedTuple):
    """A participant, as it is shown.

    Attributes:
        task: the id that its branch names, where a plan has it; else None.
        branch: "" for none.
        path: of its work tree, from where it is looked; "" for a branch that is checked out nowhere.
        files: all that it changed, sorted.
        strays: those of them that its task does not declare.
        remarks: what is unusual about it, in words.
    """

    task: str | None
    branch: str
    path: str
    files: tuple[str, ...]
    strays: tuple[Stray, ...]
    remarks: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people call it: by its task, its branch or its folder."""
        return self.task or self.branch or self.path.rpartition("/")[2]


class Radar(NamedTuple):
    """All that was seen.

    Attributes:
        base: the name of the branch that all start from.
        collisions: by pair, then by file.
        has_plan: whether there is a plan to say what was to be expected.
        gone: work trees whose folders are not there, in words.
        not_looked_at: what could not be looked at, and why.
        not_merged: why it is not known what git could merge; "" where it is.
        is_cut: whether there are more pairs than those that were looked at.
    """

    base: str
    seen: tuple[Seen, ...]
    collisions: tuple[Collision, ...]
    landing: Landing
    has_plan: bool
    gone: tuple[str, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    not_merged: str = ""
    is_cut: bool = False

    @property
    def surprises(self) -> list[Collision]:
        """The conflicts that no plan predicted."""
        return [each for each in self.collisions if each.conflict and not each.is_predicted]

    @property
    def is_complete(self) -> bool:
        """Whether all was looked at, to the lines."""
        unknown = any(each.conflict is None for each in self.collisions)
        return not (self.not_looked_at or unknown or self.is_cut)
