"""MSQ406: what a format says of its tasks, compared with their files and dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..planning.readers.said import Claim
from ..text.source import Span
from ..text.typed import NamedTuple
from ..text.words import quoted
from .draft import Draft, DraftRelated, Severity
from .registry import CLAIM, TASKS, Subject, once, rule

_SHOWN = 5
"""A message names so many tasks; its related places are all there."""


class Contradiction(NamedTuple):
    """Tasks of which one claim says that they run in parallel, and a file or area that they all hold."""

    claim: Claim
    file: str
    tasks: Sequence[int]


@once
def contradictions(subject: Subject) -> Sequence[Contradiction]:
    """Each file that tasks of one claim share, those left aside that are done."""
    claims: Sequence[Claim] = getattr(subject.file.document, "claims", ())
    if not claims:
        return ()
    claim_of = {number: claim for claim in claims for number in claim.marks}
    tasks, shares = subject.work.file.tasks, subject.work.holdings.contested
    found = []
    for file, holders in shares.holders.items():
        owners = set(shares.owners(file))
        by_claim: dict[int, list[int]] = {}
        for index in holders:
            claim = claim_of.get(tasks[index].number or 0)
            if claim is not None:
                by_claim.setdefault(id(claim), []).append(index)
        found += [
            Contradiction(claim_of[tasks[together[0]].number or 0], file, together)
            for together in by_claim.values()
            if len(together) > 1 and not owners.isdisjoint(together)
        ]
    return found


def contradicted(subject: Subject) -> Mapping[str, frozenset[str]]:
    """Of each file that MSQ406 speaks of the ids of its tasks, of which MSQ402 need not speak again."""
    ids: dict[str, frozenset[str]] = {}
    for found in contradictions(subject):
        named = frozenset(subject.work.file.tasks[task].id for task in found.tasks)
        ids[found.file] = ids.get(found.file, frozenset()) | named
    return ids


@rule("MSQ406", "false-parallel-claim", Severity.ERROR, needs=(TASKS, CLAIM), everywhere=True)
def false_parallel_claim(subject: Subject) -> Iterator[Draft]:
    """The file says that tasks run in parallel, and they share a file or wait for each other.

    It is about plans of other tools: spec-kit's `[P]`, Kiro's waves, GSD's `wave`. Tasks that are done
    are left aside. Where it speaks of a file, MSQ402 does not.

    ## Why

    These marks are written by whoever writes the plan, and the tool checks none of them: it starts the
    tasks side by side. Two workers that write to one file overwrite each other.

    ## Example

    ```markdown
    - [ ] T011 [P] [US1] Start a session in src/session.ts
    - [ ] T012 [P] [US1] End a session in src/session.ts
    ```

    Instead:

    ```markdown
    - [ ] T011 [US1] Start a session in src/session.ts
    - [ ] T012 [US1] End a session in src/session.ts
    ```

    ## Fix

    By hand: let one of the tasks wait (take its `[P]` away, or put it into a later wave), combine the
    tasks, or split the file.
    """
    for found in contradictions(subject):
        yield _shared(subject, found)
    yield from _ordered(subject)


def _shared(subject: Subject, found: Contradiction) -> Draft:
    ids = [subject.work.file.tasks[task].id for task in found.tasks]
    first, *others = (
        DraftRelated(subject.work.holdings.place(task, found.file), f'"{ident}"')
        for task, ident in zip(found.tasks, ids, strict=True)
    )
    names = quoted(ids, _SHOWN)
    both = "both" if len(ids) == 2 else "all"  # noqa: PLR2004 - two are both
    return Draft(
        first.place,
        f'{names} are {both} {found.claim.name}, and {both} write "{found.file}"',
        help=found.claim.remedy,
        label=first.message,
        related=tuple(others),
    )


def _ordered(subject: Subject) -> Iterator[Draft]:
    """Tasks that wait for a task of their own wave, or of a later one."""
    claims: Sequence[Claim] = getattr(subject.file.document, "claims", ())
    if not claims:
        return
    of_task: dict[int, tuple[Claim, Span]] = {
        number: (claim, mark) for claim in claims for number, mark in claim.marks.items()
    }
    tasks = subject.file.tasks
    for number, (claim, mark) in sorted(of_task.items()):
        task = tasks[number] if number < len(tasks) else None
        if task is None or task.is_done:
            continue
        for index, ident in enumerate(task.dependencies):
            other = tasks.index_of.get(ident)
            if other is None or other not in of_task or other == number:
                continue
            theirs, where = of_task[other]
            if theirs is claim or theirs.is_after(claim):
                yield Draft(
                    task.dependency(index),
                    f'"{task.id}" is {claim.name} beside "{ident}", and waits for it'
                    if theirs is claim
                    else f'"{task.id}" is {claim.name}, and waits for "{ident}", which is {theirs.name}',
                    help=claim.remedy,
                    label=f'"{task.id}" waits',
                    related=(
                        DraftRelated(mark, f'"{task.id}"'),
                        DraftRelated(where, f'"{ident}"'),
                    ),
                )
