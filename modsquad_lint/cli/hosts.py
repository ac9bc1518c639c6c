"""The hook protocols of agents' hosts: what a call wants to write, and how each host takes an answer.

One row for each host. Knows neither a plan nor a disk; what a host does with an answer is told in
docs/guard.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..planning.decisions.guard import Answer, Decision
from ..text.typed import Any, NamedTuple

Call = Mapping[str, Any]


class Write(NamedTuple):
    """One file that a call changes, moves or deletes.

    Attributes:
        path: as the host names it.
        content: all that the file will hold, where the call says it.
        edits: what is replaced by what otherwise: before, after, and whether everywhere.
    """

    path: str
    content: str | None = None
    edits: tuple[tuple[str, str, bool], ...] = ()

    def applied(self, before: str) -> str | None:
        """What the file will hold; None where that cannot be told."""
        if self.content is not None or not self.edits:
            return self.content
        for old, new, everywhere in self.edits:
            if not old or old not in before:
                return None
            before = before.replace(old, new) if everywhere else before.replace(old, new, 1)
        return before


class Request(NamedTuple):
    """What a host asks.

    Attributes:
        host: its name in `HOSTS`.
        writes: the files that it wants to change; none for a call of another tool.
        folder: what relative paths are relative to; "" for the current one.
        is_attended: whether a person could answer a question.
        is_unclear: whether the tool writes files, and none could be found in its call.
    """

    host: str
    writes: tuple[Write, ...]
    folder: str
    is_attended: bool
    is_unclear: bool = False


class Host(NamedTuple):
    """One host.

    Attributes:
        is_caller: whether a call looks like this host's.
        asks: whether it puts a question to a person.
        answer: how it takes a decision, for a call; None for a call that could not be read.
    """

    is_caller: Callable[[Call], bool]
    asks: bool
    answer: Callable[[str, str, Call | None], dict[str, Any]]


class UnreadableCallError(Exception):
    """What came on standard input is no call of a hook; the text says why."""


_MARK = b"\xef\xbb\xbf"
"""What Windows puts before a text."""
_UNATTENDED = frozenset({"auto", "bypassPermissions", "dontAsk"})
_BEFORE = ("PreToolUse", "preToolUse", "BeforeTool")
"""The events before a tool is used: of others there is nothing to decide."""
_SHELLS = frozenset({"bash", "shell", "shellcommand", "localshell", "execcommand"})
_PATCH_BEGINS = "*** Begin Patch"
_WRITERS = frozenset(
    {
        *("write", "edit", "multiedit", "notebookedit"),  # Claude Code
        *("create", "strreplaceeditor"),  # GitHub Copilot
        *("createfile", "insert", "inserteditintofile", "replacestringinfile", "editfiles"),
        *("multireplacestringinfile", "editnotebookfile", "createandrunnotebook"),
        *("strreplace", "delete", "editnotebook", "tabwrite", "searchreplace"),  # Cursor
        "applypatch",  # Codex, and others
        *("writefile", "replace", "editfile", "deletefile", "movefile", "renamefile"),  # Gemini CLI
    }
)
"""Tools that write what they name, all hosts together, without case and marks."""

_PATHS = (
    *("file_path", "filePath", "notebook_path", "notebookPath", "path", "file"),
    *(
        "absolute_path",
        "target_file",
        "targetFile",
        "target_notebook",
        "source",
        "destination",
        "new_path",
    ),
)
_LISTS = ("files", "paths", "replacements", "edits")
_CONTENTS = ("content", "contents", "file_text", "fileText")
_OLD = ("old_string", "old_str", "oldString", "old_text")
_NEW = ("new_string", "new_str", "newString", "new_text")


def read_call(data: bytes) -> Call:
    """The JSON object on standard input.

    Raises:
        UnreadableCallError: it is none.
    """
    try:
        call = json.loads(data.removeprefix(_MARK).decode(errors="surrogateescape"))
    except (ValueError, RecursionError) as error:
        raise UnreadableCallError("it is no JSON") from error
    if not isinstance(call, dict):
        raise UnreadableCallError("it is no JSON object")
    return call


def read_request(call: Call, host: str | None, *, is_alone: bool) -> Request:
    """What a call asks; `host` forces one, `is_alone` says that no person watches.

    Raises:
        UnreadableCallError: it is no call of a hook before a tool is used.
    """
    name = host or next((name for name, row in HOSTS.items() if row.is_caller(call)), None)
    if name is None:
        raise UnreadableCallError("it has no tool, as the calls of hooks have")
    tool = str(_first(call, ("tool_name", "toolName"), ""))
    arguments = _first(call, ("tool_input", "toolArgs", "tool_args"), {})
    mode = call.get("permission_mode")
    attended = HOSTS[name].asks and not is_alone and mode not in _UNATTENDED
    is_writer = _is_write("".join(filter(str.isalpha, tool.lower())), arguments, call)
    writes = tuple(_writes(arguments)) if is_writer else ()
    return Request(name, writes, _folder(call), attended, is_writer and not writes)


def _is_write(tool: str, arguments: object, call: Call) -> bool:
    """Whether a call, before its tool is used, is one that writes what it names."""
    if call.get("hook_event_name", _BEFORE[0]) not in _BEFORE:
        return False
    command = _text_in(arguments, "command") if isinstance(arguments, dict) else ""
    if tool in _SHELLS:  # one of the few commands that name what they write
        return _PATCH_BEGINS in command
    # An editor of one name for all can look, too.
    return tool in _WRITERS and command != "view"


def _first(value: Mapping[str, Any], keys: Sequence[str], default: object) -> Any:
    return next((value[key] for key in keys if key in value), default)


def _folder(call: Call) -> str:
    folder = call.get("cwd")
    if not isinstance(folder, str) or not folder:
        roots = call.get("workspace_roots")
        folder = roots[0] if isinstance(roots, list) and roots else ""
    return folder if isinstance(folder, str) else ""


def _writes(arguments: object) -> Iterator[Write]:
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            yield from map(Write, _patched(str(arguments)))
            return
    if isinstance(arguments, dict):
        found = list(_named(arguments))
        for key in ("command", "input", "patch"):
            if not found:
                found += map(Write, _patched(_text_in(arguments, key)))
        yield from found


def _text_in(arguments: Mapping[str, Any], key: str) -> str:
    """A text, or the words of a command one below the other; nothing for what is neither."""
    value = arguments.get(key)
    words = value if isinstance(value, list) else [value]
    return "\n".join(word for word in words if isinstance(word, str))


def _named(arguments: Mapping[str, Any]) -> Iterator[Write]:
    """The files that the arguments of a tool name by themselves."""
    content = _first(arguments, _CONTENTS, None)
    content = content if isinstance(content, str) else None
    edits = arguments.get("edits")
    pieces = edits if isinstance(edits, list) else [arguments]
    replaced = tuple(filter(None, map(_replaced, pieces)))
    complete = len(replaced) == len(pieces)
    for key in _PATHS:
        path = arguments.get(key)
        if isinstance(path, str) and path:
            yield Write(path, content, replaced if complete else ())
    for key in _LISTS:
        for item in arguments[key] if isinstance(arguments.get(key), list) else ():
            if isinstance(item, str) and item:
                yield Write(item)
            elif isinstance(item, dict):
                yield from (Write(item[key]) for key in _PATHS if isinstance(item.get(key), str))


def _replaced(piece: object) -> tuple[str, str, bool] | None:
    if not isinstance(piece, dict):
        return None
    old, new = _first(piece, _OLD, None), _first(piece, _NEW, None)
    if not isinstance(old, str) or not isinstance(new, str):
        return None
    return old, new, piece.get("replace_all") is True


_IN_PATCH = r"^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.*\S)[^\S\n]*$"
_IN_DIFF = r"^--- (?:a/)?(\S[^\t\n]*)(?:\t.*)?\n\+\+\+ (?:b/)?(\S[^\t\n]*)"


def _patched(patch: str) -> Iterator[str]:
    """Every path that a patch names, both sides of a move."""
    patch = patch.replace("\r\n", "\n")
    found = re.findall(_IN_PATCH, patch, re.MULTILINE)
    if not found:
        sides = re.findall(_IN_DIFF, patch, re.MULTILINE)
        found = [side.rstrip() for pair in sides for side in pair]
    yield from (path for path in dict.fromkeys(found) if path != "/dev/null")


# ---------------------------------------------------------------- answers


def answer(request: Request | None, host: str | None, call: Call | None, said: Answer) -> str:
    """An answer in the words of a host, one line of JSON; nothing where there is nothing to say."""
    if said.decision is Decision.NOTHING:
        return ""
    name = host or ("claude" if request is None else request.host)
    kind = said.decision.name.lower()
    return json.dumps(HOSTS[name].answer(kind, f"modsquad-lint: {said.message}", call)) + "\n"


def _in_claude(kind: str, message: str, call: Call | None) -> dict[str, Any]:
    del call
    if kind == "note":
        return {"systemMessage": message}
    return {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": kind,
            "permissionDecisionReason": message,
        }
    }


def _in_copilot(kind: str, message: str, call: Call | None) -> dict[str, Any]:
    """The spelling of the event decides which of two forms the host reads."""
    is_snake = call is not None and "tool_name" in call
    if kind == "note":
        return {"systemMessage" if is_snake else "additionalContext": message}
    plain = {"permissionDecision": kind, "permissionDecisionReason": message}
    return {**plain, **_in_claude(kind, message, call)} if is_snake else plain


def _in_cursor(kind: str, message: str, call: Call | None) -> dict[str, Any]:
    said = {"user_message": message, "agent_message": message}
    if kind == "note":
        return said
    found = {"permission": kind, **said}
    # Where it runs the hooks of Claude Code, it reads their form.
    is_claude = call is not None and call.get("hook_event_name") == "PreToolUse"
    return {**found, **_in_claude(kind, message, call)} if is_claude else found


def _in_gemini(kind: str, message: str, call: Call | None) -> dict[str, Any]:
    del call
    return {"systemMessage": message} if kind == "note" else {"decision": kind, "reason": message}


def _has(*keys: str) -> Callable[[Call], bool]:
    return lambda call: any(key in call for key in keys)


HOSTS: Mapping[str, Host] = {
    "cursor": Host(_has("cursor_version", "workspace_roots", "conversation_id"), False, _in_cursor),
    "gemini": Host(lambda call: call.get("hook_event_name") == "BeforeTool", False, _in_gemini),
    "copilot": Host(
        lambda call: "toolName" in call or ("timestamp" in call and "tool_name" in call),
        True,
        _in_copilot,
    ),
    "codex": Host(
        lambda call: (
            "tool_name" in call
            and ("turn_id" in call or "model" in call or call["tool_name"] == "apply_patch")
        ),
        False,
        _in_claude,
    ),
    "claude": Host(_has("tool_name"), True, _in_claude),
}
"""The first that takes a call for its own has made it."""
