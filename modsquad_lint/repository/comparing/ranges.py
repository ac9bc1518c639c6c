"""Which two commits a revision or a range means, as git resolves it; knows no event and no task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ...text.errors import NotCheckedError, UserError
from ...text.typed import NamedTuple
from ..git.advice import fetch_advice
from ..git.checked_out import branch_name, branch_of_ci, branch_of_head, branches_at
from ..git.formats import understood
from ..git.repository import GitFailedError, Repository, lines
from .uncommitted import head_id


class NothingToCompare(Exception):  # noqa: N818 - it is no error
    """Nobody asked for a comparison in particular, and here is nothing to compare; the text says so."""


Names = tuple[tuple[str, ...], ...]
"""The branches that one ref is called by: the first of them count that name tasks, and all that stand together."""


class Wish(NamedTuple):
    """A range as somebody asks for it.

    Attributes:
        against: a revision, `A..B` or `A...B`.
        what: it in words; "" where `against` itself says it.
        is_by_hand: whether a person wrote it: then it means something, and empty is a mistake.
        published: of a push, what leads to the commits that are there already, as in `published_refs`.
        refs: those that its commits are of, each by its names; none where that is to be found out.
        is_first: whether nothing was there before it, and nobody says so by hand.
        note: what people should know of it; "" for nothing.
    """

    against: str
    what: str = ""
    is_by_hand: bool = False
    published: tuple[str, ...] = ()
    refs: tuple[Names, ...] = ()
    is_first: bool = False
    note: str = ""


class Known(NamedTuple):
    """What is known of the commits of a range without asking git once more.

    Attributes:
        ids: of all of them, the newest first.
        published: those that a push finds there already.
    """

    ids: tuple[str, ...]
    published: frozenset[str]


class CommitRange(NamedTuple):
    """Two commits to compare.

    Attributes:
        starts: where it begins: a tree, a commit, or all merge bases.
        end: the id of the commit where it ends.
        tree: the id of what that commit holds.
        excluded: commits that it reaches are not of the range; "" for none.
        head: what HEAD is; "" before the first commit.
        branches: that the end is of; several where nobody says which one.
        what: the range in words.
        wish: what was asked for.
        upstream: the same branch as `excluded` as remotes have it: names to commits, where they differ.
        notes: what people should know, each one line.
        known: its commits, where they are known.
    """

    starts: tuple[str, ...]
    end: str
    tree: str
    excluded: str
    head: str
    branches: tuple[str, ...]
    what: str
    wish: Wish
    upstream: Mapping[str, str]
    notes: tuple[str, ...] = ()
    known: Known | None = None

    @property
    def is_empty(self) -> bool:
        """Whether both ends are one commit."""
        return self.starts == (self.end,)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The notes; where nothing lies between the ends and they do not say why, that."""
        if self.notes or not self.is_empty:
            return self.notes
        return (f"{self.what}: both ends are one commit, so nothing lies between them",)

    @property
    def limits(self) -> tuple[str, str]:
        """What its commits lead to, and what they do not; "" for nothing."""
        return self.end, self.excluded


_LONGEST_REVISION = 1000
_MOST_NAMES = 20_000


