"""The errors that a user can mend, each with the exit code that it ends the program with."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the program's exit code says; the table of design section 6."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOT_CHECKED = 3
    BUG = 70
    INTERRUPTED = 130


class UserError(Exception):
    """Something that its user can mend: one or two lines that say what is wrong and what to do."""

    exit_code = Exit.USAGE


class NotCheckedError(UserError):
    """A comparison with git that was asked for could not be made, which must never look like a pass.

    Its text begins with "NOT checked"; `reason` is the text without that.
    """

    exit_code = Exit.NOT_CHECKED

    def __init__(self, reason: str) -> None:
        super().__init__(f"NOT checked: {reason}")
        self.reason = reason
