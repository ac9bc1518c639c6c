"""What to do where git could not answer, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ...text.errors import NotCheckedError
from .repository import GitFailedError, Repository


def fetch_advice(repository: Repository, otherwise: str) -> str:
    """What helps where a commit is not here: in a shallow clone to fetch it, else something other."""
    if repository.note("shallow"):
        return "the clone is shallow: set fetch-depth: 0 for actions/checkout, or git fetch --unshallow"
    return otherwise


_ADVICE = (
    (r"dubious ownership|unsafe repository", "git config --global --add safe.directory {root}"),
    (r"git was not found", "install git, or leave --against out"),
    (r"not a git repository", "run it in a git repository, or leave --against out"),
    (
        r"in a work tree",
        "a bare repository has no changes but those between commits: --against A..B",
    ),
    (r"(?i)unknown option|unrecognized|invalid option|^usage:", "git 2.26 or newer is needed"),
    (r"^git did not answer within", "see what git waits for, or compare fewer commits at once"),
    (r"^git's answer is larger", "compare fewer commits at once"),
    (r"config", "look at git's configuration, and at the variables GIT_CONFIG_..."),
    (r"bad object|unable to read|could not fetch|missing", "fetch what the clone leaves out"),
)


def not_checked(repository: Repository, failure: GitFailedError) -> NotCheckedError:
    """Why git could not answer, and what to do."""
    try:
        # Where a repository is not accepted, only this says so; other commands say misleading things.
        repository.ask("rev-parse", "--git-dir")
    except GitFailedError as true_failure:
        failure = true_failure
    advice = next(
        (advice for pattern, advice in _ADVICE if re.search(pattern, str(failure))),
        fetch_advice(repository, "git could not compare"),
    )
    from shlex import quote

    return NotCheckedError(str(failure), advice.format(root=quote(repository.root)))


@contextmanager
def asking_git(repository: Repository) -> Iterator[None]:
    """What git cannot answer in here was not checked."""
    try:
        yield
    except GitFailedError as failure:
        raise not_checked(repository, failure) from failure
