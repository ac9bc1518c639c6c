"""Processes that tests send signals to: they begin as from a terminal, and none outlives its test."""

from __future__ import annotations

import array
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_USUAL = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextmanager
def python(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python whose signals have their usual meaning; where tests run in the background, some have none."""
    ignored = [number for number in _USUAL if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    try:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    finally:
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
    with child:
        try:
            yield child
        finally:
            child.kill()


def feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """Write to its standard input, and wait until it has read that: then it waits for more."""
    from fcntl import ioctl
    from termios import FIONREAD

    assert child.stdin is not None
    child.stdin.write(data)
    child.stdin.flush()
    unread = array.array("i", [1])
    while unread[0]:
        assert child.poll() is None
        time.sleep(0.005)
        ioctl(child.stdin, FIONREAD, unread)
