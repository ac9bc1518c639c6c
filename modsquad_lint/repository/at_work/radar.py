"""Who collides with whom, from everything that is checked out, on a branch or not committed; knows no command line."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...engine.config import DEFAULT, Config, configure
from ...planning.decisions.collisions import NONE, Changed, Collision, Plans, Radar, Seen, sharing
from ...planning.decisions.declared import Companions, Declared
from ...planning.decisions.landing import Pair, landing
from ...planning.graph import Graph
from ...planning.holdings import Holdings
from ...planning.tasks import TaskFile
from ...rules.registry import Subject
from ...text.errors import NotCheckedError, UserError
from ...text.paths import normalise
from ...text.typed import NamedTuple
from ...text.words import counted
from .. import files
from ..comparing.file_changes import paths_of
from ..git.branches import Base, find_base
from ..git.checked_out import task_in
from ..git.repository import GitFailedError, Repository
from ..project import Project
from ..search import Entry
from .merging import Conflicts, Merged, can_merge, merge
from .participants import Around, Participant, look_around, snapshot
from .scratch import Scratch, open_scratch

_MOST_PAIRS = 5000
"""Merges that git is asked for; it makes some hundreds in a second."""
_MOST_FILES = 100_000
"""Files that pairs have in common of which something is said."""


def look(root: str, paths: Sequence[str], *, base: str | None, remote: bool) -> Radar:
    """Everything as it is now; `paths` are the tasks files that were named.

    Raises:
        NotCheckedError: git cannot say who is at work.
    """
    repository = Repository(root)
    config, plans = _plans(root, paths)
    try:
        start = find_base(repository, base)
        with open_scratch(repository) as scratch:
            scratch.take_attributes(repository, start.commit)
            around = look_around(
                repository, scratch, start, config.options.branch_pattern, remote=remote
            )
            return _Picture(root, scratch, start, config, plans, around).radar()
    except GitFailedError as failure:
        raise NotCheckedError(str(failure), "git could not say who is at work") from failure


def _plans(root: str, paths: Sequence[str]) -> tuple[Config, Plans | None]:
    """The settings, and the tasks files that have a plan; None where there is none.

    Raises:
        UserError: a file that was named has none.
    """
    found = files.find_config(root, root)
    config = configure(DEFAULT, *reversed(found)) if found is not None else DEFAULT
    project = Project()
    try:
        entries = project.files(*paths)
    except UserError:
        if paths:
            raise
        return config, None  # it looks without a plan, too, and says so
    subjects = [(entry, project.look(entry)) for entry in entries]
    for entry, subject in subjects:
        if paths and subject.predicted is None:
            raise UserError(
                f"{entry.display} has no plan", f"see modsquad-lint check {entry.display}"
            )
    planned = [pair for pair in subjects if pair[1].predicted is not None]
    if not planned:
        return config, None
    exempt = [glob for entry, subject in planned for glob in _exempt(entry, subject)]
    names = frozenset(entry.name for entry, _ in planned)
    plans = Plans((_asked(subject) for _, subject in planned), names, tuple(exempt))
    return planned[0][0].config, plans


def _exempt(entry: Entry, subject: Subject) -> Iterator[str]:
    """What may change without being declared: globs from the settings, and what a tool keeps beside its plan."""
    yield from subject.options.drift_ignore
    folder = entry.name.rpartition("/")[0]
    yield from (normalise(f"{folder}/{glob}") for glob in subject.reading.bookkeeping)


def _asked(subject: Subject) -> tuple[TaskFile, Graph, Declared]:
    """A tasks file, of which done tasks are asked too."""
    tasks = subject.file.tasks
    holdings = Holdings(tasks, subject.work.holdings.meanings)
    return (
        subject.file,
        subject.graph,
        Declared(tasks, holdings, Companions(subject.options.companions)),
    )


class _Picture(NamedTuple):
    """What `radar` is made from."""

    root: str
    scratch: Scratch
    base: Base
    config: Config
    plans: Plans | None
    around: Around

    def radar(self) -> Radar:
        """Who collides with whom."""
        participants = self.around.participants
        seen = [self._seen(each) for each in participants]
        pairs, is_cut = self._pairs()
        collisions, failed, not_merged = self._collisions(seen, pairs)
        more = f"more than {counted(len(pairs), 'pair')} changed common files" if is_cut else ""
        conflicts = {each.between for each in collisions if each.conflict}
        return Radar(
            self.base.name,
            tuple(seen),
            tuple(collisions),
            landing(len(seen), conflicts, list(self._after(seen))),
            self.plans is not None,
            tuple(self.around.gone),
            (*self.around.failed, *failed),
            "; ".join(filter(None, (not_merged, more))),
            is_cut=is_cut,
        )

    def _seen(self, participant: Participant) -> Seen:
        ident = task_in(participant.branch, self.config.options.branch_pattern)
        paths = tuple(sorted(set(paths_of(participant.changes))))
        is_known = self.plans is not None and self.plans.knows(ident)
        strays = self.plans.undeclared(ident, paths) if self.plans is not None else ()
        return Seen(
            ident if is_known else None,
            participant.branch,
            self._relative(participant.path),
            paths,
            tuple(strays),
            participant.remarks,
        )

    def _relative(self, path: str) -> str:
        return path and os.path.relpath(path, self.root).replace(os.sep, "/")

    def _pairs(self) -> tuple[dict[Pair, list[str]], bool]:
        """The pairs that could collide, each with the paths that both changed on their own; and whether there are more."""
        participants = self.around.participants
        found: dict[Pair, list[str]] = {}
        left = _MOST_FILES
        for pair, paths in sharing([_changed(each) for each in participants]):
            one, other = (participants[index] for index in pair)
            below = [
                first
                for first, second in ((one, other), (other, one))
                if first.head == second.head or first.head in self._built_on(second)
            ]
            # Who stands on all that another has committed collides with what is not committed there.
            own = [frozenset(paths_of(each.uncommitted)) for each in below]
            if all(own):
                if left < 0:
                    return found, True
                found[pair] = [path for path in paths if all(path in some for some in own)]
                left -= 1 + len(found[pair])
        return found, False

    def _built_on(self, participant: Participant) -> Collection[str]:
        return self.around.built_on.get(participant.head, ())

    def _collisions(
        self, seen: Sequence[Seen], pairs: Mapping[Pair, list[str]]
    ) -> tuple[list[Collision], list[str], str]:
        """The collisions; what could not be looked at; and why nothing could be merged, if so."""
        why_not = can_merge(self.scratch) if pairs else ""
        commits, failed = ({}, []) if why_not else self._commits(pairs)
        asked = [pair for pair in pairs if all(index in commits for index in pair)]
        if len(asked) > _MOST_PAIRS:
            why_not = (
                f"{len(asked):,} pairs changed common files, and git was asked for {_MOST_PAIRS:,}"
            )
            asked = asked[:_MOST_PAIRS]
        wanted = {pair: (commits[pair[0]], commits[pair[1]]) for pair in asked}
        both = list(dict.fromkeys(wanted.values()))  # several may stand on one commit
        merged = dict(zip(both, merge(self.scratch, both), strict=True))
        results = {pair: merged[commits_] for pair, commits_ in wanted.items()}
        conflicts = Conflicts(self.scratch, merged.values())
        found: list[Collision] = []
        for pair, paths in pairs.items():
            result = results.get(pair)
            more = _more(result, pair, seen)
            found += [
                self._collision(seen, pair, (path, more.get(path, path)), result, conflicts)
                for path in dict.fromkeys((*paths, *more))
            ]
        return found, failed, why_not

    def _commits(self, pairs: Mapping[Pair, list[str]]) -> tuple[dict[int, str], list[str]]:
        """The commit that stands for each participant that could collide."""
        shared: dict[int, set[str]] = {}
        for pair, paths in pairs.items():
            for index in pair:
                shared.setdefault(index, set()).update(paths)
        commits, failed = {}, []
        for index, paths_shared in shared.items():
            participant = self.around.participants[index]
            try:
                commits[index] = snapshot(self.scratch, participant, paths_shared)
            except (GitFailedError, OSError) as failure:
                failed.append(f"{participant.path}: {failure}")
        return commits, failed

    def _collision(
        self,
        seen: Sequence[Seen],
        pair: Pair,
        names: tuple[str, str],
        result: Merged | None,
        conflicts: Conflicts,
    ) -> Collision:
        path, name = names
        one, other = (seen[index].task for index in pair)
        said = NONE
        if self.plans is not None and one is not None and other is not None:
            said = self.plans.relation(one, other, path)
        if result is None or name not in result.conflicts:
            return Collision(pair, path, None if result is None else False, plan=said)
        lines = conflicts.lines(result.stages.get(name, {}))
        return Collision(pair, path, True, result.conflicts[name], lines, said)

    def _after(self, seen: Sequence[Seen]) -> Iterator[Pair]:
        """Who has to land after whom: by the plan, and by what was built on what."""
        participants = self.around.participants
        heads: dict[str, list[int]] = {}
        for index, each in enumerate(participants):
            heads.setdefault(each.head, []).append(index)
        with_tasks = [(index, each.task) for index, each in enumerate(seen) if each.task]
        for index, each in enumerate(participants):
            for head in self._built_on(each):
                yield from (
                    (index, other) for other in heads.get(head, ()) if participants[other].committed
                )
        if self.plans is not None:
            for index, task in with_tasks:
                for other, awaited in with_tasks:
                    if self.plans.order.waits(task, awaited):
                        yield index, other


def _more(result: Merged | None, pair: Pair, seen: Sequence[Seen]) -> Mapping[str, str]:
    """Paths that conflict beside those that both changed, each with the name that git gives it.

    A file may be in the way of a folder: git puts it aside, as NAME~COMMIT.
    """
    if result is None:
        return {}
    known = {path for index in pair for path in seen[index].files}
    named = {
        name.rpartition("~")[0] if name not in known else name: name for name in result.conflicts
    }
    changed = {path: name for path, name in named.items() if path in known}
    return changed or {name: name for name in result.conflicts}


def _changed(participant: Participant) -> Changed:
    changes = participant.changes
    return Changed(
        frozenset(paths_of(changes)),
        frozenset(change.path for change in changes if change.status != "D"),
        frozenset(
            str(change.old_path).rpartition("/")[0] for change in changes if change.status == "R"
        ),
    )