def resolve(repository: Repository, wish: Wish) -> CommitRange:
    """The range that somebody asks for.

    Raises:
        NotCheckedError: git does not know it, it has two meanings, or says nothing to compare with.
        GitFailedError: git could not answer.
    """
    against = wish.against
    first, dots, last = against.partition("..")
    is_symmetric = not dots or last.startswith(".")
    first, last = first.strip(), last.removeprefix(".").strip()
    if not first and last in {"", "HEAD", "@"}:
        # A variable that is not set looks like this, and HEAD compared with itself like a pass.
        raise NotCheckedError(
            f'"{against}" says nothing to compare with', "give a branch, a tag, a commit, or A..B"
        )
    revisions = (first or "HEAD", last or "HEAD")
    for name in revisions:
        if name.startswith(("-", "^")) or "\0" in name or len(name) > _LONGEST_REVISION:
            raise NotCheckedError(
                f'"{name[:_LONGEST_REVISION]}" is no revision',
                "give a branch, a tag, a commit, or A..B",
            )
    start, end = (f"{name}^{{commit}}" for name in revisions)
    try:
        # Without "--" git gives back as it stands what could be a pattern of files.
        with understood():
            tree = f"{revisions[1]}^{{tree}}"
            *ends, tree, _ = lines(repository.ask("rev-parse", f"{start}...{end}", tree, "--"))
    except GitFailedError:
        return _since_tree(repository, wish, revisions, is_symmetric=is_symmetric)
    bases = tuple(line[1:] for line in ends if line.startswith("^"))
    with understood():
        end_id, start_id = (line for line in ends if not line.startswith("^"))
    if is_symmetric and not bases:
        raise NotCheckedError(
            f"{revisions[0]} and {revisions[1]} have no commit in common",
            fetch_advice(repository, "to compare the two as they are, write A..B"),
        )
    refs = _refs(repository, revisions)
    _require_one_meaning(revisions, refs)
    notes = [wish.note] if wish.note else []
    if not is_symmetric and bases != (start_id,):
        notes.append(
            f"{revisions[0]} has commits that {revisions[1]} does not have, and with two dots they count "
            f"backwards; {revisions[0]}...{revisions[1]} begins where the two parted"
        )
    head = end_id if revisions[1] in {"HEAD", "@"} else head_id(repository)
    return CommitRange(
        bases if is_symmetric else (start_id,),
        end_id,
        tree,
        start_id,
        head,
        _branches(repository, wish, revisions[1], end_id, head, refs),
        wish.what or (f"changes of {against}" if dots else f"changes since {against}"),
        wish,
        _upstream(revisions[0], start_id, refs),
        tuple(notes),
    )


def _since_tree(
    repository: Repository, wish: Wish, revisions: tuple[str, str], *, is_symmetric: bool
) -> CommitRange:
    """From a tree, the empty one above all: before it there is no commit. Else why there is no range."""
    # A repository that git does not accept has no revisions either, and says so here.
    repository.ask("rev-parse", "--git-dir")
    unknown = next((name for name in revisions if not exists(repository, name)), None)
    if unknown is None:
        raise GitFailedError("git cannot compare the two")
    if unknown == revisions[0] and not is_symmetric and exists(repository, unknown, "tree"):
        ends = (
            f"{unknown}^{{tree}}",
            *(f"{revisions[1]}^{{{kind}}}" for kind in ("commit", "tree")),
        )
        with understood():
            start_id, end_id, tree = lines(repository.ask("rev-parse", *ends))
        head = head_id(repository)
        refs = _refs(repository, revisions)
        branches = _branches(repository, wish, revisions[1], end_id, head, refs)
        what = wish.what or f"changes of {wish.against}"
        return CommitRange((start_id,), end_id, tree, "", head, branches, what, wish, {})
    raise NotCheckedError(
        f'git does not know the revision "{unknown}"',
        _near(repository, unknown) or fetch_advice(repository, "fetch it, or look at its spelling"),
    )


def _near(repository: Repository, name: str) -> str:
    """The branch or tag that was meant, in words; "" where none is near."""
    from ...text.vocabulary import Vocabulary

    answer = repository.ask(
        *("for-each-ref", f"--count={_MOST_NAMES}", "--format=%(refname:short)"),
        *("refs/heads", "refs/tags", "refs/remotes"),
    )
    near = Vocabulary(lines(answer)).near(name)
    return f'did you mean "{near[0]}"?' if near else ""


# ---------------------------------------------------------------- names

_SUFFIX = re.compile(r"[~^@:]")
_OF_HEAD = re.compile(r"(?:HEAD|@)(?:~\d*|\^[01]?|\^\{[^}]*\})*")
"""A commit of the branch that is checked out; the second parent of a merge is of another."""


def _refs(repository: Repository, revisions: Sequence[str]) -> Mapping[str, str]:
    """The refs that these revisions may mean, here and of remotes, with the commits that they point at."""
    names = {_bare(name) for name in revisions} - {"", "HEAD"}
    names = {name for name in names if not re.fullmatch("[0-9a-f]{40,64}", name)}
    if not names:
        return {}
    patterns = [
        pattern
        for name in sorted(names)
        for pattern in (
            *(f"refs/heads/{name}", f"refs/tags/{name}"),
            *(f"refs/remotes/{name}", f"refs/remotes/*/{name}"),
            *([name] if name.startswith("refs/") else []),
        )
    ]
    form = "--format=%(objectname) %(refname)"
    answer = repository.ask("for-each-ref", form, "--", *patterns)
    return {ref: commit for commit, _, ref in (line.partition(" ") for line in lines(answer))}


