"""How declared paths are written, as text alone: normal form, spelling, glob patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import count, filterfalse

from .typed import NamedTuple

_LETTERS = r"[A-Za-z0-9_@+=()\[\]-]+"
_LAST_LETTERS = r"[A-Za-z0-9_@+=-]+"
# The set of letters first makes it quick.
_NO_DEVICE = r"(?!(?=[CPANLcpanl])(?i:con|prn|aux|nul|com[1-9]|lpt[1-9])[./])"
LONGEST_NAME = 255
"""UTF-16 units of a file's name on Windows and macOS; most of Linux has as many bytes."""
# Of a path that is longer than a name may be, nobody looks here whether one of its names is.
_PLAIN = rf"(?!.{{{LONGEST_NAME + 1}}}){_NO_DEVICE}\.?(?:{_LETTERS}(?:/{_NO_DEVICE}\.?|\.))*(?<=\.){_LAST_LETTERS}"
_NAME = rf"{_NO_DEVICE}{_LAST_LETTERS}"
_SIMPLE = rf"(?!.{{{LONGEST_NAME + 1}}}){_NAME}(?:/{_NAME})*(?:\.{_LAST_LETTERS})+"


def not_simple(some: Iterable[str]) -> AbstractSet[str]:
    """Those of many paths that are not of names with an extension in folders without a dot: a few.

    They stay in their order: to look at them in another would take longer.
    """
    return dict.fromkeys(filterfalse(re.compile(_SIMPLE).fullmatch, some)).keys()


def unusual(some: Collection[str]) -> AbstractSet[str]:
    """Those of which a rule about spelling could complain: hardly any, and none that is simple.

    All others are plain: in their normal form, ASCII, with an extension, and fine on Windows.
    """
    if not some:  # not to compile the pattern
        return frozenset()
    return dict.fromkeys(filterfalse(re.compile(_PLAIN).fullmatch, some)).keys()


_ENDINGS = ("/", "/.", "/..")
_LONGEST_PATH = 4096
"""No file system has a longer path; to compose a million accents would take quadratic time."""


def normalise(path: str) -> str:
    r"""The spelling under which paths are compared: "/" for "\", no ".", no "//", no "a/..".

    Section 4, point 2. A ".." that would leave the repository stays; so does a leading "/". The repository
    itself, however it is written, is "".
    """
    if "\\" in path:
        path = path.replace("\\", "/")
    if path.startswith("./") and path[2:3] != "/":  # nearly all that are not normal
        path = path[2:]
    if path != "." and "//" not in path and "./" not in path and not path.endswith(_ENDINGS):
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part in {"", "."}:
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(parts)


_MARKS = frozenset(" \t\r\n`\"'\u201c\u2018«„,;:#|]>→)")


def has_marks(path: str) -> bool:
    """Whether something may stand there beside a path, or instead of one: `meant` knows what."""
    return not _MARKS.isdisjoint(path) or path.endswith((".", "…")) or path.startswith(("**", "__"))


def name(path: str) -> str:
    """The last part of a path with "/"."""
    return path.rpartition("/")[2]


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def fold(path: str) -> str:
    """Equal for two spellings that are one file on Windows or macOS: case and Unicode form aside.

    As macOS does it, where "ß" is "ss" too; `is_one_on_windows` tells what Windows takes for one.
    """
    if path.isascii() or len(path) > _LONGEST_PATH:
        return path.lower()
    return _composed(_composed(path).casefold())


