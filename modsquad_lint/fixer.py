"""Apply the fixes of findings to a text, in rounds, until nothing is left to mend; pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from .finding import Edit, Finding, Severity
from .plan import Plan
from .report import Report
from .rules import RULES
from .rules.registry import PLAN
from .source import Source, Span
from .words import counted

MOST_ROUNDS = 24
"""A round mends what the one before uncovered, and every other one of many neighbours in a list."""

_MOST_TRIES = 8
"""So often the fixes to blame are looked for in one round: a knot shows only one of its cycles at a time."""

_LAST = "MSQ109"
"""What a suppression is good for is known once all else is mended."""


def mend(report: Report, lint: Callable[[Source], Report], *, unsafe: bool = False) -> Report:
    """Apply every safe fix of a report, and with `unsafe` the others, until none is left.

    A fix that would add an error is left out, and so is one that overlaps another of its round: the
    next round finds it again. The report is that of the text after the last round.
    """
    applied: list[Finding] = []
    refused: dict[str, list[str]] = {}
    first = report
    for _ in range(MOST_ROUNDS):
        found = _mendable(report.findings, refused, unsafe=unsafe)
        if not found:
            break
        report, chosen = _round(report, _without_overlaps(found), lint, refused)
        applied += chosen
    notes = list(report.notes)
    if refused:
        codes = sorted({code for codes in refused.values() for code in codes})
        notes.append(f"left out {counted(len(refused), 'fix')} that would add {', '.join(codes)}")
        report = report._replace(findings=[_without_fix(it, refused) for it in report.findings])
    if applied and _shape(first.plan) != _shape(report.plan):
        notes.append(
            f"the fixes changed the plan: {_in_words(first.plan)} before, {_in_words(report.plan)} now"
        )
    before = first.source if applied else None
    return report._replace(before=before, mended=tuple(applied), notes=tuple(notes))


def _mendable(
    findings: Sequence[Finding], refused: Mapping[str, object], *, unsafe: bool
) -> list[Finding]:
    """The findings of this round: with a fix that is wanted; suppressions only when nothing else is."""
    found = [
        finding
        for finding in findings
        if finding.fix is not None
        and (unsafe or finding.fix.safe)
        and finding.fingerprint not in refused
    ]
    return [finding for finding in found if finding.code != _LAST] or found


def _without_fix(finding: Finding, refused: Mapping[str, object]) -> Finding:
    return finding._replace(fix=None) if finding.fingerprint in refused else finding


def _shape(plan: Plan | None) -> object:
    if plan is None:
        return None
    return ([[task.id for task in batch.tasks] for batch in plan.batches], plan.metrics)


def _in_words(plan: Plan | None) -> str:
    if plan is None:
        return "no plan"
    batches = counted(plan.metrics.total_batches, "batch")
    return f"{batches} and {counted(len(plan.intersections), 'intersection')}"


def _round(
    report: Report,
    chosen: Sequence[Finding],
    lint: Callable[[Source], Report],
    refused: dict[str, list[str]],
) -> tuple[Report, Sequence[Finding]]:
    """The report of the text with these fixes, and the findings whose fixes stayed.

    The fingerprints of the others are added to `refused`, with the codes of the errors that they add.
    """
    tries = 0
    while chosen:
        edits = {edit for finding in chosen for edit in _edits(finding)}
        after = lint(report.source.with_text(apply(report.source.text, edits)))
        added = _added_errors(report, after)
        if not added:
            return after, chosen
        tries += 1
        culprits = _culprits(chosen, added if tries <= _MOST_TRIES else ())
        codes = sorted({error.code for error in added})
        refused.update((chosen[index].fingerprint, codes) for index in culprits)
        chosen = [finding for index, finding in enumerate(chosen) if index not in culprits]
    return report, ()


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return () if finding.fix is None else finding.fix.edits


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits, which do not overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        parts += (text[done : edit.span.start], edit.text)
        done = edit.span.end
    return "".join((*parts, text[done:]))


def _without_overlaps(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that can be mended at once, in the order of their first edit.

    Of two that overlap or touch, the one that begins first, since after it the other may look
    different; and those that are mended by the very same edits.
    """
    fixable = [
        (Span(edits[0].span.start, edits[-1].span.end), finding)
        for finding in findings
        if (edits := _edits(finding))
    ]
    fixable.sort(key=lambda pair: pair[0])
    chosen: list[Finding] = []
    end = -1
    for span, finding in fixable:
        if span.start > end or _edits(finding) == _edits(chosen[-1]):
            chosen.append(finding)
            end = span.end
    return chosen


