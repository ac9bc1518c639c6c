"""The two readers of ruamel.yaml: which of them reads a text, and where they differ; knows no value.

The one in C is 25 times as quick, and YAML 1.1 in places: it takes no "[C:x]" and no anchor "&a.b". So what
it refuses is read again by the one in Python, which also serves alone where there is no wheel of the other.
A text that both read is the same with either. Two differences are left:

- The one in Python refuses a tab between words outside quotes ("a:<tab>b"), a quoted key in square
  brackets whose colon nothing follows ('["a":b]'), and a "|#". Alone, it refuses what is read elsewhere.
- Of a text longer than MAX_READ_AGAIN, what the one in C refuses stays refused, in its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from ruamel.yaml.error import YAMLError

from ..text.source import Span
from ..text.typed import Any
from .nodes import SyntaxProblem

MAX_READ_AGAIN = 100_000
"""Characters; the reader in Python takes a second or two for so many, and of brackets alone four."""

MAX_TAG_DIRECTIVES = 10
"""The reader in C compares each with all before it."""

# The reader in C ends such a name before its last letter, and takes the rest for the value.
_ODD_NAME = re.compile(r"(?<![^\s,:\[{])&[\w-]*[:?]")
# What a block scalar begins with; the reader in Python takes no comment right behind it.
_HEADER = re.compile(r"[|>][-+0-9]*\Z")
_OTHERWISE_IN_C = "\x85\u2028\u2029\ufeff"
# The lines that a document may begin with, and what ends the one before it.
_DIRECTIVES = re.compile(
    r"(?:\A|(?<![^\r\n])\.\.\.(?![^ \t\r\n])[^\r\n]*)(?:[ \t\r\n]+|[#%][^\r\n]*)*"
)
_TAG_DIRECTIVE = re.compile(r"(?<![^\r\n])%TAG")

Events = Callable[[str], Iterator[Any]]


def readers(text: str) -> tuple[Events, ...]:
    """Those to ask, in order, until one reads the text."""
    quick = _events_in_c()
    if quick is None or ("&" in text and _ODD_NAME.search(text)):
        return (_events_in_python,)
    return (quick,) if len(text) > MAX_READ_AGAIN else (quick, _events_in_python)


def _events_in_c() -> Events | None:
    try:
        from _ruamel_yaml import CParser  # type: ignore[import-not-found]
    except ImportError:
        return None
    return lambda text: iter(CParser(text).get_event, None)


def _events_in_python(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except (AssertionError, OverflowError, ValueError) as error:
        # a version 1.3, a character beyond the last: the reader in C explains
        raise YAMLError from error


def may_be_read(text: str, at: int) -> bool:
    """Whether the reader in Python might have stopped here at something that the one in C can read."""
    stop = text[at : at + 1]
    return (
        (stop == "#" and _HEADER.search(text[max(0, at - 4) : at]) is not None)
        or "\t" in {stop, text[at - 1 : at]}
        or (stop == ":" and text[:at].rstrip().endswith(("'", '"')))
    )


def hidden_letters(text: str) -> dict[int, int]:
    """Letters that the readers take for line ends or nothing, each with one that the text does not have.

    So it was in YAML 1.1. Both would end a comment there, and each would make something else of plain text.
    """
    if text.isascii():
        return {}
    found = [ord(letter) for letter in _OTHERWISE_IN_C if letter in text]
    free = (code for code in range(0xE000, 0xF900) if chr(code) not in text)
    return dict(zip(found, free, strict=False))


def many_tag_directives(text: str) -> SyntaxProblem | None:
    """The first of too many directives, which would take quadratic time."""
    for lines in _DIRECTIVES.finditer(text) if "%TAG" in text else ():
        directives = _TAG_DIRECTIVE.finditer(text, *lines.span())
        for directive in islice(directives, MAX_TAG_DIRECTIVES, None):
            return SyntaxProblem(
                Span(*directive.span()),
                f"more than {MAX_TAG_DIRECTIVES} lines begin with %TAG",
                "take them away: a tasks file needs no tags",
            )
    return None
