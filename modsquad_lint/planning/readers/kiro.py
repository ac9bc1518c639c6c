"""Reads a `tasks.md` of Kiro: nested check boxes with numbers, and the graph of waves below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ...syntax.json import parse as parse_json
from ...syntax.markdown import Markdown
from ...syntax.markdown_blocks import FENCE, HEADING, Block
from ...syntax.nodes import Document, SyntaxProblem
from ...text.source import Place, Source, Span
from ...text.typed import Any, NamedTuple
from ...text.words import counted
from .boxes import CheckBox, boxed_task, boxes, texts
from .document import PlanDocument
from .order import RunOrder, TooManyEdges
from .prose import Known
from .said import Claim

_TASK = re.compile(r"\*?[ \t]+\*{0,2}(?P<id>\d{1,9}(?:\.\d{1,9}){0,8})\.?(?=[*: \t]|$)\*{0,2}:?")
_LONGEST_ID = 90
"""Characters that an id of a box has at most; a wave may name anything."""
_SIGN = re.compile(
    r"^[ \t]*[-*+][ \t]+\[[ xX~/-]?\]\*?[ \t]+\*{0,2}\d{1,9}(?:\.\d{1,9})*\.?[*: \t]", re.MULTILINE
)
_GRAPH = re.compile(r"task dependency graph", re.IGNORECASE)
_OWN_DOCUMENTS = frozenset({"requirements.md", "design.md", "tasks.md", "bugfix.md"})
"""What stands beside the plan."""


def has_sign(source: Source) -> bool:
    """Whether a Markdown text has check boxes with numbers."""
    return _SIGN.search(source.text) is not None


def read(source: Source, known: Known) -> PlanDocument | SyntaxProblem:
    """The leaves, in file order; groups only where a wave names one beside its leaves."""
    markdown = Markdown(source.text)
    found = boxes(markdown, _TASK)
    waves = _waves(markdown)
    if isinstance(waves, SyntaxProblem):
        return waves
    lines = texts(markdown, found)
    chosen = _tasks(found, waves)
    try:
        plan = _Plan([found[number] for number in chosen], waves)
        entries = [
            boxed_task(
                *(markdown, found[number], lines[number], plan.waits(at)), _OWN_DOCUMENTS, known
            )
            for at, number in enumerate(chosen)
        ]
    except TooManyEdges:
        return SyntaxProblem(
            found[0].block.span,
            "the waves come to more than a million dependencies",
            "split the plan: each task of a wave waits for all of the wave before",
        )
    notes: tuple[str, ...] = ()
    if plan.left_over:
        notes = (f"{counted(plan.left_over, 'task')} in no wave, taken after the last",)
    return PlanDocument(markdown, entries, tuple(plan.claims()), notes)


class _Named(NamedTuple):
    """A task that a wave names, and where."""

    id: str
    span: Span


_Waves = Sequence[Sequence[_Named]]


def _waves(markdown: Markdown) -> _Waves | SyntaxProblem | None:
    """The tasks of each wave, the first wave first; None where the plan has no graph."""
    block = _graph(markdown)
    if block is None:
        return None
    inner = Source("graph.json", markdown.slice(block).encode(errors="surrogateescape"))
    read_ = parse_json(inner)
    start = block.span.start
    if isinstance(read_, SyntaxProblem):
        span = read_.span.shifted(start)
        return SyntaxProblem(span, f"the graph is no JSON: {read_.message}", read_.help)
    value = read_.value
    above: tuple[str | int, ...] = ()
    if isinstance(value, dict):
        above, value = ("waves",), value.get("waves")
    if not isinstance(value, list):
        return SyntaxProblem(
            read_.span(Place(())).shifted(start),
            "the graph has no list of waves",
            'write {"waves": [{"id": 0, "tasks": ["1.1"]}]}',
        )
    numbers: list[Any] = [
        each.get("id", each.get("wave")) if isinstance(each, dict) else None for each in value
    ]
    order: Sequence[int] = range(len(value))
    if all(type(number) is int for number in numbers):  # else as they stand
        order = sorted(order, key=numbers.__getitem__)
    return [[*_named(read_, (*above, at), value[at], start, markdown.text)] for at in order]


def _named(
    read_: Document, steps: tuple[str | int, ...], wave: object, start: int, text: str
) -> Iterator[_Named]:
    """The ids of one wave: as written, since 1.10 is no number."""
    tasks = wave
    if isinstance(wave, dict):
        steps, tasks = (*steps, "tasks"), wave.get("tasks")
    for index, _ in enumerate(tasks if isinstance(tasks, list) else ()):
        span = read_.span(Place((*steps, index))).shifted(start)
        yield _Named(text[span.start : span.end].strip('"'), span)


def _graph(markdown: Markdown) -> Block | None:
    """The first fence below the heading of the graph."""
    level: int | None = None
    for block in markdown.blocks:
        if block.kind == HEADING:
            if _GRAPH.search(markdown.slice(block)):
                level = block.level
            elif level is not None and block.level <= level:
                level = None
        elif block.kind == FENCE and level is not None and block.info.lower() in {"", "json"}:
            body = markdown.slice(block).lstrip()
            if body.startswith(("{", "[")):
                return block
    return None


def _tasks(found: Sequence[CheckBox], waves: _Waves | None) -> list[int]:
    """The boxes that are tasks: leaves, and groups that a wave names beside their leaves."""
    ids = [box.match["id"] for box in found]
    groups = {group for ident in ids for group in _groups(ident)}
    named = {each.id for wave in waves or () for each in wave}
    with_named = {group for ident in named for group in _groups(ident[:_LONGEST_ID])}
    return [
        number
        for number, ident in enumerate(ids)
        if ident not in groups or (ident in named and ident in with_named)
    ]


def _groups(ident: str) -> Iterator[str]:
    """The groups that a task is in: 1 and 1.2 of 1.2.3."""
    return (ident[:at] for at, letter in enumerate(ident) if letter == ".")


class _Plan:
    """The order of the tasks, by their numbers.

    A task that no wave has is taken after the last wave, as Kiro does; several one after another.
    """

    def __init__(self, tasks: Sequence[CheckBox], waves: _Waves | None) -> None:
        self._ids = [box.match["id"] for box in tasks]
        self._at = {ident: at for at, ident in reversed(list(enumerate(self._ids)))}
        self._order = RunOrder()
        self._unknown: dict[int, list[_Named]] = {}
        self._waves: list[Mapping[int, Span]] = []
        last: Sequence[int] = ()
        if waves is not None:
            last = self._by_waves(waves)
        left = [at for at in range(len(tasks)) if at not in self._order.waits]
        for at in left:
            last = self._order.run([at], last)
        self.left_over = len(left) if waves is not None else 0
        """How many tasks no wave has."""

    def _by_waves(self, waves: _Waves) -> Sequence[int]:
        last: Sequence[int] = ()
        unknown: list[_Named] = []
        seen: set[str] = set()
        for wave in waves:
            marks: dict[int, Span] = {}
            for named in wave:
                numbers = () if named.id in seen else self._numbers(named.id)
                if not numbers and named.id not in seen:
                    unknown.append(named)
                seen.add(named.id)
                for number in numbers:
                    if number not in self._order.waits:
                        marks.setdefault(number, named.span)
            if marks:
                last = self._order.run(list(marks), last)
                self._waves.append(marks)
                # A wave that names no task is an error: whoever comes next waits for nobody.
                self._unknown.setdefault(min(marks), []).extend(unknown)
                unknown = []
        if unknown:
            self._unknown.setdefault(min(last, default=0), []).extend(unknown)
        return last

    def _numbers(self, ident: str) -> Sequence[int]:
        """The task of this id, or the leaves of the group of this id."""
        if ident in self._at:
            return (self._at[ident],)
        return self._leaves.get(ident, ())

    @cached_property
    def _leaves(self) -> Mapping[str, Sequence[int]]:
        leaves: dict[str, list[int]] = {}
        for number, ident in enumerate(self._ids):
            for group in _groups(ident):
                leaves.setdefault(group, []).append(number)
        return leaves

    def waits(self, number: int) -> list[tuple[str, Span | None]]:
        """The ids that a task waits for, with their places where they have one."""
        after: list[tuple[str, Span | None]] = [
            (named.id, named.span) for named in self._unknown.get(number, ())
        ]
        ids = dict.fromkeys(self._ids[other] for other in self._order.waits[number])
        # Of an id that stands twice neither waits for the other: MSQ105 says what is wrong.
        return after + [(ident, None) for ident in ids if ident != self._ids[number]]

    def claims(self) -> Iterator[Claim]:
        """The waves of two tasks or more."""
        for number, marks in enumerate(self._waves):
            if len(marks) > 1:
                yield Claim(
                    f"in wave {number}",
                    marks,
                    "put one of them into a later wave; or combine them, or split the file",
                    rank=number,
                )
