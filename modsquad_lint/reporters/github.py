"""Findings as GitHub Actions workflow commands, which become annotations on a pull request.

GitHub shows ten annotations of a type for each step and drops the others in silence, so the tenth
says how many there are and where to see them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from ..engine.report import Finding, Kind, Report, Run
from ..rules import RULES
from ..rules.draft import Severity
from ..text.source import Position
from .escape import shortened
from .workflow_commands import MOST_CHARACTERS, Annotation, file_name, line, words

MOST_OF_A_TYPE = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MORE = (
    "GitHub shows ten annotations of a kind in each step, and not the other {more:,}:"
    " the summary of the job, where one is written, has the errors and warnings;"
    " `--format text -v` or `--format json=PATH` lists all"
)


def render(run: Run) -> str:
    """One line for each annotation, errors first."""
    findings = [
        finding
        for report in run.reports
        for finding in report.findings
        if not _is_known(report, finding)
    ]
    findings.sort(key=lambda finding: not RULES[finding.code].leads)
    lines: list[str] = []
    for severity in sorted(Severity, reverse=True):
        of_type = [finding for finding in findings if finding.severity is severity]
        said = list(_of_the_run(run, severity))
        annotations = chain(said, chain.from_iterable(map(_annotations, of_type)))
        number = len(said) + sum(map(_number_of, of_type)) + _left_out(run, severity)
        lines += map(line, _limited([*islice(annotations, MOST_OF_A_TYPE)], number))
    return "".join(f"{line}\n" for line in lines)


def _is_known(report: Report, finding: Finding | Kind) -> bool:
    """Whether it only shows a plan that the change leaves as it was: nobody asked for that."""
    is_info = finding.severity is Severity.INFO
    return report.unchanged and is_info and RULES[finding.code].pictured


def _of_the_run(run: Run, severity: Severity) -> Iterator[Annotation]:
    """What is said of no finding, as bad as this."""
    if severity is Severity.ERROR:
        for reason in run.not_checked:
            yield Annotation("error", {"title": "NOT checked"}, words(f"NOT checked: {reason}"))
    if severity is Severity.INFO:
        notes = [note for report in run.reports for note in report.notes]
        for note in (*notes, *run.remarks):
            yield Annotation("notice", {"title": "modsquad-lint"}, words(note))


def _left_out(run: Run, severity: Severity) -> int:
    return sum(
        number
        for report in run.reports
        for kind, number in report.left_out.items()
        if kind.severity is severity and not _is_known(report, kind)
    )


def _number_of(finding: Finding) -> int:
    """How many annotations a finding has."""
    return 1 + len(finding.related) if RULES[finding.code].everywhere else 1


def _annotations(finding: Finding) -> Iterator[Annotation]:
    yield _annotation(finding, finding.start, finding.end)
    for related in finding.related if RULES[finding.code].everywhere else ():
        path = finding.path if related.source is None else related.source.path
        yield _annotation(finding._replace(path=path), related.start, related.end)


def _annotation(finding: Finding, start: Position, end: Position) -> Annotation:
    where = f"{finding.path}:{start}"
    place: dict[str, object]
    if finding.changed_path is not None:
        # The change is what the pull request shows; the tasks file may not be in it.
        place = {"file": file_name(finding.changed_path), "line": 1}
    else:
        place = {"file": file_name(finding.path), "line": start.line, "endLine": end.line}
        if start.line == end.line:
            # GitHub counts columns from 1, and takes the last one in; it refuses columns of an
            # annotation that spans lines.
            place |= {"col": start.column, "endColumn": max(start.column, end.column - 1)}
    text = f"{where}: {finding.message}" + (f" ({finding.help})" if finding.help else "")
    title = f"{finding.code} {finding.name}"
    return Annotation(_COMMANDS[finding.severity], {**place, "title": title}, words(text))


def _limited(annotations: Sequence[Annotation], number: int) -> Sequence[Annotation]:
    """As many of a number as GitHub shows, the last of which says how many more there are."""
    more = number - len(annotations)
    if more <= 0 or not annotations:
        return annotations
    *shown, last = annotations
    note = _MORE.format(more=more)
    message = shortened(last.message, MOST_CHARACTERS - len(note) - 1)
    return [*shown, last._replace(message=f"{message}\n{note}")]
