"""Which paths somebody meant who wrote something else beside them, or several as one; as text alone.

Most such strings come from people and programs that write for readers: "a.py (modify)", "`a.py`". What may
be a path is taken for one: names have spaces, brackets and words in them too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .names import has_known_extension, needs_no_extension
from .paths import has_marks
from .typed import NamedTuple

_LONGEST = 10_000
"""Nobody writes so many characters for one path, and takes them for a path."""
_DEEPEST = 8
"""Nobody puts so many marks around one path."""

_QUOTES = {
    "``": "``",
    "`": "`",
    '"': '"',
    "'": "'",
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    "«": "»",
    "„": "\u201c",
}
_OPENERS = frozenset("`\"'“\u2018«„*_<([")
_AROUND = {"**": "**", "__": "__", "<": ">", "(": ")", "[": "]"}
_LINK = re.compile(r"\[[^\[\]]*\]\(([^()\s]+)\)")

_BRACKETED = re.compile(r"\([^()]*\)|\{[^{}]*\}|\[[^\[\]]*\]|`[^`]*`|\"[^\"]*\"|“[^“”]*”")
_BETWEEN = re.compile(
    r"(?<!\s)\s*[,;\n]\s*(?:(?:and|or)\s+)?|(?<!\s)\s+(?:and|or|plus|with|&|\+|\||/|→|->|=>)\s+"
)
_EXTENSION = r"\.[A-Za-z]\w{0,11}"
_ENDS_LIKE_FILE = re.compile(rf"{_EXTENSION}$")
_LINE = r"#L?\d[-\dCL]*|:L?\d+(?:[-:,]L?\d+)*:?"
_MEMBER = r"::\S+|[:#]\w+(?:\(\))?|[:#][A-Z]\w*\.\w+(?:\(\))?"
_PLACE = re.compile(rf"(\S+{_EXTENSION})(?:{_LINE}|{_MEMBER})")
_MARK = re.compile(r"(?:(?:[-*+•]|\d+[.)]|\[[ xX]?\])\s+)+(\S.*)", re.DOTALL)
_VERBS = (
    "add|added|adds|change|changed|changes|create|created|creates|delete|deleted|deletes|edit|edited|edits|extend"
    "|file|files|fix|implement|modified|modifies|modify|move|new|path|refactor|remove|removed|rename|renamed"
    "|rewrite|test|tests|touch|touches|update|updated|updates|write"
)
_VERB = re.compile(rf"(?i:[(\[]?(?:{_VERBS})[)\]]?)(\s*:\s*|\s+)(\S.*)", re.DOTALL)
_STATUS = re.compile(r"[ACDMRU?!]{1,2}\s+(\S+/.+)", re.DOTALL)
_BESIDE = r"[(\[{<*!=@#|]|-|\u2013|—|:|//|→|=>"
_BEGINS_REMARK = re.compile(_BESIDE)
"""What begins words that are no part of a name."""
_HEAD = re.compile(rf"(.*?{_EXTENSION})([:,;]?\s+)(\S.*)", re.DOTALL)
_REMARK = re.compile(rf"(\S+?):?\s+(?:{_BESIDE})(.*)", re.DOTALL)
_IN_QUOTES = re.compile(r"`([^`]+)`|\"([^\"]+)\"")
_SPACE = re.compile(r"\s")
_CLOSERS = ",;:.…"


class Meant(NamedTuple):
    """What was written instead of a path.

    Attributes:
        paths: those that were meant, in the order written; at least one. Each may be an area.
        what: what was written, in words.
        is_certain: whether nothing else can have been meant.
    """

    paths: tuple[str, ...]
    what: str
    is_certain: bool = False


_SEVERAL, _WORDS, _IN_FILE = "several paths", "a path with words beside it", "a place in a file"
_BACKTICKS, _QUOTED, _MARKED = (
    f"a path {marks}" for marks in ("in backticks", "in quotation marks", "with marks around it")
)


def meant_paths(written: str) -> tuple[str, ...]:
    """The paths that a declared path stands for: itself, but for what `read_meant` knows better."""
    meant = read_meant(written)
    return (written,) if meant is None else meant.paths


def read_meant(written: str, depth: int = 0) -> Meant | None:
    """What was meant by what is no path; None for all that may be one, URLs among it.

    `depth` is how much was taken off already.
    """
    text = written.strip()
    if len(text) > _LONGEST or depth > _DEEPEST or "://" in text or not has_marks(text):
        return None
    for read in (_read_quoted, _read_several, _read_place, _read_beside):
        meant = read(text, depth + 1)
        if meant is not None:
            return meant
    return None


def _read_quoted(text: str, depth: int) -> Meant | None:
    """Of what stands in quotation marks or brackets that hold all of it, what is in them."""
    if text[0] not in _OPENERS:
        return None
    link = _LINK.fullmatch(text)
    if link:
        return Meant((link[1],), _MARKED)
    for marks, is_certain in ((_QUOTES, True), (_AROUND, False)):
        for start, end in marks.items():
            inner = text[len(start) : -len(end)].strip()
            is_whole = text.startswith(start) and text.endswith(end) and inner != ""
            if not is_whole or start in inner or end in inner:
                continue
            # Names have brackets and underscores too: "(group)", "[id]", "__init__".
            if is_certain or _looks_like_file(inner):
                what = (_BACKTICKS if start[0] == "`" else _QUOTED) if is_certain else _MARKED
                return read_meant(inner, depth) or Meant((inner,), what, is_certain)
    return None


def _read_several(text: str, depth: int) -> Meant | None:
    """A list, of which each item is a path."""
    items, in_words = _items(text)
    if len(items) == 1:
        return _read_side_by_side(items[0].split())
    found: list[str] = []
    for item in items:
        below = read_meant(item, depth)
        # "docs/Design and Plan.md" is one name.
        is_path = _looks_like_file(item) or (not in_words and _looks_like_path(item))
        if below is None and not is_path:
            return None
        found += (item,) if below is None else below.paths
    return Meant(tuple(found), _SEVERAL) if found else None


def _read_side_by_side(words: Sequence[str]) -> Meant | None:
    """Paths with white space between them; of a name with a space only the last word ends like a file."""
    if len(words) == 1 or not all(map(has_known_extension, words)):
        return None
    endings = {word.rpartition(".")[2] for word in words}
    alike = len(endings) == 1 or all("/" in word for word in words)
    return Meant(tuple(words), _SEVERAL) if alike else None


def _read_place(text: str, _: int) -> Meant | None:
    """A file with lines or a name in it behind it."""
    place = _PLACE.fullmatch(text) if ":" in text or "#" in text else None
    return None if place is None else Meant((place[1],), _IN_FILE)


def _read_beside(text: str, depth: int) -> Meant | None:
    """A path that words stand beside; None where the whole may be a path."""
    has_words = _SPACE.search(text) or text[-1] in _CLOSERS
    path = (_after_words(text, depth) or _before_words(text)) if has_words else None
    if path is None:
        return None
    below = read_meant(path, depth)
    return Meant((path,) if below is None else below.paths, _WORDS)


def _items(text: str) -> tuple[list[str], bool]:
    """What stands between separators, and whether a word is one; what is in brackets separates nothing."""
    masked = _BRACKETED.sub(lambda found: "x" * len(found.group()), text)
    items, start, in_words = [], 0, False
    for between in _BETWEEN.finditer(masked):
        items.append(text[start : between.start()])
        start = between.end()
        in_words = in_words or between.group().strip().isalpha()
    items.append(text[start:])
    return [item.strip() for item in items if item.strip()], in_words


def _after_words(text: str, depth: int) -> str | None:
    """A path behind the mark of a list, git's letter for a change, or a verb."""
    for pattern in (_MARK, _STATUS):
        marked = pattern.fullmatch(text)
        if marked and _looks_like_path(marked[1].split()[0]):
            return marked[1]
    verb = _VERB.fullmatch(text)
    # "New File.md" is a name.
    if verb and (verb[2] if ":" in verb[1] else "/" in verb[2]):
        is_path = _looks_like_path(verb[2]) or read_meant(verb[2], depth) is not None
        return verb[2] if is_path else None
    return None


