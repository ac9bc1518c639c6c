"""Files that the text of a task names, though another task creates them; knows no rule.

A path, its last two parts, or its last part with an extension is a name of a file, as long as it is the
name of one file only. Texts are looked through once: no task is compared with another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from ..text.typed import NamedTuple
from .ancestors import Order
from .graph import Graph

# A word with a dot or a slash inside; where one word ends, no other pattern begins anew.
_NAMED = re.compile(r"(?<![\w@+/.-])\.{0,2}/?[\w@+-]*(?:[./]+[\w@+\[\]()-]+)+")

_SIGNS = str.maketrans(dict.fromkeys("`'\"(),;:<>[]{}*|=!?@\n\r\t", " "))
_AFTER = ".)]"
"""What may follow a name in a sentence, though it could be part of one."""


class Mention(NamedTuple):
    """A task that names a new file of another, with which no dependency puts it in order.

    Attributes:
        task: the index of the task whose text it is.
        creator: the index of the task that creates the file.
        word: the name as it stands in the text.
        is_backwards: whether the creator waits for the task, even indirectly.
    """

    task: int
    creator: int
    path: str
    word: str
    is_backwards: bool


def names_of(created: Collection[str], tracked: Collection[str] = ()) -> Mapping[str, str]:
    """What may name each of these files, to the file; a name that others have too is none.

    `tracked` are the files that exist: their names mean them.
    """
    taken = {name for path in tracked for name in _short_names(path)}
    names: dict[str, str | None] = {}
    for path in created:
        for name in _short_names(path):
            names[name] = None if name in names or name in taken else path
    names.update((path, path) for path in created)
    return {name: path for name, path in names.items() if path is not None}


def _short_names(path: str) -> list[str]:
    """The last two parts of a path, and the last one when it has an extension."""
    parts = path.rsplit("/", 2)
    names = ["/".join(parts[-2:])] if len(parts) > 1 else []
    if "." in parts[-1].strip("."):
        names.append(parts[-1])
    return names


def mentions(
    texts: Sequence[str],
    created: Mapping[str, int],
    names: Mapping[str, str],
    graph: Graph,
    bodies: Sequence[str] = (),
) -> Iterator[Mention]:
    """Mentions in file order, each file of a task once; nothing where the creator comes first anyway.

    Once the budget of `Order` is used up, the tasks that are left are not looked at.

    Args:
        texts: of each task what it says of itself.
        created: each new file to the one task that declares it.
        names: as `names_of` gives them.
        graph: without a knot.
        bodies: of each task what stands below its heading, if anything. There a last part alone is no
            name: of such signs too many were none (`docs/accuracy.md`).
    """
    order = Order(graph)
    last_words = frozenset(word for name in names for word in _words(name)[-1:])
    for task, text in enumerate(texts):
        found: dict[str, str] = {}
        for path, word in _named(text, names, last_words):
            found.setdefault(path, word)
        for path, word in _named(bodies[task], names, last_words) if bodies else ():
            if "/" in word or word == path:
                found.setdefault(path, word)
        found = {path: word for path, word in found.items() if created[path] != task}
        if not found:
            continue
        before = order.before(task, map(created.__getitem__, found))
        for path, word in found.items():
            creator = created[path]
            after = order.before(creator, [task])
            if before is None or after is None:
                return
            if creator not in before:
                yield Mention(task, creator, path, word, is_backwards=bool(after))


def _named(
    text: str, names: Mapping[str, str], last_words: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The files that a text names, each with the name, in the order of the text."""
    # A set is asked ten times as fast as the pattern finds all that could be a name.
    if not last_words.isdisjoint(_words(text)):
        for word in _NAMED.findall(text):
            bare = word.removeprefix("@").removeprefix("./").rstrip(_AFTER)
            if bare in names:
                yield names[bare], bare


def _words(text: str) -> list[str]:
    """What stands between white space and signs; of a name with brackets, only parts."""
    return f" {text} ".translate(_SIGNS).replace(". ", " ").replace(" ./", " ").split()
