"""The edits that mend or silence findings; knows no protocol."""

from __future__ import annotations

from ..engine.report import Finding
from ..planning.readers import MARKDOWN
from ..syntax.changes import AddItem, AddKey, Edit
from ..syntax.markdown import Markdown
from ..syntax.markdown_blocks import CODE, FENCE
from ..text.source import Place, Span
from .context import IGNORES
from .opened import Opened
from .typed import end_of_line

_MOST = 20_000
"""Findings with which a text is mended: it is looked at several times, as long as all of them take."""


def are_too_many(opened: Opened) -> bool:
    """Whether there are too many findings to mend while somebody waits."""
    report = opened.report
    return report is not None and len(report.findings) + sum(report.left_out.values()) > _MOST


def mending(opened: Opened) -> tuple[Edit, ...]:
    """The edits that make all safe fixes; none where there is nothing to fix."""
    report = opened.report
    if report is None or not any(it.fix is not None and it.fix.safe for it in report.findings):
        return ()
    mended = opened.mended()
    if mended is None:
        return ()
    if len(mended.edits) == 1:
        return tuple(mended.edits[0])
    # Several rounds, each in the text that the one before left: one edit of all between.
    before, after = opened.source.text, mended.source.text
    start = _alike(before, after)
    rest = min(len(before), len(after)) - start
    end = _alike(before[::-1][:rest], after[::-1][:rest])
    return (Edit(Span(start, len(before) - end), after[start : len(after) - end]),)


def _alike(one: str, other: str) -> int:
    """With how many of the same characters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def suppressing(opened: Opened, finding: Finding) -> tuple[str, tuple[Edit, ...]] | None:
    """What silences a finding where it stands: a title and edits; None where nothing can."""
    file, code = opened.file, finding.code
    if file is None:
        return None
    if opened.path.lower().endswith((".yaml", ".yml", *MARKDOWN)):
        edit = _comment(opened, finding)
        return None if edit is None else (f"ignore {code} on this line", (edit,))
    task = None if finding.task is None else file.by_id.get(finding.task)
    if task is None:
        return None
    if IGNORES in task.entry:
        change: AddItem | AddKey = AddItem(task.at(IGNORES), code)
    else:
        change = AddKey(Place(task.steps), IGNORES, (code,))
    edits = file.document.edits((change,))
    return None if edits is None else (f"ignore {code} in this task", edits)


def _comment(opened: Opened, finding: Finding) -> Edit | None:
    """A comment at the end of a line, or one code more in that which is there; None in code."""
    text, at = opened.source.text, finding.start.offset
    document = opened.file.document if opened.file else None
    line = opened.whole.line_number(opened.begin + at)
    there = document.ignores().get(line, ()) if document else ()
    if there and there[-1][0]:
        end = there[-1][1].end - opened.begin
        return Edit(Span(end, end), f", {finding.code}")
    end = end_of_line(text, at)
    mark = f"modsquad: ignore[{finding.code}]"
    if not opened.path.lower().endswith(MARKDOWN):
        return Edit(Span(end, end), f"  # {mark}")
    markdown = Markdown(text)
    if markdown.front is not None and markdown.front.start <= at < markdown.front.end:
        return Edit(Span(end, end), f"  # {mark}")
    around = (block for block in markdown.blocks if block.span.start <= at <= block.span.end)
    if any(block.kind in {FENCE, CODE} for block in around):
        return None
    return Edit(Span(end, end), f" <!-- {mark} -->")
