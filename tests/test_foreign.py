"""Other tools' files named tasks.json are known by folder or by content."""

from __future__ import annotations

import pytest

from modsquad_lint.planning.foreign import TASK_MASTER, VS_CODE, recognise
from modsquad_lint.syntax import parse
from modsquad_lint.syntax.nodes import SyntaxProblem
from modsquad_lint.text.source import Source

_OURS = '{"tasks": [{"id": "a", "file_modifications": ["b"]}]}'
_WITH_COMMENTS = """\
{
  // See https://example.com/"tasks"
  "version": "2.0.0", /* , ] */
  "tasks": [
    {"label": "a // b", "command": "echo ,]", },
  ],
}
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param("tasks.json", _OURS, None, id="ours"),
        pytest.param(".vscode/tasks.json", _OURS, VS_CODE, id="vscode-folder"),
        pytest.param("a/.vscode/tasks.json", "{", VS_CODE, id="vscode-folder-broken"),
        pytest.param("a/.taskmaster/tasks/tasks.json", _OURS, TASK_MASTER, id="taskmaster-folder"),
        pytest.param("vscode/tasks.json", _OURS, None, id="other-folder"),
        pytest.param("x.vscode/tasks.json", _OURS, None, id="similar-folder"),
        pytest.param(
            "tasks.json", '{"version": "2.0.0", "tasks": [{"label": "a"}]}', VS_CODE, id="vscode"
        ),
        pytest.param(
            "tasks.json", '{"version": "0.1.0", "command": "x"}', VS_CODE, id="vscode-old"
        ),
        pytest.param("tasks.json", _WITH_COMMENTS, VS_CODE, id="vscode-comments"),
        pytest.param(
            "tasks.json",
            '{"version": "2.0.0", "tasks": [{"label": "a"}, {"files": []}]}',
            None,
            id="ours-with-version",
        ),
        pytest.param("tasks.json", '{"version": "2.0.0", "tasks": {}}', None, id="no-list"),
        pytest.param("tasks.json", '{"version": "2.0.0", "tasks": []}', None, id="no-vscode-key"),
        pytest.param(
            "tasks.json",
            '{"version": "2.0.0", "tasks": [{"id": "a", "file_modification": ["a.py"]}]}',
            None,
            id="ours-with-version-and-a-typo",
        ),
        pytest.param(
            "tasks.json",
            '{"version": "2.0.0", "tasks": [{"id": "a", "type": "feature"}]}',
            None,
            id="ours-with-a-key-of-vscode",
        ),
        pytest.param(
            "tasks.json",
            '{"version": "2.0.0", "tasks": [1, {"taskName": "a"}]}',
            VS_CODE,
            id="vscode-and-what-is-no-task",
        ),
        pytest.param("tasks.json", '{"version": ["2.0.0"]}', None, id="version-list"),
        pytest.param("tasks.json", '{"tasks": [{"id": "a"}], // "2.0.0"\n}', None, id="broken"),
        pytest.param("tasks.json", '"2.0.0" ' + "[" * 100_000, None, id="broken-deep"),
        pytest.param(
            "tasks.json", '{"tasks": [{"id": 1, "title": "a"}]}', TASK_MASTER, id="taskmaster"
        ),
        pytest.param(
            "tasks.json",
            '{"master": {"tasks": [{"id": 1, "title": "a"}], "metadata": {}}}',
            TASK_MASTER,
            id="taskmaster-tagged",
        ),
        pytest.param(
            "tasks.json",
            '{"tasks": [{"id": 1, "title": "a", "file_modifications": []}]}',
            None,
            id="ours-with-number",
        ),
        pytest.param("tasks.json", '{"tasks": [{"id": "1", "title": "a"}]}', None, id="text-id"),
        pytest.param("tasks.json", '{"tasks": []}', None, id="no-tasks"),
        pytest.param("tasks.json", "[]", None, id="list"),
        pytest.param("tasks.json", "null", None, id="null"),
    ],
)
def test_recognise(path: str, text: str, expected: str | None) -> None:
    source = Source(path, text.encode())
    document = parse(source)
    value = None if isinstance(document, SyntaxProblem) else document.value
    assert recognise(source, value) == expected


@pytest.mark.parametrize(
    "text", ['"\\' * 200_000, "/* " * 200_000, '"a' * 200_000, ",\n" * 200_000]
)
def test_what_is_never_closed_takes_one_pass(text: str) -> None:
    """Quadratic, each of them would take hours."""
    assert recognise(Source("tasks.json", f'{{"version": "2.0.0" {text}'.encode()), None) is None
