"""What is typed at a place of a text that may be broken there, and what may be: a key, or a value of which key.

Knows no protocol; what is typed is seen from the text before the place, by brackets and indentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from ..planning.keys import FILES, KEYS, LEGACY_FILES, clear_meaning
from ..planning.readers import MARKDOWN
from ..planning.tasks import Task
from ..rules import RULES
from ..syntax.markdown import front_matter
from ..text.typed import NamedTuple
from .opened import Opened
from .places import SQUAD

IGNORES = "lint_ignore"
TOP = ""
"""Stands for the key of a mapping that is in no other."""

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[\[\]{}:,]')
_YAML_KEY = re.compile(
    r"""(?P<dashes>(?:[ ]*-[ ]+)*)(?P<indent>[ ]*)["']?(?P<key>[\w-]+)["']?[ ]*:(?P<rest>[ ].*)?$"""
)
_ITEM = re.compile(r"(?P<indent>[ ]*)-(?:[ ]+(?P<rest>.*))?$")
_COMMENT = re.compile(r"modsquad:[ \t]*ignore\[(?:[^\]\n]*[,\s])?([^\s,\]]*)\Z")
_DEPENDS = re.compile(r"depends on (?:[\w.-]+[ ]*,[ ]*)*([\w.-]*)\Z", re.IGNORECASE)
_PATH = re.compile(r"(?<![^\s(\[])[\w.@-]+/[\w.@/-]*\Z")
_FLOW_ITEM = re.compile(r"[^\[\],{}]*\Z")

_MOST_PROPOSED = 200
"""Completions that are sent at once; more letters make them fewer."""

_OF_GSD = ("autonomous", "depends_on", "files_modified", "phase", "plan", "type", "wave")
_STATES = ("todo", "running", "done")


class Proposal(NamedTuple):
    """A completion: its text, and a few words about it."""

    text: str
    about: str = ""


class Proposals(NamedTuple):
    """What may be typed from an offset on; whether there is more of it."""

    start: int
    proposals: list[Proposal]
    are_cut: bool


def completions(opened: Opened, offset: int) -> Proposals | None:
    """What may be typed at an offset of the text, which may be broken there."""
    text = opened.source.text
    typed = typed_at(text, offset, opened.path)
    if typed is None:
        return None
    begun = text[typed.start : offset]
    found = (it for it in _proposals(opened, typed.key) if it.text.startswith(begun))
    first = [*islice(found, _MOST_PROPOSED)]
    return Proposals(typed.start, first, next(found, None) is not None)


def _proposals(opened: Opened, key: str | None) -> Iterable[Proposal]:
    if key is None or key == TOP:
        return map(Proposal, _keys(opened, is_top=key == TOP))
    propose = _OF.get(_meaning(opened, key) or "")
    return () if propose is None else propose(opened)


def _tasks(opened: Opened) -> Iterable[Task]:
    """The tasks of the text, or of the last one that could be read."""
    sound = opened.last_sound() or opened
    return () if sound.file is None else sound.file.tasks


def _ids(opened: Opened) -> Iterable[Proposal]:
    return [Proposal(it.id, str(it.entry.get("description") or "")) for it in _tasks(opened)]


def _paths(opened: Opened) -> Iterable[Proposal]:
    known = None if opened.subject is None else opened.subject.facts.tracked()
    return map(Proposal, known or ())


def _squads(opened: Opened) -> Iterable[Proposal]:
    configured = None if opened.entry is None else opened.entry.config.options.squads
    used = [task.squad for task in _tasks(opened) if task.squad]
    return map(Proposal, dict.fromkeys([*(configured or ()), *used]))


_OF: Mapping[str, Callable[[Opened], Iterable[Proposal]]] = {
    "dependencies": _ids,
    FILES: _paths,
    SQUAD: _squads,
    "status": lambda _: map(Proposal, _STATES),
    IGNORES: lambda _: [Proposal(rule.code, rule.name) for rule in RULES.values()],
}
"""What may stand in the value of a key."""


def _keys(opened: Opened, *, is_top: bool) -> list[str]:
    """The keys that a mapping may have."""
    if opened.path.lower().endswith(MARKDOWN):
        return [*_OF_GSD]
    return [*(["tasks"] if is_top else ()), *sorted(KEYS - {LEGACY_FILES})]


def _meaning(opened: Opened, key: str) -> str | None:
    """Which of our keys one stands for."""
    if key in KEYS:
        return key
    keys = None if opened.entry is None else opened.entry.config.keys_of(opened.entry.name)
    mapped = {FILES: keys.files, "dependencies": keys.dependencies} if keys else {}
    for ours, names in mapped.items():
        if key in {name.rpartition(".")[2].removesuffix("[]") for name in names}:
            return ours
    if key == "tasks" and opened.path.lower().endswith(MARKDOWN):  # of a wave
        return "dependencies"
    return clear_meaning(key)


