"""`next`: what may start, and the cards; pure first, then with a real repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runs import source
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.planning.decisions.progress import Claim, Progress
from modsquad_lint.planning.graph import build_graph
from modsquad_lint.planning.holdings import Holdings
from modsquad_lint.planning.tasks import TaskFile, read_tasks
from modsquad_lint.syntax.json import parse
from modsquad_lint.syntax.nodes import SyntaxProblem


def _task(ident: str, files: str, after: str = "", **more: str) -> dict[str, Any]:
    return {
        "id": ident,
        "file_modifications": files.split(),
        "dependencies": after.split(),
        **more,
    }


MODEL = _task("model", "model.py")
ROUTER = _task("router", "router.py main.py", "model")
QUOTES = _task("quotes", "quotes.py main.py", squad="BRAVO", description="Add\n  quotes")
PAGE = _task("page", "page.tsx", "router")
DOCS = _task("docs", "CHANGELOG.md docs.md")
PLAN = [MODEL, ROUTER, QUOTES, PAGE, DOCS]


def _file(tasks: list[dict[str, Any]]) -> TaskFile:
    document = parse(source(json.dumps({"tasks": tasks})))
    assert not isinstance(document, SyntaxProblem)
    return read_tasks(document)


def _states(tasks: list[dict[str, Any]], done: str = "", running: str = "") -> str:
    file = _file(tasks)
    progress = Progress(
        file,
        build_graph(file),
        Holdings(file.tasks).contested,
        [Claim(ident, "--done") for ident in done.split()],
        [Claim(ident, "--running") for ident in running.split()],
    )
    return " ".join(progress.states)


@pytest.mark.parametrize(
    ("done", "running", "states"),
    [
        ("", "", "ready waiting ready waiting ready"),
        ("model", "", "done ready ready waiting ready"),
        ("model", "router", "done running blocked waiting ready"),
        ("model router", "quotes", "done done running ready ready"),
        ("model", "model", "done ready ready waiting ready"),
        ("router", "", "ready done ready ready ready"),
        ("", "docs", "ready waiting ready waiting running"),
        ("model router quotes page docs", "", "done done done done done"),
    ],
)
def test_the_state_of_each_task(done: str, running: str, states: str) -> None:
    assert _states(PLAN, done, running) == states


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("todo", "ready"),
        ("pending", "ready"),
        ("running", "running"),
        ("in_progress", "running"),
        (" Done ", "done"),
        ("completed", "done"),
        ("closed", "done"),
        ("cancelled", "done"),
        ("skipped", "done"),
        ("wontfix", "done"),
        ("someday", "ready"),
    ],
)
def test_what_the_plan_itself_says(status: str, state: str) -> None:
    assert _states([{**MODEL, "status": status}]) == state


# ---------------------------------------------------------------- the command


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    sandbox = Sandbox(tmp_path / "repo")
    sandbox.write("tasks.json", json.dumps({"tasks": PLAN}))
    sandbox.git("add", "tasks.json")
    monkeypatch.chdir(sandbox.top)
    return sandbox


def _ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - JSON
    assert main(["next", "--format", "json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_card_as_text(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(message="plan")
    assert main(["next", "--done", "model", "--running", "router"]) == 0
    assert capsys.readouterr().out == (
        "docs (ready)\n"
        "  files:   CHANGELOG.md, docs.md\n"
        "  branch:  task/docs\n"
        "  beside:  router (runs): router.py and main.py\n"
        "\n"
        "1 of 5 tasks done; 1 may start (docs); 1 running (router); 2 waiting\n"
        "what is done was looked up in main\n"
    )


@pytest.mark.parametrize(
    ("files", "apart"),
    [
        (["a.py", "a.py", "b.py"], ["1 0 a.py"]),
        (["a.py b.py", "b.py", "a.py", "a.py"], ["1 0 b.py", "2 0 a.py", "3 0 a.py"]),
        (["src/a.py", "src/b.py", "lib/c.py"], []),
        (["src/", "src/a.py", "src/b.py"], ["1 0 src/", "2 0 src/"]),
    ],
)
def test_tasks_that_may_start_and_share_a_file(
    repo: Sandbox, capsys: pytest.CaptureFixture[str], files: list[str], apart: list[str]
) -> None:
    """Each of them may start alone; who starts all of them has to be told."""
    tasks = [_task(str(at), some) for at, some in enumerate(files)]
    repo.write("tasks.json", json.dumps({"tasks": tasks}))
    answer = _ask(capsys, "--no-git")
    assert answer["ready"] == [task["id"] for task in tasks]
    found = [(each["task"], each["blocked_by"][0]) for each in answer.get("apart", [])]
    assert [f"{task} {other['task']} {other['file']}" for task, other in found] == apart
    assert answer.get("apart_total", 0) == len(apart)
    assert main(["next", "--no-git"]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "start one of them" in line]
    words = [line.split() for line in apart]
    assert said == [f"{a} shares {file} with {b}: start one of them" for a, b, file in words]


def test_a_card_of_a_task_that_cannot_start(
    repo: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(message="plan")
    assert main(["next", "--task", "quotes", "--running", "router"]) == 0
    assert capsys.readouterr().out == (
        "quotes (blocked, squad BRAVO)\n"
        "  Add quotes\n"
        "  files:   quotes.py, main.py\n"
        "  branch:  task/quotes\n"
        "  blocked: router runs, and declares main.py too\n"
        "  beside:  router (runs): router.py and main.py\n"
        "           model (may start): model.py\n"
        "           docs (may start): CHANGELOG.md and docs.md\n"
        "\n"
        "what is done was looked up in main\n"
    )


def test_json_of_one_card(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(message="plan")
    assert _ask(capsys, "--task", "router", "--done", "model") == {
        "version": 1,
        "file": "tasks.json",
        "base": "main",
        "cards": [
            {
                "id": "router",
                "state": "ready",
                "files": ["router.py", "main.py"],
                "branch": "task/router",
                "after": ["model"],
                "beside": [
                    {"task": "quotes", "runs": False, "files": ["quotes.py", "main.py"]},
                    {"task": "docs", "runs": False, "files": ["CHANGELOG.md", "docs.md"]},
                ],
            }
        ],
    }


def test_json_where_nothing_may_start(capsys: pytest.CaptureFixture[str], repo: Sandbox) -> None:
    repo.commit(message="plan")
    found = _ask(capsys, *("--done=model", "--running=router", "--running=docs"))
    assert found == {
        "version": 1,
        "file": "tasks.json",
        "base": "main",
        "total": 5,
        "done": 1,
        "waiting": 2,
        "ready": [],
        "running": ["router", "docs"],
        "held": [
            {
                "task": "quotes",
                "waits_for": [],
                "blocked_by": [{"task": "router", "file": "main.py"}],
            },
            {"task": "page", "waits_for": ["router"], "blocked_by": []},
        ],
        "cards": [],
    }


def test_what_history_says_is_done(capsys: pytest.CaptureFixture[str], repo: Sandbox) -> None:
    repo.commit(message="before the plan\n\nTask: page")
    repo.git("rm", "-q", "--cached", "tasks.json")
    repo.commit(message="leave the plan out")
    repo.git("add", "tasks.json")
    repo.commit(message="plan")
    repo.commit("model.py", message="Add the model\n\nTask: model")
    repo.commit("x.py", message="Squashed (#1)\n\n* commit one\n\nTask: docs\n\n* commit two")
    repo.git("revert", "--no-edit", "HEAD")
    repo.git("checkout", "-q", "-b", "task/router")
    repo.commit("router.py", message="Add the router")
    repo.git("checkout", "-q", "-b", "task/quotes", "main")
    repo.commit("quotes.py", message="Add quotes")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "task/router")
    found = _ask(capsys)
    assert (found["done"], found["running"], found["ready"]) == (2, ["quotes"], ["page", "docs"])
    assert _ask(capsys, "--done-in", "main~1")["done"] == 1
    # A task that is done does not run, though its branch is still there.
    assert _ask(capsys, "--done", "quotes")["running"] == []


def test_subjects_name_tasks_where_a_pattern_says_how(
    capsys: pytest.CaptureFixture[str], repo: Sandbox
) -> None:
    repo.write("modsquad-lint.toml", 'commit-pattern = "feat({id}): ..."\n')
    repo.git("add", "modsquad-lint.toml")
    repo.commit(message="plan")
    repo.commit("model.py", message="feat(model): add the model")
    repo.commit("x.py", message="fix(docs): not the pattern")
    assert _ask(capsys)["done"] == 1


def test_which_branches_run(capsys: pytest.CaptureFixture[str], repo: Sandbox) -> None:
    repo.commit(message="plan")
    for ident in ("model", "quotes"):
        repo.git("branch", f"task/{ident}")
    assert _ask(capsys)["running"] == []
    repo.git("worktree", "add", "-q", str(repo.top.parent / "linked"), "task/quotes")
    repo.git("checkout", "-q", "task/model")
    repo.commit("model.py")
    assert _ask(capsys)["running"] == ["model", "quotes"]
    # What it changed was taken back: nothing is left to merge.
    repo.git("rm", "-q", "model.py")
    repo.commit(message="take it back")
    assert _ask(capsys)["running"] == ["quotes"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["--task", "modle"], 2, 'no task has the id "modle"; did you mean "model"?'),
        (["--done", "ruoter"], 2, 'no task has the id "ruoter"; did you mean "router"?'),
        (["--running", "x"], 2, 'no task has the id "x"'),
        (["--cards", "-1"], 2, "--cards -1: give a number from 0"),
        (["--base", "gone"], 2, 'git does not know the revision "gone"\ngive --base a branch'),
        (["--base", "--all"], 2, "argument --base: expected one argument\nsee modsquad-lint next"),
        (["--base=--all"], 2, 'git does not know the revision "--all"\ngive --base a branch'),
        (["--no-git", "--base", "main"], 3, "NOT checked: there is no git to ask"),
    ],
)
def test_wrong_use(
    repo: Sandbox,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    exit_code: int,
    message: str,
) -> None:
    repo.commit(message="plan")
    assert main(["next", *arguments]) == exit_code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"modsquad-lint: {message}")


def test_a_repository_without_a_base(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("checkout", "-q", "-b", "elsewhere")
    repo.commit(message="plan")
    assert main(["next"]) == 2
    assert capsys.readouterr().err == (
        "modsquad-lint: there is neither origin/HEAD nor a branch main or master\n"
        "give --base the branch\n"
    )
    assert main(["next", "--no-git", "tasks.json"]) == 0
    assert capsys.readouterr().out.endswith(
        "git was not asked: what is done and what runs is what the plan and the options say\n"
    )


def test_a_file_without_a_plan(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("tasks.json", json.dumps({"tasks": [_task("a", "a.py", "b")]}))
    assert main(["next", "tasks.json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert 'error MSQ301 "a" depends on "b", but no task has that id' in err


def test_a_card_has_a_bound_whatever_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = [
        _task(
            f"task-{number:03}-with-a-name-that-says-what-it-does",
            " ".join(f"backend/app/services/{number}/a_long_name_{i}.py" for i in range(5)),
            description="word " * 1000,
            squad="ALPHA",
        )
        for number in range(1000)
    ]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps({"tasks": tasks}))
    asked = ["next", str(path), "--no-git", "--format", "json"]
    assert main([*asked, "--task", tasks[500]["id"]]) == 0
    one = capsys.readouterr().out
    (card,) = json.loads(one)["cards"]
    assert len(one) < 1700
    assert len(json.dumps(card, separators=(",", ":"))) <= 1500
    assert (len(card["description"]), card["files"]) == (400, tasks[500]["file_modifications"])
    assert len(card["beside"]) + card["more_beside"] == 999
    assert main(asked) == 0
    first = capsys.readouterr().out
    assert len(first) < 2000
    found = json.loads(first)
    assert found["ready"] == [task["id"] for task in tasks[:4]]
    assert (found["running"], found["ready_total"], found["total"]) == ([], 1000, 1000)


def test_one_of_many_cards_and_all(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit(message="plan")
    for asked, ids in (([], ["model"]), (["--cards=2"], ["model", "quotes"])):
        assert [card["id"] for card in _ask(capsys, *asked)["cards"]] == ids
    assert [c["id"] for c in _ask(capsys, "--cards=0")["cards"]] == ["model", "quotes", "docs"]


def test_hostile_text_forges_no_line(repo: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = _task("a\x1b[2J\nb", "")
    hostile["file_modifications"] = ["x\n::error::y.py"]
    repo.write("tasks.json", json.dumps({"tasks": [{**hostile, "description": "c\nd\x1b[1m"}]}))
    assert main(["next", "--no-git", "tasks.json"]) == 0
    assert capsys.readouterr().out.split("\n")[:4] == [
        "a\\x1b[2J\\nb (ready)",
        "  c d\\x1b[1m",
        "  files:   x\\n::error::y.py",
        "  branch:  task/a\\x1b[2J\\nb",
    ]
