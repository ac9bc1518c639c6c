"""Runs a program and its yardstick in turn, and says what they cost; knows no row of the table."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

OK, FINDINGS = 0, 1


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        arguments: of the program that is measured.
        yardstick: a whole command. Where it is a list of `Ours`, it is the program with other arguments.
        limit: the ratio, or for a run without a yardstick the seconds, that it should stay below.
        fresh: what has to be done before each run of the program.
        given: what it and its yardstick find on standard input.
    """

    what: str
    over: str
    arguments: list[str]
    yardstick: list[str] | Ours | None
    limit: float | None = None
    folder: Path | None = None
    fresh: Callable[[], object] | None = None
    runs: int = 0
    given: bytes = b""


class Ours(NamedTuple):
    """Arguments of the program that is measured."""

    arguments: list[str]


class Cost(NamedTuple):
    """What a process and those that it waited for took, and how much it wrote to standard output."""

    seconds: float
    mebibytes: float
    written: int = 0


class Result(NamedTuple):
    """What the runs of a row came to; `before` are those of the other program, if there is one."""

    row: Row
    ours: list[Cost]
    theirs: list[Cost]
    before: list[Cost]

    @property
    def ratios(self) -> list[float]:
        """Of each pair; of a run alone its seconds."""
        return _ratios(self.ours, self.theirs) or [cost.seconds for cost in self.ours]

    def cells(self) -> list[str]:
        """The line of the table."""
        unit = "" if self.theirs else " s"
        memory = statistics.median(cost.mebibytes for cost in self.ours)
        times = ""
        if self.theirs and memory:
            times = (
                f" ({memory / statistics.median(cost.mebibytes for cost in self.theirs):.1f} times)"
            )
        cells = [
            self.row.what,
            self.row.over,
            "" if self.row.limit is None else f"{self.row.limit:g}{unit}",
            f"{statistics.median(self.ratios):.2f}{unit}",
            f"{min(self.ratios):.2f}{unit}",
            f"{statistics.median(cost.seconds for cost in self.ours):.3f} s",
            f"{memory:.0f} MiB{times}" if memory else "",
        ]
        if self.before:
            cells.append(f"{statistics.median(_ratios(self.ours, self.before)):.2f}")
        return cells


HEAD = ["what", "over", "at most", "median", "least", "processor time", "peak memory"]


def measure(row: Row, runs: int, program: str, before: str | None = None) -> Result:
    """Run and yardstick in turn; the first pair, which warms up, does not count."""
    result = Result(row, [], [], [])
    if before is not None and not _knows(before, row):
        before = None
    for number in range(1 + (row.runs or runs)):
        for command, found, costs in _commands(row, program, before, result):
            if row.fresh is not None and command[0] in {program, before}:
                row.fresh()
            cost = run(command, row.folder, found, row.given)
            if number:
                costs.append(cost)
    return result


def _knows(before: str, row: Row) -> bool:
    """Whether the other program has the command of a row."""
    if row.fresh is not None:
        row.fresh()
    try:
        run([before, *row.arguments], row.folder, (OK, FINDINGS), row.given)
    except SystemExit:
        return False
    return True


def run(
    command: Sequence[str],
    folder: Path | None,
    accepted: Sequence[int] = (OK,),
    given: bytes = b"",
) -> Cost:
    """Start a process, and wait for its end.

    Raises:
        SystemExit: it failed. A traceback ends with 1, as findings do, and so one that ends with 1
            must not have said anything on standard error.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        # Python has to be able to keep what it compiled, as it does for everyone.
        if name not in {"PYTHONDONTWRITEBYTECODE", "GITHUB_ACTIONS"}
    }
    with (
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as written,
        tempfile.TemporaryFile() as standard_input,
    ):
        standard_input.write(given)
        standard_input.seek(0)
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=standard_input,
            stdout=written,
            stderr=said,
        )
        cost = _cost_of(process, started)
        said.seek(0)
        complaint = said.read().decode(errors="replace")
        if process.returncode not in accepted or (process.returncode and complaint):
            raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}\n{complaint}")
        return cost._replace(written=os.fstat(written.fileno()).st_size)


def _cost_of(process: subprocess.Popen[bytes], started: float) -> Cost:
    if not hasattr(os, "wait4"):
        process.wait()
        return Cost(time.perf_counter() - started, 0)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # Of a busy machine the processor's time says more than the clock's.
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


_Command = tuple[list[str], tuple[int, ...], list[Cost]]


def _commands(row: Row, program: str, before: str | None, result: Result) -> list[_Command]:
    """What is run in turn, the exit codes that are no failure, and where the cost is noted."""
    either = (OK, FINDINGS)
    commands: list[_Command] = [([program, *row.arguments], either, result.ours)]
    if isinstance(row.yardstick, Ours):
        commands.append(([program, *row.yardstick.arguments], either, result.theirs))
    elif row.yardstick is not None:
        commands.append((row.yardstick, (OK,), result.theirs))
    if before is not None:
        commands.append(([before, *row.arguments], either, result.before))
    return commands


def _ratios(ours: list[Cost], theirs: list[Cost]) -> list[float]:
    return [one.seconds / other.seconds for one, other in zip(ours, theirs, strict=False)]
