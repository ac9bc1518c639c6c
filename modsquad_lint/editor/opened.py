"""A plan that is open in an editor: what is known of its text, and of its last text that could be read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from ..engine.linting import look, report_on
from ..engine.report import Report
from ..planning.tasks import TaskFile
from ..repository.project import Project
from ..repository.search import Entry
from ..rules.registry import Subject
from ..text.errors import UserError
from ..text.paths import matches
from ..text.source import Source
from .places import Ruler


class Opened:
    """One version of the text of one file; what follows from it is worked out when it is first asked for."""

    def __init__(
        self,
        project: Project,
        path: str,
        text: str,
        encoding: str,
        fallback: Opened | None = None,
    ) -> None:
        """`fallback` is the last version that had tasks."""
        self._project = project
        self._text = text
        self._encoding = encoding
        self.path = path
        self._fallback = fallback

    @cached_property
    def entry(self) -> Entry | None:
        """The file with its configuration; None where that can't be read, which `trouble` tells."""
        try:
            return self._project.file(self.path)
        except UserError:
            return None

    @cached_property
    def trouble(self) -> UserError | None:
        """Why nothing can be said: a configuration that is wrong, say."""
        try:
            self._project.file(self.path)
        except UserError as error:
            return error
        return None

    @cached_property
    def source(self) -> Source:
        """The text as it is typed."""
        name = os.path.basename(self.path) if self.entry is None else self.entry.name
        return Source(name, self._text.encode(errors="surrogatepass"))

    @cached_property
    def ruler(self) -> Ruler:
        """Positions in the text."""
        return Ruler(self.source, self._encoding)

    @cached_property
    def subject(self) -> Subject | None:
        """The text as the rules see it; None where the configuration can't be read."""
        if self.entry is None:
            return None
        return look(self.source, self._project.facts(self.entry), self.entry.config)

    @cached_property
    def report(self) -> Report | None:
        """All findings; None for what is no plan."""
        if self.entry is None or self.subject is None or self.subject.foreign is not None:
            return None
        is_named = matches(self.entry.name, self.entry.config.include)
        if self.file is None and not is_named:
            return None
        return report_on(self.subject, self.entry.config)

    def last_sound(self) -> Opened | None:
        """This version if it is known to have tasks, or the last before it that had; holds no other."""
        if "subject" in self.__dict__ and self.file is not None:
            self._fallback = None
            return self
        return self._fallback

    @property
    def file(self) -> TaskFile | None:
        """The tasks of this text; None where it has none."""
        subject = self.subject
        return subject.file if subject is not None and subject.file.tasks else None

    @cached_property
    def batch_of(self) -> Mapping[str, int]:
        """The number of the batch of each task; nothing where there is no plan."""
        plan = None if self.subject is None else self.subject.predicted
        return (
            {task.id: batch.number for batch in plan.batches for task in batch.tasks}
            if plan
            else {}
        )
