"""The hook that adds `Task: ID` to a commit message: `python -m modsquad_lint.task_trailer FILE`.

It is for `prepare-commit-msg`, and does nothing where neither the branch nor MODSQUAD_TASK names a task.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from . import files
from .cli import guarded
from .config import DEFAULT, configure
from .errors import Exit, UserError
from .git import GitFailedError, Repository
from .git_changes import task_in_environment, task_of_branch
from .options import Options


def main(arguments: Sequence[str] | None = None) -> int:
    """Add the trailer to the message in a file, unless it has one."""
    return guarded(lambda: _run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        raise UserError(
            "say which file holds the commit message, as git does for prepare-commit-msg"
        )
    root = files.find_root(os.curdir)
    if root is None:
        raise UserError("this is no git repository; the hook is for one")
    repository = Repository(root)
    options = _options(root)
    try:
        ident = task_in_environment() or task_of_branch(repository, options.branch_pattern)[0]
        if ident and ident.isprintable():
            _add(repository, os.path.abspath(arguments[0]), f"{options.task_trailer}: {ident}")
    except GitFailedError as error:
        raise UserError(f"cannot add the trailer: {error}") from error
    return Exit.OK


def _add(repository: Repository, path: str, trailer: str) -> None:
    # What the configuration says about other trailers is left to git, as in any commit.
    repository.ask(
        *("interpret-trailers", "--in-place", "--if-exists", "doNothing"),
        *("--trailer", trailer, path),
    )


def _options(root: str) -> Options:
    found = files.find_config(root, root)
    return (configure(DEFAULT, found[1], found[0]) if found else DEFAULT).options


if __name__ == "__main__":
    sys.exit(main())
