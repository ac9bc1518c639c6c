"""A plan as a picture in words, for a terminal: its batches, figures and rating.

Whatever comes from the file is escaped, so no task id can forge a line. Where a terminal lacks an
arrow or a dot, the caller replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from ...planning.plan import RESOLUTION, Batch, Intersection, Plan
from ...planning.pricing.schedule import BATCH, DEPENDENCY, FILE, Analysis, Step
from ...planning.tasks import Task
from ...text.source import Place
from ...text.typed import TYPE_CHECKING, NamedTuple
from ...text.words import counted, listed
from ..columns import columns
from ..escape import painted, terminal
from .planned import Planned

if TYPE_CHECKING:  # most runs ask for no suggestion
    from ...planning.pricing.simulator import Figures
    from ...planning.pricing.suggest import Suggestions
    from ...planning.pricing.why import Why

_SIDE_BY_SIDE, _IN_TURN = " | ", " → "
_MARK = "*"
_MARKS = ("|", "→", "->", _MARK, "…", '"')
_MOST_NAMED = 4
_HUES = ("36", "33", "35", "32", "34", "31")
_UNDERLINED, _REVERSED = "4;", "7;"
_COLOURS = tuple(style + hue for style in ("", _UNDERLINED, _REVERSED) for hue in _HUES)
"""One for each squad; more squads than these have none, rather than another's."""

_BOLD = "1"
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
_WIDTH = 80
"""Columns of a line where nobody knows how wide the terminal is."""

_MOST_LINES = 6
_MOST_BATCHES = 40


class _Piece(NamedTuple):
    """A few words that stay on one line, and the same with colours."""

    plain: str
    shown: str


class _Palette:
    """How a task is shown: its squad's colour, and a mark when it is on the critical path."""

    def __init__(self, plan: Plan, analysis: Analysis | None, *, color: bool) -> None:
        self._color = color
        steps = analysis.critical_path if analysis else ()
        self._critical = {step.task.id for step in steps}
        squads = dict.fromkeys(task.squad for batch in plan.batches for task in batch.tasks)
        self._squads = [squad for squad in squads if squad is not None] if color else []
        self._codes = dict(zip(self._squads, _COLOURS, strict=False))

    def task(self, task: Task) -> _Piece:
        """One task's id."""
        is_critical = task.id in self._critical
        plain = _unmistakable(terminal(task.id)) + (_MARK if is_critical else "")
        codes = [_BOLD] if self._color and is_critical else []
        codes += [self._codes[task.squad]] if task.squad in self._codes else []
        return _Piece(plain, painted(plain, ";".join(codes)) if codes else plain)

    def critical(self, tasks: Iterable[Task]) -> str:
        """What the folding hides of the critical path, in words; empty where it hides nothing."""
        hidden = [self.task(task).plain for task in tasks if task.id in self._critical]
        return f", {listed(hidden, _MOST_NAMED)} among them" if hidden else ""

    def legend(self) -> str:
        """Which colour is whose; empty without colours."""
        shown = "  ".join(
            painted(terminal(squad), self._codes[squad])
            if squad in self._codes
            else terminal(squad)
            for squad in self._squads
        )
        uncoloured = len(self._squads) > len(self._codes)
        return f"{shown}  (only {len(self._codes)} have a colour)" if uncoloured else shown


def _unmistakable(ident: str) -> str:
    """A quoted id where its letters could be taken for marks of the picture."""
    is_plain = not any(mark in ident for mark in _MARKS)
    return ident if is_plain else '"' + ident.replace('"', r"\"") + '"'


def render(planned: Planned) -> str:
    """The plan in lines as wide as the terminal, where the ids allow it.

    With an analysis its figures follow those of the source document, and tasks on the critical path
    are marked. Verbosely nothing is folded away, and the intersections and the critical path are shown.
    """
    plan, analysis, verbose = planned.plan, planned.analysis, planned.verbose
    color, width = planned.terminal.color, planned.terminal.width or _WIDTH
    if not plan.batches:
        return "nothing is left to plan: all tasks are done\n"
    palette = _Palette(plan, analysis, color=color)
    read_as = planned.report.read_as
    lines = [
        *([*_words(terminal(read_as), width, "", "  "), ""] if read_as else ()),
        *_batches(plan, palette, width, verbose=verbose),
        "",
        *_figures(planned, width),
    ]
    if verbose:
        lines += _details(plan, analysis, width)
        lines += _words(terminal(planned.trust), width, "", "  ") if planned.trust else []
    if legend := palette.legend():
        lines.append(f"squads: {legend}")
    return _text(lines)


