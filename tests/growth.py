"""Says whether time grows with the input, and how many lines of Python a run takes; knows no clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

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
