"""The language server protocol over what `answers` says; the one room that knows it.

The text in the editor is what counts, never the disk. A client that can pulls findings, the others
are sent them a moment after the last key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from ..repository.project import Project
from ..rules import RULES
from ..rules.finding import Finding, Severity
from ..syntax.changes import Edit
from ..text.source import Span
from ..text.version import __version__
from . import answers
from .opened import Opened
from .places import Ruler, Spot, inner

PAUSE = 0.04
"""Seconds without a key after which findings are sent."""
SHOW_RULE = "modsquad-lint.showRule"

_SEVERITY = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}
_SOURCE = "modsquad-lint"


class Session:
    """What one client has open."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._opened: dict[str, Opened] = {}
        self._project: Project | None = None

    @property
    def project(self) -> Project:
        """The folder that the client opened, or the current one."""
        if self._project is None:
            self._project = Project(self._server.workspace.root_path or None, origin="editor")
        return self._project

    def read(self, uri: str) -> Opened:
        """The text as it is now, after a change of it."""
        document = self._server.workspace.get_text_document(uri)
        agreed = self._server.workspace.position_encoding or lsp.PositionEncodingKind.Utf16
        encoding = lsp.PositionEncodingKind(agreed).value
        before = self._opened.get(uri)
        fallback = None if before is None else before.last_sound()
        path = to_fs_path(uri) or uri
        opened = Opened(self.project, path, document.source, encoding, fallback)
        self._opened[uri] = opened
        return opened

    def get(self, uri: str) -> Opened:
        """The text as it was last read."""
        return self._opened.get(uri) or self.read(uri)

    def close(self, uri: str) -> None:
        """Forget a text, and what was said of it."""
        self._opened.pop(uri, None)
        if not self.can_pull():
            self._publish(uri, [])

    def can_pull(self) -> bool:
        """Whether the client asks for findings by itself."""
        documents = self._server.client_capabilities.text_document
        return documents is not None and documents.diagnostic is not None

    def send(self, uri: str) -> None:
        """Send the findings of a text, unless the client asks for them."""
        if not self.can_pull():
            self._publish(uri, diagnostics(self.get(uri), uri))

    def _publish(self, uri: str, found: Sequence[lsp.Diagnostic]) -> None:
        version = self._server.workspace.get_text_document(uri).version
        self._server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, found, version=version)
        )

    def say(self, text: str) -> None:
        """Show a message."""
        self._server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, text))

    def refresh(self) -> None:
        """Forget what was read of files and git, and say anew what holds."""
        self.project.refresh()
        for uri in self._opened:
            self.read(uri)
            self.send(uri)
        if self.can_pull():
            self._server.workspace_diagnostic_refresh(None)


def _range(ruler: Ruler, span: Span) -> lsp.Range:
    return lsp.Range(*(lsp.Position(*ruler.at(offset)) for offset in span))


def _offset(opened: Opened, position: lsp.Position) -> int:
    return opened.ruler.offset(position.line, position.character)


def _spot(opened: Opened, position: lsp.Position) -> Spot | None:
    return answers.spot(opened, _offset(opened, position))


def _text_edits(opened: Opened, edits: Iterable[Edit]) -> list[lsp.TextEdit]:
    return [lsp.TextEdit(_range(opened.ruler, edit.span), edit.text) for edit in edits]


# ---------------------------------------------------------------- findings


def diagnostics(opened: Opened, uri: str) -> list[lsp.Diagnostic]:
    """The findings of a text; of a file that is no plan there are none."""
    if opened.trouble is not None:
        start = lsp.Position(0, 0)
        message = f"{opened.trouble.message}; {opened.trouble.advice}".rstrip("; ")
        return [lsp.Diagnostic(lsp.Range(start, start), message, source=_SOURCE)]
    report = opened.report
    return [] if report is None else [_diagnostic(opened, uri, it) for it in report.findings]


def _diagnostic(opened: Opened, uri: str, finding: Finding) -> lsp.Diagnostic:
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(uri, _range(opened.ruler, Span(other.start.offset, other.end.offset))),
            other.message,
        )
        for other in finding.related
    ]
    return lsp.Diagnostic(
        _range(opened.ruler, Span(finding.start.offset, finding.end.offset)),
        finding.message + (f"\n{finding.help}" if finding.help else ""),
        severity=_SEVERITY[finding.severity],
        code=finding.code,
        source=_SOURCE,
        related_information=related or None,
    )


def _opened(session: Session, params: lsp.DidOpenTextDocumentParams) -> None:
    session.read(params.text_document.uri)
    session.send(params.text_document.uri)


