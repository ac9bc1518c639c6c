"""The source document's second command: `python -m modsquad_lint.validator --check-deps FILE`."""

from __future__ import annotations

import sys

from ._door import leave_the_folder_out


def main() -> int:
    """Run it; returns the exit code."""
    from .cli import document

    return document.validator()


if __name__ == "__main__":
    leave_the_folder_out()
    sys.exit(main())
