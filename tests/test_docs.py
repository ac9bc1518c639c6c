"""The documents are what docs/generate.py makes of the program as it is, and link to what exists."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from warm import Program

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sample_tasks/*.md"))
)


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_document_is_stale(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    generator = _generator()
    process, cold = generator.process, [sys.executable, "-m", "modsquad_lint"]

    def warm(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, bytes]:
        if command[:3] == cold:
            done = program.run(*command[3:], cwd=folder, env=environment)
            return done.returncode, done.stdout
        code, said = process(command, folder, environment)
        return code, said

    monkeypatch.setattr(generator, "process", warm)
    assert generator.stale(generator.documents()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    pages = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")}
    assert pages - set(re.findall(r"\]\(([^)#]+)", text)) == set()
