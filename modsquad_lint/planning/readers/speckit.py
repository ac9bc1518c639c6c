"""Reads a `tasks.md` of spec-kit: `- [ ] T001 [P] [US1] text`, phase by phase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ...syntax.markdown import Markdown
from ...syntax.nodes import SyntaxProblem
from ...text.source import Source, Span
from ...text.typed import NamedTuple
from .boxes import CheckBox, Section, boxed_task, boxes, sections, texts
from .document import PlanDocument, TaskEntry
from .order import RunOrder, TooManyEdges
from .prose import Known
from .said import Claim

_ID = r"T-?\d+[A-Za-z]?(?:[.-]\d+)?"
_TASK = re.compile(
    rf"[ \t]+(?:\*\*|__|`)?(?P<id>{_ID})(?:\*\*|__|`)?(?=[ \t:.*\]]|$)[:.]?(?:\*\*)?"
    r"(?P<labels>(?:[ \t]*\[[A-Za-z0-9 _./+-]{1,30}\][ \t:]*)*)"
)
_SIGN = re.compile(
    rf"^[ \t]*[-+*][ \t]+\[[ xX~/-]?\][ \t]+(?:\*\*|__|`)?{_ID}(?:[ \t:.*`_]|$)", re.MULTILINE
)
_PARALLEL = "[P]"
_STORY = re.compile(r"\[(?:US|Story)[ -]?(\d+)\]", re.IGNORECASE)
_PHASE = re.compile(r"\bphases?\b|\bfase\b|阶段|階段|フェーズ|단계|фаза", re.IGNORECASE)
_STORY_TITLE = re.compile(r"\b(?:user[ -])?stor(?:y|ies)[ -]*(\d+)|\bUS[ -]?(\d+)\b", re.IGNORECASE)
_WAITS = re.compile(
    rf"\b(?:depends?[ ]on|dependent[ ]on|depending[ ]on|blocked[ ]by|requires|needs|after)[ :]+(?={_ID}\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"({_ID})(?:[ ]?(?:-|\u2013|—|\.\.|to|through)[ ]?({_ID}))?")
_BETWEEN = re.compile(r"[ \t]*(?:,|&|\+|and|,[ ]*and)[ \t]*(?=T-?\d)")
_REMEDY = (
    "take [P] from all of them but one, so that they wait for each other;"
    " or combine them, or split the file"
)
_LONGEST_RANGE = 1000
"""Tasks of a range "T001-T099" of which each is waited for; of a longer one it is the last."""
_OWN_DOCUMENTS = frozenset(
    {"plan.md", "spec.md", "research.md", "data-model.md", "quickstart.md", "tasks.md"}
)
"""What stands beside the plan."""


def has_sign(source: Source) -> bool:
    """Whether a Markdown text has a task of spec-kit."""
    return _SIGN.search(source.text) is not None


def read(source: Source, known: Known) -> PlanDocument | SyntaxProblem:
    """The tasks of all phases, in file order."""
    markdown = Markdown(source.text)
    found = boxes(markdown, _TASK)
    numbers = {box.number: at for at, box in enumerate(found)}
    phases = [
        _Phase(_story(each), [[numbers[box.number] for box in run] for run in _runs(each.boxes)])
        for each in sections(markdown, found, lambda text: _PHASE.search(text) is not None)
    ]
    lines = texts(markdown, found)
    at = {box.match["id"]: number for number, box in reversed(list(enumerate(found)))}
    try:
        order = _ordered(phases)
        entries = [
            _entry(markdown, number, found, lines[number], at, order, known)
            for number in range(len(found))
        ]
    except TooManyEdges:
        return SyntaxProblem(
            found[0].block.span,
            "the order of the tasks comes to more than a million dependencies",
            "split the plan: each phase waits for all tasks of the last run of the phase before",
        )
    claims = tuple(
        Claim(_PARALLEL, {number: _mark(found[number]) for number in run}, _REMEDY)
        for phase in phases
        for run in phase.runs
        if len(run) > 1
    )
    return PlanDocument(markdown, entries, claims)


class _Phase(NamedTuple):
    """The tasks of one phase, by their numbers: runs, and the user story that they are about."""

    story: str | None
    runs: Sequence[Sequence[int]]


def _ordered(phases: Sequence[_Phase]) -> RunOrder:
    """Phase after phase; stories wait for what stands before the first of them, not for each other."""
    order = RunOrder()
    ends: list[int] = []  # what the next phase waits for
    base: list[int] | None = None  # what the first story waited for
    of_story: dict[str, list[int]] = {}
    for story, runs in phases:
        waiting = ends
        if story is not None:
            base = ends if base is None else base
            waiting = of_story.get(story, base)
        last: Sequence[int] = waiting
        for run in runs:
            last = order.run(run, last)
        if story is None:
            ends = list(last)
        else:
            # What comes after the stories waits for all of them.
            gone = set(waiting)
            ends = [*(end for end in ends if end not in gone), *last]
            of_story[story] = list(last)
    return order


def _story(phase: Section) -> str | None:
    """The user story that a phase is about, or None."""
    if (named := _STORY_TITLE.search(phase.title)) is not None:
        return named.group(1) or named.group(2)
    labels = [_STORY.search(box.match["labels"]) for box in phase.boxes]
    numbers = {label.group(1) for label in labels if label is not None}
    return numbers.pop() if len(numbers) == 1 and None not in labels else None


def _runs(inside: Sequence[CheckBox]) -> Iterator[Sequence[CheckBox]]:
    """Tasks with [P] that stand beside one another; each other task alone."""
    for parallel, group in groupby(inside, lambda box: _PARALLEL in box.match["labels"]):
        if parallel:
            yield list(group)
        else:
            yield from ([box] for box in group)


def _mark(box: CheckBox) -> Span:
    start = box.match.start("labels") + box.match["labels"].index(_PARALLEL)
    return Span(start, start + len(_PARALLEL))


def _entry(
    markdown: Markdown,
    number: int,
    found: Sequence[CheckBox],
    lines: Sequence[Span],
    at: Mapping[str, int],
    order: RunOrder,
    known: Known,
) -> TaskEntry:
    box = found[number]
    id_span = Span(*box.match.span("id"))
    waits: dict[str, Span] = {}
    for ident, span in _said(markdown, lines, found, at):
        order.count(1)
        waits.setdefault(ident, span)
    for other in order.waits[number]:
        # Of an id that stands twice neither waits for the other: MSQ105 says what is wrong.
        if found[other].match["id"] != box.match["id"]:
            waits.setdefault(found[other].match["id"], id_span)
    return boxed_task(markdown, box, lines, waits.items(), _OWN_DOCUMENTS, known)


def _said(
    markdown: Markdown, lines: Sequence[Span], found: Sequence[CheckBox], at: Mapping[str, int]
) -> Iterator[tuple[str, Span]]:
    """The ids behind "depends on", with their places; of a range all that the file has between them."""
    text = markdown.text
    for line in lines:
        for words in _WAITS.finditer(text, *line):
            here: int | None = words.end()
            while here is not None and (named := _NAMED.match(text, here, line.end)):
                yield from _range(named, found, at)
                between = _BETWEEN.match(text, named.end(), line.end)
                here = between.end() if between else None


def _range(
    named: re.Match[str], found: Sequence[CheckBox], at: Mapping[str, int]
) -> Iterator[tuple[str, Span]]:
    first, last = named.groups()
    if last is None:
        yield first, Span(*named.span(1))
    elif first not in at or last not in at or at[first] > at[last]:
        yield from ((first, Span(*named.span(1))), (last, Span(*named.span(2))))
    elif at[last] - at[first] <= _LONGEST_RANGE:
        for box in found[at[first] : at[last] + 1]:
            yield box.match["id"], Span(*named.span())
    else:
        yield last, Span(*named.span())
