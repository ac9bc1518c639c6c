"""Reads a phase of GSD: the plans of one folder as one plan, each place in the file that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...syntax.nodes import Document, SyntaxProblem
from ...text.source import Source, Span
from ...text.words import listed
from . import gsd
from .prose import Known
from .said import Body, Claim
from .several import JoinedDocument, Part, parts_of

_SHOWN = 5
_REMEDY = (
    "let one of them be in a later wave and depend on the other; or combine them, or split the file"
)


def read(joined: Source, known: Known) -> PhaseDocument | SyntaxProblem:
    """The tasks of all files, in their order; what is no plan of GSD is left out."""
    plans: list[gsd.GsdDocument] = []

    def read_plan(source: Source) -> Document | SyntaxProblem | None:
        plan = gsd.read(source, known) if gsd.has_sign(source) else None
        if isinstance(plan, gsd.GsdDocument):
            plans.append(plan)
        return plan

    parts = parts_of(joined, read_plan)
    if isinstance(parts, SyntaxProblem):
        return parts
    if not parts:
        return SyntaxProblem(
            Span(0, 0),
            "no file here has the front matter of a plan",
            "write `files_modified:` and `depends_on:` between two lines of `---` at the top",
        )
    return PhaseDocument(parts, plans)


class PhaseDocument(JoinedDocument):
    """The plans of a phase.

    Attributes:
        claims: its waves.
        notes: what was left out of its order.
    """

    def __init__(self, parts: Sequence[Part], plans: Sequence[gsd.GsdDocument]) -> None:
        self._plans = plans
        super().__init__(parts, [""] * len(parts))
        elsewhere = dict.fromkeys(ident for plan in plans for ident in plan.elsewhere)
        self.notes: tuple[str, ...] = ()
        if elsewhere:
            self.notes = (f"{listed([*elsewhere], _SHOWN)} of other phases not looked at",)

    @property
    def bodies(self) -> tuple[Body, ...]:
        """What stands below the front matter of each plan."""
        return tuple(
            body._replace(start=part.start + body.start)
            for plan, part in zip(self._plans, self.parts, strict=True)
            for body in plan.bodies
        )

    @property
    def records(self) -> tuple[str, ...]:
        """What its tool writes when a plan is done, for each plan."""
        return tuple(path for plan in self._plans for path in plan.records)

    def _claims(self) -> Iterator[Claim]:
        waves: dict[int, dict[int, Span]] = {}
        for number, (plan, part) in enumerate(zip(self._plans, self.parts, strict=True)):
            if plan.wave is not None and plan.claim is not None:
                waves.setdefault(plan.wave, {})[number] = plan.claim.shifted(part.start)
        for wave, marks in sorted(waves.items()):
            yield Claim(f"in wave {wave}", marks, _REMEDY, rank=wave)
