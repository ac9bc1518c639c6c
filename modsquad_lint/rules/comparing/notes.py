"""What people should know of a comparison, beside what the rules find."""

from __future__ import annotations

from collections.abc import Iterator

from ...text.words import counted
from ..registry import Subject, answered
from .imported import imports_of


def notes_on(subject: Subject) -> list[str]:
    """One line each: said of the first file, for all of them."""
    comparison, judgement = subject.comparison, subject.comparison.judged
    if comparison.number != judgement.plans.first:
        return []
    return [judgement.summary(comparison.what), *comparison.notes, *_not_looked_at(subject)]


def _not_looked_at(subject: Subject) -> Iterator[str]:
    """That files were not looked at for what they import, if a rule has asked."""
    looked = answered(imports_of, subject)
    for why, number in sorted(looked.left_out.items()) if looked is not None else ():
        yield f"imports not looked at: {counted(number, 'changed file')} {why}"
