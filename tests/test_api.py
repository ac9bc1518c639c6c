"""The public names: as `docs/api.md` shows them, as a program of somebody else's uses them."""

from __future__ import annotations

import ast
import doctest
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sandbox import Sandbox

import modsquad_lint
from modsquad_lint import Project
from modsquad_lint.cli.main import main

TOP = Path(__file__).parent.parent
PROGRAM = TOP / "tests" / "outside" / "program.py"
_NODE_MODULES = os.path.join(os.environ.get("MODSQUAD_NODE_MODULES", ""), ".bin")
ORDERS = """[
{"id": "orders", "file_modifications": ["app/orders.py", "app\\\\main.py"], "dependencies": []}
]"""


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "project")


def test_the_page_shows_what_happens(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    box.commit("tasks.json", content=ORDERS)
    monkeypatch.chdir(box.top)
    page = (TOP / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```pycon\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    examples = doctest.DocTestParser().get_doctest(blocks, {}, "api.md", "docs/api.md", 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(examples, out=said.append)
    assert len(examples.examples) > 20
    assert "".join(said) == ""


def test_a_program_that_uses_only_public_names(box: Sandbox) -> None:
    box.write("tasks.json", ORDERS)
    box.git("add", ".")
    command = [sys.executable, "-W", "error", str(PROGRAM), str(box.top)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = [line for line in done.stdout.splitlines() if "error MSQ201" not in line]
    assert said == [
        """MSQ201 1 37 46 ['"a/b.py"']""",
        "[['a']]",
        "tasks.json 3 1 [['orders']]",
        "[True]",
        "NotCheckedError True",
    ]


def test_the_program_uses_only_public_names() -> None:
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [name.name for node in imports if node.module == "modsquad_lint" for name in node.names]
    assert {*names} <= {*modsquad_lint.__all__}
    assert not any(node.module and "modsquad_lint." in node.module for node in imports)


def test_a_second_type_checker_agrees(tmp_path: Path) -> None:
    """mypy sees the program with all other tests."""
    found = shutil.which("pyright", path=_NODE_MODULES) or shutil.which("pyright")
    if found is None:
        pytest.skip("pyright is neither installed nor in MODSQUAD_NODE_MODULES")
    settings = tmp_path / "pyrightconfig.json"
    settings.write_text(json.dumps({"include": [str(PROGRAM)], "typeCheckingMode": "strict"}))
    command = [found, "--pythonpath", sys.executable, "--project", str(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.splitlines()[-1].startswith("0 errors, 0 warnings"), done.stdout


def test_every_public_name_is_said_once_and_is_there() -> None:
    tree = ast.parse(Path(modsquad_lint.__file__).read_text(encoding="utf-8"))
    checked = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    names = {name.name: node.module for node in checked for name in node.names}
    assert names == modsquad_lint._HOME_OF
    assert sorted(names) == sorted(modsquad_lint.__all__)
    assert all(getattr(modsquad_lint, name) is not None for name in names)
    with pytest.raises(AttributeError, match="has no attribute 'no_such_name'"):
        _ = modsquad_lint.no_such_name  # type: ignore[attr-defined]


def test_no_module_stands_where_a_public_name_does() -> None:
    stems = {path.stem for path in Path(modsquad_lint.__file__).parent.iterdir()}
    assert not stems & {*modsquad_lint.__all__}
    assert len([*Path(modsquad_lint.__file__).parent.glob("*.py")]) <= 8


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    program = (
        "import sys; before = {*sys.modules}; import modsquad_lint;"
        " print(sorted({*sys.modules} - before))"
    )
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(TOP)!r}); {program}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "['modsquad_lint']\n"


UNCHANGED = """\
import gc, os, signal, sys, threading, warnings
def state():
    return (
        list(sys.path), dict(os.environ), os.getcwd(), gc.isenabled(), gc.get_freeze_count(),
        gc.get_threshold(), sys.getrecursionlimit(), sys.stdout, sys.stderr, sys.excepthook,
        [signal.getsignal(number) for number in signal.valid_signals()], threading.active_count(),
        list(warnings.filters), os.umask(0o22) and None, sys.flags, sys.getswitchinterval(),
    )
before = state()
from modsquad_lint import Project, lint, plan, render
project = Project(".", {"select": ["MSQ"]})
for file in project.files():
    render([project.lint(file), project.fix(file, unsafe=True)], "sarif")
    render(project.plan(file), "html")
project.compare("staged")
after = state()
assert before == after, [pair for pair in zip(before, after) if pair[0] != pair[1]]
"""


def test_the_process_stays_as_it_is(box: Sandbox) -> None:
    box.write("tasks.json", ORDERS)
    box.git("add", ".")
    command = [sys.executable, "-c", UNCHANGED]
    done = subprocess.run(command, cwd=box.top, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_relative_paths_begin_at_the_root(box: Sandbox) -> None:
    box.write("plans/a.tasks.json", ORDERS)
    box.write("pyproject.toml", '[tool.modsquad-lint]\nignore = ["MSQ2"]\n')
    box.git("add", ".")
    project = Project(box.top / "plans")
    assert [(file.display, file.name) for file in project.files()] == [
        ("a.tasks.json", "plans/a.tasks.json")
    ]
    assert [f.code for f in project.lint("a.tasks.json").findings if f.severity > 1] == []
    assert Project(box.top, isolated=True).lint("plans/a.tasks.json").failed()


def test_a_hooks_environment_changes_nothing(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for a part of a plan says so."""
    box.write("one.tasks.json", ORDERS)
    waiting = '[{"id": "sums", "file_modifications": ["a.py"], "dependencies": ["orders"]}]'
    box.write("two.tasks.json", waiting)
    box.git("add", ".")
    monkeypatch.setenv("PRE_COMMIT", "1")
    found = [
        [(file.name, file.named, {*file.context}) for file in project.files("two.tasks.json")]
        for project in (Project(box.top), Project(box.top, is_part=True))
    ]
    assert found == [
        [("two.tasks.json", True, set())],
        [("two.tasks.json", False, {"one.tasks.json"})],
    ]


def test_what_was_read_is_kept_until_it_is_forgotten(box: Sandbox) -> None:
    box.write("tasks.json", "[")
    project = Project(box.top, use_git=False)
    assert project.lint("tasks.json").failed()
    box.write("tasks.json", ORDERS.replace("\\\\", "/"))
    box.write("modsquad-lint.toml", 'select = ["MSQ504"]\n')
    assert project.lint("tasks.json").failed()
    project.refresh()
    assert [finding.code for finding in project.lint("tasks.json").findings] == ["MSQ504"]


@pytest.mark.parametrize("text", ["[", b"[", "\ufeff[", b"\xef\xbb\xbf["])
def test_a_text_is_str_or_bytes(text: str | bytes) -> None:
    [finding] = modsquad_lint.lint(text).findings
    assert (finding.code, finding.start) == ("MSQ101", (1, 1, 0))


@pytest.mark.parametrize(
    ("of", "format", "message"),
    [
        pytest.param(
            modsquad_lint.lint("[]"),
            "sarf",
            'no format "sarf"; did you mean "sarif"',
            id="a report",
        ),
        pytest.param(modsquad_lint.plan("[]"), "sarif", 'no format "sarif"', id="a prediction"),
        pytest.param(modsquad_lint.plan("["), "svg", "has no plan: MSQ101", id="no plan"),
    ],
)
def test_what_cannot_be_rendered(of: object, format: str, message: str) -> None:  # noqa: A002
    with pytest.raises(modsquad_lint.UserError, match=message):
        modsquad_lint.render(of, format)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        pytest.param({"select": ["MSQ5", "MSQ405"]}, ["MSQ405"], id="asked for"),
        pytest.param({"select": ["MSQ504"]}, ["MSQ504"], id="alone"),
        pytest.param(
            {"select": ["MSQ405", "MSQ504"], "fail-on": "info"}, ["MSQ405", "MSQ504"], id="fails"
        ),
        pytest.param({"select": ["MSQ5"], "fail-on": "info"}, ["MSQ504"], id="fails, of several"),
        pytest.param({"select": ["MSQ5"]}, [], id="an info"),
        pytest.param({"select": ["MSQ5"], "fail-on": "never"}, [], id="nothing fails"),
    ],
)
def test_people_see_the_same_as_on_the_command_line(
    box: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: dict[str, Any],
    shown: list[str],
) -> None:
    text = ORDERS.replace("\\\\", "/")
    box.write("tasks.json", text)
    monkeypatch.chdir(box.top)
    said = modsquad_lint.render(modsquad_lint.lint(text, settings=settings))
    select = ",".join(settings["select"])
    options = ["--no-git", "--select", select, "--fail-on", settings.get("fail-on", "error")]
    code = main(["check", *options, "tasks.json"])
    assert (re.findall("MSQ[0-9]+", said), code) == (
        shown,
        int("fail-on" in settings and bool(shown)),
    )
    assert capsys.readouterr().out == said


def test_a_comparison_says_what_the_command_line_says(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Why there was nothing to compare, that no task was named, and what several files share."""
    settings = 'fail-on = "info"\nselect = ["MSQ404", "MSQ6"]\n'
    box.commit("modsquad-lint.toml", content=settings)
    box.commit("a.py")
    monkeypatch.chdir(box.top)
    said = []
    for name, against in (("", "auto"), ("one", "worktree"), ("two", "worktree")):
        if name:
            box.commit(f"{name}.tasks.json", content=ORDERS.replace('"orders"', f'"{name}"'))
            box.write("a.py", name)
        compared = Project().compare(against)
        shown = modsquad_lint.render(compared)
        code = int(any(each.failed() for each in compared))
        assert main(["check", "--against", against]) == code
        assert capsys.readouterr().out == shown
        codes = [finding.code for report in compared for finding in report.findings]
        said.append((len(compared), codes, compared.notes))
    nobody = (
        "no task was checked for itself; name one with --task, MODSQUAD_TASK, a branch task/ID,"
        " or a trailer Task: ID"
    )
    assert said == [
        (0, [], ("staged changes: there is no tasks file at either end",)),
        (1, ["MSQ601"], (nobody,)),
        (2, ["MSQ601", "MSQ404", "MSQ404"], (nobody,)),
    ]


def test_a_comparison_takes_remotes(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another remote has was never pushed to this one."""
    box.commit("tasks.json", content=ORDERS)
    box.git("update-ref", "refs/remotes/origin/main", "HEAD")
    box.commit("b.py")
    box.git("update-ref", "refs/remotes/fork/topic", "HEAD")
    box.commit("app/orders.py", message="Orders")
    line = f"HEAD {box.git('rev-parse', 'HEAD')} refs/heads/topic {'0' * 40}\n"
    said = []
    for remotes in ([], ["fork"], ["origin"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
        (report,) = Project(box.top).compare("pushed", remotes=remotes)
        said.append([finding.changed_path for finding in report.findings if finding.changed_path])
    assert said == [[], [], ["b.py"]]


def test_a_page_shows_why_there_is_no_plan() -> None:
    assert "has no plan" in modsquad_lint.render(modsquad_lint.plan("["), "html")
