"""What was read of tasks files, and what git said, kept until it is forgotten; runs no rule."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain

from ..engine.config import Config
from ..engine.linting import look, read_tasks_file
from ..planning.tasks import TaskFile
from ..rules.facts import Facts
from ..rules.registry import Subject
from ..text.errors import NotCheckedError, UserError
from ..text.source import Source
from ..text.typed import TYPE_CHECKING, NamedTuple
from ..text.vocabulary import Budget
from . import files
from .reading import standard_input
from .search import STANDARD_INPUT, Entry, Search, phase_of

if TYPE_CHECKING:
    from ..engine.linting import WasRead
    from ..planning.beside import Beside, Elsewhere
    from ..rules.comparing.comparison import Comparison
    from ..text.joined import Joined
    from .comparing.ends import Against, Ends

    Path = str | os.PathLike[str]


class Comparisons(NamedTuple):
    """What a run compares.

    Attributes:
        entries: the tasks files, with the settings that count.
        of_files: the comparison of each; None for a file that answers for nothing.
        not_checked: why some could not be made.
        notes: what is said last, each one line.
    """

    entries: Sequence[Entry]
    of_files: Sequence[Comparison | None]
    not_checked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Memory:
    """Each text is read and looked at once, and git is asked once for each answer."""

    def __init__(self, opened: Callable[[], Search], *, use_git: bool) -> None:
        """Nothing is held yet; `opened` gives a search that met no configuration yet."""
        self._opened, self._use_git = opened, use_git
        self.refresh()

    def refresh(self) -> None:
        """Forget what was read, and what git said: files, index and history may have changed."""
        self.search = self._opened()
        self._facts: dict[str, Facts] = {}
        self._wholes: dict[tuple[tuple[str, ...], bool], Joined] = {}
        self._tracked_in: dict[str, Sequence[Entry]] = {}
        self._ends: dict[tuple[str | None, Against], Sequence[Ends] | NotCheckedError] = {}
        self.forget_texts()

    def forget_texts(self) -> None:
        """Forget all that was read, and keep what git said: for who reads a new text with each key."""
        self._budget = Budget()
        self._sources: dict[tuple[str, bytes | None, bool], Source] = {}
        self._besides: dict[tuple[str, ...], Beside] = {}
        self._elsewheres: dict[str, Elsewhere] = {}
        self._joined: dict[tuple[Source, ...], Joined] = {}
        self._read: dict[Source, tuple[Config, WasRead]] = {}
        self._subjects: dict[Source, tuple[Config, Subject]] = {}

    def file(self, path: Path | None = None, *, stdin_filename: str | None = None) -> Entry:
        """The one tasks file that this path names; without it, the one that git tracks here.

        Of a plan in several files the one that was named, or the first.

        Raises:
            UserError: there is none, or more than one plan.
        """
        given = [] if path is None else [os.fspath(path)]
        entries = self.search.entries(given, stdin_filename=stdin_filename)
        if len(entries) > 1:
            entries = self._waiting_together(entries)
        if len({each.siblings or each.path for each in entries}) > 1:
            names = ", ".join(entry.display for entry in entries[:5])
            raise UserError(f"there are {len(entries)} tasks files ({names}); name one")
        wanted = os.path.realpath(self.search.at(given[0])) if given else ""
        return next((each for each in entries if os.path.realpath(each.path) == wanted), entries[0])

    def entry(self, file: Entry | Path) -> Entry:
        """The tasks file that is meant."""
        return file if isinstance(file, Entry) else self.file(file)

    def files(self, *paths: Path, stdin_filename: str | None = None) -> list[Entry]:
        """The tasks files that these paths name, each once, in order; folders are searched.

        Without paths, those that git tracks below the project's folder. `-` is standard input.

        Raises:
            UserError: a folder, or the project, has no tasks file.
        """
        entries = self.search.entries(
            [os.fspath(path) for path in paths], stdin_filename=stdin_filename
        )
        if len(entries) > 1:
            for entry in entries:
                self.facts_of(entry.root).expect([entry.name], partial(self.tasks, entry))
        may_be_more = self.search.is_part or len(entries) > 1
        return self._waiting_together(entries) if may_be_more else entries

    def _waiting_together(self, entries: list[Entry]) -> list[Entry]:
        """The entries; those of one repository, of which one waits for a task of another, are one plan."""
        from ..planning.beside import needed_elsewhere, waiting_together

        found = self._plannable(entries)
        known = {(entry.root, entry.name) for entry in entries}
        if self.search.is_part:
            waiting = (entry.root for entry, file in found if needed_elsewhere(file))
            more = (self._plannable(self._tracked(root)) for root in dict.fromkeys(waiting) if root)
            others = chain.from_iterable(more)
            found += [each for each in others if (each[0].root, each[0].name) not in known]
        together: dict[str, list[Entry]] = {}
        for root in dict.fromkeys(entry.root for entry, _ in found):
            here = [each for each in found if each[0].root == root]
            for some in waiting_together([file for _, file in here]):
                plan = [here[at][0] for at in some]
                paths = tuple(entry.path for entry in plan)
                context = frozenset(it.name for it in plan if (root, it.name) not in known)
                plan = [
                    entry._replace(siblings=paths, context=context)
                    for entry in plan
                    if entry.name not in context
                ]
                together.update((entry.path, plan) for entry in plan)
        each_once = {
            each.path: each for entry in entries for each in together.get(entry.path, [entry])
        }
        return [*each_once.values()]

    def _tracked(self, root: str) -> Sequence[Entry]:
        """All tasks files of a repository; git is asked once."""
        if root not in self._tracked_in:
            self._tracked_in[root] = self.search.tracked(root)
        return self._tracked_in[root]

    def _plannable(self, entries: Sequence[Entry]) -> list[tuple[Entry, TaskFile]]:
        """Those of some files that may be planned with others, with their tasks."""
        # What leads out of the repository is not opened for this.
        alone = (
            entry
            for entry in entries
            if entry.path != STANDARD_INPUT and entry.outside is None
            if not entry.siblings and not phase_of(entry.name)
        )
        return [(entry, file) for entry in alone for file in self.tasks(entry) if not file.problems]

    def look(self, file: Entry | Path, data: bytes | None = None) -> Subject:
        """A tasks file read and planned, on which no rule has looked yet; `data` as in `source`."""
        entry = self.entry(file)
        source = self.whole(entry, data) or self.source(entry, data)
        read_with, subject = self._subjects.get(source, (None, None))
        if subject is None or read_with is not entry.config:
            was_read = self._reading(entry, source)
            subject = self.look_at(source, entry, self._budget, was_read)
            if entry.is_closed and data is None:
                subject = subject._replace(outside=entry.outside)
            self._subjects[source] = entry.config, subject
        return subject

    def look_at(
        self, source: Source, entry: Entry, budget: Budget, was_read: WasRead | None = None
    ) -> Subject:
        """A text of a tasks file, or of its whole plan; other tasks files are read where a rule asks for them."""
        subject = look(source, self.facts(entry), entry.config, budget, was_read)
        root = entry.root
        return (
            subject if root is None else subject._replace(elsewhere=partial(self._elsewhere, root))
        )

    def tasks(self, entry: Entry, *texts: bytes | None) -> Iterator[TaskFile]:
        """The tasks of a file, and not yet a plan, of each of some texts; of what can't be read none."""
        for data in texts or (None,):
            try:
                source = self.whole(entry, data) or self.source(entry, data)
            except UserError:
                continue
            yield self._reading(entry, source)[0]

    def _reading(self, entry: Entry, source: Source) -> WasRead:
        read_with, was_read = self._read.get(source, (None, None))
        if was_read is None or read_with is not entry.config:
            was_read = read_tasks_file(source, self.facts(entry), entry.config)
            self._read[source] = entry.config, was_read
        return was_read

    def beside(self, entries: Sequence[Entry], own: Subject) -> Beside:
        """What these tasks files share, one of them as it is looked at now, and from now on.

        Those that can't be read, and are not theirs, are left out.
        """
        from ..planning.beside import Beside, Planned

        names = tuple(entry.path for entry in entries)
        if names not in self._besides:
            found: dict[Source, Planned] = {}
            for entry in entries:
                try:
                    subject = self.look(entry)
                except UserError:
                    continue
                if subject.foreign is None and entry.root == entries[0].root:
                    found[subject.source] = Planned(subject.source, subject.work)
            self._besides[names] = Beside([*found.values()])
        self._besides[names].put(Planned(own.source, own.work))
        return self._besides[names]

    def _elsewhere(self, root: str) -> Elsewhere:
        if root not in self._elsewheres:
            from ..planning.beside import Elsewhere, Tracked

            found = []
            for entry in self._tracked(root):
                if entry.outside is not None:
                    continue
                try:
                    file, _, problem, foreign = self._reading(entry, self.source(entry))
                except UserError:
                    file, problem, foreign = None, None, None
                if foreign is None:
                    read = None if problem is not None else file
                    found.append(Tracked(entry.name, entry.display, read))
            self._elsewheres[root] = Elsewhere(found)
        return self._elsewheres[root]

    def whole(self, entry: Entry, data: bytes | None) -> Joined | None:
        """All files of the plan that this is a part of, as one text; None where it is no part of any.

        `data` is what this one holds. A file that only has the name of such a plan is left out.
        """
        if not entry.siblings:
            return None
        from ..planning.readers import gsd

        own, key = self.source(entry, data), (entry.siblings, entry.named)
        known = self._wholes.get(key)
        if data is None and known is not None and own in known.parts:
            return known
        siblings = (self.search.sibling(entry, path) for path in entry.siblings)
        sources = (own if each.name == own.path else self.source(each) for each in siblings)
        is_phase = phase_of(entry.name) is not None
        parts = tuple([source for source in sources if not is_phase or gsd.has_sign(source)])
        if own not in parts:
            return None
        joined = self.joined(parts, is_phase=is_phase)
        if data is None:
            self._wholes[key] = joined
        return joined

    def joined(self, parts: tuple[Source, ...], *, is_phase: bool = False) -> Joined:
        """Several files as one text: the plans of a phase, or plans of their own that are planned as one."""
        from ..text.joined import Joined

        if parts not in self._joined:
            name, display = (
                os.path.dirname(shown[0]) or os.curdir if is_phase else " + ".join(shown)
                for shown in ([each.path for each in parts], [each.display for each in parts])
            )
            self._joined[parts] = Joined(name, parts, display=display, are_plans=not is_phase)
        return self._joined[parts]

    def facts(self, file: Entry | Path) -> Facts:
        """What can be known of the repository of a tasks file; nothing is asked yet."""
        return self.facts_of(self.entry(file).root)

    def facts_of(self, root: str | None) -> Facts:
        """What can be known of a repository; nothing is asked yet."""
        if root is None or not self._use_git:
            return Facts()
        if root not in self._facts:
            from .git.facts import open_facts

            self._facts[root] = open_facts(root)
        return self._facts[root]

    def source(self, file: Entry | Path, data: bytes | None = None) -> Source:
        """The text of a tasks file, read once; `data` is its bytes where they are known already."""
        entry = self.entry(file)
        # What is written to standard input comes before what git has.
        data = None if entry.path == STANDARD_INPUT else data
        known = self._sources.get((entry.path, data, entry.named))
        if known is None:
            held = data if data is not None else b"" if entry.is_closed else _read(entry)
            known = Source(entry.name, held, display=entry.display, named=entry.named)
            self._sources[entry.path, data, entry.named] = known
        return known

    def ends(self, root: str | None, against: Against) -> Sequence[Ends]:
        """The two ends of each comparison in a repository; git is asked once.

        Raises:
            NotCheckedError: they cannot be known.
        """
        if not self._use_git:
            raise NotCheckedError("git may not be asked", "leave --no-git out")
        from .comparing.ends import ends_of

        asked = root, against
        if asked not in self._ends:
            try:
                self._ends[asked] = ends_of(root, against)
            except NotCheckedError as error:  # a git that hangs would take its time again
                self._ends[asked] = error
        found = self._ends[asked]
        if isinstance(found, NotCheckedError):
            raise found
        return found


def _read(entry: Entry) -> bytes:
    if entry.path != STANDARD_INPUT:
        return files.read(entry.path)
    try:
        return standard_input(files.MOST_BYTES)
    except OSError as error:
        raise UserError(f"cannot read standard input: {error.strerror}") from error
