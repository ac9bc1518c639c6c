"""Situations with real git: who answers, by which plan, what is exempt, whose a path is, what is empty.

In all of them `a` owns a.py and a2.py, `b` owns b.py, `c` owns c.py; each row is what happened, and what
the comparison says of it: the exit code, and the findings (a `w` behind a code is a warning).
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import lines_of
from situations import A_B_C, OURS, Outcome, Repo, plan

from modsquad_lint.cli import task_trailer
from modsquad_lint.cli.main import main
from modsquad_lint.repository.comparing.commits import Commit, Logged, Messages, commits_in
from modsquad_lint.repository.comparing.file_changes import changes_of
from modsquad_lint.repository.comparing.merges import merged_branches
from modsquad_lint.repository.git.formats import RawChange
from modsquad_lint.rules.comparing.changes import FileChange, Habits

Build = Callable[[Repo], None]
Row = tuple[str, Build, list[str], int, list[str]]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repository")


def _rows(rows: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("build", "arguments", "code", "found"),
        [row[1:] for row in rows],
        ids=[row[0] for row in rows],
    )


def _shown(repo: Repo, build: Build, arguments: list[str]) -> tuple[Outcome, list[str]]:
    build(repo)
    outcome = repo.check(*(arguments or ["--against", "main"]))
    return outcome, outcome.found


# ---------------------------------------------------------------- 1. who answers


def _on(branch: str, *commits: tuple[dict[str, str | None], str]) -> Build:
    """A branch with these commits."""

    def build(repo: Repo) -> None:
        repo.on(branch)
        for files, message in commits:
            repo.change(files, message)

    return build


_A: dict[str, str | None] = {"a.py": "1"}
_B: dict[str, str | None] = {"b.py": "1"}


def _merged_branches(repo: Repo) -> None:
    """An integration branch with three merges, of which task/b changed c.py."""
    for task, path in (("a", "a.py"), ("b", "c.py"), ("c", "c.py")):
        repo.on(f"task/{task}", "main").change({path: task if path != "c.py" else "same"})
    repo.on("integration", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "task/a")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "task/b")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "task/c")


def _detached_at(repo: Repo) -> None:
    repo.on("task/a").change(_B)
    repo.git("switch", "-q", "--detach")


def _head_as_a_link(repo: Repo) -> None:
    """As `core.preferSymlinkRefs` has it; where refs are packed, it leads nowhere."""
    repo.on("task/a").git("pack-refs", "--all")
    head = repo.top / ".git/HEAD"
    head.unlink()
    head.symlink_to("refs/heads/task/a")
    repo.put(_B)
    repo.git("add", "-A")


def _detached_at_two(repo: Repo) -> None:
    repo.on("task/a").change({"c.py": "1"})
    repo.git("branch", "task/b")
    repo.git("switch", "-q", "--detach")


def _octopus(repo: Repo) -> None:
    """Of the three parents that such a merge could have, the first two are one here."""
    repo.on("task/a", "main").change(_A)
    repo.on("task/b", "main").change({"c.py": "1"})
    repo.on("integration", "main").git("merge", "-q", "--no-edit", "task/a", "task/b")


WHO: list[Row] = [
    ("its own file", _on("task/a", (_A, "x")), [], 0, []),
    ("another's file", _on("task/a", (_B, "x")), [], 1, ["MSQ602 b.py"]),
    ("branch task/aa", _on("task/aa", (_B, "x")), [], 1, ["MSQ608"]),
    ("branch task/A", _on("task/A", (_B, "x")), [], 1, ["MSQ608"]),
    ("branch task/a/sub", _on("task/a/sub", (_B, "x")), [], 1, ["MSQ608"]),
    ("trailer aa", _on("topic", (_B, "x\n\nTask: aa")), [], 1, ["MSQ608"]),
    ("trailer in quotes", _on("topic", (_B, 'x\n\nTask: "a"')), [], 1, ["MSQ608"]),
    ("trailer of two", _on("topic", (_B, "x\n\nTask: a, b")), [], 1, ["MSQ608"]),
    ("empty trailer", _on("topic", (_B, "x\n\nTask:")), [], 1, ["MSQ608"]),
    *(
        (line, _on("topic", (_B, f"x\n\n{line}")), [], 1, ["MSQ608"])
        for line in ("Tasks: a", "> Task: a", "**Task:** a", "Task\uff1a a")
    ),
    ("id as subject", _on("topic", (_B, "a")), [], 1, ["MSQ608"]),
    ("the branch's task in another form", _on("task/a", (_A, "x\n\n> Task: a")), [], 0, []),
    ("another task in another form", _on("task/a", (_A, "x\n\nTasks: b")), [], 1, ["MSQ608"]),
    ("trailer as subject", _on("topic", (_B, "Task: a")), [], 1, ["MSQ608"]),
    ("words that have an id", _on("topic", (_B, "Tasks: do a lot\n\nMend a and b")), [], 0, []),
    (
        "one commit with a trailer, one without",
        _on("topic", (_A, "x\n\nTask: a"), ({**_B, "new.py": "1"}, "the rest")),
        [],
        1,
        ["MSQ601 new.py", "MSQ602 b.py"],
    ),
    (
        "a commit without a trailer that another explains",
        _on("topic", (_A, "x\n\nTask: a"), ({"a.py": "2"}, "again")),
        [],
        0,
        [],
    ),
    ("branch a, trailer b", _on("task/a", (_B, "x\n\nTask: b")), [], 1, ["MSQ612"]),
    (
        "branch a, trailer b, nothing of b",
        _on("task/a", ({"README.md": "1"}, "x\n\nTask: b")),
        [],
        1,
        ["MSQ601 README.md", "MSQ612w"],
    ),
    ("detached at a branch", _detached_at, [], 1, ["MSQ602 b.py"]),
    ("HEAD as a link", _head_as_a_link, ["--against", "staged"], 1, ["MSQ602 b.py"]),
    ("detached at two branches", _detached_at_two, [], 1, ["MSQ602 c.py"]),
    *(
        (f"branch {branch}", _on(branch, (_B, "x")), [], 1, ["MSQ608"])
        for branch in ("tasks/a", "Task/a", "task-a", "who/task/a", "a")
    ),
    ("a squashed subject", _on("topic", (_B, "x\n\n* Task: a\n* more")), [], 1, ["MSQ608"]),
    ("branches merged at once", _octopus, [], 1, ["MSQ602 c.py"]),
    ("branches that were merged", _merged_branches, [], 1, ["MSQ602 c.py"]),
    ("nobody", _on("hotfix", ({**_A, **_B}, "x")), [], 0, []),
    (
        "nobody, and no task has it",
        _on("hotfix", ({"LICENSE": "x"}, "x")),
        [],
        1,
        ["MSQ601 LICENSE"],
    ),
]


@_rows(WHO)
def test_who_answers(
    repo: Repo, build: Build, arguments: list[str], code: int, found: list[str]
) -> None:
    outcome, said = _shown(repo, build, arguments)
    assert (outcome.code, said) == (code, found), outcome.said


@pytest.mark.parametrize(
    ("subject", "text", "names"),
    [
        ("Merge branch 'task/a' into x", "", ["task/a"]),
        ("Merge branch 'task/a' of host:x/y into x", "", ["task/a"]),
        ("Merge branches 'task/a', 'task/b' and 'c'", "", ["task/a", "task/b", "c"]),
        ("Merge commit 'task/a'", "", ["task/a"]),
        ("Merge remote-tracking branch 'upstream/task/a' into x", "", ["task/a"]),
        ("Merge remote-tracking branch 'refs/remotes/origin/task/a'", "", ["task/a"]),
        ("Merge pull request #1 from org/task/a", "Title", ["task/a"]),
        ("Merge pull request 'Title' (#1) from task/a into main", "", ["task/a"]),
        ("Merge pull request 'Title' (!1) from org/r:task/a into main", "", ["task/a"]),
        ("Merged in task/a (pull request #1)", "", ["task/a"]),
        ("Pull request #1: Title", "\nMerge in P/r from task/a to main\n", ["task/a"]),
        ("Merge pull request #1 in P/r from task/a to main", "", ["task/a"]),
        ("Merge task/a into main", "", ["task/a"]),
        ("Merge it", "Merge in P/r from task/a to main", []),
        ("Rewrite how branch 'task/a' is merged", "", []),
    ],
)
def test_the_branches_that_a_merge_names(subject: str, text: str, names: list[str]) -> None:
    assert [*merged_branches(subject, text)] == names


def test_the_commit_that_names_nobody_is_shown(repo: Repo) -> None:
    repo.on("topic").change(_A, "x\n\nTask: a")
    repo.change(_B, "y")
    commit = repo.git("rev-parse", "--short=10", "HEAD")
    out = repo.check("--against", "main", "--format", "concise=out.txt")
    assert out.code == 1
    assert (
        f"commit {commit}, which names no task of the plan, changed b.py"
        in (repo.top / "out.txt").read_text()
    )


@pytest.mark.parametrize("value", ["", "  "])
def test_a_blank_variable_is_a_mistake(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MODSQUAD_TASK", value)
    assert repo.check("--against", "staged").code == 2


@pytest.mark.parametrize(
    ("wish", "branch", "code", "found", "said"),
    [
        ("together", "hotfix", 0, [], "no task was checked for itself"),
        ("allow", "hotfix", 0, [], "not compared, since nobody named a task"),
        ("refuse", "hotfix", 3, [], "name one with --task, MODSQUAD_TASK"),
        ("refuse", "task/a", 1, ["MSQ602 b.py"], ""),
        ("allow", "task/aa", 1, ["MSQ608"], ""),
    ],
)
def test_what_is_unplanned(
    tmp_path: Path, wish: str, branch: str, code: int, found: list[str], said: str
) -> None:
    repo = Repo(tmp_path / "r", files={"modsquad-lint.toml": f'unplanned = "{wish}"\n'})
    repo.on(branch).change({**_A, **_B})
    outcome = repo.check("--against", "main")
    assert (outcome.code, [x for x in outcome.found if branch == "task/a" or x != "MSQ601"]) == (
        code,
        found,
    )
    assert said in outcome.said


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("feat(a): change b", ["MSQ602 b.py"]),
        ("feat(b): change b", []),
        ("feat(scope): change b", []),
    ],
)
def test_a_subject_that_names_a_task(tmp_path: Path, subject: str, found: list[str]) -> None:
    """One that names no task of the plan names nobody."""
    settings = {"modsquad-lint.toml": 'commit-pattern = "feat({id}): ..."\n'}
    repo = Repo(tmp_path / "r", files=settings).on("topic")
    repo.change(_B, subject)
    assert repo.check("--against", "main")[:2] == (int(bool(found)), found)


_LONG = "(" * 60_000


@pytest.mark.parametrize(
    ("pattern", "subject", "ids"),
    [
        ("...({id})...", "fix (this) and (a) here", ("a",)),
        ("[{id}] ...", "[a] is [b] and c", ("a",)),
        ("{id}: ...", "a: b: c", ("a",)),
        ("...{id}", "abc", ("c",)),
        ("{id}", "a", ("a",)),
        ("({id}", "(", ()),
        ("a...a{id}a...a", "aaa", ()),
        ("...x...y{id}z...", "y x y1 y2z z", ("2",)),
        ("...({id})...", f"(a) {_LONG}", ("a",)),
        ("...({id})", f"{_LONG}a)", ()),  # what follows 1,000 characters counts as not there
        (f"{'...' * 6}{{id}}{'...' * 8}x", "a" * 200, ()),
        (f"{'...a' * 300}{{id}}{'a...' * 300}x", "a" * 900, ()),
    ],
)
def test_which_id_a_subject_names(pattern: str, subject: str, ids: tuple[str, ...]) -> None:
    """In few steps, however often a pattern says that any text may stand there."""

    def read(subject: str) -> None:
        commits_in([Logged("1", "", "", subject, "", [])], Habits((), ("Task",), (pattern,)))

    (commit,) = commits_in(
        [Logged("1", "", "", subject, "", [])], Habits((), ("Task",), (pattern,))
    )
    assert commit.likely == ids
    assert lines_of(read, subject) < 200 + 5 * pattern.count("...")


# ---------------------------------------------------------------- 2. which plan

_WIDE = {**A_B_C, "a": ["a.py", "a2.py", "b.py"]}


def _widened_on_disk(repo: Repo) -> None:
    repo.on("task/a").change(_B)
    repo.put({OURS: plan(_WIDE)})


def _with_settings(text: str) -> Build:
    def build(repo: Repo) -> None:
        repo.on("task/a").change({**_B, "modsquad-lint.toml": text})

    return build


def _untracked_settings(repo: Repo) -> None:
    repo.on("task/a").change(_B)
    repo.put({"modsquad-lint.toml": 'ignore = ["MSQ6"]\n'})


def _replaced(repo: Repo) -> None:
    repo.on("task/a").change({OURS: None, "new.tasks.json": plan(_WIDE), **_B})


def _done(repo: Repo) -> None:
    repo.change({OURS: plan(A_B_C, b={"status": "done"})})
    repo.on("task/a").change(_B)


def _leads_to_another_plan(repo: Repo) -> None:
    repo.change({"wide.json": plan(_WIDE)})
    repo.on("task/a").put({OURS: None})
    (repo.top / OURS).symlink_to("wide.json")
    repo.change(_B)


def _link(repo: Repo) -> None:
    repo.on("task/a")
    repo.put({"a2.py": None})
    (repo.top / "a2.py").symlink_to("b.py")
    repo.change(_B)


WHICH: list[Row] = [
    ("widened on disk", _widened_on_disk, [], 1, ["MSQ602 b.py"]),
    (
        "widened in one go",
        _on("task/a", ({**_B, OURS: plan(_WIDE)}, "x")),
        [],
        1,
        ["MSQ609 b.py"],
    ),
    (
        "widened one commit earlier",
        _on("task/a", ({OURS: plan(_WIDE)}, "plan"), (_B, "x")),
        [],
        1,
        ["MSQ609 b.py"],
    ),
    (
        "widened by what nobody has",
        _on("task/a", ({"d.py": "1", OURS: plan({**A_B_C, "a": ["a.py", "a2.py", "d.py"]})}, "x")),
        [],
        0,
        ["MSQ609w d.py"],
    ),
    (
        "a new task and its trailer",
        _on("topic", ({**_B, OURS: plan({**A_B_C, "n": ["b.py"]})}, "x\n\nTask: n")),
        [],
        1,
        ["MSQ609 b.py"],
    ),
    ("the file replaced", _replaced, [], 1, ["MSQ609 b.py"]),
    (
        "suppressed in the same change",
        _on("task/a", ({**_B, OURS: plan(A_B_C, a={"lint_ignore": ["MSQ601", "MSQ602"]})}, "x")),
        [],
        1,
        ["MSQ602 b.py"],
    ),
    (
        "drift-ignore",
        _with_settings('drift-ignore = ["*"]\n'),
        [],
        1,
        ["MSQ601 modsquad-lint.toml", "MSQ602 b.py"],
    ),
    (
        "ignore",
        _with_settings('ignore = ["MSQ6"]\n'),
        [],
        1,
        ["MSQ601 modsquad-lint.toml", "MSQ602 b.py"],
    ),
    (
        "fail-on",
        _with_settings('fail-on = "never"\n'),
        [],
        1,
        ["MSQ601 modsquad-lint.toml", "MSQ602 b.py"],
    ),
    ("untracked settings", _untracked_settings, [], 1, ["MSQ602 b.py"]),
    (
        "another's entry rewritten",
        _on("task/a", ({**_A, OURS: plan({**A_B_C, "c": ["d.py"]})}, "x")),
        [],
        0,
        ["MSQ611w"],
    ),
    (
        "a dependency in the same change",
        _on("task/a", ({**_B, OURS: plan(_WIDE, a={"dependencies": ["b"]})}, "x")),
        [],
        1,
        ["MSQ609 b.py"],
    ),
    (
        "done in the same change",
        _on("task/a", ({**_B, OURS: plan(A_B_C, b={"status": "done"})}, "x")),
        [],
        1,
        ["MSQ602 b.py", "MSQ611w"],
    ),
    (
        "merge=union in the same change",
        _on("task/a", ({**_B, ".gitattributes": "b.py merge=union\n", OURS: plan(_WIDE)}, "x")),
        [],
        1,
        ["MSQ601 .gitattributes", "MSQ609 b.py"],
    ),
    ("a link to another plan", _leads_to_another_plan, [], 1, ["MSQ609 b.py"]),
    ("a link in the same change", _link, [], 1, ["MSQ602 b.py"]),
    ("done before", _done, [], 1, ["MSQ601 b.py"]),
    (
        "finished and removed",
        _on("task/a", ({**_A, OURS: plan({"b": ["b.py"], "c": ["c.py"]})}, "x")),
        [],
        0,
        [],
    ),
]


@_rows(WHICH)
def test_which_plan(
    repo: Repo, build: Build, arguments: list[str], code: int, found: list[str]
) -> None:
    outcome, said = _shown(repo, build, arguments)
    assert (outcome.code, said) == (code, found), outcome.said


def test_a_plan_from_standard_input_is_that_of_the_end(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.on("task/a").change(_B)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(plan(_WIDE).encode())))
    outcome = repo.check("--against", "main", "--stdin-filename", OURS, "-")
    assert outcome[:2] == (1, ["MSQ609 b.py"])


@pytest.mark.parametrize(
    ("branch", "path", "found"),
    [
        ("task/setup", "one.py", []),
        ("task/setup", "two.py", []),
        ("task/mine", "other.py", ["MSQ602 other.py"]),
        ("task/mine", "nobody.py", ["MSQ601 nobody.py"]),
    ],
)
def test_several_tasks_files_answer_together(
    tmp_path: Path, branch: str, path: str, found: list[str]
) -> None:
    repo = Repo(tmp_path / "r", {"setup": ["one.py"], "mine": ["m.py"]})
    repo.change({"x.tasks.json": plan({"setup": ["two.py"], "theirs": ["other.py"]})})
    repo.on(branch).change({path: "1"})
    outcome = repo.check("--against", "main")
    assert (outcome.code, outcome.found) == (int(bool(found)), found)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"modsquad-lint.toml": 'ignore = ["MSQ6"]\n'}, 'sets "ignore" differently'),
        ({OURS: plan(A_B_C, a={"lint_ignore": ["MSQ602"]})}, 'suppresses MSQ602 in "a"'),
    ],
)
def test_what_is_staged_counts_at_once_and_is_said(
    repo: Repo, files: dict[str, str | None], said: str
) -> None:
    repo.on("task/a").put({**files, **_B})
    repo.git("add", "-A")
    outcome = repo.check("--against", "staged")
    assert outcome[:2] == (0, [])
    assert f"the change {said}, and that counts at once" in outcome.said


def test_a_change_of_the_settings_hides_no_plan(tmp_path: Path) -> None:
    """Plans are looked for as both ends say; a branch names a task as it did, and that is said."""
    was = 'include = ["tasks.json"]\nbranch-pattern = "task/{id}"\n'
    now = 'include = ["other.json"]\nbranch-pattern = "work/{id}"\n'
    repo = Repo(tmp_path / "r", files={"modsquad-lint.toml": was})
    repo.on("task/a").change({"modsquad-lint.toml": now, **_B})
    repo.put({"other.json": plan({"d": ["d.py"]})})
    repo.change({})
    outcome = repo.check("--against", "main")
    assert outcome[:2] == (1, ["MSQ601 modsquad-lint.toml", "MSQ602 b.py"])
    assert 'the change sets "branch-pattern" differently; what counts is how' in outcome.said


@pytest.mark.parametrize(
    ("branch", "path", "found"),
    [
        ("task/a", "src/new.py", []),
        ("task/a", "README.md", ["MSQ602 README.md"]),
        ("task/b", "src/new.py", ["MSQ602 src/new.py"]),
        ("task/c", "real.py", []),
    ],
    ids=["in its area", "in the other's wildcard", "in the other's area", "behind a link"],
)
def test_what_areas_and_links_declare(
    tmp_path: Path, branch: str, path: str, found: list[str]
) -> None:
    repo = Repo(tmp_path / "r", {"z": ["z.py"]})
    (repo.top / "link.py").symlink_to("real.py")
    declared = {"a": ["src/"], "b": ["*.md"], "c": ["link.py"]}
    repo.change({OURS: plan(declared), "src/a.py": "1", "real.py": "1"})
    repo.on(branch).change({path: "2"})
    assert repo.check("--against", "main").found == found


_FOLDER = ".planning/phases/01-x"


def _phase(**plans: tuple[int, str, str]) -> dict[str, str | None]:
    """Plans of one phase: by its number the wave, what it waits for, and the files of each."""
    return {
        f"{_FOLDER}/01-{number[1:]}-PLAN.md": f"---\nphase: 01-x\nplan: {number[1:]}\nwave: {wave}\n"
        f"depends_on: [{waits}]\nfiles_modified: [{files}]\n---\n# It\n"
        for number, (wave, waits, files) in plans.items()
    }


_PHASE = _phase(p01=(1, "", "a.py"), p02=(1, "", "b.py"), p03=(2, "'01-01'", "c.py"))


@pytest.mark.parametrize(
    ("branch", "files", "named", "code", "found"),
    [
        ("01-01", _A, "", 0, []),
        ("01-01", _B, "", 1, ["MSQ602 b.py"]),
        ("01-01", _B, "01", 1, ["MSQ602 b.py"]),
        ("01-01", _B, "02", 1, ["MSQ602 b.py"]),
        ("01-01", {f"{_FOLDER}/01-02-PLAN.md": None, **_B}, "01", 1, ["MSQ602 b.py"]),
        ("01-02", _phase(p03=(1, "", "c.py")), "", 0, ["MSQ611w"]),
    ],
    ids=["own", "sister's", "named", "sister named", "sister removed", "order of a sister"],
)
def test_a_phase_is_one_plan(
    tmp_path: Path,
    branch: str,
    files: dict[str, str | None],
    named: str,
    code: int,
    found: list[str],
) -> None:
    repo = Repo(tmp_path / "r", {})
    repo.change({OURS: None, **_PHASE, "a.py": "0", "b.py": "0", "c.py": "0"})
    repo.on(f"task/{branch}").change(files)
    paths = [f"{_FOLDER}/01-{named}-PLAN.md"] if named else []
    outcome = repo.check(*paths, "--against", "main", "--select", "MSQ6")
    assert outcome[:2] == (code, found), outcome.said


@pytest.mark.parametrize("folder", ["", "phases/[01] x/", "phases/{a,b}*/"])
def test_a_plan_that_is_named_brings_its_phase(tmp_path: Path, folder: str) -> None:
    repo = Repo(tmp_path / "r", {})
    plans = {path.replace(f"{_FOLDER}/", folder): text for path, text in _PHASE.items()}
    repo.change({OURS: None, **plans, "b.py": "0"})
    repo.on("task/01-01").change(_B)
    outcome = repo.check(f"{folder}01-01-PLAN.md", "--against", "main")
    assert outcome[:2] == (1, ["MSQ602 b.py"])


def test_a_plan_that_waits_for_another_of_its_phase_works_beside_it(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r", {})
    repo.change({OURS: None, **_PHASE, "a.py": "0", "c.py": "0"})
    repo.on("task/01-03").change(_A, "x\n\nTask: 01-01")
    repo.change({"c.py": "1"})
    assert repo.check("--against", "main")[:2] == (0, [])


def test_a_phase_is_read_where_the_range_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only the disk says makes no claim false."""
    repo = Repo(tmp_path / "r", {})
    repo.change({OURS: None, **_PHASE, "a.py": "0"})
    repo.on("task/01-02").put(_A)
    repo.git("add", "-A")
    repo.put(_phase(p02=(1, "", "b.py, a.py")))
    monkeypatch.chdir(repo.top)
    main(["check", "--against", "staged", "--format", "json"])
    found = [
        each["code"]
        for each in json.loads(capsys.readouterr().out)["findings"]
        if each["severity"] == "error"
    ]
    assert found == ["MSQ602"]


