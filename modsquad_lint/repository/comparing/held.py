"""What tasks files hold at the two ends of a comparison, and after each commit in between; knows no rule.

The number of questions to git does not depend on the number of commits, files or tasks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from ...rules.comparing.changes import ABBREVIATED, Version
from ...text.typed import TYPE_CHECKING, NamedTuple
from ..git.repository import Repository
from .ends import Ends

if TYPE_CHECKING:
    from ..git.together import Steps
    from .commits import Commit


class HeldAtEnds(NamedTuple):
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


def held_at_ends(ends: Ends, paths: Sequence[str]) -> Steps[list[HeldAtEnds]]:
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
        HeldAtEnds(now, then, before.get(then), after.get(now), ends.went(then))
        for now, then in zip(kept, was, strict=True)
    ]


def _was(ends: Ends, path: str, kept: str) -> str:
    """Where git had a tasks file where the range begins; what a link leads to since then is another file."""
    if path == kept or not ends.has_changed(path):
        return ends.was(kept)
    target = ends.link_before(path)
    return ends.was(path) if target is None else ends.was(target)


def versions_of(
    ends: Ends, commits: Sequence[Commit], files: Sequence[HeldAtEnds]
) -> Steps[list[tuple[Version, ...]]]:
    """What each file held at the beginning, and after each commit that changed it; nothing where none did.

    Raises:
        GitFailedError: git cannot say what a tasks file held in between.
    """
    begun = [held.before is not None and ends.has_changed(held.kept or held.was) for held in files]
    found = {
        held.kept: [Version(None, held.before)]
        for held, has_begun in zip(files, begun, strict=True)
        if has_begun
    }
    steps = [
        (change.path, commit.id[:ABBREVIATED], change.objects[1])
        for commit in reversed(commits)
        for change in commit.changes
        if change.path in found
    ]
    wanted = [ident for _, _, ident in steps]
    ends.stored.blobs.expect(wanted)
    yield
    contents = ends.stored.blobs.of(wanted)
    for path, commit, ident in steps:
        found[path].append(Version(commit, contents[ident]))
    return [
        tuple(found[held.kept]) if has_begun else ()
        for held, has_begun in zip(files, begun, strict=True)
    ]


def _kept(repository: Repository, path: str) -> str:
    """Where git keeps what a path holds: there, unless it leads over links; "" outside."""
    top = os.path.join(os.path.realpath(repository.root), "")
    full = os.path.realpath(os.path.join(top, path))
    return full[len(top) :].replace(os.sep, "/") if full.startswith(top) else ""
