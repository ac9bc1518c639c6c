"""Areas: declared folders and wildcards, what they hold, and which may have a file in common.

Design section 4, point 11. In doubt two areas meet. Knows paths as text alone, neither tasks nor git.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from ..text.paths import normalise
from ..text.typed import NamedTuple

_MOST_CHOICES = 64
"""So many ways to read the braces of one area are told apart; of more, braces hold anything."""

_FEW_PATTERNS = 64
_MOST_LOOKS = 300_000
"""When so many names would have to be looked at for the patterns of one folder, these are one area: the
whole folder."""

_LONGEST_EXTENSION = 12

_MOST_STEPS = 250_000
"""Steps of all looks at patterns together; once they are used up, what is left meets."""


class Area(NamedTuple):
    """A declared folder, or what a wildcard matches and all that lies below that.

    What a wildcard with an extension matches is taken for a file, below which nothing lies: "*.py".

    Attributes:
        folder: the folder below which all of it lies; "" is the top.
        patterns: what follows the folder, part by part, one of each choice of braces; none for all
            that the folder holds.
    """

    folder: str
    patterns: tuple[tuple[str, ...], ...] = ()

    def choices(self) -> list[str]:
        """Its forms as normal paths, one for each choice of braces, for a glob to match."""
        above = f"{self.folder}/" if self.folder else ""
        return [above + "/".join(parts) for parts in self.patterns or [("",)]]

    def holds(self, path: str, steps: Steps) -> bool:
        """Whether a normalised path, which lies below the folder, is in it."""
        parts = _parts(path[len(self.folder) + 1 :] if self.folder else path)
        return not self.patterns or any(_holds(one, parts, steps) for one in self.patterns)

    def meets(self, inner: Area, steps: Steps) -> bool:
        """Whether it may hold a file that `inner` holds, whose folder lies below its own."""
        if not self.patterns:
            return True
        below = _parts(inner.folder[len(self.folder) + 1 :] if self.folder else inner.folder)
        others = [(*below, *pattern) for pattern in inner.patterns or [("**",)]]
        return any(_meet(pattern, other, steps) for pattern in self.patterns for other in others)


class Steps:
    """How many steps looks at patterns may still take."""

    def __init__(self, left: int = _MOST_STEPS) -> None:
        self.left = left


class Looks:
    """What was found out about pairs of areas; sets of tasks that are much alike share it, and its steps."""

    def __init__(self) -> None:
        self.steps = Steps()
        self._met: dict[tuple[Area, Area], bool] = {}

    def meets(self, area: Area, inner: Area) -> bool:
        """As `Area.meets`, looked at once."""
        found = self._met.get((area, inner))
        if found is None:
            found = self._met[area, inner] = area.meets(inner, self.steps)
        return found


def read_area(path: str) -> Area | None:
    """The area that a declared path is by its spelling alone; None for one file, or so it seems."""
    path = path.replace("\\", "/")
    normal = normalise(path)
    # What is blank names nothing; "." and "./" are the repository.
    is_folder = path.endswith(("/", "/.")) or (normal == "" and path.strip() != "")
    has_wildcard = "*" in normal or "?" in normal or next(_braces(normal), None) is not None
    if not has_wildcard:
        return whole(normal) if is_folder else None
    parts = _parts(normal)
    at = next(index for index, part in enumerate(parts) if any(mark in part for mark in "*?{"))
    choices = _choices("/".join(parts[at:]))  # a brace may span folders: "a/{b/c,d}"
    below = ("**",) if is_folder else ()
    patterns = tuple(dict.fromkeys(_pattern((*_parts(choice), *below)) for choice in choices))
    folder = "/".join(parts[:at])
    return Area(folder, () if () in patterns else patterns)


def areas_of(paths: Iterable[str]) -> dict[str, Area]:
    """Those of some declared paths that are areas by their spelling."""
    return {path: area for path in paths if (area := read_area(path)) is not None}


def whole(folder: str) -> Area:
    """All that a folder holds."""
    return Area(folder)


def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("/")) if path else ()


def _is_pattern(part: str) -> bool:
    return "*" in part or "?" in part


def _pattern(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Without what matches all below anyway, "**" and "*" at the end, where that changes nothing."""
    trimmed = parts
    while trimmed and trimmed[-1].strip("*") == "":
        trimmed = trimmed[:-1]
    return (*trimmed, "**") if _is_file(trimmed) and trimmed != parts else trimmed


