"""What an editor is answered about a place in a plan, as plain data; knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from ..planning.tasks import Task, TaskFile
from ..reporters.escape import markdown
from ..rules import RULES
from ..rules.registry import Rule
from ..syntax.changes import Edit, SetValue
from ..text.paths import normalise
from ..text.source import Place, Span
from ..text.typed import NamedTuple
from .opened import Opened
from .places import (
    DEPENDENCY,
    FILE,
    ID,
    IGNORE,
    Spot,
    declarations_of,
    in_graph,
    inner,
    places_of,
    spot_at,
)

_MOST_FILES = 10
"""Paths of a task that its card shows."""

_MOST_PLACES = 50_000
"""Places in which an id is written anew while somebody waits."""


def spot(opened: Opened, offset: int) -> Spot | None:
    """What stands at an offset of a plan that could be read."""
    return None if opened.file is None else spot_at(opened.file, opened.whole, offset)


def hover(opened: Opened, found: Spot) -> str:
    """What is known of it, in Markdown; empty for nothing."""
    file = opened.file
    if file is None:
        return ""
    if found.kind in {ID, DEPENDENCY}:
        task = file.by_id.get(found.value)
        return card(opened, task) if task is not None else ""
    if found.kind == FILE:
        return _declaring(opened, file, found.value)
    if found.kind == IGNORE:
        rules = [rule for rule in RULES.values() if found.value in {rule.code, rule.name}]
        return "\n\n".join(map(page, rules))
    return ""


def page(rule: Rule) -> str:
    """A rule's page."""
    return f"**{rule.code} {rule.name}** ({rule.severity})\n\n{rule.doc}"


def in_short(rule: Rule) -> str:
    """What a rule means, in one line: some editors show no more of a message."""
    said = " ".join(rule.doc.partition("\n\n")[0].split())
    return f"{rule.code} {rule.name}: {said} (`modsquad-lint rule {rule.code}` says more)"


def card(opened: Opened, task: Task) -> str:
    """A task in a few lines."""
    lines = [f"**{markdown(task.id)}**"]
    if task.id in opened.batch_of:
        lines[0] += f", batch {opened.batch_of[task.id]}"
    description = task.entry.get("description")
    if description:
        lines.append(markdown(description))
    if task.squad:
        lines.append(f"squad: {markdown(task.squad)}")
    shown = [f"- {markdown(path)}" for path in task.files[:_MOST_FILES]]
    if len(task.files) > _MOST_FILES:
        shown.append(f"- and {len(task.files) - _MOST_FILES} more")
    lines.append("\n".join(["modifies:", *shown]) if shown else "declares no file")
    if task.dependencies:
        lines.append(f"waits for: {', '.join(map(markdown, task.dependencies))}")
    return "\n\n".join(lines)


def _declaring(opened: Opened, file: TaskFile, path: str) -> str:
    """Who declares a path, and in which batch."""
    normal = normalise(path)
    lines = [f"**{markdown(normal)}** is declared by"]
    for task, paths in zip(file.tasks, file.tasks.files, strict=True):
        if normal in paths:
            batch = opened.batch_of.get(task.id)
            lines.append(f"- {markdown(task.id)}" + (f", batch {batch}" if batch else ""))
    return "\n".join([lines[0], "", *lines[1:]])


def references(opened: Opened, found: Spot) -> list[Span]:
    """Where an id stands, its task first; or all that declare a path."""
    file = opened.file
    if file is None:
        return []
    if found.kind == FILE:
        return [file.document.span(place) for place in declarations_of(file, found.value)]
    if found.kind not in {ID, DEPENDENCY} or found.value not in file.by_id:
        return []
    spans = [file.document.span(place) for place in places_of(file, found.value)]
    return [*spans, *(span for ident, span in in_graph(opened.whole) if ident == found.value)]


def renamed(opened: Opened, found: Spot, name: str) -> tuple[Edit, ...] | None:
    """The edits that give a task another id everywhere; None where they can't be made safely.

    Safe is what is read as the same plan, but for that id. A plan of several files is none: there the
    ids are those of the files.
    """
    file = opened.file
    if file is None or found.kind not in {ID, DEPENDENCY} or found.value not in file.by_id:
        return None
    if opened.whole.parts:
        return None
    places = places_of(file, found.value)
    changed = {edit for place in places for edit in _written(opened, place, found, name)}
    graph = (span for ident, span in in_graph(opened.whole) if ident == found.value)
    changed.update(Edit(inner(opened.whole, span), name) for span in graph)
    edits = tuple(sorted(changed))
    if name == found.value:
        return edits or None
    then = opened.tasks_after(edits)
    return edits if then is not None and _order(then) == _order(file, {found.value: name}) else None


def _written(opened: Opened, place: Place, found: Spot, name: str) -> Iterable[Edit]:
    """The edit of one place; none where the id follows from another, by an alias or from its place."""
    file = opened.file
    edits = None if file is None else file.document.edits((SetValue(place, name),))
    if file is None or edits is not None:
        return edits or ()
    span = file.document.span(place)
    written = inner(opened.whole, span)
    text = opened.whole.text
    return (Edit(written, name),) if text[written.start : written.end] == found.value else ()


def _order(file: TaskFile, names: Mapping[str, str] | None = None) -> list[tuple[str, list[str]]]:
    """Each id with what it waits for, some under other names."""
    names = names or {}
    return [
        (names.get(task.id, task.id), [names.get(each, each) for each in task.dependencies])
        for task in file.tasks
    ]


def unfit(opened: Opened, found: Spot, name: str) -> str:
    """Why a task can't have a name; nothing where it can."""
    if not name.strip():
        return "an id is not blank"
    if opened.file is None:
        return ""
    if name in opened.file.by_id and name != found.value:
        return f"there is a task {name!r} already"
    is_too_much = next(islice(places_of(opened.file, found.value), _MOST_PLACES, None), None)
    return f"the id stands in more than {_MOST_PLACES:,} places" if is_too_much else ""


class Symbol(NamedTuple):
    """A task in the outline: its name, what stands beside it, all of it, and its id."""

    name: str
    detail: str
    whole: Span
    id: Span


def outline(opened: Opened) -> Iterator[Symbol]:
    """The tasks in file order."""
    file = opened.file
    if file is None:
        return
    span = file.document.span
    for task in file.tasks:
        batch = opened.batch_of.get(task.id)
        detail = f"batch {batch}" if batch else ""
        whole, ident = span(Place(task.steps)), span(task.at("id"))
        yield Symbol(
            task.id, detail, Span(min(whole.start, ident.start), max(whole.end, ident.end)), ident
        )
