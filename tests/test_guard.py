"""`guard`: hook calls of five hosts and their exact answers. No git is run: a repository is a few files."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from growth import lines_of
from runs import source

from modsquad_lint.cli.hosts import HOSTS
from modsquad_lint.cli.main import main
from modsquad_lint.planning.decisions.declared import Companions, Declared
from modsquad_lint.planning.decisions.guard import Decision, Situation, Watched, judge
from modsquad_lint.planning.graph import build_graph
from modsquad_lint.planning.holdings import Holdings
from modsquad_lint.planning.tasks import read_tasks
from modsquad_lint.syntax.json import parse
from modsquad_lint.syntax.nodes import SyntaxProblem

PLAN = [
    {"id": "orders", "file_modifications": ["app/orders.py", "web/a page.tsx"]},
    {"id": "portfolio", "file_modifications": ["./app/portfolio.py", "app\\main.py"]},
    {"id": "router", "file_modifications": ["app/router.py"], "dependencies": ["orders"]},
    {"id": "old", "file_modifications": ["app/old.py"], "status": "done"},
]
DENIED = (
    'modsquad-lint: app/main.py belongs to "portfolio", which is running (its branch is there); this is'
    ' "orders". Do without the change, or hand it to whoever works on "portfolio"; else wait until that'
    ' is done. If "orders" cannot do without it, stop and say so: whoever owns the plan can change it.'
)
UNDECLARED = (
    'modsquad-lint: "orders" does not declare app/x.py, and no other open task does. Leave it as it is,'
    ' or have whoever owns the plan add it to "orders".'
)
OTHERS = (
    'modsquad-lint: app/router.py is declared by "router", not by "orders". Leave it as it is, or have'
    ' whoever owns the plan add it to "orders".'
)
PLANS = (
    "modsquad-lint: tasks.json is the plan that all workers rely on. Let whoever owns the plan change"
    ' it: "orders" may change its own state there, and nothing else.'
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree on the branch of "orders", while "portfolio" has one, too."""
    top = tmp_path.resolve() / "repo"
    _write(top / ".git/HEAD", "ref: refs/heads/task/orders\n")
    _write(top / ".git/packed-refs", f"# pack-refs\n{'1' * 40} refs/heads/task/portfolio\n")
    _write(top / ".git/refs/heads/task/orders", f"{'1' * 40}\n")
    _write(top / "tasks.json", json.dumps({"tasks": PLAN}, indent=1))
    _write(top / "app/orders.py", "")
    monkeypatch.chdir(top)
    return top


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _guard(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    given: object,
    *arguments: str,
) -> Any:  # noqa: ANN401 - JSON
    data = given if isinstance(given, bytes) else json.dumps(given).encode()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(data)))
    assert main(["guard", *arguments]) == 0
    out, err = capsysbinary.readouterr()
    assert err == b""
    return json.loads(out) if out else None


# ---------------------------------------------------------------- hosts


def _claude(tool: str, mode: str = "default", **given: object) -> dict[str, Any]:
    return {
        "session_id": "00893aaf",
        "transcript_path": "/home/user/.claude/projects/x/00893aaf.jsonl",
        "cwd": "ROOT",
        "permission_mode": mode,
        "hook_event_name": "PreToolUse",
        "tool_name": tool,
        "tool_input": given,
        "tool_use_id": "toolu_01",
    }


def _copilot(tool: str, arguments: object) -> dict[str, Any]:
    call = {"sessionId": "s1", "timestamp": 1784816794176, "cwd": "ROOT"}
    return {**call, "toolName": tool, "toolArgs": arguments}


def _code(tool: str, **given: object) -> dict[str, Any]:
    return {
        "timestamp": "2026-02-09T10:30:00.000Z",
        "cwd": "ROOT",
        "session_id": "s1",
        "hook_event_name": "PreToolUse",
        "tool_name": tool,
        "tool_input": given,
    }


def _cursor(tool: str, **given: object) -> dict[str, Any]:
    return {
        "conversation_id": "c1",
        "generation_id": "g1",
        "model": "composer",
        "cursor_version": "3.11.25",
        "workspace_roots": ["ROOT"],
        "hook_event_name": "preToolUse",
        "tool_name": tool,
        "tool_input": given,
    }


def _codex(patch: str) -> dict[str, Any]:
    return {
        "session_id": "s1",
        "turn_id": "t1",
        "transcript_path": None,
        "cwd": "ROOT",
        "hook_event_name": "PreToolUse",
        "model": "gpt",
        "permission_mode": "default",
        "tool_name": "apply_patch",
        "tool_input": {"command": f"*** Begin Patch\n{patch}*** End Patch\n"},
        "tool_use_id": "call-1",
    }


def _gemini(tool: str, **given: object) -> dict[str, Any]:
    return {
        "session_id": "s1",
        "transcript_path": "/home/user/.gemini/tmp/chat.json",
        "cwd": "ROOT",
        "hook_event_name": "BeforeTool",
        "timestamp": "2026-02-09T10:30:00.000Z",
        "tool_name": tool,
        "tool_input": given,
    }


