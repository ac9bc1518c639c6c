"""`modsquad-lint init`: sets up the hooks by which agents' hosts ask the guard, and takes them out again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence

from ..reporters.escape import terminal
from ..repository import files
from ..syntax.json import JsonDocument, parse
from ..syntax.json_insert import ShapeError, insert, remove
from ..text.errors import Exit, UserError
from ..text.source import Source
from ..text.typed import TYPE_CHECKING, Any, NamedTuple
from . import output
from .hooks import HOOKS, Hook, is_ours

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--agents",
        metavar="NAMES",
        help=f"the hosts that shall ask the guard before a write: {','.join(HOOKS)}",
    )
    parser.add_argument("--remove", action="store_true", help="take their hooks out again")
    parser.add_argument("--diff", action="store_true", help="show what would change, write nothing")


def run(arguments: Namespace) -> int:
    """Show what changes, and write it; returns the exit code."""
    names = _names(arguments.agents)
    root = files.find_root(os.curdir)
    if root is None:
        raise UserError("this is no git repository", "run it in the one whose agents shall ask")
    planned, remarks = [], []
    for name in names:
        hook = HOOKS[name]
        if not arguments.remove and (other := _read_by(name, names, root)):
            remarks.append(
                f"{name}: it reads {HOOKS[other].path} once its settings allow third-party hooks,"
                " so it gets no hook of its own"
            )
            continue
        change = _change(root, hook, is_removal=arguments.remove)
        if change.before == change.after:
            state = "no hook of ours is in" if arguments.remove else "the hook is already in"
            remarks.append(f"{name}: {state} {hook.path}")
        else:
            planned.append(change)
            if hook.remark and not arguments.remove:
                remarks.append(f"{name}: {hook.remark}")
    output.print_text("".join(line for change in planned for line in _difference(change)))
    for change in planned:
        if not arguments.diff:
            _write(root, change)
            remarks.append(f"{'wrote' if change.after is not None else 'removed'} {change.path}")
    output.print_text("".join(f"{remark}\n" for remark in remarks))
    return Exit.OK


def _names(given: str | None) -> list[str]:
    """The hosts that are named, in the order of the table."""
    if given is None:
        raise UserError("nothing to set up", f"give --agents {','.join(HOOKS)}, or some of them")
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in HOOKS:
            from ..text.vocabulary import did_you_mean

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


class _Change(NamedTuple):
    """One file before and after; None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


def _change(root: str, hook: Hook, *, is_removal: bool) -> _Change:
    """What becomes of the file of a host.

    Raises:
        UserError: it is not as its host wants it.
    """
    full = os.path.join(root, hook.path)
    before = files.read(full) if os.path.lexists(full) else None
    if before is None:
        new = None if is_removal else _new(hook)
        return _Change(hook.path, None, new)
    source = Source(hook.path, before)
    document = parse(source)
    if not isinstance(document, JsonDocument) or source.undecodable is not None:
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
        return _Change(hook.path, before, None)
    return _Change(hook.path, before, ("\ufeff" * source.has_bom + after).encode())


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


def _difference(change: _Change) -> Iterator[str]:
    """A unified diff."""
    from difflib import unified_diff

    before, after = (
        ("" if data is None else data.decode(errors="replace")).removesuffix("\n").split("\n")
        for data in (change.before, change.after)
    )
    old, new = (
        f"{side}/{change.path}" if data is not None else "/dev/null"
        for side, data in (("a", change.before), ("b", change.after))
    )
    for line in unified_diff(before, after, old, new, lineterm=""):
        # What stands there already may be anybody's.
        yield "\t".join(map(terminal, line.removesuffix("\r").split("\t"))) + "\n"


def _write(root: str, change: _Change) -> None:
    """Write a file, or take it away with the folders that then are empty.

    Raises:
        UserError: it can't be written, or has changed in the meantime.
    """
    full = os.path.join(root, change.path)
    try:
        if change.after is None:
            os.unlink(full)
            folder = os.path.dirname(change.path)
            while folder and not os.listdir(os.path.join(root, folder)):
                os.rmdir(os.path.join(root, folder))
                folder = os.path.dirname(folder)
            return
        os.makedirs(os.path.dirname(full), exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot write {change.path}: {error.strerror}") from error
    files.write(full, change.after, expected=change.before)