@pytest.mark.parametrize("where", ["..", "."], ids=["outside", "not in git"])
@pytest.mark.parametrize(
    ("settings", "code", "found"),
    [('drift-ignore = ["b.py"]\n', 0, []), ("max-files = 9\n", 1, ["MSQ602 b.py"])],
)
def test_a_configuration_that_git_does_not_have(
    repo: Repo, where: str, settings: str, code: int, found: list[str]
) -> None:
    repo.on("task/a").change(_B)
    (repo.top / where / "own.toml").write_text(settings)
    outcome = repo.check("--against", "main", "--config", f"{where}/own.toml")
    assert outcome[:2] == (code, found)
    assert "own.toml counts as it is on disk: git does not have it" in outcome.said


# ---------------------------------------------------------------- 3. what is exempt

_VS_CODE = json.dumps(
    {"version": "2.0.0", "tasks": [{"label": "x", "type": "shell", "command": "y"}]}
)


def _moved_to_vs_code(repo: Repo) -> None:
    repo.on("task/a")
    (repo.top / ".vscode").mkdir()
    repo.git("mv", OURS, ".vscode/tasks.json")
    repo.change(_B)


def _moved(to: str, more: str = "") -> Build:
    def build(repo: Repo) -> None:
        repo.on("task/a").git("mv", OURS, to)
        repo.change({**_A, to: plan(A_B_C) + more})

    return build


