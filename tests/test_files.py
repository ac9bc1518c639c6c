from __future__ import annotations

import errno
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import children
import pytest
from sandbox import Sandbox

from modsquad_lint.cli.main import main
from modsquad_lint.repository import files
from modsquad_lint.text.errors import UserError

LONG = "a." * 30
"""What would be a key of too many parts, were it not in quotes or a comment."""


@pytest.mark.parametrize("kind", ["missing", "directory", "fifo", "device", "loop", "long", "nul"])
def test_what_is_no_readable_file_is_one_clear_error(kind: str, tmp_path: Path) -> None:
    path = str(tmp_path / "tasks.json")
    if kind == "directory":
        os.mkdir(path)
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "loop":
        os.symlink(path, path)
    elif kind == "device":
        path = "/dev/zero"
    elif kind == "long":
        path = str(tmp_path / ("x" * 5000))
    elif kind == "nul":
        path = "a\0b"
    with pytest.raises(UserError) as caught:
        files.read(path)
    message = str(caught.value)
    assert message.startswith("cannot read ")
    assert "\n" not in message


def test_a_sparse_giant_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    with pytest.raises(UserError, match="larger than 512 MiB"):
        files.read(str(path))


def test_write_keeps_mode_and_follows_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "tasks.json", tmp_path / "tasks.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    files.write(str(link), b"new", expected=b"old")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)
    assert os.listdir(real.parent) == ["tasks.json"]


def test_a_new_file_has_the_mode_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    files.write(str(tmp_path / "new"), b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(b"theirs")
    with pytest.raises(UserError, match="has changed in the meantime"):
        files.write(str(path), b"ours", expected=b"before")
    assert path.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["tasks.json"]


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(b"old")
    path.chmod(0o444)
    # whoever runs this: to root every file is writable
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UserError, match="it is read-only"):
        files.write(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["tasks.json"]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot write "):
        files.write(str(tmp_path / "missing" / "out.json"), b"x")
    with pytest.raises(UserError, match="No space left on device"):
        files.write("/dev/full", b"x")
    assert os.listdir(tmp_path) == []


KILLED = """\
import os, signal, sys
from modsquad_lint.repository import atomic, files

path, old, new = sys.argv[1], b"o" * 300_000, b"n" * 300_000

def write(at):
    def count(frame, event, called):
        nonlocal at
        at -= event == "c_call"
        if not at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    files.write(path, new)
    os._exit(0)

at = status = 1
while status:
    for left in os.listdir(os.path.dirname(path)):
        os.unlink(os.path.join(os.path.dirname(path), left))
    with open(path, "wb") as file:
        file.write(old)
    child = os.fork() or write(at)
    status = os.waitpid(child, 0)[1]
    with open(path, "rb") as file:
        print({old: "old", new: "new"}.get(file.read(), "torn"))
    at += 1
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_kill_leaves_the_old_or_the_new_file_whole(tmp_path: Path) -> None:
    """Killed at each call into the system, one after the other."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "tasks.json")],
        capture_output=True,
        text=True,
        check=True,
    )
    left = done.stdout.split()
    assert left == ["old"] * left.count("old") + ["new"] * left.count("new")
    assert left.count("old") > 20
    assert left.count("new") > 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_takes_the_unfinished_file_away(name: str, tmp_path: Path) -> None:
    path, number = tmp_path / "tasks.json", signal.Signals[name]
    path.write_bytes(b"old")
    script = (
        "import os, sys, time; from modsquad_lint.repository import files\n"
        "os.fsync = lambda handle: (print(flush=True), any(map(time.sleep, [0.01] * 6000)))\n"
        "files.write(sys.argv[1], b'new')"
    )
    with children.python("-c", script, str(path), cwd=tmp_path) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"\n"
        assert len(os.listdir(tmp_path)) == 2
        child.send_signal(number)
        child.communicate()
    assert child.returncode == -number
    assert (os.listdir(tmp_path), path.read_bytes()) == (["tasks.json"], b"old")


@pytest.mark.parametrize("name", ["x" * 248, "ü" * 124], ids=["ascii", "two bytes each"])
def test_a_long_name_is_written_to(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    files.write(str(path), b"new", expected=b"old")
    assert ([*tmp_path.iterdir()], path.read_bytes()) == ([path], b"new")


def test_what_a_killed_run_left_is_removed_once_it_is_old(tmp_path: Path) -> None:
    ages = {
        ".tasks.json.abc.modsquad-lint": 2,
        ".tasks.json.new.modsquad-lint": 0,
        ".tasks.json.abc": 2,
        ".other.json.abc.modsquad-lint": 2,
    }
    now = time.time()
    for name, hours in ages.items():
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (now - hours * 3600,) * 2)
    files.write(str(tmp_path / "tasks.json"), b"new")
    assert {path.name for path in tmp_path.iterdir()} == {"tasks.json", *list(ages)[1:]}


