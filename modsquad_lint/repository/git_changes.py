"""What changed, asked of git, and the tasks that answer for it; knows no rule.

The number of questions to git does not depend on the number of commits, files or tasks. Whatever git
cannot answer raises `NotCheckedError`: nothing here may look like a pass.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..planning.options import Options
from ..rules.changes import TRAILER, Change, Comparison, Unit, Version
from ..text.errors import NotCheckedError
from ..text.typed import NamedTuple
from .git import (
    GitFailedError,
    RawChange,
    Repository,
    decode,
    names,
    raw_changes,
    raw_log,
    understood,
)
from .reading import read_regular

STAGED, WORKTREE, AUTO = "staged", "worktree", "auto"
VARIABLE = "MODSQUAD_TASK"

_DIFF = (
    *("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-color"),
    # Configuration could leave submodules out, and looking into them would run git there.
    *("--ignore-submodules=dirty", "--no-relative", "-O/dev/null"),
)
_ABBREVIATED = 10
_HOW = {
    "A": "added",
    "C": "added",
    "D": "deleted",
    "M": "modified",
    "T": "type changed",
    "U": "in conflict",
}


class Commit(NamedTuple):
    """One commit of a range."""

    id: str
    parents: tuple[str, ...]
    trailers: tuple[str, ...]
    buried: tuple[str, ...]
    changes: list[RawChange]


class Range(NamedTuple):
    """Two commits to compare.

    Attributes:
        excluded: commits that it reaches are not of the range; "" for none.
        head: what HEAD is; "" before the first commit.
        branch: that the end is of; "" for none.
        what: the range in words.
        is_push: whether commits that a remote already has were compared before.
    """

    start: str
    end: str
    excluded: str
    head: str
    branch: str
    what: str
    is_push: bool = False


class Changes:
    """One comparison, before it is known with which tasks file.

    Attributes:
        what: what is compared, in words.
        units: as in `Comparison`.
    """

    def __init__(
        self,
        repository: Repository,
        what: str,
        units: tuple[Unit, ...],
        raw: Sequence[RawChange],
        *,
        commits: Sequence[Commit] = (),
        data_at: str | None = None,
    ) -> None:
        """`data_at` names where the tasks file is read: a commit, "" for the index, None on disk."""
        self.what = what
        self.units = units
        self._repository = repository
        moved = (change for change in raw if change.status == "R")
        self._raw = {
            **{str(change.old_path): change._replace(status="D") for change in moved},
            **{change.path: change for change in raw},
        }
        self._commits = commits
        self._data_at = data_at

    def of(self, path: str) -> Comparison:
        """The comparison with one tasks file; its path is relative to the repository root.

        Raises:
            NotCheckedError: git cannot say what the tasks file holds, or held.
        """
        kept = self._kept(path)
        change = self._raw.get(kept)
        wanted: list[str] = []
        steps: list[str | None] = []
        if change is not None and change.status != "A":
            wanted.append(change.objects[0])
            steps.append(None)
            for commit in reversed(self._commits):
                for touched in commit.changes:
                    if touched.path == kept:
                        wanted.append(touched.objects[1])
                        steps.append(commit.id[:_ABBREVIATED])
        data = None
        try:
            if self._data_at is not None and kept:
                if change is None:
                    data = self._unchanged(kept)
                else:
                    wanted.append(self._current(kept, change))
            blobs = _read_blobs(self._repository, wanted)
        except GitFailedError as failure:
            raise _not_checked(self._repository, failure) from failure
        if len(blobs) > len(steps):
            data = blobs[-1]
        return Comparison(self.what, self.units, data, tuple(map(Version, steps, blobs)), kept)

    def _kept(self, path: str) -> str:
        """Where git keeps what a path holds: there, unless it leads over links; "" outside."""
        top = os.path.join(os.path.realpath(self._repository.root), "")
        full = os.path.realpath(os.path.join(top, path))
        return full[len(top) :].replace(os.sep, "/") if full.startswith(top) else ""

    def _unchanged(self, path: str) -> bytes | None:
        """What a path holds that did not change; None where git does not have it."""
        at = self._data_at or "HEAD"
        try:
            return self._repository.ask("cat-file", "blob", f"{at}:{path}")
        except GitFailedError:
            if at == "HEAD" and not _head(self._repository):
                return None
            question = ("ls-tree", "-z", "--name-only", at, "--", path)
            if self._repository.ask(*question, variables={"GIT_LITERAL_PATHSPECS": "1"}):
                raise
            return None

    def _current(self, path: str, change: RawChange) -> str:
        """The content that a path has after its change."""
        if change.status != "D":
            return change.objects[1]
        where = f"in {self._data_at[:_ABBREVIATED]}" if self._data_at else "in the index"
        if change.path != path:
            raise NotCheckedError(
                f"{path} is renamed to {change.path} {where}", f"name {change.path} instead"
            )
        raise NotCheckedError(
            f"{path} is deleted {where}", "keep it, or name the tasks file that takes its place"
        )


def compare(
    root: str | None, against: str, *, tasks: Sequence[str] = (), options: Options | None = None
) -> Changes:
    """What changed, and which tasks answer for it.

    Args:
        root: the repository's; None outside one.
        against: `staged`, `worktree`, `auto`, a revision, `A..B` or `A...B`.
        tasks: the ids of `--task`.
        options: how a branch and a trailer name a task.

    Raises:
        NotCheckedError: it cannot be known.
    """
    if root is None:
        raise NotCheckedError("this is no git repository", "run it in one, or leave --against out")
    reader = _Reader(Repository(root), tuple(tasks), options or Options())
    try:
        return reader.read(against)
    except GitFailedError as failure:
        raise _not_checked(reader.repository, failure) from failure


class _Reader:
    def __init__(self, repository: Repository, tasks: tuple[str, ...], options: Options) -> None:
        self.repository = repository
        self._tasks = tasks
        self._options = options

    def read(self, against: str) -> Changes:
        what = ""
        if against == AUTO:
            against, what = _automatic(self.repository)
        if against == STAGED:
            return self._uncommitted(STAGED, "staged changes")
        if against == WORKTREE:
            return self._uncommitted(WORKTREE, "working tree")
        return self._range(_resolve(self.repository, against, what))

    # -- what is not committed

    def _uncommitted(self, mode: str, what: str) -> Changes:
        ask = _ask_staged if mode == STAGED else _ask_worktree
        raw, *sides = ask(self.repository, _merge_heads(self.repository))
        # What a merge takes over as it is on the other side, is the other side's.
        own = set.intersection(*(set(_paths(side)) for side in sides)) if sides else None
        changes = _changes(raw, own)
        by_branch = self._named_by_branch(_branch(self.repository))
        ids, source = self._named() or by_branch or (None, "")
        return Changes(
            self.repository,
            what,
            (Unit(ids, source, changes),),
            raw,
            data_at="" if mode == STAGED else None,
        )

    # -- what is

    def _range(self, compared: Range) -> Changes:
        raw = _ask_renames(
            self.repository, "diff-tree", "-r", *_DIFF, compared.start, compared.end, "--"
        )
        commits = _commits(self.repository, compared, self._options.task_trailer)
        named = self._named()
        rest = named or self._named_by_branch(compared.branch) or (None, "")
        says = [] if named else [commit for commit in commits if commit.trailers or commit.buried]
        what = compared.what
        cut = set(self.repository.note("shallow"))
        if any(commit.id in cut for commit in commits):
            # Only the two ends are known, and what the oldest commits say they changed is wrong.
            commits = []
            if named is None:
                what += " (the clone is too shallow to know the trailers of all commits)"
        # Where no task is named, nothing is another's.
        others = _of_others(self.repository, compared, commits) if rest[0] else frozenset()
        own = [commit for commit in commits if commit.id not in others]
        touched = None
        if commits and (others or compared.is_push):
            touched = set(_paths(change for commit in own for change in commit.changes))
        if says and commits:
            units = tuple(_units(commits, others, rest))
        else:
            trailers = _together(commit.trailers for commit in says)
            buried = _together(commit.buried for commit in says)
            ids, source = (trailers, TRAILER) if trailers else rest
            units = (Unit(ids, source, _changes(raw, touched), buried=buried),)
        return Changes(
            self.repository,
            what,
            units,
            raw,
            commits=commits,
            data_at=None if compared.end == compared.head else compared.end,
        )

    # -- who answers for it

    def _named(self) -> tuple[tuple[str, ...], str] | None:
        if self._tasks:
            return self._tasks, "--task"
        ident = task_in_environment()
        return ((ident,), VARIABLE) if ident else None

    def _named_by_branch(self, branch: str) -> tuple[tuple[str, ...], str] | None:
        ident = _task_in(branch, self._options.branch_pattern)
        return ((ident,), f"branch {branch}") if ident else None


def task_in_environment() -> str:
    """The id in MODSQUAD_TASK, or nothing."""
    return os.environ.get(VARIABLE, "").strip()


def task_of_branch(repository: Repository, pattern: str) -> tuple[str, str]:
    """The id that the branch names in the manner of `branch-pattern`, and the branch; or nothing."""
    branch = _branch(repository)
    return _task_in(branch, pattern), branch


def _task_in(branch: str, pattern: str) -> str:
    before, found, after = pattern.partition("{id}")
    match = re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", branch)
    return match[1] if match and found else ""


def _branch(repository: Repository) -> str:
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


# ---------------------------------------------------------------- what changed


def _ask_staged(repository: Repository, heads: Sequence[str]) -> list[list[RawChange]]:
    """What is staged, compared with HEAD, and with each of these that are merged into it."""
    ask = ("diff", "--cached", *_DIFF, "--ita-invisible-in-index")
    starts = [(), *((head,) for head in heads)]
    return [_ask_renames(repository, *ask, *start, "--") for start in starts]


def _ask_worktree(repository: Repository, heads: Sequence[str]) -> list[list[RawChange]]:
    """What is in the work tree, likewise."""
    from tempfile import TemporaryDirectory

    # The repository's own filters are programs that it names; those of its user are the user's.
    answer = repository.ask(
        *("config", "--show-scope", "--includes", "-z", "--name-only"),
        *("--get-regexp", r"^filter\."),
        accept=(0, 1),
    )
    scoped = iter(names(answer))
    with understood():
        settings = {
            f"{name.rpartition('.')[0]}.{setting}": value
            for scope, name in zip(scoped, scoped, strict=True)
            if scope in {"local", "worktree"}
            for setting, value in (("clean", ""), ("process", ""), ("required", "false"))
        }
    # Without a refresh, a file that was only touched would be a change.
    settings |= {"core.splitIndex": "false", "diff.autoRefreshIndex": "true"}
    first = "HEAD" if _head(repository) else _empty_tree(repository)
    try:
        spare = TemporaryDirectory()
    except OSError as error:
        raise GitFailedError(f"there is no folder for temporary files: {error.strerror}") from error
    with spare as folder:
        variables = repository.spare_index(folder)
        ask = ("diff", *_DIFF, "--ita-visible-in-index")
        found = [
            _ask_renames(repository, *ask, start, "--", settings=settings, variables=variables)
            for start in (first, *heads)
        ]
    untracked = names(repository.ask("ls-files", "-z", "--others", "--exclude-standard"))
    none = "0" * 40
    new = [
        RawChange("A", path.rstrip("/"), None, ("000000", "100644"), (none, none))
        for path in untracked
    ]
    return [[*raw, *new] for raw in found]


def _ask_renames(
    repository: Repository,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> list[RawChange]:
    """Changes with their renames; without them where a partial clone lacks what it takes to see one."""
    command, *rest = arguments

    def ask(renames: str) -> list[RawChange]:
        answer = repository.ask(command, renames, *rest, settings=settings, variables=variables)
        return raw_changes(answer)

    try:
        return ask("-M")
    except GitFailedError:
        return ask("--no-renames")


def _head(repository: Repository) -> str:
    """The id of the commit that is checked out, whether or not git can read it; "" before the first."""
    answer = repository.ask("rev-parse", "-q", "--verify", "HEAD", accept=(0, 1))
    return decode(answer).strip()


def _empty_tree(repository: Repository) -> str:
    return decode(repository.ask("hash-object", "-t", "tree", "--stdin")).strip()


def _merge_heads(repository: Repository) -> list[str]:
    """What is being merged into HEAD, nothing when nothing is.

    While a clean merge runs hooks there is no MERGE_HEAD yet: git names the heads in the environment.
    """
    heads = repository.note("MERGE_HEAD")
    if heads:
        return heads
    action, *given = os.environ.get("GIT_REFLOG_ACTION", "").split(" ")
    if action not in {"merge", "pull"}:
        return []
    heads = [
        name.removeprefix("GITHEAD_")
        for name in os.environ
        if re.fullmatch(r"GITHEAD_[0-9a-f]{40,64}", name)
    ]
    if not heads and action == "merge":
        heads = [name for name in given if not name.startswith("-")]
    return heads or (["FETCH_HEAD"] if action == "pull" else [])


def _sides(change: RawChange) -> tuple[str, ...]:
    if change.status == "R" and change.old_path is not None:
        return (change.old_path, change.path)
    return (change.path,)


def _paths(changes: Iterable[RawChange]) -> Iterator[str]:
    for change in changes:
        yield from _sides(change)


def _changes(raw: Iterable[RawChange], own: set[str] | None) -> tuple[Change, ...]:
    """Both sides of each change, in the order of their paths; only the own ones, unless None."""
    found: dict[str, Change] = {}
    for change in raw:
        if change.status == "R" and change.old_path is not None:
            sides = [
                Change(change.old_path, "renamed to", change.path),
                Change(change.path, "renamed from", change.old_path),
            ]
        else:
            sides = [Change(change.path, _how(change))]
        found.update((side.path, side) for side in sides if own is None or side.path in own)
    return tuple(found[path] for path in sorted(found))


def _how(change: RawChange) -> str:
    if change.status == "M" and change.modes[0] != change.modes[1]:
        return "modified" if change.objects[0] != change.objects[1] else "mode changed"
    return _HOW.get(change.status, "modified")


# ---------------------------------------------------------------- commits


def _commits(repository: Repository, compared: Range, trailer: str) -> list[Commit]:
    """The commits of a range, the newest first."""
    log = ("log", "-c", *_DIFF, "--topo-order", "--no-decorate", "--encoding=UTF-8")
    published = ("--not", "--remotes") if compared.is_push else ()
    excluded = (f"^{compared.excluded}",) if compared.excluded else ()
    limits = (compared.end, *excluded, *published, "--")
    form = "--format=%H%x00%P%x00%B%x00%(trailers:only,unfold)%x00"
    try:
        answer = repository.ask(*log, "-M", form, *limits)
    except GitFailedError:
        answer = repository.ask(*log, "--no-renames", form, *limits)
    # The end is stripped later: a pattern that looks for it takes quadratic time.
    named = re.compile(rf"\s*{re.escape(trailer)}\s*:\s*(\S.*)", re.IGNORECASE)
    return [
        Commit(ident, tuple(parents.split()), *_named_in(body, trailers, named), changes)
        for (ident, parents, body, trailers), changes in raw_log(answer, 4)
    ]


def _named_in(
    body: str, trailers: str, named: re.Pattern[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids in what git takes for a commit's trailers, and those in other text, as squashing leaves them."""
    said, text = (
        _together([match[1].rstrip()] for line in part.split("\n") if (match := named.match(line)))
        for part in (trailers, body.strip().partition("\n")[2])
    )
    known = frozenset(said)
    return said, tuple(ident for ident in text if ident not in known)


