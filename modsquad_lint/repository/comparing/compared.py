"""The tasks files of a run at the two ends of a comparison, each with its settings as they count.

What is compared with is read from git, where the range ends; what counts of it, where the range begins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from ...engine.linting import tasks_of
from ...engine.selectors import select
from ...engine.suppressions import Suppressions
from ...planning.readers.names import Names, called, in_phase
from ...planning.tasks import TaskFile
from ...rules.comparing.changes import Habits
from ...rules.comparing.comparison import Comparison
from ...rules.comparing.imported import read_for_imports
from ...rules.comparing.judgement import Judgement, declared_in, judge
from ...rules.facts import Facts
from ...rules.registry import Subject
from ...text.errors import NotCheckedError, UserError
from ...text.source import Source
from ...text.typed import TYPE_CHECKING
from .. import files
from ..git.advice import not_checked
from ..git.checked_out import branch_of_ci, branch_of_head
from ..git.repository import GitFailedError
from ..git.together import in_step
from ..memory import Comparisons, Memory
from ..search import PLAN, STANDARD_INPUT, Entry, phase_of, relative
from .answering import Changed, changed_between
from .compared_plan import ComparedPlan, as_in_git, compared_plan, is_sound
from .ends import AUTO, PUSHED, Against, Ends
from .facts_then import FactsThen
from .file_changes import paths_of
from .held import HeldAtEnds, held_at_ends, versions_of
from .settings_then import SettingsThen

if TYPE_CHECKING:
    from ...text.joined import Joined
    from ..git.together import Steps

_NAME_ONE = "name one with --task, MODSQUAD_TASK, a branch task/ID, or a trailer Task: ID"


def compare_all(
    project: Memory,
    paths: Sequence[str],
    against: Against,
    tasks: Sequence[str],
    stdin_filename: str | None,
) -> Comparisons:
    """Compare tasks files with what changed; without paths, those that either end has.

    Raises:
        UserError: no file has a task that was named, or a file is nowhere.
    """
    found = [
        each
        for root, names in _by_root(project, paths)
        for each in _in_root(project, root, names, against, tasks, stdin_filename)
    ]
    return Comparisons(
        [entry for each in found for entry in each.entries],
        [comparison for each in found for comparison in each.of_files],
        tuple(dict.fromkeys(reason for each in found for reason in each.not_checked)),
        tuple(dict.fromkeys(note for each in found for note in each.notes)),
    )


def _in_root(
    project: Memory,
    root: str | None,
    names: Sequence[str],
    against: Against,
    tasks: Sequence[str],
    stdin_filename: str | None,
) -> list[Comparisons]:
    """The comparisons in one repository; of one that could not be made, why."""
    reasons: list[str] = []

    def steps(ends: Ends) -> Steps[Comparisons | None]:
        each = _Run(project, ends, against.what, stdin_filename)
        try:
            return (yield from each.compared(names, tasks))
        except GitFailedError as failure:
            reasons.append(not_checked(ends.repository, failure).reason)
        except NotCheckedError as error:
            reasons.append(error.reason)
        return None

    found: list[Comparisons | None] = []
    try:
        found = in_step(map(steps, project.ends(root, against)))
    except NotCheckedError as error:
        reasons.append(error.reason)
    made = [each for each in found if each is not None]
    if not reasons:
        return made
    entries = _entries_without(project, names)
    return [*made, Comparisons(entries, [None] * len(entries), tuple(reasons))]


def _entries_without(project: Memory, names: Sequence[str]) -> list[Entry]:
    """The tasks files of a comparison that could not be made."""
    try:
        return project.files(*names)
    except UserError:
        return []


def _by_root(project: Memory, paths: Sequence[str]) -> Iterator[tuple[str | None, list[str]]]:
    """The repositories of these paths, each with those of them that lie in it."""
    roots: dict[str | None, list[str]] = {}
    for path in paths or [os.curdir]:
        at = os.path.abspath(project.search.at(path))
        folder = at if os.path.isdir(at) else os.path.dirname(at)
        roots.setdefault(files.find_root(folder), []).extend([path] if paths else [])
    yield from roots.items()


class _Run:
    """One comparison in one repository."""

    def __init__(
        self, project: Memory, ends: Ends, against: str, stdin_filename: str | None
    ) -> None:
        self._project = project
        self._stdin_filename = stdin_filename
        self._against = against
        self._ends = ends
        self._root = self._ends.repository.root
        self._facts: Facts = project.facts_of(self._root)
        self._settings = SettingsThen(self._ends, project.search)
        self._names: dict[str, bool] = {}
        """The tasks files relative to the root, and whether somebody named each of them."""
        self._standard_input: Entry | None = None

    def compared(self, paths: Sequence[str], tasks: Sequence[str]) -> Steps[Comparisons]:
        """The comparison of each of the tasks files; without paths, of those that either end has."""
        self._names = yield from self._named(paths)
        yield from self._settings.learn(map(os.path.dirname, self._names))
        if not self._names:
            return self._nothing()
        self._facts.expect(self._names.keys())
        at_ends = yield from held_at_ends(self._ends, [*self._names])
        held = dict(zip(self._names, at_ends, strict=True))
        self._settings.is_anew = not any(
            each.before is not None and self._is_plan(name, each.before)
            for name, each in held.items()
        )
        self._facts.expect((), partial(self._tasks, held), paths_of(self._ends.raw))
        yield
        return (
            yield from self._judged([self._plan(name, each) for name, each in held.items()], tasks)
        )

    # -- which files

    def _named(self, paths: Sequence[str]) -> Steps[dict[str, bool]]:
        """The tasks files that these paths name, relative to the root, and whether one by one."""
        if not paths:
            return (yield from self._found(self._project.search.at(os.curdir)))
        found: dict[str, bool] = {}
        for path in paths:
            at = self._project.search.at(path)
            if path == STANDARD_INPUT:
                self._standard_input = self._project.file(path, stdin_filename=self._stdin_filename)
                found[self._standard_input.name] = True
            elif os.path.isdir(at):
                below = yield from self._found(at)
                found.update((name, False) for name in below if name not in found)
            else:
                name = relative(os.path.abspath(at), self._root)
                phase = yield from self._phase(name)
                found.update((each, True) for each in phase)
        return found

    def _phase(self, name: str) -> Steps[Sequence[str]]:
        """A plan with all others of its phase at either end: one alone would not know whose a file is."""
        phase = phase_of(name)
        if phase is None:
            return [name]
        # What means something in a glob may mean itself here: the phase says which are of it.
        folder = re.sub(r"[][]", "?", os.path.dirname(name))
        plans = (f"{folder}/*{PLAN}".lstrip("/"),)
        at_end = yield from self._ends.found_at_end(plans)
        found = {name, *at_end, *self._ends.gone(plans)}
        self._project.search.look_beside(self._root, [name], plans)
        return sorted(each for each in found if phase_of(each) == phase)

    def _found(self, folder: str) -> Steps[dict[str, bool]]:
        """The tasks files below a folder at either end, by the globs that count."""
        below = relative(os.path.realpath(folder), os.path.realpath(self._root))
        below = "" if below == os.curdir or below.startswith("../") else below
        yield from self._settings.learn([below])
        include = self._settings.include(below)
        found = yield from self._ends.found_at_end(include)
        moved = set(map(self._ends.was, found))
        gone = [name for name in self._ends.gone(include) if name not in moved]
        names = sorted({*found, *gone})
        self._project.search.look_beside(self._root, names, include)
        return {name: False for name in names if not below or name.startswith(f"{below}/")}

    def _nothing(self) -> Comparisons:
        """What is said where neither end has a plan: a plan has an end, but who asks by name means one."""
        reason = f"{self._ends.what}: there is no tasks file at either end"
        if self._against in {AUTO, PUSHED}:
            return Comparisons((), (), (), (reason, *self._ends.notes))
        try:
            self._project.files()
        except UserError as error:  # which says what stands here all the same
            raise NotCheckedError(error.message, error.advice) from error
        raise NotCheckedError(reason, "name the tasks files, or leave --against out")

    # -- what they are

    def _is_plan(self, name: str, data: bytes) -> bool:
        return is_sound(self._project.look(as_in_git(self._entry(name)), data))

    def _entry(self, name: str) -> Entry:
        if self._standard_input is not None and self._standard_input.name == name:
            return self._standard_input
        display = relative(f"{self._root}/{name}", self._project.search.here)
        config = self._settings.config_of(os.path.dirname(name))
        path = self._project.search.at(display)
        outside = files.leads_out(f"{self._root}/{name}", self._root)
        return Entry(
            path, display, name, self._root, config, named=self._names[name], outside=outside
        )

    def _plan(self, name: str, held: HeldAtEnds) -> ComparedPlan:
        is_found = not self._names[name]
        plan = compared_plan(self._project, self._entry(name), held, is_found=is_found)
        return plan.as_it_began(self._ends.was)

    def _tasks(self, held: Mapping[str, HeldAtEnds]) -> Iterator[TaskFile]:
        """The tasks of all files at both ends."""
        for name, each in held.items():
            texts = dict.fromkeys(text for text in (each.before, each.after) if text is not None)
            yield from self._project.tasks(self._entry(name), *texts)

    # -- what they answer for

    def _judged(self, plans: Sequence[ComparedPlan], tasks: Sequence[str]) -> Steps[Comparisons]:
        entries = [plan.entry for plan in plans]
        problems = tuple(plan.problem for plan in plans if plan.problem)
        if all(plan.file is None for plan in plans):
            nothing = Comparisons((), (), problems) if problems else self._nothing()
            return nothing._replace(entries=entries, of_files=[None] * len(entries))
        names = Names([plan.named() for plan in plans])
        plans = [plan.called(names.of(number)) for number, plan in enumerate(plans)]
        branches = self._branches()
        tasks = [names.meant(ident, branches) for ident in tasks]
        habits = Habits.of(plan.file.options for plan in plans if plan.file is not None)
        changed = changed_between(self._ends, habits, tasks)
        changed = changed.called(lambda ident: names.meant(ident, branches))
        of_files = yield from self._compared(plans, changed)
        judgement = next(each.judged for each in of_files if each is not None)
        _require(tasks, judgement, names)
        last: tuple[str, ...] = ()
        if judgement.is_nobodys and judgement.unplanned == "refuse":
            problems += (f"nobody named a task; {_NAME_ONE}",)
        elif judgement.is_nobodys and judgement.unplanned == "together":
            last = (f"no task was checked for itself; {_NAME_ONE}",)
        return Comparisons(entries, of_files, problems, last)

    def _compared(
        self, plans: Sequence[ComparedPlan], changed: Changed
    ) -> Steps[list[Comparison | None]]:
        """The comparison with each of these; None for what is no tasks file at either end."""
        sound = [plan for plan in plans if plan.file is not None]
        files_of = [plan.file for plan in plans if plan.file is not None]
        held = [plan.held for plan in sound]
        versions = yield from versions_of(self._ends, changed.commits, held)
        then = FactsThen(self._facts, self._ends)
        then.expect(declared_in(files_of))
        yield
        judgement = judge(files_of, changed.units, then, is_first=self._ends.is_first)
        self._ends.expect(read_for_imports(judgement))
        forgiven = [self._forgiven(plan) for plan in sound]
        together = self._together(plans)
        compared = partial(
            Comparison,
            self._ends.what,
            changed.units,
            judgement,
            branch=changed.branch,
            is_part=self._ends.range is None,
            then=then,
            texts=self._texts,
            notes=(
                *(*self._ends.notes, *changed.notes, *self._settings.notes),
                *(plan.note for plan in plans if plan.note),
            ),
        )
        seen = {
            plan.entry.name: compared(
                data=plan.subject.source.encoded(),
                versions=versions[number],
                number=number,
                read=partial(self._read, plan),
                only_compared=plan.is_old or plan.entry.name in together,
                together=together.get(plan.entry.name),
                forgiven=forgiven[number],
                names=plan.names,
            )
            for number, plan in enumerate(sound)
        }
        return [seen.get(plan.entry.name) for plan in plans]

    def _together(self, plans: Sequence[ComparedPlan]) -> dict[str, Joined]:
        """The plans in several files that these are at the end, by the name of each file."""
        phases: dict[str, list[Source]] = {}
        others: list[Subject] = []
        for entry, _, subject, file, *_ in plans:
            if file is None or file.after is None:
                continue
            if phase := phase_of(entry.name):
                phases.setdefault(phase, []).append(subject.source)
            elif not subject.file.problems:
                others.append(subject)
        waiting: list[list[int]] = []
        if len(others) > 1:
            from ...planning.beside import waiting_together

            waiting = waiting_together([subject.file for subject in others])
        several = [tuple(each) for each in phases.values() if len(each) > 1]
        joined = [self._project.joined(parts, is_phase=True) for parts in several]
        joined += [
            self._project.joined(tuple([others[at].source for at in some])) for some in waiting
        ]
        return {part.path: whole for whole in joined for part in whole.parts}

    def _texts(self, paths: Collection[str]) -> Mapping[str, bytes | None]:
        """What changed files hold where the range ends; nothing where git can't say."""
        try:
            return in_step([self._ends.read((), paths)])[0][1]
        except GitFailedError:
            return {}

    def _read(self, plan: ComparedPlan, data: bytes) -> TaskFile | None:
        """The tasks of an older version of a file."""
        source = Source(plan.entry.name, data, display=plan.entry.display, named=plan.entry.named)
        facts, config = self._project.facts(plan.entry), plan.entry.config
        file = tasks_of(source, facts, config)
        return None if file is None else called(in_phase(file), plan.names)

    def _branches(self) -> Sequence[str]:
        """The branches that may say which plan is meant."""
        if self._ends.range is not None:
            return self._ends.range.branches
        return (branch_of_head(self._ends.repository) or branch_of_ci(),)

    def _forgiven(self, plan: ComparedPlan) -> frozenset[tuple[str, str]] | None:
        """What each task was forgiven where the range begins; None where all that stands there counts."""
        held, file = plan.held, plan.file
        if plan.is_old or held.before in (None, held.after) or file is None or file.before is None:
            return None
        source = self._project.source(as_in_git(plan.entry), held.before)
        then = Suppressions(source, file.before, select).by_task()
        if not self._ends.is_staged:
            return then
        now = Suppressions(plan.subject.source, plan.subject.file, select).by_task()
        self._settings.say_what_is_forgiven(now - then)
        return None


def _require(tasks: Sequence[str], judgement: Judgement, names: Names) -> None:
    for ident in tasks:
        if ident in judgement.plans.ids:
            continue
        if full := names.full(ident):
            raise UserError(f'several plans have a task "{ident}"', f"name {' or '.join(full[:3])}")
        from ...text.vocabulary import did_you_mean

        raise UserError(f'no task has the id "{ident}"{did_you_mean(ident, judgement.plans.ids)}')
