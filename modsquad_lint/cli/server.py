"""`modsquad-lint server`: the language server, on standard input and output."""

from __future__ import annotations

import gc
import os
import sys
from argparse import ArgumentParser, Namespace

from ..text.errors import Exit, UserError


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes: clients may say how they speak, and there is one way only."""
    parser.add_argument(
        "--stdio", action="store_true", help="speak on standard input and output, as it always does"
    )


def run(arguments: Namespace) -> int:
    """Serve until the client goes; 1, as the protocol wants it, where it did not say so before.

    Raises:
        UserError: the packages that it needs are not installed, or there is no standard input.
    """
    del arguments
    if sys.stdin is None:  # closed by whoever started the program
        raise UserError("cannot read standard input: it is closed")
    if hasattr(os, "set_blocking"):
        # pygls would take a pipe that has nothing yet for one that has come to its end.
        os.set_blocking(sys.stdin.fileno(), True)
    try:
        from ..editor.server import serve
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        if package not in {"pygls", "lsprotocol"}:
            raise
        raise UserError(
            f"the language server needs the package {package}",
            "pip install 'modsquad-lint[lsp]'",
        ) from error
    # Unlike a run, a session is long, and what the protocol is read into holds cycles.
    gc.enable()
    return Exit.OK if serve() else Exit.FINDINGS
