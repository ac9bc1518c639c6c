"""`accuracy` on histories made with git."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.text.errors import Exit


def asked(capfd: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    assert main(["accuracy", "--format", "json", *options]) == Exit.OK
    value: dict[str, Any] = json.loads(capfd.readouterr().out)
    return value


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A plan of four tasks, executed: by a trailer, a subject, a merged branch, and by a squash."""
    box = Sandbox(tmp_path / "repository")
    monkeypatch.chdir(box.top)
    box.write("modsquad-lint.toml", 'commit-pattern = "do {id}: ..."\n')
    box.tasks(
        ("a", ["a.py"]), ("b", ["src/"]), ("c", ["c.py", "never.py"]), ("d", ["package.json"])
    )
    box.git("add", ".")
    box.commit(message="plan")
    box.commit("a.py", "shared.py", message="x\n\nTask: a")
    box.commit("src/b.py", "shared.py", content="2", message="do b: it")
    box.git("switch", "-q", "-c", "task/c")
    box.commit("c.py", message="c")
    box.git("switch", "-q", "main")
    box.git("merge", "-q", "--no-ff", "-m", "Merge branch 'task/c'", "task/c")
    box.commit("package.json", "package-lock.json", message="d (#7)\n\n* x\n\nTask: d\n\nmore")
    box.commit("other.py", message="x\n\nTask: zz")
    box.commit("nobody.py")
    return box


