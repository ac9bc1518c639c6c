"""Finds the first thing that makes a text no JSON, and names the usual mistake.

A strict reader of its own, since Python's gives other places and words in each version. It makes no
value, needs one pass, and does not recurse.

Spans: a trailing comma, a comment, a quoted or bare word, an escape as a whole; a missing comma or
colon is the last character before the gap; what is never closed is the bracket that opened it.
"""

from __future__ import annotations

import json
import re
from enum import Enum

from ..text.source import Source, Span
from .json_strings import end_of, end_of_line, short, string_problem
from .nodes import CLOSER, MAX_DEPTH, SyntaxProblem, never_closed

_AS_YAML = "give the file a name that ends in .yaml, or write it as JSON"
_AS_YAML_OF_NO_FILE = "say that it is YAML with --stdin-filename tasks.yaml, or write it as JSON"


class _Expect(Enum):
    """What may come next."""

    VALUE = "a value"
    FIRST_ITEM = 'a value or "]"'
    ITEM_END = 'a comma or "]"'
    FIRST_KEY = 'a key or "}"'
    KEY = "a key"
    COLON = "a colon"
    MEMBER_END = 'a comma or "}"'
    END = "the end"


_VALUES = frozenset({_Expect.VALUE, _Expect.FIRST_ITEM})
_KEYS = frozenset({_Expect.KEY, _Expect.FIRST_KEY})
_ENDS = {"{": _Expect.MEMBER_END, "[": _Expect.ITEM_END}
_OPENS = {"{": _Expect.FIRST_KEY, "[": _Expect.FIRST_ITEM}
_CLOSES = frozenset(
    {
        (_Expect.FIRST_ITEM, "]"),
        (_Expect.ITEM_END, "]"),
        (_Expect.FIRST_KEY, "}"),
        (_Expect.MEMBER_END, "}"),
    }
)
_CONTINUES = {
    (_Expect.ITEM_END, ","): _Expect.VALUE,
    (_Expect.MEMBER_END, ","): _Expect.KEY,
    (_Expect.COLON, ":"): _Expect.VALUE,
}
_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(
    r"(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+\-$])"
)
_COMMENT = re.compile(r"//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)|#[^\r\n]*")
_YAML = re.compile(r"(?:---(?=\s)|-[ ](?=\S)|[A-Za-z_][\w-]*:(?=\s|\Z))[^\r\n]*")
_NO_COMMENT = re.compile(r"^[ \t]*(?=[^\s#])", re.MULTILINE)
_SINGLE_QUOTED = re.compile(
    r"'(?:[^'\\\r\n]+|\\[^\r\n])*'?|[\u2018\u2019\u201c\u201d][^\u2018\u2019\u201c\u201d\r\n]*[\u2018\u2019\u201c\u201d]?"
)
_BARE = re.compile(r"""[^\s,:\[\]{}"'\x00-\x1f]+""")
_NUMBER_LIKE = re.compile(r"[+-]?\.?[0-9]")
_WORDS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
    "nan": "null",
    "infinity": "null",
    "-infinity": "null",
    "+infinity": "null",
}
_string_end = json.JSONDecoder().raw_decode


def first_problem(source: Source) -> SyntaxProblem:
    """The first problem of a text that is no JSON, or that nests deeper than MAX_DEPTH."""
    return _Reader(source).read()


