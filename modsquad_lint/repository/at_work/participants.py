"""Who is at work in a repository: its work trees and branches, and what each changed since the base.

Asked in a scratch directory, since git writes when it looks into a work tree. Knows no tasks file.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from shutil import copy2

from ...text.typed import NamedTuple
from ..comparing.file_changes import DIFF, paths_of
from ..git.branches import Base, unmerged
from ..git.checked_out import task_in
from ..git.formats import RawChange, raw_changes, understood
from ..git.repository import GitFailedError, Repository, decode, encode, lines, names
from ..reading import note
from .scratch import Scratch
from .worktrees import WorkTree, list_work_trees

_LARGEST = 1 << 26
"""Bytes of an untracked file that are looked into, unless somebody else has the file, too."""


class Participant(NamedTuple):
    """A work tree or a branch.

    Attributes:
        branch: its name; "" for none.
        path: of the work tree; "" for a branch that is checked out nowhere.
        head: the commit that it stands on.
        committed: what its commits changed since the base.
        uncommitted: what stands in the work tree beside that, untracked files too.
        spare: a copy of its index, for a snapshot.
        remarks: what is unusual about it, in words.
    """

    branch: str
    path: str
    head: str
    committed: Sequence[RawChange] = ()
    uncommitted: Sequence[RawChange] = ()
    spare: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def changes(self) -> list[RawChange]:
        """All that it changed; what was committed and then changed again stands twice."""
        return [*self.committed, *self.uncommitted]


class Around(NamedTuple):
    """All that was looked at.

    Attributes:
        built_on: for each head the heads of others that it contains.
        gone: work trees whose folders are not there, in words.
        failed: what could not be looked at, and why.
    """

    participants: list[Participant]
    built_on: Mapping[str, Collection[str]]
    gone: list[str]
    failed: list[str]


def look_around(
    repository: Repository, scratch: Scratch, base: Base, pattern: str, *, remote: bool = False
) -> Around:
    """The work trees and the branches of tasks that changed something, with what they changed.

    Raises:
        GitFailedError: git cannot say which there are.
    """
    found: list[Participant] = []
    gone, failed = [], []
    for number, tree in enumerate(list_work_trees(repository)):
        if tree.gone:
            gone.append(f"{tree.path}: {tree.gone}")
            continue
        try:
            found.append(_in_work_tree(scratch, tree, number))
        except (GitFailedError, OSError) as failure:
            failed.append(f"{tree.path}: {failure}")
    taken = {participant.branch for participant in found} - {""}
    for name, tip in _branches(repository, base, pattern, remote=remote):
        if name not in taken:
            taken.add(name)
            found.append(Participant(name, "", tip))
    history = _history(repository, base, {each.head for each in found if each.head})
    found = [each._replace(committed=history.changes.get(each.head, ())) for each in found]
    failed += [
        f"{each.branch or each.path}: it has no commit in common with {base.name}"
        for each in found
        if each.head in history.unrelated
    ]
    return Around([each for each in found if each.changes], history.built_on, gone, failed)


def _branches(
    repository: Repository, base: Base, pattern: str, *, remote: bool
) -> Iterator[tuple[str, str]]:
    """The branches of tasks that are not merged: those here, then those of the remotes."""
    for name, tip, _ in unmerged(repository, base):
        if task_in(name, pattern):
            yield name, tip
    for each in lines(repository.ask("remote")) if remote else ():
        for name, tip, _ in unmerged(repository, base, each):
            if task_in(name, pattern):
                yield name, tip


def _in_work_tree(scratch: Scratch, tree: WorkTree, number: int) -> Participant:
    """A work tree with what is not committed in it."""
    folder = _folder(tree.path)
    remarks = ["locked"] if tree.locked else []
    for rebase in ("rebase-merge", "rebase-apply"):
        name, before = (_noted(f"{folder}/{rebase}/{part}") for part in ("head-name", "orig-head"))
        if before:
            remarks.append("a rebase is in progress: it is taken as it was before")
            branch = name.removeprefix("refs/heads/")
            return Participant(branch, tree.path, before, remarks=tuple(remarks))
    if _noted(f"{folder}/MERGE_HEAD"):
        remarks.append("a merge is in progress")
    if not tree.branch:
        remarks.append("no branch is checked out")
    index = _index(folder, scratch, number)
    start = tree.head or decode(scratch.ask("hash-object", "-t", "tree", "--stdin")).strip()
    ask = ("diff", "-M", *DIFF, "--ita-visible-in-index", start, "--")
    raw = raw_changes(scratch.ask(*ask, top=tree.path, index=index))
    others = ("ls-files", "-z", "--others", "--exclude-standard")
    new = [
        RawChange("A", path, None, ("000000", "100644"), ("0" * 40, "0" * 40))
        for path in names(scratch.ask(*others, top=tree.path, index=index))
        if not path.endswith("/")  # another repository, or another work tree
    ]
    return Participant(tree.branch, tree.path, tree.head, (), [*raw, *new], index, tuple(remarks))


def _folder(top: str) -> str:
    """Where git keeps what belongs to a work tree alone, whatever GIT_DIR says."""
    path = f"{top}/.git"
    if os.path.isdir(path):
        return path
    return os.path.join(top, _noted(path).removeprefix("gitdir:").strip())


def _noted(path: str) -> str:
    return decode(note(path) or b"").strip()


def _index(folder: str, scratch: Scratch, number: int) -> str:
    """A copy of the index, with the one that it is split from."""
    index = f"{scratch.folder}/index.{number}"
    if os.path.isfile(f"{folder}/index"):
        # Its time stays, by which git knows what may have changed in the same instant.
        copy2(f"{folder}/index", index)
    for name in os.listdir(folder):
        if name.startswith("sharedindex."):
            copy2(f"{folder}/{name}", f"{scratch.folder}/{name}")
    return index


class _History(NamedTuple):
    """What the commits up to each head changed since they left the base, and whom each is built on.

    Attributes:
        unrelated: heads that have nothing in common with the base, as far as is known here.
    """

    changes: Mapping[str, Sequence[RawChange]]
    built_on: Mapping[str, Collection[str]]
    unrelated: Collection[str]


def _history(repository: Repository, base: Base, heads: Collection[str]) -> _History:
    """As the base's history ends where each head left it; two questions for all heads."""
    if not heads:
        return _History({}, {}, ())
    given = "".join(f"{head}\n" for head in [*sorted(heads), f"^{base.commit}"]).encode()
    ask = ("log", "--boundary", "--topo-order", "--format=%m %H %T %P", "--stdin")
    trees: dict[str, str] = {}
    forks: dict[str, set[str]] = {}
    below: dict[str, set[str]] = {}
    built: list[tuple[str, list[str]]] = []
    with understood():
        for line in lines(repository.ask(*ask, given=given)):
            mark, commit, tree, *parents = line.split(" ")
            trees[commit] = tree
            if mark == "-":
                forks[commit] = {commit}
            else:
                built.append((commit, parents))
    for commit, parents in reversed(built):
        forks[commit] = set().union(*(forks.get(parent, ()) for parent in parents))
        below[commit] = set().union(*(below.get(parent, ()) for parent in parents))
        below[commit] |= set(heads) & set(parents)
    own = [head for head in sorted(heads) if forks.get(head, {head}) != {head}]
    pairs = [(head, _fork(repository, base, head, forks[head])) for head in own]
    known = [(head, fork) for head, fork in pairs if fork in trees]
    differ = _between(repository, [(trees[fork], trees[head]) for head, fork in known])
    changes = {head: found for (head, _), found in zip(known, differ, strict=True)}
    unrelated = {head for head, fork in pairs if fork not in trees}
    return _History(changes, {head: below.get(head, ()) for head in heads}, unrelated)


