"""`init`: what it sets up in repositories of many kinds, what it keeps, and that it leaves no trace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from sandbox import Sandbox, files_below

from modsquad_lint.cli.main import main
from modsquad_lint.cli.starting import agents_text, commit_hooks, workflow
from modsquad_lint.cli.starting.ground import Ground
from modsquad_lint.cli.starting.origin import Origin, origin_of
from modsquad_lint.planning.readers.keys import PRESETS, Keys
from modsquad_lint.planning.readers.proposal import propose
from modsquad_lint.text.blocks import appended, without

CHECKOUT = Path(__file__).parent.parent
CONFIGURATION, WORKFLOW = ".pre-commit-config.yaml", ".github/workflows/modsquad-lint.yml"
NOWHERE = Origin()
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PUBLISHED = Origin(
    f"git+https://github.com/someone/modsquad-lint@{COMMIT}",
    "https://github.com/someone/modsquad-lint",
    COMMIT,
    "v0.2.0",
)
IDS = [*("modsquad-lint-fix", "modsquad-lint", "modsquad-lint-drift", "modsquad-lint-task-trailer")]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("modsquad_lint.cli.init.origin", Origin)
    return tmp_path


def _fill(top: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is said behind the patches."""
    return capsys.readouterr().out.rpartition("\n\n")[2].splitlines()


