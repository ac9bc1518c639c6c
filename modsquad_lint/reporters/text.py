"""Findings for people: each with its line of the file, the place underlined, and what to do.

Quietly each is one line, as in `concise`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..engine.report import Kind, Report, Run, Tally, tally
from ..text.words import counted, listed
from .escape import painted, shortened, terminal, terminal_path

_BOLD, _RED, _GREEN = "1", "31", "32"
_INDENT = "    "
_MOST_MENDED, _LONGEST = 20, 200


def pieces(run: Run) -> Iterator[str]:
    """All findings that people see, each file's plan in short, and last how many there are.

    In a plain terminal the lines of files are shown in ASCII, so that they fit what underlines them.
    """
    before = ""
    for block in _blocks(run):
        yield before + "".join(f"{line}\n" for line in block)
        before = "" if run.verbose < 0 else "\n"


def mended(reports: Iterable[Report], verbose: int = 0) -> Iterator[str]:
    """What was mended in each file; where nothing was, what is left is counted; `verbose` as in `Run`."""
    number, left, is_any = 0, 0, False
    for report in reports:
        number += 1
        left += len(report.findings)
        for line in _mended(report) if report.mended else ():
            is_any = True
            yield f"{line}\n"
    if not is_any and verbose >= 0:
        rest = f"; check says what is left: {counted(left, 'finding')}" if left else ""
        yield f"nothing to mend in {counted(number, 'file')}{rest}\n"


def _blocks(run: Run) -> Iterator[Iterable[str]]:
    """The lines of each finding, what is said of its file below them, and what is said last."""
    read_as = [
        f"{terminal_path(report.plan_of.display)}: {terminal(report.read_as)}"
        for report in run.reports
        if report.read_as and run.verbose >= 0
    ]
    if read_as:
        yield _fitting(read_as, run)
    for report in run.reports:
        yield from _findings(report, run)
        if after := _after(report, run):
            yield after
    if run.statistics:
        yield _statistics(run)
    if closing := [*_closing(run)]:
        yield closing


def _findings(report: Report, run: Run) -> Iterator[Iterable[str]]:
    """The lines of each finding that people see."""
    shown = [finding for finding in report.findings if run.is_shown(finding)]
    if shown:
        from .block import Blocks  # most runs find nothing

        blocks = Blocks(run.terminal, run.verbose)
        for finding in shown:
            yield blocks.lines(report.source.part(finding.path), finding)


def _fitting(lines: Iterable[str], run: Run, style: str = "") -> list[str]:
    """The lines, broken where the terminal is too narrow for them."""
    width = run.terminal.width
    parts = [*lines]
    if width is not None and any(len(line) > width or not line.isascii() for line in parts):
        from .columns import wrapped  # most lines are short

        parts = [part for line in parts for part in wrapped(line, width, used=0, indent=_INDENT)]
    return [_painted(part, style, run) if style else part for part in parts]


def _after(report: Report, run: Run) -> list[str]:
    """What is said of a file below its findings."""
    if run.verbose < 0:
        return []
    name = terminal_path(report.plan_of.display)
    lines = [*_mended(report)] if report.mended else []
    lines += [f"{name}: {terminal(note)}" for note in report.notes]
    if report.plan is not None and run.verbose > 0:
        from .plans import text as plan_text
        from .plans.planned import Planned

        shown = plan_text.render(
            Planned(report.plan, report._replace(read_as=""), terminal=run.terminal)
        )
        return [*_fitting(lines, run), f"{name}: the plan", shown.rstrip("\n")]
    if report.plan is not None:
        metrics, rating = report.plan.metrics, report.rating()
        tasks = counted(metrics.total_tasks, "task")
        batches = counted(metrics.total_batches, "batch")
        figures = f"{metrics.parallelization_percent} % parallel, speedup {metrics.speedup_factor}x"
        lines.append(f"{name}: {tasks} in {batches}, {figures}")
        lines += [f"rating: {rating}"] if rating else []
    return _fitting(lines, run)


def _mended(report: Report) -> Iterator[str]:
    """What was found before, and how each was mended; where it stood means little by now."""
    name = terminal_path(report.source.display)
    yield f"{name}: mended {counted(len(report.mended), 'finding')}"
    for finding in report.mended[:_MOST_MENDED]:
        how = "" if finding.fix is None else f": {finding.fix.title}"
        yield f"  {finding.code} {terminal(shortened(finding.message + how, _LONGEST))}"
    if len(report.mended) > _MOST_MENDED:
        yield f"  and {len(report.mended) - _MOST_MENDED:,} more"


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


def _closing(run: Run) -> Iterator[str]:
    """How many findings there are, how many can be mended, what is not shown and what was not checked."""
    foreign = [report for report in run.reports if report.foreign]
    # What is compared for several ranges has a report for each.
    checked = len({report.source.display for report in run.reports if not report.foreign})
    if run.verbose >= 0:
        found = tally(run.counts(shown=True))
        files = counted(checked, "file")
        if found.total:
            yield from _count(found, files, run)
        elif checked:
            unfinished = ", but NOT checked against git" if run.not_checked else ""
            style = _BOLD if unfinished else f"{_BOLD};{_GREEN}"
            yield from _fitting([f"no findings in {files}{unfinished}"], run, style)
    if run.left_out(shown=True):
        from .left_out import of_run

        yield from _fitting([of_run(run, shown=True)], run, _BOLD)
    for report in foreign:
        if report.source.named or not checked:
            words = f"{report.source.display} NOT checked: it looks like {report.foreign}"
            yield from _fitting([terminal(words)], run, _BOLD)
    if run.verbose >= 0:
        yield from _fitting(map(terminal, run.remarks), run)
        reasons = run.not_checked if run.has_reasons else ()
        why = (f"NOT checked: {terminal(reason)}" for reason in reasons)
        yield from _fitting(why, run, f"{_BOLD};{_RED}")


def _count(found: Tally, files: str, run: Run) -> Iterator[str]:
    by_severity, by, mendable = found.by_severity, run.mends, run.mendable()
    safe, unsafe = mendable.safe, mendable.unsafe
    numbers = [counted(number, str(severity)) for severity, number in by_severity.items() if number]
    unfinished = "" if run.has_reasons or not run.not_checked else "; NOT checked against git"
    text = f"found {listed(numbers)} in {files}{unfinished}"
    mends = [f"{by} mends {safe:,}"] if safe else []
    mends += [f"{by} --unsafe-fixes mends {'another ' if safe else ''}{unsafe:,}"] if unsafe else []
    first, *others = _fitting(["; ".join((text, *mends))], run)
    head = text if first.startswith(text) else first
    yield _painted(head, _BOLD, run) + first.removeprefix(head)
    yield from others


def _painted(text: str, code: str, run: Run) -> str:
    return painted(text, code) if run.terminal.color else text
