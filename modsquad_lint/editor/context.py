"""What is being typed at a place of a text that may be broken there: a key, or a value of which key.

Looks at the text before the place only, and knows brackets and indentation, no task.
"""

from __future__ import annotations

import re

from ..planning.keys import FILES
from ..syntax.markdown import front_matter
from ..text.typed import NamedTuple

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
