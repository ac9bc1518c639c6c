"""Where refs begin that a remote does not have yet: where each leaves what remotes have, and the others; knows no task.

One question to git for all of them, and a second one where a remote has nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ...text.typed import NamedTuple
from ..git.repository import Repository, lines
from .ranges import Wish
from .uncommitted import empty_tree

_BASES = ("refs/heads/main", "refs/heads/master")


class Begin(NamedTuple):
    """Where one of them begins.

    Attributes:
        commit: that one; its own id where remotes have all of it, "" where nothing is before it.
        base: the local branch that it leaves there, where no remote has that either; "" elsewhere.
    """

    commit: str
    base: str = ""


def begins(repository: Repository, new: Sequence[str], along: Collection[str]) -> list[Begin]:
    """Where each of these commits begins, with all that are pushed along with them.

    Raises:
        GitFailedError: git cannot say.
    """
    tips = dict.fromkeys([*new, *along])
    graph = _Graph(repository, tips)
    found = [Begin(graph.begin(tip)) for tip in new]
    if all(begin.commit for begin in found):
        return found
    # To a remote that has nothing, the first branch takes along what the branch has that it left.
    form = "--format=%(objectname) %(refname:short)"
    answer = lines(repository.ask("for-each-ref", form, *_BASES))
    bases = dict(line.split(" ", 1) for line in answer)
    if not bases or not bases.keys().isdisjoint(tips):
        return found
    graph = _Graph(repository, [*tips, *bases])
    base = next(iter(bases.values()))
    return [
        begin if begin.commit else Begin(commit, base if commit else "")
        for begin, commit in zip(found, map(graph.begin, new), strict=True)
    ]


def since(repository: Repository, begin: Begin, end: str, wish: Wish) -> Wish:
    """A range from where a ref begins that is pushed to its end."""
    if not begin.commit:
        return wish._replace(against=f"{empty_tree(repository)}..{end}", is_first=True)
    note = ""
    if begin.base:
        note = f"{wish.what}: not compared is what {begin.base} has, which goes along"
    return wish._replace(against=f"{begin.commit}...{end}", note=note)


class _Graph:
    """The commits that no remote has, each with the tips that lead to it."""

    def __init__(self, repository: Repository, tips: Iterable[str]) -> None:
        tips = tuple(tips)
        question = ("rev-list", "--topo-order", "--parents", "--not", "--remotes", "--not")
        given = "".join(f"{tip}\n" for tip in tips).encode()
        self._parents: dict[str, list[str]] = {}
        for line in lines(repository.ask(*question, "--stdin", given=given)):
            commit, *parents = line.split(" ")
            self._parents[commit] = parents
        self._order = {commit: number for number, commit in enumerate(self._parents)}
        self._reached_by = _reached_by(self._parents, tips)
        self._known: dict[str, str] = {}

    def begin(self, tip: str) -> str:
        """The newest commit below what is a tip's own; itself where nothing is, "" where nothing is below."""
        if tip not in self._parents:
            return tip
        if tip not in self._known:
            self._known[tip] = self._begin(tip)
        return self._known[tip]

    def _begin(self, tip: str) -> str:
        others = ~self._reached_by[tip]
        own, ahead = {tip}, [tip]
        while ahead:
            for parent in self._parents[ahead.pop()]:
                is_own = parent in self._parents and not self._reached_by[parent] & others
                if is_own and parent not in own:
                    own.add(parent)
                    ahead.append(parent)
        for commit in sorted(own, key=self._order.__getitem__):
            for parent in self._parents[commit]:
                if parent not in own:
                    return parent
        return ""


def _reached_by(parents: Mapping[str, Sequence[str]], tips: Iterable[str]) -> Mapping[str, int]:
    """For each commit the tips that lead to it, a bit for each."""
    found = dict.fromkeys(parents, 0)
    for number, tip in enumerate(tips):
        if tip in found:
            found[tip] |= 1 << number
    for commit, above in parents.items():  # a commit stands before its parents
        for parent in above:
            if parent in found:
                found[parent] |= found[commit]
    return found
