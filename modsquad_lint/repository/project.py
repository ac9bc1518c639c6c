"""One folder with its repository and configuration: the way to everything, for programs and for `cli`.

It prints nothing and changes nothing of the process; only `write` writes a file.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from ..engine.linting import (
    Progress,
    report_on,
    tell_nobody,
    with_done,
    with_names,
)
from ..engine.report import Finding, Report, Reports
from ..rules.registry import Subject
from ..rules.wanted import EVERYTHING, Wanted
from ..text.errors import NotCheckedError, UserError
from ..text.source import Source
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from ..text.vocabulary import Budget, did_you_mean
from . import files
from .memory import Comparisons, Memory
from .search import STANDARD_INPUT, Entry, Search

if TYPE_CHECKING:
    from ..engine.prediction import Prediction
    from ..rules.comparing.comparison import Comparison
    from ..text.joined import Joined

    Path = str | os.PathLike[str]


class _View(NamedTuple):
    """What is wanted of one file of a run.

    Attributes:
        has_text: whether its text is one that the disk need not have.
    """

    entry: Entry
    wanted: Wanted
    comparison: Comparison | None
    beside: tuple[Entry, ...]
    has_text: bool
    progress: Progress = tell_nobody

    def as_tried(self, plan: Joined | None) -> _View:
        """The same at a try of fixes in all files of the plan."""
        compared = self.comparison and self.comparison._replace(together=plan)
        return self._replace(comparison=compared, progress=tell_nobody)

    @property
    def alone(self) -> bool:
        """Whether what belongs to several files is said in this one, whichever it is."""
        is_given = self.has_text or self.entry.path == STANDARD_INPUT
        return is_given and self.comparison is None


class Project(Memory):
    """A folder of a repository, or of none, and the tasks files below it.

    What was read, and what git said, is kept until `refresh`. Every method may raise UserError, whose
    message says what is wrong and what to do: a file or a configuration that can't be read.
    """

    def __init__(
        self,
        root: Path | None = None,
        settings: Mapping[str, Any] | None = None,
        *,
        use_git: bool = True,
        config_path: Path | None = None,
        isolated: bool = False,
        is_part: bool = False,
        origin: str = "settings",
    ) -> None:
        """A project, of which nothing is read yet.

        Args:
            root: where relative paths begin; without it, the current folder.
            settings: by the names of a configuration file, and held over all of these.
            use_git: whether git may be asked; without it, rules that need it say nothing.
            config_path: the one configuration file to read, instead of those beside the tasks files.
            isolated: whether no configuration file is read.
            is_part: whether the files that are named are only those that changed, as a hook hands them on:
                nobody named them, and what their tasks wait for may be in others.
            origin: what the settings are called where something is wrong with them.
        """
        opened = partial(
            Search,
            None if root is None else os.fspath(root),
            settings or {},
            origin,
            config_path=None if config_path is None else os.fspath(config_path),
            isolated=isolated,
            use_git=use_git,
            is_part=is_part,
        )
        super().__init__(opened, use_git=use_git)

    def refresh(self) -> None:
        """Forget what was read, and what git said: files, index and history may have changed."""
        super().refresh()
        self._reported: tuple[tuple[object, ...], Report] | None = None
        self._compared: Sequence[tuple[Entry, Comparison]] = ()
        self._mended: tuple[tuple[object, ...], Mapping[str, Report]] = (), {}

    def lint(
        self,
        file: Entry | Path,
        text: str | bytes | None = None,
        *,
        wanted: Wanted = EVERYTHING,
        comparison: Comparison | None = None,
        beside: Sequence[Entry] = (),
        progress: Progress = tell_nobody,
    ) -> Report:
        """The findings of a tasks file, and its plan.

        Args:
            file: which; it need not be there where `text` is given.
            text: what it holds, where that is not what the disk has.
            wanted: which findings, where not all.
            comparison: one of `comparisons`, for the rules about drift.
            beside: all tasks files of the run, for what they share.
            progress: is told how many rules have looked, and of how many.
        """
        entry = self.entry(file)
        data = _bytes(text) if comparison is None else comparison.data
        view = _View(entry, wanted, comparison, tuple(beside), text is not None, progress)
        return self._report(view, self.source(entry, data), self.look(entry, data))

    def _report(self, view: _View, own: Source, subject: Subject) -> Report:
        """What is found in a file; of a plan in several files, what belongs to this one.

        The subject is that of the plan. Where it is compared, it is that of the file, for what changed.
        """
        entry, wanted, comparison, *_ = view
        if subject.source.parts:
            return self._part(view, own, subject.source, lambda: subject)
        if comparison is not None:
            subject = with_names(subject._replace(compared=comparison), comparison.names)
        subject = self._with_others(subject, view.beside)
        report = report_on(subject, entry.config, wanted, view.progress)
        if comparison is None or comparison.together is None:
            return report
        whole = comparison.together.replacing(own)
        looked = partial(self.look_at, whole, entry, self._budget)
        plan = self._part(view, whole.part(own.path), whole, looked)
        return plan._replace(
            findings=sorted((*report.findings, *plan.findings), key=Finding.sort_key),
            left_out=Counter(report.left_out) + Counter(plan.left_out),
            notes=(*report.notes, *plan.notes),
        )

    def _part(
        self, view: _View, own: Source, whole: Source, looked: Callable[[], Subject]
    ) -> Report:
        """What is found in a plan in several files, as one of them has it; they are asked for one after another."""
        asked = whole, view.entry.config, view.wanted, view.beside
        if self._reported is None or self._reported[0] != asked:
            subject = self._with_others(looked(), view.beside)
            self._reported = asked, report_on(subject, view.entry.config, view.wanted)
        context = view.entry.context
        first = next(part.path for part in whole.parts if part.path not in context)
        leads = view.alone or own.path == first
        return self._reported[1].of_part(own, leads=leads, alone=view.alone, context=context)

    def _with_others(self, subject: Subject, beside: Sequence[Entry]) -> Subject:
        """The subject as one of several files of a run."""
        if len(beside) < 2:  # noqa: PLR2004 - a file shares nothing with itself
            return subject
        return subject._replace(beside=partial(self.beside, beside, subject))

    def fix(
        self,
        file: Entry | Path,
        text: str | bytes | None = None,
        *,
        unsafe: bool = False,
        wanted: Wanted = EVERYTHING,
        comparison: Comparison | None = None,
        beside: Sequence[Entry] = (),
        progress: Progress = tell_nobody,
    ) -> Report:
        """The report of the mended text: what is left, and what was mended; nothing is written.

        `unsafe` applies fixes too that could be wrong. The rest is as in `lint`; of those `beside`, the
        ones that were mended before count as they are then.
        """
        from ..engine.fixer import at_once, mend_together
        from ..engine.limits import MOST_RELATED
        from ..rules import RULES

        entry = self.entry(file)
        data = _bytes(text) if comparison is None else comparison.data
        kinds = ("safe", "unsafe") if unsafe else ("safe",)
        whole, own = self.whole(entry, data), self.source(entry, data)
        plan = whole if comparison is None else comparison.together
        # Whatever number of findings is shown, as many are mended as can be looked at together.
        wanted = wanted._replace(most=at_once(plan or own), most_related=MOST_RELATED)
        wanted = wanted.with_all_of([code for code, rule in RULES.items() if rule.fix in kinds])
        view = _View(entry, wanted, comparison, tuple(beside), text is not None, progress)
        run = comparison and id(comparison.judged)
        asked = plan, entry.config, wanted, view.beside, unsafe, run
        if plan is not None and self._mended[0] == asked and entry.path in self._mended[1]:
            return self._mended[1][entry.path]
        views = [view] if plan is None or view.alone else self._in_step(view)
        texts = [own] if plan is None else [plan.part(each.entry.name) for each in views]

        def looked(sources: Sequence[Source]) -> list[Subject]:
            if whole is not None:
                subject = self.look_at(whole.replacing(*sources), entry, Budget())
                return [subject] * len(sources)
            each = zip(sources, views, strict=True)
            return [self.look_at(source, view.entry, Budget()) for source, view in each]

        def found(sources: Sequence[Source]) -> list[Report]:
            now = plan and plan.replacing(*sources)
            each = zip(views, sources, looked(sources), strict=True)
            return [self._report(view.as_tried(now), own, subject) for view, own, subject in each]

        first = [self.look(it.entry, it.comparison.data if it.comparison else data) for it in views]
        reports = [self._report(*of_file) for of_file in zip(views, texts, first, strict=True)]
        mended = mend_together(reports, found, unsafe=unsafe)
        if len(beside) > 1 and any(report.before is not None for report in mended):
            for now in {id(it): it for it in looked([it.source for it in mended])}.values():
                self.beside(beside, now)  # which the others meet from now on
        by_path = {it.entry.path: report for it, report in zip(views, mended, strict=True)}
        if plan is not None and not view.alone:
            self._mended = asked, by_path
        return by_path[entry.path]

    def _in_step(self, view: _View) -> list[_View]:
        """The files of the run that are mended in step with one, since they are one plan; that one is there."""
        own, compared = view.entry, view.comparison
        if compared is None:
            entries = (each for each in view.beside if each.siblings == own.siblings)
            views = [view._replace(entry=each) for each in entries]
        else:
            views = [
                view._replace(entry=entry, comparison=each)
                for entry, each in self._compared
                if each.judged is compared.judged and each.together is compared.together
            ]
        views = [it for it in views if it.entry.config == own.config and not it.entry.outside]
        return views if any(each.entry == own for each in views) else [view]

    def write(self, file: Entry | Path, report: Report) -> None:
        """Write what `fix` mended, whole or not at all; nothing where it mended nothing.

        Raises:
            UserError: it can't be written, or is no longer what was mended; then it is as before.
        """
        if report.before is None:
            return
        entry = self.entry(file)
        if entry.outside is not None:
            raise outside_error(entry)
        files.write(entry.path, report.source.encoded(), expected=report.before.encoded())

    def plan(
        self,
        file: Entry | Path,
        text: str | bytes | None = None,
        *,
        done: Collection[str] = (),
        has_findings: bool = False,
    ) -> Prediction:
        """The predicted batches of a tasks file, or what keeps it from having any.

        With `has_findings` its report has all findings, else only those that keep a plan away. Tasks in
        `done` are not planned, whatever their status says.

        Raises:
            UserError: the file has no task of an id in `done`.
        """
        from ..engine.prediction import predict

        entry = self.entry(file)
        subject = _without(self.look(entry, _bytes(text)), done)
        return predict(subject, entry.config, has_findings=has_findings)

    def plan_together(
        self,
        files: Sequence[Entry | Path],
        *,
        done: Collection[str] = (),
        has_findings: bool = False,
    ) -> Prediction:
        """The batches of several tasks files as one plan, in their order; the rest is as in `plan`.

        Where one of them is none that could be planned at all, what keeps it from that.
        """
        from ..engine.prediction import predict

        entries = [self.entry(file) for file in files]
        for entry in entries:
            subject = self.look(entry)
            if (
                subject.foreign
                or subject.problem
                or subject.file.problems
                or not subject.file.tasks
            ):
                return predict(subject, entry.config)
        parts = tuple([self.source(entry) for entry in entries])
        first = entries[0]
        subject = self.look_at(self.joined(parts), first, self._budget)
        subject = _without(subject, done)
        return predict(subject, first.config, has_findings=has_findings)

    def compare(
        self,
        against: str,
        *paths: Entry | Path,
        tasks: Sequence[str] = (),
        remotes: Sequence[str] = (),
    ) -> Reports:
        """The findings of tasks files, with what git says changed: see `comparisons`.

        Without any, the notes say why there is none.

        Raises:
            NotCheckedError: a comparison could not be made.
        """
        found = self.comparisons(against, *paths, tasks=tasks, remotes=remotes)
        if found.not_checked:
            raise NotCheckedError("; ".join(found.not_checked))
        each = zip(found.entries, found.of_files, strict=True)
        reports = [
            self.lint(entry, comparison=comparison, beside=found.entries)
            for entry, comparison in each
        ]
        return Reports(reports, found.notes)

    def comparisons(
        self,
        against: str,
        *paths: Entry | Path,
        tasks: Sequence[str] = (),
        remotes: Sequence[str] = (),
        stdin_filename: str | None = None,
    ) -> Comparisons:
        """What changed, as it is seen from each of the tasks files that answer for it together.

        Args:
            against: `staged`, `worktree`, `auto`, `pushed`, a revision, `A..B` or `A...B`.
            paths: tasks files, and folders to search; without any, those that either end has.
            tasks: the tasks whose changes they are; without any, git says whose.
            remotes: those whose commits count as pushed, where a push is compared; without any, all.
            stdin_filename: what standard input is called.

        Raises:
            UserError: no file has a task that was named, or a file is nowhere.
        """
        from .comparing.compared import compare_all
        from .comparing.ends import Against

        names = [path.path if isinstance(path, Entry) else os.fspath(path) for path in paths]
        asked = Against(against, tuple(remotes))
        found = compare_all(self, names, asked, tasks, stdin_filename)
        each = zip(found.entries, found.of_files, strict=True)
        self._compared = [(entry, comparison) for entry, comparison in each if comparison]
        return found


def _without(subject: Subject, done: Collection[str]) -> Subject:
    """A file in which these tasks are done."""
    if not done:
        return subject
    if subject.file.by_id:
        require_tasks(subject.file.by_id, done)
    return with_done(subject, done)


def require_tasks(known: Collection[str], named: Iterable[str]) -> None:
    """Raises UserError at the first id that no task has."""
    for ident in named:
        if ident not in known:
            raise UserError(f'no task has the id "{ident}"{did_you_mean(ident, known)}')


def outside_error(entry: Entry) -> UserError:
    """That a file is not written, since a link leads out of the repository."""
    return UserError(
        f"cannot write {entry.display}: it leads to {entry.outside}, outside the repository",
        "mend that file by its own name",
    )


def _bytes(text: str | bytes | None) -> bytes | None:
    return text.encode(errors="surrogatepass") if isinstance(text, str) else text
