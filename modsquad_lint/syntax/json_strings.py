"""Says what is wrong with a string of JSON; knows nothing of what stands around it."""

from __future__ import annotations

import re

from ..text.source import Span
from .nodes import SyntaxProblem

_PLAIN_CHARACTERS = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_BAD_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3}|[^\x00-\x1f])?")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_ESCAPES = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\b": r"\b", "\f": r"\f"}


def string_problem(text: str, start: int) -> SyntaxProblem:
    """What is wrong with the string that begins here, which JSON does not read."""
    at = start + 1
    while True:
        at = end_of(_PLAIN_CHARACTERS, text, at)
        escape = _ESCAPE.match(text, at)
        if not escape:
            break
        at = escape.end()
    line = end_of_line(text, start)
    if not text[at : start + len(line)].strip("\\"):
        return SyntaxProblem(
            Span(start, start + len(line)),
            f"the string {short(line)} is not closed on its line",
            'add the closing quote; a line break inside a string is written "\\n"',
        )
    if text[at] == "\\":
        span = Span(at, end_of(_BAD_ESCAPE, text, at))
        return SyntaxProblem(
            span,
            f"{text[span.start : span.end]} is no escape"
            + (": four hexadecimal digits must follow" if text[at + 1 : at + 2] == "u" else ""),
            'write "/" in paths; a backslash itself is written "\\\\"',
        )
    escaped = _ESCAPES.get(text[at], f"\\u{ord(text[at]):04x}")
    return SyntaxProblem(
        Span(at, at + 1),
        f"a string holds the control character U+{ord(text[at]):04X}",
        f"write it as {escaped}",
    )


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a match that begins here ends; here, if there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at


def end_of_line(text: str, at: int) -> str:
    """The rest of the line."""
    return text[at : end_of(_REST_OF_LINE, text, at)]


def short(text: str, most: int = 40) -> str:
    """At most so many characters of the first line."""
    line = end_of_line(text, 0)
    return text if len(line) == len(text) <= most else line[: most - 3] + "..."
