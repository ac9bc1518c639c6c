"""Companions of declared paths: one table, asked of all commands that compare changes with a plan."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest
from growth import lines_of
from sandbox import Sandbox
from works import tasks_file

from modsquad_lint.cli.main import main
from modsquad_lint.planning.decisions.declared import Companions, Declared
from modsquad_lint.planning.holdings import Holdings
from modsquad_lint.planning.options import COMPANIONS

OWN, OTHERS, NOBODYS = "its own", "the other's", "nobody's"

# What a task declares, what another one does, what the first one changes, and whose that is.
ROWS = [
    (["web/package.json"], [], "web/package-lock.json", OWN),
    (["web/package.json"], [], "web/Cargo.lock", NOBODYS),
    # In a workspace it lies above, however many others lie between.
    (["packages/ui/package.json"], [], "package-lock.json", OWN),
    (["packages/ui/package.json", "packages/ui/yarn.lock"], [], "yarn.lock", OWN),
    (["packages/ui/package.json"], [], "packages/yarn.lock", OWN),
    (["packages/ui/package.json"], [], "packages/api/package-lock.json", NOBODYS),
    (["package.json"], [], "packages/ui/package-lock.json", NOBODYS),
    (["packages/ui/package.json"], ["packages/api/package.json"], "package-lock.json", OWN),
    (["a.py"], ["packages/api/package.json"], "package-lock.json", OTHERS),
    (["packages/ui/package.json"], ["package-lock.json"], "package-lock.json", OWN),
    (["package-lock.json"], ["packages/ui/package.json"], "packages/ui/package.json", OTHERS),
    # Globs of names, as they are set and as they are declared.
    (["src/app/app.csproj"], [], "src/packages.lock.json", OWN),
    (["api/schema.gql"], [], "schema.d.ts", OWN),
    (["infra/*.tf"], [], "infra/.terraform.lock.hcl", OWN),
    (["packages/*/package.json"], [], "packages/ui/package-lock.json", OWN),
    (["packages/*/package.json"], [], "package-lock.json", OWN),
    (["infra\\*.tf"], [], "infra/.terraform.lock.hcl", OWN),
    (["packages/*/package.json"], [], "packages/ui/src/package-lock.json", NOBODYS),
    (["web/{package.json,README.md}"], [], "web/yarn.lock", OWN),
    (["packages/ui/"], [], "package-lock.json", NOBODYS),
    # A path as it is meant.
    (["./web\\package.json"], [], "web/package-lock.json", OWN),
    (["web/package.json (the scripts)"], [], "web/package-lock.json", OWN),
]
SETTING = 'companions = { "schema.?ql" = ["schema.d.ts"] }\n'


def _below(number: int, path: str) -> str:
    return f"r{number}/{path.removeprefix('./')}"


CHANGED = [_below(number, path) for number, (_, _, path, _) in enumerate(ROWS)]


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A row in a folder each: on a branch, and as a commit of what is checked out."""
    tasks = [
        {
            "id": f"{name}{number}",
            "file_modifications": [_below(number, path) for path in declared],
            "status": "running",
        }
        for number, (first, second, *_) in enumerate(ROWS)
        for name, declared in (("a", first), ("b", second or ["other.py"]))
    ]
    commits = [("main", "plan", {"tasks.json": json.dumps(tasks), "modsquad-lint.toml": SETTING})]
    for number, path in enumerate(CHANGED):
        commits += [
            (branch, f"Change\n\nTask: a{number}", {path: "1\n"})
            for branch in (f"task/a{number}", "all")
        ]
    stream, known = "", set[str]()
    for branch, message, files in commits:
        stream += f"commit refs/heads/{branch}\ncommitter n <n@example.com> 0 +0000\n"
        stream += f"data {len(message)}\n{message}\n"
        stream += "" if branch in known | {"main"} else "from refs/heads/main\n"
        known.add(branch)
        for path, text in files.items():
            stream += f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
    made = Sandbox(tmp_path_factory.mktemp("companions") / "repository")
    made.git("fast-import", "--quiet", given=stream.encode())
    made.git("checkout", "-q", "all")
    here = os.getcwd()
    os.chdir(made.top)
    yield made
    os.chdir(here)


