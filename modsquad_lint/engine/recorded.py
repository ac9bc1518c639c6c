"""The tasks of one version of a plan as a history needs them, and which changed paths they cover; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from posixpath import dirname, join, normpath
from types import MappingProxyType

from ..planning.areas import AreaIndex, Looks, areas_of
from ..planning.decisions.declared import Companions
from ..planning.decisions.executed import Covers, Recorded
from ..planning.holdings import Holdings
from ..planning.meanings import Meanings
from ..planning.options import Options
from ..rules.facts import Facts
from ..text import paths
from ..text.joined import Joined
from ..text.source import Source
from ..text.typed import NamedTuple
from .config import Config
from .linting import read_tasks_file


class PlanThen(NamedTuple):
    """One version of a plan.

    Attributes:
        tasks: by id, in file order; none of a text that is no plan.
        bookkeeping: globs of what its tool keeps beside it.
    """

    tasks: Mapping[str, Recorded]
    bookkeeping: tuple[str, ...]


def plan_then(
    parts: Sequence[Source],
    config: Config,
    meanings: Meanings,
    before: Mapping[str, Recorded] = MappingProxyType({}),
) -> PlanThen:
    """What the files of one plan said, whatever was wrong with it.

    What it said just as well `before` is the same object: most of a plan stays as it is.
    """
    first = parts[0]
    folder = dirname(first.path)
    source = Joined(folder, parts, display=folder) if len(parts) > 1 else first
    file, reading, *_ = read_tasks_file(source, Facts(), config)
    tasks: dict[str, Recorded] = {}
    for task, names in zip(file.tasks, Holdings(file.tasks, meanings).files, strict=True):
        said = Recorded(task.id, frozenset(names), tuple(task.dependencies))
        known = before.get(task.id)
        tasks[task.id] = known if known == said else said
    bookkeeping = tuple(normpath(join(folder, glob)) for glob in reading.bookkeeping)
    return PlanThen(before if tasks == before else tasks, bookkeeping)


def covering(options: Options) -> Covers:
    """What covers a path: its declaration, an area that holds it, and a manifest of which it is a companion."""
    companions = Companions(options.companions)
    looks = Looks()

    @cache
    def read(declared: frozenset[str]) -> tuple[frozenset[str], AreaIndex | None]:
        names = frozenset(companions.with_theirs([*declared]))
        areas = areas_of(names)
        return names, AreaIndex(areas, looks) if areas else None

    def covers(declared: frozenset[str], changed: frozenset[str]) -> frozenset[str]:
        names, areas = read(declared)
        found = changed & names
        return found | {path for path in changed - found if areas and areas.of_file(path)}

    return covers


def exempting(
    options: Options, bookkeeping: frozenset[str], plans: frozenset[str]
) -> Callable[[str], bool]:
    """What may always change: plans, what their tools keep beside them, and `drift-ignore`."""
    globs = (*options.drift_ignore, *sorted(bookkeeping))

    @cache
    def is_exempt(path: str) -> bool:
        return path in plans or paths.matches(path, globs)

    return is_exempt
