"""Who answers for what changed, and what of it they did not declare: worked out once for all files of a run.

Pure: commits only say who answers; that a path differs between the two ends is what counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from ...planning.meanings import PathFacts
from ...text import paths
from ...text.typed import NamedTuple
from ...text.words import counted, plural
from .changes import TRAILER, FileChange, Unit
from .plans import Holder, PlanFile, PlanFiles


class Attributed(NamedTuple):
    """One unit, and who answers for it.

    Attributes:
        ids: of the tasks, all of which a plan has; empty where nobody answers.
        is_unknown: whether tasks were named, and no plan has any of them.
        wanted: the ids again, to look one up.
    """

    unit: Unit
    ids: tuple[str, ...]
    is_unknown: bool
    wanted: frozenset[str]


class Drift(NamedTuple):
    """One changed path that those who changed it do not declare.

    Attributes:
        home: the number of the tasks file that it is reported in.
        ids: of the tasks that answer for it; empty where nobody does.
        is_together: whether it was compared with all tasks together.
        commits: that changed it, the oldest first; empty for what is compared as a whole.
        owners: the declarations of other tasks, one for each, in file order.
    """

    home: int
    ids: tuple[str, ...]
    is_together: bool
    change: FileChange
    commits: tuple[str, ...]
    owners: tuple[Holder, ...]


class Widening(NamedTuple):
    """One changed path that is declared only since the changes.

    Attributes:
        holder: the task, with the declaration that the range added.
        ids: of the tasks that answer; empty where all do together.
        taken_from: the task that declared it, and was at work at the same time, where the range begins.
    """

    holder: Holder
    ids: tuple[str, ...]
    path: str
    taken_from: str | None


class Judgement:
    """What all rules about one comparison ask."""

    def __init__(self, plans: PlanFiles, units: Sequence[Unit], *, is_first: bool = False) -> None:
        """`is_first`: nothing was there before, so that what nobody answers for is nobody's drift."""
        self.plans = plans
        self._units = units
        self._is_first = is_first

    @cached_property
    def attributed(self) -> Sequence[Attributed]:
        """Who answers for each unit, the oldest first."""
        found = []
        known: dict[tuple[str, ...], frozenset[str]] = {}
        for unit in self._units:
            ids = unit.answering(self.plans.ids)
            wanted = known.setdefault(ids, frozenset(ids))
            found.append(Attributed(unit, ids, bool(unit.tasks) and not ids, wanted))
        return found

    @cached_property
    def is_attributed(self) -> bool:
        """Whether anybody answers: then nothing is compared with all tasks together."""
        return any(answer.ids for answer in self.attributed)

    @cached_property
    def is_nobodys(self) -> bool:
        """Whether there are changes, and nobody was named for any of them."""
        named = self.is_attributed or any(answer.is_unknown for answer in self.attributed)
        return not named and any(self.changes())

    @cached_property
    def unplanned(self) -> str:
        """What holds for changes that nobody answers for: the strictest that a tasks file is set to."""
        wishes = {file.options.unplanned for file in self.plans.files}
        return next((wish for wish in ("refuse", "together") if wish in wishes), "allow")

    @cached_property
    def _lets_pass(self) -> str:
        """Why what nobody answers for is not compared, in words; "" where it is."""
        if self.unplanned == "allow" and not self.is_attributed:
            return 'since nobody named a task (unplanned = "allow")'
        if self._is_first and self.unplanned != "refuse":
            return "since nobody named a task, and nothing was there before"
        return ""

    def changes(self) -> Iterator[FileChange]:
        """Every change of what is no tasks file."""
        for answer in self.attributed:
            for change in answer.unit.changes:
                if change.path not in self.plans.kept:
                    yield change

    def summary(self, what: str) -> str:
        """One line for people: what was compared with which tasks, and who named them."""
        if not self._units:
            return f"{what}: no change to compare"
        files = counted(len({change.path for change in self.changes()}), "changed file")
        if self.is_nobodys and self._lets_pass:
            return f"{what}: {files} not compared, {self._lets_pass}"
        named: dict[str, dict[str, None]] = {}
        nobody: dict[str, None] = {}
        for unit, ids, *_ in self.attributed:
            if ids:
                source = unit.source if set(ids) <= set(unit.tasks or ()) else TRAILER
                named.setdefault(source, {}).update(dict.fromkeys(map(_quoted, ids)))
            else:
                sources = [f"{_quoted(ident)} ({unit.source})" for ident in unit.tasks or ()]
                nobody.update(dict.fromkeys(sources or [""]))
        words = [
            f"{plural('task', len(ids))} {', '.join(ids)} ({source})"
            for source, ids in named.items()
        ]
        if nobody:
            unknown = [name for name in nobody if name]
            why = f", since no plan has the task {', '.join(unknown)}" if unknown else ""
            rest = ", which is not compared: nothing was there before" if self._lets_pass else ""
            words.append(f"nobody for the rest{why}{rest}" if named else f"all tasks together{why}")
        return f"{what}: {files} compared with {', and '.join(words)}"

    @cached_property
    def drifts(self) -> Sequence[Drift]:
        """What changed and was not declared by those who changed it, each path once for the same tasks."""
        found: dict[tuple[tuple[str, ...], str], Drift] = {}
        if self.is_nobodys and self._lets_pass:
            return []
        for answer, change in self._counted():
            drift = self._drift(answer, change)
            if drift is None:
                continue
            key = answer.ids, change.path
            known = found.get(key)
            found[key] = drift if known is None else _with_commits(known, drift.commits)
        return list(found.values())

    def widenings(self) -> Iterator[Widening]:
        """What is declared only since the changes, each path once for each task."""
        seen: set[tuple[int, str, str]] = set()
        if not self.plans.has_begun:
            return
        for answer, change in self._counted():
            path = change.path
            if self.plans.before(path).of(answer.wanted) is not None:
                continue
            holder = self.plans.after(path).of(answer.wanted)
            if holder is None or (holder.file, holder.task, path) in seen:
                continue
            seen.add((holder.file, holder.task, path))
            yield Widening(holder, answer.ids, path, self._taken_from(answer.ids, path))

    def files_of_concurrent(self, ident: str, unit: Unit) -> Iterator[tuple[str, str]]:
        """What a unit changed of tasks that are concurrent with one, which does not declare it itself."""
        for change in unit.changes:
            if not self._is_declared(frozenset({ident}), change.path):
                for owner in self.plans.owners(change.path):
                    if self.plans.are_concurrent(ident, owner.task):
                        yield change.path, owner.task
                        break

    def is_exempt(self, path: str, number: int) -> bool:
        """Whether a path may always change, by what a tasks file is set to."""
        ignored = self.plans.files[number].options.drift_ignore
        return path in self.plans.kept or paths.matches(path, (*ignored, *self.plans.bookkeeping))

    def _counted(self) -> Iterator[tuple[Attributed, FileChange]]:
        """Every change that counts, with who answers for it.

        What nobody answers for in one unit counts, too, unless somebody answers for that path in another.
        """
        kept = self.plans.kept
        known = (answer.unit for answer in self.attributed if answer.ids)
        explained = frozenset(change.path for unit in known for change in unit.changes)
        for answer in self.attributed:
            if self._lets_pass and not answer.ids and not answer.is_unknown:
                continue
            for change in answer.unit.changes:
                is_explained = not answer.ids and change.path in explained
                if not is_explained and change.path not in kept:
                    yield answer, change

    def _drift(self, answer: Attributed, change: FileChange) -> Drift | None:
        path, ids = change.path, answer.ids
        is_together = not ids and not self.is_attributed
        if (ids or is_together) and self._is_declared(answer.wanted, path):
            return None
        owners = () if is_together else self.plans.owners(path)
        home = self.plans.home(ids) if ids else owners[0].file if owners else self.plans.first
        if self.is_exempt(path, home):
            return None
        commits = () if answer.unit.commit is None else (answer.unit.commit,)
        return Drift(home, ids, is_together, change, commits, owners)

    def _is_declared(self, ids: frozenset[str], path: str) -> bool:
        """Whether one of these tasks declares a path at either end; any task where none is named."""
        return any(
            end.of(ids) is not None for end in (self.plans.before(path), self.plans.after(path))
        )

    def _taken_from(self, ids: Sequence[str], path: str) -> str | None:
        for holder in self.plans.before(path).each:
            if any(self.plans.are_concurrent(ident, holder.task) for ident in ids):
                return holder.task
        return None


