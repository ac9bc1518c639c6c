"""Finds paths in prose, each with its exact place; knows lines of text, and no format that has them.

In doubt a word is no path: a path too many makes two tasks meet that don't, and nobody believes the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from ...text.source import Span
from ...text.typed import NamedTuple
from . import file_words as words

Known = Callable[[str], bool]
"""Whether the repository has this path, as a file or as a folder; False also where that can't be known."""


class PathMention(NamedTuple):
    """A path in prose.

    Attributes:
        span: the path alone, without backticks, a line number behind it or a full stop.
        is_quoted: whether it stands in backticks, alone.
    """

    path: str
    span: Span
    is_quoted: bool


def mentions(text: str, span: Span, known: Known) -> Iterator[PathMention]:
    """The paths in a stretch of text, in order, those that are named again too."""
    start = span.start
    for opening, closing in _code_spans(text, span):
        yield from _bare(text, start, opening.start, known)
        yield from _quoted(text, Span(opening.end, closing.start), known)
        start = closing.end
    yield from _bare(text, start, span.end, known)


def _code_spans(text: str, span: Span) -> Iterator[tuple[Span, Span]]:
    """The backticks that open and close each code span: runs of one length, on one line."""
    runs = [Span(*match.span()) for match in _BACKTICKS.finditer(text, *span)]
    closing: list[int] = [0] * len(runs)
    next_of: dict[int, int] = {}  # by length; from the end on, since each looks for the next one
    following = span.end
    for at in range(len(runs) - 1, -1, -1):
        start, end = runs[at]
        if _LINE_END.search(text, end, following):
            next_of.clear()
        closing[at] = next_of.get(end - start, 0)
        next_of[end - start] = at
        following = start
    at = 0
    while at < len(runs):
        if closing[at]:
            yield runs[at], runs[closing[at]]
        at = (closing[at] or at) + 1


def of_task(found: Sequence[PathMention]) -> list[PathMention]:
    """The paths of one task, each once, and without short names of longer ones.

    Who writes `Models/` beside `src/Models/`, or `session.ts` beside `src/session.ts`, means one path.
    """
    first = each_once((each.path.removeprefix("./").rstrip("/"), each) for each in found)
    endings = {
        "/".join(parts[at:])
        for parts in (key.split("/") for key in first)
        for at in range(1, min(len(parts), _DEEPEST))
    }
    return [mention for key, mention in first.items() if key not in endings]


def each_once(found: Iterable[tuple[str, PathMention]]) -> dict[str, PathMention]:
    """The mention of each key: the first in backticks, which an edit may write anew, else the first."""
    chosen: dict[str, PathMention] = {}
    for key, mention in found:
        if key not in chosen or (mention.is_quoted and not chosen[key].is_quoted):
            chosen[key] = mention
    return chosen


_DEEPEST = 40
"""Folders of a path that are compared with short names."""
_BACKTICKS = re.compile("`+")
_LINE_END = re.compile(r"[\r\n]")
# What is no prose: comments, and where links lead.
_ASIDE = re.compile(
    r"<!--.*?(?:-->|\Z)|\]\([^)\s]{0,999}\)|(?<![\w/])</?[a-z][^<>\r\n]*>|\b[a-z][a-z0-9+.-]{0,20}://\S*",
    re.DOTALL | re.IGNORECASE,
)
# Beside scripts that are written without blanks a path ends where its own letters end.
_TOKEN = re.compile(
    r"(?:\{[^{}\s]*\}|[^\s,;|\"\u201c\u201d\u2018\u2019«»\u3001\u3002\uff0c\uff1b\uff1a\uff08\uff09「」『』【】《》\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])+"
)
_LIST = re.compile(r",[ \t]*")
# A place in the file, and the name of a test in it.
POSITION = re.compile(r"(?::\d+(?:[-\u2013,:]\d*)*|#L\d+(?:-L?\d+)?|::\S*)$")
_OPENING = "([{<'*_~!"
_CLOSING = ")]}>'*_~.,:!?…"
_SIGNS = frozenset("./\\")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LONGEST = 1000
"""Characters of a word that may be a path."""
_PART = r"[^\s/\\<>:\"'`|?=;&%!^,]+"
_SHAPE = re.compile(rf"(?:\./)?(?:{_PART}[/\\])*{_PART}[/\\]?")
_BRACES = re.compile(r"\{[^{}\s]*,[^{}\s]*\}")
_VERSION = re.compile(r"[v~^]?\d+(?:\.\d+)*(?:\.[x*])?", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?:www\.\S+|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*"
    r"\.(?:com|org|net|io|dev|ai|app|co|edu|gov|me|de|uk|cloud|xyz|info|land|fm|tv|eu|ca|cc))",
    re.IGNORECASE,
)


