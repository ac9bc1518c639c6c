"""Windows and macOS, simulated: their paths, their line ends, their terminals, their file systems."""

from __future__ import annotations

import ntpath
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import Any, Literal

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from sandbox import Sandbox

from modsquad_lint.engine.config import DEFAULT
from modsquad_lint.engine.fixer import mend
from modsquad_lint.engine.linting import lint
from modsquad_lint.engine.report import Report
from modsquad_lint.repository import search
from modsquad_lint.repository.git.facts import GitFacts
from modsquad_lint.repository.git.repository import Repository
from modsquad_lint.rules.draft import Severity
from modsquad_lint.rules.facts import Facts
from modsquad_lint.text.source import Source

Form = Literal["NFC", "NFD"]
SAMPLES = Path(__file__).parent.parent / "sample_tasks"


def _complaints(path: str) -> list[str]:
    """What the rules for paths say against a declared path."""
    import json

    data = json.dumps([{"id": "a", "file_modifications": [path]}]).encode()
    report = lint(Source("tasks.json", data), Facts(), DEFAULT)
    return [
        finding.code
        for finding in report.findings
        if finding.code.startswith("MSQ2") and finding.severity > Severity.INFO
    ]


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        (r"a\b.py", ["MSQ201"]),
        (r"C:\a\b.py", ["MSQ202"]),
        (r"C:a.py", ["MSQ202"]),
        ("C:/a/b.py", ["MSQ202"]),
        ("c:/a.py", ["MSQ202"]),
        (r"\\host\share\a.py", ["MSQ202"]),
        ("//host/share/a.py", ["MSQ202"]),
        (r"\\?\C:\a.py", ["MSQ202"]),
        (r"\\.\COM1", ["MSQ202"]),
        (r"\a.py", ["MSQ202"]),
        (r"..\a.py", ["MSQ201", "MSQ205"]),
        (r".\a.py", ["MSQ201", "MSQ204"]),
        (r"a/b\c.py", ["MSQ201"]),
        ("a/CON.py", ["MSQ209"]),
        ("aux/a.py", ["MSQ209"]),
        ("a.py.", ["MSQ206"]),
        ("a.py..", ["MSQ206"]),
        ("a.py:stream.py", ["MSQ209"]),
        ("a/COM¹.py", ["MSQ209"]),
        ("a/b.py", []),
        (f"{'a' * 252}.py", []),
        (f"{'a' * 253}.py", ["MSQ209"]),
        (f"{'a' * 255}/{'b' * 252}.py", []),
        (f"{'a' * 256}/b.py", ["MSQ209"]),
        (f"{'é' * 252}.py", []),
        (f"{'é' * 253}.py", ["MSQ209"]),
        (f"{'🎉' * 126}.py", []),
        (f"{'🎉' * 127}.py", ["MSQ209"]),
        ("/".join(["a" * 200] * 20) + "/b.py", []),
    ],
)
def test_forms_of_windows(path: str, codes: list[str]) -> None:
    assert _complaints(path) == codes


def _is_reserved(path: PureWindowsPath) -> bool:
    # Newer versions of Python have it here, and are about to take it away there.
    in_path: Callable[[PureWindowsPath], bool] | None = getattr(ntpath, "isreserved", None)
    return path.is_reserved() if in_path is None else in_path(path)


_PIECES = st.sampled_from(
    [
        *("a", "b.py", "C:", "c", ":", "/", "\\", "//", "\\\\", ".", "..", "?", "*", " ", "CON"),
        *(
            "nul.txt",
            "AUX",
            "com1",
            "lpt9.x",
            "~",
            "$",
            "file:",
            "é",
            "\u0131",
            "<",
            "|",
            '"',
            "\t",
        ),
        *("COM\u00b9", "CONIN$", "conout$", "PRN ", "x.", "x ", "x" * 254, "\U0001f389" * 127),
    ]
)


@examples(600)
@given(st.lists(_PIECES, min_size=1, max_size=6).map("".join))
def test_a_path_without_complaints_means_the_same_everywhere(path: str) -> None:
    if _complaints(path):
        return
    windows = PureWindowsPath(path)
    assert (windows.drive, windows.root) == ("", "")
    assert windows.as_posix() == path
    assert ".." not in windows.parts
    assert not _is_reserved(windows)
    assert not any(part.endswith((".", " ")) for part in windows.parts)
    assert all(len(part.encode("utf-16-le")) <= 2 * 255 for part in windows.parts)


