"""What git's pre-push hook says on standard input: every ref that is pushed, as a range; knows no task."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from ...text.errors import NotCheckedError
from ...text.typed import NamedTuple
from ...text.words import listed
from ..git.advice import fetch_advice
from ..git.checked_out import branch_name
from ..git.formats import understood
from ..git.repository import Repository, decode, lines
from ..reading import standard_input
from .ancestry import ancestry_between
from .new_refs import Begin, New
from .ranges import (
    CommitRange,
    Known,
    Names,
    NothingToCompare,
    Wish,
    names_of_pushed,
    published_refs,
)
from .uncommitted import EMPTY_TREES

_MOST_BYTES = 1 << 24


def pushed(repository: Repository, remotes: Sequence[str]) -> list[CommitRange]:
    """A range for every ref that is pushed, but those that are deleted; as many questions for many as for one.

    Raises:
        NotCheckedError: standard input does not come from git, or a range has no beginning.
        NothingToCompare: nothing is pushed, or refs are only deleted.
        GitFailedError: git could not answer.
    """
    if os.environ.get("PRE_COMMIT"):
        raise NotCheckedError(
            "pre-commit hands on nothing of what git says is pushed",
            "call modsquad-lint check --against pushed in .git/hooks/pre-push, or pre-push.legacy beside it",
        )
    if sys.stdin is None or sys.stdin.isatty():
        raise NotCheckedError(
            "what is pushed comes on standard input, from git", "use it in .git/hooks/pre-push"
        )
    published = published_refs(repository, remotes)
    try:
        said = decode(standard_input(_MOST_BYTES))
    except OSError as error:
        raise NotCheckedError(f"cannot read standard input: {error.strerror}") from error
    refs = dict.fromkeys(map(_read, said.removesuffix("\n").split("\n") if said else ()))
    refs_with_commits = _with_commits(repository, [ref for ref in refs if ref.commit.strip("0")])
    if not refs_with_commits:
        raise NothingToCompare("nothing is pushed")
    return list(_ranges(repository, refs_with_commits, published))


class _Ref(NamedTuple):
    """One line of git's: what is pushed, to which ref, and what the remote has of that; "" for nothing."""

    local: str
    commit: str
    remote: str
    before: str
    tree: str = ""

    @property
    def is_tag(self) -> bool:
        """Whether it only marks what a branch may lead to."""
        return self.remote.startswith("refs/tags/")


_LINE = re.compile("(.+) ((?:[0-9a-f]{24})?[0-9a-f]{40}) ([^ ]+) ((?:[0-9a-f]{24})?[0-9a-f]{40})")
"""What is pushed may have spaces in it: main@{1 day ago}."""


def _read(line: str) -> _Ref:
    match = _LINE.fullmatch(line)
    if match is None:
        raise NotCheckedError(
            f'"{line[:100]}" is no line of git\'s pre-push hook', "hand it on as it is"
        )
    return _Ref(*match.groups())


def _with_commits(repository: Repository, refs: Sequence[_Ref]) -> list[_Ref]:
    """The refs that lead to commits, with their commits; what git does not know of the remote is nothing."""
    forms = ("{0}", "{0}^{{commit}}", "{0}^{{tree}}", "{1}^{{commit}}")
    asked = [form.format(ref.commit, ref.before) for ref in refs for form in forms]
    given = "".join(f"{name}\n" for name in asked).encode()
    question = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
    answers = iter(lines(repository.ask(*question, given=given)))
    found = []
    with understood():
        for ref in refs:
            kind, commit, tree, before = (next(answers).split(" ") for _ in forms)
            if commit[-1] == "commit":
                known = before[0] if before[-1] == "commit" else ""
                found.append(ref._replace(commit=commit[0], before=known, tree=tree[0]))
            elif kind[-1] == "missing":
                raise NotCheckedError(f"git does not have the commit {ref.commit}")
    return found


class _Pushed(NamedTuple):
    """A commit that is pushed, by the names of the refs that it is of, and what the remote has of it."""

    what: str
    ref: _Ref
    names: tuple[Names, ...]


def _ranges(
    repository: Repository, refs: Sequence[_Ref], published: tuple[str, ...]
) -> Iterator[CommitRange]:
    """The range of each ref, and of what several of them have in common."""
    there = [(ref.commit, ref.before) for ref in refs if ref.before]
    branches = dict.fromkeys(ref.commit for ref in refs if not ref.is_tag)
    tags = [ref.commit for ref in refs if ref.is_tag]
    befores = [before for _, before in there]
    new = New(repository, branches, tags, refs=published, published=befores)
    asked = [(ref.remote, ref.local, ref.commit) for ref in refs]
    pushed = [
        _Pushed(f"the push of {branch_name(ref.remote) or ref.remote}", ref, (names,))
        for ref, names in zip(refs, names_of_pushed(repository, asked), strict=True)
    ]
    pushed += _in_common(new, [*pushed], [commit for commit, _ in there])
    begins = iter(new.begins([each.ref.commit for each in pushed if not each.ref.before]))
    starts = [Begin(each.ref.before) if each.ref.before else next(begins) for each in pushed]
    pairs = [(start.commit, each.ref.commit) for start, each in zip(starts, pushed, strict=True)]
    tips = dict.fromkeys(tip for pair in pairs if all(pair) for tip in pair)
    history = ancestry_between(repository, tips) if tips else new.history
    for start, (what, ref, of) in zip(starts, pushed, strict=True):
        named = of if any(of) else ()
        ends = tuple(chain.from_iterable(chain.from_iterable(named)))
        if ref.is_tag and not ends and new.history.reached_by.get(ref.commit):
            continue  # what leads to a branch answers by its name
        if start.commit:
            bases, ids = history.between(start.commit, ref.commit)
        else:
            bases, ids = (EMPTY_TREES[len(ref.commit)],), start.own
        if not bases:
            raise NotCheckedError(
                f"{what}: it has no commit in common with what the remote has",
                fetch_advice(repository, "compare the two by name: --against A..B"),
            )
        wish = Wish("", what, published=published, refs=named, is_first=not start.commit)
        yield CommitRange(
            *(bases, ref.commit, ref.tree, start.commit, "", ends, what, wish, {}),
            tuple(filter(None, [start.note(what)])),
            Known(ids, frozenset(ids) - new.history.parents.keys()),
        )


def _in_common(new: New, pushed: Sequence[_Pushed], there: Collection[str]) -> Iterator[_Pushed]:
    """What several branches have in common, and none of them ends with."""
    for commit, tips in new.in_common(there):
        of = [each for each in pushed if each.ref.commit in tips and not each.ref.is_tag]
        words = listed([branch_name(each.ref.remote) or each.ref.remote for each in of])
        ref = _Ref("", commit, "", "", new.history.trees[commit])
        yield _Pushed(f"what {words} have in common", ref, tuple(each.names[0] for each in of))