def _is_file(parts: Sequence[str]) -> bool:
    """Whether nothing lies below what a pattern matches."""
    ending = parts[-1].rpartition("*")[2].rpartition("?")[2] if parts else ""
    return "." in ending[-_LONGEST_EXTENSION:-1]


def _braces(path: str) -> Iterator[tuple[int, int]]:
    """Where each innermost "{a,b}" begins and ends; braces without a comma are part of a name."""
    start = -1
    for at, letter in enumerate(path):
        if letter == "{":
            start = at
        elif letter == "}" and start >= 0:
            if "," in path[start:at]:
                yield start, at
            start = -1


def _choices(pattern: str) -> tuple[str, ...]:
    """The pattern once for each choice of its braces, the innermost first."""
    texts = [pattern]
    while True:
        found = [list(_braces(text)) for text in texts]
        if not any(found):
            return tuple(texts)
        more = [
            choice
            for text, spans in zip(texts, found, strict=True)
            for choice in _expand(text, spans)
        ]
        if len(more) > _MOST_CHOICES:
            return ("*",)
        texts = more


def _expand(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    ends = [0, *(end + 1 for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    options = [text[start + 1 : end].split(",") for start, end in spans]
    number = 1
    for option in options:
        number *= len(option)
    if number > _MOST_CHOICES:
        yield from ["*"] * (_MOST_CHOICES + 1)
        return
    for chosen in product(*options):
        yield between[0] + "".join(
            one + rest for one, rest in zip(chosen, between[1:], strict=True)
        )


def _holds(pattern: Sequence[str], parts: Sequence[str], steps: Steps) -> bool:
    """Whether a pattern matches a path, or a folder above it; quick where there is no "**"."""
    if "**" in pattern:
        return _meet(pattern, parts, steps, is_path=True)
    more = len(parts) - len(pattern)
    if more < 0 or (more and _is_file(pattern)):
        return False
    steps.left -= len(pattern)
    return steps.left < 0 or all(map(_matches, pattern, parts))


def _meet(
    pattern: Sequence[str], other: Sequence[str], steps: Steps, *, is_path: bool = False
) -> bool:
    """Whether something may match both, or lie below what one of them matches; `other` may be a path."""
    has_below = not _is_file(pattern), not (is_path or _is_file(other))
    todo = [(0, 0)]
    seen = set(todo)
    while todo:
        at, there = todo.pop()
        steps.left -= 1
        if steps.left < 0:
            return True
        ended = at == len(pattern), there == len(other)
        if all(ended) or (ended[0] and has_below[0]) or (ended[1] and has_below[1]):
            return True
        one = "" if ended[0] else pattern[at]
        two = "" if ended[1] else other[there]
        ahead = []
        if one == "**":
            ahead += [(at + 1, there)] if ended[1] else [(at + 1, there), (at, there + 1)]
        if two == "**" and not is_path:
            ahead += [(at, there + 1)] if ended[0] else [(at, there + 1), (at + 1, there)]
        if one and two and not ahead and _parts_meet(one, two, is_literal=is_path):
            ahead = [(at + 1, there + 1)]
        for state in ahead:
            if state not in seen:
                seen.add(state)
                todo.append(state)
    return False


def _parts_meet(one: str, other: str, *, is_literal: bool) -> bool:
    """Whether some name may match both of two parts of patterns."""
    if is_literal or not _is_pattern(other):
        return _matches(one, other) if _is_pattern(one) else one == other
    if not _is_pattern(one):
        return _matches(other, one)
    starts = _start(one), _start(other)
    ends = _start(one[::-1]), _start(other[::-1])
    return all(a.startswith(b) or b.startswith(a) for a, b in (starts, ends))


def _start(part: str) -> str:
    """What a part begins with before its first wildcard."""
    return part[: min((at for mark in "*?" if (at := part.find(mark)) >= 0), default=len(part))]


def _matches(pattern: str, name: str) -> bool:
    """Whether "*" and "?" match a whole name; takes steps that grow with the two lengths at most."""
    first, *rest = pattern.split("*")
    if not rest:
        return len(first) == len(name) and _is_at(first, name, 0)
    *middle, last = rest
    if len(name) < len(first) + len(last):
        return False
    end = len(name) - len(last)
    if not (_is_at(first, name, 0) and _is_at(last, name, end)):
        return False
    at = len(first)
    for chunk in middle:
        at = _find(chunk, name, at, end)
        if at < 0:
            return False
        at += len(chunk)
    return True


def _find(chunk: str, name: str, start: int, end: int) -> int:
    if "?" not in chunk:
        return name.find(chunk, start, end)
    places = range(start, end - len(chunk) + 1)
    return next((at for at in places if _is_at(chunk, name, at)), -1)


def _is_at(chunk: str, name: str, at: int) -> bool:
    if "?" not in chunk:
        return name.startswith(chunk, at)
    return len(chunk) <= len(name) - at and all(
        mark in {"?", letter} for mark, letter in zip(chunk, name[at:], strict=False)
    )


def _ending(pattern: Sequence[str]) -> str:
    """What every path ends with that a pattern matches."""
    return _start(pattern[-1][::-1])[::-1] if _is_file(pattern) else ""


_Sorted = tuple[Sequence[str], Sequence[tuple[str, tuple[str, ...]]]]
"""Areas that hold all of a folder, and patterns with how paths end that may match."""


class AreaIndex:
    """Areas by their literal folder, so that looking for those of a path costs what lies above it."""

    def __init__(self, areas: Mapping[str, Area], looks: Looks | None = None) -> None:
        """What was found out is kept in `looks`, with the steps that are left."""
        self._areas = areas
        self._looks = looks or Looks()
        self._at: dict[str, list[str]] = {}
        for name, area in areas.items():
            self._at.setdefault(area.folder, []).append(name)
        self._lengths = sorted({len(folder) for folder in self._at if folder})
        self._endings = {name: tuple(map(_ending, area.patterns)) for name, area in areas.items()}
        self._above: dict[str, _Sorted] = {}

    def of_file(self, path: str) -> Sequence[str]:
        """The names of the areas that hold a normalised path."""
        whole, patterns = self._sorted(path.rpartition("/")[0])
        if not patterns:
            return whole
        near = [name for name, endings in patterns if path.endswith(endings)]
        return [
            *whole,
            *(name for name in near if self._areas[name].holds(path, self._looks.steps)),
        ]

    def of_area(self, name: str) -> list[str]:
        """The names of the other areas that it may meet, whose folder is its own or one above it."""
        area = self._areas[name]
        return [
            other
            for other in self.above(area.folder)
            if other != name and self._looks.meets(self._areas[other], area)
        ]

    def above(self, folder: str) -> Sequence[str]:
        """The names of the areas whose folder is this one or above it."""
        whole, patterns = self._sorted(folder)
        return [*whole, *(name for name, _ in patterns)] if patterns else whole

    def _sorted(self, folder: str) -> _Sorted:
        """Those areas above a folder that hold all of it, and those that are patterns."""
        found = self._above.get(folder)
        if found is None:
            names = [*self._at.get("", ())]
            for length in self._lengths:
                if length > len(folder):
                    break
                if length == len(folder) or folder[length] == "/":
                    names += self._at.get(folder[:length], ())
            whole = [name for name in names if not self._areas[name].patterns]
            found = self._above[folder] = (
                whole,
                [(name, endings) for name in names if (endings := self._endings[name])],
            )
        return found


def too_many(areas: Mapping[str, Area], paths: Iterable[str]) -> frozenset[str]:
    """Folders with so many patterns, and so much below, that their patterns are one area."""
    patterns = Counter(area.folder for area in areas.values() if area.patterns)
    crowded = {folder: whole(folder) for folder, count in patterns.items() if count > _FEW_PATTERNS}
    if not crowded:
        return frozenset()
    index = AreaIndex(crowded)
    below = Counter(name for path in paths for name in index.above(path.rpartition("/")[0]))
    below.update(name for area in areas.values() for name in index.above(area.folder))
    return frozenset(folder for folder in crowded if patterns[folder] * below[folder] > _MOST_LOOKS)
