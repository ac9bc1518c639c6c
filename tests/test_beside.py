"""Tasks files of one run that share files: each is a plan of its own, and nothing orders their tasks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.engine.linting import report_on
from modsquad_lint.engine.report import Report
from modsquad_lint.rules.registry import Subject


def task(ident: str, *files: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"id": ident, "file_modifications": [*files], "dependencies": [], **more}


def shared(folder: Path, capsys: pytest.CaptureFixture[str], **files: Any) -> list[str]:  # noqa: ANN401
    """What MSQ404 says of these files, in their order."""
    paths = []
    for name, entries in files.items():
        path = folder / f"{name}.tasks.json"
        path.write_text(entries if isinstance(entries, str) else json.dumps(entries))
        paths.append(str(path))
    main(["check", "--no-git", "--isolated", "--select", "MSQ404", "--format", "json", *paths])
    return [
        f"{Path(each['path']).name.partition('.')[0]}: {each['message'].replace(str(folder), '')}"
        f" [{', '.join(Path(other['path']).name + ' ' + other['message'] for other in each['related'])}]"
        for each in json.loads(capsys.readouterr().out)["findings"]
        if each["code"] == "MSQ404"
    ]


A = task("a", "a.py", "x.py")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"one": [A], "two": [task("b", "b.py")]}, [], id="nothing"),
        pytest.param(
            {"one": [A], "two": [task("b", "./a.py")]},
            ["two a.py"],
            id="a file",
        ),
        pytest.param({"one": [A], "two": [task("b", "a.py", status="done")]}, [], id="done"),
        pytest.param(
            {"one": [task("a", "CHANGELOG.md")], "two": [task("b", "CHANGELOG.md")]},
            [],
            id="mergeable",
        ),
        pytest.param(
            {"one": [task("a", "src/")], "two": [task("b", "src/b.py")]}, ["two src/"], id="area"
        ),
        pytest.param(
            {
                "one": [task("a", "src/a.py")],
                "two": [task("b", "src/b.py")],
                "three": [task("c", "src/")],
            },
            ["three src/"],
            id="parts of an area do not meet",
        ),
        pytest.param(
            {
                "one": [A, task("a2", "a.py")],
                "two": [task("b", "a.py")],
                "three": [task("c", "a.py")],
            },
            ["two a.py", "three a.py"],
            id="once for each later file",
        ),
        pytest.param({"one": "{", "two": [A]}, [], id="one that can't be read"),
    ],
)
def test_what_two_files_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, Any], said: list[str]
) -> None:
    found = shared(tmp_path, capsys, **files)
    assert [f"{each.partition(':')[0]} {each.split(chr(34))[5]}" for each in found] == said


def test_both_files_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = shared(tmp_path, capsys, one=[A], two=[task("b", "b.py", "a.py")])
    assert found.endswith(
        'share "a.py", and nothing puts them in order [one.tasks.json declared by "a"]'
    )
    assert found.startswith('two: "b" and "a" of ')


def test_pre_commit_hands_on_a_part_of_a_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the files of a commit wait for may be in those that it leaves alone."""
    repo = Sandbox(tmp_path)
    repo.write("one.tasks.json", json.dumps([A]))
    repo.write("two.tasks.json", json.dumps([after("b", "b.py", "a")]))
    repo.write("three.tasks.json", "{")
    repo.git("add", "-A")
    monkeypatch.chdir(tmp_path)
    said = []
    for hook in ("", "1"):
        if hook:
            monkeypatch.setenv("PRE_COMMIT", hook)
        code = main(["check", "--format", "concise", "two.tasks.json"])
        said.append((code, "MSQ301" in capsys.readouterr().out))
    assert said == [(1, True), (0, False)]


@pytest.mark.parametrize(("command", "says"), [("plan", "batch 2  b*"), ("next", "1 waiting")])
def test_one_plan_in_several_files_needs_no_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("one.tasks.json").write_text(json.dumps([A]))
    Path("two.tasks.json").write_text(json.dumps([after("b", "b.py", "a")]))
    assert main([command, "--no-git", "."]) == 0
    said = capsys.readouterr()
    assert (says in said.out, said.err) == (True, "")
    assert main(["plan", "--no-git", "--format", "workflow", "."]) == 2
    Path("three.tasks.json").write_text(json.dumps([task("c", "c.py")]))
    assert main([command, "--no-git", "."]) == 2


