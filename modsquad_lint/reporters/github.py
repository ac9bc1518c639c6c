"""Findings as GitHub Actions workflow commands, which become annotations on a pull request.

GitHub shows ten annotations of a type for each step and drops the others in silence, so the tenth
says how many there are and where to see them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..engine.report import Kind, Report, Run
from ..rules import RULES
from ..rules.finding import Finding, Severity
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
    annotations = [
        Annotation("error", {"title": "NOT checked"}, words(f"NOT checked: {reason}"))
        for reason in run.not_checked
    ]
    annotations += [
        Annotation("notice", {"title": "modsquad-lint"}, words(note))
        for report in run.reports
        for note in report.notes
    ]
    annotations += [annotation for finding in findings for annotation in _annotations(finding)]
    left_out = Counter[str]()
    for report in run.reports:
        for kind, number in report.left_out.items():
            if not _is_known(report, kind):
                left_out[_COMMANDS[kind.severity]] += number
    lines = []
    for command in _COMMANDS_WORST_FIRST:
        of_type = [annotation for annotation in annotations if annotation.command == command]
        lines += [line(annotation) for annotation in _limited(of_type, left_out[command])]
    return "".join(f"{line}\n" for line in lines)


def _is_known(report: Report, finding: Finding | Kind) -> bool:
    """Whether it only shows a plan that the change leaves as it was: nobody asked for that."""
    is_info = finding.severity is Severity.INFO
    return report.unchanged and is_info and RULES[finding.code].pictured


_COMMANDS_WORST_FIRST = [_COMMANDS[severity] for severity in sorted(Severity, reverse=True)]


def _annotations(finding: Finding) -> Iterator[Annotation]:
    yield _annotation(finding, finding.start, finding.end, finding.message)
    if RULES[finding.code].everywhere:
        for related in finding.related:
            there = finding
            if related.source is not None:
                there = finding._replace(path=related.source.path)
            yield _annotation(there, related.start, related.end, finding.message)


def _annotation(finding: Finding, start: Position, end: Position, message: str) -> Annotation:
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
    text = f"{where}: {message}" + (f" ({finding.help})" if finding.help else "")
    title = f"{finding.code} {finding.name}"
    return Annotation(_COMMANDS[finding.severity], {**place, "title": title}, words(text))


def _limited(annotations: Sequence[Annotation], left_out: int) -> Sequence[Annotation]:
    """As many as GitHub shows, the last of which says how many more there are."""
    more = len(annotations) - MOST_OF_A_TYPE + left_out
    if more <= 0 or not annotations:
        return annotations
    *shown, last = annotations[:MOST_OF_A_TYPE]
    note = _MORE.format(more=more)
    message = shortened(last.message, MOST_CHARACTERS - len(note) - 1)
    return [*shown, last._replace(message=f"{message}\n{note}")]
