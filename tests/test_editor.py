"""The language server, asked by a client over real pipes as an editor does."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient

SERVER = [sys.executable, "-m", "modsquad_lint", "server"]
TEXT = """\
{
  "tasks": [
    {"id": "a😀", "description": "d", "file_modifications": ["./src/a.py"], "dependencies": []},
    {"id": "b", "description": "d", "file_modifications": ["src/b.py"], "dependencies": ["a😀"]}
  ]
}
"""


def capabilities(*, encoding: str, can_pull: bool) -> lsp.ClientCapabilities:
    documents = lsp.TextDocumentClientCapabilities(
        diagnostic=lsp.DiagnosticClientCapabilities() if can_pull else None
    )
    return lsp.ClientCapabilities(
        general=lsp.GeneralClientCapabilities(position_encodings=[encoding]),
        text_document=documents,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "src").mkdir()
    (folder / "src" / "main.py").write_text("")
    subprocess.run(["git", "-C", str(folder), "add", "src/main.py"], check=True)
    return folder


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    scope="module",
    config=ClientServerConfig(server_command=SERVER),
    params=[("utf-16", False), ("utf-8", True)],
    ids=["utf-16-pushed", "utf-8-pulled"],
)
async def client(
    lsp_client: LanguageClient, request: pytest.FixtureRequest, folder: Path
) -> AsyncIterator[None]:
    encoding, can_pull = request.param
    lsp_client.encoding = encoding  # type: ignore[attr-defined]
    lsp_client.can_pull = can_pull  # type: ignore[attr-defined]
    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=capabilities(encoding=encoding, can_pull=can_pull),
            workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), "repository")],
            root_uri=folder.as_uri(),
        )
    )
    yield
    await lsp_client.shutdown_session()


class Editor:
    """One file in one client."""

    def __init__(self, client: Any, uri: str) -> None:  # noqa: ANN401 - made by pygls at run time
        self.client, self.uri, self.version = client, uri, 0
        self.document = lsp.TextDocumentIdentifier(uri)

    def open(self, text: str) -> None:
        language = "yaml" if self.uri.endswith("yaml") else "json"
        item = lsp.TextDocumentItem(self.uri, language, 0, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, *changes: lsp.TextDocumentContentChangeEvent) -> None:
        self.version += 1
        document = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(document, list(changes))
        )

    def write(self, text: str) -> None:
        self.change(lsp.TextDocumentContentChangeWholeDocument(text))

    async def findings(self) -> list[tuple[str, str]]:
        """The findings of the version that was sent last, each with its place."""
        if self.client.can_pull:
            asked = lsp.DocumentDiagnosticParams(self.document)
            report = await self.client.text_document_diagnostic_async(asked)
            found = report.items
        else:
            sent = None
            # Of a text that was closed no version is told.
            while sent is None or sent.uri != self.uri or sent.version not in {self.version, None}:
                sent = await self.client.wait_for_notification(
                    lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS
                )
            found = sent.diagnostics
        return sorted((str(it.code), where(it.range)) for it in found if it.severity != 3)

    def column(self, text: str, word: str) -> int:
        """Where a word begins on its line, in the units of the client."""
        line = next(line for line in text.split("\n") if word in line)
        before = line[: line.index(word)]
        return len(before.encode(f"{self.client.encoding}-le".replace("8-le", "8"))) // (
            2 if self.client.encoding == "utf-16" else 1
        )


def where(place: lsp.Range) -> str:
    start, end = place.start, place.end
    return f"{start.line}:{start.character}-{end.line}:{end.character}"


@pytest.fixture
def editor(client: LanguageClient, folder: Path, request: pytest.FixtureRequest) -> Editor:
    name = request.node.originalname
    return Editor(client, (folder / f"{name}.tasks.json").as_uri())


async def test_findings_stand_where_the_client_counts(editor: Editor) -> None:
    editor.open(TEXT)
    column = editor.column(TEXT, '"./src')
    assert await editor.findings() == [("MSQ204", f"2:{column}-2:{column + 12}")]


async def test_a_text_that_is_broken_while_it_is_typed(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()
    editor.write(TEXT.replace('"a😀"]', '"a'))
    (code, _), *more = await editor.findings()
    assert (code, more) == ("MSQ101", [])
    asked = lsp.CompletionParams(
        editor.document, lsp.Position(3, editor.column(TEXT, '"a😀"]') + len('"a'))
    )
    found = await editor.client.text_document_completion_async(asked)
    assert [item.text_edit.new_text for item in found.items] == ["a😀"]


async def test_an_edit_beside_a_wide_character(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()
    column = editor.column(TEXT, "./src")
    place = lsp.Range(lsp.Position(2, column), lsp.Position(2, column + 2))
    editor.change(lsp.TextDocumentContentChangePartial(place, ""))
    assert await editor.findings() == []


async def test_a_fix_and_a_suppression(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()
    at = lsp.Position(2, editor.column(TEXT, '"./src') + 3)
    asked = lsp.CodeActionParams(editor.document, lsp.Range(at, at), lsp.CodeActionContext([]))
    actions = await editor.client.text_document_code_action_async(asked)
    said = {
        action.title: [edit.new_text for edit in action.edit.changes[editor.uri]]
        for action in actions
        if getattr(action, "edit", None)
    }
    assert said == {
        'write "src/a.py"': ['"src/a.py"'],
        "ignore MSQ204 in this task": [', "lint_ignore": ["MSQ204"]'],
        "fix all that modsquad-lint fixes safely": ['"src/a.py"'],
    }
    assert "what MSQ204 means" in [action.title for action in actions]


async def test_what_is_known_of_a_place(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()

    async def hover(word: str, line: int) -> str:
        at = lsp.Position(line, editor.column(TEXT, word) + 1)
        found = await editor.client.text_document_hover_async(lsp.HoverParams(editor.document, at))
        return found.contents.value if found else ""

    assert (await hover('"a😀"', 2)).startswith("**a😀**, batch 1\n\nd\n\nmodifies:\n- ./src/a.py")
    assert await hover('"src/b.py"', 3) == "**src/b.py** is declared by\n\n- b, batch 2"
    assert await hover('"tasks"', 1) == ""


async def test_names(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()
    at = lsp.Position(3, editor.column(TEXT, '"a😀"]') + 1)
    (found,) = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(editor.document, at)
    )
    assert found.range.start == lsp.Position(2, editor.column(TEXT, '"a😀", '))
    asked = lsp.RenameParams(editor.document, at, 'c"')
    edits = (await editor.client.text_document_rename_async(asked)).changes[editor.uri]
    assert [(edit.range.start.line, edit.new_text) for edit in edits] == [
        (2, '"c\\""'),
        (3, '"c\\""'),
    ]
    refused = await editor.client.text_document_prepare_rename_async(
        lsp.PrepareRenameParams(editor.document, lsp.Position(1, 4))
    )
    assert refused is None


async def test_the_outline_and_the_batches(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()
    symbols = await editor.client.text_document_document_symbol_async(
        lsp.DocumentSymbolParams(editor.document)
    )
    assert [(it.name, it.detail) for it in symbols] == [("a😀", "batch 1"), ("b", "batch 2")]
    everything = lsp.Range(lsp.Position(0, 0), lsp.Position(9, 0))
    hints = await editor.client.text_document_inlay_hint_async(
        lsp.InlayHintParams(editor.document, everything)
    )
    assert [it.label for it in hints] == ["batch 1", "batch 2"]


async def test_completion_of_keys_and_paths(editor: Editor) -> None:
    text = '{"tasks": [{"id": "a", "file_modifications": ["s"], "d": 1}]}'
    editor.open(text)
    await editor.findings()

    async def complete(word: str, behind: int) -> list[str]:
        at = lsp.Position(0, text.index(word) + behind)
        asked = lsp.CompletionParams(editor.document, at)
        found = await editor.client.text_document_completion_async(asked)
        return [item.text_edit.new_text for item in found.items]

    assert await complete('"s"', 2) == ["src/main.py"]
    assert await complete('"d"', 2) == ["dependencies", "description"]


async def test_a_changed_configuration(editor: Editor, folder: Path) -> None:
    editor.open(TEXT)
    assert len(await editor.findings()) == 1
    (folder / "modsquad-lint.toml").write_text('ignore = ["MSQ204"]')
    change = lsp.FileEvent((folder / "modsquad-lint.toml").as_uri(), lsp.FileChangeType.Created)
    try:
        editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))
        assert await editor.findings() == []
    finally:
        (folder / "modsquad-lint.toml").unlink()
        editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))


async def test_half_of_a_character_and_the_other_half(editor: Editor) -> None:
    """What a client that counts UTF-16 may send, and no other can."""
    editor.open(TEXT)
    before = await editor.findings()
    if editor.client.encoding != "utf-16":
        return
    column = editor.column(TEXT, "😀") + 1
    place = lsp.Range(lsp.Position(2, column), lsp.Position(2, column + 1))
    editor.change(lsp.TextDocumentContentChangePartial(place, ""))
    assert [code for code, _ in await editor.findings()] == ["MSQ101"]
    place = lsp.Range(lsp.Position(2, column), lsp.Position(2, column))
    editor.change(lsp.TextDocumentContentChangePartial(place, "\ude00"))
    assert await editor.findings() == before


async def test_lines_end_where_the_protocol_ends_them(editor: Editor) -> None:
    """A form feed and a line separator end no line; a position behind the end means the end."""
    text = TEXT.replace('"d"', '"\u2028\\f\x85"').replace("\n", "\r\n")
    editor.open(text)
    column = editor.column(text.replace("\r", ""), "./src")
    assert [it for it, _ in await editor.findings()] == ["MSQ204"]
    place = lsp.Range(lsp.Position(2, column), lsp.Position(2, column + 2))
    end = lsp.Range(lsp.Position(99, 0), lsp.Position(99, 99))
    editor.change(
        lsp.TextDocumentContentChangePartial(place, ""),
        lsp.TextDocumentContentChangePartial(end, " \r\n"),
    )
    assert await editor.findings() == []


async def test_a_rename_of_the_file(editor: Editor) -> None:
    editor.open(TEXT)
    before = await editor.findings()
    editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(editor.document))
    assert await editor.findings() == []
    moved = Editor(editor.client, editor.uri.replace(".tasks", "%20of%20mine.tasks"))
    moved.open(TEXT)
    assert await moved.findings() == before


async def test_fifty_files_are_open(editor: Editor, folder: Path) -> None:
    editors = [
        Editor(editor.client, (folder / f"{number}.tasks.json").as_uri()) for number in range(50)
    ]
    for each in editors:
        each.open(TEXT)
        assert len(await each.findings()) == 1
    editors[7].write(TEXT.replace("./", ""))
    assert await editors[7].findings() == []
    for each in editors:
        editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(each.document))


async def test_a_question_that_nobody_waits_for(editor: Editor) -> None:
    editor.open(TEXT)
    before = await editor.findings()
    if not editor.client.can_pull:
        return
    asked = lsp.DocumentDiagnosticParams(editor.document)
    answer = editor.client.protocol.send_request_async(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC, asked, msg_id="asked"
    )
    editor.client.cancel_request(lsp.CancelParams("asked"))
    # It may have been answered before that was read.
    with contextlib.suppress(JsonRpcException):
        await answer
    assert await editor.findings() == before
    report = await editor.client.text_document_diagnostic_async(asked)
    asked = lsp.DocumentDiagnosticParams(editor.document, previous_result_id=report.result_id)
    again = await editor.client.text_document_diagnostic_async(asked)
    assert (again.kind, again.result_id) == ("unchanged", report.result_id)


async def test_what_a_rule_means_is_said(editor: Editor) -> None:
    """Where nobody knows the address of its page."""
    asked = lsp.ExecuteCommandParams("modsquad-lint.showRule", ["MSQ204"])
    await editor.client.workspace_execute_command_async(asked)
    assert editor.client.messages[-1].message == (
        "MSQ204 path-not-normal: A path has parts that lead nowhere: `./`, `//` or `a/../`."
        " (`modsquad-lint rule MSQ204` says more)"
    )


@pytest.mark.parametrize(
    ("only", "titles"),
    [
        (["source.fixAll"], ["fix all that modsquad-lint fixes safely"]),
        (["refactor"], []),
        (
            ["quickfix"],
            ['write "src/a.py"', "what MSQ204 means", "ignore MSQ204 in this task"],
        ),
    ],
)
async def test_only_some_kinds_of_actions(
    editor: Editor, only: list[str], titles: list[str]
) -> None:
    editor.open(TEXT)
    await editor.findings()
    at = lsp.Position(2, editor.column(TEXT, '"./src') + 3)
    context = lsp.CodeActionContext([], only=only)
    asked = lsp.CodeActionParams(editor.document, lsp.Range(at, at), context)
    actions = await editor.client.text_document_code_action_async(asked)
    assert [it.title for it in actions if "MSQ4" not in it.title] == titles


async def test_very_much_of_one_thing(editor: Editor) -> None:
    needed = ",".join(['"b"'] * 10_500)
    text = f'[{{"id":"b","file_modifications":["./b.py"]}},{{"id":"c","file_modifications":["./c.py"],"dependencies":[{needed}]}}]'
    editor.open(text)
    await editor.findings()
    at = lsp.Position(0, 8)
    asked = lsp.ReferenceParams(lsp.ReferenceContext(True), editor.document, at)
    assert len(await editor.client.text_document_references_async(asked)) == 10_000
    renamed = await editor.client.text_document_rename_async(
        lsp.RenameParams(editor.document, at, "d")
    )
    (edit,) = renamed.changes[editor.uri]
    assert text[7 : edit.range.end.character].replace('"b"', '"d"') == edit.new_text
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(1, 0))
    context = lsp.CodeActionContext([], only=[lsp.CodeActionKind.QuickFix])
    actions = await editor.client.text_document_code_action_async(
        lsp.CodeActionParams(editor.document, whole, context)
    )
    assert len(actions) <= 301
    assert actions[-1].title.endswith(" more findings in this range")


async def test_a_name_that_is_taken(editor: Editor) -> None:
    editor.open(TEXT)
    await editor.findings()
    at = lsp.Position(3, editor.column(TEXT, '"a😀"]') + 1)
    with pytest.raises(JsonRpcException, match="there is a task 'b' already"):
        await editor.client.text_document_rename_async(lsp.RenameParams(editor.document, at, "b"))


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1",
        "file:///nowhere/at%20all/tasks.json",
        "file:///c%3A/Users/a/tasks.json",
        "file:///a%00b/%ff.tasks.json",
    ],
)
async def test_a_text_that_is_in_no_repository(editor: Editor, uri: str) -> None:
    away = Editor(editor.client, uri)
    away.open(TEXT)
    assert [code for code, _ in await away.findings()] == ["MSQ204"]
    editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(away.document))


async def test_a_file_that_is_no_plan(editor: Editor, folder: Path) -> None:
    editor.uri = (folder / "package.json").as_uri()
    editor.document = lsp.TextDocumentIdentifier(editor.uri)
    editor.open('{"name": "x"}')
    assert await editor.findings() == []


def test_a_real_editor(tmp_path: Path) -> None:
    """Neovim's own client: findings that are pushed, and the first fix applied."""
    editor = shutil.which("nvim")
    if editor is None:
        pytest.skip("no nvim is on PATH")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "x.tasks.json").write_text(
        '[{"id": "a", "description": "d", "file_modifications": ["./é/a.py"], "dependencies": []}]',
        encoding="utf-8",
    )
    script = Path(__file__).parent / "editor.lua"
    done = subprocess.run(
        [editor, "--headless", "--clean", "-c", f"luafile {script}"],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}},
            "LC_ALL": "C.UTF-8",
            "MODSQUAD_LINT": str(Path(sys.executable).parent / "modsquad-lint"),
            "MODSQUAD_PLAN": "x.tasks.json",
            "XDG_STATE_HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.replace("\r", "").splitlines() == [
        "1:57 MSQ204",
        '[{"id": "a", "description": "d", "file_modifications": ["é/a.py"], "dependencies": []}]',
    ], done.stderr


def test_without_its_packages_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['pygls'] = None\n"
        "from modsquad_lint.cli.main import main; sys.exit(main(['server']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "pip install 'modsquad-lint[lsp]'"
