"""The two ends of a comparison: what differs between them, and what files hold there; knows no task.

The number of questions to git does not depend on the number of commits or files.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from ...text.errors import NotCheckedError
from ...text.paths import matching
from ...text.typed import TYPE_CHECKING, NamedTuple
from ...text.words import counted, listed
from ..files import MOST_BYTES
from ..git.advice import asking_git
from ..git.blobs import is_nameable
from ..git.formats import RawChange
from ..git.repository import Repository, decode, names
from ..reading import read_regular
from ..search import pathspecs
from .file_changes import paths_of
from .stored import Stored, differences
from .uncommitted import (
    ask_staged,
    ask_worktree,
    head_id,
    is_dirty,
    local_filters,
    merge_heads,
    overlooked,
    unknown_by_filter,
)

if TYPE_CHECKING:
    from ..git.together import Steps
    from .ranges import CommitRange

STAGED, WORKTREE, AUTO, PUSHED = "staged", "worktree", "auto", "pushed"
_SHOWN = 3
_SUBMODULE, _LINK = "160000", "120000"


class Ends:
    """One comparison, before it is known who answers for what changed.

    Attributes:
        what: what is compared, in words.
        range: the commits at its ends; None for what is not committed.
        raw: what differs.
        own: of a merge that is not committed yet, the paths that are not simply the other side's.
        is_first: whether nothing was there where it begins, and nobody asked for that by hand.
        notes: what people should know, each one line.
        overlooked: the files at whose content on disk git does not look.
    """

    def __init__(
        self,
        stored: Stored,
        what: str,
        raw: list[RawChange],
        *,
        range_: CommitRange | None = None,
        is_staged: bool = False,
        is_first: bool = False,
        own: set[str] | None = None,
        notes: Iterable[str] = (),
    ) -> None:
        self.stored = stored
        self.repository = stored.repository
        self.what = what
        self.range = range_
        self.raw = raw
        self.own = own
        self.notes = tuple(notes)
        self.is_staged = is_staged
        self.is_first = is_first
        self.is_on_disk = range_ is None and not is_staged
        self.overlooked: Collection[str] = ()
        self._by_path = {change.path: change for change in raw}
        self._gone = {str(change.old_path): change for change in raw if change.status == "R"}
        self._looked_up: dict[str, str | None] = {}

    # -- which files

    def found_at_end(self, include: tuple[str, ...]) -> Steps[list[str]]:
        """The tracked files at the end that the globs match, sorted."""
        loosely = tuple(pathspecs(os.curdir, include))
        if self.range is not None:
            self.stored.lists.expect([(self.range.tree, loosely)])
        yield
        found = self._like(loosely)
        chosen = sorted(matching(found.keys(), include))
        self._looked_up.update((path, _blob(found[path])) for path in chosen)
        return chosen

    def _like(self, pathspecs: tuple[str, ...]) -> Mapping[str, str]:
        """The tracked files at the end that are like these, with what git says of them."""
        if self.range is None:
            return _indexed(self.repository, pathspecs)
        asked = self.range.tree, pathspecs
        found: Mapping[str, str] = self.stored.lists.of([asked])[asked]
        return found

    def gone(self, include: tuple[str, ...]) -> list[str]:
        """The files at the beginning that the globs match, and that the end does not have, sorted."""
        deleted = {change.path for change in self.raw if change.status == "D"}
        return sorted(matching({*deleted, *self._gone} - self._by_path_at_end, include))

    def was(self, path: str) -> str:
        """Where a file of the end stood at the beginning; "" where it did not."""
        change = self._by_path.get(path)
        if change is None:
            return path
        if change.status == "R":
            return str(change.old_path)
        return "" if change.status in "AC" else path

    def went(self, path: str) -> str:
        """Where a file of the beginning stands at the end, unchanged; "" where it is not elsewhere."""
        change = self._gone.get(path)
        return change.path if change is not None and change.objects[0] == change.objects[1] else ""

    def expect_links(self, paths: Iterable[str]) -> None:
        """Ask where these paths led at the beginning along with what others ask."""
        changes = (self._by_path.get(path) for path in paths)
        links = (change for change in changes if change is not None and change.modes[0] == _LINK)
        self.stored.blobs.expect(change.objects[0] for change in links)

    def link_before(self, path: str) -> str | None:
        """Where a changed path led at the beginning, if it was a symbolic link then.

        Raises:
            GitFailedError: git cannot say.
        """
        change = self._by_path.get(path)
        if change is None or change.modes[0] != _LINK:
            return None
        (target,) = self.stored.blobs.of([change.objects[0]]).values()
        led = os.path.join(os.path.dirname(path), decode(target or b""))
        return os.path.normpath(led).replace(os.sep, "/")

    def has_changed(self, path: str) -> bool:
        """Whether a file differs between the ends."""
        return path in self._by_path or path in self._gone

    @cached_property
    def _by_path_at_end(self) -> set[str]:
        return {change.path for change in self.raw if change.status != "D"}

    def start_commit(self) -> str:
        """The commit or tree where the comparison begins; "" before the first commit."""
        return self.range.starts[0] if self.range is not None else head_id(self.repository)

    # -- what they hold

    def read(
        self, before: Iterable[str], after: Iterable[str]
    ) -> Steps[tuple[Mapping[str, bytes | None], Mapping[str, bytes | None]]]:
        """What files hold at the beginning, and at the end; None where there is no such file.

        Raises:
            GitFailedError: git cannot say.
        """
        before, after = set(before), set(after)
        unchanged = {path for path in before if not self.has_changed(path)}
        looked_at = (unchanged | after).difference(self.overlooked) if self.is_on_disk else set()
        on_disk = {path: self._from_disk(path) for path in looked_at}
        objects = self._at_end((unchanged | after) - looked_at)
        starts = {path: self._object_before(path) for path in before - unchanged}
        wanted = [ident for ident in (*objects.values(), *starts.values()) if ident]
        self.stored.blobs.expect(wanted)
        yield
        contents = self.stored.blobs.of(wanted)
        end = {**on_disk, **{path: contents.get(ident or "") for path, ident in objects.items()}}
        start = {path: contents.get(ident or "") for path, ident in starts.items()}
        return (
            {**start, **{path: end[path] for path in unchanged}},
            {path: end[path] for path in after},
        )

    def expect(self, after: Iterable[str]) -> None:
        """Read these files of the end along with what others read, once one of them is needed."""
        if not self.is_on_disk:
            self.stored.blobs.expect(filter(None, self._at_end({*after}).values()))

    def _object_before(self, path: str) -> str | None:
        if path in self._gone:
            return self._gone[path].objects[0]
        change = self._by_path[path]
        return None if change.status in "ACR" else change.objects[0]

    def _at_end(self, paths: Collection[str]) -> dict[str, str | None]:
        self._looked_up.update(dict.fromkeys(self._gone))  # but where another file took their place
        for change in map(self._by_path.get, paths):
            if change is not None and change.status != "U":
                is_there = change.status != "D" and change.modes[1] != _SUBMODULE
                self._looked_up[change.path] = change.objects[1] if is_there else None
        unknown = [path for path in paths if path not in self._looked_up]
        if listed := tuple(f":(literal){path}" for path in unknown if not is_nameable(path)):
            found = self._like(listed)
            self._looked_up.update((path, _blob(about)) for path, about in found.items())
        # What is left differs in nothing, but for what is in conflict: there the own side counts.
        commit = "HEAD" if self.range is None else self.range.end
        return {path: self._looked_up.get(path, f"{commit}:{path}") for path in paths}

    def _from_disk(self, path: str) -> bytes | None:
        try:
            return read_regular(os.path.join(self.repository.root, path), MOST_BYTES)
        except (OSError, ValueError):
            return None


def _indexed(repository: Repository, pathspecs: Iterable[str]) -> dict[str, str]:
    """The files in the index that are like these, with what git says of them."""
    found: dict[str, str] = {}
    for entry in names(repository.ask("ls-files", "-s", "-z", "--", *pathspecs)):
        about, _, path = entry.partition("\t")
        # Of a conflict, the own side.
        if not about.endswith(("1", "3")):
            found[path] = about
    return found


def _blob(about: str) -> str | None:
    """The id of a file's content, of what git says of the file; None of a submodule, and of nothing."""
    if not about or about.startswith(_SUBMODULE):
        return None
    return max(about.split(" "), key=len)


