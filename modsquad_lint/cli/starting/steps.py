"""What is left to do once everything is written: which commands, in which order."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence

from ...repository.git.repository import GitFailedError, Repository, names
from ...repository.reading import note
from ...repository.search import relative
from ..commands import PROGRAM
from . import commit_hooks, plans
from .ground import FileWrite, Ground
from .origin import Origin

_PASSING = frozenset({"archive-v0", "environments-v2", ".cache"})
"""Folders in which uvx or pipx run keep a program for a while."""

_MESSAGE = "Set up modsquad-lint"


def steps(ground: Ground, writes: Sequence[FileWrite], source: Origin) -> Iterator[str]:
    """Each a line: what to know first, then commands that can be run as they stand."""
    ignored = ground.ignored([write.path for write in writes])
    paths = [write.path for write in writes if write.path not in ignored]
    has_hooks = commit_hooks.CONFIGURATION in paths
    if has_hooks and not source.requirement:
        yield from _about_path()
    elif has_hooks and not source.repository:
        yield f"note: the hooks install {source.requirement} from the package index that pip is set to"
    if has_hooks and _has_plain_hook(ground):
        yield "note: the hook .git/hooks/pre-commit still runs: pre-commit install keeps it as pre-commit.legacy"
    others = _others(ground, paths) if plans.TASKS_FILE in paths else ""
    if others and has_hooks:
        yield f"note: no task declares {others}; commit what is yours before the hooks run"
    has_drift = any(commit_hooks.DRIFT.encode() in (write.after or b"") for write in writes)
    if has_drift:
        yield 'note: a commit that changes what no task declares will fail; unplanned = "allow" lets it pass where no task is named'
    yield ""
    yield "next:"
    named = [relative(f"{ground.root}/{path}", os.getcwd()) for path in paths]
    yield f"  git add -- {shlex.join(named)}"
    yield f"  {_commit(paths, has_drift=has_drift)}"
    if has_hooks:
        yield f"  pre-commit install{_moments(writes)}"
    yield f"  {PROGRAM} plan"


def _has_plain_hook(ground: Ground) -> bool:
    """Whether there is a hook that neither pre-commit nor prek wrote."""
    path = os.path.join(Repository(ground.root).common_folder, "hooks", "pre-commit")
    return os.path.lexists(path) and not re.search(rb"pre-commit\.com|prek", note(path) or b"")


def _about_path() -> Iterator[str]:
    """What the hooks need to find the program."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    lasting = os.pathsep.join(each for each in folders if _PASSING.isdisjoint(each.split(os.sep)))
    if shutil.which(PROGRAM, path=lasting) is None:
        yield (
            f"note: the hooks run `{PROGRAM}`, which is not on the PATH for good:"
            f" pipx install {PROGRAM}, or uv tool install {PROGRAM}"
        )


def _commit(paths: Sequence[str], *, has_drift: bool) -> str:
    if plans.TASKS_FILE in paths:
        return f'git commit -m "{_MESSAGE}" --trailer "Task: {plans.FIRST_TASK}"'
    # No task of a plan that was there declares these files.
    skipped = f"SKIP={commit_hooks.DRIFT} " if has_drift and sys.platform != "win32" else ""
    return f'{skipped}git commit -m "{_MESSAGE}"'


def _moments(writes: Sequence[FileWrite]) -> str:
    """What the install command has to be told, where the configuration does not say it."""
    after = next(write.after for write in writes if write.path == commit_hooks.CONFIGURATION)
    if after is not None and b"default_install_hook_types" in after:
        return ""
    return "".join(f" -t {moment}" for moment in commit_hooks.MOMENTS)


def _others(ground: Ground, paths: Sequence[str]) -> str:
    """A file that the first commit would hold beside ours; "" for none, and where there was a commit."""
    repository = Repository(ground.root)
    try:
        if repository.ask("rev-parse", "--verify", "--quiet", "HEAD", accept=(0, 1, 128)):
            return ""
        command = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        found = [path for path in names(repository.ask(*command)) if path not in paths]
    except GitFailedError:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"{found[0]}{more}" if found else ""
