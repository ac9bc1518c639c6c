"""Findings and plans as Markdown, for a pull request or the summary of a job.

GitHub takes no comment of more than 65,536 characters: what does not fit is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.report import Finding, Run
from ..text.words import counted
from .escape import markdown, shortened, terminal, uri
from .plans import markdown as plan_markdown
from .plans.markdown import MOST, within
from .plans.planned import Planned

_MOST_OF_NOTES = 14_000
_MOST_OF_ROWS = 38_000
_LONGEST_WORDS = 1000
_HEAD = "| Place | | Rule | Finding |\n| --- | --- | --- | --- |\n"


def render(run: Run) -> str:
    """The findings that people see as a table, then the plan of each file with its picture."""
    findings = run.shown()
    left_out = sum(run.left_out(shown=True).values())
    notes = [f"**NOT checked:** {_words(reason)}\n\n" for reason in run.not_checked]
    notes += [
        f"{_words(note)}\n\n"
        for report in run.reports
        for note in (*filter(None, [report.read_as]), *report.notes)
    ]
    text = "".join(("## modsquad-lint\n\n", *within(_MOST_OF_NOTES, notes)))
    text += _table(findings, left_out, run.links) if findings else "No findings.\n"
    if run.verbose < 0:
        return text
    room = MOST - len(text)
    left_out = 0
    blocks = [text]
    for block in _plans(run):
        if len(block) <= room:
            blocks.append(block)
            room -= len(block)
        else:
            left_out += 1
    if left_out:
        blocks.append(
            f"\n… {left_out:,} more tables or pictures of plans: see `modsquad-lint plan`\n"
        )
    return "".join(blocks)


def _table(findings: list[Finding], left_out: int, links: str | None) -> str:
    rows = list(within(_MOST_OF_ROWS, (_row(finding, links) for finding in findings)))
    text = "".join((_HEAD, *rows))
    more = len(findings) - len(rows) + left_out
    return f"{text}\n… {counted(more, 'more finding')}: see the log\n" if more else text


def _row(finding: Finding, links: str | None) -> str:
    place = _words(f"{finding.path}:{finding.start}")
    if links is not None:
        # A relative one would lead to somewhere below the page that shows it.
        link = f"{links}/{uri(finding.path)}#L{finding.start.line}"
        label = place.replace("[", "&#91;").replace("]", "&#93;")
        place = f"[{label}]({link})" if len(link) <= _LONGEST_WORDS else place
    words = _words(finding.message)
    if finding.help:
        words += f"<br>{_words(finding.help)}"
    return f"| {place} | {finding.severity} | {finding.code} {finding.name} | {words} |\n"


def _plans(run: Run) -> Iterator[str]:
    for report in run.reports:
        if report.plan is not None:
            planned = Planned(report.plan, report)
            yield f"\n### {_words(report.source.path)}\n"
            yield f"\n{plan_markdown.picture(planned)}"
            yield f"\n{plan_markdown.tables(planned)}"


def _words(text: str) -> str:
    return markdown(shortened(terminal(text), _LONGEST_WORDS))
