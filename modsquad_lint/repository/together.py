"""Plans of several files in one folder: read as one, each file's report with its own findings."""

from __future__ import annotations

import os
from collections import Counter

from ..engine.report import Report
from ..rules.finding import Finding
from ..rules.wanted import Wanted
from ..text.errors import UserError
from ..text.joined import Joined
from ..text.typed import TYPE_CHECKING
from .search import Entry

if TYPE_CHECKING:
    from .held import Held
    from .project import Project


def joined(project: Held, entry: Entry, data: bytes | None) -> Joined | None:
    """All files of the plan that one is a part of, as one text; None where that is no part of any.

    `data` is what that one holds. A file that only has the name of such a plan is left out.
    """
    if not entry.siblings:
        return None
    from ..planning.readers.gsd import is_gsd

    own = project.source(entry, data)
    parts = []
    for path in entry.siblings:
        other = project.search.sibling(entry, path)
        part = own if other.name == own.path else project.source(other)
        if is_gsd(part):
            parts.append(part)
    if own not in parts:
        return None
    name, display = (os.path.dirname(each) or os.curdir for each in (own.path, own.display))
    return Joined(name, parts, display=display)


def with_plan(project: Project, entry: Entry, report: Report, wanted: Wanted) -> Report:
    """What changed, of one of several files, with what is found in the plan that they are together.

    That is read from disk; where a file has another text there, it is not known.
    """
    together = project.search.entries([entry.path])
    own = next((each for each in together if each.name == entry.name), entry)
    try:
        is_same = project.source(own).encoded() == report.source.encoded()
        plan = project.lint(own, wanted=wanted) if is_same else None
    except UserError:
        plan = None
    if plan is None:
        note = "the plan that it is a part of was not looked at: the disk has another text"
        return report._replace(notes=(*report.notes, note))
    if plan.whole is None:  # it only has the name of such a plan
        return report
    return plan._replace(
        findings=sorted((*report.findings, *plan.findings), key=Finding.sort_key),
        left_out=Counter(report.left_out) + Counter(plan.left_out),
        notes=(*report.notes, *plan.notes),
    )
