"""Findings, places and edits in the words of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lsprotocol import types as lsp

from ..engine.report import Finding, Related, Report
from ..rules.draft import Severity
from ..syntax.changes import Edit, apply
from ..text.addresses import IS_KNOWN, page_of
from ..text.source import Source, Span
from .opened import Opened
from .places import Ruler
from .typed import At

UriOf = Callable[[Opened, Source], str]
"""What the client calls a file of the plan that a text belongs to."""

SOURCE = "modsquad-lint"
_MOST_EDITS = 1_000
"""More than these become one, of all that lies between the first and the last."""
_TOP = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
_SEVERITY = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


def diagnostics(opened: Opened, uri_of: UriOf) -> list[lsp.Diagnostic]:
    """The findings of a text; of a file that is no plan there are none."""
    if opened.trouble is not None:
        message = f"{opened.trouble.message}; {opened.trouble.advice}".rstrip("; ")
        return [lsp.Diagnostic(_TOP, message, lsp.DiagnosticSeverity.Error, source=SOURCE)]
    report = opened.report
    if report is None:
        return []
    found = [diagnostic(opened, it, uri_of) for it in report.findings]
    return [*found, *_left_out(report)]


def diagnostic(opened: Opened, finding: Finding, uri_of: UriOf) -> lsp.Diagnostic:
    """A finding."""
    related = []
    for other in finding.related:
        part = other.source or opened.source
        place = _range_of(opened.ruler_of(part), other)
        related.append(
            lsp.DiagnosticRelatedInformation(
                lsp.Location(uri_of(opened, part), place), other.message
            )
        )
    return lsp.Diagnostic(
        _range_of(opened.ruler, finding),
        finding.message + (f"\n{finding.help}" if finding.help else ""),
        severity=_SEVERITY[finding.severity],
        code=finding.code,
        code_description=lsp.CodeDescription(page_of(finding.code)) if IS_KNOWN else None,
        source=SOURCE,
        related_information=related or None,
    )


def _left_out(report: Report) -> Iterator[lsp.Diagnostic]:
    for kind, number in report.left_out.items():
        message = f"{number:,} more of {kind.code} are not shown here; `modsquad-lint check --max-findings 0` shows them"
        yield lsp.Diagnostic(_TOP, message, _SEVERITY[kind.severity], source=SOURCE)


def _range_of(ruler: Ruler, found: Finding | Related) -> lsp.Range:
    start, end = ruler.at(found.start), ruler.at(found.end)
    return lsp.Range(lsp.Position(*start), lsp.Position(*end))


def range_between(start: At, end: At) -> lsp.Range:
    """Between two positions."""
    return lsp.Range(lsp.Position(*start), lsp.Position(*end))


def text_edits(ruler: Ruler, edits: Sequence[Edit]) -> list[lsp.TextEdit]:
    """Edits of the text that the ruler measures, in order."""
    if len(edits) > _MOST_EDITS:
        start, end = edits[0].span.start, edits[-1].span.end
        moved = (Edit(Span(a - start, b - start), text) for (a, b), text in edits)
        edits = [Edit(Span(start, end), apply(ruler.text[start:end], moved))]
    return [lsp.TextEdit(range_between(*ruler.range(edit.span)), edit.text) for edit in edits]


def range_in(ruler: Ruler, start: int, end: int) -> lsp.Range:
    """Between two offsets of the text that the ruler measures."""
    return range_between(*ruler.range(Span(start, end)))
