"""Names what makes a text no YAML, from what ruamel.yaml says of it."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from ..source import Source, Span
from .nodes import SyntaxProblem

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_WORD = re.compile(r"[^\s,\[\]{}]*")
_QUOTES = "put the value in quotes"
_INDENTATION = "indent the items of one list, and the keys of one mapping, by the same spaces"

# What the reader says (context and problem; the two readers differ in words), what is wrong, what
# to do. The first that matches holds; "{}" is the character at the place.
_NAMED = (
    (r"mapping values are not allowed", 'a ":" stands where no key can', "put a value that holds a colon and a space in quotes, or mend the indentation of this line"),
    (r"could not find expected ':'", "a key without a colon", 'write "key: value", or mend the indentation'),
    (r"cannot start any token", 'a value cannot begin with "{}"', _QUOTES),
    (r"node content", 'a value is missing before "{}"', "take it away, or write what is missing"),
    (r"document start", "text after the end of the document", _INDENTATION),
    (r"sequence entries are not allowed", 'a "-" stands where no list can', _INDENTATION),
    (r"block (?:collection|mapping|sequence)|block end", "this line fits none of the lists and mappings before it", _INDENTATION),
    (r"block scalar", 'only a comment may follow "|" or ">"', "begin the text on the next line"),
    (r"incompatible YAML document|%|directive", "this directive is not understood", "take the line away: YAML 1.2 is assumed"),
    (r"\btag\b", "this tag is not understood", "take the tag away, or put the value in quotes"),
    (r"document (?:separator|indicator)", "the document ends inside a quoted text", "add the closing quote"),
)  # fmt: skip


def problem_of(source: Source, error: MarkedYAMLError | None) -> SyntaxProblem:
    """What is wrong; without a marked error it is a character that YAML does not allow."""
    text = source.text
    if error is None or error.problem_mark is None:
        unprintable = _UNPRINTABLE.search(text)
        if unprintable:
            at = unprintable.start()
            return SyntaxProblem(
                Span(at, at + 1),
                f"the character U+{ord(text[at]):04X} may not stand in YAML",
                'take it away, or write it escaped in double quotes: "\\u..."',
            )
        return SyntaxProblem(Span(0, min(1, len(text))), "this is no YAML", "write YAML 1.2")
    said = ": ".join(filter(None, (error.context, error.problem)))
    at = min(error.problem_mark.index, len(text))
    opened = error.context_mark.index if error.context_mark else at
    return (
        _quoted(text, said, at, opened)
        or _flow(source, said, at, opened)
        or _tab(text, at)
        or _name(text, said, opened)
        or _crowded(text, said, at)
        or _named(text, said, at)
    )


def _quoted(text: str, said: str, at: int, opened: int) -> SyntaxProblem | None:
    if "quoted scalar" not in said:
        return None
    if "end of stream" in said:
        end = _line_end(text, opened)
        return SyntaxProblem(
            Span(opened, end),
            f"the quoted text {text[opened:end][:40]} is never closed",
            f"add the closing {text[opened : opened + 1]}",
        )
    if "escape" not in said and "hexdecimal" not in said:
        return None
    start = text.rfind("\\", opened, at + 1)
    return SyntaxProblem(
        Span(start, min(start + 2, len(text))),
        f"{text[start : start + 2]} is no escape",
        'write "/" in paths; a backslash itself is written "\\\\", or stands in single quotes',
    )


def _flow(source: Source, said: str, at: int, opened: int) -> SyntaxProblem | None:
    expected = re.search(r"expected ',' or '([\]}])'", said)
    if not expected:
        return None
    text, closer = source.text, expected.group(1)
    if at >= len(text.rstrip()):
        return SyntaxProblem(
            Span(opened, opened + 1),
            f'the "{text[opened]}" of line {source.position(opened).line} is never closed',
            f'add the "{closer}" that belongs to it',
        )
    return SyntaxProblem(
        Span(at, at + 1),
        f'expected a comma or "{closer}", found "{text[at]}"',
        f'close the "{text[opened]}" of line {source.position(opened).line},'
        " or write a comma between two items",
    )


def _tab(text: str, at: int) -> SyntaxProblem | None:
    if text[at : at + 1] != "\t":
        return None
    return SyntaxProblem(Span(at, at + 1), "a tab cannot indent in YAML", "indent with spaces")


def _name(text: str, said: str, opened: int) -> SyntaxProblem | None:
    if not re.search(r"scanning an? (?:alias|anchor)", said):
        return None
    word = _WORD.match(text, opened)
    span = Span(opened, word.end() if word else opened)
    return SyntaxProblem(
        span,
        f"{text[span.start : span.end]} is no alias or anchor",
        "put a text that begins with * or & in quotes",
    )


def _crowded(text: str, said: str, at: int) -> SyntaxProblem | None:
    """Text on a line behind a value that is complete, or a list behind a key on its line."""
    before = text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at]
    if not before.strip(" -") or not re.search(
        "block (?:collection|mapping|end)|sequence en", said
    ):
        return None
    return SyntaxProblem(
        Span(at, at + 1),
        f'"{text[at : at + 1]}" cannot follow {before.strip()[-40:]} on its line',
        "put the whole value in quotes, or begin a list on the next line",
    )


def _named(text: str, said: str, at: int) -> SyntaxProblem:
    span = Span(at, max(at, min(at + 1, len(text))))
    for pattern, message, help_ in _NAMED:
        if re.search(pattern, said):
            return SyntaxProblem(span, message.replace("{}", text[at : at + 1]), help_)
    return SyntaxProblem(span, f"this is no YAML: {said}", _QUOTES)


def _line_end(text: str, at: int) -> int:
    found = _REST_OF_LINE.match(text, at)
    return found.end() if found else at
