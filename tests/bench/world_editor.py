"""Shapes of texts in an editor, and of what it asks. Knows no rule of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bombs import Bomb, task, text_of
from shapes import Parts, World

EDITED: dict[str, Callable[[int], str]] = {
    "fine": lambda n: text_of(
        [task(f"t{at}", [f"{at}.py"], [f"t{at - 1}"] if at else []) for at in range(n // 50)]
    ),
    "wrong types": lambda n: f"[{'0,' * (n // 2)}0]",
    "one dependency": lambda n: (
        '[{"id":"a","file_modifications":["a.py"],"dependencies":['
        + ",".join(['"a"'] * (n // 4))
        + "]}]"
    ),
    "equal dependencies": lambda n: (
        '[{"id":"a","file_modifications":["a.py"],"dependencies":['
        + ",".join(['"b"'] * (n // 4))
        + ']},{"id":"b","file_modifications":["b.py"]}]'
    ),
    "bad paths": lambda n: text_of([task("a", [f"b\\{at} c" for at in range(n // 16)])]),
    "unknown keys": lambda n: (
        '[{"id":"a","file_modifications":[]'
        + "".join(f',"k{at}":1' for at in range(n // 12))
        + "}]"
    ),
    "one file": lambda n: text_of([task(f"t{at}", ["a.py"]) for at in range(n // 60)]),
}
_ASKED: dict[str, tuple[str, dict[str, object]]] = {
    "hover": ("textDocument/hover", {}),
    "actions": ("textDocument/codeAction", {"context": {"diagnostics": [], "only": ["quickfix"]}}),
    "fix all": (
        "textDocument/codeAction",
        {"context": {"diagnostics": [], "only": ["source.fixAll"]}},
    ),
    "outline": ("textDocument/documentSymbol", {}),
    "hints": ("textDocument/inlayHint", {}),
    "references": ("textDocument/references", {"context": {"includeDeclaration": True}}),
    "rename": ("textDocument/rename", {"newName": "zz"}),
    "completion": ("textDocument/completion", {}),
    "findings": ("textDocument/diagnostic", {}),
}


def _message(**content: object) -> str:
    body = json.dumps({"jsonrpc": "2.0", **content})
    return f"Content-Length: {len(body)}\r\n\r\n{body}"


def _edited(folder: Path, parts: Parts) -> Bomb:
    """A file that is opened, changed by one letter, and asked about once."""
    text = EDITED[str(parts["text"])](int(parts["bytes"]))
    method, more = _ASKED[str(parts["asked"])]
    document: dict[str, object] = {"uri": (folder / "tasks.json").as_uri()}
    start: dict[str, object]
    start, end = {"line": 0, "character": 0}, {"line": 9, "character": 0}
    change = {"range": {"start": start, "end": start}, "text": " "}
    item = {**document, "languageId": "json", "version": 1, "text": text}
    asked: dict[str, object] = {
        "textDocument": document,
        "position": {"line": 0, "character": 9},
        "range": {"start": start, "end": end},
    }
    asks = {"codeAction": {"disabledSupport": True}}
    can: dict[str, object] = {"textDocument": asks | ({"diagnostic": {}} if parts["pulls"] else {})}
    messages = [
        _message(
            id=0,
            method="initialize",
            params={"processId": None, "rootUri": folder.as_uri(), "capabilities": can},
        ),
        _message(method="initialized", params={}),
        _message(method="textDocument/didOpen", params={"textDocument": item}),
        _message(
            method="textDocument/didChange",
            params={"textDocument": document | {"version": 2}, "contentChanges": [change]},
        ),
        _message(id=1, method=method, params={**asked, **more}),
        _message(id=2, method="shutdown", params=None),
        _message(method="exit", params=None),
    ]
    folder.mkdir(parents=True)
    return Bomb(["server"], folder, len(text), "".join(messages))


WORLDS: dict[str, World] = {
    "editor": World(
        {
            "text": [*EDITED],
            "bytes": (1_000, 100_000, 880_000),
            "asked": [*_ASKED],
            "pulls": (0, 1),
        },
        _edited,
    ),
}
