"""The command line as a user meets it: what is printed, where, and the exit code."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
from html import unescape
from io import BytesIO, TextIOWrapper
from pathlib import Path

import children
import pytest
from warm import Program

from modsquad_lint import __version__
from modsquad_lint.cli.commands import COMMANDS
from modsquad_lint.cli.main import main
from modsquad_lint.engine.defaults import INCLUDE

GOOD = {"id": "a", "description": "a", "file_modifications": ["a.py"], "dependencies": []}
BAD = {**GOOD, "file_modifications": ["a\\b.py"]}
BATCH_RUNNER = "modsquad_lint.batch_runner:main"
SAMPLES = Path(__file__).parent.parent / "sample_tasks"
PLACES = f"*tasks.json, *tasks.yaml, *tasks.yml and {len(INCLUDE) - 3} more"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, *tasks: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"tasks": tasks}, indent=2))
    return path


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def python(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, *arguments], capture_output=True, check=False, **more
    )


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        pytest.param(["good.json"], 0, id="nothing found"),
        pytest.param(["bad.json"], 1, id="an error"),
        pytest.param(["check", "bad.json"], 1, id="check by name"),
        pytest.param(["bad.json", "--ignore", "MSQ201"], 0, id="ignored"),
        pytest.param(["bad.json", "--select", "MSQ3,MSQ1"], 0, id="not selected"),
        pytest.param(["bad.json", "--fail-on", "never"], 0, id="never fails"),
        pytest.param(["good.json", "--fail-on", "info"], 1, id="infos fail"),
        pytest.param(["shared.json"], 0, id="a warning"),
        pytest.param(["shared.json", "--fail-on", "warning"], 1, id="warnings fail"),
        pytest.param(["shared.json", "-q"], 0, id="quiet"),
        pytest.param(["missing.json"], 2, id="a missing file"),
        pytest.param(["good.json", "--select", ""], 2, id="no rule at all"),
        pytest.param(["good.json", "-q", "-v"], 2, id="quiet and verbose"),
        pytest.param(["good.json", "--format", "jsn"], 2, id="an unknown format"),
        pytest.param(["good.json", "--select", "MSQ999"], 2, id="an unknown rule"),
        pytest.param(["good.json", "--colour"], 2, id="an unknown option"),
        pytest.param(["good.json", "--task", "a"], 2, id="a task without a comparison"),
        pytest.param(["good.json", "--against", "staged"], 3, id="a comparison without git"),
        pytest.param(["empty"], 2, id="a folder without tasks files"),
        pytest.param(["plan", "good.json"], 0, id="a plan"),
        pytest.param(["plan", "cycle.json"], 1, id="no plan"),
        pytest.param(["plan", "good.json", "--why", "z"], 2, id="an unknown task"),
        pytest.param(["plan", "."], 2, id="a plan of several files"),
        pytest.param(["rule", "MSQ201"], 0, id="a rule"),
        pytest.param(["rule", "path-backslash"], 0, id="a rule by name"),
        pytest.param(["rule", "MSQ999"], 2, id="no such rule"),
        pytest.param(["rule"], 2, id="which rule?"),
        pytest.param(["schema"], 0, id="the schema"),
        pytest.param(["schema", "config"], 0, id="the schema of the configuration"),
    ],
)
def test_exit_codes(
    arguments: list[str], exit_code: int, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "good.json", GOOD)
    write(here / "bad.json", BAD)
    write(
        here / "shared.json",
        {**GOOD, "file_modifications": ["x.py", "y.py"]},
        {**GOOD, "id": "b", "file_modifications": ["x.py"]},
    )
    write(
        here / "cycle.json",
        {**GOOD, "dependencies": ["b"]},
        {**GOOD, "id": "b", "file_modifications": ["b.py"], "dependencies": ["a"]},
    )
    write(here / "tasks.json", GOOD)
    write(here / "more.tasks.json", GOOD)
    (here / "empty").mkdir()
    assert main(arguments) == exit_code
    out, err = capsys.readouterr()
    if exit_code in {2, 3}:
        assert out == "" or exit_code == 3
        assert err.startswith("modsquad-lint: ")
        assert 1 <= len(err.splitlines()) <= 2
    elif arguments[0] != "plan":
        assert err == ""


def test_one_error_to_the_letter(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "tasks.json", BAD)
    assert main(["tasks.json"]) == 1
    assert capsys.readouterr().out == (
        'tasks.json:7:9: error MSQ201 [*] "a\\b.py" is written with backslashes\n'
        "  |\n"
        '7 |         "a\\\\b.py"\n'
        "  |         ^^^^^^^^^\n"
        '  = help: write "a/b.py"\n'
        "\n"
        "tasks.json: 1 task in 1 batch, 0.0 % parallel, speedup 1.0x\n"
        "rating: none while there is 1 error\n"
        "\n"
        "found 1 error in 1 file; --fix mends 1\n"
    )


def test_two_formats_in_one_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "tasks.json", BAD)
    arguments = ["tasks.json", "--format", "concise", "--format", "json=out.json"]
    assert main([*arguments, "--format=github=out.txt"]) == 1
    assert capsys.readouterr().out.startswith("tasks.json:7:9: error MSQ201 ")
    assert json.loads((here / "out.json").read_text())["version"] == 1
    assert (here / "out.txt").read_text().startswith("::error file=tasks.json,line=7,")


def test_two_formats_cannot_share_standard_output(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", GOOD)
    assert main(["tasks.json", "--format", "json", "--format", "text"]) == 2
    assert "give one of them a file" in capsys.readouterr().err


def test_under_github_actions_findings_are_annotations(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", BAD)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here / "summary.md"))
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "OWNER/repo")
    monkeypatch.setenv("GITHUB_SHA", "0123")
    (here / "summary.md").write_text("before\n")
    assert main(["tasks.json"]) == 1
    out = capsys.readouterr().out
    assert [line.split(" ")[0] for line in out.splitlines()] == ["::error", "::notice", "::notice"]
    summary = (here / "summary.md").read_text()
    assert summary.startswith("before\n")
    assert "MSQ201" in summary
    assert "](https://github.com/OWNER/repo/blob/0123/tasks.json#L" in summary


@pytest.mark.parametrize("tracked", [True, False], ids=["in a repository", "outside"])
def test_discovery(tracked: bool, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("tasks.json", "a/b.tasks.yaml", "a/tasks.yml", "other.json", "ä tasks.json"):
        write(here / name, GOOD)
    if tracked:
        git("init")
        git("add", ".")
    write(here / "untracked" / "tasks.json", GOOD)
    assert main(["--show-files"]) == 0
    found = capsys.readouterr().out.splitlines()
    expected = ["a/b.tasks.yaml", "a/tasks.yml", "tasks.json", "ä tasks.json"]
    assert sorted(found) == sorted(expected + ([] if tracked else ["untracked/tasks.json"]))


def test_discovery_stays_below_the_current_directory(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", GOOD)
    write(here / "a" / "tasks.json", GOOD)
    git("init")
    git("add", ".")
    monkeypatch.chdir(here / "a")
    assert main(["--show-files"]) == 0
    assert capsys.readouterr().out == "tasks.json\n"


def test_a_folder_is_searched_for_untracked_files_too_but_not_for_ignored_ones(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init")
    write(here / "plans" / "tasks.json", GOOD)
    write(here / "plans" / "old" / "tasks.json", GOOD)
    (here / ".gitignore").write_text("old\n")
    assert main(["plans", "--show-files"]) == 0
    assert capsys.readouterr().out == "plans/tasks.json\n"


def test_globs_of_the_configuration_speak_of_paths_from_the_root(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init")
    (here / "modsquad-lint.toml").write_text("include = ['plans/*.json']")
    write(here / "plans" / "a.json", GOOD)
    write(here / "plans" / "old" / "b.json", GOOD)
    git("add", ".")
    for directory, arguments, found in (
        (here, [], "plans/a.json"),
        (here / "plans", ["."], "a.json"),
    ):
        monkeypatch.chdir(directory)
        assert main([*arguments, "--show-files"]) == 0
        assert capsys.readouterr().out == f"{found}\n"


def test_a_file_named_twice_is_checked_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "tasks.json", GOOD)
    assert main(["tasks.json", "./tasks.json", ".", "--show-files"]) == 0
    assert capsys.readouterr().out == "tasks.json\n"


def test_machines_see_paths_from_the_root_people_from_here(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init")
    write(here / "a" / "tasks.json", BAD)
    (here / "b").mkdir()
    monkeypatch.chdir(here / "b")
    main(["../a/tasks.json", "--format", "concise", "--format", "json=out.json"])
    assert capsys.readouterr().out.startswith("../a/tasks.json:7:9: ")
    assert (
        json.loads((here / "b" / "out.json").read_text())["findings"][0]["path"] == "a/tasks.json"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [(None, json.dumps(BAD)), ("plan.yaml", 'id: a\nfile_modifications: ["a\\\\b.py"]\n')],
    ids=["JSON", "YAML"],
)
def test_standard_input(name: str | None, text: str, here: Path, program: Program) -> None:
    more = [] if name is None else ["--stdin-filename", name]
    done = program.run("-", "--format", "concise", *more, given=text.encode(), cwd=here)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"{name or '<stdin>'}:")
    assert b"MSQ201" in done.stdout


def test_config_is_found_beside_the_file_and_shown_with_its_origin(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init")
    (here / "pyproject.toml").write_text("[tool.modsquad-lint]\nignore = ['MSQ201']\n")
    (here / "a").mkdir()
    (here / "a" / "modsquad-lint.toml").write_text("max-files = 3\n")
    write(here / "tasks.json", BAD)
    write(here / "a" / "tasks.json", BAD)
    assert main(["tasks.json", "-q"]) == 0
    assert main(["a/tasks.json", "-q"]) == 1
    capsys.readouterr()
    assert main(["tasks.json", "a/tasks.json", "--show-settings", "--fail-on", "never"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line for line in shown if "(default)" not in line] == [
        "tasks.json:",
        '  ignore = ["MSQ201"]  (pyproject.toml)',
        '  fail-on = "never"  (command line)',
        "a/tasks.json:",
        '  fail-on = "never"  (command line)',
        "  max-files = 3  (a/modsquad-lint.toml)",
    ]
    assert main(["tasks.json", "-q", "--isolated"]) == 1
    assert main(["tasks.json", "-q", "--config", "a/modsquad-lint.toml"]) == 1
    assert main(["tasks.json", "-q", "--select", "MSQ2"]) == 1


def test_a_bad_config_is_one_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "tasks.json", GOOD)
    (here / "modsquad-lint.toml").write_text("max-file = 3\n")
    assert main(["tasks.json"]) == 2
    assert capsys.readouterr().err == (
        'modsquad-lint: modsquad-lint.toml: there is no setting "max-file"; '
        'did you mean "max-files"?\n'
    )


def test_statistics(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "tasks.json", {**BAD, "file_modifications": ["a\\b.py", "c\\d.py", "x"]})
    main(["tasks.json", "--statistics"])
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "",
        "     2  MSQ201 path-backslash (2 fixable)",
        "     1  MSQ203 path-no-extension",
        "",
        "found 3 errors in 1 file; --fix mends 2",
    ]


def test_every_format_of_a_plan_has_its_file(here: Path) -> None:
    source = SAMPLES / "example_5" / "tasks.json"
    expected = json.loads((SAMPLES / "example_5" / "batch_results.json").read_bytes())
    assert main(["plan", str(source), "--format", "json=a.json", "--format", "markdown=b.md"]) == 0
    assert json.loads((here / "a.json").read_bytes()) == expected
    assert (here / "b.md").read_text().startswith("| Batch |")
    assert main(["plan", str(source), "-v", "--format", "json=a.json"]) == 0
    analysed = json.loads((here / "a.json").read_bytes())
    assert analysed.pop("analysis")["minimum_turns"] == 4
    assert analysed == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [([], 2), (["--stdin-filename", "plans/tasks.json"], 0)],
    ids=["no name", "a name"],
)
def test_a_workflow_needs_a_name_for_its_tasks_file(
    arguments: list[str], expected: int, here: Path, program: Program
) -> None:
    given = json.dumps({"tasks": [GOOD]}).encode()
    done = program.run("plan", "-", "--format", "workflow", *arguments, cwd=here, given=given)
    assert done.returncode == expected
    assert (b'TASKS_FILE: "plans/tasks.json"\n' in done.stdout) is (expected == 0)
    assert (b"give --stdin-filename NAME" in done.stderr) is (expected == 2)


@pytest.mark.skipif(sys.platform != "linux", reason="only here a name may be any bytes")
def test_a_workflow_cannot_hold_a_name_that_is_not_utf_8(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"\xff.json")
    write(here / name, GOOD)
    assert main(["plan", name, "--format", "workflow=it.yml"]) == 2
    assert "which is not UTF-8" in capsys.readouterr().err
    assert not (here / "it.yml").exists()


def test_a_plan_that_there_is_not_is_explained_and_nothing_is_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", {**GOOD, "dependencies": ["z"]})
    assert main(["plan", "tasks.json", "--format", "json=out.json"]) == 1
    out, err = capsys.readouterr()
    assert (out, (here / "out.json").exists()) == ("", False)
    assert err.startswith("tasks.json:10:9: error MSQ301 ")


def test_the_page_shows_why_there_is_no_plan(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", {**GOOD, "dependencies": ["z"]})
    assert main(["plan", "tasks.json", "--format", "html=plan.html", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.startswith("tasks.json:10:9: error MSQ301 ")) == ("", True)
    assert '"code":"MSQ301"' in (here / "plan.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "tasks", "code"),
    [
        ("tasks.json", [{**GOOD, "dependencies": ["a"], "lint_ignore": ["MSQ302"]}], "MSQ302"),
        ("tasks.json", [GOOD, {**GOOD, "lint_ignore": ["MSQ105"]}], "MSQ105"),
        ("tasks.json", [{**GOOD, "dependencies": ["z"]}], "MSQ301"),
        ("tasks.json", [], "MSQ106"),
        (".vscode/tasks.json", [{"label": "a", "command": "b"}], "MSQ107"),
    ],
    ids=["suppressed in the task", "suppressed repeated id", "ignored", "empty", "another tool's"],
)
def test_whatever_is_ignored_why_there_is_no_plan_is_said(
    name: str, tasks: list[object], code: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "modsquad-lint.toml").write_text("ignore = ['MSQ3']")
    write(here / name, *tasks)
    assert main(["plan", name, "--format", "json=out.json"]) == 1
    out, err = capsys.readouterr()
    assert (out, (here / "out.json").exists()) == ("", False)
    assert f" {code} " in err


@pytest.mark.parametrize("number", range(1, 7))
def test_the_source_documents_commands(number: int, here: Path, program: Program) -> None:
    folder = SAMPLES / f"example_{number}"
    expected = json.loads((folder / "batch_results.json").read_bytes())
    tasks = str(folder / "tasks.json")
    runner = functools.partial(program.run, function=BATCH_RUNNER, cwd=here)
    done = runner("--tasks", tasks, "--output", "out.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert json.loads((here / "out.json").read_bytes()) == expected
    os.unlink(here / "out.json")
    done = runner("--tasks", tasks, "--output", "out.json", "--dry-run", "--verbose")
    assert (done.returncode, json.loads(done.stdout)) == (0, expected)
    assert (b"\nfile intersections\n" in done.stderr) == bool(expected["metrics"]["intersections"])
    assert os.listdir(here) == []


@pytest.mark.parametrize(
    ("dependencies", "exit_code", "said"),
    [
        ([], 0, "the dependencies are sound"),
        (["z"], 1, "MSQ301"),
        (["a"], 1, "MSQ302"),
        (["b"], 1, "MSQ303"),
    ],
)
def test_the_validator(
    dependencies: list[str], exit_code: int, said: str, here: Path, program: Program
) -> None:
    ignored = {"lint_ignore": ["MSQ301", "MSQ302", "MSQ303"]}
    tasks = (
        {**GOOD, "dependencies": dependencies, **ignored},
        {**GOOD, "id": "b", "dependencies": ["a"]},
    )
    write(here / "tasks.json", *tasks)
    validator = "modsquad_lint.validator:main"
    done = program.run("--check-deps", "tasks.json", function=validator, cwd=here)
    assert done.returncode == exit_code
    assert said in done.stdout.decode()
    assert done.stderr == b""


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"modsquad-lint {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
def test_help_of_all_is_one_screen_that_names_every_command(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "usage: modsquad-lint [COMMAND] [OPTION...] [FILE...]"
    assert [line.split()[0] for line in lines if line.startswith("  ")][: len(COMMANDS)] == [
        *COMMANDS
    ]
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [40, 96, 200])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_fits_the_terminal(
    command: str, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["help", command]) == 0
    own = capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert capsys.readouterr().out == own
    assert own.startswith(f"usage: modsquad-lint {command} ")
    wide = [line for line in own.splitlines() if len(line) > min(width, 120)]
    # An address is not broken, and neither is an option from what it takes.
    assert [line for line in wide if not re.search(r"^  -|^usage: |https://", line)] == []


def test_help_of_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "pln"]) == 2
    assert capsys.readouterr().err.startswith("modsquad-lint: ")


# ---------------------------------------------------------------- the world at its worst


def test_a_closed_pipe_is_no_error(here: Path) -> None:
    write(here / "tasks.json", *({**BAD, "id": f"t{number}"} for number in range(3000)))
    command = f"{sys.executable} -m modsquad_lint tasks.json; echo $? >code"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | head -n 1"], cwd=here, capture_output=True, check=False
    )
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")
    assert (here / "code").read_text() == "1\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_one_line(here: Path) -> None:
    write(here / "tasks.json", BAD)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "modsquad_lint", "tasks.json"],
            cwd=here,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"modsquad-lint: cannot write the output: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
def test_a_terminal_that_is_not_utf8_gets_what_it_can_show(encoding: str, here: Path) -> None:
    knot = [{**GOOD, "dependencies": ["ü→"]}, {**GOOD, "id": "ü→", "dependencies": ["a"]}]
    write(here / "täsks.json", *knot)
    done = python(
        "-m",
        "modsquad_lint",
        "täsks.json",
        cwd=here,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert done.stderr == b""
    assert done.returncode == 1
    assert b"MSQ303" in done.stdout
    done.stdout.decode(encoding)


def test_control_c_is_no_traceback(here: Path) -> None:
    with children.python("-m", "modsquad_lint", "-", cwd=here) as child:
        children.feed(child, b"[")
        child.send_signal(signal.SIGINT)
        out, err = child.communicate()
    assert (child.returncode, out, err) == (130, b"", b"")


def test_a_bug_says_that_it_is_ours(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", GOOD)

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("surprise")

    monkeypatch.setattr("modsquad_lint.repository.project.report_on", broken)
    assert main(["tasks.json"]) == 70
    err = capsys.readouterr().err
    assert "RuntimeError: surprise" in err
    assert f"this is a bug in modsquad-lint {__version__}" in err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.json", b""),
        ("binary.json", bytes(range(256))),
        ("utf16.json", json.dumps(GOOD).encode("utf-16")),
        ("nul.json", b"\0" * 100),
        ("deep.json", b"[" * 100_000),
        ("number.json", b"9" * 10_000),
        ("empty.yaml", b""),
        ("binary.yaml", bytes(range(256))),
        ("deep.yaml", b"[" * 100_000),
        (
            "bomb.yaml",
            b"a: &a [x]\n"
            + b"".join(
                b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (c, c, *[c - 1] * 8)
                for c in range(98, 118)
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_bytes_are_findings(
    name: str, data: bytes, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / name).write_bytes(data)
    assert main([name, "--format", "concise"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"{name}:")
    assert out.count("\n") == 1
    assert " error MSQ10" in out


# ---------------------------------------------------------------- fixes


def test_fix_mends_the_file_and_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(here / "tasks.json", {**BAD, "file_modifications": ["a\\b.py", "x"]})
    before = path.read_text()
    assert main(["tasks.json", "--fix"]) == 1
    out = capsys.readouterr().out
    assert path.read_text() == before.replace("a\\\\b.py", "a/b.py")
    assert "\ntasks.json: mended 1 finding\n  MSQ201 " in out
    assert ": error MSQ203" in out
    assert ": error MSQ201" not in out
    after = path.stat()
    assert main(["tasks.json", "--fix"]) == 1
    assert path.stat().st_mtime_ns == after.st_mtime_ns


def test_diff_shows_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(here / "tasks.json", BAD)
    before = path.read_bytes()
    assert main(["tasks.json", "--diff"]) == 1
    diff = capsys.readouterr().out
    assert path.read_bytes() == before
    git("init")
    subprocess.run(["git", "apply", "-p0", "-"], input=diff.encode(), check=True)
    assert json.loads(path.read_text())["tasks"][0]["file_modifications"] == ["a/b.py"]
    assert main(["tasks.json", "--diff"]) == 0
    assert capsys.readouterr().out == ""


def test_fixing_standard_input_writes_the_text_to_standard_output(
    here: Path, program: Program
) -> None:
    text = json.dumps({**BAD, "file_modifications": ["a\\b.py", "x"]})
    done = program.run("-", "--fix", given=text.encode(), cwd=here)
    assert done.returncode == 1
    assert done.stdout.decode() == text.replace("a\\\\b.py", "a/b.py")
    assert b"MSQ203" in done.stderr


# ---------------------------------------------------------------- several plans in one repository


@pytest.fixture
def two_plans(here: Path) -> Path:
    """`one.tasks.json` has the task a (a.py), `two.tasks.json` the task b (b.py); nothing changed."""
    git("init", "-b", "main")
    write(here / "one.tasks.json", GOOD)
    write(here / "two.tasks.json", {**GOOD, "id": "b", "file_modifications": ["b.py"]})
    for name in ("a.py", "b.py", "c.py"):
        (here / name).write_text("")
    git("add", ".")
    git("commit", "-m", "begin")
    return here


@pytest.mark.parametrize(
    ("changed", "arguments", "found"),
    [
        pytest.param(["a.py", "b.py"], [], [], id="each plan answers for its own"),
        pytest.param(["two.tasks.json"], [], [], id="no tasks file is drift"),
        pytest.param(["c.py"], [], ["one MSQ601 c.py"], id="nobody's file, once"),
        pytest.param(["a.py"], ["--task", "a"], [], id="a task of one plan"),
        pytest.param(["b.py"], ["--task", "b"], [], id="a task of the other plan"),
        pytest.param(["b.py"], ["--task", "a"], ["one MSQ602 b.py"], id="another plan's file"),
        pytest.param(["a.py", "b.py"], ["--task", "a", "--task", "b"], [], id="a task of each"),
    ],
)
def test_each_plan_answers_for_its_own_tasks(
    changed: list[str],
    arguments: list[str],
    found: list[str],
    two_plans: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in changed:
        path = two_plans / name
        path.write_text(path.read_text() + " ")
    git("add", ".")
    drift = ["--select", "MSQ601,MSQ602", "--format", "json"]
    assert main(["--against", "staged", *arguments, *drift]) == bool(found)
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [
        f"{finding['path'].partition('.')[0]} {finding['code']} {finding['changed_path']}"
        for finding in findings
    ] == found


@pytest.mark.parametrize(
    ("name", "text", "config"),
    [
        pytest.param(".vscode/tasks.json", '{"version": "2.0.0", "tasks": []}', "", id="foreign"),
        pytest.param("a.tasks.json", '{"tasks": [', "", id="broken"),
        pytest.param(
            "a.tasks.json",
            json.dumps({**GOOD, "id": "z", "file_modifications": ["z.py"]}),
            'per-file-ignores = {"a.tasks.json" = ["MSQ6"]}\n',
            id="excepted",
        ),
    ],
)
def test_what_nobody_declares_is_said_of_the_first_file_of_which_it_can_be(
    name: str, text: str, config: str, two_plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (two_plans / name).parent.mkdir(exist_ok=True)
    (two_plans / name).write_text(text)
    (two_plans / "modsquad-lint.toml").write_text(config)
    git("add", ".")
    git("commit", "-m", "one that sorts first")
    (two_plans / "c.py").write_text("changed")
    git("add", ".")
    # What can't be read was not compared with, whatever the others say.
    code = 3 if text.endswith("[") else 1
    assert main(["--against", "staged", "--format", "json"]) == code
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [each["path"] for each in findings if each["code"] == "MSQ601"] == ["one.tasks.json"]


def test_a_task_that_no_plan_has_is_an_error(
    two_plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert two_plans.exists()
    assert main(["--against", "staged", "--task", "c"]) == 2
    assert capsys.readouterr().err == 'modsquad-lint: no task has the id "c"\n'


HOSTILE = "x\n::error::y\x1b[31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([HOSTILE], id="a missing file"),
        pytest.param(["tasks.json", "--format", HOSTILE], id="a format"),
        pytest.param(["tasks.json", f"--format=json={HOSTILE}/y"], id="a file to write"),
        pytest.param(["tasks.json", "--select", HOSTILE], id="a rule to select"),
        pytest.param(["tasks.json", "--config", HOSTILE], id="a configuration file"),
        pytest.param(["rule", HOSTILE], id="a rule"),
        pytest.param(["plan", "tasks.json", "--why", HOSTILE], id="a task"),
        pytest.param([f"--{HOSTILE}"], id="an option"),
        pytest.param(["schema", HOSTILE], id="a choice"),
        pytest.param(["tasks.json", "--against", HOSTILE], id="a revision"),
        pytest.param(["bad/tasks.json"], id="a setting"),
        pytest.param(["worse/tasks.json"], id="a value"),
        pytest.param([HOSTILE + " folder"], id="a folder without tasks files"),
        pytest.param(["--show-files", "files"], id="a list of files"),
        pytest.param(["--show-settings", "files"], id="settings"),
    ],
)
def test_no_argument_and_no_name_forges_a_line(
    arguments: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init")
    for folder in (".", "bad", "worse"):
        write(here / folder / "tasks.json", GOOD)
    key, value = json.dumps(HOSTILE), json.dumps([HOSTILE])
    (here / "bad" / "modsquad-lint.toml").write_text(f"{key} = 1")
    (here / "worse" / "modsquad-lint.toml").write_text(f"select = {value}")
    (here / (HOSTILE + " folder")).mkdir()
    write(here / "files" / f"{HOSTILE} tasks.json", GOOD)
    main(arguments)
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err
    assert not [line for line in (out + err).splitlines() if line.lstrip().startswith("::")]
    assert out + err != ""


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_are_no_bug(redirection: str, here: Path) -> None:
    write(here / "tasks.json", BAD)
    command = f"{sys.executable} -m modsquad_lint tasks.json {redirection}"
    done = subprocess.run(["bash", "-c", command], cwd=here, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")


def test_closed_standard_input_is_one_line(here: Path) -> None:
    command = f"{sys.executable} -m modsquad_lint - <&-"
    done = subprocess.run(["bash", "-c", command], cwd=here, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr == b"modsquad-lint: cannot read standard input: it is closed\n"


def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", BAD)
    assert main(["missing.json", "tasks.json", "gone.json", "--format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("tasks.json:7:9: error MSQ201 ")
    assert err == (
        "modsquad-lint: cannot read missing.json: No such file or directory\n"
        "modsquad-lint: cannot read gone.json: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["plam", "tasks.json"], 'did you mean the command "plan"?'),
        (["version"], 'did you mean "--version"?'),
        (["fix", "tasks.json"], 'did you mean "--fix"?'),
        (["-q", "plan", "tasks.json"], "a command comes first: modsquad-lint plan ..."),
    ],
)
def test_a_command_in_the_wrong_place_is_recognised(
    arguments: list[str], advice: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", GOOD)
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[1:] == [advice]


@pytest.mark.parametrize(
    ("variables", "has_colour"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
    ids=str,
)
def test_colour(
    variables: dict[str, str],
    has_colour: bool,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(here / "tasks.json", BAD)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main(["tasks.json"])
    assert ("\x1b[" in capsys.readouterr().out) is has_colour
    main(["tasks.json", "--color", "always"])
    assert "\x1b[" in capsys.readouterr().out
    main(["tasks.json", "--color", "never"])
    assert "\x1b[" not in capsys.readouterr().out


# ---------------------------------------------------------------- a comparison that was not made


def test_a_comparison_that_finds_no_tasks_file_was_not_made(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert here.exists()
    git("init")
    assert main(["--against", "staged"]) == 3
    assert capsys.readouterr().err == (
        "modsquad-lint: NOT checked: git tracks no tasks file here "
        f"({PLACES}); name the files to check; where there is no plan yet, `modsquad-lint init` begins one\n"
    )


def test_a_tasks_file_that_git_does_not_track_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init")
    write(here / "plans" / "tasks.json", GOOD)
    monkeypatch.chdir(here / "plans")
    assert main([]) == 2
    assert capsys.readouterr().err == (
        f"modsquad-lint: git tracks no tasks file here ({PLACES})\n"
        "name tasks.json, or add it to git\n"
    )


@pytest.mark.parametrize("arguments", [[], ["."], ["plan"], ["--no-git", "."]], ids=" ".join)
def test_a_tasks_file_above_is_named(
    arguments: list[str],
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    git("init")
    write(here / "tasks.json", GOOD)
    (here / "a" / "b").mkdir(parents=True)
    git("add", ".")
    monkeypatch.chdir(here / "a" / "b")
    assert main(arguments) == 2
    advice = "name the files to check: did you mean ../../tasks.json, above this folder?"
    assert capsys.readouterr().err.splitlines()[1] == advice


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--formt", "json"], 'unrecognized arguments: --formt; did you mean "--format"?'),
        (["--selct=MSQ1"], 'unrecognized arguments: --selct=MSQ1; did you mean "--select"?'),
        (["--zzz"], "unrecognized arguments: --zzz"),
        (["plan", "--sugest"], 'unrecognized arguments: --sugest; did you mean "--suggest"?'),
    ],
)
def test_an_option_that_is_near_is_named(
    arguments: list[str], said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "tasks.json", GOOD)
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[0] == f"modsquad-lint: {said}"


def test_yaml_on_standard_input_is_told_how_to_say_so(here: Path, program: Program) -> None:
    done = program.run("-", given=b"tasks:\n  - id: a\n", cwd=here)
    assert b"say that it is YAML with --stdin-filename tasks.yaml" in done.stdout


def test_differences_do_not_hide_that_nothing_was_compared(here: Path) -> None:
    git("init")
    write(here / "tasks.json", GOOD)
    assert main(["--diff", "--against", "nope", "tasks.json"]) == 3


def test_every_format_that_has_room_says_who_answers_for_the_changes(
    two_plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (two_plans / "a.py").write_text("changed")
    git("add", ".")
    said = 'staged changes: 1 changed file compared with task "a" (--task)'
    arguments = ["one.tasks.json", "--against", "staged", "--task", "a", "--format"]
    for name in ("text", "json", "github", "sarif", "markdown"):
        main([*arguments, name])
        out = capsys.readouterr().out
        assert said in unescape(out.replace('\\"', '"')), name


def test_each_configuration_says_how_a_branch_names_its_task(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("init", "-b", "agents/b")
    write(here / "tasks.json", GOOD)
    write(here / "b" / "tasks.json", {**GOOD, "id": "b", "file_modifications": ["b/b.py"]})
    (here / "b" / "modsquad-lint.toml").write_text("branch-pattern = 'agents/{id}'")
    git("add", ".")
    git("commit", "-m", "begin")
    for order in (["b/tasks.json", "tasks.json"], ["tasks.json", "b/tasks.json"]):
        main(["--against", "staged", *order])
        assert 'compared with task "b" (branch agents/b)' in capsys.readouterr().out


def test_standard_input_is_read_even_where_the_index_has_the_file(
    here: Path, program: Program
) -> None:
    git("init")
    write(here / "tasks.json", GOOD)
    git("add", ".")
    command = ("-", "--stdin-filename", "tasks.json", "--against", "staged")
    done = program.run(*command, given=b"{", cwd=here)
    assert done.returncode == 3
    assert b"MSQ101" in done.stdout


def test_fixing_standard_input_keeps_its_byte_order_mark(here: Path, program: Program) -> None:
    text = b"\xef\xbb\xbf" + json.dumps(BAD).encode()
    done = program.run("-", "--fix", given=text, cwd=here)
    assert done.stdout == text.replace(b"a\\\\b.py", b"a/b.py")


def test_a_file_that_cannot_be_written_does_not_keep_the_others_from_being_mended(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2, 3):
        write(here / f"{number}.json", BAD)
    monkeypatch.setattr(
        "modsquad_lint.repository.files.os.access", lambda path, _: not path.endswith("2.json")
    )
    assert main(["1.json", "2.json", "3.json", "--fix", "-q"]) == 2
    assert capsys.readouterr().err == (
        f"modsquad-lint: cannot write {here / '2.json'}: it is read-only\n"
    )
    mended = ["a/b.py" in (here / f"{number}.json").read_text() for number in (1, 2, 3)]
    assert mended == [True, False, True]


def test_standard_input_has_the_same_bound_as_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("modsquad_lint.repository.files.MOST_BYTES", 1 << 20)
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b" " * ((1 << 20) + 1))))
    assert main(["-"]) == 2
    assert capsys.readouterr().err == (
        "modsquad-lint: cannot read standard input: it is larger than 1 MiB\n"
    )


def test_in_the_log_of_an_action_a_difference_is_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tasks.yaml"
    path.write_text("id: a\ndescription: |\n  ::add-mask::x\nfile_modifications: [./a.py]\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main([str(path), "--no-git", "--diff"]) == 1
    first, *between, last = capfd.readouterr().out.splitlines()
    word = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", word)
    assert last == f"::{word}::"
    assert "   ::add-mask::x" in between
    assert f"::{word}::" not in between


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "said"),
    [
        pytest.param(["x.tasks.json"], {}, 1, "MSQ103", id="named"),
        pytest.param(["."], {}, 0, "x.tasks.json NOT checked: it looks like", id="found"),
        # pre-commit passes on each file of such a name, whatever it is.
        pytest.param(["x.tasks.json"], {"PRE_COMMIT": "1"}, 0, "NOT checked", id="pre-commit"),
    ],
)
def test_a_file_that_only_has_the_name(
    arguments: list[str],
    variables: dict[str, str],
    code: int,
    said: str,
    here: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (here / "x.tasks.json").write_text('[{"name": "a", "owner": "b"}]')
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--no-git", *arguments]) == code
    out = capsys.readouterr().out
    assert said in out
    assert "no findings" not in out


# ---------------------------------------------------------------- a plan with errors

DOUBTFUL = [
    {"id": "a", "file_modifications": ["a\\b.py", "c/./d.py"], "dependencies": []},
    {"id": "b", "file_modifications": ["x.py"], "dependencies": []},
]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        pytest.param([], 1, ["2 errors (MSQ201 and MSQ204)", "check t.json"], id="errors"),
        pytest.param(
            ["--ignore", "MSQ204"],
            1,
            ["1 error (MSQ201)", "check --ignore MSQ204 t.json"],
            id="fewer",
        ),
        pytest.param(["--ignore", "MSQ2"], 0, [], id="none"),
        pytest.param(["--select", "MSQ4"], 0, [], id="none selected"),
        pytest.param(["--fail-on", "never"], 0, [], id="never"),
        pytest.param(
            ["--fail-on", "info", "--select", "MSQ405"],
            1,
            ["1 finding (MSQ405)", "check --select MSQ405 t.json"],
            id="an info",
        ),
        pytest.param(["--select", "MSQ6"], 0, [], id="never of what git has"),
    ],
)
@pytest.mark.parametrize("format", ["json", "matrix", "html"])
def test_a_plan_with_errors_is_printed_and_said_to_be_doubtful(
    format: str,  # noqa: A002
    arguments: list[str],
    exit_code: int,
    said: list[str],
    here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(here / "t.json", *DOUBTFUL)
    assert main(["plan", "t.json", "--format", format, *arguments]) == exit_code
    out, err = capsys.readouterr()
    assert '"a"' in out or "<html" in out
    wanted = (
        [
            f"modsquad-lint: t.json has {said[0]}: do not rely on this plan",
            f"modsquad-lint {said[1]} shows them",
        ]
        if said
        else []
    )
    assert err.splitlines() == wanted


def test_suggestions_and_reasons_of_a_doubtful_plan_say_so_too(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "t.json", *DOUBTFUL)
    assert [main(["plan", "t.json", *more]) for more in (["--suggest"], ["--why", "a"])] == [1, 1]
    assert capsys.readouterr().err.count("do not rely on this plan") == 2


def test_the_batch_runner_writes_a_doubtful_plan_and_says_so(here: Path, program: Program) -> None:
    write(here / "t.json", *DOUBTFUL)
    arguments = ("--tasks", "t.json", "--output", "out.json")
    done = program.run(*arguments, function=BATCH_RUNNER, cwd=here)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"t.json has 2 errors (MSQ201 and MSQ204)" in done.stderr
    assert len(json.loads((here / "out.json").read_text())["batches"]) == 1


@pytest.mark.parametrize("command", [["plan"], ["next"]])
def test_where_there_is_no_plan_the_reasons_and_the_way_to_mend_are_said(
    command: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        here / "t.json",
        {"id": "a", "file_modifications": ["a.py"], "dependencies": ["ab"]},
        *DOUBTFUL,
    )
    assert main([*command, "t.json"]) == 1
    *_, count, reasons = capsys.readouterr().err.splitlines()
    assert count.startswith("found 2 errors in 1 file")
    assert reasons == "modsquad-lint: t.json has no plan, because of MSQ301 and MSQ105"


# ---------------------------------------------------------------- what was mended, and what would be

HIDDEN = [
    {"id": "a", "file_modifications": ["a\\b.py"]},
    {"id": "b", "file_modifications": ["b.py"], "dependencies": ["a"]},
    {"id": "c", "file_modifications": ["c.py"], "dependencies": ["a", "b"]},
]


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        pytest.param(
            [], "--fix mends 1; --fix --unsafe-fixes mends another 2", id="two hidden infos"
        ),
        pytest.param(
            ["--ignore", "MSQ305"], "--fix mends 1; --fix --unsafe-fixes mends another 1", id="one"
        ),
        pytest.param(["--ignore", "MSQ3"], "--fix mends 1", id="none"),
        pytest.param(["--select", "MSQ3"], "no findings in 1 file", id="nothing is found"),
    ],
)
def test_what_would_be_mended_is_counted_hidden_infos_included(
    arguments: list[str], last: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "t.json", *HIDDEN)
    main(["t.json", *arguments])
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.removeprefix("found 1 error in 1 file; ") == last


def test_what_was_mended_is_listed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(here / "t.json", *HIDDEN)
    before = path.read_text()
    mended = ["MSQ201", "MSQ306", "MSQ305"]
    assert main(["t.json", "--fix", "--unsafe-fixes", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(each["code"], each["task"]) for each in said["mended"]] == [
        ("MSQ201", "a"),
        ("MSQ306", "a"),
        ("MSQ305", "c"),
    ]
    assert said["summary"]["mended"] == 3
    path.write_text(before)
    assert main(["t.json", "--fix", "--unsafe-fixes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "t.json: mended 3 findings",
        '  MSQ201 "a\\b.py" is written with backslashes: write "a/b.py"',
        *lines[2:4],
    ]
    assert [line.split()[0] for line in lines[1:4]] == mended


def test_of_very_many_that_were_mended_the_first_are_listed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [f"a\\b{number}.py" for number in range(1_500)]
    path = write(here / "t.json", {"id": "a", "file_modifications": files, "dependencies": []})
    before = path.read_text()
    main(["t.json", "--fix"])
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("t.json: mended 1,500 findings")
    assert lines[at + 20].startswith("  MSQ201 ")
    assert lines[at + 21] == "  and 1,480 more"
    path.write_text(before)
    main(["t.json", "--fix", "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    assert (len(said["mended"]), said["summary"]["mended"]) == (1_000, 1_500)
