"""`init --agents`: the hooks that it writes, what it keeps, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sandbox import files_below

from modsquad_lint.cli.main import main
from modsquad_lint.cli.starting.host_hooks import HOOKS

ALL = "claude,copilot,cursor,codex,gemini"
GUARD = "command -v modsquad-lint >/dev/null || exit 0; modsquad-lint guard"
CLAUDE = {
    "matcher": "Write|Edit|MultiEdit|NotebookEdit",
    "hooks": [{"type": "command", "command": GUARD}],
}


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(top: Path, path: str, data: bytes) -> None:
    (top / path).parent.mkdir(parents=True, exist_ok=True)
    (top / path).write_bytes(data)


def test_each_host_finds_its_hook(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for host in HOOKS:
        assert main(["init", "--agents", host]) == 0
        assert main(["init", "--agents", "cursor" if host == "claude" else host]) == 0
    found = {path: json.loads(data) for path, data in files_below(top).items()}
    command = "modsquad-lint guard --host"
    assert found == {
        ".claude/settings.json": {"hooks": {"PreToolUse": [CLAUDE]}},
        ".github/hooks/modsquad-lint.json": {
            "version": 1,
            "hooks": {
                "preToolUse": [
                    {
                        "type": "command",
                        "matcher": "create|edit|str_replace_editor|apply_patch",
                        "bash": f"{GUARD} --host copilot",
                        "timeoutSec": 10,
                    }
                ]
            },
        },
        ".codex/hooks.json": {
            "hooks": {
                "PreToolUse": [
                    {
                        "matcher": "apply_patch|Edit|Write",
                        "hooks": [{"type": "command", "command": f"{GUARD} --host codex"}],
                    }
                ]
            }
        },
        ".gemini/settings.json": {
            "hooks": {
                "BeforeTool": [
                    {
                        "matcher": "write_file|replace",
                        "hooks": [
                            {
                                "name": "modsquad-lint",
                                "type": "command",
                                "command": f"{GUARD} --host gemini",
                                "timeout": 10000,
                            }
                        ],
                    }
                ]
            }
        },
    }
    out = capsys.readouterr().out
    # Cursor reads the hooks of Claude Code, so one of the two is enough.
    assert "cursor: it reads .claude/settings.json once its settings allow third-party hooks" in out
    assert command in out


def test_cursor_alone_gets_its_own(top: Path) -> None:
    assert main(["init", "--agents", "cursor"]) == 0
    assert {path: json.loads(data) for path, data in files_below(top).items()} == {
        ".cursor/hooks.json": {
            "version": 1,
            "hooks": {
                "preToolUse": [
                    {
                        "command": f"{GUARD} --host cursor",
                        "matcher": "Write|Edit|MultiEdit|StrReplace|Delete|EditNotebook|ApplyPatch",
                    }
                ]
            },
        }
    }


ORIGINALS = {
    "tabs": b'{\n\t"a": 1,\n\t"hooks": {\n\t\t"PreToolUse": [\n\t\t\t{"matcher": "x"}\n\t\t]\n\t}\n}\n',
    "one line": b'{"theme": "x"}',
    "lines of Windows, and its mark": b'\xef\xbb\xbf{\r\n  "a": [1],\r\n  "hooks": {"Stop": []}\r\n}\r\n',
    "four spaces": b'{\n    "hooks": {\n        "Stop": []\n    },\n    "z": "\xc3\xa9 \\u00e9"\n}',
    "no space at all": b'{"hooks":{"PreToolUse":[{"matcher":"x","hooks":[]}],"Stop":[]}}\n',
    "loose": b'  {  "a" : 1  ,\n "b":2 }  \n\n',
}


@pytest.mark.parametrize("original", ORIGINALS)
def test_it_keeps_every_byte_and_leaves_without_a_trace(original: str, top: Path) -> None:
    data = ORIGINALS[original]
    path = ".claude/settings.json"
    _write(top, path, data)
    assert main(["init", "--agents", "claude"]) == 0
    with_hook = files_below(top)[path]
    value = json.loads(with_hook.decode("utf-8-sig"))
    before = json.loads(data.decode("utf-8-sig"))
    assert value.pop("hooks")["PreToolUse"][-1] == CLAUDE
    assert value == {key: part for key, part in before.items() if key != "hooks"}
    # What was there is there in its order: without the inserted stretch it is the original.
    rest = iter(with_hook)
    assert all(byte in rest for byte in data)
    assert (b"\r\n" in data) == (b"\r\n" in with_hook)
    assert main(["init", "--agents", "claude"]) == 0
    assert files_below(top) == {path: with_hook}
    assert main(["init", "--agents", "claude", "--remove"]) == 0
    assert files_below(top) == {path: data}


def test_what_it_made_alone_it_takes_away_with_its_folders(top: Path) -> None:
    _write(top, ".github/workflows/ci.yml", b"on: push\n")
    before = sorted(path for path in top.rglob("*"))
    assert main(["init", "--agents", "copilot,codex,gemini,cursor"]) == 0
    assert len(files_below(top)) == 5
    assert main(["init", "--agents", ALL, "--remove"]) == 0
    assert sorted(path for path in top.rglob("*")) == before


def test_a_hook_that_somebody_changed_is_ours_still(top: Path) -> None:
    mine: dict[str, Any] = {
        "matcher": "*",
        "hooks": [{"type": "command", "command": "uvx modsquad-lint guard"}],
    }
    other: dict[str, Any] = {"matcher": "x", "hooks": []}
    data = json.dumps({"hooks": {"PreToolUse": [mine, other]}}).encode()
    _write(top, ".claude/settings.json", data)
    assert main(["init", "--agents", "claude"]) == 0
    assert files_below(top) == {".claude/settings.json": data}
    assert main(["init", "--agents", "claude", "--remove"]) == 0
    assert json.loads(files_below(top)[".claude/settings.json"]) == {
        "hooks": {"PreToolUse": [other]}
    }


def test_it_shows_the_difference_and_with_diff_writes_nothing(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(top, ".gemini/settings.json", b'{\n  "theme": "x\xc2\x9b1m"\n}\n')
    before = files_below(top)
    assert main(["init", "--agents", "gemini", "--diff"]) == 0
    out = capsys.readouterr().out
    assert files_below(top) == before
    assert out.startswith(
        ".gemini/settings.json: with the hook by which gemini asks the guard\n"
        "diff --git a/.gemini/settings.json b/.gemini/settings.json\n"
        "--- a/.gemini/settings.json\n"
        "+++ b/.gemini/settings.json\n"
        "@@ -1,3 +1,18 @@\n"
        " {\n"
        '-  "theme": "x\x9b1m"\n'
        '+  "theme": "x\x9b1m",\n'
        '+  "hooks": {\n'
    )
    assert "wrote" not in out


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (
            ["--agents", "claude", "--github"],
            "",
            "--agents and --github are two runs\nrun it once with each",
        ),
        (["--diff", "--write"], "", "--diff and --write contradict each other\n"),
        (
            ["--agents", "cluade"],
            "",
            'there is no host "cluade"; did you mean "claude"?; choose from',
        ),
        (["--agents", ","], "", "--agents names nobody\nchoose from claude"),
        (
            ["--agents", "claude"],
            "// x\n{}",
            ".claude/settings.json is no strict JSON, so the hook cannot",
        ),
        (
            ["--agents", "claude"],
            "[]",
            ".claude/settings.json: the whole is not what its host reads",
        ),
        (
            ["--agents", "claude"],
            '{"hooks": []}',
            '.claude/settings.json: "hooks" is not what its host',
        ),
        (
            ["--agents", "claude"],
            '{"hooks": {"PreToolUse": {}}}',
            '.claude/settings.json: "PreToolUse" is not what its host',
        ),
    ],
)
def test_what_it_cannot_do_it_says_and_writes_nothing(
    arguments: list[str],
    text: str,
    message: str,
    top: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if text:
        _write(top, ".claude/settings.json", text.encode())
    before = files_below(top)
    assert main(["init", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, files_below(top)) == ("", before)
    assert err.startswith(f"modsquad-lint: {message}")


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--agents", "claude"]) == 2
    assert files_below(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="hosts run hooks in a POSIX shell")
@pytest.mark.parametrize("host", HOOKS)
def test_without_the_program_a_hook_says_nothing(host: str, top: Path) -> None:
    main(["init", "--agents", host])
    item = HOOKS[host].item
    command = item.get("command") or item.get("bash") or item["hooks"][0]["command"]
    for given in (b"", b"{"):
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=top,
            input=given,
            env={**os.environ, "PATH": "/nowhere"},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_no_link_is_followed_into_gits_folder(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(top, ".git/config", b"{}")
    (top / ".claude").mkdir()
    (top / ".claude/settings.json").symlink_to("../.git/config")
    assert main(["init", "--agents", "claude", "--write"]) == 2
    assert (top / ".git/config").read_bytes() == b"{}"
    assert capsys.readouterr().err == (
        f"modsquad-lint: .claude/settings.json leads into {top}/.git, which is git's own,"
        " so no hook is written there\nput it in by hand: docs/guard.md shows it\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize("link", [".claude", ".claude/settings.json"])
def test_no_link_is_followed_out(
    link: str,
    top: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    _write(outside, "settings.json", b"{}")
    (top / link).parent.mkdir(exist_ok=True)
    (top / link).symlink_to(outside if link == ".claude" else outside / "settings.json")
    assert main(["init", "--agents", "claude"]) == 2
    assert (outside / "settings.json").read_bytes() == b"{}"
    assert capsys.readouterr().err == (
        f"modsquad-lint: .claude/settings.json leads to {outside}/settings.json, outside the repository,"
        " so no hook is written there\nput it in by hand: docs/guard.md shows it\n"
    )
