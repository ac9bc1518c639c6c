"""What the rules about a comparison ask of their subject; knows no rule."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from ...planning.options import MERGEABLE
from ...planning.tasks import TaskFile
from ...text import paths
from ..registry import Subject
from .judgement import Judgement


def judged(subject: Subject) -> Judgement:
    """The judgement on what changed, which all files of a run share."""
    judgement = subject.comparison.judged
    assert judgement is not None  # noqa: S101 - there is one wherever rules run
    return judgement


def merged_then(subject: Subject, some: Collection[str]) -> AbstractSet[str]:
    """Those of some paths that several tasks may add to at once, by what is known where the range begins."""
    mergeable = (*MERGEABLE, *subject.options.mergeable)
    union = subject.comparison.then.union_merged(some) if some else None
    return {path for path in some if paths.matches(path, mergeable)} | (union or frozenset())


def read_version(subject: Subject, data: bytes | None) -> TaskFile | None:
    """The tasks of an older version of the file; None where it did not exist, or can't be read."""
    return None if data is None else subject.comparison.read(data)
