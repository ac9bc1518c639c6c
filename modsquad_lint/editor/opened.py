"""A plan that is open in an editor: what is known of its text, and of its last text that could be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import count

from ..engine.limits import MOST, MOST_RELATED
from ..engine.linting import look
from ..engine.report import Report
from ..planning.tasks import TaskFile
from ..repository.search import Entry
from ..rules.registry import Subject
from ..rules.wanted import Wanted
from ..syntax.changes import Edit, apply
from ..text.errors import UserError
from ..text.paths import matches
from ..text.source import Source, Span
from .desk import Desk
from .places import Ruler
from .typed import At

_WANTED = Wanted(most=MOST, most_related=MOST_RELATED)
"""What `check` gives to a program."""

_NUMBERS = count()


class Opened:
    """One version of the text of one file; what follows from it is worked out when it is first asked for."""

    def __init__(
        self, desk: Desk, path: str, text: str, encoding: str, fallback: Opened | None = None
    ) -> None:
        """`text` lies open on the desk; `fallback` is the last version that had tasks."""
        self._desk = desk
        self._text = text
        self._encoding = encoding
        self.path = path
        self._fallback = fallback
        self._rulers: dict[str, Ruler] = {}
        self.mark = str(next(_NUMBERS))
        """What no other version has."""
        self.entry: Entry | None = None
        """The file with its configuration; None where that can't be read."""
        self.trouble: UserError | None = None
        """Why nothing can be said: a configuration that is wrong, say."""
        try:
            self.entry = desk.file(path)
        except UserError as error:
            self.trouble = error

    @cached_property
    def source(self) -> Source:
        """The text as it is typed."""
        if self.entry is None:
            return Source.of(self._text, os.path.basename(self.path))
        return self._desk.source(self.entry)

    @cached_property
    def ruler(self) -> Ruler:
        """Positions in the text."""
        return Ruler(self.source, self._encoding)

    @cached_property
    def subject(self) -> Subject | None:
        """The plan as the rules see it, of which the text may be a part; None without configuration."""
        return None if self.entry is None else self._desk.look(self.entry)

    @cached_property
    def report(self) -> Report | None:
        """All findings; None for what is no plan."""
        if self.entry is None or self.subject is None or self.subject.foreign is not None:
            return None
        is_named = matches(self.entry.name, self.entry.config.include)
        if self.file is None and not is_named:
            return None
        return self._desk.lint(self.entry, self._text, wanted=_WANTED)

    def mended(self) -> Report | None:
        """The report of the text with all safe fixes; None where nothing can be fixed."""
        return None if self.entry is None else self._desk.fix(self.entry, self._text)

    def tasks_after(self, edits: Iterable[Edit]) -> TaskFile | None:
        """The tasks that the text would have after some edits; None where it is a part of a plan."""
        if self.entry is None or self.whole.parts:
            return None
        source = self.source.with_text(apply(self.source.text, edits))
        return look(source, self._desk.facts(self.entry), self.entry.config).file

    def last_sound(self) -> Opened | None:
        """This version if it is known to have tasks, or the last before it that had; holds no other."""
        if "subject" in self.__dict__ and self.file is not None:
            self._fallback = None
            return self
        return self._fallback

    @property
    def file(self) -> TaskFile | None:
        """The tasks of the plan; None where it has none."""
        subject = self.subject
        return subject.file if subject is not None and subject.file.tasks else None

    @property
    def whole(self) -> Source:
        """The text of the plan: this one, or that of all files of which this is one."""
        return self.source if self.subject is None else self.subject.source

    @cached_property
    def begin(self) -> int:
        """Where this text begins in that of the plan."""
        parts, starts = self.whole.parts, self.whole.starts
        return next((at for part, at in zip(parts, starts, strict=False) if self.is_own(part)), 0)

    def is_own(self, part: Source) -> bool:
        """Whether a file of the plan is this one."""
        return part.path == self.source.path

    def offset(self, line: int, character: int) -> int:
        """The offset in the plan of a position in this text."""
        return self.begin + self.ruler.offset(line, character)

    def ruler_of(self, part: Source) -> Ruler:
        """Positions in a file of the plan."""
        if self.is_own(part):
            return self.ruler
        if part.path not in self._rulers:
            self._rulers[part.path] = Ruler(part, self._encoding)
        return self._rulers[part.path]

    def where(self, span: Span) -> tuple[Source, At, At]:
        """The file that a span of the plan lies in, and where it starts and ends there."""
        part, begin = self.whole.part_at(span.start)
        start, end = self.ruler_of(part).range(span.shifted(-begin))
        return part, start, end

    def path_of(self, part: Source) -> str:
        """A file of the plan as it can be opened."""
        if self.is_own(part) or self.entry is None:
            return self.path
        return os.path.join(self.entry.root or os.path.dirname(self.path), part.path)

    @cached_property
    def batch_of(self) -> Mapping[str, int]:
        """The number of the batch of each task; nothing where there is no plan."""
        plan = None if self.subject is None else self.subject.predicted
        return (
            {task.id: batch.number for batch in plan.batches for task in batch.tasks}
            if plan
            else {}
        )
