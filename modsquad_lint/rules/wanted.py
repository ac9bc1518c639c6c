"""Which findings somebody wants: one value, which the command line fills and the engine and rules ask."""

from __future__ import annotations

from collections.abc import Collection

from ..text.typed import NamedTuple
from .draft import Severity


class Wanted(NamedTuple):
    """Which findings are wanted of the rules that run.

    Attributes:
        least: those of this severity, and worse ones.
        always: the rules whose findings are wanted whatever their severity.
        suppressed: whether those are wanted too that the file asks to leave out.
        most: how many findings of each rule and severity are wanted; the others are counted. None is all.
        most_related: how many related places of each finding; None is all.
        hidden_fixes: whether the fixes of findings that are not wanted are counted where others are found.
    """

    least: Severity = Severity.INFO
    always: frozenset[str] = frozenset()
    suppressed: bool = False
    most: int | None = None
    most_related: int | None = None
    hidden_fixes: bool = False

    def has(self, code: str, severity: Severity) -> bool:
        """Whether a finding of this rule and severity is wanted."""
        return severity >= self.least or code in self.always

    def with_all_of(self, codes: Collection[str]) -> Wanted:
        """Wanted are also all findings of these rules."""
        return self._replace(always=self.always.union(codes))


EVERYTHING = Wanted()
"""All that the file does not suppress."""
