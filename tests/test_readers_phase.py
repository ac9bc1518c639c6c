"""A phase of GSD: several files are one plan, and each finding stands in the file that it is about."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from modsquad_lint.cli.main import main
from modsquad_lint.repository.project import Project
from modsquad_lint.text.joined import Joined
from modsquad_lint.text.source import Position, Source, Span

PHASE = ".planning/phases/02-sessions"


def _plan(number: str, wave: str, waits: str, files: str, *more: str) -> str:
    lines = [f"phase: 02-sessions\nplan: {number}\nwave: {wave}\ndepends_on: [{waits}]"]
    lines += [f"files_modified: [{files}]", *more]
    return "---\n" + "\n".join(lines) + f"\n---\n\n<objective>\nPart {number}\n</objective>\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / PHASE
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return folder


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["check", "--no-git", "--isolated", "--format", "concise", *arguments])
    return capsys.readouterr().out.splitlines()


def test_each_finding_stands_in_its_file(write: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "src/a.py, src/b.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "1", "", '"src/a.py"'))
    (write / "02-03-PLAN.md").write_text(_plan("03", "1", '02, "02-09", 01-04', "src\\c.py"))
    (write / "02-04-PLAN.md").write_text(_plan("04", "2", "02-03-PLAN.md", ""))
    (write / "02-RESEARCH.md").write_text("# Research\n")
    shared = '"02-01" and "02-02" are both in wave 1, and both write "src/a.py"'
    found = [
        f"{PHASE}/02-01-PLAN.md:6:18: error MSQ406 {shared}",
        f'{PHASE}/02-03-PLAN.md:5:14: error MSQ406 "02-03" is in wave 1 beside "02-02", and waits for it',
        f'{PHASE}/02-03-PLAN.md:5:18: error MSQ301 "02-03" depends on "02-09", but no task has that id',
        f'{PHASE}/02-03-PLAN.md:6:18: error MSQ201 [*] "src\\c.py" is written with backslashes',
        f'{PHASE}/02-04-PLAN.md:6:17: warning MSQ211 "02-04" declares no file',
    ]
    for named in (PHASE, f"{PHASE}/02-03-PLAN.md"):
        assert _said(capsys, named) == found


def test_what_two_files_share_is_said_of_each_alone(write: Path) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "src/a.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "1", "", "src/z.py"))
    text = _plan("02", "1", "", "src/a.py")
    report = Project(use_git=False, isolated=True).lint(f"{PHASE}/02-02-PLAN.md", text)
    here = f"{PHASE}/02-02-PLAN.md"
    assert [(found.code, found.path, str(found.start)) for found in report.findings] == [
        ("MSQ401", here, "3:7"),
        ("MSQ406", here, "6:18"),
    ]
    (related,) = report.findings[1].related
    assert related.source is not None
    assert (related.source.path, str(related.start)) == (f"{PHASE}/02-01-PLAN.md", "6:18")


def test_it_is_said_of_a_text_that_was_mended_too(write: Path) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "src/a.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "1", "", "src/z.py"))
    text = _plan("02", "1", "", "src\\a.py")
    report = Project(use_git=False, isolated=True).fix(f"{PHASE}/02-02-PLAN.md", text)
    assert [found.code for found in report.mended] == ["MSQ201"]
    assert [(found.code, str(found.start)) for found in report.findings] == [
        ("MSQ401", "3:7"),
        ("MSQ406", "6:18"),
    ]
    assert (report.notes, report.plan is None) == ((), False)


def test_fixes_and_suppressions_stay_in_their_file(
    write: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "src\\a.py"))
    second = _plan("02", "2", "02-01, 02-01", "b.py", 'lint_ignore: ["MSQ304"]')
    (write / "02-02-PLAN.md").write_text(second)
    assert _said(capsys, "--fix", PHASE) == []
    assert (write / "02-01-PLAN.md").read_text() == _plan("01", "1", "", "src/a.py")
    assert (write / "02-02-PLAN.md").read_text() == second


def test_the_plan_is_that_of_the_phase(write: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "a.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "2", '"02-01"', "a.py"))
    (write / "02-03-PLAN.md").write_text(_plan("03", "2", '"02-01"', "b.py"))
    (write / "02-01-SUMMARY.md").write_text("Done.\n")
    for named in (PHASE, f"{PHASE}/02-02-PLAN.md"):
        assert main(["plan", "--no-git", "--isolated", "--format", "json", named]) == 0
        batches = json.loads(capsys.readouterr().out)["batches"]
        assert [batch["tasks"] for batch in batches] == [["02-01"], ["02-02", "02-03"]]


def test_a_broken_front_matter_is_shown_where_it_is(
    write: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "a.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "1", "", '"b.py'))
    (said,) = _said(capsys, PHASE)
    assert said.startswith(f"{PHASE}/02-02-PLAN.md:6:")


def test_places_of_several_files() -> None:
    parts = [
        Source("a", b"one\ntwo"),
        Source("b", "\ufeff\U0001f4a5\r\nthree\n".encode()),
        Source("c", b""),
    ]
    joined = Joined("folder", parts, display="folder")
    three = joined.text.index("three")
    assert (joined.path, joined.starts, joined.undecodable) == ("folder", (0, 8, 18), None)
    assert joined.ends(Span(three, three + 5)) == (Position(2, 1, 3), Position(2, 6, 8))
    assert joined.ends(Span(4, 12)) == (Position(2, 1, 4), Position(2, 4, 7))
    assert [joined.part_at(offset)[0].path for offset in (0, 7, 8, 18)] == ["a", "a", "b", "c"]
    assert [joined.line_number(offset) for offset in (0, 4, 8, three)] == [1, 2, 3, 4]
    assert joined.replacing(Source("a", b"1")).text == "1\n\U0001f4a5\r\nthree\n\n"
    assert Joined("f", [Source("a", b"x"), Source("b", b"y\xff")], display="f").undecodable == 3


def test_what_changed_is_said_beside_what_the_plan_is(
    write: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = write.parents[2]
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "src/a.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "1", "", "src/a.py, src/c.py"))
    (here / "modsquad-lint.toml").write_text('commit-pattern = "...({id}): ..."\n')
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "Plan"]):
        subprocess.run([*git, *words], check=True)
    (here / "b.py").write_text("")
    (write / "02-03-SUMMARY.md").write_text("")
    for words in (["switch", "-qc", "work"], ["add", "."], ["commit", "-qm", "feat(02-02): b"]):
        subprocess.run([*git, *words], check=True)
    assert main(["check", "--format", "concise", "--against", "main"]) == 1
    codes = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    assert codes == [
        [f"{PHASE}/02-01-PLAN.md:6:18:", "error", "MSQ406"],
        [f"{PHASE}/02-02-PLAN.md:6:18:", "error", "MSQ601"],
    ]


def test_files_of_phases_are_planned_by_what_they_wait_for(
    write: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (write / "02-01-PLAN.md").write_text(_plan("01", "1", "", "a.py"))
    (write / "02-02-PLAN.md").write_text(_plan("02", "2", '"02-01"', "b.py"))
    other = write.parent / "03-pages"
    other.mkdir()
    (other / "03-01-PLAN.md").write_text(_plan("01", "1", "", "c.py"))
    expected = {
        (f"{PHASE}/02-02-PLAN.md", f"{PHASE}/02-01-PLAN.md"): [["02-01"], ["02-02"]],
        (f"{PHASE}/02-01-PLAN.md", ".planning/phases/03-pages/03-01-PLAN.md"): [
            ["02-01", "03-01"],
            ["02-02"],
        ],
    }
    for names, batches in expected.items():
        assert main(["plan", "--no-git", "--isolated", "--format", "json", *names]) == 0
        found = json.loads(capsys.readouterr().out)["batches"]
        assert [batch["tasks"] for batch in found] == batches


def test_what_only_has_the_name_of_a_plan_is_none(
    write: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (write / "02-01-PLAN.md").write_text("# Plan\n\n<tasks>\n</tasks>\n")
    (write / "02-02-PLAN.md").write_text("# Plan\n")
    main(["check", "--no-git", "--isolated", f"{PHASE}/02-01-PLAN.md"])
    assert "02-01-PLAN.md NOT checked: it looks like" in capsys.readouterr().out
    (write / "02-02-PLAN.md").write_text(_plan("02", "1", "02-01", "a.py"))
    (write / "02-03-PLAN.md").write_text(_plan("03", "1", "", "b.py"))
    assert _said(capsys, f"{PHASE}/02-02-PLAN.md") == [
        f'{PHASE}/02-02-PLAN.md:5:14: error MSQ301 "02-02" depends on "02-01", but no task has that id',
    ]
    main(["check", "--no-git", "--isolated", PHASE])
    assert f"{PHASE}: read as GSD: 2 tasks, 2 paths in 2 of them" in capsys.readouterr().out
