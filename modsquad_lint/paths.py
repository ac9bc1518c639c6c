"""How declared paths are written, as text alone: normal form, spelling, glob patterns."""

from __future__ import annotations

import re
from functools import lru_cache


def normalise(path: str) -> str:
    r"""The spelling under which paths are compared: "/" for "\", no ".", no "//", no "a/..".

    Section 4, point 2. A ".." that would leave the repository stays; so does a leading "/".
    """
    if "\\" in path:
        path = path.replace("\\", "/")
    if "//" not in path and "./" not in path and not path.endswith(("/", "/.", "/..")):
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


def name(path: str) -> str:
    """The last part of a path with "/"."""
    return path.rpartition("/")[2]


def fold(path: str) -> str:
    """Equal for two spellings that are one file on Windows or macOS: case and Unicode form aside."""
    if path.isascii():
        return path.lower()
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


@lru_cache(maxsize=64)
def glob_regex(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One regular expression for what any of these glob patterns matches, in the manner of .gitignore.

    A pattern without "/" matches a file name in any folder, one with "/" from the repository root.
    "*" and "?" stay within a folder, "**" does not; a pattern also matches all that lies below it.
    """
    return re.compile("|".join(map(_translate, patterns)) if patterns else r"(?!)", re.DOTALL)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether any of the glob patterns matches a normalised path; see `glob_regex`."""
    return glob_regex(patterns).fullmatch(path) is not None


_TOKEN = re.compile(
    r"(?P<deep>(?:^|(?<=/))\*\*/)|(?P<rest>(?<=/)\*\*$)|(?P<star>\*+)|(?P<one>\?)|(?P<set>\[!?\]?[^\]/]*\])|(?P<text>\\.|.)",
    re.DOTALL,
)
_GLOB = {"deep": r"(?:.+/)?", "rest": r".+", "star": r"[^/]*", "one": r"[^/]"}


def _translate(pattern: str) -> str:
    anchored = "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    regex = ""
    for token in _TOKEN.finditer(body):
        kind, text = token.lastgroup or "text", token.group()
        if kind == "set":
            inner = text[1:-1].replace("\\", r"\\")
            regex += f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
        elif kind == "text":
            regex += re.escape(text[-1])
        else:
            regex += _GLOB[kind]
    below = "/.+" if pattern.endswith("/") else "(?:/.+)?"
    return ("" if anchored else "(?:.+/)?") + regex + below
