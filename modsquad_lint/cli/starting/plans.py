"""The plans that a repository has, and those that it could have: a first tasks file, or settings for one of other keys."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence

from ...engine.linting import read_as
from ...planning.keys import FILES, LEGACY_FILES
from ...planning.readers import MARKDOWN
from ...planning.readers.keys import Keys
from ...planning.readers.mapped import mapped
from ...planning.readers.proposal import propose
from ...repository.files import MOST_BYTES
from ...repository.git.repository import GitFailedError, Repository, names
from ...repository.project import Project
from ...rules.registry import Subject
from ...syntax import parse
from ...syntax.nodes import SyntaxProblem
from ...text.errors import NoTasksFileError, UserError
from ...text.source import Source
from ...text.typed import Any
from ...text.words import counted
from .ground import Ground, LeftAloneError

_DATA = ("*.json", "*.yaml", "*.yml")
_LIKE_A_PLAN = r"(?i)(?:.*[^a-z])?(?:plans?|tasks?|waves?|batches|prd|stories|backlog|roadmap)[^a-z]*\.(?:json|ya?ml)"
_NO_PLANS = frozenset(
    [
        ".github",
        ".vscode",
        "__tests__",
        "examples",
        "fixtures",
        "node_modules",
        "samples",
        "test",
        "testdata",
        "tests",
        "vendor",
    ]
)
"""Folders in which what looks like a plan is none of this repository."""

_MOST_READ, _MOST_SHOWN = 100, 5


def look_for_plans(ground: Ground) -> FoundPlans:
    """The plans of a repository, tracked or not, in the order in which they are found.

    Raises:
        UserError: git can't list the files, or the configuration can't be read.
    """
    project = Project(ground.root)
    try:
        entries = project.files(ground.root)
    except NoTasksFileError:
        entries = []
    look = FoundPlans()
    for entry in entries[:_MOST_READ]:
        if entry.is_closed or entry.outside is not None:
            look.leave_out(f"{entry.name} leads out of the repository, so it is not looked at")
        else:
            look.at(entry.name, project.look(entry))
    for path in _named_like_plans(ground, {entry.name for entry in entries}):
        look.at_stranger(path, proposed(ground, path))
    return look


class FoundPlans:
    """What plans there are, as far as it was looked for them.

    Attributes:
        read: paths of plans that are read as they are.
        mapped: those that need a mapping, each with the one that was seen.
        declares: whether any task of any of them declares a file.
    """

    def __init__(self) -> None:
        self.read: list[str] = []
        self.mapped: dict[str, Keys] = {}
        self.declares = False
        self._remarks: list[str] = []
        self._others: list[str] = []

    @property
    def has_markdown(self) -> bool:
        """Whether one of them is Markdown."""
        return any(path.lower().endswith(MARKDOWN) for path in self.read)

    @property
    def remarks(self) -> Sequence[str]:
        """What was found, each a line, and last how many more."""
        found = [*self._remarks, *self._others]
        more = len(found) - _MOST_SHOWN
        return [*found[:_MOST_SHOWN], *([f"and {more} more files"] if more > 0 else [])]

    def leave_out(self, remark: str) -> None:
        """Note a file that is not looked at."""
        self._others.append(remark)

    def at(self, path: str, subject: Subject) -> None:
        """Look at a file that has the name of a plan."""
        if subject.foreign is None and _is_sample(path):
            taken_for = "taken for a sample or a test's data; the setting `include` leaves it out"
            self._others.append(f"{path}: {_what(subject)}, {taken_for}")
            return
        keys = None if _is_sample(path) or self._has_enough() else _mapping_of(subject)
        if keys is not None:
            self.mapped[path] = keys
            self.declares |= _declares(subject.source, keys)
        elif subject.foreign is not None:
            self._others.append(f"{path}: not read, since it looks like {subject.foreign}")
        else:
            self.read.append(path)
            is_known = subject.problem is None and not subject.file.problems
            self.declares |= not is_known or any(task.files for task in subject.file.tasks)
            self._remarks.append(f"{path}: {_what(subject)}")

    def at_stranger(self, path: str, keys: Keys | None) -> None:
        """Look at a file that only a person would take for a plan."""
        if keys is not None and keys.files and not self._has_enough():
            self.mapped[path] = keys
            self.declares = True
        elif path.count("/") <= 1:
            advice = "if it is a plan, the setting `keys` says how (docs/formats.md)"
            self._others.append(f"{path}: not read; {advice}")

    def _has_enough(self) -> bool:
        return len(self.mapped) >= _MOST_SHOWN


def _is_sample(path: str) -> bool:
    return not _NO_PLANS.isdisjoint(path.split("/"))


def _what(subject: Subject) -> str:
    if subject.problem is not None or subject.file.problems:
        return "a plan that can't be read as it is; `modsquad-lint check` says why"
    return read_as(subject) or f"a plan, {counted(len(subject.file.tasks), 'task')}"


def _mapping_of(subject: Subject) -> Keys | None:
    """The mapping for a file that has our name and other keys."""
    if subject.reading.name or subject.problem is not None or subject.source.parts:
        return None
    if subject.foreign is None and not _has_other_keys(subject):
        return None
    return propose(_value(subject.source))


def _declares(source: Source, keys: Keys) -> bool:
    """Whether a task has a file under the names of a mapping."""
    document = parse(source)
    found = None if isinstance(document, SyntaxProblem) else mapped(document, source, keys)
    return found is not None and any(
        task.get(FILES) for task in found.value["tasks"] if isinstance(task, dict)
    )


def _has_other_keys(subject: Subject) -> bool:
    """Whether hardly a task has files under our key: then the file is meant for another reader."""
    value: Any = _value(subject.source)
    entries = value.get("tasks") if isinstance(value, dict) else value
    if not isinstance(entries, list) or not entries:
        return False
    ours = sum(
        isinstance(entry, dict) and isinstance(entry.get(FILES, entry.get(LEGACY_FILES)), list)
        for entry in entries
    )
    return ours * 2 < len(entries)


def proposed(ground: Ground, path: str) -> Keys | None:
    """The mapping that is seen for a file; None where there is none."""
    try:
        source = ground.read(path, MOST_BYTES)
    except (UserError, LeftAloneError):
        return None
    return None if source is None else propose(_value(source))


def _value(source: Source) -> object:
    document = parse(source)
    return None if isinstance(document, SyntaxProblem) else document.value


def _named_like_plans(ground: Ground, known: Iterable[str]) -> Iterator[str]:
    """JSON and YAML that is called as plans are, and is none that a search finds."""
    command = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_DATA)
    try:
        listed = names(Repository(ground.root).ask(*command))
    except GitFailedError as error:
        raise UserError(f"git cannot list the files here: {error}") from error
    found = (
        path
        for path in dict.fromkeys(listed)
        if re.fullmatch(_LIKE_A_PLAN, path.rpartition("/")[2])
        and not _is_sample(path)
        and path not in known
        and path.isprintable()
        and os.path.isfile(os.path.join(ground.root, path))
    )
    yield from list(found)[:_MOST_READ]


# ---------------------------------------------------------------- the first tasks file

TASKS_FILE = "tasks.json"
FIRST_TASK = "set-up-modsquad-lint"
_ELSEWHERE = ("README.md",)


def first_tasks_file(paths: Sequence[str]) -> str:
    """A tasks file whose one task declares these files, which come with it."""
    task = {
        "id": FIRST_TASK,
        "description": "Check plans of parallel work, before it starts and after it is done",
        "file_modifications": [*(paths or _ELSEWHERE)],
        "dependencies": [],
    }
    return json.dumps({"tasks": [task]}, indent=2, ensure_ascii=False) + "\n"


def declared_first(text: str) -> Sequence[str] | None:
    """What the task of a first tasks file declares; None where the file is not as `first_tasks_file` made it."""
    try:
        paths: list[str] = json.loads(text)["tasks"][0]["file_modifications"]
        return paths if text == first_tasks_file(paths) else None
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