def _quoted(text: str, span: Span, known: Known) -> Iterator[PathMention]:
    """The paths in a code span: it is one, or several with commas between them; a command has none."""
    body = text[span.start : span.end]
    start = span.start + len(body) - len(body.lstrip())
    for part in _split(body.strip(), start):
        if any(letter.isspace() for letter in text[part.start : part.end]):
            return
    if len(body) <= _LONGEST:
        for part in _split(body.strip(), start):
            yield from _judged(text, part, known, is_quoted=True)


def _split(body: str, start: int) -> Iterator[Span]:
    """Its parts between commas that stand in no braces."""
    at = 0
    if "{" not in body:
        for comma in _LIST.finditer(body):
            yield Span(start + at, start + comma.start())
            at = comma.end()
    yield Span(start + at, start + len(body))


def _bare(text: str, start: int, end: int, known: Known) -> Iterator[PathMention]:
    """The paths in prose without code spans."""
    for aside in _ASIDE.finditer(text, start, end):
        yield from _tokens(text, start, aside.start(), known)
        start = aside.end()
    yield from _tokens(text, start, end, known)


def _tokens(text: str, start: int, end: int, known: Known) -> Iterator[PathMention]:
    for token in _TOKEN.finditer(text, start, end):
        word = token.group()
        if len(word) > _LONGEST:
            continue
        # Nearly all words of prose are none.
        if not _SIGNS.isdisjoint(word) or word.strip(_OPENING + _CLOSING) in words.NAMES:
            span = _trimmed(text, Span(*token.span()))
            yield from _judged(text, span, known, is_quoted=False)


