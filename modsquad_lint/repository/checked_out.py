"""The branch at hand, and the task that it or the environment names; knows no change."""

from __future__ import annotations

import os
import re

from .git import Repository, decode

VARIABLE = "MODSQUAD_TASK"


def task_in_environment() -> str:
    """The id in MODSQUAD_TASK, or nothing."""
    return os.environ.get(VARIABLE, "").strip()


def task_of_branch(repository: Repository, pattern: str) -> tuple[str, str]:
    """The id that the branch names in the manner of `branch-pattern`, and the branch; or nothing."""
    branch = branch_of_head(repository)
    return task_in(branch, pattern), branch


def task_in(branch: str, pattern: str) -> str:
    """The id that the name of a branch holds in the manner of `branch-pattern`; "" for none."""
    before, found, after = pattern.partition("{id}")
    match = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", branch)
    return match[1] if match and found else ""


def branch_of_head(repository: Repository) -> str:
    """The branch that is checked out, being rebased, or of the pull request; "" for none of these."""
    for note in ("HEAD", "rebase-merge/head-name", "rebase-apply/head-name"):
        lines = repository.note(note)
        head = lines[0].removeprefix("ref: ") if lines else ""
        if head == "refs/heads/.invalid":
            # Branches are kept in one table, which only git reads.
            head = decode(repository.ask("symbolic-ref", "-q", "HEAD", accept=(0, 1))).strip()
        if head.startswith("refs/heads/"):
            return head.removeprefix("refs/heads/")
    return os.environ.get("GITHUB_HEAD_REF") or ""
