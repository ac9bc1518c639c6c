"""Says whether time grows with the input, and how many lines of Python a run takes; knows no clock on the wall."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

Given = TypeVar("Given")

TIMES = 8
"""How many times as long `many` is as `few`, everywhere: quadratic time would be 64 times as much."""

_MOST = 24
_TRIES = 5


def grows_evenly(run: Callable[[Given], object], few: Given, many: Given) -> bool:
    """Whether a run with eight times as much takes far less than 64 times as long.

    The processor's time is compared, and again where something else got in its way.
    """
    return any(_seconds(run, many) < _MOST * _seconds(run, few) for _ in range(_TRIES))


def _seconds(run: Callable[[Given], object], given: Given) -> float:
    start = time.process_time()
    run(given)
    return time.process_time() - start


def lines_of(run: Callable[[Given], object], given: Given) -> int:
    """How many lines of Python a run executes: its work, counted, which is the same on every machine."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:  # noqa: ANN401 - as sys asks
        nonlocal count
        del frame, argument
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run(given)
    finally:
        sys.settrace(before)
    return count