def _task_master(repo: Repo) -> None:
    content = {"master": {"tasks": [{"id": 1, "title": "x", "status": "done"}]}}
    repo.on("task/a").change({**_B, OURS: json.dumps(content)})


def _gone(repo: Repo) -> None:
    repo.on("task/a").change({OURS: None, **_A})


def _locked(path: str) -> Build:
    def build(repo: Repo) -> None:
        repo.change({OURS: plan({"a": ["package.json"], "b": ["b.py"]}), "package.json": "{}"})
        repo.on("task/a").change({"package.json": "{ }", path: "1"})

    return build


EXEMPT: list[Row] = [
    (
        "VS Code's file",
        _on("task/a", ({".vscode/tasks.json": _VS_CODE}, "x")),
        [],
        1,
        ["MSQ601 .vscode/tasks.json"],
    ),
    (
        "to-do data",
        _on("task/a", ({"data/subtasks.json": "[1, 2]"}, "x")),
        [],
        1,
        ["MSQ601 data/subtasks.json"],
    ),
    (
        "another file of that name",
        _on("task/a", ({"d/tasks.yml": "- hosts: x\n"}, "x")),
        [],
        1,
        ["MSQ601 d/tasks.yml"],
    ),
    ("moved to another tool's folder", _moved_to_vs_code, [], 3, ["MSQ602 b.py"]),
    ("put away as it was", _moved("2026.json"), [], 0, []),
    ("become another file", _moved("x.sh", "\n#!/bin/sh\n"), [], 1, ["MSQ601 x.sh"]),
    ("Task Master's content", _task_master, [], 3, ["MSQ602 b.py"]),
    (
        "a broken one",
        _on("task/a", ({**_B, OURS: "{"}, "x")),
        ["--against", "main", "--ignore", "MSQ101"],
        3,
        ["MSQ602 b.py"],
    ),
    *(
        (
            f"now {text}",
            _on("task/a", ({**_A, OURS: text}, "x")),
            ["--against", "main", "--ignore", "MSQ1"],
            3,
            ["MSQ611w"] * 2,
        )
        for text in ("null", '{"tasks": [{"id": 1}]}')
    ),
    ("gone when all is done", _gone, [], 0, []),
    ("a lock file", _locked("package-lock.json"), [], 0, []),
    ("no lock file", _locked("package-lock.txt"), [], 1, ["MSQ601 package-lock.txt"]),
]


