"""What was left out of very many findings, in words: every format says it, so that none looks complete."""

from __future__ import annotations

from ..engine.report import Finding, Run
from ..text.words import counted, listed

_MOST_NAMED = 5


def of_run(run: Run, *, shown: bool = False) -> str:
    """How many findings were left out, of all or of those that people see; empty where none was."""
    numbers = run.left_out(shown=shown)
    if not numbers:
        return ""
    named = listed([f"{number:,} of {code}" for code, number in numbers.items()], _MOST_NAMED)
    total = counted(sum(numbers.values()), "more finding")
    return f"left out {total}, {named}: --max-findings 0 shows all"


def of_finding(finding: Finding) -> str:
    """How many places were left out of a finding; empty where none was."""
    return f"and {counted(finding.more_related, 'more place')}" if finding.more_related else ""
