"""What one client has open, and what it is told without having asked."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.exceptions import FeatureNotificationError
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from ..text.source import Source
from .desk import Desk
from .diagnostics import diagnostics
from .opened import Opened
from .typed import At, replaced

_LOG = logging.getLogger(__name__)

PAUSE = 0.02
"""Seconds without a key after which a text is looked at; a key that is held down repeats as fast."""
_MOST_KEYS = 500
"""So many changes after another the answers of git and the disk are kept."""

_ENDINGS = {"json": ".json", "jsonc": ".json", "yaml": ".yaml", "markdown": ".md"}
"""What a text without a file is read as, by the language that the client takes it for."""
_WATCHED = (
    "**/{pyproject,modsquad-lint}.toml",
    "**/.git{attributes,ignore}",
    "**/.git/{HEAD,index}",
    "**/*-{PLAN,SUMMARY}.md",
)
"""What an answer depends on beside the texts that are open."""


class Text:
    """A text as the client has it."""

    def __init__(self, path: str, version: int | None, text: str) -> None:
        self.path, self.version, self.text = path, version, text
        self.opened: Opened | None = None


class Session:
    """What one client has open."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._texts: dict[str, Text] = {}
        self._desks: dict[str | None, Desk] = {}
        self._keys = 0
        self._changes_elsewhere = 0
        self._work: set[asyncio.Task[None]] = set()
        self.is_over = False
        """Whether the client asked for the end."""

    # ---------------------------------------------------------------- what the client can do

    @property
    def capabilities(self) -> lsp.ClientCapabilities:
        """What the client says that it can do."""
        return self._server.client_capabilities

    def can_pull(self) -> bool:
        """Whether the client asks for findings by itself."""
        documents = self.capabilities.text_document
        return documents is not None and documents.diagnostic is not None

    @property
    def encoding(self) -> str:
        """In what the client counts."""
        agreed = self._server.workspace.position_encoding or lsp.PositionEncodingKind.Utf16
        return lsp.PositionEncodingKind(agreed).value

    def watch(self) -> None:
        """Ask the client to tell when a file changes that answers depend on, where it can."""
        workspace = self.capabilities.workspace
        watching = workspace and workspace.did_change_watched_files
        if not watching or not watching.dynamic_registration:
            return
        watchers = [lsp.FileSystemWatcher(glob) for glob in _WATCHED]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted = lsp.Registration("watch", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self._server.client_register_capability(lsp.RegistrationParams([wanted]))

    # ---------------------------------------------------------------- what is done later

    def soon(self, work: Coroutine[None, None, None]) -> None:
        """Do something once all that the client has sent is read.

        pygls would do it too, but never forgets a notification that was answered later.
        """
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            _LOG.error("while findings were sent", exc_info=error)
            self._server.report_server_error(error, FeatureNotificationError)

    def end(self) -> None:
        """Leave what is to be done later."""
        self.is_over = True
        for task in self._work:
            task.cancel()

    # ---------------------------------------------------------------- texts

    def open(self, item: lsp.TextDocumentItem) -> None:
        """A text that the client shows from now on."""
        path = _path(item.uri, item.language_id)
        self._texts[item.uri] = Text(path, item.version, item.text)
        self._lay(item.uri)

    def change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """The text after some changes, one after another; nothing happens to one that is not open."""
        text = self._texts.get(params.text_document.uri)
        if text is None:
            return
        for change in params.content_changes:
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                start, end = (
                    At(at.line, at.character) for at in (change.range.start, change.range.end)
                )
                text.text = replaced(text.text, start, end, change.text, self.encoding)
            else:
                text.text = change.text
        text.version = params.text_document.version
        self._lay(params.text_document.uri)

    def close(self, uri: str) -> list[str]:
        """Forget a text, and what was said of it; the open ones that have another plan now."""
        text = self._texts.pop(uri, None)
        if text is None:
            return []
        self._desk(text.path).lay(text.path, None)
        beside = self._beside(text.path)
        self._look_again(beside)
        if not self.can_pull():
            self._server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
        return beside

    def get(self, uri: str) -> Opened | None:
        """A text as it is now; None for one that is not open."""
        text = self._texts.get(uri)
        return None if text is None else text.opened

    def _lay(self, uri: str) -> None:
        text = self._texts[uri]
        desk = self._desk(text.path)
        self._keys += 1
        if self._keys > _MOST_KEYS:
            self._forget()
        desk.lay(text.path, text.text)
        self._look_again([uri, *self._beside(text.path)])

    def _look_again(self, uris: Iterable[str]) -> None:
        for uri in uris:
            text = self._texts[uri]
            fallback = None if text.opened is None else text.opened.last_sound()
            desk = self._desk(text.path)
            text.opened = Opened(desk, text.path, text.text, self.encoding, fallback)

    def _beside(self, path: str) -> list[str]:
        """The other open files of the plan that one is a part of."""
        return [
            uri
            for uri, text in self._texts.items()
            if text.path != path
            and text.opened is not None
            and (entry := text.opened.entry) is not None
            and path in entry.siblings
        ]

    def _desk(self, path: str) -> Desk:
        """That of the deepest folder that the client opened around a file, or of the first."""
        folders = [to_fs_path(uri) for uri in self._server.workspace.folders]
        around = [it for it in folders if it and path.startswith(it.rstrip("/\\") + os.sep)]
        root = max(around, key=len, default=self._server.workspace.root_path or None)
        if root not in self._desks:
            self._desks[root] = Desk(root)
        return self._desks[root]

    def uri_of(self, opened: Opened, part: Source, own: str) -> str:
        """What the client calls a file of a plan, of which it calls one `own`."""
        if opened.is_own(part):
            return own
        path = opened.path_of(part)
        shown = (uri for uri, text in self._texts.items() if text.path == path)
        return next(shown, None) or from_fs_path(path) or own

    # ---------------------------------------------------------------- what is said

    def naming(self, own: str) -> Callable[[Opened, Source], str]:
        """What tells how the client calls a file of the plan that a text belongs to."""
        return partial(self.uri_of, own=own)

    def diagnostics(self, opened: Opened, uri: str) -> list[lsp.Diagnostic]:
        """The findings of a text."""
        return diagnostics(opened, self.naming(uri))

    async def send(self, uri: str) -> None:
        """Send the findings of a text once nobody types, and of those that are one plan with it."""
        text = self._texts.get(uri)
        if text is None or text.opened is None:
            return
        now = text.opened
        if self._desk(text.path).is_stale(text.path):
            await self.refresh()
            return
        if self.can_pull():
            return
        await asyncio.sleep(PAUSE)
        for each in [uri, *self._beside(text.path)]:
            if text.opened is not now or self._texts.get(uri) is not text:
                return
            self._publish(each)
            await asyncio.sleep(0)

    def _publish(self, uri: str) -> None:
        text = self._texts.get(uri)
        if text is not None and text.opened is not None:
            found = self.diagnostics(text.opened, uri)
            self._server.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(uri, found, version=text.version)
            )

    async def refresh(self) -> None:
        """Forget what was read of files and git, and say anew what holds."""
        self._changes_elsewhere += 1
        now = self._changes_elsewhere
        self._forget()
        await asyncio.sleep(PAUSE)
        for uri in [] if self.can_pull() else [*self._texts]:
            # A commit changes several files, and a client tells of each.
            if now != self._changes_elsewhere:
                return
            self._publish(uri)
            await asyncio.sleep(0)
        workspace = self.capabilities.workspace
        if workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self._server.workspace_diagnostic_refresh(None)
        if workspace and workspace.inlay_hint and workspace.inlay_hint.refresh_support:
            self._server.workspace_inlay_hint_refresh(None)

    def _forget(self) -> None:
        """Forget what was read of files and git."""
        self._keys = 0
        for desk in self._desks.values():
            desk.refresh()
        self._look_again(self._texts)

    def say(self, text: str) -> None:
        """Show a message."""
        self._server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, text))

    def can_show(self) -> bool:
        """Whether the client can open an address."""
        window = self.capabilities.window
        return bool(window and window.show_document and window.show_document.support)

    def show(self, address: str) -> None:
        """Open an address outside the editor."""
        self._server.window_show_document(lsp.ShowDocumentParams(address, external=True))


def _path(uri: str, language: str) -> str:
    """The file that is meant; a text without a file has a name that says how it is read."""
    path = to_fs_path(uri)
    if path is None:
        name = unquote(uri).replace("\\", "/").rpartition("/")[2].rpartition(":")[2] or "untitled"
        ending = _ENDINGS.get(language, "")
        path = name if name.endswith(ending) else name + ending
    # No file has such a name.
    return os.path.abspath(path.replace("\0", "\N{REPLACEMENT CHARACTER}"))