def _decided(decision: str, reason: str) -> dict[str, Any]:
    return {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": decision,
            "permissionDecisionReason": reason,
        }
    }


def _plain(decision: str, reason: str) -> dict[str, str]:
    return {"permissionDecision": decision, "permissionDecisionReason": reason}


def _for_cursor(message: str) -> dict[str, str]:
    return {"user_message": message, "agent_message": message}


OTHER_TOOL = "this write was not checked: its call names no file"
MAIN = "ROOT/app/main.py"
CALLS: dict[str, tuple[dict[str, Any], object]] = {
    # Claude Code
    "claude: declared": (_claude("Write", file_path="ROOT/app/orders.py", content="x"), None),
    "claude: a path with a space": (_claude("Write", file_path="ROOT/web/a page.tsx"), None),
    "claude: another's": (_claude("Write", file_path=MAIN), _decided("deny", DENIED)),
    "claude: another's, edited": (
        _claude("Edit", file_path=MAIN, old_string="a", new_string="b"),
        _decided("deny", DENIED),
    ),
    "claude: several edits": (
        _claude("MultiEdit", file_path=MAIN, edits=[{"old_string": "a", "new_string": "b"}]),
        _decided("deny", DENIED),
    ),
    "claude: a notebook": (
        _claude("NotebookEdit", notebook_path="ROOT/app/x.py", new_source="1"),
        _decided("ask", UNDECLARED),
    ),
    "claude: nobody's": (_claude("Write", file_path="ROOT/app/x.py"), _decided("ask", UNDECLARED)),
    "claude: accepts edits": (
        _claude("Write", "acceptEdits", file_path="ROOT/app/x.py"),
        _decided("ask", UNDECLARED),
    ),
    "claude: of a task that waits": (
        _claude("Write", file_path="ROOT/app/router.py"),
        _decided("ask", OTHERS),
    ),
    "claude: of a task that is done": (
        _claude("Write", file_path="ROOT/app/old.py"),
        _decided("ask", UNDECLARED.replace("app/x.py", "app/old.py")),
    ),
    **{
        f"claude: nobody's, and nobody is there: {mode}": (
            _claude("Write", mode, file_path="ROOT/app/x.py"),
            {"systemMessage": UNDECLARED},
        )
        for mode in ("auto", "bypassPermissions", "dontAsk")
    },
    "claude: another's, and nobody is there": (
        _claude("Write", "bypassPermissions", file_path=MAIN),
        _decided("deny", DENIED),
    ),
    "claude: relative": (_claude("Write", file_path="app/main.py"), _decided("deny", DENIED)),
    "claude: relative to a folder": (
        {**_claude("Write", file_path="../app/main.py"), "cwd": "ROOT/app"},
        _decided("deny", DENIED),
    ),
    "claude: up and down": (
        _claude("Write", file_path="ROOT/web/../app/./main.py"),
        _decided("deny", DENIED),
    ),
    "claude: outside": (_claude("Write", file_path="ROOT/../elsewhere.py"), None),
    "claude: the top itself": (_claude("Write", file_path="ROOT"), None),
    "claude: the plan": (_claude("Write", file_path="ROOT/tasks.json"), _decided("ask", PLANS)),
    "claude: a setting": (
        _claude("Write", file_path="ROOT/modsquad-lint.toml"),
        _decided(
            "ask",
            "modsquad-lint: modsquad-lint.toml says how the plan is checked."
            " Let whoever owns the plan change it.",
        ),
    ),
    "claude: another tool": (_claude("Bash", command="echo > app/main.py"), None),
    "claude: a tool that reads": (_claude("Read", file_path=MAIN), None),
    "claude: a tool of a server": (_claude("mcp__disk__write", path=MAIN), None),
    "claude: a name with a NUL": (_claude("Write", file_path="app/\0.py"), None),
    "claude: no name": (
        _claude("Write", content="x"),
        {"systemMessage": f"modsquad-lint: {OTHER_TOOL}"},
    ),
    "claude: not a name": (
        _claude("Write", file_path=7),
        {"systemMessage": f"modsquad-lint: {OTHER_TOOL}"},
    ),
    "claude: 10 MB": (
        _claude("Write", file_path=MAIN, content="x" * 10**7),
        _decided("deny", DENIED),
    ),
    # GitHub Copilot: the command line and the cloud agent, then VS Code
    "copilot: declared": (_copilot("create", {"path": "ROOT/app/orders.py"}), None),
    "copilot: another's": (
        _copilot("create", {"path": MAIN, "file_text": "x"}),
        _plain("deny", DENIED),
    ),
    "copilot: arguments as text": (
        _copilot("edit", json.dumps({"path": MAIN, "old_str": "a", "new_str": "b"})),
        _plain("deny", DENIED),
    ),
    "copilot: nobody's": (_copilot("edit", {"path": "app/x.py"}), _plain("ask", UNDECLARED)),
    "copilot: one tool for all": (
        _copilot("str_replace_editor", {"command": "create", "path": MAIN}),
        _plain("deny", DENIED),
    ),
    "copilot: it only looks": (
        _copilot("str_replace_editor", {"command": "view", "path": MAIN}),
        None,
    ),
    "copilot: a patch": (
        _copilot("apply_patch", f"*** Begin Patch\n*** Update File: {MAIN}\n*** End Patch"),
        _plain("deny", DENIED),
    ),
    "copilot: a text about a patch": (
        _copilot("create", json.dumps({"path": MAIN, "file_text": "*** Add File: app/orders.py"})),
        _plain("deny", DENIED),
    ),
    "copilot: another tool": (_copilot("bash", {"command": "ls"}), None),
    "code: another's": (
        _code("create_file", filePath=MAIN, content="x"),
        {**_plain("deny", DENIED), **_decided("deny", DENIED)},
    ),
    "code: under the name of Claude's tool": (
        _code("Edit", path="ROOT/app/x.py"),
        {**_plain("ask", UNDECLARED), **_decided("ask", UNDECLARED)},
    ),
    "code: several": (
        _code(
            "multi_replace_string_in_file",
            replacements=[{"filePath": "app/x.py"}, {"filePath": MAIN}],
        ),
        {**_plain("deny", DENIED), **_decided("deny", DENIED)},
    ),
    "code: a list": (
        _code("editFiles", files=["app/orders.py", "app/main.py"]),
        {**_plain("deny", DENIED), **_decided("deny", DENIED)},
    ),
    # Cursor
    "cursor: declared": (_cursor("Write", file_path="ROOT/app/orders.py"), None),
    "cursor: another's": (
        _cursor("Write", file_path=MAIN, contents="x"),
        {"permission": "deny", **_for_cursor(DENIED)},
    ),
    "cursor: deleted": (
        _cursor("Delete", file_path=MAIN),
        {"permission": "deny", **_for_cursor(DENIED)},
    ),
    "cursor: nobody's": (_cursor("StrReplace", path="ROOT/app/x.py"), _for_cursor(UNDECLARED)),
    "cursor: as a hook of Claude's": (
        {**_cursor("Write", file_path=MAIN), "hook_event_name": "PreToolUse"},
        {"permission": "deny", **_for_cursor(DENIED), **_decided("deny", DENIED)},
    ),
    "cursor: Windows": (
        {
            **_cursor("Write", file_path="c:\\Users\\U\\repo\\app\\main.py"),
            "workspace_roots": ["/C:/Users/U/repo"],
        },
        {"permission": "deny", **_for_cursor(DENIED)},
    ),
    "cursor: Windows, elsewhere": (
        {**_cursor("Write", file_path="D:\\app\\main.py"), "workspace_roots": ["/C:/Users/U/repo"]},
        None,
    ),
    # Codex
    "codex: declared": (_codex("*** Update File: app/orders.py\n@@\n-a\n+b\n"), None),
    "codex: another's among others": (
        _codex("*** Add File: app/orders.py\n+x\n*** Update File: app/main.py\n@@\n+y\n"),
        _decided("deny", DENIED),
    ),
    "codex: moved to another's": (
        _codex("*** Update File: app/orders.py\n*** Move to: app/main.py\n@@\n"),
        _decided("deny", DENIED),
    ),
    "codex: another's deleted, in lines of Windows": (
        _codex("*** Delete File: app/main.py\r\n"),
        _decided("deny", DENIED),
    ),
    "codex: nobody's, for which it has no question": (
        _codex("*** Add File: app/x.py\n+x\n"),
        {"systemMessage": UNDECLARED},
    ),
    "codex: what a patch says, not does": (
        _codex("*** Update File: app/orders.py\n@@\n+*** Delete File: app/main.py\n"),
        None,
    ),
    "codex: the usual form of patches": (
        {
            **_codex(""),
            "tool_input": {"command": "--- a/app/main.py\n+++ b/app/main.py\n@@ -1 +1 @@\n"},
        },
        _decided("deny", DENIED),
    ),
    "codex: a patch in a shell": (
        {
            **_codex(""),
            "tool_name": "Bash",
            "tool_input": {
                "command": "apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: app/main.py\n"
                "*** End Patch\nEOF\n"
            },
        },
        _decided("deny", DENIED),
    ),
    "codex: a patch among the words of a command": (
        {
            **_codex(""),
            "tool_name": "shell",
            "tool_input": {
                "command": ["apply_patch", "*** Begin Patch\n*** Delete File: app/main.py\n"]
            },
        },
        _decided("deny", DENIED),
    ),
    "claude: after the write": (
        {**_claude("Write", file_path=MAIN), "hook_event_name": "PostToolUse"},
        None,
    ),
    "cursor: after the write": (
        {**_cursor(""), "hook_event_name": "afterFileEdit", "file_path": MAIN, "edits": []},
        None,
    ),
    "codex: a shell": (
        {**_codex(""), "tool_name": "Bash", "tool_input": {"command": "ls > app/main.py"}},
        None,
    ),
    # Gemini CLI
    "gemini: declared": (_gemini("write_file", file_path="ROOT/app/orders.py"), None),
    "gemini: another's": (
        _gemini("replace", file_path=MAIN, old_string="a", new_string="b"),
        {"decision": "deny", "reason": DENIED},
    ),
    "gemini: nobody's, for which it has no question": (
        _gemini("write_file", file_path="app/x.py", content="x"),
        {"systemMessage": UNDECLARED},
    ),
    "gemini: another tool": (_gemini("run_shell_command", command="ls"), None),
}