def test_what_is_left_of_one_plan_in_several_files_when_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Compared or not, mended or not; and each file is ignored as its own settings say."""
    repo = Sandbox(tmp_path)
    repo.write("modsquad-lint.toml", 'per-file-ignores = {"one.tasks.json" = ["MSQ207"]}\n')
    twice = {"file_modifications": ["x.py", "x.py"]}
    repo.write("one.tasks.json", json.dumps([{**after("a", "", "b"), **twice}]))
    repo.write("two.tasks.json", json.dumps([{**after("b", "", "a"), **twice}]))
    repo.write("x.py", "")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Begin")
    monkeypatch.chdir(tmp_path)
    said = []
    for options in ([], ["--against", "main"], ["--fix", "--against", "main"], []):
        main(["check", "--select", "MSQ2,MSQ3", "--format", "concise", *options])
        lines = [line for line in capsys.readouterr().out.splitlines() if "MSQ" in line]
        said.append([f"{each[:3]} {each[each.index('MSQ') :][:6]}" for each in lines])
    assert said == [["one MSQ303", "two MSQ207"]] * 2 + [["one MSQ303"]] * 2


@pytest.mark.parametrize(
    ("one", "two", "left"),
    [
        pytest.param(
            [task("a", "x.py", "x.py"), task("b", "b\\c.py")],
            [task("c", "b/c.py", ".//x.py")],
            ["two 1:37 b/c.py with one 1:102", "two 1:47 x.py with one 1:37"],
            id="places as they are then",
        ),
        pytest.param(
            [task("a", "src\\"), task("b", "b.py")],
            [task("c", "src/c.py", "src/c.py", "b.py")],
            ["two 1:37 src/ with one 1:37", "two 1:49 b.py with one 1:102"],
            id="an area that is written in another way",
        ),
        pytest.param(
            [task("a", "a.py")],
            [{"id": "c", "file_modifications": [], "files": ["a.py"], "dependencies": []}],
            [],
            id="nothing",
        ),
    ],
)
def test_what_is_shared_is_left_when_files_are_mended(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    one: list[Any],
    two: list[Any],
    left: list[str],
) -> None:
    """Compared or not: with `--fix` the same is found as afterwards."""
    repo = Sandbox(tmp_path)
    monkeypatch.chdir(tmp_path)
    said = []
    for compared in ([], ["--against", "worktree"]):
        repo.write("one.tasks.json", json.dumps(one))
        repo.write("two.tasks.json", json.dumps(two))
        repo.git("add", "-A")
        repo.git("commit", "-q", "--allow-empty", "-m", "Begin")
        for options in (["--fix"], []):
            names = ["--select", "MSQ201,MSQ207,MSQ404", "one.tasks.json", "two.tasks.json"]
            code = main(
                ["check", "--format", "json", "--fail-on", "info", *options, *compared, *names]
            )
            found = json.loads(capsys.readouterr().out)["findings"]
            assert {each["code"] for each in found} <= {"MSQ404"}
            said.append((code, [_pair(each) for each in found]))
    assert said == [(int(bool(left)), left)] * 4


def test_plans_with_the_same_ids_are_mended_where_they_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tasks have the same full names before and after."""
    repo = Sandbox(tmp_path)
    monkeypatch.chdir(tmp_path)
    repo.write("specs/001-a/tasks.md", "- [ ] T001 Write `src/A.py`\n- [ ] T002 Write `src/b.py`\n")
    repo.write("specs/002-b/tasks.md", "- [ ] T001 Write `src/c.py`\n")
    for name in "abc":
        repo.write(f"src/{name}.py", "")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Begin")
    repo.write("src/b.py", "x")
    options = ["--against", "worktree", "--task", "001-a:T001", "--format", "concise"]
    said = []
    for how in ([], ["--fix"]):
        main(["check", *options, *how])
        said.append(capsys.readouterr().out.splitlines())
    drift = (
        'specs/001-a/tasks.md:1:19: error MSQ602 task "001-a:T001" changed src/b.py,'
        ' which only "T002" declares'
    )
    case = 'specs/001-a/tasks.md:1:19: error MSQ606 [*] "src/A.py" is tracked in another case: "src/a.py"'
    assert said == [[drift, case], [drift]]
    mended = Path("specs/001-a/tasks.md").read_text()
    assert mended == "- [ ] T001 Write `src/a.py`\n- [ ] T002 Write `src/b.py`\n"


def _pair(finding: dict[str, Any]) -> str:
    """Where two files share what."""
    (other,) = finding["related"]
    places = [
        f"{each['path'].partition('.')[0]} {each['start']['line']}:{each['start']['column']}"
        for each in (finding, other)
    ]
    return f"{places[0]} {finding['message'].split(chr(34))[5]} with {places[1]}"


