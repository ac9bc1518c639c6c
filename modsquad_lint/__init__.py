"""Lints tasks files: parallel work on one git repository, written down before it starts."""

import sys

__version__ = "0.1.0"

if sys.argv[:1] == ["-m"] and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    # "python -m" looks for every module in the current folder first. That is a repository of someone's,
    # and what it calls json.py or git.py is not meant to run.
    del sys.path[0]