def _trimmed(text: str, span: Span) -> Span:
    """A token without the marks around it; brackets within a path stay where they are closed."""
    start, end = span
    while start < end and text[start] in _OPENING and not _is_named(text, start, end):
        start += 1
    is_bold = "*" in text[span.start : start]
    while end > start and text[end - 1] in _CLOSING:
        last = text[end - 1]
        if last in _PAIRS and text.count(last, start, end) <= text.count(_PAIRS[last], start, end):
            break
        if (last == "_" and "." not in text[start:end].rpartition("/")[2].strip(".")) or (
            last == "*" and not is_bold and text[end - 2 : end - 1] in {"/", "*"}
        ):
            break
        end -= 1
    if text[max(start, end - 2) : end] in {"'s", "\u2019s"}:
        end -= 2
    return Span(start, end)


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether an opening mark begins a name: `__init__.py`, `(auth)/page.tsx`, `[id].vue`, `{a,b}/c.py`."""
    first = text[start]
    if first == "_":
        return True
    closing = {"(": ")", "[": "]", "{": "}"}.get(first)
    at = text.find(closing, start, end) if closing else -1
    after = text[at + 1 : min(at + 3, end)]
    return at >= 0 and (
        after[:1] not in {"", *_CLOSING} or (after[:1] == "." and after[1:].isalnum())
    )


def _judged(text: str, span: Span, known: Known, *, is_quoted: bool) -> Iterator[PathMention]:
    token = text[span.start : span.end]
    if (position := POSITION.search(token)) is not None:
        token = token[: position.start()]
    if "(" in token and not is_quoted and (call := _call(token)):
        token = token[:call]
    if token and _is_path(token, known, is_quoted=is_quoted):
        yield PathMention(token, Span(span.start, span.start + len(token)), is_quoted)


def _call(token: str) -> int:
    """Where a bracket is opened that is no name of a folder: what stands before it may be a path."""
    at = token.find("(")
    return at if at > 0 and token[at - 1] != "/" else 0


def _is_path(token: str, known: Known, *, is_quoted: bool) -> bool:
    """Whether a token is a path: first by its shape, then by what kind of path it would be."""
    body = token.removeprefix("./").replace("\\", "/")
    shape = _BRACES.sub("x", token) if "{" in token else token
    if not body or not _SHAPE.fullmatch(shape) or not _may_begin(body) or not _has_closed(body):
        return False
    parts = body.rstrip("/").split("/")
    is_elided = not {"..", "...", "", "\u2026"}.isdisjoint(parts)
    if is_elided or not _is_no_name(parts):
        return False
    if "*" in body or "{" in body:
        return _is_pattern(parts, is_folder=body.endswith("/"))
    return _is_folder(parts) if body.endswith("/") else _is_file(parts, known, is_quoted=is_quoted)


def _is_file(parts: Sequence[str], known: Known, *, is_quoted: bool) -> bool:
    """Whether it names one place: by its extension or its name, by its backticks, or since git has it."""
    if len(parts) == 1 and parts[0].lower() in words.COMMON:
        return known(parts[0])
    if _has_extension(parts[-1], in_folder=len(parts) > 1):
        return not any(_has_extension(part, in_folder=False) for part in parts[:-1])
    if len(parts) == 1 or parts[-1] in words.NAMES:
        return parts[-1] in words.NAMES
    if is_quoted and _is_plain_place(parts):
        return True
    if known("/".join(parts)):
        return True
    # Two words with a slash are mostly alternatives, where folders have such names, too.
    is_place = len(parts) > 2 or parts[0] in words.ROOTS  # noqa: PLR2004
    return is_place and known(parts[0]) and not all(map(known, parts))


def _may_begin(body: str) -> bool:
    """Not as a route, a home, an option, a package, a variable, an anchor do."""
    return body[0] not in "/~-@#+=" and not (body[0] == "$" and "/" not in body)


def _has_closed(body: str) -> bool:
    """Whether all brackets are closed, and round ones hold the name of a folder."""
    if any(body.count(one) != body.count(other) for one, other in ("()", "[]", "{}")):
        return False
    return "(" not in body or (
        re.search(r"(?:^|/)(?:\(\.*[^()/]+\)|[^()/]*)(?=/|$)", body) is not None
        and "()" not in body
    )


def _is_no_name(parts: Sequence[str]) -> bool:
    """Whether nothing of it is a version, a domain, or a name such as Node.js."""
    if _VERSION.fullmatch(parts[-1]) or _DOMAIN.fullmatch(parts[0]) or _VERSION.fullmatch(parts[0]):
        return False
    return not any(part.lower() in words.PRODUCTS for part in (parts[0], parts[-1]))


def _is_pattern(parts: Sequence[str], *, is_folder: bool) -> bool:
    """Whether a wildcard or braces name files: braces with a comma, stars below a folder."""
    if any("{" in part and not _BRACES.search(part) for part in parts) or len(parts) == 1:
        return False
    literal = parts[0]
    if "*" in literal and literal != "**":
        return False
    last = _BRACES.sub("x", parts[-1])
    if "{" in parts[-1] and "." in parts[-1].partition("{")[0]:  # user.{ts,tsx}
        last = parts[-1].partition("{")[0] + parts[-1].partition("{")[2].partition(",")[0]
    return is_folder or parts[-1] == "**" or _has_extension(last.replace("*", "x"), in_folder=True)


def _is_folder(parts: Sequence[str]) -> bool:
    """Whether what ends with a slash names a folder: `w/` and `and/` don't."""
    if len(parts) == 1:
        return len(parts[0]) > 1 and parts[0].lower() not in words.NO_FOLDERS
    return True


def _has_extension(name: str, *, in_folder: bool) -> bool:
    """Whether a name ends with an extension of files; some stand in code too, and need a folder."""
    stem, dot, extension = name.rpartition(".")
    if name in words.NAMES:
        return True
    if not dot or not stem or stem[-1] == ".":
        return False
    extension = extension.lower()
    if extension in words.EXTENSIONS:
        return in_folder or len(stem) > 1 or len(extension) > 1
    return in_folder and extension in words.CODE_TOO


def _is_plain_place(parts: Sequence[str]) -> bool:
    """Whether a code span with a slash and no extension names a place in the repository.

    Not: a type of media, a branch, an import from a package, alternatives in capitals, an owner's action.
    """
    first = parts[0].lower()
    if (
        first in words.NO_PLACES
        or any("@" in part for part in parts)
        or len(max(parts, key=len)) == 1
    ):
        return False
    body = "".join(parts)
    return any(letter.islower() for letter in body) and not any(
        letter in body for letter in "()$*{}"
    )


@cache
def is_area(path: str) -> bool:
    """Whether a path in prose names more than one file by the way it is written."""
    return path.endswith(("/", "\\")) or "*" in path or _BRACES.search(path) is not None