def test_an_id_that_another_file_has_is_no_slip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = json.dumps([task("add-model", "a.py"), after("b", "b.py", "add-models")])
    Path("one.tasks.json").write_text(text)
    Path("two.tasks.json").write_text(json.dumps([task("add-models", "c.py"), {"id": 1}]))
    options = ["--no-git", "--select", "MSQ301", "--unsafe-fixes", "--format", "concise"]
    said = []
    for how in ([], ["--diff"], ["--fix"]):
        code = main(["check", *options, *how, "one.tasks.json", "two.tasks.json"])
        said.append((code, capsys.readouterr().out))
    found = (
        'one.tasks.json:1:136: error MSQ301 "b" depends on "add-models",'
        " which is a task of two.tasks.json\n"
    )
    assert said == [(1, found), (0, ""), (1, found)]
    assert Path("one.tasks.json").read_text() == text


def after(ident: str, path: str, *needed: str) -> dict[str, Any]:
    return task(ident, path, dependencies=[*needed])


@pytest.mark.parametrize(
    ("one", "two", "codes", "together"),
    [
        pytest.param([A], [after("b", "b.py", "a")], "", True, id="known"),
        pytest.param([A], [after("b", "b.py", "c")], "MSQ301", False, id="unknown"),
        pytest.param(
            [after("a", "a.py", "b")], [after("b", "b.py", "a")], "MSQ303", True, id="a knot"
        ),
        pytest.param(
            [A, task("s", "s.py")],
            [after("b", "b.py", "a"), task("s", "t.py")],
            "MSQ105",
            True,
            id="one plan with an id twice",
        ),
        pytest.param([A], [task("a", "b.py")], "", False, id="two plans with an id"),
        pytest.param(
            [after("a", "a.py", "s"), task("s", "s.py")],
            [after("b", "b.py", "s"), task("s", "t.py")],
            "",
            False,
            id="each has its own",
        ),
        pytest.param([A], [after("b", "a.py", "a")], "", True, id="a file in turns"),
        pytest.param([A, {"id": 1}], [after("b", "b.py", "a")], "MSQ103 MSQ301", False, id="none"),
    ],
)
def test_files_of_which_one_waits_for_the_other_are_one_plan(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    one: list[Any],
    two: list[Any],
    codes: str,
    together: bool,
) -> None:
    """`check` and `plan` mean the same by several files."""
    monkeypatch.chdir(tmp_path)
    Path("one.json").write_text(json.dumps(one))
    Path("two.json").write_text(json.dumps(two))
    names = ["--isolated", "--no-git", "one.json", "two.json"]
    code = main(["check", "--format", "json", *names])
    said = json.loads(capsys.readouterr().out)
    found = sorted({each["code"] for each in said["findings"] if each["severity"] != "info"})
    plans = [each["path"] for each in said["plans"]]
    assert (code, " ".join(found), "one.json + two.json" in plans) == (
        int(bool(codes)),
        codes,
        together and not codes,
    )
    if together:
        assert main(["plan", *names]) == code


