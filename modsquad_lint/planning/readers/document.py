"""A plan that was read from prose: our own shape, and where each of its values stands; knows no format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...syntax.changes import DocumentChange, Edit, SetValue
from ...syntax.markdown import Markdown
from ...syntax.markdown_blocks import HEADING
from ...syntax.nodes import Document
from ...text.source import Place, Span
from ...text.typed import Any, NamedTuple
from ..keys import FILES
from .said import Claim


class TaskEntry(NamedTuple):
    """One task as it stands in a text.

    Attributes:
        span: what is shown for the task as a whole, its first line.
        done: where its state stands, such as the box; None where it has none.
        files, dependencies: each value with its place.
        quoted: the places of those files which an edit may write anew: in backticks, alone.
    """

    id: str
    id_span: Span
    span: Span
    description: str
    text_span: Span
    status: str
    done: Span | None
    files: Sequence[tuple[str, Span]]
    dependencies: Sequence[tuple[str, Span]]
    quoted: frozenset[Span] = frozenset()

    def value(self) -> dict[str, Any]:
        """The task in our own shape."""
        return {
            "id": self.id,
            "description": self.description,
            FILES: [path for path, _ in self.files],
            "dependencies": [ident for ident, _ in self.dependencies],
            "status": self.status,
        }


class PlanDocument(Document):
    """Tasks in prose.

    Attributes:
        claims: what the format itself says of its tasks, to be checked.
        notes: what people should know of how the order was read.
    """

    def __init__(
        self,
        markdown: Markdown,
        entries: Sequence[TaskEntry],
        claims: Sequence[Claim] = (),
        notes: Sequence[str] = (),
    ) -> None:
        self.value: Any = {"tasks": [entry.value() for entry in entries]}
        self.claims, self.notes = claims, notes
        self._markdown, self._entries = markdown, entries

    def span(self, place: Place) -> Span:
        """Where a value stands; of what the order alone says, the id of the task that waits."""
        match place.steps:
            case (_, int(number)):
                return self._entries[number].span
            case (_, int(number), key, *rest):
                return _within(self._entries[number], key, rest[0] if rest else None)
        return _title(self._markdown)

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions in comments."""
        return self._markdown.ignores()

    def edits(self, changes: tuple[DocumentChange, ...]) -> tuple[Edit, ...] | None:
        """Another path in the same backticks; of all else a person knows better how to say it."""
        found = []
        for change in changes:
            if not isinstance(change, SetValue) or not set(change.value).isdisjoint("`\r\n"):
                return None
            span = self.span(change.place)
            if change.place.steps[2:3] != (FILES,) or not self._is_quoted(change.place, span):
                return None
            found.append(Edit(span, change.value))
        return tuple(sorted(found))

    def _is_quoted(self, place: Place, span: Span) -> bool:
        index = place.steps[1]
        return isinstance(index, int) and span in self._entries[index].quoted


def _title(markdown: Markdown) -> Span:
    """The first heading, which stands for the plan as a whole; the first character where there is none."""
    headings = (block.span for block in markdown.blocks if block.kind == HEADING)
    return next(headings, Span(0, min(1, len(markdown.text))))


def _within(entry: TaskEntry, key: str | int, index: str | int | None) -> Span:
    """Where a value of one task stands."""
    lists = {FILES: entry.files, "dependencies": entry.dependencies}
    if key in lists and isinstance(index, int):
        return lists[key][index][1]
    if key == "description":
        return entry.text_span
    return entry.done if key == "status" and entry.done else entry.id_span
