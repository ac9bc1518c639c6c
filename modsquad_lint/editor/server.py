"""The language server protocol over what `answers` says; the one room that knows it.

The text in the editor is what counts, never the disk. A client that can pulls findings, the others
are sent them a moment after the last key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from ..rules import RULES
from ..text.addresses import IS_KNOWN, page_of
from ..text.source import Span
from ..text.version import __version__
from . import answers
from .actions import KINDS, SHOW_RULE, actions
from .diagnostics import SOURCE, range_between, range_in, text_edits
from .opened import Opened
from .places import Spot, inner
from .proposals import completions
from .session import Session

_MOST_PLACES = 10_000
"""Places of one id or path that are named."""
_MOMENT = 0.005
"""Seconds in which what stands behind a question is read: that nobody waits for an answer any more."""


# ---------------------------------------------------------------- texts, and their findings


def _opened(session: Session, params: lsp.DidOpenTextDocumentParams) -> None:
    session.open(params.text_document)
    session.soon(session.send(params.text_document.uri))


def _changed(session: Session, params: lsp.DidChangeTextDocumentParams) -> None:
    session.change(params)
    session.soon(session.send(params.text_document.uri))


def _closed(session: Session, params: lsp.DidCloseTextDocumentParams) -> None:
    for beside in session.close(params.text_document.uri):
        session.soon(session.send(beside))


def _changed_elsewhere(session: Session, _: object) -> None:
    session.soon(session.refresh())


async def _pulled(
    session: Session, params: lsp.DocumentDiagnosticParams
) -> lsp.RelatedFullDocumentDiagnosticReport | lsp.RelatedUnchangedDocumentDiagnosticReport:
    await asyncio.sleep(_MOMENT)
    uri = params.text_document.uri
    opened = session.get(uri)
    if opened is None:
        return lsp.RelatedFullDocumentDiagnosticReport([])
    if params.previous_result_id == opened.mark:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(opened.mark)
    found = session.diagnostics(opened, uri)
    return lsp.RelatedFullDocumentDiagnosticReport(found, result_id=opened.mark)


# ---------------------------------------------------------------- what can be done


def _code_actions(session: Session, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    uri = params.text_document.uri
    opened = session.get(uri)
    return [] if opened is None else [*actions(opened, uri, params, session.naming(uri))]


def _show_rule(session: Session, code: str) -> None:
    rule = RULES.get(code)
    if rule is None:
        return
    if IS_KNOWN and session.can_show():
        session.show(page_of(code))
    else:
        session.say(answers.in_short(rule))


# ---------------------------------------------------------------- what is known of a place


class _At(Protocol):
    """A question about a place."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


def _at(opened: Opened, position: lsp.Position) -> int:
    return opened.offset(position.line, position.character)


def _spot(session: Session, params: _At) -> tuple[Opened, Spot] | tuple[None, None]:
    opened = session.get(params.text_document.uri)
    found = None if opened is None else answers.spot(opened, _at(opened, params.position))
    return (None, None) if opened is None or found is None else (opened, found)


def _range(opened: Opened, span: Span) -> lsp.Range:
    _, start, end = opened.where(span)
    return range_between(start, end)


def _hover(session: Session, params: lsp.HoverParams) -> lsp.Hover | None:
    opened, found = _spot(session, params)
    if opened is None or found is None:
        return None
    text = answers.hover(opened, found)
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
    return lsp.Hover(content, _range(opened, found.span)) if text else None


def _complete(session: Session, params: lsp.CompletionParams) -> lsp.CompletionList:
    opened = session.get(params.text_document.uri)
    found = None
    if opened is not None:
        offset = opened.ruler.offset(params.position.line, params.position.character)
        found = completions(opened, offset)
    if opened is None or found is None:
        return lsp.CompletionList(is_incomplete=False, items=[])
    place = range_in(opened.ruler, found.start, offset)
    items = [
        lsp.CompletionItem(
            proposal.text,
            detail=proposal.about or None,
            text_edit=lsp.TextEdit(place, proposal.text),
            filter_text=proposal.text,
        )
        for proposal in found.proposals
    ]
    return lsp.CompletionList(is_incomplete=found.are_cut, items=items)


