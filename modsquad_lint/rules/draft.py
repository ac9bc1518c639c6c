"""What a rule yields: drafts, which name a place; the engine makes findings of them, which stand at one."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from ..text.source import Place, Source, Span
from ..text.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..syntax.changes import DocumentChange


class Severity(IntEnum):
    """How bad a finding is; compares by weight."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        """The lower-case name, as in every output."""
        return self.name.lower()


class DraftFix(NamedTuple):
    """A fix as a rule names it; a fix that could be wrong is not safe."""

    title: str
    changes: tuple[DocumentChange, ...]
    safe: bool = True


class DraftRelated(NamedTuple):
    """Another place that a draft speaks of, and what it is there.

    Attributes:
        source: the file that it is in, where that is another one; then the place is a span.
    """

    place: Place | Span
    message: str
    source: Source | None = None


class Draft(NamedTuple):
    """What a rule yields.

    Attributes:
        place: the exact value or key complained about.
        message: what is wrong, with the value; one line, no full stop.
        help: what to do about it; may be empty. A function, where it takes long to find out.
        label: a few words for the underlined place, where the message alone would not say which.
        related: other places, in the order in which they should be read.
        severity: where it differs from the rule's own.
        changed_path: the changed file that a drift finding speaks of, relative to the repository.
        task: the id of the task that a span belongs to; a place says it by itself.
    """

    place: Place | Span
    message: str
    help: str | Callable[[], str] = ""
    label: str = ""
    related: tuple[DraftRelated, ...] = ()
    fix: DraftFix | None = None
    severity: Severity | None = None
    changed_path: str | None = None
    task: str | None = None


LateDraft = Callable[[], Draft]
"""Makes a draft without a fix and of the rule's own severity, where there may be very many: of those that
are only counted, none is made."""