@pytest.mark.parametrize(
    ("path", "base", "expected"),
    [
        (r"C:\repo\sub\tasks.json", r"C:\repo", "sub/tasks.json"),
        (r"C:\REPO\tasks.json", r"c:\repo", "tasks.json"),
        (r"C:\other\tasks.json", r"C:\repo", "../other/tasks.json"),
        (r"D:\x\tasks.json", r"C:\repo", "D:/x/tasks.json"),
        (r"\\host\share\tasks.json", r"C:\repo", "//host/share/tasks.json"),
    ],
)
def test_shown_paths_have_slashes(
    path: str, base: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    monkeypatch.setattr(os.path, "relpath", ntpath.relpath)
    assert search.relative(path, base) == expected


# ---------------------------------------------------------------- line ends


def _texts() -> list[Path]:
    patterns = ("*.json", "*.yaml", "*.yml")
    return [path for pattern in patterns for path in sorted(SAMPLES.rglob(pattern))]


def _found_in(source: Source) -> Report:
    return lint(source, Facts(), DEFAULT)


@pytest.mark.parametrize("path", _texts(), ids=lambda path: path.relative_to(SAMPLES).as_posix())
def test_a_checkout_with_crlf_has_the_same_findings_and_fixes(path: Path) -> None:
    data = path.read_bytes()
    unix = Source(path.name, data)
    windows = Source(path.name, data.replace(b"\n", b"\r\n"))
    one, other = _found_in(unix), _found_in(windows)
    assert [
        (each.code, each.message, each.start[:2], each.end[:2], each.fingerprint)
        for each in other.findings
    ] == [
        (each.code, each.message, each.start[:2], each.end[:2], each.fingerprint)
        for each in one.findings
    ]
    assert one.plan is None or other.plan is not None
    mended = mend(one, _found_in, unsafe=True).source.encoded()
    assert mend(other, _found_in, unsafe=True).source.encoded() == mended.replace(b"\n", b"\r\n")


# ---------------------------------------------------------------- terminals


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp932"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["-v"],
        ["--statistics"],
        ["--format=concise"],
        ["--diff"],
        ["plan", "-v"],
        ["plan", "--suggest"],
    ],
    ids=" ".join,
)
def test_a_console_of_windows(arguments: list[str], encoding: str, tmp_path: Path) -> None:
    (tmp_path / "tasks.json").write_text(
        '[{"id": "計画→\u202e", "file_modifications": ["ä\\\\b.py", "x.py"]},'
        ' {"id": "é", "file_modifications": ["x.py", "Ж.py"]}]',
        encoding="utf-8",
    )
    command = arguments[:1] if arguments[0] == "plan" else []
    done = subprocess.run(
        [
            *(sys.executable, "-m", "modsquad_lint", *command, "tasks.json"),
            *arguments[len(command) :],
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert done.returncode in {0, 1}
    doubt = b"tasks.json has 1 error (MSQ201)" if command else b""
    assert doubt in done.stderr
    assert len(done.stderr.splitlines()) == 2 * len(command)
    text = done.stdout.decode("utf-8" if "--diff" in arguments else encoding)
    assert "x.py" in text or "\\u8a08" in text


# ---------------------------------------------------------------- file systems


@contextmanager
def _folding_disk(monkeypatch: pytest.MonkeyPatch, form: Form) -> Iterator[None]:
    """A file system that finds names whatever their case and Unicode form, and lists them in a form."""
    scandir, lexists = os.scandir, os.path.lexists

    def same(name: str) -> str:
        return unicodedata.normalize("NFC", name).casefold()

    def real(path: str) -> str:
        if lexists(path):
            return path
        folder, name = os.path.split(path.rstrip("/"))
        folder = real(folder) if folder not in {"", "/"} else folder
        if not os.path.isdir(folder):
            return path
        return next(
            (os.path.join(folder, each) for each in os.listdir(folder) if same(each) == same(name)),
            path,
        )

    class Entry:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name = unicodedata.normalize(form, entry.name)
            self.is_dir, self.is_symlink = entry.is_dir, entry.is_symlink

    @contextmanager
    def folding(path: str) -> Iterator[Any]:
        with scandir(real(path)) as found:
            yield map(Entry, found)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", folding)
        patched.setattr(os.path, "lexists", lambda path: lexists(real(path)))
        yield


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_disk_that_takes_any_spelling(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Sandbox(tmp_path)
    box.commit("Src/Main.py", "caf\u00e9/men\u00fc.py", "README.md")
    with _folding_disk(monkeypatch, form):
        facts = GitFacts(Repository(str(tmp_path)))
        for path, tracked, others in (
            ("Src/Main.py", True, []),
            ("src/main.py", False, ["Src/Main.py"]),
            ("SRC/MAIN.PY", False, ["Src/Main.py"]),
            ("caf\u00e9/men\u00fc.py", True, []),
            ("README.md", True, []),
            ("readme.md", False, ["README.md"]),
            ("new.py", False, []),
        ):
            assert facts.is_tracked(path) is tracked, path
            assert list(facts.other_spellings(path) or ()) == others, path
        assert facts.is_directory("Src") is True
        assert facts.is_directory("src") is False
        assert facts.is_directory("caf\u00e9") is True
        nfd = unicodedata.normalize("NFD", "caf\u00e9/men\u00fc.py")
        assert list(facts.other_spellings(nfd) or ()) == ["caf\u00e9/men\u00fc.py"]
