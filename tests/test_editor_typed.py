"""A text that somebody types into is the client's to the letter, and every finding stands where it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from typist import Typist, position

from modsquad_lint import Project
from modsquad_lint.editor.desk import Desk
from modsquad_lint.editor.opened import Opened
from modsquad_lint.editor.typed import At, replaced

TEXT = """\
{
  "tasks": [
    {"id": "a😀", "description": "é", "file_modifications": ["./src/a.py"], "dependencies": []},
    {"id": "b", "description": "d", "file_modifications": ["src/b.py"], "dependencies": ["a😀"]}
  ]
}
"""
ENTRY = (
    '\n    {"id": "c", "description": "😀", "file_modifications": ["a b"], "dependencies": ["x"]},'
)


def at(text: str, offset: int, encoding: str) -> At:
    return At(**position(text, offset, encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_what_is_typed(encoding: str, tmp_path: Path) -> None:
    typist, path = Typist(TEXT, ENTRY, seed=19), str(tmp_path / "tasks.json")
    desk, text = Desk(str(tmp_path)), TEXT
    for _ in range(60):
        for edit in typist.act():
            start, end = (at(text, offset, encoding) for offset in edit[:2])
            text = replaced(text, start, end, edit.new, encoding)
        assert text == typist.text
        desk.lay(path, text)
        opened = Opened(desk, path, text, encoding)
        expected = Project(tmp_path).lint(path, text).findings
        assert opened.report is not None
        assert opened.report.findings == expected
        for finding in expected:
            assert opened.ruler.at(finding.start) == at(text, finding.start.offset, encoding)
            assert opened.ruler.at(finding.end) == at(text, finding.end.offset, encoding)
