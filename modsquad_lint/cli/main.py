"""The command line: design section 6."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from ..text.errors import Exit, UserError
from ..text.typed import TYPE_CHECKING, Any
from ..text.words import listed
from . import output
from .commands import COMMANDS, PROGRAM
from .quick import QuickParser

if TYPE_CHECKING:
    from argparse import Namespace

_OURS = frozenset({"git", "gitdb", "identify", "modsquad_lint", "ruamel", "smmap", "tomli"})
_MOST_NAMED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    if os.environ.get("PYTHONPATH") and not sys.flags.ignore_environment:
        _warn_of_shadows(os.environ["PYTHONPATH"])
    return guarded(lambda: _run(list(sys.argv[1:] if arguments is None else arguments)))


def _warn_of_shadows(python_path: str) -> None:
    """Say where PYTHONPATH puts modules of the current folder before those of Python: only Python could prevent it."""
    try:
        here = os.path.realpath(os.curdir)
        folders = [os.path.realpath(folder) for folder in python_path.split(os.pathsep)]
    except FileNotFoundError:  # the folder is gone, and so are its modules
        return
    if here not in folders:
        return
    known = _OURS | sys.stdlib_module_names
    names = [name for name in sorted(os.listdir(here)) if name.removesuffix(".py") in known]
    own = os.path.realpath(os.path.dirname(os.path.dirname(__file__)))
    shadows = [name for name in names if _is_module(name) and os.path.realpath(name) != own]
    if shadows:
        output.complain(
            f"PYTHONPATH puts {listed(shadows, _MOST_NAMED)} of this folder before what Python has"
            " by that name",
            "python -I -m modsquad_lint heeds no such variable",
        )


def _is_module(name: str) -> bool:
    return name.endswith(".py") or os.path.isfile(os.path.join(name, "__init__.py"))


def _run(arguments: list[str]) -> int:
    name = _command(arguments)
    exit_code: int = _module(name).run(_read_quickly(name, arguments) or _read(name, arguments))
    return exit_code


def _command(arguments: list[str]) -> str:
    """The command that is meant; takes its name out of the arguments."""
    if arguments and arguments[0] in COMMANDS:
        return arguments.pop(0)
    if arguments and arguments[0] in {"-h", "--help"}:
        arguments.clear()
        return "help"
    return "check"


def _read_quickly(name: str, arguments: Sequence[str]) -> Namespace | None:
    if name not in {"check", "guard"}:
        return None
    parser = QuickParser()
    _module(name).add_arguments(parser)
    return parser.parse_args(arguments)


def _module(name: str) -> Any:
    # `importlib` would take as long to import as three modules of ours.
    return __import__(f"{__package__}.{name}", fromlist=["run"])


def _read(name: str, arguments: Sequence[str]) -> Namespace:
    from .parser import make_parser

    parser = make_parser(name)
    if name != "check":
        return parser.parse_args(arguments)
    # Only here may files and options be mixed: argparse cannot do it for every command. Where it can,
    # it takes what stands behind "--" for options again.
    at = arguments.index("--") if "--" in arguments else len(arguments)
    read = parser.parse_intermixed_args(arguments[:at])
    read.files += arguments[at + 1 :]
    return read


def guarded(run: Callable[[], int]) -> int:
    """Run a program; whatever happens becomes an exit code of design section 6."""
    output.replace_closed_streams()
    try:
        return run()
    except UserError as error:
        output.complain(error.message, error.advice)
        return error.exit_code
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:  # noqa: BLE001 - the last line of defence says that the bug is ours
        import traceback

        from ..text.version import __version__

        traceback.print_exc()
        output.complain(
            f"this is a bug in {PROGRAM} {__version__}",
            "please report it with the lines above; CONTRIBUTING.md says how",
        )
        return Exit.BUG
