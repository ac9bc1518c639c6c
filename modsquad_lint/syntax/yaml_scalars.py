"""What a scalar of YAML 1.2 means in the core schema; knows no event and no place."""

from __future__ import annotations

import re

from ..text.typed import Any

PREFIX = "tag:yaml.org,2002:"
SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    PREFIX + "null": (type(None),),
    PREFIX + "bool": (bool,),
    PREFIX + "int": (int,),
    PREFIX + "float": (float, int),
}
STRING_TAGS = frozenset({None, "!", PREFIX + "str"})

_WORDS = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{
        sign + word: float(sign + "inf")
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS = 1000


def plain_value(text: str) -> Any:
    """What a plain scalar means in the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text) and len(text) <= _MAX_DIGITS:
        return int(text)
    if _OTHER_INTEGER.fullmatch(text) and len(text) <= _MAX_DIGITS:
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text