@_rows(EXEMPT)
def test_what_is_exempt(
    repo: Repo, build: Build, arguments: list[str], code: int, found: list[str]
) -> None:
    outcome, said = _shown(repo, build, arguments)
    assert (outcome.code, said) == (code, found), outcome.said


def test_another_tools_file_is_no_hindrance(repo: Repo) -> None:
    repo.change({".vscode/tasks.json": _VS_CODE})
    repo.on("task/a").change(_A)
    assert repo.check("--against", "main")[:2] == (0, [])


# ---------------------------------------------------------------- 4. whose a path is


def _ours(repo: Repo) -> None:
    repo.on("task/a").change(_A, "x\n\nTask: a")
    repo.git("switch", "-q", "main")
    repo.change(_B)
    repo.git("switch", "-q", "task/a")
    repo.git("merge", "-q", "-s", "ours", "--no-edit", "main")


def _renaming_merge(repo: Repo) -> None:
    repo.on("side").change({"s.txt": "1"})
    repo.on("task/a", "main").change(_A, "x\n\nTask: a")
    repo.git("merge", "-q", "--no-commit", "side")
    repo.git("mv", "c.py", "d.py")
    repo.git("commit", "-q", "-m", "Merge it")


def _criss_cross(repo: Repo) -> None:
    repo.on("task/a").change(_A)
    repo.git("switch", "-q", "main")
    repo.change(_B)
    tip = repo.git("rev-parse", "main")
    repo.git("merge", "-q", "--no-edit", "task/a")
    repo.git("switch", "-q", "task/a")
    repo.git("merge", "-q", "--no-edit", tip)
    repo.change({"a2.py": "1"})


def _merged_other(repo: Repo) -> None:
    repo.on("other").change(_B)
    repo.on("task/a", "main").change(_A)
    repo.git("merge", "-q", "--no-ff", "--no-edit", "other")


def _replaced_commit(repo: Repo) -> None:
    repo.on("task/a").change(_B)
    tree = repo.git("rev-parse", "main^{tree}")
    fake = repo.git("commit-tree", tree, "-p", "main", "-m", "x")
    repo.git("replace", "HEAD", fake)


def _folder_for_a_file(repo: Repo) -> None:
    repo.on("task/a").put({"a.py": None})
    repo.change({"a.py/more.py": "1"})


def _folder_called_like_a_file(repo: Repo) -> None:
    repo.change({OURS: plan({"a": ["next.js"]}), "next.js/a": "1"})
    repo.on("task/a").change({"next.js/b": "1"})


def _side_by_side(repo: Repo) -> None:
    """`c` waits for `b`, and `a` for nobody: they are in two batches, and nothing keeps them apart."""
    repo.change({OURS: plan(A_B_C, c={"dependencies": ["b"]})})
    repo.on("topic").change({"c.py": "1"}, "x\n\nTask: a")
    repo.change({"c.py": "2"}, "y\n\nTask: c")


def _in_turns(repo: Repo) -> None:
    repo.change({OURS: plan({**A_B_C, "a": ["a.py", "c.py"]})})
    repo.on("topic").change({"c.py": "1"}, "x\n\nTask: a")
    repo.change({"c.py": "2"}, "y\n\nTask: c")


def _odd(path: str) -> Build:
    """A change of a path that is nearly the declared one."""

    def build(repo: Repo) -> None:
        repo.on("task/a").change({path: "1"})

    return build


_ODD = ("a.py@main", "a.py.", ":(top)a.py", "a.py\nx", '"a.py"', "a.py ", "a.py:12", "a.py (new)")