def _bare(revision: str) -> str:
    """A revision without what leads from it to another commit."""
    return _SUFFIX.split(revision)[0]


def _require_one_meaning(revisions: Sequence[str], refs: Mapping[str, str]) -> None:
    for name in map(_bare, revisions):
        kinds = [f"refs/{kind}/{name}" for kind in ("heads", "tags", "remotes")]
        both = [ref for ref in kinds if ref in refs]
        if len({refs[ref] for ref in both}) > 1:
            what = "a branch and a tag" if kinds[1] in both else "a branch here and one of a remote"
            raise NotCheckedError(f'"{name}" is both {what}', f"say {both[0]}, or {both[1]}")


def _branches(
    repository: Repository,
    wish: Wish,
    end: str,
    end_id: str,
    head: str,
    refs: Mapping[str, str],
) -> tuple[str, ...]:
    """The branch that the end of a range names, or that is checked out there; else those that point at it."""
    if wish.refs:
        return tuple(chain.from_iterable(chain.from_iterable(wish.refs)))
    if named := _branch_in(end, refs):
        return (named,)
    if end_id == head or _OF_HEAD.fullmatch(end):
        here = branch_of_head(repository) or branch_of_ci()
        if here:
            return (here,)
    return branches_at(repository, [end_id])[end_id]


def _branch_in(revision: str, refs: Mapping[str, str]) -> str:
    """The branch that a revision begins with; "" for none."""
    name = _bare(revision)
    known = (ref for ref in (name, f"refs/heads/{name}", f"refs/remotes/{name}") if ref in refs)
    return next(filter(None, map(branch_name, known)), "")


def _upstream(start: str, start_id: str, refs: Mapping[str, str]) -> Mapping[str, str]:
    """The branch that a range begins with, as remotes have it."""
    if f"refs/heads/{start}" not in refs:
        return {}
    return {
        ref.removeprefix("refs/remotes/"): commit
        for ref, commit in refs.items()
        if re.fullmatch(f"refs/remotes/[^/]+/{re.escape(start)}", ref) and commit != start_id
    }


def names_of_pushed(
    repository: Repository, refs: Sequence[tuple[str, str, str]]
) -> Iterator[Names]:
    """What refs are called that are pushed: to which ref, from which, and which commit.

    The branch of one task may be pushed to the name of another's, and `task/a~1` is of the branch that it begins
    with. What is no branch here may be a commit or a tag that branches point at.

    Raises:
        GitFailedError: git cannot say.
    """
    here = branch_of_head(repository)
    local = {of: here if _OF_HEAD.fullmatch(of) else branch_name(of) for _, of, _ in refs}
    given = [of for of, name in local.items() if not name and _SUFFIX.search(of)]
    known = _refs(repository, given) if given else {}
    local.update((of, _branch_in(of, known)) for of in given)
    at = branches_at(repository, {commit: None for _, of, commit in refs if not local[of]})
    for to, of, commit in refs:
        own = (local[of],) if local[of] else at[commit]
        yield tuple(filter(None, ((branch_name(to),) if branch_name(to) else (), own)))


def published_refs(repository: Repository, remotes: Sequence[str]) -> tuple[str, ...]:
    """What leads to the commits that these remotes have, in the words of `git rev-list`; without names, any has.

    Of a remote "origin" is not what one has whose name is "origin/fork".

    Raises:
        UserError: a name is empty.
        GitFailedError: git cannot say which remotes there are.
    """
    from glob import escape

    if not all(remotes):
        raise UserError("--remote is empty", "give it the first argument of git's hook")
    known = lines(repository.ask("remote")) if remotes else ()
    # A name may be an address: of that nothing is known here.
    named = (
        (
            *(f"--exclude={escape(other)}/*" for other in known if other.startswith(f"{name}/")),
            f"--remotes={escape(name)}/*",
        )
        for name in remotes
    )
    return (*chain.from_iterable(named),) or ("--remotes",)


def exists(repository: Repository, revision: str, kind: str = "commit") -> bool:
    """Whether git knows an object of this kind by this name."""
    try:
        repository.ask("rev-parse", "-q", "--verify", f"{revision}^{{{kind}}}")
    except GitFailedError:
        return False
    return True
