"""What users get and what it does to them: no network at run time, nothing but the project in a release."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.metadata import Metadata
from sandbox import Sandbox

from modsquad_lint import __version__, reporters

CHECKOUT = Path(__file__).parent.parent
HOME = os.environ.get("HOME", "")  # read before the tests get another: pip's configuration is there

# In place of sitecustomize: ends the program at the first socket, and at any program that there is but git.
_GUARD = """\
import os, sys

def guard(event, arguments):
    if event.startswith("socket."):
        os.write(2, f"{event} {arguments}\\n".encode())
        os._exit(99)
    if event in {"os.system", "os.exec", "os.posix_spawn", "os.spawn"}:
        os._exit(98)
    if event == "subprocess.Popen":
        command = arguments[1]
        path = os.fsdecode(command[0])
        is_nothing = os.path.isabs(path) and not os.path.exists(path)  # GitPython looks for a git where none is
        if os.path.basename(path) != "git" and not is_nothing:
            os.write(2, f"{command}\\n".encode())
            os._exit(97)

sys.addaudithook(guard)
"""


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a tasks file, and Python under guard."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(_GUARD)
    box = Sandbox(tmp_path / "repo")
    (box.top / "pyproject.toml").write_text("[tool.modsquad-lint]\nmergeable = ['*.lock']\n")
    box.tasks(("a", ["a.py", "b\\c"]), ("b", ["a.py"]))
    box.commit("a.py", "tasks.json", message="one", content=box.tasks(("a", ["a.py", "b\\c"])))
    box.commit("b.py", message="two\n\nTask: a")
    monkeypatch.setenv("PYTHONPATH", str(guard))
    return box.top


def _run(here: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *arguments], cwd=here, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("import socket; socket.socket()", 99),
        ("import socket; socket.getaddrinfo('localhost', 80)", 99),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')", 99),
        ("import subprocess; subprocess.run(['true'])", 97),
        ("import os; os.system('true')", 98),
        ("import subprocess; subprocess.run(['git', '--version'])", 0),
    ],
)
def test_the_guard_is_one(code: str, exit_code: int, guarded: Path) -> None:
    assert _run(guarded, "-c", code).returncode == exit_code


_FORMATS = [f"--format={name}={name}.out" for name in reporters.FORMATS]
_PLAN_FORMATS = [f"--format={name}={name}.out" for name in reporters.PLAN_FORMATS]


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["-m", "modsquad_lint"], 1),
        (["-m", "modsquad_lint", "-v", *_FORMATS], 1),
        (["-m", "modsquad_lint", "--against", "HEAD~1"], 1),
        (["-m", "modsquad_lint", "--against", "worktree", "--no-git"], 3),
        (["-m", "modsquad_lint", "--fix", "--unsafe-fixes"], 1),
        (["-m", "modsquad_lint", "--diff"], 1),
        (["-m", "modsquad_lint", "plan", "-v", *_PLAN_FORMATS], 1),
        (["-m", "modsquad_lint", "plan", "--suggest"], 1),
        (["-m", "modsquad_lint", "rule", "--all"], 0),
        (["-m", "modsquad_lint", "schema"], 0),
        (["-m", "modsquad_lint", "schema", "config"], 0),
        (["-m", "modsquad_lint.batch_runner", "--tasks", "tasks.json"], 1),
        (["-m", "modsquad_lint.validator", "--check-deps", "tasks.json"], 0),
    ],
    ids=lambda value: " ".join(value[:4]) if isinstance(value, list) else "",
)
def test_no_network_and_no_program_but_git(
    arguments: list[str], exit_code: int, guarded: Path
) -> None:
    done = _run(guarded, *arguments)
    assert done.returncode == exit_code, done.stderr.decode()


def test_actions_are_pinned() -> None:
    """A tag can be moved; a commit cannot."""
    files = [CHECKOUT / "action.yml", *(CHECKOUT / ".github" / "workflows").glob("*.yml")]
    used = [action for file in files for action in re.findall(r"uses:\s*(\S+)", file.read_text())]
    assert used
    assert [
        action
        for action in used
        if not action.startswith("./") and not re.search(r"@[0-9a-f]{40}$", action)
    ] == []


def test_the_documents_name_the_tag_of_this_version() -> None:
    """A release has the tag that the examples use; those of the tests and of `init` say what they know."""
    pages = (CHECKOUT / "README.md", *(CHECKOUT / "docs").rglob("*.md"))
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    named = re.findall(r"(?:rev: |OWNER/modsquad-lint@(?:REV # )?)(v[\d.]+|\S+)", text)
    assert len(named) > 10
    assert {*named} == {f"v{__version__}", "REV"}
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (
        re.findall(r"^## \[(\d\S*)\] - 20\d\d-\d\d-\d\d$", changes, re.MULTILINE)[0] == __version__
    )


# ---------------------------------------------------------------- releases


def _tracked(*paths: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *paths], cwd=CHECKOUT, capture_output=True, check=True
    )
    return set(filter(None, listed.stdout.decode().split("\0")))


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two releases, sdist and wheel, built from two copies of what git tracks, at other times."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("not in a checkout")
    top = tmp_path_factory.mktemp("release")
    environment = {**os.environ, "HOME": HOME, "SOURCE_DATE_EPOCH": "1767225600"}
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(top / "tools")]
    subprocess.run([*pip, "hatchling>=1.26"], check=True, env=environment, capture_output=True)
    build = (
        "import sys, hatchling.build as b; b.build_sdist(sys.argv[1]); b.build_wheel(sys.argv[1])"
    )
    made = []
    for number in (1, 2):
        copy, out = top / f"checkout{number}", top / f"dist{number}"
        for path in sorted(_tracked(), reverse=number == 2):
            target = copy / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((CHECKOUT / path).read_bytes())
            os.utime(target, (number * 1000, number * 1_000_000))
        (copy / "modsquad_lint" / "__pycache__").mkdir()
        (copy / "modsquad_lint" / "__pycache__" / "cli.cpython-311.pyc").write_bytes(b"")
        (copy / "modsquad_lint" / "notes.txt~").write_bytes(b"")
        subprocess.run(
            [sys.executable, "-c", build, out],
            cwd=copy,
            check=True,
            env={**environment, "PYTHONPATH": str(top / "tools")},
        )
        made.append(out)
    return made


@pytest.mark.network
def test_releases_are_the_same_to_the_byte(releases: list[Path]) -> None:
    one, two = ({path.name: path.read_bytes() for path in out.iterdir()} for out in releases)
    assert set(one) == {
        f"modsquad_lint-{__version__}.tar.gz",
        f"modsquad_lint-{__version__}-py3-none-any.whl",
    }
    assert one == two


@pytest.mark.network
def test_the_sdist_holds_what_git_tracks_and_nothing_else(releases: list[Path]) -> None:
    root = f"modsquad_lint-{__version__}"
    with tarfile.open(releases[0] / f"{root}.tar.gz") as archive:
        members = archive.getmembers()
        names = {member.name.removeprefix(f"{root}/") for member in members}
    assert all(member.isfile() and member.uid == 0 and not member.uname for member in members)
    assert names == _tracked() | {"PKG-INFO"}


@pytest.mark.network
def test_the_wheel_says_what_it_is(releases: list[Path]) -> None:
    info = f"modsquad_lint-{__version__}.dist-info"
    with ZipFile(releases[0] / f"modsquad_lint-{__version__}-py3-none-any.whl") as archive:
        names = set(archive.namelist())
        raw = archive.read(f"{info}/METADATA")
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
    assert names == _tracked("modsquad_lint") | {
        f"{info}/{name}"
        for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }
    assert entry_points.splitlines() == [
        "[console_scripts]",
        "modsquad-lint = modsquad_lint.__main__:run",
        "modsquad-lint-task-trailer = modsquad_lint.cli.task_trailer:main",
    ]
    metadata = Metadata.from_email(raw, validate=True)
    assert metadata.name == "modsquad-lint"
    assert str(metadata.version) == __version__
    assert metadata.license_expression == "MIT"
    assert metadata.license_files == ["LICENSE"]
    assert str(metadata.requires_python) == ">=3.10"
    assert metadata.description_content_type == "text/markdown"
    assert message_from_bytes(raw).get_payload()
    needed = [each for each in metadata.requires_dist or () if "extra" not in str(each.marker)]
    assert {each.name.replace(".", "-").casefold() for each in needed} == {
        *("gitpython", "identify", "ruamel-yaml", "ruamel-yaml-clib", "tomli"),
    }


@pytest.mark.network
def test_a_page_made_from_the_wheel_alone_is_the_one_that_the_checkout_makes(
    releases: list[Path], tmp_path: Path
) -> None:
    page = _page(releases[0] / f"modsquad_lint-{__version__}-py3-none-any.whl", tmp_path)
    assert page.startswith("<!DOCTYPE html>")
    assert page == _page(CHECKOUT, tmp_path)


def _page(package: Path, folder: Path) -> str:
    """The page of a plan, drawn by the package of a wheel or a folder, and by no other."""
    program = (
        f"import sys; sys.path.insert(0, {str(package)!r})\n"
        "import modsquad_lint.reporters as found\n"
        f"assert found.__file__.startswith({str(package)!r}), found.__file__\n"
        "from modsquad_lint.cli.main import main\n"
        "sys.exit(main(['plan', '--no-git', '--format', 'html', sys.argv[1]]))"
    )
    sample = CHECKOUT / "sample_tasks/example_5/tasks.json"
    command = [sys.executable, "-I", "-c", program, str(sample)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return done.stdout