# ---------------------------------------------------------------- what is typed


class Typed(NamedTuple):
    """What is typed.

    Attributes:
        key: the key whose value it is; None where a key is typed, TOP where one of the whole file is.
        start: the offset at which it begins, behind an open quote.
    """

    key: str | None
    start: int


def typed_at(text: str, offset: int, path: str) -> Typed | None:
    """What is typed in a file of this name; None where nothing can be completed."""
    name = path.lower()
    if name.endswith((".md", ".markdown")):
        return _in_comment(text, offset) or typed_in_markdown(text, offset)
    if name.endswith((".yaml", ".yml")):
        return _in_comment(text, offset) or typed_in_yaml(text, offset)
    return typed_in_json(text, offset)


def _in_comment(text: str, offset: int) -> Typed | None:
    """A code in a comment that suppresses."""
    match = _COMMENT.search(text, text.rfind("\n", 0, offset) + 1, offset)
    return Typed(IGNORES, match.start(1)) if match else None


def typed_in_markdown(text: str, offset: int) -> Typed | None:
    """What is typed in Markdown: in the front matter, in JSON, an id behind "depends on", or a path."""
    front = front_matter(text)
    if front is not None and front.start <= offset <= front.end:
        found = typed_in_yaml(text[front.start : offset], offset - front.start)
        return found and found._replace(start=found.start + front.start)
    begin = text.rfind("\n", 0, offset) + 1
    fence = text.rfind("\n```json", 0, begin)
    if fence >= 0 and text.find("\n```", fence + 1, offset) < 0:
        inside = text.find("\n", fence + 1)
        found = typed_in_json(text[inside:offset], offset - inside)
        return found and found._replace(start=found.start + inside)
    line = text[begin:offset]
    if match := _DEPENDS.search(line):
        return Typed("dependencies", begin + match.start(1))
    ticks = line.rfind("`") + 1
    if line.count("`") % 2:
        return Typed(FILES, begin + ticks)
    match = _PATH.search(line)
    return Typed(FILES, begin + match.start()) if match else None


def typed_in_json(text: str, offset: int) -> Typed | None:
    """What is typed in JSON; None where nothing can be completed."""
    stack: list[tuple[str, str | None]] = []
    key: str | None = None
    last, at = "", 0
    for match in _TOKEN.finditer(text, 0, offset):
        token, at = match.group(), match.end()
        if token in "[{":
            stack.append((token, key))
        elif token in "]}" and stack:
            stack.pop()
        key = last if token == ":" else None if token in "[]{}," else key
        last = token[1:-1] if token.startswith('"') else last
    if not stack:
        return None
    rest = text[at:offset]
    quote = '"' if rest.lstrip().startswith('"') else ""
    start = at + len(rest) - len(rest.lstrip()) + len(quote)
    if "\n" in text[start:offset]:
        start = offset
    container, owner = stack[-1]
    if container == "{":
        return Typed(TOP if key is None and len(stack) == 1 else key, start)
    return None if owner is None else Typed(owner, start)


def typed_in_yaml(text: str, offset: int) -> Typed | None:
    """What is typed in YAML; None where nothing can be completed."""
    *above, line = text[:offset].split("\n")
    begin = offset - len(line)
    key = _YAML_KEY.match(line)
    if key is not None and key["rest"] is not None:
        return _value(
            key["key"], begin + key.start("rest"), text[begin + key.start("rest") : offset]
        )
    item = _ITEM.match(line)
    if item is None:
        name = line.strip()
        return Typed(None, offset - len(name)) if re.fullmatch(r"[\w-]*", name) else None
    owner = _owner(above, len(item["indent"]))
    if owner is None or owner == "tasks":
        name = item["rest"] or ""
        return Typed(None, offset - len(name)) if re.fullmatch(r"[\w-]*", name) else None
    rest = item["rest"] or ""
    return _value(owner, offset - len(rest), rest)


def _value(key: str, begin: int, rest: str) -> Typed:
    """A plain or quoted value, or an item in brackets, that is being typed."""
    inner = rest.lstrip(" ")
    start = begin + len(rest) - len(inner)
    if inner.startswith("["):
        last = _FLOW_ITEM.search(inner)
        item = last.group() if last else ""
        start += len(inner) - len(item.lstrip(" "))
        inner = item.lstrip(" ")
    quote = inner[:1] if inner[:1] in {'"', "'"} else ""
    return Typed(key, start + len(quote))


def _owner(above: list[str], indent: int) -> str | None:
    """The key whose list an item with this indent belongs to."""
    for line in reversed(above):
        item = _ITEM.match(line)
        if item is not None and len(item["indent"]) >= indent:
            continue
        key = _YAML_KEY.match(line)
        if key is None:
            continue
        column = len(key["dashes"]) + len(key["indent"])
        if column <= indent and not (key["rest"] or "").strip():
            return key["key"]
        if column < indent:
            return None
    return None
