from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from comparing import alone
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Finding
from modsquad_lint.repository.git.repository import Repository
from modsquad_lint.repository.project import Project
from modsquad_lint.rules import prices
from modsquad_lint.rules.comparing.changes import FileChange, Unit
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    box = Sandbox(tmp_path / "repository")
    box.commit("app/orders.py", "app/main.py", "app/users.py")
    return box


def findings(
    box: Sandbox, against: str | None = None, tasks: Sequence[str] = ()
) -> list[tuple[str, str]]:
    return [_short(each) for each in _found(box, against, tasks) if each.code.startswith("MSQ6")]


def _found(box: Sandbox, against: str | None, tasks: Sequence[str]) -> Sequence[Finding]:
    project, path = Project(box.top, isolated=True), box.top / "tasks.json"
    if against is None:
        return project.lint(path).findings
    (report,) = project.compare(against, path, tasks=tasks)
    return report.findings


NEW = ("MSQ609", "this plan is as new as the changes that it is compared with")


def _short(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.message


def test_a_task_that_keeps_to_its_files(box: Sandbox) -> None:
    box.git("checkout", "-q", "-b", "task/orders")
    box.tasks(("orders", ["app/orders.py", "app/new.py"]), ("users", ["app/users.py"]))
    for path in ("app/orders.py", "app/new.py"):
        box.write(path, "x")
    box.git("add", "-A")
    assert findings(box, "staged") == [NEW]
    box.commit()
    assert findings(box, "main") == [NEW]


def test_another_tasks_file_and_nobodys(box: Sandbox) -> None:
    box.git("checkout", "-q", "-b", "task/orders")
    box.tasks(("orders", ["app/orders.py"]), ("users", ["app/users.py"]))
    box.git("add", "tasks.json")
    box.git("mv", "app/users.py", "app/people.py")
    assert findings(box, "staged") == [
        NEW,
        (
            "MSQ601",
            'task "orders" renamed app/users.py to app/people.py, and does not declare app/people.py',
        ),
        (
            "MSQ602",
            'task "orders" renamed app/users.py to app/people.py, and only "users" declares app/users.py',
        ),
    ]


def test_each_commit_with_its_own_task(box: Sandbox) -> None:
    box.tasks(("orders", ["app/orders.py"]), ("users", ["app/users.py"]))
    box.git("add", "tasks.json")
    box.commit()
    box.commit("app/orders.py", content="1", message="1\n\nTask: orders")
    wrong = box.commit("app/users.py", content="2", message="2\n\nTask: orders")
    box.commit("app/users.py", content="3", message="3\n\nTask: users")
    users = box.git("rev-parse", "HEAD")
    assert findings(box, "HEAD~3") == [
        (
            "MSQ602",
            f'task "orders" changed app/users.py in {wrong[:10]}, which only "users" declares',
        ),
        (
            "MSQ607",
            f'"orders" ({wrong[:10]}) and "users" ({users[:10]}) both changed app/users.py, and nothing kept the tasks apart',
        ),
    ]


@pytest.mark.parametrize("body", ["b\n\nTask: tidy\n\nMore.", "words\nTask: tidy\nmore"])
def test_text_in_a_commit_switches_nothing_off(box: Sandbox, body: str) -> None:
    box.tasks(("orders", ["app/orders.py"]), ("users", ["app/users.py"]))
    box.git("add", "tasks.json")
    box.commit()
    box.git("checkout", "-q", "-b", "task/orders")
    commit = box.commit("app/users.py", content="x", message=f"change\n\n{body}")[:10]
    assert findings(box, "main") == [
        ("MSQ602", f'task "orders" changed app/users.py in {commit}, which only "users" declares'),
        ("MSQ603", 'task "orders" declares "app/orders.py", and did not change it'),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_the_tasks_file_behind_a_link_is_no_drift(box: Sandbox) -> None:
    box.git("checkout", "-q", "-b", "task/orders")
    box.tasks(("orders", ["app/orders.py"]))
    (box.top / "real").mkdir()
    (box.top / "tasks.json").rename(box.top / "real" / "plan.json")
    (box.top / "tasks.json").symlink_to("real/plan.json")
    for path in ("app/orders.py", "app/users.py"):
        box.write(path, "x")
    box.git("add", "-A")
    assert findings(box, "staged") == [
        NEW,
        ("MSQ601", 'task "orders" changed app/users.py, and does not declare it'),
    ]


@pytest.mark.parametrize("branch", ["topic", "task/a", "task/b", "task/neither"])
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Task: a\n\nsquashed", ["one MSQ601 c.py", "one MSQ602 b.py"]),
        ("Task: b\n\nsquashed", ["two MSQ601 c.py", "two MSQ602 a.py"]),
        ("Task: a\n\nTask: b", ["two MSQ601 c.py"]),
    ],
)
def test_what_squashing_buries_is_of_the_file_that_has_the_task(
    box: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    branch: str,
    body: str,
    found: list[str],
) -> None:
    for name, ident in (("one", "a"), ("two", "b")):
        box.tasks((ident, [f"{ident}.py"]))
        (box.top / "tasks.json").rename(box.top / f"{name}.tasks.json")
    box.git("add", "-A")
    box.commit()
    box.git("checkout", "-q", "-b", branch)
    box.commit("a.py", "b.py", "c.py", message=f"all\n\n{body}")
    monkeypatch.chdir(box.top)
    assert main(["--against", "main", "--select", "MSQ601,MSQ602", "--format", "json"]) == 1
    assert [
        f"{finding['path'].partition('.')[0]} {finding['code']} {finding['changed_path']}"
        for finding in json.loads(capsys.readouterr().out)["findings"]
    ] == found


