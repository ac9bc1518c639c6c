"""Findings for people: each with its line of the file, the place underlined, and what to do.

Quietly each is one line, as in `concise`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..engine.report import Kind, Report, Run, Tally, tally
from ..rules.finding import Finding, Related, Severity
from ..text.source import Source
from ..text.typed import NamedTuple
from ..text.words import counted, listed
from .escape import ascii_only, shortened, terminal, terminal_path

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}
_BOLD, _DIM, _RELATED = "1", "2", "36"
_WIDTH = 100
"""Columns of a line where nobody knows how wide the terminal is; a file may be one line of a megabyte."""
_NARROWEST = 20
_INDENT = "    "
_LONGEST_WORDS = 1000
_MOST_RELATED = 4

Paint = Callable[[str, str], str]


class _Look(NamedTuple):
    """What the terminal can show: how colours are written, which characters, and how many in a line."""

    paint: Paint
    characters: Callable[[str], str]
    width: int


def pieces(run: Run) -> Iterator[str]:
    """All findings that people see, each file's plan in short, and last how many there are.

    In a plain terminal the lines of files are shown in ASCII, so that they fit what underlines them.
    """
    color, plain, width, _ = run.terminal
    look = _Look(_painted if color else _unpainted, ascii_only if plain else str, width or _WIDTH)
    before = ""
    for block in _blocks(run, look):
        yield before + "".join(f"{line}\n" for line in block)
        before = "" if run.verbose < 0 else "\n"


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _unpainted(text: str, code: str) -> str:
    del code
    return text


def _blocks(run: Run, look: _Look) -> Iterator[Iterable[str]]:
    """The lines of each finding, what is said of its file below them, and what is said last."""
    read_as = [
        f"{terminal_path(report.plan_of.display)}: {terminal(report.read_as)}"
        for report in run.reports
        if report.read_as and run.verbose >= 0
    ]
    if read_as:
        yield read_as
    for report in run.reports:
        for finding in report.findings:
            if run.is_shown(finding):
                yield _finding(report.source.part(finding.path), finding, run, look)
        if after := _after(report, run):
            yield after
    if run.statistics:
        yield _statistics(run)
    if closing := [*_closing(run, look.paint)]:
        yield closing


def _finding(source: Source, finding: Finding, run: Run, look: _Look) -> Iterator[str]:
    from .columns import columns, wrapped  # most runs find nothing
    from .concise import headline

    paint, shows = look.paint, run.terminal
    place, name, code, mark, words = headline(source, finding)
    used = columns(" ".join((f"{place}:", name, code, *filter(None, [mark]), "")))
    width = None if run.verbose < 0 else shows.width
    first, *others = wrapped(look.characters(words), width, used=used, indent=_INDENT)
    severity = paint(name, f"{_BOLD};{_COLOURS[finding.severity]}")
    shown = paint(_linked(code) if shows.links else code, _BOLD)
    head = [paint(f"{place}:", _BOLD), severity, shown]
    yield " ".join([*head, *([paint(mark, _RELATED)] if mark else []), first])
    yield from others
    if run.verbose >= 0:
        yield from _excerpts(source, finding, run, look)


def _linked(code: str) -> str:
    """A rule's code that leads to its page, where the terminal can."""
    from ..text.addresses import page_of

    return f"\x1b]8;;{page_of(code)}\x1b\\{code}\x1b]8;;\x1b\\"


def _excerpts(source: Source, finding: Finding, run: Run, look: _Look) -> Iterator[str]:
    from .columns import wrapped
    from .excerpt import excerpt

    related = finding.related if run.verbose > 0 else finding.related[:_MOST_RELATED]
    places: list[Finding | Related] = [finding, *related]
    gutter = len(str(max(place.start.line for place in places)))
    room = max(_NARROWEST, look.width - gutter - len(" | "))
    empty = look.paint(f"{'':{gutter}} |", _DIM)
    yield empty
    previous = ""
    for place in places:
        other = place.source if isinstance(place, Related) else None
        shown = excerpt(other or source, place.start, place.end, room, look.characters)
        number = look.paint(f"{shown.number:>{gutter}} |", _DIM)
        line = f"{number} {shown.text}".rstrip()
        if line != previous or other is not None:
            yield line
        previous = line
        mark, label, code = (
            ("^", place.label, _COLOURS[place.severity])
            if isinstance(place, Finding)
            else ("-", _there(place), _RELATED)
        )
        underline = f"{empty} {'':{shown.indent}}{look.paint(mark * shown.length, code)}"
        yield from _labelled(
            underline, empty, shown.indent, shown.length, look.characters(_words(label)), room
        )
    if more := len(finding.related) - len(related) + finding.more_related:
        yield f"{'':{gutter}} = and {more:,} more"
    if finding.help:
        head = f"{'':{gutter}} = help: "
        words = look.characters(_words(finding.help))
        first, *others = wrapped(words, run.terminal.width, used=len(head), indent=" " * len(head))
        yield head + first
        yield from others


