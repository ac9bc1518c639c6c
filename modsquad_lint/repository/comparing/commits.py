"""The commits of a range, and the tasks that they name; knows no tasks file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ...rules.comparing.changes import ABBREVIATED, Habits
from ...text.typed import NamedTuple
from ..git.checked_out import task_in
from ..git.formats import RawChange, raw_log
from ..git.repository import GitFailedError, Repository
from .file_changes import DIFF
from .merges import merged_branches


class Commit(NamedTuple):
    """One commit of a range.

    Attributes:
        trailers: the ids in its trailers; "" for an empty one.
        likely: ids that it says in another way, as in `Unit`.
        malformed: itself with each line that looks like a trailer for a task and is none, as in `Unit`.
        merged: the branches that it says it merges, in the order of its other parents; of all its parents where it
            names as many.
        changes: what it changed; of a merge, what none of its parents has.
        when: its date, `2026-03-01`.
    """

    id: str
    parents: tuple[str, ...]
    trailers: tuple[str, ...]
    likely: tuple[str, ...]
    malformed: tuple[tuple[str, str], ...]
    merged: tuple[str, ...]
    changes: list[RawChange]
    when: str = ""

    @property
    def names_tasks(self) -> bool:
        """Whether it says anything of a task."""
        return bool(self.trailers or self.likely)


class Logged(NamedTuple):
    """One commit as git says it: the names of tasks are not yet looked for."""

    id: str
    parents: str
    when: str
    body: str
    trailers: str
    changes: list[RawChange]


def logged(
    repository: Repository, limits: Sequence[str], given: bytes | None = None
) -> list[Logged]:
    """The commits that git finds within limits, the newest first, or those that it is given; one question."""
    log = ("log", "-c", *DIFF, "--topo-order", "--no-decorate", "--encoding=UTF-8")
    form = "--format=%H%x00%P%x00%cs%x00%B%x00%(trailers:only,unfold)%x00"
    try:
        answer = repository.ask(*log, "-M", form, *limits, "--", given=given)
    except GitFailedError:
        answer = repository.ask(*log, "--no-renames", form, *limits, "--", given=given)
    return [
        Logged(ident, parents, when, body, trailers, changes)
        for (ident, parents, when, body, trailers), changes in raw_log(answer, 5)
    ]


def commits_in(
    found: Sequence[Logged], habits: Habits, known: dict[str, Commit] | None = None
) -> list[Commit]:
    """These commits, with the tasks that they name; `known` are those that were read so far, and is added to."""
    reader = Messages(habits)
    known = {} if known is None else known
    for each in found:
        if each.id not in known:
            known[each.id] = reader.commit(
                each.id, each.parents.split(), each.body.strip(), each.trailers, each.changes
            )._replace(when=each.when)
    return [known[each.id] for each in found]


class Messages:
    """Reads what messages say of tasks."""

    def __init__(self, habits: Habits) -> None:
        keys = "|".join(map(re.escape, habits.trailers))
        # The end is stripped later: a pattern that looks for it takes quadratic time.
        self._trailer = re.compile(rf"\s*(?:{keys})\s*:(.*)", re.IGNORECASE)
        # Where commits are squashed, the subject of one becomes an item of a list; others quote, or stress.
        # What may stand before a key takes the "-" that a key begins with: else both would be tried in turn.
        bare = "|".join(re.escape(key.lstrip("-")) for key in habits.trailers)
        self._like_one = re.compile(
            rf"[\s>*_#-]*(?:tasks?|{bare})[-_ ]?(?:id)?s?[\s*_]*[:=#\uff1a]", re.IGNORECASE
        )
        self._subjects = habits.subjects

    def commit(
        self,
        ident: str,
        parents: Sequence[str],
        body: str,
        trailers: str,
        changes: list[RawChange],
    ) -> Commit:
        """A commit with what its message and its trailers say."""
        subject, _, text = body.replace("\r", "\n").partition("\n")
        named = self._values(trailers)
        known = frozenset(named)
        likely = [value for value in self._values(text) if value and value not in known]
        likely += filter(None, (_id_in(subject, pattern) for pattern in self._subjects))
        malformed = [
            line.strip()
            for line in text.split("\n")
            if self._like_one.match(line) and not self._trailer.match(line)
        ]
        if self._like_one.match(subject) or len(subject.split()) == 1:
            malformed.append(subject.strip())
        return Commit(
            *(ident, tuple(parents), named, tuple(dict.fromkeys(likely))),
            tuple((ident[:ABBREVIATED], line) for line in dict.fromkeys(malformed)),
            *(merged_branches(subject, text), changes),
        )

    def _values(self, text: str) -> tuple[str, ...]:
        """The ids in the lines of a text that are a trailer for a task, each once."""
        found = (self._trailer.match(line) for line in text.split("\n"))
        return tuple(dict.fromkeys(match[1].strip() for match in found if match))


_LONGEST_SUBJECT = 1000
"""Characters of a subject that a pattern looks at: no title is longer, and what follows them counts as not there."""


def _id_in(subject: str, pattern: str) -> str:
    """The id that a subject holds in the manner of `commit-pattern`, in which "..." is any text; "" for none.

    It begins in the last place where the pattern fits, and is as short as can be there. Each text of the pattern
    is looked for once, so that no pattern takes more than linear time.
    """
    subject = subject[:_LONGEST_SUBJECT]
    before, _, after = pattern.partition("{id}")
    first, *others = before.split("...")
    *between, last = after.split("...")
    start, end = len(first), len(subject) - len(last)
    if not (subject.startswith(first) and subject.endswith(last)):
        return ""
    for text in reversed(between):
        end = subject.rfind(text, 0, max(end, 0))
    for text in others[:-1]:
        found = subject.find(text, start, max(end, 0))
        start = found + len(text) if found >= 0 else len(subject)
    for text in others[-1:]:
        found = subject.rfind(text, start, max(end - 1, 0))
        start = found + len(text) if found >= 0 else len(subject)
    if start >= end:
        return ""
    return subject[start : subject.find(between[0], start + 1) if between else end]


def merged_tasks(commits: Sequence[Commit], end: str, habits: Habits) -> Mapping[str, str]:
    """The commits that merges brought in, to the branch that names their task: the side that they are of.

    A commit of several sides is of the one that was merged last; the own line is of none, unless a merge
    names its branch too, as one does that took in several.
    """
    if not any(commit.merged for commit in commits):
        return {}
    by_id = {commit.id: commit for commit in commits}
    sides: dict[str, str] = {}
    line = ""
    for ident in own_line(by_id, end):
        sides[ident] = line
        commit = by_id[ident]
        if 1 < len(commit.parents) == len(commit.merged):
            line = _of_task(commit.merged[0], habits)
    for commit in commits:  # a commit stands before its parents
        side = sides.setdefault(commit.id, "")
        all_named = len(commit.merged) == len(commit.parents)
        for at, parent in enumerate(commit.parents):
            number = at if all_named else at - 1
            named = commit.merged[number] if at > 0 and number < len(commit.merged) else ""
            sides.setdefault(parent, _of_task(named, habits) or side)
    return {ident: side for ident, side in sides.items() if side}


def _of_task(branch: str, habits: Habits) -> str:
    """A branch that names a task; "" of another."""
    return branch if any(task_in(branch, pattern) for pattern in habits.branches) else ""


def own_line(by_id: Mapping[str, Commit], tip: str) -> Iterator[str]:
    """The commits of a range's own line down from this one, without what its merges brought in."""
    current = by_id.get(tip)
    while current is not None:
        yield current.id
        current = by_id.get(current.parents[0]) if current.parents else None