def test_a_file_with_several_names_is_left_alone(tmp_path: Path) -> None:
    path, other = tmp_path / "tasks.json", tmp_path / "other.json"
    path.write_bytes(b"old")
    os.link(path, other)
    with pytest.raises(UserError, match="it has 2 names"):
        files.write(str(path), b"new")
    assert path.read_bytes() == other.read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["other.json", "tasks.json"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has them in Python")
def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.kept", b"yes")
    except OSError:
        pytest.skip("this file system has none")
    files.write(str(path), b"new")
    assert os.getxattr(path, "user.kept") == b"yes"


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() != 0, reason="only root may give a file away"
)
def test_owner_and_all_bits_of_the_mode_stay(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_bytes(b"old")
    os.chown(path, 12345, 12345)
    path.chmod(0o6755)
    files.write(str(path), b"new")
    status = path.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (12345, 12345, 0o6755)


def test_a_loop_of_links_is_not_written_to(tmp_path: Path) -> None:
    os.symlink("two", tmp_path / "one")
    os.symlink("one", tmp_path / "two")
    with pytest.raises(UserError, match=r"cannot write .*one: Too many levels of symbolic links"):
        files.write(str(tmp_path / "one"), b"new")
    os.symlink("missing", tmp_path / "dangling")
    files.write(str(tmp_path / "dangling"), b"new")
    assert (tmp_path / "missing").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "text", "settings"),
    [
        ("pyproject.toml", "[tool.modsquad-lint]\nmax-files = 3\n", {"max-files": 3}),
        ("pyproject.toml", '[tool."modsquad-lint"]\nmax-files = 3\n', {"max-files": 3}),
        ("pyproject.toml", "[tool.modsquad-lint]\n", {}),
        ("pyproject.toml", "[tool.other]\nx = 'modsquad-lint'\n", None),
        ("pyproject.toml", "", None),
        ("modsquad-lint.toml", "max-files = 3\n", {"max-files": 3}),
        ("modsquad-lint.toml", "", {}),
        (
            "pyproject.toml",
            "[tool.modsquad-lint]\n[tool.x]\ny = ["
            + '"a.py", ' * 1100
            + "]\nz = '"
            + "." * 1100
            + "'\n",
            {},
        ),
        ("modsquad-lint.toml", f"max-files = 3 # it's {LONG}\n", {"max-files": 3}),
        ("modsquad-lint.toml", f'x = \'{LONG}\'\ny = "\\"{LONG}"\n', {"x": LONG, "y": f'"{LONG}'}),
        ("modsquad-lint.toml", f'x = """\n\'{LONG}\n"""\n', {"x": f"'{LONG}\n"}),
        ("modsquad-lint.toml", f"x = '''\n\"{LONG}\n'''\n", {"x": f'"{LONG}\n'}),
        ("modsquad-lint.toml", f'x = """"{LONG}\\""""""\n', {"x": f'"{LONG}""""'[:-1]}),
        ("pyproject.toml", "[tool.other" + ".'.'" * 18 + "] # modsquad-lint", None),
    ],
)
def test_read_config(name: str, text: str, settings: object, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert files.read_config(str(tmp_path / name)) == settings


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tool = 'modsquad-lint", "no valid TOML: "),
        ("tool.modsquad-lint = 3", "[tool.modsquad-lint] must be a table"),
        ("[tool.modsquad_lint]", "[tool.modsquad_lint] is read by nobody"),
        ("modsquad-lint = '\udcff'", "no valid TOML: "),
        (f"tool.modsquad-lint.x = {'[' * 5000}{']' * 5000}", "nested too deep"),
        (
            f"tool.modsquad-lint{'.a' * 100_000} = 1",
            "a key of more than 20 parts is no setting",
        ),
        (
            "[tool.modsquad-lint]\nx = {'a'" + ' . "\\"."' * 16_000 + " = 1}",
            "a key of more than 20 parts is no setting",
        ),
        (
            f'modsquad-lint = {{x = """a"""", {LONG}a = 1}}',
            "a key of more than 20 parts is no setting",
        ),
        (
            f"modsquad-lint = {{x = '''a''''', {LONG}a = 1}}",
            "a key of more than 20 parts is no setting",
        ),
        ("[tool.modsquad-lint" + ".'.'" * 19 + "]", "a key of more than 20 parts is no setting"),
    ],
)
def test_a_bad_config_is_a_clear_error(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UserError) as caught:
        files.read_config(str(path))
    assert str(caught.value).startswith(f"{path}: {message}")