def _batches(plan: Plan, palette: _Palette, width: int, *, verbose: bool) -> Iterator[str]:
    digits = len(str(len(plan.batches)))
    head = "batch "
    indent = " " * (len(head) + digits + 2)
    for batch, left_out in _folded(plan.batches, everything=verbose):
        if left_out:
            tasks = sum(len(other.tasks) for other in left_out)
            numbers = f"{left_out[0].number} to {left_out[-1].number}"
            hidden = palette.critical(task for other in left_out for task in other.tasks)
            yield from _words(
                f"… batches {numbers}, {tasks:,} tasks{hidden}: shown with --verbose",
                width,
                "",
                "  ",
            )
        pieces = [palette.task(task) for task in batch.tasks]
        separator = _SIDE_BY_SIDE if batch.parallel else _IN_TURN
        lines = list(_fold(pieces, separator, width - len(indent)))
        left = ""
        if len(lines) > _MOST_LINES and not verbose:
            del lines[_MOST_LINES - 1 :]
            shown = sum(len(line) for line in lines)
            hidden = palette.critical(batch.tasks[shown:])
            left = f"… and {counted(len(pieces) - shown, 'more task')}{hidden}"
        for at, line in enumerate(lines, 1):
            start = indent if at > 1 else f"{head}{batch.number:>{digits}}  "
            text = separator.join(piece.shown for piece in line)
            yield (start + text + ("" if at == len(lines) and not left else separator)).rstrip()
        if left:
            yield from _words(left, width, indent, indent)
        yield from _words(terminal(batch.reason), width, indent, indent)


def _folded(
    batches: Sequence[Batch], *, everything: bool
) -> Iterator[tuple[Batch, Sequence[Batch]]]:
    """The batches to show, each with those left out before it."""
    half = len(batches) if everything or len(batches) <= _MOST_BATCHES else _MOST_BATCHES // 2
    for batch in batches[:half]:
        yield batch, ()
    for at, batch in enumerate(batches[half:][-half:]):
        yield batch, () if at else batches[half:-half]


def _figures(planned: Planned, width: int) -> Iterator[str]:
    metrics, analysis = planned.plan.metrics, planned.analysis
    yield (
        f"{counted(metrics.total_tasks, 'task')} in {counted(metrics.total_batches, 'batch')}, "
        f"{metrics.parallelization_percent} % parallel, speedup {metrics.speedup_factor}x"
    )
    for assumption in analysis.assumptions if analysis else ():
        yield from _words(f"not known: {terminal(assumption.unknown)}", width, "", "  ")
    if rating := planned.rating:
        yield from _words(f"rating: {terminal(rating)}", width, "", "  ")
    if analysis is not None:
        yield from _words(_honest(analysis), width, "", "  ")
        yield f"{_MARK} on the critical path"


def _honest(analysis: Analysis) -> str:
    least, reached = analysis.minimum_turns, analysis.scheduled_turns
    taken = f"{counted(analysis.turns, 'turn')}, effective speedup {analysis.effective_speedup}x; "
    witness = terminal(analysis.witness)
    if_so = terminal(analysis.conditions())
    if analysis.turns == least:
        return f"{taken}proven minimal: {witness}{if_so}"
    if analysis.proven_minimal:
        return f"{taken}{least} can be reached, proven minimal: {witness}{if_so}"
    return f"{taken}at least {least}: {witness}; {reached} can be reached, {reached - least} apart"


def _details(plan: Plan, analysis: Analysis | None, width: int) -> Iterator[str]:
    if analysis is not None:
        yield ""
        yield "critical path"
        for step in analysis.critical_path:
            yield from _words(_step(step), width, "  ", "    ")
    if plan.intersections:
        yield ""
        yield "file intersections"
        for intersection in plan.intersections:
            yield from _words(_shared(intersection, RESOLUTION), width, "  ", "    ")
    if plan.merge_handled:
        yield ""
        yield "mergeable files"
        for intersection in plan.merge_handled:
            yield from _words(_shared(intersection, "Merge handled"), width, "  ", "    ")


def _step(step: Step) -> str:
    ident = terminal(step.task.id)
    if step.other is None:
        return ident
    other = terminal(step.other.id)
    waits = {
        DEPENDENCY: f"depends on {other}",
        FILE: f"modifies {terminal(step.file or '')}, and so does {other}",
        BATCH: f"waits for the batch of {other} to end",
    }
    return f"{ident} {waits[step.waits]}"


