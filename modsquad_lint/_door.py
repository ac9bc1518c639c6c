"""What `python -m` passes first, whichever door it takes; imports nothing but `sys`."""

from __future__ import annotations

import sys


def leave_the_folder_out() -> None:
    """Keep Python from importing what lies in the current folder.

    `python -m` looks for every module there first. That is a repository of someone's, and what it calls
    json.py or git.py is not meant to run.
    """
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        del sys.path[0]
