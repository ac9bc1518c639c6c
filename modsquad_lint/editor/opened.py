"""A plan that is open in an editor: what is known of its text, and of its last text that could be read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from ..engine.prediction import Prediction
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
        before: Opened | None = None,
    ) -> None:
        """`before` is the version that this one takes the place of."""
        self._project = project
        self._text = text
        self._encoding = encoding
        self.path = path
        self._before = None if before is None else before.sound

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
    def report(self) -> Report | None:
        """All findings; None for what is no plan."""
        if self.entry is None:
            return None
        report = self._project.lint(self.entry, self._text)
        is_plan = bool(self.prediction and self.prediction.subject.file.tasks)
        is_named = matches(self.entry.name, self.entry.config.include)
        return report if not report.foreign and (is_plan or is_named) else None

    @cached_property
    def prediction(self) -> Prediction | None:
        """The plan, or why there is none."""
        return None if self.entry is None else self._project.plan(self.entry, self._text)

    @cached_property
    def sound(self) -> Opened | None:
        """This version, or the last before it that had tasks."""
        subject = self.subject
        return self if subject is not None and subject.file.tasks else self._before

    @property
    def subject(self) -> Subject | None:
        """The text as the rules see it."""
        return None if self.prediction is None else self.prediction.subject

    @property
    def file(self) -> TaskFile | None:
        """The tasks of this text; None where it has none."""
        subject = self.subject
        return subject.file if subject is not None and subject.file.tasks else None

    @cached_property
    def batch_of(self) -> Mapping[str, int]:
        """The number of the batch of each task; nothing where there is no plan."""
        plan = None if self.prediction is None else self.prediction.plan
        return (
            {task.id: batch.number for batch in plan.batches for task in batch.tasks}
            if plan
            else {}
        )
