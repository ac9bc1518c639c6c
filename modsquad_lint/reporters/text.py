"""Findings for people: each with its line of the file, the place underlined, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..engine.report import Report, Run, tally
from ..rules.finding import Finding, Related, Severity
from ..text.source import Source
from ..text.typed import NamedTuple
from ..text.words import counted, listed
from .escape import ascii_only, shortened, terminal, terminal_path

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}
_BOLD, _DIM, _RELATED = "1", "2", "36"
_TAB = "    "
_WIDTH = 100
"""Characters of a line that are shown; a file may be one line of a million characters."""
_LONGEST_PLACE = 60
"""Characters of a place that are shown in a line that is longer than is shown."""
_LONGEST_WORDS = 1000
_MOST_RELATED = 8

Paint = Callable[[str, str], str]


class _Look(NamedTuple):
    """What the terminal can show: how colours are written, and which characters."""

    paint: Paint
    characters: Callable[[str], str]


def render(run: Run) -> str:
    """All findings that people see, each file's plan in short, and last how many there are.

    In a plain terminal the lines of files are shown in ASCII, so that they fit what underlines them.
    """
    shows = run.terminal
    look = _Look(_painted if shows.color else _unpainted, ascii_only if shows.plain else str)
    parts = ["".join(f"{line}\n" for line in lines) for lines in _blocks(run, look)]
    if run.statistics:
        parts.append("".join(f"{line}\n" for line in _statistics(run)))
    if run.verbose >= 0:
        parts.append("".join(f"{line}\n" for line in _closing(run, look.paint)))
    return "\n".join(parts)


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _unpainted(text: str, code: str) -> str:
    del code
    return text


def _blocks(run: Run, look: _Look) -> Iterator[Iterable[str]]:
    """The lines of each finding, and of what is said of its file below them."""
    for report in run.reports:
        for finding in report.findings:
            if run.is_shown(finding):
                yield _finding(report.source, finding, look)
        after = _after(report, run)
        if after:
            yield after


class _Excerpt(NamedTuple):
    """A line of the file as it is shown, and which columns of it are underlined."""

    number: int
    text: str
    indent: int
    length: int


def _finding(source: Source, finding: Finding, look: _Look) -> Iterator[str]:
    paint = look.paint
    place = f"{terminal_path(source.display)}:{finding.start}"
    severity = paint(str(finding.severity), f"{_BOLD};{_COLOURS[finding.severity]}")
    yield f"{paint(place, _BOLD)}: {severity} {paint(finding.code, _BOLD)} {_words(finding.message)}"
    related = finding.related[:_MOST_RELATED]
    shown = [
        (_excerpt(source, finding, look), "^", finding.label, _COLOURS[finding.severity]),
        *((_excerpt(source, at, look), "-", at.message, _RELATED) for at in related),
    ]
    gutter = max(len(str(excerpt.number)) for excerpt, *_ in shown)
    yield paint(f"{'':{gutter}} |", _DIM)
    previous = ""
    for excerpt, mark, label, code in shown:
        line = f"{paint(f'{excerpt.number:>{gutter}} |', _DIM)} {excerpt.text}".rstrip()
        if line != previous:
            yield line
        previous = line
        underline = paint(mark * excerpt.length, code) + (f" {_words(label)}" if label else "")
        yield f"{paint(f'{chr(32):{gutter}} |', _DIM)} {'':{excerpt.indent}}{underline}"
    if more := len(finding.related) - len(related):
        yield f"{'':{gutter}} = and {more:,} more"
    if finding.help:
        yield f"{'':{gutter}} = help: {_words(finding.help)}"


def _excerpt(source: Source, at: Finding | Related, look: _Look) -> _Excerpt:
    """What is shown of a place's first line; takes no longer where the line is long."""
    from .columns import columns

    start, left = at.start.offset, at.start.column - 1
    ahead = source.text[start : start + 2 * _WIDTH]
    rest = ahead.replace("\r", "\n").partition("\n")[0]
    length = min(at.end.offset - start, len(rest))
    after = len(rest) - length
    if left + len(rest) > _WIDTH and length > _LONGEST_PLACE:
        length, after = _LONGEST_PLACE, 0
    room = _WIDTH - length
    before = min(left, max(room // 2, room - after))
    after = min(after, room - before)
    text = source.text[start - before : start] + rest[: length + after]
    # How a character is shown depends on none after it: what is shown of a part begins the whole.
    to_place, to_end, whole = (
        look.characters(terminal(text[:size].replace("\t", _TAB)))
        for size in (before, before + length, len(text))
    )
    head = look.characters("…") if before < left else ""
    tail = look.characters("…") if length + after < len(rest) else ""
    return _Excerpt(
        at.start.line,
        f"{head}{whole}{tail}",
        len(head) + columns(to_place),
        max(1, columns(to_end[len(to_place) :])),
    )


def _words(text: str) -> str:
    return terminal(shortened(text, _LONGEST_WORDS))


def _after(report: Report, run: Run) -> list[str]:
    """What is said of a file below its findings."""
    if run.verbose < 0:
        return []
    name = terminal_path(report.source.display)
    lines = [f"{name}: mended {counted(len(report.mended), 'finding')}"] if report.mended else []
    lines += [f"{name}: {terminal(note)}" for note in report.notes]
    if report.plan is not None and run.verbose > 0:
        from .plans import text as plan_text
        from .plans.planned import Planned

        shown = plan_text.render(Planned(report.plan, report, terminal=run.terminal))
        lines += [f"{name}: the plan", shown.rstrip("\n")]
    elif report.plan is not None:
        metrics, rating = report.plan.metrics, report.plan.rating
        tasks = counted(metrics.total_tasks, "task")
        batches = counted(metrics.total_batches, "batch")
        figures = f"{metrics.parallelization_percent} % parallel, speedup {metrics.speedup_factor}x"
        lines.append(f"{name}: {tasks} in {batches}, {figures}")
        lines.append(f"rating: {rating.name} ({rating.action})")
    return lines


def _statistics(run: Run) -> Iterator[str]:
    """Each rule that was broken: how often, and how often it can be mended; the most often first."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in run.shown():
        found.setdefault((finding.code, finding.name), []).append(finding)
    for (code, name), findings in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        fixes = [finding.fix for finding in findings if finding.fix is not None]
        safe = sum(fix.safe for fix in fixes)
        kinds = [f"{safe} fixable"] if safe else []
        kinds += [f"{len(fixes) - safe} with --unsafe-fixes"] if safe < len(fixes) else []
        yield f"{len(findings):>6}  {code} {name}" + (f" ({', '.join(kinds)})" if kinds else "")


def _closing(run: Run, paint: Paint) -> Iterator[str]:
    """How many findings there are, how many can be mended, and what was not checked."""
    shown = run.shown()
    files = counted(len(run.reports), "file")
    if not shown:
        unfinished = ", but NOT checked against git" if run.not_checked else ""
        yield paint(f"no findings in {files}{unfinished}", _BOLD if unfinished else f"{_BOLD};32")
    else:
        yield _count(shown, files, paint)
    for reason in run.not_checked:
        yield paint(f"NOT checked: {terminal(reason)}", f"{_BOLD};31")


def _count(shown: Sequence[Finding], files: str, paint: Paint) -> str:
    by_severity, safe, unsafe = tally(shown)
    numbers = [counted(number, str(severity)) for severity, number in by_severity.items() if number]
    text = f"found {listed(numbers)} in {files}"
    mends = [f"--fix mends {safe}"] if safe else []
    mends += [f"--fix --unsafe-fixes mends {'another ' if safe else ''}{unsafe}"] if unsafe else []
    return "; ".join((paint(text, _BOLD), *mends))