def _quoted(ident: str) -> str:
    return f'"{ident}"'


def _with_commits(drift: Drift, commits: tuple[str, ...]) -> Drift:
    return drift._replace(commits=tuple(dict.fromkeys((*drift.commits, *commits))))


def judge(
    files: Sequence[PlanFile],
    units: Sequence[Unit],
    then: PathFacts,
    *,
    is_first: bool = False,
) -> Judgement:
    """The judgement on what changed with these tasks files, by what is known of the repository then."""
    changed = frozenset(change.path for unit in units for change in unit.changes)
    declared = declared_in(files)
    links = then.leads_to(declared) or {}
    plans = PlanFiles(files, changed, links, _no_folders(files, declared, changed, then))
    return Judgement(plans, units, is_first=is_first)


def declared_in(files: Iterable[PlanFile]) -> set[str]:
    """All that these tasks files declare at either end."""
    return {path for file in files for end in file.ends() for path in end.tasks.distinct}


def _no_folders(
    files: Sequence[PlanFile], declared: Collection[str], changed: Iterable[str], then: PathFacts
) -> Collection[str]:
    if all(file.before is None for file in files):
        return ()
    doubtful = doubtful_folders(declared, changed)
    return doubtful - (then.folders(doubtful) or frozenset()) if doubtful else ()


def doubtful_folders(declared: Iterable[str], changed: Iterable[str]) -> set[str]:
    """Declared paths that are called like files, and have something changed below them."""
    below = {folder for path in changed for folder in paths.folders_above(path)}
    return {path for path in declared if path in below and "." in paths.name(path)}
