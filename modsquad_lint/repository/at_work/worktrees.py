"""The work trees of a repository, as git lists them; knows neither tasks nor what changed in them."""

from __future__ import annotations

from ...text.typed import NamedTuple
from ..git.repository import GitFailedError, Repository, decode


class WorkTree(NamedTuple):
    """One work tree.

    Attributes:
        path: absolute.
        head: the commit that is checked out; "" before the first.
        branch: its short name; "" for none.
        linked: whether `git worktree add` made it.
        locked: whether it may not be moved or removed.
        gone: why its folder is not there, in git's words; "" where it is.
    """

    path: str
    head: str
    branch: str
    linked: bool
    locked: bool = False
    gone: str = ""


def list_work_trees(repository: Repository) -> list[WorkTree]:
    """All work trees, the main one first; a bare repository has none of its own.

    Raises:
        GitFailedError: git cannot say.
    """
    try:
        answer = repository.ask("worktree", "list", "--porcelain", "-z")
        ends = "\0"
    except GitFailedError:  # before 2.36, which knows no "-z"
        answer = repository.ask("worktree", "list", "--porcelain")
        ends = "\n"
    found = []
    for number, block in enumerate(decode(answer).split(ends * 2)):
        lines = [line.partition(" ") for line in block.split(ends) if line]
        about = {name: value for name, _, value in lines}
        if "worktree" not in about or "bare" in about:
            continue
        head = about.get("HEAD", "")
        found.append(
            WorkTree(
                about["worktree"],
                head if head.strip("0") else "",
                about.get("branch", "").removeprefix("refs/heads/"),
                number > 0,
                "locked" in about,
                about.get("prunable", ""),
            )
        )
    return found
