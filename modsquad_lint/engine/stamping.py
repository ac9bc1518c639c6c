"""Makes findings of what rules yield: looks their places up, and the edits of their fixes.

And counts those that nobody wants to see.
"""

from __future__ import annotations

import json
from hashlib import sha256
from json.encoder import encode_basestring_ascii

from ..planning.tasks import TaskFile
from ..rules.draft import Draft, DraftRelated, Severity
from ..rules.registry import Rule
from ..syntax.changes import Edit
from ..text.source import Source, Span
from .report import Finding, Fix, Kind, Related

_finding, _related = Finding._make, Related._make


class Stamper:
    """Stamps the drafts of one file."""

    def __init__(self, source: Source, file: TaskFile, most_related: int | None = None) -> None:
        self._most_related = most_related
        self._source, self._ends = source, source.ends
        self._file, self._span, self._edits = file, file.document.span, file.document.edits

    def stamp(self, rule: Rule, severity: Severity, draft: Draft) -> Finding:
        """The finding that a rule's draft becomes."""
        place, fix, changed_path = draft.place, draft.fix, draft.changed_path
        if isinstance(place, Span):
            span, task = place, draft.task
            value: object = self._source.text[slice(*place)]
        else:
            span, task = self._span(place), self._file.task_id(place.steps)
            value = place.steps[-1] if place.is_key else self._file.value_at(place.steps)
        start, end = self._ends(span)
        part, begin = self._source.part_at(span.start)
        related = draft.related[: self._most_related]
        edits = None if fix is None else self._edits(fix.changes)
        if edits and begin:
            edits = tuple(Edit(span.shifted(-begin), text) for span, text in edits)
        return _finding(
            (
                part.path,
                start,
                end,
                rule.code,
                rule.name,
                severity,
                draft.message,
                draft.help if isinstance(draft.help, str) else draft.help(),
                draft.label,
                task,
                tuple([self._stamp_related(each, part) for each in related]) if related else (),
                None if fix is None or edits is None else Fix(fix.title, fix.safe, edits),
                _fingerprint(rule.code, task, value if changed_path is None else changed_path),
                changed_path,
                len(draft.related) - len(related),
            )
        )

    def count(self, rule: Rule, severity: Severity, draft: Draft) -> Kind:
        """As what a draft counts that is not shown: its places are not looked up, but for a fix."""
        fix = draft.fix
        is_mended = fix is not None and self._file.document.can_edit(fix.changes)
        return Kind(rule.code, severity, fix.safe if fix is not None and is_mended else None)

    def _stamp_related(self, other: DraftRelated, own: Source) -> Related:
        place, message, source = other
        if source is not None and isinstance(place, Span):
            return _related((*source.ends(place), message, source))
        span = place if isinstance(place, Span) else self._span(place)
        start, end = self._ends(span)
        part, _ = self._source.part_at(span.start)
        return _related((start, end, message, None if part is own else part))


def _fingerprint(code: str, task: str | None, value: object) -> str:
    """The same for the same finding after lines have moved: it hashes what is said, not where."""
    if isinstance(task, str) and isinstance(value, str):
        # What json.dumps would write, for nearly all findings.
        said = f'["{code}", {encode_basestring_ascii(task)}, {encode_basestring_ascii(value)}]'
    else:
        said = json.dumps((code, task, value), sort_keys=True)
    return sha256(said.encode()).hexdigest()[:32]
