"""Apply the fixes of findings to a text, in rounds, until nothing is left to mend; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate

from .finding import Edit, Finding, Severity
from .plan import Plan
from .report import Report
from .source import Source, Span

MOST_ROUNDS = 10
"""Each round mends what the one before uncovered; more than two or three would be a circle."""


def mend(report: Report, lint: Callable[[Source], Report], *, unsafe: bool = False) -> Report:
    """Apply every safe fix of a report, and with `unsafe` the others, until none is left.

    A fix that would add an error is left out, and so is one that overlaps another of its round: the
    next round finds it again. The report is that of the text after the last round.
    """
    applied: list[Finding] = []
    first = report
    for _ in range(MOST_ROUNDS):
        after, chosen = _round(report, _without_overlaps(report.findings, unsafe=unsafe), lint)
        if not chosen:
            break
        report = after
        applied += chosen
    if not applied:
        return first
    notes = list(report.notes)
    if first.plan and report.plan and _shape(first.plan) != _shape(report.plan):
        notes.append(
            f"the fixes changed the plan: {_in_words(first.plan)} before, {_in_words(report.plan)} now"
        )
    return report._replace(before=first.source, mended=tuple(applied), notes=tuple(notes))


def _shape(plan: Plan) -> object:
    return ([[task.id for task in batch.tasks] for batch in plan.batches], plan.metrics)


def _in_words(plan: Plan) -> str:
    batches, files = plan.metrics.total_batches, len(plan.intersections)
    return f"{batches} batch{'es' * (batches != 1)} and {files} intersection{'s' * (files != 1)}"


def _round(
    report: Report, chosen: Sequence[Finding], lint: Callable[[Source], Report]
) -> tuple[Report, Sequence[Finding]]:
    """The report of the text with these fixes, and the findings whose fixes stayed."""
    while chosen:
        edits = [edit for finding in chosen if finding.fix for edit in finding.fix.edits]
        after = lint(report.source.with_text(apply(report.source.text, edits)))
        added = _added_errors(report, after)
        if not added:
            break
        culprits = _culprits(chosen, edits, added)
        chosen = [finding for finding in chosen if finding not in culprits]
    return (after, chosen) if chosen else (report, ())


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with these edits, which stand in order and do not overlap."""
    parts: list[str] = []
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


def difference(report: Report) -> str:
    """What mending changed, as a unified diff that can be applied; empty where it changed nothing."""
    from difflib import unified_diff

    if report.before is None:
        return ""
    lines = unified_diff(
        report.before.text.splitlines(keepends=True),
        report.source.text.splitlines(keepends=True),
        report.before.display,
        report.source.display,
    )
    ended = (
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
    return "".join(ended)
