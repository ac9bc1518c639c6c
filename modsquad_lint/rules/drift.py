"""MSQ6xx: rules about declared paths and what git has, and about declared and changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..planning.graph import build_graph
from ..planning.options import MERGEABLE
from ..planning.plan import Plan, batch_of, make_plan
from ..planning.tasks import Task, TaskFile, Tasks, read_tasks
from ..syntax import parse
from ..syntax.changes import SetValue
from ..syntax.nodes import SyntaxProblem
from ..text import paths
from ..text.source import Place, Source
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.vocabulary import Vocabulary
from ..text.words import counted, listed, plural
from .finding import Draft, DraftFix, DraftRelated, Severity
from .paths import no_paths
from .registry import COMPARISON, REPOSITORY, Subject, once, rule

if TYPE_CHECKING:
    from .changes import Change, Comparison, Unit

_PRICED_TASKS = 200_000
"""How many tasks may be planned to say what the ways out of all findings of one run cost."""


# ---------------------------------------------------------------- declared and changed


class _Declared(NamedTuple):
    """One declared path: where, by which task, normalised."""

    task: Task
    at: int
    path: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.task.file(self.at)


class _Drift(NamedTuple):
    """One changed path that those who changed it do not declare.

    Attributes:
        tasks: those that answer for it; None for all tasks together.
        commits: that changed it, the oldest first; empty for what is compared as a whole.
        owners: the declarations of other tasks.
    """

    tasks: tuple[Task, ...] | None
    change: Change
    commits: tuple[str, ...]
    owners: tuple[_Declared, ...]


def _spellings(written: str) -> frozenset[str]:
    """What a declared path may mean: normalised, and as it stands where a name has a backslash."""
    return frozenset({paths.normalise(written), written})


def _declarations(file: TaskFile, wanted: frozenset[str]) -> dict[str, list[_Declared]]:
    """Each of these paths to every place that declares it, in file order."""
    found: dict[str, list[_Declared]] = {}
    for task, at, written in file.declared():
        for path in _spellings(written) & wanted:
            found.setdefault(path, []).append(_Declared(task, at, path))
    return found


def _answering(file: TaskFile, unit: Unit) -> tuple[Task, ...] | None:
    """The tasks that answer for a unit; None, all tasks together, when the file has none of them."""
    return tuple(file.by_id[ident] for ident in unit.answering(file.by_id)) or None


@once
def _drifts(subject: Subject) -> list[_Drift]:
    """What changed and was not declared by those who changed it, each path once for the same tasks."""
    comparison = subject.comparison
    if comparison is None:
        return []
    declared = _declarations(subject.file, _changed(comparison))
    ignored = subject.options.drift_ignore
    own = {subject.source.path, comparison.kept}
    found: dict[tuple[tuple[str, ...] | None, str], _Drift] = {}
    for unit in comparison.units:
        tasks = _answering(subject.file, unit)
        ids = None if tasks is None else tuple(task.id for task in tasks)
        for change in unit.changes:
            path = change.path
            owners = tuple(declared.get(path, ()))
            if ids is None and owners:
                continue
            if ids is not None and any(owner.task.id in ids for owner in owners):
                continue
            # The tasks file may move too.
            if not own.isdisjoint({path, change.other}) or paths.matches(path, ignored):
                continue
            commits = () if unit.commit is None else (unit.commit,)
            known = found.get((ids, path))
            if known is None:
                found[ids, path] = _Drift(tasks, change, commits, owners)
            else:
                found[ids, path] = known._replace(commits=(*known.commits, *commits))
    return list(found.values())


@rule("MSQ601", "undeclared-change", Severity.ERROR, needs=(COMPARISON,))
def undeclared_change(subject: Subject) -> Iterator[Draft]:
    """A file changed that none of the compared tasks declares.

    Reported by `--against`. Both sides of a rename count, and so do deletions, modes and submodules.
    The tasks file itself and the paths in `drift-ignore` are never drift. A file that another task
    declares is MSQ602.

    ## Why

    Whoever planned the batches did not know of this file. If another task of the same batch changes it
    too, one of the two overwrites the other.

    ## Example

    The task declares `backend/app/main.py`, and its branch changes `backend/app/db.py` too.

    ## Fix

    By hand: declare the path, or take the change out.
    """
    for drift in _drifts(subject):
        if drift.owners:
            continue
        path = drift.change.path
        if drift.tasks is None:
            yield Draft(
                _top(subject.file),
                f"no task declares {path}, which was {_passive(drift.change)}{_in(drift.commits)}",
                help=f'add "{path}" to the task that it belongs to, or to "drift-ignore"',
                changed_path=path,
            )
            continue
        first = drift.tasks[0]
        yield Draft(
            _home(first),
            f"{_did(drift)}, and {'does' if len(drift.tasks) == 1 else 'do'} not declare "
            f"{_it(drift.change)}",
            help=_other_case(drift.tasks, path) or f'declare "{path}", or take the change out',
            label=f'what "{first.id}" declares',
            changed_path=path,
        )


@rule("MSQ602", "other-tasks-file", Severity.ERROR, needs=(COMPARISON,))
def other_tasks_file(subject: Subject) -> Iterator[Draft]:
    """A task changed a file that only another task declares.

    The finding says in which batch the other task runs, and what each way out costs, in batches: both
    are planned for it.

    ## Why

    In one batch the two tasks run at the same time, and the later one overwrites the earlier one. In
    different batches one of them works on a state that it was not promised.

    ## Example

    `orders` declares `backend/app/orders.py` and changes `backend/app/main.py`, which `portfolio`
    declares.

    ## Fix

    By hand: declare the path in both tasks, let one depend on the other, or take the change out.
    """
    drifts = _drifts(subject)
    batches = batch_of(subject.plan) if subject.plan and drifts else {}
    prices = _Prices(subject, drifts)
    for drift in drifts:
        if drift.tasks is None or not drift.owners:
            continue
        first, path = drift.tasks[0], drift.change.path
        owners = list(dict.fromkeys(owner.task.id for owner in drift.owners))
        own = batches.get(first.id)
        related = []
        for owner in drift.owners:
            batch = batches.get(owner.task.id)
            where = ""
            if batch is not None:
                where = f", {'also ' if batch is own else ''}in batch {batch.number}"
            related.append(DraftRelated(owner.place, f'declared by "{owner.task.id}"{where}'))
        verb = "declares" if len(owners) == 1 else "declare"
        is_rename = drift.change.other is not None
        yield Draft(
            _home(first),
            f"{_did(drift)}, {'and only ' if is_rename else 'which only '}{_and(owners)} {verb}"
            + (f" {path}" if is_rename else ""),
            help=prices.ways_out(first, path, drift.owners[0].task),
            label=f'what "{first.id}" declares',
            related=tuple(related),
            changed_path=path,
        )


class _Prices:
    """What ways out cost in batches: each is planned, as long as there is time for it."""

    def __init__(self, subject: Subject, drifts: Sequence[_Drift]) -> None:
        self._subject = subject
        self._drifts = drifts
        self._left = _PRICED_TASKS
        self._union: frozenset[str] | None = None

    def ways_out(self, task: Task, path: str, owner: Task) -> str:
        """The ways out of one drift in words, each with its price where that is known."""
        declaring = task._replace(files=[*task.files, path])
        ways = [f'add the path to "{task.id}"{self._price(declaring) or ""}']
        if owner.id not in task.dependencies:
            price = self._price(declaring._replace(dependencies=[*task.dependencies, owner.id]))
            if price is not None:
                ways.append(f'let it depend on "{owner.id}"{price}')
        return ", or ".join(ways)

    def _price(self, changed: Task) -> str | None:
        """In words; empty when it is not known, and None when there would be no plan at all."""
        file, plan = self._subject.file, self._subject.plan
        self._left -= len(file.tasks)
        if plan is None or self._left < 0:
            return ""
        tasks = Tasks(changed if task.id == changed.id else task for task in file.tasks)
        file = file._replace(tasks=tasks)
        mergeable = self._subject.options.mergeable
        after = make_plan(file, build_graph(file), mergeable, self._union_merged)
        if after is None:
            return None
        batches = plan.metrics.total_batches, after.metrics.total_batches
        if batches[0] == batches[1]:
            return f" (still {counted(batches[0], 'batch')})"
        return f" ({batches[0]:,} → {counted(batches[1], 'batch')})"

    def _union_merged(self, declared: Collection[str]) -> frozenset[str]:
        # Asked once, with all that any way out will declare.
        if self._union is None:
            asked = {*declared, *(drift.change.path for drift in self._drifts)}
            self._union = self._subject.facts.union_merged(asked) or frozenset()
        return self._union


@rule("MSQ603", "untouched-declaration", Severity.INFO, most=Severity.WARNING, needs=(COMPARISON,))
def untouched_declaration(subject: Subject) -> Iterator[Draft]:
    """A declared file was not changed.

    Reported for the tasks that the comparison is about, and when it is about all of them together, for
    those of which at least one file changed. It is a warning for a task that `--task` names.

    ## Why

    A path that is declared and not needed keeps other tasks out of the batch. Or the task is not done.

    ## Example

    The task declares `backend/app/main.py` and `backend/app/db.py`, and only the first changed.

    ## Fix

    By hand: take the path out, unless the task is still at work.
    """
    comparison = subject.comparison
    if comparison is None:
        return
    changed: dict[str, set[str]] = {}
    named = {
        ident for unit in comparison.units if unit.source == "--task" for ident in unit.tasks or ()
    }
    for unit in comparison.units:
        tasks = _answering(subject.file, unit)
        touched = {change.path for change in unit.changes}
        if tasks is None:
            tasks = tuple(
                task
                for task in subject.file.tasks
                if any(not _spellings(written).isdisjoint(touched) for written in task.files)
            )
        for task in tasks:
            changed.setdefault(task.id, set()).update(touched)
    for ident, touched in changed.items():
        task = subject.file.by_id[ident]
        for index, written in enumerate(task.files):
            if _spellings(written).isdisjoint(touched):
                yield Draft(
                    task.file(index),
                    f'task "{ident}" declares "{written}", and did not change it',
                    help="take the path out, unless the task is still at work",
                    severity=Severity.WARNING if ident in named else None,
                )


# ---------------------------------------------------------------- declared, and what git has


@once
def _missing(subject: Subject) -> list[_Declared]:
    """Declared paths that could be files, and neither git nor the file system has as written."""
    facts = subject.facts
    if facts.root() is None:
        return []
    impossible = no_paths(subject)
    return [
        _Declared(task, index, path)
        for task, index, written in subject.file.declared()
        if facts.is_tracked(path := paths.normalise(written)) is False and written not in impossible
    ]


def _changed(comparison: Comparison | None) -> frozenset[str]:
    """Every path that changed: gone from the repository or not, it is no typo."""
    units = () if comparison is None else comparison.units
    return frozenset(change.path for unit in units for change in unit.changes)


@rule("MSQ604", "path-typo", Severity.WARNING, fix="unsafe", needs=(REPOSITORY,))
def path_typo(subject: Subject) -> Iterator[Draft]:
    """A path that does not exist is very near one that does.

    Reported when the path's directory does not exist, and one very near it does; when the same path is
    tracked but for its first directories; and when git knows under which name the file lives now. When
    only the file name is near another one in its directory, it is an info: new files often are.

    Under which name a file lives now is looked for in the latest 20 commits, and in the whole history
    where git tracks one to three files of its name in other folders.

    ## Why

    The task will change another file than the one it declares, so that the plan is wrong about both.

    ## Example

    ```json
    "backend/app/router/orders.py"
    ```

    Instead, where git tracks files in `backend/app/routers`:

    ```json
    "backend/app/routers/orders.py"
    ```

    ## Fix

    Unsafe, since a new directory may have been meant: writes the path that exists.
    """
    facts = subject.facts
    changed = _changed(subject.comparison)
    missing = [
        at
        for at in _missing(subject)
        if at.path not in changed
        and not facts.other_spellings(at.path)
        and not facts.is_directory(at.path)
        and facts.way_out(at.path) is None
    ]
    tracked = facts.tracked() if missing else None
    if tracked is None:
        return
    moved = facts.moved({at.path for at in missing}) or {}
    from ..text.nearby import Nearby

    near, with_infos = Nearby(tracked), subject.wants_infos("MSQ604")
    for at in missing:
        to = moved.get(at.path)
        if to is not None and to.path is not None:
            if to.path not in set(map(paths.normalise, at.task.files)):
                message = f'"{at.path}" was renamed to "{to.path}" in {to.commit[:10]}'
                yield _typo(at, to.path, message)
            continue
        folder, _, name = at.path.rpartition("/")
        if not folder or facts.is_directory(folder):
            if with_infos and (sibling := near.sibling(folder, name)):
                yield _typo(
                    at, sibling, f'"{at.path}" does not exist, and "{sibling}" does'
                )._replace(severity=Severity.INFO, fix=None)
        elif known := near.folder(folder):
            message = f'the directory "{folder}" does not exist, and "{known}" does'
            yield _typo(at, f"{known}/{name}", message)
        elif longer := near.with_other_start(at.path):
            yield _typo(at, longer, f'"{at.path}" does not exist, and "{longer}" does')


def _typo(at: _Declared, meant: str, message: str) -> Draft:
    return Draft(
        at.place,
        message,
        help=f'write "{meant}", unless a new file was meant',
        fix=DraftFix(f'write "{meant}"', (SetValue(at.place, meant),), safe=False),
    )


@rule("MSQ605", "path-ignored", Severity.ERROR, needs=(REPOSITORY,))
def path_ignored(subject: Subject) -> Iterator[Draft]:
    """A declared path is ignored by git.

    The finding names the ignore file, the line and the pattern that decide, as `git check-ignore -v`
    does. A path that git tracks although a pattern matches it is fine.

    ## Why

    The change would never be committed, and nobody would see that it is missing.

    ## Example

    ```json
    "frontend/dist/bundle.js"
    ```

    while `.gitignore` has the line `dist/`.

    ## Fix

    By hand: declare the file that it is generated from, or change the ignore file.
    """
    if subject.facts.root() is None:
        return
    declared = {
        paths.normalise(written) for written in set(subject.file.tasks.paths) - no_paths(subject)
    }
    ignored = subject.facts.ignored(declared)
    if not ignored:
        return
    for task, index, written in subject.file.declared():
        why = ignored.get(paths.normalise(written))
        if why is not None:
            yield Draft(
                task.file(index),
                f'git ignores "{written}"',
                help=f'{why.file}:{why.line} says "{why.pattern}"; '
                "declare what it is made from, or change that line",
            )


@rule("MSQ606", "path-case-differs", Severity.ERROR, fix="safe", needs=(REPOSITORY,))
def path_case_differs(subject: Subject) -> Iterator[Draft]:
    """A declared path is tracked in other upper and lower case, or in another Unicode form.

    ## Why

    On Linux the declared path is another file, so that drift and intersections are missed. On macOS, and
    where only case differs on Windows too, it is the same file, and git goes on using the tracked
    spelling.

    ## Example

    ```json
    "backend/app/Main.py"
    ```

    Instead, where git tracks `backend/app/main.py`:

    ```json
    "backend/app/main.py"
    ```

    ## Fix

    Safe, when git tracks the path in one other spelling: writes that one.
    """
    changed = _changed(subject.comparison)
    for at in _missing(subject):
        tracked = () if at.path in changed else subject.facts.other_spellings(at.path) or ()
        if not tracked:
            continue
        what = paths.difference(at.path, tracked[0])
        fix = DraftFix(f'write "{tracked[0]}"', (SetValue(at.place, tracked[0]),))
        yield Draft(
            at.place,
            f'"{at.path}" is tracked in another {what}: {_and(tracked)}',
            help=f'write "{tracked[0]}"' if len(tracked) == 1 else "write one of them",
            fix=fix if len(tracked) == 1 else None,
        )


# ---------------------------------------------------------------- tasks beside one another


@rule("MSQ607", "concurrent-change", Severity.ERROR, needs=(COMPARISON,))
def concurrent_change(subject: Subject) -> Iterator[Draft]:
    """Two tasks of one parallel batch both changed a file.

    Known from the trailers of commits, each of which names one task. Mergeable files are fine.

    ## Why

    The tasks ran side by side, so that each changed the file without the other's change. Whether both
    survived is chance.

    ## Example

    `orders` and `portfolio` are both in batch 1, and commits of both change `backend/app/main.py`.

    ## Fix

    By hand: look whether both changes are there. Then declare the path in both tasks, which keeps them
    apart, or take it out of one.
    """
    if subject.comparison is None or subject.plan is None:
        return
    changed: dict[str, dict[str, str]] = {}
    for unit in subject.comparison.units:
        tasks = _answering(subject.file, unit)
        if unit.commit is not None and tasks is not None and len(tasks) == 1:
            for change in unit.changes:
                changed.setdefault(change.path, {}).setdefault(tasks[0].id, unit.commit)
    shared = _concurrent(changed, subject.plan)
    if not shared:
        return
    mergeable = (*MERGEABLE, *subject.options.mergeable)
    union = subject.facts.union_merged({path for path, _, _ in shared}) or frozenset()
    own = {subject.source.path, subject.comparison.kept}
    for path, number, ids in shared:
        if path in union or path in own or paths.matches(path, mergeable):
            continue
        first, *others = (subject.file.by_id[ident] for ident in ids)
        by = listed([f'"{ident}" ({changed[path][ident]})' for ident in ids])
        yield Draft(
            _place_of(first, path),
            f"{by} {'all' if others[1:] else 'both'} changed {path}, and run side by side in batch {number}",
            help="look whether both changes are there; declare the path in both tasks",
            label=f'what "{first.id}" declares',
            related=tuple(
                DraftRelated(_place_of(other, path), f'what "{other.id}" declares')
                for other in others
            ),
            changed_path=path,
        )


def _concurrent(
    changed: Mapping[str, Mapping[str, str]], plan: Plan
) -> list[tuple[str, int, list[str]]]:
    """Paths that several tasks of one parallel batch changed, with its number and those tasks."""
    batches = batch_of(plan)
    found = []
    for path, by in changed.items():
        together: dict[int, list[str]] = {}
        for ident in by:
            if batches[ident].parallel:
                together.setdefault(batches[ident].number, []).append(ident)
        found += [(path, number, ids) for number, ids in together.items() if len(ids) > 1]
    return found


@rule("MSQ608", "unknown-task-trailer", Severity.WARNING, most=Severity.ERROR, needs=(COMPARISON,))
def unknown_task_trailer(subject: Subject) -> Iterator[Draft]:
    """A commit names a task that the file does not have.

    So does a branch, or the variable `MODSQUAD_TASK`, where it is an error: whoever set it meant one
    task. What nobody known answers for is compared with all tasks together.

    ## Why

    The changes could not be compared with the task that they were made for.

    ## Example

    ```text
    Add the orders table

    Task: oders
    ```

    ## Fix

    By hand: correct the trailer, or the tasks file.
    """
    if subject.comparison is None:
        return
    from .changes import TRAILER

    ids = subject.file.ids()
    unknown: dict[tuple[str, str], list[str]] = {}
    for unit in subject.comparison.units:
        if unit.source != TRAILER and unit.answering(ids):
            continue
        for ident in unit.tasks or ():
            if ident not in ids:
                commits = unknown.setdefault((ident, unit.source), [])
                commits += [] if unit.commit is None or unit.source != TRAILER else [unit.commit]
    if not unknown:
        return
    known = Vocabulary(subject.file.by_id)
    for (ident, source), commits in unknown.items():
        near = known.near(ident)
        more = f" (and {len(commits) - 1} more)" if len(commits) > 1 else ""
        who = f"commit {commits[0]}{more}" if commits else source
        yield Draft(
            _top(subject.file),
            f'{who} names the task "{ident}", which this file does not have',
            help=f'did you mean "{near[0]}"?' if near else "correct the name, or add the task",
            severity=Severity.ERROR if source == "MODSQUAD_TASK" else None,
        )


@rule("MSQ609", "widened-declaration", Severity.WARNING, needs=(COMPARISON,))
def widened_declaration(subject: Subject) -> Iterator[Draft]:
    """The changes that touch a file also add it to the task's declaration.

    The finding says since which commit the task declares it. A task that is new as a whole is fine.

    ## Why

    A declaration that follows the change says nothing: whoever planned the batches did not know of it,
    and other tasks may have been at work on the same file.

    ## Example

    One branch changes `backend/app/main.py`, and adds that path to the task that the branch is for.

    ## Fix

    By hand: look at the new plan, and whether a task that ran meanwhile changed the file too.
    """
    comparison = subject.comparison
    if comparison is None or not comparison.versions:
        return
    before, *later = (_declared_then(subject, version.data) for version in comparison.versions)
    if before is None:
        return
    anyone = frozenset().union(*before.values()) if before else frozenset()
    said: set[tuple[str, str]] = set()
    for unit in comparison.units:
        touched = {change.path for change in unit.changes}
        answering = _answering(subject.file, unit)
        for task in subject.file.tasks if answering is None else answering:
            if task.id not in before:
                continue
            known = anyone if answering is None else before[task.id]
            for index, written in enumerate(task.files):
                path = written if written in touched else paths.normalise(written)
                if path not in touched or path in known or (task.id, path) in said:
                    continue
                said.add((task.id, path))
                since = None
                for version, then in zip(comparison.versions[:0:-1], later[::-1], strict=True):
                    if then is None or path not in then.get(task.id, ()):
                        break
                    since = version.commit
                yield Draft(
                    task.file(index),
                    f'task "{task.id}" changed {path}, and declares it only since '
                    + (since or "these changes"),
                    help="look at the new plan, and whether another task changed the file meanwhile",
                )


def _declared_then(subject: Subject, data: bytes | None) -> dict[str, frozenset[str]] | None:
    """What each task declared in an older version of the file; None where it can't be read."""
    if data is None:
        return None
    document = parse(Source(subject.source.path, data))
    if isinstance(document, SyntaxProblem):
        return None
    file = read_tasks(document)
    return {task.id: frozenset().union(*map(_spellings, task.files)) for task in file.tasks}


