"""The command line: design section 6."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from . import __version__, output
from .commands.quick import QuickParser
from .errors import Exit, UserError
from .light import TYPE_CHECKING, load

if TYPE_CHECKING:
    from argparse import Namespace

    from .commands.parser import Parser

PROGRAM = "modsquad-lint"

COMMANDS = {
    "check": "check tasks files (the default command)",
    "plan": "show the predicted batches of a tasks file",
    "rule": "say what a rule means",
    "schema": "print the JSON Schema of the tasks file, or of the configuration",
}
"""Each command, a module of `commands`, and what it does."""

_OVERVIEW = "commands:\n" + "\n".join(
    f"  {name:10} {summary}" for name, summary in COMMANDS.items()
)
_EXITS = """\
exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or a file that can't be
read, 3 the comparison with git could not be made, 70 a bug here, 130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return guarded(lambda: _run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(arguments: list[str]) -> int:
    name = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "check"
    command = load(f"{__package__}.commands.{name}")
    exit_code: int = command.run(_read_quickly(name, arguments) or _read(name, arguments))
    return exit_code


def _read_quickly(name: str, arguments: Sequence[str]) -> Namespace | None:
    if name != "check":
        return None
    parser = QuickParser()
    load(f"{__package__}.commands.{name}").add_arguments(parser)
    return parser.parse_args(arguments)


def _read(name: str, arguments: Sequence[str]) -> Namespace:
    parser = make_parser(name)
    # Only here may files and options be mixed: argparse cannot do it for every command.
    return (parser.parse_intermixed_args if name == "check" else parser.parse_args)(arguments)


def make_parser(name: str) -> Parser:
    """The parser of one command, which is all that a run needs."""
    from .commands.parser import Parser

    parser = Parser(
        f"{PROGRAM} {name}",
        f"{COMMANDS[name][0].upper()}{COMMANDS[name][1:]}.",
        f"{_OVERVIEW}\n\n{_EXITS}",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    load(f"{__package__}.commands.{name}").add_arguments(parser)
    return parser


def guarded(run: Callable[[], int]) -> int:
    """Run a program; whatever happens becomes an exit code of design section 6."""
    try:
        return run()
    except UserError as error:
        output.complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - the last line of defence says that the bug is ours
        import traceback

        traceback.print_exc()
        output.complain(
            f"this is a bug in {PROGRAM} {__version__}; please report it with the lines above\n"
            "to its maintainers (CONTRIBUTING.md says how)"
        )
        return Exit.BUG


if __name__ == "__main__":
    sys.exit(main())