def _added_errors(before: Report, after: Report) -> list[Finding]:
    """Errors of a rule in a task that had fewer of that rule."""
    allowed = Counter(_kind(finding) for finding in before.findings)
    added = []
    for finding in after.findings:
        # What a plan shows was there before, hidden by a path that could not be compared.
        is_revealed = PLAN in RULES[finding.code].needs
        if finding.severity is Severity.ERROR and not is_revealed:
            allowed[_kind(finding)] -= 1
            if allowed[_kind(finding)] < 0:
                added.append(finding)
    return added


def _kind(finding: Finding) -> tuple[str, str | None]:
    return (finding.code, finding.task)


def _culprits(chosen: Sequence[Finding], added: Sequence[Finding]) -> set[int]:
    """Which fixes wrote what these errors speak of; where none did, all unsafe ones, or all."""
    writers: dict[Edit, list[int]] = {}
    for index, finding in enumerate(chosen):
        for edit in _edits(finding):
            writers.setdefault(edit, []).append(index)
    ordered = sorted(writers)
    grown = accumulate((len(text) - (end - start) for (start, end), text in ordered), initial=0)
    starts = [edit.span.start + by for edit, by in zip(ordered, grown, strict=False)]
    ends = [start + len(edit.text) for edit, start in zip(ordered, starts, strict=True)]
    culprits: set[int] = set()
    for error in added:
        places = [(error.start, error.end), *((it.start, it.end) for it in error.related)]
        for start, end in places:
            first, last = bisect_left(ends, start.offset), bisect_right(starts, end.offset)
            for edit in ordered[first:last]:
                culprits.update(writers[edit])
    unsafe = {index for index, finding in enumerate(chosen) if finding.fix and not finding.fix.safe}
    return culprits or unsafe or set(range(len(chosen)))


def difference(report: Report) -> str:
    """What mending changed, as a unified diff that can be applied; empty where it changed nothing."""
    if report.before is None:
        return ""
    before, after = _lines(report.before), _lines(report.source)
    parts = [f"--- {report.before.display}\n", f"+++ {report.source.display}\n"]
    for hunk in _hunks(before, after):
        (_, first, _, new_first, _), (_, _, last, _, new_last) = hunk[0], hunk[-1]
        parts.append(f"@@ -{_range(first, last)} +{_range(new_first, new_last)} @@\n")
        for what, start, end, new_start, new_end in hunk:
            if what == "equal":
                parts += (f" {line}" for line in before[start:end])
            else:
                parts += (f"-{line}" for line in before[start:end])
                parts += (f"+{line}" for line in after[new_start:new_end])
    return "".join(
        part if part.endswith("\n") else f"{part}\n\\ No newline at end of file\n" for part in parts
    )


def _lines(source: Source) -> list[str]:
    """The lines as a program that applies a patch sees them: only LF ends one."""
    text = "\ufeff" * source.has_bom + source.text
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def _range(start: int, end: int) -> str:
    """Lines of a hunk, from 1; nothing stands after the line before it."""
    return f"{start + (end > start)},{end - start}"


_Step = tuple[str, int, int, int, int]


def _hunks(before: Sequence[str], after: Sequence[str]) -> Iterable[Sequence[_Step]]:
    """What is equal and what is not, with three lines around each change.

    `difflib` takes quadratic time, so it only sees what stands between two lines that are there once.
    """
    from difflib import Match, SequenceMatcher

    blocks = [Match(0, 0, 0)]
    for (old, new), (old_end, new_end) in pairwise(_anchors(before, after)):
        ours, theirs = before[old:old_end], after[new:new_end]
        matches = [Match(0, 0, len(ours))]
        if ours != theirs:
            matches = SequenceMatcher(None, ours, theirs).get_matching_blocks()
        for start, new_start, size in matches:
            last = blocks[-1]
            match = Match(old + start, new + new_start, size)
            if (last.a + last.size, last.b + last.size) == match[:2]:
                blocks[-1] = last._replace(size=last.size + size)
            else:
                blocks.append(match)
    whole = SequenceMatcher(None, "", "")
    whole.matching_blocks = blocks  # type: ignore[attr-defined]
    return whole.get_grouped_opcodes()


def _anchors(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where lines stand that both texts have once, in the order of both; the start and the end too."""
    times, new_times = Counter(before), Counter(after)
    new_place = {line: at for at, line in enumerate(after) if new_times[line] == 1}
    yield 0, 0
    reached = 0
    for at, line in enumerate(before):
        if times[line] == 1 and new_place.get(line, 0) > reached:
            reached = new_place[line]
            yield at, reached
    yield len(before), len(after)
