"""Lints tasks files: parallel work on one git repository, written down before it starts."""

import sys

from .text.version import __version__ as __version__

_FOR_US = any(
    option.startswith("-") and option.endswith("m") and name.partition(".")[0] == __name__
    for option, name in zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
)
_IS_SAFE = sys.flags.isolated or getattr(sys.flags, "safe_path", False)

if sys.argv[:1] == ["-m"] and _FOR_US and not _IS_SAFE:
    # "python -m" looks for every module in the current folder first. That is a repository of someone's,
    # and what it calls json.py or git.py is not meant to run.
    del sys.path[0]
