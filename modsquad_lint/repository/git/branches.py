"""Which branch others start from, and which branches and commits name a task; knows no tasks file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ...rules.comparing.changes import ABBREVIATED, Habits
from ...text.errors import UserError
from ...text.typed import NamedTuple
from ..comparing.commits import Messages
from .checked_out import task_in
from .formats import understood
from .repository import Repository, decode

_MOST_COMMITS = 10_000
"""Of a plan that is in no commit it is not known when it began: so far back is looked."""


class Base(NamedTuple):
    """Where the branches start from: its name as people write it, and its commit."""

    name: str
    commit: str


def find_base(repository: Repository, named: str | None = None) -> Base:
    """The branch that was named, else what origin/HEAD points at, else main or master.

    Raises:
        UserError: there is none.
        GitFailedError: git cannot say.
    """
    if named is not None:
        if not named.startswith("-") and "\0" not in named:
            commit = _commit(repository, named)
            if commit:
                return Base(named, commit)
        raise UserError(f'git does not know the revision "{named}"', "give --base a branch")
    for name in ("refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"):
        commit = _commit(repository, name)
        if commit:
            full = decode(repository.ask("rev-parse", "--symbolic-full-name", name)).strip()
            return Base(re.sub("^refs/(?:heads|remotes)/", "", full or name), commit)
    raise UserError(
        "there is neither origin/HEAD nor a branch main or master", "give --base the branch"
    )


def _commit(repository: Repository, name: str) -> str:
    """The id of the commit that a revision names; "" for none."""
    question = ("rev-parse", "-q", "--verify", f"{name}^{{commit}}")
    return decode(repository.ask(*question, accept=(0, 1, 128))).strip()


class Branch(NamedTuple):
    """A branch with commits that the base does not have, and whether its files differ."""

    name: str
    commit: str
    differs: bool


def unmerged(repository: Repository, base: Base, remote: str | None = None) -> list[Branch]:
    """The branches that the base does not contain, in the order of their names.

    With `remote`, those of that remote instead, without its name. Two questions to git, however many
    there are.

    Raises:
        GitFailedError: git cannot say.
    """
    folder = "refs/heads/" if remote is None else f"refs/remotes/{remote}/"
    form = "--format=%(objectname) %(tree) %(symref) %(refname)"
    answer = repository.ask("for-each-ref", form, f"--no-merged={base.commit}", folder)
    with understood():
        found = [line.split(" ", 3) for line in decode(answer).split("\n")[:-1]]
        tips = {
            name.removeprefix(folder): (commit, tree)
            for commit, tree, symbolic, name in found
            if not symbolic
        }
    trees = _trees_before(repository, base, {commit for commit, _ in tips.values()})
    return [
        Branch(name, commit, tree not in trees[commit]) for name, (commit, tree) in tips.items()
    ]


def _trees_before(
    repository: Repository, base: Base, commits: Collection[str]
) -> Mapping[str, set[str]]:
    """For each commit the trees of the base's commits that it was built on."""
    if not commits:
        return {}
    given = "".join(f"{commit}\n" for commit in [*commits, f"^{base.commit}"]).encode()
    form = "--format=%m %H %T %P"
    answer = repository.ask("log", "--boundary", "--topo-order", form, "--stdin", given=given)
    trees: dict[str, set[str]] = {}
    parents: list[tuple[str, list[str]]] = []
    with understood():
        for line in decode(answer).split("\n")[:-1]:
            mark, commit, tree, *above = line.split(" ")
            if mark == "-":
                trees[commit] = {tree}
            else:
                parents.append((commit, above))
    for commit, above in reversed(parents):
        trees[commit] = set().union(*(trees.get(parent, ()) for parent in above))
    return {commit: trees.get(commit, set()) for commit in commits}


def named_in_history(
    repository: Repository, revision: str, plan: str, habits: Habits
) -> Iterator[tuple[str, str]]:
    """What the history of a revision names since the plan is there: ids, each with its commit.

    The newest first. An id is named by a trailer, by one that squashing left in the text, by a subject, and
    by the branch of a merge. A commit that was reverted names nobody.

    Raises:
        GitFailedError: git cannot say.
    """
    reverted: set[str] = set()
    messages = Messages(habits)
    for ident, parents, body, trailers in _history(repository, revision, plan):
        if ident in reverted:
            continue
        reverted.update(re.findall(_REVERTS, body, re.MULTILINE))
        commit = messages.commit(ident, parents.split(), body.strip(), trailers, [])
        merged = commit.merged if len(commit.parents) > 1 else ()
        branches = [task_in(name, pattern) for name in merged for pattern in habits.branches]
        for named in (*commit.trailers, *commit.likely, *branches):
            yield named, ident[:ABBREVIATED]


_REVERTS = "^This reverts commit ([0-9a-f]{40,64})"


def _history(
    repository: Repository, revision: str, plan: str
) -> Iterator[tuple[str, str, str, str]]:
    """Id, parents, message and trailers of each commit since the one that added the plan, that one too."""
    limits = [f"--max-count={_MOST_COMMITS}"]
    if plan:
        added = ("log", "--max-count=1", "--diff-filter=A", "--no-renames", "--format=%H", revision)
        answer = repository.ask(*added, "--", plan, variables={"GIT_LITERAL_PATHSPECS": "1"})
        begin = decode(answer).strip()
        if begin:
            limits = [f"^{parent}" for parent in _parents(repository, begin)]
    form = "--format=%H%x00%P%x00%B%x00%(trailers:only,unfold)"
    question = ("log", "-z", "--encoding=UTF-8", form, revision, *limits)
    tokens = iter(decode(repository.ask(*question, "--")).split("\0"))
    with understood():
        for commit in tokens:
            if commit:
                yield commit, next(tokens), next(tokens), next(tokens)


def _parents(repository: Repository, commit: str) -> list[str]:
    return decode(repository.ask("log", "-1", "--format=%P", commit, "--")).split()
