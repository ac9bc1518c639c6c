"""What rules, reports and the comparison must know of a format; knows no reader."""

from __future__ import annotations

from ...text.typed import NamedTuple


class Reading(NamedTuple):
    """A format.

    Attributes:
        name: as people call it; empty for our own.
        include: globs of the files that it is looked for in, where nobody names one.
        is_prose: whether paths and order stand in sentences: how they are written is no promise then.
        bookkeeping: what its tool keeps beside the plan, as globs relative to the plan's folder.
        has_comments: whether a suppression is a comment of Markdown, and no key of a task.
    """

    name: str = ""
    include: tuple[str, ...] = ()
    is_prose: bool = False
    bookkeeping: tuple[str, ...] = ()
    has_comments: bool = False

    def suppression(self, code: str) -> str:
        """How a file of this format says that a rule is not to speak of a task."""
        if self.has_comments:
            return f"<!-- modsquad: ignore[{code}] -->"
        return f'"lint_ignore": ["{code}"]'


OWN = Reading()
