"""What can be done about the findings at a place, in the words of the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from ..engine.report import Finding
from ..syntax.changes import Edit
from . import fixes
from .diagnostics import SOURCE, UriOf, diagnostic, text_edits
from .opened import Opened

SHOW_RULE = "modsquad-lint.showRule"
FIX_ALL = f"{lsp.CodeActionKind.SourceFixAll.value}.{SOURCE}"
_MOST = 100
"""Findings of a range for which something is offered: a client asks for a line, or for what it shows."""
KINDS = [lsp.CodeActionKind.QuickFix, FIX_ALL]


def actions(
    opened: Opened, uri: str, params: lsp.CodeActionParams, uri_of: UriOf
) -> Iterator[lsp.CodeAction]:
    """What can be done in a range: of each finding the best first; at the end what mends them all."""
    report = opened.report
    if report is None:
        return
    only = params.context.only
    if only is None or _wants(only, lsp.CodeActionKind.QuickFix.value):
        start, end = (
            opened.ruler.offset(at.line, at.character)
            for at in (params.range.start, params.range.end)
        )
        there = [
            finding
            for finding in report.findings
            if finding.start.offset <= end and start <= finding.end.offset
        ]
        for finding in there[:_MOST]:
            yield from _about(opened, uri, finding, uri_of)
        if len(there) > _MOST:
            reason = lsp.CodeActionDisabled("ask for fewer lines")
            title = f"{len(there) - _MOST:,} more findings in this range"
            yield lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, disabled=reason)
    # Costs as much as to look at the text again: not while somebody only moves through it.
    is_asked = params.context.trigger_kind is not lsp.CodeActionTriggerKind.Automatic
    if _wants(only, FIX_ALL) if only is not None else is_asked:
        title = f"fix all that {SOURCE} fixes safely"
        if fixes.are_too_many(opened):
            reason = lsp.CodeActionDisabled(
                f"so many findings take long: run `{SOURCE} check --fix`"
            )
            yield lsp.CodeAction(title, kind=FIX_ALL, disabled=reason)
        elif edits := fixes.mending(opened):
            yield lsp.CodeAction(title, kind=FIX_ALL, edit=_edit(opened, uri, edits))


def _wants(only: Sequence[lsp.CodeActionKind | str], kind: str) -> bool:
    """Whether an action of a kind is asked for: by that kind, or one above it."""
    wanted = (str(getattr(each, "value", each)) for each in only)
    return any(not each or f"{kind}.".startswith(f"{each}.") for each in wanted)


def _edit(opened: Opened, uri: str, edits: Sequence[Edit]) -> lsp.WorkspaceEdit:
    return lsp.WorkspaceEdit(changes={uri: text_edits(opened.ruler, edits)})


def _about(opened: Opened, uri: str, finding: Finding, uri_of: UriOf) -> Iterator[lsp.CodeAction]:
    about = [diagnostic(opened, finding, uri_of)]
    quick = lsp.CodeActionKind.QuickFix
    fix = finding.fix
    if fix is not None:
        edit = _edit(opened, uri, fix.edits)
        yield lsp.CodeAction(fix.title, quick, about, is_preferred=fix.safe, edit=edit)
    command = lsp.Command(f"what {finding.code} means", SHOW_RULE, arguments=[finding.code])
    yield lsp.CodeAction(command.title, quick, about, command=command)
    # Last: to silence a finding is the least that can be done about it.
    silence = fixes.suppressing(opened, finding)
    if silence is not None:
        title, edits = silence
        yield lsp.CodeAction(title, quick, about, edit=_edit(opened, uri, edits))
