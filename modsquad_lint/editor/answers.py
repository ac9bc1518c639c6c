"""What an editor is answered about a place in a plan, as plain data; knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..planning.keys import FILES, KEYS
from ..planning.tasks import Task, TaskFile
from ..rules import RULES
from ..rules.finding import Finding
from ..rules.registry import Rule
from ..syntax.changes import AddItem, AddKey, Edit, SetValue
from ..text.paths import normalise
from ..text.source import Place, Span
from ..text.typed import NamedTuple
from .context import Typed, typed_in_json, typed_in_yaml
from .opened import Opened
from .places import DEPENDENCY, FILE, ID, IGNORE, SQUAD, Spot, places_of, spot_at

_MOST_FILES = 10
"""Paths of a task that its card shows."""
_MOST_PROPOSED = 200
"""Completions that are sent at once; more letters make them fewer."""


def spot(opened: Opened, offset: int) -> Spot | None:
    """What stands at an offset of a text that could be read."""
    return None if opened.file is None else spot_at(opened.file, offset)


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


def card(opened: Opened, task: Task) -> str:
    """A task in a few lines."""
    lines = [f"**{_plain(task.id)}**"]
    if task.id in opened.batch_of:
        lines[0] += f", batch {opened.batch_of[task.id]}"
    description = task.entry.get("description")
    if description:
        lines.append(_plain(description))
    if task.squad:
        lines.append(f"squad: {_plain(task.squad)}")
    shown = [f"- {_plain(path)}" for path in task.files[:_MOST_FILES]]
    if len(task.files) > _MOST_FILES:
        shown.append(f"- and {len(task.files) - _MOST_FILES} more")
    lines.append("\n".join(["modifies:", *shown]) if shown else "declares no file")
    if task.dependencies:
        lines.append(f"waits for: {', '.join(map(_plain, task.dependencies))}")
    return "\n\n".join(lines)


def _declaring(opened: Opened, file: TaskFile, path: str) -> str:
    """Who declares a path, and in which batch."""
    normal = normalise(path)
    lines = [f"**{_plain(normal)}** is declared by"]
    for task, paths in zip(file.tasks, file.tasks.files, strict=True):
        if normal in paths:
            batch = opened.batch_of.get(task.id)
            lines.append(f"- {_plain(task.id)}" + (f", batch {batch}" if batch else ""))
    return "\n".join([lines[0], "", *lines[1:]])


def _plain(text: str) -> str:
    """A text of the plan that is no Markdown."""
    from ..reporters.escape import markdown

    return markdown(text)


def references(opened: Opened, found: Spot) -> list[Span]:
    """Where an id stands, its task first."""
    file = opened.file
    if file is None or found.kind not in {ID, DEPENDENCY} or found.value not in file.by_id:
        return []
    return [file.document.span(place) for place in places_of(file, found.value)]


def renamed(opened: Opened, found: Spot, name: str) -> tuple[Edit, ...] | None:
    """The edits that give a task another id everywhere; None where they can't be made safely."""
    file = opened.file
    if file is None or found.kind not in {ID, DEPENDENCY} or found.value not in file.by_id:
        return None
    changes = tuple(SetValue(place, name) for place in places_of(file, found.value))
    return file.document.edits(changes)


class Symbol(NamedTuple):
    """A task in the outline: its name, what stands beside it, all of it, and its id."""

    name: str
    detail: str
    whole: Span
    id: Span


def outline(opened: Opened) -> Iterator[Symbol]:
    """The tasks in file order."""
    file = opened.file
    for task in file.tasks if file is not None else ():
        batch = opened.batch_of.get(task.id)
        span = opened.file.document.span if opened.file else None
        if span is None:
            return
        detail = f"batch {batch}" if batch else ""
        whole, ident = span(Place(task.steps)), span(task.at("id"))
        yield Symbol(
            task.id, detail, Span(min(whole.start, ident.start), max(whole.end, ident.end)), ident
        )


class Proposal(NamedTuple):
    """A completion: its text, and a few words about it."""

    text: str
    about: str = ""


def completions(opened: Opened, offset: int) -> tuple[Typed, list[Proposal]] | None:
    """What may be typed at an offset, of a text that may be broken there."""
    is_yaml = opened.path.lower().endswith((".yaml", ".yml"))
    text = opened.source.text
    typed = typed_in_yaml(text, offset) if is_yaml else typed_in_json(text, offset)
    if typed is None:
        return None
    begun = text[typed.start : offset]
    proposals = [it for it in _proposals(opened, typed.key) if it.text.startswith(begun)]
    return typed, proposals[:_MOST_PROPOSED]


def _proposals(opened: Opened, key: str | None) -> Iterable[Proposal]:
    sound = opened.last_sound()
    tasks = sound.file.tasks if sound is not None and sound.file is not None else ()
    if key is None:
        return [Proposal(name) for name in sorted(KEYS)]
    if key == "dependencies":
        return [Proposal(task.id, str(task.entry.get("description") or "")) for task in tasks]
    if key == FILES and opened.subject is not None:
        return map(Proposal, opened.subject.facts.tracked() or ())
    if key == SQUAD and opened.entry is not None:
        configured = opened.entry.config.options.squads or ()
        used = [task.squad for task in tasks if task.squad]
        return map(Proposal, dict.fromkeys([*configured, *used]))
    if key == "lint_ignore":
        return [Proposal(rule.code, rule.name) for rule in RULES.values()]
    return ()


def suppressing(opened: Opened, finding: Finding) -> tuple[str, tuple[Edit, ...]] | None:
    """What silences a finding where it stands: a title and edits; None where nothing can."""
    file = opened.file
    if file is None:
        return None
    name = opened.path.lower()
    if name.endswith((".yaml", ".yml", ".md", ".markdown")):
        end = opened.ruler.end_of_line(finding.start.offset)
        mark = f"modsquad: ignore[{finding.code}]"
        comment = f"  # {mark}" if name.endswith(("ml", "yml")) else f" <!-- {mark} -->"
        return f"ignore {finding.code} on this line", (Edit(Span(end, end), comment),)
    task = None if finding.task is None else file.by_id.get(finding.task)
    if task is None:
        return None
    if "lint_ignore" in task.entry:
        change: AddItem | AddKey = AddItem(task.at("lint_ignore"), finding.code)
    else:
        change = AddKey(Place(task.steps), "lint_ignore", (finding.code,))
    edits = file.document.edits((change,))
    return None if edits is None else (f"ignore {finding.code} in this task", edits)
