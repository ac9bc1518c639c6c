"""Apply the fixes of findings to a text, in rounds, until nothing is left to mend; pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType

from ..planning.plan import Plan
from ..rules import RULES
from ..rules.draft import Severity
from ..rules.registry import PLAN, SUPPRESSIONS
from ..syntax.changes import Edit, apply
from ..text.source import Source
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.vocabulary import Budget
from ..text.words import counted, listed
from .report import Finding, Report

MOST_ROUNDS = 60
"""A round mends what the one before uncovered, and every other one of many neighbours in a list."""

_MOST_TRIES = 12
"""So many choices of fixes are tried in one round."""

_MOST_CULPRITS = 8
"""So often they are looked for in one round: a knot shows only one of its cycles at a time."""

_MOST_FOLLOWING = 4
"""So often an error that a fix reveals may be mended at once, and reveal another."""

_MOST_NAMED = 3

_AT_ONCE, _LETTERS = 20_000, 50
"""So many findings of a rule are looked at together, or one for so many characters: each takes a kilobyte."""

_PER_LETTER, _PER_FINDING, _STEPS = 8, 150, 25_000_000
"""Steps to look at a text again, and how many looks may take: as many as one or two seconds are good for."""

_Edits = tuple[Edit, ...]

if TYPE_CHECKING:
    from typing import TypeVar

    _Found = TypeVar("_Found")
    _Looks = Generator[Source, Report, _Found]
    """What asks for the report of one text after another."""


class _Step(NamedTuple):
    """A text with some fixes made, the findings that they mended, and the edits one after another."""

    report: Report
    mended: Sequence[Finding] = ()
    edits: Sequence[Sequence[Edit]] = ()


class _Ended(NamedTuple):
    """How mending a file ended: the last step, what was refused with which codes, and whether it had to end."""

    last: _Step
    refused: Mapping[_Edits, set[str]] = MappingProxyType({})
    is_cut: bool = False


class _TooMuch(Exception):  # noqa: N818 - not an error of the program
    """To look at the text once more would take longer than a run may."""


def at_once(source: Source) -> int:
    """How many findings of each rule are looked at together; the next ones show once these are mended."""
    return max(_AT_ONCE, len(source.text) // _LETTERS)


def mend(report: Report, lint: Callable[[Source], Report], *, unsafe: bool = False) -> Report:
    """Apply every safe fix of a report, and with `unsafe` the others, until none is left.

    A fix that would add an error is left out, unless a fix that is wanted mends that error too. Each
    round looks at the text alone and remembers nothing, so a second run changes nothing. The report
    is that of the text after the last round.
    """
    (mended,) = mend_together([report], lambda sources: [*map(lint, sources)], unsafe=unsafe)
    return mended


def mend_together(
    reports: Sequence[Report],
    lint: Callable[[Sequence[Source]], Sequence[Report]],
    *,
    unsafe: bool = False,
) -> list[Report]:
    """The same for all files of one plan, which are mended in step: `lint` looks once at a try for each."""

    def is_wanted(finding: Finding) -> bool:
        return finding.fix is not None and bool(finding.fix.edits) and (unsafe or finding.fix.safe)

    budget = Budget()
    budget.grow(sum(len(report.source.text) for report in reports))
    budget.spend(sum(map(_work, reports)))
    may_look = True  # once in any case
    mendings = [_mending(report, is_wanted) for report in reports]
    ended = [_Ended(_Step(report)) for report in reports]
    found, texts = reports, [report.source for report in reports]
    said = {number: _next(mending) for number, mending in enumerate(mendings)}
    while said:
        asked: dict[int, Source] = {}
        for number, each in said.items():
            if isinstance(each, Source):
                asked[number] = each
            else:
                ended[number] = each
        if asked and may_look:
            now = (it.last.report.source for it in ended)
            texts = [asked.get(number, source) for number, source in enumerate(now)]
            found = lint(texts)
            may_look = budget.spend(sum(map(_work, found)))
            said = {number: _next(mendings[number], found[number]) for number in asked}
        else:
            said = {number: _next(mendings[number], _TooMuch()) for number in asked}
    steps = [it.last for it in ended]
    if len(reports) > 1:  # others may have been mended, or not, after a file was
        last = [step.report.source for step in steps]
        found = found if last == texts else lint(last)
        steps = [step._replace(report=report) for step, report in zip(steps, found, strict=True)]
    told = [
        _told(report, step, it.refused)
        for report, step, it in zip(reports, steps, ended, strict=True)
    ]
    if any(it.is_cut for it in ended):  # said once
        note = "not all fixes were tried, since that takes long: fix again"
        told[0] = told[0]._replace(notes=(*told[0].notes, note))
    return told


def _next(mending: _Looks[_Ended], found: Report | _TooMuch | None = None) -> Source | _Ended:
    """The next text that is to be looked at, or how it ended; `found` is what was found in the one before."""
    try:
        if found is None:
            return next(mending)
        return mending.throw(found) if isinstance(found, _TooMuch) else mending.send(found)
    except StopIteration as end:
        ended: _Ended = end.value
        return ended


def _mending(report: Report, is_wanted: Callable[[Finding], bool]) -> _Looks[_Ended]:
    """Mend one file, as far as whoever looks at its texts goes along."""
    now = _Step(report)
    refused: dict[_Edits, set[str]] = {}
    try:
        for _ in range(MOST_ROUNDS):
            step = yield from _round(now.report, is_wanted, refused)
            if step is None:
                break
            now = _Step(step.report, [*now.mended, *step.mended], [*now.edits, *step.edits])
            refused.clear()
    except _TooMuch:
        return _Ended(now, is_cut=True)
    return _Ended(now, refused)


def _work(report: Report) -> int:
    """The steps that it took to make a report."""
    seen = len(report.findings) + sum(report.left_out.values())
    return _PER_LETTER * len(report.source.text) + _PER_FINDING * seen


def _told(first: Report, last: _Step, refused: Mapping[_Edits, set[str]]) -> Report:
    """The last report, with what people should know of the way there."""
    report, notes = last.report, [*first.notes]
    left_out = [it for it in report.findings if _edits(it) in refused]
    if left_out:
        codes = sorted({code for finding in left_out for code in refused[_edits(finding)]})
        notes.append(f"left out {counted(len(left_out), 'fix')} that would add {', '.join(codes)}")
        findings = [
            _left_out(it, refused[_edits(it)]) if _edits(it) in refused else it
            for it in report.findings
        ]
        report = report._replace(findings=findings)
    if last.mended and _shape(first.plan) != _shape(report.plan):
        known = _shared(first.plan)
        revealed = [name for name in _shared(report.plan) if name not in known]
        which = f", with {listed(revealed, _MOST_NAMED)} shared" if revealed else ""
        notes.append(
            f"the fixes changed the plan: {_in_words(first.plan)} before, "
            f"{_in_words(report.plan)} now{which}"
        )
    before = first.source if last.mended else None
    return report._replace(
        before=before, mended=tuple(last.mended), notes=tuple(notes), edits=tuple(last.edits)
    )


def _left_out(finding: Finding, codes: Collection[str]) -> Finding:
    """The finding without its fix, and why."""
    reason = f"left to you, since the fix would add {', '.join(sorted(codes))}"
    return finding._replace(fix=None, help="; ".join(filter(None, (finding.help, reason))))


def _shape(plan: Plan | None) -> object:
    if plan is None:
        return None
    batches = [[task.id for task in batch.tasks] for batch in plan.batches]
    return (batches, plan.metrics, _shared(plan))


def _shared(plan: Plan | None) -> dict[str, None]:
    """The files of the intersections, in their order."""
    return {} if plan is None else {shared.file: None for shared in plan.intersections}


def _in_words(plan: Plan | None) -> str:
    if plan is None:
        return "no plan"
    batches = counted(plan.metrics.total_batches, "batch")
    return f"{batches} and {counted(len(plan.intersections), 'intersection')}"


def _round(
    report: Report, is_wanted: Callable[[Finding], bool], refused: dict[_Edits, set[str]]
) -> _Looks[_Step | None]:
    """The text with as many fixes as can be made at once; None where none can be made.

    The fixes that were not made are added to `refused`, with the codes of the errors that they add.
    """
    found = [finding for finding in report.findings if is_wanted(finding)]
    # Tried from the end: what is put on top was not to blame for what went wrong before.
    groups = [
        [finding for finding in found if _is_last(finding)],
        [finding for finding in found if not _is_last(finding)],
    ]
    codes: set[str] = set()
    tries = 0
    while groups and tries < _MOST_TRIES:
        group = groups.pop()
        if not group:
            continue
        chosen, others = _without_overlaps(group)
        groups.append(others)
        step, added = yield from _tried(report, chosen, is_wanted)
        if not added:
            return step
        tries += 1
        codes.update(error.code for error in added)
        culprits = _culprits(chosen, added if tries <= _MOST_CULPRITS else ())
        for edits in culprits:
            refused.setdefault(edits, set()).update(error.code for error in added)
        innocent, guilty = _parted(chosen, culprits)
        if innocent:
            groups += [guilty, innocent]
        elif len(culprits) > 1:
            # Neighbours are most often in each other's way, as when both are all that a list has.
            distinct = list(dict.fromkeys(map(_edits, guilty)))
            groups += _parted(guilty, distinct[1::2])
    for finding in found:
        refused.setdefault(_edits(finding), codes)
    return None


def _is_last(finding: Finding) -> bool:
    """Whether it is mended last: what a suppression is good for is known once all else is mended."""
    return SUPPRESSIONS in RULES[finding.code].needs


def _parted(findings: Sequence[Finding], those: Iterable[_Edits]) -> list[list[Finding]]:
    """The findings without those edits, and the ones with them."""
    there = set(those)
    parts: list[list[Finding]] = [[], []]
    for finding in findings:
        parts[_edits(finding) in there].append(finding)
    return parts


def _tried(
    report: Report, chosen: Sequence[Finding], is_wanted: Callable[[Finding], bool]
) -> _Looks[tuple[_Step, Sequence[Finding]]]:
    """The text with these fixes, and with those of the errors that they reveal.

    And the errors that the chosen fixes added, none where all of them could be mended.
    """
    step = yield from _applied(_Step(report), chosen)
    first = added = _added_errors(report, step.report)
    for _ in range(_MOST_FOLLOWING):
        following, _ = _without_overlaps([error for error in added if is_wanted(error)])
        if not following:
            break
        step = yield from _applied(step, following)
        added = _added_errors(report, step.report)
    return step, first if added else ()


def _applied(step: _Step, chosen: Sequence[Finding]) -> _Looks[_Step]:
    edits = sorted({edit for finding in chosen for edit in _edits(finding)})
    source = step.report.source
    after = yield source.with_text(apply(source.text, edits))
    return _Step(after, [*step.mended, *chosen], [*step.edits, edits])


def _edits(finding: Finding) -> _Edits:
    return () if finding.fix is None else finding.fix.edits


def _without_overlaps(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings that can be mended at once, in the order of their first edit; and the others.

    Of two that overlap or touch, the one that begins first, since after it the other may look
    different; and those that are mended by the very same edits.
    """
    chosen: list[Finding] = []
    others: list[Finding] = []
    end = -1
    for finding in sorted(findings, key=lambda it: (_edits(it)[0].span, it.code)):
        edits = _edits(finding)
        if edits[0].span.start > end or edits == _edits(chosen[-1]):
            chosen.append(finding)
            end = edits[-1].span.end
        else:
            others.append(finding)
    return chosen, others