@rule("MSQ610", "inside-submodule", Severity.ERROR, needs=(REPOSITORY,))
def inside_submodule(subject: Subject) -> Iterator[Draft]:
    """A path lies inside a submodule, or behind a symbolic link that leaves the repository.

    ## Why

    git does not see such a file change: it belongs to another repository, or to none. All that can
    change here is the submodule as a whole, or the link.

    ## Example

    ```json
    "vendor/charts/src/index.ts"
    ```

    Instead, where `vendor/charts` is a submodule:

    ```json
    "vendor/charts"
    ```

    ## Fix

    By hand: declare the submodule, or make the change in its own repository.
    """
    for at in _missing(subject):
        link = subject.facts.way_out(at.path)
        if link is None:
            continue
        if link.target is None:
            where = f'inside the submodule "{link.path}"'
            advice = f'declare "{link.path}", or make the change in its own repository'
        else:
            where = f'behind "{link.path}", a symbolic link to "{link.target}"'
            advice = "declare a path that lies in this repository"
        yield Draft(at.place, f'"{at.path}" lies {where}', help=advice)


# ---------------------------------------------------------------- words and places


_VERB = {
    "added": "added",
    "deleted": "deleted",
    "mode changed": "changed the mode of",
    "type changed": "changed the type of",
}