WHOSE: list[Row] = [
    (
        "a folder in the place of a file",
        _folder_for_a_file,
        ["--against", "main", "--select", "MSQ6"],
        1,
        ["MSQ601 a.py/more.py"],
    ),
    (
        "a folder called like a file",
        _folder_called_like_a_file,
        ["--against", "main", "--select", "MSQ6"],
        0,
        [],
    ),
    ("side by side, in two batches", _side_by_side, [], 1, ["MSQ602 c.py", "MSQ607 c.py"]),
    ("in turns, as both declare it", _in_turns, [], 0, []),
    *((repr(path), _odd(path), [], 1, [f"MSQ601 {path}"]) for path in _ODD),
    ("merge -s ours", _ours, [], 1, ["MSQ602 b.py"]),
    (
        "a merge that renames",
        _renaming_merge,
        [],
        1,
        ["MSQ601 d.py", "MSQ601 s.txt", "MSQ602 c.py"],
    ),
    ("criss-cross", _criss_cross, [], 0, []),
    ("another branch merged", _merged_other, [], 1, ["MSQ602 b.py"]),
    (
        "another branch merged, by hand",
        _merged_other,
        ["--against", "main", "--task", "a"],
        1,
        ["MSQ602 b.py", "MSQ603w"],
    ),
    ("a replaced commit", _replaced_commit, [], 1, ["MSQ602 b.py"]),
]


@_rows(WHOSE)
def test_whose_a_path_is(
    repo: Repo, build: Build, arguments: list[str], code: int, found: list[str]
) -> None:
    outcome, said = _shown(repo, build, arguments)
    assert (outcome.code, said) == (code, found), outcome.said


def test_two_dots_hint_at_three(repo: Repo) -> None:
    repo.on("task/a").change(_A)
    repo.git("switch", "-q", "main")
    repo.change(_B)
    repo.git("switch", "-q", "task/a")
    outcome = repo.check("--against", "main..HEAD")
    assert outcome[:2] == (1, ["MSQ602 b.py"])
    assert "main...HEAD begins where the two parted" in outcome.said


def test_a_base_that_is_behind_its_remote(repo: Repo) -> None:
    behind = repo.git("rev-parse", "main")
    repo.change(_B)
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_A)
    repo.git("branch", "-q", "-f", "main", behind)
    outcome = repo.check("--against", "main")
    assert outcome[:2] == (0, [])
    assert "left out: 1 changed file that origin/main has" in outcome.said


# ---------------------------------------------------------------- 5. empty is not clean


def _staged(repo: Repo) -> None:
    repo.on("task/a")
    repo.put(_B)
    repo.git("add", "-A")


def _ambiguous(repo: Repo) -> None:
    repo.git("tag", "v1")
    repo.on("v1").change(_B)
    repo.on("task/a")


def _equal_tags(repo: Repo) -> None:
    repo.git("tag", "v1")
    repo.git("tag", "v2")
    repo.change({})
    _staged(repo)


def _tag_like_a_remote(repo: Repo) -> None:
    repo.git("tag", "origin/x")
    repo.on("task/a").change(_B)
    repo.git("update-ref", "refs/remotes/origin/x", "HEAD")


EMPTY: list[Row] = [
    ("two tags of one commit", _equal_tags, ["--against", "v1..v2"], 3, []),
    ("a tag and a remote's branch", _tag_like_a_remote, ["--against", "origin/x"], 3, []),
    *(
        (f"{against}, and something staged", _staged, ["--against", against], 3, [])
        for against in ("HEAD", "@", "HEAD..HEAD", "main")
    ),
    ("nothing at all", _on("task/a"), ["--against", "main"], 0, []),
    ("a branch and a tag", _ambiguous, ["--against", "v1"], 3, []),
    ("no such branch", _on("task/a"), ["--against", "mian"], 3, []),
]


@_rows(EMPTY)
def test_empty_is_not_clean(
    repo: Repo, build: Build, arguments: list[str], code: int, found: list[str]
) -> None:
    outcome, said = _shown(repo, build, arguments)
    assert (outcome.code, said) == (code, found), outcome.said


@pytest.mark.parametrize("arguments", [(), ("--against", "main")], ids=["check", "against"])
def test_a_plan_that_git_does_not_track_is_not_passed_over_in_silence(
    repo: Repo, arguments: tuple[str, ...]
) -> None:
    """What git ignores is meant to be left alone."""
    repo.on("task/a").change({".git/info/exclude": "mine.tasks.json\n"})
    repo.put({"new.tasks.json": plan({"d": ["d.py"]}), "mine.tasks.json": plan({"e": ["e.py"]})})
    outcome = repo.check(*arguments)
    said = "not looked at: new.tasks.json, which git does not track; name it, or add it to git"
    assert (outcome.code, outcome.said.count("not looked at"), said in outcome.said) == (0, 1, True)


def test_a_plan_has_an_end(repo: Repo) -> None:
    repo.on("chore").put({OURS: None})
    repo.git("add", "-A")
    assert repo.check("--against", "auto")[:2] == (0, [])
    repo.change({})
    repo.change({"b.py": "2"})
    outcome = repo.check("--against", "auto")
    assert outcome[:2] == (0, [])
    assert "there is no tasks file at either end" in outcome.said
    assert repo.check("--against", "HEAD~1").code == 3


def test_what_is_staged_is_a_part_of_the_work(repo: Repo) -> None:
    repo.on("task/a").change(_A)
    repo.put({"a2.py": "1"})
    repo.git("add", "-A")
    outcome = repo.check("--against", "staged", "--task", "a", "--fail-on", "warning")
    assert outcome[:2] == (0, [])


def test_a_plan_that_git_overlooks_is_that_of_git(repo: Repo) -> None:
    repo.on("task/a").git("update-index", "--assume-unchanged", OURS)
    repo.put({**_B, OURS: plan(_WIDE)})
    assert repo.check("--against", "worktree")[:2] == (1, ["MSQ602 b.py"])
    repo.git("update-index", "--no-assume-unchanged", OURS)
    repo.git("sparse-checkout", "set", "--no-cone", "/b.py")
    (repo.top / OURS).unlink(missing_ok=True)
    assert repo.check("--against", "worktree")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_overlooks_is_said(repo: Repo, flag: str) -> None:
    repo.on("task/a").git("update-index", flag, "b.py")
    repo.put(_B)
    outcome = repo.check("--against", "worktree")
    assert outcome[:2] == (0, [])
    assert "not looked at: b.py" in outcome.said


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [("0\n", 0, "not known whether b.py changed"), ("changed\n", 1, "")],
    ids=["touched", "changed"],
)
def test_a_filter_of_the_repository(repo: Repo, content: str, code: int, said: str) -> None:
    """The index has what the filter made of the file; one of the same length may have been touched only."""
    repo.git("config", "filter.x.clean", "tr 0 1")
    repo.write(".git/info/attributes", "b.py filter=x\n")
    repo.git("add", "--renormalize", ".")
    repo.git("commit", "-q", "-m", "Filter it")
    repo.on("task/a")
    (repo.top / "b.py").write_text(content)
    os.utime(repo.top / "b.py", (1, 1))
    outcome = repo.check("--against", "worktree")
    assert (outcome.code, said in outcome.said) == (code, True)


def test_a_pull_request_that_leaves_the_plan_alone_gets_no_notices(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repo.top)
    said: list[bool] = []
    for files in (_A, {**_A, OURS: plan(A_B_C, a={"description": "x"})}):
        repo.on(f"topic{len(said)}", "main").change(files, "x\n\nTask: a")
        main(["check", "--against", "main", "--format", "github"])
        said.append("MSQ401" in capsys.readouterr().out)
    assert said == [False, True]


@pytest.mark.parametrize(
    ("options", "found", "judged"),
    [
        ([], ["MSQ602 b.py"], True),
        (["--select", "MSQ6"], ["MSQ602 b.py"], True),
        (["--select", "MSQ613"], [], True),
        (["--select", "MSQ2"], [], False),
        (["--select", "MSQ605"], [], False),
        (["--select", "MSQ6", "--ignore", "MSQ6"], [], False),
        (["--ignore", "MSQ6,MSQ602"], [], False),
    ],
)
def test_changes_at_which_no_rule_looks(
    repo: Repo, options: list[str], found: list[str], judged: bool
) -> None:
    repo.on("task/a").change(_B)
    outcome = repo.check("--against", "main", *options)
    said = "no rule about changes is selected, so nothing looked at what changed"
    assert outcome[:2] == (int(bool(found)), found)
    assert (said not in outcome.said, "compared with task" in outcome.said) == (judged, True)


