"""Where refs begin that a remote does not have yet: where each leaves what remotes have, and the others; knows no task.

One question to git for all of them, and a second one where a remote has nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ...text.typed import NamedTuple
from ..git.repository import Repository, lines
from .ancestry import Ancestry, ancestry
from .ranges import Wish
from .uncommitted import empty_tree

_BASES = ("refs/heads/main", "refs/heads/master")


class Begin(NamedTuple):
    """Where one of them begins.

    Attributes:
        commit: that one; its own id where remotes have all of it, "" where nothing is before it.
        base: the local branch that it leaves there, where no remote has that either; "" elsewhere.
        own: the commits that are its own, the newest first.
    """

    commit: str
    base: str = ""
    own: tuple[str, ...] = ()

    def note(self, what: str) -> str:
        """What is left out of what is pushed, in words; "" for nothing."""
        return self.base and f"{what}: not compared is what {self.base} has, which goes along"


class New:
    """What is pushed and no remote has, by the branches that are pushed together."""

    def __init__(
        self,
        repository: Repository,
        branches: Collection[str],
        others: Collection[str] = (),
        *,
        refs: Sequence[str],
        published: Collection[str] = (),
    ) -> None:
        """The tips of branches, and those of other refs.

        `published` are commits that are on the remote, beside what `refs` lead to (see `published_refs`).

        Raises:
            GitFailedError: git cannot say.
        """
        self._repository = repository
        self._branches = branches
        self._of = (*branches, *others)
        self._refs, self._published = refs, published
        self.history = self._history({})

    def _history(self, bases: Mapping[str, str]) -> Ancestry:
        options = ("--not", *self._refs, "--not")
        of, tips = (dict.fromkeys([*each, *bases]) for each in (self._of, self._branches))
        return ancestry(self._repository, of, options, self._published, tips)

    def begins(self, tips: Sequence[str]) -> list[Begin]:
        """Where each of these begins; raises GitFailedError."""
        found = [_begin(self.history, tip) for tip in tips]
        if all(begin.commit for begin in found):
            return found
        # To a remote that has nothing, the first branch takes along what the branch has that it left.
        form = "--format=%(objectname) %(refname:short)"
        answer = lines(self._repository.ask("for-each-ref", form, *_BASES))
        bases = dict(line.split(" ", 1) for line in answer)
        if not bases or not bases.keys().isdisjoint(self._branches):
            return found
        history = self._history(bases)
        base = next(iter(bases.values()))
        of_bases = sum(history.bits[commit] for commit in bases)
        for number, tip in enumerate(tips):
            is_theirs = tip not in self._of and history.reached_by[tip] & of_bases
            if not found[number].commit:
                then = Begin(tip) if is_theirs else _begin(history, tip)
                found[number] = then._replace(base=base if then.commit else "")
        return found

    def in_common(self, compared: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """What several branches have in common, and none of them ends with: its tips, each with the branches.

        All that leads to the branches in `compared` is theirs.
        """
        history = self.history
        known = {history.reached_by.get(tip, 0) for tip in self._branches}
        theirs = sum(history.bits.get(tip, 0) for tip in {*compared})
        covered: set[str] = set()
        for commit, bits in history.reached_by.items():
            if not bits or bits in known or bits & theirs:
                continue
            if commit not in covered:
                yield commit, [tip for tip, bit in history.bits.items() if bits & bit]
            covered.update(
                parent
                for parent in history.parents[commit]
                if history.reached_by.get(parent) == bits
            )


def _begin(history: Ancestry, tip: str) -> Begin:
    """Where what is a tip's own begins: what the same branches lead to, and no other."""
    if tip not in history.parents:
        return Begin(tip)
    own, ahead = {tip}, [tip]
    while ahead:
        for parent in history.parents[ahead.pop()]:
            if parent not in own and history.reached_by.get(parent) == history.reached_by[tip]:
                own.add(parent)
                ahead.append(parent)
    ordered = tuple(commit for commit in history.parents if commit in own)
    below = (parent for commit in ordered for parent in history.parents[commit])
    return Begin(next((parent for parent in below if parent not in own), ""), "", ordered)


def since(repository: Repository, begin: Begin, end: str, wish: Wish) -> Wish:
    """A range from where a ref begins that is pushed to its end."""
    if not begin.commit:
        return wish._replace(against=f"{empty_tree(repository)}..{end}", is_first=True)
    return wish._replace(against=f"{begin.commit}...{end}", note=begin.note(wish.what))
