"""What the rules about a comparison ask of their subject; knows no rule.

Only they import it: most runs compare nothing.
"""

from __future__ import annotations

from ..planning.tasks import TaskFile, read_tasks
from ..syntax import parse
from ..syntax.nodes import SyntaxProblem
from ..text.source import Source
from .changes import Then
from .judgement import Judgement, judge
from .plans import PlanFile
from .registry import Subject, once


@once
def judged(subject: Subject) -> Judgement:
    """The judgement on what changed, which all files of a run share."""
    comparison = subject.comparison
    if comparison.judged is not None:
        return comparison.judged
    return judge((_plan_file(subject),), comparison.units)


def facts_then(subject: Subject) -> Then:
    """What is known of the repository where the range begins."""
    return subject.comparison.then or subject.facts


def _plan_file(subject: Subject) -> PlanFile:
    """A tasks file that is the only one of its comparison, at both ends."""
    versions = subject.comparison.versions
    before = read_version(subject, versions[0].data) if versions else subject.file
    kept = frozenset({subject.source.path, subject.comparison.kept} - {""})
    return PlanFile(subject.source.path, before, subject.file, subject.options, kept)


def read_version(subject: Subject, data: bytes | None) -> TaskFile | None:
    """The tasks of an older version of the file; None where it did not exist, or can't be read."""
    if data is None:
        return None
    if subject.comparison.read is not None:
        return subject.comparison.read(data)
    document = parse(Source(subject.source.path, data))
    return None if isinstance(document, SyntaxProblem) else read_tasks(document)
