"""The plans that people already have: one table of formats, and for each row a module that reads it.

What comes out is a document in our own shape, whose places are those of the file; nothing behind it knows
the format, but for what `Reading` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...syntax import parse
from ...syntax.nodes import Document, SyntaxProblem
from ...text.source import Source
from ...text.typed import TYPE_CHECKING, Any
from .reading import OWN, Reading

if TYPE_CHECKING:
    from typing import Protocol

    from .keys import Keys
    from .prose import Known

    Read = tuple[Document | SyntaxProblem, Reading]

    class Reader(Protocol):
        """What the module of a format has."""

        def has_sign(self, source: Source) -> bool:
            """Whether a text is of this format, and of no other."""

        def read(self, source: Source, known: Known) -> Document | SyntaxProblem:
            """The tasks of a text that has the sign."""


FORMATS: Mapping[str, Reading] = {
    "gsd": Reading(
        "GSD",
        include=("**/.planning/phases/*/*-PLAN.md",),
        bookkeeping=(
            *("*SUMMARY.md", "*VERIFICATION.md", "*VALIDATION.md", "*UAT.md", "deferred-items.md"),
            *("../../STATE.md", "../../ROADMAP.md", "../../REQUIREMENTS.md"),
        ),
    ),
    "superpowers": Reading(
        "superpowers", include=("**/docs/superpowers/plans/*.md",), has_comments=True
    ),
    "speckit": Reading(
        "spec-kit", include=("**/specs/*/tasks.md",), is_prose=True, has_comments=True
    ),
    "kiro": Reading("Kiro", include=(".kiro/specs/*/tasks.md",), is_prose=True, has_comments=True),
}
"""Each format, by the module that reads it; the first whose sign a text has reads it."""


MARKDOWN = (".md", ".markdown")


def read(source: Source, keys: Keys | None, known: Known) -> Read:
    """The document of a file and how it was read: by its ending, its signs and the mapping that is set for it.

    Markdown of no known format is no document: then the document of its text as JSON is a problem.
    """
    if source.parts:
        from .phase import read as read_phase

        return read_phase(source, known), FORMATS["gsd"]
    if source.path.lower().endswith(MARKDOWN) and source.undecodable is None:
        for module, reading in FORMATS.items():
            reader: Reader = _module(module)
            if reader.has_sign(source):
                document = reader.read(source, known)
                if isinstance(document, SyntaxProblem) or document.value["tasks"]:
                    return document, reading
        return parse(source), OWN
    parsed = parse(source)
    if keys is None or isinstance(parsed, SyntaxProblem):
        return parsed, OWN
    from .mapped import mapped

    found = mapped(parsed, source, keys)
    return (parsed, OWN) if found is None else (found, Reading(keys.name))


def _module(name: str) -> Any:
    # `importlib` would take as long to import as three modules of ours.
    return __import__(f"{__name__}.{name}", fromlist=["read"])


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