def test_the_nearest_config_up_to_the_root_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "modsquad-lint.toml").write_text("max-files = 1")
    root = str(tmp_path / "repo")
    assert files.find_config(str(inner), root) is None
    (tmp_path / "repo" / "pyproject.toml").write_text("[tool.modsquad-lint]\nmax-files = 2")
    assert files.find_config(str(inner), root) == (f"{root}/pyproject.toml", {"max-files": 2})
    (tmp_path / "repo" / "modsquad-lint.toml").write_text("max-files = 3")
    assert files.find_config(str(inner), root) == (f"{root}/modsquad-lint.toml", {"max-files": 3})
    (inner / "pyproject.toml").write_text("[tool.other]")
    assert files.find_config(str(inner), root) == (f"{root}/modsquad-lint.toml", {"max-files": 3})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFO in a folder")
@pytest.mark.parametrize("kind", ["fifo", "loop"])
def test_a_config_that_is_no_file_is_not_passed_over(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "modsquad-lint.toml"
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    with pytest.raises(UserError, match=r"cannot read .*modsquad-lint\.toml: "):
        files.find_config(str(tmp_path), str(tmp_path))


def test_a_folder_that_may_not_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    scan = os.scandir

    def refusing(path: str) -> object:  # whoever runs this: to root every folder is readable
        if os.fspath(path) == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(UserError, match=f"cannot read {closed}: Permission denied"):
        list(files.walk(str(tmp_path)))


def test_walk_is_sorted_and_skips_what_is_not_the_users(tmp_path: Path) -> None:
    for name in ("b/tasks.json", "a.json", "b/c/x", ".git/tasks.json", "node_modules/tasks.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    assert list(files.walk(str(tmp_path))) == ["a.json", "b/tasks.json", "b/c/x"]


# ---------------------------------------------------------------- the whole program


def _program(here: Path, *arguments: str, shell: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run it, with redirections if need be, as from a shell."""
    command = ["-m", "modsquad_lint", *arguments]
    if arguments[:1] == ("batch_runner",):
        command = ["-m", "modsquad_lint.batch_runner", *arguments[1:]]
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {shell}', "sh", sys.executable, *command],
        cwd=here,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "tasks.json").write_text('[{"id": "a", "file_modifications": ["a\\\\b.py"]}]')
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "shell", "code", "said"),
    [
        (["tasks.json"], ">&-", 1, ""),
        (["missing.json"], "2>&-", 2, ""),
        (["missing.json"], ">&- 2>&-", 2, ""),
        (["tasks.json"], ">&- 2>&-", 1, ""),
        (["-"], "<&-", 2, "cannot read standard input: it is closed\n"),
        (["server"], "<&-", 2, "cannot read standard input: it is closed\n"),
        (["plan", "-"], "<&-", 2, "cannot read standard input: it is closed\n"),
        (["tasks.json"], ">/dev/full", 2, "cannot write the output: No space left on device\n"),
        (["rule", "--all"], ">/dev/full", 2, "cannot write the output: No space left on device\n"),
        (["missing.json"], "2>/dev/full", 2, ""),
        (["--version"], ">&-", 0, ""),
        (["--version"], ">/dev/full", 2, "cannot write the output: No space left on device\n"),
        (["plan", "--help"], ">/dev/full", 2, "cannot write the output: No space left on device\n"),
    ],
)
def test_closed_and_full_streams(
    arguments: list[str], shell: str, code: int, said: str, here: Path
) -> None:
    done = _program(here, *arguments, shell=shell)
    assert (done.returncode, done.stderr.decode()) == (code, said and f"modsquad-lint: {said}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["tasks.json", "--format", "json=tasks.json"],
        ["tasks.json", "--format", "json=./x/../tasks.json"],
        ["tasks.json", "--format", "json=link"],
        [".", "--format", "json=tasks.json"],
        ["plan", "tasks.json", "--format", "json=tasks.json"],
        ["batch_runner", "--tasks", "tasks.json", "--output", "tasks.json"],
    ],
    ids=" ".join,
)
def test_no_output_takes_the_place_of_the_tasks_file(arguments: list[str], here: Path) -> None:
    (here / "x").mkdir()
    (here / "link").symlink_to("tasks.json")
    before = (here / "tasks.json").read_bytes()
    done = _program(here, *arguments)
    assert done.returncode == 2
    assert done.stderr.endswith(
        b" is a tasks file that is read; give this output a file of its own\n"
    )
    assert (here / "tasks.json").read_bytes() == before


def test_no_output_takes_the_place_of_another(here: Path) -> None:
    done = _program(here, "tasks.json", "--format=json=out", "--format=text=./out")
    assert done.returncode == 2
    assert done.stderr == (
        b"modsquad-lint: ./out is where another format goes; give this output a file of its own\n"
    )
    assert not (here / "out").exists()


@pytest.mark.parametrize("path", ["/dev/null", "/dev/stdout", "/dev/stderr"])
def test_output_to_a_device_or_a_stream(path: str, here: Path) -> None:
    done = _program(here, "tasks.json", f"--format=concise={path}")
    line = b'tasks.json:1:37: error MSQ201 [*] "a\\b.py" is written with backslashes\n'
    assert done.returncode == 1
    assert done.stdout == (line if path == "/dev/stdout" else b"")
    assert done.stderr == (line if path == "/dev/stderr" else b"")


@pytest.mark.parametrize("path", ["", "x"], ids=["", "with a PYTHONPATH"])
def test_a_folder_that_is_gone(path: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", path)
    code = "import os, sys; os.mkdir('x'); os.chdir('x'); os.rmdir('../x'); from modsquad_lint.cli.main import main; sys.exit(main(['../tasks.json']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"modsquad-lint: the current folder is gone\ngo to one that is there\n"


def test_no_environment_at_all(here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "modsquad_lint", "tasks.json"],
        cwd=here,
        env={},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")


def test_thousands_of_arguments(here: Path) -> None:
    done = _program(here, *(["tasks.json"] * 5_000), "-q")
    assert done.returncode == 1
    assert done.stdout.count(b" error MSQ201 [*] ") == 1


def test_sigterm_leaves_nothing_behind(here: Path) -> None:
    command = ["-m", "modsquad_lint", "-", "--format=json=out.json"]
    with children.python(*command, cwd=here) as child:
        children.feed(child, b"[")
        child.terminate()
        out, err = child.communicate()
    assert (child.returncode, out, err) == (-signal.SIGTERM, b"", b"")
    assert os.listdir(here) == ["tasks.json"]


@contextmanager
def _late(data: bytes) -> Iterator[None]:
    """Standard input as a pipe that does not block, and is written to, piece by piece, once it is waited for."""
    end, begin = os.pipe()
    os.set_blocking(end, False)
    pieces, wait = [data[:20], data[20:]], select.select
    with os.fdopen(end) as stdin, os.fdopen(begin, "wb", buffering=0) as pipe:

        def wait_for(*streams: Any) -> object:  # noqa: ANN401 - whatever it waits for
            pipe.write(pieces.pop(0))
            if not pieces:
                pipe.close()
            return wait(*streams)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", stdin)
            patch.setattr("select.select", wait_for)
            yield


_CALL = (
    b'{"hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {"file_path": "a.py"}}'
)


@pytest.mark.parametrize(
    ("arguments", "given", "code", "said"),
    [
        (["-", "-q"], b"[]" + b" " * 40 + b"x", 1, "<stdin>:1:43: error MSQ101 "),
        (["plan", "-"], b'[{"id": "a", "file_modifications": ["a.py"]}]', 0, "batch 1  a*\n"),
        (["guard", "--tasks", "none.json"], _CALL, 0, "not checked: cannot read none.json"),
        (["--against", "pushed"], b"x" * 30, 3, f'"{"x" * 30}" is no line of git\'s'),
    ],
)
def test_what_is_slow_to_come_is_waited_for(
    here: Path,
    arguments: list[str],
    given: bytes,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pipe that does not block, and has nothing yet, is not at its end."""
    monkeypatch.chdir(Sandbox(here).top)
    with _late(given):
        assert main(arguments) == code
        assert not os.get_blocking(sys.stdin.fileno())
    assert said in "".join(capsys.readouterr())


def test_the_language_server_waits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "modsquad_lint.editor.server.serve", lambda: os.get_blocking(sys.stdin.fileno())
    )
    with _late(b""):
        assert main(["server"]) == 0


def test_many_runs_at_once_mend_a_file_once(here: Path) -> None:
    """Each finds the file as it was or as it is to be; one that was too late says so and writes nothing."""
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "modsquad_lint", "tasks.json", "--fix", "-q"],
            cwd=here,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(6)
    ]
    for child in children:
        _, err = child.communicate()
        assert (child.returncode, err.count(b"\n")) in {(0, 0), (2, 1)}, err
    assert (here / "tasks.json").read_text() == ('[{"id": "a", "file_modifications": ["a/b.py"]}]')
    assert os.listdir(here) == ["tasks.json"]