def _outline(session: Session, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    opened = session.get(params.text_document.uri)
    if opened is None:
        return []
    return [
        lsp.DocumentSymbol(
            symbol.name or "-",
            lsp.SymbolKind.Event,
            _range(opened, symbol.whole),
            _range(opened, symbol.id),
            detail=symbol.detail or None,
        )
        for symbol in answers.outline(opened)
    ]


def _hints(session: Session, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    opened = session.get(params.text_document.uri)
    if opened is None:
        return []
    start, end = _at(opened, params.range.start), _at(opened, params.range.end)
    return [
        lsp.InlayHint(_range(opened, symbol.id).end, symbol.detail, padding_left=True)
        for symbol in answers.outline(opened)
        if symbol.detail and start <= symbol.id.end <= end
    ]


# ---------------------------------------------------------------- ids


def _locations(session: Session, uri: str, opened: Opened, spans: list[Span]) -> list[lsp.Location]:
    if len(spans) > _MOST_PLACES:
        session.say(f"shown are the first {_MOST_PLACES:,} of {len(spans):,} places")
    places = (opened.where(span) for span in spans[:_MOST_PLACES])
    return [
        lsp.Location(session.uri_of(opened, part, uri), range_between(start, end))
        for part, start, end in places
    ]


def _definition(session: Session, params: lsp.DefinitionParams) -> list[lsp.Location]:
    opened, found = _spot(session, params)
    if opened is None or found is None:
        return []
    spans = answers.references(opened, found)[:1]
    return _locations(session, params.text_document.uri, opened, spans)


def _references(session: Session, params: lsp.ReferenceParams) -> list[lsp.Location]:
    opened, found = _spot(session, params)
    if opened is None or found is None:
        return []
    begin = 0 if params.context.include_declaration else 1
    spans = answers.references(opened, found)[begin:]
    return _locations(session, params.text_document.uri, opened, spans)


def _prepare_rename(session: Session, params: lsp.PrepareRenameParams) -> lsp.Range | None:
    opened, found = _spot(session, params)
    if opened is None or found is None or answers.renamed(opened, found, found.value) is None:
        return None
    return _range(opened, inner(opened.whole, found.span))


def _rename(session: Session, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    uri = params.text_document.uri
    opened, found = _spot(session, params)
    if opened is None or found is None:
        return None
    trouble = answers.unfit(opened, found, params.new_name)
    if trouble:
        raise JsonRpcInvalidParams(trouble)
    edits = answers.renamed(opened, found, params.new_name)
    if edits is None:
        raise JsonRpcInvalidParams(f"{params.new_name!r} would not be read as the id of this task")
    return lsp.WorkspaceEdit({uri: text_edits(opened.ruler, edits)})


_FEATURES: Mapping[str, tuple[Callable[[Session, Any], object], object]] = {
    lsp.INITIALIZED: (lambda session, _: session.watch(), None),
    lsp.SHUTDOWN: (lambda session, _: session.end(), None),
    lsp.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (_changed_elsewhere, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_changed_elsewhere, None),
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: (_changed_elsewhere, None),
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (_changed_elsewhere, None),
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: (
        _pulled,
        lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False),
    ),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (_code_actions, lsp.CodeActionOptions(code_action_kinds=KINDS)),
    lsp.TEXT_DOCUMENT_HOVER: (_hover, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (
        _complete,
        lsp.CompletionOptions(trigger_characters=['"', "/", "-", "`", "["]),
    ),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_outline, None),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (_hints, None),
    lsp.TEXT_DOCUMENT_DEFINITION: (_definition, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (_references, None),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: (_prepare_rename, None),
    lsp.TEXT_DOCUMENT_RENAME: (_rename, lsp.RenameOptions(prepare_provider=True)),
}
"""What the server answers, and what it tells the client of that."""

_TEXTS = (lsp.TEXT_DOCUMENT_DID_OPEN, lsp.TEXT_DOCUMENT_DID_CHANGE, lsp.TEXT_DOCUMENT_DID_CLOSE)


def serve() -> bool:
    """Serve on standard input and output; whether the client said goodbye before it went."""
    # A question that nobody waits for any more is no reason to speak.
    logging.getLogger("pygls").setLevel(logging.ERROR)
    server = LanguageServer(SOURCE, __version__)
    session = Session(server)
    # pygls would keep the texts too, but ends lines where clients don't, at a form feed, say.
    for name in _TEXTS:
        server.protocol.fm.builtin_features.pop(name)
    for name, (answer, options) in _FEATURES.items():
        server.feature(name, options)(partial(answer, session))

    # pygls reads the types of the arguments off the function, and looks through a partial one.
    def show_rule(code: str) -> None:
        _show_rule(session, code)

    server.command(SHOW_RULE)(show_rule)
    server.start_io()
    return session.is_over