def test_an_empty_repository_gets_all_and_a_second_run_changes_nothing(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--write", "--github"]) == 0
    written = files_below(top)
    assert sorted(written) == [WORKFLOW, CONFIGURATION, "AGENTS.md", "tasks.json"]
    assert json.loads(written["tasks.json"]) == {
        "tasks": [
            {
                "id": "set-up-modsquad-lint",
                "description": "Check plans of parallel work, before it starts and after it is done",
                "file_modifications": [CONFIGURATION, "AGENTS.md", WORKFLOW],
                "dependencies": [],
            }
        ]
    }
    assert _lines(capsys) == [
        "next:",
        f"  git add -- tasks.json {CONFIGURATION} AGENTS.md {WORKFLOW}",
        '  git commit -m "Set up modsquad-lint" --trailer "Task: set-up-modsquad-lint"',
        "  pre-commit install",
        "  modsquad-lint plan",
    ]
    assert main(["init", "--write", "--github"]) == 0
    assert files_below(top) == written
    assert capsys.readouterr().out.splitlines() == [
        "tasks.json: a plan, 1 task",
        f"{CONFIGURATION}: it has {', '.join(IDS)} already",
        "AGENTS.md: it speaks of modsquad-lint already",
        (
            f"{WORKFLOW}: it runs modsquad-lint already; fill in OWNER and REV: where this program is"
            " published is not known here"
        ),
        "nothing to change",
    ]
    assert main(["init", "--remove", "--write"]) == 0
    assert files_below(top) == {}
    assert not (top / ".github").exists()


def test_what_comes_later_is_declared_by_the_first_task_too(top: Path) -> None:
    assert main(["init", "--write"]) == 0
    assert main(["init", "--write", "--github"]) == 0
    task = json.loads((top / "tasks.json").read_bytes())["tasks"][0]
    assert task["file_modifications"] == [CONFIGURATION, "AGENTS.md", WORKFLOW]


def test_without_write_it_shows_a_patch_that_git_applies(
    top: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = {
        "AGENTS.md": "# Ours\r\n\r\n- caf\u00e9\x1b[1m".encode(),
        CONFIGURATION: b"repos:\n- repo: local # ours\n  hooks:\n  - {id: a}\n\nci: {}",
        "plan.json": b'{"steps": [{"key": "a", "writes": ["a.py"]}]}',
        "pyproject.toml": b'[project]\nname = "x"',
    }
    _fill(top, before)
    assert main(["init", "--github"]) == 0
    shown = capfdbinary.readouterr().out
    assert files_below(top) == before
    assert b"nothing was written: --write changes 4 files" in shown
    subprocess.run(["git", "apply"], input=shown, cwd=top, check=True)
    applied = files_below(top)
    _fill(top, before)
    (top / WORKFLOW).unlink()
    assert main(["init", "--github", "--write"]) == 0
    assert files_below(top) == applied
    capfdbinary.readouterr()
    assert main(["init", "--remove"]) == 0
    subprocess.run(["git", "apply"], input=capfdbinary.readouterr().out, cwd=top, check=True)
    assert files_below(top) == before


# ---------------------------------------------------------------- the hooks of pre-commit

ENTRY = """\
{0}# These run what is on the PATH: pipx install modsquad-lint
{0}-{1}repo: local
{2}hooks:
{2}{3}-{1}id: modsquad-lint-fix
"""
CONFIGURATIONS = {
    # Each with how an item, its keys and its hooks are indented: before the dash, behind it, further.
    "two spaces": (
        "repos:\n  - repo: https://example.com/a # why\n    rev: v1\n    hooks:\n      - id: a\n",
        ("  ", " ", "    ", "  "),
    ),
    "as pre-commit writes it": (
        "repos:\n-   repo: https://example.com/a\n    rev: v1\n    hooks:\n    -   id: a\n",
        ("", "   ", "    ", ""),
    ),
    "no line end, a key behind, comments inside": (
        "# ours\nrepos:\n- repo: local\n  hooks:\n  - id: a\n    # - id: b\n\n# of ci\nci: {skip: [a]}",
        ("", " ", "  ", ""),
    ),
    "lines of Windows": (
        (
            "repos:\r\n  - repo: local\r\n    hooks:\r\n      - id: a\r\n\r\n  - repo: meta\r\n    hooks:\r\n"
            "      - id: b\r\n"
        ),
        ("  ", " ", "    ", "  "),
    ),
    "empty brackets": ("fail_fast: true\nrepos: []\n", ("  ", " ", "    ", "  ")),
    "anchors": (
        "x: &x [a]\nrepos:\n  - repo: local\n    hooks:\n      - id: a\n        args: *x\n",
        ("  ", " ", "    ", "  "),
    ),
    "a text block last": (
        "repos:\n  - repo: local\n    hooks:\n      - id: a\n        entry: |\n          b\n",
        ("  ", " ", "    ", "  "),
    ),
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("source", [NOWHERE, PUBLISHED, origin_of(None)])
def test_hooks_are_added_as_those_before_them_are_written(
    name: str, source: Origin, tmp_path: Path
) -> None:
    text, indents = CONFIGURATIONS[name]
    path = tmp_path / CONFIGURATION
    path.write_bytes(text.encode())
    ground = Ground(str(tmp_path))
    (write,) = commit_hooks.part(ground, commit_hooks.HookNeeds(), source).writes
    assert write.before == text.encode()
    assert write.after is not None
    after = write.after.decode()
    yaml = YAML(typ="safe", pure=True)
    before, value = yaml.load(text), yaml.load(after)
    added = value["repos"].pop()
    assert value == before
    assert [hook["id"] for hook in added["hooks"]] == IDS
    assert ("\r\n" in text) == ("\r\n" in after)
    assert after.endswith("\n") == text.endswith("\n")
    # Without the inserted stretch it is the original.
    rest = iter(after)
    assert all(letter in rest for letter in text.replace(" []", ""))
    if source == NOWHERE:
        assert ENTRY.format(*indents) in after.replace("\r\n", "\n")
    path.write_bytes(write.after)
    assert not commit_hooks.part(ground, commit_hooks.HookNeeds(), source).writes
    (write,) = commit_hooks.removal(ground).writes
    assert write.after == text.encode()


ITEM = "{dash}repo: {repo}\n{keys}hooks: # of it\n{inner}-{gap}id: a\n{more}"
MORE = ("args: [a, 'b']\n", "files: |\n{0}  ^a\n{0}  b$\n", "# - id: b\n", "args:\n{0}- a\n")


@given(
    indent=st.sampled_from(["", "  ", "    "]),
    gap=st.sampled_from([" ", "   "]),
    further=st.sampled_from(["", "  "]),
    items=st.lists(
        st.tuples(st.sampled_from(["local", "'x: y' # c"]), st.sampled_from(MORE), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    before=st.sampled_from(["", "# ours\n\n", "exclude: |\n  ^a\n"]),
    behind=st.sampled_from(["", "\n", "# end\n", "\nci:\n  skip: [a]", "ci: {}\n\n\n"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
@examples(40)
def test_whatever_stands_there_gets_the_hooks_and_is_itself_again_without_them(
    indent: str,
    gap: str,
    further: str,
    items: list[tuple[str, str, bool]],
    before: str,
    behind: str,
    newline: str,
) -> None:
    keys = f"{indent} {gap}"
    hook = f"{keys}{further} {gap}"
    text = f"{before}repos:\n"
    for repo, more, is_apart in items:
        text += ("\n" if is_apart else "") + ITEM.format(
            dash=f"{indent}-{gap}",
            repo=repo,
            keys=keys,
            inner=keys + further,
            gap=gap,
            more=hook + more.format(hook),
        )
    text = (text + behind).replace("\n", newline)
    with TemporaryDirectory() as folder:
        path, ground = Path(folder, CONFIGURATION), Ground(folder)
        path.write_bytes(text.encode())
        (write,) = commit_hooks.part(ground, commit_hooks.HookNeeds(), NOWHERE).writes
        assert write.after is not None
        path.write_bytes(write.after)
        assert not commit_hooks.part(ground, commit_hooks.HookNeeds(), NOWHERE).writes
        (removed,) = commit_hooks.removal(ground).writes
    assert removed.after == text.encode()
    yaml = YAML(typ="safe", pure=True)
    value = yaml.load(write.after.decode())
    assert [hook["id"] for hook in value["repos"].pop()["hooks"]] == IDS
    assert value == yaml.load(text)


def test_a_line_is_left_between_repositories_where_one_is_left(tmp_path: Path) -> None:
    text = CONFIGURATIONS["lines of Windows"][0]
    (tmp_path / CONFIGURATION).write_bytes(text.encode())
    (write,) = commit_hooks.part(Ground(str(tmp_path)), commit_hooks.HookNeeds(), PUBLISHED).writes
    assert (
        write.after
        == (
            f"{text}\r\n  - repo: https://github.com/someone/modsquad-lint\r\n    rev: v0.2.0\r\n    hooks:\r\n"
            "      - id: modsquad-lint-fix\r\n      - id: modsquad-lint\r\n      - id: modsquad-lint-drift\r\n"
            "        stages: [pre-commit, pre-merge-commit, manual]\r\n      - id: modsquad-lint-task-trailer\r\n"
        ).encode()
    )


def test_hooks_in_full_are_those_of_the_repository() -> None:
    own = YAML(typ="safe", pure=True).load(CHECKOUT / ".pre-commit-hooks.yaml")
    assert [hook["id"] for hook in own] == [*commit_hooks.HOOKS]
    for hook in own:
        about = json.loads(json.dumps(commit_hooks.HOOKS[hook["id"]]))
        if hook["id"] == "modsquad-lint-drift":
            about["stages"].insert(2, "pre-push")
        told = {
            key: hook[key] for key in hook if key not in {"id", "name", "description", "language"}
        }
        assert about == told


HOOKS_THAT_STAY = {
    "an older revision": (
        "repos:\n- repo: https://github.com/someone/modsquad-lint\n  rev: v0.1.0\n  hooks: [{id: modsquad-lint}]\n",
        (
            f"{CONFIGURATION}: it has modsquad-lint already, and not modsquad-lint-fix, modsquad-lint-drift,"
            " modsquad-lint-task-trailer; its `rev` is v0.1.0, and this is v0.2.0"
        ),
    ),
}


@pytest.mark.parametrize("name", HOOKS_THAT_STAY)
def test_hooks_that_are_there_stay(name: str, tmp_path: Path) -> None:
    text, remark = HOOKS_THAT_STAY[name]
    (tmp_path / CONFIGURATION).write_text(text)
    ground = Ground(str(tmp_path))
    part = commit_hooks.part(ground, commit_hooks.HookNeeds(), PUBLISHED)
    assert (part.writes, part.remarks) == ((), [remark])


def test_hooks_that_somebody_changed_are_not_taken_out(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--write"]) == 0
    changed = (top / CONFIGURATION).read_bytes().replace(b"MSQ6", b"MSQ60")
    agents = (top / "AGENTS.md").read_bytes().replace(b"Exit code 3", b"Code 3")
    tasks = (
        (top / "tasks.json")
        .read_bytes()
        .replace(b'"dependencies"', b'"squad": "A", "dependencies"')
    )
    _fill(top, {CONFIGURATION: changed, "AGENTS.md": agents, "tasks.json": tasks})
    capsys.readouterr()
    assert main(["init", "--write", "--remove"]) == 0
    assert files_below(top) == {CONFIGURATION: changed, "AGENTS.md": agents, "tasks.json": tasks}
    assert capsys.readouterr().out.splitlines() == [
        "tasks.json: it has tasks of yours, so it stays",
        f"{CONFIGURATION}: its hooks were changed since, so they stay; take them out by hand",
        "AGENTS.md: the text was changed since, so it stays; take it out by hand",
        "nothing to change",
    ]


BROKEN = {
    "no YAML": (b"repos: [\n", f'{CONFIGURATION}:1:8: the "[" of line 1 is never closed\nmend it'),
    "a merge key": (
        b"x: &x {}\nrepos: []\nci:\n  <<: *x\n",
        f"{CONFIGURATION} is written in a way",
    ),
    "no list": (b"ci: {}\n", f"{CONFIGURATION} has no list `repos`, without which"),
    "nothing": (b"", f"{CONFIGURATION} is written in a way"),
    "a list in brackets": (
        b"repos: [{repo: local, hooks: [{id: a}]}]\n",
        (
            f"{CONFIGURATION} is written in a way that the hooks can't be put into by themselves\n"
            "put them in by hand: docs/ci.md shows them\n"
        ),
    ),
    "Latin-1": (b"# \xe9\nrepos: []\n", f"{CONFIGURATION} is no UTF-8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_extended_is_said_and_nothing_is_written(
    name: str, top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, message = BROKEN[name]
    _fill(top, {CONFIGURATION: data})
    assert main(["init", "--write"]) == 2
    assert files_below(top) == {CONFIGURATION: data}
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"modsquad-lint: {message}")


def test_where_one_file_cannot_be_written_none_is(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A file with two names is refused, after the others were written.
    _fill(top, {"AGENTS.md": b"Ours\n"})
    os.link(top / "AGENTS.md", top / "b.md")
    assert main(["init", "--write"]) == 2
    assert files_below(top) == {"AGENTS.md": b"Ours\n", "b.md": b"Ours\n"}
    assert "AGENTS.md: it has 2 names" in capsys.readouterr().err


OTHERS = {
    "lefthook.yml": "lefthook.yml: lefthook keeps the hooks here, so put this into it yourself:",
    ".husky/pre-commit": ".husky: husky keeps the hooks here, so add these lines yourself:",
    "prek.toml": "prek.toml: prek keeps the hooks here, so put this into it yourself:",
}


@pytest.mark.parametrize("name", OTHERS)
def test_where_another_tool_keeps_the_hooks_it_says_what_to_put_there(
    name: str, top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fill(top, {name: b""})
    assert main(["init", "--write"]) == 0
    assert sorted(files_below(top)) == sorted([name, "AGENTS.md", "tasks.json"])
    task = json.loads((top / "tasks.json").read_bytes())["tasks"][0]
    assert {"AGENTS.md", name} <= {*task["file_modifications"]}
    assert main(["check", "--no-git", "tasks.json"]) == 0
    out = capsys.readouterr().out
    assert OTHERS[name] in out.splitlines()
    assert "modsquad-lint check --against staged" in out
    assert "pre-commit install" not in out


def test_the_folder_that_git_is_told_of_counts_as_another_tool(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "config", "core.hooksPath", "hooks"], cwd=top, check=True)
    assert main(["init"]) == 0
    assert "hooks: git looks for hooks there (core.hooksPath)" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="the program has another name there")
def test_with_the_real_hooks_the_first_commit_passes_and_a_wrong_one_does_not(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(top, {"a.py": b"x = 1\n"})

    def git(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    git("add", "a.py")
    git("commit", "-q", "-m", "Begin")
    # The program as it is here, under the names by which hooks call it.
    for name, module in (("", "__main__"), ("-task-trailer", "cli.task_trailer")):
        call = f"from modsquad_lint.{module} import {'main' if name else 'run'} as f; f()"
        script = top / ".git" / f"modsquad-lint{name}"
        script.write_text(
            f"#!{sys.executable}\nimport sys\nsys.path[0] = {str(CHECKOUT)!r}\n{call}\n"
        )
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{top}/.git{os.pathsep}{os.environ['PATH']}")
    assert main(["init", "--write"]) == 0
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], check=True, capture_output=True)
    git("add", "tasks.json", CONFIGURATION, "AGENTS.md")
    code, said = git("commit", "-m", "Set up", "--trailer", "Task: set-up-modsquad-lint")
    assert (
        code,
        "modsquad-lint-drift......................................................Passed" in said,
    ) == (0, True)
    (top / "a.py").write_text("x = 2\n")
    code, said = git("commit", "-a", "-m", "Wrong")
    assert (code, "error MSQ601 no task declares a.py, which was changed" in said) == (1, True)


# ---------------------------------------------------------------- the text for agents

BEGIN, END = "<!-- modsquad-lint: begin -->", "<!-- modsquad-lint: end -->"
AGENTS: dict[str, tuple[dict[str, str], list[str]]] = {
    # Files, or links to others; and which of them get the text.
    "none": ({}, ["AGENTS.md"]),
    "one": ({"CLAUDE.md": "Ours"}, ["CLAUDE.md"]),
    "two": ({"AGENTS.md": "A\n", "GEMINI.md": "G\n"}, ["AGENTS.md", "GEMINI.md"]),
    "one that takes in the other": (
        {"AGENTS.md": "A\n", "CLAUDE.md": "@AGENTS.md\n"},
        ["AGENTS.md"],
    ),
    "one that names the other": (
        {"AGENTS.md": "As CLAUDE.md\n", "CLAUDE.md": "See [AGENTS.md](AGENTS.md).\n"},
        ["AGENTS.md"],
    ),
    "two that take in each other": (
        {"AGENTS.md": "@CLAUDE.md\n", "CLAUDE.md": "@AGENTS.md\n"},
        ["AGENTS.md"],
    ),
    "a link to the other": ({"CLAUDE.md": "C\n", "AGENTS.md": "-> CLAUDE.md"}, ["CLAUDE.md"]),
    "a link to a third": ({"docs/a.md": "D\n", "AGENTS.md": "-> docs/a.md"}, ["docs/a.md"]),
    "a link out": ({"AGENTS.md": "-> ../outside.md"}, []),
    "a link to nothing": ({"AGENTS.md": "-> gone.md"}, []),
    "spoken of already": ({"AGENTS.md": "Run modsquad-lint.\n"}, []),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
@pytest.mark.parametrize("name", AGENTS)
def test_each_host_finds_the_text_once(name: str, tmp_path: Path) -> None:
    files, expected = AGENTS[name]
    top = Sandbox(tmp_path / "top").top
    (tmp_path / "outside.md").write_text("Mine\n")
    _fill(top, {path: text.encode() for path, text in files.items() if not text.startswith("->")})
    for path, text in files.items():
        if text.startswith("-> "):
            (top / path).symlink_to(text.removeprefix("-> "))
    part = agents_text.part(Ground(str(top)))
    assert [write.path for write in part.writes] == expected
    assert bool(part.remarks) == (not expected)


@given(
    before=st.text(st.sampled_from("a\n\r \ufeff#-")),
    behind=st.text(st.sampled_from("a\n\r ")),
)
@example(before="", behind="")
@example(before="a\r\n", behind="\r\n")
@examples(100)
def test_a_block_leaves_no_trace(before: str, behind: str) -> None:
    block = f"{BEGIN}\nx\n{END}"
    after = appended(before, block)
    assert without(after, block) == before
    assert after.endswith("\n") == before.endswith("\n")
    # What people put behind it later stays there.
    written = f"{after.removesuffix(chr(10)).removesuffix(chr(13))}\n{behind}"
    assert block in written.replace("\r\n", "\n")
    assert (without(written, block) or "").endswith(f"\n{behind}")


# ---------------------------------------------------------------- the plan that is there

OWN = Keys()
PROPOSALS: dict[str, tuple[object, Keys | None]] = {
    "ours": ({"tasks": [{"id": "a", "file_modifications": ["a.py"]}]}, None),
    "our older name": ({"tasks": [{"id": "a", "files": ["a.py"]}]}, None),
    "waves": (
        {
            "waves": [
                {"tasks": [{"key": "a", "title": "A", "files_to_modify": ["a.py"], "after": []}]}
            ]
        },
        OWN._replace(
            tasks=("waves[].tasks",),
            id=("key",),
            files=("files_to_modify",),
            dependencies=("after",),
            description=("title",),
        ),
    ),
    "two kinds of files, objects with a path": (
        [
            {
                "id": 1,
                "creates": ["a.py"],
                "scope": {"files": ["b.py"]},
            }
        ],
        OWN._replace(tasks=("[]",), files=("creates", "scope.files")),
    ),
    "Task Master": (
        {"tasks": [{"id": 1, "title": "A", "subtasks": [], "dependencies": []}]},
        PRESETS["task-master"],
    ),
    "user stories": ({"userStories": [{"id": "U1", "title": "A"}]}, PRESETS["prd"]),
    "VS Code": ({"version": "2.0.0", "tasks": [{"label": "a", "type": "shell"}]}, None),
    "ids that stand twice": ([{"key": "a", "writes": ["a.py"]}] * 2, None),
    "no files and no order": ({"items": [{"name": "a", "version": 1}]}, None),
    "nothing": ({}, None),
    "text": ("tasks", None),
    "a key with a dot": ({"a.b": [{"id": "a", "writes": ["a.py"]}]}, None),
}


@pytest.mark.parametrize("name", PROPOSALS)
def test_what_a_mapping_is_seen_in(name: str) -> None:
    value, expected = PROPOSALS[name]
    assert propose(value) == expected


PLAN = (
    b'{"waves": [{"tasks": [{"key": "a", "writes": ["a.py"]}, {"key": "b", "writes": ["b.py"]}]}]}'
)
TABLE = (
    "# How waves.json names what a task has.\n"
    "[[{}files]]\n"
    'include = ["waves.json"]\n'
    'keys = {{ tasks = "waves[].tasks", id = "key", files = "writes" }}\n'
)
SETTINGS: dict[str, tuple[dict[str, bytes], str, str]] = {
    "no configuration": ({}, "modsquad-lint.toml", TABLE.format("")),
    "its own file": (
        {"modsquad-lint.toml": b'fail-on = "warning"\n'},
        "modsquad-lint.toml",
        'fail-on = "warning"\n\n' + TABLE.format(""),
    ),
    "a project": (
        {"pyproject.toml": b'[project]\nname = "x"'},
        "pyproject.toml",
        '[project]\nname = "x"\n\n' + TABLE.format("tool.modsquad-lint.").rstrip("\n"),
    ),
    "a project with settings": (
        {"pyproject.toml": b"[tool.modsquad-lint]\r\nmax-files = 3\r\n\r\n[tool.x]\r\n"},
        "pyproject.toml",
        "[tool.modsquad-lint]\r\nmax-files = 3\r\n\r\n[tool.x]\r\n\r\n"
        + TABLE.format("tool.modsquad-lint.").replace("\n", "\r\n"),
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_plan_of_other_keys_gets_its_mapping(
    name: str, top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, path, expected = SETTINGS[name]
    before = {"waves.json": PLAN, **files}
    _fill(top, before)
    assert main(["init", "--write"]) == 0
    assert (top / path).read_bytes().decode() == expected
    assert sorted(files_below(top)) == sorted({*before, path, CONFIGURATION, "AGENTS.md"})
    assert "modsquad-lint plan" in _lines(capsys)[-1]
    # The hooks look at it, and it is read.
    config = YAML(typ="safe", pure=True).load(top / CONFIGURATION)
    assert config["repos"][0]["hooks"][1]["files"] == r"tasks\.(json|ya?ml)$|^(waves\.json)$"
    assert main(["check", "waves.json"]) == 0
    assert (
        "waves.json: read as its keys say: 2 tasks, 2 paths in 2 of them" in capsys.readouterr().out
    )
    written = files_below(top)
    assert main(["init", "--write"]) == 0
    assert files_below(top) == written
    assert main(["init", "--write", "--remove"]) == 0
    assert files_below(top) == before


def test_settings_that_cannot_be_added_to_are_said(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {
        "waves.json": PLAN,
        "modsquad-lint.toml": b'files = [{ include = ["x.json"], keys = "prd" }]\n',
    }
    _fill(top, before)
    assert main(["init", "--write"]) == 2
    assert files_below(top) == before
    assert 'a table "files" can\'t be added to by itself' in capsys.readouterr().err


PLANS: dict[str, tuple[dict[str, bytes], list[str]]] = {
    "spec-kit": (
        {"specs/001-a/tasks.md": b"# Tasks\n\n## Phase 1: Setup\n\n- [ ] T001 Make src/a.py\n"},
        ["specs/001-a/tasks.md: read as spec-kit: 1 task, 1 path in 1 of them"],
    ),
    "VS Code": (
        {".vscode/tasks.json": b'{"version": "2.0.0", "tasks": [{"label": "a", "type": "shell"}]}'},
        [".vscode/tasks.json: not read, since it looks like VS Code's tasks file"],
    ),
    "broken": (
        {"tasks.json": b'{"tasks": ['},
        ["tasks.json: a plan that can't be read as it is; `modsquad-lint check` says why"],
    ),
    "the data of a test": (
        {"tests/data/tasks.json": b'{"tasks": [{"id": "a", "file_modifications": ["a.py"]}]}'},
        [
            "tests/data/tasks.json: a plan, 1 task, taken for a sample or a test's data; the setting `include` leaves it out"
        ],
    ),
    "another tool's in a test": (
        {"fixtures/tasks.json": b'{"tasks": [{"key": "a", "writes": ["a.py"]}]}'},
        [
            "fixtures/tasks.json: a plan that can't be read as it is; `modsquad-lint check` says why, taken for a sample or a test's data; the setting `include` leaves it out"
        ],
    ),
    "nobody knows": (
        {"release-plan.yml": b"steps: [a, b]\n"},
        [
            "release-plan.yml: not read; if it is a plan, the setting `keys` says how (docs/formats.md)"
        ],
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_it_says_which_plans_it_sees(
    name: str, top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, expected = PLANS[name]
    _fill(top, files)
    assert main(["init", "--write"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [
        line for line in out if line.startswith(tuple(f"{path}: " for path in files))
    ] == expected
    has_plan = name in {"spec-kit", "broken"}
    assert (top / "tasks.json").exists() == (not has_plan or name == "broken")
    # No task of a plan that was there declares what comes now.
    skips = any(line.startswith("  SKIP=modsquad-lint-drift git commit") for line in out)
    assert skips == (has_plan and sys.platform != "win32")
    ids = [
        hook["id"]
        for hook in YAML(typ="safe", pure=True).load(top / CONFIGURATION)["repos"][0]["hooks"]
    ]
    assert ("modsquad-lint-plans" in ids) == (name == "spec-kit")
    assert {path: (top / path).read_bytes() for path in files} == files


def test_a_plan_without_any_file_is_compared_with_no_commit(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backlog = (
        b'{"master": {"tasks": [{"id": 1, "title": "A", "subtasks": [], "dependencies": []}]}}'
    )
    _fill(top, {".taskmaster/tasks/tasks.json": backlog})
    assert main(["init", "--write"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "no task declares a file, so commits are not compared with the plan" in out
    assert '  git commit -m "Set up modsquad-lint"' in out
    (entry,) = YAML(typ="safe", pure=True).load(top / CONFIGURATION)["repos"]
    assert [(hook["id"], hook.get("exclude")) for hook in entry["hooks"]] == [
        ("modsquad-lint-fix", r"(^|/)\.vscode/"),
        ("modsquad-lint", r"(^|/)\.vscode/"),
        ("modsquad-lint-task-trailer", None),
    ]


# ---------------------------------------------------------------- where it is


def test_in_a_folder_below_it_sets_up_the_whole(
    top: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (top / "below").mkdir()
    monkeypatch.chdir(top / "below")
    assert main(["init", "--write"]) == 0
    assert sorted(files_below(top)) == [CONFIGURATION, "AGENTS.md", "tasks.json"]
    assert f"  git add -- ../tasks.json ../{CONFIGURATION} ../AGENTS.md" in _lines(capsys)


def test_without_a_repository_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--write"]) == 2
    assert files_below(tmp_path) == {}
    assert capsys.readouterr().err == (
        "modsquad-lint: this is no git repository\nrun it in one; `git init` makes this folder one\n"
    )


def test_what_the_first_commit_would_hold_beside_is_said(
    top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fill(top, {"a.py": b"", "b.py": b""})
    assert main(["init", "--write"]) == 0
    assert (
        "note: no task declares a.py and 1 more; commit what is yours before the hooks run"
        in capsys.readouterr().out.splitlines()
    )


def test_what_git_ignores_is_not_declared(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fill(top, {".gitignore": b"AGENTS.md\n"})
    assert main(["init", "--write"]) == 0
    task = json.loads((top / "tasks.json").read_bytes())["tasks"][0]
    assert task["file_modifications"] == [CONFIGURATION]
    out = capsys.readouterr().out.splitlines()
    assert "AGENTS.md: git ignores it, so nobody else will get it" in out
    assert f"  git add -- tasks.json {CONFIGURATION}" in out


@pytest.mark.skipif(sys.platform == "win32", reason="a program has another name there")
@pytest.mark.usefixtures("top")
@pytest.mark.parametrize(
    ("folders", "is_said"),
    [(["bin"], False), ([], True), ([".cache/x"], True), ([".cache/x", "bin"], False)],
)
def test_it_says_where_the_hooks_would_not_find_the_program(
    folders: list[str],
    is_said: bool,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = tmp_path_factory.mktemp("path")
    for folder in folders:
        _fill(base / folder, {"modsquad-lint": b"#!/bin/sh\n"})
        (base / folder / "modsquad-lint").chmod(0o755)
    git = os.path.dirname(shutil.which("git") or "")
    (base / "git").symlink_to(f"{git}/git")
    monkeypatch.setenv(
        "PATH", os.pathsep.join([*(f"{base}/{each}" for each in folders), str(base)])
    )
    assert main(["init", "--write"]) == 0
    assert ("which is not on the PATH for good" in capsys.readouterr().out) == is_said


ORIGINS: dict[str, tuple[str | None, Origin]] = {
    "an index": (None, origin_of(None)),
    "a folder": ('{"url": "file:///x", "dir_info": {"editable": true}}', NOWHERE),
    "a tag": (
        json.dumps(
            {
                "url": "https://github.com/someone/modsquad-lint.git",
                "vcs_info": {"vcs": "git", "requested_revision": "v0.2.0", "commit_id": COMMIT},
            }
        ),
        PUBLISHED._replace(
            requirement=f"git+https://github.com/someone/modsquad-lint.git@{COMMIT}"
        ),
    ),
    "a branch": (
        json.dumps(
            {
                "url": "https://github.com/someone/modsquad-lint",
                "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": COMMIT},
            }
        ),
        PUBLISHED._replace(revision=COMMIT),
    ),
    "a password": (
        json.dumps(
            {
                "url": "https://me:secret@example.com/x",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
            }
        ),
        NOWHERE,
    ),
    "no JSON": ("{", NOWHERE),
    "a list": ("[]", NOWHERE),
}


@pytest.mark.parametrize("name", ORIGINS)
def test_where_the_program_is_from(name: str) -> None:
    noted, expected = ORIGINS[name]
    assert origin_of(noted) == expected


USES = {
    NOWHERE: "      - uses: OWNER/modsquad-lint@REV\n",
    PUBLISHED: f"      - uses: someone/modsquad-lint@{COMMIT} # v0.2.0\n",
    Origin("modsquad-lint==0.2.0"): '      - run: pip install "modsquad-lint==0.2.0"\n',
}


@pytest.mark.parametrize("source", USES)
def test_the_workflow_gets_the_program_from_where_it_is(source: Origin, tmp_path: Path) -> None:
    part = workflow.part(Ground(str(tmp_path)), source)
    (write,) = part.writes
    assert write.after is not None
    assert USES[source] in write.after.decode()
    assert (
        YAML(typ="safe", pure=True).load(write.after)["jobs"]["tasks"]["runs-on"] == "ubuntu-latest"
    )
    assert bool(part.remarks) == (source == NOWHERE)
    _fill(tmp_path, {WORKFLOW: write.after})
    assert [each.after for each in workflow.removal(Ground(str(tmp_path)), source).writes] == [None]