def _shared(intersection: Intersection, outcome: str) -> str:
    tasks = ", ".join(terminal(task.id) for task in intersection.tasks)
    number = len(intersection.tasks)
    return f"{terminal(intersection.file)} is modified by {number} tasks: {tasks}. {outcome}"


def render_suggestions(suggestions: Suggestions, analysis: Analysis, *, width: int = _WIDTH) -> str:
    """What would make a plan faster, the largest gain first, each with its price.

    Where nothing would, or not all was tried, it says so, and what the tasks as they are could reach.
    """
    lines: list[str] = []
    for suggestion in suggestions.found:
        lines += _words(terminal(suggestion.title), width, "- ", "  ")
        lines += _words(_gain(suggestion.before, suggestion.after), width, "  ", "    ")
        lines += _words(f"cost: {terminal(suggestion.cost)}", width, "  ", "    ")
    for text in _tried(suggestions, analysis):
        lines += _words(text, width, "", "  ")
    return _text(lines)


def _tried(suggestions: Suggestions, analysis: Analysis) -> Iterator[str]:
    found, tried, possible = suggestions
    if not possible:
        yield "no two tasks of a level share a file, so there is nothing to combine or to split"
    elif tried < possible:
        nothing = "" if found else ": none of them makes this plan faster"
        yield f"tried {tried:,} of {possible:,} changes, the critical path's first{nothing}"
    elif not found:
        yield f"none of {counted(possible, 'change')} that were tried makes this plan faster"
    if not found or tried < possible:
        yield f"the tasks as they are take {_honest(analysis)}"


def _gain(before: Figures, after: Figures) -> str:
    pairs = [
        f"{before.batches:,} → {after.batches:,} batches",
        f"{before.turns:,} → {after.turns:,} turns",
        f"{before.parallelization_percent} % → {after.parallelization_percent} % parallel",
        f"{before.rating.name} → {after.rating.name}",
    ]
    return ", ".join(pairs)


def render_why(why: Why, where: Callable[[Place], str], *, width: int = _WIDTH) -> str:
    """Why a task is in its batch: one step for each turn, with the places that say so.

    `where` writes a place for people, as `tasks.json:12:9` or the like.
    """
    ident = terminal(why.task.id)
    reason = terminal(why.batch.reason)
    turn = "" if why.batch.number == why.turn else f", turn {why.turn:,}"
    lines = list(
        _words(f"{ident} is in batch {why.batch.number:,}{turn}: {reason}", width, "", "  ")
    )
    for number, placed in enumerate(why.steps, 1):
        places = [placed.place] + ([placed.other_place] if placed.other_place else [])
        text = f"{number:,}. {_step(placed.step)} ({', '.join(map(where, places))})"
        lines += _words(text, width, "  ", "     ")
    if why.turn > 1 and why.change is None:
        lines.append(
            "no single change that was tried lets it start earlier and makes the plan better"
        )
    elif why.change is not None:
        change = f"{terminal(why.change.title)} ({terminal(why.change.cost)})"
        starts = f"turn {why.turn:,} → {why.turn_after:,}"
        gain = _gain(why.change.before, why.change.after)
        lines += _words(f"to start earlier, {starts}: {change}", width, "", "  ")
        lines += _words(f"the plan then: {gain}", width, "  ", "    ")
    return _text(lines)


def _words(text: str, width: int, first: str, other: str) -> Iterator[str]:
    pieces = [_Piece(word, word) for word in text.split(" ")]
    lines = _fold(pieces, " ", width - len(other))
    for at, line in enumerate(lines):
        yield (other if at else first) + " ".join(piece.shown for piece in line)


def _fold(pieces: Sequence[_Piece], separator: str, width: int) -> Iterator[list[_Piece]]:
    """The pieces line by line; a line takes one piece at least, and the separator at its end fits."""
    line: list[_Piece] = []
    used = 0
    for piece in pieces:
        taken = columns(piece.plain)
        if line and used + taken + len(separator.rstrip()) > width:
            yield line
            line, used = [], 0
        line.append(piece)
        used += taken + len(separator)
    if line:
        yield line


def _text(lines: Sequence[str]) -> str:
    """The lines, none of which begins with "::": GitHub Actions would take it for a command."""
    return _COMMAND.sub(r"\1\\x3a", "\n".join(lines) + "\n")
