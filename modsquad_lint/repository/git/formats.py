"""The forms of git's answers: any, and its raw format of changes, alone and in a log; asks git nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from ...text.typed import NamedTuple
from .repository import GitFailedError, decode

_NOT_UNDERSTOOD = "git gave an answer that cannot be understood"


@contextmanager
def understood() -> Iterator[None]:
    """Read an answer of git; one that is of another form raises GitFailedError."""
    try:
        yield
    except (IndexError, KeyError, StopIteration, ValueError) as error:
        raise GitFailedError(_NOT_UNDERSTOOD) from error


class RawChange(NamedTuple):
    """One line of git's raw format; in a merge, against all parents at once.

    Attributes:
        status: one letter: A, C, D, M, R, T, U.
        path: where it stands now; for a deletion, where it stood.
        old_path: for a rename or a copy, where it came from.
        modes: before (of the first parent) and after, as git writes them; "000000" for none.
        objects: the ids of the content, likewise; all zeros for none, and for what git has not stored.
    """

    status: str
    path: str
    old_path: str | None
    modes: tuple[str, str]
    objects: tuple[str, str]


def raw_changes(answer: bytes) -> list[RawChange]:
    """The changes of `git diff --raw -z --no-abbrev` and its relatives."""
    text = decode(answer)
    tokens = iter(text.removesuffix("\0").split("\0") if text else ())
    with understood():
        return [_raw_change(token, tokens) for token in tokens]


def change_lists(answer: bytes, many: int) -> list[list[RawChange]]:
    """The changes of each of so many lines that `git diff-tree --stdin --raw -z --no-abbrev` was given."""
    found: list[list[RawChange]] = []
    tokens = iter(decode(answer).split("\0"))
    for token in tokens:
        # Two trees are named on a line of their own, a commit as an entry.
        *named, last = token.split("\n")
        is_change = last.startswith(":")
        found += [[] for name in (named if is_change else (*named, last)) if name]
        if is_change:
            with understood():
                found[-1].append(_raw_change(last, tokens))
    if len(found) != many:
        raise GitFailedError(_NOT_UNDERSTOOD)
    return found


def raw_log(answer: bytes, fields: int) -> Iterator[tuple[list[str], list[RawChange]]]:
    """The commits of `git log --raw -z --no-abbrev`, each with the fields of its format.

    The format must put "%x00" between its fields, and start with the commit's id.
    """
    tokens = iter(decode(answer).split("\0"))
    head: list[str] = []
    changes: list[RawChange] = []
    for token in tokens:
        text = token.lstrip("\n")
        if text.startswith(":"):
            with understood():
                changes.append(_raw_change(text, tokens))
        elif text:
            if head:
                yield head, changes
            head, changes = [text, *islice(tokens, fields - 1)], []
            if len(head) < fields:
                raise GitFailedError(_NOT_UNDERSTOOD)
    if head:
        yield head, changes


def _raw_change(header: str, tokens: Iterator[str]) -> RawChange:
    """One change; raises what `understood` takes for an answer of another form."""
    # One colon, mode and id for each parent, then those of the result.
    parents = len(header) - len(header.lstrip(":"))
    *numbers, status = header[parents:].split(" ")
    path = next(tokens)
    old_path = None
    if parents == 1 and status[0] in "RC":
        old_path, path = path, next(tokens)
    if not path:
        raise ValueError("a change without a path")
    return RawChange(
        status[0],
        path,
        old_path,
        (numbers[0], numbers[parents]),
        (numbers[parents + 1], numbers[-1]),
    )
