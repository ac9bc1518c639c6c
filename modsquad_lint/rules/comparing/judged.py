"""What the rules about a comparison ask of their subject; knows no rule."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from ...planning.options import MERGEABLE
from ...planning.tasks import TaskFile, read_tasks
from ...syntax import parse
from ...syntax.nodes import SyntaxProblem
from ...text import paths
from ...text.source import Source
from ..registry import Subject, once
from .judgement import Judgement, judge
from .plans import PlanFile


@once
def judged(subject: Subject) -> Judgement:
    """The judgement on what changed, which all files of a run share."""
    comparison = subject.comparison
    if comparison.judged is not None:
        return comparison.judged
    versions = comparison.versions
    before = read_version(subject, versions[0].data) if versions else subject.file
    kept = {subject.source.path, comparison.kept} - {""}
    changes = (change for unit in comparison.units for change in unit.changes)
    moved = {it.path for it in changes if it.how == "renamed to" and it.other in kept}
    alone = PlanFile(
        subject.source.path, before, subject.file, subject.options, frozenset(kept | moved)
    )
    return judge((alone,), comparison.units)


def merged_then(subject: Subject, some: Collection[str]) -> AbstractSet[str]:
    """Those of some paths that several tasks may add to at once, by what is known where the range begins."""
    mergeable = (*MERGEABLE, *subject.options.mergeable)
    then = subject.comparison.then or subject.facts
    union = then.union_merged(some) if some else None
    return {path for path in some if paths.matches(path, mergeable)} | (union or frozenset())


def read_version(subject: Subject, data: bytes | None) -> TaskFile | None:
    """The tasks of an older version of the file; None where it did not exist, or can't be read."""
    if data is None:
        return None
    if subject.comparison.read is not None:
        return subject.comparison.read(data)
    document = parse(Source(subject.source.path, data))
    return None if isinstance(document, SyntaxProblem) else read_tasks(document)
