"""Reads a `NN-MM-PLAN.md` of GSD: its front matter is one task, and the rest is for who works on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from ...syntax.markdown import Markdown, front_matter
from ...syntax.nodes import Document, SyntaxProblem
from ...text.source import Place, Source, Span
from ...text.typed import Any
from ...text.words import listed
from .keys import Keys
from .mapped import MappedDocument
from .prose import Known
from .said import Body

_SIGN = re.compile(r"^files_modified[ ]*:|^(?:wave|depends_on)[ ]*:", re.MULTILINE)
_NAME = re.compile(
    r"(?P<id>(?P<phase>\d+(?:\.\d+)*)(?:-(?P<plan>[A-Za-z]?\d+[a-z]?))?)-PLAN\.md", re.IGNORECASE
)
_ID = re.compile(
    r"(?:(?P<phase>\d+(?:\.\d+)*)-)?(?P<plan>[A-Za-z]?\d+[a-z]?)(?:-[A-Za-z][\w-]*)?(?:-PLAN)?(?:\.md)?",
    re.IGNORECASE,
)
_OBJECTIVE = re.compile(r"^<objective>\s*([^\s<][^\r\n]*)", re.MULTILINE)
_PRODUCED = (
    r"^<artifacts_this_phase_produces>.*?(?:^</|\Z)"
    r"|^#+[ ]+Artifacts this phase produces.*?(?=^#|^<|\Z)"
)
_SHOWN = 5
_KEYS = Keys(
    name="GSD",
    id=("plan",),
    files=("files_modified",),
    dependencies=("depends_on",),
    description=("objective",),
)


def has_sign(source: Source) -> bool:
    """Whether a Markdown text has the front matter of a plan of GSD."""
    front = front_matter(source.text)
    return front is not None and _SIGN.search(source.text, *front) is not None


def read(source: Source, known: Known) -> GsdDocument | SyntaxProblem:
    """The one task of a plan."""
    front = front_matter(source.text)
    assert front is not None  # noqa: S101 - recognised by it
    from ...syntax.yaml import parse  # ruamel.yaml takes longer to import than a plan to read

    text = source.text[: front.end]
    # In the same places: what stands before it is blank to YAML.
    blank = re.sub(r"[^\r\n]", " ", text[: front.start])
    inner_source = Source(
        source.path, (blank + text[front.start :]).encode(errors="surrogateescape")
    )
    inner = parse(inner_source)
    if isinstance(inner, SyntaxProblem):
        return inner
    if not isinstance(inner.value, dict):
        return SyntaxProblem(
            front,
            "the front matter is no mapping",
            "write `files_modified:` and the like, each on a line",
        )
    return GsdDocument(source, inner, known)


class GsdDocument(MappedDocument):
    """A plan of GSD.

    Alone it knows nothing of the other plans of its phase, so it waits for none of them; `in_phase` has
    the dependencies on these.

    Attributes:
        wave: the number of its wave, None where it has none.
        elsewhere: the plans of other phases that it waits for.
    """

    def __init__(self, source: Source, inner: Document, known: Known) -> None:
        super().__init__(inner, source, _KEYS, [()])
        self._front = front_matter(source.text) or Span(0, 0)
        name = source.path.rpartition("/")[2]
        match = _NAME.fullmatch(name)
        task = self.value["tasks"][0]
        self.phase = match["phase"] if match else _phase(inner.value.get("phase"))
        plan = match["plan"] if match and match["plan"] else str(task.get("id", ""))
        task["id"] = "-".join(part for part in (self.phase, plan) if part) or name
        task["status"] = "done" if known(_summary(source.path)) else "todo"
        words = _OBJECTIVE.search(source.text)
        task["description"] = words.group(1).strip() if words else task.get("description", "")
        self._objective = Span(*words.span(1)) if words else None
        wave = inner.value.get("wave")
        self.wave: int | None = wave if type(wave) is int else None
        self.elsewhere: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()
        self._waits = task["dependencies"]
        if isinstance(self._waits, list):
            self._sort_out()
            task["dependencies"] = []
            if self._waits:
                shown = listed([str(ident) for ident in self._waits], _SHOWN)
                self.notes = (f"waits for {shown}, in other files and not looked at",)

    @property
    def bodies(self) -> tuple[Body, ...]:
        """What stands below the front matter; blank where it lists what all plans of the phase produce."""
        start = self._front.end
        text = re.sub(
            _PRODUCED,
            lambda match: " " * len(match[0]),
            self._source.text[start:],
            flags=re.DOTALL | re.IGNORECASE | re.MULTILINE,
        )
        return (Body(text, start),)

    @property
    def records(self) -> tuple[str, ...]:
        """What its tool writes when the plan is done."""
        return (_summary(self._source.path),)

    @property
    def waits(self) -> list[str]:
        """The plans of its own phase that it waits for."""
        is_sound = isinstance(self._waits, list)
        return [ident for ident in self._waits if isinstance(ident, str)] if is_sound else []

    def in_phase(self) -> dict[str, Any]:
        """The task with what it waits for in its own phase."""
        return {**self.value["tasks"][0], "dependencies": self._waits}

    def _sort_out(self) -> None:
        """Call the plans of this phase as they are called; leave those of other phases aside."""
        kept, places, elsewhere = [], [], []
        values = dict(self._found[0].values)
        for written, place in zip(self._waits, values["dependencies"], strict=True):
            ident = self._full(written)
            if isinstance(ident, str) and self.phase and not ident.startswith(f"{self.phase}-"):
                elsewhere.append(ident)
            else:
                kept.append(ident)
                places.append(place)
        self._waits, self.elsewhere = kept, tuple(elsewhere)
        self._found[0] = self._found[0]._replace(values={**values, "dependencies": places})

    def _full(self, written: object) -> object:
        """An id as plans of this phase are called, whatever short form it is written in."""
        match = _ID.fullmatch(written.strip()) if isinstance(written, str) else None
        if match is None:
            return written
        phase, plan = match["phase"] or self.phase, match["plan"]
        return f"{phase}-{plan.zfill(2)}" if phase else plan

    def span(self, place: Place) -> Span:
        """Where a value stands: the description below the front matter, all else in it."""
        key = place.steps[2:3]
        if key == ("description",) and self._objective is not None:
            return self._objective
        if len(place.steps) < 3 or (key != ("lint_ignore",) and "id" not in self._found[0].values):  # noqa: PLR2004
            return self._anywhere(place)
        return super().span(place)

    def _anywhere(self, place: Place) -> Span:
        """What stands for the plan as a whole: its number, or its first line where it has none."""
        values = self._found[0].values
        if place.steps[2:3] and values.get(str(place.steps[2])):
            return super().span(place)
        if "id" in values:
            return super().span(Place(("tasks", 0, "id")))
        first = re.compile(r"[^\r\n]*").match(self._source.text, self._front.start)
        return Span(*first.span()) if first else self._front

    def ignores(self) -> Mapping[int, tuple[tuple[str, Span], ...]]:
        """Suppressions in the front matter, as in YAML, and in the text below it."""
        return {**Markdown(self._source.text).ignores(), **super().ignores()}

    @cached_property
    def claim(self) -> Span | None:
        """Where the wave is claimed."""
        return None if self.wave is None else self._inner.span(Place(("wave",)))


def _phase(written: object) -> str:
    match = re.match(r"\d+(?:\.\d+)*", str(written))
    return match.group() if match else ""


def _summary(path: str) -> str:
    """What GSD writes beside a plan once it is done."""
    return re.sub(r"PLAN(\.md)$", r"SUMMARY\1", path, flags=re.IGNORECASE)
