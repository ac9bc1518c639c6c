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
_ODD = re.compile(r"[^\w./+~%#^&-]|\.\Z|^\.")
"""What may end a word inside a name."""
_AFTER = ".)]"
"""What may follow a name in a sentence, though it could be part of one."""


class Name(NamedTuple):
    """A new file that a text names.

    Attributes:
        word: the name as it stands in the text.
        at: where in what stands below the heading; None for the text of the task itself.
    """

    path: str
    word: str
    at: int | None


class Mention(NamedTuple):
    """A task that names new files of another, with which no dependency puts it in order.

    Attributes:
        task: the index of the task whose text it is.
        creator: the index of the task that creates the files.
        names: one or more, each file once, in the order of the text.
        is_backwards: whether the creator waits for the task, even indirectly.
    """

    task: int
    creator: int
    names: Sequence[Name]
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
    """Mentions in file order, each two tasks once; nothing where the creator comes first anyway.

    Of what stands below its heading, a task's text often speaks of what comes later in the file, and means
    no more than that it will come: there only files of tasks further up count (`docs/accuracy.md`).

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
    last_words = _last_words(names)
    for task, text in enumerate(texts):
        said = [Name(path, word, None) for path, word, _ in _named(text, names, last_words)]
        if bodies:
            said += [
                Name(path, word, at)
                for path, word, at in _named(bodies[task], names, last_words)
                if created[path] < task and ("/" in word or word == path)
            ]
        of_creator = _by_creator(said, created, task) if said else None
        if not of_creator:
            continue
        before = order.before(task, of_creator)
        for creator, some in of_creator.items():
            after = order.before(creator, [task])
            if before is None or after is None:
                return
            if creator not in before:
                yield Mention(task, creator, some, is_backwards=bool(after))


def _by_creator(
    said: Sequence[Name], created: Mapping[str, int], task: int
) -> dict[int, list[Name]]:
    """By the task that creates them, each file once; those of the task itself left out."""
    first = {name.path: name for name in reversed(said)}
    found: dict[int, list[Name]] = {}
    for name in said:
        if first[name.path] is name and created[name.path] != task:
            found.setdefault(created[name.path], []).append(name)
    return found


def _named(
    text: str, names: Mapping[str, str], last_words: frozenset[str]
) -> Iterator[tuple[str, str, int]]:
    """The files that a text names, each with the name and where it stands, in the order of the text."""
    # A set is asked ten times as fast as the pattern finds all that could be a name.
    if not last_words.isdisjoint(_words(text)):
        for match in _NAMED.finditer(text):
            after = match[0].removeprefix("@").removeprefix("./")
            bare = after.rstrip(_AFTER)
            if bare in names:
                yield names[bare], bare, match.end() - len(after)


def _last_words(names: Collection[str]) -> frozenset[str]:
    """The last word of each, without which no text names it; most are one word."""
    odd = [name for name in names if _ODD.search(name)]
    return frozenset(names).difference(odd).union(*(_words(name)[-1:] for name in odd))


def _words(text: str) -> list[str]:
    """What stands between white space and signs; of a name with brackets, only parts."""
    return f" {text} ".translate(_SIGNS).replace(". ", " ").replace(" ./", " ").split()
