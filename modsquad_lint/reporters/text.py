"""Findings for people: each with its line of the file, the place underlined, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ..finding import Finding, Severity
from ..report import Report, Run
from ..source import Position, Source
from .columns import columns
from .escape import terminal

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}
_BOLD, _DIM, _RELATED = "1", "2", "36"
_TAB = "    "
_WIDTH = 100
"""Columns of a line that are shown; a file may be one line of a million characters."""
_BEFORE = 30
"""Columns before the place that are shown of a longer line."""
_MOST_RELATED = 8

Paint = Callable[[str, str], str]


def render(run: Run, *, color: bool = False, statistics: bool = False) -> str:
    """All findings that people see, each file's plan in short, and last how many there are."""
    paint: Paint = _painted if color else _unpainted
    parts = ["".join(f"{line}\n" for line in lines) for lines in _blocks(run, paint, color=color)]
    if statistics:
        parts.append("".join(f"{line}\n" for line in _statistics(run)))
    if run.verbose >= 0:
        parts.append(f"{_count(run, paint)}\n")
    return "\n".join(parts)


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _unpainted(text: str, code: str) -> str:
    del code
    return text


def _blocks(run: Run, paint: Paint, *, color: bool) -> Iterator[Iterable[str]]:
    """The lines of each finding, and of what is said of its file below them."""
    for report in run.reports:
        for finding in report.findings:
            if run.is_shown(finding):
                yield _finding(report.source, finding, paint)
        after = _after(report, run, color=color)
        if after:
            yield after


class _Excerpt(NamedTuple):
    """A line of the file as it is shown, and which columns of it are underlined."""

    number: int
    text: str
    indent: int
    length: int


def _finding(source: Source, finding: Finding, paint: Paint) -> Iterator[str]:
    place = f"{terminal(source.display)}:{finding.start.line}:{finding.start.column}"
    severity = paint(str(finding.severity), f"{_BOLD};{_COLOURS[finding.severity]}")
    yield f"{paint(place, _BOLD)}: {severity} {paint(finding.code, _BOLD)} {terminal(finding.message)}"
    related = finding.related[:_MOST_RELATED]
    shown = [
        (
            _excerpt(source, finding.start, finding.end),
            "^",
            finding.label,
            _COLOURS[finding.severity],
        ),
        *((_excerpt(source, at.start, at.end), "-", at.message, _RELATED) for at in related),
    ]
    gutter = max(len(str(excerpt.number)) for excerpt, *_ in shown)
    yield paint(f"{'':{gutter}} |", _DIM)
    for excerpt, mark, label, code in shown:
        yield f"{paint(f'{excerpt.number:>{gutter}} |', _DIM)} {excerpt.text}".rstrip()
        underline = paint(mark * excerpt.length, code) + (f" {terminal(label)}" if label else "")
        yield f"{paint(f'{chr(32):{gutter}} |', _DIM)} {'':{excerpt.indent}}{underline}"
    if more := len(finding.related) - len(related):
        yield f"{'':{gutter}} = and {more} more places"
    if finding.help:
        yield f"{'':{gutter}} = help: {terminal(finding.help)}"


def _excerpt(source: Source, start: Position, end: Position) -> _Excerpt:
    line = source.line(start.line)
    first = start.column - 1
    last = end.column - 1 if end.line == start.line else len(line)
    # Much shorter than the whole line where that is long: escaping takes time too.
    window = max(0, first - _BEFORE) if len(line) > _WIDTH else 0
    stop = min(len(line), window + _WIDTH)
    before = _shown(line[window:first], "…" if window else "")
    place = _shown(line[first : min(last, stop)])
    after = _shown(line[min(last, stop) : stop]) + ("…" if stop < len(line) else "")
    return _Excerpt(start.line, before + place + after, columns(before), max(1, columns(place)))


def _shown(text: str, start: str = "") -> str:
    return start + terminal(text.replace("\t", _TAB))


def _after(report: Report, run: Run, *, color: bool) -> list[str]:
    """What is said of a file below its findings."""
    if run.verbose < 0:
        return []
    name = terminal(report.source.display)
    lines = [f"{name}: mended {_counted(len(report.mended), 'finding')}"] if report.mended else []
    lines += [f"{name}: {terminal(note)}" for note in report.notes]
    if report.plan is not None and run.verbose > 0:
        from . import plan_text

        lines += [f"{name}: the plan", plan_text.render(report.plan, color=color).rstrip("\n")]
    elif report.plan is not None:
        metrics, rating = report.plan.metrics, report.plan.rating
        tasks = _counted(metrics.total_tasks, "task")
        batches = _counted(metrics.total_batches, "batch", "es")
        figures = f"{metrics.parallelization_percent} % parallel, speedup {metrics.speedup_factor}x"
        lines.append(f"{name}: {tasks} in {batches}, {figures}")
        lines.append(f"rating: {rating.name} ({rating.action})")
    return lines


def _statistics(run: Run) -> Iterator[str]:
    """Each rule that was broken: how often, and how often it can be mended; the most often first."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for report in run.reports:
        for finding in report.findings:
            if run.is_shown(finding):
                found.setdefault((finding.code, finding.name), []).append(finding)
    for (code, name), findings in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        fixable = sum(finding.fix is not None for finding in findings)
        yield f"{len(findings):>6}  {code} {name}" + (f" ({fixable} fixable)" if fixable else "")


def _count(run: Run, paint: Paint) -> str:
    shown = [
        finding for report in run.reports for finding in report.findings if run.is_shown(finding)
    ]
    files = _counted(len(run.reports), "file")
    if not shown:
        return paint(f"no findings in {files}", f"{_BOLD};32")
    counted = [
        _counted(number, str(severity))
        for severity in sorted(Severity, reverse=True)
        if (number := sum(finding.severity is severity for finding in shown))
    ]
    text = f"found {_listed(counted)} in {files}"
    safe = sum(finding.fix is not None and finding.fix.safe for finding in shown)
    unsafe = sum(finding.fix is not None and not finding.fix.safe for finding in shown)
    mends = [f"--fix mends {safe}"] if safe else []
    mends += [f"--fix --unsafe-fixes mends {'another ' if safe else ''}{unsafe}"] if unsafe else []
    return "; ".join((paint(text, _BOLD), *mends))


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _counted(number: int, noun: str, plural: str = "s") -> str:
    return f"{number:,} {noun}{'' if number == 1 else plural}"