def _there(place: Related) -> str:
    """What a related place is, with its file where that is another one."""
    if place.source is None:
        return place.message
    return f"{place.message}, {terminal_path(place.source.display)}:{place.start}"


def _labelled(
    underline: str, empty: str, indent: int, length: int, label: str, room: int
) -> Iterator[str]:
    """An underline with its label: behind it where there is room, else on a line of its own."""
    from .columns import columns
    from .excerpt import first

    wide = columns(label)
    if not label:
        yield underline
    elif indent + length + 1 + wide <= room:
        yield f"{underline} {label}"
    else:
        yield underline
        yield f"{empty} {'':{max(0, min(indent, room - wide))}}{first(label, room)}"


def _words(text: str) -> str:
    return terminal(shortened(text, _LONGEST_WORDS))


def _after(report: Report, run: Run) -> list[str]:
    """What is said of a file below its findings."""
    if run.verbose < 0:
        return []
    name = terminal_path(report.plan_of.display)
    lines = [f"{name}: mended {counted(len(report.mended), 'finding')}"] if report.mended else []
    lines += [f"{name}: {terminal(note)}" for note in report.notes]
    if report.plan is not None and run.verbose > 0:
        from .plans import text as plan_text
        from .plans.planned import Planned

        shown = plan_text.render(
            Planned(report.plan, report._replace(read_as=""), terminal=run.terminal)
        )
        lines += [f"{name}: the plan", shown.rstrip("\n")]
    elif report.plan is not None:
        metrics, rating = report.plan.metrics, report.rating()
        tasks = counted(metrics.total_tasks, "task")
        batches = counted(metrics.total_batches, "batch")
        figures = f"{metrics.parallelization_percent} % parallel, speedup {metrics.speedup_factor}x"
        lines.append(f"{name}: {tasks} in {batches}, {figures}")
        lines += [f"rating: {rating}"] if rating else []
    return lines


def _statistics(run: Run) -> Iterator[str]:
    """Each rule that was broken: how often, and how often it can be mended; the most often first."""
    from ..rules import RULES

    by_rule: dict[str, dict[Kind, int]] = {}
    for kind, number in run.counts(shown=True).items():
        by_rule.setdefault(kind.code, {})[kind] = number
    tallies = {code: tally(counts) for code, counts in by_rule.items()}
    for code, found in sorted(tallies.items(), key=lambda item: (-item[1].total, item[0])):
        kinds = [f"{found.safe} fixable"] if found.safe else []
        kinds += [f"{found.unsafe} with --unsafe-fixes"] if found.unsafe else []
        name = f"{code} {RULES[code].name}"
        yield f"{found.total:>6}  {name}" + (f" ({', '.join(kinds)})" if kinds else "")


def _closing(run: Run, paint: Paint) -> Iterator[str]:
    """How many findings there are, how many can be mended, what is not shown and what was not checked."""
    foreign = [report for report in run.reports if report.foreign]
    checked = len(run.reports) - len(foreign)
    if run.verbose >= 0:
        found = tally(run.counts(shown=True))
        files = counted(checked, "file")
        if found.total:
            yield _count(found, files, paint, run.mends)
        elif checked:
            unfinished = ", but NOT checked against git" if run.not_checked else ""
            style = _BOLD if unfinished else f"{_BOLD};32"
            yield paint(f"no findings in {files}{unfinished}", style)
    if run.left_out(shown=True):
        from .left_out import of_run

        yield paint(of_run(run, shown=True), _BOLD)
    for report in foreign:
        if report.source.named or not checked:
            words = f"{report.source.display} NOT checked: it looks like {report.foreign}"
            yield paint(terminal(words), _BOLD)
    if run.verbose >= 0:
        yield from map(terminal, run.remarks)
        for reason in run.not_checked:
            yield paint(f"NOT checked: {terminal(reason)}", f"{_BOLD};31")


def _count(found: Tally, files: str, paint: Paint, by: str) -> str:
    by_severity, safe, unsafe = found
    numbers = [counted(number, str(severity)) for severity, number in by_severity.items() if number]
    text = f"found {listed(numbers)} in {files}"
    mends = [f"{by} mends {safe:,}"] if safe else []
    mends += [f"{by} --unsafe-fixes mends {'another ' if safe else ''}{unsafe:,}"] if unsafe else []
    return "; ".join((paint(text, _BOLD), *mends))