@pytest.mark.parametrize("case", CALLS)
def test_calls(
    case: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    call, expected = CALLS[case]
    given = json.dumps(call).replace("ROOT", str(root)).encode()
    assert _guard(monkeypatch, capsysbinary, given) == expected
    # Forcing the host that it is makes no difference.
    name = case.partition(":")[0].replace("code", "copilot").replace("copilotx", "codex")
    assert _guard(monkeypatch, capsysbinary, given, "--host", name) == expected


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"", "it is no JSON"),
        (b"{", "it is no JSON"),
        (b"[1]", "it is no JSON object"),
        (b"[" * 100_000, "it is no JSON"),
        (b"{}", "it has no tool, as the calls of hooks have"),
    ],
)
def test_what_is_no_call_is_a_note(
    given: bytes,
    why: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    del root
    message = f"modsquad-lint: this call of a hook was not checked: {why}"
    assert _guard(monkeypatch, capsysbinary, given) == {"systemMessage": message}
    if given != b"{}":
        found = _guard(monkeypatch, capsysbinary, given, "--host", "cursor")
        assert found == _for_cursor(message)


def test_a_mark_of_windows_before_the_call(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    call = json.dumps(_cursor("Write", file_path="app/main.py")).replace("ROOT", str(root))
    found = _guard(monkeypatch, capsysbinary, b"\xef\xbb\xbf" + call.encode())
    assert found["permission"] == "deny"


def test_copilot_in_the_cloud_is_asked_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """There a question is a denial."""
    monkeypatch.setenv("COPILOT_AGENT_PROMPT", "do it")
    call = {**_copilot("create", {"path": "app/x.py"}), "cwd": str(root)}
    assert _guard(monkeypatch, capsysbinary, call) == {"additionalContext": UNDECLARED}


# ---------------------------------------------------------------- who is at work


def _wrote(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    path: object,
    *arguments: str,
) -> str:
    """The decision about a write, and the beginning of the reason."""
    found = _guard(
        monkeypatch,
        capsysbinary,
        {**_claude("Write", file_path=str(path)), "cwd": os.getcwd()},
        *arguments,
    )
    if found is None:
        return "nothing"
    if "systemMessage" in found:
        return f"note: {found['systemMessage']}"
    decided = found["hookSpecificOutput"]
    return f"{decided['permissionDecision']}: {decided['permissionDecisionReason']}"


@pytest.mark.parametrize(
    ("branch", "variable", "arguments", "path", "starts"),
    [
        ("main", "", [], "app/main.py", "nothing"),
        ("main", "", [], "app/x.py", "nothing"),
        ("main", "", [], "tasks.json", "ask: modsquad-lint: tasks.json is the plan"),
        ("main", "", [], "modsquad-lint.toml", "ask: modsquad-lint: modsquad-lint.toml says"),
        ("main", "orders", [], "app/main.py", "deny"),
        ("main", "portfolio", [], "app/main.py", "nothing"),
        ("main", "orders", ["--task", "portfolio"], "app/main.py", "nothing"),
        (
            "task/portfolio",
            "",
            [],
            "app/orders.py",
            'deny: modsquad-lint: app/orders.py belongs to "o',
        ),
        (
            "task/router",
            "",
            [],
            "app/orders.py",
            'ask: modsquad-lint: app/orders.py is declared by "o',
        ),
        ("task/old", "", [], "app/orders.py", "ask: modsquad-lint: app/orders.py is declared by"),
        (
            "main",
            "ordres",
            [],
            "app/main.py",
            'note: modsquad-lint: this write was not checked: no task has the id "ordres"; did you mean',
        ),
        (
            "task/x",
            "",
            [],
            "app/main.py",
            "note: modsquad-lint: this write was not checked: no task",
        ),
    ],
)
def test_who_is_at_work(
    branch: str,
    variable: str,
    arguments: list[str],
    path: str,
    starts: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    _write(root / ".git/HEAD", f"ref: refs/heads/{branch}\n")
    if variable:
        monkeypatch.setenv("MODSQUAD_TASK", variable)
    assert _wrote(monkeypatch, capsysbinary, path, *arguments).startswith(starts)


def test_a_rebase_is_of_the_branch_that_is_rebased(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _write(root / ".git/HEAD", f"{'1' * 40}\n")
    _write(root / ".git/rebase-merge/head-name", "refs/heads/task/orders\n")
    assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith("deny")


def test_a_branch_may_be_checked_out_as_a_link(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (root / ".git/HEAD").unlink()
    (root / ".git/HEAD").symlink_to("refs/heads/task/orders")
    assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith("deny")
    _write(root / ".git/refs/heads/task/orders", f"{'1' * 40}\n")  # so far it was packed
    assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith("deny")


def test_where_refs_are_in_one_table_no_task_is_known(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _write(root / ".git/HEAD", "ref: refs/heads/.invalid\n")
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == "nothing"
    monkeypatch.setenv("MODSQUAD_TASK", "orders")
    assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith("ask")


def test_another_work_tree_answers_by_its_own_branch(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    linked = root.parent / "linked"
    _write(linked / ".git", f"gitdir: {root}/.git/worktrees/linked\n")
    _write(root / ".git/worktrees/linked/HEAD", "ref: refs/heads/task/portfolio\n")
    _write(root / ".git/worktrees/linked/commondir", "../..\n")
    _write(linked / "tasks.json", json.dumps(PLAN))
    assert _wrote(monkeypatch, capsysbinary, linked / "app/main.py") == "nothing"
    found = _wrote(monkeypatch, capsysbinary, linked / "app/orders.py")
    assert found.startswith(
        'deny: modsquad-lint: app/orders.py belongs to "orders", which is running'
    )


@pytest.mark.parametrize(
    ("statuses", "branches", "decision"),
    [
        ({}, [], "deny"),  # a plan without any state starts the tasks of a level at once
        ({}, ["b"], "deny"),
        ({}, ["a"], "ask"),  # b has no branch while others have
        ({"b": "running"}, [], "deny"),
        ({"b": "todo"}, [], "ask"),
        ({"b": "todo"}, ["b"], "deny"),
        ({"b": "done"}, ["b"], "ask"),
        ({"a": "done"}, ["b"], "ask"),
    ],
)
def test_which_tasks_run(
    statuses: dict[str, str],
    branches: list[str],
    decision: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    tasks = [
        {
            "id": ident,
            "file_modifications": [f"{ident}.py"],
            **({"status": statuses[ident]} if ident in statuses else {}),
        }
        for ident in "ab"
    ]
    _write(root / "tasks.json", json.dumps(tasks))
    for ident in branches:
        _write(root / f".git/refs/heads/task/{ident}", "1")
    monkeypatch.setenv("MODSQUAD_TASK", "a")
    assert _wrote(monkeypatch, capsysbinary, "b.py").partition(":")[0] == decision


# ---------------------------------------------------------------- which plan, and what it says


def test_without_a_repository_or_a_tasks_file_nothing_is_said(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (root / "tasks.json").unlink()
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == "nothing"
    _write(root / "tasks.json", '{"version": "2.0.0", "tasks": [{"label": "build"}]}')
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == "nothing"
    _write(root / "tasks.json", json.dumps(PLAN))
    (root / ".git/HEAD").unlink()
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == "nothing"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "tasks.json has no plan; modsquad-lint check says why"),
        ('[{"id": "orders"}]', "tasks.json has no plan; modsquad-lint check says why"),
        (json.dumps([*PLAN, PLAN[0]]), "tasks.json has no plan; modsquad-lint check says why"),
    ],
)
def test_a_broken_plan_is_a_note(
    text: str,
    why: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    _write(root / "tasks.json", text)
    note = f"note: modsquad-lint: this write was not checked: {why}"
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == note
    # It can be mended.
    assert _wrote(monkeypatch, capsysbinary, "tasks.json") == note


def test_a_plan_that_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """It may lie outside of the work tree: an agent's work tree has no file that git does not track."""
    (root / "tasks.json").rename(root.parent / "plan.json")
    for name in ("../plan.json", str(root.parent / "plan.json")):
        assert _wrote(monkeypatch, capsysbinary, "app/main.py", "--tasks", name).startswith("deny")
    monkeypatch.setenv("MODSQUAD_TASKS", "../plan.json")
    assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith("deny")
    monkeypatch.setenv("MODSQUAD_TASKS", "gone.json")
    assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith(
        "note: modsquad-lint: this write was not checked: cannot read gone.json"
    )


def test_plans_are_found_where_globs_name_folders(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    plan = (root / "tasks.json").read_text()
    (root / "tasks.json").unlink()
    for path, include in (
        ("plans/now.json", '"plans/*.json"'),
        ("plans/one/tasks.json", '"plans/*/tasks.json"'),
        ("plans/deep.json", '"**/no.json", "plans/deep.json"'),
    ):
        _write(root / path, plan)
        _write(root / "modsquad-lint.toml", f"include = [{include}]")
        assert _wrote(monkeypatch, capsysbinary, "app/main.py").startswith("deny"), path
        assert _wrote(monkeypatch, capsysbinary, path).startswith(f"ask: modsquad-lint: {path} is")
        (root / path).unlink()
    _write(root / "deep/er/tasks.json", plan)
    (root / "modsquad-lint.toml").unlink()
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == "nothing"


def test_a_path_of_another_tasks_file_is_a_question(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    other = [{"id": "x", "file_modifications": ["app/x.py"], "status": "running"}]
    _write(root / "more-tasks.json", json.dumps(other))
    found = _wrote(monkeypatch, capsysbinary, "app/x.py")
    assert found.startswith('ask: modsquad-lint: app/x.py is declared by "x", not by "orders"')


@pytest.mark.parametrize(
    ("settings", "path", "starts"),
    [
        ('guard = { undeclared = "deny" }', "app/x.py", "deny"),
        ('guard = { undeclared = "note" }', "app/x.py", "note"),
        ('guard = { undeclared = "deny" }', "app/router.py", "ask"),
        ('drift-ignore = ["*.lock"]', "uv.lock", "nothing"),
        ('branch-pattern = "agents/{id}"', "app/main.py", "nothing"),
        ('guard = { unattended = "never" }', "app/x.py", "note: modsquad-lint: this write was not"),
        ('guard = { unatended = "note" }', "app/x.py", "note: modsquad-lint: this write was not"),
    ],
)
def test_settings(
    settings: str,
    path: str,
    starts: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    _write(root / "modsquad-lint.toml", settings)
    assert _wrote(monkeypatch, capsysbinary, path).startswith(starts)


def test_denied_where_nobody_could_answer(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    _write(root / "pyproject.toml", '[tool.modsquad-lint.guard]\nunattended = "deny"\n')
    call = {**_gemini("write_file", file_path="app/x.py"), "cwd": str(root)}
    assert _guard(monkeypatch, capsysbinary, call) == {"decision": "deny", "reason": UNDECLARED}
    found = _wrote(monkeypatch, capsysbinary, "pyproject.toml")
    assert found.startswith("ask: modsquad-lint: pyproject.toml says how the plan is checked")


# ---------------------------------------------------------------- links, and the plan's own state


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize(
    ("link", "target", "path", "decision"),
    [
        ("alias.py", "app/main.py", "alias.py", "deny"),
        ("alias", "app", "alias/main.py", "deny"),
        ("alias", "app", "alias/orders.py", "nothing"),
        ("app/portfolio.py", "../real.py", "real.py", "deny"),
        ("app/orders.py", "../real.py", "real.py", "nothing"),
        ("alias", "..", "alias/elsewhere.py", "nothing"),
        ("alias.py", "alias.py", "alias.py", "ask"),
        ("up", "app/deep", "up/../main.py", "deny"),
    ],
)
def test_links_are_followed(
    link: str,
    target: str,
    path: str,
    decision: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    (root / "app/deep").mkdir()
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(target)
    assert _wrote(monkeypatch, capsysbinary, path).partition(":")[0] == decision


@pytest.mark.parametrize(
    ("declared", "path", "decision"),
    [
        ("lib/", "lib/a/b.py", "deny"),
        ("lib", "lib/a.py", "deny"),  # a folder of the disk
        ("lib/*.py", "lib/a.py", "deny"),
        ("lib/*.py", "lib/a.txt", "ask"),
        ("**/*.sql", "db/one.sql", "deny"),
        ("`lib/a.py` (new)", "lib/a.py", "deny"),
        ("lib/a.py", "lib/b.py", "ask"),
        ("libs/", "lib/a.py", "ask"),
    ],
)
def test_areas_and_paths_with_words_beside_them(
    declared: str,
    path: str,
    decision: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    _write(root / "lib/there.py", "")
    other = {"id": "portfolio", "file_modifications": [declared]}
    _write(root / "tasks.json", json.dumps([PLAN[0], other]))
    assert _wrote(monkeypatch, capsysbinary, path).partition(":")[0] == decision
    _write(
        root / "tasks.json", json.dumps([{**PLAN[1], "id": "portfolio"}, {**other, "id": "orders"}])
    )
    if decision == "deny":
        assert _wrote(monkeypatch, capsysbinary, path) == "nothing"


def test_what_a_tool_keeps_beside_its_plan_may_change(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    front = "---\nphase: 02-x\nplan: 01\nfiles_modified: [src/a.py]\n---\n\n# Plan\n"
    _write(root / "phases/02-x/02-01-PLAN.md", front)
    monkeypatch.setenv("MODSQUAD_TASKS", "phases/02-x/02-01-PLAN.md")
    monkeypatch.setenv("MODSQUAD_TASK", "02-01")
    for path, decision in (
        ("src/a.py", "nothing"),
        ("phases/02-x/02-01-SUMMARY.md", "nothing"),
        ("STATE.md", "nothing"),
        ("phases/02-x/02-01-PLAN.md", "ask"),
        ("src/b.py", "ask"),
    ):
        assert _wrote(monkeypatch, capsysbinary, path).partition(":")[0] == decision, path


def test_boxes_to_tick(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Of a plan in Markdown: a box that is not ticked says nothing, a ticked one does."""
    plan = "# Tasks: x\n\n## Phase 1: Setup\n\n- [ ] T001 [P] Write src/a.py\n- [ ] T002 [P] Write src/b.py\n"
    _write(root / "specs/001-x/tasks.md", plan)
    monkeypatch.setenv("MODSQUAD_TASK", "T001")
    monkeypatch.setenv("MODSQUAD_TASKS", "specs/001-x/tasks.md")
    assert _wrote(monkeypatch, capsysbinary, "src/a.py") == "nothing"
    assert _wrote(monkeypatch, capsysbinary, "src/b.py").startswith(
        'deny: modsquad-lint: src/b.py belongs to "T002", which is running (the plan starts both at once)'
    )
    _write(root / "specs/001-x/tasks.md", plan.replace("[ ] T002", "[x] T002"))
    assert _wrote(monkeypatch, capsysbinary, "src/b.py").startswith("ask")
    tick = {"old_string": "[ ] T001", "new_string": "[x] T001"}
    for change, decision in ((tick, None), ({"old_string": "src/a", "new_string": "src/b"}, "ask")):
        call = _claude("Edit", file_path="specs/001-x/tasks.md", **change)
        found = _guard(monkeypatch, capsysbinary, {**call, "cwd": str(root)})
        said = None if found is None else found["hookSpecificOutput"]["permissionDecision"]
        assert said == decision


def _with_status(status: str, ident: str = "orders") -> str:
    tasks = [{**task, "status": status} if task["id"] == ident else task for task in PLAN]
    return json.dumps({"tasks": tasks}, indent=1)


@pytest.mark.parametrize(
    ("arguments", "decision"),
    [
        ({"content": _with_status("running")}, "nothing"),
        ({"content": _with_status("done", "portfolio")}, "ask"),
        ({"content": _with_status("running").replace("app/orders.py", "app/more.py")}, "ask"),
        ({"content": json.dumps({"tasks": PLAN, "title": "new"})}, "ask"),
        ({"content": "{"}, "ask"),
        (
            {"old_string": '"id": "orders",', "new_string": '"id": "orders", "status": "done",'},
            "nothing",
        ),
        ({"old_string": '"id": "orders",', "new_string": '"id": "mine",'}, "ask"),
        ({"old_string": "nowhere", "new_string": "x"}, "ask"),
        ({}, "ask"),
    ],
)
def test_a_task_may_say_in_the_plan_how_far_it_is(
    arguments: dict[str, str],
    decision: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    call = {**_claude("Edit", file_path="tasks.json", **arguments), "cwd": str(root)}
    found = _guard(monkeypatch, capsysbinary, call)
    said = "nothing" if found is None else found["hookSpecificOutput"]["permissionDecision"]
    assert said == decision


# ---------------------------------------------------------------- whatever the plan


def _random_plan(seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 - a plan, no secret
    return [
        {
            "id": f"t{number}",
            "file_modifications": [f"f{chance.randrange(12)}.py" for _ in range(3)],
            "dependencies": [f"t{needed}" for needed in range(number) if chance.random() < 0.2],
            "status": chance.choice(["todo", "running", "done"]),
        }
        for number in range(8)
    ]


def _ancestors(tasks: dict[str, dict[str, Any]], ident: str) -> Iterator[str]:
    for needed in tasks[ident]["dependencies"]:
        yield needed
        yield from _ancestors(tasks, needed)


def test_no_declared_write_is_denied_and_every_write_of_a_running_tasks_file_is() -> None:
    seen = dict.fromkeys(Decision, 0)
    for seed in range(150):
        plan = _random_plan(seed)
        document = parse(source(json.dumps(plan)))
        assert not isinstance(document, SyntaxProblem)
        file = read_tasks(document)
        declared = Declared(file.tasks, Holdings(file.tasks), Companions({}))
        watched = Watched(["tasks.json"], file, build_graph(file), declared)
        tasks = {task["id"]: task for task in plan}
        for mine in tasks:
            situation = Situation([watched], "", mine, frozenset(), Decision.ASK)
            for path in (f"f{number}.py" for number in range(12)):
                decision = judge([path], situation).decision
                seen[decision] += 1
                holders = [i for i, task in tasks.items() if path in task["file_modifications"]]
                running = any(
                    tasks[other]["status"] == "running"
                    and tasks[mine]["status"] != "done"
                    and mine not in _ancestors(tasks, other)
                    and other not in _ancestors(tasks, mine)
                    for other in holders
                )
                if mine in holders:
                    assert decision is Decision.NOTHING
                else:
                    assert decision is (Decision.DENY if running else Decision.ASK)
    assert min(seen[kind] for kind in (Decision.NOTHING, Decision.ASK, Decision.DENY)) > 1000


def test_it_starts_no_git_writes_nothing_and_imports_little(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    program = (
        "import sys\nfrom modsquad_lint.cli.main import main\nassert main(['guard', '--host', 'claude']) == 0\n"
        "print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=root,
        input=json.dumps({**_claude("Write", file_path="app/main.py"), "cwd": str(root)}).encode(),
        env={**os.environ, "PATH": "/nowhere"},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == _decided("deny", DENIED)
    modules = set(json.loads(done.stderr.replace(b"'", b'"')))
    slow = {
        "argparse",
        "git",
        "identify",
        "ruamel",
        "subprocess",
        "tempfile",
        "typing",
        "dataclasses",
    }
    assert {name.partition(".")[0] for name in modules} & slow == set()
    # Rules take as long as all the rest of the program.
    assert "modsquad_lint.rules.catalogue" not in modules
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_bug_is_a_note(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """One host denies every write once its hook fails."""
    del root

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("modsquad_lint.repository.writes.locate", fail)
    assert _wrote(monkeypatch, capsysbinary, "app/main.py") == (
        "note: modsquad-lint: this write was not checked, by a bug in modsquad-lint: ZeroDivisionError()"
    )


def test_hosts_are_named_in_the_help() -> None:
    assert set(HOSTS) == {"claude", "copilot", "cursor", "codex", "gemini"}


@pytest.mark.parametrize("status", ["todo", "running"])
@pytest.mark.parametrize("area", ["", "src/"])
def test_a_patch_takes_work_that_grows_with_its_files(
    status: str, area: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost(number: int) -> int:
        tasks = [
            {
                "id": f"t{at}",
                "file_modifications": [area or f"src/{at}.py"],
                "dependencies": [f"t{at - 1}"] if at else [],
                "status": status,
            }
            for at in range(number)
        ]
        own = {"id": "own", "file_modifications": ["own.py"], "dependencies": ["t0"]}
        _write(root / "tasks.json", json.dumps([*tasks, own]))
        files = "".join(f"*** Add File: src/{at}.py\n+x\n" for at in range(30))
        call = {
            "cwd": str(root),
            "hook_event_name": "PreToolUse",
            "tool_name": "apply_patch",
            "tool_input": {"command": f"*** Begin Patch\n{files}*** End Patch\n"},
        }
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(json.dumps(call).encode())))
        return lines_of(main, ["guard", "--task", "own"])

    cost(1)
    few, many = cost(40), cost(160)
    assert many < 5 * few


def test_a_path_too_long_for_any_system_is_said_to_be_not_looked_at(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    call = _claude("Write", file_path=f"{root}/{'a/../' * 2_000}app/main.py", content="")
    assert "a write was not checked: its path has" in json.dumps(
        _guard(monkeypatch, capsysbinary, call)
    )


@pytest.mark.usefixtures("root")
def test_very_many_looks_end_in_a_question(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("modsquad_lint.cli.guard._MOST_LOOKS", -1)
    said = json.dumps(_guard(monkeypatch, capsysbinary, _claude("Write", file_path="app/x.py")))
    assert "not looked at: 1 file of this call" in said


# ---------------------------------------------------------------- a plan in several files

_SISTERS = {
    f".planning/phases/01-x/01-0{number}-PLAN.md": f"---\nphase: 01-x\nplan: 0{number}\nwave: {wave}\n"
    f"depends_on: [{waits}]\nfiles_modified: [{file}]\n---\n# It\n"
    for number, wave, waits, file in (
        (1, 1, "", "a.py"),
        (2, 1, "", "b.py"),
        (3, 2, "'01-01'", "c.py"),
    )
}
_WAITING = {
    "one.tasks.json": json.dumps([{"id": "01-01", "file_modifications": ["a.py"]}]),
    "two.tasks.json": json.dumps(
        [
            {"id": "01-02", "file_modifications": ["b.py"], "dependencies": []},
            {"id": "01-03", "file_modifications": ["c.py"], "dependencies": ["01-01"]},
        ],
        indent=1,
    ),
}


@pytest.mark.parametrize("plan", [_SISTERS, _WAITING], ids=["a phase", "files that wait"])
def test_a_plan_in_several_files_is_one(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    plan: dict[str, str],
) -> None:
    """Another of the wave runs; what waits for the task at work does not; its own state is its own."""
    (root / "tasks.json").unlink()
    for name, text in plan.items():
        _write(root / name, text)
    for task in ("01-01", "01-02", "01-03"):
        _write(root / f".git/refs/heads/task/{task}", f"{'1' * 40}\n")
    _write(root / ".git/HEAD", "ref: refs/heads/task/01-01\n")
    decisions = []
    for path in ("a.py", "b.py", "c.py", [*plan][-1]):
        call = {**_claude("Write", file_path=path, content="x"), "cwd": str(root)}
        said = _guard(monkeypatch, capsysbinary, call)
        decisions.append(said and said["hookSpecificOutput"]["permissionDecision"])
    assert decisions == [None, "deny", "ask", "ask"]
    if plan is _WAITING:
        _write(root / ".git/HEAD", "ref: refs/heads/task/01-02\n")
        done = plan["two.tasks.json"].replace('"01-02",', '"01-02",\n  "status": "done",')
        call = _claude("Write", file_path="two.tasks.json", content=done)
        assert _guard(monkeypatch, capsysbinary, {**call, "cwd": str(root)}) is None