async def _changed(session: Session, params: lsp.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    now = session.read(uri)
    if not session.can_pull():
        await asyncio.sleep(PAUSE)
        if session.get(uri) is now:
            session.send(uri)


def _closed(session: Session, params: lsp.DidCloseTextDocumentParams) -> None:
    session.close(params.text_document.uri)


def _changed_elsewhere(session: Session, _: object) -> None:
    session.refresh()


def _pulled(
    session: Session, params: lsp.DocumentDiagnosticParams
) -> lsp.RelatedFullDocumentDiagnosticReport:
    uri = params.text_document.uri
    return lsp.RelatedFullDocumentDiagnosticReport(diagnostics(session.get(uri), uri))


# ---------------------------------------------------------------- what can be done


def _code_actions(session: Session, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    uri = params.text_document.uri
    opened = session.get(uri)
    if opened.report is None:
        return []
    start, end = (_offset(opened, it) for it in (params.range.start, params.range.end))
    here = [
        finding
        for finding in opened.report.findings
        if finding.start.offset <= end and start <= finding.end.offset
    ]
    return [action for finding in here for action in _actions(opened, uri, finding)]


def _actions(opened: Opened, uri: str, finding: Finding) -> Iterable[lsp.CodeAction]:
    about = [_diagnostic(opened, uri, finding)]

    def edited(title: str, edits: Sequence[Edit], *, is_best: bool) -> lsp.CodeAction:
        changes = {uri: _text_edits(opened, edits)}
        return lsp.CodeAction(
            title,
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=about,
            edit=lsp.WorkspaceEdit(changes=changes),
            is_preferred=is_best,
        )

    if finding.fix is not None:
        yield edited(finding.fix.title, finding.fix.edits, is_best=finding.fix.safe)
    command = lsp.Command(f"what {finding.code} means", SHOW_RULE, arguments=[finding.code])
    yield lsp.CodeAction(command.title, kind=lsp.CodeActionKind.Empty, command=command)
    # Last: to silence a finding is the least that can be done about it.
    silence = answers.suppressing(opened, finding)
    if silence is not None:
        yield edited(*silence, is_best=False)


def _show_rule(session: Session, code: str) -> None:
    rule = RULES.get(code)
    if rule is not None:
        session.say(f"{code} {rule.name}: {rule.doc}")


# ---------------------------------------------------------------- what is known of a place


def _hover(session: Session, params: lsp.HoverParams) -> lsp.Hover | None:
    opened = session.get(params.text_document.uri)
    found = _spot(opened, params.position)
    text = "" if found is None else answers.hover(opened, found)
    if found is None or not text:
        return None
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
    return lsp.Hover(content, _range(opened.ruler, found.span))


def _complete(session: Session, params: lsp.CompletionParams) -> lsp.CompletionList:
    opened = session.get(params.text_document.uri)
    offset = _offset(opened, params.position)
    found = answers.completions(opened, offset)
    if found is None:
        return lsp.CompletionList(is_incomplete=False, items=[])
    typed, proposals = found
    place = _range(opened.ruler, Span(typed.start, offset))
    items = [
        lsp.CompletionItem(
            proposal.text,
            detail=proposal.about or None,
            text_edit=lsp.TextEdit(place, proposal.text),
            filter_text=proposal.text,
        )
        for proposal in proposals
    ]
    return lsp.CompletionList(is_incomplete=True, items=items)


def _outline(session: Session, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    opened = session.get(params.text_document.uri)
    return [
        lsp.DocumentSymbol(
            symbol.name,
            lsp.SymbolKind.Event,
            _range(opened.ruler, symbol.whole),
            _range(opened.ruler, symbol.id),
            detail=symbol.detail or None,
        )
        for symbol in answers.outline(opened)
    ]


def _hints(session: Session, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    opened = session.get(params.text_document.uri)
    start, end = (_offset(opened, it) for it in (params.range.start, params.range.end))
    return [
        lsp.InlayHint(
            lsp.Position(*opened.ruler.at(symbol.id.end)), symbol.detail, padding_left=True
        )
        for symbol in answers.outline(opened)
        if symbol.detail and start <= symbol.id.end <= end
    ]


# ---------------------------------------------------------------- ids


def _locations(uri: str, opened: Opened, spans: Iterable[Span]) -> list[lsp.Location]:
    return [lsp.Location(uri, _range(opened.ruler, span)) for span in spans]


def _definition(session: Session, params: lsp.DefinitionParams) -> list[lsp.Location]:
    opened = session.get(params.text_document.uri)
    found = _spot(opened, params.position)
    spans = [] if found is None else answers.references(opened, found)[:1]
    return _locations(params.text_document.uri, opened, spans)


def _references(session: Session, params: lsp.ReferenceParams) -> list[lsp.Location]:
    opened = session.get(params.text_document.uri)
    found = _spot(opened, params.position)
    spans = [] if found is None else answers.references(opened, found)
    begin = 0 if params.context.include_declaration else 1
    return _locations(params.text_document.uri, opened, spans[begin:])


def _prepare_rename(session: Session, params: lsp.PrepareRenameParams) -> lsp.Range | None:
    opened = session.get(params.text_document.uri)
    found = _spot(opened, params.position)
    if found is None or not answers.references(opened, found):
        return None
    return _range(opened.ruler, inner(opened.source, found.span))


def _rename(session: Session, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    uri = params.text_document.uri
    opened = session.get(uri)
    found = _spot(opened, params.position)
    edits = None if found is None else answers.renamed(opened, found, params.new_name)
    return None if edits is None else lsp.WorkspaceEdit(changes={uri: _text_edits(opened, edits)})


_FEATURES: Mapping[str, tuple[Callable[[Session, Any], object], object]] = {
    lsp.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (_changed_elsewhere, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_changed_elsewhere, None),
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: (_changed_elsewhere, None),
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: (
        _pulled,
        lsp.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False),
    ),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (
        _code_actions,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]),
    ),
    lsp.TEXT_DOCUMENT_HOVER: (_hover, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (
        _complete,
        lsp.CompletionOptions(trigger_characters=['"', "/", "-"]),
    ),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_outline, None),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (_hints, None),
    lsp.TEXT_DOCUMENT_DEFINITION: (_definition, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (_references, None),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: (_prepare_rename, None),
    lsp.TEXT_DOCUMENT_RENAME: (_rename, lsp.RenameOptions(prepare_provider=True)),
}
"""What the server answers, and what it tells the client of that."""


def make_server() -> LanguageServer:
    """A server that nobody has started yet."""
    server = LanguageServer("modsquad-lint", __version__)
    session = Session(server)
    for name, (answer, options) in _FEATURES.items():
        server.feature(name, options)(partial(answer, session))
    server.command(SHOW_RULE)(partial(_show_rule, session))
    return server
