from __future__ import annotations

import io

import pytest

from modsquad_lint import output


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
    progress = output.Progress("checking")
    for done in range(len(seconds)):
        progress.show(done, len(seconds))
    progress.wipe()
    return screen.getvalue()


def test_a_bar_is_drawn_after_a_second_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    bar = "\rchecking [###############...............] 1/2"
    assert _shown(monkeypatch, [0.9, 1.1]) == f"{bar}\r\x1b[K"


def test_what_is_quick_draws_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, [0.1, 0.2, 0.9]) == ""


def test_it_is_drawn_on_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, [2.0, 3.0], is_terminal=False) == ""
