"""What is compared with tasks files, as a rule finds it on its subject: plain data; knows no rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from ...planning.meanings import PathFacts
from ...planning.options import MERGEABLE
from ...text import paths
from ...text.typed import TYPE_CHECKING, NamedTuple
from .changes import Unit, Version

if TYPE_CHECKING:
    from ...planning.tasks import TaskFile
    from ...text.joined import Joined
    from .judgement import Judgement


class Comparison(NamedTuple):
    """What changed, to be compared with the tasks files of one run; seen from one of them.

    Attributes:
        what: what was compared, in words: `staged changes`, `3f2a91c..HEAD`.
        units: a whole comparison is one; where commits name tasks, one for each commit, the oldest first,
            and one for what differs and no commit changed.
        judged: the judgement that all files of a run share.
        data: the tasks file to compare with, where it is not the file on disk.
        versions: the tasks file before, and after each step that changed it, the oldest first; empty
            when it did not change.
        branch: the ids that the branch names.
        is_part: whether it sees only a part of the work, as what is staged is.
        number: which file of the judgement this is.
        notes: what people should know of it, each one line.
        read: the tasks of an older version of the file; None for one that can't be read.
        only_compared: whether only what changed counts: of a text that the end does not have, and of one of
            several files that are one plan, which alone would lack what the others have.
        then: what is known of the repository where the range begins.
        texts: what changed files hold where the range ends; None for a file that can't be read.
        together: all files of the plan that this one is a part of, at the end; None where it is one alone.
        names: ids of this file that other plans of the run have too, each with its full name.
        forgiven: what tasks were forgiven there: ids, each with a code; None where what the text says counts.
    """

    what: str
    units: tuple[Unit, ...]
    judged: Judgement
    data: bytes | None = None
    versions: tuple[Version, ...] = ()
    branch: tuple[str, ...] = ()
    is_part: bool = False
    number: int = 0
    notes: tuple[str, ...] = ()
    read: Callable[[bytes], TaskFile | None] = lambda _: None
    only_compared: bool = False
    then: PathFacts = PathFacts()
    forgiven: frozenset[tuple[str, str]] | None = None
    texts: Callable[[Collection[str]], Mapping[str, bytes | None]] | None = None
    together: Joined | None = None
    names: Mapping[str, str] = MappingProxyType({})

    def merged_then(self, some: Collection[str], mergeable: Sequence[str]) -> AbstractSet[str]:
        """Those of some paths that several tasks may add to at once, by what is known where the range begins."""
        union = self.then.union_merged(some) if some else None
        always = (*MERGEABLE, *mergeable)
        return {path for path in some if paths.matches(path, always)} | (union or frozenset())