def _together(ids: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Each id once."""
    return tuple(dict.fromkeys(ident for some in ids for ident in some))


def _of_others(
    repository: Repository, compared: Range, commits: Sequence[Commit]
) -> frozenset[str]:
    """The commits that merges brought in from another branch that is known here.

    What git does not prove to be another's is the task's own: a colleague may push to the same branch.
    """
    by_id = {commit.id: commit for commit in commits}
    own = set(_line(by_id, compared.end))
    merges = {ident for ident in own if len(by_id[ident].parents) > 1}
    # A line of merges alone, as a pull request has, is what these merges brought.
    if not merges or len(merges) == len(own):
        return frozenset()
    oldest = [commit.id for commit in commits if commit.id in merges][-1]
    # A branch that has the merge may have all the rest from here.
    form = ("--format=%(objectname) %(refname)", "--no-contains", oldest)
    answer = repository.ask("for-each-ref", *form, "refs/heads", "refs/remotes")
    limits = [compared.end, *([f"^{compared.excluded}"] if compared.excluded else [])]
    for line in _lines(answer):
        tip, _, name = line.partition(" ")
        if compared.branch and name.endswith(f"/{compared.branch}"):
            own.update(_line(by_id, tip))
        else:
            limits.append(f"^{tip}")
    given = "".join(f"{limit}\n" for limit in limits).encode()
    own.update(_lines(repository.ask("rev-list", "--stdin", given=given)))
    return frozenset(by_id.keys() - own)


def _line(by_id: Mapping[str, Commit], tip: str) -> Iterator[str]:
    """The commits of a range's own line down from this one, without what its merges brought in."""
    current = by_id.get(tip)
    while current is not None:
        yield current.id
        current = by_id.get(current.parents[0]) if current.parents else None


def _units(
    commits: Sequence[Commit], others: Collection[str], rest: tuple[tuple[str, ...] | None, str]
) -> Iterator[Unit]:
    """One unit for each commit that answers for something, the oldest first."""
    for commit in reversed(commits):
        changes = _changes(commit.changes, None)
        is_another = commit.id in others
        if not changes or (is_another and not commit.trailers and not commit.buried):
            continue
        ids, source = (None, "") if is_another else rest
        if commit.trailers:
            ids, source = commit.trailers, TRAILER
        yield Unit(ids, source, changes, commit.id[:_ABBREVIATED], commit.buried)


def _read_blobs(repository: Repository, wanted: Sequence[str]) -> list[bytes | None]:
    """The content of each object; None for the id of none, which is all zeros."""
    stored = [ident for ident in wanted if ident.strip("0")]
    if not stored:
        return [None for _ in wanted]
    given = "".join(f"{ident}\n" for ident in stored).encode()
    answer = repository.ask("cat-file", "--batch", given=given)
    found: dict[str, bytes] = {}
    position = 0
    for ident in stored:
        with understood():
            end = answer.index(b"\n", position)
            header = decode(answer[position:end])
            position = end + 1
            if header.endswith(" missing"):
                raise GitFailedError(header)
            size = int(header.rpartition(" ")[2])
        found[ident] = answer[position : position + size]
        position += size + 1
    return [found.get(ident) for ident in wanted]


# ---------------------------------------------------------------- which commits

_LONGEST_REVISION = 1000

PUSH, PULL_REQUEST = "the commits to push", "the pull request"


def _resolve(repository: Repository, against: str, what: str) -> Range:
    first, dots, last = against.partition("..")
    is_symmetric = not dots or last.startswith(".")
    first, last = first.strip(), last.removeprefix(".").strip()
    if not first and last in {"", "HEAD", "@"}:
        # A variable that is not set looks like this, and HEAD compared with itself like a pass.
        raise NotCheckedError(
            f'"{against}" says nothing to compare with', "give a branch, a tag, a commit, or A..B"
        )
    revisions = [first or "HEAD", last or "HEAD"]
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
            *ends, _ = _lines(repository.ask("rev-parse", f"{start}...{end}", "--"))
    except GitFailedError:
        # A repository that git does not accept has no revisions either, and says so here.
        repository.ask("rev-parse", "--git-dir")
        unknown = next((name for name in revisions if not _exists(repository, name)), None)
        if unknown is None:
            raise
        if unknown == revisions[0] and not is_symmetric and _exists(repository, unknown, "tree"):
            return _since_tree(repository, unknown, revisions[1], what or f"changes of {against}")
        raise NotCheckedError(
            f'git does not know the revision "{unknown}"',
            _fetch_advice(repository, "fetch it, or look at its spelling"),
        ) from None
    bases = [line[1:] for line in ends if line.startswith("^")]
    with understood():
        end_id, start_id = (line for line in ends if not line.startswith("^"))
    if is_symmetric and not bases:
        raise NotCheckedError(
            f"{revisions[0]} and {revisions[1]} have no commit in common",
            _fetch_advice(repository, "to compare the two as they are, write A..B"),
        )
    what = what or (f"changes of {against}" if dots else f"changes since {against}")
    base = bases[0] if is_symmetric else start_id
    return Range(
        base,
        end_id,
        start_id,
        end_id if revisions[1] == "HEAD" else _head(repository),
        _branch_of(repository, revisions[1]),
        what,
        is_push=what == PUSH,
    )


def _since_tree(repository: Repository, tree: str, end: str, what: str) -> Range:
    """From a tree, the empty one above all: before it there is no commit."""
    ends = (f"{tree}^{{tree}}", f"{end}^{{commit}}")
    with understood():
        tree_id, end_id = _lines(repository.ask("rev-parse", *ends))
    return Range(tree_id, end_id, "", _head(repository), _branch_of(repository, end), what)


def _branch_of(repository: Repository, end: str) -> str:
    """The branch that the end of a range names; where it names none, the one that is checked out."""
    if end == os.environ.get("PRE_COMMIT_TO_REF"):
        end = os.environ.get("PRE_COMMIT_LOCAL_BRANCH") or end
    name = re.split("[~^@]", end)[0]
    if name not in {"", "HEAD"}:
        question = ("rev-parse", "-q", "--verify", "--symbolic-full-name", name)
        full = decode(repository.ask(*question, accept=(0, 1, 128))).strip()
        match = re.fullmatch("refs/(?:heads|remotes/[^/]+)/(.+)", full)
        if match:
            return match[1]
    return _branch(repository)


def _automatic(repository: Repository) -> tuple[str, str]:
    """What `auto` stands for, and in words."""
    first, last = (os.environ.get(f"PRE_COMMIT_{side}_REF") for side in ("FROM", "TO"))
    if first and last:
        return f"{first}...{last}", PUSH if os.environ.get("PRE_COMMIT_REMOTE_NAME") else ""
    if os.environ.get("PRE_COMMIT_REMOTE_NAME"):
        raise _first_push("push with --no-verify, or with SKIP=modsquad-lint-drift")
    event = _event()
    if os.environ.get("GITHUB_BASE_REF") or "pull_request" in event:
        return _pull_request(repository, event), PULL_REQUEST
    if "merge_group" in event:
        return f"{_at(event, 'merge_group', 'base_sha')}...HEAD", "the merge group"
    if "before" in event:
        before = str(event["before"])
        if not before.strip("0"):
            raise _first_push("give --against the branch that this one started from")
        return f"{before}...HEAD", "the push"
    name = os.environ.get("GITHUB_EVENT_NAME")
    if name:
        raise NotCheckedError(
            f'nothing says what to compare with when the event is "{name}"',
            "give --against a revision",
        )
    return STAGED, ""


def _first_push(advice: str) -> NotCheckedError:
    return NotCheckedError("this is a first push, and nothing was there before", advice)


_MOST_OF_AN_EVENT = 1 << 26


def _event() -> Mapping[str, object]:
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    import json

    try:
        event = json.loads(read_regular(path, _MOST_OF_AN_EVENT))
    except (OSError, RecursionError, ValueError) as error:
        raise NotCheckedError(
            f"cannot read the event in GITHUB_EVENT_PATH ({error})", "give --against a revision"
        ) from error
    return event if isinstance(event, dict) else {}


def _at(event: Mapping[str, object], *keys: str) -> str:
    """A text somewhere in an event; empty when it is not there."""
    value: object = event
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _pull_request(repository: Repository, event: Mapping[str, object]) -> str:
    """The range of a pull request: what its merge commit brings, or what its head has since its base."""
    with understood():
        head, *parents = _lines(repository.ask("rev-parse", "HEAD", "HEAD^@"))
    asked = _at(event, "pull_request", "head", "sha")
    if len(parents) > 1 and asked in {"", parents[1]}:
        return "HEAD^1..HEAD"
    if asked and head != asked:
        raise NotCheckedError(
            "HEAD is not the pull request, nor the commit that merges it",
            _fetch_advice(repository, "check out the pull request first"),
        )
    branch = os.environ.get("GITHUB_BASE_REF") or _at(event, "pull_request", "base", "ref")
    bases = [_at(event, "pull_request", "base", "sha"), *([f"origin/{branch}"] if branch else [])]
    for base in filter(None, bases):
        if _exists(repository, base):
            return f"{base}...HEAD"
    raise NotCheckedError(
        f'the base of the pull request ("{branch}") is not here',
        _fetch_advice(repository, "fetch it, or set fetch-depth: 0 for actions/checkout"),
    )


def _exists(repository: Repository, revision: str, kind: str = "commit") -> bool:
    try:
        repository.ask("rev-parse", "-q", "--verify", f"{revision}^{{{kind}}}")
    except GitFailedError:
        return False
    return True


def _lines(answer: bytes) -> list[str]:
    """The lines of an answer; names may hold what else ends a line for Python."""
    return decode(answer).split("\n")[:-1]


# ---------------------------------------------------------------- what to do about it


def _fetch_advice(repository: Repository, otherwise: str) -> str:
    if repository.note("shallow"):
        return "the clone is shallow: set fetch-depth: 0 for actions/checkout, or git fetch --unshallow"
    return otherwise


_ADVICE = (
    (r"dubious ownership|unsafe repository", "git config --global --add safe.directory {root}"),
    (r"git was not found", "install git, or leave --against out"),
    (r"not a git repository", "run it in a git repository, or leave --against out"),
    (
        r"in a work tree",
        "a bare repository has no changes but those between commits: --against A..B",
    ),
    (r"(?i)unknown option|unrecognized|invalid option|^usage:", "git 2.26 or newer is needed"),
    (r"^git did not answer within", "see what git waits for, or compare fewer commits at once"),
    (r"^git's answer is larger", "compare fewer commits at once"),
    (r"config", "look at git's configuration, and at the variables GIT_CONFIG_..."),
    (r"bad object|unable to read|could not fetch|missing", "fetch what the clone leaves out"),
)


def _not_checked(repository: Repository, failure: GitFailedError) -> NotCheckedError:
    """Why git could not answer, and what to do."""
    try:
        # Where a repository is not accepted, only this says so; other commands say misleading things.
        repository.ask("rev-parse", "--git-dir")
    except GitFailedError as true_failure:
        failure = true_failure
    advice = next(
        (advice for pattern, advice in _ADVICE if re.search(pattern, str(failure))),
        _fetch_advice(repository, "git could not compare"),
    )
    from shlex import quote

    return NotCheckedError(str(failure), advice.format(root=quote(repository.root)))
