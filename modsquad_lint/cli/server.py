"""`modsquad-lint server`: the language server, on standard input and output."""

from __future__ import annotations

import gc
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
        UserError: the packages that it needs are not installed.
    """
    del arguments
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