# ---------------------------------------------------------------- what is pushed


def _pushing(repo: Repo, monkeypatch: pytest.MonkeyPatch, *refs: tuple[str, str]) -> Outcome:
    """What a pre-push hook says: each ref, and what the remote has of it."""
    none = "0" * 40
    said = "".join(
        f"refs/{'tags' if name == 'v1' else 'heads'}/{name} {none if remote == 'gone' else repo.git('rev-parse', name)} "
        f"refs/heads/{name} {none if remote in {'', 'gone'} else repo.git('rev-parse', remote)}\n"
        for name, remote in refs
    )
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
    return repo.check("--against", "pushed")


@pytest.mark.parametrize(
    ("local", "remote", "found"),
    [
        ("refs/heads/task/a", "refs/heads/review", ["MSQ602 b.py"]),
        ("refs/heads/topic", "refs/heads/task/a", ["MSQ602 b.py"]),
        ("HEAD", "refs/heads/review", ["MSQ602 b.py"]),
        ("refs/heads/topic", "refs/heads/review", []),
    ],
    ids=["as another", "as the task's", "HEAD", "neither"],
)
def test_a_branch_that_is_pushed_as_another(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, local: str, remote: str, found: list[str]
) -> None:
    """Either name may be that of a task."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    said = f"{local} {repo.git('rev-parse', 'HEAD')} {remote} {'0' * 40}\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
    assert repo.check("--against", "pushed")[:2] == (int(bool(found)), found)


def test_every_ref_that_is_pushed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a", "main").change(_B)
    repo.on("task/b", "main").change(_B)
    repo.on("task/c", "main").change({"c.py": "1"})
    repo.git("update-ref", "refs/remotes/origin/task/c", "HEAD")
    repo.change({"a.py": "1"})
    refs = (("task/a", ""), ("task/b", "main"), ("task/c", "task/c~1"), ("task/d", "gone"))
    assert _pushing(repo, monkeypatch, *refs)[:2] == (1, ["MSQ602 a.py", "MSQ602 b.py"])
    assert _pushing(repo, monkeypatch, refs[1])[:2] == (0, [])


def _push_to_nothing(repo: Repo) -> None:
    """A `main` with more than its plan declares, a task's branch, one on top of it, and a tag."""
    repo.change({"README.md": "1"}, "Say what it is")
    repo.on("task/a").change(_A)
    repo.on("task/b").change(_B)
    repo.git("tag", "v1", "main")


@pytest.mark.parametrize(
    ("branch", "more", "names", "found"),
    [
        ("task/b", {}, ["main", "task/a", "task/b"], []),
        ("task/b", {}, ["task/b", "task/a", "main"], []),
        ("task/b", {"c.py": "1"}, ["main", "task/a", "task/b"], ["MSQ602 c.py"]),
        ("task/a", {"c.py": "1"}, ["main", "task/a", "task/b"], ["MSQ602 c.py"]),
        ("task/a", {}, ["task/a"], []),
        ("task/a", {"c.py": "1"}, ["task/a"], ["MSQ602 c.py"]),
        ("main", {}, ["main", "v1"], []),
    ],
)
def test_the_first_push_of_several_branches(
    repo: Repo,
    monkeypatch: pytest.MonkeyPatch,
    branch: str,
    more: dict[str, str | None],
    names: list[str],
    found: list[str],
) -> None:
    """Each begins where it leaves the others; before the first there is nothing."""
    _push_to_nothing(repo)
    repo.git("switch", "-q", branch)
    repo.change(more)
    outcome = _pushing(repo, monkeypatch, *((name, "") for name in names))
    errors = [each for each in outcome.found if each != "MSQ609w"]
    assert (outcome.code, errors) == (int(bool(found)), found)
    assert ("nothing was there before" in outcome.said) == ("main" in names)
    assert ("not compared is what main has" in outcome.said) == ("main" not in names)


def test_a_first_branch_answers_where_its_commits_name_tasks(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.change({"README.md": "1"}, "Say what it is")
    repo.change(_B, "x\n\nTask: a")
    assert _pushing(repo, monkeypatch, ("main", ""))[:2] == (1, ["MSQ602 b.py", "MSQ609w"])


@pytest.mark.parametrize("thing", ["HEAD:a.py", "HEAD^{tree}"], ids=["file", "folder"])
def test_a_tag_of_no_commit_has_nothing_to_compare(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, thing: str
) -> None:
    repo.git("tag", "v1", thing)
    assert _pushing(repo, monkeypatch, ("v1", "")).code == 0


def _said(repo: Repo, monkeypatch: pytest.MonkeyPatch, said: str, *options: str) -> Outcome:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
    return repo.check("--against", "pushed", *options)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("task/a", "task/b"), ["MSQ601 x.py"]),
        (("task/a", "task/b", "wip"), ["MSQ601 x.py"]),
        (("task/a", "wip"), ["MSQ601 x.py"]),
        (("task/a", "task/c"), ["MSQ601 x.py", "MSQ602 b.py"]),
    ],
)
def test_what_pushed_branches_have_in_common(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], found: list[str]
) -> None:
    """None of them ends with it: it is of all of their tasks, or of nobody's."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.change({"b.py": "1", "x.py": "1"})
    for name in names:
        repo.on(name, "main").change({}, f"begin {name}")
    assert _pushing(repo, monkeypatch, *((name, "") for name in names))[:2] == (1, found)


def test_what_goes_along_to_a_remote_that_has_nothing_is_said(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.change({"x.py": "1"})
    for name in ("task/a", "task/b"):
        repo.on(name, "main").change({}, f"begin {name}")
    repo.git("switch", "-q", "main")
    repo.change({"x.py": "2"})
    outcome = _pushing(repo, monkeypatch, ("task/a", ""), ("task/b", ""))
    assert outcome[:2] == (0, [])
    assert "task/a and task/b have in common: not compared is what main has" in outcome.said


@pytest.mark.parametrize("trailer", ["", "\n\nTask: a"])
def test_a_commit_is_read_once_for_all_ranges_that_have_it(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], trailer: str
) -> None:
    """Each of the branches has the commits of those before it, and the remote has where they began."""
    began = repo.git("rev-parse", "main")
    for at in range(5):
        repo.on(f"t{at}").change({"a.py": f"{at}"}, f"change{at}{trailer}")
    tips = [repo.git("rev-parse", f"t{at}") for at in range(5)]
    read: list[str] = []
    one = Messages.commit

    def counted(self: Messages, ident: str, *about: Any) -> Commit:  # noqa: ANN401 - as it is called
        read.append(ident)
        return one(self, ident, *about)

    monkeypatch.setattr(Messages, "commit", counted)
    looked: list[object] = []

    def look(raw: list[RawChange], own: set[str] | None) -> tuple[FileChange, ...]:
        looked.append(raw)
        return changes_of(raw, own)

    monkeypatch.setattr("modsquad_lint.repository.comparing.answering.changes_of", look)
    said = "".join(f"refs/heads/t{at} {tips[at]} refs/heads/t{at} {began}\n" for at in range(5))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said.encode())))
    monkeypatch.chdir(repo.top)
    assert main(["check", "--against", "pushed"]) == 0
    assert sorted(read) == sorted(tips)
    # What differs between the ends of each range, and what each commit changed.
    assert len(looked) == len(tips) + (len(tips) if trailer else 0)
    assert "no findings in 1 file\n" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["tag", "annotated tag"])
def test_a_tag_takes_no_commits_from_its_branch(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """As `git push --follow-tags` pushes it along."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    repo.git("tag", *(["-m", "x"] if kind != "tag" else []), "v1")
    repo.change(_A)
    said = "".join(
        f"refs/{name} {repo.git('rev-parse', name)} refs/{name} {'0' * 40}\n"
        for name in ("heads/task/a", "tags/v1")
    )
    assert _said(repo, monkeypatch, said)[:2] == (1, ["MSQ602 b.py"])


