"""The source document's first command: `python -m modsquad_lint.batch_runner --tasks FILE`."""

from __future__ import annotations

import sys

from ._door import leave_the_folder_out


def main() -> int:
    """Run it; returns the exit code."""
    from .cli import document

    return document.batch_runner()


if __name__ == "__main__":
    leave_the_folder_out()
    sys.exit(main())
