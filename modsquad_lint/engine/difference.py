"""What changed in a text, as a unified diff that can be applied; knows nothing of why it changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ..syntax.changes import Edit, apply
from ..text.source import Source
from ..text.typed import NamedTuple
from .report import Report


def difference(report: Report) -> str:
    """What mending changed, as a unified diff that can be applied; empty where it changed nothing."""
    if report.before is None:
        return ""
    before, after = _lines(report.before), _lines(report.source)
    hunks = _hunks(_changes(report.before.text, report.edits, before, after))
    names = _name(report.before.display), _name(report.source.display)
    return _patch(names, before, after, hunks)


def difference_of_file(path: str, before: bytes | None, after: bytes | None) -> str:
    """How a file changes, as git writes it in a patch; None stands for a file that is not there.

    Lines are compared with one another, so the texts should be short.
    """
    from difflib import SequenceMatcher

    old, new = (_lines(Source(path, data or b"")) for data in (before, after))
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    hunks = _hunks(_Change(*ends) for kind, *ends in found if kind != "equal")
    sides = (_name(f"a/{path}"), _name(f"b/{path}"))
    head = "diff --git {} {}\n".format(*sides)
    if before is None:
        head += "new file mode 100644\n"
    if after is None:
        head += "deleted file mode 100644\n"
    if not hunks:
        return head
    shown = (
        "/dev/null" if before is None else sides[0],
        "/dev/null" if after is None else sides[1],
    )
    return head + _patch(shown, old, new, hunks)


def _patch(
    names: tuple[str, str],
    before: Sequence[str],
    after: Sequence[str],
    hunks: Iterable[Sequence[_Change]],
) -> str:
    parts = [f"--- {names[0]}\n", f"+++ {names[1]}\n"]
    for hunk in hunks:
        lead = min(_CONTEXT, hunk[0].start)
        trail = min(_CONTEXT, len(before) - hunk[-1].end)
        at, last = hunk[0].start - lead, hunk[-1].end + trail
        new, new_last = hunk[0].new_start - lead, hunk[-1].new_end + trail
        parts.append(f"@@ -{_range(at, last)} +{_range(new, new_last)} @@\n")
        for change in hunk:
            parts += (f" {line}" for line in before[at : change.start])
            parts += (f"-{line}" for line in before[change.start : change.end])
            parts += (f"+{line}" for line in after[change.new_start : change.new_end])
            at = change.end
        parts += (f" {line}" for line in before[at:last])
    return "".join(
        part if part.endswith("\n") else f"{part}\n\\ No newline at end of file\n" for part in parts
    )


def _name(path: str) -> str:
    """The path as git writes it in a patch: in quotes where it has more than letters."""
    if path.isprintable() and not set(path) & {'"', "\\"} and path.isascii():
        return path
    quoted = "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\{byte:03o}"  # noqa: PLR2004 - ASCII
        for byte in path.encode(errors="surrogateescape")
    )
    return f'"{quoted}"'


_CONTEXT = 3
"""So many lines that stay are shown around a change."""


def _lines(source: Source) -> list[str]:
    """The lines as a program that applies a patch sees them: only LF ends one."""
    return [line for line in _split("\ufeff" * source.has_bom + source.text) if line]


def _split(text: str) -> list[str]:
    """The lines with their ends; what stands after the last end too, though it is nothing."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), last]


def _range(start: int, end: int) -> str:
    """Lines of a hunk, from 1; nothing stands after the line before it."""
    return f"{start + (end > start)},{end - start}"


class _Change(NamedTuple):
    """Lines before that gave way to lines after; ends are exclusive."""

    start: int
    end: int
    new_start: int
    new_end: int


def _hunks(changes: Iterable[_Change]) -> list[list[_Change]]:
    """The changes, those together whose contexts meet."""
    hunks: list[list[_Change]] = []
    for change in changes:
        if hunks and change.start - hunks[-1][-1].end <= 2 * _CONTEXT:
            hunks[-1].append(change)
        else:
            hunks.append([change])
    return hunks


def _changes(
    text: str, rounds: Iterable[Sequence[Edit]], before: Sequence[str], after: Sequence[str]
) -> Iterator[_Change]:
    """What differs between two texts, in linear time, since the edits between them are known."""
    came_from: list[int | None] = [*range(len(_split(text)))]
    for edits in rounds:
        lines, done = _split(text), 0
        now: list[int | None] = []
        for change in _touched(lines, edits):
            now += came_from[done : change.start]
            now += [None] * (change.new_end - change.new_start)
            done = change.end
        came_from = now + came_from[done:]
        text = apply(text, edits)
    # What is now the first line has a byte order mark, and the one that it was had none.
    kept = [
        (old, new)
        for new, old in enumerate(came_from)
        if old is not None and before[old : old + 1] == after[new : new + 1]
    ]
    start = new_start = 0
    for old, new in [*kept, (len(before), len(after))]:
        # An empty last line is none.
        end, new_end = min(old, len(before)), min(new, len(after))
        if start < end or new_start < new_end:
            yield _trimmed(_Change(start, end, new_start, new_end), before, after)
        start, new_start = old + 1, new + 1


def _touched(lines: Sequence[str], edits: Sequence[Edit]) -> Iterator[_Change]:
    """The lines that edits change, with how many stand there afterwards; places after are not told."""
    starts = [0, *accumulate(map(len, lines))][: len(lines)]
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in edits:
        first = bisect_right(starts, edit.span.start) - 1
        last = bisect_right(starts, edit.span.end) - 1
        if groups and first <= groups[-1][1]:
            group = groups[-1][2]
            group.append(edit)
            groups[-1] = (groups[-1][0], last, group)
        else:
            groups.append((first, last, [edit]))
    for first, last, group in groups:
        old = lines[first : last + 1]
        moved = [Edit(span.shifted(-starts[first]), text) for span, text in group]
        new = _split(apply("".join(old), moved))
        if old[-1].endswith("\n"):
            new.pop()
        change = _trimmed(_Change(0, len(old), 0, len(new)), old, new)
        yield change._replace(start=first + change.start, end=first + change.end)


def _trimmed(change: _Change, before: Sequence[str], after: Sequence[str]) -> _Change:
    """The change without lines at its start and its end that are equal."""
    start, end, new_start, new_end = change
    while start < end and new_start < new_end and before[start] == after[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and before[end - 1] == after[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return _Change(start, end, new_start, new_end)