def _fork(repository: Repository, base: Base, head: str, forks: Collection[str]) -> str:
    """The commit of the base that a branch left last; "" where they have nothing in common."""
    if len(forks) == 1:
        return next(iter(forks))
    answer = lines(repository.ask("merge-base", base.commit, head, accept=(0, 1)))
    return answer[0] if answer else ""


def _between(repository: Repository, trees: Sequence[tuple[str, str]]) -> list[list[RawChange]]:
    """What differs between each two trees."""
    if not trees:
        return []
    given = "".join(f"{before} {after}\n" for before, after in trees).encode()
    answer = repository.ask("diff-tree", "--stdin", "-r", "-M", *DIFF, given=given)
    found: list[list[str]] = []
    tokens = iter(decode(answer).split("\0"))
    with understood():
        for token in tokens:
            # A line with the two trees stands before what differs, without a NUL.
            while len(found) < len(trees) and token.startswith(f"{' '.join(trees[len(found)])}\n"):
                token = token.partition("\n")[2]  # noqa: PLW2901 - the rest of the same token
                found.append([])
            if token:
                sides = 2 if token.rpartition(" ")[2][0] in "RC" else 1
                found[-1] += [token, *(next(tokens) for _ in range(sides))]
    return [raw_changes(encode(tokens)) for tokens in found]


def snapshot(scratch: Scratch, participant: Participant, shared: Collection[str]) -> str:
    """A commit with all that a work tree holds; `shared` are paths that others changed, too.

    Raises:
        GitFailedError: git cannot read a file, say.
    """
    if not participant.uncommitted:
        return participant.head
    top, index = participant.path, participant.spare
    paths = list(_worth_reading(participant, shared))
    ask = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
    scratch.ask(*ask, top=top, index=index, given=encode(paths))
    tree = decode(scratch.ask("write-tree", top=top, index=index)).strip()
    parents = ("-p", participant.head) if participant.head else ()
    return decode(scratch.ask("commit-tree", *parents, tree, given=b"snapshot\n")).strip()


def _worth_reading(participant: Participant, shared: Collection[str]) -> Iterator[str]:
    for path in dict.fromkeys(paths_of(participant.uncommitted)):
        full = f"{participant.path}/{path}"
        is_large = os.path.isfile(full) and os.path.getsize(full) > _LARGEST
        if path in shared or not is_large:
            yield path
