"""What changed, and who answers for it, with what tasks files hold at the two ends; knows no rule.

The number of questions to git does not depend on the number of commits, files or tasks. Whatever git
cannot answer raises `NotCheckedError`: nothing here may look like a pass.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ...rules.comparing.changes import ABBREVIATED, Habits, Unit, Version
from ...rules.comparing.comparison import Comparison
from ...text.errors import NotCheckedError
from ...text.typed import TYPE_CHECKING, NamedTuple
from ..git.advice import not_checked
from ..git.repository import GitFailedError, Repository
from .answering import Answers, answers_for
from .ends import Ends, open_ends

if TYPE_CHECKING:
    from ..git.together import Steps


class Held(NamedTuple):
    """What one tasks file holds at the two ends.

    Attributes:
        kept: the path under which git has it; "" where git has none.
        was: the path under which git had it where the range begins; "" where it did not.
        before: what it held there; None where git did not have it.
        after: what it holds where the range ends, likewise.
        went: the path under which git has now what it held there, unchanged; "" for none.
    """

    kept: str
    was: str
    before: bytes | None
    after: bytes | None
    went: str = ""


class Changes:
    """One comparison, for whichever tasks files it is made with.

    Attributes:
        ends: what is compared.
        what: it in words.
        units: what changed, by who answers for it.
    """

    def __init__(self, ends: Ends, answers: Answers) -> None:
        self.ends = ends
        self.answers = answers
        self.what = ends.what
        self.units: tuple[Unit, ...] = answers.units

    def naming(self, meant: Callable[[str], str]) -> Changes:
        """The same with other names of tasks."""
        units = [
            unit._replace(
                tasks=None if unit.tasks is None else tuple(map(meant, unit.tasks)),
                likely=tuple(map(meant, unit.likely)),
            )
            for unit in self.answers.units
        ]
        branch = tuple(map(meant, self.answers.branch))
        return Changes(self.ends, self.answers._replace(units=tuple(units), branch=branch))

    def with_files(self, files: Sequence[Held]) -> Steps[list[Comparison]]:
        """The comparison as it is seen from each of these files.

        Raises:
            GitFailedError: git cannot say what a tasks file held in between.
        """
        versions = yield from self._versions(files)
        return [
            Comparison(
                self.what,
                self.units,
                None if self.ends.is_on_disk else held.after,
                versions[held.kept] if self._has_begun(held) else (),
                self.answers.branch,
                self.ends.range is None,
                notes=(*self.ends.notes, *self.answers.notes),
            )
            for held in files
        ]

    def _has_begun(self, held: Held) -> bool:
        return held.before is not None and self.ends.has_changed(held.kept or held.was)

    def _versions(self, files: Iterable[Held]) -> Steps[Mapping[str, tuple[Version, ...]]]:
        """What each file held at the beginning, and after each commit that changed it."""
        begun = {held.kept: held for held in files if self._has_begun(held)}
        steps = [
            (change.path, commit.id[:ABBREVIATED], change.objects[1])
            for commit in reversed(self.answers.commits)
            for change in commit.changes
            if change.path in begun
        ]
        wanted = [ident for _, _, ident in steps]
        self.ends.stored.blobs.expect(wanted)
        yield
        contents = self.ends.stored.blobs.of(wanted)
        found = {kept: [Version(None, held.before)] for kept, held in begun.items()}
        for path, commit, ident in steps:
            found[path].append(Version(commit, contents[ident]))
        return {kept: tuple(versions) for kept, versions in found.items()}


def held_at_ends(ends: Ends, paths: Sequence[str]) -> Steps[list[Held]]:
    """What tasks files hold at the two ends; their paths are relative to the repository root.

    Raises:
        GitFailedError: git cannot say.
    """
    kept = [_kept(ends.repository, path) for path in paths]
    ends.expect_links(paths)
    yield
    was = [_was(ends, path, now) if now else "" for path, now in zip(paths, kept, strict=True)]
    before, after = yield from ends.read(filter(None, was), filter(None, kept))
    return [
        Held(now, then, before.get(then), after.get(now), ends.went(then))
        for now, then in zip(kept, was, strict=True)
    ]


def _was(ends: Ends, path: str, kept: str) -> str:
    """Where git had a tasks file where the range begins; what a link leads to since then is another file."""
    if path == kept or not ends.has_changed(path):
        return ends.was(kept)
    target = ends.link_before(path)
    return ends.was(path) if target is None else ends.was(target)


class Against(NamedTuple):
    """What is compared with: `--against`, and for a push the remotes whose commits count as pushed."""

    what: str
    remotes: tuple[str, ...] = ()


def ends_of(root: str | None, against: Against) -> list[Ends]:
    """The ends of each comparison in a repository; raises NotCheckedError."""
    if root is None:
        is_bare = os.path.isfile("HEAD") and os.path.isdir("objects")
        what = "a bare repository has no work tree" if is_bare else "this is no git repository"
        raise NotCheckedError(what, "run it in a checkout, or leave --against out")
    repository = Repository(root)
    with asked(repository):
        return open_ends(repository, *against)


def answered(ends: Ends, habits: Habits, tasks: Sequence[str]) -> Changes:
    """What changed between two ends, and who answers for it; raises NotCheckedError."""
    with asked(ends.repository):
        return Changes(ends, answers_for(ends, habits, tasks))


@contextmanager
def asked(repository: Repository) -> Iterator[None]:
    """Ask git; what it cannot answer was not checked."""
    try:
        yield
    except GitFailedError as failure:
        raise not_checked(repository, failure) from failure


def _kept(repository: Repository, path: str) -> str:
    """Where git keeps what a path holds: there, unless it leads over links; "" outside."""
    top = os.path.join(os.path.realpath(repository.root), "")
    full = os.path.realpath(os.path.join(top, path))
    return full[len(top) :].replace(os.sep, "/") if full.startswith(top) else ""
