"""Findings and plans as Markdown, for a pull request or the summary of a job.

GitHub takes no summary of more than 1 MiB: what does not fit is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..report import Run
from ..words import counted
from . import plan_markdown, plan_mermaid
from .escape import markdown, shortened, uri
from .planned import Planned

_MOST_BYTES = 1_000_000
_MOST_ROWS_BYTES = 400_000
_LONGEST_WORDS = 1000
_HEAD = "| Place | | Rule | Finding |\n| --- | --- | --- | --- |\n"


def render(run: Run) -> str:
    """The findings that people see as a table, then the plan of each file with its picture."""
    findings = run.shown()
    text = "## modsquad-lint\n\n"
    text += "".join(f"**NOT checked:** {_words(reason)}\n\n" for reason in run.not_checked[:10])
    notes = [note for report in run.reports for note in report.notes]
    text += "".join(f"{_words(note)}\n\n" for note in notes[:10])
    text += _table(findings) if findings else "No findings.\n"
    if run.verbose < 0:
        return text
    room = _MOST_BYTES - len(text.encode())
    left_out = 0
    blocks = [text]
    for block in _plans(run):
        size = len(block.encode())
        if size <= room:
            blocks.append(block)
            room -= size
        else:
            left_out += 1
    if left_out:
        blocks.append(
            f"\n… {left_out:,} more tables or pictures of plans: see `modsquad-lint plan`\n"
        )
    return "".join(blocks)


def _table(findings: list[Finding]) -> str:
    rows = [_HEAD]
    room = _MOST_ROWS_BYTES
    for finding in findings:
        row = _row(finding)
        room -= len(row.encode())
        if room < 0:
            break
        rows.append(row)
    more = len(findings) - len(rows) + 1
    if more:
        rows.append(f"\n… {counted(more, 'more finding')}: see the log\n")
    return "".join(rows)


def _row(finding: Finding) -> str:
    line = finding.start.line
    name = _words(f"{finding.path}:{finding.start}")
    link = f"{uri(finding.path)}#L{line}"
    place = f"[{name}]({link})" if len(link) <= _LONGEST_WORDS else name
    words = _words(finding.message)
    if finding.help:
        words += f"<br>{_words(finding.help)}"
    return f"| {place} | {finding.severity} | {finding.code} {finding.name} | {words} |\n"


def _plans(run: Run) -> Iterator[str]:
    for report in run.reports:
        if report.plan is not None:
            planned = Planned(report.plan, report)
            yield f"\n### {_words(report.source.path)}\n"
            yield _picture(planned)
            yield f"\n{plan_markdown.render(planned)}"


def _picture(planned: Planned) -> str:
    return f"\n```mermaid\n{plan_mermaid.render(planned)}```\n"


def _words(text: str) -> str:
    return markdown(shortened(text, _LONGEST_WORDS))