def _did(drift: _Drift) -> str:
    """Who did what in which commit: `task "orders" renamed a.py to b.py in 1a2b3c4d5e`."""
    tasks = drift.tasks or ()
    who = f"{plural('task', len(tasks))} {_and([task.id for task in tasks])}"
    path, how, other = drift.change
    if other is None:
        what = f"{_VERB.get(how, 'changed')} {path}"
    else:
        old, new = (path, other) if how == "renamed to" else (other, path)
        what = f"renamed {old} to {new}"
    return f"{who} {what}{_in(drift.commits)}"


def _passive(change: Change) -> str:
    return "changed" if change.how in {"modified", "in conflict"} else str(change)


def _it(change: Change) -> str:
    return "it" if change.other is None else change.path


def _in(commits: Sequence[str]) -> str:
    if not commits:
        return ""
    more = len(commits) - 1
    return f" in {commits[0]}" + (f" and {counted(more, 'more commit')}" if more else "")


def _and(ids: Sequence[str]) -> str:
    return listed([f'"{ident}"' for ident in ids])


def _other_case(tasks: Iterable[Task], path: str) -> str:
    """What to do where only upper and lower case, or the Unicode form, is wrong; empty elsewhere."""
    folded = paths.fold(path)
    for task in tasks:
        for written in task.files:
            if paths.fold(paths.normalise(written)) == folded:
                return f'"{task.id}" declares {written}: write "{path}"'
    return ""


def _home(task: Task) -> Place:
    """Where a task says what it declares: its first path, or its id when it declares none."""
    return task.file(0) if task.files else task.at("id")


def _place_of(task: Task, path: str) -> Place:
    """Where a task declares a path; what it declares instead when it does not."""
    for index, written in enumerate(task.files):
        if path in _spellings(written):
            return task.file(index)
    return _home(task)


def _top(file: TaskFile) -> Place:
    """A place that stands for the file as a whole."""
    if file.list_place is not None and file.list_place.steps:
        return Place(file.list_place.steps, is_key=True)
    return file.tasks[0].at("id") if file.tasks else Place(())
