"""Text from files, paths and git made harmless, for each kind of output; nothing here forges a line."""

from __future__ import annotations

import re

# Control characters, what changes the direction of text or can't be seen, line separators, what is no
# character, and lone surrogates, as which undecodable bytes come; Unicode's categories Cc, Cf, Cs, Zl
# and Zp are in it.
# "##[" starts a command in a log of GitHub Actions, wherever in a line it stands.
# Patterns are compiled at first use: most texts are harmless at first sight.
_NO_CHARACTERS = "".join(
    [f"{chr(last - 1)}{chr(last)}" for last in range(0x1FFFF, 0x110000, 0x10000)]
)
_HOSTILE = (
    f"[{_NO_CHARACTERS}"
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4"
    "\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|(?<=##)\\["
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SHORT:
        return _SHORT[character]
    if "\udc80" <= character <= "\udcff":  # a byte that was no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode() if character != "[" else "\\x5b"


def terminal(text: str) -> str:
    """What people see in a terminal: whatever has no glyph of its own is shown as its escape."""
    if text.isascii() and text.isprintable() and "##[" not in text:
        return text
    return re.sub(_HOSTILE, _escape, text)


def painted(text: str, code: str) -> str:
    """A text as a terminal shows it by a code, in a colour, say."""
    return f"\x1b[{code}m{text}\x1b[0m"


def shortened(text: str, most: int) -> str:
    """At most so many characters: an id or a message may be a million characters long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def terminal_path(path: str) -> str:
    """A path as a line may begin with it: a line that begins with "::" is a command to GitHub Actions."""
    shown = terminal(path)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


# A space of no width keeps "@name", "#12" and "GH-12" from becoming a mention or a reference:
# GitHub looks for those in the rendered text, so a character reference alone would not.
_APART = "&#8203;"
_ASCII = {"→": "->", "…": "...", "│": "|", "×": "x", "“": '"', "”": '"'}  # noqa: RUF001


def ascii_only(text: str) -> str:
    """A whole output for a terminal that shows ASCII only: arrows in ASCII, the rest as escapes."""
    for character, replacement in _ASCII.items():
        text = text.replace(character, replacement)
    return text.encode("ascii", "backslashreplace").decode()


# What means something wherever it stands; a backslash before what it would escape; a bracket that could
# close a link or name one; an underline that is not inside a word; "&", ":" and "." of what would be a
# character or a link; and what begins a line with a list, a box, a quotation or a heading.
_MARKUP = (
    r"[`*<|~$@#]"
    r"|\\(?=[!-/:-@\[-`{-~]| ?$)"
    r"|^\[|\](?=[(\[:]| ?$)"
    r"|(?<![^\W_])(?<!_)_+|_+(?![^\W_]|_)"
    r"|&(?=[#\w])|:(?=//)|(?i:(?<=www)\.)"
    r"|^(?:[-+=>]|\d+[.)])"
)
_AFTER = {"@": _APART, "#": _APART}
_ISSUE = r"(?i)(?<=\bgh)-(?=\d)"
# Four at the beginning of a line would make code of it, two at its end a break.
_OUTER_SPACE = r"^ | $"


def markdown(text: str) -> str:
    """Plain words in Markdown: no markup, link, mention, reference or table cell can come of them.

    Punctuation becomes a character reference where it means something, which is never taken for
    structure (CommonMark, section 2.5). All else stays, for those who read what was written.
    """
    escaped = re.sub(_OUTER_SPACE, "&#32;", re.sub(_MARKUP, _referred, terminal(text)))
    return re.sub(_ISSUE, f"&#45;{_APART}", escaped)


def _referred(match: re.Match[str]) -> str:
    return "".join(
        character if character.isdigit() else f"&#{ord(character)};{_AFTER.get(character, '')}"
        for character in match.group()
    )


def in_json(text: str) -> str:
    """JSON, in which whatever has no glyph of its own is an escape; line ends of its layout stay.

    A lone surrogate is shown as in a terminal: many readers take no escape of one.
    """
    return re.sub(_HOSTILE, _escape_in_json, text)


def _escape_in_json(match: re.Match[str]) -> str:
    if match.group() == "\n":
        return "\n"
    if "\ud800" <= match.group() <= "\udfff":
        return f"\\{_escape(match)}"
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def as_json(value: object, *, indent: int | None = None) -> str:
    """An answer in JSON; without an indent on one line, since layout costs an agent a third more."""
    import json

    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return in_json(text) + "\n"


_ASCII_JSON = r"\\ud[89ab]..\\ud[c-f]..|\\u(d[89a-f]..)|\\."


def in_ascii_json(text: str) -> str:
    """JSON of ASCII alone, in which a lone surrogate is shown, and "##[" hidden, as by `in_json`."""
    text = re.sub(_ASCII_JSON, _shown_in_json, text) if "\\ud" in text else text
    # One letter is found much quicker than three.
    return text.replace("##[", r"##\u005b") if "#" in text else text


def _shown_in_json(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[0]
    shown = terminal(chr(int(match[1], 16)))
    return f"\\{shown}"


# "&" first: the others are written with it.
_XML = [(character, f"&#{ord(character)};") for character in "&<>\"'"]


def xml(text: str) -> str:
    """Text and values of attributes in XML, of characters that XML 1.0 allows."""
    text = terminal(text)
    for character, reference in _XML:
        text = text.replace(character, reference)
    return text


def uri(path: str) -> str:
    """A path as a relative reference (RFC 3986): its bytes, those that are not UTF-8 too."""
    from urllib.parse import quote

    try:
        return quote(path.encode(errors="surrogateescape"))
    except UnicodeEncodeError:  # half of a surrogate pair, which no file system has
        return quote(terminal(path))


_SURROGATE = "[\ud800-\udfff]"


def encodable(path: str) -> str:
    """A path to the letter, but for what readers of UTF-8 could not read: that is shown escaped."""
    return re.sub(_SURROGATE, _escape, path)