class Against(NamedTuple):
    """What is compared with: `--against`, and for a push the remotes whose commits count as pushed."""

    what: str
    remotes: tuple[str, ...] = ()


def ends_of(root: str | None, against: Against) -> list[Ends]:
    """The ends of each comparison in a repository: one pair, but for each ref that is pushed.

    Raises:
        NotCheckedError: they cannot be known, or nothing lies between them where something was meant.
    """
    if root is None:
        is_bare = os.path.isfile("HEAD") and os.path.isdir("objects")
        what = "a bare repository has no work tree" if is_bare else "this is no git repository"
        raise NotCheckedError(what, "run it in a checkout, or leave --against out")
    repository = Repository(root)
    with asking_git(repository):
        return _ends_of(repository, *against)


def _ends_of(repository: Repository, against: str, remotes: Sequence[str]) -> list[Ends]:
    if against == WORKTREE:
        return [_in_work_tree(repository)]
    if against == STAGED:
        return [_staged(repository)]
    from .ranges import NothingToCompare  # what is not committed has none

    try:
        ranges = _ranges(repository, against, remotes)
    except NothingToCompare as nothing:
        notes = [f"{nothing}: not compared"]
        return [Ends(Stored(repository), "nothing", [], is_staged=True, notes=notes)]
    return _between(repository, ranges) if ranges else [_staged(repository)]