@pytest.mark.parametrize("name", ["b.tasks.json", "tasks.json"])
def test_files_of_two_repositories_are_two_plans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Each keeps its own facts, whatever the other is called."""
    monkeypatch.chdir(tmp_path)
    for top, path, tasks in (
        ("one", "tasks.json", [task("a", "a.py")]),
        ("two", name, [after("b", "ignored.py", "a")]),
    ):
        repo = Sandbox(tmp_path / top)
        repo.write(path, json.dumps(tasks))
        repo.write(".gitignore", "ignored.py\n")
        repo.git("add", "-A")
    said = []
    for names in (["one/tasks.json", f"two/{name}"], [f"two/{name}"]):
        code = main(["check", "--format", "concise", *names])
        lines = [line.split(maxsplit=3)[:3] for line in capsys.readouterr().out.splitlines()]
        said.append((code, [" ".join(it) for it in lines if "MSQ" in it[-1]]))
    found = [f"two/{name}:1:37: error MSQ605", f"two/{name}:1:69: error MSQ301"]
    assert said == [(1, found)] * 2


PHASE = ".planning/phases/01-first/01-0{}-PLAN.md"
GSD_PLAN = """---
phase: 01-first
plan: "0{}"
wave: 1
depends_on: []
files_modified: [a\\b.py]
autonomous: true
---
"""


@pytest.mark.parametrize(
    ("names", "texts", "found"),
    [
        pytest.param(
            ["a.tasks.json", "b.tasks.json"],
            [json.dumps([task("a", "a\\b.py")]), json.dumps([after("b", "b\\b.py", "a")])],
            ["b.tasks.json:1:37: error MSQ201"],
            id="its own",
        ),
        pytest.param(
            ["a.tasks.json", "b.tasks.json"],
            [json.dumps([after("a", "a\\b.py", "b")]), json.dumps([after("b", "b.py", "a")])],
            ["b.tasks.json:1:63: error MSQ303"],
            id="a part of a knot",
        ),
        pytest.param(
            [PHASE.format(1), PHASE.format(2)],
            [GSD_PLAN.format(1), GSD_PLAN.format(2)],
            [
                f"{PHASE.format(2)}:6:18: error MSQ201",
                f"{PHASE.format(2)}:6:18: error MSQ406",
            ],
            id="a phase",
        ),
    ],
)
def test_what_a_hook_only_looks_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    names: list[str],
    texts: list[str],
    found: list[str],
) -> None:
    """The rest of the plan of a file that a commit changes: nothing there is mended, or said for itself."""
    repo = Sandbox(tmp_path)
    for name, text in zip(names, texts, strict=True):
        repo.write(name, text)
    repo.git("add", "-A")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRE_COMMIT", "1")
    main(["check", "--format", "concise", "--select", "MSQ2,MSQ3,MSQ4", names[1]])
    lines = [line.split(maxsplit=3)[:3] for line in capsys.readouterr().out.splitlines()]
    assert [" ".join(it) for it in lines if "MSQ" in it[-1]] == found
    main(["check", "--fix-only", names[1]])
    assert Path(names[0]).read_text("utf-8") == texts[0]
    assert main(["check", "--show-files", names[1]]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == names[1]


ELSEWHERE = "which is a task of ../one/tasks.json"


@pytest.mark.parametrize(
    ("one", "needed", "said", "in_hook", "mended"),
    [
        pytest.param([task("api", "a.py")], "api", ELSEWHERE, "", False, id="a plan"),
        pytest.param([task("old", "a.py")], "old", ELSEWHERE, "", False, id="moved"),
        pytest.param(
            [task("api", "a.py"), {"id": 1}], "api", ELSEWHERE, ELSEWHERE, False, id="no plan"
        ),
        pytest.param(
            "[{",
            "api",
            *["but no task of a file that can be read has that id"] * 2,
            False,
            id="unreadable",
        ),
        pytest.param(
            [task("x", "a.py")], "api", *["but no task has that id"] * 2, True, id="a slip"
        ),
    ],
)
def test_an_id_of_a_file_that_is_not_checked_is_no_slip(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    one: list[Any] | str,
    needed: str,
    said: str,
    in_hook: str,
    mended: bool,
) -> None:
    """Such a dependency has no fix, and a hook looks at the plan of both files."""
    repo = Sandbox(tmp_path)
    text = json.dumps([after("ui", "u.py", needed), task("apis", "p.py")])
    repo.commit("two/tasks.json", content=json.dumps([task("old", "a.py")]))
    repo.commit("two/tasks.json", content=text)
    repo.write("one/tasks.json", one if isinstance(one, str) else json.dumps(one))
    repo.git("add", "-A")
    monkeypatch.chdir(tmp_path / "two")
    command = ["check", "--select", "MSQ301", "--unsafe-fixes", "--format", "concise", "tasks.json"]
    found = []
    for hook in ("", "1"):
        if hook:
            monkeypatch.setenv("PRE_COMMIT", hook)
        main(command)
        found.append(capsys.readouterr().out.partition(", ")[2].strip())
    main([*command, "--fix"])
    assert (*found, Path("tasks.json").read_text("utf-8") != text) == (said, in_hook, mended)


@pytest.mark.parametrize("options", [[], ["--against", "HEAD"]])
def test_files_of_one_plan_are_mended_in_step(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
) -> None:
    """However many there are, the plan is looked at as often."""
    repo = Sandbox(tmp_path)
    monkeypatch.chdir(tmp_path)
    looks: list[int] = []

    def counting(subject: Subject, *more: Any) -> Report:  # noqa: ANN401
        looks.extend([len(subject.source.parts)] if subject.source.parts else [])
        return report_on(subject, *more)

    monkeypatch.setattr("modsquad_lint.repository.project.report_on", counting)
    numbers = []
    for many in (3, 12):
        for at in range(many):
            entries = [after(f"t{at}", f"f{at}\\\\x.py", *([f"t{at - 1}"] if at else []))]
            repo.write(f"p{at:02}.tasks.json", json.dumps(entries))
        repo.git("add", "-A")
        repo.git("commit", "-q", "-m", "Begin")
        looks.clear()
        assert main(["check", "--fix-only", *options]) == 0
        assert capsys.readouterr().out.count("mended") == many
        assert not [path for path in tmp_path.glob("*.json") if "\\\\" in path.read_text("utf-8")]
        numbers.append([*looks])
    assert numbers == [[3] * 3, [12] * 3]
