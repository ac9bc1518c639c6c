"""Names what makes a text no YAML, from what ruamel.yaml says of it."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from ..text.source import Source, Span
from .nodes import SyntaxProblem, never_closed

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_LAST_CODE = 0x10FFFF
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)", re.DOTALL)
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_WORD = re.compile(r"[^\s,\[\]{}]*")
_QUOTES = "put the value in quotes"
_INDENTATION = "indent the items of one list, and the keys of one mapping, by the same spaces"

# What the reader says (context and problem; the two readers differ in words), what is wrong, what
# to do. The first that matches holds; "{}" becomes the character at the place, in its quotes.
_NAMED = (
    (r"mapping values are not allowed", 'a ":" stands where no key can', "put a value that holds a colon and a space in quotes, or mend the indentation of this line"),
    (r"could not find expected ':'", "a key without a colon", 'write "key: value", or mend the indentation'),
    (r"unexpected ':'", 'a ":" stands inside a value in brackets', _QUOTES),
    (r"mapping keys are not allowed", 'a "?" stands where no key can', _QUOTES),
    (r"cannot start any token", 'a value cannot begin with "{}"', _QUOTES),
    (r"node content", 'a value is missing before "{}"', "take it away, or write what is missing"),
    (r"document start", "text after the end of the document", _INDENTATION),
    (r"sequence entries are not allowed", 'a "-" stands where no list can', _INDENTATION),
    (r"block (?:collection|mapping|sequence)|block end", "this line fits none of the lists and mappings before it", _INDENTATION),
    (r"more indented follow up", "a blank line before this one has more spaces", "take the spaces out of the blank lines at the beginning of this text"),
    (r"block scalar", 'only a comment may follow "|" or ">"', "begin the text on the next line"),
    (r"incompatible YAML document|%|directive", "this directive is not understood", "take the line away: YAML 1.2 is assumed"),
    (r"\btag\b", "this tag is not understood", "take the tag away, or put the value in quotes"),
    (r"document (?:separator|indicator)", "the document ends inside a quoted text", "add the closing quote"),
)  # fmt: skip


def problem_of(
    source: Source, error: MarkedYAMLError | None, bracket: int | None = None
) -> SyntaxProblem:
    """What is wrong; without a marked error it is a character that YAML does not allow.

    `bracket` is where the innermost bracket that is open stands.
    """
    text = source.text
    mark = (error.problem_mark or error.context_mark) if error else None
    if error is None or mark is None:
        return _unmarked(text)
    said = ": ".join(filter(None, (error.context, error.problem)))
    at = min(mark.index, len(text))
    opened = error.context_mark.index if error.context_mark else at
    return (
        _quoted(text, said, at, opened)
        or _flow(source, said, at, opened)
        or _unfinished(source, said, at, bracket)
        or _tab(text, at)
        or _name(text, said, opened)
        or _crowded(text, said, at)
        or _named(text, said, at)
    )


def _unmarked(text: str) -> SyntaxProblem:
    """What a reader refuses without a word of where."""
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        at = unprintable.start()
        return SyntaxProblem(
            Span(at, at + 1),
            f"the character U+{ord(text[at]):04X} may not stand in YAML",
            'take it away, or write it escaped in double quotes: "\\u..."',
        )
    for escape in _ESCAPE.finditer(text):
        if int(escape[2] or "0", 16) > _LAST_CODE:
            return _no_escape(text, escape.start())
    directive = _DIRECTIVE.search(text)
    if directive:
        return _named(text, "directive", directive.start())
    return SyntaxProblem(Span(0, min(1, len(text))), "this is no YAML", "write YAML 1.2")


def surrogate_in(text: str, start: int, end: int) -> SyntaxProblem:
    """The first escape of this quoted text that is half a character; there is one."""
    escapes = _ESCAPE.finditer(text, start, end)
    return next(problem for escape in escapes if (problem := _surrogate(text, escape.start())))


def _surrogate(text: str, at: int) -> SyntaxProblem | None:
    r"""An escape of half a pair of surrogates, which JSON joins: "\ud83d\ude00" is one character there."""
    first = _ESCAPE.match(text, at)
    high = _code(first)
    if first is None or not 0xD800 <= high <= 0xDFFF:  # noqa: PLR2004 - all surrogates
        return None
    second = _ESCAPE.match(text, first.end())
    low = _code(second)
    if second is None or high > 0xDBFF or not 0xDC00 <= low <= 0xDFFF:  # noqa: PLR2004 - its halves
        return SyntaxProblem(
            Span(*first.span()),
            f"{first.group()} is half of a character",
            'write the character itself, or its number: "\\U0001F600"',
        )
    code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    return SyntaxProblem(
        Span(first.start(), second.end()),
        f"{first.group()}{second.group()} is one character in JSON, and two halves in YAML",
        f'write the character itself, or "\\U{code:08X}"',
    )


def _code(escape: re.Match[str] | None) -> int:
    return int((escape[1] or escape[2] or "0") if escape else "0", 16)


def _no_escape(text: str, at: int) -> SyntaxProblem:
    span = Span(at, min(at + 2, len(text)))
    return SyntaxProblem(
        span,
        f"{text[span.start : span.end]} is no escape",
        'write "/" in paths; a backslash itself is written "\\\\", or stands in single quotes',
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
    # Digits are looked for behind an escape, where the next one may begin.
    start = text.rfind("\\", opened, at if "hexdecimal" in said else at + 1)
    return _surrogate(text, start) or _no_escape(text, start)


def _flow(source: Source, said: str, at: int, opened: int) -> SyntaxProblem | None:
    expected = re.search(r"expected ',' or '([\]}])'", said)
    if not expected:
        return None
    text, closer = source.text, expected.group(1)
    if at >= len(text.rstrip()):
        return never_closed(source, opened)
    return SyntaxProblem(
        Span(at, at + 1),
        f'expected a comma or "{closer}", found "{text[at]}"',
        f'close the "{text[opened]}" of line {source.position(opened).line},'
        " or write a comma between two items",
    )


def _unfinished(source: Source, said: str, at: int, bracket: int | None) -> SyntaxProblem | None:
    """A bracket after whose last comma the text ends; of it the readers say nothing."""
    if bracket is None or "node content" not in said or at < len(source.text.rstrip()):
        return None
    return never_closed(source, bracket)


def _tab(text: str, at: int) -> SyntaxProblem | None:
    if text[at : at + 1] != "\t":
        return None
    if text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at].strip():
        return SyntaxProblem(Span(at, at + 1), "a tab stands outside quotes", "write a space")
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
            shown = f'"{text[at]}"' if at < len(text) else "the end of the file"
            return SyntaxProblem(span, message.replace('"{}"', shown), help_)
    return SyntaxProblem(span, f"this is no YAML: {said}", _QUOTES)


def _line_end(text: str, at: int) -> int:
    found = _REST_OF_LINE.match(text, at)
    return found.end() if found else at
