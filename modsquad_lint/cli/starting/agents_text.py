"""The text for agents: a block at the end of the file that each host reads, and out of it again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...text.blocks import appended, without
from ...text.source import Source
from .ground import FileWrite, Ground, LeftAloneError, Part, changed, removed

_NAMES = ("AGENTS.md", "CLAUDE.md", "GEMINI.md")
"""What hosts read; of none of these the first is made."""

_BEGIN, _END = "<!-- modsquad-lint: begin -->", "<!-- modsquad-lint: end -->"
_USE = "what agents have to know of the plan"

TEXT = """\
## Parallel tasks

Work here is split into tasks, and each task names every file that it may change.
`modsquad-lint check --show-files` lists the files that hold the tasks.

- After editing such a file, run `modsquad-lint check --format json`, and mend every finding of severity
  `error`. `modsquad-lint rule CODE` explains a code.
- `modsquad-lint next --format json` says which task may start, and what it may change.
- Work on a branch called `task/ID`, where `ID` is the id of your task.
- Before each commit, stage your changes and run
  `modsquad-lint check --against staged --task ID --format json`.
- MSQ601 or MSQ602: you changed a file that your task does not declare. Take the change out. If the task
  can't be done without it, stop and say so; don't declare the file yourself (MSQ609), since another task may
  be changing it at this moment.
- Exit code 3 means that the comparison could not be made. That is not a pass.
- Don't add `lint_ignore` or change the configuration to silence a finding."""

_BLOCK = f"{_BEGIN}\n\n{TEXT}\n\n{_END}"


def part(ground: Ground) -> Part:
    """The files that hosts read, with the text at their end.

    Raises:
        UserError: one can't be read.
    """
    remarks: list[str] = []
    found = [*_found(ground, remarks)]
    if not found and not remarks:
        return Part([FileWrite(_NAMES[0], None, f"{_BLOCK}\n".encode(), _USE)])
    writes = []
    for source in found:
        if "modsquad-lint" in source.text:
            remarks.append(f"{source.path}: it speaks of modsquad-lint already")
        else:
            writes.append(changed(source, appended(source.text, _BLOCK), _USE))
    return Part(writes, remarks)


def removal(ground: Ground) -> Part:
    """The files that hosts read, without the text where it is as `part` wrote it.

    Raises:
        UserError: one can't be read.
    """
    remarks: list[str] = []
    writes = []
    for source in _found(ground, remarks):
        text = without(source.text, _BLOCK)
        if source.text == f"{_BLOCK}\n":
            writes.append(removed(source, "it had nothing else"))
        elif text is not None:
            writes.append(changed(source, text, "without the text"))
        elif _BEGIN in source.text:
            remarks.append(
                f"{source.path}: the text was changed since, so it stays; take it out by hand"
            )
    return Part(writes, remarks)


def _found(ground: Ground, remarks: list[str]) -> Iterator[Source]:
    """Each file that is there, once, however many links lead to it; not those that only repeat another."""
    sources: dict[str, Source] = {}
    for name in _NAMES:
        if not ground.has(name):
            continue
        try:
            source = ground.read(name)
        except LeftAloneError as error:
            remarks.append(f"{error}, so it is left alone; docs/agents.md has the text")
            continue
        if source is not None:
            sources.setdefault(source.path, source)
    kept: list[Source] = []
    for source in sources.values():
        others = [path for path in sources if path != source.path]
        before = [each.path for each in kept]
        if not any(_takes_in(source.text, path) for path in others) and not any(
            _names(source.text, path) for path in before
        ):
            kept.append(source)
    # Two that take in each other leave one.
    yield from kept or [*sources.values()][:1]


def _takes_in(text: str, path: str) -> bool:
    """Whether a file takes another one in, as `@AGENTS.md` does."""
    return re.search(rf"(?m)(?<![\w`/@])@(?:\./)?{re.escape(path)}(?![\w`])", text) is not None


def _names(text: str, path: str) -> bool:
    """Whether a file sends its readers on to another one."""
    return re.search(rf"(?<![\w/]){re.escape(path)}(?!\w)", text) is not None