def test_every_way_to_name_a_task(box: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    found = asked(capfd)
    counts = {name: (rate["hits"], rate["of"]) for name, rate in found["rates"].items()}
    assert counts == {"declared": (5, 7), "changed": (4, 5), "kept": (0, 1), "collided": (1, 6)}
    assert found["forgotten"] == [{"path": "shared.py", "tasks": 2}]
    assert (found["plans"], found["tasks"]) == (1, 4)
    assert found["not_attributed"] == {"no plan has the id": 1}
    assert found["unknown_ids"] == {"zz": 1}
    assert found["commits"] == {"read": 8, "naming_tasks": 5}
    assert found["sentence"] == (
        "In this repository plans named 5 of 7 files that they changed; 1 plan is no figure yet: it takes 10."
    )
    assert box.git("status", "--porcelain") == ""


def test_the_plans_of_a_branch_and_of_a_full_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    box = Sandbox(tmp_path / "repository")
    monkeypatch.chdir(box.top)
    for spec in ("001-alpha", "002-beta"):
        text = f"# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 Create {spec}.py\n"
        box.commit(f"specs/{spec}/tasks.md", content=text)
    box.commit("001-alpha.py", message="x\n\nTask: 001-alpha:T001")
    box.git("switch", "-q", "-c", "002-beta")
    box.commit("002-beta.py", "more.py", message="y\n\nTask: T001")
    box.git("switch", "-q", "main")
    box.git("merge", "-q", "--no-ff", "-m", "Merge branch '002-beta'", "002-beta")
    found = asked(capfd)
    assert (found["plans"], found["tasks"], found["not_attributed"]) == (2, 2, {})
    assert found["rates"]["declared"]["hits"] == 2
    assert [it["path"] for it in found["forgotten"]] == ["more.py"]


def test_the_plan_of_the_time_counts(box: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    box.tasks(("a", ["a.py", "shared.py"]))
    box.git("add", ".")
    box.commit(message="widened afterwards")
    assert asked(capfd)["rates"]["declared"]["hits"] == 5


def test_versions_of_plans_that_are_not_read_are_counted(
    box: Sandbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(capfd)["versions_not_read"] == 0
    monkeypatch.setattr("modsquad_lint.repository.history.MOST_VERSIONS", 0)
    assert asked(capfd)["versions_not_read"] == 1
    assert main(["accuracy"]) == Exit.OK
    assert "not read: 1 older version of plans, which are too many\n" in capfd.readouterr().out
    assert box.git("status", "--porcelain") == ""


@pytest.mark.parametrize(("more", "unread"), [(0, 0), (-1, 1)])
def test_older_versions_of_plans_that_hold_too_much_are_not_read(
    more: int,
    unread: int,
    box: Sandbox,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = box.git("cat-file", "-s", "HEAD:tasks.json")
    box.tasks(("a", ["a.py"]))
    box.git("commit", "-aqm", "shorter")
    most = int(before) + int(box.git("cat-file", "-s", "HEAD:tasks.json")) + more
    monkeypatch.setattr("modsquad_lint.repository.history.MOST_BYTES", most)
    assert asked(capfd)["versions_not_read"] == unread


def test_since_and_end(box: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(capfd, "--since", "2100-01-01")["plans"] == 0
    assert asked(capfd, "--since", "HEAD~2")["commits"] == {"read": 2, "naming_tasks": 1}
    assert main(["accuracy", "--since", "nonsense"]) == Exit.USAGE
    assert capfd.readouterr().err.splitlines()[0] == (
        'modsquad-lint: --since "nonsense" is no date and no revision'
    )
    assert asked(capfd, "--end", "task/c")["tasks"] == 2
    assert box.git("branch", "--show-current") == "main"
    for end in ("nowhere", "--all", ""):
        assert main(["accuracy", f"--end={end}"]) == Exit.NOT_CHECKED
        assert capfd.readouterr().err.startswith(
            f'modsquad-lint: NOT checked: git does not know the revision "{end}"'
        )


def test_nothing_is_said_to_be_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["accuracy"]) == Exit.NOT_CHECKED
    box = Sandbox(tmp_path / "empty")
    monkeypatch.chdir(box.top)
    assert main(["accuracy"]) == Exit.NOT_CHECKED
    box.commit("a.py")
    capfd.readouterr()
    assert main(["accuracy"]) == Exit.OK
    first, _, last = capfd.readouterr().out.splitlines()
    assert first.startswith("No commit names a task of a plan: nothing is known")
    assert last == "1 commit of HEAD read, of which 0 seem to name a task"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """Twelve phases of two plans each, of which one forgets the index beside what it creates."""
    box = Sandbox(tmp_path_factory.mktemp("history") / "repository")
    for phase in range(1, 13):
        folder = f".planning/phases/{phase:02}-x"
        for plan in (1, 2):
            name = f"{phase:02}-{plan:02}"
            waits = '["12-01"]' if name == "12-02" else "[]"
            text = f"---\nphase: {phase:02}-x\nplan: {plan:02}\nwave: 1\ndepends_on: {waits}\nfiles_modified:\n  - src/m{plan}/part.ts\n---\n\n# Plan\n"
            box.write(f"{folder}/{name}-PLAN.md", text)
        box.git("add", ".")
        box.commit(message=f"docs({phase:02}): plan")
        for plan in (1, 2):
            content = f"{phase}\n"
            more = [f"src/m{plan}/index.ts"] if plan == 1 else []
            box.commit(
                f"src/m{plan}/part.ts",
                *more,
                content=content,
                message=f"feat({phase:02}-{plan:02}): do",
            )
    return box


def test_the_sentence(
    history: Sandbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(history.top)
    assert main(["accuracy"]) == Exit.OK
    text = capfd.readouterr().out
    assert text.splitlines()[0] == (
        "In this repository plans name 67 % (57 to 74) of what they change; of 11 pairs called safe 0 were not."
    )
    assert "   12 tasks  src/m1/index.ts\n" in text
    assert 'companions = { "part.ts" = ["index.ts"] }' in text


def test_the_other_formats(
    history: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(history.top)
    picture = tmp_path / "picture.svg"
    assert main(["accuracy", "--format", "markdown", "--format", f"svg={picture}"]) == Exit.OK
    assert (
        "| changed files that were declared | 67 % (57 to 74), 24 of 36 in 12 plans; plans to come "
        in capfd.readouterr().out
    )
    root = ET.fromstring(picture.read_bytes())  # noqa: S314 - what was just written
    titles = [title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[0].startswith("In this repository plans name 67 %")
    assert len(titles) == 13
    assert re.fullmatch(r"\d{4}-\d\d-\d\d: 2 declared, 1 not", titles[1])


def test_no_line_is_wider_than_the_terminal(
    history: Sandbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(history.top)
    said = []
    for width in (None, "60"):
        if width:
            monkeypatch.setenv("COLUMNS", width)
        assert main(["accuracy"]) == Exit.OK
        said.append(capfd.readouterr().out)
    free, narrow = said
    assert max(map(len, narrow.splitlines())) <= 60 < max(map(len, free.splitlines()))
    assert narrow.split() == free.split()


@pytest.mark.usefixtures("box")
def test_plans_show_what_a_repository_keeps_of_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["accuracy", "--output"]) == Exit.OK
    capfd.readouterr()
    said = "In this repository plans named 5 of 7 files"
    for options in (["-v"], ["--format", "html"]):
        assert main(["plan", "tasks.json", "--fail-on", "never", *options]) == Exit.OK
        assert said in capfd.readouterr().out
    assert main(["plan", "tasks.json", "--fail-on", "never"]) == Exit.OK
    assert said not in capfd.readouterr().out


@pytest.mark.parametrize(
    "record",
    [
        "",
        "{",
        "[]",
        '{"sentence": 1, "to": "x"}',
        '{"sentence": "\u001b[31mred", "to": "2026-01-01"}',
    ],
)
def test_a_record_may_hold_anything(
    box: Sandbox, capfd: pytest.CaptureFixture[str], record: str
) -> None:
    box.write("modsquad-accuracy.json", record)
    assert main(["plan", "tasks.json", "-v", "--fail-on", "never"]) == Exit.OK
    assert "\x1b" not in capfd.readouterr().out