def _before_words(text: str) -> str | None:
    """A path with something behind it that no name has."""
    bare = text.rstrip(_CLOSERS)
    if bare != text and has_known_extension(bare):
        return bare
    quoted = _IN_QUOTES.match(text)
    if quoted and _looks_like_path(path := quoted[1] or quoted[2]):
        return path
    head = _HEAD.fullmatch(text)
    if head is None:
        return _before_remark(text)
    path, gap, words = head.groups()
    ends_like_file = _ENDS_LIKE_FILE.search(words) is not None
    if not gap.isspace() or _BEGINS_REMARK.match(words):
        return None if ends_like_file and "/" not in words.split()[-1] else path
    return path if has_known_extension(path) and not ends_like_file else None


def _before_remark(text: str) -> str | None:
    """A path without an extension before a remark, such as "Makefile (new target)"."""
    found = _REMARK.fullmatch(text)
    if found is None or _ENDS_LIKE_FILE.search(found[2]):
        return None
    return found[1] if _looks_like_path(found[1]) else None


def _looks_like_file(text: str) -> bool:
    """Whether it ends with an extension, or is known without one."""
    return _ENDS_LIKE_FILE.search(text) is not None or (
        not _SPACE.search(text) and needs_no_extension(text)
    )


def _looks_like_path(text: str) -> bool:
    """Whether it looks like a file or, in one word, like a folder or a pattern."""
    is_word = _SPACE.search(text) is None
    return _looks_like_file(text) or (is_word and any(mark in text for mark in "/*"))
