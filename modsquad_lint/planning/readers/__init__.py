"""The plans that people already have: one table of formats, each with its sign and its reader.

What comes out is a document in our own shape, whose places are those of the file; nothing behind it knows
the format, but for what `Reading` says.
"""

from __future__ import annotations

from collections.abc import Callable

from ...syntax import parse
from ...syntax.nodes import Document, SyntaxProblem
from ...text.source import Source
from ...text.typed import TYPE_CHECKING
from .reading import OWN, Reading

if TYPE_CHECKING:
    from .keys import Keys
    from .prose import Known

    Read = tuple[Document | SyntaxProblem, Reading]
    _Format = tuple[
        Reading, Callable[[Source], bool], Callable[[Source, Known], Document | SyntaxProblem]
    ]


_GSD = Reading(
    "GSD",
    bookkeeping=(
        *("*SUMMARY.md", "*VERIFICATION.md", "*VALIDATION.md", "*UAT.md", "deferred-items.md"),
        *("../../STATE.md", "../../ROADMAP.md", "../../REQUIREMENTS.md"),
    ),
)


def _formats() -> tuple[_Format, ...]:
    """Of each its reading, its sign and its reader; the first whose sign a text has reads it."""
    from . import gsd, kiro, speckit, superpowers

    return (
        (_GSD, gsd.is_gsd, gsd.read),
        (Reading("superpowers", has_comments=True), superpowers.is_superpowers, superpowers.read),
        (Reading("spec-kit", is_prose=True, has_comments=True), speckit.is_speckit, speckit.read),
        (Reading("Kiro", is_prose=True, has_comments=True), kiro.is_kiro, kiro.read),
    )


MARKDOWN = (".md", ".markdown")


def read(source: Source, keys: Keys | None, known: Known) -> Read:
    """The document of a file and how it was read: by its ending, its signs and the mapping that is set for it.

    Markdown of no known format is no document: then the document of its text as JSON is a problem.
    """
    if source.parts:
        from .phase import read as read_phase

        return read_phase(source, known), _GSD
    if source.path.lower().endswith(MARKDOWN) and source.undecodable is None:
        for reading, is_sign_there, read_it in _formats():
            if is_sign_there(source):
                document = read_it(source, known)
                if isinstance(document, SyntaxProblem) or document.value["tasks"]:
                    return document, reading
        return parse(source), OWN
    parsed = parse(source)
    if keys is None or isinstance(parsed, SyntaxProblem):
        return parsed, OWN
    from .mapped import mapped

    found = mapped(parsed, source, keys)
    return (parsed, OWN) if found is None else (found, Reading(keys.name))


def read_together(source: Source, keys_of: Callable[[str], Keys | None], known: Known) -> Read:
    """The document of several plans as one, and how they were read; each is read as it would be alone."""
    from .several import read as read_several

    readings: list[Reading] = []

    def read_part(part: Source) -> Read:
        document, reading = read(part, keys_of(part.path), known)
        readings.append(reading)
        return document, reading

    document = read_several(source, read_part)
    if len(set(readings)) == 1:
        return document, readings[0]
    # What one of them is no promise of, all of them together are none of.
    is_prose = any(reading.is_prose for reading in readings)
    return document, OWN._replace(is_prose=is_prose)