@pytest.mark.parametrize("command", [("mv", "tasks.json", "plan.json"), ("rm", "-q", "tasks.json")])
def test_a_tasks_file_that_is_gone(
    box: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    box.tasks(("orders", ["app/orders.py"]))
    box.git("add", "tasks.json")
    box.commit()
    box.git(*command)
    monkeypatch.chdir(box.top)
    assert main(["--against", "staged", "tasks.json"]) == 0
    where = " (plan.json is what it was)" if command[0] == "mv" else ""
    assert f"tasks.json is gone{where}: compared with what it" in capsys.readouterr().out


def test_a_branch_that_is_not_asked_is_not_unknown(box: Sandbox) -> None:
    box.tasks(("orders", ["app/orders.py"]))
    box.git("add", "tasks.json")
    box.commit()
    box.git("checkout", "-q", "-b", "task/tidy")
    box.commit("app/orders.py", content="x", message="all\n\nTask: orders\n\nsquashed")
    assert findings(box, "main") == []
    box.commit("app/orders.py", content="y")
    assert findings(box, "main") == [
        ("MSQ608", 'branch task/tidy names the task "tidy", which this file does not have')
    ]


def test_a_declaration_that_follows_the_change(box: Sandbox) -> None:
    box.tasks(("orders", ["app/orders.py"]))
    box.git("add", "tasks.json")
    box.commit()
    box.git("checkout", "-q", "-b", "task/orders")
    box.commit("app/orders.py", "app/main.py", content="x")
    box.tasks(("orders", ["app/orders.py", "app/main.py"]))
    box.git("add", "tasks.json")
    widened = 'task "orders" changed app/main.py, and declares it only since '
    box.write("app/main.py", "y")
    box.git("add", "-A")
    assert findings(box, "staged") == [("MSQ609", widened + "these changes")]
    since = box.commit()
    assert findings(box, "main") == [("MSQ609", widened + since[:10])]


def test_a_declaration_that_came_and_went(box: Sandbox) -> None:
    commits = []
    for files in (["x"], ["x", "app/main.py"], ["x", "y"], ["app/main.py"], ["app/main.py", "z"]):
        box.tasks(("orders", files))
        box.git("add", "tasks.json")
        commits.append(box.commit())
    box.commit("app/main.py", content="x")
    widened = 'task "orders" changed app/main.py, and declares it only since '
    assert [found for found in findings(box, commits[0], ["orders"]) if found[0] == "MSQ609"] == [
        ("MSQ609", widened + commits[3][:10])
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_name_with_a_backslash(box: Sandbox) -> None:
    box.git("checkout", "-q", "-b", "task/orders")
    box.tasks(("orders", ["a\\b.py"]), ("users", ["a\\c.py"]))
    box.git("add", "tasks.json")
    box.commit()
    for path in ("a\\b.py", "a\\c.py"):
        box.write(path, "x")
    box.git("add", "-A")
    assert [found for found in findings(box, "staged") if found[0] != "MSQ604"] == [
        ("MSQ602", 'task "orders" added a\\c.py, which only "users" declares')
    ]
    box.git("checkout", "-q", "--detach")
    assert [found for found in findings(box, "staged") if found[0] != "MSQ604"] == []
    box.tasks(("orders", ["a\\b.py", "a\\c.py"]))
    box.git("add", "-A")
    widened = (
        'task "orders" changed a\\c.py, and declares it only since these changes; "users" declares it too, '
        "and may run at the same time"
    )
    assert ("MSQ609", widened) in findings(box, "staged", ["orders"])


def test_what_git_has(box: Sandbox) -> None:
    box.write(".gitignore", "dist/\n")
    box.git("mv", "app/users.py", "app/people.py")
    commit = box.commit()
    box.tasks(
        ("a", ["app/users.py", "App/orders.py", "ap/orders.py", "dist/x.py", "app/new.py"]),
    )
    assert findings(box) == [
        ("MSQ604", f'"app/users.py" was renamed to "app/people.py" in {commit[:10]}'),
        ("MSQ606", '"App/orders.py" is tracked in another case: "app/orders.py"'),
        ("MSQ605", 'git ignores "dist/x.py"'),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_what_is_not_in_the_repository(box: Sandbox, tmp_path: Path) -> None:
    other = Sandbox(tmp_path / "other")
    other.commit("x.py")
    box.git("submodule", "add", "-q", str(other.top), "lib")
    box.commit()
    (box.top / "out").symlink_to("../other")
    box.tasks(("a", ["lib/x.py", "lib", "out/x.py"]))
    assert findings(box) == [
        ("MSQ610", '"lib/x.py" lies inside the submodule "lib"'),
        ("MSQ610", '"out/x.py" lies behind "out", a symbolic link to "../other"'),
    ]


def test_paths_that_exist_need_no_git(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    box.tasks(("a", ["app/orders.py", "app/main.py"]), ("b", ["app/users.py"]))

    def ask(*arguments: object, **_: object) -> bytes:
        raise AssertionError(arguments)

    monkeypatch.setattr(Repository, "ask", ask)
    assert findings(box) == []


class CountingFacts(Facts):
    """Knows that nothing is a folder, and how often it was asked about mergeable files."""

    def __init__(self) -> None:
        self.asked = 0

    def folders(self, paths: Collection[str]) -> frozenset[str]:
        del paths
        return frozenset()

    def union_merged(self, paths: Collection[str]) -> None:
        assert len(paths) > 1
        self.asked += 1


def _many(number: int, facts: Facts) -> list[Finding]:
    tasks = ", ".join(f'{{"id": "t{n}", "file_modifications": ["f{n}.py"]}}' for n in range(number))
    units = tuple(
        Unit((f"t{n}",), "trailer", (FileChange(f"f{n + 1}.py", "modified"),), f"{n:010}")
        for n in range(number - 1)
    )
    source = Source("tasks.json", f"[{tasks}]".encode())
    report = lint(source, facts, DEFAULT, comparison=alone(source, units, facts))
    return [finding for finding in report.findings if finding.code == "MSQ602"]


def _advice(n: int, price: str) -> str:
    return (
        f'take the change out, or hand it over to "t{n + 1}"; or, before it is made, let the plan say so: '
        f'add the path to "t{n}"{price}, or that, with "t{n}" waiting for "t{n + 1}"{price}'
    )


def test_prices_ask_git_once() -> None:
    facts = CountingFacts()
    found = _many(5, facts)
    assert [finding.help for finding in found] == [_advice(n, " (1 → 2 batches)") for n in range(4)]
    assert facts.asked == 1


def test_prices_end_when_they_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_MOST_DECLARED", 20)
    assert [finding.help for finding in _many(5, Facts())] == [
        _advice(0, " (1 → 2 batches)"),
        *(_advice(n, "") for n in range(1, 4)),
    ]


def test_many_tasks_and_commits() -> None:
    assert len(_many(2000, Facts())) == 1999


PATHS = st.sampled_from(["a.py", "b.py", "d/a.py", "d/e/b.py", "ü.py", "sp ace.py"])
STEPS = st.lists(
    st.dictionaries(PATHS, st.sampled_from(["", "1\n", "2\n", None]), min_size=1, max_size=3),
    min_size=2,
    max_size=5,
)


@examples(15, HealthCheck.function_scoped_fixture)
@given(steps=STEPS, by_trailer=st.booleans())
def test_a_history_declared_as_it_happened(
    tmp_path: Path, steps: list[dict[str, str | None]], *, by_trailer: bool
) -> None:
    top = tmp_path / "random"
    shutil.rmtree(top, ignore_errors=True)
    box = Sandbox(top)
    box.commit(message="first")
    touched: list[tuple[str, list[str]]] = []
    for number, step in enumerate(steps):
        for path, content in step.items():
            if content is None:
                (top / path).unlink(missing_ok=True)
            else:
                box.write(path, content)
        box.git("add", "-A")
        box.commit(message=f"{number}\n\nTask: t{number}")
        truth = box.raw("diff", "--raw", "-z", "--no-renames", "HEAD~1", "HEAD")
        touched.append((f"t{number}", [p.decode() for p in truth.split(b"\0")[1::2]]))
    for number, (ident, paths) in enumerate(touched):
        box.tasks(*touched)
        against = f"HEAD~{len(steps) - number}..HEAD~{len(steps) - number - 1}"
        tasks = () if by_trailer else (ident,)
        assert _undeclared(box, against, tasks) == []
        if paths:
            less = [(i, p[1:] if i == ident else p) for i, p in touched]
            box.tasks(*less)
            assert _undeclared(box, against, tasks) == [paths[0]]


def _undeclared(box: Sandbox, against: str, tasks: Sequence[str]) -> list[str | None]:
    found = _found(box, against, tasks)
    return [item.changed_path for item in found if item.code in {"MSQ601", "MSQ602"}]


ONE = (FileChange("a.py", "modified"),)


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ([Unit(("a",), "--task", ONE)], '1 changed file compared with task "a" (--task)'),
        (
            [Unit(("a/sub",), "branch task/a/sub", ONE)],
            '1 changed file compared with all tasks together, since no plan has the task "a/sub" (branch task/a/sub)',
        ),
        (
            [Unit(None, "", ONE, "1", ("a", "b")), Unit(("c",), "branch task/c", ONE, "2", ("b",))],
            '1 changed file compared with tasks "a", "b" (trailer)',
        ),
        (
            [Unit(("a",), "trailer", ONE, "1"), Unit(("no", "b"), "trailer", ONE, "2")],
            '1 changed file compared with tasks "a", "b" (trailer)',
        ),
        (
            [Unit(("a",), "trailer", ONE, "1"), Unit(("c",), "branch task/c", ONE, "2", ("no",))],
            '1 changed file compared with task "a" (trailer), and task "c" (branch task/c)',
        ),
        (
            [Unit(("a",), "trailer", ONE, "1"), Unit(None, "", ONE, "2")],
            '1 changed file compared with task "a" (trailer), and nobody for the rest',
        ),
        ([], "no change to compare"),
    ],
)
def test_what_was_compared_in_words(units: Sequence[Unit], words: str) -> None:
    data = "".join(f'{{"id": "{i}", "file_modifications": ["{i}.py"]}},' for i in "abc")
    source = Source("tasks.json", f"[{data[:-1]}]".encode())
    report = lint(source, Facts(), DEFAULT, comparison=alone(source, units))
    assert report.notes == [f"it: {words}"]
