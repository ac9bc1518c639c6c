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
    """Something that its user can mend, in at most two lines.

    Attributes:
        message: what is wrong, with the value; it may hold anything, and is made harmless when shown.
        advice: what to do, where the message does not say it.
    """

    exit_code = Exit.USAGE

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message}\n{advice}" if advice else message)
        self.message = message
        self.advice = advice


class NoTasksFileError(UserError):
    """A search found no tasks file."""


class NotCheckedError(UserError):
    """A comparison with git that was asked for could not be made, which must never look like a pass.

    The message begins with "NOT checked"; `reason` is all of it without that, in one line.
    """

    exit_code = Exit.NOT_CHECKED

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"NOT checked: {message}", advice)
        self.reason = f"{message}; {advice}" if advice else message
