"""Apply the fixes of findings to a text, in rounds, until nothing is left to mend; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from .finding import Edit, Finding, Severity
from .report import Report
from .source import Source, Span

MOST_ROUNDS = 10
"""Each round mends what the one before uncovered; more than two or three would be a circle."""


class Mended(NamedTuple):
    """A text after its fixes.

    Attributes:
        report: what is still found in it.
        applied: the findings that were mended, in the order in which it was done.
    """

    source: Source
    report: Report
    applied: tuple[Finding, ...]


def mend(
    source: Source, report: Report, lint: Callable[[Source], Report], *, unsafe: bool = False
) -> Mended:
    """Apply every safe fix of the report, and with `unsafe` the others, until none is left.

    A fix that would add an error is left out, and so is one that overlaps another of its round: the
    next round finds it again.
    """
    applied: list[Finding] = []
    for _ in range(MOST_ROUNDS):
        chosen = _without_overlaps(report.findings, unsafe=unsafe)
        mended, after, chosen = _round(source, report, chosen, lint)
        if not chosen:
            break
        source, report = mended, after
        applied += chosen
    return Mended(source, report, tuple(applied))


def _round(
    source: Source,
    report: Report,
    chosen: Sequence[Finding],
    lint: Callable[[Source], Report],
) -> tuple[Source, Report, Sequence[Finding]]:
    """The text with these fixes, its report, and the fixes that stayed."""
    while chosen:
        edits = [edit for finding in chosen if finding.fix for edit in finding.fix.edits]
        mended = source.with_text(apply(source.text, edits))
        after = lint(mended)
        added = _added_errors(report, after)
        if not added:
            return mended, after, chosen
        culprits = _culprits(chosen, edits, added)
        chosen = [finding for finding in chosen if finding not in culprits]
    return source, report, ()


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with these edits, which stand in order and do not overlap."""
    parts = []
    done = 0
    for edit in sorted(edits):
        parts += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*parts, text[done:]))


def _without_overlaps(findings: Sequence[Finding], *, unsafe: bool) -> list[Finding]:
    """The findings that can be mended at once, in the order of their first edit.

    Of two that overlap or touch, the one that begins first: after it the other may look different.
    """
    fixable = [
        (Span(finding.fix.edits[0].span.start, finding.fix.edits[-1].span.end), finding)
        for finding in findings
        if finding.fix is not None and (unsafe or finding.fix.safe)
    ]
    fixable.sort(key=lambda pair: pair[0])
    chosen: list[Finding] = []
    end = -1
    for span, finding in fixable:
        if span.start > end:
            chosen.append(finding)
            end = span.end
    return chosen


def _added_errors(before: Report, after: Report) -> list[Finding]:
    """Errors of a rule in a task that had fewer of that rule."""
    allowed = Counter(_kind(finding) for finding in before.findings)
    added = []
    for finding in after.findings:
        if finding.severity is Severity.ERROR:
            allowed[_kind(finding)] -= 1
            if allowed[_kind(finding)] < 0:
                added.append(finding)
    return added


def _kind(finding: Finding) -> tuple[str, str | None]:
    return (finding.code, finding.task)


def _culprits(
    chosen: Sequence[Finding], edits: Sequence[Edit], added: Sequence[Finding]
) -> set[Finding]:
    """The fixes whose new text the added errors complain about; all of them, where that is unclear."""
    ordered = sorted(edits)
    grown = accumulate((len(e.text) - (e.span.end - e.span.start) for e in ordered), initial=0)
    written = {
        edit: Span(edit.span.start + before, edit.span.start + before + len(edit.text))
        for edit, before in zip(ordered, grown, strict=False)
    }
    culprits = {
        finding
        for finding in chosen
        if finding.fix
        for edit in finding.fix.edits
        if any(
            error.start.offset <= written[edit].end and written[edit].start <= error.end.offset
            for error in added
        )
    }
    return culprits or set(chosen)
