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

_SIGNS = str.maketrans(dict.fromkeys("`'\"(),;:<>[]{}*|=!?\n\r\t", " "))
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
    texts: Sequence[str], created: Mapping[str, int], names: Mapping[str, str], graph: Graph
) -> Iterator[Mention]:
    """Mentions in file order, each file of a task once; nothing where the creator comes first anyway.

    Once the budget of `Order` is used up, the tasks that are left are not looked at.

    Args:
        texts: of each task.
        created: each new file to the one task that declares it.
        names: as `names_of` gives them.
        graph: without a knot.
    """
    order = Order(graph)
    last_words = {word for name in names for word in _words(name)[-1:]}
    for task, text in enumerate(texts):
        # A set is asked ten times as fast as the pattern finds all that could be a name.
        if last_words.isdisjoint(_words(text)):
            continue
        found: dict[str, str] = {}
        for word in _NAMED.findall(text):
            bare = word.removeprefix("./").rstrip(_AFTER)
            path = names.get(bare)
            if path is not None and created[path] != task:
                found.setdefault(path, bare)
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


def _words(text: str) -> list[str]:
    """What stands between white space and signs; of a name with brackets, only parts."""
    return f" {text} ".translate(_SIGNS).replace(". ", " ").replace(" ./", " ").split()