def _added_errors(before: Report, after: Report) -> list[Finding]:
    """Errors of a rule in a task that had fewer of that rule."""
    allowed = Counter(_kind(finding) for finding in before.findings)
    uncounted = {kind.code for kind in before.left_out}
    added = []
    for finding in after.findings:
        # What a plan shows was there before, hidden by a path that could not be compared. Of a rule of
        # which only some findings were looked at, one that shows now may be one of the others.
        is_revealed = PLAN in RULES[finding.code].needs or finding.code in uncounted
        if finding.severity is Severity.ERROR and not is_revealed:
            allowed[_kind(finding)] -= 1
            if allowed[_kind(finding)] < 0:
                added.append(finding)
    return added


def _kind(finding: Finding) -> tuple[str, str | None]:
    return (finding.code, finding.task)


def _culprits(chosen: Sequence[Finding], added: Sequence[Finding]) -> set[_Edits]:
    """Which fixes wrote what these errors speak of; where none did, all unsafe ones, or all."""
    writer = {edit: _edits(finding) for finding in chosen for edit in _edits(finding)}
    ordered = sorted(writer)
    grown = accumulate((len(text) - (end - start) for (start, end), text in ordered), initial=0)
    starts = [edit.span.start + by for edit, by in zip(ordered, grown, strict=False)]
    ends = [start + len(edit.text) for edit, start in zip(ordered, starts, strict=True)]
    culprits: set[_Edits] = set()
    for error in added:
        places = [(error.start, error.end), *((it.start, it.end) for it in error.related)]
        for start, end in places:
            first, last = bisect_left(ends, start.offset), bisect_right(starts, end.offset)
            culprits.update(writer[edit] for edit in ordered[first:last])
    unsafe = {_edits(finding) for finding in chosen if finding.fix and not finding.fix.safe}
    return culprits or unsafe or {_edits(finding) for finding in chosen}
