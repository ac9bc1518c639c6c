"""The branch at hand, and the task that it or the environment names; knows no change."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ...text.errors import UserError
from ...text.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .repository import Repository

VARIABLE = "MODSQUAD_TASK"
_FEW = 100

_BRANCHES_OF_CI = (
    "GITHUB_HEAD_REF",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_BRANCH",
    "CI_COMMIT_SOURCE_BRANCH",
    "CHANGE_BRANCH",
    "BRANCH_NAME",
    "BITBUCKET_BRANCH",
    "BUILDKITE_BRANCH",
    "CIRCLE_BRANCH",
    "DRONE_SOURCE_BRANCH",
    "TRAVIS_PULL_REQUEST_BRANCH",
    "TRAVIS_BRANCH",
    "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH",
    "APPVEYOR_REPO_BRANCH",
    "CIRRUS_BRANCH",
    "SYSTEM_PULLREQUEST_SOURCEBRANCH",
    "BUILD_SOURCEBRANCH",
    "GIT_BRANCH",
)
"""Variables in which a CI says which branch it has checked out, the most exact first."""


def task_in_environment() -> str:
    """The id in MODSQUAD_TASK, or nothing.

    Raises:
        UserError: it is set, and blank: whoever set it meant a task.
    """
    ident = os.environ.get(VARIABLE)
    if ident is not None and not ident.strip():
        raise UserError(f"{VARIABLE} is set, and names no task", "give it an id, or unset it")
    return (ident or "").strip()


def task_of_branch(repository: Repository, pattern: str) -> tuple[str, str]:
    """The id that the branch names in the manner of `branch-pattern`, and the branch; or nothing."""
    branch = branch_of_head(repository) or branch_of_ci()
    return task_in(branch, pattern), branch


def task_in(branch: str, pattern: str) -> str:
    """The id that the name of a branch holds in the manner of `branch-pattern`; "" for none."""
    before, found, after = pattern.partition("{id}")
    is_one = found and branch.startswith(before) and branch.endswith(after)
    # Where the two ends overlap, nothing is left between them.
    return branch[len(before) : len(branch) - len(after)] if is_one else ""


def tasks_in(branches: Iterable[str], patterns: Sequence[str]) -> dict[str, str]:
    """The ids that these branches name, each with the branch that does."""
    return {
        ident: branch
        for branch in branches
        for pattern in patterns
        if (ident := task_in(branch, pattern))
    }


def branch_of_head(repository: Repository) -> str:
    """The branch that is checked out, or being rebased; "" for neither."""
    for note in ("HEAD", "rebase-merge/head-name", "rebase-apply/head-name"):
        found = repository.note(note)
        head = found[0].removeprefix("ref: ") if found else ""
        if head == "refs/heads/.invalid":
            # Branches are kept in one table, which only git reads.
            from .repository import decode

            head = decode(repository.ask("symbolic-ref", "-q", "HEAD", accept=(0, 1))).strip()
        if head.startswith("refs/heads/"):
            return head.removeprefix("refs/heads/")
    return ""


def branch_of_ci() -> str:
    """The branch that a CI says it has checked out; "" for none."""
    if os.environ.get("GITHUB_REF_TYPE") == "branch" and not os.environ.get("GITHUB_HEAD_REF"):
        return os.environ.get("GITHUB_REF_NAME") or ""
    named = next(filter(None, map(os.environ.get, _BRANCHES_OF_CI)), "") or ""
    # Azure Pipelines says refs/heads/a, and Jenkins origin/a.
    return named.removeprefix("refs/heads/").removeprefix("origin/")


def branches_at(repository: Repository, commits: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The names of the branches, here and of remotes, that point at each of these commits, each once."""
    from .repository import lines

    if not commits:
        return {}
    # Of many commits all branches are read: arguments may not be that long.
    points = [f"--points-at={commit}" for commit in commits] if len(commits) <= _FEW else []
    form = "--format=%(objectname) %(refname)"
    found: dict[str, dict[str, None]] = {commit: {} for commit in commits}
    for line in lines(repository.ask("for-each-ref", form, *points, "refs/heads", "refs/remotes")):
        commit, _, ref = line.partition(" ")
        if commit in found and branch_name(ref):
            found[commit][branch_name(ref)] = None
    return {commit: tuple(names) for commit, names in found.items()}


def branch_name(ref: str) -> str:
    """The branch that a ref is, here or of a remote; "" for what is none."""
    match = re.fullmatch("refs/(?:heads|remotes/[^/]+)/(.+)", ref)
    return match[1] if match and match[1] != "HEAD" else ""