def _ranges(repository: Repository, against: str, remotes: Sequence[str]) -> list[CommitRange]:
    """The ranges that are asked for; none where that is to be what is staged."""
    from .ranges import Wish, resolve

    if against == PUSHED:
        from .pushed import pushed

        return pushed(repository, remotes)
    wish: Wish | None = Wish(against, is_by_hand=True)
    if against == AUTO:
        from .ci_events import automatic

        wish = automatic(repository, remotes)
    return [resolve(repository, wish)] if wish else []


def _staged(repository: Repository) -> Ends:
    raw, *sides = ask_staged(repository, merge_heads(repository))
    is_first = False
    if {change.status for change in raw} == {"A"}:
        is_first = not head_id(repository)
        if not is_first:
            # Where the commit is lost that is checked out, git takes everything for new.
            repository.ask("rev-parse", "-q", "--verify", "HEAD^{tree}")
    own, notes = _of_merge(raw, sides)
    what = "staged changes"
    return Ends(
        *(Stored(repository), what, raw), is_staged=True, is_first=is_first, own=own, notes=notes
    )


def _in_work_tree(repository: Repository) -> Ends:
    filters = local_filters(repository)
    raw, *sides = ask_worktree(repository, merge_heads(repository), filters)
    unknown = unknown_by_filter(repository, raw, filters)
    raw = [change for change in raw if change.path not in unknown]
    own, notes = _of_merge(raw, sides)
    if unknown:
        files = listed(sorted(unknown), _SHOWN)
        notes.append(f"not known whether {files} changed: filters of the repository are not run")
    if hidden := overlooked(repository):
        files = listed(hidden, _SHOWN)
        notes.append(f"not looked at: {files} (assume-unchanged or skip-worktree)")
    ends = Ends(Stored(repository), "working tree", raw, own=own, notes=notes)
    ends.overlooked = hidden
    return ends


def _of_merge(
    raw: Sequence[RawChange], sides: Sequence[Sequence[RawChange]]
) -> tuple[set[str] | None, list[str]]:
    """Of a merge that is not committed, what is its own, and what is to be said of the rest."""
    if not sides:
        return None, []
    # What a merge takes over as it is on the other side, is the other side's.
    own = set.intersection(*(set(paths_of(side)) for side in sides))
    taken = set(paths_of(raw)) - own
    files = counted(len(taken), "changed file")
    return own, [f"left out: {files} as the other side of the merge has them"] if taken else []


def _between(repository: Repository, ranges: Sequence[CommitRange]) -> list[Ends]:
    for compared in ranges:
        if compared.is_empty and compared.wish.is_by_hand and is_dirty(repository):
            one = (
                "the commit that is checked out" if compared.end == compared.head else "one commit"
            )
            raise NotCheckedError(
                f"{compared.what}: both ends are {one}, and what changed is not committed",
                "did you mean --against staged, or --against worktree?",
            )
    stored = Stored(repository, ranges)
    found = differences(repository, ranges)
    return [
        Ends(stored, each.what, raw, range_=each, is_first=each.wish.is_first, notes=each.all_notes)
        for each, raw in zip(ranges, found, strict=True)
    ]
