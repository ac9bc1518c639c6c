"""The hooks by which agents' hosts ask the guard: put into what each host reads, and taken out again."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ...syntax.json import JsonDocument, parse
from ...syntax.json_insert import ShapeError, insert, remove
from ...text.errors import UserError
from ...text.typed import Any
from ...text.vocabulary import did_you_mean
from ..hooks import HOOKS, Hook, is_ours
from .ground import Ground, LeftAloneError, changed
from .part import FileWrite, Part


def part(root: str, hosts: Sequence[str], *, is_removal: bool) -> Part:
    """What becomes of the files of these hosts.

    Raises:
        UserError: one is not as its host wants it.
    """
    writes, remarks = [], []
    for name in hosts:
        hook = HOOKS[name]
        if not is_removal and (other := _read_by(name, hosts, root)):
            remarks.append(
                f"{name}: it reads {HOOKS[other].path} once its settings allow third-party hooks,"
                " so it gets no hook of its own"
            )
            continue
        change = _change(root, hook, is_removal=is_removal)
        if change.before == change.after:
            state = "no hook of ours is in" if is_removal else "the hook is already in"
            remarks.append(f"{name}: {state} {hook.path}")
        else:
            use = f"{'without' if is_removal else 'with'} the hook by which {name} asks the guard"
            writes.append(change._replace(use=use))
            if hook.remark and not is_removal:
                remarks.append(f"{name}: {hook.remark}")
    return Part(writes, remarks)


def hosts_named(given: str) -> list[str]:
    """The hosts that are named, in the order of the table."""
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in HOOKS:
            raise UserError(
                f'there is no host "{name}"{did_you_mean(name, HOOKS)}; choose from {", ".join(HOOKS)}'
            )
    if not names:
        raise UserError("--agents names nobody", f"choose from {', '.join(HOOKS)}")
    return [name for name in HOOKS if name in names]


def _read_by(name: str, names: Sequence[str], root: str) -> str:
    """The host whose hook this one reads, too, where that is there or comes now; "" for none."""
    other = HOOKS[name].instead
    if not other:
        return ""
    if other in names:
        return other
    change = _change(root, HOOKS[other], is_removal=False)
    return other if change.before == change.after else ""


def _change(root: str, hook: Hook, *, is_removal: bool) -> FileWrite:
    """What becomes of the file of a host.

    Raises:
        UserError: it is not as its host wants it.
    """
    try:
        source = Ground(root).read(hook.path)
    except LeftAloneError as error:
        raise UserError(
            f"{error}, so no hook is written there", "put it in by hand: docs/guard.md shows it"
        ) from error
    if source is None:
        return FileWrite(hook.path, None, None if is_removal else _new(hook))
    document = parse(source)
    if not isinstance(document, JsonDocument):
        raise UserError(
            f"{hook.path} is no strict JSON, so the hook cannot be put in by itself",
            "put it in by hand: docs/guard.md shows it",
        )
    try:
        after = _edited(document, source.text, hook, is_removal=is_removal)
    except ShapeError as error:
        where = f'"{error}"' if str(error) else "the whole"
        raise UserError(
            f"{hook.path}: {where} is not what its host reads there", "mend it, then run this again"
        ) from error
    if after is None:
        return FileWrite(source.path, source.encoded(), None)
    return changed(source, after, "")


def _edited(document: JsonDocument, text: str, hook: Hook, *, is_removal: bool) -> str | None:
    items = _items(document.value, hook.steps)
    ours = [index for index, item in enumerate(items) if is_ours(item)]
    if not is_removal:
        return text if ours else insert(document, text, hook.steps, hook.item)
    if not ours:
        return text
    rest = remove(document, text, hook.steps, ours[0])
    left = None if rest is None else json.loads(rest)
    # What only held the hook is ours as well.
    return None if left is None or (hook.frame and left == hook.frame) else rest


def _items(value: Any, steps: Sequence[str]) -> list[Any]:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _new(hook: Hook) -> bytes:
    value: Any = [hook.item]
    for step in reversed(hook.steps):
        value = {step: value}
    return f"{json.dumps({**hook.frame, **value}, indent=2)}\n".encode()