def test_a_tag_that_a_tasks_branch_points_at_is_the_tasks(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever branch that names nobody is pushed along, and has it too."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    repo.git("tag", "v1")
    repo.on("topic").change(_A)
    said = "".join(
        f"refs/{name} {repo.git('rev-parse', name)} refs/{name} {'0' * 40}\n"
        for name in ("heads/topic", "tags/v1")
    )
    assert _said(repo, monkeypatch, said)[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize("revision", ["HEAD~", "@^{}~1", "HEAD^0~1", "task/a~1^{}"])
def test_a_commit_of_a_tasks_branch_is_the_tasks(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    """Whether it is compared by name, or pushed."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    repo.change(_A)
    assert repo.check("--against", f"main..{revision}")[:2] == (1, ["MSQ602 b.py"])
    for before in ("0" * 40, repo.git("rev-parse", "main")):
        said = f"{revision} {repo.git('rev-parse', revision)} refs/heads/review {before}\n"
        assert _said(repo, monkeypatch, said)[:2] == (1, ["MSQ602 b.py"])


def test_the_second_parent_of_a_merge_is_of_no_branch(repo: Repo) -> None:
    repo.on("topic").change(_B)
    repo.on("task/a", "main").change(_A)
    repo.git("merge", "-q", "--no-edit", "topic")
    assert repo.check("--against", "main..HEAD^2")[:2] == (0, [])
    assert repo.check("--against", "main..HEAD")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize("local", ["refs/heads/task/a", "HEAD", "task/a@{1 day ago}"])
def test_a_tasks_branch_that_is_pushed_as_another_tasks(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, local: str
) -> None:
    """It is that one's from then on; git says what is pushed as its user wrote it, where it is no name."""
    repo.on("task/a").change(_A)
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    said = f"{local} {repo.git('rev-parse', 'HEAD')} refs/heads/task/b {'0' * 40}\n"
    assert _said(repo, monkeypatch, said)[:2] == (1, ["MSQ602 a.py"])


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), []),
        (("--remote", "fork"), []),
        (("--remote", "origin"), ["MSQ602 b.py"]),
        (("--remote", "origin", "--remote", "fork"), []),
        (("--remote", "https://example.com/*.git"), ["MSQ602 b.py"]),
        (("--remote", "*"), ["MSQ602 b.py"]),
    ],
)
def test_which_remote_is_pushed_to(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], found: list[str]
) -> None:
    """What another one has was never pushed to this one."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    repo.git("update-ref", "refs/remotes/fork/task/a", "HEAD")
    repo.change(_A)
    for before in ("0" * 40, repo.git("rev-parse", "main")):
        said = f"HEAD {repo.git('rev-parse', 'HEAD')} refs/heads/task/a {before}\n"
        outcome = _said(repo, monkeypatch, said, *options)
        assert outcome[:2] == (int(bool(found)), found)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), []),
        (("--remote", "origin"), ["MSQ602 b.py"]),
        (("--remote", "origin/fork"), []),
        (("--remote", "origin", "--remote", "origin/fork"), []),
    ],
)
def test_a_remote_whose_name_begins_with_that_of_another(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], found: list[str]
) -> None:
    for name in ("origin", "origin/fork"):
        repo.git("config", f"remote.{name}.url", "nowhere")
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    repo.git("update-ref", "refs/remotes/origin/fork/task/a", "HEAD")
    repo.change(_A)
    for before in ("0" * 40, repo.git("rev-parse", "main")):
        said = f"HEAD {repo.git('rev-parse', 'HEAD')} refs/heads/task/a {before}\n"
        assert _said(repo, monkeypatch, said, *options)[:2] == (int(bool(found)), found)


@pytest.mark.parametrize(
    "options", [("--against", "pushed", "--remote", ""), ("--remote", "origin")]
)
def test_a_remote_that_says_nothing(repo: Repo, options: tuple[str, ...]) -> None:
    assert repo.check(*options).code == 2


_UNKNOWN = "1" * 40


@pytest.mark.parametrize(
    ("lines", "code", "found"),
    [
        (["HEAD task/a refs/for/main -"], 1, ["MSQ602 b.py"]),
        (["task/a~0 task/a refs/custom/x -"], 1, ["MSQ602 b.py"]),
        (["task/a~0 task/a refs/heads/main main"], 1, ["MSQ602 b.py"]),
        (["HEAD task/a refs/heads/main main"], 1, ["MSQ602 b.py"]),
        (["refs/tags/v2 v2 refs/heads/main main"], 1, ["MSQ602 b.py"]),
        (["refs/heads/topic task/a refs/heads/main main"], 0, []),
        (["refs/tags/v2 v2 refs/tags/v2 -"], 1, ["MSQ602 b.py"]),
        (["refs/tags/v2 v2 refs/tags/v2 old"], 1, ["MSQ602 b.py"]),
        (["refs/notes/commits refs/notes/commits refs/notes/commits -"], 0, []),
        (["task/a task/a refs/heads/task/a main"] * 2, 1, ["MSQ602 b.py"]),
        (
            ["(delete) - refs/heads/x main", "task/a task/a refs/heads/task/a main"],
            1,
            ["MSQ602 b.py"],
        ),
        (["main main refs/heads/task/a task/a"], 0, []),
        ([f"task/a task/a refs/heads/task/a {_UNKNOWN}"], 1, ["MSQ602 b.py"]),
        ([f"task/a {_UNKNOWN} refs/heads/task/a -"], 3, []),
        ([f"task/a {'1' * 64} refs/heads/task/a -"], 3, []),
        (["alone alone refs/heads/main main"], 3, []),
    ],
)
def test_unusual_pushes(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, lines: list[str], code: int, found: list[str]
) -> None:
    """Other refs, tags of tags, what goes back, and what is not here."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("alone").git("commit", "-q", "--amend", "-m", "Begin again")
    repo.on("task/a", "main").change(_B)
    for name, of in (("old", "main"), ("v1", "HEAD"), ("v2", "v1")):
        repo.git("tag", "-m", "x", name, of)
    repo.git("notes", "add", "-m", "x")
    repo.git("switch", "-q", "--detach")
    asked = repo.git("for-each-ref", "--format=%(refname:short) %(objectname)")
    ids = dict(line.split(" ") for line in asked.splitlines())
    ids |= {"-": "0" * 40, "refs/notes/commits": ids["notes/commits"]}
    said = ""
    for line in lines:
        local, commit, remote, before = line.split(" ")
        said += f"{local} {ids.get(commit, commit)} {remote} {ids.get(before, before)}\n"
    assert _said(repo, monkeypatch, said)[:2] == (code, found)


@pytest.mark.parametrize("local", ["HEAD", "task/a~0", "refs/tags/v1"])
@pytest.mark.parametrize("is_new", [False, True])
def test_pre_commit_says_that_a_commit_is_pushed_to_main(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, local: str, *, is_new: bool
) -> None:
    """What is no branch here is the task's whose branch points at it."""
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    repo.on("task/a").change(_B)
    repo.git("tag", "v1")
    repo.git("switch", "-q", "--detach")
    said = {"REMOTE_NAME": "origin", "REMOTE_BRANCH": "refs/heads/main", "LOCAL_BRANCH": local}
    if not is_new:
        said |= {
            f"{side}_REF": repo.git("rev-parse", at)
            for side, at in (("FROM", "main"), ("TO", "task/a"))
        }
    for name, value in said.items():
        monkeypatch.setenv(f"PRE_COMMIT_{name}", value)
    assert repo.check("--against", "auto")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize("said", ["\n", "task/a\n", "a b c d\n", f"a HEAD b {'0' * 40}\n", "\0"])
