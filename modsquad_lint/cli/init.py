"""`modsquad-lint init`: sets up a plan and all that checks it, or shows what that would write; takes it out again."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator

from ..reporters.columns import wrapped
from ..reporters.escape import terminal, terminal_path
from ..repository import files
from ..text.errors import Exit, UserError
from ..text.words import counted
from . import output
from .starting import everything, host_hooks
from .starting.ground import Ground, Part, write_all
from .starting.origin import origin
from .starting.plans import look_for_plans
from .starting.steps import steps


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--write", action="store_true", help="write it; without this, it is only shown"
    )
    parser.add_argument(
        "--github", action="store_true", help="also a workflow that checks each pull request"
    )
    parser.add_argument(
        "--agents",
        metavar="NAMES",
        help="nothing but the hooks by which these hosts ask the guard before a write, which "
        f"are written at once: {','.join(host_hooks.HOOKS)}",
    )
    parser.add_argument(
        "--remove", action="store_true", help="the other way round: take out what init wrote"
    )
    parser.add_argument("--diff", action="store_true", help="show what would change, write nothing")


def run(arguments: Namespace) -> int:
    """Show what changes, and write it where that is wanted; returns the exit code."""
    if arguments.diff and arguments.write:
        raise UserError("--diff and --write contradict each other", "leave one of them out")
    if arguments.agents is not None and arguments.github:
        raise UserError("--agents and --github are two runs", "run it once with each")
    hosts = None if arguments.agents is None else host_hooks.hosts_named(arguments.agents)
    root = files.find_root(os.curdir)
    if root is None:
        raise UserError(
            "this is no git repository", "run it in one; `git init` makes this folder one"
        )
    if hosts is not None:
        part = host_hooks.part(root, hosts, is_removal=arguments.remove)
        return _carry_out(root, part, is_written=not arguments.diff)
    ground, source = Ground(root), origin()
    if arguments.remove:
        part = everything.taken_out(ground, source)
        return _carry_out(root, part, is_written=arguments.write)
    part = everything.set_up(ground, look_for_plans(ground), source, has_workflow=arguments.github)
    after = steps(ground, part.writes, source)
    return _carry_out(root, part, after, is_written=arguments.write)


def _carry_out(root: str, part: Part, after: Iterable[str] = (), *, is_written: bool) -> int:
    """Show a part, and write it where that is wanted; `after` is what is left to do then."""
    for write in part.writes:
        output.print_text(f"{terminal_path(write.path)}: {terminal(write.use)}\n")
        output.print_patch(write.shown())
        output.print_text("\n")
    if is_written:
        write_all(root, part.writes)
    if not part.writes:
        last = ["nothing to change"]
    elif is_written:
        did = {True: "removed", False: "wrote"}
        last = [f"{did[write.after is None]} {write.path}" for write in part.writes]
        last += after
    else:
        number = counted(len(part.writes), "file")
        last = [
            f"nothing was written: --write changes {number}, and so does piping this into `git apply`"
        ]
    lines = [*part.remarks, *last]
    output.print_text("".join(f"{line}\n" for each in lines for line in _fitting(terminal(each))))
    return Exit.OK


def _fitting(line: str) -> Iterator[str]:
    """A line as it fits the terminal; what is indented can be run as it stands, and stays in one."""
    width = None if line.startswith(" ") else output.width_of(sys.stdout)
    return wrapped(line, width, used=0, indent="    ")
