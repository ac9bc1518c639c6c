"""A part of history in memory: which commits lead to which, for many tips at once; knows no ref and no task."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ..git.repository import Repository, decode, lines

_MOST_IN_COMMON = 300
"""Of how many commits git is asked what they have in common: they are arguments, whose length is limited."""


class Ancestry:
    """Commits with their parents, the newest first, each with the tips that lead to it, a bit for each."""

    def __init__(
        self,
        commits: Mapping[str, Sequence[str]],
        tips: Iterable[str],
        common: Collection[str] = (),
    ) -> None:
        """Each commit is given with its tree and its parents. The oldest are in `common`: all tips lead there."""
        self.trees = {commit: about[0] for commit, about in commits.items()}
        self.parents = parents = {commit: about[1:] for commit, about in commits.items()}
        self.bits = {tip: 1 << number for number, tip in enumerate(dict.fromkeys(tips))}
        all_bits = (1 << len(self.bits)) - 1
        found = dict.fromkeys(parents, 0)
        found.update((tip, bit) for tip, bit in self.bits.items() if tip in found)
        found.update(dict.fromkeys(common, all_bits))
        for commit, above in parents.items():  # a commit stands before its parents
            for parent in above:
                if parent in found:
                    found[parent] |= found[commit]
        self.reached_by: Mapping[str, int] = found

    def between(self, start: str, end: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The merge bases of two tips, and the commits that only the second one leads to, newest first."""
        one, both = self.bits[end], self.bits[start] | self.bits[end]
        own: list[str] = []
        common: list[str] = []
        below: set[str] = set()
        for commit, bits in self.reached_by.items():
            if bits & both == both:
                common.append(commit)
                below.update(self.parents.get(commit, ()))
            elif bits & one:
                own.append(commit)
        return tuple(commit for commit in common if commit not in below), tuple(own)


def ancestry(
    repository: Repository,
    of: Iterable[str],
    options: Sequence[str],
    without: Iterable[str],
    tips: Iterable[str],
) -> Ancestry:
    """What leads to some commits, but for what leads to others; the options are those of `git rev-list`.

    Raises:
        GitFailedError: git cannot say.
    """
    return Ancestry(_commits(repository, of, options, without), tips)


def ancestry_between(repository: Repository, tips: Collection[str]) -> Ancestry:
    """What lies above what all of these tips have in common.

    Raises:
        GitFailedError: git cannot say.
    """
    common: list[str] = []
    if len(tips) <= _MOST_IN_COMMON:
        answer = repository.ask("merge-base", "--octopus", "--all", *tips, accept=(0, 1))
        common = decode(answer).split()
    return Ancestry(_commits(repository, tips, (), common), tips, common)


def _commits(
    repository: Repository, tips: Iterable[str], options: Sequence[str], without: Iterable[str]
) -> dict[str, list[str]]:
    question = ("log", "--topo-order", "--format=%H %T %P", *options, "--stdin")
    given = "".join(f"{each}\n" for each in (*tips, *(f"^{each}" for each in without))).encode()
    found = (line.split() for line in lines(repository.ask(*question, given=given)))
    return {commit: about for commit, *about in found}