_FINDINGS = {"MSQ602": OTHERS, "MSQ601": NOBODYS}


def _by_row(found: dict[str, str]) -> list[str]:
    """Whose each change is; those that nothing is said of are the task's own."""
    assert found.keys() <= set(CHANGED)
    return [found.get(path, OWN) for path in CHANGED]


def test_all_commands_say_whose_a_companion_is(
    box: Sandbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*arguments: str) -> Any:  # noqa: ANN401 - JSON
        assert main([*arguments]) in {0, 1}
        out, err = capfd.readouterr()
        assert err == ""
        return json.loads(out) if out else {}

    def guarded(number: int, path: str) -> str:
        call = {"tool_name": "Write", "tool_input": {"file_path": path}, "cwd": str(box.top)}
        given = json.dumps({**call, "hook_event_name": "PreToolUse"}).encode()
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(given)))
        said = asked("guard", "--task", f"a{number}").get("hookSpecificOutput")
        return {"None": OWN, "deny": OTHERS, "ask": NOBODYS}[
            str(said and said["permissionDecision"])
        ]

    check = asked(
        *("check", "--against", "main...all", "--select", "MSQ601,MSQ602", "--format", "json")
    )
    radar = asked("radar", "--format", "json")
    accuracy = asked("accuracy", "--format", "json")
    by_check = {f["message"].split()[3]: _FINDINGS[f["code"]] for f in check["findings"]}
    by_radar = {
        each["files"][0]: _FINDINGS[found["code"]]
        for each in radar["participants"]
        if each["task"] is not None
        for found in each["findings"]
    }
    forgotten = {it["path"]: NOBODYS for it in accuracy["forgotten"]}
    owners = [row[-1] for row in ROWS]
    # What a task forgot may be another's: accuracy does not look at that.
    forgetting = [owner if owner == OWN else NOBODYS for owner in owners]
    guard = [guarded(number, path) for number, path in enumerate(CHANGED)]
    found = {"check": _by_row(by_check), "guard": guard, "radar": _by_row(by_radar)}
    assert {**found, "accuracy": _by_row(forgotten)} == {
        **dict.fromkeys(found, owners),
        "accuracy": forgetting,
    }


def test_a_spelling_and_a_depth() -> None:
    locks = Companions(COMPANIONS, ["x/Cargo.lock"])
    above = ["a/b/Cargo.lock", "a/Cargo.lock", "Cargo.lock"]
    assert list(locks.of("a/b/Cargo.toml")) == above
    assert list(locks.of("a/b/package.json")) == []
    deep = list(locks.of("a/" * 1000 + "Cargo.toml"))
    assert (len(deep), deep[0], deep[-1]) == (31, "a/" * 1000 + "Cargo.lock", "Cargo.lock")
    tasks = tasks_file([{"id": "a", "file_modifications": ["Lib/Cargo.toml"]}]).tasks
    declared = Declared(tasks, Holdings(tasks), Companions(COMPANIONS), str.lower)
    assert [declared.is_by(path, 0) for path in ("LIB/Cargo.lock", "b/Cargo.lock")] == [True, False]


def test_many_companions_take_work_that_grows_with_their_number() -> None:
    def ask(number: int) -> None:
        numbers = range(number)
        tasks = [{"id": str(at), "file_modifications": [f"p{at}/go.mod"]} for at in numbers]
        read = tasks_file(tasks).tasks
        declared = Declared(read, Holdings(read), Companions(COMPANIONS))
        for at in numbers:
            assert [task.id for task in declared.by(f"p{at}/go.sum")] == [str(at)]

    assert lines_of(ask, 80) < 2.2 * lines_of(ask, 40)
