"""Rules about who answers for a change: the tasks that commits, branches and variables name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from ...text.vocabulary import Vocabulary
from ...text.words import counted, quoted
from ..declarations import home_in, top_of
from ..draft import Draft, Severity
from ..registry import COMPARISON, Subject, rule
from .changes import TRAILER
from .judgement import Judgement

_MOST_NAMED = 3
"""Full names that a message gives."""


@rule("MSQ608", "unknown-task", Severity.ERROR, needs=(COMPARISON,), once_a_run=True)
def unknown_task(subject: Subject) -> Iterator[Draft]:
    """A branch or a commit names a task that the plan does not have.

    So does the variable `MODSQUAD_TASK`. A line of a commit that was meant to name a task and is no
    trailer is reported too, when a task of the plan stands in it: `Tasks: orders`, `Task: orders, users`,
    an id in quotes or as the subject; and a trailer without any id. So is a branch that nearly fits
    `branch-pattern`: `tasks/orders`, `Task/orders`, `task-orders`, `someone/task/orders`, `orders`.

    ## Why

    The changes could not be compared with the task that they were made for, and a warning would not do:
    a hook that passes is silent.

    ## Example

    ```text
    Add the orders table

    Task: oders
    ```

    Instead:

    ```text
    Add the orders table

    Task: orders
    ```

    ## Fix

    By hand: correct the name, of the branch or in the commit.
    """
    judgement = subject.comparison.judged
    if subject.comparison.number != judgement.plans.first:
        return
    yield from _unknown(subject, judgement)
    yield from _malformed(subject, judgement)
    yield from _like_a_tasks_branch(subject, judgement)


def _unknown(subject: Subject, judgement: Judgement) -> Iterator[Draft]:
    ids = judgement.plans.ids
    unknown: dict[tuple[str, str], list[str]] = {}
    for unit, answering, *_ in judgement.attributed:
        if unit.source != TRAILER and answering:
            continue
        for ident in unit.tasks or ():
            if ident not in ids:
                commits = unknown.setdefault((ident, unit.source), [])
                commits += [] if unit.commit is None or unit.source != TRAILER else [unit.commit]
    if not unknown:
        return
    known = Vocabulary(sorted(ids), subject.budget)
    for (ident, source), commits in unknown.items():
        who = _commits(commits) if commits else source
        if not ident:
            yield Draft(
                top_of(subject.file),
                f"{who} has a trailer for a task that names none",
                help="write the id of the task behind it, or take the trailer out",
            )
            continue
        lacking, advice = _what_is_wrong(judgement, ident, source, known)
        yield Draft(
            top_of(subject.file), f'{who} names the task "{ident}", which {lacking}', help=advice
        )


def _what_is_wrong(
    judgement: Judgement, ident: str, source: str, known: Vocabulary
) -> tuple[str, str]:
    """Who has a task that nobody has by this name, and what to do."""
    ids = judgement.plans.ids
    full = sorted(each for each in ids if each.endswith(f":{ident}"))
    if full:
        names = quoted(full[:_MOST_NAMED])
        return (
            f"{counted(len(full), 'plan')} here have",
            f"say which, with --task or a trailer, by its full name: {names}",
        )
    lacking = (
        "this file does not have" if len(judgement.plans.files) == 1 else "no tasks file here has"
    )
    inside = _ids_in(ident, ids)
    if source == TRAILER and len(inside) > 1:
        return lacking, f"write one trailer for each: {quoted(inside)}"
    near = inside or known.near(ident)
    if near:
        return lacking, f"did you mean {quoted(near[:1])}?"
    return lacking, "correct the name, or name a task of the plan"


def _malformed(subject: Subject, judgement: Judgement) -> Iterator[Draft]:
    ids = judgement.plans.ids
    found: dict[str, list[str]] = {}
    for unit, answering, *_ in judgement.attributed:
        for commit, line in () if unit.is_named_by_itself(ids) else unit.malformed:
            # Who answers all the same may say so in whatever form.
            if not {*_ids_of(line, ids)} <= {*answering}:
                found.setdefault(line, []).append(commit)
    for line, commits in found.items():
        inside = _ids_of(line, ids)
        yield Draft(
            top_of(subject.file),
            f'{_commits(commits)} says "{line}", which is no trailer for a task',
            help="write into the last lines of the message, one for each task: "
            + ", ".join(f"{subject.options.task_trailer}: {ident}" for ident in inside),
        )


def _like_a_tasks_branch(subject: Subject, judgement: Judgement) -> Iterator[Draft]:
    ids = judgement.plans.ids
    patterns = dict.fromkeys(file.options.branch_pattern for file in judgement.plans.files)
    branches = [
        branch
        for unit, answering, *_ in judgement.attributed
        if not answering
        for branch in unit.branches
    ]
    for branch in dict.fromkeys(branches):
        for pattern in patterns:
            ident = _id_nearly_in(branch, pattern, ids)
            if ident:
                meant = pattern.replace("{id}", ident)
                yield Draft(
                    top_of(subject.file),
                    f'the branch "{branch}" looks like one for the task "{ident}", which "{pattern}" does '
                    "not find in it",
                    help=f'call it "{meant}", or name the task with --task or a trailer',
                )
                break


_BASES = frozenset({"main", "master"})


def _id_nearly_in(branch: str, pattern: str, ids: Collection[str]) -> str:
    """The task that a branch seems to be for, which does not fit the pattern; "" for none."""
    if branch in ids and branch not in _BASES:
        return branch
    before, _, after = pattern.partition("{id}")
    word = re.sub(r"\W+$", "", before)
    if not word:
        return ""
    # An id begins with no sign, so that the signs before it are tried in one way only.
    like = rf"(?:.*/)?{re.escape(word)}s?[-_/.#]+([^-_/.#].*?){re.escape(after)}"
    match = re.fullmatch(like, branch, re.IGNORECASE)
    if match is None:
        return ""
    said = match[1]
    return said if said in ids else next((i for i in ids if i.casefold() == said.casefold()), "")


def _ids_of(line: str, ids: Collection[str]) -> list[str]:
    """The ids that a line names and nothing else: behind a sign, or alone."""
    bare = (word if word in ids else word.strip("\"'`<>[]().*_") for word in _words_of(line))
    found = [*filter(None, bare)]
    return found if all(word in ids for word in found) else []


@lru_cache(maxsize=10_000)
def _words_of(line: str) -> list[str]:
    """What a line could name: many ranges have the same commits."""
    _, sign, said = next(filter(itemgetter(1), map(line.partition, ":\uff1a=#")), (line, "", ""))
    return [word for word in re.split(r"[\s,;&]+|\band\b", said) if word] if sign else [line]


def _ids_in(text: str, ids: Collection[str]) -> list[str]:
    """The ids of the plan that stand in a text, set apart from it by signs."""
    bare = text.strip().strip("\"'`<>[]()")
    if bare in ids:
        return [bare]
    words = re.split(r"[\s,;\"'`<>\[\]()&+]+|/", text)
    return list(dict.fromkeys(word for word in words if word in ids))


def _commits(commits: Sequence[str]) -> str:
    more = f" (and {len(commits) - 1} more)" if len(commits) > 1 else ""
    return f"commit {commits[0]}{more}"


@rule("MSQ612", "two-answers", Severity.WARNING, most=Severity.ERROR, needs=(COMPARISON,))
def two_answers(subject: Subject) -> Iterator[Draft]:
    """The branch names one task, and a commit on it another for which the first does not wait.

    It is an error when the commit changes a file of a task that may run at the same time as the branch's.

    ## Why

    One of the two is wrong. With the wrong trailer a commit could change the files of any task; and work
    of another task that was picked onto a branch is done twice.

    ## Example

    On the branch `task/orders`:

    ```text
    Show the portfolio

    Task: portfolio
    ```

    Instead, that commit stands on the branch `task/portfolio`.

    ## Fix

    By hand: take the commit out, if it belongs to the other task; else correct its trailer.
    """
    judgement = subject.comparison.judged
    plans = judgement.plans
    branch = [ident for ident in subject.comparison.branch if ident in plans.ids]
    if not branch or plans.home(branch) != subject.comparison.number:
        return
    first = branch[0]
    found: dict[str, tuple[list[str], dict[str, str]]] = {}
    for unit, ids, *_ in judgement.attributed:
        if unit.commit is None or not unit.is_named_by_itself(plans.ids):
            continue
        for other in ids:
            if other in branch or plans.waits(first, other):
                continue
            commits, taken = found.setdefault(other, ([], {}))
            commits.append(unit.commit)
            taken.update(judgement.files_of_concurrent(first, unit))
    for other, (commits, taken) in found.items():
        yield Draft(
            home_in(subject.file, first),
            f'the branch names the task "{first}", and {_commits(commits)} names "{other}", '
            f'for which "{first}" does not wait' + _taken(taken),
            help=f'take the commit out, if it belongs to "{other}"; else correct its trailer',
            severity=Severity.ERROR if taken else None,
        )


def _taken(taken: dict[str, str]) -> str:
    """What was changed of other tasks, in words."""
    if not taken:
        return ""
    path, owner = next(iter(taken.items()))
    more = (
        f", and {counted(len(taken) - 1, 'more file')} of concurrent tasks"
        if len(taken) > 1
        else ""
    )
    return f'; it changed {path}, which the concurrent task "{owner}" declares{more}'
