"""Text to values with places: one reader for each format; knows no task and no rule."""

from __future__ import annotations

from ..text.source import Source, Span
from .nodes import Document, SyntaxProblem


def parse(source: Source) -> Document | SyntaxProblem:
    """The document of a source, by the extension of its path: YAML for .yaml and .yml, else JSON."""
    if source.undecodable is not None:
        return _encoding_problem(source.text, source.undecodable)
    document: Document | SyntaxProblem
    is_yaml = source.path.lower().endswith((".yaml", ".yml"))
    if is_yaml:
        # Late: ruamel.yaml takes longer to import than a small file to lint.
        from .yaml import parse as parse_yaml

        document = parse_yaml(source)
    else:
        from .json import parse as parse_json

        document = parse_json(source)
    text = source.text
    is_refused = isinstance(document, SyntaxProblem)
    if is_refused and _other_encoding(text):
        return _encoding_problem(text, text.index("\0"))
    # YAML may take such marks for plain text.
    if is_refused or (is_yaml and ("\n<<<<<<<" in text or text.startswith("<"))):
        from .stray import stray

        return stray(text, is_refused=is_refused) or document
    return document


def _encoding_problem(text: str, offset: int) -> SyntaxProblem:
    span = Span(offset, offset + 1)
    encoding = _other_encoding(text)
    if encoding:
        return SyntaxProblem(
            span,
            f"the file is {encoding}, not UTF-8",
            "save the file as UTF-8, which every tool reads",
        )
    # Source keeps a byte that is not UTF-8 as the code point U+DC00 + byte.
    return SyntaxProblem(
        span,
        f"the byte 0x{ord(text[offset]) - 0xDC00:02x} is not UTF-8",
        "save the file as UTF-8; it may be in an older encoding such as Latin-1",
    )


def _other_encoding(text: str) -> str | None:
    """UTF-16 or UTF-32, by its byte order mark or by the zero bytes beside its first characters."""
    if text.startswith(("\udcff\udcfe\0\0", "\0\0\udcfe\udcff")):
        return "UTF-32"
    if text.startswith(("\udcff\udcfe", "\udcfe\udcff")):
        return "UTF-16"
    zeros = [character == "\0" for character in text[:4]]
    if zeros in ([False, True, True, True], [True, True, True, False]):
        return "UTF-32"
    return "UTF-16" if zeros in ([False, True] * 2, [True, False] * 2) else None
