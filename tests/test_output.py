from __future__ import annotations

import errno
import io
import os
from types import SimpleNamespace
from typing import TextIO, cast

import pytest

from modsquad_lint.cli import output
from modsquad_lint.text.errors import UserError


class Screen(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def _shown(
    monkeypatch: pytest.MonkeyPatch, seconds: list[float], *, is_terminal: bool = True
) -> str:
    """What a bar writes that is begun at 0, drawn at each of these seconds, and wiped."""
    clock = iter([0.0, *seconds])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    screen = Screen(is_terminal=is_terminal)
    monkeypatch.setattr("sys.stderr", screen)
    with output.Progress("checking") as show:
        for done in range(len(seconds)):
            show(done, len(seconds))
    return screen.getvalue()


def test_a_bar_is_drawn_after_a_second_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    bar = "\rchecking [###############...............] 1/2"
    assert _shown(monkeypatch, [0.9, 1.1]) == f"{bar}\r\x1b[K"


def test_what_is_quick_draws_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, [0.1, 0.2, 0.9]) == ""


def test_it_is_drawn_on_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, [2.0, 3.0], is_terminal=False) == ""


class Raw(io.RawIOBase):
    """An unbuffered stream that takes so many bytes at once, and no more than there is room for."""

    def __init__(self, at_once: int, room: int, *, blocks: bool = True) -> None:
        super().__init__()
        self.taken = b""
        self._at_once = at_once
        self._room = room
        self._blocks = blocks

    def write(self, data: memoryview) -> int | None:  # type: ignore[override]
        size = min(self._at_once, self._room, len(data))
        if not size:
            if not self._blocks:
                return None
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= size
        self.taken += data[:size]
        return size

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_WRONLY)


def _unbuffered(raw: Raw) -> TextIO:
    """Standard output as Python has it with PYTHONUNBUFFERED."""
    return cast("TextIO", SimpleNamespace(buffer=raw, flush=lambda: None, fileno=raw.fileno))


def test_an_unbuffered_stream_gets_all_in_pieces() -> None:
    raw = Raw(3, 100)
    output.write_bytes(b"0123456789", _unbuffered(raw))
    assert raw.taken == b"0123456789"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (Raw(3, 5), "No space left on device"),
        (Raw(3, 5, blocks=False), "Resource temporarily unavailable"),
    ],
    ids=["full disk", "full pipe"],
)
def test_what_an_unbuffered_stream_does_not_take_is_an_error(raw: Raw, reason: str) -> None:
    with pytest.raises(UserError, match=f"cannot write the output: {reason}"):
        output.write_bytes(b"0123456789", _unbuffered(raw))


def test_what_nobody_reads_any_more_is_not_made() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    pieces = iter(["one", "two", "three"])
    with os.fdopen(writing, "w") as stream:
        output.write(pieces, output.Destination("json"), stream, for_machines=True)
    assert [*pieces] == ["two", "three"]


def test_a_device_is_added_to_without_being_read() -> None:
    output.write("text", output.Destination("markdown", os.devnull, append=True))


PATCH = "--- a\n+++ b\n@@ -1 +1 @@\n-x\x1b[1m\n+y\n z\n"


@pytest.mark.parametrize(
    ("is_terminal", "color", "shown"),
    [
        (False, "always", PATCH),
        (True, "never", PATCH.replace("\x1b", "\\x1b")),
        (
            True,
            "always",
            (
                "\x1b[31m--- a\x1b[0m\n\x1b[32m+++ b\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n"
                "\x1b[31m-x\\x1b[1m\x1b[0m\n\x1b[32m+y\x1b[0m\n z\n"
            ),
        ),
    ],
)
def test_a_terminal_gets_a_patch_in_colour_that_it_cannot_obey(
    is_terminal: bool, color: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stream(io.TextIOWrapper):
        def isatty(self) -> bool:
            return is_terminal

    stream = Stream(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stdout", stream)
    output.print_patch(PATCH, color)
    assert cast("io.BytesIO", stream.buffer).getvalue().decode().replace(os.linesep, "\n") == shown