def _composed(path: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", path)


def is_one_on_windows(path: str, other: str) -> bool:
    """Whether two spellings are one file on Windows, which composes no letters, and maps each to one."""
    return _upper(path) == _upper(other)


def _upper(path: str) -> str:
    return "".join([upper if len(upper := letter.upper()) == 1 else letter for letter in path])


def difference(path: str, other: str) -> str:
    """In what two spellings differ that `fold` makes one, in words."""
    if path.lower() == other.lower() or path.casefold() == other.casefold():
        return "case"
    return "Unicode form" if _composed(path) == _composed(other) else "case and Unicode form"


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether any of the glob patterns matches a normalised path, in the manner of .gitignore.

    A pattern without "/" matches a file name in any folder, one with "/" from the repository root.
    "*" and "?" stay within a folder, "**" does not; a pattern also matches all that lies below it.
    """
    return _matcher(patterns)(path)


_SHORT = 100_000
"""Characters that are looked through in less time than it takes to import what could do so at once."""
_NO_SEPARATORS = bytes(byte for byte in range(256) if byte not in b"./\n")


def could_match(lines: str, patterns: tuple[str, ...]) -> bool:
    """Whether any of many paths, each a line, could match; a quick look that may say yes in vain."""
    known = _sorted_out(patterns)
    if known.others or any(top[:-1] in lines for top in (*known.folders, *known.tops)):
        return True
    if len(lines) < _SHORT:
        return any(ending + after in lines for ending in known.endings for after in "/\n")
    dotted = "|".join(re.escape(ending[1:]) for ending in known.endings)
    return known.endings != () and re.search(rf"\.(?:{dotted})[/\n]", lines) is not None


def matching(some: Collection[str], patterns: tuple[str, ...]) -> set[str]:
    """Those of many normalised paths that `matches` any of the patterns, at the speed of C."""
    known = _sorted_out(patterns)
    starts = (*known.folders, *known.tops)
    found = {path for path in some if path.endswith(known.endings) or path.startswith(starts)}
    if known.exact:
        found.update(known.exact.intersection(some))
    # A folder further down that matches is rare, so it is looked for in all paths at once.
    lines = "\n".join(some)
    deep = [f"/{folder}" for folder in known.folders]
    marks = lines.encode(errors="surrogatepass").translate(None, _NO_SEPARATORS)
    if b"./" in marks:  # the name of a folder has a dot
        deep += [f"{ending}/" for ending in known.endings]
    for folder in deep:
        if folder in lines:
            found.update([path for path in some if folder in path])
    others = tuple(pattern for pattern in known.others if _text_in(pattern) in lines)
    if others:
        found.update(filter(_compiled(others).fullmatch, some))
    return found


def _text_in(pattern: str) -> str:
    """The longest text that stands in every path that a pattern matches; a quick look, so it may be short."""
    return "" if "[" in pattern or "\\" in pattern else max(re.split("[*?/]", pattern), key=len)


class _Sorted(NamedTuple):
    """Patterns by what is quick to look for.

    Attributes:
        endings: of a part of the path: ".py" of "*.py".
        folders: anywhere above the path: "docs/".
        tops: folders above the path, from the root: "docs/api/".
        exact: whole paths: "docs/api".
        others: what needs a regular expression.
    """

    endings: tuple[str, ...]
    folders: tuple[str, ...]
    tops: tuple[str, ...]
    exact: frozenset[str]
    others: tuple[str, ...]


@cache
def _sorted_out(patterns: tuple[str, ...]) -> _Sorted:
    endings = tuple(p[1:] for p in patterns if p.startswith("*.") and is_literal(p[1:]))
    folders = tuple(p for p in patterns if p.endswith("/") and is_literal(p[:-1]))
    rooted = [p for p in patterns if is_rooted(p)]
    tops = tuple(f"{p.strip('/')}/" for p in rooted)
    exact = frozenset(p.strip("/") for p in rooted if not p.endswith("/"))
    known = {*(f"*{ending}" for ending in endings), *folders, *rooted}
    return _Sorted(endings, folders, tops, exact, tuple(p for p in patterns if p not in known))


def is_rooted(pattern: str) -> bool:
    """Whether a pattern is a path from the root, without wildcards."""
    return "/" in pattern.rstrip("/") and all(map(is_literal, pattern.strip("/").split("/")))


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    numbers = count()
    return re.compile("|".join([_translate(pattern, numbers) for pattern in patterns]), re.DOTALL)


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    known = _sorted_out(patterns)
    endings, starts, exact = known.endings, (*known.folders, *known.tops), known.exact
    inside = (*(f"{each}/" for each in endings), *(f"/{each}" for each in known.folders))
    regex = _compiled(known.others) if known.others else None

    def matches_any(path: str) -> bool:
        return (
            path.endswith(endings)
            or path.startswith(starts)
            or path in exact
            or any(part in path for part in inside)
            or (regex is not None and regex.fullmatch(path) is not None)
        )

    return matches_any


def with_wildcards(patterns: tuple[str, ...]) -> int:
    """How many of the patterns can only be matched one path at a time."""
    return len(_sorted_out(patterns).others)


def is_literal(part: str) -> bool:
    """Whether this part of a pattern means itself."""
    return part != "" and not any(special in part for special in "/*?[\\")


_TOKEN = r"(?P<star>\*+)|(?P<one>\?)|\[(?P<set>[!^](?:\][^\]]*|[^\]]+)|\][^\]]*|[^\]!^][^\]]*)\]|\\?(?P<text>.)"
_SOME_FOLDERS = r"(?:[^/]+/)*?"


def _translate(pattern: str, numbers: Iterator[int]) -> str:
    """The regular expression of one glob pattern; `numbers` tell apart the groups of several.

    It takes no time that grows with a power of the stars: between two of them stands what can be looked
    for where it comes first, since further on less is left for the rest.
    """
    body = pattern.replace("\\/", "/").strip("/")
    *parts, last = body.split("/")
    rest = last == "**" and parts != []
    regexes = [part if part == "**" else _translate_part(part, numbers) for part in parts]
    regexes.append(".+" if rest else _translate_part(last, numbers))
    if "/" not in pattern.rstrip("/"):
        regexes.insert(0, "**")
    regex, *searched = _split(regexes)
    for at, chunk in enumerate(searched, 1):
        found = _SOME_FOLDERS + chunk
        regex += found if at == len(searched) else _first(found, numbers)
    return regex + ("/.+" if pattern.endswith("/") else "(?:/.+)?")


def _split(regexes: Sequence[str]) -> list[str]:
    """The parts of a path between each two "**", with a "/" after each but the very last."""
    chunks = [""]
    for at, regex in enumerate(regexes):
        if regex == "**":
            chunks += [""] if chunks[-1] or at == 0 else []
        else:
            chunks[-1] += regex if at == len(regexes) - 1 else f"{regex}/"
    return chunks


def _translate_part(part: str, numbers: Iterator[int]) -> str:
    """The regular expression of what stands between two "/"."""
    between = [""]
    for token in re.finditer(_TOKEN, part, re.DOTALL):
        if token["star"]:
            between.append("")
        elif token["one"]:
            between[-1] += "[^/]"
        else:
            between[-1] += _one_of(token["set"]) if token["set"] else re.escape(token["text"])
    regex, *searched = between
    for at, text in enumerate(searched, 1):
        regex += f"[^/]*{text}" if at == len(searched) else _first(f"[^/]*?{text}", numbers)
    return regex


def _one_of(members: str) -> str:
    """The regular expression of a set in square brackets; a range that goes backwards holds nothing."""
    is_negated = members.startswith(("!", "^"))
    ranges = "".join(
        f"{re.escape(first)}-{re.escape(last)}" if last else re.escape(first)
        for first, last in re.findall("(.)(?:-(.))?", members[1 if is_negated else 0 :], re.DOTALL)
        if not last or first <= last
    )
    if is_negated:
        return f"[^/{ranges}]"
    return f"(?!/)[{ranges}]" if ranges else "(?!)"


def _first(regex: str, numbers: Iterator[int]) -> str:
    """A regular expression of which only the first match is tried: what Python 3.11 writes "(?>...)"."""
    name = f"g{next(numbers)}"
    return f"(?=(?P<{name}>{regex}))(?P={name})"