def test_what_git_never_says_of_a_push(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    assert _said(repo, monkeypatch, said).code == 3


@pytest.mark.parametrize("refs", [(), (("task/d", "gone"),)])
def test_nothing_is_pushed(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, refs: tuple[tuple[str, str], ...]
) -> None:
    outcome = _pushing(repo, monkeypatch, *refs)
    assert (outcome.code, "nothing is pushed" in outcome.said) == (0, True)


def test_pre_commit_does_not_hand_on_what_is_pushed(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert _pushing(repo, monkeypatch).code == 3


# ---------------------------------------------------------------- what a CI says


def _event(repo: Repo, monkeypatch: pytest.MonkeyPatch, name: str, event: object) -> None:
    path = repo.top.parent / "event.json"
    path.write_text(json.dumps(event))
    monkeypatch.setenv("GITHUB_EVENT_NAME", name)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))


def _pushed_event(repo: Repo, before: str | None, after: str, branch: str) -> dict[str, object]:
    return {
        "before": before,
        "after": repo.git("rev-parse", after) if after else "0" * 40,
        "ref": f"refs/heads/{branch}",
        "repository": {"default_branch": "main"},
    }


@pytest.mark.parametrize(
    ("before", "after", "code", "found"),
    [
        ("main", "task/a", 1, ["MSQ602 b.py"]),
        ("0" * 40, "task/a", 1, ["MSQ602 b.py"]),
        (None, "task/a", 3, []),
        ("1" * 40, "task/a", 3, []),
        ("task/a", "main", 0, []),
        ("task/a", "", 0, []),
    ],
    ids=["push", "new branch", "null", "missing", "forced back", "deleted"],
)
def test_a_push_of_github(
    repo: Repo,
    monkeypatch: pytest.MonkeyPatch,
    before: str | None,
    after: str,
    code: int,
    found: list[str],
) -> None:
    """What was pushed counts, and not what is checked out."""
    repo.on("task/a").change(_B)
    if before in {"main", "task/a"}:
        before = repo.git("rev-parse", before)
    _event(repo, monkeypatch, "push", _pushed_event(repo, before, after, "task/a"))
    repo.git("switch", "-q", "--detach", "main")
    assert repo.check("--against", "auto")[:2] == (code, found)


def test_a_merge_group_is_compared_whatever_is_checked_out(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.on("task/a").change(_B)
    group = {
        f"{end}_sha": repo.git("rev-parse", at) for end, at in (("base", "main"), ("head", "@"))
    }
    _event(repo, monkeypatch, "merge_group", {"merge_group": group})
    repo.git("switch", "-q", "main")
    assert repo.check("--against", "auto")[:2] == (1, ["MSQ602 b.py"])


def test_the_first_commit_has_nothing_before_it(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    repo.git("switch", "-q", "--orphan", "new")
    repo.put({OURS: plan(A_B_C), "README.md": "1"})
    repo.git("add", "-A")
    outcome = repo.check("--against", "staged")
    assert outcome[:2] == (0, [])
    assert "nothing was there before" in outcome.said


def test_a_review_of_a_pull_request_names_its_branch(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = {"sha": repo.git("rev-parse", "main"), "ref": "main"}
    repo.on("topic").change(_B)
    head = {"sha": repo.git("rev-parse", "HEAD"), "ref": "task/a"}
    event = {"pull_request": {"head": head, "base": base}}
    _event(repo, monkeypatch, "pull_request_review", event)
    repo.git("switch", "-q", "--detach")
    assert repo.check("--against", "auto")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize(
    ("local", "remote"), [("HEAD", "task/a"), ("refs/heads/topic", "task/a"), ("HEAD", "review")]
)
def test_the_branch_that_pre_commit_pushes_to(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, local: str, remote: str
) -> None:
    repo.on("task/a").change(_B)
    for name, value in {
        "FROM_REF": "main",
        "TO_REF": repo.git("rev-parse", "HEAD"),
        "REMOTE_NAME": "origin",
        "LOCAL_BRANCH": local,
        "REMOTE_BRANCH": f"refs/heads/{remote}",
    }.items():
        monkeypatch.setenv(f"PRE_COMMIT_{name}", value)
    if remote == "task/a":
        repo.git("branch", "-q", "-m", "topic")
    assert repo.check("--against", "auto")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize(
    "kind", ["merge request", "push", "new branch", "merged result", "fast forward"]
)
def test_gitlab(repo: Repo, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    base = repo.git("rev-parse", "main")
    repo.on("task/a").change(_B)
    repo.change(_A)
    variables = {"GITLAB_CI": "true", "CI": "true"}
    if kind in {"merge request", "merged result", "fast forward"}:
        variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base
        variables["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"] = "task/a"
    else:
        before = base if kind == "push" else "0" * 40
        variables |= {
            "CI_PIPELINE_SOURCE": "push",
            "CI_COMMIT_BRANCH": "task/a",
            "CI_COMMIT_BEFORE_SHA": before,
            "CI_DEFAULT_BRANCH": "main",
            "CI_COMMIT_SHA": repo.git("rev-parse", "HEAD"),
        }
    repo.git("switch", "-q", "--detach")
    if kind == "fast forward":
        variables["CI_MERGE_REQUEST_EVENT_TYPE"] = "merge_train"
    if kind == "merged result":
        variables["CI_MERGE_REQUEST_EVENT_TYPE"] = "merged_result"
        repo.git("switch", "-q", "--detach", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "task/a")
    repo.git("branch", "-q", "-D", "task/a")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert repo.check("--against", "auto")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TRAVIS_BRANCH", "task/a"),
        ("BUILD_SOURCEBRANCH", "refs/heads/task/a"),
        ("GIT_BRANCH", "origin/task/a"),
        ("CIRRUS_BRANCH", "task/a"),
        ("APPVEYOR_REPO_BRANCH", "task/a"),
    ],
)
def test_the_branch_that_a_ci_names(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """It counts where no branch is checked out."""
    repo.git("switch", "-q", "--detach")
    repo.change(_B)
    assert repo.check("--against", "main")[:2] == (0, [])
    monkeypatch.setenv(variable, value)
    assert repo.check("--against", "main")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize("value", ["false", "0", ""])
def test_a_ci_that_is_switched_off(repo: Repo, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)
    repo.on("task/a").put(_B)
    repo.git("add", "-A")
    assert repo.check("--against", "auto")[:2] == (1, ["MSQ602 b.py"])


@pytest.mark.parametrize(("hook", "code"), [("", 3), ("1", 0)])
def test_a_ci_that_nobody_knows(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, hook: str, code: int
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("PRE_COMMIT", hook)
    outcome = repo.check("--against", "auto")
    assert (outcome.code, "nothing says what to compare with" in outcome.said) == (code, True)


def test_the_first_push_to_an_empty_remote(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
    monkeypatch.setenv("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/main")
    repo.change({"modsquad-lint.toml": "max-files = 9\n"})
    outcome = repo.check("--against", "auto")
    assert outcome[:2] == (0, ["MSQ609w"])
    assert "the change sets" not in outcome.said  # which has no beginning


def test_elsewhere_with_git_dir_and_work_tree(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.on("task/a").change(_B)
    monkeypatch.setenv("GIT_DIR", str(repo.top / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(repo.top))
    (tmp_path / "elsewhere").mkdir()
    assert repo.check("--against", "main", where="../elsewhere")[:2] == (1, ["MSQ602 b.py"])


def test_a_pattern_without_an_id_is_wrong_usage(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r", files={"modsquad-lint.toml": 'branch-pattern = "task"\n'})
    assert repo.check("--against", "main").code == 2


def test_the_trailer_hook_writes_no_id_that_no_plan_has(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repo.top)
    for ident, added in (("a", "\n\nTask: a\n"), ("aa", "\n")):
        monkeypatch.setenv("MODSQUAD_TASK", ident)
        (repo.top / "message").write_text("Subject\n")
        assert task_trailer.main(["message"]) == 0
        assert (repo.top / "message").read_text() == f"Subject{added}"
    assert 'no tasks file has the task "aa"' in capsys.readouterr().err