class _Reader:
    """The state of one pass: where it is, what is open there, and what may come next."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.before = 0
        self.key = Span(0, 0)
        self.string = Span(0, 0)
        self.open: list[int] = []
        self.expect = _Expect.VALUE

    def read(self) -> SyntaxProblem:
        problem = None
        while problem is None:
            self.at = end_of(_SPACE, self.text, self.at)
            problem = self._step()
        return problem

    def _step(self) -> SyntaxProblem | None:
        """Read one token, or say what is wrong with it."""
        character = self.text[self.at : self.at + 1]
        continued = _CONTINUES.get((self.expect, character))
        if continued:
            self._take(1, continued)
        elif (self.expect, character) in _CLOSES:
            self.open.pop()
            self._take(1, self._value_end())
        elif self.expect in _KEYS | _VALUES and character == '"':
            return self._string()
        elif self.expect in _VALUES and character in _OPENS:
            return self._open(character)
        elif self.expect in _VALUES and (scalar := _SCALAR.match(self.text, self.at)):
            self._take(len(scalar.group()), self._value_end())
        else:
            return self._wrong(character)
        return None

    def _take(self, length: int, expect: _Expect) -> None:
        self.at += length
        self.before = self.at
        self.expect = expect

    def _value_end(self) -> _Expect:
        return _ENDS[self.text[self.open[-1]]] if self.open else _Expect.END

    def _open(self, bracket: str) -> SyntaxProblem | None:
        if len(self.open) == MAX_DEPTH:
            return SyntaxProblem(
                Span(self.at, self.at + 1),
                f"nested more than {MAX_DEPTH} deep",
                "a tasks file needs four levels; take the extra brackets away",
            )
        self.open.append(self.at)
        self._take(1, _OPENS[bracket])
        return None

    def _string(self) -> SyntaxProblem | None:
        try:
            _, end = _string_end(self.text, self.at)
        except ValueError:
            return string_problem(self.text, self.at)
        self.string = Span(self.at, end)
        if self.expect in _KEYS:
            self.key = self.string
            self._take(end - self.at, _Expect.COLON)
        else:
            self._take(end - self.at, self._value_end())
        return None

    def _wrong(self, character: str) -> SyntaxProblem:
        """What stands here may not: name the mistake."""
        return (
            self._ended(character)
            or self._yaml()
            or self._foreign(character)
            or self._unclosed()
            or self._after_end(character)
            or self._wrong_closer(character)
            or self._missing(character)
            or self._wrong_mark(character)
            or self._bare()
        )

    def _ended(self, character: str) -> SyntaxProblem | None:
        if character:
            return None
        if not self.open:
            return SyntaxProblem(
                Span(0, 0),
                "the file holds only white space" if self.text else "the file is empty",
                "add a task, or delete the file",
            )
        return never_closed(self.source, self.open[-1])

    def _yaml(self) -> SyntaxProblem | None:
        """A document of YAML, perhaps after comments."""
        if self.open or self.expect is not _Expect.VALUE:
            return None
        is_comment = self.text.startswith("#", self.at)
        line = _NO_COMMENT.search(self.text, self.at) if is_comment else None
        found = _YAML.match(self.text, line.end() if line else self.at)
        if not found:
            return None
        return SyntaxProblem(
            Span(*found.span()),
            f"this looks like YAML: {short(found.group())}",
            _AS_YAML if "." in self.source.path else _AS_YAML_OF_NO_FILE,
        )

    def _unclosed(self) -> SyntaxProblem | None:
        """A string without its closing quote, which the opening quote of the next then closed."""
        start, end = self.string
        if not start < end == self.at or not _BARE.match(self.text, self.at):
            return None
        # Such a string ends with what separates the two: 'a, ', 'id: ' or 'b], '.
        before = self.text[start : end - 1].rstrip(" [{")
        if not before.endswith((",", ":")):
            return None
        meant = before[:-1].rstrip(" ]}")
        return SyntaxProblem(
            Span(start, start + len(meant)),
            f"the string {short(meant)} is not closed",
            f'add the closing quote: {short(meant)}"',
        )

    def _foreign(self, character: str) -> SyntaxProblem | None:
        """What stands in no JSON text, outside of strings."""
        comment = _COMMENT.match(self.text, self.at)
        if comment:
            return SyntaxProblem(
                Span(*comment.span()),
                f"JSON has no comments: {short(comment.group())}",
                "take the comment away, or keep the tasks in a YAML file",
            )
        quoted = _SINGLE_QUOTED.match(self.text, self.at)
        if quoted:
            inner = quoted.group().strip("'\u2018\u2019\u201c\u201d")
            return SyntaxProblem(
                Span(*quoted.span()),
                f"wrong quotes: {short(quoted.group())}",
                f'write it in double quotes: "{short(inner)}"',
            )
        if character == "\ufeff":
            message = "a byte order mark stands in the middle of the file"
        elif character == "\0":
            message = "a zero byte stands here"
        elif character.isspace() or not character.isprintable():
            message = f"the character U+{ord(character):04X} is no white space in JSON"
        else:
            return None
        return SyntaxProblem(
            Span(self.at, self.at + 1), message, "take it away; it is invisible in most editors"
        )

    def _after_end(self, character: str) -> SyntaxProblem | None:
        if self.expect is not _Expect.END:
            return None
        line = end_of_line(self.text, self.at).rstrip()
        here = Span(self.at, self.at + 1)
        if character in '{["':
            return SyntaxProblem(
                here,
                f"a second document begins here: {short(line)}",
                "a tasks file holds one value; put all tasks into one array",
            )
        if character in "]}":
            return SyntaxProblem(
                here,
                f'"{character}" closes nothing: all brackets before it are closed',
                "take it away, or add the bracket that it closes",
            )
        return SyntaxProblem(
            Span(self.at, self.at + len(line)),
            f"text after the end of the document: {short(line)}",
            "take it away",
        )

    def _wrong_closer(self, character: str) -> SyntaxProblem | None:
        if character not in "]}" or not self.open:
            return None
        start = self.open[-1]
        bracket = self.text[start]
        if character != CLOSER[bracket]:
            return SyntaxProblem(
                Span(self.at, self.at + 1),
                f'"{character}" cannot close the "{bracket}" of line {self.source.position(start).line}',
                f'write "{CLOSER[bracket]}", or close the brackets in the order of their opening',
            )
        last = Span(self.before - 1, self.before)
        if self.text[last.start] == ",":
            return SyntaxProblem(
                last,
                f'trailing comma before "{character}"',
                "take the comma away: JSON has none after the last item",
            )
        return SyntaxProblem(
            last,
            f"no value for the key {self._shown_key()}",
            'write a colon and a value: "text", [] or null',
        )

    def _missing(self, character: str) -> SyntaxProblem | None:
        """A missing comma or colon; a colon where a comma belongs."""
        before = Span(self.before - 1, self.before)
        if self.expect is _Expect.COLON:
            return SyntaxProblem(
                before,
                f"missing colon after the key {self._shown_key()}",
                "write a colon between a key and its value",
            )
        if self.expect not in _ENDS.values():
            return None
        if character == ":":
            return SyntaxProblem(
                Span(self.at, self.at + 1),
                "a key with a colon stands in an array"
                if self.expect is _Expect.ITEM_END
                else "a second colon after one key",
                "write keys in { }, one colon after each",
            )
        return SyntaxProblem(
            before,
            f"missing comma before {self._shown_token()}",
            "write a comma between two items",
        )

    def _wrong_mark(self, character: str) -> SyntaxProblem | None:
        """A mark where a key or value belongs."""
        bare = _BARE.match(self.text, self.at)
        if bare:
            return None
        return SyntaxProblem(
            Span(self.at, self.at + 1),
            f'expected {self.expect.value}, found "{character}"',
            "a key is a string in double quotes"
            if self.expect in _KEYS
            else "take it away, or write what is missing before it",
        )

    def _bare(self) -> SyntaxProblem:
        """A word without quotes, or a number as JSON does not write it."""
        span = Span(self.at, end_of(_BARE, self.text, self.at))
        text = self.text[span.start : span.end]
        shown = short(text)
        if self.expect in _KEYS:
            return SyntaxProblem(span, f"the key {shown} has no quotes", f'write "{shown}"')
        meant = _WORDS.get(text.lower())
        if meant:
            return SyntaxProblem(span, f"{text} is no JSON value", f"write {meant}")
        if _NUMBER_LIKE.match(text):
            return SyntaxProblem(
                span,
                f"{shown} is no JSON number",
                'write 1 and not 01 or +1, 0.5 and not .5, 1.0 and not 1. (or "..." for text)',
            )
        return SyntaxProblem(span, f"the word {shown} has no quotes", f'write "{shown}"')

    def _shown_key(self) -> str:
        return short(self.text[self.key.start : self.key.end])

    def _shown_token(self) -> str:
        if self.text[self.at] == '"':
            try:
                return short(self.text[self.at : _string_end(self.text, self.at)[1]])
            except ValueError:
                return short(end_of_line(self.text, self.at))
        word = _BARE.match(self.text, self.at)
        return short(word.group()) if word else f'"{self.text[self.at]}"'
